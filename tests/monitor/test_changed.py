"""Tracked figures that wait for a change: what of a story's ledger is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.changed import met
from monitor.totals import weigh_all
from news.changing import ANY_STEP, Change, Step
from news.figure import Bound, Claim, Effect, Figure, Scope, VictimClass
from news.finding import Span
from news.sure import Asked, Limit, Op
from news.watch import Gauge
from tests.build import claim

MOVES = (Change.RISEN, Change.LOWERED)
KILLED = Asked(Effect.KILLED)


def figure(value: float, confidence: float) -> Claim:
    """Make what an article's text says: so many rebels were killed."""
    place = Span(0, 1)
    militant = VictimClass.MILITANT
    return Claim(
        Figure(
            value, value, value, Bound.EXACTLY, "people", Effect.KILLED, "rebels", militant,
            Scope.EVENT, place, place, confidence,
        )
    )  # fmt: skip


def is_told(
    said: str,
    story: Sequence[str],
    changes: Sequence[Change],
    step: Step = ANY_STEP,
    *,
    asked: Asked = KILLED,
    own: Sequence[str] = (),
    confidence: float = 0.9,
) -> bool:
    """Say whether a gauge is told of an article that says one thing in a story."""
    gauge = Gauge("Toll", asked, changes=frozenset(changes), step=step)
    points = [claim(one) for one in story]
    (verdict,) = weigh_all([claim(said)], points)
    claims = [figure(verdict.point.value, confidence)]
    return "Toll" in met([gauge], claims, [verdict], points, [claim(one) for one in own])


@pytest.mark.parametrize(
    ("said", "story", "changes", "told"),
    [
        ("army 8h: 17", (), (Change.FIRST,), True),
        ("army 8h: 17", (), MOVES, False),
        ("army 9h: 22", ("army 8h: 17",), MOVES, True),
        ("army 9h: 22", ("army 8h: 17",), (Change.LOWERED,), False),
        ("army 9h: 12", ("army 8h: 17",), (Change.LOWERED,), True),
        ("army 9h: 17", ("army 8h: 17",), tuple(Change), False),
        ("rebels 8h: 90", ("army 8h: 17",), (Change.DISPUTED,), True),
        ("rebels 8h: 90", ("army 8h: 17",), MOVES, False),
        ("rebels 8h: 90", ("army 8h: 17",), (Change.SPEAKER,), True),
        ("rebels 9h: 90", ("rebels 8h: 90",), (Change.SPEAKER,), False),
        ("army 8h: 17", (), (Change.SPEAKER,), False),
        ("outlet 9h: 17", ("army 8h: 17",), (Change.SPEAKER,), False),
    ],
)
def test_a_change_is_what_the_ledger_says(
    said: str, story: Sequence[str], changes: Sequence[Change], told: bool
) -> None:
    """First, risen, lowered, disputed and a new speaker, and nothing that was not asked for."""
    assert is_told(said, story, changes) is told


@pytest.mark.parametrize(
    ("said", "story", "step", "told"),
    [
        ("army 9h: 21", ("army 8h: 17",), Step(5), False),
        ("army 9h: 22", ("army 8h: 17",), Step(5), True),
        ("army 9h: 12", ("army 8h: 17",), Step(5), True),
        ("army 9h: 108", ("army 8h: 100",), Step(10, True), False),
        ("army 9h: 110", ("army 8h: 100",), Step(10, True), True),
        # a step counts from what was told last, or first
        ("army 10h: 16", ("army 8h: 10", "army 9h: 13"), Step(5), True),
        ("army 11h: 19", ("army 8h: 10", "army 9h: 13", "army 10h: 16"), Step(5), False),
        # what came late and speaks of an earlier time is no base
        ("army 10h: 17", ("army 8h: 13", "army 7h: 4"), Step(5), False),
    ],
)
def test_a_step_counts_from_what_was_told(
    said: str, story: Sequence[str], step: Step, told: bool
) -> None:
    """A toll that grows by three a report is told at every second one."""
    assert is_told(said, story, MOVES, step) is told


def test_an_outlet_that_changes_its_own_number_has_changed_it() -> None:
    """What others say in the story does not matter for that."""
    assert is_told("army 9h: 50", (), (Change.RISEN,), own=("army 8h: 10",))
    assert is_told("army 9h: 5", (), (Change.LOWERED,), own=("army 8h: 10",))
    assert not is_told("army 9h: 10", (), MOVES, own=("army 8h: 10",))


def test_only_what_is_asked_for_and_read_surely_is_told() -> None:
    """A limit holds for the new value; claims that may be wrong tell nothing."""
    story = ("army 8h: 17",)
    over = Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 30),))
    assert not is_told("army 9h: 22", story, MOVES, asked=over)
    assert is_told("army 9h: 35", story, MOVES, asked=over)
    assert not is_told("army 9h: 22", story, MOVES, asked=Asked(Effect.INJURED))
    assert not is_told("army 9h: 22", story, MOVES, confidence=0.7)
