"""Look into the archive: lists, search, one article, the state of the feeds, totals.

All of it reads a settled state through a read-only connection and writes nothing.
Counts stop at a cap, for nobody reads the 10,001st hit, and a count of all is the one
thing here that grows with the archive.

A search is a rule.  What index and rows cannot decide of it (`archive.narrow`) is decided on the
texts, newest first; then the count stops where `MOST_JUDGED` texts were read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, tuple_

from archive import claims, located, parts, search
from archive.database import Database
from archive.mutes import wrongs
from archive.narrow import Narrowed, narrow
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
from archive.snippet import snippet
from archive.texts import Decide, read_texts, slowly
from news.article import UNCHANGED, Article, Origin
from news.doubts import ambiguous
from news.errors import RuleError
from news.finding import Subject
from news.judge import Judged, Reasons
from news.listing import (
    ArticleShown,
    FeedState,
    Listed,
    Listing,
    PageShown,
    RevisionShown,
    Tag,
    TakenBack,
    Told,
    Totals,
)
from news.moment import from_micros
from news.rules import Located, Rule, leaves
from news.sure import Asked
from news.watch import Watchlist

COUNT_CAP = 10_000
# Texts read for one search: 0.2 ms each.
MOST_JUDGED = 1_000
AT_ONCE = 100
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
    figure: str = ""
    matched: bool = False
    before: str = ""
    limit: int = 30


class Browse:
    """Read-only views of the archive."""

    def __init__(
        self,
        database: Database,
        watchlist: Callable[[], Watchlist] = Watchlist,
        decide: Decide = slowly,
    ) -> None:
        """Look into a database; a search may name what is tracked."""
        self._database, self._watchlist, self._decide = database, watchlist, decide

    def listing(self, query: Query) -> Listing:
        """List articles newest first; with a text, those that it finds, by arrival."""
        rule, note = self._read(query.text)
        if query.text.strip() and rule is None:
            return Listing((), 0, False, "", note=note)
        with self._database.read() as connection:
            if rule is None:
                chosen = _chosen(connection, query, None)
            else:
                search.begin(connection)
                narrowed = narrow(connection, rule)
                chosen = (
                    _chosen(connection, query, narrowed)
                    if narrowed.exact
                    else _judged(connection, query, narrowed, rule, self._decide(rule))
                )
            rows = _rows(connection, chosen.ids)
            shown = [row["revision_id"] for row in rows]
            texts = read_texts(connection, shown, rule) if rule is not None else {}
            tags = _tags(connection, shown)
            unread = _unread(connection, query, rule)
        items = tuple(
            _listed(row, tags.get(row["revision_id"], ()), rule, texts.get(row["revision_id"]))
            for row in rows
        )
        count = min(chosen.total, COUNT_CAP)
        capped = chosen.capped or chosen.total > COUNT_CAP
        return Listing(items, count, capped, chosen.older, unread, note)

    def _read(self, text: str) -> tuple[Rule | None, str]:
        """Read what a user typed, and say what may not be meant.

        What cannot be read, or names nobody, is plain words.
        """
        if not text.strip():
            return None, ""
        try:
            rule = self._watchlist().meaning(text)
        except RuleError as error:
            said = f"Searched as plain words: {error.message}. {error.hint}".strip()
            return search.plain(text), said if ":" in text else ""
        return rule, " ".join(map(str, ambiguous(rule)))

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
            figures = claims.of_text(connection, row["revision_id"])
            taken_back = claims.withdrawn(connection, article_id)
            named = located.of_article(connection, article_id)
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
            figures=figures,
            places=named,
            withdrawn=_time(row["withdrawn_at"]),
            taken_back=tuple(
                TakenBack(claim, history[numbers.index(of)].number, from_micros(at))
                for claim, of, at in taken_back
            ),
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
        """Return the names to filter by: "sources", "topics", "people", "figures", sorted."""
        with self._database.read() as connection:
            followed = connection.scalars(select(sources.c.name).where(sources.c.followed)).all()
            rows = connection.execute(select(matches.c.subject, matches.c.name).distinct()).all()
        found = sorted((name, subject) for subject, name in rows)
        return {
            "sources": sorted(followed),
            "topics": [name for name, subject in found if subject == Subject.TOPIC],
            "people": [name for name, subject in found if subject == Subject.PERSON],
            "figures": [name for name, subject in found if subject == Subject.FIGURE],
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


class _Chosen(NamedTuple):
    """The articles of one page, how many there are, and where the next page begins."""

    ids: list[int]
    total: int
    capped: bool
    older: str


def _chosen(connection: Connection, query: Query, narrowed: Narrowed | None) -> _Chosen:
    """Choose a page where rows and index decide."""
    wanted = _wanted(query, narrowed)
    counted = wanted.with_only_columns(articles.c.id).limit(COUNT_CAP + 1).subquery()
    total = connection.scalar(select(func.count()).select_from(counted)) or 0
    page = _older_than(wanted, query.before, by_arrival=narrowed is not None)
    if narrowed is None:
        page = page.order_by(articles.c.sort_at.desc(), articles.c.id.desc())
    else:
        page = page.order_by(_by_arrival(connection, many=total > COUNT_CAP))
    rows = connection.execute(page.limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    older = ""
    if len(rows) > query.limit:
        last = shown[-1]
        older = str(last.revision_id) if narrowed else f"{last.sort_at}-{last.id}"
    return _Chosen([row.id for row in shown], total, capped=False, older=older)


def _judged(
    connection: Connection,
    query: Query,
    narrowed: Narrowed,
    rule: Rule,
    holds: Callable[[Judged], Reasons | None],
) -> _Chosen:
    """Choose a page where texts decide: the count goes as far as they are read."""
    many = narrowed.everything
    wanted = _wanted(query, narrowed).order_by(_by_arrival(connection, many=many))
    counted = _held(connection, wanted, rule, holds)
    page = _older_than(wanted, query.before, by_arrival=True)
    here = _held(connection, page, rule, holds) if query.before else counted
    older = str(here.last) if here.more else ""
    if len(here.ids) > query.limit:
        older = str(here.ids[query.limit - 1][1])
    shown = [number for number, _ in here.ids[: query.limit]]
    return _Chosen(shown, len(counted.ids), counted.more, older)


class _Held(NamedTuple):
    """The articles and revisions that a rule holds for; `more` were not read behind `last`."""

    ids: list[tuple[int, int]]
    more: bool
    last: int


def _held(
    connection: Connection,
    wanted: Select[Any],
    rule: Rule,
    holds: Callable[[Judged], Reasons | None],
) -> _Held:
    """Read texts, the first of those wanted, and keep what the rule holds for."""
    rows = connection.execute(wanted.limit(MOST_JUDGED + 1)).all()
    looked, ids = rows[:MOST_JUDGED], []
    for start in range(0, len(looked), AT_ONCE):
        some = looked[start : start + AT_ONCE]
        texts = read_texts(connection, [row.revision_id for row in some], rule)
        ids += [
            (row.id, row.revision_id) for row in some if holds(texts[row.revision_id]) is not None
        ]
    return _Held(ids, len(rows) > MOST_JUDGED, looked[-1].revision_id if looked else 0)


def _unread(connection: Connection, query: Query, rule: Rule | None) -> int:
    """Count the articles that may be found as well, had their figures and places been read."""
    kinds = {type(leaf) for leaf in leaves(rule)} if rule is not None else set()
    unread = 0
    for kind, count in ((Asked, claims.unread), (Located, located.unread)):
        if rule is not None and kind in kinds:
            open_to_it = narrow(connection, rule, ignoring=(kind,))
            unread = max(unread, count(connection, _wanted(query, open_to_it)))
    return unread


def _by_arrival(connection: Connection, *, many: bool) -> ColumnElement[int]:
    return search.by_arrival(connection.dialect.name, articles.c.revision_id, many=many)


def _wanted(query: Query, narrowed: Narrowed | None) -> Select[Any]:
    """Select the articles of a list, before ordering and paging.

    Only numbers: what a list shows is read for those on the page, not for all that count.
    """
    chosen = select(articles.c.id, articles.c.revision_id, articles.c.sort_at).where(
        articles.c.same_as.is_(None)
    )
    if narrowed is not None:
        chosen = chosen.where(narrowed.condition)
    if query.source:
        known = select(sources.c.id).where(sources.c.name == query.source).scalar_subquery()
        chosen = chosen.where(articles.c.source_id == known)
    for subject, name in (
        (Subject.TOPIC, query.topic),
        (Subject.PERSON, query.person),
        (Subject.FIGURE, query.figure),
    ):
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


def _listed(row: Any, tags: tuple[Tag, ...], rule: Rule | None, text: Judged | None) -> Listed:
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
        snippet=snippet(row["text"], rule, text),
    )


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
    if page is None or page.error in {"", UNCHANGED}:
        return ""
    return f"quarantine: {page.error}" if page.state == "quarantine" else str(page.error)


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)
