"""Look into the archive: lists, search, one article, the state of the feeds, totals.

All of it reads a settled state through a read-only connection and writes nothing.
Counts stop at a cap, for nobody reads the 10,001st hit, and a count of all is the one
thing here that grows with the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, tuple_

from archive import parts, search
from archive.database import Database
from archive.mutes import wrongs
from archive.rows import match_of, moment_of, revision_article
from archive.schema import (
    articles,
    deliveries,
    feeds,
    fetches,
    findings,
    hosts,
    matches,
    messages,
    pages,
    revisions,
    sources,
)
from news.article import Article, Origin
from news.finding import Span, Subject
from news.listing import (
    ArticleShown,
    FeedState,
    Listed,
    Listing,
    PageShown,
    RevisionShown,
    Snippet,
    Tag,
    Told,
    Totals,
)
from news.moment import from_micros
from news.rules import Phrase, Rule, leaves
from news.text import tokens

COUNT_CAP = 10_000
_SNIPPET = 220
_MOST_DIGITS = 18  # of a number that fits a column


@dataclass(frozen=True)
class Query:
    """What a list is asked for; empty fields ask for nothing.

    `before` is a cursor from an earlier Listing, `matched` keeps articles that match
    something tracked.
    """

    text: str = ""
    source: str = ""
    topic: str = ""
    person: str = ""
    matched: bool = False
    before: str = ""
    limit: int = 30


class Browse:
    """Read-only views of the archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listing(self, query: Query) -> Listing:
        """List articles newest first; with a text, those that it finds, by arrival."""
        rule = search.read_query(query.text) if query.text.strip() else None
        if query.text.strip() and rule is None:
            return Listing((), 0, False, "")
        with self._database.read() as connection:
            dialect = connection.dialect.name
            if rule is not None:
                search.begin(connection)
            wanted = _wanted(query, rule, dialect)
            total = connection.scalar(
                select(func.count()).select_from(wanted.limit(COUNT_CAP + 1).subquery())
            )
            many = (total or 0) > COUNT_CAP
            page = _older_than(wanted, query.before, by_arrival=rule is not None)
            if rule is None:
                page = page.order_by(articles.c.sort_at.desc(), articles.c.id.desc())
            else:
                page = page.order_by(search.by_arrival(dialect, articles.c.revision_id, many=many))
            ids = connection.scalars(page.limit(query.limit + 1)).all()
            rows = _rows(connection, ids[: query.limit])
            tags = _tags(connection, [row["revision_id"] for row in rows])
        items = tuple(_listed(row, tags.get(row["revision_id"], ()), rule) for row in rows)
        older = ""
        if len(ids) > query.limit and rows:
            last = rows[-1]
            older = str(last["revision_id"]) if rule else f"{last['sort_at']}-{last['id']}"
        count = int(total or 0)
        return Listing(items, min(count, COUNT_CAP), count > COUNT_CAP, older)

    def article(self, article_id: int) -> ArticleShown | None:
        """Return one article with its revisions, reasons and messages; None if unknown."""
        with self._database.read() as connection:
            row = (
                connection.execute(
                    select(
                        articles,
                        sources.c.name.label("source"),
                        sources.c.region,
                        sources.c.country,
                    )
                    .join(sources, sources.c.id == articles.c.source_id)
                    .where(articles.c.id == article_id)
                )
                .mappings()
                .first()
            )
            if row is None:
                return None
            if row["same_as"] is not None:
                return self.article(row["same_as"])
            texts = (
                connection.execute(
                    select(revisions)
                    .where(revisions.c.article_id == article_id)
                    .order_by(revisions.c.number.desc())
                )
                .mappings()
                .all()
            )
            rest_on = _pages(connection, [text["page_id"] for text in texts], article_id)
            found = (
                connection.execute(
                    select(matches)
                    .where(matches.c.revision_id == row["revision_id"])
                    .order_by(matches.c.id)
                )
                .mappings()
                .all()
            )
            told = (
                connection.execute(
                    select(messages)
                    .where(
                        messages.c.id.in_(
                            select(deliveries.c.message_id)
                            .join(findings, findings.c.id == deliveries.c.finding_id)
                            .where(findings.c.article_id == article_id)
                        )
                    )
                    .order_by(messages.c.id)
                )
                .mappings()
                .all()
            )
            silent = connection.execute(
                select(findings.c.subject, findings.c.name, findings.c.silent).where(
                    findings.c.article_id == article_id, findings.c.silent != ""
                )
            ).all()
            note = _page_note(connection, article_id)
            wrong = wrongs(connection, article_id)
        history = tuple(_revision(text, row, rest_on) for text in texts)
        numbers = [text["id"] for text in texts]
        shown = row["revision_id"]
        current = history[numbers.index(shown) if shown in numbers else 0]
        return ArticleShown(
            id=row["id"],
            source=row["source"],
            region=row["region"],
            country=row["country"],
            first_seen=from_micros(row["first_seen_at"]),
            article=current.article,
            matches=tuple(match_of(match) for match in found),
            revisions=history,
            told=tuple(_told(message) for message in told),
            silent=tuple((Tag(Subject(s), name), why) for s, name, why in silent),
            note=note,
            wrong=wrong,
            page=current.page,
            parts=current.parts,
        )

    def feeds(self) -> list[FeedState]:
        """Return how every followed feed is doing, by source."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(
                    feeds,
                    sources.c.name.label("source"),
                    sources.c.paused_at,
                    fetches.c.due_at,
                    hosts.c.certificate_from,
                    hosts.c.certificate_until,
                )
                .join(sources, sources.c.id == feeds.c.source_id)
                .outerjoin(
                    fetches,
                    and_(fetches.c.feed_id == feeds.c.id, fetches.c.article_id.is_(None)),
                )
                .outerjoin(hosts, hosts.c.host == fetches.c.host)
                .where(feeds.c.followed, sources.c.followed)
                .order_by(feeds.c.id)
            ).mappings()
            states = [
                FeedState(
                    source=row["source"],
                    url=row["url"],
                    kind=row["kind"],
                    polls=row["polls"],
                    entries=row["entries_seen"],
                    failures=row["failures"],
                    error=row["error"],
                    polled=_time(row["polled_at"]),
                    next_due=_time(row["due_at"]),
                    answered=_time(row["answered_at"]),
                    error_since=_time(row["error_since"]),
                    weight=row["failure_weight"],
                    paused=_time(row["paused_at"]),
                    new=_time(row["new_at"]),
                    gap_seconds=row["gap_seconds"],
                    pause_seconds=row["pause_seconds"],
                    moved_to=row["moved_to"],
                    moved_polls=row["moved_polls"],
                    gone=_time(row["gone_at"]),
                    emptied=_time(row["emptied_at"]),
                    overflow=_time(row["overflow_at"]),
                    overflows=row["overflows"],
                    certificate_from=_time(row["certificate_from"]),
                    certificate_until=_time(row["certificate_until"]),
                )
                for row in rows
            ]
        # Sorted here: each database has its own order of letters.
        return sorted(states, key=lambda state: state.source)

    def followed_since(self) -> datetime | None:
        """Return when the first source was added, None before that."""
        with self._database.read() as connection:
            return _time(connection.scalar(select(func.min(sources.c.added_at))))

    def names(self) -> dict[str, list[str]]:
        """Return the names to filter by: "sources", "topics" and "people", sorted."""
        with self._database.read() as connection:
            followed = connection.scalars(select(sources.c.name).where(sources.c.followed)).all()
            rows = connection.execute(select(matches.c.subject, matches.c.name).distinct()).all()
        found = sorted((name, subject) for subject, name in rows)
        return {
            "sources": sorted(followed),
            "topics": [name for name, subject in found if subject == Subject.TOPIC],
            "people": [name for name, subject in found if subject == Subject.PERSON],
        }

    def totals(self) -> Totals:
        """Count what the archive holds and what waits."""
        kept = articles.c.same_as.is_(None)
        counts = {
            "sources": select(func.count()).select_from(sources).where(sources.c.followed),
            "feeds": select(func.count()).select_from(feeds).where(feeds.c.followed),
            "articles": select(func.count()).select_from(articles).where(kept),
            "full": select(func.count())
            .select_from(articles)
            .where(kept, articles.c.origin == Origin.PAGE.value),
            "edits": select(func.coalesce(func.sum(articles.c.edits), 0)).where(kept),
            "matched": select(func.count(func.distinct(findings.c.article_id))),
            "findings": select(func.count())
            .select_from(findings)
            .where(findings.c.incident_id.is_(None)),
            "unrouted": select(func.count())
            .select_from(findings)
            .where(findings.c.routed_at.is_(None)),
            "rereads": select(func.count())
            .select_from(revisions)
            .where(revisions.c.cause == "reread"),
            "unread": select(func.count()).select_from(pages).where(pages.c.state == "unread"),
            "quarantined": select(func.count())
            .select_from(pages)
            .where(pages.c.state == "quarantine"),
            "due": select(func.count())
            .select_from(fetches)
            .where(fetches.c.state == "due", fetches.c.kind == "article"),
            "dead_fetches": select(func.count())
            .select_from(fetches)
            .where(fetches.c.state == "dead"),
            **{
                f"messages_{state}": select(func.count())
                .select_from(messages)
                .where(messages.c.state == state)
                for state in ("new", "sent", "dead")
            },
        }
        with self._database.read() as connection:
            row = (
                connection.execute(
                    select(*[query.scalar_subquery().label(name) for name, query in counts.items()])
                )
                .mappings()
                .one()
            )
        return Totals(**{name: int(value) for name, value in row.items()})


def _wanted(query: Query, rule: Rule | None, dialect: str) -> Select[Any]:
    """Select the numbers of a list's articles, before ordering and paging.

    Only numbers: what a list shows is read for those on the page, not for all that count.
    """
    chosen = select(articles.c.id).where(articles.c.same_as.is_(None))
    if rule is not None:
        chosen = chosen.where(articles.c.revision_id.in_(search.hits(dialect, rule)))
    if query.source:
        known = select(sources.c.id).where(sources.c.name == query.source).scalar_subquery()
        chosen = chosen.where(articles.c.source_id == known)
    for subject, name in ((Subject.TOPIC, query.topic), (Subject.PERSON, query.person)):
        if name:
            # Not EXISTS: SQLite would scan all matches of the name for every article.
            found = select(matches.c.revision_id).where(
                matches.c.subject == subject.value, matches.c.name == name
            )
            chosen = chosen.where(articles.c.revision_id.in_(found))
    if query.matched:
        any_match = select(matches.c.id).where(matches.c.revision_id == articles.c.revision_id)
        chosen = chosen.where(any_match.exists())
    return chosen


def _older_than(wanted: Select[Any], cursor: str, *, by_arrival: bool) -> Select[Any]:
    """Continue a list behind a cursor; a cursor that is none starts it anew."""
    numbers = cursor.split("-")
    if not cursor or not all(
        n.isascii() and n.isdigit() and len(n) <= _MOST_DIGITS for n in numbers
    ):
        return wanted
    if by_arrival:
        return wanted.where(articles.c.revision_id < int(numbers[0]))
    if len(numbers) != 2:  # noqa: PLR2004  sort time and id
        return wanted
    return wanted.where(
        tuple_(articles.c.sort_at, articles.c.id) < tuple_(int(numbers[0]), int(numbers[1]))
    )


def _rows(connection: Any, ids: Sequence[int]) -> list[Any]:
    """Read what a list shows of these articles, in their order."""
    rows = connection.execute(
        select(
            articles,
            sources.c.name.label("source"),
            revisions.c.text,
            revisions.c.title.label("revision_title"),
        )
        .join(sources, sources.c.id == articles.c.source_id)
        .join(revisions, revisions.c.id == articles.c.revision_id)
        .where(articles.c.id.in_(ids))
    ).mappings()
    by_id = {row["id"]: row for row in rows}
    return [by_id[number] for number in ids if number in by_id]


def _tags(connection: Any, revision_ids: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
    rows = connection.execute(
        select(matches.c.revision_id, matches.c.subject, matches.c.name)
        .where(matches.c.revision_id.in_(revision_ids))
        .order_by(matches.c.id)
    )
    tags: dict[int, tuple[Tag, ...]] = {}
    for revision_id, subject, name in rows:
        tags[revision_id] = (*tags.get(revision_id, ()), Tag(Subject(subject), name))
    return tags


def _listed(row: Any, tags: tuple[Tag, ...], rule: Rule | None) -> Listed:
    return Listed(
        id=row["id"],
        source=row["source"],
        url=row["url"],
        title=row["revision_title"],
        published=moment_of(row, "published"),
        first_seen=from_micros(row["first_seen_at"]),
        language=row["language"],
        origin=Origin(row["origin"]),
        edits=row["edits"],
        tags=tags,
        snippet=snippet(row["text"], rule),
    )


def snippet(text: str, rule: Rule | None) -> Snippet:
    """Cut the piece of a text that shows what was looked for; its beginning otherwise."""
    wanted = [leaf for leaf in leaves(rule) if isinstance(leaf, Phrase)] if rule else []
    spans = phrase_spans(text, wanted)
    first = spans[0].start if spans else 0
    start = 0 if first < _SNIPPET // 2 else text.rfind(" ", 0, first - _SNIPPET // 3) + 1
    end = min(len(text), start + _SNIPPET)
    if end < len(text) and (space := text.rfind(" ", start, end)) > start:
        end = space
    inside = tuple(
        Span(span.start - start, span.end - start)
        for span in spans
        if span.start >= start and span.end <= end
    )
    piece = text[start:end].replace("\n", " ")
    if start > 0:
        piece, inside = f"…{piece}", tuple(Span(s.start + 1, s.end + 1) for s in inside)
    return Snippet(piece + ("…" if end < len(text) else ""), inside)


def phrase_spans(text: str, phrases: Sequence[Phrase]) -> list[Span]:
    """Find where phrases stand in a text, in order, without overlaps."""
    found = tokens(text)
    by_word: dict[str, list[int]] = {}
    for place, token in enumerate(found):
        by_word.setdefault(token.word, []).append(place)
    spans = []
    for phrase in phrases:
        size = len(phrase.words)
        first = phrase.words[0]
        starts = by_word.get(first, [])
        if first.endswith("*"):
            starts = [i for i, token in enumerate(found) if token.word.startswith(first[:-1])]
        spans += [
            Span(found[i].start, found[i + size - 1].end)
            for i in starts
            if _stands([t.word for t in found[i : i + size]], phrase)
        ]
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _stands(there: Sequence[str], phrase: Phrase) -> bool:
    *begin, last = phrase.words
    if len(there) != len(phrase.words) or list(there[:-1]) != begin:
        return False
    return there[-1].startswith(last[:-1]) if last.endswith("*") else there[-1] == last


def _as_article(text: Any, row: Any) -> Article:
    return revision_article(
        text, url=row["url"], language=row["language"], paywalled=row["paywalled"]
    )


def _pages(connection: Any, numbers: Sequence[int | None], article_id: int) -> list[Any]:
    """Read the pages that texts rest on, and all others of an article in several."""
    read = pages.c.id.in_([number for number in numbers if number is not None])
    several = parts.in_parts(connection, [article_id])
    wanted = (read | (pages.c.article_id == article_id)) if several else read
    rows = connection.execute(select(pages).where(wanted).order_by(pages.c.id))
    return list(rows.mappings())


def _page(row: Any) -> PageShown:
    return PageShown(
        row["url"],
        from_micros(row["fetched_at"]),
        row["sha256"],
        row["size"],
        kept=row["state"] not in {"dropped", "lost"},
    )


def _revision(text: Any, row: Any, rest_on: Sequence[Any]) -> RevisionShown:
    last = next((page for page in rest_on if page["id"] == text["page_id"]), None)
    return RevisionShown(
        text["number"],
        text["cause"],
        from_micros(text["seen_at"]),
        _as_article(text, row),
        last and _page(last),
        _parts(text, last, rest_on) if last else (),
    )


def _parts(text: Any, last: Any, rest_on: Sequence[Any]) -> tuple[PageShown, ...]:
    """Return the newest page of each part when a text was read; none of an only page."""
    here = {
        page["part"]: page
        for page in rest_on
        if page["fetched_at"] <= text["seen_at"] and page["state"] != parts.LEFT_OUT
    }
    here[last["part"]] = last
    return tuple(_page(here[part]) for part in sorted(here)) if len(here) > 1 else ()


def _told(row: Any) -> Told:
    return Told(
        row["recipient"],
        row["state"],
        row["tries"],
        _time(row["sent_at"]),
        row["error"],
        row["slot"].partition(" ")[0],
        from_micros(row["due_at"]),
    )


def _page_note(connection: Any, article_id: int) -> str:
    dead = connection.scalar(
        select(fetches.c.error).where(
            fetches.c.article_id == article_id, fetches.c.part == 1, fetches.c.state == "dead"
        )
    )
    if dead:
        return str(dead)
    page = connection.execute(
        select(pages.c.state, pages.c.error)
        .where(pages.c.article_id == article_id, pages.c.part == 1)
        .order_by(pages.c.id.desc())
    ).first()
    if page is None or page.error in {"", "unchanged"}:
        return ""
    return f"quarantine: {page.error}" if page.state == "quarantine" else str(page.error)


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)
