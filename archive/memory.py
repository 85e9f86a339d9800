"""Articles as they grow: addresses, revisions, matches, findings; and the box of pages.

`Memory` works inside one transaction (it is what `monitor.place` asks for); `Box` hands
out pages and feed texts that wait to be read, under a lease.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from archive import absent, boilerplate, claims, parts, search, stories
from archive.database import Database
from archive.frontier import read_feed_text, text_hash, text_print
from archive.rows import (
    match_values,
    moment_of,
    moment_values,
    outlet_of,
    revision_article,
    short_key,
    write_authors,
    write_posts,
    write_provenance,
)
from archive.schema import (
    article_keys,
    articles,
    deliveries,
    entries,
    fetches,
    findings,
    matches,
    messages,
    pages,
    revisions,
    sources,
)
from news.article import MOST_REVISIONS, NOWHERE, UNCHANGED, Article, Known, Origin, Outlet
from news.boilerplate import without
from news.figure import Claim, FigureReading
from news.finding import REPLAY, Finding, Match, Subject
from news.moment import from_micros, micros
from news.source import FetchKind


@dataclass(frozen=True)
class Unread:
    """A page that waits: where its bytes are and whose it is.

    `url` answered; `listed` is the address under which its article was found first.  Of an
    article in several pages it is the `part`th, and `others` are the newest of the other parts;
    `kept` says that a page's bytes are here, or were when we looked.
    """

    page_id: int
    article_id: int
    url: str
    sha256: str
    charset: str
    fetched: datetime
    timezone: str
    language: str
    tries: int
    silent: str
    source: str
    listed: str
    part: int = 1
    kept: bool = True
    others: tuple[Unread, ...] = ()
    outlet: Outlet = NOWHERE


@dataclass(frozen=True)
class WaitingText:
    """A feed's own text whose page has not come."""

    article_id: int
    revision_id: int
    key: str
    article: Article


# A page with what its reading needs of its source.
_PAGES = (
    select(
        pages,
        sources.c.timezone,
        sources.c.language,
        sources.c.name,
        sources.c.region,
        sources.c.country,
        articles.c.url.label("listed"),
    )
    .join(articles, articles.c.id == pages.c.article_id)
    .join(sources, sources.c.id == articles.c.source_id)
)

# Built once: building a statement costs more than running it, and a page takes ten.
_KNOWN = (
    select(articles, sources.c.name, sources.c.added_at, revisions.c.text)
    .join(sources, sources.c.id == articles.c.source_id)
    .outerjoin(revisions, revisions.c.id == articles.c.revision_id)
    .where(articles.c.id == bindparam("row"))
)
_OWNER = select(article_keys.c.article_id).where(article_keys.c.key == bindparam("address"))
_ARTICLE, _REVISION, _PAGE = (
    update(table).where(table.c.id == bindparam("row")) for table in (articles, revisions, pages)
)
# Every change breaks the article's seal; it is sealed anew in a quiet moment.
_ARTICLE = _ARTICLE.values(seal="")
_EDITED = _ARTICLE.values(edits=articles.c.edits + 1)
_NEW_REVISION = insert(revisions).returning(revisions.c.id)
_OTHERS_REST = (
    update(revisions)
    .where(
        revisions.c.article_id == bindparam("of"),
        revisions.c.id != bindparam("row"),
        revisions.c.match_due_at.is_not(None),
    )
    .values(match_due_at=None)
)
_TEXT = select(revisions.c.title, revisions.c.text).where(revisions.c.id == bindparam("row"))
_DROP_MATCHES = delete(matches).where(matches.c.revision_id == bindparam("row"))
_every = revisions.alias("every")
_LAST_NUMBER = (
    select(func.max(_every.c.number))
    .where(_every.c.article_id == articles.c.id)
    .correlate(articles)
    .scalar_subquery()
    .label("last")
)
_CURRENT = (
    select(revisions.c.id, revisions.c.print, revisions.c.sha256, revisions.c.origin, _LAST_NUMBER)
    .join(articles, articles.c.revision_id == revisions.c.id)
    .where(articles.c.id == bindparam("row"))
)

_CURRENT_TEXT = select(articles.c.revision_id).where(articles.c.id == bindparam("row"))
_WAITING = (
    select(deliveries.c.finding_id)
    .join(messages)
    .where(messages.c.state == "new", messages.c.rendered.is_(None))
)
_ON_THEIR_WAY = select(findings.c.subject, findings.c.name).where(
    findings.c.article_id == bindparam("of"),
    findings.c.revision_id == bindparam("row"),
    findings.c.silent == "",
    or_(findings.c.routed_at.is_(None), findings.c.id.in_(_WAITING)),
)


class Memory:
    """What is remembered of articles, inside one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, article_id: int) -> Known:
        """Return what is known of an article (or of the one it became part of)."""
        row = self._connection.execute(_KNOWN, {"row": article_id}).mappings().one()
        if row["same_as"] is not None:
            return self.known(row["same_as"])
        return Known(
            id=row["id"],
            key=row["key"],
            url=row["url"],
            source=row["name"],
            news_after=from_micros(max(row["added_at"], row["news_after"] or 0)),
            first_seen=from_micros(row["first_seen_at"]),
            backlog=row["backlog"],
            origin=Origin(row["origin"]),
            published=moment_of(row, "published"),
            modified=moment_of(row, "modified"),
            length=len(row["text"] or ""),
            title=row["title"],
        )

    def article_with_key(self, key: str) -> int | None:
        """Return the article that has this address."""
        return self._connection.scalar(_OWNER, {"address": short_key(key)})

    def add_key(self, article_id: int, key: str) -> None:
        """Remember one more address of an article."""
        new = {"key": short_key(key), "article_id": article_id}
        self._connection.execute(insert(article_keys), new)

    def merge(self, article_id: int, into: int) -> None:
        """Make one article a part of another: its addresses, errands and alerts move.

        Its rechecks end: the article it is part of has its own.
        """
        self._connection.execute(
            delete(fetches).where(
                fetches.c.article_id == article_id, fetches.c.kind == FetchKind.RECHECK.value
            )
        )
        for table in (article_keys, entries, fetches, pages, findings, messages):
            self._connection.execute(
                update(table).where(table.c.article_id == article_id).values(article_id=into)
            )
        stories.join(self._connection, article_id, into)
        self._connection.execute(
            update(articles)
            .where(articles.c.id == article_id)
            .values(same_as=into, revision_id=None, seal="")
        )
        self._connection.execute(
            update(revisions).where(revisions.c.article_id == article_id).values(match_due_at=None)
        )

    def revise(
        self, known: Known, article: Article, *, page_id: int, reread: bool, now: datetime
    ) -> int | None:
        """Store a text that a page gave; None if its words are those we have, or its texts many.

        Read again, a text that we have gives its revision: it is matched anew.
        """
        current = self._connection.execute(_CURRENT, {"row": known.id}).one()
        if current.last >= MOST_REVISIONS and not reread:
            return None
        stamp = text_print(article.title, article.text)
        self._describe(known, article)
        told = {
            "title": article.title,
            "text": article.text,
            "authors": write_authors(article.authors),
            "provenance": write_provenance(article.provenance),
            "posts": write_posts(article.posts),
            **moment_values("published", article.published),
            **moment_values("modified", article.modified),
        }
        sha256 = text_hash(article.title, article.text)
        if current.origin == Origin.PAGE and reread and current.sha256 == sha256:
            # The very text that we stored: written again, it mends a damaged row.
            number: int = current.id
            self._connection.execute(_REVISION, {"row": number, **told})
            return number
        # Read again, paragraphs that were glued into one are worth a text of their own.
        if current.origin == Origin.PAGE and not reread and current.print == stamp:
            return None
        edit = current.origin == Origin.PAGE and not reread
        if edit:
            ours, bare = self._bare(known.id, current.id, article)
            if text_print(*ours) == text_print(*bare):
                return None
            edit = not (article.parts > 1 and _goes_on(ours, bare))
        new = {
            "article_id": known.id,
            "number": current.last + 1,
            "origin": Origin.PAGE.value,
            "cause": "reread" if reread else "edit" if edit else "page",
            "page_id": page_id,
            "print": stamp,
            "sha256": sha256,
            "seen_at": micros(now),
            **told,
        }
        revision_id: int = self._connection.execute(_NEW_REVISION, new).scalar_one()
        search.index(self._connection, revision_id, article.title, article.text)
        self._connection.execute(
            _EDITED if edit else _ARTICLE,
            {"row": known.id, "revision_id": revision_id, "origin": Origin.PAGE.value},
        )
        self._connection.execute(_OTHERS_REST, {"of": known.id, "row": revision_id})
        return revision_id

    def _bare(
        self, article_id: int, revision_id: int, article: Article
    ) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return titles and texts, ours and the new, without the lines that recur over the source.

        Such a line was learned, or let be again, since ours was stored: nobody edited that.
        """
        lines = boilerplate.known(self._connection, article_id)
        ours = self._connection.execute(_TEXT, {"row": revision_id}).one()
        bare = article.title, without(article.text, lines)
        return (ours.title, without(ours.text, lines)), bare

    def _describe(self, known: Known, article: Article) -> None:
        """Let the article carry what the page says of it."""
        published = article.published.at if article.published else known.first_seen
        told = {
            "title": article.title,
            "language": article.language,
            "authors": write_authors(article.authors),
            "paywalled": article.paywalled,
            # A date in the future would hold the first place for ever.
            "sort_at": max(0, micros(min(published, known.first_seen))),
            **moment_values("published", article.published),
            **moment_values("modified", article.modified),
        }
        self._connection.execute(_ARTICLE, {"row": known.id, **told})

    def keep_feed_text(self, article_id: int, now: datetime) -> None:
        """Let the feed's own text be read: the page gives nothing better."""
        read_feed_text(self._connection, article_id, micros(now))

    def matched(
        self, known: Known, revision_id: int, found: Sequence[Match], watchlist: str
    ) -> None:
        """Store what a revision matched, and under which watchlist."""
        self._connection.execute(_DROP_MATCHES, {"row": revision_id})
        if found:
            self._insert_matches(known, revision_id, found)
        self._connection.execute(
            _REVISION, {"row": revision_id, "watchlist": watchlist, "match_due_at": None}
        )

    def _insert_matches(self, known: Known, revision_id: int, found: Sequence[Match]) -> None:
        self._connection.execute(
            insert(matches),
            [
                {"article_id": known.id, "revision_id": revision_id, **match_values(match)}
                for match in found
            ],
        )

    def matched_again(
        self, known: Known, revision_id: int, found: Sequence[Match], watchlist: str
    ) -> bool:
        """Store what a text matches under a newer watchlist; False if a newer text has come.

        A match stays on which a message rests that has not gone out yet.
        """
        if self._connection.scalar(_CURRENT_TEXT, {"row": known.id}) != revision_id:
            return False
        now_found = {(match.subject, match.name) for match in found}
        going = [
            match for match in self._on_their_way(known, revision_id) if match not in now_found
        ]
        dropped = _DROP_MATCHES
        if going:
            dropped = dropped.where(not_(or_(*[_named(*match) for match in going])))
        self._connection.execute(dropped, {"row": revision_id})
        if found:
            self._insert_matches(known, revision_id, found)
        self._connection.execute(_REVISION, {"row": revision_id, "watchlist": watchlist})
        return True

    def _on_their_way(self, known: Known, revision_id: int) -> list[tuple[Subject, str]]:
        """Return what was found in a text and is to be told, but was not yet."""
        rows = self._connection.execute(_ON_THEIR_WAY, {"of": known.id, "row": revision_id})
        return [(Subject(row.subject), row.name) for row in rows]

    def claimed(self, known: Known, revision_id: int, figures: FigureReading) -> None:
        """Store what the numbers of a revision mean."""
        claims.store(self._connection, known.id, revision_id, figures)

    def edited_away(self, known: Known, revision_id: int) -> list[tuple[int, Claim]]:
        """Return, each with its row, what earlier texts claim of which this one is an edit."""
        return claims.edited_away(self._connection, known.id, revision_id)

    def withdraw(self, numbers: Sequence[int], now: datetime) -> None:
        """Mark claims that their outlet no longer makes."""
        claims.withdraw(self._connection, numbers, now)

    def find(
        self,
        finding: Finding,
        known: Known,
        revision_id: int,
        now: datetime,
        *,
        story: int | None = None,
        facts: Sequence[int] = (),
    ) -> bool:
        """Store a finding, its story and which facts it tells; False if it is known already."""
        same = and_(
            # Told of under another address, before two articles became one.
            findings.c.article_id == known.id,
            findings.c.subject == finding.subject.value,
            findings.c.name == finding.name,
        )
        known_id = self._connection.scalar(
            select(findings.c.id)
            .where(
                findings.c.identity == finding.identity
                if finding.fact
                else or_(findings.c.identity == finding.identity, same)
            )
            .limit(1)
        )
        if known_id is not None:
            return False
        self._connection.execute(
            insert(findings).values(
                identity=finding.identity,
                subject=finding.subject.value,
                name=finding.name,
                article_id=known.id,
                revision_id=revision_id,
                found_at=micros(now),
                silent=finding.silent,
                story_id=story,
                facts=json.dumps(list(facts)) if facts else "",
            )
        )
        return True

    def page_read(self, page_id: int, note: str, now: datetime) -> None:
        """Take a page out of the box."""
        read = {"state": "read", "read_at": micros(now), "leased_until": None, "error": note}
        self._connection.execute(_PAGE, {"row": page_id, **read})
        if note in {"", UNCHANGED}:
            of_page = select(pages.c.article_id).where(pages.c.id == page_id)
            absent.present(self._connection, self._connection.scalar(of_page), now)


class Box:
    """The pages and feed texts that wait to be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_pages(self, now: datetime, until: datetime, limit: int) -> list[Unread]:
        """Claim the oldest unread pages."""
        with self._database.write() as connection:
            free = or_(pages.c.leased_until.is_(None), pages.c.leased_until <= micros(now))
            waiting = _PAGES.where(pages.c.state == "unread", free)
            rows = connection.execute(waiting.order_by(pages.c.id).limit(limit)).mappings()
            taken = _with_others(connection, [_unread(row) for row in rows])
            if taken:
                connection.execute(
                    update(pages)
                    .where(pages.c.id.in_([page.page_id for page in taken]))
                    .values(leased_until=micros(until))
                )
        return taken

    def forget_leases(self) -> None:
        """Take back what a process left that died; only its sole successor may ask this."""
        with self._database.write() as connection:
            connection.execute(
                update(pages).where(pages.c.leased_until.is_not(None)).values(leased_until=None)
            )

    def take_texts(self, now: datetime, limit: int) -> list[WaitingText]:
        """Return the feed texts that have waited long enough for their page."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(
                    revisions,
                    articles.c.key,
                    articles.c.url,
                    articles.c.language,
                    articles.c.paywalled,
                    sources.c.name,
                    sources.c.region,
                    sources.c.country,
                )
                .join(articles, articles.c.id == revisions.c.article_id)
                .join(sources, sources.c.id == articles.c.source_id)
                .where(revisions.c.match_due_at <= micros(now))
                .order_by(revisions.c.match_due_at, revisions.c.id)
                .limit(limit)
            ).mappings()
            return [
                WaitingText(
                    row["article_id"],
                    row["id"],
                    row["key"],
                    revision_article(
                        row,
                        url=row["url"],
                        language=row["language"],
                        paywalled=row["paywalled"],
                        outlet=outlet_of(row),
                    ),
                )
                for row in rows
            ]

    def give_up_text(self, revision_id: int) -> None:
        """Let a feed text wait no longer: it cannot be read."""
        with self._database.write() as connection:
            connection.execute(
                update(revisions).where(revisions.c.id == revision_id).values(match_due_at=None)
            )

    def failed(self, page: Unread, error: str, now: datetime, *, most_tries: int) -> bool:
        """Note that a page could not be read; True if it is given up (quarantined)."""
        given_up = page.tries + 1 >= most_tries
        with self._database.write() as connection:
            connection.execute(
                update(pages)
                .where(pages.c.id == page.page_id)
                .values(
                    state="quarantine" if given_up else "unread",
                    tries=page.tries + 1,
                    leased_until=None,
                    error=error,
                )
            )
            if given_up and page.part > 1:
                parts.go_without(connection, page.article_id, page.part, page.silent)
            elif given_up:
                read_feed_text(connection, page.article_id, micros(now))
        return given_up

    def lost_body(self, page: Unread, host: str, now: datetime) -> None:
        """Fetch a page again whose bytes are gone (a power cut between two files)."""
        with self._database.write() as connection:
            source_id = connection.scalar(
                select(articles.c.source_id).where(articles.c.id == page.article_id)
            )
            connection.execute(
                insert(fetches).values(
                    kind="recheck",
                    part=page.part,
                    url=page.url,
                    host=host,
                    source_id=source_id,
                    article_id=page.article_id,
                    due_at=micros(now),
                    created_at=micros(now),
                )
            )
            connection.execute(
                update(pages)
                .where(pages.c.id == page.page_id)
                .values(state="lost", leased_until=None, error="its bytes are gone")
            )

    def waiting(self) -> int:
        """Return how many pages wait to be read."""
        with self._database.read() as connection:
            return int(
                connection.scalar(
                    select(func.count()).select_from(pages).where(pages.c.state == "unread")
                )
                or 0
            )

    def count_again(self, source: str | None, since: datetime | None) -> int:
        """Count the pages that `again` would give."""
        wanted = _to_read_again(source, since).subquery()
        with self._database.read() as connection:
            return int(connection.scalar(select(func.count()).select_from(wanted)) or 0)

    def again(
        self, source: str | None, since: datetime | None, after: int, limit: int
    ) -> list[Unread]:
        """Return the newest page of each article, in order of arrival behind page `after`.

        Of one in several pages all parts are read with it.  None of an article whose newest
        page waits to be read, or is gone.
        """
        wanted = _to_read_again(source, since).where(pages.c.id > after).order_by(pages.c.id)
        with self._database.read() as connection:
            rows = connection.execute(wanted.limit(limit)).mappings()
            found = [replace(_unread(row), silent=REPLAY) for row in rows]
            return _with_others(connection, found)


def _to_read_again(source: str | None, since: datetime | None) -> Select[Any]:
    newer = pages.alias("newer")
    wanted = _PAGES.where(
        pages.c.state.in_(("read", "quarantine")),
        ~select(newer.c.id)
        .where(newer.c.article_id == pages.c.article_id, newer.c.id > pages.c.id)
        .exists(),
    )
    if source is not None:
        wanted = wanted.where(sources.c.name == source)
    if since is not None:
        wanted = wanted.where(pages.c.fetched_at >= micros(since))
    return wanted


def _goes_on(ours: tuple[str, str], new: tuple[str, str]) -> bool:
    """Say whether a text is a known one with further parts behind it: nobody edited that."""
    return ours[0] == new[0] and new[1].startswith(f"{ours[1]}\n")


def _named(subject: Subject, name: str) -> ColumnElement[bool]:
    return and_(matches.c.subject == subject.value, matches.c.name == name)


def _unread(row: Any) -> Unread:
    return Unread(
        page_id=row["id"],
        article_id=row["article_id"],
        url=row["url"],
        sha256=row["sha256"],
        charset=row["charset"],
        fetched=from_micros(row["fetched_at"]),
        timezone=row["timezone"],
        language=row["language"],
        tries=row["tries"],
        silent=row["silent"],
        source=row["name"],
        listed=row["listed"],
        part=row["part"],
        kept=row["state"] not in {"dropped", "lost"},
        outlet=outlet_of(row),
    )


def _with_others(connection: Connection, taken: Sequence[Unread]) -> list[Unread]:
    """Give each page of an article in several the newest ones of the other parts."""
    whose = parts.in_parts(connection, [page.article_id for page in taken])
    if not whose:
        return list(taken)
    wanted = _PAGES.where(pages.c.id.in_(parts.newest(whose))).order_by(pages.c.part)
    rows = connection.execute(wanted).mappings()
    newest = [_unread(row) for row in rows]
    return [
        replace(
            page,
            others=tuple(
                one for one in newest if one.article_id == page.article_id and one.part != page.part
            ),
        )
        for page in taken
    ]
