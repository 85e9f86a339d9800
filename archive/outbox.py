"""Who is told, and how far we are: findings become deliveries, deliveries messages.

    address   finding ──▶ delivery ──▶ the recipient's message about this article, or the
                                       digest it waits for (`slot`: its reason and its time)
    due       what is due, for whoever decides what may go now (`alerts.brakes`)
    join      single messages become a digest: their deliveries move, they stay as "joined"
    take      claim what may go ──▶ telling ──▶ freeze ──▶ sent | retry | dead | muted

A message is marked sent after the channel took it, never before: over 84 kills that
lost nothing, while marking first lost 24 alerts of 340.  The price is a repeat if the
process dies between the server's yes and our mark; it carries the same Message-ID,
for the message was rendered and frozen before its first attempt.  Each step is one short
transaction, and what is owed to somebody is always in exactly one message.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from archive import heard, mutes
from archive.database import Database
from archive.schema import articles, deliveries, findings, incidents, messages, sources
from archive.telling import Nothing, tell
from news.alert import Addressed, FactTold, Rendered, Slot, Telling
from news.fact import Notify
from news.failpoint import failpoint
from news.finding import Subject
from news.moment import from_micros, micros
from news.mute import Mute
from news.watch import Recipient

_MUTED = "muted"
_CHUNK = 500  # ids in one statement


@dataclass(frozen=True)
class Unrouted:
    """A finding for which nobody has decided yet who is told.

    `article_id` is None where it is an incident; `recipients` hear of one, and nobody else, where
    somebody chose them.
    """

    finding_id: int
    article_id: int | None
    subject: Subject
    name: str
    source: str
    silent: str
    story_id: int | None = None
    facts: tuple[int, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A message that is due: what it is, and whether it was tried and so changes no more."""

    message_id: int
    recipient: str
    kind: str
    frozen: bool


@dataclass(frozen=True)
class Lately:
    """When messages to a recipient were sent lately, and how many are tried again soon."""

    sent: tuple[datetime, ...]
    retrying: int


@dataclass(frozen=True)
class Outgoing:
    """A message to be sent now; `rendered` is set once it was attempted."""

    message_id: int
    recipient: str
    tries: int
    identities: tuple[str, ...]
    rendered: Rendered | None = None


@dataclass(frozen=True)
class Queued:
    """A message that waits, for people to look at.

    `why` is the reason of a digest ("" for a single message), `reports` how many articles
    and incidents it tells of, `title` the headline of a single one.
    """

    message_id: int
    recipient: str
    kind: str
    why: str
    reports: int
    title: str
    since: datetime
    due: datetime
    tries: int
    error: str


class Outbox:
    """The tables `deliveries` and `messages`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unrouted(self, limit: int) -> list[Unrouted]:
        """Return findings that nobody has routed, in order of arrival."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(findings, sources.c.name.label("source"), incidents.c.recipients)
                .outerjoin(incidents, incidents.c.id == findings.c.incident_id)
                .outerjoin(articles, articles.c.id == findings.c.article_id)
                .outerjoin(sources, sources.c.id == articles.c.source_id)
                .where(findings.c.routed_at.is_(None))
                .order_by(findings.c.id)
                .limit(limit)
            ).mappings()
            return [
                Unrouted(
                    row["id"],
                    row["article_id"],
                    Subject(row["subject"]),
                    row["name"],
                    # A finding about a source has no article that would name it.
                    row["source"] or row["name"],
                    row["silent"],
                    row["story_id"],
                    tuple(json.loads(row["facts"] or "[]")),
                    tuple(json.loads(row["recipients"] or "[]")),
                )
                for row in rows
            ]

    def mutes(self, now: datetime) -> tuple[Mute, ...]:
        """Return what is muted now."""
        with self._database.read() as connection:
            return mutes.active(connection, now)

    def address(
        self, routed: Sequence[tuple[Unrouted, Sequence[Addressed]]], now: datetime
    ) -> None:
        """Address findings to recipients; what one article tells one of them is one message."""
        with self._database.write() as connection:
            for finding, told in routed:
                for addressed in told:
                    _deliver(connection, finding, addressed, micros(now))
            connection.execute(
                update(findings)
                .where(findings.c.id.in_([finding.finding_id for finding, _ in routed]))
                .values(routed_at=micros(now))
            )

    def due(self, now: datetime, busy: Sequence[str] = ()) -> list[Waiting]:
        """Return the messages that are due and that nobody has claimed, the oldest first.

        Those for `busy` recipients are left out: their turn is not over.
        """
        with self._database.read() as connection:
            rows = connection.execute(
                select(
                    messages.c.id,
                    messages.c.recipient,
                    messages.c.kind,
                    messages.c.rendered.is_not(None).label("frozen"),
                )
                .where(_is_due(micros(now)), messages.c.recipient.not_in(list(busy)))
                .order_by(messages.c.due_at, messages.c.id)
            )
            return [Waiting(row.id, row.recipient, row.kind, bool(row.frozen)) for row in rows]

    def lately(self, recipient: str, now: datetime, within: timedelta) -> Lately:
        """Return what a recipient got in this time, and what will be tried again in as much."""
        with self._database.read() as connection:
            sent = connection.scalars(
                select(messages.c.sent_at)
                .where(
                    messages.c.recipient == recipient,
                    messages.c.state == "sent",
                    messages.c.sent_at > micros(now - within),
                )
                .order_by(messages.c.sent_at)
            )
            times = tuple(from_micros(at) for at in sent if at is not None)
            retrying = connection.scalar(
                select(func.count())
                .select_from(messages)
                .where(
                    messages.c.recipient == recipient,
                    messages.c.state == "new",
                    messages.c.rendered.is_not(None),
                    messages.c.due_at <= micros(now + within),
                )
            )
        return Lately(times, int(retrying or 0))

    def join(self, message_ids: Sequence[int], recipient: str, slot: Slot, now: datetime) -> None:
        """Let single messages become one digest, or go into the one that waits already."""
        with self._database.write() as connection:
            digest = _digest(connection, recipient, slot, micros(now))
            for start in range(0, len(message_ids), _CHUNK):
                ids = message_ids[start : start + _CHUNK]
                # Only those that still wait: a dead sender's claim may have ended meanwhile.
                still = select(messages.c.id).where(
                    messages.c.id.in_(ids), messages.c.state == "new", messages.c.rendered.is_(None)
                )
                connection.execute(
                    update(deliveries)
                    .where(deliveries.c.message_id.in_(still))
                    .values(message_id=digest)
                )
                failpoint("join-open")
                connection.execute(
                    update(messages)
                    .where(messages.c.id.in_(still))
                    .values(state="joined", leased_until=None)
                )

    def take(self, message_ids: Sequence[int], now: datetime, until: datetime) -> list[Outgoing]:
        """Claim those of these messages that still are due, in their order."""
        with self._database.write() as connection:
            rows = {
                row["id"]: row
                for row in connection.execute(
                    select(messages).where(messages.c.id.in_(message_ids), _is_due(micros(now)))
                ).mappings()
            }
            taken = [
                Outgoing(
                    row["id"],
                    row["recipient"],
                    row["tries"],
                    _identities(connection, row["id"]),
                    _rendered(row["rendered"]),
                )
                for row in (rows[one] for one in message_ids if one in rows)
            ]
            if taken:
                connection.execute(
                    update(messages)
                    .where(messages.c.id.in_([message.message_id for message in taken]))
                    .values(leased_until=micros(until))
                )
        return taken

    def forget_leases(self) -> None:
        """Take back what a process left that died; only its sole successor may ask this."""
        with self._database.write() as connection:
            connection.execute(
                update(messages)
                .where(messages.c.leased_until.is_not(None))
                .values(leased_until=None)
            )

    def telling(
        self, message_id: int, recipient: Recipient, archive_url: str, now: datetime
    ) -> Telling | Nothing:
        """Gather what a message tells; Nothing where all of it was muted or called wrong.

        `archive_url` is the web archive's address or "".
        """
        with self._database.read() as connection:
            return tell(connection, message_id, recipient, archive_url, now)

    def muted(self, message_id: int, why: str) -> None:
        """Note that a message is not sent, because nobody wants to hear of it any more."""
        with self._database.write() as connection:
            connection.execute(
                update(messages)
                .where(messages.c.id == message_id, messages.c.state == "new")
                .values(state=_MUTED, leased_until=None, error=why)
            )

    def queue(self, recipient: str = "") -> list[Queued]:
        """Return the messages that wait, by the time at which they are due."""
        told = (
            select(
                deliveries.c.message_id,
                func.count(func.distinct(findings.c.article_id)).label("articles"),
                func.count(func.distinct(findings.c.incident_id)).label("incidents"),
                func.max(articles.c.title).label("title"),
                func.max(findings.c.name).label("name"),
            )
            .join(findings, findings.c.id == deliveries.c.finding_id)
            .outerjoin(articles, articles.c.id == findings.c.article_id)
            .group_by(deliveries.c.message_id)
            .subquery()
        )
        wanted = (
            select(messages, told)
            .join(told, told.c.message_id == messages.c.id)
            .where(messages.c.state == "new")
            .order_by(messages.c.due_at, messages.c.id)
        )
        if recipient:
            wanted = wanted.where(messages.c.recipient == recipient)
        with self._database.read() as connection:
            return [_queued(row) for row in connection.execute(wanted).mappings()]

    def freeze(
        self, message_id: int, rendered: Rendered, facts: Sequence[FactTold] | None = None
    ) -> None:
        """Keep a message as it is going out, for all its attempts, and which facts it tells.

        Which they were can be told from nothing else once its story goes into another.
        """
        values: dict[str, Any] = {
            "message_id": rendered.message_id,
            "subject": rendered.subject,
            "payload": rendered.payload,
        }
        if facts is not None:
            values["facts"] = [fact.number for fact in facts]
        text = json.dumps(values, ensure_ascii=False)
        with self._database.write() as connection:
            connection.execute(
                update(messages).where(messages.c.id == message_id).values(rendered=text)
            )

    def sent(self, message_id: int, now: datetime, thread: str = "") -> None:
        """Mark a message that its channel took; `thread` is where it stands, by the channel."""
        self._close(message_id, state="sent", sent_at=micros(now), error="", thread=thread)

    def retry(self, message_id: int, at: datetime, error: str) -> None:
        """Note a failed attempt and when the next one is due."""
        with self._database.write() as connection:
            connection.execute(
                update(messages)
                .where(messages.c.id == message_id)
                .values(
                    due_at=micros(at),
                    leased_until=None,
                    tries=messages.c.tries + 1,
                    error=error,
                )
            )

    def hold(self, message_ids: Sequence[int], until: datetime) -> None:
        """Let messages wait until a time because their recipient does not want them now.

        An earlier refusal is forgotten: what waits for that is not what stands still.
        """
        with self._database.write() as connection:
            connection.execute(
                update(messages)
                .where(messages.c.id.in_(message_ids), messages.c.state == "new")
                .values(due_at=micros(until), leased_until=None, error="")
            )

    def postpone(self, message_ids: Sequence[int], at: datetime) -> None:
        """Give back claimed messages that were not tried; they are due again at `at`."""
        with self._database.write() as connection:
            connection.execute(
                update(messages)
                .where(messages.c.id.in_(message_ids))
                .values(due_at=micros(at), leased_until=None)
            )

    def dead(self, message_id: int, error: str) -> None:
        """Give a message up: it stays visible as a dead letter."""
        self._close(message_id, state="dead", error=error)

    def revive(self, now: datetime) -> int:
        """Make all dead letters due again; return how many."""
        with self._database.write() as connection:
            done = connection.execute(
                update(messages)
                .where(messages.c.state == "dead")
                .values(state="new", due_at=micros(now), leased_until=None, tries=0)
            )
        return done.rowcount

    def counts(self) -> dict[str, int]:
        """Return how many messages are new, sent and dead."""
        counted = {"new", "sent", "dead"}
        with self._database.read() as connection:
            rows = connection.execute(
                select(messages.c.state, func.count())
                .where(messages.c.state.in_(counted))
                .group_by(messages.c.state)
            )
            return {"new": 0, "sent": 0, "dead": 0} | {row[0]: row[1] for row in rows}

    def _close(self, message_id: int, **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(
                update(messages)
                .where(messages.c.id == message_id, messages.c.state == "new")
                .values(leased_until=None, tries=messages.c.tries + 1, **values)
            )


def _is_due(now: int) -> ColumnElement[bool]:
    return and_(
        messages.c.state == "new",
        messages.c.due_at <= now,
        or_(messages.c.leased_until.is_(None), messages.c.leased_until <= now),
    )


def _open(recipient: str) -> ColumnElement[bool]:
    """Choose a recipient's messages that take more: nobody is rendering or has rendered them."""
    return and_(
        messages.c.recipient == recipient,
        messages.c.state == "new",
        messages.c.rendered.is_(None),
        messages.c.leased_until.is_(None),
    )


def _deliver(connection: Connection, finding: Unrouted, to: Addressed, now: int) -> None:
    """Add one delivery, to the open message about this article or to the digest it waits for."""
    known = connection.scalar(
        select(deliveries.c.id).where(
            deliveries.c.recipient == to.recipient, deliveries.c.finding_id == finding.finding_id
        )
    )
    if known is not None:
        return
    if to.muted:
        message_id = _unsent(connection, finding, to.recipient, now, why="")
    elif not heard.wants(connection, finding, to):
        message_id = _unsent(connection, finding, to.recipient, now, why=heard.NOTHING_NEW)
    elif to.slot is not None:
        message_id = _digest(connection, to.recipient, to.slot, now)
    else:
        message_id = _single(connection, finding, to, now)
    connection.execute(
        insert(deliveries).values(
            recipient=to.recipient,
            finding_id=finding.finding_id,
            message_id=message_id,
            route=to.route,
        )
    )


def _unsent(
    connection: Connection, finding: Unrouted, recipient: str, now: int, *, why: str
) -> int:
    """Return the message that notes what a recipient is not told about an article."""
    about = _about(connection, finding)
    noted = and_(
        messages.c.recipient == recipient, messages.c.state == _MUTED, messages.c.error == why
    )
    known: int | None = connection.scalar(select(messages.c.id).where(noted, _same(about)))
    return known or _new(connection, about, recipient, now, state=_MUTED, error=why)


def _single(connection: Connection, finding: Unrouted, to: Addressed, now: int) -> int:
    """Return the recipient's open message about a finding's story, article or source; make it.

    All that is wrong with one source is told in one notice, as far as nobody was told yet.
    """
    about = _about(connection, finding)
    # Who wants every article gets each by itself, and at once.
    alone = about.story_id is None or to.notify is Notify.EVERY
    same = _same(about) if alone else messages.c.story_id == about.story_id
    known: int | None = connection.scalar(select(messages.c.id).where(_open(to.recipient), same))
    wait = 0 if alone else round(to.wait.total_seconds() * 1_000_000)
    story = None if alone else about.story_id
    return known or _new(connection, about, to.recipient, now, due_at=now + wait, story_id=story)


def _about(connection: Connection, finding: Unrouted) -> Row[Any]:
    """Return a finding as it is now: its article may have become part of another."""
    return connection.execute(select(findings).where(findings.c.id == finding.finding_id)).one()


def _same(about: Row[Any]) -> ColumnElement[bool]:
    """Choose messages about the article of a finding, or about its source."""
    if about.incident_id is None:
        return and_(messages.c.kind == "alert", messages.c.article_id == about.article_id)
    told = (
        select(deliveries.c.message_id)
        .join(findings, findings.c.id == deliveries.c.finding_id)
        .where(
            findings.c.incident_id.is_not(None),
            findings.c.subject == about.subject,
            findings.c.name == about.name,
        )
    )
    return and_(messages.c.kind == "notice", messages.c.id.in_(told))


def _new(connection: Connection, about: Row[Any], recipient: str, now: int, **more: object) -> int:
    made: int = connection.execute(
        insert(messages)
        .values(
            {
                "recipient": recipient,
                "kind": "alert" if about.incident_id is None else "notice",
                "article_id": about.article_id,
                "story_id": about.story_id,
                "created_at": now,
                "due_at": now,
                **more,
            }
        )
        .returning(messages.c.id)
    ).scalar_one()
    return made


def _digest(connection: Connection, recipient: str, slot: Slot, now: int) -> int:
    """Return the recipient's open digest of this slot; make it where there is none."""
    known: int | None = connection.scalar(
        select(messages.c.id).where(
            _open(recipient), messages.c.kind == "digest", messages.c.slot == slot.text
        )
    )
    if known is not None:
        return known
    made: int = connection.execute(
        insert(messages)
        .values(
            recipient=recipient,
            kind="digest",
            slot=slot.text,
            created_at=now,
            due_at=micros(slot.due),
        )
        .returning(messages.c.id)
    ).scalar_one()
    return made


def _rendered(kept: str | None) -> Rendered | None:
    if not kept:
        return None
    values = json.loads(kept)
    return Rendered(values["message_id"], values["subject"], values["payload"])


def _queued(row: Any) -> Queued:
    return Queued(
        row["id"],
        row["recipient"],
        row["kind"],
        row["slot"].partition(" ")[0],
        row["articles"] + row["incidents"],
        row["title"] or row["name"] if row["articles"] + row["incidents"] == 1 else "",
        from_micros(row["created_at"]),
        from_micros(row["due_at"]),
        row["tries"],
        row["error"],
    )


def _identities(connection: Connection, message_id: int) -> tuple[str, ...]:
    return tuple(
        connection.scalars(
            select(findings.c.identity)
            .join(deliveries, deliveries.c.finding_id == findings.c.id)
            .where(deliveries.c.message_id == message_id)
            .order_by(findings.c.identity)
        )
    )
