"""What the grouping compares can be stored and read again, and corrections have keys."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from news.story import Features, split

FULL = Features(
    "courier.example/19", datetime(2031, 3, 4, 5, 6, tzinfo=UTC), "The Hill Courier", "en",
    (("miners", 2.5), ("blast", 1.25)), ("vsk", "tarn"), ("42",), ("7", "PK"),
    (("killed", 12.0),), (date(2031, 3, 3),), many=True, dated=False,
)  # fmt: skip


@pytest.mark.parametrize("features", [FULL, Features("a", datetime(2031, 1, 1, tzinfo=UTC))])
def test_features_survive_being_stored(features: Features) -> None:
    """What is read again equals what was stored, types included."""
    assert Features.from_bytes(features.to_bytes()) == features


def test_another_form_is_refused_with_the_way_out() -> None:
    """Features stored by another version are not taken for ours."""
    stored = FULL.to_bytes().replace(b"[1,", b"[9,", 1)
    with pytest.raises(ValueError, match="form 9, not 1: replay the stories"):
        Features.from_bytes(stored)


def test_what_is_split_off_has_a_key_of_its_own() -> None:
    """The article that began a story may leave it, and the story keeps its key."""
    assert split("a", ("a", "b"), ("c",)).into not in {"a", "b"}
