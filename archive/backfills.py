"""Backfills: what was asked of a source's older lists, and how far it has come.

    backfills   source, cause (asked | overflow), since   what is wanted
    fetches     kind backfill or older, backfill_id       lists that are still to be read
                kind article, backfill_id                 pages of what they brought to light

The work is in the tables from its first moment, so whoever has the collecting role goes on
with it after any kill, and a command that asks for a backfill need not stay.  A backfill ends
in the same transaction in which its last list is done.

When a feed's window overflows, the backfill begins in the transaction that stores the feed's
validators: a crash either polls again and sees the gap again, or the backfill is there.  Of
one source these begin a quarter of an hour apart; a further overflow widens the one that
waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from archive.database import Database
from archive.schema import backfills, feeds, fetches, sources
from news.moment import EPOCH, from_micros, micros
from news.source import Fetch, FetchKind

LISTS = (FetchKind.BACKFILL.value, FetchKind.OLDER.value)
ASKED, OVERFLOW = "asked", "overflow"
# Between two backfills of a source whose window overflows again and again.
_APART = timedelta(minutes=15)
# How long those are shown that began by themselves: a busy source may have a hundred a day.
_REMEMBERED = timedelta(days=30)
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
    ) -> Backfill | None:
        """Begin a backfill that somebody asks for; one under way that reaches as far goes on.

        None if the source is not followed.
        """
        with self._database.write() as connection:
            followed = (sources.c.name == source, sources.c.followed)
            source_id = connection.scalar(select(sources.c.id).where(*followed))
            if source_id is None:
                return None
            known = connection.scalar(
                select(backfills.c.id).where(
                    backfills.c.source_id == source_id,
                    backfills.c.cause == ASKED,
                    backfills.c.ended_at.is_(None),
                    backfills.c.since_at <= micros(since),
                )
            )
            wanted = known or begin(connection, source_id, ASKED, since, lists, now=now)
            return _read(connection, backfills.c.id == wanted)[0]

    def get(self, backfill_id: int) -> Backfill:
        """Return one, as far as it is."""
        with self._database.read() as connection:
            return _read(connection, backfills.c.id == backfill_id)[0]

    def newest(self, limit: int) -> list[Backfill]:
        """Return those begun last, the newest first."""
        with self._database.read() as connection:
            return _read(connection)[:limit]

    def stop(self, source: str, now: datetime) -> int:
        """End those of a source that are under way, by somebody's wish; return how many.

        No further list is read; the pages of what they found still come.
        """
        with self._database.write() as connection:
            open_ = connection.scalars(
                select(backfills.c.id)
                .join(sources, sources.c.id == backfills.c.source_id)
                .where(sources.c.name == source, backfills.c.ended_at.is_(None))
            ).all()
            for backfill_id in open_:
                end(connection, backfill_id, "stopped by hand", now)
        return len(open_)


def begin(
    connection: Connection,
    source_id: int,
    cause: str,
    since: datetime,
    lists: Sequence[OlderList],
    *,
    now: datetime,
    due: datetime | None = None,
) -> int:
    """Begin a backfill with its first lists; return its row."""
    row = insert(backfills).values(
        source_id=source_id, cause=cause, since_at=micros(since), asked_at=micros(now)
    )
    backfill_id: int = connection.execute(row.returning(backfills.c.id)).scalar_one()
    _add_lists(connection, backfill_id, source_id, lists, due or now, depth=0)
    return backfill_id


def begin_for_overflow(
    connection: Connection, feed_id: int, lists: Sequence[OlderList], now: datetime
) -> None:
    """Note that a feed lost entries since its last poll, and look for them in older lists.

    Where we were away, or its outlet was down, its window is not to blame.
    """
    row = connection.execute(select(feeds).where(feeds.c.id == feed_id)).one()
    if not _long_away(row, micros(now)):
        connection.execute(
            update(feeds)
            .where(feeds.c.id == feed_id)
            .values(overflow_at=micros(now), overflows=feeds.c.overflows + 1)
        )
    since = from_micros(row.polled_at or micros(now)) - _STAMPED_EARLIER
    earlier = connection.execute(
        select(backfills.c.id, backfills.c.asked_at, backfills.c.since_at, _waits())
        .where(backfills.c.source_id == row.source_id, backfills.c.cause == OVERFLOW)
        .order_by(backfills.c.id.desc())
        .limit(1)
    ).first()
    if earlier is not None and earlier.waits:
        one = update(backfills).where(backfills.c.id == earlier.id)
        connection.execute(one.values(since_at=min(earlier.since_at, micros(since))))
        return
    connection.execute(
        backfills.delete().where(
            backfills.c.source_id == row.source_id,
            backfills.c.cause == OVERFLOW,
            backfills.c.ended_at < micros(now - _REMEMBERED),
        )
    )
    due = now if earlier is None else max(now, from_micros(earlier.asked_at) + _APART)
    begin(connection, row.source_id, OVERFLOW, since, lists, now=now, due=due)


def _long_away(feed: Any, now: int) -> bool:
    """Say whether a feed's last good poll is longer ago than was planned."""
    planned = feed.pause_seconds * 1_000_000
    if feed.asked_until is not None and feed.polled_at is not None:
        planned = max(planned, feed.asked_until - feed.polled_at)
    return bool(planned) and feed.polled_at is not None and now - feed.polled_at > 2 * planned


def is_wanted(connection: Connection, fetch: Fetch) -> bool:
    """Say whether a list is still to be read: its backfill may have ended meanwhile."""
    this = select(fetches.c.id).where(fetches.c.id == fetch.id, fetches.c.state == "due")
    return connection.scalar(this) is not None


def list_read(
    connection: Connection,
    fetch: Fetch,
    more: Sequence[OlderList],
    instead: Sequence[OlderList],
    now: datetime,
    *,
    size: int,
    stop: str,
) -> None:
    """Note that a list was read and leads to `more`; with `stop` the backfill ends for that."""
    noted = {"lists": backfills.c.lists + 1, "size": backfills.c.size + size}
    _list_done(connection, fetch, noted)
    if stop:
        end(connection, fetch.backfill_id, stop, now)
    else:
        _go_on(connection, fetch, more, instead, now)


def list_left(
    connection: Connection,
    fetch: Fetch,
    more: Sequence[OlderList],
    instead: Sequence[OlderList],
    now: datetime,
    *,
    note: str,
) -> None:
    """Note that a list has nothing for us; `more` are tried in its place."""
    if is_wanted(connection, fetch):
        _list_done(connection, fetch, {"error": note} if note else {})
        _go_on(connection, fetch, more, instead, now)


def count_found(connection: Connection, backfill_id: int, articles: int) -> None:
    """Note that a backfill brought so many articles that we had not."""
    if articles:
        this = update(backfills).where(backfills.c.id == backfill_id)
        connection.execute(this.values(found=backfills.c.found + articles))


def news_after(connection: Connection, backfill_id: int) -> int | None:
    """Return before when nothing is news of what a backfill finds; None where age alone counts.

    Somebody who asks for the reports of a month wants no alerts about them.  Yet what came out
    since the source's feeds were last read is news: their next poll would bring it.
    """
    read: int | None = connection.scalar(
        select(func.coalesce(func.max(feeds.c.polled_at), func.max(backfills.c.asked_at)))
        .select_from(backfills)
        .outerjoin(feeds, and_(feeds.c.source_id == backfills.c.source_id, feeds.c.followed))
        .where(backfills.c.id == backfill_id, backfills.c.cause == ASKED)
    )
    return None if read is None else read - micros(EPOCH + _STAMPED_EARLIER)


def end(connection: Connection, backfill_id: int | None, why: str, now: datetime) -> None:
    """End a backfill; with a reason, before its last list.  Its lists are forgotten."""
    connection.execute(fetches.delete().where(*_lists_of(backfill_id)))
    this = update(backfills).where(backfills.c.id == backfill_id, backfills.c.ended_at.is_(None))
    connection.execute(this.values(ended_at=micros(now), **({"error": why} if why else {})))


def _list_done(connection: Connection, fetch: Fetch, noted: Mapping[str, Any]) -> None:
    """Note that a list is done, and keep it so that none leads to it again."""
    this = update(fetches).where(fetches.c.id == fetch.id)
    connection.execute(this.values(state="done", leased_until=None))
    if noted:
        ours = update(backfills).where(backfills.c.id == fetch.backfill_id)
        connection.execute(ours.values(**noted))


def _go_on(
    connection: Connection,
    fetch: Fetch,
    more: Sequence[OlderList],
    instead: Sequence[OlderList],
    now: datetime,
) -> None:
    """Add the lists that a list leads to; where none is left, try others once, or end."""
    backfill = connection.execute(
        select(backfills).where(backfills.c.id == fetch.backfill_id)
    ).one()
    ours = backfill.id, backfill.source_id
    _add_lists(connection, *ours, more, now, depth=fetch.depth + 1)
    if not _any_left(connection, backfill.id) and not backfill.lists:
        _add_lists(connection, *ours, instead, now, depth=0)
    if not _any_left(connection, backfill.id):
        end(connection, backfill.id, "", now)


def _add_lists(
    connection: Connection,
    backfill_id: int,
    source_id: int,
    lists: Sequence[OlderList],
    due: datetime,
    *,
    depth: int,
) -> None:
    """Let further lists be read for a backfill, in this order, each address once."""
    wanted = {one.url: one for one in lists}
    known = set(
        connection.scalars(select(fetches.c.url).where(*_lists_of(backfill_id))) if wanted else ()
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
        for one in wanted.values()
        if one.url not in known
    ]
    if rows:
        connection.execute(insert(fetches), rows)


def _lists_of(backfill_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return fetches.c.backfill_id == backfill_id, fetches.c.kind.in_(LISTS)


def _any_left(connection: Connection, backfill_id: int) -> bool:
    left = select(fetches.c.id).where(*_lists_of(backfill_id), fetches.c.state == "due")
    return connection.scalar(left.limit(1)) is not None


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
