"""What a claim surely says: by its interval, its people and its speaker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from news.figure import (
    OUTLET,
    Bound,
    Claim,
    Effect,
    Figure,
    Scope,
    Speaker,
    VictimClass,
    Voice,
)
from news.finding import Span
from news.sure import Asked, Limit, Op, answers, covers, excludes, said_by, surely

EXACTLY, AT_LEAST, MORE, ABOUT = Bound.EXACTLY, Bound.AT_LEAST, Bound.MORE_THAN, Bound.ABOUT
UP_TO, LESS = Bound.UP_TO, Bound.LESS_THAN


def figure(
    low: float | None, high: float | None, bound: Bound = EXACTLY, counts: str = "civilians"
) -> Figure:
    """Make a figure of killed civilians."""
    return Figure(
        value=low or high or 0.0,
        low=low,
        high=high,
        bound=bound,
        unit="people",
        effect=Effect.KILLED,
        counts=counts,
        victim_class=VictimClass.CIVILIAN,
        scope=Scope.EVENT,
        span=Span(0, 2),
        sentence=Span(0, 40),
        confidence=0.9,
    )


def speaker(written: str, canonical: str = "") -> Speaker:
    """Make a speaker that is named in the sentence."""
    return Speaker(Voice.NAMED, written, canonical or written, "said", 0.9)


@pytest.mark.parametrize(
    ("one", "op", "value", "expected"),
    [
        (figure(33, 33, EXACTLY), ">", 20, True),
        (figure(20, 20, EXACTLY), ">", 20, False),
        (figure(20, 20, EXACTLY), ">=", 20, True),
        (figure(33, None, AT_LEAST), ">", 20, True),
        (figure(20, None, AT_LEAST), ">", 20, False),
        (figure(20, None, MORE), ">", 20, True),
        (figure(20, None, MORE), ">", 21, False),
        (figure(0, 50, UP_TO), ">", 20, False),
        (figure(0, 50, UP_TO), "<=", 50, True),
        (figure(0, 50, UP_TO), "<", 50, False),
        (figure(0, 50, LESS), "<", 50, True),
        (figure(0, 50, LESS), "<", 49, False),
        (figure(18.9, 23.1, ABOUT), ">", 20, False),
        (figure(27, 33, ABOUT), ">", 20, True),
        (figure(33, None, AT_LEAST), "<", 1000, False),
        (figure(33, 33, EXACTLY), "=", 33, True),
        (figure(33, None, AT_LEAST), "=", 33, False),
        (figure(None, None, EXACTLY), "=", 33, False),
    ],
)
def test_a_limit_holds_only_over_the_whole_interval(
    one: Figure, op: str, value: float, expected: bool
) -> None:
    """What may be on the other side of the number is not told."""
    assert surely(one, Op(op), value) is expected


@pytest.mark.parametrize(
    ("who", "by", "expected"),
    [
        (speaker("the Harbour Police", "Harbour Police"), (), True),
        (speaker("the Harbour Police", "Harbour Police"), ("harbour police",), True),
        (speaker("the Harbour Police", "Harbour Police"), ("police",), True),
        (speaker("the Harbour Police", "Harbour Police"), ("pol", "arbour police"), False),
        (speaker("its media wing", "Guard of Vesk"), ("guard of vesk",), True),
        (speaker("its media wing", "Guard of Vesk"), ("media wing",), True),
        (speaker("the Harbour Police", "Harbour Police"), ("outlet",), False),
        (speaker("the outlet's editor", "Ona Brill"), ("outlet",), False),
        (OUTLET, ("outlet",), True),
        (OUTLET, ("Outlet", "police"), True),
        (OUTLET, ("police",), False),
        (OUTLET, ("",), False),
        (speaker("police"), ("",), False),
    ],
)
def test_a_speaker_is_asked_for_by_whole_words(
    who: Speaker, by: tuple[str, ...], expected: bool
) -> None:
    """The word outlet stands for the outlet that speaks for itself, and for nobody else."""
    assert said_by(who, by) is expected


TOLL = Claim(figure(33, None, AT_LEAST), speaker("police"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(), True),
        (Asked(Effect.KILLED), True),
        (Asked(Effect.INJURED), False),
        (Asked(victim_class=VictimClass.CIVILIAN), True),
        (Asked(victim_class=VictimClass.SECURITY), False),
        (Asked(unit="people"), True),
        (Asked(unit="INR"), False),
        (Asked(counts=("Civilians",)), True),
        (Asked(counts=("women", "civilians")), True),
        (Asked(counts=("civilian",)), False),
        (Asked(by=("police",)), True),
        (Asked(by=("outlet",)), False),
        (Asked(limits=(Limit(Op.ABOVE, 20),)), True),
        (Asked(limits=(Limit(Op.ABOVE, 20), Limit(Op.BELOW, 100))), False),
    ],
)
def test_all_that_is_asked_must_hold(asked: Asked, expected: bool) -> None:
    """What nobody asked for may be anything."""
    assert answers(TOLL, asked) is expected


def test_a_mixed_toll_is_no_toll_of_civilians() -> None:
    """Of civilians and soldiers together nobody knows how many were civilians."""
    mixed = Claim(replace(TOLL.figure, victim_class=VictimClass.MIXED))
    assert not answers(mixed, Asked(victim_class=VictimClass.CIVILIAN))


def test_what_adds_up_over_years_is_told_only_to_who_asks() -> None:
    """The 70,000 killed since 1980 are no news of today's strike."""
    since = Claim(replace(TOLL.figure, scope=Scope.CUMULATIVE))
    assert not answers(since, Asked(Effect.KILLED))
    assert answers(since, Asked(Effect.KILLED, scopes=frozenset({Scope.CUMULATIVE})))


def test_a_part_says_nothing_of_how_few_there_were() -> None:
    """Three children among the dead do not mean that fewer than five died, but of children they do.

    That three children died does mean that more than two people did.
    """
    few = Limit(Op.BELOW, 5)
    part = replace(figure(3, 3, counts="children"), scope=Scope.SUBSET, part_of=0)
    assert not answers(Claim(part), Asked(Effect.KILLED, limits=(few,)))
    assert answers(Claim(part), Asked(Effect.KILLED, counts=("children",), limits=(few,)))
    assert answers(Claim(part), Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 2),)))


LIMITS = [Limit(op, value) for op in Op for value in (3.0, 4.0, 5.0)]
FIGURES = [
    figure(low, high, bound)
    for low in (None, 2.0, 3.0, 4.0, 5.0, 6.0)
    for high in (None, 2.0, 3.0, 4.0, 5.0, 6.0)
    for bound in (EXACTLY, MORE, LESS)
    if low is None or high is None or low < high or (low == high and bound is EXACTLY)
]
ASKED = [
    Asked(Effect.KILLED, victim_class, by=by, limits=limits)
    for victim_class in (None, VictimClass.CIVILIAN)
    for by in ((), ("police",))
    for limits in ((), *((limit,) for limit in LIMITS))
]
CLAIMS = [
    Claim(replace(one, scope=scope), speaker)
    for one in FIGURES
    for scope in (Scope.EVENT, Scope.SUBSET)
    for speaker in (OUTLET, Speaker(Voice.NAMED, "police", "police"))
]


def test_what_covers_another_is_answered_wherever_it_is() -> None:
    """If the one is said to cover the other, no figure answers the narrow one alone."""
    covered = [(wide, narrow) for wide in ASKED for narrow in ASKED if covers(wide, narrow)]
    answered = {
        asked: {n for n, one in enumerate(CLAIMS) if answers(one, asked)} for asked in ASKED
    }
    assert len(covered) > len(ASKED)
    for wide, narrow in covered:
        assert answered[narrow] <= answered[wide]


def test_what_excludes_another_is_never_answered_with_it() -> None:
    """If two are said to exclude each other, no figure answers both."""
    apart = [(one, other) for one in ASKED for other in ASKED if excludes(one, other)]
    assert len(apart) > len(LIMITS)
    for one, other in apart:
        assert not any(answers(claim, one) and answers(claim, other) for claim in CLAIMS)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (Limit(Op.ABOVE, 5), Limit(Op.BELOW, 5), True),
        (Limit(Op.AT_LEAST, 5), Limit(Op.AT_MOST, 5), False),
        (Limit(Op.AT_LEAST, 5), Limit(Op.BELOW, 5), True),
        (Limit(Op.IS, 4), Limit(Op.IS, 5), True),
        (Limit(Op.ABOVE, 4), Limit(Op.BELOW, 5), False),
    ],
)
def test_limits_that_no_figure_meets(one: Limit, other: Limit, apart: bool) -> None:
    """The same limits are apart in either order."""
    sides = [Asked(Effect.KILLED, limits=(limit,)) for limit in (one, other)]
    assert excludes(*sides) is apart
    assert excludes(*reversed(sides)) is apart
