"""The wall's clock, and the rule for choosing one.

`WIREWATCH_CLOCK` puts the daemon on the clock of a news world; see
`wirewatch.newsworld.clock`.  Without it time is the machine's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from news.moment import Clock
from wirewatch.newsworld.clock import WorldClock

VARIABLE = "WIREWATCH_CLOCK"


class SystemClock:
    """The machine's own time."""

    speed = 1.0

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def after_real(self, seconds: float) -> datetime:
        """Return the time so many seconds from now."""
        return self.now() + timedelta(seconds=seconds)


def make_clock(environ: Mapping[str, str]) -> Clock:
    """Return the clock that the environment asks for."""
    text = environ.get(VARIABLE, "")
    return WorldClock.from_text(text) if text else SystemClock()
