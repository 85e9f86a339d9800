"""When a desk wants to hear of how often something tracked is found: bursts, silence, a day.

burst = "medium"             "Harbour": 14 reports in 6 hours, 2 are usual
quiet_after = "24h"          "Toll": nothing new for 24 hours
expected_by = "2031-03-01"   "Inquiry report": not seen by 1 March

What is tracked has these in watch.toml; of one story somebody asks in passing (`StoryWatch`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from news.places import Place, PlaceKind


class Burst(StrEnum):
    """How far above its own rhythm something must be reported before anybody hears of it."""

    OFF = "off"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


# How long news is looked at to say that it is much, and how much of the past tells what is usual.
WINDOW = timedelta(hours=6)
PAST = timedelta(days=28)


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


@dataclass(frozen=True)
class PlaceWishes:
    """For which places somebody wants to hear of bursts.

    `watched` are the keys of some, and then all that lies in them counts; else it is all towns,
    districts and provinces of `countries`.  `owners` are the families of outlets; at most `most`
    bursts are told of at one time.
    """

    burst: Burst = Burst.OFF
    watched: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    most: int = 5
    owners: Mapping[str, str] = field(default_factory=dict)

    def want(self, place: Place) -> bool:
        """Say whether a place is one of them."""
        if self.watched:
            return not self.watched.isdisjoint((place.key, *place.within))
        return place.kind is not PlaceKind.COUNTRY and place.country in self.countries


@dataclass(frozen=True)
class Report:
    """An original report: its article, the family of its source, when it came, of which story."""

    article: int
    source: str
    came: datetime
    story: str = ""


@dataclass(frozen=True)
class InNews:
    """A place with the reports that name it: those of the last hours, and all before them."""

    place: Place
    now: tuple[Report, ...]
    past: tuple[Report, ...]
