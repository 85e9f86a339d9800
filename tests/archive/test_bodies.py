"""The bytes of pages: kept once, given back as they were, swept when nobody needs them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from archive.bodies import Bodies
from archive.database import ArchiveError


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
    assert bodies.stored_before(5) == [(1, digest)]
    assert bodies.put(b"<p>", 9) == digest
    assert bodies.stored_before(5) == []
    assert bodies.stored_before(10) == [(9, digest)]


def test_dropped_bytes_are_gone(bodies: Bodies) -> None:
    """Dropping takes those named and leaves the others."""
    one, two = bodies.put(b"1", 1), bodies.put(b"2", 1)
    bodies.drop({one})
    assert (bodies.get(one), bodies.get(two)) == (None, b"2")


def test_a_body_that_is_stored_again_is_not_dropped(bodies: Bodies) -> None:
    """Whoever dropped what was old at a look takes nothing that has come since."""
    one, two = bodies.put(b"1", 1), bodies.put(b"2", 1)
    bodies.put(b"2", 7)
    bodies.drop([one, two], stored_before=5)
    assert (bodies.get(one), bodies.get(two)) == (None, b"2")


def test_bytes_that_were_changed_are_not_given_out(bodies: Bodies) -> None:
    """Bytes that are no longer those of their hash count as gone: they are fetched again."""
    one, two = bodies.put(b"one" * 99, 1), bodies.put(b"two", 1)
    with sqlite3.connect(bodies.path) as other:
        other.execute("UPDATE bodies SET body = (SELECT body FROM bodies WHERE sha256 = ?)", (two,))
    other.close()
    assert (bodies.sound(one), bodies.sound(two)) == (False, True)
    assert (bodies.get(one), bodies.get(two)) == (None, b"two")
    assert bodies.which([one, two]) == {two}


def test_room_goes_back_to_the_disk(bodies: Bodies) -> None:
    """The file shrinks, some pages at a time, when what it held is dropped."""
    digests = [bodies.put(os.urandom(50_000), n) for n in range(40)]
    bodies.drop(digests)
    given = 0
    while count := bodies.hand_back(100):
        assert count <= 100
        given += count
    assert given > 40 * 50_000 / 4096
    assert bodies.count() == 0


def test_the_room_is_that_of_what_is_kept(bodies: Bodies) -> None:
    """It grows with the bytes that are stored, and room inside the file does not count."""
    empty = bodies.room()
    digests = [bodies.put(os.urandom(50_000), n) for n in range(20)]
    full = bodies.room()
    assert 20 * 50_000 < full - empty < 20 * 55_000
    bodies.drop(digests[:10])
    assert bodies.room() - empty < 0.6 * (full - empty)


def test_a_file_of_the_first_version_is_compacted(tmp_path: Path) -> None:
    """One that was made without the setting gives nothing back until it is written anew."""
    plain = sqlite3.connect(tmp_path / "old.db")
    plain.execute(
        "CREATE TABLE bodies (sha256 TEXT PRIMARY KEY, body BLOB NOT NULL, "
        "size INTEGER NOT NULL, stored_at INTEGER NOT NULL)"
    )
    plain.close()
    bodies = Bodies(tmp_path / "old.db")
    kept = bodies.put(b"kept", 1)
    bodies.drop([bodies.put(os.urandom(50_000), n) for n in range(20)])
    assert bodies.hand_back(100) == 0
    bodies.compact()
    bodies.drop([bodies.put(os.urandom(50_000), n) for n in range(20)])
    assert bodies.hand_back(100) == 100
    assert bodies.get(kept) == b"kept"
    bodies.close()


def test_a_file_opened_for_reading_is_left_as_it_is(bodies: Bodies) -> None:
    """A backup can be looked at where nothing may be written."""
    digest = bodies.put(b"<p>", 1)
    looked = Bodies(bodies.path, read_only=True)
    assert (looked.get(digest), looked.count(), looked.after("", 9)) == (b"<p>", 1, [digest])
    assert looked.get("0" * 64) is None
    with pytest.raises(ArchiveError, match="must be writable"):
        looked.put(b"x", 1)
    looked.close()
