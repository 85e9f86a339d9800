"""The record of a run: every text as it was read, and every message as it told.

    texts     zhenna-01, first text    at least 10 killed, say provincial police …
              zhenna-01, its edit      at least 50 killed …
    messages  09:12  Night desk  58 killed, says the superintendent        alert
              09:40  Night desk  three reports                             digest

Pages and commands show one article or one story; whoever judges a run (the demo, tests of crashes)
wants all of it.  What a message told is what its rendering was given, facts that no earlier message
had told its recipient: that is kept with the message, for two stories that are one by now were two
then.  Of a message without it (of before it was kept, or of a report by itself) it is taken from
what its story has told by now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from archive import claims
from archive.database import Database
from archive.heard import keys_told
from archive.rows import revision_article
from archive.schema import articles, deliveries, findings, messages, revisions
from archive.storytelling import untold
from news.alert import FactTold
from news.article import Article
from news.figure import Claim
from news.moment import from_micros


@dataclass(frozen=True)
class Text:
    """One text of an article, and what its numbers mean."""

    number: int
    seen: datetime
    article: Article
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Message:
    """What went out to somebody: when, under which Message-ID, of which articles, with what facts.

    `told` are the articles' addresses.
    """

    recipient: str
    at: datetime
    kind: str
    identity: str
    told: tuple[str, ...]
    facts: tuple[FactTold, ...]


def texts(database: Database) -> Iterator[Text]:
    """Yield every text, article by article, each from its first to its last."""
    wanted = (
        select(revisions, articles.c.url, articles.c.language, articles.c.paywalled)
        .join(articles, articles.c.id == revisions.c.article_id)
        .where(articles.c.same_as.is_(None))
        .order_by(revisions.c.article_id, revisions.c.number)
    )
    with database.read() as connection:
        for row in connection.execute(wanted).mappings():
            article = revision_article(
                row, url=row["url"], language=row["language"], paywalled=row["paywalled"]
            )
            said = claims.of_text(connection, row["id"])
            seen = from_micros(row["seen_at"])
            yield Text(row["number"], seen, article, said.claims if said else ())


def sent(database: Database) -> Iterator[Message]:
    """Yield every message that its channel took, in order."""
    wanted = (
        select(messages)
        .where(messages.c.state == "sent")
        .order_by(messages.c.sent_at, messages.c.id)
    )
    with database.read() as connection:
        for row in connection.execute(wanted).mappings():
            rendered = json.loads(row["rendered"] or "{}")
            yield Message(
                recipient=row["recipient"],
                at=from_micros(row["sent_at"]),
                kind=row["kind"],
                identity=rendered.get("message_id", ""),
                told=_articles(connection, row["id"]),
                facts=_facts(connection, row["recipient"], row["id"], rendered.get("facts")),
            )


def _articles(connection: Connection, message_id: int) -> tuple[str, ...]:
    told = (
        select(findings.c.article_id)
        .join(deliveries, deliveries.c.finding_id == findings.c.id)
        .where(deliveries.c.message_id == message_id)
    )
    wanted = select(articles.c.url).where(articles.c.id.in_(told)).order_by(articles.c.id)
    return tuple(connection.scalars(wanted))


def _facts(
    connection: Connection, recipient: str, message_id: int, kept: Sequence[int] | None
) -> tuple[FactTold, ...]:
    """Return what a message told, story by story; `kept` are the facts that were kept with it."""
    rows = connection.execute(
        select(findings.c.story_id, findings.c.facts)
        .join(deliveries, deliveries.c.finding_id == findings.c.id)
        .where(deliveries.c.message_id == message_id, findings.c.story_id.is_not(None))
        .order_by(findings.c.id)
    )
    about: dict[int, set[int]] = {}
    for row in rows:
        about.setdefault(row.story_id, set()).update(json.loads(row.facts or "[]"))
    found: list[FactTold] = []
    for story, numbers in about.items():
        if kept is None:
            known = keys_told(connection, story, recipient, before=message_id) or set()
            found += untold(connection, numbers, known, "")
        else:
            found += untold(connection, numbers.intersection(kept), (), "")
    return tuple(found)
