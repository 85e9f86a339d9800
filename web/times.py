"""Write times for the page, and no more than is known of them.

    Wed 4 Feb 2026, 16:38 UTC+5     hover: 2026-02-04 11:38 UTC · zone as the page gives it
    Wed 4 Feb 2026                  hover: only the day was given
    Wed 4 Feb 2026, 16:38           hover: … · no zone was given; read as UTC

The page cannot know the reader's zone without a script, so it shows the outlet's own
clock with its distance from UTC, and UTC itself on hover.  Discarded: "2 hours ago",
which is wrong in a tab left open, and zone letters, which two countries share.

A day that a heading or the time beside has said is not said again (`beside`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from news.moment import Moment, Precision, ZoneFrom

_ZONES = {
    ZoneFrom.PAGE: "zone as the page gives it",
    ZoneFrom.FEED: "zone as the feed gives it",
    ZoneFrom.SOURCE: "zone assumed: the source's own",
    ZoneFrom.NONE: "no zone was given; read as UTC",
}


@dataclass(frozen=True)
class When:
    """A time as it is shown, for programs, and on hover."""

    text: str
    iso: str
    hover: str


def reported(moment: Moment) -> When:
    """Write a time that an outlet gave."""
    local = _own(moment)
    if moment.precision is Precision.DAY:
        return When(_day(local), local.date().isoformat(), "only the day was given")
    zone = "" if moment.zone_from is ZoneFrom.NONE else f" {_zone(local)}"
    return When(
        f"{_day(local)}, {local:%H:%M}{zone}",
        local.isoformat(timespec="seconds"),
        f"{_utc(moment.at)} · {_ZONES[moment.zone_from]}",
    )


def brief(moment: Moment, year: int) -> When:
    """Write a time that an outlet gave for a table: without weekday, and without this year."""
    local, whole = _own(moment), reported(moment)
    day = f"{local.day} {local:%b}" + ("" if local.year == year else f" {local.year}")
    return replace(whole, text=whole.text.replace(_day(local), day, 1))


def beside(when: When, other: str) -> When:
    """Leave out the day of a time where a heading, or a time beside it, has said it."""
    day, _, clock = when.text.partition(", ")
    return replace(when, text=clock) if clock and other.partition(", ")[0] == day else when


def day_of(moment: Moment) -> str:
    """Write the day of a time that an outlet gave, on its own calendar."""
    return _day(_own(moment))


def seen(at: datetime) -> When:
    """Write a time of our own clock."""
    here = at.astimezone(UTC)
    return When(f"{_day(here)}, {here:%H:%M} UTC", here.isoformat(timespec="seconds"), _utc(here))


def _own(moment: Moment) -> datetime:
    """Put a time on its own clock, where its offset is one that a clock can have."""
    try:
        return moment.local
    except (OverflowError, ValueError):
        return moment.at


def _zone(at: datetime) -> str:
    """Write the distance from UTC: "UTC", "UTC+5", "UTC-3:30"."""
    offset = at.utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _day(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b} {at.year}"


def _utc(at: datetime) -> str:
    return f"{at.year:04}-{at:%m-%d %H:%M} UTC"
