"""Reduce an article to its headline claims: one a series and speaker.

    "The toll in the province rose to 327, the disaster authority said.  Nine died in Sandal.
     Of the dead 278 were men.  Sandal alone had 204 lives lost, says the authority."
    one claim: killed, 327, the disaster authority

Before anything is compared over articles, what stands in one article is put in order, for its own
numbers would be the first to contradict each other:

- Parts of a sum, subsets ("including", "of whom"), men and women, and what was printed as part of
  something else are children of their whole.  Soldiers and militants are no children of a total:
  they are series of their own.
- One speaker's number with a place ("in Sandal", "on board") is a child of his number without one.
  Where he gives only that, it is kept with what narrows it, and lowers nobody who counts more;
  but the place in the headline is where it happened, and narrows nothing by itself.
- What was said before ("up from 40", "the earlier figure") and other events ("in 2005", "last
  year") are no claims of today.
- What the outlet says itself is left out where it sums up what it then lets a speaker say.

Where an article tells of no fighters, civilians are simply the people: villagers, passengers and
"people" are one series.  A number of the last 48 hours stands for the event where an article has no
other.  What has no noun (a sum of money, a share) is no series: nothing says what it counts.

Discarded: the largest number (an old quake's), the first (the headline's "over 1,000" before the
body's 1,002), and the toll of the article, which knows no speakers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.figures.sides import speaker_key
from monitor.figures.words_numbers import VAGUE
from monitor.figures.words_people import CLASSES
from monitor.ledger import fits
from monitor.narrowed import narrowed
from monitor.spoken import spoken_of
from news.article import Article
from news.figure import Bound, Claim, Effect, Figure, FigureReading, Scope, VictimClass
from news.ledger import Point, Series
from news.moment import Moment
from news.text import folded

_OF_PEOPLE = frozenset(
    (
        Effect.KILLED, Effect.INJURED, Effect.MISSING, Effect.ABDUCTED, Effect.ARRESTED,
        Effect.DISPLACED, Effect.SURRENDERED, Effect.RESCUED, Effect.AFFECTED,
    )
)  # fmt: skip
_OF_THINGS = frozenset((Effect.DAMAGED, Effect.DESTROYED, Effect.ATTACKED))
_PEOPLE = "people"
_FIGHTERS = frozenset(word for word, side in CLASSES.items() if side is VictimClass.MILITANT)
# "Attacks in 12 locations" and "in a dozen towns" are one count.
_PLACES = frozenset("location place site spot town city village district area point".split())
_FIGHTING = frozenset((VictimClass.SECURITY, VictimClass.MILITANT))
_KINDS = frozenset(
    "man men woman women child children boy boys girl girls infant infants baby babies minor "
    "minors teenager teenagers adult adults male males female females".split()
)
_BEFORE = re.compile(
    r"\b(?:earlier|previous(?:ly)?|initial(?:ly)?|up\sfrom|down\sfrom|lower\sthan|higher\sthan|"
    r"compared\s(?:with|to)|instead\sof|rather\sthan|from|had\sput\s[\w ]{0,12})"
    r"[^\d.;,]{0,20}$",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:and\s)?not\s$", re.IGNORECASE)
# "An earlier version of this report said that 10 people were killed."
_VERSION = re.compile(
    r"\b(?:(?:an|the)\s(?:earlier|previous|original|first|initial)\s"
    r"(?:version|edition|report|story|article|headline|draft)"
    r"|originally|previously|wrongly|mistakenly|erroneously|incorrectly)\b(?:(?!\bbut\b)[^;])*$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"^[^\d.;,]{0,30}\b(?:earlier|previously|initially|before)\b", re.IGNORECASE)
_AGO = re.compile(
    r"\b(?:last|previous|past)\s(?:year|month|week)\b|\b(?:years?|months?|weeks?|decades?)\s(?:ago|earlier)\b",
    re.IGNORECASE,
)
_MOST = 300  # claims of an article: a table of a thousand numbers is no news
_NEAR = 300  # characters before and behind a number that may tell of which time it is
_BESIDE = 60  # and those that may say that it is one of before
_LETTERS = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def headlines(
    reading: FigureReading,
    article: Article,
    *,
    key: str,
    source: str,
    published: Moment | None = None,
) -> tuple[Point, ...]:
    """Return the headline claims of an article, in the order of its text.

    `published` is when this text was: of an edited article the time of the edit; the article's own
    where it is not given.
    """
    printed = published or article.published
    parts = _parts(reading)
    points = [
        _point(article, claim, number, printed, (key, source))
        for number, claim in enumerate(reading.claims[:_MOST])
        if number not in parts
        and _counts(claim.figure)
        and not _is_of_another_time(article, claim.figure, printed)
    ]
    if not _tells_of_fighters(article, reading):
        points = [_of_people(point) for point in points]
    points = _where_it_happened(article, _with_periods(_without_kinds(points)))
    points = _without_superseded(article, reading, points)
    chosen = [_headline(group) for group in _by_speaker(_hedged(article, reading, points))]
    return tuple(sorted(_attributed(chosen), key=lambda point: point.claim))


def _parts(reading: FigureReading) -> set[int]:
    """Return the claims that are children of others."""
    figures = [claim.figure for claim in reading.claims]
    wholes = {at: one.part_of for at, one in enumerate(figures) if one.part_of is not None}
    for check in reading.checks:
        if check.kind in {"sum", "sum_differs"}:
            wholes |= dict.fromkeys(check.figures[:-1], check.figures[-1])
    beside: dict[int, set[VictimClass | None]] = {}
    for at, whole in wholes.items():
        beside.setdefault(whole, set()).add(figures[at].victim_class)
    subsets = {at for at, one in enumerate(figures) if one.scope is Scope.SUBSET}
    return subsets | {
        at
        for at, whole in wholes.items()
        if not _is_a_side(figures[at].victim_class, beside[whole])
    }


def _is_a_side(own: VictimClass | None, beside: set[VictimClass | None]) -> bool:
    """Say whether a part is a series of its own: soldiers, militants, and civilians beside them."""
    return own in _FIGHTING or (own is VictimClass.CIVILIAN and not _FIGHTING.isdisjoint(beside))


def _counts(figure: Figure) -> bool:
    """Say whether it is told what a figure counts, and what happened to it."""
    if figure.effect in _OF_THINGS:
        return bool(figure.counts) and figure.unit == "items"
    return figure.effect in _OF_PEOPLE and figure.unit == _PEOPLE


def _is_of_another_time(article: Article, figure: Figure, printed: Moment | None) -> bool:
    """Say whether a figure's sentence tells of another event: of another year, or long ago."""
    if figure.scope is Scope.CUMULATIVE:
        return False
    sentence = _around(article, figure)
    years = {int(year) for year in _YEAR.findall(sentence)}
    now = printed.local.year if printed else max(years, default=0)
    return bool(years and now not in years and min(years) < now) or bool(_AGO.search(sentence))


def _point(
    article: Article, claim: Claim, number: int, printed: Moment | None, whose: tuple[str, str]
) -> Point:
    """Take what a claim says into a point of its series."""
    figure, speaker = claim.figure, claim.speaker
    spoken = spoken_of(_around(article, figure), printed)
    name = speaker.canonical or speaker.written
    if is_itself(name, whose[1]):
        name = ""
    return Point(
        series=_series(figure),
        article=whose[0],
        source=whose[1],
        published=printed,
        as_of=spoken or printed,
        stated=spoken is not None,
        speaker=speaker_key(name),
        name=name,
        side=speaker.side if name else "",
        value=figure.value,
        low=figure.low,
        high=figure.high,
        bound=figure.bound,
        confidence=claim.confidence,
        within=narrowed(article, figure, name),
        vague=_is_vague(article.full[figure.span.start : figure.span.end]),
        claim=number,
    )


def is_itself(name: str, source: str) -> bool:
    """Say whether an outlet quotes itself, by its name or that of its site."""
    named, own = ("".join(_LETTERS.findall(text.casefold())) for text in (name, source))
    own = own.removeprefix("www").removeprefix("the")
    return bool(named) and (
        own == named.removeprefix("the") or (" " in name and own.startswith(named))
    )


def _around(article: Article, figure: Figure) -> str:
    """Return the sentence of a figure, of an endless one what stands near it."""
    start = max(figure.sentence.start, figure.span.start - _NEAR)
    return article.full[start : min(figure.sentence.end, figure.span.end + _NEAR)]


def _series(figure: Figure) -> Series:
    """Return the series that a figure belongs to."""
    scope = Scope.EVENT if figure.scope is Scope.AS_OF else figure.scope
    last = (folded(figure.counts).split() or [""])[-1]
    if figure.effect in _OF_THINGS:
        noun = _singular(last)
        if figure.effect is Effect.ATTACKED and noun in _PLACES:
            noun = "place"
        return Series(figure.effect, noun, None, scope, figure.unit)
    totals = {None, VictimClass.MIXED}
    side = VictimClass.UNKNOWN if figure.victim_class in totals else figure.victim_class
    fighting = side in _FIGHTING  # "25 men in uniform" are no kind of the people
    counts = last if last in _KINDS and not fighting else _PEOPLE
    return Series(figure.effect, counts, side, scope, figure.unit)


def _singular(noun: str) -> str:
    """Return a noun without the ending of its plural."""
    if noun.endswith(("tre", "tres")):
        return f"{noun.removesuffix('s')[:-2]}er"  # centre, center
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _is_vague(written: str) -> bool:
    """Say whether a number is a plural that says none: dozens, hundreds of, several."""
    return not VAGUE.keys().isdisjoint(folded(written).split()) and not re.search(r"\d", written)


def _tells_of_fighters(article: Article, reading: FigureReading) -> bool:
    """Say whether an article names rebels or their like, or counts one side's people."""
    sides = {claim.figure.victim_class for claim in reading.claims}
    words = folded(article.full).split()
    return not (_FIGHTING.isdisjoint(sides) and _FIGHTERS.isdisjoint(words))


def _of_people(point: Point) -> Point:
    """Let civilians be the people, where there is nobody else."""
    if point.series.victim_class is not VictimClass.CIVILIAN:
        return point
    return replace(point, series=replace(point.series, victim_class=VictimClass.UNKNOWN))


def _without_kinds(points: Sequence[Point]) -> list[Point]:
    """Leave out men, women and children where their effect has a number of people.

    Of the same number they are those people: "three held", and below: "three men, police said".
    """
    whole = {p.series.effect for p in points if p.series.counts == _PEOPLE}
    alike = {
        (p.series.effect, p.low, p.high): p.series for p in points if p.series.counts == _PEOPLE
    }
    points = [
        replace(p, series=alike.get((p.series.effect, p.low, p.high), p.series))
        if p.series.counts in _KINDS and p.speaker
        else p
        for p in points
    ]
    return [p for p in points if p.series.counts not in _KINDS or p.series.effect not in whole]


def _where_it_happened(article: Article, points: Sequence[Point]) -> list[Point]:
    """Let a number of the headline's place be the event's, where no other counts the whole."""
    title = {*folded(article.title).split()}
    whole = {point.series.effect for point in points if not point.within}
    return [
        replace(point, within="")
        if {*point.within.split()} <= title and point.series.effect not in whole
        else point
        for point in points
    ]


def _with_periods(points: Sequence[Point]) -> list[Point]:
    """Let a period's number stand for the event where there is no other of its kind."""
    of_event = {p.series for p in points if p.series.scope is Scope.EVENT}
    kept = []
    for point in points:
        event = replace(point.series, scope=Scope.EVENT)
        if point.series.scope is not Scope.PERIOD:
            kept.append(point)
        elif event not in of_event:
            kept.append(replace(point, series=event))
    return kept


def _by_speaker(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Group points by series and speaker."""
    groups: dict[tuple[Series, str], list[Point]] = {}
    for point in points:
        groups.setdefault((point.series, point.speaker), []).append(point)
    yield from groups.values()


def _headline(said: Sequence[Point]) -> Point:
    """Choose the one that most of a speaker's own numbers fit; of those the exact, the higher."""
    whole = [p for p in said if not p.within] or said
    return max(
        whole,
        key=lambda one: (
            sum(fits(one, other) for other in whole),
            one.bound is Bound.EXACTLY,
            one.value,
            -one.claim,
        ),
    )


def _hedged(article: Article, reading: FigureReading, points: Sequence[Point]) -> list[Point]:
    """Leave out what the headline gives bare where the text has the number with its hedge."""
    hedged = {
        (point.series, point.speaker, point.value)
        for point in points
        if point.bound is not Bound.EXACTLY
    }
    return [
        point
        for point in points
        if point.bound is not Bound.EXACTLY
        or reading.claims[point.claim].figure.span.start >= len(article.title)
        or (point.series, point.speaker, point.value) not in hedged
    ]


def _without_superseded(
    article: Article, reading: FigureReading, points: Sequence[Point]
) -> list[Point]:
    """Leave out the numbers of before, where the article has those of now."""
    old = {p.claim for p in points if _is_superseded(article, reading.claims[p.claim].figure)}
    now = {p.series for p in points if p.claim not in old}
    return [p for p in points if p.claim not in old or p.series not in now]


def _is_superseded(article: Article, figure: Figure) -> bool:
    """Say whether a number is told as one of before: "up from 40", "had earlier put it at 270"."""
    start = max(figure.sentence.start, figure.span.start - _NEAR)
    ahead = article.full[start : figure.span.start]
    if _VERSION.search(ahead) or _NOT.search(ahead):
        return True
    behind = article.full[figure.span.end : min(figure.sentence.end, figure.span.end + _BESIDE)]
    return bool(_BEFORE.search(ahead[-_BESIDE:]) or _AFTER.search(behind))


def _attributed(chosen: Sequence[Point]) -> Iterator[Point]:
    """Leave out what the outlet says itself and a speaker says for it, or where he says more."""
    for point in chosen:
        named = [other for other in chosen if other.speaker and _alike(point, other)]
        if point.speaker or not any(
            fits(point, other) or (point.within and not other.within) for other in named
        ):
            yield point


def _alike(one: Point, other: Point) -> bool:
    """Say whether two points count the same, over whatever time."""
    return replace(one.series, scope=other.series.scope) == other.series
