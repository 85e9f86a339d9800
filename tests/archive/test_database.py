"""The file itself: migrations, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from archive.bodies import Bodies
from archive.browse import Browse, Query
from archive.database import ArchiveError, Database
from archive.migrate import known_versions
from archive.schema import VERSION, metadata
from tests.build import archive_with, article
from tests.contract.databases import archive_on

Opener = Callable[[Path], object]


def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out the search index: its tables are the database's own."""
    return not (kind == "table" and name is not None and name.startswith("search"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_make_what_the_schema_says(kind: str, tmp_path: Path) -> None:
    """A fresh archive has exactly the tables, columns and indexes of the schema."""
    with archive_on(kind, tmp_path) as database, database.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        assert compare_metadata(context, metadata) == []


def test_the_schema_names_its_newest_migration() -> None:
    """`VERSION` decides whether Alembic is loaded at all, so it must be the newest step."""
    assert known_versions()[0] == VERSION


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    """An archive that is up to date is opened as it is, also beside an open one."""
    built = archive_with(tmp_path, article("Ferry late"))
    path = tmp_path / "archive.db"
    with built.database.read() as connection:
        before = connection.scalar(text("PRAGMA schema_version"))
    again = Database.open(path)
    assert Browse(again).totals().articles == 1
    with again.read() as connection:
        assert connection.scalar(text("PRAGMA schema_version")) == before
    again.close()
    built.database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_archive_from_the_future_is_refused(kind: str, tmp_path: Path) -> None:
    """A schema that we do not know is left alone, and the message says what to install."""
    with archive_on(kind, tmp_path) as database:
        with database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(ArchiveError, match=r"newer wirewatch \(schema 9999\); install"):
            Database.open(database.where)
        with database.write() as connection:
            now = text("UPDATE alembic_version SET version_num = :version")
            connection.execute(now, {"version": VERSION})


@pytest.mark.parametrize("opener", [Database.open, Bodies])
@pytest.mark.parametrize(
    "content", [b"no database at all " * 500, b"<!doctype html>" * 99, bytes(5000), b"\xff" * 4096]
)
def test_a_file_of_something_else_is_refused(
    tmp_path: Path, opener: Opener, content: bytes
) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"archive\.db cannot be used: .*; move that file away"):
        opener(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [0.02, 0.2, 0.5, 0.9])
def test_a_cut_archive_is_never_a_traceback(tmp_path: Path, kept: float) -> None:
    """However much of the file is left, what fails is an error that says what to do."""
    built = archive_with(tmp_path, *[article(f"Report {n}", text="words " * 400) for n in range(9)])
    built.database.close()
    path = tmp_path / "archive.db"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(ArchiveError, match=r"restore a backup|move that file away"):
        look(path)


def look(path: Path) -> None:
    """Open an archive and read all of it."""
    database = Database.open(path)
    try:
        browse = Browse(database)
        browse.listing(Query(limit=100))
        with database.read() as connection:
            for table in metadata.sorted_tables:
                connection.execute(table.select()).all()
            connection.execute(text("SELECT count(*) FROM search_docsize, search_data")).all()
    finally:
        database.close()


@pytest.mark.parametrize("opener", [Database.open, Bodies])
def test_a_folder_in_the_files_place(tmp_path: Path, opener: Opener) -> None:
    (tmp_path / "archive.db").mkdir()
    with pytest.raises(ArchiveError, match="its folder must be there and be writable"):
        opener(tmp_path / "archive.db")


def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    """The archive's folder cannot be made where a file stands."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ArchiveError, match="folder cannot be made"):
        Database.open(tmp_path / "data" / "archive.db")


def test_an_error_shows_no_statement_and_no_text(tmp_path: Path) -> None:
    """What a database says may stand in a log: never the article that it was given."""
    database = Database.open(tmp_path / "archive.db")
    with pytest.raises(ArchiveError) as caught, database.write() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:a)"), {"a": "secret words"})
    assert "secret words" not in str(caught.value)
    assert "INSERT" not in str(caught.value)
    database.close()


def write_then_fail(database: Database, row: dict[str, str]) -> None:
    """Write a row and then what the database refuses."""
    with database.write() as connection:
        connection.execute(metadata.tables["notes"].insert().values(row))
        connection.execute(text("SELECT * FROM nowhere"))


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    """A transaction that an error leaves is undone as a whole."""
    database = Database.open(tmp_path / "archive.db")
    row = {"key": "a", "value": "b"}
    with pytest.raises(ArchiveError):
        write_then_fail(database, row)
    with database.read() as connection:
        assert connection.execute(metadata.tables["notes"].select()).all() == []
    database.close()


def test_readers_cannot_write(tmp_path: Path) -> None:
    """The connections that pages are read through refuse to write."""
    database = Database.open(tmp_path / "archive.db")
    with pytest.raises(ArchiveError, match="must be writable"), database.read() as connection:
        connection.execute(text("DELETE FROM notes"))
    database.close()


def test_a_reader_is_not_held_up_by_a_writer(tmp_path: Path) -> None:
    """While a write is open, readers see the settled state before it."""
    database = Database.open(tmp_path / "archive.db")
    with database.write() as connection:
        connection.execute(metadata.tables["notes"].insert().values(key="a", value="b"))
        with database.read() as other:
            assert other.execute(metadata.tables["notes"].select()).all() == []
    database.close()


def test_the_file_is_left_by_itself(tmp_path: Path) -> None:
    """A closed archive is one file: what the write-ahead log held is in it."""
    built = archive_with(tmp_path, article("Ferry late"))
    built.database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["archive.db"]
    plain = sqlite3.connect(tmp_path / "archive.db")
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()
