"""Count what a monitoring program wants to know of the archive.

The counts of all rows are what takes time here; who asks often keeps them for a while.  "Last"
times are looked for among the newest rows, which is where they are, without a scan of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select

from archive.database import Database
from archive.schema import (
    VERSION,
    articles,
    feeds,
    fetches,
    findings,
    messages,
    pages,
    sources,
)
from news.moment import from_micros, micros

_NEWEST = 200


@dataclass(frozen=True)
class Figures:
    """Counts over the archive at one moment.

    `waiting` has, for each box, how many seconds its oldest piece of work is due, 0 if none
    is; `last` has when something last went well, and leaves out what never did.
    """

    articles: int
    unread: int
    fetches_due: int
    feeds: int
    feeds_failing: int
    messages: dict[str, int]
    waiting: dict[str, float]
    last: dict[str, datetime]
    schema: str = VERSION


def count(database: Database, now: datetime) -> Figures:
    """Count."""
    at = micros(now)
    with database.read() as connection:

        def number(query: Select[Any]) -> int:
            return int(connection.scalar(query) or 0)

        followed = select(func.count()).select_from(feeds).where(feeds.c.followed)
        asked = select(sources.c.id).where(sources.c.followed, sources.c.paused_at.is_(None))
        due = (
            fetches.c.state == "due",
            fetches.c.due_at <= at,
            fetches.c.source_id.in_(asked),
            fetches.c.backfill_id.is_(None),  # they come behind all others, and may take days
        )
        unread = pages.c.state == "unread"
        by_state = connection.execute(
            select(messages.c.state, func.count()).group_by(messages.c.state)
        )
        return Figures(
            articles=number(
                select(func.count()).select_from(articles).where(articles.c.same_as.is_(None))
            ),
            unread=number(select(func.count()).select_from(pages).where(unread)),
            fetches_due=number(select(func.count()).select_from(fetches).where(*due)),
            feeds=number(followed),
            feeds_failing=number(followed.where(feeds.c.error != "")),
            messages={str(state): int(total) for state, total in by_state},
            waiting={
                name: max(0.0, (at - oldest) / 1e6) if oldest else 0.0
                for name, oldest in {
                    "fetches": number(select(func.min(fetches.c.due_at)).where(*due)),
                    "pages": number(select(func.min(pages.c.fetched_at)).where(unread)),
                    "findings": number(
                        select(func.min(findings.c.found_at)).where(findings.c.routed_at.is_(None))
                    ),
                    "messages": number(
                        select(func.min(messages.c.due_at)).where(
                            messages.c.state == "new", messages.c.due_at <= at
                        )
                    ),
                }.items()
            },
            last={
                name: from_micros(when)
                for name, when in {
                    "poll": number(select(func.max(feeds.c.polled_at))),
                    "read": _newest(connection, pages, pages.c.read_at),
                    "send": _newest(connection, messages, messages.c.sent_at),
                }.items()
                if when
            },
        )


def _newest(connection: Connection, table: Table, time: Column[int]) -> int:
    """Return the newest of a time among the last rows that have it, 0 if none has."""
    rows = select(time).where(time.is_not(None)).order_by(table.c.id.desc()).limit(_NEWEST)
    return int(connection.scalar(select(func.max(rows.subquery().c[0]))) or 0)
