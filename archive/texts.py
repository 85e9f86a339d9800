"""Texts of the archive as rules see them: an article with its outlet and who is named in it.

Who is named where was found when the text was matched, and is matched again when what is
tracked changes; what its numbers mean when it was read.  So both are read, not found anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from archive import claims
from archive.rows import outlet_of, revision_article
from archive.schema import articles, matches, revisions, sources
from news.figure import FigureReading
from news.finding import Span, Subject
from news.judge import Judged, Reasons, judge
from news.rules import Mention, Rule, leaves, name_of
from news.sure import Asked

# What decides whether a text matches a rule, and why; made once for each rule.
Decide = Callable[[Rule], Callable[[Judged], Reasons | None]]


def slowly(rule: Rule) -> Callable[[Judged], Reasons | None]:
    """Decide as the meaning of rules is written down."""
    return partial(judge, rule)


def read_texts(connection: Connection, numbers: Sequence[int], rule: Rule) -> dict[int, Judged]:
    """Read current texts by the numbers of their revisions."""
    rows = connection.execute(
        select(
            revisions,
            articles.c.url,
            articles.c.language,
            articles.c.paywalled,
            sources.c.name,
            sources.c.region,
            sources.c.country,
        )
        .join(articles, articles.c.revision_id == revisions.c.id)
        .join(sources, sources.c.id == articles.c.source_id)
        .where(revisions.c.id.in_(numbers))
    ).mappings()
    wanted = {type(leaf) for leaf in leaves(rule)}
    mentions = _mentions(connection, numbers) if Mention in wanted else {}
    claimed = claims.of_texts(connection, numbers) if Asked in wanted else {}
    return {
        row["id"]: _judged(
            row,
            mentions.get(row["id"], {}),
            partial(FigureReading, claimed.get(row["id"], ())),
        )
        for row in rows
    }


def _judged(
    row: Any, mentions: dict[tuple[str, ...], list[Span]], figures: Callable[[], FigureReading]
) -> Judged:
    article = revision_article(
        row,
        url=row["url"],
        language=row["language"],
        paywalled=row["paywalled"],
        outlet=outlet_of(row),
    )
    return Judged(article, mentions, figures)


def _mentions(
    connection: Connection, numbers: Sequence[int]
) -> dict[int, dict[tuple[str, ...], list[Span]]]:
    found: dict[int, dict[tuple[str, ...], list[Span]]] = {}
    rows = connection.execute(
        select(matches.c.revision_id, matches.c.name, matches.c.spans).where(
            matches.c.revision_id.in_(numbers), matches.c.subject == Subject.PERSON.value
        )
    )
    for number, name, spans in rows:
        at = [Span(start, end) for start, end in json.loads(spans)]
        found.setdefault(number, {})[name_of(name)] = at
    return found
