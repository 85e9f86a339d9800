"""Backfills: what was asked of a source's older lists, and how far it has come.

    backfills   source, cause (asked | overflow), since   what is wanted
    fetches     kind backfill or older, backfill_id       lists that are still to be read
                kind article, backfill_id                 pages of what they brought to light

The work is in the tables from its first moment, so whoever has the collecting role goes on
with it after any kill, and a command that asks for a backfill need not stay.  A backfill ends
in the same transaction in which its last list is done.

When a feed's window overflows, the backfill begins in the transaction that stores the feed's
validators: a crash either polls again and sees the gap again, or the backfill is there.  A
source has at most one of these under way and one that waits behind it; a further overflow
widens the one that waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from archive.database import Database
from archive.schema import backfills, feeds, fetches, sources
from news.moment import from_micros, micros
from news.source import FetchKind

LISTS = (FetchKind.BACKFILL.value, FetchKind.OLDER.value)
ASKED, OVERFLOW = "asked", "overflow"
# Between two backfills of a source whose window overflows again and again.
_APART = timedelta(minutes=15)
# A report appears with a time from before its feed was read last: outlets write it when they
# begin to write.
_STAMPED_EARLIER = timedelta(hours=1)


@dataclass(frozen=True)
class OlderList:
    """A list to read for a backfill: a sitemap, or a section's page."""

    url: str
    host: str
    kind: FetchKind = FetchKind.BACKFILL


@dataclass(frozen=True)
class Backfill:
    """One backfill: what was asked, and how far it is.

    `lists` were read and held `size` bytes, `found` are the articles that we had not;
    `lists_due` and `pages_due` are still to come.  It ended when its last list was read; its
    pages may come later.
    """

    id: int
    source: str
    cause: str
    since: datetime
    asked: datetime
    ended: datetime | None
    lists: int
    found: int
    size: int
    error: str
    lists_due: int
    pages_due: int

    @property
    def done(self) -> bool:
        """Whether nothing of it is still to be fetched."""
        return self.ended is not None and not self.pages_due


class Backfills:
    """The table `backfills`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(
        self, source: str, since: datetime, lists: Sequence[OlderList], now: datetime
    ) -> Backfill:
        """Begin a backfill that somebody asks for; one under way that reaches as far goes on."""
        with self._database.write() as connection:
            source_id = connection.execute(
                select(sources.c.id).where(sources.c.name == source)
            ).scalar_one()
            known = connection.scalar(
                select(backfills.c.id).where(
                    backfills.c.source_id == source_id,
                    backfills.c.cause == ASKED,
                    backfills.c.ended_at.is_(None),
                    backfills.c.since_at <= micros(since),
                )
            )
            wanted = known or begin(connection, source_id, ASKED, since, lists, now)
            return _read(connection, backfills.c.id == wanted)[0]

    def get(self, backfill_id: int) -> Backfill:
        """Return one, as far as it is."""
        with self._database.read() as connection:
            return _read(connection, backfills.c.id == backfill_id)[0]

    def newest(self, limit: int) -> list[Backfill]:
        """Return those begun last, the newest first."""
        with self._database.read() as connection:
            return _read(connection)[:limit]

    def stop(self, backfill_id: int, now: datetime) -> None:
        """End one by somebody's wish: what it found stays, and its pages still come."""
        with self._database.write() as connection:
            end(connection, backfill_id, "stopped by hand", now)


def begin(
    connection: Connection,
    source_id: int,
    cause: str,
    since: datetime,
    lists: Sequence[OlderList],
    now: datetime,
    *,
    due: datetime | None = None,
) -> int:
    """Begin a backfill with its first lists; return its row."""
    row = insert(backfills).values(
        source_id=source_id, cause=cause, since_at=micros(since), asked_at=micros(now)
    )
    backfill_id: int = connection.execute(row.returning(backfills.c.id)).scalar_one()
    add_lists(connection, backfill_id, source_id, lists, due or now, depth=0)
    _end_if_done(connection, backfill_id, now)
    return backfill_id


def begin_for_overflow(
    connection: Connection, feed_id: int, lists: Sequence[OlderList], now: datetime
) -> None:
    """Note that a feed lost entries since its last poll, and look for them in older lists."""
    row = connection.execute(
        select(feeds.c.source_id, feeds.c.polled_at).where(feeds.c.id == feed_id)
    ).one()
    connection.execute(
        update(feeds)
        .where(feeds.c.id == feed_id)
        .values(overflow_at=micros(now), overflows=feeds.c.overflows + 1)
    )
    since = from_micros(row.polled_at or micros(now)) - _STAMPED_EARLIER
    earlier = connection.execute(
        select(backfills.c.id, backfills.c.asked_at, backfills.c.since_at, _waits())
        .where(
            backfills.c.source_id == row.source_id,
            backfills.c.cause == OVERFLOW,
            or_(backfills.c.ended_at.is_(None), backfills.c.asked_at > micros(now - _APART)),
        )
        .order_by(backfills.c.id.desc())
        .limit(1)
    ).first()
    if earlier is None:
        begin(connection, row.source_id, OVERFLOW, since, lists, now)
    elif earlier.waits:
        widened = min(earlier.since_at, micros(since))
        one = update(backfills).where(backfills.c.id == earlier.id)
        connection.execute(one.values(since_at=widened))
    else:
        due = max(now, from_micros(earlier.asked_at) + _APART)
        begin(connection, row.source_id, OVERFLOW, since, lists, now, due=due)


def add_lists(
    connection: Connection,
    backfill_id: int,
    source_id: int,
    lists: Sequence[OlderList],
    due: datetime,
    *,
    depth: int,
) -> None:
    """Let further lists be read for a backfill, in this order, each address once."""
    known = set(
        connection.scalars(
            select(fetches.c.url).where(
                fetches.c.backfill_id == backfill_id, fetches.c.kind.in_(LISTS)
            )
        )
    )
    rows = [
        {
            "kind": one.kind.value,
            "url": one.url,
            "host": one.host,
            "source_id": source_id,
            "backfill_id": backfill_id,
            "depth": depth,
            "due_at": micros(due),
            "created_at": micros(due),
        }
        for one in {one.url: one for one in lists}.values()
        if one.url not in known
    ]
    if rows:
        connection.execute(insert(fetches), rows)


def list_done(
    connection: Connection,
    fetch_id: int,
    backfill_id: int,
    now: datetime,
    *,
    size: int = 0,
    error: str = "",
) -> None:
    """Note that a list was read, or, with an error, that it could not be."""
    this = update(fetches).where(fetches.c.id == fetch_id, fetches.c.state == "due")
    if not connection.execute(this.values(state="done", leased_until=None, error=error)).rowcount:
        return  # somebody was quicker
    read = {"error": error} if error else {"lists": backfills.c.lists + 1}
    connection.execute(
        update(backfills)
        .where(backfills.c.id == backfill_id)
        .values(size=backfills.c.size + size, **read)
    )
    _end_if_done(connection, backfill_id, now)


def count_found(connection: Connection, backfill_id: int, articles: int) -> None:
    """Note that a backfill brought so many articles that we had not."""
    this = update(backfills).where(backfills.c.id == backfill_id)
    connection.execute(this.values(found=backfills.c.found + articles))


def end(connection: Connection, backfill_id: int, why: str, now: datetime) -> None:
    """End a backfill before its last list; the lists that are left are forgotten."""
    left = fetches.delete().where(fetches.c.backfill_id == backfill_id, fetches.c.kind.in_(LISTS))
    connection.execute(left)
    this = update(backfills).where(backfills.c.id == backfill_id, backfills.c.ended_at.is_(None))
    connection.execute(this.values(ended_at=micros(now), error=why))


def _end_if_done(connection: Connection, backfill_id: int, now: datetime) -> None:
    """End a backfill none of whose lists is left, and forget which it has read."""
    lists = (fetches.c.backfill_id == backfill_id, fetches.c.kind.in_(LISTS))
    left = select(fetches.c.id).where(*lists, fetches.c.state == "due").limit(1)
    if connection.scalar(left) is None:
        connection.execute(fetches.delete().where(*lists))
        this = update(backfills).where(backfills.c.id == backfill_id)
        connection.execute(this.values(ended_at=micros(now)))


def _waits() -> Any:
    """Say of a backfill whether all its lists are still to be asked for."""
    begun = select(fetches.c.id).where(
        fetches.c.backfill_id == backfills.c.id,
        or_(fetches.c.state != "due", fetches.c.leased_until.is_not(None), fetches.c.depth > 0),
    )
    open_ = backfills.c.ended_at.is_(None) & (backfills.c.lists == 0)
    return (open_ & ~begun.exists()).label("waits")


def _read(connection: Connection, *wanted: Any) -> list[Backfill]:
    due = (
        select(func.count())
        .select_from(fetches)
        .where(fetches.c.backfill_id == backfills.c.id, fetches.c.state == "due")
    )
    rows = connection.execute(
        select(
            backfills,
            sources.c.name,
            due.where(fetches.c.kind.in_(LISTS)).scalar_subquery().label("lists_due"),
            due.where(fetches.c.kind == FetchKind.ARTICLE.value)
            .scalar_subquery()
            .label("pages_due"),
        )
        .join(sources, sources.c.id == backfills.c.source_id)
        .where(*wanted)
        .order_by(backfills.c.id.desc())
    ).mappings()
    return [
        Backfill(
            id=row["id"],
            source=row["name"],
            cause=row["cause"],
            since=from_micros(row["since_at"]),
            asked=from_micros(row["asked_at"]),
            ended=None if row["ended_at"] is None else from_micros(row["ended_at"]),
            lists=row["lists"],
            found=row["found"],
            size=row["size"],
            error=row["error"],
            lists_due=row["lists_due"],
            pages_due=row["pages_due"],
        )
        for row in rows
    ]
