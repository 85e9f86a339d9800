"""What `topics test` says of a rule, on every database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archive.backtest import Backtests
from monitor.match import Matcher
from news.backtest import Backtest
from news.finding import Subject
from news.grammar import parse
from news.watch import Person, Topic, Watchlist
from tests.contract.desk import HOUR, NOW, Desk, entry, source

WATCHED = Watchlist(
    (Topic("Floods", parse("flood*")), Topic("Dams", parse("dam"))), (Person("Ona Brill"),)
)
DAY = timedelta(days=1)
REEDS = source("Reed Valley Voice")
# Source, headline, text, days ago.
TEXTS = (
    ("Alder Bay Post", "Dam breach", "The dam broke. A flood took the village, the dam gone.", 1),
    ("Alder Bay Post", "Markets", "Long after the flood of prices the dam of debt holds.", 2),
    ("Reed Valley Voice", "Floods recede", "The floods went, said Ona Brill near the dam.", 2),
    ("Reed Valley Voice", "Cricket", "A flood of runs at the dam end.", 3),
    ("Reed Valley Voice", "Weather", "Rain, but no flood yet.", 4),
    ("Reed Valley Voice", "Works", "The dam is being raised.", 40),
)


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Return a desk with all the texts."""
    desk.matcher = Matcher(WATCHED)
    desk.settle(source(), REEDS)
    for number, (name, title, text, days) in enumerate(TEXTS):
        host = f"{name.lower().replace(' ', '')}.example"
        desk.clock += HOUR
        item = entry(f"/{number}", title, text=text, host=host, published=NOW - days * DAY)
        (fetch,) = desk.poll(item, name=name)
        desk.store(fetch)
        published = item.published
        desk.read(text, title=title, published=published)
    return desk


def tried(desk: Desk, rule: str, days: int = 30) -> Backtest:
    return Backtests(desk.database).test(WATCHED.meaning(rule), NOW - days * DAY)


@pytest.mark.parametrize(
    ("rule", "fired"),
    [
        ("flood* dam", 4),
        ("flood* dam -cricket", 3),
        ("flood* PRE/5 dam", 3),
        ("/[Ff]lood/ -runs", 4),
        ('person:"Ona Brill"', 1),
        ("@floods -@dams", 1),
        ("zebra", 0),
    ],
)
def test_how_often_a_rule_would_have_fired(full: Desk, rule: str, fired: int) -> None:
    """What index and rows decide and what only texts do are counted alike."""
    test = tried(full, rule)
    assert (test.fired, test.articles, test.capped) == (fired, 5, False)


def test_when_and_where(full: Desk) -> None:
    """Counts of days and sources add up to all."""
    test = tried(full, "flood* dam")
    assert test.per_day == (
        (date(2026, 2, 1), 1), (date(2026, 2, 2), 2), (date(2026, 2, 3), 1),
    )  # fmt: skip
    assert dict(test.per_source) == {"Alder Bay Post": 2, "Reed Valley Voice": 2}


def test_since_when_is_looked(full: Desk) -> None:
    """What was published before is not counted."""
    assert tried(full, "dam", 30).fired == 4
    assert tried(full, "dam", 60).fired == 5


def test_the_weakest_come_first(full: Desk) -> None:
    """A report that has the words in its headline is about it; one in passing is weak."""
    test = tried(full, "flood* dam")
    assert [fired.title for fired in test.weakest] == [
        "Markets", "Cricket", "Floods recede", "Dam breach",
    ]  # fmt: skip
    weakest = test.weakest[0]
    assert weakest.because == ('"flood*"', '"dam"')
    assert weakest.evidence[0].text == "Long after the flood of prices the dam of debt holds."


@pytest.mark.parametrize(
    ("rule", "misses"),
    [
        ("flood* dam -cricket", {"Weather": "it lacks “dam”", "Cricket": "it has “cricket”"}),
        ("rain (dam OR debt)", {"Weather": "it lacks (“dam” or “debt”)"}),
        ("flood NEAR/3 dam", {"Markets": "it lacks (“flood” within 3 words of “dam”)"}),
        ("(flood NEAR/3 dam) -cricket", {"Markets": "it lacks (“flood” within 3 words of “dam”)"}),
        ("rain /R.+fire/", {"Weather": "it lacks text like /R.+fire/"}),
        ('floods "ona brill" lang:ur', {"Floods recede": "it lacks lang ur"}),
    ],
)
def test_what_fails_by_one_part(full: Desk, rule: str, misses: dict[str, str]) -> None:
    """A near miss lacks one part of the rule, or has the one that it may not have."""
    found = {missed.title: missed.says for missed in tried(full, rule).near_misses}
    assert misses.items() <= found.items()


def test_what_lacks_more_is_no_near_miss(full: Desk) -> None:
    """A report that has neither of two words is far from a rule that wants both."""
    found = {missed.title for missed in tried(full, "rain cricket").near_misses}
    assert found == {"Weather", "Cricket"}
    assert tried(full, "zebra").near_misses == ()


def test_what_it_overlaps_with(full: Desk) -> None:
    """Shares go both ways: of the rule's reports, and of those of the other."""
    overlaps = {one.name: one for one in tried(full, "dam -cricket").overlaps}
    floods, brill = overlaps["Floods"], overlaps["Ona Brill"]
    assert (floods.both, floods.of_rule, floods.of_other) == (3, 1.0, 0.6)
    assert (brill.subject, brill.both, brill.of_other) == (Subject.PERSON, 1, 1.0)


@pytest.mark.parametrize("rule", ["flood* dam", "/[Ff]lood/"])
def test_more_than_is_counted(full: Desk, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit it says so, and back to when it counted."""
    monkeypatch.setattr("archive.backtest.MOST_FIRED", 2)
    monkeypatch.setattr("archive.backtest.MOST_JUDGED", 2)
    test = tried(full, rule)
    assert (test.fired, test.capped) == (2, True)
    assert test.back_to > test.since


def test_doubts(full: Desk) -> None:
    """What fits nothing, or nearly everything, is said."""
    assert "fits nothing" in tried(full, "zebra").warnings[0]
    assert "no article can match this" in tried(full, "dam -dam").warnings[0]
    assert "80% of all articles" in tried(full, "flood* dam").warnings[0]
    assert any("texts were read" in says for says in tried(full, "/lood/").warnings)
