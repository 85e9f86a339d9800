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
from dataclasses import dataclass
from enum import StrEnum

from news.figure import Bound, Claim, Effect, Figure, Scope, Speaker, VictimClass, Voice
from news.text import folded

# The word that stands, where speakers are asked for, for the outlet that speaks for itself.
OUTLET_ITSELF = "outlet"
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
        and not (_from_above(asked) and _part_of_another(figure, asked))
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


def _from_above(asked: Asked) -> bool:
    return any(limit.op in {Op.BELOW, Op.AT_MOST, Op.IS} for limit in asked.limits)


def _part_of_another(figure: Figure, asked: Asked) -> bool:
    """Say whether it counts only some of those that are asked for: children, where all died.

    Who asks for children, or for civilians, gets them.
    """
    part = figure.scope is Scope.SUBSET or figure.part_of is not None
    return part and not (asked.counts or asked.victim_class)
