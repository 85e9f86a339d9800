"""Write an article's times for a reader, and no more than is known of them.

    Published Wed 4 Feb 2026, 17:38 PKT · first seen 17:40 PKT
    Published Wed 4 Feb 2026, 17:38 PKT (zone assumed) · first seen 17:40 PKT
    Dated Wed 4 Feb 2026, no time given · first seen 17:40 PKT
    No date given · first seen Wed 4 Feb 2026, 17:40 PKT

Clock times are shown in the recipient's zone.  A bare day is not: "4 February" of a
paper in Karachi must not become the third for a reader in London.  Discarded:
"2 hours ago"; a message is read at another time than it is written.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from news.moment import Moment, Precision, ZoneFrom

# Clocks of outlets are a little fast now and then; that is not worth a remark.
AHEAD = timedelta(minutes=10)


def describe(published: Moment | None, first_seen: datetime, zone: str) -> str:
    """Write both times in one line, with what is assumed about them."""
    here = zone_of(zone)
    seen = _shift(first_seen, here)
    if published is None:
        return f"No date given · first seen {_full(seen)}"
    if published.precision is Precision.DAY:
        return f"Dated {_day(_own(published))}, no time given · first seen {_full(seen)}"
    out = _shift(published.at, here)
    shown = _clock(seen) if seen.date() == out.date() else _full(seen)
    return f"Published {_full(out)}{_doubt(published, first_seen)} · first seen {shown}"


def full(at: datetime, zone: str) -> str:
    """Write an instant with its day, on a reader's clock."""
    return _full(_shift(at, zone_of(zone)))


def moment(at: Moment, zone: str) -> str:
    """Write a time of a report: its clock on a reader's zone, or the bare day that it gave."""
    return _day(_own(at)) if at.precision is Precision.DAY else full(at.at, zone)


def _doubt(published: Moment, first_seen: datetime) -> str:
    """Name what we assume, or what cannot be right."""
    doubts = []
    if published.zone_from in {ZoneFrom.SOURCE, ZoneFrom.NONE}:
        doubts.append("zone assumed")
    if published.at > first_seen + AHEAD:
        doubts.append("ahead of our clock")
    return f" ({'; '.join(doubts)})" if doubts else ""


def zone_of(name: str) -> tzinfo:
    """Find a zone; UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _shift(at: datetime, zone: tzinfo) -> datetime:
    """Put an instant on another clock; at the ends of the calendar it stays in UTC."""
    try:
        return at.astimezone(zone)
    except (OverflowError, ValueError):
        return at


def _own(published: Moment) -> datetime:
    """Put a day on its own clock, where its offset is one that a clock can have."""
    try:
        return published.local
    except (OverflowError, ValueError):
        return published.at


def _full(at: datetime) -> str:
    return f"{_day(at)}, {_clock(at)}"


def _day(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b} {at.year}"


def _clock(at: datetime) -> str:
    """Write hour, minute and zone; a zone without letters as its distance from UTC."""
    name = at.tzname() or "UTC"
    if name[0] in "+-":
        digits = name[1:]
        minutes = f":{digits[2:4]}" if digits[2:4].strip("0") else ""
        name = f"UTC{name[0]}{int(digits[:2])}{minutes}"
    return f"{at:%H:%M} {name}"
