"""Check what the figures of one article say about each other.

    "at least 50 deaths" … "33 civilians and 17 policemen"      33 + 17 = 50: confirmed
    "$2 million (₹2 crore)" … "$5,000 (₹4.5 lakh)"              10 ₹ a dollar beside 90
    "12 died, 15 of them children"                              a part larger than its whole
    "177 in 48 hours, the highest single-day toll"              a day has 24 hours

Every check rests on the article's own words: its sums, its two conversions, its own whole.
What is looked up elsewhere (today's rate of exchange) would blame an old report for its age.

Discarded: adding up whatever stands in one article.  Any two small numbers make a third, so
parts must stand side by side in one sentence and be of one kind, and their sum be printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isclose
from typing import NamedTuple

from news.figure import Bound, Check, Effect, Figure, Scope, VictimClass

_LEAST_SUM = 5  # below it, a sum is chance
_MOST_PARTS = 12
_FAR = 1.5  # two rates of one pair of currencies that differ by more cannot both be right
_PEOPLE = frozenset(
    (
        Effect.KILLED, Effect.INJURED, Effect.MISSING, Effect.ABDUCTED, Effect.ARRESTED,
        Effect.DISPLACED, Effect.SURRENDERED, Effect.RESCUED, Effect.AFFECTED,
    )
)  # fmt: skip
_CONVERTS = re.compile(
    r"\s*(?:[(\[]|,?\s(?:or|i\.e\.|equivalent to|equal to|which is)\s)[\s=~≈]*(?:[a-z]+\s?){0,3}",
    re.IGNORECASE,
)
_LONGEST_LINK = 60  # characters between a sum and its conversion
_HOURS = {"hour": 1, "day": 24, "week": 168, "month": 730, "year": 8766}
_SINGLE = re.compile(
    r"\b(?:single|one)[- ](day|week|month|year)\b|\bin an?\s(?:single\s)?(day|week|month|year)\b"
    r"|\b(?P<daily>daily)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\b(?:in|over|within|during)\s(?:the\s)?(?:last|past|previous|preceding)?\s?"
    r"(\d{1,4})[\s-](hour|day|week|month)s?\b",
    re.IGNORECASE,
)
# All parts follow, not only some ("including").
_LISTS = re.compile(r"^[^.;:—–]*(?:[:—–]|\b(?:compris\w+|consist\w+ of|made up of))", re.IGNORECASE)
_BESIDE = 200  # characters before and behind a sentence that may speak of its count
_NEAR = 12  # figures before and behind one that may be its period
_STOP = re.compile(r"[.!?]\s|\n")
_MONTHS_DIFFER = 0.05  # between four weeks and a month of 31 days there is no quarrel


class _Rate(NamedTuple):
    """An exchange rate that a conversion implies, and its two figures."""

    low: float
    high: float
    money: int
    converted: int


def check(text: str, figures: Sequence[Figure]) -> list[Check]:
    """Return what an article's figures confirm or contradict; they come in order of place."""
    return [
        *_sums(text, figures),
        *_rates(text, figures),
        *_parts(text, figures),
        *_periods(text, figures),
    ]


def _sums(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield the totals that the parts of one sentence add up to, or are said to and do not."""
    totals: dict[tuple[str, Effect, float], list[int]] = defaultdict(list)
    for at, figure in enumerate(figures):
        totals[figure.unit, figure.effect, figure.value].append(at)
    for parts in _side_by_side(figures):
        first = figures[parts[0]]
        added = sum(figures[at].value for at in parts)
        if added < _LEAST_SUM:
            continue
        for at in totals[first.unit, first.effect, added][:_MOST_PARTS]:
            if at not in parts and _may_hold(figures[at], [figures[part] for part in parts]):
                yield Check(
                    "sum",
                    f"{_added(text, figures, parts)} = {_as_written(text, figures[at])}",
                    (*parts, at),
                )
                break
        else:
            yield from _differing(text, figures, parts, added)


def _side_by_side(figures: Sequence[Figure]) -> Iterator[tuple[int, ...]]:
    """Yield the exact figures of one kind that stand in one sentence, with and without the first.

    The first may be the total itself: "nine died, four women and five men"; or the last: "four
    women and five men — nine in all — died".
    """
    for group in _by_sentence(figures).values():
        alike: dict[tuple[str, Effect], list[int]] = defaultdict(list)
        for at in group:
            figure = figures[at]
            if figure.bound is Bound.EXACTLY and figure.effect in _PEOPLE:
                alike[figure.unit, figure.effect].append(at)
        for same in alike.values():
            if 1 < len(same) <= _MOST_PARTS:
                yield tuple(same)
                if len(same) > 2:  # noqa: PLR2004 -- one part is no sum
                    yield tuple(same[1:])
                if all(figures[at].part_of == same[-1] for at in same[:-1]):
                    yield tuple(same[:-1])


def _by_sentence(figures: Sequence[Figure]) -> dict[int, list[int]]:
    """Group the indexes of figures by the sentence they stand in."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, figure in enumerate(figures):
        groups[figure.sentence.start].append(at)
    return groups


def _may_hold(total: Figure, parts: Sequence[Figure]) -> bool:
    """Say whether a total is of the same people as its parts, or of all sorts."""
    mixed = {None, VictimClass.MIXED, VictimClass.UNKNOWN}
    return total.victim_class in mixed or all(
        part.victim_class in mixed | {total.victim_class} for part in parts
    )


def _differing(
    text: str, figures: Sequence[Figure], parts: Sequence[int], added: float
) -> Iterator[Check]:
    """Yield a whole that lists all its parts ("nine dead: four women, six men") and differs."""
    whole = figures[parts[0]].part_of
    if whole is None or any(figures[at].part_of != whole for at in parts):
        return
    total = figures[whole]
    between = text[total.span.end : figures[parts[0]].span.start]
    if total.bound is Bound.EXACTLY and total.value != added and _LISTS.search(between):
        message = f"{_added(text, figures, parts)} is not {_as_written(text, total)}"
        yield Check("sum_differs", message, (*parts, whole))


def _rates(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield conversions of one pair of currencies that imply rates too far apart."""
    rates: dict[tuple[str, str], list[_Rate]] = defaultdict(list)
    for at, (money, converted) in enumerate(pairwise(figures)):
        if not is_conversion(text, money, converted):
            continue
        (low, high), (to_low, to_high) = _ends(money), _ends(converted)
        if money.unit < converted.unit:
            rates[money.unit, converted.unit].append(
                _Rate(to_low / high, to_high / low, at, at + 1)
            )
        else:
            rates[converted.unit, money.unit].append(
                _Rate(low / to_high, high / to_low, at, at + 1)
            )
    for units, found in rates.items():
        usual = sorted(found)[len(found) // 2]
        for rate in found:
            apart = max(usual.low / rate.high, rate.low / usual.high)
            if apart >= _FAR:
                yield Check(
                    "rate",
                    _disagreement(text, figures, units, (rate, usual)),
                    (rate.money, rate.converted, usual.money, usual.converted),
                )


def is_conversion(text: str, money: Figure, converted: Figure) -> bool:
    """Say whether a sum follows in brackets, or after "or", in another currency."""
    return (
        money.effect is converted.effect is Effect.MONEY
        and money.unit != converted.unit
        and money.value > 0 < converted.value
        and converted.span.start - money.span.end <= _LONGEST_LINK
        and _CONVERTS.fullmatch(text, money.span.end, converted.span.start) is not None
    )


def _ends(figure: Figure) -> tuple[float, float]:
    """Return both ends of a printed range, or twice the printed value."""
    if figure.bound is Bound.RANGE and figure.low and figure.high:
        return figure.low, figure.high
    return figure.value, figure.value


def _disagreement(
    text: str, figures: Sequence[Figure], units: tuple[str, str], rates: Sequence[_Rate]
) -> str:
    """Say which rates do not fit, in the article's own figures."""
    return " but ".join(
        f"{_as_written(text, figures[rate.money])} ({_as_written(text, figures[rate.converted])})"
        f" makes {_rounded(rate, units)}"
        for rate in rates
    )


def _rounded(rate: _Rate, units: tuple[str, str]) -> str:
    """Write a rate the way round in which it is more than one: "90 INR per USD"."""
    (one, other), low, high = units, rate.low, rate.high
    if high < 1:
        one, other, low, high = other, one, 1 / high, 1 / low
    lowest, highest = f"{low:.4g}", f"{high:.4g}"
    return f"{lowest if lowest == highest else f'{lowest} to {highest}'} {other} per {one}"


def _parts(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield parts that are larger than their wholes."""
    for at, part in enumerate(figures):
        for whole in _wholes(figures, at):
            if not _may_be_part(part, figures[whole]):
                larger, smaller = _as_written(text, part), _as_written(text, figures[whole])
                yield Check("part_larger", f"{larger} is part of {smaller}", (at, whole))


def _wholes(figures: Sequence[Figure], at: int) -> list[int]:
    """Return the whole of a part; of a subset that none could hold, the figure before it."""
    part = figures[at]
    if part.part_of is not None:
        return [part.part_of] if 0 <= part.part_of < len(figures) else []
    if part.scope is not Scope.SUBSET:
        return []
    before = [
        one
        for one in range(max(0, at - _MOST_PARTS), at)
        if figures[one].sentence == part.sentence and figures[one].unit == part.unit
    ]
    return [] if any(_may_be_part(part, figures[one]) for one in before) else before[-1:]


def _may_be_part(part: Figure, whole: Figure) -> bool:
    """Say whether a whole can hold a part."""
    least = part.value if part.low is None else part.low
    return whole.high is None or part.unit != whole.unit or least <= whole.high


def _periods(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield sentences that give one count two periods: 48 hours, and a single day."""
    counting = [at for at, figure in enumerate(figures) if figure.effect in _PEOPLE]
    spans = [(figures[at].sentence.start, figures[at].sentence.end) for at in counting]
    for first, (at, (start, end)) in enumerate(zip(counting, spans, strict=True)):
        if first and spans[first - 1] == (start, end):
            continue
        within = _WITHIN.search(text, start, end)
        single = within and _SINGLE.search(text, *_about(text, spans, first))
        if not within or not single:
            continue
        named = (single.group(1) or single.group(2) or "day").lower()
        hours = int(within.group(1)) * _HOURS[within.group(2).lower()]
        if not isclose(hours, _HOURS[named], rel_tol=_MONTHS_DIFFER):
            message = f"“{within.group()}” and “{single.group()}” are said of one count"
            near = range(max(0, at - _NEAR), min(len(figures), at + _NEAR))
            lasting = [one for one in near if _overlaps(figures[one], *within.span())]
            yield Check("period", message, (at, *lasting))


def _about(text: str, spans: Sequence[tuple[int, int]], first: int) -> tuple[int, int]:
    """Return a sentence with those beside it, where no other people are counted in them."""
    start, end = spans[first]
    last = first
    while last + 1 < len(spans) and spans[last + 1] == (start, end):
        last += 1
    before = max(0, start - _BESIDE, spans[first - 1][1] if first else 0)
    behind = min(
        len(text), end + _BESIDE, spans[last + 1][0] if last + 1 < len(spans) else len(text)
    )
    stop = _STOP.search(text, end, behind)
    stops = [match.end() for match in _STOP.finditer(text, before, max(before, start - 2))]
    return (stops[-1] if stops else before), (stop.start() if stop else behind)


def _overlaps(figure: Figure, start: int, end: int) -> bool:
    return figure.effect is Effect.DURATION and figure.span.start < end and start < figure.span.end


def _added(text: str, figures: Sequence[Figure], parts: Sequence[int]) -> str:
    return " + ".join(_as_written(text, figures[at]) for at in parts)


def _as_written(text: str, figure: Figure) -> str:
    return text[figure.span.start : figure.span.end]
