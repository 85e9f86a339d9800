"""Copy an archive from SQLite into an empty PostgreSQL database.

    sources ▶ feeds ▶ articles ▶ … ▶ notes      each table in the order of its key, some rows at
                                                a time; revisions with their words for the search
    then the counters of row ids, and every row of both compared

Each chunk is one transaction, with a note of how far it came: killed at any instant, the
next run goes on behind the last chunk.  The note goes with the last transaction, and as long
as it is there nothing else opens the database as an archive.  If the source has changed
since the copy began, the unfinished copy is emptied and begun anew.

A row is copied as it is, but for what PostgreSQL cannot hold (`rows.storable`,
`rows.short_key`); an article changed by that is sealed anew.  An article may have become
part of a younger one, so `same_as` follows when all are there.

Discarded: dumping to SQL text (no resume, no progress, and 300 lines of quoting), and
taking the highest row of the target for the place to go on (keys sort differently in
each database).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update

from archive import search
from archive.database import COPYING, ArchiveError, Database
from archive.rows import short_key, storable
from archive.schema import (
    article_keys,
    articles,
    entries,
    feeds,
    fetches,
    findings,
    gone,
    messages,
    metadata,
    notes,
    revisions,
)

# Rows of one transaction: of texts a megabyte or two.
_CHUNK, _TEXTS = 1000, 200
_KEYS = {articles.c.key, article_keys.c.key, entries.c.guid, gone.c.key}
# What changes when anything happens, besides the number of rows.
_TRACES = (
    feeds.c.polls,
    fetches.c.due_at,
    articles.c.edits,
    findings.c.routed_at,
    messages.c.tries,
)
_FIRST = select(articles.c.key, articles.c.first_seen_at).order_by(articles.c.id).limit(1)
_AGAIN = "empty the database and copy again"

Row = dict[str, Any]
Progress = Callable[[str, int, int], None]  # what is done, how many rows of how many


class Transfer:
    """One copy, from its beginning or from where the last run was cut off."""

    def __init__(self, source: Database, target: Database, progress: Progress) -> None:
        self._source, self._target, self._progress = source, target, progress
        self._tables = [table for table in metadata.sorted_tables if table is not notes]
        self._tables.append(notes)  # last, for our own note stands there
        self._counts = {table: _count(source, table) for table in self._tables}
        self.rows = sum(self._counts.values())
        self.resumed = 0  # rows that an earlier run had copied

    def run(self) -> None:
        """Copy what is missing, and compare all; ArchiveError if anything differs."""
        done = self.resumed = self._prepared()
        for table in self._tables:
            for chunk in self._missing(table):
                self._store(table, chunk)
                done += len(chunk)
                self._progress("copied", done, self.rows)
        self._compare()
        self._finish()

    def _prepared(self) -> int:
        """Check the target, begin or resume; return how many rows are there already."""
        with self._target.read() as connection:
            note = connection.scalar(select(notes.c.value).where(notes.c.key == COPYING))
            held = any(connection.execute(select(t).limit(1)).first() for t in self._tables)
        if note is None and held:
            raise ArchiveError(
                f"{self._target.name} holds an archive already; copy into an empty database"
            )
        self._place = json.loads(note) if note else {}
        stamp = self._stamp()
        if self._place.get("stamp") != stamp:
            with self._target.write() as connection:
                for name in (*(table.name for table in self._tables), "search", "search_parts"):
                    connection.execute(text(f"TRUNCATE {name} CASCADE"))
                self._place = {"stamp": stamp, "table": "", "after": None}
                connection.execute(insert(notes).values(key=COPYING, value=json.dumps(self._place)))
        with self._target.read() as connection:
            return sum(_count_in(connection, table) for table in self._tables) - 1

    def _stamp(self) -> str:
        """Return what tells this archive, as it is now, from every other."""
        with self._source.read() as connection:
            traces = [
                connection.execute(select(func.sum(column), func.max(column))).one()
                for column in _TRACES
            ]
            first = connection.execute(_FIRST)
            named = [list(row) for row in first]
        counts = {table.name: count for table, count in self._counts.items()}
        return json.dumps([counts, [list(map(str, trace)) for trace in traces], named])

    def _missing(self, table: Table) -> Iterator[list[Row]]:
        """Yield the rows of a table that the target lacks, a chunk at a time."""
        names = [table.name for table in self._tables]
        last = self._place["table"]
        if last and names.index(table.name) < names.index(last):
            return
        after = self._place["after"] if last == table.name else None
        yield from _chunks(self._source, table, after)

    def _store(self, table: Table, rows: Sequence[Row]) -> None:
        """Store a chunk and how far we are, together."""
        (key,) = table.primary_key
        self._place |= {"table": table.name, "after": rows[-1][key.name]}
        fitting = [_fitting(table, row) for row in rows]
        with self._target.write() as connection:
            if table is articles:
                connection.execute(insert(articles), [{**row, "same_as": None} for row in fitting])
            else:
                connection.execute(insert(table), fitting)
            if table is revisions:
                texts = [(row["id"], row["title"], row["text"]) for row in fitting]
                search.index_all(connection, texts)
            changed = {
                row["id" if table is articles else "article_id"]
                for row, new in zip(rows, fitting, strict=True)
                if table in {articles, revisions} and row != new
            }
            if changed:
                connection.execute(
                    update(articles).where(articles.c.id.in_(changed)).values(seal="")
                )
            connection.execute(
                update(notes).where(notes.c.key == COPYING).values(value=json.dumps(self._place))
            )

    def _compare(self) -> None:
        """Compare every row of both, and what the search knows."""
        self._join()
        done = 0
        for table in self._tables:
            (key,) = table.primary_key
            for chunk in _chunks(self._source, table, None):
                wanted = {row[key.name]: row for row in (_fitting(table, row) for row in chunk)}
                with self._target.read() as connection:
                    rows = connection.execute(select(table).where(key.in_(wanted))).mappings()
                    there = {row[key.name]: dict(row) for row in rows}
                for number, row in wanted.items():
                    if _unsealed(row) != _unsealed(there.get(number, {})):
                        raise ArchiveError(
                            f"row {number} of {table.name} is not as it was; {_AGAIN}"
                        )
                done += len(chunk)
                self._progress("compared", done, self.rows)
            extra = 1 if table is notes else 0
            with self._target.read() as connection:
                if _count_in(connection, table) != self._counts[table] + extra:
                    raise ArchiveError(
                        f"{table.name} has rows that are not in the source; {_AGAIN}"
                    )
        with self._target.read() as connection:
            if connection.scalar(search.COUNT) != self._counts[revisions]:
                raise ArchiveError(f"the search does not know every text; {_AGAIN}")

    def _join(self) -> None:
        """Let articles be parts of others again, now that all are there."""
        joined = select(articles.c.id, articles.c.same_as).where(articles.c.same_as.is_not(None))
        with self._source.read() as connection:
            pairs = [{"row": row.id, "into": row.same_as} for row in connection.execute(joined)]
        one = update(articles).where(articles.c.id == bindparam("row"))
        for start in range(0, len(pairs), _CHUNK):
            with self._target.write() as connection:
                connection.execute(
                    one.values(same_as=bindparam("into")), pairs[start : start + _CHUNK]
                )

    def _finish(self) -> None:
        """Let new rows be counted on from the last, and take our note away."""
        with self._target.write() as connection:
            for table in self._tables:
                if "id" in table.c:
                    connection.execute(
                        text(
                            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
                            f"coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table.name}"
                        )
                    )
            connection.execute(delete(notes).where(notes.c.key == COPYING))
            connection.execute(text("ANALYZE"))  # else the first searches are planned blindly


def _chunks(database: Database, table: Table, after: Any) -> Iterator[list[Row]]:
    """Yield a table's rows in the order of its key, behind one of them."""
    (key,) = table.primary_key
    size = _TEXTS if table is revisions else _CHUNK
    chosen = select(table).order_by(key).limit(size)
    while True:
        wanted = chosen if after is None else chosen.where(key > after)
        with database.read() as connection:
            rows = [dict(row) for row in connection.execute(wanted).mappings()]
        if rows:
            yield rows
        if len(rows) < size:
            return
        after = rows[-1][key.name]


def _fitting(table: Table, row: Row) -> Row:
    """Return a row as PostgreSQL can hold it."""
    return {
        name: value
        if not isinstance(value, str)
        else short_key(value)
        if table.c[name] in _KEYS
        else storable(value)
        for name, value in row.items()
    }


def _unsealed(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "seal"}


def _count(database: Database, table: Table) -> int:
    with database.read() as connection:
        return _count_in(connection, table)


def _count_in(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)
