"""Which article a listed entry is, where neither its address nor its guid is known to us.

The order is the address, then the feed's guid, then the headline; each is checked, since a
wrong join hides a report for good and a missed one only tells of it twice.

- An address that another article has by a page's word alone (rel=canonical) is that
  article's unless headline and time speak against it.
- A guid under a new address is the report we know if it kept its time, or its headline
  ("Morning briefing" must be of the same day).  A guid made of words or of many random
  digits is never given away, so there a headline that is merely alike will do; one that
  counts ("1041") may begin anew at another report.
- A headline of four words or more, printed by the same source within the hour, is one
  report under two addresses (docs/decisions/0007-headline-and-hour.md), unless they are
  `?id=7` and `?id=8` of one path: those the outlet itself counts as two.
- Without any time, headline and summary together, both long, count for seven days where
  the old address is listed no more.

Discarded: headline and source within seven days, whatever the time.  "Weather today" and
"Morning briefing" come every morning, and each would swallow the next.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Select, and_, select

from archive.rows import moment_columns, moment_of, storable
from archive.schema import article_keys, articles, revisions
from news.likeness import alike, contradict, same_headline, same_instant
from news.moment import Moment, Precision, micros
from news.source import Entry
from news.text import words

# "Morning briefing" is a new report every morning; a headline of some words, printed
# by the same source within the hour, is the same report.
_TELLING_WORDS = 4
_TELLING_SUMMARY = 12
_CLOSE = timedelta(hours=1)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_TELLING_GUID = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[^\W\d_]+(?:-[^\W\d_]+){3}",
    re.IGNORECASE,
)
# An article with what its feed told of it first.
_TOLD = (
    select(
        articles.c.id,
        articles.c.url,
        articles.c.title,
        revisions.c.title.label("told"),
        *moment_columns(revisions, "published"),
    )
    .join(revisions, and_(revisions.c.article_id == articles.c.id, revisions.c.number == 1))
    .order_by(articles.c.id)
)


def strangers(connection: Connection, entries: dict[str, Entry]) -> set[str]:
    """Return those of these addresses that belong to another report by a page's mistake."""
    rows = connection.execute(
        select(
            article_keys.c.key.label("address"),
            articles.c.title,
            *moment_columns(articles, "published"),
        )
        .join(articles, articles.c.id == article_keys.c.article_id)
        .where(article_keys.c.key.in_(list(entries)), articles.c.key != article_keys.c.key)
    )
    found = set()
    for row in rows.mappings():
        entry = entries[row["address"]]
        if contradict(entry.title, entry.published, row["title"], moment_of(row, "published")):
            found.add(row["address"])
    return found


def is_same_report(connection: Connection, article_id: int, entry: Entry) -> bool:
    """Say whether an entry with a known guid and a new address is the report we know."""
    rows = connection.execute(_TOLD.where(articles.c.id == article_id)).mappings()
    told = rows.first()
    if told is None:
        return False
    at = moment_of(told, "published")
    # Many reports share a day, hardly any two of one outlet a minute and a guid.
    if same_instant(at, entry.published):
        return True
    if same_headline(told["told"], entry.title):
        telling = len(words(entry.title)) >= _TELLING_WORDS
        return telling or at is None or entry.published is None or _within_a_day(at, entry)
    lasting = _TELLING_GUID.search(entry.guid) is not None
    return lasting and bool(words(entry.title)) and alike(told["told"], entry.title)


def _within_a_day(at: Moment, entry: Entry) -> bool:
    return entry.published is not None and abs(entry.published.at - at.at) < _DAY


def namesake(
    connection: Connection, source_id: int, entry: Entry, listed: frozenset[str], now: int
) -> int | None:
    """Return the source's article that the headline proves to be this report, if there is one.

    `listed` are all addresses of the list that the entry stands in.
    """
    title, at = words(entry.title), entry.published
    if len(title) < _TELLING_WORDS or (at is not None and at.precision is Precision.DAY):
        return None
    ours = _TOLD.where(articles.c.source_id == source_id, articles.c.same_as.is_(None))
    if at is None:
        return _undated(connection, ours, entry, listed, now)
    hour = articles.c.sort_at.between(micros(at.at - _CLOSE), micros(at.at + _CLOSE))
    for row in connection.execute(ours.where(hour)).mappings():
        same = title in (words(row["title"]), words(row["told"]))
        if same and not _counted_apart(row["url"], entry.url):
            return int(row["id"])
    return None


def _counted_apart(one: str, other: str) -> bool:
    """Say whether two addresses differ in their parameters alone, and both have some."""
    first, second = urlsplit(one), urlsplit(other)
    return first.path == second.path and first.query != second.query != "" != first.query


def _undated(
    connection: Connection,
    ours: Select[tuple[Any, ...]],
    entry: Entry,
    listed: frozenset[str],
    now: int,
) -> int | None:
    """Return the undated article of the last week with the same headline and summary."""
    if len(words(entry.text)) < _TELLING_SUMMARY:
        return None
    same = ours.where(
        articles.c.sort_at >= now - _WEEK // timedelta(microseconds=1),
        revisions.c.published_at.is_(None),
        revisions.c.title == storable(entry.title),
        revisions.c.text == storable(entry.text),
    )
    for row in connection.execute(same).mappings():
        if not _still_listed(connection, row["id"], listed):
            return int(row["id"])
    return None


def _still_listed(connection: Connection, article_id: int, listed: frozenset[str]) -> bool:
    """Say whether the list still has an article under an address of its own."""
    keys = connection.scalars(
        select(article_keys.c.key).where(article_keys.c.article_id == article_id)
    )
    return any(key in listed for key in keys)
