"""Times as the press gives them, and the clock that we read ourselves.

An outlet prints "4 February 2026" or "16:38 IST" or nothing.  A `Moment` keeps the
instant together with how much of it was really said, so that a day stays a day and
a guessed zone is never shown as a fact.  Discarded: plain datetimes; they cannot
say "this day, no hour given", and a made-up midnight sorts and compares wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Protocol

from news.errors import WirewatchError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Precision(StrEnum):
    """How much of a time was given."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class ZoneFrom(StrEnum):
    """Where a time's zone came from."""

    PAGE = "page"
    FEED = "feed"
    SOURCE = "source"
    NONE = "none"


# Asked for a thousand times an article, where a long story's claims are compared.
_LENGTHS = {
    Precision.DAY: timedelta(days=1),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.SECOND: timedelta(seconds=1),
}


@dataclass(frozen=True, order=True)
class Moment:
    """A time as reported.

    `at` is in UTC; for a day it is the start of that day in its zone.  `offset` is
    the zone's distance from UTC in minutes.  `raw` is the text it was read from.
    """

    at: datetime
    offset: int = 0
    precision: Precision = Precision.SECOND
    zone_from: ZoneFrom = ZoneFrom.NONE
    raw: str = ""

    @property
    def local(self) -> datetime:
        """The instant on the clock of its own zone."""
        return self.at.astimezone(timezone(timedelta(minutes=self.offset)))

    @property
    def end(self) -> datetime:
        """The first instant after what was given: a day ends 24 hours after it starts."""
        return self.at + _LENGTHS[self.precision]

    def iso(self) -> str:
        """Write ISO 8601 with offset, or the bare day where only that is known."""
        if self.precision is Precision.DAY:
            return self.local.date().isoformat()
        spec = "minutes" if self.precision is Precision.MINUTE else "seconds"
        return self.local.isoformat(timespec=spec)


def day_end(moment: Moment | None) -> datetime | None:
    """Return when the day ends that is all that is known of a time; None where more is, or none."""
    return moment.end if moment is not None and moment.precision is Precision.DAY else None


def micros(at: datetime) -> int:
    """Return microseconds since 1970 UTC, the form in which times are stored."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_micros(value: int) -> datetime:
    """Return the UTC time of stored microseconds."""
    return EPOCH + timedelta(microseconds=value)


def back_to(text: str, now: datetime) -> datetime:
    """Read how far back to look: "30d", "12h" or a date; WirewatchError if it is none."""
    number, unit = text[:-1], text[-1:]
    try:
        if number.isdecimal() and unit in {"d", "h"}:
            return now - timedelta(hours=int(number) * (24 if unit == "d" else 1))
        return datetime.fromisoformat(text).replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        raise WirewatchError(f"'{text}' is no time; write 30d, 12h or 2031-03-04") from None


class Clock(Protocol):
    """The one clock: made in wiring, handed to whoever decides by time.

    The demo's news world supplies one that runs faster than the wall's.  Kill and
    socket time-outs stay real: they use the event loop's own time.
    """

    @property
    def speed(self) -> float:
        """World seconds per real second: 1 outside the news world."""

    def now(self) -> datetime:
        """Return the time, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards, at this clock's speed."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of this clock's seconds."""

    def after_real(self, seconds: float) -> datetime:
        """Return what this clock will show after so many real seconds.

        Leases end by it: work done meanwhile takes real time, however fast the
        world's clock runs.
        """
