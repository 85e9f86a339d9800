"""The world's clock can be shared, and moves at its speed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from news.errors import ConfigError
from news.moment import Clock
from wirewatch.newsworld.clock import StillClock, WorldClock

START = datetime(2031, 3, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2031-03-04T01:00:00+00:00",
        "2031-03-04T01:00:00+00:00|600",
        "2031-03-04T01:00:00|600|1.5",  # no zone
        "yesterday|600|1.5",
        "2031-03-04T01:00:00+00:00|0|1.5",
        "2031-03-04T01:00:00+00:00|-1|1.5",
        "2031-03-04T01:00:00+00:00|nan|1.5",
        "2031-03-04T01:00:00+00:00|600|inf",
        "2031-03-04T01:00:00+00:00|600|1.5|more",
    ],
)
def test_clocks_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ConfigError, match="WIREWATCH_CLOCK"):
        WorldClock.from_text(text)


def test_text_and_back() -> None:
    """A clock written for another process is the same clock there."""
    clock = WorldClock(START, 600.0, 12345.678)
    assert clock.to_text() == "2031-03-04T01:00:00+00:00|600|12345.678"
    assert WorldClock.from_text(clock.to_text()) == clock


def test_odd_speeds_survive_the_text() -> None:
    """A speed of many digits is not rounded: two processes would drift apart."""
    clock = WorldClock(START, 1234567.89, 1.0)
    assert WorldClock.from_text(clock.to_text()) == clock


def test_it_shows_real_time_times_speed() -> None:
    """A clock started 60 real seconds ago at speed 600 shows at least ten hours later."""
    clock = WorldClock(START, 600.0, time.monotonic() - 60)
    assert clock.now() >= START + timedelta(hours=10)
    assert clock.monotonic() >= 36_000
    assert clock.after_real(6) - clock.now() <= timedelta(hours=1)


async def test_a_still_clock_moves_when_told() -> None:
    """Sleeping on it moves it; nothing else does."""
    clock = StillClock(START, speed=600)
    as_protocol: Clock = clock
    await as_protocol.sleep(90)
    clock.advance(30)
    assert clock.now() == START + timedelta(minutes=2)
    assert clock.after_real(1) == START + timedelta(minutes=12)
