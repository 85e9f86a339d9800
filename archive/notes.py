"""Small facts that the program keeps from one run to the next: a key and a text.

notes.put("send-alive", "1770206400000000")     the last time that sending was alive
notes.once("signing-key", make)                 made at the first call, the same ever after
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, select, update

from archive.database import Database
from archive.schema import notes


class Notes:
    """The table `notes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """Return what was noted, None if nothing was."""
        with self._database.read() as connection:
            return connection.scalar(select(notes.c.value).where(notes.c.key == key))

    def put(self, key: str, value: str) -> None:
        """Note it, in place of what was there."""
        with self._database.write() as connection:
            put(connection, key, value)

    def once(self, key: str, make: Callable[[], str]) -> str:
        """Return what was noted; note what `make` gives where nothing was."""
        known = self.get(key)
        if known is not None:
            return known
        with self._database.write() as connection:
            known = connection.scalar(select(notes.c.value).where(notes.c.key == key))
            if known is None:
                known = make()
                connection.execute(insert(notes).values(key=key, value=known))
        return known


def put(connection: Connection, key: str, value: str) -> None:
    """Note it, inside a transaction of somebody else's."""
    changed = connection.execute(update(notes).where(notes.c.key == key).values(value=value))
    if not changed.rowcount:
        connection.execute(insert(notes).values(key=key, value=value))
