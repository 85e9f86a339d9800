from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.schedule import instant, next_slot, quiet_until
from news.watch import Every, Quiet, Schedule

BERLIN, JOHNS, HOWE, KARACHI = ZONES = (
    "Europe/Berlin",
    "America/St_Johns",
    "Australia/Lord_Howe",  # by thirty minutes
    "Asia/Karachi",  # not at all
)
# The days of 2026 whose night has the two changes.
CHANGES = {
    BERLIN: (date(2026, 3, 29), date(2026, 10, 25)),
    JOHNS: (date(2026, 3, 8), date(2026, 11, 1)),
    HOWE: (date(2026, 10, 4), date(2026, 4, 5)),
    KARACHI: (date(2026, 3, 29), date(2026, 10, 25)),
}
MINUTE = timedelta(minutes=1)


def local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown", "utc"),
    [
        (BERLIN, date(2026, 3, 29), time(1, 59), "01:59", "00:59"),
        (BERLIN, date(2026, 3, 29), time(2, 0), "03:00", "01:00"),
        (BERLIN, date(2026, 3, 29), time(2, 30), "03:00", "01:00"),  # is not there
        (BERLIN, date(2026, 3, 29), time(3, 0), "03:00", "01:00"),
        (BERLIN, date(2026, 10, 25), time(2, 30), "02:30", "00:30"),  # is there twice
        (JOHNS, date(2026, 3, 8), time(2, 30), "03:00", "05:30"),
        (JOHNS, date(2026, 11, 1), time(1, 30), "01:30", "04:00"),
        (HOWE, date(2026, 10, 4), time(2, 10), "02:30", "15:30"),
        (HOWE, date(2026, 4, 5), time(1, 40), "01:40", "14:40"),
        (KARACHI, date(2026, 3, 29), time(2, 30), "02:30", "21:30"),
        ("Asia/Kathmandu", date(2026, 3, 29), time(0, 0), "00:00", "18:15"),
        ("Pacific/Apia", date(2011, 12, 30), time(7), "00:00", "10:00"),  # a day left out
    ],
)
def test_when_a_clock_shows_a_time(zone: str, day: date, at: time, shown: str, utc: str) -> None:
    found = instant(day, at, ZoneInfo(zone))
    assert f"{found.astimezone(ZoneInfo(zone)):%H:%M}" == shown
    assert f"{found:%H:%M}" == utc


@given(
    st.sampled_from([*ZONES, "Africa/Casablanca", "America/Sao_Paulo", "Asia/Tehran"]),
    st.dates(date(1995, 1, 1), date(2037, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_it_is_the_first_instant_at_which_the_clock_has_come_so_far(
    zone: str, day: date, at: time
) -> None:
    """Found again the slow way: by looking at the clock every five minutes, then every one."""
    shown, here = datetime.combine(day, at), ZoneInfo(zone)
    look = (shown - timedelta(hours=28)).replace(tzinfo=UTC)
    for step in (timedelta(hours=1), 5 * MINUTE, MINUTE):
        while look.astimezone(here).replace(tzinfo=None) < shown:
            look += step
        look -= step
    assert instant(day, at, here) == look + MINUTE


def slots(schedule: Schedule, zone: str, begin: datetime, end: datetime) -> list[datetime]:
    """Return the slots from one time to (but not at) another, each asked for after the last."""
    found: list[datetime] = []
    now = begin - MINUTE
    while (now := next_slot(schedule, zone, now)) < end:
        found.append(now)
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "at", [time(2, 30), time(2, 10), time(1, 45), time(1, 15), time(7), time(0)]
)
def test_a_daily_digest_has_one_slot_a_day_on_both_changes(zone: str, at: time) -> None:
    """Over each change of the clock five days have five slots, on five dates."""
    for change in CHANGES[zone]:
        begin, end = (instant(change + timedelta(days=n), time(0), ZoneInfo(zone)) for n in (-2, 3))
        found = slots(Schedule(Every.DAY, at), zone, begin, end)
        dates = [slot.astimezone(ZoneInfo(zone)).date() for slot in found]
        assert dates == [change + timedelta(days=n) for n in range(-2, 3)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("weekday", [0, 6])
def test_a_weekly_digest_has_one_slot_a_week(zone: str, weekday: int) -> None:
    """Through a year with both changes: 52 or 53, each on its weekday."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    end = begin + timedelta(days=365)
    found = slots(Schedule(Every.WEEK, time(2, 30), weekday), zone, begin, end)
    assert len(found) in {52, 53}
    assert {slot.astimezone(ZoneInfo(zone)).weekday() for slot in found} == {weekday}


@pytest.mark.parametrize(
    ("zone", "change", "minute", "steps"),
    [
        # An hour left out, and an hour shown twice, are an hour's digest like any other.
        (BERLIN, date(2026, 3, 29), 0, {60}),
        (BERLIN, date(2026, 10, 25), 30, {60}),
        (BERLIN, date(2026, 3, 29), 30, {60, 30}),  # 02:30 is not there: at 03:00, then 03:30
        (JOHNS, date(2026, 11, 1), 15, {60}),
        # Half an hour is left out or shown twice: never two digests within that half hour.
        (HOWE, date(2026, 10, 4), 45, {60, 30}),
        (HOWE, date(2026, 4, 5), 45, {60, 90}),
        (KARACHI, date(2026, 3, 29), 0, {60}),
    ],
)
def test_an_hourly_digest(zone: str, change: date, minute: int, steps: set[int]) -> None:
    begin = instant(change - timedelta(days=1), time(12), ZoneInfo(zone))
    end = begin + timedelta(days=1.5)
    found = slots(Schedule(Every.HOUR, time(0, minute)), zone, begin, end)
    assert len(found) == len(set(found))
    between = {(b - a) // MINUTE for a, b in pairwise(found)}
    assert between == steps


@given(
    st.sampled_from(ZONES),
    st.timedeltas(timedelta(0), timedelta(days=365)),
    st.sampled_from(Every),
    st.times(),
)
def test_the_next_slot_is_always_ahead(
    zone: str, passed: timedelta, every: Every, at: time
) -> None:
    """And never more than its own length ahead, but for a change of the clock."""
    lengths = {Every.HOUR: 1, Every.DAY: 24, Every.WEEK: 7 * 24}
    start = datetime(2026, 1, 1, tzinfo=UTC) + passed
    found = next_slot(Schedule(every, at.replace(second=0, microsecond=0)), zone, start)
    assert start < found <= start + timedelta(hours=lengths[every] + 1)


NIGHT = Quiet(time(22), time(7))
NOON = Quiet(time(12), time(14))


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "until"),
    [
        (None, BERLIN, "2026-02-04T23:00", None),
        (NIGHT, BERLIN, "2026-02-04T20:59", None),  # 21:59
        (NIGHT, BERLIN, "2026-02-04T21:00", "Thu 05 Feb 07:00"),
        (NIGHT, BERLIN, "2026-02-05T05:59", "Thu 05 Feb 07:00"),
        (NIGHT, BERLIN, "2026-02-05T06:00", None),
        (NIGHT, KARACHI, "2026-02-04T21:00", "Thu 05 Feb 07:00"),
        (NIGHT, KARACHI, "2026-02-05T02:00", None),
        (NOON, BERLIN, "2026-02-04T11:00", "Wed 04 Feb 14:00"),
        (NOON, BERLIN, "2026-02-04T13:00", None),
        (Quiet(time(7), time(7)), BERLIN, "2026-02-04T11:00", None),
        # The night of a change is an hour shorter or longer, and ends at seven.
        (NIGHT, BERLIN, "2026-03-28T21:00", "Sun 29 Mar 07:00"),
        (NIGHT, BERLIN, "2026-03-29T04:59", "Sun 29 Mar 07:00"),
        (NIGHT, BERLIN, "2026-03-29T05:00", None),
        (NIGHT, BERLIN, "2026-10-25T05:59", "Sun 25 Oct 07:00"),
        (NIGHT, BERLIN, "2026-10-25T06:00", None),
        # An end that is not there: when the clock has jumped.  One that is there twice: once.
        (Quiet(time(22), time(2, 30)), BERLIN, "2026-03-29T00:59", "Sun 29 Mar 03:00"),
        (Quiet(time(22), time(2, 30)), BERLIN, "2026-03-29T01:00", None),
        (Quiet(time(22), time(2, 30)), BERLIN, "2026-10-25T00:29", "Sun 25 Oct 02:30"),
        (Quiet(time(22), time(2, 30)), BERLIN, "2026-10-25T00:31", None),
        (Quiet(time(22), time(2, 30)), BERLIN, "2026-10-25T01:15", None),
        (Quiet(time(22), time(1, 45)), HOWE, "2026-04-04T14:50", None),
    ],
)
def test_quiet_hours(quiet: Quiet | None, zone: str, now: str, until: str | None) -> None:
    end = quiet_until(quiet, zone, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert (None if end is None else local(end, zone)) == until
