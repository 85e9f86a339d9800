"""Take the retold articles, with every number annotated, as articles with their figures.

The annotation names no parts and no classes of our own; what it calls is mapped here, and nothing
of what it knows beyond a figure and its speaker (its constructions) is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from benchmarks.judges.coverage import CLASS
from monitor.figures.sides import side_of
from news.article import Article
from news.figure import (
    OUTLET,
    Bound,
    Claim,
    Effect,
    Figure,
    FigureReading,
    Scope,
    Speaker,
    VictimClass,
    Voice,
)
from news.finding import Span
from news.moment import Moment, Precision, ZoneFrom
from news.text import sentences

_BOUNDS = {
    "eq": Bound.EXACTLY, "ge": Bound.AT_LEAST, "gt": Bound.MORE_THAN, "le": Bound.UP_TO,
    "lt": Bound.LESS_THAN, "nearly": Bound.NEARLY, "approx": Bound.ABOUT, "range": Bound.RANGE,
    "vague": Bound.AT_LEAST,
}  # fmt: skip
_PEOPLE = {"persons", "bodies"}
_EFFECTS = {effect.value for effect in Effect}
# Of these the annotation keeps what was only foretold or feared.
_NOT_SAID = {"forecast", "could_exceed", "may_exceed", "feared", "modal"}

Row = Mapping[str, Any]


def article_of(row: Row) -> Article:
    """Return the article of a row; `published` has the precision that is given."""
    return Article(row["url"], row["title"], row["text"], language=row["lang"],
                   published=published(row["published"]))  # fmt: skip


def published(told: str | None) -> Moment | None:
    """Read when an article was published: a day, a time, or nothing."""
    if not told:
        return None
    at = datetime.fromisoformat(told)
    offset = at.utcoffset()
    precision = Precision.DAY if len(told) == len("2031-03-04") else Precision.MINUTE
    minutes = int(offset.total_seconds() // 60) if offset else 0
    return Moment(at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC), minutes, precision,
                  ZoneFrom.PAGE)  # fmt: skip


def reading_of(row: Row) -> FigureReading:
    """Return what the annotation of an article says, as if it had been read."""
    article = article_of(row)
    before = len(row["title"]) + 1
    places = [Span(*place) for place in sentences(article.full)]
    claims = []
    for key in sorted(row["figures"], key=lambda key: key["start"]):
        if (key["value"] is None and key["low"] is None) or _NOT_SAID & set(key["construction"]):
            continue
        at = Span(key["start"] + before, key["end"] + before)
        sentence = next((p for p in places if p.start <= at.start < p.end), at)
        claims.append(Claim(_figure(key, at, sentence), _speaker(key)))
    return FigureReading(claims=tuple(claims))


def _figure(key: Row, at: Span, sentence: Span) -> Figure:
    value = key["low"] if key["value"] is None else key["value"]
    bound = _BOUNDS[key["comparator"]]
    low, high = ends(bound, value, key["low"], key["high"])
    effect = key["effect"] if key["effect"] in _EFFECTS else "other"
    people = key["unit"] in _PEOPLE
    side = CLASS.get(key["what"], "unknown") if people else None
    scope = Scope.SUBSET if "subset" in key["construction"] else Scope.EVENT
    return Figure(
        value, low, high, bound, "people" if people else "items", Effect(effect),
        key["what"].replace("_", " "), VictimClass(side) if side else None, scope, at, sentence,
        1.0,
    )  # fmt: skip


def ends(
    bound: Bound, value: float, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """Return the interval of a number with a hedge."""
    return {
        Bound.EXACTLY: (value, value), Bound.AT_LEAST: (value, None),
        Bound.MORE_THAN: (value, None), Bound.UP_TO: (0.0, value), Bound.LESS_THAN: (0.0, value),
        Bound.NEARLY: (0.9 * value, value), Bound.ABOUT: (0.9 * value, 1.1 * value),
        Bound.RANGE: (low, high),
    }[bound]  # fmt: skip


def _speaker(key: Row) -> Speaker:
    name = key["attribution"]
    return Speaker(Voice.NAMED, name, name, side=side_of(name)) if name else OUTLET
