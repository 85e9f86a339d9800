"""Where things stand near each other, also beside a slower way to say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.near import MOST_PLACES, Part, Place, distinct, nearby
from news.rules import Phrase

LEAF, OTHER = Phrase(("a",)), Phrase(("b",))


def at(first: int, length: int = 1, leaf: Phrase = LEAF) -> Place:
    """Make the place of a phrase."""
    return Place(first, first + length - 1, (Part(first, first + length - 1, leaf),))


@pytest.mark.parametrize(
    ("left", "right", "distance", "ordered", "found"),
    [
        ([at(0)], [at(1)], 1, False, [(0, 1)]),
        ([at(0)], [at(5)], 5, False, [(0, 5)]),
        ([at(0)], [at(6)], 5, False, []),
        ([at(0, 3)], [at(7)], 5, False, [(0, 7)]),  # counted from the end of the one
        ([at(5)], [at(0)], 5, False, [(0, 5)]),
        ([at(5)], [at(0)], 5, True, []),
        ([at(0)], [at(0)], 5, False, []),  # never the same word
        ([at(0, 3)], [at(2, 3)], 5, False, []),
        # of each place the nearest on either side
        ([at(3)], [at(0), at(2), at(4), at(6)], 5, False, [(2, 3), (3, 4), (0, 3), (3, 6)]),
    ],
)
def test_what_is_near(
    left: list[Place],
    right: list[Place],
    distance: int,
    ordered: bool,
    found: list[tuple[int, int]],
) -> None:
    places = nearby(left, right, distance, ordered=ordered)
    assert {place[:2] for place in places} >= set(found[:2])
    assert {place[:2] for place in places} <= set(found)


def test_a_third_may_stand_between_two() -> None:
    """What stands in the gap between two things is near them; what is one of them is not."""
    both = nearby([at(0)], [at(4)], 5, ordered=False)
    assert [p[:2] for p in nearby(both, [at(2, leaf=OTHER)], 1, ordered=False)] == [(0, 4)]
    assert nearby(both, [at(4, leaf=OTHER)], 1, ordered=False) == []


PLACES = st.lists(st.builds(at, st.integers(0, 30), st.integers(1, 3)), max_size=6)


@given(PLACES, PLACES, st.integers(1, 9), st.booleans())
def test_nearest_partners_are_enough(
    left: list[Place], right: list[Place], distance: int, ordered: bool
) -> None:
    """Something is near exactly where any pair of places is."""
    pairs = {
        (min(x.first, y.first), max(x.last, y.last))
        for x in left
        for y in right
        if 0 < y.first - x.last <= distance or (not ordered and 0 < x.first - y.last <= distance)
    }
    found = {place[:2] for place in nearby(left, right, distance, ordered=ordered)}
    assert found <= pairs
    assert bool(found) is bool(pairs)


def test_the_same_words_are_one_place() -> None:
    """Of alternatives that are made of the same words the first stands, a wider one too."""
    assert distinct([at(0), at(0, leaf=OTHER), at(0, 2)]) == [at(0), at(0, 2)]


def test_a_page_of_one_word_has_bounded_places() -> None:
    """Of all the places that a NEAR finds only so many are kept, the first ones."""
    every = [at(number) for number in range(4 * MOST_PLACES)]
    found = nearby(every, every, 5, ordered=False)
    assert [place[:2] for place in found] == [(n, n + 1) for n in range(MOST_PLACES)]
