"""Say which tracked figures have changed, by the ledger of their story, as their desk asked for.

    [[figures]] killed, change = ["risen"], step = 5
    10 killed       first: not asked for
    13 killed       risen by 3: not yet
    16 killed       risen by 3, and by 6 since the 10: told
    19 killed       by 3 since it was told: not yet

What has risen is what the ledger says (`monitor.ledger`): the same count by the same side, of a
later time.  A step counts from the value that was told last, or first; else a toll that grows by
three a report would never be told.  What was told last is found by going through the story's
points again: nothing is stored, and a replay comes to the same.

An outlet that changes its own number has raised or lowered it, whatever the others say.

A new speaker is one who had given no number of this effect while others had.

Discarded: a step against the newest value; a table of what each tracked figure has told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.figures.sides import same_side
from news.changing import Change, Step
from news.figure import Claim
from news.ledger import Kind, Point, Verdict
from news.sure import ALERT_CONFIDENCE, answers
from news.watch import Gauge

_OF_KIND = {
    Kind.FIRST: Change.FIRST,
    Kind.RISEN: Change.RISEN,
    Kind.LOWERED: Change.LOWERED,
    Kind.DISPUTED: Change.DISPUTED,
}
_MOVES = frozenset({Change.RISEN, Change.LOWERED})


def met(
    gauges: Iterable[Gauge],
    claims: Sequence[Claim],
    verdicts: Sequence[Verdict],
    story: Sequence[Point],
    own: Sequence[Point],
) -> frozenset[str]:
    """Return the names of the tracked figures whose change an article tells.

    `story` are the points of its story that came before, `own` those of its own earlier text.
    """
    return frozenset(
        gauge.name
        for gauge in gauges
        if any(
            _is_asked(gauge, claims[verdict.point.claim])
            and any(_is_met(gauge, one, verdict, story) for one in _changes(verdict, story, own))
            for verdict in verdicts
        )
    )


def _is_asked(gauge: Gauge, claim: Claim) -> bool:
    return claim.confidence >= ALERT_CONFIDENCE and answers(claim, gauge.asked)


def _changes(
    verdict: Verdict, story: Sequence[Point], own: Sequence[Point]
) -> Iterable[tuple[Change, Point | None]]:
    """Yield what a claim changes, each with the point that stood before."""
    point = verdict.point
    edited = next((old for old in own if _is_same_count(old, point, by_side=False)), None)
    if edited and (edited.low, edited.high) != (point.low, point.high):
        yield (Change.RISEN if point.value > edited.value else Change.LOWERED), edited
    elif change := _OF_KIND.get(verdict.kind):
        yield change, verdict.against
    others = {old.speaker for old in story if old.series.effect == point.series.effect}
    if point.speaker and others and point.speaker not in others:
        yield Change.SPEAKER, None


def _is_met(
    gauge: Gauge, changed: tuple[Change, Point | None], verdict: Verdict, story: Sequence[Point]
) -> bool:
    change, before = changed
    if change not in gauge.changes:
        return False
    if change not in _MOVES or before is None:
        return True
    point = verdict.point
    line = [old for old in story if _is_same_count(old, point, by_side=True)]
    return gauge.step.reached(_base(line or [before], gauge.step), point.value)


def _is_same_count(old: Point, point: Point, *, by_side: bool) -> bool:
    same = old.speaker == point.speaker or (by_side and same_side(old.side, point.side))
    return same and (old.series, old.within) == (point.series, point.within)


def _base(line: Sequence[Point], step: Step) -> float:
    """Return the value from which a step counts: the last that was a step, or the first."""
    base, newest = line[0].value, line[0].as_of
    for point in line[1:]:
        if newest and point.as_of and point.as_of.at < newest.at:
            continue  # an old number that came late
        newest = point.as_of or newest
        if step.reached(base, point.value):
            base = point.value
    return base
