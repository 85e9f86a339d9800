"""When a desk wants to hear of how often something tracked is found: bursts, silence, a day.

burst = "medium"             "Harbour": 14 reports in 6 hours, 2 are usual
quiet_after = "24h"          "Toll": nothing new for 24 hours
expected_by = "2031-03-01"   "Inquiry report": not seen by 1 March
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
