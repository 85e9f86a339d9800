"""Who says what of a story now: its counts, each with the newest number of every speaker.

    killed, soldiers    the ministry   22   since 1 Feb 08:10, last 2 Feb
                        the rebels     over 84

A board shows what each one stands by; it never picks a winner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from news.figure import Effect
from news.ledger import Point, Series

_EFFECTS = tuple(Effect)  # as a desk asks: killed, injured, missing …
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Cell:
    """The newest number of one speaker in one series, and how often he gave a number.

    What he counts of a place only ("in Tarn") is a cell of its own.

    `first` is the first article in which he did; `name` is "" for outlets themselves.
    """

    point: Point
    first: Point
    times: int


@dataclass(frozen=True)
class Row:
    """A series with its speakers, the one who spoke of the newest time first."""

    series: Series
    cells: tuple[Cell, ...]


def board(points: Iterable[Point]) -> tuple[Row, ...]:
    """Return the series of a story: the dead first, of one kind what most speak of."""
    said: dict[Series, dict[tuple[str, str], list[Point]]] = {}
    for point in points:
        whose = point.speaker, point.within
        said.setdefault(point.series, {}).setdefault(whose, []).append(point)
    rows = [
        Row(
            series,
            tuple(
                sorted(
                    (_cell(whose) for whose in speakers.values()),
                    key=lambda cell: (bool(cell.point.speaker), _time(cell.point)),
                    reverse=True,
                )
            ),
        )
        for series, speakers in said.items()
    ]
    return tuple(sorted(rows, key=_weight))


def _weight(row: Row) -> tuple[int, int]:
    return _EFFECTS.index(row.series.effect), -sum(cell.times for cell in row.cells)


def _cell(whose: list[Point]) -> Cell:
    ordered = sorted(whose, key=_time)
    # Of his names the usual one: one outlet writes him otherwise, another in another script.
    ((name, _),) = Counter(point.name for point in ordered).most_common(1)
    return Cell(replace(ordered[-1], name=name), ordered[0], len(ordered))


def _time(point: Point) -> datetime:
    at = point.as_of or point.published
    return at.at if at else _NEVER
