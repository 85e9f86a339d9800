"""What it says of a rule how often it is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from news.finding import Subject
from news.firing import TOGETHER, WEEK, Fired, Firing, together
from news.listing import Tag

NOW = datetime(2031, 3, 4, tzinfo=UTC)
YESTERDAY, LONG_AGO = NOW - timedelta(days=1), NOW - timedelta(days=45)
A, B, C = (Tag(Subject.TOPIC, name) for name in "ABC")


def fired(last: datetime | None, month: int = 0, lately: int = 0, *beside: Tag) -> Fired:
    return Fired(Subject.TOPIC, "T", last, 1, month, month, lately, beside)


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (fired(None), ["was never found. `wirewatch topics preview`"]),
        (fired(LONG_AGO), ["was found last on 2031-01-18, more than 30 days ago"]),
        (fired(YESTERDAY, 20, 20), []),
        (fired(YESTERDAY, 51, 51), ["is found in 5% of all articles"]),
        (fired(YESTERDAY, 9, 9, A), ["is always found together with topic “A” (9 of 9 articles)"]),
        (fired(YESTERDAY, 9, 9, *[A] * 5), ["is always found together with topic “A”, topic"]),
        (fired(YESTERDAY, 900, 900, A), ["is found in 90% of", "is always found together"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it(one: Fired, says: list[str]) -> None:
    """What never, or long not, or too often, or only with another one is found."""
    found = Firing(NOW, 30.0, 1000).troubles(one)
    assert len(found) == len(says)
    assert all(text.startswith(start) for text, start in zip(found, says, strict=True))


def test_a_young_archive_says_little() -> None:
    """After two days nothing is long ago, a share of few articles is none, a day is a day."""
    young = Firing(NOW, 2.0, 50)
    assert young.troubles(fired(YESTERDAY, 0, 40)) == ()
    assert young.a_day(fired(YESTERDAY, 10)) == 5.0
    assert young.a_day(fired(YESTERDAY, 10), WEEK) == 5.0
    assert Firing(NOW, 0.0, 0).troubles(fired(None)) == (
        "was never found: nothing has been collected yet.",
    )


def test_together_is_always_and_often() -> None:
    """B is in every article of A, not the other way round; C is too rare to say anything."""
    found = {A: [*range(TOGETHER)], B: [*range(TOGETHER + 1)], C: [0, 1]}
    assert together(found) == {A: (B,), B: ()}
