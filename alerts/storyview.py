"""Show what a message adds to its story: what changed, who says what, how many say so.

    Update · last told Wed 4 Feb 2026, 12:30 PKT
    6 → 9 officers killed, say police                              Alder Bay Post
    84 soldiers killed, say the rebels; police say 9               The Hill Courier

    Security forces killed    police      9          Wed 4 Feb, 14:00
                              the rebels  over 84    Wed 4 Feb, 15:10
    5 reports by 3 independent sources

Changes of figures come first, for they are what a desk waits for; places and names follow in
one line.  An arrow leads only from what the same body said before: what another one said stands
beside it, "22 killed, says the ministry; police said 17".  A sentence that shows two facts stands
below the second.  What there is no room for is counted, and the story's page has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from alerts.links import web_link
from alerts.reasons import Line, pieces
from alerts.when import full, moment
from news.alert import FactTold, Report, StoryTold
from news.board import Cell, Row
from news.fact import AGREEING, OF_FIGURES, FactKind
from news.figure import Bound, Scope, VictimClass
from news.ledger import Point, Series
from news.storied import FactShown
from news.text import one_line, words
from news.told import ends, plain, says

CHANGES = 6
ROWS, CELLS = 4, 4
_LINE, _NAME, _QUOTE = 200, 60, 320
_MOVED = frozenset({"risen", "lowered", "edited"})
_LABELS = {
    "risen": "risen",
    "lowered": "lowered",
    "disputed": "disputed",
    "confirmed": "confirmed",
    "edited": "edited by the outlet",
    "back": "published again",
    "taken out": "taken out by the outlet",
}
_FIRST = {FactKind.PERSON: "for the first time", FactKind.WITHDRAWN: "withdrawn"}
_SAYS = re.compile(r"(.+), says? (.+)", re.DOTALL)
_STOOD = re.compile(r"(.+?) \((.+)\)", re.DOTALL)
_DEATHS = re.compile(r"\b(?:killed|dead|deaths?|died|bodies|fatalities|lives)\b")
_SMALL_WORDS = frozenset({"the", "of", "and", "a", "an", "for", "in"})
_CLASSES = {
    VictimClass.CIVILIAN: "civilians",
    VictimClass.SECURITY: "security forces",
    VictimClass.MILITANT: "militants",
    VictimClass.MIXED: "people of several sides",
}
_SCOPES = {Scope.CUMULATIVE: " in total", Scope.PERIOD: " over a period"}


@dataclass(frozen=True)
class Statement:
    """A fact taken apart: what, who says so, and what another one says or said of it."""

    what: str
    who: str = ""
    otherwise: str = ""
    shortly: str = ""


@dataclass(frozen=True)
class Change:
    """One new fact in one line, what kind of news it is, its sentence, and who printed it."""

    text: str
    label: str
    quote: Line
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
    more: str = ""


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
    quoted = tuple(fact.says for fact in told if fact.kind is FactKind.WORDS)
    told = in_order(
        fact for fact in told if fact.kind is not FactKind.PLACE and not _is_quoted(fact, quoted)
    )
    left = len(told) - CHANGES
    since = story.since
    return StoryView(
        label=f"Update · last told {full(since, zone)}" if since else "New story",
        changes=_changes(_by_sentence(told[:CHANGES])),
        also=one_line(", ".join(fact.says for fact in places), _LINE),
        more=f"{left} more on the story’s page" if left > 0 else "",
        table=tuple(_counted(row, zone) for row in story.board[:ROWS]),
        sources=counted(story.articles, story.origins),
        reports=tuple(_linked(one) for one in story.reports if one.link != article_link),
        link=web_link(story.link),
    )


def _is_quoted(fact: FactTold, quoted: Iterable[str]) -> bool:
    """Say whether a person is named whose words are told as well."""
    name = fact.says.removesuffix(" is named")
    return fact.kind is FactKind.PERSON and any(said.startswith(f"{name}: ") for said in quoted)


def in_order(facts: Iterable[FactTold]) -> list[FactTold]:
    """Put facts in the order in which a desk asks: the dead, other figures, who did it, words."""
    return sorted(
        facts,
        key=lambda fact: (
            fact.kind is not FactKind.WITHDRAWN,
            fact.kind not in OF_FIGURES,
            fact.kind is not FactKind.RESPONSIBILITY,
            fact.verdict in AGREEING,
            not _DEATHS.search(statement(fact).what),
            not fact.before,
        ),
    )


def _by_sentence(told: Sequence[FactTold]) -> list[FactTold]:
    """Put what one sentence says together, in the order of the first of each."""
    first = {_place(fact): number for number, fact in reversed(list(enumerate(told)))}
    return sorted(told, key=lambda fact: first[_place(fact)])


def _changes(told: Sequence[FactTold]) -> tuple[Change, ...]:
    """Write facts; a sentence that shows several in a row stands below the last of them."""
    changes = []
    for fact, following in zip_longest(told, told[1:]):
        same = [one for one in told if _place(one) == _place(fact)]
        is_last = following is None or _place(following) != _place(fact)
        marks = [span for one in same for span in one.marks]
        changes.append(
            Change(
                text=one_line(moved(fact), _LINE),
                label=label_of(fact.kind, fact.verdict),
                quote=pieces(fact.sentence, marks, _QUOTE) if is_last else (),
                source=one_line(fact.report.source, _NAME),
                link=web_link(fact.link or fact.report.archive_link or fact.report.link),
            )
        )
    return tuple(changes)


def _place(fact: FactTold) -> tuple[Report, str]:
    return fact.report, fact.sentence


def label_of(kind: FactKind, verdict: str) -> str:
    """Say what kind of news a fact is: risen, quoted, withdrawn; "" where it says so itself."""
    return _LABELS.get(verdict) or _FIRST.get(kind, "")


def moved(fact: FactTold | FactShown) -> str:
    """Write a fact with what stood before: `17 → 22 killed`, or what stands against it."""
    one = statement(fact)
    by = f", {says(one.who)} {one.who}" if one.who else ""
    return one.what + by + (f"; {one.otherwise}" if one.otherwise else "")


def statement(fact: FactTold | FactShown) -> Statement:
    """Take a fact apart."""
    if fact.kind not in OF_FIGURES:
        return Statement(fact.says.replace(": that ", ": ", 1))
    found = _SAYS.fullmatch(fact.says)
    what, who = found.groups() if found else (fact.says, "")
    first, _, rival = fact.before.partition("; ")
    number, name = _stood(first)
    if not number or fact.verdict not in {*_MOVED, "disputed"}:
        return Statement(what, who)
    if fact.verdict == "disputed":
        return Statement(what, who, _says_else(first), f"others say {number}")
    if name and fact.verdict != "edited" and not _are_one(name, f"{who} {fact.speaker}"):
        return Statement(what, who, f"{name} said {number}", f"{number} before")
    otherwise = _says_else(rival) if rival else ""
    shortly = f"others say {_stood(rival)[0]}" if rival else ""
    return Statement(f"{number} → {what}", who, otherwise, shortly)


def _stood(text: str) -> tuple[str, str]:
    """Read what stood: its number, and whose it is."""
    found = _STOOD.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def _says_else(text: str) -> str:
    """Write what another side says: `the rebels say 84`."""
    number, name = _stood(text)
    return f"{name} {says(name)} {number}" if name else f"others say {number}"


def what_of(line: str) -> str:
    """Return what a fact says without who says so."""
    found = _SAYS.fullmatch(line)
    return found[1] if found else line


def _are_one(name: str, other: str) -> bool:
    """Say whether two names have a word in common: "police" and "Vesk police"."""
    one, two = ({*words(each)} - _SMALL_WORDS for each in (name, other))
    return bool(one & two)


def _counted(row: Row, zone: str) -> Counted:
    left = len(row.cells) - CELLS
    return Counted(
        one_line(title_of(row.series), _NAME),
        tuple(_said(cell, zone) for cell in row.cells[:CELLS]),
        f"and {left} more" if left > 0 else "",
    )


def title_of(series: Series) -> str:
    """Name what is counted: `People killed`, `Security forces killed in total`."""
    whose = _CLASSES.get(series.victim_class, "") if series.victim_class else ""
    line = f"{whose or series.counts} {series.effect.value}{_SCOPES.get(series.scope, '')}"
    return line[:1].upper() + line[1:]


def _said(cell: Cell, zone: str) -> Said:
    point = cell.point
    at = point.as_of or point.published
    return Said(name_of(point), number_of(point), moment(at, zone) if at else "")


def name_of(point: Point) -> str:
    """Name who gives a number, and of what place only."""
    name = one_line(point.name, _NAME)
    aside = [] if name else ["the outlet"]
    if point.within:
        # A place's folded words: nobody writes them small.
        aside.append(f"in {one_line(point.within, _NAME).title()}")
    name = name or one_line(point.source, _NAME)
    return f"{name} ({', '.join(aside)})" if aside else name


def number_of(point: Point) -> str:
    """Write a number with its hedge."""
    number = plain(point.value)
    if point.bound is Bound.RANGE:
        return ends(point.value, point.low, point.high)
    if point.bound is not Bound.EXACTLY:
        return f"{point.bound.value.replace('_', ' ')} {number}"
    return number


def counted(articles: int, origins: int) -> str:
    """Say how many reports a story has, and of how many independent sources."""
    if articles == 1:
        return "1 report"
    return f"{articles:,} reports by {origins:,} independent source{'' if origins == 1 else 's'}"


def _linked(report: Report) -> Linked:
    return Linked(
        one_line(report.source, _NAME), one_line(report.title, _LINE), web_link(report.link)
    )
