"""Which sources and feeds are followed: what the configuration says, as rows.

A configuration is read at each start and after each edit, most often to find that nearly
all of it is as it was.  So the rows are compared first and only what differs is written, a
few sources in a transaction: a desk that adds one outlet to its ten thousand writes three
rows.  Cut off in between, the next start goes on.

Discarded: writing every row anew in one transaction (seven seconds for ten thousand sources,
in which nobody else could write).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, case, insert, select, update

from archive.database import ArchiveError, Database
from archive.schema import feeds, fetches, sources
from news.moment import micros
from news.source import Feed, Source

_CHUNK = 15  # sources in a transaction, which stays under 10 ms with that
_MOST_AT_ONCE = 1000  # ids in a statement


def follow(
    database: Database, wanted: Sequence[Source], hosts_of: Mapping[str, str], now: datetime
) -> None:
    """Make the followed sources and feeds exactly these; what is known of each stays.

    `hosts_of` gives the host of each feed's address.
    """
    names = {source.name for source in wanted}
    urls = {feed.url for source in wanted for feed in source.feeds}
    with database.read() as connection:
        followed = _followed(connection)
    with database.write() as connection:
        _leave(connection, sources, [row["id"] for row in followed.sources(names)])
        _leave(connection, feeds, [row["id"] for row in followed.feeds(urls)])
    # Ten thousand sources must not keep others from writing for seconds.
    fresh = [source for source in wanted if not followed.same(source)]
    for start in range(0, len(fresh), _CHUNK):
        with database.write() as connection:
            for source in fresh[start : start + _CHUNK]:
                source_id = _follow_source(connection, source, now)
                for feed in source.feeds:
                    host = hosts_of[feed.url]
                    _follow_feed(connection, source_id, source, feed, host, now=now)


def must_know(database: Database, name: str) -> None:
    """Raise ArchiveError unless a source has this name, one that is followed no more too."""
    with database.read() as connection:
        known = connection.scalars(select(sources.c.name).order_by(sources.c.name)).all()
    if name not in known:
        raise ArchiveError(f"there is no source named '{name}'. There are: {', '.join(known)}")


@dataclass(frozen=True)
class _Followed:
    """The sources and feeds that are followed now: sources by name, feeds by address."""

    by_name: Mapping[str, Any]
    by_url: Mapping[str, Any]

    def sources(self, names: Container[str]) -> list[Any]:
        """Return those sources that are none of these."""
        return [row for name, row in self.by_name.items() if name not in names]

    def feeds(self, urls: Container[str]) -> list[Any]:
        """Return those feeds that are none of these."""
        return [row for url, row in self.by_url.items() if url not in urls]

    def same(self, source: Source) -> bool:
        """Say whether a source is followed as it is, with all its feeds."""
        row = self.by_name.get(source.name)
        if row is None or any(row[key] != value for key, value in _told(source).items()):
            return False
        feeds_now = [(self.by_url.get(feed.url), feed) for feed in source.feeds]
        return all(
            found is not None
            and all(found[key] == value for key, value in _listed(row["id"], source, feed).items())
            for found, feed in feeds_now
        )


def _followed(connection: Connection) -> _Followed:
    by_name = connection.execute(select(sources).where(sources.c.followed)).mappings()
    by_url = connection.execute(
        select(feeds.c.id, feeds.c.url, feeds.c.source_id, feeds.c.kind, feeds.c.poll_seconds,
               feeds.c.followed).where(feeds.c.followed)
    ).mappings()  # fmt: skip
    return _Followed({row["name"]: row for row in by_name}, {row["url"]: row for row in by_url})


def _leave(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    """Follow these no longer."""
    for start in range(0, len(ids), _MOST_AT_ONCE):
        these = table.c.id.in_(ids[start : start + _MOST_AT_ONCE])
        connection.execute(update(table).where(these).values(followed=False))


def _told(source: Source) -> dict[str, Any]:
    """Return what the configuration says of a source, as its row holds it."""
    return {
        "url": source.url,
        "language": source.language,
        "region": source.region,
        "country": source.country,
        "timezone": source.timezone,
        "followed": True,
    }


def _listed(source_id: int, source: Source, feed: Feed) -> dict[str, Any]:
    """Return what the configuration says of a feed, as its row holds it."""
    return {
        "source_id": source_id,
        "kind": feed.kind.value,
        "poll_seconds": int(source.poll_seconds),
        "followed": True,
    }


def _follow_source(connection: Connection, source: Source, now: datetime) -> int:
    values = _told(source)
    known = connection.scalar(select(sources.c.id).where(sources.c.name == source.name))
    if known is not None:
        connection.execute(update(sources).where(sources.c.id == known).values(**values))
        return int(known)
    row = insert(sources).values(name=source.name, added_at=micros(now), **values)
    return int(connection.execute(row.returning(sources.c.id)).scalar_one())


def _follow_feed(
    connection: Connection, source_id: int, source: Source, feed: Feed, host: str, *, now: datetime
) -> None:
    values = _listed(source_id, source, feed)
    row = connection.execute(
        select(feeds.c.id, feeds.c.poll_seconds, feeds.c.asked_until).where(feeds.c.url == feed.url)
    ).first()
    if row is not None:
        known = row.id
        connection.execute(update(feeds).where(feeds.c.id == known).values(**values))
        # A renamed source is another source: what waits goes with its feed.
        ours = update(fetches).where(fetches.c.feed_id == known)
        connection.execute(ours.values(source_id=source_id))
        poll = ours.where(fetches.c.article_id.is_(None))
        # Where the feed has moved for good, its host is another.
        host_now = case((fetches.c.url == feed.url, host), else_=fetches.c.host)
        connection.execute(poll.values(kind=feed.kind.value, host=host_now))
        if source.poll_seconds < row.poll_seconds:
            # Who wants it more often does not want to wait for the old pause first.
            soon = max(micros(now + timedelta(seconds=source.poll_seconds)), row.asked_until or 0)
            connection.execute(poll.where(fetches.c.due_at > soon).values(due_at=soon))
        return
    new = insert(feeds).values(url=feed.url, **values).returning(feeds.c.id)
    feed_id = connection.execute(new).scalar_one()
    connection.execute(
        insert(fetches),
        {
            "kind": feed.kind.value,
            "url": feed.url,
            "host": host,
            "source_id": source_id,
            "feed_id": feed_id,
            "due_at": micros(now),
            "created_at": micros(now),
        },
    )
