"""A new version changes the tables: a backup first, all or nothing, and no row is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from archive import backup, search
from archive.database import ArchiveError, Database
from archive.schema import VERSION
from archive.verify import verify
from tests.archive.first import old_archive, rows

OPEN = """
import sys
from pathlib import Path
from archive.database import Database
Database.open(Path(sys.argv[1])).close()
"""


def version(path: Path) -> str:
    connection = sqlite3.connect(path)
    (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return str(found)


def backups(folder: Path) -> list[str]:
    """Return the folders of backups, without the times in their names."""
    return sorted(path.name[:12] for path in (folder / "backups").glob("*"))


def test_no_row_is_lost(tmp_path: Path) -> None:
    """Everything that the first version kept is there after the change, and is whole."""
    path = tmp_path / "archive.db"
    old_archive(path, articles=40)
    before = rows(path)
    assert len(before["search"]) == 40
    database = Database.open(path)
    assert verify(database, None).damages == ()
    database.close()
    assert (version(path), rows(path)) == (VERSION, before)


def test_the_index_merges_a_little_with_each_text(tmp_path: Path) -> None:
    """An old archive's index and a new one's alike: else some writes would merge for all others."""
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    old_archive(tmp_path / "old" / "archive.db", articles=3)
    for name in ("old", "new"):
        database = Database.open(tmp_path / name / "archive.db")
        for number in range(1_000, 1_100):
            with database.write() as connection:
                search.index(connection, number, "Ferry overdue", f"the {number}th text of them")
        with database.read() as connection:
            told = connection.exec_driver_sql("SELECT k, v FROM search_config").all()
            pieces = connection.exec_driver_sql("SELECT count(DISTINCT segid) FROM search_idx")
            assert {("automerge", 0), ("usermerge", 8)} <= {tuple(row) for row in told}
            assert pieces.scalar_one() <= 16
        database.close()


def test_an_older_archive_is_backed_up_first(tmp_path: Path) -> None:
    """The backup is the archive as it was, says from which version, and can be restored."""
    path = tmp_path / "archive.db"
    old_archive(path, articles=3)
    before = rows(path)
    Database.open(path).close()
    assert backups(tmp_path) == ["schema-0001-"]
    (folder,) = (tmp_path / "backups").glob("*")
    assert backup.check(folder).schema == "0001"
    assert (version(folder / "archive.db"), rows(folder / "archive.db")) == ("0001", before)
    # Opened once more there is nothing to do.
    Database.open(path).close()
    assert len(backups(tmp_path)) == 1


@pytest.mark.parametrize(("keep", "left"), [(0, 0), (1, 1), (3, 3)])
def test_the_newest_backups_are_kept(tmp_path: Path, keep: int, left: int) -> None:
    """`backups` counts those made by themselves; those made by hand stay."""
    path = tmp_path / "archive.db"
    folder = tmp_path / "backups"
    for name in ("schema-0000-20200101T000000Z", "schema-0001-20210101T000000Z",
                 "schema-0001-20220101T000000Z", "wirewatch-20200101T000000Z"):  # fmt: skip
        (folder / name).mkdir(parents=True)
    old_archive(path, articles=1)
    Database.open(path, backups=keep).close()
    made = sorted(path.name for path in folder.glob("schema-*"))
    assert len(made) == (left or 3)
    assert (made[-1][12:16] >= "2026") is bool(keep)
    assert (folder / "wirewatch-20200101T000000Z").exists()


def test_without_room_for_the_backup_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that cannot hold the backup stops the change, and the message says what to do."""
    path = tmp_path / "archive.db"
    old_archive(path, articles=3)
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1000))
    with pytest.raises(ArchiveError, match=r"no room .* MB are free; make room.*`backups = 0`"):
        Database.open(path)
    assert version(path) == "0001"
    Database.open(path, backups=0).close()
    assert version(path) == VERSION


def killed_at(point: str, path: Path) -> bool:
    """Open an archive in a process that dies at a point; say whether it came to it."""
    environ = {**os.environ, "WIREWATCH_FAIL_POINT": point}
    words = [sys.executable, "-c", OPEN, str(path)]
    return subprocess.run(words, env=environ, check=False).returncode == -9


@pytest.mark.parametrize(
    "point",
    ["backup-begun", "backup-written", "migrated"]
    + [f"migration-step:{number}" for number in range(1, 200, 20)],
)
def test_killed_anywhere_it_is_the_old_archive_or_the_new(tmp_path: Path, point: str) -> None:
    """Whatever instant the process dies at: no row is lost, and the next start completes it."""
    path = tmp_path / "archive.db"
    old_archive(path, articles=5)
    before = rows(path)
    assert killed_at(point, path), f"{point} was never reached"
    assert (version(path), rows(path)) == ("0001", before)
    Database.open(path).close()
    assert (version(path), rows(path)) == (VERSION, before)
    # What the killed one left is gone; what it finished is a backup.
    assert set(backups(tmp_path)) == {"schema-0001-"}
    assert not list((tmp_path / "backups").glob("*.part"))


def test_the_kills_reach_the_last_statement(tmp_path: Path) -> None:
    """The steps above are spread over all of the migration: behind 225 there is none."""
    path = tmp_path / "archive.db"
    old_archive(path, articles=1)
    assert not killed_at("migration-step:225", path)
    assert version(path) == VERSION
