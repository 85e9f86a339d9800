"""When on a recipient's clock: the next digest, the end of quiet hours.

A clock on the wall skips an hour in spring and shows one twice in autumn (thirty minutes on
Lord Howe).  So a time of day becomes an instant by one rule:

    02:30 is not there       the first instant after the gap, 03:00
    02:30 is there twice     the first of the two
    07:00                    that instant

and a digest's slots are instants of days, weeks or hours that exist on that clock: each day
has its one slot, whatever the clock did that night.  An hour that is shown twice has two
slots of an hourly digest, for an hour passes between them; half an hour shown twice has one.

Discarded: adding 24 hours (a digest of 07:00 that comes at 06:00 all summer), and cron's way
of matching the wall's digits each minute (none in spring, two in autumn).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from alerts.when import zone_of
from news.watch import Every, Quiet, Schedule

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


def next_slot(schedule: Schedule, zone: str, now: datetime) -> datetime:
    """Return the first time after `now` at which this digest is sent."""
    return min(slot for slot in _slots(schedule, zone_of(zone), now) if slot > now)


def quiet_until(quiet: Quiet | None, zone: str, now: datetime) -> datetime | None:
    """Return when the quiet hours end in which `now` lies, None outside of them."""
    if quiet is None or quiet.begin == quiet.end:
        return None
    here = zone_of(zone)
    today = now.astimezone(here).date()
    over_night = DAY if quiet.end < quiet.begin else timedelta(0)
    for day in (today - DAY, today):
        begin = instant(day, quiet.begin, here)
        end = instant(day + over_night, quiet.end, here)
        if begin <= now < end:
            return end
    return None


def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """Return when a zone's clock shows this time on this day; see above for DST."""
    shown = datetime.combine(day, at)
    first = shown.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == shown:
        return first
    # The clock jumps over it.  Read with the later offset it lies before the jump, with the
    # earlier one (fold 0) behind it; between the two lies the jump, at a whole second.
    before, after = shown.replace(tzinfo=zone, fold=1).astimezone(UTC), first
    old = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = (before + (after - before) // 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _slots(schedule: Schedule, zone: tzinfo, now: datetime) -> Iterator[datetime]:
    """Yield the slots around a time: enough of them before and after."""
    here = now.astimezone(zone)
    if schedule.every is Every.HOUR:
        yield from _hours(schedule.at.minute, zone, here)
        return
    # Nine days: a week's slot lies within seven, and a zone may have crossed the date line.
    for number in range(-1, 9):
        day = here.date() + number * DAY
        if schedule.every is Every.DAY or day.weekday() == schedule.weekday:
            yield instant(day, schedule.at, zone)


def _hours(minute: int, zone: tzinfo, here: datetime) -> Iterator[datetime]:
    """Yield the slots of the hours that the clock shows around a time."""
    for number in range(-3, 30):
        hour = here.replace(tzinfo=None, minute=0, second=0, microsecond=0) + number * HOUR
        shown = time(hour.hour, minute)
        first = instant(hour.date(), shown, zone)
        yield first
        again = datetime.combine(hour.date(), shown, zone).replace(fold=1).astimezone(UTC)
        if again - first >= HOUR:
            yield again
