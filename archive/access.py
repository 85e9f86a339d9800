"""Who may enter the pages: the password, the set-up link, the sessions.

Of every secret only a hash is kept: of the password what argon2 makes (its maker is the
web), of a set-up link and of a session's key the SHA-256, which is enough for 256 random bits.
Who reads this archive, or a backup of it, can log in as nobody.

There is one user, the desk.  A newsroom of ten shares a password as it shares the watch;
whoever wants names puts a proxy with a login of its own before the pages.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from archive.database import Database
from archive.notes import Notes, put
from archive.schema import notes, sessions
from news.moment import from_micros, micros
from news.session import Session

USER = "desk"
PASSWORD, SET_UP, FORMS = "password", "set-up-link", "forms-key"
LINK_HOLDS = timedelta(hours=1)


def new_key() -> str:
    """Make a secret of 256 bits that can stand in an address or a cookie."""
    return secrets.token_urlsafe(32)


def print_of(key: str) -> str:
    """Return what is stored in place of a secret."""
    return sha256(key.encode()).hexdigest()


class Access:
    """The password and the set-up link (in `notes`), and the table `sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._notes = Notes(database)

    def password(self) -> str:
        """Return the password's hash, "" if none is set."""
        return self._notes.get(PASSWORD) or ""

    def forms_key(self) -> str:
        """Return the key with which forms are signed; make it at the first call."""
        return self._notes.once(FORMS, new_key)

    def set_password(self, hashed: str) -> None:
        """Set the password; every session ends, and the set-up link too."""
        with self._database.write() as connection:
            _set_password(connection, hashed)

    def rehash(self, old: str, new: str) -> None:
        """Keep the same password under a newer hash."""
        with self._database.write() as connection:
            connection.execute(
                update(notes).where(notes.c.key == PASSWORD, notes.c.value == old).values(value=new)
            )

    def offer(self, now: datetime) -> str:
        """Make a set-up link's key, in place of an older one."""
        key = new_key()
        offered = {"print": print_of(key), "until": micros(now + LINK_HOLDS)}
        self._notes.put(SET_UP, json.dumps(offered))
        return key

    def offered(self, key: str, now: datetime) -> bool:
        """Say whether a set-up link's key is good."""
        return _fits(self._notes.get(SET_UP), key, now)

    def accept(self, key: str, hashed: str, now: datetime) -> bool:
        """Set the password by a set-up link, which is good once; False if it is not."""
        with self._database.write() as connection:
            offered = connection.scalar(select(notes.c.value).where(notes.c.key == SET_UP))
            if not _fits(offered, key, now):
                return False
            _set_password(connection, hashed)
        return True

    def begin(self, key: str, browser: str, now: datetime, until: datetime, hashed: str) -> bool:
        """Begin a session under a new key; False if the password is not `hashed` any more."""
        with self._database.write() as connection:
            current = connection.scalar(select(notes.c.value).where(notes.c.key == PASSWORD))
            if current != hashed:
                return False
            connection.execute(delete(sessions).where(sessions.c.until_at <= micros(now)))
            connection.execute(
                insert(sessions).values(
                    key=print_of(key),
                    login=secrets.token_hex(16),
                    user=USER,
                    browser=browser,
                    since_at=micros(now),
                    made_at=micros(now),
                    used_at=micros(now),
                    until_at=micros(until),
                )
            )
        return True

    def session(self, key: str, now: datetime) -> Session | None:
        """Return the session of a key, None if there is none or it has ended."""
        with self._database.read() as connection:
            row = (
                connection.execute(
                    select(sessions).where(
                        sessions.c.key == print_of(key), sessions.c.until_at > micros(now)
                    )
                )
                .mappings()
                .first()
            )
        return None if row is None else _session(row)

    def used(self, key: str, now: datetime, until: datetime) -> None:
        """Note a visit, and that the session now ends later."""
        with self._database.write() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.key == print_of(key), sessions.c.replaced_at.is_(None))
                .values(used_at=micros(now), until_at=micros(until))
            )

    def replace(self, old: str, new: str, now: datetime, until: datetime, grace: timedelta) -> bool:
        """Let a new key take an old one's place; False if another already has.

        The old one counts for `grace`, for requests that were under way.
        """
        with self._database.write() as connection:
            row = (
                connection.execute(
                    select(sessions).where(
                        sessions.c.key == print_of(old), sessions.c.replaced_at.is_(None)
                    )
                )
                .mappings()
                .first()
            )
            if row is None:
                return False
            connection.execute(
                update(sessions)
                .where(sessions.c.key == row["key"])
                .values(replaced_at=micros(now), until_at=micros(now + grace))
            )
            connection.execute(
                insert(sessions).values(
                    {
                        **row,
                        "key": print_of(new),
                        "made_at": micros(now),
                        "used_at": micros(now),
                        "until_at": micros(until),
                    }
                )
            )
        return True

    def end(self, login: str) -> None:
        """End a session, with all its keys."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.login == login))

    def end_all(self) -> int:
        """End every session; return how many there were."""
        with self._database.write() as connection:
            logins = set(connection.scalars(select(sessions.c.login)))
            connection.execute(delete(sessions))
        return len(logins)

    def sessions(self, now: datetime) -> list[Session]:
        """Return who is logged in, the last visitor first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(sessions)
                .where(sessions.c.until_at > micros(now), sessions.c.replaced_at.is_(None))
                .order_by(sessions.c.used_at.desc())
            ).mappings()
            return [_session(row) for row in rows]


def _set_password(connection: Connection, hashed: str) -> None:
    put(connection, PASSWORD, hashed)
    connection.execute(delete(notes).where(notes.c.key == SET_UP))
    connection.execute(delete(sessions))


def _fits(offered: str | None, key: str, now: datetime) -> bool:
    if not offered:
        return False
    link = json.loads(offered)
    return secrets.compare_digest(link["print"], print_of(key)) and micros(now) < link["until"]


def _session(row: Mapping[Any, Any]) -> Session:
    return Session(
        row["login"],
        row["user"],
        row["browser"],
        from_micros(row["since_at"]),
        from_micros(row["made_at"]),
        from_micros(row["used_at"]),
        from_micros(row["until_at"]),
        row["replaced_at"] is not None,
    )
