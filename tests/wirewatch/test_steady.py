"""A clock that was set, a machine that slept, a process that was stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from news.health import Trouble
from wirewatch.newsworld.clock import StillClock
from wirewatch.steady import Jump, Steady, clock_incident

START = datetime(2026, 2, 4, 12, tzinfo=UTC)


class SetClock(StillClock):
    """A clock whose wall may be set while its seconds go on."""

    def set(self, seconds: float) -> None:
        """Set the wall."""
        self.start += timedelta(seconds=seconds)


@pytest.mark.parametrize("step", [3600.0, -3600.0, 2.5, -2.5])
def test_a_set_clock_is_noticed_once(step: float) -> None:
    clock = SetClock(START)
    steady = Steady(clock)
    clock.advance(1)
    assert steady.look() is None
    clock.set(step)
    clock.advance(1)
    jump = steady.look()
    assert jump is not None
    assert jump.by == pytest.approx(step)
    # Until all has followed it, it is there.
    again = steady.look()
    assert again is not None
    assert again.by == jump.by
    steady.settled(jump)
    clock.advance(1)
    assert steady.look() is None


@pytest.mark.parametrize("step", [0.0, 0.5, -1.9])
def test_a_time_service_at_work_is_no_jump(step: float) -> None:
    clock = SetClock(START)
    steady = Steady(clock)
    clock.set(step)
    assert steady.look() is None


def test_a_process_that_was_stopped_moves_its_leases() -> None:
    """Five minutes without a look: what was under way did not go on meanwhile."""
    clock = SetClock(START)
    steady = Steady(clock)
    clock.advance(300)
    jump = steady.look()
    assert jump is not None
    assert jump.by == pytest.approx(300)
    assert clock_incident(jump, START) is None
    steady.settled(jump)
    clock.advance(1)
    assert steady.look() is None


def test_stopped_while_the_clock_was_set() -> None:
    """Both count, and only the second is told."""
    clock = SetClock(START)
    steady = Steady(clock)
    clock.advance(300)
    clock.set(-3600)
    jump = steady.look()
    assert jump is not None
    assert jump.by == pytest.approx(-3300)
    steady.settled(jump)
    clock.advance(1)
    assert steady.look() is None
    incident = clock_incident(jump, START)
    assert incident is not None
    assert (incident.trouble, "back by 3600 seconds" in incident.says) == (Trouble.CLOCK, True)


def test_a_nights_sleep_is_not_told() -> None:
    """The wall went on while the machine slept: times move, nobody needs to know."""
    assert clock_incident(Jump(by=28_800, was_set=0), START) is None
