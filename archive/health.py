"""What is wrong with sources and with wirewatch itself: the table `incidents`.

    begun ──▶ one row while it lasts, one finding     "Alder Bay Post" fails since 09:00
    again at each look ──▶ the same row, seen now; nobody is told again
    over  ──▶ the row has its end, one more finding   it answers again since 11:40

A row and its finding are one transaction: what is told has happened, and what has happened
is told.  The finding that tells the end was found at the very moment at which the row ended
(`ended_at`), which is how the two are told apart.  What goes with a trouble that was told
(`news.health.to_tell`) has a silent finding, and ends silently.

Discarded: finding out at each look whom to tell; it tells twice after a crash, and a source
that fails all night is told at every look.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from archive.browse import Browse
from archive.database import Database
from archive.rows import provenance_of, storable
from archive.schema import (
    articles,
    boilerplate,
    fetches,
    findings,
    incidents,
    messages,
    pages,
    revisions,
    sources,
)
from news.absence import TOGETHER
from news.article import GUESS, Origin
from news.finding import Subject
from news.health import (
    Incident,
    Lasting,
    Outcome,
    Pulse,
    SourceHistory,
    Trouble,
    to_tell,
)
from news.listing import FeedState
from news.moment import Precision, from_micros, micros

# Of a source's articles the newest so many show its rhythm: an agency's ten days, a weekly's
# life.
_NEWEST = 2000
# Enough for a month of a small outlet, and for what an agency prints in a day.
_NEWEST_OUTCOMES = 100
_WITH_ANOTHER = "told with another"
# Pages are read nearly in order: among so many of the newest is the one read last.
_READ_LATELY = 20_000


_OURS = frozenset({Subject.SOURCE, Subject.MONITOR})


@dataclass(frozen=True)
class Noted:
    """What has begun, and what has ended."""

    begun: tuple[Incident, ...]
    ended: tuple[Trouble, ...]


class Health:
    """The incidents of an archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, incident: Incident, now: datetime) -> bool:
        """Note that this is wrong; True if it is so only now, False if we knew."""
        noted = self.note(incident.subject, incident.name, [incident], (), now)
        return bool(noted.begun)

    def end(self, subject: Subject, name: str, trouble: Trouble, now: datetime) -> bool:
        """Note that this is well again; False if it was not wrong."""
        return bool(self.note(subject, name, (), {trouble}, now).ended)

    def note(
        self,
        subject: Subject,
        name: str,
        found: Sequence[Incident],
        over: Collection[Trouble],
        now: datetime,
        *,
        tell: bool = True,
    ) -> Noted:
        """Note all that is wrong with one thing, and what is no longer, in one transaction.

        What it says may change while it lasts; since when it lasts does not.  Unless `tell`,
        nobody hears of what ends.
        """
        with self._database.write() as connection:
            known = _lasting(connection, subject, name)
            begun = tuple(one for one in found if one.trouble not in known)
            for incident in found:
                if incident.trouble in known:
                    _seen(connection, known[incident.trouble].row, incident, now)
            ended = tuple(trouble for trouble in over if trouble in known)
            for trouble in ended:
                row, told = known.pop(trouble)
                _ended(connection, row, now)
                if tell and told is not None:
                    _tell(connection, row, now, "ended")
            self._begin(connection, begun, known, now)
        return Noted(begun, ended)

    def _begin(
        self,
        connection: Connection,
        begun: Sequence[Incident],
        known: Mapping[Trouble, _Known],
        now: datetime,
    ) -> None:
        """Make rows of what begins, and findings of that and of what went unsaid so far."""
        lasting = [Lasting(trouble, told) for trouble, (_, told) in known.items()]
        telling = frozenset(one.trouble for one in begun)
        # Of an outlet one trouble explains another; a burst explains no silence.
        if any(one.subject in _OURS for one in begun) or not begun:
            telling = to_tell(lasting, telling, now)
        for trouble, (row, told) in known.items():
            if trouble in telling and told is None:
                _tell(connection, row, now, "begun")
        for incident in begun:
            row = _begun(connection, incident, now)
            silent = "" if incident.trouble in telling else _WITH_ANOTHER
            _tell(connection, row, now, "begun", silent)

    def current(self, subjects: Collection[Subject] = _OURS) -> list[Incident]:
        """Return what is wrong now: wirewatch itself first, then what began last."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(incidents)
                .where(incidents.c.ended_at.is_(None), incidents.c.subject.in_(subjects))
                .order_by(incidents.c.subject, incidents.c.since_at.desc(), incidents.c.id.desc())
            ).mappings()
            return [incident_of(row) for row in rows]

    def past(self, limit: int = 50, name: str = "") -> list[Incident]:
        """Return what is over, what ended last first; `name` keeps that of one source."""
        over = incidents.c.ended_at.is_not(None)
        wanted = select(incidents).where(over, incidents.c.subject.in_(_OURS))
        if name:
            wanted = wanted.where(incidents.c.name == name)
        with self._database.read() as connection:
            rows = connection.execute(
                wanted.order_by(incidents.c.ended_at.desc(), incidents.c.id.desc()).limit(limit)
            ).mappings()
            return [incident_of(row) for row in rows]

    def histories(self) -> list[SourceHistory]:
        """Return the past of every followed source that has feeds, by name."""
        return [self.remember(history) for history in self.states()]

    def states(self) -> list[SourceHistory]:
        """Return how every followed source that has feeds does now, without its past; by name."""
        by_source: dict[str, list[FeedState]] = {}
        for feed in Browse(self._database).feeds():
            by_source.setdefault(feed.source, []).append(feed)
        with self._database.read() as connection:
            rows = connection.execute(
                select(sources.c.name, sources.c.added_at).where(sources.c.followed)
            ).all()
            vanished = _vanished(connection)
        return [
            SourceHistory(
                name,
                tuple(by_source[name]),
                (),
                from_micros(added),
                vanished=vanished.get(name, ()),
            )
            for name, added in sorted((row.name, row.added_at) for row in rows)
            if name in by_source
        ]

    def remember(self, history: SourceHistory) -> SourceHistory:
        """Return the same with its past: when its newest articles came, and what they became."""
        with self._database.read() as connection:
            source_id = connection.execute(
                select(sources.c.id).where(sources.c.name == history.source)
            ).scalar_one()
            turned = connection.scalar(
                select(incidents.c.since_at).where(
                    incidents.c.ended_at.is_(None),
                    incidents.c.subject == Subject.SOURCE.value,
                    incidents.c.name == history.source,
                    incidents.c.kind == Trouble.THIN.value,
                )
            )
            earlier = () if turned is None else _outcomes(connection, source_id, turned)
            return replace(
                history,
                arrivals=_arrivals(connection, source_id),
                outcomes=_outcomes(connection, source_id),
                earlier=earlier,
            )

    def read_pulse(self) -> Pulse:
        """Return how many pages wait to be read, and when one last was.

        What is read again on purpose (`wirewatch replay`) does not wait for the daemon.
        """
        newest = select(func.max(pages.c.id)).scalar_subquery()
        with self._database.read() as connection:
            waiting = connection.scalar(
                select(func.count())
                .select_from(pages)
                .where(pages.c.state == "unread", pages.c.silent != "replay")
            )
            done = connection.scalar(
                select(func.max(pages.c.read_at)).where(pages.c.id > newest - _READ_LATELY)
            )
        return Pulse("read", int(waiting or 0), _time(done))

    def send_pulse(self, now: datetime, patience: timedelta) -> Pulse:
        """Return how many messages are due or were tried, and when one last went out.

        A finding that nobody has routed for so long waits, too.
        """
        waits = and_(
            messages.c.state == "new",
            # One that was refused, and is not held back because its recipient sleeps.
            or_(
                messages.c.due_at <= micros(now),
                and_(messages.c.tries > 0, messages.c.error != ""),
            ),
        )
        forgotten = and_(
            findings.c.routed_at.is_(None),
            findings.c.found_at <= micros(now - patience),
            findings.c.incident_id.is_(None),
        )
        with self._database.read() as connection:
            waiting, error = connection.execute(
                select(func.count(), func.max(messages.c.error)).where(waits)
            ).one()
            unrouted = connection.scalar(
                select(func.count()).select_from(findings).where(forgotten)
            )
            done = connection.scalar(
                select(func.max(messages.c.sent_at)).where(messages.c.state == "sent")
            )
        return Pulse("send", int(waiting) + int(unrouted or 0), _time(done), error or "")


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)


def _arrivals(connection: Connection, source_id: int) -> tuple[datetime, ...]:
    """Return when a source's newest articles came, oldest first.

    What came with its first poll came all at once; there the outlet's own times count, if
    they name an hour.
    """
    rows = connection.execute(
        select(
            articles.c.backlog,
            articles.c.first_seen_at,
            articles.c.published_at,
            articles.c.published_precision,
        )
        .where(articles.c.source_id == source_id, articles.c.same_as.is_(None))
        .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
        .limit(_NEWEST)
    )
    times = [
        row.published_at if row.backlog else row.first_seen_at
        for row in rows
        if not row.backlog
        or (
            row.published_precision not in {None, Precision.DAY.value}
            and row.published_at <= row.first_seen_at
        )
    ]
    return tuple(from_micros(time) for time in sorted(times))


def _vanished(connection: Connection) -> dict[str, tuple[datetime, ...]]:
    """Return by source since when pages are gone that are gone with others."""
    rows = connection.execute(
        select(sources.c.name, fetches.c.absent_since)
        .join(sources, sources.c.id == fetches.c.source_id)
        .where(fetches.c.state == "due", fetches.c.error == TOGETHER)
        .order_by(fetches.c.id)
    )
    found: dict[str, list[datetime]] = {}
    for row in rows:
        found.setdefault(row.name, []).append(from_micros(row.absent_since))
    return {name: tuple(times) for name, times in found.items()}


def _outcomes(
    connection: Connection, source_id: int, before: int | None = None
) -> tuple[Outcome, ...]:
    """Return what became of a source's newest articles, newest first, as far as it is known."""
    dead = (
        select(func.max(fetches.c.error))
        .where(
            fetches.c.article_id == articles.c.id, fetches.c.part == 1, fetches.c.state == "dead"
        )
        .scalar_subquery()
    )
    newest_page = (
        select(func.max(pages.c.id))
        .where(pages.c.article_id == articles.c.id, pages.c.part == 1)
        .correlate(articles)
        .scalar_subquery()
    )
    # What was stored before a line was learned has it still, and is no longer for that.
    lines = frozenset(
        connection.scalars(select(boilerplate.c.line).where(boilerplate.c.source_id == source_id))
    )
    wanted = (
        select(
            articles.c.first_seen_at,
            articles.c.origin,
            articles.c.published_at,
            articles.c.authors,
            articles.c.title,
            revisions.c.provenance,
            revisions.c.text if lines else func.length(revisions.c.text).label("length"),
            dead.label("dead"),
            pages.c.state,
            pages.c.error,
        )
        .join(revisions, revisions.c.id == articles.c.revision_id)
        .outerjoin(pages, pages.c.id == newest_page)
        .where(articles.c.source_id == source_id, articles.c.same_as.is_(None))
        .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
        .limit(_NEWEST_OUTCOMES)
    )
    if before is not None:
        wanted = wanted.where(articles.c.sort_at < before)
    found = (
        _outcome(row, _length(row.text, lines) if lines else row.length)
        for row in connection.execute(wanted)
    )
    return tuple(one for one in found if one is not None)


def _length(text: str, lines: frozenset[str]) -> int:
    """Count the characters of a text without these lines."""
    return len("\n".join(line for line in text.split("\n") if line not in lines))


def _outcome(row: Any, length: int) -> Outcome | None:
    """Say what became of an article; None while its page may still come."""
    whole = row.origin == Origin.PAGE.value
    error = "" if whole else row.dead or ""
    if not whole and not error and row.state in {"read", "quarantine"}:
        error = f"{row.state}: {row.error}" if row.state == "quarantine" else row.error
    if not whole and not error:
        return None
    return Outcome(
        from_micros(row.first_seen_at),
        length,
        row.published_at is not None,
        whole,
        error,
        placed=provenance_of(row.provenance).published not in {"", GUESS},
        signed=bool(row.authors),
        title=row.title,
    )


class _Known(NamedTuple):
    """The row of a trouble that lasts, and when somebody was told of it."""

    row: Any
    told: datetime | None


def _lasting(connection: Connection, subject: Subject, name: str) -> dict[Trouble, _Known]:
    """Return what is wrong with one thing now."""
    told = (
        select(func.max(findings.c.found_at))
        .where(findings.c.incident_id == incidents.c.id, findings.c.silent == "")
        .scalar_subquery()
        .label("told_at")
    )
    rows = connection.execute(
        select(incidents, told).where(
            incidents.c.ended_at.is_(None),
            incidents.c.subject == subject.value,
            incidents.c.name == name,
        )
    ).mappings()
    return {Trouble(row["kind"]): _Known(row, _time(row["told_at"])) for row in rows}


def _begun(connection: Connection, incident: Incident, now: datetime) -> Any:
    row = insert(incidents).values(
        subject=incident.subject.value,
        name=incident.name,
        kind=incident.trouble.value,
        since_at=micros(incident.since),
        **_told(incident, now),
    )
    return connection.execute(row.returning(incidents)).mappings().one()


def _seen(connection: Connection, row: Any, incident: Incident, now: datetime) -> None:
    values = _told(incident, now)
    connection.execute(update(incidents).where(incidents.c.id == row["id"]).values(**values))


def _ended(connection: Connection, row: Any, now: datetime) -> None:
    at = micros(now)
    change = update(incidents).where(incidents.c.id == row["id"])
    connection.execute(change.values(ended_at=at, seen_at=at))


def _told(incident: Incident, now: datetime) -> dict[str, Any]:
    return {
        "says": incident.says,
        "advice": incident.advice,
        "about": storable(incident.title),
        "page": incident.page,
        "recipients": json.dumps(incident.recipients) if incident.recipients else "",
        "good_at": incident.good and micros(incident.good),
        "seen_at": micros(now),
    }


def _tell(connection: Connection, row: Any, now: datetime, what: str, silent: str = "") -> None:
    """Make the finding that an incident has begun or ended."""
    key = (
        row["subject"],
        row["name"],
        row["kind"],
        str(row["since_at"]),
        what,
        # What has ended may begin anew with the same `since`: an outlet that is silent since
        # Monday, fails on Tuesday and is still silent on Wednesday.
        str(micros(now)),
    )
    connection.execute(
        insert(findings),
        {
            "identity": sha256("\x1f".join(key).encode()).hexdigest()[:32],
            "subject": row["subject"],
            "name": row["name"],
            "incident_id": row["id"],
            "found_at": micros(now),
            "silent": silent,
        },
    )


def incident_of(row: Any) -> Incident:
    """Read an incident from its row."""
    return Incident(
        subject=Subject(row["subject"]),
        name=row["name"],
        trouble=Trouble(row["kind"]),
        says=row["says"],
        advice=row["advice"],
        since=from_micros(row["since_at"]),
        good=None if row["good_at"] is None else from_micros(row["good_at"]),
        ended=None if row["ended_at"] is None else from_micros(row["ended_at"]),
        title=row["about"],
        recipients=tuple(json.loads(row["recipients"] or "[]")),
        page=row["page"],
    )
