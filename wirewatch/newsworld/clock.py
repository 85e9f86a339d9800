"""The world's clock: starts when told, runs faster than the wall's, and can be shared.

Twelve hours of news pass in a demo of a minute.  Several processes must then agree on
the time, so a clock is three facts that fit an environment variable:

    WIREWATCH_CLOCK=2031-03-04T01:00:00+00:00|600|12345.678
                    what it showed at first  |speed|the machine's monotonic time then

The monotonic clock is the same for every process of a machine and is never set.
Discarded: a wall-clock reference (a step of the wall clock would move the world), and a
time server (one more thing to start, ask and lose).
"""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from news.errors import ConfigError, Problem

VARIABLE = "WIREWATCH_CLOCK"


@dataclass(frozen=True)
class WorldClock:
    """A clock that showed `start` when the machine's monotonic time was `real_start`."""

    start: datetime
    speed: float
    real_start: float

    @classmethod
    def starting(cls, start: datetime, speed: float = 1.0) -> WorldClock:
        """Make a clock that shows `start` now."""
        return cls(start.astimezone(UTC), speed, time.monotonic())

    @classmethod
    def from_text(cls, text: str) -> WorldClock:
        """Read what `to_text` wrote; ConfigError says what it should look like."""
        try:
            start_text, speed_text, real_text = text.split("|")
            start, speed, real = (
                datetime.fromisoformat(start_text),
                float(speed_text),
                float(real_text),
            )
        except ValueError:
            raise _unreadable(text) from None
        sane = start.tzinfo is not None and math.isfinite(real) and math.isfinite(speed)
        if not sane or speed <= 0:
            raise _unreadable(text)
        return cls(start.astimezone(UTC), speed, real)

    def to_text(self) -> str:
        """Write the clock so that another process of this machine can have the same."""
        return f"{self.start.isoformat()}|{_plain(self.speed)}|{self.real_start!r}"

    def now(self) -> datetime:
        """Return the world's time, in UTC."""
        return self.start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return the world's seconds since the clock was started."""
        return (time.monotonic() - self.real_start) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of the world's seconds."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)

    def after_real(self, seconds: float) -> datetime:
        """Return what the clock will show after so many real seconds."""
        return self.now() + timedelta(seconds=seconds * self.speed)


@dataclass
class StillClock:
    """A clock that moves only when told: for tests that decide what time it is."""

    start: datetime
    speed: float = 1.0
    passed: float = field(default=0.0)

    def now(self) -> datetime:
        """Return the time it was last moved to."""
        return self.start + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        """Return the seconds it was moved so far."""
        return self.passed

    def advance(self, seconds: float) -> None:
        """Move forward."""
        self.passed += max(0.0, seconds)

    async def sleep(self, seconds: float) -> None:
        """Move by what a real clock would have let pass, and let others run."""
        self.advance(seconds)
        await asyncio.sleep(0)

    def after_real(self, seconds: float) -> datetime:
        """Return the time after so many real seconds at this clock's speed."""
        return self.now() + timedelta(seconds=seconds * self.speed)


def _unreadable(text: str) -> ConfigError:
    hint = "Write start|speed|monotonic, e.g. 2031-03-04T01:00:00+00:00|600|12345.678"
    return ConfigError([Problem("environment", VARIABLE, f"cannot read the clock {text!r}", hint)])


def _plain(speed: float) -> str:
    """Write 600.0 as 600, and every digit of odder speeds."""
    return repr(speed).removesuffix(".0")
