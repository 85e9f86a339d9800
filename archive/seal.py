"""Seal articles: one hash over all that is kept of a report, by which a changed date is found.

A revision's own SHA-256 covers its headline and text.  A bit that flips in a date, an
author or a link leaves a database that is whole by its own rules and a report that says
"1994": so each article carries a hash over its row and those of its revisions.

Whoever changes an article sets its seal to "" in the same statement; the daemon seals
such articles in a quiet moment, many at once.  Discarded: sealing within each change,
which reads an article's rows again for every entry of every poll; and a trigger, since
SQLite has no hash of its own.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from archive.database import Database
from archive.schema import articles, revisions

# Not sealed: the seal, what came to the table later (older seals are of rows without it), and
# what reading notes on a revision (its text has a hash of its own).
_UNSEALED_COLUMNS = {"seal", "news_after", "withdrawn_at"}
_ARTICLE = [column for column in articles.c if column.name not in _UNSEALED_COLUMNS]
_LATER = {"provenance", "posts"}
_REVISION = [c for c in revisions.c if c.name not in {"text", "watchlist", "match_due_at", *_LATER}]
_ARTICLE_ROW = select(*_ARTICLE).where(articles.c.id == bindparam("row"))
_REVISION_ROWS = (
    select(*_REVISION).where(revisions.c.article_id == bindparam("row")).order_by(revisions.c.id)
)
_UNSEALED = select(articles.c.id).where(articles.c.seal == "").order_by(articles.c.id)
_SEAL = update(articles).where(articles.c.id == bindparam("row")).values(seal=bindparam("hash"))


def seal_of(connection: Connection, article_id: int) -> str:
    """Return the hash over an article as it stands."""
    rows: list[list[Any]] = [
        list(row)
        for wanted in (_ARTICLE_ROW, _REVISION_ROWS)
        for row in connection.execute(wanted, {"row": article_id})
    ]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def seal(database: Database, limit: int) -> int:
    """Seal the oldest articles that are open, in one transaction; return how many.

    Ten take a millisecond.
    """
    with database.write() as connection:
        ids = connection.scalars(_UNSEALED.limit(limit)).all()
        for article_id in ids:
            connection.execute(_SEAL, {"row": article_id, "hash": seal_of(connection, article_id)})
    return len(ids)
