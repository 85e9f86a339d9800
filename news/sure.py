"""Say whether a claim surely is what was asked for: more than 20 killed, according to police.

    asked: killed, above 20     "at least 33 killed"    yes: 33 or more is more than 20
                                "more than 20 killed"   yes, by one word
                                "up to 50 killed"       no: it may have been 12
                                "about 21 killed"       no: about 21 may be 19

A figure is an interval, so a limit has three answers: surely, perhaps, surely not.  Only the
first one counts: whoever is woken for a number must find it in the text.  The same goes for
whose they are (of a mixed toll nobody knows how many were civilians) and for what an interval
is over: a figure "since 1980" is no answer to how many died now, and three children among the
dead do not mean that fewer than five died.

Tracked figures and `figure(...)` in a rule ask the same way, so that they agree.

Discarded: comparing the printed number.  It lets "up to 50" alert as 50 dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from news.figure import Bound, Claim, Effect, Figure, Scope, Speaker, VictimClass, Voice
from news.text import folded

# The word that stands, where speakers are asked for, for the outlet that speaks for itself.
OUTLET_ITSELF = "outlet"
# From this confidence of a claim (figure and speaker together) on anybody is told of it; chosen
# on the curve of risk and coverage that `python3 dev.py bench figures` prints.
ALERT_CONFIDENCE = 0.8
# Over what a figure may count where nobody says otherwise: all but what adds up over years.
USUAL = frozenset(Scope) - {Scope.CUMULATIVE}


class Op(StrEnum):
    """How a figure is compared with a number."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    IS = "="


@dataclass(frozen=True)
class Limit:
    """A number, and on which side of it a figure must lie."""

    op: Op
    value: float


@dataclass(frozen=True)
class Asked:
    """Which claims are meant; what is left out may be anything.

    `counts` are phrases of which what is counted has one, `by` the same of its speaker.
    """

    effect: Effect | None = None
    victim_class: VictimClass | None = None
    unit: str = ""
    counts: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    scopes: frozenset[Scope] = USUAL


def answers(claim: Claim, asked: Asked) -> bool:
    """Say whether the claim surely is one of those that are asked for."""
    figure = claim.figure
    return (
        asked.effect in (None, figure.effect)
        and asked.victim_class in (None, figure.victim_class)
        and asked.unit in ("", figure.unit)
        and figure.scope in asked.scopes
        and (not asked.counts or _has_one(figure.counts, asked.counts))
        and said_by(claim.speaker, asked.by)
        and all(surely(figure, limit.op, limit.value) for limit in asked.limits)
        and not (refuses_parts(asked) and _is_part(figure))
    )


def surely(figure: Figure, op: Op, value: float) -> bool:
    """Say whether a figure lies on that side of a number, wherever in its interval it is."""
    low, high = figure.low, figure.high
    match op:
        case Op.ABOVE:
            more = figure.bound is Bound.MORE_THAN  # "more than 20" is 20 at no end
            return low is not None and (low > value or (more and low == value))
        case Op.AT_LEAST:
            return low is not None and low >= value
        case Op.BELOW:
            less = figure.bound is Bound.LESS_THAN
            return high is not None and (high < value or (less and high == value))
        case Op.AT_MOST:
            return high is not None and high <= value
        case Op.IS:
            return low == high == value


def covers(wide: Asked, narrow: Asked) -> bool:
    """Say whether every claim that answers `narrow` answers `wide` too, whatever it says."""
    return (
        wide.effect in (None, narrow.effect)
        and wide.victim_class in (None, narrow.victim_class)
        and wide.unit in ("", narrow.unit)
        and narrow.scopes <= wide.scopes
        and _among(narrow.counts, wide.counts)
        and _among(narrow.by, wide.by)
        and all(any(_implies(limit, of) for limit in narrow.limits) for of in wide.limits)
        and (not refuses_parts(wide) or refuses_parts(narrow))
    )


def excludes(one: Asked, other: Asked) -> bool:
    """Say whether both ask for the same but for limits that no one figure meets."""
    same = replace(one, limits=()) == replace(other, limits=())
    return same and any(_apart(a, b) or _apart(b, a) for a in one.limits for b in other.limits)


_FROM_BELOW = {Op.ABOVE, Op.AT_LEAST, Op.IS}
_FROM_ABOVE = {Op.BELOW, Op.AT_MOST, Op.IS}


def _implies(limit: Limit, of: Limit) -> bool:
    """Say whether a figure that meets the one limit meets the other: above 30, so above 20."""
    open_end = limit.op in {Op.ABOVE, Op.BELOW} or of.op not in {Op.ABOVE, Op.BELOW}
    match of.op:
        case Op.IS:
            return limit == of
        case Op.ABOVE | Op.AT_LEAST:
            beyond = limit.value - of.value
            return limit.op in _FROM_BELOW and (beyond > 0 or (beyond == 0 and open_end))
        case Op.BELOW | Op.AT_MOST:
            beyond = of.value - limit.value
            return limit.op in _FROM_ABOVE and (beyond > 0 or (beyond == 0 and open_end))


def _apart(low: Limit, high: Limit) -> bool:
    """Say whether nothing lies above the one limit and below the other."""
    if low.op not in _FROM_BELOW or high.op not in _FROM_ABOVE:
        return False
    touch = Op.ABOVE not in {low.op, high.op} and Op.BELOW not in {low.op, high.op}
    return low.value > high.value or (low.value == high.value and not touch)


def _among(names: tuple[str, ...], wider: tuple[str, ...]) -> bool:
    """Say whether whoever is one of these is one of those; none means anybody."""
    return not wider or (bool(names) and {*names} <= {*wider})


def said_by(speaker: Speaker, by: Sequence[str]) -> bool:
    """Say whether one of those asked for speaks: by words of its name, or the outlet itself."""
    if not by:
        return True
    others = [name for name in by if folded(name).split() != [OUTLET_ITSELF]]
    if speaker.voice is Voice.OUTLET:
        return len(others) < len(by)
    return _has_one(speaker.canonical, others) or _has_one(speaker.written, others)


def _has_one(text: str, phrases: Sequence[str]) -> bool:
    """Say whether one of the phrases stands in the text, word by word."""
    line = f" {' '.join(folded(text).split())} "
    return any(
        f" {' '.join(words)} " in line for phrase in phrases if (words := folded(phrase).split())
    )


def refuses_parts(asked: Asked) -> bool:
    """Say whether some of those that died are no answer to how few they were.

    Who asks for children, or for civilians, gets them.
    """
    from_above = any(limit.op in _FROM_ABOVE for limit in asked.limits)
    return from_above and not (asked.counts or asked.victim_class)


def _is_part(figure: Figure) -> bool:
    return figure.scope is Scope.SUBSET or figure.part_of is not None
