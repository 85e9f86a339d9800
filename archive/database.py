"""Open the archive: connections, transactions, migrations.

Every write is one short BEGIN IMMEDIATE.  Deferred writers fail under contention (450 of
600 did when measured, immediate ones 0), because SQLite cannot upgrade a read
lock that another writer has overtaken.  Readers use their own engine on read-only
connections: WAL lets them see a settled state while a write goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.pool import QueuePool

from archive.schema import VERSION
from news.errors import WirewatchError

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    # A power cut may lose the last commits but never harms the file.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_size_limit = 67108864",
)

# What SQLite says, and what to do about it.
_ADVICE = {
    "full": "make room on its disk; nothing is lost, and work goes on by itself",
    "disk I/O error": "its disk is full or failing; make room or look into the system's log",
    "not a database": "move that file away, or name another folder under [archive]",
    "malformed": "the file is damaged; restore a backup, or move it away to begin anew",
    "unable to open": "its folder must be there and be writable",
    "readonly": "the file and its folder must be writable",
    "locked": "another program holds it; close that",
}


class ArchiveError(WirewatchError):
    """The archive cannot be opened or used; the text says what to do."""


class RefusedError(WirewatchError):
    """The archive refused what was to be written: a fault of ours, not of the disk."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what a database says into an ArchiveError without the statement and its texts."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError) as error:
        raise RefusedError(f"{path.name} refused it: {error.orig}") from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        said = str(error.orig if isinstance(error, DatabaseError) else error)
        advice = next((advice for sign, advice in _ADVICE.items() if sign in said), "")
        text = f"{path} cannot be used: {said}" + (f"; {advice}" if advice else "")
        raise ArchiveError(text) from error


class Database:
    """The archive's database: `write()` and `read()` are the only ways in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = _engine(path, "BEGIN IMMEDIATE", pool=1)
        self._reader = _engine(path, "BEGIN", pool=4, read_only=True)

    @classmethod
    def open(cls, path: Path) -> Database:
        """Open the archive at `path`, making it or bringing it up to date."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(
                f"the archive's folder cannot be made: {error}; [archive] data names it"
            ) from error
        database = cls(path)
        try:
            with explained(path):
                database.migrate()
        except ArchiveError:
            database.close()
            raise
        return database

    def another(self) -> Database:
        """Open the same database once more, with connections of its own."""
        return Database(self.path)

    def made(self) -> bool:
        """Say whether the archive has its tables: they come all at once."""
        with self.read() as connection:
            return inspect(connection).has_table("alembic_version")

    def migrate(self) -> None:
        """Apply the migrations that are missing; refuse an archive from the future."""
        current = self._version()
        if current == VERSION:
            return
        from archive import migrate  # noqa: PLC0415  heavy, and hardly ever needed

        if current and current not in migrate.known_versions():
            raise ArchiveError(
                f"the archive {self.path} was written by a newer wirewatch "
                f"(schema {current}); install that version"
            )
        with explained(self.path), _migrating(self.path) as connection:
            migrate.upgrade(connection)
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise ArchiveError(f"{self.path} has rows that refer to nothing; restore a backup")

    def _version(self) -> str | None:
        """Return the version of the tables, None where there are none yet."""
        with self.write() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return None if found is None else str(found)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one transaction that may write; it commits unless an error leaves it."""
        with explained(self.path), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one read of a settled state."""
        with explained(self.path), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()


@contextmanager
def _migrating(path: Path) -> Iterator[Connection]:
    """Open the one transaction of a migration.

    SQLite changes a table by making it anew, which it takes for the loss of all rows that
    others refer to; so references are checked once, at the end.
    """
    engine = _engine(path, "BEGIN IMMEDIATE", pool=1, references=False)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


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
