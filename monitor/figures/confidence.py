"""Say how sure a figure is: the share of such figures that were read right.

    "33 civilians were killed"             no doubt at all
    "12 in Vale, 7 in Onn and 3 here"      nothing is counted in words, the verb is borrowed
    "save hundreds on a laptop"            people who are not there, and a vague number

A reading is doubted for what is seen in it: each kind of doubt counts as much as it cost where
every figure is known.  What the doubts of a figure come to is looked up in a short table of the
shares that were right.  The speaker's confidence is such a share as well (speakers.py), and a
claim's is that both are right.

Discarded: a model fitted to words (there are too few wrong figures to learn from, and they are
of one kind of news); the places alone in which an effect was found (0.95 and 0.85 were both
97 of 100).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.figures.happened import DOUBT, SHARED
from monitor.figures.words_numbers import VAGUE
from monitor.figures.words_people import BODIES, CLASSES, EFFECTS, NATIONS, PLURALS
from news.figure import Effect, Figure

# Shares of right ones by their doubts: 415 of retold articles and 500 of golden cases, which
# `python3 dev.py bench figures` counts anew, and 174 of general news that a reader judged.
_RIGHT = (0.97, 0.95, 0.9, 0.8, 0.65, 0.5)
_MEASURED = frozenset({Effect.MONEY, Effect.SHARE, Effect.DURATION, Effect.DISTANCE})
_TRADES = ("ers", "ors", "ists", "goers", "women", "men", "folk", "ees", "ians", "lives", "life")


def sure(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """Give each figure the confidence that its doubts leave."""
    return [replace(f, confidence=_RIGHT[min(_doubts(text, f), len(_RIGHT) - 1)]) for f in figures]


def _doubts(text: str, figure: Figure) -> int:
    """Count what speaks against a figure."""
    if figure.effect in _MEASURED:
        return 0
    if figure.unit != "people" or figure.effect is Effect.OTHER:
        return 2
    doubts = _of_manner(figure.confidence)
    if not figure.counts:
        return doubts + (3 if _is_vague(text[figure.span.start : figure.span.end]) else 1)
    if not figure.counts.isascii():
        return doubts + 1  # a first version, in Urdu and Hindi
    return doubts + (0 if _are_people(figure.counts.lower().split()) else 4)


def _is_vague(written: str) -> bool:
    """Say whether a number is a plural that says none: "dozens", but not "more than a hundred"."""
    return not (VAGUE.keys() | {"few", "handful"}).isdisjoint(written.lower().split())


def _of_manner(confidence: float) -> int:
    """Weigh where the effect was found: beside the number, borrowed, or in doubt."""
    return 3 if confidence <= DOUBT else int(confidence <= SHARED)


def _are_people(words: Sequence[str]) -> bool:
    """Say whether people are counted, or what happens to them: villagers, deaths, arrests."""
    known = any(
        w in CLASSES or w in PLURALS or w in NATIONS or w in EFFECTS or w in BODIES for w in words
    )
    return known or words[-1].endswith(_TRADES)
