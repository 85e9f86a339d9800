"""What a recipient has heard of a story, and whether a finding tells him anything else.

    09:10  Alder Bay Post    10 killed, say police     told
    09:40  Zhenna Herald     10 killed, say police     nothing new of its story
    10:15  The Hill Courier  22 killed, say police     told: 10 → 22

A report that its outlet withdrew, or shows again, concerns whoever was told of the report, and
nobody else, whatever he asks for of a story; so does what an edit took out of it.

What he has heard are the facts of all findings that went to him, or wait to; whoever mutes a
topic has not heard what it would have told.  Facts are compared by their keys, so that what two
stories told counts once they are one.

Discarded: what the story knows already.  A desk that follows one topic has not heard what a
report said that matched another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from archive.schema import deliveries, facts, findings, messages
from news.alert import Addressed
from news.fact import Fact, FactKind, Notify, wanted
from news.finding import Subject

if TYPE_CHECKING:
    from archive.outbox import Unrouted

NOTHING_NEW = "it says nothing new of its story"


def wants(connection: Connection, finding: Unrouted, to: Addressed) -> bool:
    """Say whether somebody who is addressed wants to hear of a finding.

    Of an article that a waiting message tells him of, he hears everything.
    """
    if finding.story_id is None:
        return True
    facts = _named(connection, finding.facts)
    taken = {row.key for row in facts if row.kind == FactKind.WITHDRAWN}
    facts = [row for row in facts if row.key not in taken]
    if taken and _was_told(connection, finding, to.recipient, taken):
        return True
    if taken and not facts:
        return False
    if to.notify is Notify.EVERY:
        # Each report once: what an edit of it says anew is for those who follow its story.
        same = (
            select(deliveries.c.id)
            .join(findings, findings.c.id == deliveries.c.finding_id)
            .where(
                deliveries.c.recipient == to.recipient,
                findings.c.article_id == finding.article_id,
                findings.c.subject == finding.subject.value,
                findings.c.name == finding.name,
            )
        )
        return connection.scalar(same.limit(1)) is None
    same_article = (
        select(deliveries.c.id)
        .join(findings, findings.c.id == deliveries.c.finding_id)
        .join(messages, messages.c.id == deliveries.c.message_id)
        .where(
            deliveries.c.recipient == to.recipient,
            findings.c.article_id == finding.article_id,
            messages.c.state == "new",
            messages.c.rendered.is_(None),
        )
    )
    if connection.scalar(same_article.limit(1)) is not None:
        return True
    told = keys_told(connection, finding.story_id, to.recipient)
    kinds = {
        FactKind(row.kind)
        for row in facts
        if _leads(row, finding) and (told is None or row.key not in told)
    }
    return wanted(to.notify, frozenset(kinds), known=told is not None)


def _leads(fact: Any, finding: Unrouted) -> bool:
    """Say whether a fact is worth a message, and not only told beside one that is.

    That somebody is named is news to who follows him.
    """
    if fact.kind == FactKind.PERSON:
        named = Fact(FactKind.PERSON, (finding.name,), "")
        return finding.subject is Subject.PERSON and fact.key == named.key
    return bool(fact.is_news)


def _was_told(
    connection: Connection, finding: Unrouted, recipient: str, keys: AbstractSet[str]
) -> bool:
    """Say whether somebody was told of a finding's article, and not yet of these facts."""
    told = (
        select(deliveries.c.id)
        .join(findings, findings.c.id == deliveries.c.finding_id)
        .join(messages, messages.c.id == deliveries.c.message_id)
        .where(
            deliveries.c.recipient == recipient,
            findings.c.article_id == finding.article_id,
            messages.c.state != "muted",
        )
    )
    if finding.story_id is None or connection.scalar(told.limit(1)) is None:
        return False
    return not keys & (keys_told(connection, finding.story_id, recipient) or set())


def keys_told(
    connection: Connection, story_id: int, recipient: str, before: int | None = None
) -> set[str] | None:
    """Return the keys of what somebody was told of a story, None if he never heard of it.

    `before` leaves out what this message and later ones tell.
    """
    told = (
        select(findings.c.facts)
        .join(deliveries, deliveries.c.finding_id == findings.c.id)
        .join(messages, messages.c.id == deliveries.c.message_id)
        .where(
            findings.c.story_id == story_id,
            deliveries.c.recipient == recipient,
            messages.c.state != "muted",
        )
    )
    if before is not None:
        told = told.where(messages.c.id < before)
    rows = connection.scalars(told).all()
    if not rows:
        return None
    numbers = {number for row in rows if row for number in json.loads(row)}
    return {row.key for row in _named(connection, numbers)}


def _named(connection: Connection, numbers: Iterable[int]) -> Sequence[Any]:
    wanted = select(facts.c.key, facts.c.kind, facts.c.is_news)
    return connection.execute(wanted.where(facts.c.id.in_(list(numbers)))).all()
