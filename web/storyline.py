"""A story as its page shows it: who says how many, and day by day what was reported and new.

    Security forces killed                          disputed, 9 to 84
      police       9            first Wed 4 Feb, 11:00   last 4 Feb, 14:00    2 ×
      the rebels   over 84      …

    Wed 4 Feb 2026
      11:30  Alder Bay Post    Gunmen storm a police post      6 officers killed, say police
             2 copies: The Hill Courier (92 % of it, AFP), …

Copies stand folded below the report whose text they have, so that forty reprints are one line.
Each number leads to its place in the newest report that gives it.

Discarded: a column for each speaker.  Ten speakers do not fit a phone, and most cells are empty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.storyview import name_of, number_of, title_of
from monitor.ledger import display, disputes
from monitor.rhythm import in_words
from news.board import Cell, board
from news.board import Row as Series
from news.fact import FactKind
from news.ledger import Point
from news.moment import Moment
from news.storied import FactShown, StoryArticle, StoryShown
from news.story import By, Evidence
from news.told import plain
from web.times import When, beside, brief, day_of, reported, seen

_WORDS, _PLACES = 8, 4  # of the evidence in one line


@dataclass(frozen=True)
class Said:
    """What one speaker stands by, since when, and where it stands.

    `last` is None where he said it once.  `began` is his first number, and `began_at` its article
    and claim.  `article` is None where the report is not of this story any more.
    """

    who: str
    number: str
    began: str
    article: int | None
    claim: int
    source: str
    first: When | None
    last: When | None
    times: int
    is_disputed: bool
    began_at: tuple[int, int] | None = None


@dataclass(frozen=True)
class Counted:
    """One count of a story with its speakers; `reach` is the range of all that they say."""

    title: str
    reach: str
    is_disputed: bool
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Told:
    """A report with what it said first, why it is here, and the copies of its text."""

    article: StoryArticle
    when: When
    facts: tuple[FactShown, ...]
    why: str
    copies: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Day:
    """The reports of one day."""

    name: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Storyline:
    """A story laid out."""

    counts: tuple[Counted, ...]
    days: tuple[Day, ...]
    copies: int = 0


def lay_out(shown: StoryShown, place: Callable[[str], str]) -> Storyline:
    """Put a story in order; `place` names a place by its key."""
    points = [point for article in shown.articles for point in article.points]
    numbers = {one.key: one.id for one in shown.articles}
    year = shown.item.newest.year
    return Storyline(
        tuple(_counted(row, points, numbers, year) for row in board(points)),
        tuple(_days(_told_all(shown, place))),
        sum(article.copy_of is not None for article in shown.articles),
    )


def with_copies(shown: StoryShown, chosen: Collection[int]) -> list[StoryArticle]:
    """Return the articles chosen by their numbers, and what has the text of one of them."""
    roots = _roots(shown.articles)
    return [one for one in shown.articles if one.id in chosen or roots[one.id] in chosen]


def _counted(
    row: Series, points: Iterable[Point], numbers: Mapping[str, int], year: int
) -> Counted:
    shown = display(point for point in points if point.series == row.series)
    low, high = (shown.low, shown.high) if shown else (None, None)
    reach = "" if low is None or high is None or low == high else f"{plain(low)} to {plain(high)}"
    said = tuple(_said(cell, row.cells, numbers, year) for cell in row.cells)
    return Counted(title_of(row.series), reach, any(one.is_disputed for one in said), said)


def _said(cell: Cell, cells: Iterable[Cell], numbers: Mapping[str, int], year: int) -> Said:
    point, began = cell.point, number_of(cell.first)
    first = numbers.get(cell.first.article)
    begun, last = _when(cell.first, year), _when(point, year)
    return Said(
        who=name_of(point),
        number=number_of(point),
        began="" if began == number_of(point) else began,
        article=numbers.get(point.article),
        claim=point.claim,
        source=point.source,
        first=begun,
        last=None if last is None or last == begun else beside(last, begun.text if begun else ""),
        times=cell.times,
        is_disputed=any(disputes(point, other.point) for other in cells),
        began_at=None if first is None else (first, cell.first.claim),
    )


def _when(point: Point, year: int) -> When | None:
    at = point.as_of or point.published
    return brief(at, year) if at else None


def _told_all(shown: StoryShown, place: Callable[[str], str]) -> Iterator[Told]:
    """Yield the reports that are no copies, by their time, each with its copies."""
    roots, titles = _roots(shown.articles), {one.key: one.title for one in shown.articles}
    facts: dict[int, list[FactShown]] = {}
    for fact in reversed(shown.facts):
        if fact.kind is FactKind.REPORT:  # its title says it
            continue
        # What a copy had before its original came to us stands with that one's text.
        told = facts.setdefault(roots.get(fact.article_id, fact.article_id), [])
        # A speaker's first number is one line, whether the number is new or not.
        if all((one.says, one.sentence) != (fact.says, fact.sentence) for one in told):
            told.append(fact)
    reports = {
        one.id: Told(
            one,
            reported(one.published) if one.published else seen(one.first_seen),
            _by_sentence(facts.get(one.id, ())),
            _why(one, shown.item.key, titles, place),
        )
        for one in shown.articles
    }
    copies: dict[int, list[Told]] = {}
    for one in shown.articles:
        copies.setdefault(roots[one.id], []).append(reports[one.id])
    for one in shown.articles:
        if roots[one.id] == one.id:
            others = (copy for copy in copies[one.id] if copy.article is not one)
            yield replace(reports[one.id], copies=tuple(others))


def _by_sentence(facts: Sequence[FactShown]) -> tuple[FactShown, ...]:
    """Put together what one sentence says, in the order of the first of each."""
    first = {fact.sentence: number for number, fact in reversed(list(enumerate(facts)))}
    return tuple(sorted(facts, key=lambda fact: first[fact.sentence]))


def _roots(articles: Iterable[StoryArticle]) -> dict[int, int]:
    """Return whose text each article has, among those of the story."""
    copy_of = {one.id: one.copy_of for one in articles}
    roots = {}
    for number in copy_of:
        root, met = number, {number}
        while (before := copy_of[root]) is not None and before in copy_of and before not in met:
            root = before
            met.add(root)
        roots[number] = root
    return roots


def _days(told: Iterable[Told]) -> Iterator[Day]:
    """Group reports by the day on which they were published, on the outlet's own calendar."""
    days: dict[str, list[Told]] = {}
    for one in told:
        days.setdefault(_day(one.article.published, one.article.first_seen), []).append(one)
    for name, reports in days.items():
        yield Day(name, tuple(reports))


def _day(published: Moment | None, first_seen: datetime) -> str:
    return day_of(published) if published else f"{seen(first_seen).text.partition(',')[0]}"


def _why(
    one: StoryArticle, story: str, titles: Mapping[str, str], place: Callable[[str], str]
) -> str:
    """Say in words why an article belongs to its story."""
    if one.by is By.PERSON:
        return "Somebody put it here."
    if one.by is By.COPY:
        return "It has the text of a report of this story."
    near = f"“{titles[one.why.nearest]}”" if one.why.nearest in titles else "a report"
    if one.by is By.JOINT:
        return f"It began a story of its own, or joined one: {near} showed that both are one."
    if one.key == story:
        return "The story begins with it."
    shared = "; ".join(_shared(one.why, place))
    return f"It is like {near}{': ' if shared else ''}{shared}."


def _shared(evidence: Evidence, place: Callable[[str], str]) -> Iterator[str]:
    if evidence.words:
        yield f"both say {', '.join(evidence.words[:_WORDS])}"
    if evidence.names:
        count = len(evidence.names)
        yield f"{count} {'name' if count == 1 else 'names'} in common"
    if named := [name for key in evidence.places[:_PLACES] if (name := place(key))]:
        yield f"both name {', '.join(named)}"
    if evidence.figures:
        counts = (f"{plain(value)} {effect}" for effect, value in evidence.figures[:_PLACES])
        yield f"both count {', '.join(counts)}"
    if evidence.days:
        days = (f"{day.day} {day:%b}" for day in evidence.days[:_PLACES])
        yield f"both speak of {', '.join(days)}"
    if evidence.apart > timedelta(minutes=1):
        yield f"{in_words(evidence.apart)} apart"
