"""What is remembered of a reading, and who is not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.match import Matcher
from monitor.place import Arrival, Placed, place, settled, sharper, silence
from monitor.understand import understand
from news.article import GUESS, Article, Known, Origin, Provenance
from news.changing import Change
from news.figure import Effect
from news.grammar import parse
from news.moment import Moment, Precision
from news.sure import Asked
from news.watch import Gauge, Topic, Watchlist
from tests.fakes import FakeMemory

NOW = datetime(2026, 2, 4, 12, tzinfo=UTC)
MAX_AGE = timedelta(hours=36)
HOST = "alderbaypost.example"
MATCHER = Matcher(Watchlist((Topic("Ferries", parse("ferry")), Topic("Storms", parse("storm")))))


def moment(text: str) -> Moment | None:
    """Read "2026-02-04" (a day), "2026-02-04 10:30" or "" (no time)."""
    if not text:
        return None
    precision = Precision.DAY if len(text) == len("2026-02-04") else Precision.MINUTE
    return Moment(datetime.fromisoformat(text).replace(tzinfo=UTC), precision=precision)


def known(number: int = 1, *, backlog: bool = False, added: str = "2026-02-03 08:00") -> Known:
    """Describe an article that has its feed's words only."""
    since = moment(added)
    assert since is not None
    key = f"{HOST}/{number}"
    return Known(
        number, key, f"https://{key}", "Alder Bay Post", since.at, NOW, backlog, Origin.FEED
    )


@pytest.mark.parametrize(
    ("published", "backlog", "silent"),
    [
        ("2026-02-04 11:00", False, ""),
        ("2026-02-04 11:00", True, ""),  # printed between our coming and our first poll
        ("2026-02-03 07:59", False, "backlog"),
        ("2026-02-03 08:30", False, ""),
        ("2026-02-03 08:30", True, ""),
        # a bare day: the day we came counts for later polls, not for the first
        ("2026-02-03", False, ""),
        ("2026-02-03", True, "backlog"),
        ("2026-02-04", True, ""),
        ("2026-02-02", False, "backlog"),
        # no time at all
        ("", False, ""),
        ("", True, "undated"),
        # the future is a wrong date, not an old one
        ("2027-01-01", False, ""),
        # but what the first poll listed was printed by then: this is the time of an edit
        ("2027-01-01 10:00", True, "backlog"),
        ("1970-01-01", False, "backlog"),
    ],
)
def test_who_is_not_told(published: str, backlog: bool, silent: str) -> None:
    assert silence(moment(published), known(backlog=backlog), NOW, MAX_AGE) == silent


@pytest.mark.parametrize(
    ("published", "silent"),
    [
        ("2026-02-03 00:00", ""),
        ("2026-02-02 23:58", "old"),
        ("2026-02-02", ""),  # it may have been its last minute
        ("2026-02-01", "old"),
        ("2026-01-01 10:00", "old"),
    ],
)
def test_what_is_old(published: str, silent: str) -> None:
    article = known(added="2020-01-01 00:00")
    assert silence(moment(published), article, NOW, MAX_AGE) == silent


@pytest.mark.parametrize(
    ("page", "feed", "chosen"),
    [
        ("", "", ""),
        ("2026-02-04", "", "2026-02-04"),
        ("", "2026-02-04 10:00", "2026-02-04 10:00"),
        ("2026-02-04", "2026-02-04 10:00", "2026-02-04 10:00"),
        ("2026-02-04", "2026-02-05 10:00", "2026-02-04"),
        ("2026-02-04 09:00", "2026-02-04 10:00", "2026-02-04 09:00"),
        ("2026-02-04 09:00", "2026-02-04", "2026-02-04 09:00"),
    ],
)
def test_the_sharper_time(page: str, feed: str, chosen: str) -> None:
    assert sharper(moment(page), moment(feed)) == moment(chosen)


@pytest.fixture
def memory() -> FakeMemory:
    made = FakeMemory()
    for number in (1, 2):
        text = Article(f"https://{HOST}/{number}", "Ferry", "A ferry is late. " * 20)
        made.learn(known(number), text)
    return made


def come(memory: FakeMemory, text: str, number: int = 1, key: str = "", **told: Any) -> Placed:
    """Let an article's page say this."""
    silent = str(told.pop("silent", ""))
    told.setdefault("title", "News")
    article = Article(f"https://{HOST}/{number}", text=text, **told)
    arrival = Arrival(number, key or f"{HOST}/{number}", page_id=7, silent=silent)
    return place(understand(article, MATCHER), arrival, memory, NOW, MAX_AGE)


def test_a_page_replaces_the_feeds_words(memory: FakeMemory) -> None:
    """What it matches is stored with the text and found once."""
    placed = come(memory, "The ferry sank.")
    assert [found.name for found in placed.findings] == ["Ferries"]
    assert placed.revision_id is not None
    assert [match.name for match in memory.matches[placed.revision_id]] == ["Ferries"]
    assert memory.notes == {7: ""}
    again = come(memory, "The ferry sank in a storm.")
    assert [found.name for found in again.findings] == ["Storms"]
    assert come(memory, "The ferry sank; in a storm") == Placed(1, None, (), "unchanged")


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ({"paywalled": True}, "a paywall's stub"),
        ({"is_article": False}, "not an article"),
    ],
)
def test_a_poor_page_replaces_nothing(memory: FakeMemory, told: dict[str, Any], note: str) -> None:
    assert come(memory, "The ferry.", **told) == Placed(1, None, (), note)
    assert memory.waiting == {1}
    assert memory.notes == {7: note}
    assert len(memory.kept[1].texts) == 1


def test_a_paywalled_page_that_gives_as_much_is_taken(memory: FakeMemory) -> None:
    """Only a teaser much shorter than the feed's text is left out."""
    assert come(memory, "A ferry is late again. " * 16, paywalled=True).note == ""


def test_a_poor_page_does_not_undo_a_good_one(memory: FakeMemory) -> None:
    """A later challenge page leaves the article's text as it is, and nothing is reread."""
    come(memory, "The ferry sank.")
    assert come(memory, "Are you human?", is_article=False).revision_id is None
    assert memory.waiting == set()
    assert len(memory.kept[1].texts) == 2


def test_feed_text_is_placed_without_a_page(memory: FakeMemory) -> None:
    """Where no page will come the feed's revision is matched as it stands."""
    reading = understand(memory.kept[1].texts[0], MATCHER)
    placed = place(reading, Arrival(1, f"{HOST}/1", revision_id=1), memory, NOW, MAX_AGE)
    assert (placed.revision_id, [f.name for f in placed.findings]) == (1, ["Ferries"])
    assert memory.notes == {}


def test_a_canonical_address_joins_two(memory: FakeMemory) -> None:
    """A page that names another's address is that article, whatever led to it."""
    come(memory, "The ferry sank.", 1)
    placed = come(memory, "The ferry sank.", 2, key=f"{HOST}/1")
    assert (placed.article_id, placed.findings) == (1, ())
    assert memory.known(2).id == 1


@pytest.mark.parametrize(
    ("title", "published", "joined"),
    [
        ("Ferry late", "2026-02-04 11:00", True),
        ("Ferry sinks, two saved", "2026-02-04 15:00", True),
        ("Two are saved in the bay", "2026-02-04 11:05", True),
        ("Two are saved in the bay", "2026-02-04 15:00", False),
        ("Two are saved in the bay", "2026-02-04", False),
        ("Two are saved in the bay", "", False),
    ],
)
def test_a_page_that_names_another_report_joins_nothing(
    memory: FakeMemory, title: str, published: str, joined: bool
) -> None:
    """Where neither headline nor time agree, the page's word is a template's mistake."""
    come(memory, "It was late.", 1, title="Ferry late", published=moment("2026-02-04 11:00"))
    placed = come(memory, "It sank.", 2, key=f"{HOST}/1", title=title, published=moment(published))
    assert (placed.article_id == 1) is joined
    assert memory.article_with_key(f"{HOST}/1") == 1


def test_a_new_address_is_remembered(memory: FakeMemory) -> None:
    """A canonical address that nobody has becomes one more of the article."""
    come(memory, "The ferry sank.", key=f"{HOST}/canonical")
    assert memory.article_with_key(f"{HOST}/canonical") == 1


def test_what_is_read_again_tells_nobody(memory: FakeMemory) -> None:
    """A replay's new findings are silent, and its reason stands with them."""
    placed = come(memory, "The ferry sank.", silent="replay")
    assert [found.silent for found in placed.findings] == ["replay"]


@pytest.mark.parametrize(
    ("page", "where", "feed", "chosen", "says"),
    [
        ("2026-02-04 10:30", "JSON-LD", "2026-02-03 09:00", "2026-02-04 10:30", "JSON-LD"),
        ("2026-02-04", "h1", "2026-02-04 09:00", "2026-02-04 09:00", "the feed"),
        ("2026-02-04", GUESS, "2026-02-02 09:00", "2026-02-02 09:00", "the feed"),
        ("2026-02-04", GUESS, "", "2026-02-04", GUESS),
        ("", "", "2026-02-02 09:00", "2026-02-02 09:00", "the feed"),
        ("", "", "", "", ""),
    ],
)
def test_where_a_time_comes_from(page: str, where: str, feed: str, chosen: str, says: str) -> None:
    """A guess gives way to the feed's time, and what the feed gave is told as its own."""
    stood = Provenance(title="h1", published=where)
    article = Article("", "Ferry", "", published=moment(page), provenance=stood)
    found = settled(article, replace(known(), published=moment(feed)))
    assert (found.published, found.provenance) == (moment(chosen), replace(stood, published=says))


def test_what_an_earlier_text_knew_stays() -> None:
    """A page that has lost its times keeps those that it had, and says so."""
    then = replace(known(), origin=Origin.PAGE, modified=moment("2026-02-04 10:30"))
    found = settled(Article("", "Ferry", ""), then)
    assert (found.modified, found.provenance.modified) == (then.modified, "an earlier text")


def test_a_pages_bare_day_keeps_the_feeds_hour(memory: FakeMemory) -> None:
    """The time that says more is the article's, also after the page was read."""
    hour = moment("2026-02-04 10:30")
    kept = memory.kept[1]
    memory.learn(Known(**{**vars(kept.known), "published": hour}), kept.texts[0])
    come(memory, "The ferry sank.", published=moment("2026-02-04"))
    assert memory.known(1).published == hour


def test_what_waits_for_a_change_is_no_finding_where_no_story_is_followed() -> None:
    """Nobody knows whether the toll has risen: the match is kept, and told to nobody."""
    toll = Gauge("Toll", Asked(Effect.KILLED), changes=frozenset(Change))
    text = "Nine people were killed at the quay, police said."
    article = Article(f"https://{HOST}/1", "Nine dead", text, language="en")
    memory = FakeMemory()
    memory.learn(known(), replace(article, text="Nine dead."))
    reading = understand(article, Matcher(Watchlist(gauges=(toll,))))
    placed = place(reading, Arrival(1, f"{HOST}/1", 7), memory, NOW, MAX_AGE)
    assert [match.name for matches in memory.matches.values() for match in matches] == ["Toll"]
    assert placed.findings == ()
