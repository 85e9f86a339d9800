"""Eight weeks of outlets that are well: nobody is told anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median

import pytest

from monitor.health import judge, learn
from news.health import Incident, Outcome, SourceHistory, Trouble
from news.listing import FeedState

START = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKS = 8
Count = Callable[[datetime], int]
Awake = Callable[[datetime], bool]


def weekly(at: datetime) -> int:
    return int(at.weekday() == 3 and at.hour == 6)


def daily(at: datetime) -> int:
    """By day, a little less at weekends, nothing at night."""
    return int(7 <= at.hour <= 22) * (1 if at.weekday() > 4 else 2)


def weekdays(at: datetime) -> int:
    """Offices: with a long weekend from a Friday to the next Tuesday in the fifth week."""
    holiday = datetime(2026, 2, 6, tzinfo=UTC) <= at < datetime(2026, 2, 10, tzinfo=UTC)
    return int(at.weekday() < 5 and 9 <= at.hour <= 17 and not holiday)


def agency(at: datetime) -> int:
    """Six an hour, and on an election night sixty."""
    return (
        60 if datetime(2026, 2, 12, 18, tzinfo=UTC) <= at < datetime(2026, 2, 13, tzinfo=UTC) else 6
    )


def evening(at: datetime) -> int:
    return 3 * int(at.hour == 19)


def always(at: datetime) -> bool:
    return True


def off_for_a_day(at: datetime) -> bool:
    return not START + 30 * DAY <= at < START + 31 * DAY


def off_for_ten_days(at: datetime) -> bool:
    return not START + 30 * DAY <= at < START + 40 * DAY


def off_at_night(at: datetime) -> bool:
    """Sleep at night, as a laptop does."""
    return 8 <= at.hour < 23


def live(prints: Count, awake: Awake, length: int, *, since: datetime = START) -> list[Incident]:
    """Let an outlet print, ask it every hour while we are awake, and judge it each time."""
    chance = Random(7)  # noqa: S311  the same outlet each time
    arrivals: list[datetime] = []
    outcomes: list[Outcome] = []
    feed = FeedState("Post", "https://post.example/rss", "feed", 0, 0, 0, "", None, None)
    habits = learn(SourceHistory("Post", (), (), START))
    waiting = 0
    found: list[Incident] = []
    lasting: dict[Trouble, datetime] = {}
    for hour in range(WEEKS * 7 * 24):
        now = START + hour * HOUR
        waiting += prints(now)
        if now < since or not awake(now):
            continue
        fresh = min(waiting, 30)
        waiting = 0
        arrivals += [now] * fresh
        outcomes += [
            Outcome(now, int(length * chance.uniform(0.4, 1.6)), True, True) for _ in range(fresh)
        ]
        gaps = [(b - a).total_seconds() for a, b in pairwise(arrivals[-60:]) if b > a]
        feed = FeedState(
            "Post", feed.url, "feed", feed.polls + 1, 30, 0, "", now, now + HOUR,
            answered=now, new=now if fresh else feed.new or now,
            gap_seconds=median(gaps) if gaps else 0.0,
            certificate_from=now - DAY, certificate_until=now + 80 * DAY,
        )  # fmt: skip
        past = SourceHistory(
            "Post", (feed,), tuple(arrivals[-2000:]), since, tuple(outcomes[:-101:-1])
        )
        if hour % 12 == 0:
            habits = learn(past)
        judged = judge(past, habits, lasting, now)
        found += judged.incidents
        lasting |= {one.trouble: one.since for one in judged.incidents}
    return found


@pytest.mark.parametrize("prints", [weekly, daily, weekdays, agency, evening])
@pytest.mark.parametrize(
    ("awake", "length"),
    [
        (always, 140),
        (always, 3000),
        (off_for_a_day, 3000),
        (off_for_ten_days, 3000),
        (off_at_night, 140),
    ],
)
def test_an_outlet_that_is_well(prints: Count, awake: Awake, length: int) -> None:
    assert live(prints, awake, length) == []


@pytest.mark.parametrize("prints", [weekly, daily, weekdays, agency, evening])
def test_a_source_just_added(prints: Count) -> None:
    """On a Friday evening, of which nothing is known."""
    assert live(prints, always, 2000, since=START + 4 * DAY + 18 * HOUR) == []


@pytest.mark.parametrize(
    ("prints", "within"),
    [(weekly, 80 * DAY), (daily, 2 * DAY), (weekdays, 8 * DAY), (agency, DAY), (evening, 12 * DAY)],
)
def test_and_its_silence_is_heard(prints: Count, within: timedelta) -> None:
    """The same outlets, fallen silent in the fourth week."""
    end = START + 25 * DAY

    def falls_silent(at: datetime) -> int:
        return prints(at) if at < end else 0

    found = live(falls_silent, always, 2000)
    if end + within > START + WEEKS * 7 * DAY:
        assert found == []  # a weekly may rest for ten weeks
        return
    assert {one.trouble for one in found} == {Trouble.SILENT}
    assert found[0].since <= end
