"""Say what a claim adds to its series: the claims of one count in one story.

    army 8h: over 170   first          rebels 9h: up to 20   disputed
    army 12h: 177       sharpened      police 13h: 177       confirmed
    army 10h: 172       late           army 20h: 190         risen

Claims are weighed by the time they speak of (stated, else published), never by arrival: a
morning figure that reaches us at night is late, not a correction.  Only an article's headline
claim per speaker and series comes here (`monitor/headlines.py`): parts, subsets and narrower
scopes are its children, never rivals of the total.

A figure is an interval: "over 170" and "177" agree, and 177 is the sharper.  Ends that touch
agree: "170" is no correction of "over 170", nor "nearly a dozen" of twelve.  A floor has a reach:
whoever said "at least 10" and now says 50, or "at least 50", has not sharpened but raised it.

A speaker is measured against himself or his side: risen, lowered.  Another side's number that
cannot be true at the same time is a dispute, told once: while it stands, each side rises and
falls on its own.  Times are ranges: a bare day is the whole day, an unknown time overlaps all,
and who gives none speaks of the day before he was printed.  Where the order of a speaker's two
numbers is not known, the lower is taken for the older: tolls rise.  An old number printed once
more, by an outlet that has not printed the newer one, corrects nobody either.

An unattributed figure is the outlet's: it begins a series, confirms or is noted, and disputes
nobody.  A count of one place or period lowers nobody who counts the whole.

Discarded: averaging, and trusting the latest.  Both print a figure that nobody stands behind.
We never pick a winner; we report who says what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import inf

from monitor.figures.sides import same_side
from news.figure import Bound, Figure
from news.ledger import Display, Kind, Point, Series, Verdict

# Who is printed without a time speaks of what was known about that day.
_UNSAID = timedelta(days=1)
# "Over 170" may be 177, but "at least 10" is not 50: whoever knew of so many had said so.
_REACH = 1.25
_VAGUE_REACH = 5.0  # dozens end near a hundred, hundreds near a thousand
_PART = 0.5  # who counts less than this share of another's number counts only a part of it
_NEVER, _EVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_SILENT = frozenset(("", "outlet", "experts"))  # whose side is not known, or who only estimates
_SEES_A_PART = frozenset(("society",))
MOVES = frozenset((Kind.RISEN, Kind.LOWERED))


def weigh(point: Point, series: Iterable[Point]) -> Verdict:
    """Compare a point with the points of its series that are known, in whatever order they came."""
    known = sorted(series, key=_order)
    if is_outlet(point):
        return _of_outlet(point, known)
    own = [old for old in known if old.speaker == point.speaker]
    return _told_before(point, own) or _of_speaker(point, known, own)


def ledger(points: Iterable[Point]) -> tuple[Verdict, ...]:
    """Weigh all points of one series in the order of the times they speak of."""
    ordered = sorted(points, key=_order)
    return tuple(weigh(point, ordered[:at]) for at, point in enumerate(ordered))


def by_series(points: Iterable[Point]) -> dict[Series, list[Point]]:
    """Group points by what they count."""
    groups: dict[Series, list[Point]] = {}
    for point in points:
        groups.setdefault(point.series, []).append(point)
    return groups


def display(points: Iterable[Point]) -> Display | None:
    """Return what is shown of a series: the most frequent current reading, and the range of all.

    Of readings that are equally frequent the highest is shown.
    """
    standing = list(current(points))
    whole = [point for point in standing if not point.within] or standing
    if not whole:
        return None
    said = Counter(point.value for point in whole)
    value = max(said, key=lambda reading: (said[reading], reading))
    bounds = {point.bound for point in whole if point.value == value}
    highest = max(map(_high, whole))
    return Display(
        value=value,
        bound=Bound.EXACTLY if Bound.EXACTLY in bounds else min(bounds),
        low=min(map(_low, whole)),
        high=None if highest == inf else highest,
        speakers=_independent(whole),
        outlets=len({point.source for point in whole}),
        disputed=_are_disputed([point for point in whole if not is_outlet(point)]),
    )


def _of_outlet(point: Point, known: Sequence[Point]) -> Verdict:
    """Weigh what an outlet says on its own account."""
    if not known:
        return Verdict(point, Kind.FIRST)
    own = [old for old in known if _voice(old) == _voice(point)]
    if own and _is_later(own[-1], point):
        return Verdict(point, Kind.LATE, own[-1])
    if own and same(own[-1], point):
        return Verdict(point, Kind.REPEAT, own[-1])
    agreeing = _agreeing(point, known)
    return Verdict(point, Kind.CONFIRMED if agreeing else Kind.NOTED, agreeing)


def _told_before(point: Point, own: Sequence[Point]) -> Verdict | None:
    """Say whether a speaker has since spoken of a later time, or said this already."""
    if own and _is_later(own[-1], point):
        return Verdict(point, Kind.LATE, own[-1])
    before = (old for old in own if same(old, point) and not _is_later(point, old))
    again = next(before, None)
    return Verdict(point, Kind.REPEAT, again) if again else None


def _of_speaker(point: Point, known: Sequence[Point], own: Sequence[Point]) -> Verdict:
    """Weigh what a speaker says against himself or his side, and against other sides."""
    side = [old for old in known if same_side(old.side, point.side)]
    before = _last(point, own) or _last(point, side)
    step = _step(before, point, own) if before else None
    if step is Kind.RISEN and own and (newest := _last(point, side)):
        step, before = _caught_up(newest, point), newest
    if step and step not in MOVES:
        return Verdict(point, step, before)
    rival = _rival(point, known)
    if rival and not (before and disputes(before, rival)):
        return Verdict(point, Kind.DISPUTED, rival, rival)
    if step:
        return Verdict(point, step, before, rival)
    if side and not before:
        return Verdict(point, Kind.LATE, side[-1])
    return _first_or_confirmed(point, known, rival)


def _step(before: Point, point: Point, own: Sequence[Point]) -> Kind | None:
    """Say where a point stands beside what its speaker, or his side, said last.

    None says that they cannot be compared: nobody knows which of two speakers was the later,
    or one of them counts only a part.
    """
    himself = before.speaker == point.speaker
    if same(before, point):
        return Kind.REPEAT if himself else Kind.CONFIRMED
    if fits(before, point):
        return _finer(before, point, himself=himself)
    later = _is_later(point, before)
    if _low(point) > _low(before):
        whole = not before.within or before.value >= _PART * point.value
        # What a place alone counts beyond the whole that was known has raised the whole.
        alike = point.within == before.within or not before.within or (himself and whole)
        return Kind.RISEN if alike and (himself or later) else None
    if point.within != before.within or not (himself or point.value >= _PART * before.value):
        return Kind.NOTED
    if later:
        return Kind.REPEAT if himself and _is_reprinted(point, own) else Kind.LOWERED
    return Kind.LATE if himself else None


def _finer(before: Point, point: Point, *, himself: bool) -> Kind:
    """Say what a point adds to one that can be true beside it."""
    floors = point.high is before.high is None and not before.vague
    if floors and _low(point) > _low(before) and _is_later(point, before):
        return Kind.RISEN
    inside = _low(before) <= _low(point) and _high(point) <= _high(before)
    narrower = _high(point) - _low(point) < _high(before) - _low(before)
    if inside and (narrower or before.vague > point.vague):
        return Kind.SHARPENED
    return Kind.REPEAT if himself else Kind.CONFIRMED


def _first_or_confirmed(point: Point, known: Sequence[Point], rival: Point | None) -> Verdict:
    """Say whether a speaker without a past or a side says what another one says."""
    if agreeing := _agreeing(point, known):
        return Verdict(point, Kind.CONFIRMED, agreeing, rival)
    # A place's number is less than the whole's, or the whole is not what was known of it.
    if point.within and any(not old.within and _reached(old) >= _low(point) for old in known):
        return Verdict(point, Kind.NOTED)
    return Verdict(point, Kind.FIRST, None, rival)


def _agreeing(point: Point, known: Sequence[Point]) -> Point | None:
    """Return the newest current point that says the same, or what can be true beside it."""
    near = None
    for old in current(known):
        if same(old, point):
            return old
        if near is None and fits(old, point):
            near = old
    return near


def _rival(point: Point, known: Sequence[Point]) -> Point | None:
    """Return the newest number of another side that cannot be true at the same time."""
    newest: dict[str, Point] = {}
    for old in known:
        if _overlap(old, point):
            newest[old.speaker] = old
    return next((old for old in reversed(newest.values()) if disputes(old, point)), None)


def disputes(one: Point, other: Point) -> bool:
    """Say whether two sides' numbers cannot both be true.

    Who saw it counts what he saw: his lower number disputes nobody's total.
    """
    less, more = (one, other) if _high(one) < _low(other) else (other, one)
    return (
        _high(less) < _low(more)
        and not _SILENT & {_kind(less), _kind(more)}
        and _kind(less) not in _SEES_A_PART
        and not same_side(one.side, other.side)
        and one.within == other.within
        and _overlap(one, other)
    )


def _caught_up(newest: Point, point: Point) -> Kind:
    """Say what a speaker's higher number adds to the newest of his side: he may only follow."""
    if fits(newest, point) and newest.speaker != point.speaker:
        return Kind.CONFIRMED
    return Kind.NOTED if _low(newest) > _low(point) else Kind.RISEN


def is_outlet(point: Point) -> bool:
    """Say whether it is the outlet's own number, or that of another outlet which it quotes."""
    return not point.speaker or _kind(point) == "outlet"


def _kind(point: Point) -> str:
    return point.side.partition(":")[0]


def _is_reprinted(point: Point, own: Sequence[Point]) -> bool:
    """Say whether an outlet prints a speaker's old number and has not printed the newer one."""
    return (
        not point.stated
        and any(same(old, point) for old in own[:-1])
        and all(old.source != point.source for old in own if not same(old, point))
    )


def _last(point: Point, before: Sequence[Point]) -> Point | None:
    """Return the newest point that is not later; one that counts within the same bounds first."""
    past = [old for old in before if not _is_later(old, point)]
    alike = [old for old in past if old.within == point.within]
    return next(reversed(alike or past), None)


def current(points: Iterable[Point]) -> Iterator[Point]:
    """Yield, the newest first, what each outlet printed of each voice's newest number.

    What the same side has since raised is left out; an outlet's own number lasts a day, for it
    may not come back to what it once summed up.
    """
    ordered = sorted(points, key=_order)
    newest = {_voice(point): point for point in ordered}
    printed = {(_voice(point), point.source): point for point in ordered}
    named = [point for point in newest.values() if not is_outlet(point)]
    for point in reversed(printed.values()):
        own = newest[_voice(point)]
        if same(own, point) and not any(_replaces(new, point) for new in named):
            yield point


def _replaces(new: Point, old: Point) -> bool:
    """Say whether a side, or whoever counts for an outlet, has since raised a number."""
    sided = same_side(new.side, old.side) or (is_outlet(old) and _is_days_later(new, old))
    raised = _low(new) > _low(old) and not fits(new, old)
    return sided and raised and new.within == old.within and _is_later(new, old)


def _is_days_later(new: Point, old: Point) -> bool:
    return bool(new.as_of and old.as_of and new.as_of.at - old.as_of.at >= _UNSAID)


def _voice(point: Point) -> tuple[str, str, str]:
    """Name who counts, and within which bounds."""
    return point.speaker, "" if point.speaker else point.source, point.within


def _are_disputed(points: Sequence[Point]) -> bool:
    return any(disputes(one, other) for one in points for other in points)


def _independent(points: Sequence[Point]) -> int:
    """Count named speakers; those of one side count once."""
    heads: list[Point] = []
    for point in points:
        if not is_outlet(point) and not any(
            point.speaker == head.speaker or same_side(point.side, head.side) for head in heads
        ):
            heads.append(point)
    return len(heads)


def _order(point: Point) -> tuple[object, ...]:
    """Return what sorts points by the time they speak of; of unknown time, first."""
    spoken = point.as_of.at if point.as_of else _NEVER
    printed = point.published.at if point.published else _NEVER
    return spoken, printed, point.value, point.article, point.source, point.speaker, point.claim


def _is_later(one: Point, other: Point) -> bool:
    """Say whether one speaks for certain of a later time than the other."""
    if not (one.as_of and other.as_of):
        return False
    if one.as_of.at != other.as_of.at or one.as_of.end != other.as_of.end:
        return other.as_of.end <= one.as_of.at
    if not (one.published and other.published):
        return False
    return other.published.end <= one.published.at


def _overlap(one: Point, other: Point) -> bool:
    """Say whether two points may speak of one time."""
    (start, end), (begin, until) = _times(one), _times(other)
    return start < until and begin < end


def _times(point: Point) -> tuple[datetime, datetime]:
    """Return the range of time that a point may speak of."""
    if point.as_of is None:
        return _NEVER, _EVER
    return point.as_of.at - (timedelta() if point.stated else _UNSAID), point.as_of.end


def same(one: Point, other: Point) -> bool:
    """Say whether two points give the same number with the same hedge."""
    return (one.low, one.high, one.value) == (other.low, other.high, other.value)


def fits(one: Point, other: Point) -> bool:
    """Say whether two numbers may be readings of one: they meet, within the reach of floors."""
    return _low(one) <= _reached(other) and _low(other) <= _reached(one)


def is_other_number(old: Point, new: Point) -> bool:
    """Say whether a number that its outlet changed is another one, not only a sharper one."""
    return (old.bound is new.bound and old.value != new.value) or not fits(old, new)


def disagree(one: Point | Figure, other: Point | Figure) -> bool:
    """Say whether two numbers cannot both be true."""
    return _high(one) < _low(other) or _high(other) < _low(one)


def _low(point: Point | Figure) -> float:
    return point.low if point.low is not None else 0.0


def _high(point: Point | Figure) -> float:
    return inf if point.high is None else point.high


def _reached(point: Point) -> float:
    """Return how far a number is meant to reach."""
    if point.high is not None:
        return point.high
    return _low(point) * (_VAGUE_REACH if point.vague else _REACH)
