"""Back an archive up while it is written to, and put a backup in an archive's place.

    wirewatch-20310304T060000Z/        made by `wirewatch backup`
    schema-0001-20310304T060000Z/      made before a new version changed the tables
        archive.db  pages.db  config/*.toml  manifest.json

**Making.**  VACUUM INTO writes one settled state, whatever is written meanwhile (`cp`
of the same file was bad in 10 of 20 tries).  First archive.db, then pages.db: bytes are
stored before the row that names them, so every row of the earlier copy finds its bytes
in the later one, as long as nothing is let go in between (the caller sees to that).  All
is written into a folder `….part`, looked at, listed with its hashes, and only then named;
what a killed backup leaves is removed by the next.

**Restoring.**  The backup is compared with its manifest and copied beside the archive
(`restore.part`); from the moment that a file READY lies there the restore will be
completed, by this process or, if that dies, by whoever opens the archive next: each file
is moved aside and its successor moved in, and a second run of these moves goes on where
the first one ended.  At no instant does a file of one archive lie beside the journal
of another.

An archive that is damaged is backed up too, and the backup says so: as good a copy as
there is beats none.  Discarded: SQLite's page-wise copy (it begins anew at every
write of another process: under a busy daemon it never ends), hard links (they share the
damage), and one packed file (a folder can be looked into and copied by anything).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain, count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event

from archive.bodies import Bodies
from archive.database import ArchiveError, explained
from archive.files import hash_of, stamp, sync
from archive.schema import VERSION
from archive.verify import Progress, verify
from news.failpoint import failpoint

ARCHIVE, PAGES, MANIFEST = "archive.db", "pages.db", "manifest.json"
MANUAL, AUTOMATIC = "wirewatch-", "schema-"
_PART = ".part"
_INCOMING, _READY = "restore.part", "READY"
_SAMPLE = 200  # articles that are looked at in a new backup
# A database in use has a journal and an index of it beside it.
_BESIDE = ("-wal", "-shm", "-journal")
_COUNTED = ("articles", "revisions", "pages", "messages")


@dataclass(frozen=True)
class Written:
    """One file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Backup:
    """What a backup's manifest says.

    `waiting` counts messages that were still to be sent; `damages` what was wrong with the
    archive already.
    """

    folder: Path
    wirewatch: str
    schema: str
    made: datetime
    counts: Mapping[str, int]
    waiting: int
    damages: tuple[str, ...]
    files: Mapping[str, Written]

    @property
    def bytes(self) -> int:
        """How much room it takes."""
        return sum(file.bytes for file in self.files.values())


@dataclass(frozen=True)
class Wanted:
    """What is to be backed up, and under which name."""

    archive: Path
    pages: Path | None
    settings: Sequence[Path]
    into: Path
    prefix: str = MANUAL


def make(wanted: Wanted, now: datetime, progress: Progress = lambda *_: None) -> Backup:
    """Make a backup, verify it, and only then give it its name; `alone` in its folder."""
    for left in wanted.into.glob(f"*{_PART}"):
        shutil.rmtree(left)
    sources = [path for path in (wanted.archive, wanted.pages) if path is not None]
    _make_room_sure(wanted.into, sum(_size(path) for path in sources))
    final = _free_name(wanted.into / f"{wanted.prefix}{stamp(now)}")
    part = final.with_name(final.name + _PART)
    try:
        part.mkdir(mode=0o700)
        failpoint("backup-begun")
        for source in sources:
            _copy_database(source, part / source.name, progress)
        _copy_settings(wanted.settings, part / "config")
        _describe(part, now, progress)
        failpoint("backup-written")
        sync(part)
        part.rename(final)
        sync(wanted.into)
    except OSError as error:
        raise ArchiveError(f"the backup {final} cannot be made: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return _read_manifest(final)


def before_migration(archive: Path, schema: str, keep: int) -> None:
    """Back an archive up as it is before its tables change; `alone` in `automatic(archive)`.

    Without the pages: a migration does not touch them.
    """
    wanted = Wanted(archive, None, (), automatic(archive), f"{AUTOMATIC}{schema}-")
    try:
        make(wanted, datetime.now(UTC))
    except ArchiveError as error:
        raise ArchiveError(
            f"{archive} is of an older version, and is backed up before it is brought up to "
            f"date: {error} (`backups = 0` under [archive] does without)"
        ) from error
    _prune(wanted.into, keep)


def automatic(archive: Path) -> Path:
    """Return the folder of the backups that are made by themselves."""
    return archive.parent / "backups"


def _prune(into: Path, keep: int) -> None:
    """Remove the oldest automatic backups; the newest `keep` stay."""
    made = [path for path in into.glob(f"{AUTOMATIC}*") if not path.name.endswith(_PART)]
    # By their time, whichever version stands before it.
    for old in sorted(made, key=lambda path: path.name.split("-", 2)[2:])[:-keep]:
        shutil.rmtree(old)


def _free_name(path: Path) -> Path:
    """Return the path, with a number where another backup was made in the same second."""
    names = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(name for name in chain([path], names) if not name.exists())


def check(folder: Path, progress: Progress = lambda *_: None) -> Backup:
    """Return what a backup holds; ArchiveError if it is not as it was made."""
    backup = _read_manifest(folder)
    for number, (name, file) in enumerate(backup.files.items()):
        progress(f"comparing {name}", number, len(backup.files))
        path = folder / name
        if not path.is_file():
            raise ArchiveError(f"the backup {folder} is incomplete: {name} is missing")
        if _size(path) != file.bytes or hash_of(path) != file.sha256:
            raise ArchiveError(
                f"the backup {folder} is damaged: {name} is not as it was written; "
                "take an older one"
            )
    if backup.schema > VERSION:
        raise ArchiveError(
            f"the backup {folder} was made by a newer wirewatch "
            f"({backup.wirewatch}, schema {backup.schema}); install that version"
        )
    return backup


def restore(
    folder: Path, data: Path, now: datetime, progress: Progress = lambda *_: None
) -> tuple[Backup, Path]:
    """Put a backup in the place of the archive in `data`; return it, and where that went.

    Call it alone on the archive.  The folder of what was moved aside is missing where
    there was nothing.
    """
    backup = check(folder, progress)
    incoming = data / _INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    _make_room_sure(data, backup.bytes)
    incoming.mkdir(parents=True, mode=0o700)
    for number, name in enumerate(names := [n for n in (ARCHIVE, PAGES) if n in backup.files]):
        progress(f"copying {name}", number, len(names))
        shutil.copyfile(folder / name, incoming / name)
    _note_restored(incoming / ARCHIVE, backup, now)
    failpoint("restore-copied")
    for name in names:
        sync(incoming / name)
    aside = data / f"before-restore-{stamp(now)}"
    (incoming / _READY).write_text(aside.name)
    sync(incoming / _READY)
    sync(incoming)
    failpoint("restore-ready")
    complete_restore(data)
    return backup, aside


def restoring(data: Path) -> bool:
    """Say whether a restore was decided on and is not complete."""
    return (data / _INCOMING / _READY).exists()


def complete_restore(data: Path) -> None:
    """Make the moves of a restore that are left to be made; alone on the archive."""
    incoming = data / _INCOMING
    aside = data / (incoming / _READY).read_text()
    for name in (ARCHIVE, PAGES):
        if not (incoming / name).exists():
            continue
        # The journals first: without theirs, the new file must not meet the old one's.
        for old in (*(f"{name}{beside}" for beside in _BESIDE), name):
            if (data / old).exists():
                aside.mkdir(exist_ok=True)
                (data / old).rename(aside / old)
                failpoint("restore-moved")
        (incoming / name).rename(data / name)
        failpoint("restore-moved")
    sync(data)
    shutil.rmtree(incoming)


class Copy:
    """A database file that nobody writes, opened so that nothing of it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        address = f"file:{path.absolute().as_posix()}?mode=ro&immutable=1&uri=true"
        self._engine = create_engine(f"sqlite:///{address}")

        @event.listens_for(self._engine, "connect")
        def _connected(connection: sqlite3.Connection, _: object) -> None:
            connection.isolation_level = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one read."""
        with explained(self.path), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only one who makes backups in a folder; wait for another."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ArchiveError(f"the folder for backups cannot be used: {error}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_room_sure(folder: Path, wanted: int) -> None:
    """Say at once that a disk is too small, not after an hour."""
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    if free < wanted:
        raise ArchiveError(
            f"there is no room for this in {folder}: it takes {wanted / 1e6:,.0f} MB, "
            f"and {free / 1e6:,.0f} MB are free; make room, or name another disk"
        )


def _copy_database(source: Path, target: Path, progress: Progress) -> None:
    """Write one settled state of a database in use."""
    total = _size(source)
    with explained(source), contextlib.closing(sqlite3.connect(source, timeout=30)) as connection:
        connection.isolation_level = None

        def look() -> int:
            done = _size(target) if target.exists() else 0
            progress(f"copying {source.name}", min(done, total), total)
            return 0

        connection.set_progress_handler(look, 1_000_000)
        connection.execute("VACUUM INTO ?", (str(target),))
    sync(target)


def _copy_settings(files: Sequence[Path], folder: Path) -> None:
    """Copy the configuration as it is written, for the owner's eyes only."""
    if files:
        folder.mkdir(mode=0o700)
    for file in files:
        target = folder / file.name
        target.touch(mode=0o600)
        shutil.copyfile(file, target)
        sync(target)


def _describe(part: Path, now: datetime, progress: Progress) -> None:
    """Look at what was written, and write down what it is."""
    copy = Copy(part / ARCHIVE)
    pages = part / PAGES
    bodies = Bodies(pages, read_only=True) if pages.exists() else None
    try:
        counts, waiting, schema = _counts(copy, bodies)
        found = verify(copy, bodies, sample=_SAMPLE, progress=progress)
        damages = [*_integrity(copy), *(damage.says for damage in found.damages)]
    finally:
        copy.close()
        if bodies is not None:
            bodies.close()
    files = {
        str(path.relative_to(part)): Written(_size(path), hash_of(path))
        for path in sorted(part.rglob("*"))
        if path.is_file()
    }
    backup = Backup(
        part,
        version("wirewatch"),
        schema,
        now,
        counts,
        waiting,
        tuple(dict.fromkeys(damages)),
        files,
    )
    told = {**asdict(backup), "made": now.astimezone(UTC).isoformat()}
    del told["folder"]
    (part / MANIFEST).write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    sync(part / MANIFEST)


def _counts(copy: Copy, bodies: Bodies | None) -> tuple[dict[str, int], int, str]:
    """Count what a copy holds; that it can be counted and searched is half of the check."""
    with copy.read() as connection:

        def number(statement: str) -> int:
            return int(connection.exec_driver_sql(statement).scalar_one())

        counts = {table: number(f"SELECT count(*) FROM {table}") for table in _COUNTED}  # noqa: S608  our own names
        if bodies is not None:
            counts["bodies"] = bodies.count()
        number("SELECT count(*) FROM search WHERE search MATCH 'a'")
        waiting = number("SELECT count(*) FROM messages WHERE state = 'new'")
        schema = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    return counts, waiting, schema


def _integrity(copy: Copy) -> list[str]:
    with copy.read() as connection:
        rows = connection.exec_driver_sql("PRAGMA integrity_check(10)").all()
    return [f"{ARCHIVE}: {row[0]}" for row in rows if row[0] != "ok"]


def _read_manifest(folder: Path) -> Backup:
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {name: Written(**file) for name, file in told["files"].items()}
        made = datetime.fromisoformat(told["made"])
        damages = tuple(told["damages"])
        backup = Backup(
            folder, told["wirewatch"], told["schema"], made, told["counts"], told["waiting"],
            damages, files,
        )  # fmt: skip
    except OSError as error:
        raise ArchiveError(
            f"{folder} is no backup: {MANIFEST} cannot be read ({error.strerror})"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"the backup {folder} is damaged: {MANIFEST} says nonsense") from error
    if ARCHIVE not in files or any(Path(name).is_absolute() or ".." in name for name in files):
        raise ArchiveError(f"the backup {folder} is damaged: {MANIFEST} says nonsense")
    return backup


def _note_restored(archive: Path, backup: Backup, now: datetime) -> None:
    """Let the archive itself know from when it is."""
    notes = {"restored_at": now.isoformat(), "restored_from": backup.made.isoformat()}
    with explained(archive), contextlib.closing(sqlite3.connect(archive)) as connection, connection:
        connection.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", list(notes.items()))


def _size(path: Path) -> int:
    return path.stat().st_size
