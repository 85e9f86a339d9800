"""Notice that the wall's clock was set, that the machine slept, that we did not run.

    wall +1 h, monotonic +1 s                the clock was set forward, or the machine slept
    wall −1 h, monotonic +1 s                it was set back
    wall +5 min, monotonic +5 min, no look   the process was stopped (SIGSTOP, a frozen host)

Linux counts time asleep in CLOCK_BOOTTIME but not in CLOCK_MONOTONIC, which tells a night's
sleep from a clock that somebody set; only the second is worth telling.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.finding import Subject
from news.health import Incident, Trouble
from news.moment import Clock

# Smaller steps are a time service at work.
_STEP = 2.0
_STALLED = 30.0
_WORTH_TELLING = 60.0


@dataclass(frozen=True)
class Jump:
    """What happened between two looks at the clock, in seconds.

    `by` is how far times of the wall's clock must move to mean what they meant; `was_set` the
    part of it that somebody set.
    """

    by: float
    was_set: float


class Steady:
    """Compares the clocks; whoever works by due times asks it first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._even, self._asleep = clock.now(), clock.monotonic(), _asleep()
        self._seen, self._stalls = self._even, 0.0

    def look(self) -> Jump | None:
        """Return the jump since the last `settled`, None where time went its way."""
        wall, even = self._clock.now(), self._clock.monotonic()
        stalled = (even - self._seen) / self._clock.speed
        self._seen = even
        if stalled >= _STALLED:
            self._stalls += stalled * self._clock.speed
        drift = (wall - self._wall).total_seconds() - (even - self._even)
        if abs(drift) < _STEP and not self._stalls:
            return None
        return Jump(drift + self._stalls, drift - (_asleep() - self._asleep))

    def settled(self, jump: Jump) -> None:
        """Take note that everything has followed a jump."""
        self._wall += timedelta(seconds=jump.by - self._stalls)
        self._asleep = _asleep()
        self._stalls = 0.0


def clock_incident(jump: Jump, now: datetime) -> Incident | None:
    """Return what is worth telling about a jump, None where nothing is."""
    if abs(jump.was_set) < _WORTH_TELLING:
        return None
    way = "forward" if jump.was_set > 0 else "back"
    return Incident(
        Subject.MONITOR,
        "clock",
        Trouble.CLOCK,
        says=f"the machine's clock was set {way} by {abs(jump.was_set):.0f} seconds",
        advice="Look whether the machine's time service runs. Due times were moved with the "
        "clock; nothing was lost.",
        since=now,
    )


def _asleep() -> float:
    """Return the seconds that this machine has slept since it was started."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return 0.0 if boot is None else time.clock_gettime(boot) - time.monotonic()
