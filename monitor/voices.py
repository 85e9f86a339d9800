"""Know a speaker of a story again whose name is written otherwise.

    Selmira Oktavand      selmira oktavand
    Selmira Octavand      the same: its words sound alike
    G.S. Malik, GS Malik  the same
    Sharif Chaudhry       Ahmed Sharif Chaudhry, who spoke before

Each outlet writes a name in its own way, and a person who counts on would be another speaker in
each: his rise from 19 to 22 would be told as "from 9", and his name as that of a new one.  So
the first spelling that a story had stands for all.

Only people are compared so, by two words and more: "district police" is as much Sandal's as
Vesk's, and how bodies are named is known where they are read (`monitor.figures.sides`).

Discarded: surnames alone (a family of ministers); the table of tracked people (a toll's
spokesmen are not tracked).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from monitor.figures.sides import side_of
from monitor.sounds import alike
from news.ledger import Point
from news.text import folded

_FEWEST = 2  # words of a name that tells who somebody is
_MOST = 6  # and of a name that is no description


def recognized(points: Sequence[Point], known: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points of an article, their speakers under the names that are known already."""
    names = list(dict.fromkeys(point.speaker for point in known))
    found = []
    for point in points:
        speaker = point.speaker
        if speaker and speaker not in names:
            speaker = next((name for name in names if _is_one(name, speaker)), speaker)
            names.append(speaker)
        found.append(point if speaker == point.speaker else replace(point, speaker=speaker))
    return tuple(found)


def _is_one(one: str, other: str) -> bool:
    """Say whether two names are one person's: each word of the shorter is in the longer."""
    few, many = sorted((_words(one), _words(other)), key=len)
    if len(few) < _FEWEST or not alike(few[-1], many[-1]):
        return False
    rest = iter(many[:-1])
    return all(any(alike(word, heard) for heard in rest) for word in few[:-1])


@lru_cache(4096)
def _words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name, none of a body's."""
    if side_of(name):
        return ()
    found = tuple(folded(name.replace(".", "")).split())
    return found if len(found) <= _MOST else ()
