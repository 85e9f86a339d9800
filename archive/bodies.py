"""The raw bytes of pages: content-addressed, compressed, in a file of their own.

A body is stored before the row that refers to it, so a crash between the two leaves
an orphan, never a row without bytes; `sweep` removes orphans.  Two pages with the
same bytes share one body.  Everything else about a page is in the archive, so this
file can become object storage without anyone noticing.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from pathlib import Path

import zstandard

from archive.database import ArchiveError, explained

_TABLE = """CREATE TABLE IF NOT EXISTS bodies (
    sha256 TEXT PRIMARY KEY, body BLOB NOT NULL, size INTEGER NOT NULL, stored_at INTEGER NOT NULL
)"""
_MAX_SIZE = 64 * 1024 * 1024


class Bodies:
    """Put and get bodies by the SHA-256 of their bytes.

    Used by one thread at a time; every call is its own transaction.
    """

    def __init__(self, path: Path) -> None:
        with explained(path):
            self._connection = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
        self._path = path
        try:
            with explained(path):
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                self._connection.execute(_TABLE)
        except ArchiveError:
            self._connection.close()
            raise
        # Level 6 takes four times as long and saves a twentieth (`dev.py bench chain`'s pages).
        self._squeeze = zstandard.ZstdCompressor(level=3)
        self._expand = zstandard.ZstdDecompressor()

    def put(self, body: bytes, now: int) -> str:
        """Store bytes, once, and return their SHA-256; `now` in microseconds."""
        digest = hashlib.sha256(body).hexdigest()
        with explained(self._path):
            self._connection.execute(
                "INSERT INTO bodies VALUES (?, ?, ?, ?) "
                "ON CONFLICT (sha256) DO UPDATE SET stored_at = excluded.stored_at",
                (digest, self._squeeze.compress(body), len(body), now),
            )
        return digest

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes, or None where they are gone; damaged ones are dropped."""
        with explained(self._path):
            row = self._connection.execute(
                "SELECT body FROM bodies WHERE sha256 = ?", (sha256,)
            ).fetchone()
        if row is None:
            return None
        try:
            return self._expand.decompress(row[0], _MAX_SIZE)
        except zstandard.ZstdError:
            self.drop([sha256])  # else the same bytes, fetched again, would not replace them
            return None

    def stored_before(self, then: int) -> list[str]:
        """Return the hashes of bodies stored before `then` (microseconds)."""
        with explained(self._path):
            rows = self._connection.execute(
                "SELECT sha256 FROM bodies WHERE stored_at < ?", (then,)
            ).fetchall()
        return [row[0] for row in rows]

    def drop(self, hashes: Collection[str]) -> None:
        """Remove bodies that no page refers to."""
        with explained(self._path):
            self._connection.executemany(
                "DELETE FROM bodies WHERE sha256 = ?", [(h,) for h in hashes]
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
