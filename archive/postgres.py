"""Open an archive in a PostgreSQL database, named by a URL.

It behaves as the SQLite file does, so that the rest of the archive need not know which
it has:

- **One writer at a time.**  Every write begins by waiting for one advisory lock, as BEGIN
  IMMEDIATE waits for SQLite's.  So what is looked up and then added ("is this address
  known?") holds until the commit, also beside commands and other machines; no write
  fails because another came between.  It costs one round trip, and the monitor remembers
  one page at a time in any case.  Discarded: plain READ COMMITTED with retries of unique
  violations (each of thirty look-ups would need its own), and SERIALIZABLE (a whole poll
  starts again because somebody muted a topic).
- **Readers see one settled state**: read-only, repeatable read.
- **A role is held by the session that writes.**  A daemon that collects has an advisory
  lock for "collect" in its writing connection; when the process dies the server frees it at
  once, and when only the connection is lost, the next one takes the lock again before
  its first write, or fails saying who has it.  So nobody writes in a role that another
  has.  Discarded: a lock in a connection of its own, because it can be lost while the
  connection beside it goes on writing.
- **A lost connection costs one transaction.**  Connections are tried before each use and
  made anew.
- **Text is what PostgreSQL can hold**: a NUL or half a surrogate pair becomes U+FFFD on its
  way in, wherever it stands (`rows.storable`), instead of costing the article.

Advisory locks belong to a session: a pooler between us must pool sessions, not
transactions.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
from psycopg import IsolationLevel
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from archive.rows import storable
from news.errors import LockedError

# What PostgreSQL says, and what to do about it.  The first sign that is found counts.
ADVICE = {
    "refused": "start the server, or mend host and port in [archive] database",
    "No such file": "start the server, or name its host in [archive] database",
    "resolve": "mend the host in [archive] database",
    "Name or service": "mend the host in [archive] database",
    "timeout expired": "see that the server runs and that no firewall is in between",
    "authentication failed": "mend user and password in [archive] database",
    "no password supplied": "give a password in [archive] database",
    "no pg_hba.conf entry": "let this user in from this machine, in the server's pg_hba.conf",
    "role ": "make that user, or name another in [archive] database",
    "database ": "make it with `createdb`, or name another in [archive] database",
    "permission denied": "let the user of [archive] database own that database",
    "must be owner": "let the user of [archive] database own that database",
    "read-only": "name a server that may be written, no standby",
    "No space left": "make room on the server's disk; nothing is lost, and work goes on by itself",
    "disk full": "make room on the server's disk; nothing is lost, and work goes on by itself",
    "too many": "raise the server's max_connections, or close other programs",
    "remaining connection slots": "raise the server's max_connections, or close other programs",
    "lock timeout": "another program has been writing for 30 s; close that",
    "starting up": "the server is starting; work goes on by itself",
    "shutting down": "the server is stopping; work goes on by itself when it is back",
    "terminating connection": "the server ended the connection; work goes on by itself",
    "closed the connection": "the connection was lost; work goes on by itself",
    "connection": "the connection was lost; work goes on by itself",
}
OLDEST = (15,)

# Of our advisory locks: "wire" in ASCII, so that another program's do not collide.
_SPACE = 0x77697265
_WRITING = 0
_ROLES = {"collect": 1, "read": 2, "send": 3, "copy": 4}
_OPTIONS = (
    # A page takes milliseconds; compiling its statements would take longer than running them.
    "-c jit=off -c timezone=UTC -c lock_timeout=30s "
    # A process that hangs in a write must not hold up the others for ever.
    "-c idle_in_transaction_session_timeout=60s"
)
_HOLDER = re.compile(r"wirewatch (\d{1,10})@(.*)")


class _Storable(StrDumperUnknown):
    """Writes texts for PostgreSQL, which refuses NUL and half a surrogate pair."""

    def dump(self, obj: str) -> psycopg.adapt.Buffer | None:
        """Return a text's bytes."""
        try:
            return super().dump(obj)
        except (psycopg.DataError, UnicodeEncodeError):
            return super().dump(storable(obj))


class Roles:
    """The roles that the writing session of this process holds."""

    def __init__(self) -> None:
        self._held: list[str] = []

    def retake(self, connection: psycopg.Connection) -> None:
        """Take in a new session what was held in the one that was lost."""
        self._take(connection, self._held)

    @contextmanager
    def hold(self, writer: Engine, roles: Sequence[str]) -> Iterator[None]:
        """Hold roles while this lasts; LockedError if another session holds one."""
        with _session(writer) as session:
            self._take(session, roles)
        self._held += roles
        try:
            yield
        finally:
            for role in roles:
                self._held.remove(role)
            with suppress(Exception), _session(writer) as session:  # a lost one holds nothing
                _free(session, roles)

    def _take(self, session: psycopg.Connection, roles: Sequence[str]) -> None:
        had: list[str] = []
        for role in roles:
            wanted = (_SPACE, _ROLES[role])
            if not _ask(session, "SELECT pg_try_advisory_lock(%s, %s)", wanted):
                _free(session, had)
                raise LockedError(role, *(_holder(session, role) or (None, "")))
            had.append(role)


def holder(reader: Engine, role: str) -> tuple[int | None, str] | None:
    """Return the pid and the machine of the process that holds a role, None if none does."""
    with _session(reader) as session:
        return _holder(session, role)


def writer(url: str, roles: Roles | None = None) -> Engine:
    """Return the engine of the one connection that writes, and that holds the roles."""
    engine = _engine(url, pool=1)
    if roles is not None:

        @event.listens_for(engine, "connect")
        def _connected(connection: psycopg.Connection, _: object) -> None:
            try:
                with _autocommit(connection):
                    roles.retake(connection)
            except BaseException:
                connection.close()
                raise

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SPACE}, {_WRITING})")

    return engine


def reader(url: str) -> Engine:
    """Return the engine of the connections that only read."""
    engine = _engine(url, pool=4)

    @event.listens_for(engine, "connect")
    def _connected(connection: psycopg.Connection, _: object) -> None:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True

    return engine


def unsuited(connection: Connection) -> str:
    """Say why a server or database cannot hold an archive, "" if it can."""
    version = connection.dialect.server_version_info or OLDEST
    if version < OLDEST:
        return f"it is version {version[0]}; install PostgreSQL {OLDEST[0]} or newer"
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        return f"its encoding is {encoding}; make it with `createdb --encoding=UTF8 -T template0`"
    return ""


def said(error: BaseException | None) -> str:
    """Return what the server says, in one line and without any value of the row."""
    primary = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    line = (primary or str(error)).strip().partition("\n")[0]
    return line.partition(' value "')[0].partition(': "')[0]


def _engine(url: str, *, pool: int) -> Engine:
    parts: URL = make_url(url).set(drivername="postgresql+psycopg")
    given = parts.query.get("options", "")
    engine = create_engine(
        parts.difference_update_query(["options"]),
        poolclass=QueuePool,
        pool_size=pool,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            # A dead line is noticed within half a minute.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
            "application_name": f"wirewatch {os.getpid()}@{socket.gethostname()}"[:63],
            "options": f"{_OPTIONS} {given if isinstance(given, str) else ' '.join(given)}",
        },
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: psycopg.Connection, _: object) -> None:
        connection.adapters.register_dumper(str, _Storable)

    return engine


def _holder(session: psycopg.Connection, role: str) -> tuple[int | None, str] | None:
    """Look up who holds a role's lock in this database."""
    query = """
        SELECT coalesce(a.application_name, '')
        FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
    row = session.execute(query, (_SPACE, _ROLES[role])).fetchone()
    if row is None:
        return None
    known = _HOLDER.fullmatch(row[0])
    return (int(known.group(1)), known.group(2)) if known else (None, "")


def _free(session: psycopg.Connection, roles: Sequence[str]) -> None:
    for role in roles:
        _ask(session, "SELECT pg_advisory_unlock(%s, %s)", (_SPACE, _ROLES[role]))


def _ask(session: psycopg.Connection, query: str, values: tuple[int, int]) -> bool:
    row = session.execute(query, values).fetchone()
    return row is not None and bool(row[0])


@contextmanager
def _session(engine: Engine) -> Iterator[psycopg.Connection]:
    """Borrow an engine's connection for statements of their own, outside any transaction."""
    with engine.connect() as connection:
        session = connection.connection.driver_connection
        assert isinstance(session, psycopg.Connection)  # noqa: S101  what our URLs make
        with _autocommit(session):
            yield session


@contextmanager
def _autocommit(session: psycopg.Connection) -> Iterator[None]:
    session.autocommit = True
    try:
        yield
    finally:
        if not session.closed:
            session.autocommit = False
