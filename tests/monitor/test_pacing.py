"""What is remarkable in how often something is found: bursts, silence, a day that was missed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from monitor.pacing import Arrivals, judge
from news.finding import Subject
from news.health import Trouble
from news.listing import Tag
from news.pace import Burst, Pace

NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TAG = Tag(Subject.TOPIC, "Harbour")
LONG_AGO = NOW - 60 * DAY
NOTHING: frozenset[Trouble] = frozenset()


def past(morning: int, *, days: int = 27) -> list[datetime]:
    """Return so many reports between six and noon of each day before, and none at night."""
    return [
        NOW - day * DAY - 5 * HOUR * at / max(morning, 1)
        for day in range(1, days + 1)
        for at in range(morning)
    ]


def come(count: int, *, ago: timedelta = timedelta(0)) -> list[datetime]:
    """Return reports of the last hours."""
    return [NOW - ago - timedelta(minutes=at) for at in range(count)]


def is_burst(
    times: Iterable[datetime],
    burst: Burst,
    *,
    since: datetime = LONG_AGO,
    lasting: frozenset[Trouble] = NOTHING,
) -> bool:
    arrivals = Arrivals(tuple(sorted(times)), since)
    return bool(judge(TAG, Pace(burst), arrivals, lasting, NOW))


@pytest.mark.parametrize(
    ("usual", "count", "steps"),
    [
        (0, 3, ()),
        (0, 4, (Burst.HIGH,)),
        (0, 7, (Burst.HIGH, Burst.MEDIUM)),
        (0, 12, (Burst.HIGH, Burst.MEDIUM, Burst.LOW)),
        (4, 8, ()),
        (4, 12, (Burst.HIGH,)),
        (4, 16, (Burst.HIGH, Burst.MEDIUM)),
        (4, 20, (Burst.HIGH, Burst.MEDIUM, Burst.LOW)),
        (25, 44, ()),  # some roots above, but not twice as many
        (25, 50, (Burst.HIGH,)),
        (25, 100, (Burst.HIGH, Burst.MEDIUM, Burst.LOW)),
    ],
)
def test_a_burst_is_far_above_its_own_rhythm(
    usual: int, count: int, steps: tuple[Burst, ...]
) -> None:
    """Three steps of sensitivity; off finds nothing, and a usual morning is no burst."""
    times = [*past(usual), *come(count)]
    assert {burst for burst in Burst if is_burst(times, burst)} == {*steps}
    assert not any(is_burst([*past(usual), *come(usual)], burst) for burst in Burst if usual)


def test_a_burst_goes_on_until_it_is_halfway_down() -> None:
    """Else it would end and begin anew with each report."""
    lasting = frozenset({Trouble.BURST})
    assert is_burst([*past(4), *come(11)], Burst.MEDIUM, lasting=lasting)
    assert not is_burst([*past(4), *come(11)], Burst.MEDIUM)
    assert not is_burst([*past(4), *come(6)], Burst.MEDIUM, lasting=lasting)


def test_what_has_just_been_followed_has_no_rhythm() -> None:
    """The first days of an archive are no burst, however much comes."""
    assert not is_burst(come(50), Burst.HIGH, since=NOW - 3 * DAY)
    assert is_burst(come(50), Burst.HIGH, since=NOW - 5 * DAY)


def test_a_burst_says_how_many_and_how_many_are_usual() -> None:
    """Since its first report."""
    times = tuple(sorted([*past(2), *come(14)]))
    (burst,) = judge(TAG, Pace(Burst.MEDIUM), Arrivals(times, LONG_AGO), NOTHING, NOW)
    assert (burst.trouble, burst.name, burst.subject) == (Trouble.BURST, "Harbour", Subject.TOPIC)
    assert burst.says == "14 reports in 6 hours; 2 are usual"
    assert burst.since == NOW - timedelta(minutes=13)


@pytest.mark.parametrize(
    ("last", "says"),
    [
        (None, []),  # what was never found has not stopped
        (NOW - 23 * HOUR, []),
        (NOW - 24 * HOUR, ["nothing new for 24 hours"]),
        (NOW - 9 * DAY, ["nothing new for 24 hours"]),
    ],
)
def test_silence_is_what_does_not_come_any_more(last: datetime | None, says: list[str]) -> None:
    """It began with the last report."""
    found = judge(TAG, Pace(quiet_after=DAY), Arrivals((), LONG_AGO, last), NOTHING, NOW)
    assert [one.says for one in found] == says
    assert all(one.since == last and one.trouble is Trouble.QUIET for one in found)


@pytest.mark.parametrize(
    ("by", "last", "says"),
    [
        (NOW + HOUR, None, []),
        (datetime(2031, 3, 4, tzinfo=UTC), None, ["expected by 3 March 2031, and not seen"]),
        (datetime(2031, 3, 4, tzinfo=UTC), NOW - 5 * DAY, []),
    ],
)
def test_a_promised_report_is_missed_once_its_day_is_over(
    by: datetime, last: datetime | None, says: list[str]
) -> None:
    """What was found before is not missed."""
    found = judge(TAG, Pace(expected_by=by), Arrivals((), LONG_AGO, last), NOTHING, NOW)
    assert [one.says for one in found] == says
