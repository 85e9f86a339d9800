"""A number as reported, and who says so.

    "At least 33 civilians were killed in the attacks, officials said."
     ─────┬── ────┬────     ───┬──                    ────┬────
     at least 33  civilians    killed                     speaker: officials

A Figure is what one number of a sentence means: its value as an interval, what it counts,
whose, what happened to them, and over what scope.  A Claim is a figure with its speaker: the
one to whom the statement is attributed.  Where nobody is named, the outlet itself says it.
All spans count in `Article.full`.

Discarded: a plain number with a label.  "over 100", "nearly 100" and "100" are three facts,
and comparing them as one number makes corrections that nobody printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from news.finding import Span


class Bound(StrEnum):
    """The hedge of a number."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    NEARLY = "nearly"
    UP_TO = "up_to"
    LESS_THAN = "less_than"
    RANGE = "range"


class Effect(StrEnum):
    """What happened to what is counted; for other quantities, of which kind they are."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    ABDUCTED = "abducted"
    ARRESTED = "arrested"
    DISPLACED = "displaced"
    SURRENDERED = "surrendered"
    RESCUED = "rescued"
    AFFECTED = "affected"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    ATTACKED = "attacked"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    DISTANCE = "distance"
    OTHER = "other"


class VictimClass(StrEnum):
    """Which side people belong to."""

    CIVILIAN = "civilian"
    SECURITY = "security"
    MILITANT = "militant"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """Over what a figure counts."""

    EVENT = "event"
    CUMULATIVE = "cumulative"  # since 1980, this year, so far in the campaign
    PERIOD = "period"  # in the last 48 hours
    AS_OF = "as_of"  # a toll as it stood at a time
    SUBSET = "subset"  # including, of whom, among the dead


class Voice(StrEnum):
    """How the speaker of a claim was found."""

    NAMED = "named"  # in the sentence, by name
    ROLE = "role"  # in the sentence, by role or pronoun
    CARRIED = "carried"  # from an earlier sentence of the same report
    OUTLET = "outlet"  # nobody: the outlet itself says it


@dataclass(frozen=True)
class Figure:
    """What one number means.

    The value lies from `low` to `high`, None where that side is open; `value` is the number
    that was printed (of a range its lower end).  `unit` is "people", "items", an ISO 4217
    currency, "percent", "hours", "km" …; `counts` the head noun as written ("security
    personnel"); `victim_class` is None for what is not people.  `part_of` is the index, in its
    reading, of the figure that this one is a part or subset of.  `negated` figures ("no one
    of the 12 was hurt") and forecasts are not figures: they are rejected.
    """

    value: float
    low: float | None
    high: float | None
    bound: Bound
    unit: str
    effect: Effect
    counts: str
    victim_class: VictimClass | None
    scope: Scope
    span: Span
    sentence: Span
    confidence: float
    part_of: int | None = None


@dataclass(frozen=True)
class Speaker:
    """To whom a statement is attributed: as written, canonical, and the cue that says so.

    `written` is "" where the outlet itself says it; `cue` is the verb or phrase ("said",
    "according to"); `confidence` is that of the attribution; `side` is for whom he speaks
    ("security", "armed group: Vesk Front"), "" where the article does not tell.
    """

    voice: Voice = Voice.OUTLET
    written: str = ""
    canonical: str = ""
    cue: str = ""
    confidence: float = 1.0
    span: Span | None = None
    side: str = ""


OUTLET = Speaker()


@dataclass(frozen=True)
class Claim:
    """A figure and who says so."""

    figure: Figure
    speaker: Speaker = OUTLET

    @property
    def confidence(self) -> float:
        """How sure it is that this speaker said this figure."""
        return self.figure.confidence * self.speaker.confidence


@dataclass(frozen=True)
class Rejected:
    """A number that is no figure, and why: a date, a time, an age, a label, a forecast."""

    span: Span
    reason: str


@dataclass(frozen=True)
class Check:
    """What the figures of one article say about each other; `figures` are indexes."""

    kind: str  # sum | sum_differs | rate | part_larger | period
    message: str
    figures: tuple[int, ...]


@dataclass(frozen=True)
class Toll:
    """How many the article says died or were hurt in its main event."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class FigureReading:
    """All that the numbers of an article mean."""

    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    killed: Toll | None = None
    injured: Toll | None = None
    checks: tuple[Check, ...] = ()


NO_FIGURES = FigureReading()
