"""What is wrong with sources and with wirewatch itself: the table `incidents`.

    open ──▶ one row while it lasts, one finding     "Alder Bay Post" fails since 09:00
    open again at each look ──▶ the same row, seen now; nobody is told again
    end  ──▶ the row has its end, one more finding   it answers again since 11:40

A row and its finding are one transaction: what is told has happened, and what has happened
is told.  The finding that tells the end was found at the very moment at which the row ended
(`ended_at`), which is how the two are told apart.

Discarded: finding out at each look whom to tell; it tells twice after a crash, and a source
that fails all night is told at every look.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from archive.browse import Browse
from archive.database import Database
from archive.schema import articles, findings, incidents, messages, pages, sources
from news.finding import Subject
from news.health import Incident, Pulse, SourceHistory, Trouble
from news.listing import FeedState
from news.moment import Precision, from_micros, micros

# Of a source's articles the newest so many show its rhythm: an agency's ten days, a weekly's
# life.
_NEWEST = 2000
# Pages are read nearly in order: among so many of the newest is the one read last.
_READ_LATELY = 20_000


class Health:
    """The incidents of an archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, incident: Incident, now: datetime) -> bool:
        """Note that this is wrong; True if it is so only now, False if we knew.

        What it says may change while it lasts; since when it lasts does not.
        """
        told = {
            "says": incident.says,
            "advice": incident.advice,
            "good_at": incident.good and micros(incident.good),
            "seen_at": micros(now),
        }
        with self._database.write() as connection:
            known = _lasting(connection, incident.subject, incident.name, incident.trouble)
            if known is not None:
                connection.execute(
                    update(incidents).where(incidents.c.id == known["id"]).values(**told)
                )
                return False
            row = insert(incidents).values(
                subject=incident.subject.value,
                name=incident.name,
                kind=incident.trouble.value,
                since_at=micros(incident.since),
                **told,
            )
            made = connection.execute(row.returning(incidents.c.id)).scalar_one()
            _tell(connection, made, incident, now, "begun")
        return True

    def end(self, subject: Subject, name: str, trouble: Trouble, now: datetime) -> bool:
        """Note that this is well again; False if it was not wrong."""
        with self._database.write() as connection:
            known = _lasting(connection, subject, name, trouble)
            if known is None:
                return False
            connection.execute(
                update(incidents)
                .where(incidents.c.id == known["id"])
                .values(ended_at=micros(now), seen_at=micros(now))
            )
            _tell(connection, known["id"], _incident(known), now, "ended")
        return True

    def current(self) -> list[Incident]:
        """Return what is wrong now: wirewatch itself first, then what began last."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(incidents)
                .where(incidents.c.ended_at.is_(None))
                .order_by(incidents.c.subject, incidents.c.since_at.desc(), incidents.c.id.desc())
            ).mappings()
            return [_incident(row) for row in rows]

    def past(self, limit: int = 50, name: str = "") -> list[Incident]:
        """Return what is over, what ended last first; `name` keeps that of one source."""
        wanted = select(incidents).where(incidents.c.ended_at.is_not(None))
        if name:
            wanted = wanted.where(incidents.c.name == name)
        with self._database.read() as connection:
            rows = connection.execute(
                wanted.order_by(incidents.c.ended_at.desc(), incidents.c.id.desc()).limit(limit)
            ).mappings()
            return [_incident(row) for row in rows]

    def histories(self) -> list[SourceHistory]:
        """Return the past of every followed source that has feeds and does not rest, by name."""
        by_source: dict[str, list[FeedState]] = {}
        for feed in Browse(self._database).feeds():
            if feed.paused is None:
                by_source.setdefault(feed.source, []).append(feed)
        with self._database.read() as connection:
            rows = connection.execute(
                select(sources.c.id, sources.c.name, sources.c.added_at)
                .where(sources.c.name.in_(by_source))
                .order_by(sources.c.name)
            ).all()
            return [
                SourceHistory(
                    source=row.name,
                    feeds=tuple(by_source[row.name]),
                    arrivals=_arrivals(connection, row.id),
                    followed=from_micros(row.added_at),
                )
                for row in rows
            ]

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


def _lasting(connection: Connection, subject: Subject, name: str, trouble: Trouble) -> Any:
    """Return the row of what is wrong in this way now, None if nothing is."""
    return (
        connection.execute(
            select(incidents).where(
                incidents.c.ended_at.is_(None),
                incidents.c.subject == subject.value,
                incidents.c.name == name,
                incidents.c.kind == trouble.value,
            )
        )
        .mappings()
        .first()
    )


def _tell(connection: Connection, row: int, incident: Incident, now: datetime, what: str) -> None:
    """Make the finding that an incident has begun or ended."""
    key = (
        incident.subject.value,
        incident.name,
        incident.trouble.value,
        str(micros(incident.since)),
        what,
        # What has ended may begin anew with the same `since`: an outlet that is silent since
        # Monday, fails on Tuesday and is still silent on Wednesday.
        str(micros(now)),
    )
    connection.execute(
        insert(findings),
        {
            "identity": sha256("\x1f".join(key).encode()).hexdigest()[:32],
            "subject": incident.subject.value,
            "name": incident.name,
            "incident_id": row,
            "found_at": micros(now),
        },
    )


def _incident(row: Any) -> Incident:
    return Incident(
        subject=Subject(row["subject"]),
        name=row["name"],
        trouble=Trouble(row["kind"]),
        says=row["says"],
        advice=row["advice"],
        since=from_micros(row["since_at"]),
        good=None if row["good_at"] is None else from_micros(row["good_at"]),
        ended=None if row["ended_at"] is None else from_micros(row["ended_at"]),
    )
