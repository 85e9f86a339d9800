"""A PostgreSQL for the tests: one that is given, or one of our own for as long as they run.

`$WIREWATCH_TEST_POSTGRES` names a server that may be filled with databases
("postgresql://postgres@127.0.0.1:5432/postgres").  Without it a cluster is made in a
temporary folder, without fsync, on a free port of loopback, and is gone with the process.
Each test gets a database of its own, copied from one that was migrated once.

`python -m tests.postgres` starts one, prints its URL and serves until its input ends.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from archive.database import Database
from archive.schema import metadata
from wirewatch.newsworld.bed import free_port

VARIABLE = "WIREWATCH_TEST_POSTGRES"
HOW_TO_GET_ONE = "there is no PostgreSQL here; on Debian: apt-get install postgresql"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")
_PATIENCE = 60
_serial = count(1)
_left: list[str] = []
_TABLES = [*metadata.tables, "search", "search_parts"]
_EMPTY = "; ".join(
    [
        "SET session_replication_role = replica",  # in any order
        *(f"DELETE FROM {name}" for name in _TABLES),  # noqa: S608  our own names
        *(
            f"ALTER SEQUENCE {name}_id_seq RESTART"
            for name, t in metadata.tables.items()
            if "id" in t.c
        ),
    ]
)


class Cluster:
    """A server of our own."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="wirewatch-postgres-"))
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None
        self._as: tuple[str, ...] = ()
        if os.geteuid() == 0:  # as whom PostgreSQL refuses to run
            self._as = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
            shutil.chown(self.folder, "postgres", "postgres")

    def make(self) -> None:
        """Make the files of a cluster."""
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8",
                  "--locale=C", "--no-sync", "--pgdata", str(self.folder / "data"))  # fmt: skip

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [word for setting in _FAST for word in ("-c", setting)]
        # It ends with us however we end, killed too.
        bound = ("setpriv", "--pdeathsig=INT") if shutil.which("setpriv") else ()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*(self._as or bound[:1]), *bound[1:],
                 self.programs / "postgres", "-D", self.folder / "data",
                 "-h", "127.0.0.1", "-p", str(self.port), "-k", "", *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
            )  # fmt: skip
        self._run("pg_isready", "--quiet", "-h", "127.0.0.1", "-p", str(self.port), tries=600)

    def stop(self) -> None:
        """End it at once; its clients see a lost connection."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(_PATIENCE)
            self._process = None

    def remove(self) -> None:
        """End it and leave nothing."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str, tries: int = 1) -> None:
        for _ in range(tries):
            done = subprocess.run(
                [*self._as, self.programs / program, *words],
                capture_output=True, timeout=_PATIENCE, check=False, cwd="/",
            )  # fmt: skip
            if done.returncode == 0:
                return
        log = self.folder / "log"
        raise RuntimeError(f"{program}: {done.stderr!r} {log.read_text() if log.exists() else ''}")


def cluster() -> Cluster:
    """Make a server of a test's own; skip where there are no programs for one."""
    found = _programs()
    if found is None:
        import pytest  # noqa: PLC0415  the benchmarks have none

        pytest.skip(HOW_TO_GET_ONE)
    made = Cluster(found)
    made.make()
    return made


@contextmanager
def database() -> Iterator[str]:
    """Give the URL of an empty archive: what a test before has left, emptied, or a new one."""
    url = _left.pop() if _left else _create(_server()[1])
    yield url
    # Deleting takes 2 ms, a new database 90.
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_EMPTY)
    _left.append(url)


@contextmanager
def empty() -> Iterator[str]:
    """Give the URL of a database that holds nothing yet, for a test's own use."""
    url = _create("template0")
    yield url
    _drop(url)


def cut(url: str) -> None:
    """End every connection to a database but our own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _create(template: str) -> str:
    """Make a database."""
    server, _ = _server()
    name = f"test_{os.getpid()}_{next(_serial)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8')
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    atexit.register(_drop, url)
    return url


def _drop(url: str) -> None:
    """Remove a database with all that still uses it; the server may be gone by now."""
    server, _ = _server()
    name = make_url(url).database
    with suppress(psycopg.OperationalError), psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@lru_cache(maxsize=1)
def _server() -> tuple[str, str]:
    """Return the server's URL and its template's name, for all tests of this process."""
    server = os.environ.get(VARIABLE) or _own_server()
    template = f"wirewatch_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{template}" TEMPLATE template0 ENCODING UTF8')
    url = make_url(server).set(database=template).render_as_string(hide_password=False)
    atexit.register(_drop, url)
    Database.open(url).close()
    return server, template


def _own_server() -> str:
    made = cluster()
    atexit.register(made.remove)
    made.start()
    return made.url


def _programs() -> Path | None:
    """Return the folder of the server's programs."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def main() -> None:
    """Serve until the input ends, and leave nothing."""
    found = _programs()
    if found is None:
        sys.exit(HOW_TO_GET_ONE)
    made = Cluster(found)
    try:
        made.make()
        made.start()
        sys.stdout.write(f"{made.url}\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        made.remove()


if __name__ == "__main__":
    main()
