"""What a message says of its story: the facts that its recipient has not heard, and the board.

    told at 09:10   10 killed, say police
    now             10 → 22, say police · the rebels give a number for the first time

Only facts of articles that this message is about are told: what matched nothing that the
recipient asked for is none of his.  The table of who says what is of the whole story.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from archive.claims import claim_of
from archive.heard import keys_told
from archive.schema import (
    articles,
    claims,
    deliveries,
    facts,
    findings,
    memberships,
    messages,
    prints,
    revisions,
    sources,
    stories,
)
from archive.stories import points_of
from news.alert import FactTold, Report, StoryTold
from news.board import board
from news.fact import OF_FIGURES, FactKind
from news.finding import Span
from news.moment import from_micros
from news.told import told as say

_REPORTS = 3
_CLAIMS = 1000  # of the articles that one message tells of
_PLACES = 50
_POINTS = 400  # articles whose numbers stand on the board, the newest


def telling_of(
    connection: Connection, story_id: int, recipient: str, message_id: int, archive_url: str
) -> StoryTold:
    """Gather what a message tells of its story."""
    row = connection.execute(select(stories).where(stories.c.id == story_id)).mappings().one()
    known = keys_told(connection, story_id, recipient, before=message_id) or set()
    return StoryTold(
        public=row["public"],
        title=row["title"],
        link=f"{archive_url}/story/{row['public']}" if archive_url else "",
        facts=untold(connection, _told_by(connection, message_id), known, archive_url),
        articles=row["articles"],
        origins=row["origins"],
        answers=_first(connection, story_id, recipient, message_id),
        thread=_thread(connection, story_id, recipient, message_id),
        since=_last_told(connection, story_id, recipient, message_id),
        reports=_reports(connection, story_id, archive_url),
        board=board(_points(connection, story_id)),
        places=_places(connection, story_id),
    )


def told_in_short(
    connection: Connection, told: Sequence[Any], recipient: str, message_id: int, archive_url: str
) -> StoryTold | None:
    """Gather what findings of one article add to its story, for a digest; None where nothing.

    What is not asked for in a digest (the board, the other reports) is left out.
    """
    story_id = next((row["story_id"] for row in told if row["story_id"] is not None), None)
    numbers = {number for row in told if row["facts"] for number in json.loads(row["facts"])}
    if story_id is None or not numbers:
        return None
    row = connection.execute(select(stories).where(stories.c.id == story_id)).mappings().one()
    known = keys_told(connection, story_id, recipient, before=message_id) or set()
    return StoryTold(
        public=row["public"],
        title=row["title"],
        link=f"{archive_url}/story/{row['public']}" if archive_url else "",
        facts=untold(connection, numbers, known, archive_url),
        articles=row["articles"],
        origins=row["origins"],
    )


def _told_by(connection: Connection, message_id: int) -> set[int]:
    """Return the rows of the facts that the reports of a message tell."""
    told = connection.scalars(
        select(findings.c.facts)
        .join(deliveries, deliveries.c.finding_id == findings.c.id)
        .where(deliveries.c.message_id == message_id, findings.c.facts != "")
    )
    return {number for row in told for number in json.loads(row)}


def untold(
    connection: Connection, numbers: Iterable[int], known: Collection[str], archive_url: str
) -> tuple[FactTold, ...]:
    """Return facts by their rows, but for those with known keys, in the order they came."""
    rows = connection.execute(
        select(facts, articles.c.title, articles.c.url, sources.c.name.label("source"))
        .join(articles, articles.c.id == facts.c.article_id)
        .join(sources, sources.c.id == articles.c.source_id)
        .where(facts.c.id.in_(list(numbers)))
        .order_by(facts.c.id)
    ).mappings()
    new = [row for row in rows if row["key"] not in known]
    marks = _marks(connection, new)
    said = {
        row["id"]: FactTold(
            kind=FactKind(row["kind"]),
            says=row["says"],
            before=row["before"],
            verdict=row["verdict"],
            speaker=row["speaker"],
            sentence=row["sentence"],
            report=_report(row, row["article_id"], archive_url),
            marks=marks.get(row["id"], ()),
            link=fact_link(row["article_id"], row["id"], archive_url),
            number=row["id"],
        )
        for row in new
    }
    # What is told in the same words is one line, as what is most worth telling of it.
    lines = {row["says"]: row["id"] for row in sorted(new, key=_worth)}
    return tuple(said[number] for number in sorted(lines.values()))


def _worth(row: Any) -> tuple[bool, int]:
    """Return what sorts facts by their worth: one that only rides along is worth least."""
    return row["is_news"], -row["id"]


def fact_link(article_id: int, fact_id: int, archive_url: str) -> str:
    """Write the address of a fact's sentence, "" where nothing is served."""
    return f"{archive_url}/article/{article_id}?fact={fact_id}#said" if archive_url else ""


def _marks(connection: Connection, told: Sequence[Any]) -> dict[int, tuple[Span, ...]]:
    """Return where in their sentences facts have their number and who says it.

    A fact keeps no place in its text: the claims of its article that say the same have one.
    """
    whose = {row["article_id"] for row in told if FactKind(row["kind"]) in OF_FIGURES}
    if not whose:
        return {}
    rows = connection.execute(
        select(claims, revisions.c.title.label("headline"), revisions.c.text)
        .join(revisions, revisions.c.id == claims.c.revision_id)
        .where(claims.c.article_id.in_(whose))
        .order_by(claims.c.id)
        .limit(_CLAIMS)
    ).mappings()
    places: dict[tuple[int, str, str], tuple[Span, ...]] = {}
    for row in rows:
        claim, full = claim_of(row), f"{row['headline']}\n{row['text']}"
        line = claim.figure.sentence
        inside = (
            Span(span.start - line.start, span.end - line.start)
            for span in (claim.figure.span, claim.speaker.span)
            if span is not None and line.start <= span.start and span.end <= line.end
        )
        key = (row["article_id"], full[line.start : line.end], say(claim, full))
        places[key] = tuple(sorted(inside))
    return {
        row["id"]: places.get((row["article_id"], row["sentence"], row["says"]), ()) for row in told
    }


def _places(connection: Connection, story_id: int) -> tuple[str, ...]:
    """Return the places where people are counted."""
    found = select(facts.c.says).where(
        facts.c.story_id == story_id, facts.c.kind == FactKind.PLACE.value, facts.c.is_news
    )
    return tuple(connection.scalars(found.order_by(facts.c.id).limit(_PLACES)))


def _last_told(
    connection: Connection, story_id: int, recipient: str, message_id: int
) -> datetime | None:
    """Return when somebody was last told of a story before this message."""
    at = connection.scalar(
        select(func.max(messages.c.sent_at)).where(
            messages.c.id != message_id,
            messages.c.recipient == recipient,
            messages.c.state.in_(("sent", "joined")),
            messages.c.story_id == story_id,
        )
    )
    return None if at is None else from_micros(at)


def _first(connection: Connection, story_id: int, recipient: str, message_id: int) -> str:
    """Return the Message-ID of the first message that told somebody of a story, "" if none did."""
    rendered = connection.scalar(
        select(messages.c.rendered)
        .where(
            messages.c.id < message_id,
            messages.c.recipient == recipient,
            messages.c.state == "sent",
            messages.c.story_id == story_id,
            messages.c.rendered.is_not(None),
        )
        .order_by(messages.c.sent_at, messages.c.id)
        .limit(1)
    )
    return str(json.loads(rendered)["message_id"]) if rendered else ""


def _thread(connection: Connection, story_id: int, recipient: str, message_id: int) -> str:
    """Return where the last message stands that told somebody of a story, "" if in no thread.

    The last, because a message whose thread was deleted has begun another.
    """
    thread = connection.scalar(
        select(messages.c.thread)
        .where(
            messages.c.id != message_id,
            messages.c.recipient == recipient,
            messages.c.state == "sent",
            messages.c.story_id == story_id,
            messages.c.thread != "",
        )
        .order_by(messages.c.sent_at.desc(), messages.c.id.desc())
        .limit(1)
    )
    return thread or ""


def _reports(connection: Connection, story_id: int, archive_url: str) -> tuple[Report, ...]:
    """Choose the best reports: originals before copies, then the newest, one a source."""
    rows = connection.execute(
        select(
            articles.c.id,
            articles.c.title,
            articles.c.url,
            articles.c.sort_at,
            sources.c.name.label("source"),
        )
        .join(memberships, memberships.c.article_id == articles.c.id)
        .join(sources, sources.c.id == articles.c.source_id)
        .outerjoin(prints, prints.c.article_id == articles.c.id)
        .where(memberships.c.story_id == story_id)
        .order_by(prints.c.copy_of.is_not(None), articles.c.sort_at.desc(), articles.c.id.desc())
        .limit(20 * _REPORTS)
    ).mappings()
    chosen: dict[str, Report] = {}
    for row in rows:
        chosen.setdefault(row["source"], _report(row, row["id"], archive_url))
    return tuple(chosen.values())[:_REPORTS]


def _report(row: Any, article_id: int, archive_url: str) -> Report:
    link = f"{archive_url}/article/{article_id}" if archive_url else ""
    return Report(row["source"], row["title"], row["url"], link)


def _points(connection: Connection, story_id: int) -> Sequence[Any]:
    rows = connection.scalars(
        select(prints.c.points)
        .join(memberships, memberships.c.article_id == prints.c.article_id)
        .where(memberships.c.story_id == story_id, prints.c.points != "")
        .order_by(prints.c.article_id.desc())
        .limit(_POINTS)
    )
    return [point for row in rows for point in points_of(row)]
