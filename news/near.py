"""Where in a text things stand near each other.

    "ambush* NEAR/8 (convoy OR patrol)" in "… ambushed near Vesk; the convoy …"

A place is a run of words, with the leaves whose words it is made of.  Two places are near
within a distance of n if at most n - 1 words lie between them; they never share a word.
What NEAR finds is a place again, from the first word of the one to the last of the other,
so that it can be near a third; a third between the two is near them.

Of each place only the nearest partner on either side counts.  All pairs would say the
same of two operands, and take hours where a rule of many stars meets a long page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from news.rules import Leaf

# Of one NEAR; those beyond are in no report, but in a page of one word twenty thousand times,
# which a chain of forty NEARs would take minutes to look through.
MOST_PLACES = 500


class Part(NamedTuple):
    """A leaf's own words within a place, the last one included."""

    first: int
    last: int
    leaf: Leaf


class Place(NamedTuple):
    """A run of words, the last one included."""

    first: int
    last: int
    parts: tuple[Part, ...]


def distinct(places: Iterable[Place]) -> list[Place]:
    """Leave out what is made of the same words as one before it: `ambush*` after `*bush*`."""
    found: dict[tuple[tuple[int, int], ...], Place] = {}
    for place in places:
        found.setdefault(tuple(part[:2] for part in place.parts), place)
    return list(found.values())


def nearby(
    left: Sequence[Place], right: Sequence[Place], distance: int, *, ordered: bool
) -> list[Place]:
    """Return the places that a left and a right one make together, in reading order."""
    one, other = _sorted(left), _sorted(right)
    pairs = [(x, y) for x, y in _either_side(one, other) if y.first - x.last <= distance]
    if not ordered:
        pairs += [(y, x) for x, y in _either_side(other, one) if y.first - x.last <= distance]
        pairs += [*_inside(one, other), *((y, x) for x, y in _inside(other, one))]
    kept = set(sorted({_run(*pair) for pair in pairs})[:MOST_PLACES])
    found: dict[tuple[int, int], Place] = {}
    for x, y in pairs:
        if _run(x, y) in kept:
            _keep(found, x, y)
    return _sorted(found.values())


def _run(x: Place, y: Place) -> tuple[int, int]:
    """Return the first and the last word of both together."""
    return min(x.first, y.first), max(x.last, y.last)


def _either_side(ones: Sequence[Place], others: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Pair each with the nearest of the others after it, and those with the nearest before."""
    yield from _following(ones, others)
    yield from ((x, y) for y, x in _preceding(ones, others))


def _sorted(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: place[:2])


def _following(ones: Sequence[Place], others: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Pair each place with the first of the others that begins after it."""
    starts = [other.first for other in others]
    for one in ones:
        at = bisect_left(starts, one.last + 1)
        if at < len(others):
            yield one, others[at]


def _preceding(ones: Sequence[Place], others: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Pair each of the others with the last of these that ends before it, the other first."""
    by_end = sorted(ones, key=lambda place: (place.last, place.first))
    ends = [one.last for one in by_end]
    for other in others:
        at = bisect_left(ends, other.first)
        if at:
            yield other, by_end[at - 1]


def _inside(ones: Sequence[Place], others: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Pair each wide place with the first of the others that stands in its gaps."""
    starts = [other.first for other in others]
    for one in ones:
        if len(one.parts) == 1:
            continue
        taken = _numbers(one)
        for at in range(bisect_left(starts, one.first), len(others)):
            other = others[at]
            if other.first > one.last:
                break
            if other.first in taken or other.last > one.last:
                continue
            if taken.isdisjoint(_numbers(other)):
                yield one, other
                break


def _numbers(place: Place) -> set[int]:
    """Return the numbers of the words that a place is made of."""
    return {number for part in place.parts for number in range(part.first, part.last + 1)}


def _keep(found: dict[tuple[int, int], Place], x: Place, y: Place) -> None:
    key = _run(x, y)
    kept = found.get(key)
    # Two ways to the same run of words: the one with fewer parts stands for both.
    if kept is not None and len(kept.parts) < max(len(x.parts), len(y.parts)):
        return
    parts = tuple(sorted({*x.parts, *y.parts}, key=lambda part: part[:2]))
    if kept is None or (len(parts), [part[:2] for part in parts]) < (
        len(kept.parts),
        [part[:2] for part in kept.parts],
    ):
        found[key] = Place(*key, parts)
