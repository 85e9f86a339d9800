"""What one message tells: an article, several, or incidents, as they stand when it is rendered.

Whatever was muted or called wrong since it was addressed is left out here; where nothing
remains, `Nothing` says why.  An article is told of in the text in which the last of its
findings was made: that text has the reasons, even if the article was edited or joined to
another since.  A digest made by a brake that in the end holds one article is that article's
alert: a reader need not open "a digest of 1".  One on a schedule stays a digest.

A digest tells of its oldest articles as far as there is room, and counts the others: the
archive has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from archive import mutes
from archive.health import incident_of
from archive.rows import match_of, revision_article
from archive.schema import (
    articles,
    deliveries,
    findings,
    incidents,
    matches,
    messages,
    revisions,
    sources,
    wrong_matches,
)
from archive.storytelling import telling_of, told_in_short
from news.alert import Alert, Digest, Notice, Telling, Why
from news.fact import FactKind
from news.finding import Subject
from news.health import Incident
from news.moment import from_micros
from news.mute import muted
from news.watch import Recipient

# Chosen so that the mail stays below the 102 KB at which a widespread mail program cuts it,
# and a Slack message within its 50 blocks.
ROOM = 50
_ROOM_FOR_NOTICES = 10
T = TypeVar("T")
_SCHEDULED = frozenset({Why.HOURLY, Why.DAILY, Why.WEEKLY})


@dataclass(frozen=True)
class Nothing:
    """Nobody wants to hear of it any more; `why` says so for the article's page."""

    why: str


def tell(
    connection: Connection, message_id: int, recipient: Recipient, archive_url: str, now: datetime
) -> Telling | Nothing:
    """Gather what a message tells; see `Outbox.telling`."""
    message = connection.execute(
        select(
            messages.c.id,
            messages.c.slot,
            messages.c.kind,
            messages.c.created_at,
            messages.c.story_id,
        ).where(messages.c.id == message_id)
    ).one()
    wanted = _wanted(connection, message_id, recipient.name, now)
    if isinstance(wanted, Nothing):
        return wanted
    if message.story_id is not None and not message.slot:
        return _of_story(connection, message, wanted, recipient, archive_url)
    about = _by(wanted, lambda row: row["article_id"])
    notices = [
        _notice(connection, rows, recipient, archive_url)
        for rows in [*_by(wanted, _thing).values()][:_ROOM_FOR_NOTICES]
    ]
    alerts = [
        replace(
            alert_about(connection, rows, recipient, archive_url),
            story=told_in_short(connection, rows, recipient.name, message_id, archive_url),
        )
        for rows in [*about.values()][:ROOM]
    ]
    why, *times = message.slot.split() or [""]
    if len(alerts) + len(notices) == 1 and why not in _SCHEDULED:
        if not alerts:
            return notices[0]
        # Held back, it says what it adds to its story; who wants every article gets each as it is,
        # but hears that it was withdrawn, or came back: its text alone would be told twice.
        told_again = message.slot or _is_of_withdrawal(alerts[0])
        return alerts[0] if told_again else replace(alerts[0], story=None)
    begin = from_micros(message.created_at)
    end = now
    if why == Why.AWAY:
        end, begin = (datetime.fromisoformat(text) for text in times)
    return Digest(
        recipient=recipient,
        why=Why(why),
        alerts=tuple(alerts),
        begin=begin,
        end=end,
        left_out=len(about) - len(alerts),
        archive_link=f"{archive_url}/?matched=1" if archive_url else "",
        notices=tuple(notices),
    )


def _is_of_withdrawal(alert: Alert) -> bool:
    """Say whether an alert tells that its outlet took the report back, or brought it back."""
    return alert.story is not None and any(
        fact.kind is FactKind.WITHDRAWN for fact in alert.story.facts
    )


def _wanted(
    connection: Connection, message_id: int, recipient: str, now: datetime
) -> list[Any] | Nothing:
    """Return the message's findings that are neither muted nor wrong, the oldest first."""
    rows = (
        connection.execute(
            select(
                findings.c.id,
                findings.c.subject,
                findings.c.name,
                findings.c.article_id,
                findings.c.revision_id,
                findings.c.incident_id,
                findings.c.found_at,
                findings.c.story_id,
                findings.c.facts,
                sources.c.name.label("source"),
                wrong_matches.c.id.label("wrong"),
            )
            .join(deliveries, deliveries.c.finding_id == findings.c.id)
            .outerjoin(articles, articles.c.id == findings.c.article_id)
            .outerjoin(sources, sources.c.id == articles.c.source_id)
            .outerjoin(wrong_matches, wrong_matches.c.finding_id == findings.c.id)
            .where(deliveries.c.message_id == message_id)
            .order_by(findings.c.id)
        )
        .mappings()
        .all()
    )
    held = mutes.active(connection, now)
    right = [row for row in rows if row["wrong"] is None]
    wanted = [
        row
        for row in right
        if not muted(
            held,
            recipient,
            subject=Subject(row["subject"]),
            name=row["name"],
            source=row["source"] or row["name"],
            article_id=row["article_id"],
        )
    ]
    return wanted or Nothing("muted" if right else "its match was called wrong")


def _by(rows: Iterable[Any], what: Callable[[Any], T | None]) -> dict[T, list[Any]]:
    """Gather rows by what they are about, in the order of the first of each."""
    found: dict[T, list[Any]] = {}
    for row in rows:
        if (about := what(row)) is not None:
            found.setdefault(about, []).append(row)
    return found


def alert_about(
    connection: Connection, told: Sequence[Any], recipient: Recipient, archive_url: str
) -> Alert:
    """Gather one article with the matches that are told of."""
    last = max(row["revision_id"] for row in told)
    row = (
        connection.execute(
            select(
                revisions,
                articles.c.url,
                articles.c.language,
                articles.c.paywalled,
                articles.c.first_seen_at,
                articles.c.withdrawn_at,
                sources.c.name.label("source"),
            )
            .join(articles, articles.c.id == revisions.c.article_id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(revisions.c.id == last)
        )
        .mappings()
        .one()
    )
    names = {(one["subject"], one["name"]) for one in told}
    found = connection.execute(
        select(matches).where(matches.c.revision_id == last).order_by(matches.c.id)
    ).mappings()
    article = revision_article(
        row, url=row["url"], language=row["language"], paywalled=row["paywalled"]
    )
    return Alert(
        recipient=recipient,
        source=row["source"],
        article=article,
        matches=tuple(match_of(one) for one in found if (one["subject"], one["name"]) in names),
        link=row["url"],
        archive_link=f"{archive_url}/article/{row['article_id']}" if archive_url else "",
        first_seen=from_micros(row["first_seen_at"]),
        article_id=row["article_id"],
        withdrawn=None if row["withdrawn_at"] is None else from_micros(row["withdrawn_at"]),
    )


def _of_story(
    connection: Connection,
    message: Any,
    told: Sequence[Any],
    recipient: Recipient,
    archive_url: str,
) -> Alert:
    """Gather what a message adds to a story: the newest report, and all that is new of it."""
    about = _by(told, lambda row: row["article_id"])
    said = telling_of(connection, message.story_id, recipient.name, message.id, archive_url)
    newest = max(about.values(), key=lambda rows: rows[-1]["id"])
    return replace(alert_about(connection, newest, recipient, archive_url), story=said)


def _thing(row: Any) -> tuple[str, str] | None:
    """Return what an incident is about: one source, one part of wirewatch."""
    return None if row["incident_id"] is None else (row["subject"], row["name"])


def _notice(
    connection: Connection, told: Sequence[Any], recipient: Recipient, archive_url: str
) -> Notice:
    """Gather the incidents of one thing: what lasts, then what is over."""
    found = [
        _incident(connection, incident_id, rows)
        for incident_id, rows in _by(told, lambda row: row["incident_id"]).items()
    ]
    found.sort(key=lambda one: (one.ended is not None, not one.trouble.heavy))
    return Notice(recipient, tuple(found), _place(found[0], archive_url))


def _place(incident: Incident, archive_url: str) -> str:
    """Return where more is to be seen."""
    return f"{archive_url}/{incident.page or 'sources'}" if archive_url else ""


def _incident(connection: Connection, incident_id: int, told: Sequence[Any]) -> Incident:
    """Read an incident; it has ended where the finding of its end is told of.

    That finding is made at the very moment of the end.
    """
    row = (
        connection.execute(select(incidents).where(incidents.c.id == incident_id)).mappings().one()
    )
    ended = any(one["found_at"] == row["ended_at"] for one in told)
    return replace(incident_of(row), ended=from_micros(row["ended_at"]) if ended else None)
