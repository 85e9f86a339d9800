"""Which claims an edited text no longer makes.

    "At least 10 people were killed, police said."    withdrawn
    "At least 50 people were killed, police said."

A claim stands if the newer text has one of the same interval, count, class and speaker;
where in the text, in which words and with which confidence does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from news.figure import Claim
from news.text import words


def withdrawn(before: Sequence[tuple[int, Claim]], now: Iterable[Claim]) -> list[int]:
    """Return the numbers of those claims that are no longer made."""
    standing = {_fact(claim) for claim in now}
    return [number for number, claim in before if _fact(claim) not in standing]


def _fact(claim: Claim) -> tuple[object, ...]:
    figure = claim.figure
    said = (figure.value, figure.low, figure.high, figure.unit, figure.effect, figure.victim_class)
    return (*said, tuple(words(figure.counts)), claim.speaker.canonical)
