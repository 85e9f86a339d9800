"""When a source is unwell, and when it only sleeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.health import collect_pulse, find_rhythm, in_words, judge, went_blind, works_again
from news.health import Pulse, SourceHistory, Still, Trouble
from news.listing import FeedState

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NONE: frozenset[Trouble] = frozenset()
PAGE = "this is a web page, not a feed: a challenge page or a moved feed"


def feed(
    error: str = "",
    since: timedelta = 2 * HOUR,
    weight: float = 3.0,
    good: timedelta | None = timedelta(0),
    *,
    path: str = "/rss",
) -> FeedState:
    """Describe a feed; times are ages."""
    return FeedState(
        source="Alder Bay Post",
        url=f"https://alderbay.example{path}",
        kind="feed",
        polls=9,
        entries=20,
        failures=3 if error else 0,
        error=error,
        polled=None if good is None else NOW - good,
        next_due=None,
        answered=NOW,
        error_since=NOW - since if error else None,
        weight=weight if error else 0.0,
    )


def history(*feeds: FeedState, arrivals: tuple[datetime, ...] = ()) -> SourceHistory:
    return SourceHistory("Alder Bay Post", feeds, arrivals, NOW - 100 * DAY)


def reports(hours: range, days: int, *, weekends: bool, until: datetime) -> tuple[datetime, ...]:
    """Print one report at each of these hours of many days."""
    first = (until - timedelta(days=days)).replace(hour=0)
    times = [first + timedelta(days=day, hours=hour) for day in range(days + 1) for hour in hours]
    return tuple(at for at in times if at <= until and (weekends or at.weekday() < 5))


@pytest.mark.parametrize(
    ("feeds", "troubles"),
    [
        ([feed()], []),
        ([feed("http 500")], ["failing"]),
        ([feed("http 500", since=30 * MINUTE)], []),  # not for an hour yet
        ([feed("http 503", weight=2.5)], []),  # comes and goes: not heavy enough yet
        ([feed("its name does not resolve", weight=2.75, since=6 * HOUR)], []),
        ([feed("http 500"), feed(path="/sport")], []),  # another feed is well
        ([feed("http 500"), feed("http 500", weight=1.0, path="/sport")], []),
        ([feed("http 500"), feed("http 404", path="/sport")], ["failing"]),
        ([feed(PAGE)], ["html"]),
        ([feed(PAGE), feed(path="/sport")], ["html"]),  # it will not mend itself
        ([feed(PAGE, weight=2.0)], []),
        ([feed(PAGE), feed("http 500", path="/sport")], ["html"]),  # one trouble, not two
    ],
)
def test_when_a_source_fails(feeds: list[FeedState], troubles: list[str]) -> None:
    found = judge(history(*feeds), NONE, NOW).incidents
    assert [incident.trouble for incident in found if incident.trouble != "silent"] == troubles


def test_a_failing_source_says_since_when_and_what_to_do() -> None:
    """It fails since the last of its feeds does, and was well when any of them answered."""
    (found,) = judge(
        history(
            feed("http 500", since=5 * HOUR, good=6 * HOUR),
            feed("http 410", since=3 * HOUR, good=4 * HOUR, path="/sport"),
        ),
        NONE,
        NOW,
    ).incidents
    assert found.says == "all 2 of its feeds fail: http 500; http 410"
    assert (found.since, found.good) == (NOW - 3 * HOUR, NOW - 4 * HOUR)
    assert "sources.toml" in found.advice


@pytest.mark.parametrize(
    ("feeds", "well"),
    [
        ([feed()], {"failing", "html", "silent"}),
        ([feed("http 500")], set()),
        ([feed("http 500", weight=1), feed(path="/sport")], {"failing", "silent"}),
        ([feed(PAGE), feed(path="/sport")], {"failing", "silent"}),
    ],
)
def test_what_is_over(feeds: list[FeedState], well: set[str]) -> None:
    """One good feed ends "failing", only all of them "html"; silence needs an answer."""
    arrivals = reports(range(8, 20), 30, weekends=True, until=NOW - HOUR)
    assert judge(history(*feeds, arrivals=arrivals), NONE, NOW).well == well


@pytest.mark.parametrize("lasting", [Trouble.FAILING, Trouble.HTML])
def test_a_challenge_that_changes_its_face_is_one_incident(lasting: Trouble) -> None:
    """What began as a page stays that when it turns into 403, and the other way round."""
    for error in (PAGE, "http 403"):
        judged = judge(history(feed(error)), {lasting}, NOW)
        assert {i.trouble for i in judged.incidents} <= {lasting}
        assert lasting not in judged.well


DAILY = reports(range(7, 23), 30, weekends=True, until=NOW)
WEEKDAYS = reports(range(9, 18), 30, weekends=False, until=NOW)
WEEKLY = tuple(NOW - 7 * DAY * week for week in range(20))
AGENCY = tuple(NOW - 10 * MINUTE * number for number in range(400))


@pytest.mark.parametrize(
    ("arrivals", "after", "silent"),
    [
        (AGENCY, 5 * HOUR, False),  # never before six hours
        (AGENCY, 2 * DAY, False),  # no weekend was seen yet
        (AGENCY, 73 * HOUR, True),
        (DAILY, 9 * HOUR, False),  # a night
        (DAILY, 14 * HOUR, True),
        (WEEKDAYS, 64 * HOUR, False),  # a weekend
        (WEEKDAYS, 90 * HOUR, False),  # a long weekend
        (WEEKDAYS, 4 * DAY + HOUR, True),
        (WEEKLY, 30 * DAY, False),
        (WEEKLY, 71 * DAY, True),
        (DAILY[:5], 400 * DAY, False),  # not known yet
        (tuple(NOW - MINUTE * n for n in range(200)), 400 * DAY, False),  # one busy afternoon
        ((), 0 * DAY, True),  # followed for a hundred days, and nothing ever came
    ],
)
def test_when_silence_is_unusual(
    arrivals: tuple[datetime, ...], after: timedelta, silent: bool
) -> None:
    past = SourceHistory("Alder Bay Post", (feed(good=-after),), arrivals, NOW - 100 * DAY)
    found = judge(past, NONE, NOW + after).incidents
    assert [incident.trouble for incident in found] == ([Trouble.SILENT] if silent else [])


def test_one_earlier_outage_does_not_make_us_deaf() -> None:
    """The longest gap of the past may be the very thing that we look for."""
    outage = tuple(at - 10 * DAY for at in DAILY) + DAILY
    assert find_rhythm(outage[-400:]).allowed == find_rhythm(DAILY).allowed


def test_our_own_absence_is_not_the_sources_silence() -> None:
    """Silence is measured up to the last good answer: while we slept we do not know."""
    past = SourceHistory("Alder Bay Post", (feed(good=HOUR),), DAILY, NOW - 100 * DAY)
    assert judge(past, NONE, NOW + 20 * DAY).incidents == ()


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "1 minute"),
        (45 * MINUTE, "45 minutes"),
        (119 * MINUTE, "119 minutes"),
        (9 * HOUR, "9 hours"),
        (7 * DAY, "7 days"),
    ],
)
def test_lengths_in_words(length: timedelta, words: str) -> None:
    assert in_words(length) == words


PATIENCE = 30 * MINUTE


def outlet(name: str, error: str = "", *, since: timedelta = HOUR, due: timedelta = -MINUTE) -> str:
    """Write one outlet of a table below."""
    return f"{name}|{error}|{since.total_seconds()}|{due.total_seconds()}"


def pasts(*outlets: str) -> list[SourceHistory]:
    """Read outlets: all were well until an hour ago, when one of them answered last."""
    made = []
    for text in outlets:
        name, error, since, due = text.split("|")
        state = replace(
            feed(error, since=timedelta(seconds=float(since)), good=HOUR),
            source=name,
            next_due=NOW - timedelta(seconds=float(due)),
        )
        made.append(SourceHistory(name, (state,), (), NOW - 9 * DAY))
    return made


@pytest.mark.parametrize(
    ("outlets", "waiting"),
    [
        ([], 0),
        ([outlet("Post")], 0),
        ([outlet("Post", "http 500", since=50 * MINUTE)], 1),  # the only one we have
        ([outlet("Post", due=40 * MINUTE)], 1),  # due for longer than we can bear
        ([outlet("Post", due=20 * MINUTE)], 0),
        # One of two: that is its own trouble.
        ([outlet("Post", "http 500", since=50 * MINUTE), outlet("Voice")], 0),
        (
            [
                outlet("Post", "its name does not resolve", since=50 * MINUTE),
                outlet("Voice", "its name does not resolve", since=40 * MINUTE),
                outlet("Wire"),  # a weekly that is not due
            ],
            2,
        ),
        # Those that failed before the last good answer say nothing about us.
        ([outlet("Post", "http 410", since=9 * DAY), outlet("Voice")], 0),
        (
            [
                outlet("Post", "http 410", since=9 * DAY),
                outlet("Voice", "http 503", since=50 * MINUTE),
            ],
            1,
        ),
    ],
)
def test_who_should_have_answered(outlets: list[str], waiting: int) -> None:
    pulse = collect_pulse(pasts(*outlets), NOW, PATIENCE)
    assert pulse.waiting == waiting


def test_a_loop_is_blind_when_it_stands_still_for_too_long() -> None:
    """It stands still while something waits and nothing gets done, look after look."""
    done, still, told = NOW - HOUR, None, []
    for minute in range(60):
        now = NOW + minute * MINUTE
        pulse = Pulse("read", 0 if minute < 5 else 7, done)
        still = Still.after(still, pulse, now)
        told.append(went_blind(pulse, still, None, now, PATIENCE))
    assert [minute for minute, found in enumerate(told) if found] == list(range(35, 60))
    found = told[-1]
    assert found is not None
    assert (found.says, found.since) == ("7 pages wait and none is read", NOW + 5 * MINUTE)
    assert found.good == done


@pytest.mark.parametrize(
    ("pulse", "again"),
    [
        (Pulse("send", 3, NOW), False),
        (Pulse("send", 0, NOW), True),  # nothing is left to do
        (Pulse("send", 3, NOW + HOUR), True),  # something got done
        (Pulse("send", 3, None), False),
    ],
)
def test_when_a_blind_loop_sees_again(pulse: Pulse, again: bool) -> None:
    still = Still(NOW, NOW)
    before = Pulse("send", 3, NOW)
    known = went_blind(before, still, None, NOW + HOUR, PATIENCE)
    assert known is not None
    assert works_again(pulse, known) is again


def test_blindness_outlasts_a_restart() -> None:
    """A new process has seen nothing stand still for long, but the incident lasts on."""
    pulse = Pulse("send", 3, NOW)
    known = went_blind(pulse, Still(NOW, NOW), None, NOW + HOUR, PATIENCE)
    assert went_blind(pulse, Still(NOW + HOUR, NOW), known, NOW + HOUR, PATIENCE) == known
