"""Count how often each topic, person and figure was found; see `news.firing`.

Articles are numbered in the order in which they come, so "of the last 30 days" is a range of
numbers, whose beginning is found by halving, and the index of matches (subject, name, article)
answers without a look at any row.  What is always found together is looked for among the newest
articles only.  So an archive of a million articles answers as one of a month does.

Discarded: joining matches with articles on their times (a look at two tables for each match).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from archive.database import Database
from archive.schema import articles, matches
from news.doubts import doubts
from news.finding import Subject
from news.firing import MONTH, WEEK, Fired, Firing, together, weigh
from news.listing import Tag
from news.moment import from_micros, micros
from news.watch import Topic, Watchlist

# Newest articles: a week of a hundred outlets.
_NEWEST = 20_000
# Matches among which is looked for what is always found together: 1 s.
_MOST_MATCHES = 300_000
_AT_ONCE = 200  # names of one statement


class Firings:
    """Counts matches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def firing(self, watchlist: Watchlist, now: datetime) -> Firing:
        """Say of all that is tracked how often it was found by now."""
        doubtful = {Tag(Subject.TOPIC, one.name): one for one in watchlist.topics}
        tags = [*doubtful, *(Tag(Subject.PERSON, one.name) for one in watchlist.people)]
        tags += [Tag(Subject.FIGURE, one.name) for one in watchlist.gauges]
        with self._database.read() as connection:
            days, looked, found = _count(connection, tags, now)
        items = (weigh(one, days, looked) for one in found)
        return Firing(now, days, looked, tuple(_doubted(one, doubtful) for one in items))


def _doubted(one: Fired, topics: Mapping[Tag, Topic]) -> Fired:
    """Add what is doubtful in a topic's rule."""
    topic = topics.get(Tag(one.subject, one.name))
    if topic is None:
        return one
    return replace(one, doubts=tuple(map(str, doubts(topic.rule, topic.written))))


def _count(
    connection: Connection, tags: Sequence[Tag], now: datetime
) -> tuple[float, int, list[Fired]]:
    """Return how many days were counted, how many articles looked at, and what was found."""
    oldest = connection.scalar(select(articles.c.first_seen_at).order_by(articles.c.id).limit(1))
    if oldest is None:
        return 0.0, 0, [Fired(tag.subject, tag.name) for tag in tags]
    days = min((now - from_micros(oldest)) / timedelta(days=1), MONTH / timedelta(days=1))
    month, week = _first_since(connection, now - MONTH), _first_since(connection, now - WEEK)
    lately = max(month, _newest(connection, _NEWEST))
    looked = _number(connection, lately)
    counts = _counts(connection, tags, month, week, lately)
    last = {tag: row.last for tag, row in counts.items()}
    last |= _last(connection, [tag for tag in tags if tag not in counts])
    seen = _seen(connection, [*last.values()])
    beside = together(_found(connection, counts, lately, looked))
    found = []
    for tag in tags:
        one = Fired(tag.subject, tag.name, together=beside.get(tag, ()))
        if tag in last:
            one = replace(one, last=seen.get(last[tag]), article_id=last[tag])
        if row := counts.get(tag):
            one = replace(one, week=row.week, month=row.month, lately=row.lately)
        found.append(one)
    return days, looked, found


def _first_since(connection: Connection, since: datetime) -> int:
    """Return the number of the first article that came since then, or one that no article has.

    Where a clock was set, numbers and times may disagree by what it jumped.
    """
    low = connection.scalar(select(func.min(articles.c.id))) or 0
    high = (connection.scalar(select(func.max(articles.c.id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute(
            select(articles.c.id, articles.c.first_seen_at)
            .where(articles.c.id >= middle)
            .order_by(articles.c.id)
            .limit(1)
        ).one()
        if row.first_seen_at >= micros(since):
            high = middle
        else:
            low = row.id + 1
    return low


def _newest(connection: Connection, count: int) -> int:
    """Return the number of the oldest among so many newest articles."""
    behind = select(articles.c.id).order_by(articles.c.id.desc()).offset(count - 1).limit(1)
    return connection.scalar(behind) or 0


def _number(connection: Connection, first: int) -> int:
    counted = select(func.count()).select_from(articles)
    return connection.scalar(counted.where(articles.c.id >= first)) or 0


def _batches(tags: Sequence[Tag]) -> Iterator[Any]:
    """Yield conditions that choose the matches of these, some hundred names each."""
    for subject in (Subject.TOPIC, Subject.PERSON, Subject.FIGURE):
        names = [tag.name for tag in tags if tag.subject is subject]
        for start in range(0, len(names), _AT_ONCE):
            chosen = names[start : start + _AT_ONCE]
            yield and_(matches.c.subject == subject.value, matches.c.name.in_(chosen))


def _counts(
    connection: Connection, tags: Sequence[Tag], month: int, week: int, lately: int
) -> dict[Tag, Any]:
    """Count the articles of the last month; one with several texts counts once."""
    found: dict[Tag, Any] = {}
    for chosen in _batches(tags):
        each = (
            select(matches.c.subject, matches.c.name, matches.c.article_id)
            .where(chosen, matches.c.article_id >= month)
            .distinct()
            .subquery()
        )
        rows = connection.execute(
            select(
                each.c.subject,
                each.c.name,
                func.count().label("month"),
                func.sum(case((each.c.article_id >= week, 1), else_=0)).label("week"),
                func.sum(case((each.c.article_id >= lately, 1), else_=0)).label("lately"),
                func.max(each.c.article_id).label("last"),
            ).group_by(each.c.subject, each.c.name)
        )
        found |= {Tag(Subject(row.subject), row.name): row for row in rows}
    return found


def _last(connection: Connection, tags: Sequence[Tag]) -> dict[Tag, int]:
    """Return the newest article of those that were not found lately."""
    found: dict[Tag, int] = {}
    for chosen in _batches(tags):
        newest = func.max(matches.c.article_id).label("last")
        rows = connection.execute(
            select(matches.c.subject, matches.c.name, newest)
            .where(chosen)
            .group_by(matches.c.subject, matches.c.name)
        )
        found |= {Tag(Subject(row.subject), row.name): row.last for row in rows}
    return found


def _seen(connection: Connection, numbers: Sequence[int]) -> dict[int, datetime]:
    """Return when articles came."""
    found: dict[int, datetime] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        rows = connection.execute(
            select(articles.c.id, articles.c.first_seen_at).where(
                articles.c.id.in_(numbers[start : start + _AT_ONCE])
            )
        )
        found |= {row.id: from_micros(row.first_seen_at) for row in rows}
    return found


def _found(
    connection: Connection, counts: dict[Tag, Any], lately: int, looked: int
) -> dict[Tag, list[int]]:
    """Return in which of the newest articles each was found."""
    total = sum(row.lately for row in counts.values())
    if total > _MOST_MATCHES:
        lately = max(lately, _newest(connection, max(looked * _MOST_MATCHES // total, 1)))
    found: dict[Tag, list[int]] = {}
    for chosen in _batches([*counts]):
        rows = connection.execute(
            select(matches.c.subject, matches.c.name, matches.c.article_id)
            .where(chosen, matches.c.article_id >= lately)
            .distinct()
        )
        for subject, name, number in rows:
            found.setdefault(Tag(Subject(subject), name), []).append(number)
    return found
