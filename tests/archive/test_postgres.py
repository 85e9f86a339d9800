"""The archive in PostgreSQL: what is said when it cannot be used, lost connections, roles."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from sqlalchemy import insert, inspect, make_url, select, text

from archive.database import ArchiveError, Database, RefusedError
from archive.schema import notes
from news.errors import LockedError
from tests import postgres
from tests.contract.databases import archive_on
from wirewatch.newsworld.bed import free_port

SECRET = "for-nobody"  # noqa: S105  of users that a test makes


@pytest.fixture
def url() -> Iterator[str]:
    with postgres.database() as made:
        yield made


@pytest.fixture
def archive(url: str) -> Iterator[Database]:
    with closing(Database.open(url)) as made:
        yield made


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """Return a server that the test may stop."""
    made = postgres.cluster()
    try:
        made.start()
        yield made
    finally:
        made.remove()


def note(database: Database, key: str) -> None:
    with database.write() as connection:
        connection.execute(insert(notes).values(key=key, value="x"))


def keys(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.scalars(select(notes.c.key)))


# ------------------------------------------------------------------------ what is said


def test_a_server_that_is_down() -> None:
    """Nobody answers: the message names the database and the way out, not the password."""
    url = f"postgresql://desk:{SECRET}@127.0.0.1:{free_port()}/news"
    with pytest.raises(ArchiveError, match=r"database news at 127.0.0.1.*start the server") as said:
        Database.open(url)
    assert SECRET not in str(said.value)


def test_a_database_that_is_not_there(url: str) -> None:
    with pytest.raises(ArchiveError, match="does not exist; make it with `createdb`"):
        Database.open(make_url(url).set(database="nowhere").render_as_string(hide_password=False))


def test_a_wrong_password(cluster: postgres.Cluster) -> None:
    """The server refuses: user and password are to be mended, and stay unsaid."""
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE desk LOGIN PASSWORD 'right'")
    (cluster.folder / "data" / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256")
    cluster.stop()
    cluster.start()
    with pytest.raises(ArchiveError, match=r"authentication failed.*; mend user and pass") as said:
        Database.open(f"postgresql://desk:{SECRET}@127.0.0.1:{cluster.port}/postgres")
    assert SECRET not in str(said.value)


def test_a_user_who_may_not(url: str) -> None:
    """A user who owns nothing is told to let it own the database; nothing is half made."""
    name = f"nobody_{free_port()}"
    with postgres.empty() as there, psycopg.connect(there, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'")
        try:
            theirs = make_url(there).set(username=name, password=SECRET)
            with pytest.raises(ArchiveError, match=r"permission denied.*own that database"):
                Database.open(theirs.render_as_string(hide_password=False))
        finally:
            connection.execute(f"DROP ROLE {name}")


def test_an_encoding_that_cannot_hold_every_script(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
        try:
            there = make_url(url).set(database="latin").render_as_string(hide_password=False)
            with pytest.raises(ArchiveError, match="its encoding is LATIN1; make it with"):
                Database.open(there)
        finally:
            connection.execute("DROP DATABASE latin WITH (FORCE)")


def test_an_error_shows_no_statement_and_no_text(archive: Database) -> None:
    """What the server says may stand in a log: never the row that it was given."""
    note(archive, "secret words")
    with pytest.raises(RefusedError, match="duplicate key") as said:
        note(archive, "secret words")
    assert "secret words" not in str(said.value)
    assert "INSERT" not in str(said.value)
    with pytest.raises(RefusedError) as said, archive.write() as connection:
        connection.execute(text("SELECT CAST(:a AS tsvector)"), {"a": "'secret words"})
    assert "secret words" not in str(said.value)


def test_readers_cannot_write(archive: Database) -> None:
    with pytest.raises(ArchiveError, match="read-only"), archive.read() as connection:
        connection.execute(text("DELETE FROM notes"))


def test_a_reader_sees_one_settled_state(archive: Database) -> None:
    """What is committed while a read goes on belongs to the next read."""
    with archive.read() as connection:
        assert connection.scalars(select(notes.c.key)).all() == []
        note(archive, "new")
        assert connection.scalars(select(notes.c.key)).all() == []
    assert keys(archive) == {"new"}


def test_half_a_surrogate_pair_is_stored(archive: Database) -> None:
    note(archive, "half \ud800 a pair")
    assert keys(archive) == {"half \ufffd a pair"}


# ------------------------------------------------------------------- one writer at a time


def test_writes_come_one_after_the_other(url: str) -> None:
    """Six writers that each look before they add, as a daemon and commands do: none fails."""

    def add() -> None:
        with closing(Database(url)) as database:
            for number in range(20):
                with database.write() as connection:
                    key = f"n{number}"
                    if connection.scalar(select(notes.c.key).where(notes.c.key == key)) is None:
                        connection.execute(insert(notes).values(key=key, value="x"))
                    else:
                        longer = notes.update().where(notes.c.key == key)
                        connection.execute(longer.values(value=notes.c.value + "x"))

    threads = [Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(Database(url)) as database, database.read() as connection:
        lengths = [len(row.value) for row in connection.execute(notes.select())]
    # Each row was added once and made longer by the five others.
    assert lengths == [6] * 20


def test_two_who_open_a_new_archive_make_it_once() -> None:
    """Daemon and command start at the same moment on an empty database."""
    failed: list[Exception] = []

    def begin(url: str) -> None:
        try:
            Database.open(url).close()
        except Exception as error:  # noqa: BLE001  a thread's error is looked at below
            failed.append(error)

    with postgres.empty() as url:
        threads = [Thread(target=begin, args=[url]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []


# ----------------------------------------------------------------------- lost connections


def lose_in_the_middle(archive: Database, url: str) -> None:
    with archive.write() as connection:
        connection.execute(insert(notes).values(key="c", value="x"))
        postgres.cut(url)
        connection.execute(insert(notes).values(key="d", value="x"))


def test_a_lost_connection_is_made_anew(archive: Database, url: str) -> None:
    """Between two uses nobody notices; in the middle of a write that write fails, whole."""
    note(archive, "a")
    postgres.cut(url)
    note(archive, "b")
    assert keys(archive) == {"a", "b"}
    with pytest.raises(ArchiveError, match="work goes on by itself"):
        lose_in_the_middle(archive, url)
    note(archive, "e")
    assert keys(archive) == {"a", "b", "e"}


def test_a_server_that_comes_back(cluster: postgres.Cluster) -> None:
    """While it is down each use says so; after that all goes on, without a new start of ours."""
    with closing(Database.open(cluster.url)) as archive:
        note(archive, "a")
        cluster.stop()
        with pytest.raises(ArchiveError, match="start the server"):
            note(archive, "b")
        with pytest.raises(ArchiveError, match="start the server"):
            keys(archive)
        cluster.start()
        note(archive, "c")
        assert keys(archive) == {"a", "c"}


# ------------------------------------------------------------------------------- roles

HOLDING = """
import sys
from archive.database import Database
with Database.open(sys.argv[1]).hold(["collect", "send"]):
    print("held", flush=True)
    sys.stdin.read()
"""


def held_by_another(url: str) -> subprocess.Popen[bytes]:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDING, url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    return other


def test_a_role_dies_with_its_process(archive: Database, url: str) -> None:
    """Killed without a chance to clean up, a process leaves its roles free at once."""
    with held_by_another(url) as other:
        assert archive.holder("collect") == (other.pid, socket.gethostname())
        assert archive.holder("read") is None
        with (
            pytest.raises(LockedError, match=f"process {other.pid} on .* already runs 'send'"),
            archive.hold(["read", "send"]),
        ):
            pytest.fail("two processes send")
        assert archive.holder("read") is None  # what was had is given back
        other.kill()
        other.wait()
        # The server sees the closed socket a moment later.
        assert any(archive.holder("send") is None for _ in range(1000))
        with archive.hold(["collect", "send"]):
            assert archive.holder("collect") is not None
    assert archive.holder("collect") is None


def test_a_role_is_taken_again_after_a_lost_connection(archive: Database, url: str) -> None:
    """The next write of a daemon that lost its connection holds the role first."""
    with archive.hold(["read"]):
        postgres.cut(url)
        note(archive, "a")
        with closing(Database(url)) as other:
            assert other.holder("read") is not None
            with pytest.raises(LockedError), other.hold(["read"]):
                pytest.fail("two processes read")


def test_who_lost_a_role_writes_no_more(archive: Database, url: str) -> None:
    """Another took the role meanwhile: our writes fail with its name until it is gone."""
    with archive.hold(["read"]):
        postgres.cut(url)
        with closing(Database(url)) as other, other.hold(["read"]):
            for _ in range(3):
                with pytest.raises(LockedError, match="already runs 'read'"):
                    note(archive, "a")
            assert keys(archive) == set()
        note(archive, "b")
        assert keys(archive) == {"b"}


def test_roles_are_those_of_one_database(archive: Database) -> None:
    """Two archives on one server have a daemon each."""
    with (
        postgres.empty() as elsewhere,
        closing(Database.open(elsewhere)) as other,
        archive.hold(["read"]),
        other.hold(["read"]),
    ):
        assert other.holder("send") is None


def half_a_migration(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE half (a integer)"))
        connection.execute(text("SELECT * FROM nowhere"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_migration_that_fails_leaves_nothing(kind: str, tmp_path: Path) -> None:
    """New tables are undone with the rest on both: a later start finds the old archive."""
    with archive_on(kind, tmp_path) as database:
        with pytest.raises((ArchiveError, RefusedError), match="nowhere"):
            half_a_migration(database)
        with database.read() as connection:
            assert not inspect(connection).has_table("half")
