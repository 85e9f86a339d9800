"""The command try ledger: who says how many, of which story, and what each claim adds.

    {"id": 7, "story": "raid", "text": "Over 170 rebels were killed, the army said.", …}
    {"id": 8, "story": "raid", "text": "The army said 177 rebels were killed.", …}
        ──▶  {"story": "raid", "effect": "killed", "victim_class": "militant", …,
              "points": [{"article": 7, "value": 170, "verdict": "first", …},
                         {"article": 8, "value": 177, "verdict": "sharpened", …}]}

Lines come in the order of arrival, and each claim is weighed against what had come by then: so a
morning's figure that comes at night is late here, as it is for the daemon.  Without `story` the
articles are grouped as `try stories` groups them.  The ledger is told when all lines are read.
"""

from __future__ import annotations

import sys
from asyncio import run
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Annotated, Any

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.figures.reading import read_figures
from monitor.headlines import headlines
from monitor.ledger import display
from monitor.occasions import DAYS, Occasion, conflict, occasions
from monitor.totals import weigh_all
from news.errors import WirewatchError
from news.figure import Bound, Scope, VictimClass
from news.ledger import Display, Kind, Point, Series, Verdict
from news.text import one_line
from news.told import plain
from wirewatch.commands.matching import article_of
from wirewatch.commands.terminal import JsonOption, make_clock, out, print_line
from wirewatch.grouping import Grouping
from wirewatch.pipe import flow, items_of

_FILES = typer.Argument(help="Files of JSON Lines, or - for standard input.")
_LONG = 40  # characters shown of a name
_MINUTES = len("2031-03-04T05:06")
_MEASURED = {Kind.RISEN, Kind.LOWERED, Kind.SHARPENED}
_COLOURS = {Kind.FIRST: "green", Kind.RISEN: "green", Kind.LOWERED: "yellow",
            Kind.DISPUTED: "red"}  # fmt: skip


def ledger(
    what: Annotated[list[str] | None, _FILES] = None,
    as_json: JsonOption = False,
) -> None:
    """Weigh the claims of articles: first, risen, lowered, disputed and so on, a line a series.

    Lines such as {"id": 1, "text": "…", "published": "…", "source": "…"} in the order of arrival;
    also title, language, story. Articles without a story are grouped.
    """
    books = _Books()

    async def read(fields: Mapping[str, Any]) -> dict[str, Any]:
        books.enter(fields)
        return {}

    def tell(answer: dict[str, Any]) -> None:
        if "error" in answer:
            print_line(answer)

    failures = run(flow(items_of(what or [], bare=False), read, tell, at_once=1))
    readable = sys.stdout.isatty() and not as_json
    if readable:
        _print_books(books)
    else:
        for story in books.stories.values():
            for series in story.verdicts:
                print_line(_page(books, story, series))
    if failures:
        sys.exit(1)


@dataclass
class _Story:
    """The ledger of one story; `name` is given, or the id of its first article."""

    name: Any
    points: list[Point] = field(default_factory=list)
    verdicts: dict[Series, list[Verdict]] = field(default_factory=dict)
    spoken: list[tuple[str, Occasion]] = field(default_factory=list)
    conflicts: list[tuple[tuple[str, Occasion], tuple[str, Occasion]]] = field(default_factory=list)

    def enter(self, points: tuple[Point, ...], spoken: list[tuple[str, Occasion]]) -> None:
        """Weigh the claims of one more article, and compare the days that it names."""
        for verdict in weigh_all(points, self.points):
            self.verdicts.setdefault(verdict.point.series, []).append(verdict)
        self.points.extend(points)
        pairs = product(self.spoken, spoken)
        self.conflicts += [pair for pair in pairs if conflict(pair[0][1], pair[1][1])]
        self.spoken += spoken

    def take_in(self, part: _Story) -> None:
        """Add the ledger of a story that is a part of this one, as it was weighed there."""
        self.points += part.points
        self.spoken += part.spoken
        self.conflicts += part.conflicts
        for series, verdicts in part.verdicts.items():
            self.verdicts.setdefault(series, []).extend(verdicts)


class _Books:
    """The ledgers of all stories, as they grow."""

    def __init__(self) -> None:
        self.stories: dict[str, _Story] = {}
        self.ids: dict[str, Any] = {}  # of articles
        self._grouping: Grouping | None = None

    def enter(self, fields: Mapping[str, Any]) -> None:
        """Weigh the headline claims of one article."""
        article = article_of(fields)
        key = f"line {len(self.ids)}"
        self.ids[key] = fields.get("id")
        given = fields.get("story")
        if given is None:
            self._grouping = self._grouping or Grouping(make_clock().now())
            grouped = self._grouping.group(article, key)
            story, reading = grouped.story, grouped.reading
            name = self.ids[self._grouping.first_of(story)]
            parts = [self.stories.pop(joint.story, None) for joint in grouped.decision.joints]
        elif isinstance(given, str | int):
            story, name, reading = f"given {given!r}", given, read_figures(article)
            parts = []
        else:
            raise WirewatchError('"story" must be a text or a number')
        points = headlines(reading, article, key=key, source=article.outlet.source)
        spoken = [(key, occasion) for occasion in occasions(article)]
        book = self.stories.setdefault(story, _Story(name))
        book.name = name
        for part in filter(None, parts):
            book.take_in(part)
        book.enter(points, spoken)


def _page(books: _Books, story: _Story, series: Series) -> dict[str, Any]:
    """Return a series in the shape that scripts rest on."""
    verdicts = story.verdicts[series]
    return {
        "story": story.name,
        "effect": series.effect.value,
        "counts": series.counts,
        "victim_class": series.victim_class.value if series.victim_class else None,
        "scope": series.scope.value,
        "unit": series.unit,
        "points": [_point(books.ids[one.point.article], one) for one in verdicts],
        "shown": _shown(display(one.point for one in verdicts)),
        "date_conflicts": [
            {"speaker": pair[0][1].name, "days": [_day(books, *one) for one in pair]}
            for pair in story.conflicts
        ],
    }


def _day(books: _Books, key: str, occasion: Occasion) -> dict[str, Any]:
    """Return on which day an article says that somebody spoke."""
    return {
        "article": books.ids[key],
        "day": occasion.day.isoformat() if occasion.day else None,
        "weekday": DAYS[occasion.weekday],
    }


def _shown(shown: Display | None) -> dict[str, Any] | None:
    """Return what is shown of a series."""
    if shown is None:
        return None
    return {
        "value": _plain(shown.value),
        "bound": shown.bound.value,
        "low": _plain(shown.low),
        "high": _plain(shown.high),
        "speakers": shown.speakers,
        "outlets": shown.outlets,
        "disputed": shown.disputed,
    }


def _point(article: Any, verdict: Verdict) -> dict[str, Any]:
    """Return a point; what is only noted adds nothing, as a repeat does."""
    point = verdict.point
    kind = Kind.REPEAT if verdict.kind is Kind.NOTED else verdict.kind
    return {
        "article": article,
        "published": point.published.iso() if point.published else None,
        "as_of": point.as_of.iso() if point.as_of else None,
        "speaker": point.name or None,
        "side": point.side or None,
        "value": _plain(point.value),
        "low": _plain(point.low),
        "high": _plain(point.high),
        "bound": point.bound.value,
        "verdict": kind.value,
        "noted": verdict.kind is Kind.NOTED,
        "within": point.within or None,
        "confidence": round(point.confidence, 3),
    }


def _print_books(books: _Books) -> None:
    """Show the ledgers for people."""
    if not any(story.verdicts for story in books.stories.values()):
        out.print(Text("Nobody counts anything there.", "yellow"))
    for story in books.stories.values():
        for series, verdicts in story.verdicts.items():
            _print_series(story, series, verdicts)
        for (_, one), (_, other) in story.conflicts:
            days = f"{_when(one)}, {_when(other)}"
            out.print(Text(f"{one.name} spoke, it is said, on two days: {days}", "yellow"))


def _when(occasion: Occasion) -> str:
    return f"{DAYS[occasion.weekday]}{f' {occasion.day}' if occasion.day else ''}"


def _print_series(story: _Story, series: Series, verdicts: list[Verdict]) -> None:
    """Show a series: what is counted, what is shown of it, and who said what."""
    name = one_line(str(story.name), _LONG)
    heading = Text.assemble((f"{name}  ", "dim"), (_what(series), "bold"))
    if shown := display(verdict.point for verdict in verdicts):
        heading.append(f": {_how_many(shown)}", "bold").append(f"  {_voices(shown)}", "dim")
    out.print(heading)
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2))
    for verdict in verdicts:
        point = verdict.point
        who = one_line(point.name, _LONG) or f"({one_line(point.source, _LONG) or 'the outlet'})"
        where = f" ({one_line(point.within, _LONG)})" if point.within else ""
        table.add_row(
            Text(point.as_of.iso()[:_MINUTES] if point.as_of else "no time", "dim"),
            Text(who),
            Text(f"{_number(point)}{where}"),
            Text(_verdict(verdict), _COLOURS.get(verdict.kind, "")),
        )
    out.print(Padding(table, (0, 0, 1, 2)))


def _what(series: Series) -> str:
    """Write what a series counts: "militant people killed", "houses destroyed"."""
    side = series.victim_class
    whose = side.value if side and side is not VictimClass.UNKNOWN else ""
    scope = "" if series.scope is Scope.EVENT else f"({series.scope.value})"
    return " ".join(filter(None, (whose, series.counts, series.effect.value, scope)))


def _voices(shown: Display) -> str:
    """Write who stands behind a series."""
    said = [
        f"{many} {what}{'' if many == 1 else 's'}"
        for many, what in ((shown.speakers, "independent speaker"), (shown.outlets, "outlet"))
    ]
    return ", ".join([*said, *(["disputed"] if shown.disputed else [])])


def _how_many(shown: Display) -> str:
    """Write the value that is shown, and the range where it is wider."""
    value = _number(shown)
    if shown.low == shown.value and shown.high in {None, shown.value}:
        return value
    low = plain(shown.low or 0)
    return (
        f"{value} ({low} or more)"
        if shown.high is None
        else f"{value} ({low} to {plain(shown.high)})"
    )


def _number(one: Point | Display) -> str:
    """Write a number with its hedge."""
    hedge = "" if one.bound is Bound.EXACTLY else f"{one.bound.value.replace('_', ' ')} "
    return hedge + plain(one.value)


def _verdict(verdict: Verdict) -> str:
    """Write a verdict with the number it was measured against."""
    if verdict.kind in _MEASURED and verdict.against:
        return f"{verdict.kind.value} (was {_number(verdict.against)})"
    if verdict.kind is Kind.DISPUTED and verdict.rival:
        return f"disputed ({one_line(verdict.rival.name, _LONG)}: {_number(verdict.rival)})"
    return verdict.kind.value


def _plain(value: float | None) -> float | None:
    """Write a whole number without a point."""
    return int(value) if value is not None and value == value // 1 else value
