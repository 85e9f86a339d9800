"""What polls teach of a feed: its rhythm, its manners, where it has moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest

from crawler.answers import Answer, Failure
from crawler.due import next_poll
from crawler.rhythm import (
    address_of,
    after_failure,
    after_list,
    after_same,
    usual_gap,
    wants_whole,
)
from news.moment import Moment, Precision
from news.source import Entry, FeedReading, Fetch, FetchKind, Past, Skips, Source

NOW = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
URL, THERE = "https://sandal.example/rss", "https://news.sandal.example/feed"
FETCH = Fetch(1, FetchKind.FEED, URL, "Sandal Post", "sandal.example")
SOURCE = Source("Sandal Post")
FIXED = replace(SOURCE, poll_seconds=300.0, poll_floor=300.0, poll_cap=300.0)
ANSWER = Answer(FETCH, URL, b"<rss/>", NOW, etag='"1"')
SAME = replace(ANSWER, unchanged=True, conditional=True, body=b"")
PAST = Past(URL, polls=9)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def listing(*minutes_ago: float, precision: Precision = Precision.SECOND) -> tuple[Entry, ...]:
    return tuple(
        Entry(f"{URL}/{n}", f"Report {n}", published=Moment(ago(m * 60), precision=precision))
        for n, m in enumerate(minutes_ago)
    )


def read(past: Past = PAST, entries: Sequence[Entry] = (), **words: object) -> Past:
    """Learn from a list of which everything is new."""
    reading = FeedReading("rss", entries=tuple(entries))
    return after_list(past, ANSWER, reading, SOURCE, **{"fresh": len(entries), **words})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes_ago", "gap"),
    [
        ((0, 40, 80, 120), 40),  # an even flow
        ((0, 30, 70, 120, 600), 45),  # the night between counts once
        ((0, 20, 50, 90, 1000, 1010, 1040), 30),
        ((0, 59, 60, 118, 119, 120, 178, 180), 60),  # what comes together counts once
        ((180, 120, 60, 0), 60),  # the order is the outlet's own
        ((-600, -500, 0, 30, 60, 90), 30),  # a date in the future is no arrival
        ((0, 40, 80), 0),  # too few to tell
        ((0, 0, 0, 0, 0, 0), 0),
        ((), 0),
        (tuple(range(0, 6000, 10)), 10),
        ((0, 1440, 2880, 4320, 5760), 1440),
    ],
)
def test_the_usual_gap_of_a_window(minutes_ago: tuple[float, ...], gap: float) -> None:
    assert usual_gap(Past(URL), listing(*minutes_ago), NOW) == gap * 60


def test_bare_days_tell_no_gap() -> None:
    """Many reports share a day: they would all be said to come at midnight."""
    entries = listing(0, 1440, 2880, 4320, 5760, precision=Precision.DAY)
    assert usual_gap(Past(URL), entries, NOW) == 0


@pytest.mark.parametrize(
    ("known", "since", "gap"),
    [
        (0.0, 40 * MINUTE, 40 * MINUTE),  # the first that is seen
        (40 * MINUTE, 50 * MINUTE, 50 * MINUTE),
        (40 * MINUTE, 12 * HOUR, 80 * MINUTE),  # one night moves it by a step only
        (40 * MINUTE, 1.0, 20 * MINUTE),
        (40 * MINUTE, -5.0, 20 * MINUTE),  # the clock was set back
    ],
)
def test_a_feed_without_times_is_known_by_its_arrivals(
    known: float, since: float, gap: float
) -> None:
    past = replace(PAST, gap=known, new_at=ago(since))
    assert usual_gap(past, (Entry(URL, "A"),), NOW) == pytest.approx(gap)


@pytest.mark.parametrize(
    ("gap", "silence", "pause"),
    [
        (0.0, 0.0, 15 * MINUTE),  # nothing is known: the configuration's first pause
        (HOUR, 0.0, 15 * MINUTE),
        (HOUR, 4 * HOUR, 15 * MINUTE),
        (HOUR, 10 * HOUR, 30 * MINUTE),  # the night
        (HOUR, 5 * DAY, 6 * HOUR),
        (HOUR, 300 * DAY, DAY),  # the cap
        (4 * MINUTE, 0.0, 5 * MINUTE),  # the floor
        (DAY, HOUR, HOUR),
        (30 * DAY, 0.0, HOUR),
        (0.0, 10 * DAY, 12 * HOUR),
    ],
)
def test_the_pause_follows_the_rhythm(gap: float, silence: float, pause: float) -> None:
    past = replace(PAST, gap=gap, new_at=ago(silence))
    assert after_same(past, SAME, SOURCE).pause == pytest.approx(pause)


def test_the_first_new_entry_ends_a_long_pause() -> None:
    """After three silent days the feed is asked every few hours; one report later, as before."""
    before = replace(PAST, gap=HOUR, new_at=ago(3 * DAY), pause=3.6 * HOUR)
    silent = after_same(before, SAME, SOURCE)
    assert silent.pause == pytest.approx(3.6 * HOUR)
    after = read(silent, listing(1, 4320, 4380, 4440, 4500, 4560))
    assert after.new_at == NOW
    assert after.pause == pytest.approx(15 * MINUTE)


def test_a_feed_found_asleep_is_let_sleep() -> None:
    """The newest report of the first window is two years old: nobody need ask every hour."""
    years = 2 * 365 * 24 * 60
    past = read(Past(URL), listing(*(years + n * 100 for n in range(8))))
    assert (past.new_at, past.pause) == (ago(years * 60), DAY)


def test_a_list_without_news_is_silence() -> None:
    """Entries listed again are no arrival, however often the outlet writes its file anew."""
    past = replace(PAST, gap=HOUR, new_at=ago(10 * HOUR))
    again = read(past, listing(600, 660, 720, 780), fresh=0)
    assert (again.new_at, again.gap, again.pause) == (past.new_at, HOUR, 30 * MINUTE)


def test_an_overflow_halves_the_pause() -> None:
    """What was lost shows that the pause was too long, whatever the rhythm says."""
    past = replace(PAST, pause=40 * MINUTE, gap=20 * HOUR, new_at=ago(HOUR))
    entries = (Entry(URL, "A"),)
    assert read(past, entries).pause == HOUR
    assert read(past, entries, overflowed=True).pause == 20 * MINUTE
    least = replace(past, pause=6 * MINUTE)
    assert read(least, entries, overflowed=True).pause == 5 * MINUTE


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (SAME, 15 * MINUTE),
        (replace(SAME, etag=""), 15 * MINUTE),  # it said 304, that is enough
        (replace(ANSWER, conditional=True), HOUR),  # the same bytes, though we sent its tag
        (replace(ANSWER, conditional=False), 15 * MINUTE),  # we asked for them
        (replace(ANSWER, etag=""), HOUR),
    ],
)
def test_whose_polls_cost_a_whole_body_is_asked_once_an_hour(answer: Answer, pause: float) -> None:
    past = replace(PAST, gap=HOUR, new_at=NOW)
    assert after_same(past, answer, SOURCE).pause == pause


def test_a_list_without_validators_is_asked_once_an_hour() -> None:
    """Where nothing recognises it again, each poll costs the outlet a whole body."""
    reading = FeedReading("rss", entries=listing(0, 20, 40, 60, 80))
    for etag, last_modified, pause in (
        ("", "", HOUR),
        ('"1"', "", 5 * MINUTE),
        ("", "Tue", 5 * MINUTE),
    ):
        answer = replace(ANSWER, etag=etag, last_modified=last_modified)
        assert after_list(PAST, answer, reading, SOURCE, fresh=5).pause == pause
    hourly = replace(SOURCE, poll_cap=20 * MINUTE)
    bare = replace(ANSWER, etag="")
    assert after_list(PAST, bare, reading, hourly, fresh=5).pause == 20 * MINUTE


def test_a_pause_that_somebody_set_stays() -> None:
    """Neither rhythm nor silence, neither overflow nor missing validators move it."""
    past = replace(PAST, gap=DAY, new_at=ago(30 * DAY), pause=300.0)
    bare = replace(ANSWER, etag="")
    assert after_same(past, bare, FIXED).pause == 300.0
    reading = FeedReading("rss", entries=listing(0, 1))
    assert after_list(past, bare, reading, FIXED, fresh=2, overflowed=True).pause == 300.0


@pytest.mark.parametrize(
    ("ttl", "fresh_for", "asked"),
    [
        (None, 0.0, None),
        (HOUR, 0.0, HOUR),
        (None, 600.0, 600.0),
        (HOUR, 600.0, HOUR),  # the longer of both
        (600.0, HOUR, HOUR),
        (30 * DAY, 0.0, DAY),  # a ttl of a month loses news
        (None, 365 * DAY, DAY),
        (float("inf"), 0.0, DAY),
        (-5.0, 0.0, None),
    ],
)
def test_until_when_a_feed_asks_to_be_left_alone(
    ttl: float | None, fresh_for: float, asked: float | None
) -> None:
    answer = replace(ANSWER, fresh_for=fresh_for)
    past = after_list(PAST, answer, FeedReading("rss", ttl_seconds=ttl), SOURCE, fresh=0)
    assert past.asked_until == (None if asked is None else NOW + timedelta(seconds=asked))


def test_what_a_body_asked_for_holds_while_it_is_the_same() -> None:
    """A 304 has no body that could repeat the ttl and the hours to leave out."""
    skips = Skips(frozenset({1, 2}))
    reading = FeedReading("rss", ttl_seconds=HOUR, skips=skips)
    past = after_list(PAST, ANSWER, reading, SOURCE, fresh=0)
    later = after_same(past, replace(SAME, at=NOW + timedelta(hours=2)), SOURCE)
    assert later.asked_until == NOW + timedelta(hours=3)
    assert later.skips == skips
    without = after_list(later, ANSWER, FeedReading("rss"), SOURCE, fresh=0)
    assert (without.ttl, without.skips, without.asked_until) == (0.0, Skips(), None)


@pytest.mark.parametrize(
    ("conditional", "age", "whole"),
    [
        (0, 0.0, False),
        (22, HOUR, False),
        (23, HOUR, True),
        (400, HOUR, True),
        (5, DAY, True),
        (3, DAY, True),
        (2, 30 * DAY, False),  # a feed that is asked once a day is asked cheaply too
    ],
)
def test_when_the_whole_body_is_asked_for(conditional: int, age: float, whole: bool) -> None:
    past = replace(PAST, since_whole=conditional, whole_at=ago(age))
    assert wants_whole(past, NOW) is whole


def test_one_poll_in_twenty_four_is_whole() -> None:
    """However the answers alternate, a feed that says 304 for ever is seen whole in time."""
    past, whole = replace(PAST, whole_at=NOW), 0
    for number in range(240):
        at = NOW + timedelta(minutes=5 * number)
        asked = wants_whole(past, at)
        whole += asked
        past = after_same(past, replace(ANSWER if asked else SAME, at=at), FIXED)
    assert whole == 10


def test_zero_entries_after_some_is_noted_once() -> None:
    """Since when a feed is empty; one that never listed anything is only new."""
    assert read(replace(PAST, listed=0), ()).emptied_at is None
    emptied = read(replace(PAST, listed=20), ())
    assert emptied.emptied_at == NOW
    later = replace(ANSWER, at=NOW + timedelta(hours=1))
    still = after_list(replace(emptied, listed=0), later, FeedReading("rss"), SOURCE, fresh=0)
    assert still.emptied_at == NOW
    assert read(still, listing(0)).emptied_at is None


def moved(past: Past, *targets: str, url: str = URL) -> Past:
    """Poll an address that leads to these for good, one after the other; "" leads nowhere."""
    return reduce(lambda known, to: after_same(known, hop(url, to), SOURCE), targets, past)


def hop(url: str, to: str) -> Answer:
    return replace(SAME, fetch=replace(FETCH, url=url), url=to or url, moved=bool(to))


ELSEWHERE = "https://other.example/rss"


@pytest.mark.parametrize(
    ("targets", "address"),
    [
        ((THERE,), URL),
        ((THERE, THERE), URL),
        ((THERE, THERE, THERE), THERE),
        ((THERE, THERE, "", THERE), URL),  # not three polls running
        ((THERE, THERE, ELSEWHERE), URL),
        ((THERE, ELSEWHERE, ELSEWHERE, ELSEWHERE), ELSEWHERE),
        (("", "", ""), URL),
    ],
)
def test_a_permanent_redirect_counts_after_three_polls(
    targets: tuple[str, ...], address: str
) -> None:
    assert address_of(moved(PAST, *targets), URL) == address


def test_a_feed_stays_where_it_moved() -> None:
    """At its new address it answers without a redirect; that is no reason to go back."""
    past = moved(PAST, THERE, THERE, THERE)
    past = moved(past, "", "", url=THERE)
    assert (past.moved_to, address_of(past, THERE)) == (THERE, THERE)
    past = moved(past, ELSEWHERE, url=THERE)
    assert address_of(past, THERE) == THERE
    past = moved(past, ELSEWHERE, ELSEWHERE, url=THERE)
    assert address_of(past, THERE) == ELSEWHERE
    home = moved(past, URL, URL, URL, url=ELSEWHERE)
    assert address_of(home, ELSEWHERE) == URL
    assert address_of(moved(home, ""), URL) == URL


def test_a_part_of_a_list_moves_nothing() -> None:
    """The sitemaps that an index names are no new addresses of the index."""
    part = replace(FETCH, url=f"{URL}/part1.xml", depth=1)
    for moved_there in (False, True):
        answer = replace(ANSWER, fetch=part, url=THERE, moved=moved_there)
        past = after_list(PAST, answer, FeedReading("sitemap"), SOURCE, fresh=1)
        assert (past.moved_to, past.moved_polls) == ("", 0)


def test_a_temporary_redirect_never_counts() -> None:
    """302 and 307 may lead anywhere for a while."""
    answer = replace(SAME, url=THERE, moved=False)
    past = reduce(lambda known, _: after_same(known, answer, SOURCE), range(9), PAST)
    assert (past.moved_to, address_of(past, URL)) == ("", URL)


def test_a_feed_that_fails_where_it_moved_is_asked_at_its_old_address() -> None:
    """The redirect may have been a mistake: nothing is lost by it."""
    past, fetch = moved(PAST, THERE, THERE, THERE), replace(FETCH, url=THERE)
    soft, hard = Failure("http 404", 0.5), Failure("http 500")
    assert address_of(after_failure(past, fetch, soft, NOW), THERE) == THERE
    failing = replace(past, weight=2.0)
    assert address_of(after_failure(failing, fetch, soft, NOW), THERE) == THERE
    assert address_of(after_failure(failing, fetch, hard, NOW), THERE) == URL
    # A sitemap that an index names has another address by nature.
    part = replace(fetch, depth=1)
    assert after_failure(failing, part, hard, NOW) == failing


def test_gone_is_noted_with_its_first_time_and_taken_back() -> None:
    """The monthly look that finds the feed again makes it a feed like any other."""
    gone = Failure("http 410", gone=True)
    past = after_failure(PAST, FETCH, gone, NOW)
    assert past.gone_at == NOW
    assert after_failure(past, FETCH, gone, NOW + timedelta(days=30)).gone_at == NOW
    assert after_same(past, SAME, SOURCE).gone_at is None
    assert after_failure(PAST, FETCH, Failure("http 404", 0.5), NOW).gone_at is None


def lived(times: Sequence[datetime], window: int = 10, days: int = 7) -> tuple[int, float, int]:
    """Follow a feed for so long; return its polls, the longest delay, and what was missed."""
    past, at, begin = Past(URL), NOW, NOW
    known = {time for time in times if time <= NOW}
    listed: list[datetime] = []
    polls, delays = 0, [0.0]
    while at < begin + timedelta(days=days):
        out = [time for time in times if time <= at]
        before, listed = listed, out[-window:]
        fresh = [time for time in listed if time not in known]
        delays += [(at - time).total_seconds() for time in fresh]
        known |= set(fresh)
        polls += 1
        answer = replace(ANSWER, at=at, conditional=True)
        if listed == before:
            past = after_same(past, replace(answer, unchanged=True), SOURCE)
        else:
            entries = tuple(
                Entry(f"{URL}/{time}", "Report", published=Moment(time)) for time in listed
            )
            reading = FeedReading("rss", entries=entries)
            past = after_list(past, answer, reading, SOURCE, fresh=len(fresh) or len(listed))
        at = next_poll(past, at)
    return polls, max(delays), len(set(out) - known)


def daily(first: int, last: int, every: float) -> list[datetime]:
    """Return the reports of three weeks that come out every so many minutes between two hours."""
    day = NOW.replace(hour=0) - timedelta(days=7)
    return [
        day + timedelta(days=n, hours=first, minutes=every * step)
        for n in range(21)
        for step in range(int((last - first) * 60 / every))
    ]


@pytest.mark.parametrize(
    ("times", "most_polls", "delay"),
    [
        (daily(6, 22, 40), 1_000, 30 * MINUTE),  # a daily paper, silent at night
        (daily(8, 20, 15), 1_500, 40 * MINUTE),
        (daily(0, 24, 5), 2_017, 5 * MINUTE),  # a wire, at the floor
        (daily(9, 10, 60), 170, 75 * MINUTE),  # one report every morning
        ([NOW - timedelta(days=900)], 8, 0.0),  # a feed that sleeps
    ],
)
def test_a_week_with_a_feed(times: list[datetime], most_polls: int, delay: float) -> None:
    """No report is missed, none comes later than its outlet's rhythm lets expect.

    At a fixed pause of five minutes each of them would be asked 2,016 times.
    """
    polls, latest, missed = lived(times)
    assert missed == 0
    assert polls <= most_polls
    assert latest <= delay
