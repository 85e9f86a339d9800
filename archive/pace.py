"""When reports of what is tracked came, and what is remarkable of it now: see `monitor.pacing`.

Matches are found by the index of subject, name and article; of a text that was edited, and of
reprints, only the first counts.  A subject that every report matches has no pace worth knowing,
so only its newest matches are read.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from archive.database import Database
from archive.schema import articles, findings, matches, prints
from news.finding import Subject
from news.moment import from_micros, micros

_MOST = 20_000  # matches that are read: a second
BACKFILL = "backfill"


class Paces:
    """Reads arrivals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def arrivals(
        self, subject: Subject, name: str, since: datetime
    ) -> tuple[tuple[datetime, ...], datetime | None]:
        """Return when its reports came since then, and when it was found last.

        What a newer rule finds in old reports does not count as found.
        """
        with self._database.read() as connection:
            return _times(connection, subject, name, since), _last(connection, subject, name)

    def begun(self) -> datetime | None:
        """Return when the first article came, None while there is none."""
        with self._database.read() as connection:
            oldest = select(articles.c.first_seen_at).order_by(articles.c.id).limit(1)
            found = connection.scalar(oldest)
        return None if found is None else from_micros(found)


def _times(
    connection: Connection, subject: Subject, name: str, since: datetime
) -> tuple[datetime, ...]:
    newest = (
        select(matches.c.article_id)
        .where(matches.c.subject == subject.value, matches.c.name == name)
        .distinct()
        .order_by(matches.c.article_id.desc())
        .limit(_MOST)
        .subquery()
    )
    rows = connection.scalars(
        select(articles.c.first_seen_at)
        .join(newest, newest.c.article_id == articles.c.id)
        .outerjoin(prints, prints.c.article_id == articles.c.id)
        .where(articles.c.first_seen_at >= micros(since), prints.c.copy_of.is_(None))
    )
    return tuple(from_micros(at) for at in sorted(rows))


def _last(connection: Connection, subject: Subject, name: str) -> datetime | None:
    found = connection.scalar(
        select(func.max(findings.c.found_at))
        .join(matches, matches.c.article_id == findings.c.article_id)
        .where(
            matches.c.subject == subject.value,
            matches.c.name == name,
            findings.c.subject == subject.value,
            findings.c.name == name,
            findings.c.silent != BACKFILL,
        )
    )
    return None if found is None else from_micros(found)
