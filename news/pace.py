"""When a desk wants to hear of how often something tracked is found: bursts, silence, a day.

burst = "medium"             "Harbour": 14 reports in 6 hours, 2 are usual
quiet_after = "24h"          "Toll": nothing new for 24 hours
expected_by = "2031-03-01"   "Inquiry report": not seen by 1 March

What is tracked has these in watch.toml; of one story somebody asks in passing (`StoryWatch`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Burst(StrEnum):
    """How far above its own rhythm something must be reported before anybody hears of it."""

    OFF = "off"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Pace:
    """What of its pace a tracked thing is watched for."""

    burst: Burst = Burst.OFF
    quiet_after: timedelta | None = None
    expected_by: datetime | None = None


NO_PACE = Pace()


class Of(StrEnum):
    """What must come, lest a story counts as silent."""

    FIGURES = "figures"
    ANYTHING = "anything"

    @property
    def words(self) -> str:
        """Say it as a desk would: "no new figure for 24 hours"."""
        return "new figure" if self is Of.FIGURES else "news"


@dataclass(frozen=True)
class StoryWatch:
    """That somebody wants to hear if a story falls silent, or brings nothing by a day.

    `story` stands for it in addresses, `last` is when what is waited for came last.  Without
    `recipients` those hear of it who were told of the story.
    """

    id: int
    story: str
    title: str
    of: Of
    set: datetime
    quiet_after: timedelta | None = None
    expected_by: datetime | None = None
    recipients: tuple[str, ...] = ()
    last: datetime | None = None
    origin: str = ""
