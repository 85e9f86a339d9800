"""Weigh an article's claims in their whole story, where a total and its classes may say the same.

    "Nine officers were killed, say police."       first     (killed, security)
    "Toll of Nushol attack rises to nine"          confirmed: the nine are the officers
    "33 civilians and 17 officers were killed"     first, first
    "at least 50 dead"                             confirmed: 33 + 17

A class and the total are series of their own (`news.ledger.Series`), and each series sees only its
own points.  So every number would be news twice: once with its class, once in the headline that
leaves the class out.

18 men one hour and 18 soldiers the next are the same.  A total says nothing
new where the story has its very number in a class, or where its classes come to it; a class says
nothing new where the total has its number.  Numbers that only agree ("at least ten", 12) are the
same where the story knows no other class.

What was only said doubtfully, or in no number ("dozens"), nobody was told of (`is_said`).  So
it is no news that later numbers could confirm or sharpen: the first sure one is the first.

Discarded: one series for a total and its only class.  Officials who say 50 dead and then 17
soldiers would have lowered their toll.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.figures.sides import same_side
from monitor.ledger import by_series, current, display, fits, is_outlet, same, weigh
from news.figure import VictimClass
from news.ledger import Kind, Point, Series, Verdict
from news.sure import ALERT_CONFIDENCE

_TOTAL = VictimClass.UNKNOWN
_VICTIMS = (VictimClass.CIVILIAN, VictimClass.SECURITY)
# Some count the attackers among the dead of an attack, some do not.
_SUMS = (_VICTIMS, (*_VICTIMS, VictimClass.MILITANT), (VictimClass.SECURITY, VictimClass.MILITANT))

_Kin = dict[VictimClass | None, Sequence[Point]]


def is_said(point: Point) -> bool:
    """Say whether somebody could be told of a point: it is sure, and a number."""
    return point.confidence >= ALERT_CONFIDENCE and not point.vague


def weigh_news(points: Sequence[Point], story: Iterable[Point]) -> tuple[Verdict, ...]:
    """Weigh the points of one article against what could be told of its story."""
    said = [point for point in story if is_said(point)]
    sure = [at for at, point in enumerate(points) if is_said(point)]
    verdicts = dict(zip(sure, weigh_all([points[at] for at in sure], said), strict=True))
    said += [points[at] for at in sure]
    rest = [at for at in range(len(points)) if at not in verdicts]
    verdicts |= zip(rest, weigh_all([points[at] for at in rest], said), strict=True)
    return tuple(verdicts[at] for at in range(len(points)))


def said_again(verdicts: Iterable[Verdict], own: Iterable[Point]) -> tuple[Verdict, ...]:
    """Weigh an article that is read again: the numbers that it had before are no news now.

    They were weighed when it came; what its story has learned since would make others of them.
    """
    stood = {_number(point): point for point in own if is_said(point)}
    return tuple(
        Verdict(one.point, Kind.REPEAT, stood[_number(one.point)])
        if _number(one.point) in stood
        else one
        for one in verdicts
    )


def _number(point: Point) -> tuple[Series, str, str, float | None, float | None]:
    return point.series, point.within, point.speaker, point.low, point.high


def weigh_all(points: Sequence[Point], story: Iterable[Point]) -> tuple[Verdict, ...]:
    """Weigh the points of one article against all that its story knows, and each other.

    Who counts a class is heard before who sums up, and speakers before the outlet: so what police
    say of officers is the news, and the headline confirms it.
    """
    told = by_series(story)
    verdicts = {}
    for at in sorted(range(len(points)), key=lambda at: _rank(points[at])):
        point = points[at]
        before = told.setdefault(point.series, [])
        verdict = weigh(point, before)
        if known := _known_otherwise(verdict, told):
            verdict = Verdict(point, Kind.CONFIRMED, known)
        verdicts[at] = verdict
        before.append(point)
    return tuple(verdicts[at] for at in range(len(points)))


def _rank(point: Point) -> tuple[bool, bool]:
    return is_outlet(point), point.series.victim_class is _TOTAL


def _known_otherwise(verdict: Verdict, told: Mapping[Series, Sequence[Point]]) -> Point | None:
    """Return what makes news of one series none, for the story has it otherwise."""
    point = verdict.point
    begins = verdict.kind in {Kind.FIRST, Kind.RISEN}
    known = _told_otherwise(point, told) if begins else None
    return known or (_said_otherwise(point, told) if verdict.is_news else None)


def _said_otherwise(point: Point, told: Mapping[Series, Sequence[Point]]) -> Point | None:
    """Return where a side gave the very number: of all or of a class, with its place or without."""
    own = point.series
    for series, points in told.items():
        alike = replace(series, counts=own.counts, victim_class=own.victim_class) == own
        if not (alike and point.speaker):
            continue
        if series != own and _TOTAL not in {series.victim_class, own.victim_class}:
            continue
        theirs = [
            old
            for old in points
            if (old.speaker == point.speaker or same_side(old.side, point.side))
            and (series != own or old.within != point.within)
        ]
        if found := _alike(point, theirs, loosely=False):
            return found
    return None


def _told_otherwise(point: Point, told: Mapping[Series, Sequence[Point]]) -> Point | None:
    """Return what says the same of the total or of a class, None where nothing does."""
    if same_people := _as_other_people(point, told):
        return same_people
    kin = _kin(point, told)
    if point.series.victim_class is not _TOTAL:
        others = kin.keys() - {_TOTAL}
        return _alike(point, kin.get(_TOTAL, ()), loosely=not others)
    for points in kin.values():
        if found := _alike(point, points, loosely=len(kin) == 1):
            return found
    return next(_adding_up(point, kin), None)


def _kin(point: Point, told: Mapping[Series, Sequence[Point]]) -> _Kin:
    """Return the points of the same count in other classes."""
    own = point.series
    return {
        series.victim_class: points
        for series, points in told.items()
        if points and series != own and replace(series, victim_class=own.victim_class) == own
    }


def _as_other_people(point: Point, told: Mapping[Series, Sequence[Point]]) -> Point | None:
    """Return who gave the very number of people, who are men or boys now."""
    own = point.series
    for series, points in told.items():
        alike = replace(series, counts=own.counts, victim_class=own.victim_class) == own
        if (
            alike
            and series.counts != own.counts
            and (found := _alike(point, points, loosely=False))
        ):
            return found
    return None


def _alike(point: Point, points: Iterable[Point], *, loosely: bool) -> Point | None:
    """Return the newest current point of the same number or, loosely, of one that agrees."""
    alike = [old for old in current(points) if same(old, point) or (loosely and fits(old, point))]
    # Of his own side first: he may only be named otherwise now.
    his = (old for old in alike if same_side(old.side, point.side))
    return next(his, None) or next(iter(alike), None)


def _adding_up(point: Point, kin: _Kin) -> Iterator[Point]:
    """Yield the newest point of the last class, for each group of classes that come to a total."""
    for classes in _SUMS:
        if all(side in kin for side in classes):
            shown = [display(kin[side]) for side in classes]
            added = sum(one.value for one in shown if one)
            if fits(replace(point, value=added, low=added, high=added), point):
                yield next(current(kin[classes[-1]]))
