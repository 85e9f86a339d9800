"""Make the search index anew from the texts, where it is broken or missing.

    wirewatch verify     "the search index cannot be read: database disk image is malformed"
    wirewatch reindex    all texts, in the order in which they came

The index holds nothing that the texts do not say, so nothing is lost with it.  A few hundred texts
are sorted in at a time, with a note of how far we are: what was interrupted goes on there, and
`wirewatch doctor` says so until it is through.

Discarded: making a second index beside the broken one and changing their names.  A broken one
stops all collecting, and helps no search meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, select, text

from archive import notes as noted
from archive import search
from archive.database import ArchiveError, Database, RefusedError
from archive.schema import notes, revisions
from news.text import words

_NOTE = "reindexing"  # the last text that is in the index again
_CHUNK = 200
_SAMPLE = 20  # texts that are looked for, of the oldest and of the newest
_PHRASE = 12  # words by which one is looked for


def reindex(database: Database, progress: Callable[[str, int, int], None] = lambda *_: None) -> int:
    """Write all texts into a new index; return how many it has.  Nobody may write meanwhile."""
    with database.read() as connection:
        total = connection.execute(select(func.count()).select_from(revisions)).scalar_one()
    last = _begun(database)
    with database.read() as connection:
        done = connection.execute(
            select(func.count()).select_from(revisions).where(revisions.c.id <= last)
        ).scalar_one()
    wanted = select(revisions.c.id, revisions.c.title, revisions.c.text).order_by(revisions.c.id)
    while True:
        with database.read() as connection:
            rows = connection.execute(wanted.where(revisions.c.id > last).limit(_CHUNK)).all()
        if not rows:
            break
        last = rows[-1].id
        with database.write() as connection:
            search.index_all(connection, [(row.id, row.title, row.text) for row in rows])
            noted.put(connection, _NOTE, str(last))
        done += len(rows)
        progress("texts indexed", done, total)
    with database.write() as connection:
        connection.execute(delete(notes).where(notes.c.key == _NOTE))
    return total


def _begun(database: Database) -> int:
    """Return the last text that a reindexing before has got to; else make an empty index."""
    with database.write() as connection:
        note = connection.scalar(select(notes.c.value).where(notes.c.key == _NOTE))
        if note is not None:
            return int(note)
        there = connection.dialect.name
        for statement in (*search.DROP[there], *search.CREATE[there]):
            connection.execute(text(statement.replace("DROP TABLE", "DROP TABLE IF EXISTS")))
        noted.put(connection, _NOTE, "0")
    return 0


def fault(database: Database) -> str:
    """Say what is wrong with the index, looked at in milliseconds; "" if nothing seems to be.

    The oldest texts and the newest must be found by their words; `archive.verify` looks at all.
    """
    wanted = select(revisions.c.id, revisions.c.title, revisions.c.text)
    try:
        with database.read() as connection:
            if connection.scalar(select(notes.c.value).where(notes.c.key == _NOTE)) is not None:
                return "the search index was being made anew, and is not complete"
            connection.execute(text("SELECT 1 FROM search LIMIT 1"))
            for order in (revisions.c.id, revisions.c.id.desc()):
                for row in connection.execute(wanted.order_by(order).limit(_SAMPLE)).all():
                    if not finds(connection, row.id, row.title, row.text):
                        return "the search index does not know the words of every text"
    except (ArchiveError, RefusedError) as error:
        return f"the search index cannot be read: {error}"
    return ""


def finds(connection: Connection, revision_id: int, title: str, body: str) -> bool:
    """Say whether the index knows a revision: SQLite's by the first words of its parts."""
    if connection.dialect.name != "sqlite":
        whole = text(
            "SELECT EXISTS (SELECT FROM search WHERE revision_id = :id) OR "
            "EXISTS (SELECT FROM search_parts WHERE revision_id = :id)"
        )
        return bool(connection.scalar(whole, {"id": revision_id}))
    parts = [" ".join(words(part)[:_PHRASE]) for part in (title, body)]
    asked = " AND ".join(f'"{part}"' for part in parts if part)
    found = text("SELECT count(*) FROM search WHERE search MATCH :asked AND rowid = :id")
    return not asked or bool(connection.scalar(found, {"asked": asked, "id": revision_id}))
