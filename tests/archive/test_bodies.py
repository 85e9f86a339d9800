"""The bytes of pages: kept once, given back as they were, swept when nobody needs them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from archive.bodies import Bodies


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    opened = Bodies(tmp_path / "pages.db")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "body",
    [b"", b"<p>x", bytes(range(256)) * 50, "سیلاب".encode(), b"\0" * 1_000_000],
    ids=len,
)
def test_bytes_come_back_as_they_were(bodies: Bodies, body: bytes) -> None:
    digest = bodies.put(body, 1)
    assert digest == sha256(body).hexdigest()
    assert bodies.get(digest) == body


def test_what_is_gone_is_none(bodies: Bodies) -> None:
    """A hash that nobody stored gives nothing, not an error."""
    assert bodies.get("0" * 64) is None


def test_the_same_bytes_are_kept_once_and_stay_young(bodies: Bodies) -> None:
    """Stored again a body counts from then: a sweep does not take it from its new page."""
    digest = bodies.put(b"<p>", 1)
    assert bodies.stored_before(5) == [digest]
    assert bodies.put(b"<p>", 9) == digest
    assert bodies.stored_before(5) == []
    assert bodies.stored_before(10) == [digest]


def test_dropped_bytes_are_gone(bodies: Bodies) -> None:
    """Dropping takes those named and leaves the others."""
    one, two = bodies.put(b"1", 1), bodies.put(b"2", 1)
    bodies.drop({one})
    assert (bodies.get(one), bodies.get(two)) == (None, b"2")
