"""Open the archive: connections, transactions, migrations.

One Database, two ways to open it: a path is a SQLite file (`archive.sqlite`), a URL a
PostgreSQL database (`archive.postgres`, loaded only then: 8 MB).  On both, a write is alone
and short, and a read sees one settled state; whoever has a Database need not know which
it is.  Only full-text search asks (`archive.search`).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, make_url, select, text
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError

from archive import sqlite
from archive.schema import VERSION, notes
from news.errors import WirewatchError
from news.failpoint import failpoint

# A database that is opened takes as much beside it.
_LITTLE = 100_000

Where = Path | str  # a file, or a PostgreSQL URL

# The note of a copy that is not finished (`archive.transfer`).
COPYING = "copying"


class ArchiveError(WirewatchError):
    """The archive cannot be opened or used; the text says what to do."""


class FullError(ArchiveError):
    """There is no room on the archive's disk."""


class RefusedError(WirewatchError):
    """The archive refused what was to be written: a fault of ours, not of the disk."""


@contextmanager
def explained(where: Where) -> Iterator[None]:
    """Turn what a database says into an ArchiveError without the statement and its texts."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        said, advice = _said(where, cause)
        ours = isinstance(error, IntegrityError | DataError | ProgrammingError)
        if ours and not said.startswith(("permission denied", "must be owner")):
            raise RefusedError(f"{_name(where, short=True)} refused it: {said}") from error
        way_out = f"; {advice}" if advice else ""
        kind = FullError if _is_full(where, said) else ArchiveError
        raise kind(f"{_name(where)} cannot be used: {said}{way_out}") from error


def _is_full(where: Where, said: str) -> bool:
    """Say whether the disk is full; SQLite calls it an I/O error when it opens a file."""
    if not isinstance(where, Path):
        return False
    if "full" in said:
        return True
    unwell = "disk I/O error" in said or "unable to open" in said
    return unwell and where.parent.is_dir() and shutil.disk_usage(where.parent).free < _LITTLE


def _said(where: Where, cause: BaseException | None) -> tuple[str, str]:
    """Return what the database says, and what to do about it."""
    if isinstance(where, Path):
        said, known = str(cause), sqlite.ADVICE
    else:
        from archive import postgres

        said, known = postgres.said(cause), postgres.ADVICE
    return said, next((advice for sign, advice in known.items() if sign in said), "")


def _name(where: Where, *, short: bool = False) -> str:
    """Name a file or a database for a message, without any password."""
    if isinstance(where, Path):
        return where.name if short else str(where)
    parts = make_url(where)
    machine = parts.host or parts.query.get("host") or "this machine"
    return f"the PostgreSQL database {parts.database} at {machine}"


class Database:
    """The archive's database: `write()` and `read()` are the only ways in."""

    def __init__(self, where: Where) -> None:
        self.where = where
        if isinstance(where, Path):
            self._roles = None
            self._writer, self._reader = sqlite.writer(where), sqlite.reader(where)
        else:
            from archive import postgres

            self._roles = postgres.Roles()
            self._writer = postgres.writer(where, self._roles)
            self._reader = postgres.reader(where)

    @classmethod
    def open(cls, where: Where, *, backups: int = 3, copying: bool = False) -> Database:
        """Open the archive at `where`, making it or bringing it up to date.

        Before its tables change a file is backed up; the newest `backups` of those are kept, 0
        makes none.  Only who copies may open a copy that is not finished.
        """
        if isinstance(where, Path):
            make_folder(where.parent)
        database = cls(where)
        try:
            with explained(where):
                database.migrate(backups)
                if not copying:
                    database._refuse_half_a_copy()
        except ArchiveError:
            database.close()
            raise
        return database

    def another(self) -> Database:
        """Open the same database once more, with connections of its own."""
        return Database(self.where)

    @property
    def path(self) -> Path:
        """The file of an archive that is one; ArchiveError if it is not."""
        if isinstance(self.where, Path):
            return self.where
        raise ArchiveError(f"{self.name} is no file")

    @property
    def name(self) -> str:
        """What to call it in a message; it holds no password."""
        return _name(self.where)

    def made(self) -> bool:
        """Say whether the archive has its tables: they come all at once."""
        with self.read() as connection:
            return inspect(connection).has_table("alembic_version")

    def migrate(self, backups: int = 0) -> None:
        """Apply the migrations that are missing; refuse an archive from the future."""
        current = self._version()
        if current == VERSION:
            return
        from archive import backup, migrate

        if current and current not in migrate.known_versions():
            raise ArchiveError(
                f"the archive {self.name} was written by a newer wirewatch "
                f"(schema {current}); install that version"
            )
        if not current or not backups or not isinstance(self.where, Path):
            self._upgrade()
            return
        with backup.alone(backup.automatic(self.path)):
            # Another process may have done it while we waited.
            if self._version() == current:
                backup.before_migration(self.path, current, backups)
                self._upgrade()

    def _upgrade(self) -> None:
        """Apply the missing migrations, all of them or none."""
        from archive import migrate

        with explained(self.where), _migrating(self.where) as connection:
            migrate.upgrade(connection)
            if connection.dialect.name == "sqlite" and _dangling(connection):
                raise ArchiveError(f"{self.name} has rows that refer to nothing; restore a backup")
            failpoint("migrated")

    def _refuse_half_a_copy(self) -> None:
        """Raise ArchiveError if this is a copy that was cut off."""
        with self.read() as connection:
            if connection.scalar(select(notes.c.key).where(notes.c.key == COPYING)):
                raise ArchiveError(
                    f"{self.name} is an unfinished copy; run `wirewatch copy-archive` again"
                )

    def schema(self) -> str | None:
        """Return the version of the tables, only looking; None where there are none."""
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))

    def _version(self) -> str | None:
        """Return the version of the tables, None where there are none yet."""
        with self.write() as connection:
            if connection.dialect.name == "postgresql":
                from archive import postgres

                reason = postgres.unsuited(connection)
                if reason:
                    raise ArchiveError(f"{self.name} cannot hold an archive: {reason}")
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return None if found is None else str(found)

    @contextmanager
    def hold(self, roles: Sequence[str]) -> Iterator[None]:
        """Play these roles alone, on whichever machine; LockedError if another does.

        A SQLite file is used on one machine, where the locks beside it (`wirewatch.locks`)
        say the same.
        """
        if self._roles is None:
            yield
            return
        with explained(self.where), self._roles.hold(self._writer, roles):
            yield

    def holder(self, role: str) -> tuple[int | None, str] | None:
        """Return the pid and the machine of who plays a role, by the database's locks."""
        if isinstance(self.where, Path):
            return None
        from archive import postgres

        with explained(self.where):
            return postgres.holder(self._reader, role)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one transaction that may write; it commits unless an error leaves it."""
        with explained(self.where), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one read of a settled state."""
        with explained(self.where), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()


def make_folder(folder: Path) -> None:
    """Make the archive's folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"the archive's folder cannot be made: {error}; [archive] data names it"
        ) from error


@contextmanager
def _migrating(where: Where) -> Iterator[Connection]:
    """Open the one transaction of a migration.

    SQLite changes a table by making it anew, which it takes for the loss of all rows that
    others refer to; so references are checked once, at the end.
    """
    if isinstance(where, Path):
        engine = sqlite.writer(where, references=False)
    else:
        from archive import postgres

        engine = postgres.writer(where)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _dangling(connection: Connection) -> bool:
    return connection.execute(text("PRAGMA foreign_key_check")).first() is not None


def compact(path: Path) -> None:
    """Write a SQLite file anew, without free room; alone on it."""
    with explained(path), closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("VACUUM")
