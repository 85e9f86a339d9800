"""What to fetch and when: sources, feeds, due fetches, hosts.

The first durable thing is the fetch, not the page: the entries of a poll and the
feed's validators are committed so that a crash between them polls again instead of
skipping an entry for ever.  Work is claimed by a lease; a killed wave's fetches come
back when it ends.

Nothing here decides: due times, back-off and budgets come from the caller.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.sql import Select

from archive import absent, backfills, identity, parts, search
from archive.backfills import OlderList
from archive.database import Database
from archive.followed import follow
from archive.rows import (
    fetch_of,
    moment_values,
    past_values,
    short_key,
    storable,
    write_authors,
)
from archive.schema import (
    article_keys,
    articles,
    entries,
    feeds,
    fetches,
    gone,
    hosts,
    pages,
    revisions,
    sources,
)
from news.absence import Verdict
from news.article import MOST_REVISIONS, Origin, Page
from news.failpoint import failpoint
from news.moment import Precision, from_micros, micros
from news.source import Entry, Fetch, FetchKind, Past, Source

_VALIDATORS = ("etag", "last_modified", "validators_url")
_COUNTED = {"body_hash", "polls", "entries_seen", "failure_weight", "answered_at"}
_PAST = {*_COUNTED, *past_values(Past(""))}
# A transaction that adds this many entries stays well under 10 ms.
_CHUNK = 15
# An article edited for the second time is fetched so long after its last page, for the third
# time after twice as long, and so on.
_EDIT_PAUSE = timedelta(minutes=5)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Listed:
    """An entry as a feed listed it, with its article's identity and its host."""

    entry: Entry
    key: str
    host: str


@dataclass(frozen=True)
class Brought:
    """What a poll brought to light.

    Of the listed entries `known` were listed by this feed before, and of `new` ones nobody had
    the article; the others came to us by another feed.  `fetches` are the pages to fetch now.
    """

    known: int = 0
    new: int = 0
    fetches: tuple[Fetch, ...] = ()


@dataclass(frozen=True)
class Address:
    """Where a feed is polled: it has moved there for good, or back."""

    url: str
    host: str


@dataclass(frozen=True)
class Polled:
    """What a good poll leaves behind: validators, the next due time, what was learned.

    `overflow` are the older lists to look into, where the feed's window overflowed.
    """

    etag: str
    last_modified: str
    body_hash: str
    next_due: datetime
    validators_url: str = ""
    past: Past | None = None
    address: Address | None = None
    overflow: tuple[OlderList, ...] | None = None


@dataclass(frozen=True)
class HostRow:
    """What we know of a host: robots.txt as it answered, and until when we stay away.

    Its certificate is good from `certificate_from` to `certificate_until`.
    """

    host: str
    next_at: datetime | None = None
    blocked_until: datetime | None = None
    robots: str | None = None
    robots_status: int | None = None
    robots_at: datetime | None = None
    certificate_from: datetime | None = None
    certificate_until: datetime | None = None


class Frontier:
    """The table `fetches` and what hangs on it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def follow(self, wanted: Sequence[Source], hosts_of: dict[str, str], now: datetime) -> None:
        """Make the followed sources and feeds exactly these; what is known of each stays.

        `hosts_of` gives the host of each feed's address.  What is followed as it was is not
        written again.
        """
        follow(self._database, wanted, hosts_of, now)

    def make_due(self, names: Sequence[str], now: datetime) -> int:
        """Make the feeds of these sources (all, if none is named) due now; return how many."""
        wanted = (
            select(feeds.c.id).join(sources).where(feeds.c.followed, sources.c.paused_at.is_(None))
        )
        if names:
            wanted = wanted.where(sources.c.name.in_(names))
        with self._database.write() as connection:
            done = connection.execute(
                update(fetches)
                .where(fetches.c.feed_id.in_(wanted), fetches.c.article_id.is_(None))
                .values(due_at=micros(now), leased_until=None)
            )
        return done.rowcount

    def pause(self, name: str, now: datetime | None) -> bool:
        """Let a source rest from `now` on, or (None) no longer; False where it is so already.

        What waits for it stays, and goes on where it was.
        """
        resting = sources.c.paused_at.is_not(None)
        change = update(sources).where(sources.c.name == name)
        change = change.where(resting if now is None else ~resting)
        with self._database.write() as connection:
            done = connection.execute(change.values(paused_at=None if now is None else micros(now)))
        return bool(done.rowcount)

    def paused(self) -> dict[str, datetime]:
        """Return which followed sources rest, and since when."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(sources.c.name, sources.c.paused_at).where(
                    sources.c.followed, sources.c.paused_at.is_not(None)
                )
            )
            return {row.name: from_micros(row.paused_at) for row in rows}

    def lease(
        self, now: datetime, until: datetime, limit: int, per_host: int, only: Sequence[str] = ()
    ) -> list[Fetch]:
        """Claim what is due, oldest first, at most `per_host` polls of one host.

        Of a host's pages at most `per_host` are under way, those claimed before counted.
        `only` names the sources to look at; all, if it is empty.
        """
        wanted = _due(micros(now), per_host, only).subquery()
        chosen = (
            select(wanted.c.id)
            .where(wanted.c.turn <= per_host)
            .order_by(wanted.c.older, wanted.c.due_at, wanted.c.id)
            .limit(limit)
        )
        with self._database.write() as connection:
            ids = connection.scalars(chosen).all()
            _lease(connection, ids, until)
            return _read(connection, ids, fetches.c.due_at)

    def release(self, fetch_ids: Sequence[int]) -> None:
        """Give back claimed fetches that were not tried."""
        with self._database.write() as connection:
            _release(connection, fetch_ids)

    def forget_leases(self) -> None:
        """Take back what a process left that died; only its sole successor may ask this."""
        with self._database.write() as connection:
            connection.execute(
                update(fetches).where(fetches.c.leased_until.is_not(None)).values(leased_until=None)
            )

    def next_due(self) -> datetime | None:
        """Return when the next fetch is due, None if nothing ever is."""
        with self._database.read() as connection:
            value = connection.scalar(
                select(func.min(fetches.c.due_at)).where(fetches.c.state == "due")
            )
        return None if value is None else from_micros(value)

    def polled(
        self,
        fetch: Fetch,
        listed: Sequence[Listed],
        settle: Callable[[Brought], Polled],
        now: datetime,
        *,
        lease_until: datetime,
        budget: int,
        match_feed_text_at: datetime,
    ) -> Brought:
        """Remember a poll: first its entries, then, last of all, its validators.

        New entries are archived at once with the feed's own text, and their pages
        become fetches, of which the newest `budget` stay claimed for the caller and are
        returned.  `settle`, a pure function, says from what the poll brought what it leaves
        behind.
        """
        listed = [replace(item, key=short_key(item.key)) for item in listed]
        new = _Arrivals(fetch, listed, micros(now), micros(match_feed_text_at), micros(lease_until))
        for start in range(0, len(listed), _CHUNK):
            with self._database.write() as connection:
                chunk = listed[start : start + _CHUNK]
                new.look(connection, chunk)
                for item in chunk:
                    new.add(connection, item)
            failpoint("entries-committed")
        rest = max(len(new.fetches) - budget, 0)
        mine = new.fetches[rest:]
        with self._database.write() as connection:
            _release(connection, new.fetches[:rest])
            brought = Brought(new.known, new.new, tuple(_read(connection, mine)))
            left = settle(brought)
            if left.overflow is not None and fetch.feed_id is not None:
                backfills.begin_for_overflow(connection, fetch.feed_id, left.overflow, now)
            _poll_done(connection, fetch, left, micros(now), seen=len(listed))
        failpoint("poll-committed")
        return brought

    def older_read(
        self,
        fetch: Fetch,
        listed: Sequence[Listed],
        onward: Callable[[int], Sequence[OlderList]],
        now: datetime,
        *,
        size: int,
        stop: Callable[[int], str],
        instead: Sequence[OlderList],
        match_feed_text_at: datetime,
    ) -> int:
        """Remember a list that was read for a backfill; return how many articles were new.

        First its entries, in the order given, then, last of all, that it was read, and the
        lists it leads `onward` to, given that number; `stop` says of it why the backfill ends
        here, if it does.  `instead` is read where no list could be.
        """
        assert fetch.backfill_id is not None  # noqa: S101  the caller's promise
        with self._database.read() as connection:
            if not backfills.is_wanted(connection, fetch):
                return 0
        listed = [replace(item, key=short_key(item.key)) for item in listed]
        new = _Arrivals(fetch, listed, micros(now), micros(match_feed_text_at), None)
        for start in range(0, len(listed), _CHUNK):
            with self._database.write() as connection:
                before, chunk = new.new, listed[start : start + _CHUNK]
                new.look(connection, chunk)
                for item in chunk:
                    new.add(connection, item)
                backfills.count_found(connection, fetch.backfill_id, new.new - before)
            failpoint("older-entries-committed")
        with self._database.write() as connection:
            more, why = onward(new.new), stop(new.new)
            backfills.list_read(connection, fetch, more, instead, now, size=size, stop=why)
        failpoint("older-list-committed")
        return new.new

    def older_again(self, fetch: Fetch, error: str, retry_at: datetime) -> None:
        """Remember that a list could not be read for a backfill just now."""
        with self._database.write() as connection:
            _due_again(connection, fetch.id, retry_at, fetch.tries + 1, error)

    def older_left(
        self,
        fetch: Fetch,
        now: datetime,
        *,
        note: str,
        more: Sequence[OlderList],
        instead: Sequence[OlderList],
    ) -> None:
        """Remember that a list has nothing for a backfill, and `more` are tried in its place.

        `instead` is read where no list could be; `note` goes to those who asked.
        """
        with self._database.write() as connection:
            backfills.list_left(connection, fetch, more, instead, now, note=note)

    def unchanged(self, fetch: Fetch, polled: Polled, now: datetime) -> None:
        """Remember that a feed said 304, or the same bytes again."""
        with self._database.write() as connection:
            _poll_done(connection, fetch, polled, micros(now))

    def page_stored(
        self, fetch: Fetch, page: Page, sha256: str, rechecks: Sequence[timedelta]
    ) -> None:
        """Put a page into the box of those to be read; its fetch is done.

        `rechecks` are the ages at which an article is fetched again: the next of them
        becomes due, until the article is older than all.  `fetch` carries the page's
        validators.
        """
        with self._database.write() as connection:
            connection.execute(
                insert(pages),
                {
                    "article_id": fetch.article_id,
                    "part": fetch.part,
                    "url": page.url,
                    "sha256": sha256,
                    "size": len(page.body),
                    "charset": page.charset,
                    "fetched_at": micros(page.fetched),
                },
            )
            _fetch_done(connection, fetch, page.fetched, rechecks)
        failpoint("page-stored")

    def page_unchanged(self, fetch: Fetch, now: datetime, rechecks: Sequence[timedelta]) -> None:
        """Remember that a page is still what we have."""
        with self._database.write() as connection:
            _fetch_done(connection, fetch, now, rechecks)
            absent.present(connection, fetch.article_id, now)

    def feed_failed(
        self,
        fetch: Fetch,
        error: str,
        next_due: datetime,
        now: datetime,
        weight: float = 1.0,
        *,
        past: Past | None = None,
        address: Address | None = None,
    ) -> None:
        """Remember that a poll failed; the feed is tried again at `next_due`.

        `weight` says how much that means for the feed's health; `past` and `address` replace
        what was known of it.
        """
        with self._database.write() as connection:
            if past is not None:
                known = update(feeds).where(feeds.c.id == fetch.feed_id)
                connection.execute(known.values(**past_values(past)))
            connection.execute(
                update(feeds)
                .where(feeds.c.id == fetch.feed_id)
                .values(
                    failures=feeds.c.failures + 1,
                    failure_weight=feeds.c.failure_weight + weight,
                    error=error,
                    error_since=func.coalesce(feeds.c.error_since, micros(now)),
                    answered_at=micros(now),
                )
            )
            _due_again(connection, fetch.id, next_due, fetch.tries + 1, error)
            _poll_at(connection, fetch, address)

    def page_absent(self, fetch: Fetch, now: datetime) -> Verdict | None:
        """Note that the page of an article is gone; None where that says nothing of the article.

        A later part's absence, or that of a page which never came or is old, is a failure.
        """
        if fetch.part > 1:
            return None
        with self._database.write() as connection:
            if not absent.is_watched(connection, fetch.article_id, now):
                return None
            verdict = absent.absent(connection, fetch, now)
        failpoint("absence-noted")
        return verdict

    def page_failed(
        self, fetch: Fetch, error: str, retry_at: datetime | None, now: datetime
    ) -> None:
        """Remember that a page could not be had.

        Without `retry_at` the fetch is dead, and the feed's own text is read in the
        page's place, at once; of a later part, from its first failure on, what came before it.
        """
        with self._database.write() as connection:
            if fetch.part > 1 and not fetch.tries:
                parts.go_without(connection, fetch.article_id, fetch.part)
            if retry_at is not None:
                _due_again(connection, fetch.id, retry_at, fetch.tries + 1, error)
                return
            connection.execute(
                update(fetches)
                .where(fetches.c.id == fetch.id)
                .values(state="dead", leased_until=None, tries=fetch.tries + 1, error=error)
            )
            if fetch.part == 1:
                read_feed_text(connection, fetch.article_id, micros(now))

    def hosts(self) -> list[HostRow]:
        """Return all that is known of hosts."""
        with self._database.read() as connection:
            rows = connection.execute(select(hosts)).mappings().all()
        return [
            HostRow(
                row["host"],
                _time(row["next_at"]),
                _time(row["blocked_until"]),
                row["robots"],
                row["robots_status"],
                _time(row["robots_at"]),
                _time(row["certificate_from"]),
                _time(row["certificate_until"]),
            )
            for row in rows
        ]

    def remember_host(self, host: HostRow) -> None:
        """Store what is known of a host now."""
        values = {
            "next_at": host.next_at and micros(host.next_at),
            "blocked_until": host.blocked_until and micros(host.blocked_until),
            "robots": host.robots,
            "robots_status": host.robots_status,
            "robots_at": host.robots_at and micros(host.robots_at),
            "certificate_from": host.certificate_from and micros(host.certificate_from),
            "certificate_until": host.certificate_until and micros(host.certificate_until),
        }
        with self._database.write() as connection:
            done = connection.execute(
                update(hosts).where(hosts.c.host == host.host).values(**values)
            )
            if not done.rowcount:
                connection.execute(insert(hosts), {"host": host.host, **values})


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)


def read_feed_text(connection: Connection, article_id: int | None, now: int) -> None:
    """Let the feed's own text be matched now: the page will not come.

    Only while the article has nothing better; a page that was read stays.
    """
    current = select(articles.c.revision_id).where(articles.c.id == article_id).scalar_subquery()
    connection.execute(
        update(revisions)
        .where(
            revisions.c.id == current,
            revisions.c.origin == Origin.FEED.value,
            revisions.c.watchlist == "",
        )
        .values(match_due_at=now)
    )


def text_print(title: str, body: str) -> str:
    """Return the identity of a text: its folded words, so that commas are no edit."""
    return hashlib.sha256(
        f"{search.folded(title)} {search.folded(body)}".strip().encode()
    ).hexdigest()


def text_hash(title: str, body: str) -> str:
    """Return the SHA-256 of a text as stored, by which a damaged row is found."""
    return hashlib.sha256(storable(f"{title}\n{body}").encode()).hexdigest()


def _fetch_rows() -> Select[tuple[object, ...]]:
    # A page has validators of its own, a list those of its feed.
    return (
        select(
            *[c for c in fetches.c if c.name not in {"state", "error", *_VALIDATORS}],
            sources.c.name.label("source"),
            *[func.coalesce(feeds.c[name], fetches.c[name]).label(name) for name in _VALIDATORS],
            feeds.c.url.label("feed_url"),
            *[c for c in feeds.c if c.name in _PAST],
        )
        .select_from(fetches)
        .join(sources, sources.c.id == fetches.c.source_id)
        .outerjoin(feeds, and_(feeds.c.id == fetches.c.feed_id, fetches.c.article_id.is_(None)))
    )


def _due(now: int, per_host: int, only: Sequence[str]) -> Select[tuple[object, ...]]:
    """Select what is due, each with its turn among those of its host.

    Turns, because a host with a thousand old errands must not hide all others.  Pages
    that are under way count, else each wave would take the next of the same host until
    all waves wait in its lane.  Polls have turns of their own: pages must not hide them.
    Of a host's pages the newest go first.  What a backfill wants comes behind all pages, and
    takes a quarter of a host's places at most, so that what is news finds one free.
    """
    is_page = or_(fetches.c.article_id.is_not(None), fetches.c.backfill_id.is_not(None))
    older = fetches.c.backfill_id.is_not(None)
    under_way = (
        select(fetches.c.host, func.count().label("pages"))
        .where(
            fetches.c.state == "due",
            fetches.c.due_at <= now,
            fetches.c.leased_until > now,
            is_page,
        )
        .group_by(fetches.c.host)
        .subquery()
    )
    order = case((and_(is_page, not_(older)), -fetches.c.id), else_=fetches.c.due_at)
    place = func.row_number().over(
        partition_by=(fetches.c.host, is_page), order_by=(older, order, fetches.c.id)
    )
    turn = place + case((is_page, func.coalesce(under_way.c.pages, 0)), else_=0)
    turn += case((older, per_host - max(per_host // 4, 1)), else_=0)
    due = (
        select(fetches.c.id, fetches.c.due_at, older.label("older"), turn.label("turn"))
        .join(sources, sources.c.id == fetches.c.source_id)
        .outerjoin(feeds, and_(feeds.c.id == fetches.c.feed_id, fetches.c.article_id.is_(None)))
        .outerjoin(hosts, hosts.c.host == fetches.c.host)
        .outerjoin(under_way, under_way.c.host == fetches.c.host)
        .where(
            fetches.c.state == "due",
            fetches.c.due_at <= now,
            or_(fetches.c.leased_until.is_(None), fetches.c.leased_until <= now),
            or_(hosts.c.blocked_until.is_(None), hosts.c.blocked_until <= now),
            sources.c.followed,
            sources.c.paused_at.is_(None),
            or_(is_page, feeds.c.followed),
        )
    )
    return due.where(sources.c.name.in_(only)) if only else due


def _lease(connection: Connection, ids: Sequence[int], until: datetime) -> None:
    if ids:
        connection.execute(
            update(fetches).where(fetches.c.id.in_(ids)).values(leased_until=micros(until))
        )


def _born(connection: Connection, article_id: int | None) -> datetime:
    """Return since when an article has an age.

    Of one that has a bare day it is known only that it was there when we saw it: counted from the
    day's beginning it would be old at noon, and nobody would look for its edits before midnight.
    """
    row = connection.execute(
        select(articles.c.sort_at, articles.c.first_seen_at, articles.c.published_precision).where(
            articles.c.id == article_id
        )
    ).one_or_none()
    if row is None:
        return from_micros(0)
    born, seen = from_micros(row.sort_at), from_micros(row.first_seen_at)
    is_day = row.published_precision == Precision.DAY.value
    return min(max(born, seen), born + timedelta(days=1)) if is_day else born


def _fetch_done(
    connection: Connection, fetch: Fetch, at: datetime, ages: Sequence[timedelta]
) -> None:
    """Let the fetch of an article be its recheck at the next of these ages, or end it.

    A later part is fetched again only where the first has changed.
    """
    first = _born(connection, fetch.article_id)
    due = next((first + age for age in ages if first + age > at), None)
    this = fetches.c.id == fetch.id
    full = _texts(connection, fetch.article_id) >= MOST_REVISIONS
    if due is None or fetch.part > 1 or full:
        connection.execute(fetches.delete().where(this))
        return
    # The last look takes nobody's word for it: some outlets say 304 whatever they changed.
    blind = due == first + ages[-1]
    connection.execute(
        update(fetches)
        .where(this)
        .values(
            kind=FetchKind.RECHECK.value,
            due_at=micros(due),
            leased_until=None,
            tries=0,
            error="",
            absent_since=None,
            etag="" if blind else fetch.etag,
            last_modified="" if blind else fetch.last_modified,
            validators_url=fetch.validators_url,
        )
    )


def _texts(connection: Connection, article_id: int | None) -> int:
    """Return how many texts of an article are kept."""
    ours = revisions.c.article_id == article_id
    return connection.scalar(select(func.max(revisions.c.number)).where(ours)) or 0


def _release(connection: Connection, ids: Sequence[int]) -> None:
    if ids:
        connection.execute(update(fetches).where(fetches.c.id.in_(ids)).values(leased_until=None))


def _read(connection: Connection, ids: Sequence[int], *order: ColumnElement[int]) -> list[Fetch]:
    if not ids:
        return []
    wanted = _fetch_rows().where(fetches.c.id.in_(ids)).order_by(*order, fetches.c.id)
    rows = connection.execute(wanted)
    return [fetch_of(row) for row in rows.mappings()]


def _due_again(
    connection: Connection, fetch_id: int, due: datetime, tries: int, error: str
) -> None:
    connection.execute(
        update(fetches)
        .where(fetches.c.id == fetch_id)
        .values(due_at=micros(due), leased_until=None, tries=tries, error=error)
    )


def _poll_done(
    connection: Connection, fetch: Fetch, polled: Polled, now: int, *, seen: int | None = None
) -> None:
    """Store what a good poll leaves behind; `seen` entries, if it listed any anew."""
    learned = {} if polled.past is None else past_values(polled.past)
    connection.execute(
        update(feeds)
        .where(feeds.c.id == fetch.feed_id)
        .values(
            etag=polled.etag,
            last_modified=polled.last_modified,
            validators_url=polled.validators_url,
            body_hash=polled.body_hash,
            polls=feeds.c.polls + 1,
            entries_seen=feeds.c.entries_seen if seen is None else seen,
            failures=0,
            failure_weight=0.0,
            error="",
            error_since=None,
            polled_at=now,
            answered_at=now,
            **learned,
        )
    )
    _due_again(connection, fetch.id, polled.next_due, 0, "")
    _poll_at(connection, fetch, polled.address)


def _poll_at(connection: Connection, fetch: Fetch, address: Address | None) -> None:
    """Poll a feed at another address from now on, if one is given."""
    if address is not None:
        moved = update(fetches).where(fetches.c.id == fetch.id)
        connection.execute(moved.values(url=address.url, host=address.host))


class _Arrivals:
    """Adds the entries of one poll."""

    def __init__(
        self,
        fetch: Fetch,
        listed: Sequence[Listed],
        now: int,
        match_at: int,
        lease_until: int | None,
    ) -> None:
        self._fetch, self._now, self._match_at = fetch, now, match_at
        self._addresses = frozenset(item.key for item in listed)
        # Claimed from the first instant, else another wave would take them in between.
        self._lease_until = lease_until
        self.fetches: list[int] = []
        self.known = self.new = 0
        self._source_id: int | None = None
        self._polled_at = 0
        self._news_after: int | None = None

    def look(self, connection: Connection, items: Sequence[Listed]) -> None:
        """Read what is known of these entries, all at once."""
        if self._source_id is None:
            self._begin(connection)
        rows = connection.execute(
            select(
                entries.c.guid,
                entries.c.id,
                entries.c.article_id,
                entries.c.print,
                entries.c.seen_at,
            ).where(
                entries.c.feed_id == self._fetch.feed_id,
                entries.c.guid.in_([_guid(item) for item in items]),
            )
        )
        self._known = {row.guid: row for row in rows}
        found = connection.execute(
            select(article_keys.c.key, article_keys.c.article_id).where(
                article_keys.c.key.in_([item.key for item in items])
            )
        )
        self._owners: dict[str, int] = {row.key: row.article_id for row in found}
        owned = {item.key: item.entry for item in items if item.key in self._owners}
        self._strangers = identity.strangers(connection, owned)
        keys = [item.key for item in items if item.key not in self._owners]
        self._gone = set(connection.scalars(select(gone.c.key).where(gone.c.key.in_(keys))))
        # Under another guid: an outlet that counts its guids anew lists the same articles.
        others = {self._owners.get(item.key) for item in items if _guid(item) not in self._known}
        self._listed = self._listed_before(connection, others - {None})

    def _begin(self, connection: Connection) -> None:
        """Read whose list this is, and what tells news from backlog."""
        row = connection.execute(
            select(fetches.c.source_id, feeds.c.polled_at)
            .outerjoin(feeds, feeds.c.id == fetches.c.feed_id)
            .where(fetches.c.id == self._fetch.id)
        ).one()
        self._source_id, self._polled_at = row.source_id, row.polled_at or 0
        if self._fetch.backfill_id is not None:
            self._news_after = backfills.news_after(connection, self._fetch.backfill_id)

    def _listed_before(self, connection: Connection, owned: set[int | None]) -> set[int]:
        """Return those of these articles that this feed listed in an earlier poll."""
        if not owned:
            return set()
        ours = select(entries.c.article_id, entries.c.seen_at).where(
            entries.c.feed_id == self._fetch.feed_id, entries.c.article_id.in_(owned)
        )
        return {row.article_id for row in connection.execute(ours) if self._earlier(row.seen_at)}

    def _earlier(self, seen_at: int) -> bool:
        """Say whether an entry is of an earlier poll, not of this one that a crash cut off.

        What was seen later than now was seen before the clock was set back.
        """
        return seen_at <= self._polled_at or seen_at > self._now

    def add(self, connection: Connection, item: Listed) -> None:
        """Add one of the entries looked at, and the fetch that its page needs, if any."""
        if item.key in self._gone:
            self.known += 1
            return  # we had it, and let it go: it is no news that it is still listed
        guid, stamp = _guid(item), _print(item.entry)
        known = self._known.get(guid)
        article_id = self._article(connection, item, known and known.article_id)
        if article_id is None:
            self.new += 1
            article_id = self._new_article(connection, item)
            self._add_fetch(connection, item, FetchKind.ARTICLE, article_id)
        elif (known and self._earlier(known.seen_at)) or article_id in self._listed:
            self.known += 1
        if self._fetch.feed_id is None:
            return  # an older list: what was edited in it is the business of feeds
        if known is None:
            connection.execute(
                insert(entries),
                {
                    "feed_id": self._fetch.feed_id,
                    "guid": guid,
                    "article_id": article_id,
                    "print": stamp,
                    "seen_at": self._now,
                },
            )
        elif known.article_id != article_id:
            # The outlet gave the guid to another article: it counts anew.
            row = update(entries).where(entries.c.id == known.id)
            connection.execute(row.values(article_id=article_id, print=stamp))
        elif known.print != stamp:
            self._edited(connection, item, known.id, article_id, stamp)

    def _edited(
        self, connection: Connection, item: Listed, entry_id: int, article_id: int, stamp: str
    ) -> None:
        """Note that the outlet changed an entry: its page may say something else now."""
        connection.execute(update(entries).where(entries.c.id == entry_id).values(print=stamp))
        if _texts(connection, article_id) >= MOST_REVISIONS:
            return
        soon = self._soon(connection, article_id)
        waiting = connection.execute(
            update(fetches)
            .where(
                fetches.c.article_id == article_id, fetches.c.part == 1, fetches.c.state == "due"
            )
            # Asked without validators: the outlet itself says that something changed.
            .values(
                due_at=case(
                    (or_(fetches.c.due_at < soon, fetches.c.tries > 0), fetches.c.due_at),
                    else_=soon,
                ),
                etag="",
                last_modified="",
            )
        )
        if not waiting.rowcount:
            self._add_fetch(connection, item, FetchKind.RECHECK, article_id, soon)

    def _soon(self, connection: Connection, article_id: int) -> int:
        """Return when an edited article is fetched: at once, but ever later if it goes on.

        An outlet that writes the number of comments into its feed edits every entry by every
        poll.
        """
        ours = and_(pages.c.article_id == article_id, pages.c.part == 1)
        row = connection.execute(
            select(func.count().label("pages"), func.max(pages.c.fetched_at).label("last")).where(
                ours
            )
        ).one()
        pause = (int(row.pages) - 1) * (_EDIT_PAUSE // _MICROSECOND)
        return max(self._now, int(row.last or 0) + pause)

    def _article(self, connection: Connection, item: Listed, by_guid: int | None) -> int | None:
        """Return the article that the entry is about, if we have it."""
        owner = self._owners.get(item.key)
        if owner is not None and self._is_its(connection, item, owner, by_guid):
            return owner
        if by_guid is not None and identity.is_same_report(connection, by_guid, item.entry):
            # The same guid under a new address: one article stays one.
            owner = by_guid
        elif self._source_id is not None:
            owner = identity.namesake(
                connection, self._source_id, item.entry, self._addresses, self._now
            )
        if owner is not None:
            connection.execute(insert(article_keys), {"key": item.key, "article_id": owner})
        return owner

    def _is_its(
        self, connection: Connection, item: Listed, owner: int, by_guid: int | None
    ) -> bool:
        """Say whether an address is of the article that has it; if not, take it away there."""
        if item.key not in self._strangers or owner == by_guid:
            return True
        connection.execute(article_keys.delete().where(article_keys.c.key == item.key))
        return False

    def _new_article(self, connection: Connection, item: Listed) -> int:
        entry = item.entry
        told = {
            **moment_values("published", entry.published),
            **moment_values("modified", entry.updated),
        }
        if entry.published is None and entry.date_raw:
            told["published_raw"] = entry.date_raw  # not a date to us, but what the outlet wrote
        # An older list may say only when an article was touched last: that is nearer than now.
        touched = told["modified_at"] if self._fetch.backfill_id is not None else None
        sort_at = max(0, min(told["published_at"] or touched or self._now, self._now))
        article_id: int = connection.execute(
            insert(articles).returning(articles.c.id),
            {
                "key": item.key,
                "source_id": self._source_id,
                "url": entry.url,
                "title": entry.title,
                "language": entry.language,
                "authors": write_authors(entry.authors),
                "origin": Origin.FEED.value,
                "first_seen_at": self._now,
                "sort_at": sort_at,
                "backlog": self._fetch.first,
                "news_after": self._news_after,
                **told,
            },
        ).scalar_one()
        connection.execute(insert(article_keys), {"key": item.key, "article_id": article_id})
        revision_id = connection.execute(
            insert(revisions).returning(revisions.c.id),
            {
                "article_id": article_id,
                "number": 1,
                "origin": Origin.FEED.value,
                "cause": "feed",
                "title": entry.title,
                "text": entry.text,
                "authors": write_authors(entry.authors),
                "print": text_print(entry.title, entry.text),
                "sha256": text_hash(entry.title, entry.text),
                "seen_at": self._now,
                # Without a word there is nothing to match until its page has come.
                "match_due_at": self._match_at if entry.title or entry.text else None,
                **told,
            },
        ).scalar_one()
        search.index(connection, revision_id, entry.title, entry.text)
        connection.execute(
            update(articles).where(articles.c.id == article_id).values(revision_id=revision_id)
        )
        return article_id

    def _add_fetch(
        self,
        connection: Connection,
        item: Listed,
        kind: FetchKind,
        article_id: int,
        due_at: int = 0,
    ) -> None:
        row = insert(fetches).values(
            kind=kind.value,
            url=item.entry.url,
            host=item.host,
            source_id=self._source_id,
            feed_id=self._fetch.feed_id,
            article_id=article_id,
            backfill_id=self._fetch.backfill_id,
            due_at=due_at or self._now,
            leased_until=None if due_at > self._now else self._lease_until,
            created_at=self._now,
        )
        fetch_id = connection.execute(row.returning(fetches.c.id)).scalar_one()
        if due_at <= self._now:
            self.fetches.append(fetch_id)


def _guid(item: Listed) -> str:
    """Return what the feed knows an entry by; its address where it gives no guid."""
    return short_key(item.entry.guid or item.key)


def _print(entry: Entry) -> str:
    """Return what changes when an outlet edits an entry."""
    updated = entry.updated.at.isoformat() if entry.updated else ""
    published = entry.published.at.isoformat() if entry.published else ""
    told: Iterable[str] = (entry.title, entry.text, updated, published)
    return hashlib.sha256("\x1f".join(told).encode("utf-8", "replace")).hexdigest()
