"""The raw bytes of pages: content-addressed, compressed, in a file of their own.

A body is stored before the row that refers to it, so a crash between the two leaves
an orphan, never a row without bytes; `archive.keep` removes orphans.  Two pages with the
same bytes share one body.  Everything else about a page is in the archive, so this
file can become object storage without anyone noticing.  What is removed gives its room
back to the disk, a few pages of the file at a time.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import zstandard

from archive.database import ArchiveError, explained

_TABLE = """CREATE TABLE IF NOT EXISTS bodies (
    sha256 TEXT PRIMARY KEY, body BLOB NOT NULL, size INTEGER NOT NULL, stored_at INTEGER NOT NULL
)"""
# A body's time lies behind its bytes: without an index, to look for old ones reads them all.
_INDEX = "CREATE INDEX IF NOT EXISTS ix_bodies_stored ON bodies (stored_at, sha256)"
_MAX_SIZE = 64 * 1024 * 1024


class Bodies:
    """Put and get bodies by the SHA-256 of their bytes.

    Used by one thread at a time; every call is its own transaction.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        with explained(path):
            self._connection = sqlite3.connect(
                address, uri=True, timeout=30, isolation_level=None, check_same_thread=False
            )
        self.path, self._read_only = path, read_only
        try:
            if not read_only:
                self._set_up()
        except ArchiveError:
            self._connection.close()
            raise
        # Level 6 takes three times as long and saves 7 %: docs/decisions/0021.
        self._squeeze = zstandard.ZstdCompressor(level=3)
        self._expand = zstandard.ZstdDecompressor()

    def _set_up(self) -> None:
        with explained(self.path):
            # Only a file without tables takes this; an older one needs `clean --compact`.
            self._connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(_TABLE)
            self._connection.execute(_INDEX)

    def put(self, body: bytes, now: int) -> str:
        """Store bytes, once, and return their SHA-256; `now` in microseconds."""
        digest = hashlib.sha256(body).hexdigest()
        with explained(self.path):
            self._connection.execute(
                "INSERT INTO bodies VALUES (?, ?, ?, ?) "
                "ON CONFLICT (sha256) DO UPDATE SET stored_at = excluded.stored_at",
                (digest, self._squeeze.compress(body), len(body), now),
            )
        return digest

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes, or None where they are gone; damaged ones are dropped."""
        body = self.peek(sha256)
        if body is None and not self._read_only:
            self.drop([sha256])  # else the same bytes, fetched again, would not replace them
        return body

    def sound(self, sha256: str) -> bool:
        """Say whether the bytes are those that their hash names."""
        try:
            return self.peek(sha256) is not None
        except ArchiveError:
            return False

    def peek(self, sha256: str) -> bytes | None:
        """Return the bytes, or None where they are gone or damaged; nothing is changed."""
        row = self._one("SELECT body FROM bodies WHERE sha256 = ?", sha256)
        try:
            body = None if row is None else self._expand.decompress(row[0], _MAX_SIZE)
        except (zstandard.ZstdError, TypeError):
            return None
        return body if body is not None and hashlib.sha256(body).hexdigest() == sha256 else None

    def count(self) -> int:
        """Return how many bodies there are."""
        return int(self._one("SELECT count(*) FROM bodies")[0])

    def after(self, sha256: str, limit: int) -> list[str]:
        """Return the next hashes in their own order: all of them, some at a time."""
        return self._column(
            "SELECT sha256 FROM bodies WHERE sha256 > ? ORDER BY sha256 LIMIT ?", sha256, limit
        )

    def which(self, hashes: Sequence[str]) -> set[str]:
        """Return which of these bodies are here."""
        marks = ",".join("?" * len(hashes))
        return set(self._column(f"SELECT sha256 FROM bodies WHERE sha256 IN ({marks})", *hashes))  # noqa: S608  only marks

    def stored_before(
        self, then: int, after: tuple[int, str] = (0, ""), limit: int = 500
    ) -> list[tuple[int, str]]:
        """Return when bodies were stored and their hashes, the oldest first, from `after` on.

        Only those stored before `then` (microseconds).
        """
        with explained(self.path):
            return self._connection.execute(
                "SELECT stored_at, sha256 FROM bodies "
                "WHERE stored_at < ? AND (stored_at, sha256) > (?, ?) "
                "ORDER BY stored_at, sha256 LIMIT ?",
                (then, *after, limit),
            ).fetchall()

    def drop(self, hashes: Collection[str], stored_before: int | None = None) -> None:
        """Remove bodies; with a time only those that nobody has stored again since."""
        then = 2**63 - 1 if stored_before is None else stored_before
        with explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                self._connection.executemany(
                    "DELETE FROM bodies WHERE sha256 = ? AND stored_at < ?",
                    [(sha256, then) for sha256 in hashes],
                )

    def size_of(self, hashes: Sequence[str]) -> int:
        """Return how many bytes of the file these bodies take."""
        marks = ",".join("?" * len(hashes))
        wanted = f"SELECT coalesce(sum(length(body)), 0) FROM bodies WHERE sha256 IN ({marks})"  # noqa: S608  only marks
        return int(self._one(wanted, *hashes)[0])

    def room(self) -> int:
        """Return how many bytes of the disk all bodies take, with what the file needs itself.

        Free room inside the file does not count.  It asks the file's head alone: to add up the
        bodies would read an archive of years from end to end.
        """
        pages, free, size = (
            int(self._one(f"PRAGMA {name}")[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def hand_back(self, pages: int) -> int:
        """Give room that is free inside the file back to the disk; return the pages given.

        A file of the first version cannot: it needs `compact`.
        """
        before = int(self._one("PRAGMA page_count")[0])
        with explained(self.path):
            # Not `execute`, which takes the first step only: one page.
            self._connection.executescript(f"PRAGMA incremental_vacuum({pages:d})")
        return before - int(self._one("PRAGMA page_count")[0])

    def compact(self) -> None:
        """Write the file anew, without free room; nobody else may use it meanwhile."""
        with explained(self.path):
            self._connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            self._connection.execute("VACUUM")

    def integrity(self) -> list[str]:
        """Return what SQLite finds wrong with the file itself."""
        try:
            return [said for said in self._column("PRAGMA integrity_check(100)") if said != "ok"]
        except ArchiveError as error:
            return [str(error)]

    def _one(self, statement: str, *values: object) -> Any:
        with explained(self.path):
            return self._connection.execute(statement, values).fetchone()

    def _column(self, statement: str, *values: object) -> list[str]:
        with explained(self.path):
            return [row[0] for row in self._connection.execute(statement, values)]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
