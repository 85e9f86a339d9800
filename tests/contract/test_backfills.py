"""What every archive promises of backfills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from archive.backfills import Backfill, Backfills, OlderList
from archive.database import Database
from archive.figures import count
from archive.frontier import Polled
from archive.presence import Presence
from archive.schema import feeds
from news.moment import Moment, micros
from news.source import Entry, Fetch, FetchKind
from tests.contract.desk import HOUR, MINUTE, NOW, POST, Desk, entry, listed

HOST = "alderbaypost.example"
SITE = f"https://{HOST}"
WEEK = timedelta(days=7)
MAP, NEWS, SECTION = (
    OlderList(f"{SITE}/{name}", HOST, kind)
    for name, kind in (
        ("map.xml", FetchKind.BACKFILL),
        ("news.xml", FetchKind.BACKFILL),
        ("city", FetchKind.OLDER),
    )
)


class Lookback:
    """A desk whose source is asked for older reports."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.backfills = desk, Backfills(desk.database)

    def ask(self, *lists: OlderList, since: datetime = NOW - WEEK) -> Backfill:
        """Ask for them."""
        asked = self.backfills.ask(POST, since, lists, self.desk.clock)
        assert asked is not None
        return asked

    def now(self) -> Backfill:
        """Return how far the newest backfill is."""
        return self.backfills.newest(1)[0]

    def lists(self) -> list[Fetch]:
        """Claim the lists that are due."""
        return [f for f in self.desk.lease() if f.kind in {FetchKind.BACKFILL, FetchKind.OLDER}]

    def read(
        self,
        fetch: Fetch,
        *items: Entry,
        onward: Sequence[OlderList] = (),
        instead: Sequence[OlderList] = (),
        stop: str = "",
    ) -> int:
        """Let a list be read."""
        return self.desk.frontier.older_read(
            fetch,
            [listed(item) for item in items],
            lambda _: onward,
            self.desk.clock,
            size=1_000,
            stop=lambda _: stop,
            instead=instead,
            match_feed_text_at=self.desk.clock + HOUR,
        )

    def fail(
        self,
        fetch: Fetch,
        note: str = "",
        *,
        more: Sequence[OlderList] = (),
        instead: Sequence[OlderList] = (),
    ) -> None:
        """Let a list fail."""
        self.desk.frontier.older_left(fetch, self.desk.clock, note=note, more=more, instead=instead)


@pytest.fixture
def lookback(desk: Desk) -> Lookback:
    desk.settle()
    desk.poll()
    return Lookback(desk)


def test_a_backfill_is_in_the_tables_from_the_start(lookback: Lookback) -> None:
    """Its lists are due at once; read, each is counted, and the last one ends it."""
    asked = lookback.ask(MAP, NEWS)
    assert (asked.source, asked.cause, asked.lists_due, asked.done) == (POST, "asked", 2, False)
    one, two = lookback.lists()
    assert [(f.url, f.kind, f.depth, f.first) for f in (one, two)] == [
        (MAP.url, FetchKind.BACKFILL, 0, True),
        (NEWS.url, FetchKind.BACKFILL, 0, True),
    ]
    assert lookback.read(one, entry("/ferry"), entry("/bridge", "Bridge late")) == 2
    assert (lookback.now().lists, lookback.now().found, lookback.now().ended) == (1, 2, None)
    assert lookback.read(two, entry("/ferry")) == 0
    now = lookback.now()
    assert (now.lists, now.found, now.size, now.lists_due, now.pages_due) == (2, 2, 2_000, 0, 2)
    assert (now.ended, now.done) == (NOW, False)
    for fetch in lookback.desk.lease():
        lookback.desk.store(fetch)
    assert lookback.now().done


def test_a_list_leads_to_others_once(lookback: Lookback) -> None:
    """An index that names itself, or a list that was read, starts no endless chase."""
    lookback.ask(MAP)
    (index,) = lookback.lists()
    lookback.read(index, onward=[NEWS, MAP, NEWS])
    (part,) = lookback.lists()
    assert (part.url, part.depth) == (NEWS.url, 1)
    lookback.read(part, onward=[MAP, NEWS])
    assert lookback.lists() == []
    assert lookback.now().ended == NOW


def test_what_is_asked_for_twice_is_done_once(lookback: Lookback) -> None:
    """One under way that reaches as far goes on; one that reaches less far does not do."""
    first = lookback.ask(MAP)
    assert lookback.ask(MAP, since=NOW - timedelta(days=2)).id == first.id
    assert lookback.ask(MAP, since=NOW - 2 * WEEK).id != first.id
    for fetch in lookback.lists():
        lookback.read(fetch)
    assert lookback.ask(MAP).id > first.id


def test_a_failed_list_is_tried_again_or_given_up(lookback: Lookback) -> None:
    """Refused for now, it waits; refused for good, it is left out, and what it was is told."""
    lookback.ask(MAP)
    (fetch,) = lookback.lists()
    lookback.desk.frontier.older_again(fetch, "http 503", NOW + HOUR)
    assert lookback.lists() == []
    lookback.desk.clock += HOUR
    (again,) = lookback.lists()
    assert again.tries == 1
    lookback.fail(again, "robots.txt forbids it", more=[NEWS])
    (other,) = lookback.lists()
    lookback.read(other)
    now = lookback.now()
    assert (now.lists, now.error, now.ended) == (1, "robots.txt forbids it", NOW + HOUR)


def test_sections_are_read_where_no_sitemap_can_be(lookback: Lookback) -> None:
    """Once, and only if no sitemap was read."""
    lookback.ask(MAP, NEWS)
    one, two = lookback.lists()
    lookback.fail(one, instead=[SECTION])
    assert lookback.lists() == []
    lookback.fail(two, instead=[SECTION])
    (section,) = lookback.lists()
    assert (section.url, section.kind) == (SECTION.url, FetchKind.OLDER)
    lookback.fail(section, instead=[SECTION])
    assert lookback.now().ended == NOW
    lookback.ask(MAP)
    (one,) = lookback.lists()
    lookback.read(one, instead=[SECTION])
    assert lookback.lists() == []


def test_a_bound_ends_it(lookback: Lookback) -> None:
    """Lists that are left are forgotten, a list under way changes nothing any more."""
    lookback.ask(MAP, NEWS)
    one, two = lookback.lists()
    lookback.read(one, entry("/ferry"), onward=[SECTION], stop="stopped after 1 list")
    assert lookback.read(two, entry("/bridge")) == 0
    lookback.fail(two, "http 404", instead=[SECTION])
    now = lookback.now()
    assert (now.found, now.lists, now.error) == (1, 1, "stopped after 1 list")
    assert [fetch.article_id is not None for fetch in lookback.desk.lease()] == [True]


def test_stopped_by_hand(lookback: Lookback) -> None:
    """No further list is read; what was found stays, and its pages come."""
    lookback.ask(MAP)
    (one,) = lookback.lists()
    lookback.read(one, entry("/ferry"), onward=[NEWS])
    assert lookback.backfills.stop(POST, NOW) == 1
    assert lookback.backfills.stop(POST, NOW) == 0
    now = lookback.now()
    assert (now.error, now.lists_due, now.pages_due) == ("stopped by hand", 0, 1)


def test_news_goes_first(lookback: Lookback) -> None:
    """Older errands take a quarter of a host's places at most, and none while news waits."""
    lookback.ask(MAP)
    (index,) = lookback.lists()
    lookback.read(index, *[entry(f"/old/{n}") for n in range(30)])
    desk = lookback.desk
    older = desk.lease(limit=40, per_host=8)
    assert len(older) == 2
    desk.clock += MINUTE
    desk.poll(*[entry(f"/new/{n}", "Ferry") for n in range(9)], budget=0)
    taken = desk.lease(limit=40, per_host=8)
    assert ["/new/" in fetch.url for fetch in taken] == [True] * 6
    for fetch in (*older, *taken):
        desk.store(fetch)
    last = desk.lease(limit=40, per_host=8)
    assert ["/new/" in fetch.url for fetch in last] == [True] * 3
    for fetch in last:
        desk.store(fetch)
    assert ["/old/" in fetch.url for fetch in desk.lease(limit=40, per_host=8)] == [True] * 2


def test_the_newest_of_what_is_older_goes_first(lookback: Lookback) -> None:
    """In the order in which a list's entries are given."""
    lookback.ask(MAP)
    (index,) = lookback.lists()
    lookback.read(index, *[entry(f"/{n}") for n in range(40)])
    order = [fetch.url.rpartition("/")[2] for fetch in lookback.desk.lease(per_host=99)]
    assert order == [str(n) for n in range(len(order))]


@pytest.mark.parametrize(
    ("published", "silent"),
    [
        (NOW - timedelta(days=3), "backlog"),
        (NOW - 2 * HOUR, "backlog"),
        # Its feed's next poll would bring it.
        (NOW - 5 * MINUTE, ""),
        (None, "undated"),
    ],
)
def test_what_was_asked_for_is_no_news(
    lookback: Lookback, published: datetime | None, silent: str
) -> None:
    """Unless it came out since the feeds were last read."""
    desk = lookback.desk
    lookback.ask(MAP)
    (index,) = lookback.lists()
    lookback.read(index, entry("/ferry", published=published))
    (page,) = desk.lease()
    desk.store(page)
    told = Moment(published) if published else None
    (finding,) = desk.read("The ferry sank.", published=told).findings
    assert finding.silent == silent


def test_what_an_overflow_lost_is_news(lookback: Lookback) -> None:
    """If it is fresh; what nobody dates is not told."""
    desk = lookback.desk
    overflow(desk, lists=[MAP])
    (index,) = lookback.lists()
    lookback.read(index, entry("/a", published=NOW - HOUR), entry("/b", "Storm", published=None))
    for page in desk.lease():
        desk.store(page)
        told = Moment(NOW - HOUR) if page.url.endswith("/a") else None
        (finding,) = desk.read("The ferry sank.", published=told).findings
        assert finding.silent == ("" if told else "undated")


def test_an_article_without_a_word_waits_for_its_page(lookback: Lookback) -> None:
    """A sitemap that gives no titles has nothing that could be matched meanwhile."""
    lookback.ask(MAP)
    (index,) = lookback.lists()
    lookback.read(index, entry("/ferry", "", text=""), entry("/bridge", "Ferry late"))
    lookback.desk.clock += 2 * HOUR
    (placed,) = lookback.desk.read_feed_text()
    assert [finding.name for finding in placed.findings] == ["Ferries"]


# ------------------------------------------------------------------------- overflows


def overflow(desk: Desk, *items: Entry, lists: Sequence[OlderList] = (MAP,)) -> None:
    """Poll the first feed, whose window turns out to have overflowed."""
    desk.frontier.make_due([POST], desk.clock)
    (fetch,) = desk.lease(limit=1)
    desk.frontier.polled(
        fetch,
        [listed(item) for item in items],
        lambda _: Polled("", "", "", desk.clock + HOUR, overflow=tuple(lists)),
        desk.clock,
        lease_until=desk.clock,
        budget=0,
        match_feed_text_at=desk.clock + HOUR,
    )


def test_an_overflow_begins_a_backfill(lookback: Lookback) -> None:
    """It reaches back to the last poll, and a little further: reports are stamped early."""
    overflow(lookback.desk)
    now = lookback.now()
    assert (now.cause, now.lists_due) == ("overflow", 1)
    assert NOW - 2 * HOUR < now.since < NOW


@pytest.mark.parametrize(("away", "blamed"), [(0, 1), (1, 1), (5, 0)])
def test_a_window_is_not_blamed_for_our_absence(lookback: Lookback, away: int, blamed: int) -> None:
    """A machine that was off finds every busy feed overflowed; what was lost is looked for."""
    desk = lookback.desk
    with desk.database.write() as connection:
        connection.execute(
            update(feeds).values(pause_seconds=3600, polled_at=micros(desk.clock - away * HOUR))
        )
    overflow(desk)
    assert next(feed.overflows for feed in desk.browse.feeds()) == blamed
    assert len(lookback.backfills.newest(9)) == 1


def test_overflows_in_a_row_wait_for_each_other(lookback: Lookback) -> None:
    """They begin a quarter of an hour apart; one that waits is widened, not doubled."""
    desk = lookback.desk
    overflow(desk)
    overflow(desk)
    assert len(lookback.backfills.newest(9)) == 1  # the first had not begun
    (index,) = lookback.lists()
    desk.clock += MINUTE
    overflow(desk)
    overflow(desk)
    assert len(lookback.backfills.newest(9)) == 2
    assert lookback.lists() == []
    lookback.read(index)
    desk.clock += 14 * MINUTE
    assert len(lookback.lists()) == 1


def test_a_poll_that_was_cut_off_knows_nothing_yet(lookback: Lookback) -> None:
    """What it listed counts as new when the poll comes again, else a gap would be overlooked."""
    desk = lookback.desk
    old = [entry(f"/{n}", guid=f"g{n}") for n in range(3)]
    new = [entry(f"/x{n}", "Storm", guid=f"x{n}") for n in range(20)]
    desk.poll(*old)
    desk.clock += HOUR
    desk.frontier.make_due([POST], desk.clock)
    (fetch, *_) = [f for f in desk.lease() if f.feed_id is not None and f.article_id is None]
    with pytest.raises(ZeroDivisionError):  # after its entries, before its validators
        desk.frontier.polled(
            fetch,
            [listed(item) for item in new],
            lambda _: 1 / 0,  # type: ignore[arg-type,return-value]
            desk.clock,
            lease_until=desk.clock,
            budget=0,
            match_feed_text_at=desk.clock,
        )
    desk.clock += 20 * MINUTE
    assert desk.brought(fetch, *new).known == 0
    desk.clock += MINUTE
    assert desk.brought(fetch, *new).known == 20


def test_forgetting_leases_brings_lists_back(lookback: Lookback, database: Database) -> None:
    """A process that died at a list leaves it to the next one, with what it had found."""
    lookback.ask(MAP)
    (index,) = lookback.lists()
    with pytest.raises(ZeroDivisionError):
        lookback.desk.frontier.older_read(
            index,
            [listed(entry("/ferry"))],
            lambda _: 1 / 0,  # type: ignore[arg-type,return-value]
            NOW,
            size=1,
            stop=lambda _: "",
            instead=(),
            match_feed_text_at=NOW,
        )
    lookback.desk.frontier.forget_leases()
    again = Lookback(Desk(database))
    (index,) = again.lists()
    assert again.read(index, entry("/ferry"), entry("/bridge", "Bridge")) == 1
    assert (again.now().found, again.now().lists) == (2, 1)


def test_older_errands_keep_nobody_waiting(lookback: Lookback) -> None:
    """What was asked for neither counts as late nor holds up those who catch up; losses do."""
    desk, presence = lookback.desk, Presence(lookback.desk.database)
    presence.note(NOW, None, (NOW - HOUR, NOW))
    lookback.ask(MAP)
    (index,) = lookback.lists()
    lookback.read(index, entry("/ferry"), entry("/bridge", "Bridge late"))
    late = count(desk.database, NOW + HOUR)
    assert (late.fetches_due, late.waiting["fetches"]) == (1, 0.0)  # the feed's own poll
    assert not presence.look().backlog
    overflow(desk)
    assert presence.look().backlog
    (index,) = lookback.lists()
    lookback.read(index, entry("/storm", "Storm rages"))
    assert presence.look().backlog
