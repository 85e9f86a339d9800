"""The texts that were matched under another watchlist than the one in force.

    articles, newest first ──▶ current text, matched under 3f2a… ──▶ once more under 91bc…

A text that was never matched is none of them: it waits to be read, and whoever reads it
tells of it.  Each text carries the version it was matched under, so after a kill the work
goes on where it was by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_

from archive import claims
from archive.database import Database
from archive.rows import outlet_of, revision_article
from archive.schema import articles, revisions, sources
from news.article import Article
from news.figure import FigureReading
from news.moment import micros

# Where one stands among the articles: sorting time and row.
Place = tuple[int, int]


@dataclass(frozen=True)
class Old:
    """A current text whose matches are of another watchlist.

    `figures` are what its numbers mean, None where nobody asked or nobody has read them.
    """

    article_id: int
    revision_id: int
    article: Article
    place: Place
    figures: FigureReading | None = None


class Outdated:
    """Looks for them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next(
        self,
        version: str,
        since: datetime,
        before: Place | None,
        limit: int,
        *,
        with_figures: bool = False,
    ) -> list[Old]:
        """Return the newest of those before a place, back to `since`."""
        wanted: list[Any] = [
            articles.c.same_as.is_(None),
            articles.c.sort_at >= micros(since),
            revisions.c.watchlist != version,
            revisions.c.watchlist != "",
        ]
        if before is not None:
            wanted.append(tuple_(articles.c.sort_at, articles.c.id) < tuple_(*before))
        chosen = (
            select(
                revisions,
                articles.c.url,
                articles.c.language,
                articles.c.paywalled,
                articles.c.sort_at,
                sources.c.name,
                sources.c.region,
                sources.c.country,
            )
            .join(articles, articles.c.revision_id == revisions.c.id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(*wanted)
            .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return [
                _old(row, claims.of_text(connection, row["id"]) if with_figures else None)
                for row in connection.execute(chosen).mappings().all()
            ]


def _old(row: Any, figures: FigureReading | None) -> Old:
    return Old(
        row["article_id"],
        row["id"],
        revision_article(
            row,
            url=row["url"],
            language=row["language"],
            paywalled=row["paywalled"],
            outlet=outlet_of(row),
        ),
        (row["sort_at"], row["article_id"]),
        figures,
    )
