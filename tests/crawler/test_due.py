"""When an address is fetched next: pure decisions over times."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.answers import Failure
from crawler.due import RECHECKS, next_poll, page_again, poll_again

NOW = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)
QUARTER, HOUR, DAY = 900.0, 3600.0, 86_400.0
HARD, SOFT, NAME = Failure("http 500"), Failure("http 404", 0.5), Failure("no such name", 0.25)


def seconds(at: datetime | None) -> float | None:
    return None if at is None else (at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("poll", "asked", "jitter", "pause"),
    [
        (QUARTER, None, 0.0, QUARTER),
        (QUARTER, 60.0, 0.0, QUARTER),  # a feed may ask for less; we have our own pace
        (QUARTER, HOUR, 0.0, HOUR),
        (QUARTER, 30 * DAY, 0.0, DAY),  # a ttl of a month loses news
        (QUARTER, math.inf, 0.0, DAY),
        (QUARTER, -5.0, 0.0, QUARTER),
        (QUARTER, math.nan, 0.0, QUARTER),
        (2 * DAY, None, 0.0, 2 * DAY),  # the user's own wish is no mistake
        (2 * DAY, 30 * DAY, 0.0, 2 * DAY),
        (QUARTER, None, 1.0, QUARTER * 1.1),
        (QUARTER, None, -1.0, QUARTER * 0.9),
        (QUARTER, HOUR, -1.0, HOUR * 0.9),
    ],
)
def test_when_a_feed_that_answered_is_due(
    poll: float, asked: float | None, jitter: float, pause: float
) -> None:
    at = next_poll(poll, NOW, asked=asked, jitter=jitter)
    assert seconds(at) == pytest.approx(pause)


@pytest.mark.parametrize(
    ("poll", "failures", "failure", "pause"),
    [
        (QUARTER, 1, HARD, 2 * QUARTER),
        (QUARTER, 2, HARD, 3 * QUARTER),
        (QUARTER, 10, HARD, 11 * QUARTER),
        (QUARTER, 2, SOFT, 2 * QUARTER),
        (QUARTER, 4, NAME, 2 * QUARTER),
        (QUARTER, 95, HARD, DAY),
        (QUARTER, 1_000_000, HARD, DAY),
        (HOUR, 3, HARD, 4 * HOUR),
        (2 * DAY, 7, HARD, 2 * DAY),  # slower than a day only where the user said so
        (QUARTER, 1, Failure("http 503", 0.5, retry_after=7200.0), 7200.0),
        (QUARTER, 1, Failure("http 503", 0.5, retry_after=10.0), 1.5 * QUARTER),
        (QUARTER, 1, Failure("http 429", 0.5, retry_after=2 * DAY), 2 * DAY),
    ],
)
def test_when_a_feed_that_failed_is_due(
    poll: float, failures: int, failure: Failure, pause: float
) -> None:
    assert seconds(poll_again(poll, failures, failure, NOW)) == pytest.approx(pause)


@pytest.mark.parametrize("jitter", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_jitter_moves_a_poll_by_a_tenth_at_most(jitter: float) -> None:
    for at, plain in (
        (next_poll(HOUR, NOW, jitter=jitter), HOUR),
        (poll_again(HOUR, 1, HARD, NOW, jitter=jitter), 2 * HOUR),
    ):
        assert seconds(at) == pytest.approx(plain * (1 + jitter / 10))


def test_jitter_never_cuts_the_pause_that_a_host_asked_for() -> None:
    """Retry-After is a promise to somebody else."""
    asked = Failure("http 429", 0.5, retry_after=2 * HOUR)
    assert seconds(poll_again(HOUR, 1, asked, NOW, jitter=-1.0)) == 2 * HOUR


def test_a_feed_is_never_given_up() -> None:
    """However long it fails, and whatever it says, there is a next time within a day or so."""
    gone = Failure("http 410", permanent=True)
    for failures in range(1, 2000):
        at = poll_again(QUARTER, failures, gone, NOW, jitter=1.0)
        assert timedelta(0) < at - NOW <= timedelta(days=1.1)


def test_each_failure_makes_the_pause_longer() -> None:
    """Up to the cap the pause grows with every failure."""
    pauses = [seconds(poll_again(QUARTER, n, HARD, NOW)) or 0.0 for n in range(1, 95)]
    assert pauses == sorted(set(pauses))


@pytest.mark.parametrize(
    ("tries", "failure", "pause"),
    [
        (0, HARD, 60.0),
        (1, HARD, 600.0),
        (2, HARD, HOUR),
        (3, HARD, 6 * HOUR),
        (4, HARD, DAY),
        (5, HARD, None),
        (99, HARD, None),
        (0, Failure("http 404", 0.5, permanent=True), None),
        (0, Failure("http 429", 0.5, retry_after=300.0), 300.0),
        (2, Failure("http 429", 0.5, retry_after=300.0), HOUR),
        (0, Failure("http 429", 0.5, retry_after=2 * DAY), 2 * DAY),
    ],
)
def test_when_a_page_is_tried_again(tries: int, failure: Failure, pause: float | None) -> None:
    assert seconds(page_again(tries, failure, NOW)) == pause


def test_articles_are_looked_at_again_while_they_are_hot() -> None:
    """Each recheck comes later after the one before, and the last within a day or so."""
    ages = [timedelta(0), *RECHECKS]
    between = [later - earlier for earlier, later in pairwise(ages)]
    assert between == sorted(between)
    assert min(between) >= timedelta(minutes=10)
    assert RECHECKS[-1] <= timedelta(days=2)
