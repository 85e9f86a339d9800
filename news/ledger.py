"""What is said of one count in one story: who says how many, of which time.

    The army at eight: over 170 rebels.   At noon: 177.   The rebels: up to 20.
    one Series (killed, people, militant)  ·  three Points  ·  first, sharpened, disputed

A Point is the headline claim of one article, one speaker and one series: its parts, subsets and
narrower scopes are no points.  It is flat, so that it is stored as it is.  A Verdict is what a
point adds to the points before it; `monitor/ledger.py` decides it.

Discarded: one number a story with a history of its values.  A toll that "was corrected from 17
to 100" was corrected by nobody: the army says 17, the rebels say 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from news.figure import Bound, Effect, Scope, VictimClass
from news.moment import Moment


@dataclass(frozen=True)
class Series:
    """The key of one count in one story.

    `counts` is "people" or, of things, their noun in the singular ("house").  `victim_class` is
    UNKNOWN for a total over all classes, and None for things.
    """

    effect: Effect
    counts: str
    victim_class: VictimClass | None
    scope: Scope
    unit: str


@dataclass(frozen=True)
class Point:
    """The headline claim of an article in a series.

    `as_of` is the time it speaks of: `stated` in its sentence, else when it was published;
    None where neither is known.  `speaker` is a key, "" for the outlet itself, `name` what is
    shown of him; `side` is his side, "" where it is not known.  `within` is what narrows the
    count ("Buner", "48 hours"), "" where nothing does.  `low` and `high` are None where that
    side is open.  `vague` is a plural without a number ("dozens").  `claim` is the index in the
    article's reading.
    """

    series: Series
    article: str
    source: str
    published: Moment | None
    as_of: Moment | None
    stated: bool
    speaker: str
    name: str
    side: str
    value: float
    low: float | None
    high: float | None
    bound: Bound
    confidence: float = 1.0
    within: str = ""
    vague: bool = False
    claim: int = 0


class Kind(StrEnum):
    """What a point adds to its series."""

    FIRST = "first"  # of the series, or of a speaker whose number nobody else gave
    REPEAT = "repeat"  # he said so before
    CONFIRMED = "confirmed"  # another one says what can be true beside it
    SHARPENED = "sharpened"  # over 170: 177
    RISEN = "risen"
    LOWERED = "lowered"
    DISPUTED = "disputed"  # another side's number that cannot be true at the same time
    LATE = "late"  # he has since spoken of a later time
    NOTED = "noted"  # neither agrees nor disputes: of the outlet itself, or of a part


_NEWS = frozenset((Kind.FIRST, Kind.RISEN, Kind.LOWERED, Kind.DISPUTED))


@dataclass(frozen=True)
class Verdict:
    """What a point adds, and the point it was measured against.

    `rival` is the other side's point that cannot be true beside it: of a dispute, and of a rise
    or fall while a dispute stands.
    """

    point: Point
    kind: Kind
    against: Point | None = None
    rival: Point | None = None

    @property
    def is_news(self) -> bool:
        """Say whether it may alert, if its confidence is high enough."""
        return self.kind in _NEWS


@dataclass(frozen=True)
class Display:
    """What is shown of a series: the most frequent reading and the range of all.

    `speakers` counts the independent ones: a side counts once.  `outlets` counts the sources.
    """

    value: float
    bound: Bound
    low: float | None
    high: float | None
    speakers: int
    outlets: int
    disputed: bool = False
