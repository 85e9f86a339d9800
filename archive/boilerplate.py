"""The lines that recur over a source's articles: the table `boilerplate`.

    newest articles of a source ──monitor.recurring──▶ learn ──▶ dropped from what is read later
    a page is read that has it  ──────────────────────▶ seen     it still recurs
    none of the newest has it   ──────────────────────▶ learning: it stopped, and may begin anew
    somebody wants it           ──────────────────────▶ kept

Stored texts lack what was dropped, so that it cannot be counted there: `seen` notes it, in the
transaction that places a page.  No row is deleted: an article that was stored without a line
and is fetched again with it was not edited (`archive.memory`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from archive.database import Database
from archive.schema import articles, boilerplate, revisions, sources
from news.article import Origin
from news.boilerplate import Boilerplate, Fate
from news.moment import from_micros, micros

# Of one source; an outlet that prints a book below each report is not learned by heart.
MOST = 300

_OF_SOURCE = (
    select(boilerplate)
    .join(sources, sources.c.id == boilerplate.c.source_id)
    .where(sources.c.name == bindparam("source"))
    .order_by(boilerplate.c.id)
)
_DROPPED = (
    select(boilerplate.c.sha256)
    .join(sources, sources.c.id == boilerplate.c.source_id)
    .where(sources.c.name == bindparam("source"), boilerplate.c.state == Fate.DROPPED.value)
)
_OF_ARTICLE = select(articles.c.source_id).where(articles.c.id == bindparam("article"))
_ROW = update(boilerplate).where(boilerplate.c.id == bindparam("row"))


@dataclass(frozen=True)
class Told:
    """What one of a source's newest articles says, and when it was first seen."""

    title: str
    text: str
    first_seen: datetime


@dataclass(frozen=True)
class Learned:
    """A line that recurs: when it was first and last met, and in how many articles."""

    print: str
    line: str
    articles: int
    first_seen: datetime
    seen: datetime


def dropped(connection: Connection, source: str) -> frozenset[str]:
    """Return the prints of the lines that are dropped from a source's texts."""
    return frozenset(connection.scalars(_DROPPED, {"source": source}))


def known(connection: Connection, article_id: int) -> frozenset[str]:
    """Return the prints of all lines ever learned of an article's source, dropped or not."""
    source_id = _OF_ARTICLE.scalar_subquery()
    wanted = select(boilerplate.c.sha256).where(boilerplate.c.source_id == source_id)
    return frozenset(connection.scalars(wanted, {"article": article_id}))


def seen(connection: Connection, article_id: int, prints: Collection[str], now: datetime) -> None:
    """Note that one more article has these lines, in the transaction that places it."""
    source_id = connection.scalar(_OF_ARTICLE, {"article": article_id})
    connection.execute(
        update(boilerplate)
        .where(boilerplate.c.source_id == source_id, boilerplate.c.sha256.in_(prints))
        .values(articles=boilerplate.c.articles + 1, seen_at=micros(now))
    )


class Boilerplates:
    """What is known of the sources' recurring lines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, source: str) -> list[Boilerplate]:
        """Return a source's recurring lines, numbered as they were learned."""
        with self._database.read() as connection:
            rows = connection.execute(_OF_SOURCE, {"source": source}).all()
        return [
            Boilerplate(
                number,
                row.line,
                row.articles,
                from_micros(row.first_seen_at),
                from_micros(row.seen_at),
                Fate(row.state),
            )
            for number, row in enumerate(rows, 1)
        ]

    def newest(self, source: str, limit: int) -> list[Told]:
        """Return a source's newest articles whose pages were read, as they are stored."""
        wanted = (
            select(revisions.c.title, revisions.c.text, articles.c.first_seen_at)
            .join(articles, articles.c.revision_id == revisions.c.id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(
                sources.c.name == source,
                articles.c.same_as.is_(None),
                articles.c.origin == Origin.PAGE.value,
            )
            .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return [Told(row.title, row.text, from_micros(row.first_seen_at)) for row in rows]

    def learn(
        self, source: str, found: Iterable[Learned], stopped_before: datetime | None
    ) -> list[str]:
        """Drop these lines from now on, and those no more that were last seen before a time.

        What is kept stays so.  Returns the lines that are new.
        """
        with self._database.write() as connection:
            rows = {row.sha256: row for row in connection.execute(_OF_SOURCE, {"source": source})}
            if stopped_before is not None:
                before = micros(stopped_before)
                for row in rows.values():
                    if row.state == Fate.DROPPED and row.seen_at < before:
                        connection.execute(_ROW, {"row": row.id, "state": Fate.LEARNING.value})
            again, first = list[Learned](), list[Learned]()
            for one in found:
                if one.print not in rows:
                    first.append(one)
                elif rows[one.print].state == Fate.LEARNING:
                    again.append(one)
            new = [*again, *first[: max(0, MOST - len(rows))]]
            for one in new:
                _drop(connection, source, one, rows.get(one.print))
        return [one.line for one in new]

    def decide(self, source: str, numbers: Collection[int], fate: Fate) -> list[str]:
        """Keep or drop the lines with these numbers; return them."""
        with self._database.write() as connection:
            rows = connection.execute(_OF_SOURCE, {"source": source}).all()
            chosen = [row for number, row in enumerate(rows, 1) if number in numbers]
            for row in chosen:
                connection.execute(_ROW, {"row": row.id, "state": fate.value})
        return [row.line for row in chosen]


def _drop(connection: Connection, source: str, one: Learned, row: Any) -> None:
    """Drop a line from now on: one that is new to us, or one that recurs anew."""
    told = {"line": one.line, "seen_at": micros(one.seen), "state": Fate.DROPPED.value}
    if row is not None:
        count = row.articles + one.articles
        connection.execute(_ROW, {"row": row.id, "articles": count, **told})
        return
    first = {"sha256": one.print, "articles": one.articles, "first_seen_at": micros(one.first_seen)}
    source_id = connection.scalar(select(sources.c.id).where(sources.c.name == source))
    connection.execute(insert(boilerplate), {"source_id": source_id, **first, **told})
