"""The figures of every text, who says so, and which of them an outlet took back.

    revision 1   at least 10 killed, police      withdrawn 4 Feb 16:40
    revision 2   at least 50 killed, police

A claim that an edited text no longer makes is marked, not erased: what was printed was
printed.  The claims of a text are rows, for they are looked for by what they count; its tolls
and checks are JSON beside the text, for they are only ever read whole.

A search for `figure(killed) > 20` asks the rows: by effect and value, which the index has.  Words
(who says so, what is counted) are compared on what the rows return, as `news.sure` means them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from archive.rows import Row, storable
from archive.schema import articles, claims, revisions
from news.figure import (
    Bound,
    Check,
    Claim,
    Effect,
    Figure,
    FigureReading,
    Scope,
    Speaker,
    Toll,
    VictimClass,
    Voice,
)
from news.finding import Span
from news.moment import micros
from news.sure import ALERT_CONFIDENCE, Asked, Limit, Op, refuses_parts

# Of a text: no report has more, and a table of a thousand numbers would fill the archive.
MOST = 300
# Texts that are looked at, to say how many were never read for figures.
MOST_UNREAD = 1_000
_LONGEST = 200  # characters of what is counted, of a speaker, of a cue

_DROP = delete(claims).where(claims.c.revision_id == bindparam("row"))
_OF = select(claims).where(claims.c.revision_id == bindparam("row")).order_by(claims.c.number)
_SUMMARY = select(revisions.c.figures).where(revisions.c.id == bindparam("row"))
_SUM_UP = update(revisions).where(revisions.c.id == bindparam("row"))
_edit = revisions.alias("edit")
_BEFORE = (
    select(claims)
    .join(_edit, _edit.c.id == bindparam("row"))
    .where(
        _edit.c.cause == "edit",
        claims.c.article_id == bindparam("of"),
        claims.c.revision_id != bindparam("row"),
        claims.c.withdrawn_at.is_(None),
    )
    .order_by(claims.c.id)
)


def store(
    connection: Connection, article_id: int, revision_id: int, reading: FigureReading
) -> None:
    """Keep what the numbers of a text mean, in place of what was read in it before."""
    connection.execute(_DROP, {"row": revision_id})
    kept = reading.claims[:MOST]
    if kept:
        whose = {"article_id": article_id, "revision_id": revision_id}
        rows = [{**whose, "number": n, **claim_values(one)} for n, one in enumerate(kept)]
        connection.execute(insert(claims), rows)
    connection.execute(_SUM_UP, {"row": revision_id, "figures": _sum_up(reading)})


def of_text(connection: Connection, revision_id: int) -> FigureReading | None:
    """Return what the numbers of a text mean; None where nobody has read them."""
    summary = connection.scalar(_SUMMARY, {"row": revision_id})
    if not summary:
        return None
    rows = connection.execute(_OF, {"row": revision_id}).mappings()
    return _summed_up(summary, [claim_of(row) for row in rows])


def of_texts(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[Claim, ...]]:
    """Return what texts claim, by the numbers of their revisions."""
    found: dict[int, list[Claim]] = {}
    chosen = select(claims).where(claims.c.revision_id.in_(numbers))
    rows = connection.execute(chosen.order_by(claims.c.revision_id, claims.c.number)).mappings()
    for row in rows:
        found.setdefault(row["revision_id"], []).append(claim_of(row))
    return {number: tuple(some) for number, some in found.items()}


def answered(asked: Asked) -> Select[Any]:
    """Select the texts of which a claim answers, whoever says it and whatever is counted."""
    row, is_part = claims.c, (claims.c.scope == Scope.SUBSET.value) | claims.c.part_of.is_not(None)
    wanted = [
        row.confidence * row.speaker_confidence >= ALERT_CONFIDENCE,
        row.scope.in_(sorted(scope.value for scope in asked.scopes)),
        *(_surely(limit) for limit in asked.limits),
    ]
    for column, value in (
        (row.effect, asked.effect and asked.effect.value),
        (row.victim_class, asked.victim_class and asked.victim_class.value),
        (row.unit, asked.unit),
    ):
        if value:
            wanted.append(column == value)
    if refuses_parts(asked):
        wanted.append(not_(is_part))
    return select(row.revision_id).where(*wanted)


def _surely(limit: Limit) -> ColumnElement[bool]:
    """Write that a figure lies on one side of a number, wherever in its interval it is.

    What was printed lies in the interval, and the index has it.
    """
    low, high, value, number = claims.c.low, claims.c.high, claims.c.value, limit.value
    bound = claims.c.bound
    match limit.op:
        case Op.AT_LEAST:
            return and_(value >= number, low >= number)
        case Op.ABOVE:
            more = and_(low == number, bound == Bound.MORE_THAN.value)
            return and_(value >= number, or_(low > number, more))
        case Op.AT_MOST:
            return and_(value <= number, high <= number)
        case Op.BELOW:
            less = and_(high == number, bound == Bound.LESS_THAN.value)
            return and_(value <= number, or_(high < number, less))
        case Op.IS:
            return and_(value == number, low == number, high == number)


def unread(connection: Connection, chosen: Select[Any]) -> int:
    """Count chosen articles whose figures nobody has read.

    The first of them are looked at: those came before figures were read at all.
    """
    columns = chosen.with_only_columns(articles.c.revision_id)
    oldest = columns.order_by(articles.c.id).limit(MOST_UNREAD).subquery()
    read = oldest.join(revisions, revisions.c.id == oldest.c.revision_id)
    counted = select(func.count()).select_from(read)
    return int(connection.scalar(counted.where(revisions.c.figures == "")) or 0)


def edited_away(
    connection: Connection, article_id: int, revision_id: int
) -> list[tuple[int, Claim]]:
    """Return what earlier texts of an article claim, if this one is the outlet's edit of them.

    Each with its row; what was withdrawn before is not among them.
    """
    rows = connection.execute(_BEFORE, {"of": article_id, "row": revision_id}).mappings()
    return [(row["id"], claim_of(row)) for row in rows]


def withdraw(connection: Connection, numbers: Iterable[int], now: datetime) -> None:
    """Mark claims that their outlet no longer makes."""
    chosen = claims.c.id.in_(list(numbers))
    connection.execute(update(claims).where(chosen).values(withdrawn_at=micros(now)))


def withdrawn(connection: Connection, article_id: int) -> list[tuple[Claim, int, int]]:
    """Return what an article no longer claims: the claim, its revision, and since when."""
    found = select(claims).where(
        claims.c.article_id == article_id, claims.c.withdrawn_at.is_not(None)
    )
    rows = connection.execute(found.order_by(claims.c.id)).mappings()
    return [(claim_of(row), row["revision_id"], row["withdrawn_at"]) for row in rows]


def forget(connection: Connection, revision_id: int) -> None:
    """Delete what a text claims."""
    connection.execute(_DROP, {"row": revision_id})


def claim_values(claim: Claim) -> dict[str, Any]:
    """Write a claim as the values of its row."""
    figure, speaker = claim.figure, claim.speaker
    return {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "bound": figure.bound.value,
        "unit": _short(figure.unit),
        "effect": figure.effect.value,
        "counts": _short(figure.counts),
        "victim_class": figure.victim_class and figure.victim_class.value,
        "scope": figure.scope.value,
        "begin": figure.span.start,
        "end": figure.span.end,
        "sentence_begin": figure.sentence.start,
        "sentence_end": figure.sentence.end,
        "confidence": figure.confidence,
        "part_of": figure.part_of if figure.part_of is None or figure.part_of < MOST else None,
        "voice": speaker.voice.value,
        "speaker": _short(speaker.written),
        "canonical": _short(speaker.canonical),
        "side": _short(speaker.side),
        "cue": _short(speaker.cue),
        "speaker_confidence": speaker.confidence,
        "speaker_begin": speaker.span and speaker.span.start,
        "speaker_end": speaker.span and speaker.span.end,
    }


def claim_of(row: Row) -> Claim:
    """Read a claim from its row."""
    side = row["victim_class"]
    figure = Figure(
        value=row["value"],
        low=row["low"],
        high=row["high"],
        bound=Bound(row["bound"]),
        unit=row["unit"],
        effect=Effect(row["effect"]),
        counts=row["counts"],
        victim_class=None if side is None else VictimClass(side),
        scope=Scope(row["scope"]),
        span=Span(row["begin"], row["end"]),
        sentence=Span(row["sentence_begin"], row["sentence_end"]),
        confidence=row["confidence"],
        part_of=row["part_of"],
    )
    at = None
    if row["speaker_begin"] is not None:
        at = Span(row["speaker_begin"], row["speaker_end"])
    return Claim(
        figure,
        Speaker(
            voice=Voice(row["voice"]),
            written=row["speaker"],
            canonical=row["canonical"],
            side=row["side"],
            cue=row["cue"],
            confidence=row["speaker_confidence"],
            span=at,
        ),
    )


def _short(text: str) -> str:
    return storable(text[:_LONGEST])


def _sum_up(reading: FigureReading) -> str:
    """Write an article's tolls and checks; a check of a claim that is not kept goes with it."""
    return json.dumps(
        {
            "killed": _toll_values(reading.killed),
            "injured": _toll_values(reading.injured),
            "checks": [
                [one.kind, storable(one.message), list(one.figures)]
                for one in reading.checks
                if all(number < MOST for number in one.figures)
            ],
        },
        ensure_ascii=False,
    )


def _summed_up(summary: str, kept: Sequence[Claim]) -> FigureReading:
    said = json.loads(summary)
    return FigureReading(
        claims=tuple(kept),
        killed=said["killed"] and Toll(*said["killed"]),
        injured=said["injured"] and Toll(*said["injured"]),
        checks=tuple(Check(kind, message, tuple(of)) for kind, message, of in said["checks"]),
    )


def _toll_values(toll: Toll | None) -> list[float | None] | None:
    return None if toll is None else [toll.value, toll.low, toll.high]
