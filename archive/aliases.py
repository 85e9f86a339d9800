"""Other spellings of tracked names: the table `aliases`.

    newest texts ──monitor.spelling──▶ suggest ──the desk──▶ approve   it joins the watchlist
                                                         └─▶ refuse    it is suggested no more

A row stays whatever becomes of its person: who is tracked again finds the desk's decisions.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, tuple_, update

from archive.database import Database
from archive.refill import Place
from archive.rows import storable
from archive.schema import aliases, articles, revisions, sources
from news.alias import Alias, Shown, Standing, Suggestion
from news.article import Article
from news.finding import Span
from news.moment import from_micros, micros


@dataclass(frozen=True)
class Text:
    """An article's current text."""

    article_id: int
    source: str
    article: Article
    place: Place


class Aliases:
    """What is known of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def texts(self, since: datetime, before: Place | None, limit: int) -> list[Text]:
        """Return the newest texts of those before a place, back to `since`."""
        wanted = [articles.c.same_as.is_(None), articles.c.sort_at >= micros(since)]
        if before is not None:
            wanted.append(tuple_(articles.c.sort_at, articles.c.id) < tuple_(*before))
        chosen = (
            select(
                articles.c.id,
                articles.c.url,
                articles.c.sort_at,
                revisions.c.title,
                revisions.c.text,
                sources.c.name,
            )
            .join(revisions, revisions.c.id == articles.c.revision_id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(*wanted)
            .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return [
                Text(
                    row.id,
                    row.name,
                    Article(row.url, row.title, row.text),
                    (row.sort_at, row.id),
                )
                for row in connection.execute(chosen)
            ]

    def count(self, since: datetime) -> int:
        """Count the texts since a time."""
        wanted = select(func.count()).where(
            articles.c.same_as.is_(None), articles.c.sort_at >= micros(since)
        )
        with self._database.read() as connection:
            return connection.scalar(wanted) or 0

    def suggest(self, found: Iterable[Suggestion], now: datetime) -> int:
        """Remember what was found; return how many are new.  What was decided stays so."""
        new = 0
        with self._database.write() as connection:
            for one in found:
                person, folded = (storable(part) for part in one.key)
                values = {
                    "alias": storable(one.alias),
                    "articles": one.articles,
                    "score": one.score,
                    "evidence": _write_shown(one.shown),
                    "seen_at": micros(now),
                }
                is_it = (aliases.c.person == person) & (aliases.c.folded == folded)
                state = connection.scalar(select(aliases.c.state).where(is_it))
                if state is None:
                    first = {"person": person, "folded": folded, "first_seen_at": micros(now)}
                    suggested = {"state": Standing.SUGGESTED.value}
                    connection.execute(insert(aliases).values(**values, **first, **suggested))
                    new += 1
                elif state == Standing.SUGGESTED:
                    connection.execute(update(aliases).where(is_it).values(**values))
        return new

    def listing(self, standings: Collection[Standing] = tuple(Standing)) -> list[Alias]:
        """Return them by person, the most frequent first."""
        chosen = (
            select(aliases)
            .where(aliases.c.state.in_([one.value for one in standings]))
            .order_by(aliases.c.person, aliases.c.articles.desc(), aliases.c.folded)
        )
        with self._database.read() as connection:
            return [_alias(row) for row in connection.execute(chosen).mappings()]

    def approved(self) -> tuple[tuple[str, str], ...]:
        """Return which spellings of whom the desk approved, in the order in which they came."""
        chosen = (
            select(aliases.c.person, aliases.c.alias)
            .where(aliases.c.state == Standing.APPROVED.value)
            .order_by(aliases.c.id)
        )
        with self._database.read() as connection:
            return tuple((row.person, row.alias) for row in connection.execute(chosen))

    def decide(self, number: int, standing: Standing, now: datetime) -> Alias | None:
        """Approve or refuse one, also after another decision; None if there is none."""
        values = {"state": standing.value, "decided_at": micros(now)}
        is_it = aliases.c.id == number
        with self._database.write() as connection:
            connection.execute(update(aliases).where(is_it).values(**values))
            row = connection.execute(select(aliases).where(is_it)).mappings().first()
        return None if row is None else _alias(row)


def forget(connection: Connection, group: Sequence[int]) -> None:
    """Let go of the sentences of articles that are deleted."""
    named = [aliases.c.evidence.like(f'%"article": {number},%') for number in group]
    chosen = select(aliases.c.id, aliases.c.evidence).where(or_(*named))
    for row in connection.execute(chosen).all():
        left = [one for one in json.loads(row.evidence) if one["article"] not in group]
        values = {"evidence": json.dumps(left, ensure_ascii=False)}
        connection.execute(update(aliases).where(aliases.c.id == row.id).values(**values))


def _write_shown(shown: Iterable[Shown]) -> str:
    told = [
        {
            "article": one.article_id,
            "source": storable(one.source),
            "sentence": storable(one.sentence),
            "span": [one.span.start, one.span.end],
        }
        for one in shown
    ]
    return json.dumps(told, ensure_ascii=False)


def _alias(row: Any) -> Alias:
    shown = tuple(
        Shown(one["article"], one["source"], one["sentence"], Span(*one["span"]))
        for one in json.loads(row["evidence"])
    )
    decided = row["decided_at"]
    return Alias(
        row["id"],
        Suggestion(row["person"], row["alias"], row["articles"], row["score"], shown),
        Standing(row["state"]),
        from_micros(row["first_seen_at"]),
        from_micros(row["seen_at"]),
        None if decided is None else from_micros(decided),
    )
