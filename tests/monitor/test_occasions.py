"""Speeches that two articles put on different days."""

from __future__ import annotations

from itertools import product

import pytest

from monitor.occasions import conflict, occasions
from news.article import Article
from tests.build import day

MONDAY = "Defence Minister Ona Brill told the Assembly on Monday that the forces are handicapped."
TUESDAY = (
    "This was confirmed on Tuesday when Defence Minister Ona Brill admitted it.\n"
    "Speaking in the Assembly, she named the terrain."
)
QUOTE = "“We cannot hold so long a border with so few”"


def _article(text: str, published: str | None = "2026-02-04") -> Article:
    at = day(published) if published else None
    return Article("", "Report", text, published=at, language="en")


@pytest.mark.parametrize(
    ("ours", "theirs", "days"),
    [
        (MONDAY, TUESDAY, [("2026-02-02", "2026-02-03")]),
        (MONDAY, MONDAY, []),
        # Another place, and nothing to say that it was one speech.
        (MONDAY, "Ona Brill told the Chamber of Mines on Tuesday that pits would close.", []),
        # Another speaker.
        (MONDAY, "Arvo Stane told the Assembly on Tuesday that pits would close.", []),
        # The same words.
        (f"{QUOTE}, Ona Brill said on Sunday.", f"Ona Brill said on Monday: {QUOTE}.",
         [("2026-02-01", "2026-02-02")]),
        # When it happened is not when somebody spoke.
        (MONDAY, "Ona Brill told the Assembly that Tuesday's raid was repelled.", []),
    ],
)  # fmt: skip
def test_days_that_cannot_both_be_right(
    ours: str, theirs: str, days: list[tuple[str, str]]
) -> None:
    """One speaker, one occasion, two days."""
    found = product(occasions(_article(ours)), occasions(_article(theirs)))
    assert [(str(one.day), str(two.day)) for one, two in found if conflict(one, two)] == days


def test_an_undated_article_has_weekdays() -> None:
    """Monday and Tuesday differ, whatever the week; the day itself is not known."""
    dated, undated = occasions(_article(MONDAY)), occasions(_article(TUESDAY, None))
    (one,), (other,) = dated, undated
    assert conflict(one, other)
    assert (str(one.day), other.day, other.weekday) == ("2026-02-02", None, 1)


def test_a_month_later_is_another_occasion() -> None:
    """The Assembly meets again: its Monday in March is no Tuesday in February."""
    (now,), (later,) = occasions(_article(MONDAY)), occasions(_article(TUESDAY, "2026-03-04"))
    assert not conflict(now, later)
