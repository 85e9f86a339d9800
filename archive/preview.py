"""Look what the watchlist finds in the reports of the last days; see `news.preview`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from archive.browse import Browse, Query
from archive.database import Database
from archive.rows import match_of, moment_of
from archive.schema import articles, findings, matches, sources
from archive.telling import ROOM, alert_about
from news.alert import Alert
from news.finding import Subject
from news.moment import from_micros, micros
from news.preview import Occurs, Preview, Tracked, WouldTell
from news.rules import Phrase, Rule, demanded, write
from news.watch import Recipient, Watchlist

_MOST_WORDS = 8
_MOST_ROWS = 5000  # matches among which a first digest chooses

Carries = Callable[[Subject, str, str], bool]


class Previews:
    """Looks at matches of current texts."""

    def __init__(self, database: Database, browse: Browse) -> None:
        self._database, self._browse = database, browse

    def preview(self, watchlist: Watchlist, since: datetime, newest: int = 5) -> Preview:
        """Say for each topic, person and figure what matches since then."""
        known: list[tuple[Subject, str, Rule | None]] = [
            *((Subject.TOPIC, topic.name, topic.rule) for topic in watchlist.topics),
            *((Subject.PERSON, person.name, person.rule) for person in watchlist.people),
            *((Subject.FIGURE, gauge.name, None) for gauge in watchlist.gauges),
        ]
        names = {(subject, name) for subject, name, _ in known}
        with self._database.read() as connection:
            looked = connection.scalar(_recent(select(func.count()).select_from(articles), since))
            counts = _counts(connection, since)
            reports = {
                row.article_id
                for row in connection.execute(_matching(since, matches.c.article_id))
                if (Subject(row.subject), row.name) in names
            }
            shown = {
                key: _newest(connection, *key, since, newest) for key in names if counts.get(key)
            }
        tracked = tuple(
            Tracked(
                subject,
                name,
                counts.get((subject, name), 0),
                shown.get((subject, name), ()),
                () if counts.get((subject, name)) or rule is None else self._words(rule),
            )
            for subject, name, rule in known
        )
        return Preview(since, int(looked or 0), len(reports), tracked)

    def alerts(
        self, recipient: Recipient, carries: Carries, since: datetime, archive_url: str
    ) -> tuple[tuple[Alert, ...], int]:
        """Return what would have been told to a recipient, oldest first, and how many more."""
        with self._database.read() as connection:
            wanted = _matching(since, matches.c.article_id, matches.c.revision_id, sources.c.name)
            rows = connection.execute(
                wanted.order_by(articles.c.sort_at.desc(), articles.c.id.desc()).limit(_MOST_ROWS)
            ).mappings()
            told: dict[int, list[Any]] = {}
            for row in rows:
                if carries(Subject(row["subject"]), row["name"], row["source"]):
                    told.setdefault(row["article_id"], []).append(row)
            chosen = [*told.values()][:ROOM][::-1]
            alerts = [alert_about(connection, one, recipient, archive_url) for one in chosen]
        return tuple(alerts), len(told) - len(alerts)

    def _words(self, rule: Rule) -> tuple[Occurs, ...]:
        """Count in how many articles each word stands that a rule asks for."""
        leaves = dict.fromkeys(leaf for leaf in demanded(rule) if isinstance(leaf, Phrase))
        return tuple(
            Occurs(
                " ".join(leaf.words),
                self._browse.listing(Query(text=write(leaf), limit=1)).total,
            )
            for leaf in [*leaves][:_MOST_WORDS]
        )


def _recent(chosen: Select[Any], since: datetime) -> Select[Any]:
    return chosen.where(articles.c.same_as.is_(None), articles.c.sort_at >= micros(since))


def _matching(since: datetime, *columns: Any) -> Select[Any]:
    """Select the matches of current texts."""
    chosen = select(matches.c.subject, matches.c.name, *columns[:-1], *_named(columns[-1:]))
    joined = chosen.join(articles, articles.c.revision_id == matches.c.revision_id)
    return _recent(joined.join(sources, sources.c.id == articles.c.source_id), since)


def _named(columns: Any) -> Any:
    return [c.label("source") if c is sources.c.name else c for c in columns]


def _counts(connection: Connection, since: datetime) -> dict[tuple[Subject, str], int]:
    wanted = _matching(since, func.count().label("reports"))
    rows = connection.execute(wanted.group_by(matches.c.subject, matches.c.name))
    return {(Subject(row.subject), row.name): row.reports for row in rows}


def _newest(
    connection: Connection, subject: Subject, name: str, since: datetime, limit: int
) -> tuple[WouldTell, ...]:
    """Return the newest reports of one of them."""
    found = (
        select(matches, articles, sources.c.name.label("source"), findings.c.silent)
        .join(articles, articles.c.revision_id == matches.c.revision_id)
        .join(sources, sources.c.id == articles.c.source_id)
        .outerjoin(
            findings,
            and_(
                findings.c.article_id == articles.c.id,
                findings.c.subject == matches.c.subject,
                findings.c.name == matches.c.name,
            ),
        )
        .where(matches.c.subject == subject.value, matches.c.name == name)
        .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(_recent(found, since)).mappings()
    return tuple(_would_tell(row) for row in rows)


def _would_tell(row: Any) -> WouldTell:
    return WouldTell(
        row["article_id"],
        row["source"],
        row["title"],
        row["url"],
        moment_of(row, "published"),
        from_micros(row["first_seen_at"]),
        match_of(row),
        row["silent"] or "",
    )
