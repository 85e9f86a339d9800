"""What it says of a rule how often it is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from news.finding import Subject
from news.firing import TOGETHER, Fired, together, weigh
from news.listing import Tag

NOW = datetime(2031, 3, 4, tzinfo=UTC)
YESTERDAY, LONG_AGO = NOW - timedelta(days=1), NOW - timedelta(days=45)
A, B, C = (Tag(Subject.TOPIC, name) for name in "ABC")


def fired(last: datetime | None, month: int = 0, lately: int = 0, *beside: Tag) -> Fired:
    return Fired(Subject.TOPIC, "T", last, 1, month, month, lately=lately, together=beside)


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (fired(None), ["was never found. `wirewatch topics preview`"]),
        (fired(LONG_AGO), ["was found last on 2031-01-18, more than 30 days ago"]),
        (fired(YESTERDAY, 20, 20), []),
        (fired(YESTERDAY, 51, 51), ["is found in 5% of all articles"]),
        (fired(YESTERDAY, 9, 9, A), ["is always found together with topic “A” (the last 9 times)"]),
        (fired(YESTERDAY, 9, 9, *[A] * 5), ["is always found together with topic “A”, topic"]),
        (fired(YESTERDAY, 900, 900, A), ["is found in 90% of", "is always found together"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it(one: Fired, says: list[str]) -> None:
    """What never, or long not, or too often, or only with another one is found."""
    found = weigh(one, 30.0, 1000).says
    assert len(found) == len(says)
    assert all(text.startswith(start) for text, start in zip(found, says, strict=True))


def test_a_young_archive_says_little() -> None:
    """After two days nothing is long ago, a share of few articles is none, a day is a day."""
    young = weigh(fired(YESTERDAY, 10, 40), 2.0, 50)
    assert (young.says, young.a_day, young.share) == ((), (5.0, 5.0), 0.8)
    assert weigh(fired(LONG_AGO), 29.0, 1000).says == ()
    assert weigh(fired(YESTERDAY, 3), 0.1, 9).a_day == (3.0, 3.0)
    (says,) = weigh(fired(None), 0.0, 0).says
    assert says == "was never found: nothing has been collected yet."


def test_together_is_always_and_often() -> None:
    """B is in every article of A, not the other way round; C is too rare to say anything."""
    found = {A: [*range(TOGETHER)], B: [*range(TOGETHER + 1)], C: [0, 1]}
    assert together(found) == {A: (B,), B: ()}
