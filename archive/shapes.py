"""What reading has found at a source's addresses, counted by their shape.

One upsert in the transaction that places a page; one short read before a section page is
read.  The table stays small: an outlet prints by a few dozen templates.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from archive.database import Database
from archive.schema import articles, shapes, sources
from news.moment import from_micros, micros
from news.source import Shape

# So many shapes of a source are asked of; those with most pages come first.
MOST = 300
_LONGEST = 300  # characters of a shape

_OF_ARTICLE = select(articles.c.source_id).where(articles.c.id == bindparam("article"))
_COUNT = update(shapes).where(
    shapes.c.source_id == bindparam("source"), shapes.c.shape == bindparam("of")
)
_FOUND = _COUNT.values(articles=shapes.c.articles + 1, seen_at=bindparam("now"))
_OTHER = _COUNT.values(others=shapes.c.others + 1, seen_at=bindparam("now"))


def learn(
    connection: Connection, article_id: int, shape: str, now: datetime, *, is_article: bool
) -> None:
    """Count one more page of a shape, in the transaction that places it."""
    if not shape or len(shape) > _LONGEST:
        return
    source_id = connection.scalar(_OF_ARTICLE, {"article": article_id})
    counted = connection.execute(
        _FOUND if is_article else _OTHER,
        {"source": source_id, "of": shape, "now": micros(now)},
    )
    if counted.rowcount == 0:
        first: dict[str, Any] = {"articles": int(is_article), "others": int(not is_article)}
        row = {"source_id": source_id, "shape": shape, "seen_at": micros(now), **first}
        connection.execute(insert(shapes), row)


class Shapes:
    """What is known of the sources' addresses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, source: str) -> tuple[Shape, ...]:
        """Return what is known of a source's addresses, the most frequent shapes first."""
        pages = shapes.c.articles + shapes.c.others
        wanted = (
            select(shapes)
            .join(sources, sources.c.id == shapes.c.source_id)
            .where(sources.c.name == source)
            .order_by(pages.desc(), shapes.c.id)
            .limit(MOST)
        )
        with self._database.read() as connection:
            return tuple(
                Shape(row.shape, row.articles, row.others, from_micros(row.seen_at))
                for row in connection.execute(wanted)
            )
