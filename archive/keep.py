"""Retention: what is old is let go, and its room given back, a little at a time.

    page bytes   older than keep_pages     the row stays and says so
    articles     older than keep_articles  with all that hangs on them
    orphans      bytes no page refers to   what a crash or the two above left behind

The bytes of pages are nine tenths of an archive and the first to go.  Those on which an
alert rests stay as long as their article: someone may ask in a year why he was woken.
An article goes only when nothing about it is still to be read, routed or sent, and the
newest one never, so that row ids are not given out again.  Its addresses stay in the
table `gone`: an outlet whose section page lists a report for two years must not bring it
back as new, undated, and alert.

All of it is a sequence of steps, each one transaction of milliseconds (`steps`): the
daemon takes one at a time between other writes, `wirewatch clean` one after the other.  A
step that a crash cuts off is simply taken again.  Bytes go only after the row that let them
go is committed; bytes that somebody stores again meanwhile are young and stay.

Discarded: DELETE with a subquery (seconds of lock in a big archive), and to keep the row
of an article that is gone (every query would have to know of it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from archive import aliases, claims, located, search, stories
from archive.bodies import Bodies
from archive.database import Database, compact
from archive.frontier import text_hash
from archive.schema import (
    article_keys,
    articles,
    deliveries,
    entries,
    fetches,
    findings,
    gone,
    matches,
    messages,
    pages,
    revisions,
    wrong_matches,
)
from archive.seal import seal
from news.moment import micros

LET_GO = "its bytes were let go"

# How much one step takes, so that it stays under ten milliseconds on a small machine.
_SEALS, _PAGES, _BODIES, _VACUUM = 15, 80, 12, 200
# One round looks at so many bodies and goes on there the next time: a walk over millions
# must not fill an hour.
_LOOKED_AT = 20_000
# Bytes are stored before their row: younger ones may be waiting for it.
_ORPHAN_AGE = timedelta(hours=1)


@dataclass(frozen=True)
class Terms:
    """How long things are kept; None is for ever."""

    pages: timedelta | None = None
    articles: timedelta | None = None


@dataclass(frozen=True)
class Step:
    """What one step did, and how often: "sealed", "pages", "articles", "orphans", "room"."""

    what: str
    count: int


@dataclass(frozen=True)
class Plan:
    """What cleaning would let go, and the room in bytes that it gives, at most."""

    pages: int
    page_bytes: int
    articles: int
    text_bytes: int


class Keep:
    """Lets go of what is old."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database, self._bodies = database, bodies
        self._looked_at = (0, "")

    def steps(self, now: datetime, terms: Terms) -> Iterator[Step]:
        """Do what is due, one short transaction each time that the next step is asked for."""
        while count := seal(self._database, _SEALS):
            yield Step("sealed", count)
        if terms.pages is not None:
            for batch in self._old_pages(now - terms.pages):
                yield Step("pages", self._let_go(batch))
        if terms.articles is not None:
            for group in self._old_articles(now - terms.articles):
                yield from self._forget(group, micros(now))
        yield from self._sweep(micros(now - _ORPHAN_AGE))
        while count := self._bodies.hand_back(_VACUUM):
            yield Step("room", count)

    def plan(self, now: datetime, terms: Terms) -> Plan:
        """Say what `steps` would let go, without doing it."""
        hashes: set[str] = set()
        count = texts = old = 0
        if terms.pages is not None:
            for batch in self._old_pages(now - terms.pages):
                count += len(batch)
                hashes |= {sha256 for _, sha256 in batch}
        if terms.articles is not None:
            for group in self._old_articles(now - terms.articles):
                old += 1
                with self._database.read() as connection:
                    texts += connection.scalar(_text_bytes(group)) or 0
                    hashes |= set(connection.scalars(_hashes(group)))
        ordered = sorted(hashes)
        parts = (ordered[start : start + 500] for start in range(0, len(ordered), 500))
        return Plan(count, sum(self._bodies.size_of(part) for part in parts), old, texts)

    def compact(self, tell: Callable[[str], None]) -> None:
        """Write both files anew without free room; alone on the archive.

        PostgreSQL does it by itself.
        """
        tell("pages.db")
        self._bodies.compact()
        if self._database.path is not None:
            tell("archive.db")
            compact(self._database.path)

    def _old_pages(self, then: datetime) -> Iterator[list[tuple[int, str]]]:
        """Yield the pages whose bytes may go, some at a time, as (number, hash)."""
        for state in ("read", "quarantine"):
            after, old = 0, True
            while old:
                with self._database.read() as connection:
                    rows = connection.execute(_pages_after(state, after)).all()
                old = len(rows) == _PAGES and rows[-1].fetched_at < micros(then)
                after = rows[-1].id if rows else after
                batch = [
                    (row.id, row.sha256)
                    for row in rows
                    if row.fetched_at < micros(then) and not row.alerted
                ]
                if batch:
                    yield batch

    def _let_go(self, batch: Sequence[tuple[int, str]]) -> int:
        """Mark pages whose bytes are let go; the bytes follow as orphans."""
        with self._database.write() as connection:
            connection.execute(
                update(pages)
                .where(
                    pages.c.id.in_([page_id for page_id, _ in batch]),
                    # It may have been put back into the box meanwhile.
                    pages.c.state.in_(("read", "quarantine")),
                )
                .values(state="dropped", error=LET_GO)
            )
        return len(batch)

    def _old_articles(self, then: datetime) -> Iterator[list[int]]:
        """Yield old articles, each with those that became part of it."""
        with self._database.read() as connection:
            newest = connection.scalar(select(func.max(articles.c.id))) or 0
            merged: dict[int, list[int]] = {}
            joined = select(articles.c.id, articles.c.same_as).where(articles.c.same_as > 0)
            for row in connection.execute(joined):
                merged.setdefault(row.same_as, []).append(row.id)
        after = 0
        while True:
            # In order of arrival: behind the first young one there is nothing old.
            with self._database.read() as connection:
                rows = connection.execute(_articles_after(after)).all()
            for row in rows:
                if row.first_seen_at >= micros(then):
                    return
                if row.same_as is None:
                    group = _with_parts(row.id, merged)
                    if newest not in group and self._settled(group, micros(then)):
                        yield group
            if len(rows) < _PAGES:
                return
            after = rows[-1].id

    def _settled(self, group: Sequence[int], then: int) -> bool:
        """Say whether all of an article is old, and nothing of it waits."""
        with self._database.read() as connection:
            return not connection.scalar(select(or_(*[exists(w) for w in _unsettled(group, then)])))

    def _forget(self, group: list[int], now: int) -> Iterator[Step]:
        """Delete an article: who was told, its texts one by one, at last itself."""
        with self._database.write() as connection:
            _forget_alerts(connection, group)
            connection.execute(update(articles).where(articles.c.id.in_(group)).values(seal=""))
        texts = select(revisions.c.id).where(revisions.c.article_id.in_(group))
        with self._database.read() as connection:
            numbers = connection.scalars(texts.order_by(revisions.c.id)).all()
        for number in numbers[:-1]:
            with self._database.write() as connection:
                _forget_text(connection, number)
            yield Step("texts", 1)
        with self._database.write() as connection:
            for number in numbers[-1:]:
                _forget_text(connection, number)
            _forget_article(connection, group, now)
        yield Step("articles", 1)

    def _sweep(self, then: int) -> Iterator[Step]:
        """Drop bytes that no page refers to, going on where the last round ended."""
        looked_at = 0
        while looked_at < _LOOKED_AT:
            found = self._bodies.stored_before(then, self._looked_at, _BODIES)
            if not found:
                self._looked_at = (0, "")
                return
            self._looked_at = found[-1]
            looked_at += len(found)
            yield Step("orphans", self._drop_orphans([sha256 for _, sha256 in found], then))

    def _drop_orphans(self, hashes: Sequence[str], then: int) -> int:
        used = select(pages.c.sha256).where(pages.c.sha256.in_(hashes), pages.c.state != "dropped")
        with self._database.read() as connection:
            orphans = set(hashes) - set(connection.scalars(used))
        if orphans:
            self._bodies.drop(orphans, stored_before=then)
        return len(orphans)


def _pages_after(state: str, after: int) -> Any:
    """Select the next pages in a state, and whether an alert rests on their article."""
    told = (
        select(findings.c.id)
        .join(deliveries, deliveries.c.finding_id == findings.c.id)
        .join(messages, messages.c.id == deliveries.c.message_id)
        .where(findings.c.article_id == pages.c.article_id, messages.c.state != "muted")
    )
    return (
        select(pages.c.id, pages.c.sha256, pages.c.fetched_at, told.exists().label("alerted"))
        .where(pages.c.state == state, pages.c.id > after)
        .order_by(pages.c.id)
        .limit(_PAGES)
    )


def _articles_after(after: int) -> Any:
    return (
        select(articles.c.id, articles.c.first_seen_at, articles.c.same_as)
        .where(articles.c.id > after)
        .order_by(articles.c.id)
        .limit(_PAGES)
    )


def _with_parts(article_id: int, merged: dict[int, list[int]]) -> list[int]:
    """Return an article and all that became part of it, or of its parts."""
    group = [article_id]
    for one in group:
        group += merged.get(one, [])
    return group


def _unsettled(group: Sequence[int], then: int) -> list[Any]:
    """Select what keeps an article here: a young part, or work that waits."""
    return [
        select(articles.c.id).where(articles.c.id.in_(group), articles.c.first_seen_at >= then),
        select(pages.c.id).where(pages.c.article_id.in_(group), pages.c.state == "unread"),
        select(findings.c.id).where(
            findings.c.article_id.in_(group), findings.c.routed_at.is_(None)
        ),
        select(messages.c.id)
        .join(deliveries, deliveries.c.message_id == messages.c.id)
        .join(findings, findings.c.id == deliveries.c.finding_id)
        .where(findings.c.article_id.in_(group), messages.c.state == "new"),
    ]


def _text_bytes(group: Sequence[int]) -> Any:
    return select(func.sum(func.length(revisions.c.text))).where(revisions.c.article_id.in_(group))


def _hashes(group: Sequence[int]) -> Any:
    return select(pages.c.sha256).where(pages.c.article_id.in_(group))


def _forget_alerts(connection: Connection, group: Sequence[int]) -> None:
    """Delete the findings of an article, their deliveries, and messages that tell no more."""
    found = connection.scalars(select(findings.c.id).where(findings.c.article_id.in_(group))).all()
    told = connection.scalars(
        select(deliveries.c.message_id).where(deliveries.c.finding_id.in_(found)).distinct()
    ).all()
    connection.execute(delete(wrong_matches).where(wrong_matches.c.finding_id.in_(found)))
    connection.execute(delete(deliveries).where(deliveries.c.finding_id.in_(found)))
    connection.execute(delete(findings).where(findings.c.id.in_(found)))
    ours = or_(messages.c.id.in_(told), messages.c.article_id.in_(group))
    # A digest tells of other articles too: it goes with the last of them.
    left = select(deliveries.c.id).where(deliveries.c.message_id == messages.c.id)
    connection.execute(delete(messages).where(and_(ours, ~left.exists())))
    connection.execute(
        update(messages).where(messages.c.article_id.in_(group)).values(article_id=None)
    )


def _forget_text(connection: Connection, revision_id: int) -> None:
    """Delete one revision, what it matched, and its words in the search index."""
    row = connection.execute(
        select(revisions.c.title, revisions.c.text, revisions.c.sha256).where(
            revisions.c.id == revision_id
        )
    ).one()
    # The index must be told the very words that it holds; those of a damaged text would
    # damage it too.  What stays in it refers to nothing and is found by nobody.
    if text_hash(row.title, row.text) == row.sha256:
        search.forget(connection, revision_id, row.title, row.text)
    connection.execute(delete(matches).where(matches.c.revision_id == revision_id))
    claims.forget(connection, revision_id)
    connection.execute(delete(revisions).where(revisions.c.id == revision_id))


def _forget_article(connection: Connection, group: Sequence[int], now: int) -> None:
    """Delete an article whose texts are gone; its addresses stay known."""
    aliases.forget(connection, group)
    stories.forget(connection, group)
    located.forget(connection, group)
    keys = connection.scalars(
        select(article_keys.c.key).where(article_keys.c.article_id.in_(group))
    ).all()
    known = set(connection.scalars(select(gone.c.key).where(gone.c.key.in_(keys))))
    new = [{"key": key, "gone_at": now} for key in keys if key not in known]
    if new:
        connection.execute(insert(gone), new)
    for table in (matches, fetches, entries, article_keys, pages):
        connection.execute(delete(table).where(table.c.article_id.in_(group)))
    # Parts before the whole that they refer to.
    for article_id in reversed(group):
        connection.execute(delete(articles).where(articles.c.id == article_id))
