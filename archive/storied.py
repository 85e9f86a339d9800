"""Look at stories: those that changed lately, and one with all that is known of it.

A story that went into another is found under its old address too.  Lists are by the time at
which a fact was last new, so that forty reprints move nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, or_, select, tuple_

from archive import located
from archive.database import Database
from archive.rows import Row, moment_of
from archive.schema import articles, facts, findings, memberships, prints, sources, stories
from archive.stories import credit_of, evidence_of, points_of
from news.fact import OF_FIGURES, FactKind
from news.finding import Subject
from news.moment import from_micros, micros
from news.places import Place
from news.storied import FactShown, StoryArticle, StoryItem, StoryListing, StoryShown
from news.story import By

_IN_NEWS = 40  # places that a form offers
_PLACES = 8  # of a story, those that most of its articles name
_NEWS = 4  # facts of a story in a list
_NUMBERS = re.compile(r"\b(?:at least |more than |over |nearly |about |around |up to )?\d[\d.,]*")
_MOST_FACTS = 500
_MOST_ARTICLES = 1000
_MOST_DIGITS = 18
# What stands for a story or an article at the end of an address of ours.
_ADDRESS = re.compile(r"(story|article)/(\w{1,64})/?(?:[?#].*)?$", re.ASCII)


class Storied:
    """Reads stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listing(
        self,
        limit: int,
        *,
        before: str = "",
        since: datetime | None = None,
        tags: Sequence[tuple[Subject, str]] = (),
        tracked: bool = False,
        places: Sequence[str] = (),
    ) -> StoryListing:
        """Return the stories in which something was new last, the newest first.

        `before` is the cursor of a list that this one goes on behind; `tags` are topics, persons
        and figures that must all have been found in it, `tracked` wants any; `places` are keys,
        one of which it must name, or what lies in it.
        """
        wanted = select(stories).where(stories.c.merged_into.is_(None), stories.c.articles > 0)
        if (cursor := _cursor(before)) is not None:
            wanted = wanted.where(tuple_(stories.c.changed_at, stories.c.id) < tuple_(*cursor))
        if since is not None:
            wanted = wanted.where(stories.c.changed_at >= micros(since))
        found = exists().where(findings.c.story_id == stories.c.id)
        for subject, name in tags:
            wanted = wanted.where(
                found.where(findings.c.subject == subject.value, findings.c.name == name)
            )
        if tracked:
            wanted = wanted.where(found)
        wanted = wanted.order_by(stories.c.changed_at.desc(), stories.c.id.desc())
        with self._database.read() as connection:
            if places:
                wanted = wanted.where(located.story_names(connection, places))
            rows = connection.execute(wanted.limit(limit + 1)).mappings().all()
            shown = rows[:limit]
            more = shown and len(rows) > limit
            older = f"{shown[-1]['changed_at']}-{shown[-1]['id']}" if more else ""
            return StoryListing(tuple(_items(connection, shown)), older)

    def places(self) -> tuple[Place, ...]:
        """Return the places that are in the news, the most named first."""
        with self._database.read() as connection:
            return located.in_news(connection, _IN_NEWS)

    def story(self, name: str) -> StoryShown | None:
        """Return a story by what stands for it in addresses, or by its key; None if unknown."""
        with self._database.read() as connection:
            row = _find(connection, name)
            if row is None:
                return None
            (item,) = _items(connection, [row])
            return StoryShown(
                item,
                tuple(_articles(connection, row["id"])),
                _in_words(_facts(connection, [row["id"]], _MOST_FACTS)),
                located.of_story(connection, row["id"], _PLACES),
            )

    def meant(self, text: str) -> StoryShown | None:
        """Return the story that a person means: by its address, its id, or an article of it."""
        text = text.strip()
        kind, name = found.groups() if (found := _ADDRESS.search(text)) else ("story", text)
        if kind == "article":
            number = int(name) if name.isdecimal() and len(name) <= _MOST_DIGITS else 0
            first = next(iter(self.of_article(number)), None)
            return self.story(first.key) if first else None
        return self.story(name)

    def fact(self, number: int) -> FactShown | None:
        """Return a fact by its row; None if there is none."""
        wanted = (
            select(facts, sources.c.name.label("source"))
            .join(articles, articles.c.id == facts.c.article_id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(facts.c.id == number)
        )
        with self._database.read() as connection:
            row = connection.execute(wanted).mappings().first()
        return None if row is None else fact_of(row)

    def of_article(self, article_id: int) -> list[StoryItem]:
        """Return the stories that an article belongs to, its main one first."""
        wanted = (
            select(stories)
            .join(memberships, memberships.c.story_id == stories.c.id)
            .where(memberships.c.article_id == article_id)
            .order_by(memberships.c.main.desc(), stories.c.id)
        )
        with self._database.read() as connection:
            return _items(connection, connection.execute(wanted).mappings().all())


def _cursor(text: str) -> tuple[int, int] | None:
    """Read where a list ended; None where it begins, also behind what is no cursor."""
    at, _, row = text.partition("-")
    numbers = all(n.isascii() and n.isdigit() and len(n) <= _MOST_DIGITS for n in (at, row))
    return (int(at), int(row)) if numbers else None


def _find(connection: Connection, name: str) -> Row | None:
    wanted = select(stories).where(or_(stories.c.public == name, stories.c.key == name))
    row = connection.execute(wanted).mappings().first()
    while row is not None and row["merged_into"] is not None:
        into = select(stories).where(stories.c.id == row["merged_into"])
        row = connection.execute(into).mappings().first()
    return row


def _items(connection: Connection, rows: Sequence[Row]) -> list[StoryItem]:
    numbers = [row["id"] for row in rows]
    tags: dict[int, list[tuple[Subject, str]]] = {}
    tagged = (
        select(findings.c.story_id, findings.c.subject, findings.c.name)
        .where(findings.c.story_id.in_(numbers))
        .distinct()
    )
    for row in connection.execute(tagged):
        tags.setdefault(row.story_id, []).append((Subject(row.subject), row.name))
    return [
        StoryItem(
            id=row["id"],
            key=row["key"],
            public=row["public"],
            title=row["title"],
            begun=from_micros(row["begun_at"]),
            newest=from_micros(row["newest_at"]),
            changed=from_micros(row["changed_at"]),
            articles=row["articles"],
            origins=row["origins"],
            tags=tuple(sorted(tags.get(row["id"], ()))),
            facts=_newest(connection, row["id"]),
        )
        for row in rows
    ]


def _newest(connection: Connection, story_id: int) -> tuple[FactShown, ...]:
    """Return the newest facts that may be news, of each count of a speaker the newest number."""
    found: dict[tuple[FactKind, str], FactShown] = {}
    for fact in _facts(connection, [story_id], 12 * _NEWS, news=True):
        kind = FactKind.FIGURE if fact.kind in OF_FIGURES else fact.kind
        found.setdefault((kind, _NUMBERS.sub("", fact.says)), fact)
    return tuple(found.values())[:_NEWS]


def _in_words(shown: Iterable[FactShown]) -> tuple[FactShown, ...]:
    """Show once what is a figure of somebody, and a number that anybody may have heard."""
    return tuple({(one.article_id, one.kind, one.says): one for one in shown}.values())


def _facts(
    connection: Connection, of: Sequence[int], limit: int, *, news: bool = False
) -> Iterable[FactShown]:
    wanted: Select[Any] = (
        select(facts, sources.c.name.label("source"))
        .join(articles, articles.c.id == facts.c.article_id)
        .join(sources, sources.c.id == articles.c.source_id)
        .where(facts.c.story_id.in_(of))
        .order_by(facts.c.found_at.desc(), facts.c.id.desc())
        .limit(limit)
    )
    if news:
        # That there is a report its title says.
        wanted = wanted.where(facts.c.is_news, facts.c.kind != FactKind.REPORT.value)
    for row in connection.execute(wanted).mappings():
        yield fact_of(row)


def fact_of(row: Mapping[Any, Any]) -> FactShown:
    """Read a fact joined with its article's source."""
    return FactShown(
        kind=FactKind(row["kind"]),
        says=row["says"],
        before=row["before"],
        verdict=row["verdict"],
        speaker=row["speaker"],
        sentence=row["sentence"],
        is_news=row["is_news"],
        confidence=row["confidence"],
        article_id=row["article_id"],
        source=row["source"],
        found=from_micros(row["found_at"]),
        id=row["id"],
    )


def _articles(connection: Connection, story_id: int) -> Iterable[StoryArticle]:
    # The newest: a war's story has thousands.
    wanted = (
        select(articles, memberships, prints, sources.c.name.label("source"))
        .select_from(memberships)
        .join(articles, articles.c.id == memberships.c.article_id)
        .join(sources, sources.c.id == articles.c.source_id)
        .outerjoin(prints, prints.c.article_id == articles.c.id)
        .where(memberships.c.story_id == story_id)
        .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
        .limit(_MOST_ARTICLES)
    )
    for row in reversed(connection.execute(wanted).mappings().all()):
        yield StoryArticle(
            id=row[articles.c.id],
            key=row["key"],
            source=row["source"],
            title=row["title"],
            url=row["url"],
            published=moment_of(row, "published"),
            first_seen=from_micros(row["first_seen_at"]),
            edits=row["edits"],
            copy_of=row["copy_of"],
            share=row["share"] or 0.0,
            copied_why=row["copied_why"] or "",
            credit=credit_of(row["credit"] or "").said,
            main=row["main"],
            by=By(row["decided_by"]),
            why=evidence_of(row["why"]),
            points=tuple(points_of(row["points"] or "")),
            withdrawn=None if row["withdrawn_at"] is None else from_micros(row["withdrawn_at"]),
        )
