"""Which of a source's troubles are told, and which go without saying."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from news.health import Lasting, Trouble, to_tell

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def lasting(words: str) -> list[Lasting]:
    """Read "thin@3 silent": thin was told three hours ago, silent was not."""
    made = []
    for word in words.split():
        name, _, hours = word.partition("@")
        told = NOW - timedelta(hours=int(hours)) if hours else None
        made.append(Lasting(Trouble(name), told))
    return made


@pytest.mark.parametrize(
    ("known", "begun", "told"),
    [
        ("", "failing", "failing"),
        ("", "html empty thin", "html empty thin"),  # at once: in one notice
        ("html@3", "silent", ""),  # soon after, and no worse
        ("html@3", "empty thin", ""),
        ("thin@3", "silent", "silent"),  # soon after, and worse
        ("thin@3", "empty", ""),
        ("thin@48", "empty", "empty"),  # days later it is something new
        ("html@48", "silent", "silent"),
        ("html@3 silent", "", ""),  # while the first lasts, it needs no words
        ("html@300 silent", "", ""),
        ("silent", "", "silent"),  # the first is over, this is not
        ("thin@300 silent empty", "", "silent"),
        ("silent", "empty", "silent empty"),
    ],
)
def test_what_is_told(known: str, begun: str, told: str) -> None:
    found = to_tell(lasting(known), {Trouble(word) for word in begun.split()}, NOW)
    assert found == {Trouble(word) for word in told.split()}
