"""Say what two headlines and their times prove: one report, two, or nothing.

An outlet gives a guid to another report, or a careless template names one page as the
canonical address of all: if both were believed, a report would vanish behind another and
nobody would miss it.  So whoever claims that two listings are one is heard only where the
headlines or the times do not speak against it.

    "Ferry late" 10:00      "Ferry sinks, two saved" 10:00    one, edited
    "Ferry late" 10:00      "Storm warning" 12:30             two

Discarded: comparing texts (there is one only after its page was read).
"""

from __future__ import annotations

from datetime import timedelta

from news.moment import Moment, Precision
from news.text import words

# Hardly any two reports of one outlet are printed in the same minutes.
_NEAR = timedelta(minutes=10)
_ALIKE = 0.5  # of the shorter headline's words


def same_headline(one: str, other: str) -> bool:
    """Say whether two headlines are the same words."""
    return words(one) == words(other)


def alike(one: str, other: str) -> bool:
    """Say whether two headlines share half of their words; an empty one is like any."""
    first, second = set(words(one)), set(words(other))
    return len(first & second) >= _ALIKE * min(len(first), len(second))


def same_instant(one: Moment | None, other: Moment | None) -> bool:
    """Say whether two times are the same and more than a day."""
    return _clocked(one) and _clocked(other) and one.at == other.at  # type: ignore[union-attr]


def contradict(one: str, at: Moment | None, other: str, other_at: Moment | None) -> bool:
    """Say whether headlines and times speak against being one report."""
    if alike(one, other):
        return False
    near = at is not None and other_at is not None and abs(at.at - other_at.at) <= _NEAR
    return not (near and _clocked(at) and _clocked(other_at))


def _clocked(at: Moment | None) -> bool:
    return at is not None and at.precision is not Precision.DAY
