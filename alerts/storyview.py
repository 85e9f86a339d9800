"""Show what a message adds to its story: what changed, who says what, how many say so.

    Update · first told Wed 4 Feb 2026, 12:30 PKT
    6 → nine officers killed, say police                          Alder Bay Post
    84 soldiers killed, say the rebels; against 9 (police)        The Hill Courier

    killed, security    police      9          Wed 4 Feb, 14:00
                        the rebels  over 84    Wed 4 Feb, 15:10
    5 reports by 3 independent sources

Changes of figures come first, for they are what a desk waits for; places and names follow in
one line.  What there is no room for is counted, and the story's page has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from alerts.links import web_link
from alerts.when import full
from news.alert import FactTold, Report, StoryTold
from news.board import Cell, Row
from news.fact import OF_FIGURES, FactKind
from news.figure import Bound
from news.ledger import Point, Series
from news.moment import Moment
from news.storied import FactShown
from news.text import one_line
from news.told import ends, plain

CHANGES = 6
ROWS, CELLS = 4, 4
_LINE, _NAME, _QUOTE = 200, 60, 320
_MOVED = frozenset({"risen", "lowered", "edited"})
_LABELS = {
    "risen": "risen",
    "lowered": "lowered",
    "disputed": "disputed",
    "edited": "edited by the outlet",
}
_FIRST = {
    FactKind.PERSON: "named first",
    FactKind.WORDS: "quoted",
    FactKind.RESPONSIBILITY: "claims it",
    FactKind.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class Change:
    """One new fact in one line, what kind of news it is, its sentence, and who printed it."""

    text: str
    label: str
    quote: str
    source: str
    link: str


@dataclass(frozen=True)
class Said:
    """What one speaker stands by: his name, his number, of when."""

    name: str
    number: str
    when: str


@dataclass(frozen=True)
class Counted:
    """One count of a story with its speakers."""

    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Linked:
    """A report to read: its outlet, its headline, its address."""

    source: str
    title: str
    link: str


@dataclass(frozen=True)
class StoryView:
    """A story as an alert shows it; every text is safe as a line, none is escaped."""

    label: str
    changes: tuple[Change, ...]
    also: str
    more: str
    table: tuple[Counted, ...]
    sources: str
    reports: tuple[Linked, ...]
    link: str


def story_view(story: StoryTold, zone: str, article_link: str) -> StoryView:
    """Clean and cut all that is shown of a story; the report at `article_link` is shown anyway."""
    told = [fact for fact in story.facts if fact.kind is not FactKind.REPORT]
    places = [fact for fact in told if fact.kind is FactKind.PLACE]
    told = sorted(
        (fact for fact in told if fact.kind is not FactKind.PLACE),
        key=lambda fact: (fact.kind not in OF_FIGURES, not fact.verdict),
    )
    left = len(told) - CHANGES
    since = story.since
    return StoryView(
        label=f"Update · last told {full(since, zone)}" if since else "New story",
        changes=tuple(_change(fact) for fact in told[:CHANGES]),
        also=one_line(", ".join(fact.says for fact in places), _LINE),
        more=f"{left} more on the story’s page" if left > 0 else "",
        table=tuple(_counted(row, zone) for row in story.board[:ROWS]),
        sources=counted(story.articles, story.origins),
        reports=tuple(_linked(one) for one in story.reports if one.link != article_link),
        link=web_link(story.link),
    )


def headline_of(story: StoryTold) -> str:
    """Write what figures say anew in one line for the subject, "" where none does."""
    told = [moved(fact) for fact in story.facts if fact.kind in OF_FIGURES]
    return "; ".join(dict.fromkeys(told[:3]))


def _change(fact: FactTold) -> Change:
    return Change(
        text=one_line(moved(fact), _LINE),
        label=label_of(fact.kind, fact.verdict),
        quote=one_line(fact.sentence, _QUOTE),
        source=one_line(fact.report.source, _NAME),
        link=web_link(fact.report.archive_link or fact.report.link),
    )


def label_of(kind: FactKind, verdict: str) -> str:
    """Say what kind of news a fact is: risen, quoted, withdrawn; "" where it says so itself."""
    return _LABELS.get(verdict) or _FIRST.get(kind, "")


def moved(fact: FactTold | FactShown) -> str:
    """Write a fact with what stood before: `17 → 22 killed`, or what stands against it."""
    if fact.before and fact.verdict in _MOVED:
        return f"{fact.before.partition(' (')[0]} → {fact.says}"
    if fact.before and fact.verdict == "disputed":
        return f"{fact.says}; against {fact.before}"
    return fact.says


def _counted(row: Row, zone: str) -> Counted:
    return Counted(
        one_line(title_of(row.series), _NAME),
        tuple(_said(cell, zone) for cell in row.cells[:CELLS]),
    )


def title_of(series: Series) -> str:
    """Name what is counted: `killed: people, security`."""
    whose = series.victim_class.value if series.victim_class else ""
    side = "" if whose in {"", "unknown"} else f", {whose}"
    return f"{series.effect.value}: {series.counts}{side}"


def _said(cell: Cell, zone: str) -> Said:
    point = cell.point
    return Said(name_of(point), number_of(point), _when(point.as_of or point.published, zone))


def name_of(point: Point) -> str:
    """Name who gives a number."""
    return one_line(point.name, _NAME) or f"{one_line(point.source, _NAME)} (the outlet)"


def number_of(point: Point) -> str:
    """Write a number with its hedge."""
    number = plain(point.value)
    if point.bound is Bound.RANGE:
        return ends(point.value, point.low, point.high)
    if point.bound is not Bound.EXACTLY:
        return f"{point.bound.value.replace('_', ' ')} {number}"
    return number


def _when(at: Moment | None, zone: str) -> str:
    return "" if at is None else full(at.at, zone)


def counted(articles: int, origins: int) -> str:
    """Say how many reports a story has, and of how many independent sources."""
    reports = f"{articles:,} report{'' if articles == 1 else 's'}"
    return f"{reports} by {origins:,} independent source{'' if origins == 1 else 's'}"


def _linked(report: Report) -> Linked:
    return Linked(
        one_line(report.source, _NAME), one_line(report.title, _LINE), web_link(report.link)
    )
