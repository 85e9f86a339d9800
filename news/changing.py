"""Which changes of a figure a tracked figure waits for: risen by ten, disputed, a new speaker.

change = ["risen", "disputed"], step = "10%"
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What may become of a figure in its story."""

    FIRST = "first"
    RISEN = "risen"
    LOWERED = "lowered"
    DISPUTED = "disputed"
    SPEAKER = "new speaker"


@dataclass(frozen=True)
class Step:
    """How much a figure must have risen or fallen: by a number, or by a share of what it was."""

    by: float
    is_percent: bool = False

    def reached(self, before: float, now: float) -> bool:
        """Say whether it is as far as that from one value to another."""
        least = self.by / 100 * abs(before) if self.is_percent else self.by
        return abs(now - before) >= least


ANY_STEP = Step(0)
