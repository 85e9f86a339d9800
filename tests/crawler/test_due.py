"""When an address is fetched next: pure decisions over times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.answers import Failure
from crawler.due import RECHECKS, next_poll, out_of_step, page_again, poll_again
from news.source import Past, Skips, Source

NOW = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)  # a Tuesday
QUARTER, HOUR, DAY = 900.0, 3600.0, 86_400.0
URL = "https://sandal.example/rss"
HARD, SOFT, NAME = Failure("http 500"), Failure("http 404", 0.5), Failure("no such name", 0.25)
GONE = Failure("http 410", permanent=True, gone=True)
SOURCE = Source("Sandal Post")


def seconds(at: datetime | None) -> float | None:
    return None if at is None else (at - NOW).total_seconds()


def past(pause: float = QUARTER, asked: float | None = None, **words: object) -> Past:
    until = None if asked is None else NOW + timedelta(seconds=asked)
    return replace(Past(URL, pause=pause, asked_until=until), **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pause", "asked", "jitter", "due"),
    [
        (QUARTER, None, 0.0, QUARTER),
        (QUARTER, 60.0, 0.0, QUARTER),  # a feed may ask for less; we have our own pace
        (2 * DAY, DAY, 0.0, 2 * DAY),
        (QUARTER, None, 1.0, QUARTER * 1.1),
        (QUARTER, None, -1.0, QUARTER * 0.9),
        (QUARTER, HOUR, -1.0, HOUR),  # what is asked for is never cut
        (QUARTER, HOUR, 0.0, HOUR * 1.05),
        (QUARTER, HOUR, 1.0, HOUR * 1.1),
        (QUARTER, QUARTER, -1.0, QUARTER),
        (QUARTER, DAY, -1.0, DAY),
    ],
)
def test_when_a_feed_that_answered_is_due(
    pause: float, asked: float | None, jitter: float, due: float
) -> None:
    at = next_poll(past(pause, asked), NOW, jitter=jitter)
    assert seconds(at) == pytest.approx(due)


@pytest.mark.parametrize("jitter", [-1.0, -0.3, 0.0, 0.7, 1.0])
@pytest.mark.parametrize("spread", [True, False])
@pytest.mark.parametrize("asked", [1.0, 299.0, 1800.0, DAY])
def test_nobody_comes_before_he_may(jitter: float, spread: bool, asked: float) -> None:
    """No jitter and no spreading brings a poll before what the outlet asked for."""
    at = next_poll(past(300.0, asked), NOW, jitter=jitter, spread=spread)
    assert asked <= (at - NOW).total_seconds() <= max(300.0, asked) * 1.1


def test_ten_thousand_feeds_added_together_do_not_stay_together() -> None:
    """Their second polls fill half a pause evenly, each at its own place for ever."""
    dues = [
        seconds(next_poll(replace(past(), url=f"https://outlet{n}.example/rss"), NOW, spread=True))
        for n in range(10_000)
    ]
    seen = [due for due in dues if due is not None]
    assert QUARTER / 2 <= min(seen) < max(seen) <= QUARTER
    minutes = [sum(450 + 60 * n <= due < 510 + 60 * n for due in seen) for n in range(7)]
    assert max(minutes) < 1.2 * min(minutes)
    assert dues[0] == seconds(
        next_poll(replace(past(), url="https://outlet0.example/rss"), NOW, spread=True)
    )


@pytest.mark.parametrize(
    ("answered", "asked", "out"),
    [
        (None, None, True),  # new
        (QUARTER, None, False),
        (1.9 * QUARTER, None, False),
        (2.1 * QUARTER, None, True),  # long away, and many with it
        (HOUR, HOUR, False),  # it had asked for an hour
        (3 * HOUR, HOUR, True),
    ],
)
def test_who_may_come_together_with_many(
    answered: float | None, asked: float | None, out: bool
) -> None:
    """`answered` seconds ago; then it asked to be left alone for `asked` seconds."""
    at = None if answered is None else NOW - timedelta(seconds=answered)
    until = at and asked and at + timedelta(seconds=asked)
    feed = replace(past(), answered_at=at, asked_until=until or None)
    assert out_of_step(feed, NOW) is out


def clock(at: datetime) -> str:
    return at.strftime("%a %H:%M")


@pytest.mark.parametrize(
    ("pause", "hours", "days", "due"),
    [
        (QUARTER, (), (), "Tue 01:15"),
        (QUARTER, (2, 3), (), "Tue 01:15"),
        (HOUR, (2, 3), (), "Tue 04:00"),  # NOW is 01:00
        (QUARTER, (1, 2, 3), (), "Tue 04:00"),
        (QUARTER, (1, 2, 3, 4, 5, 6, 7, 8, 9), (), "Tue 07:00"),  # but a look each six hours
        (QUARTER, tuple(range(24)), (), "Tue 07:00"),
        (QUARTER, (), (1,), "Tue 07:00"),
        (QUARTER, (), (2,), "Tue 01:15"),
        (23.5 * HOUR, (), (2,), "Wed 00:30"),  # six hours have passed already
        (QUARTER, (), (0, 1, 2, 3, 4, 5, 6), "Tue 07:00"),
        (5 * HOUR, (6,), (), "Tue 07:00"),
        (5.5 * HOUR, (6, 7), (), "Tue 07:00"),
    ],
)
def test_hours_and_days_to_be_left_out(
    pause: float, hours: tuple[int, ...], days: tuple[int, ...], due: str
) -> None:
    feed = past(pause, skips=Skips(frozenset(hours), frozenset(days)))
    assert clock(next_poll(feed, NOW)) == due


@pytest.mark.parametrize(
    ("pause", "weight", "failure", "due"),
    [
        (QUARTER, 0.0, HARD, 2 * QUARTER),
        (QUARTER, 1.0, HARD, 3 * QUARTER),
        (QUARTER, 9.0, HARD, 11 * QUARTER),
        (QUARTER, 0.5, SOFT, 2 * QUARTER),
        (QUARTER, 0.75, NAME, 2 * QUARTER),
        (QUARTER, 3.0, NAME, 4.25 * QUARTER),  # what came before weighs what it weighed
        (QUARTER, 94.0, HARD, DAY),
        (QUARTER, 1e9, HARD, DAY),
        (0.0, 0.0, HARD, 2 * QUARTER),  # it never answered: the first pause
        (300.0, 0.0, HARD, 600.0),
        (8 * HOUR, 0.0, HARD, 2 * QUARTER),  # a sleeper that fails is looked at soon
        (QUARTER, 0.0, Failure("http 503", 0.5, retry_after=7200.0), 7200.0),
        (QUARTER, 0.0, Failure("http 503", 0.5, retry_after=10.0), 1.5 * QUARTER),
        (QUARTER, 0.0, Failure("http 429", 0.5, retry_after=2 * DAY), 2 * DAY),
        (QUARTER, 0.0, GONE, 30 * DAY),
    ],
)
def test_when_a_feed_that_failed_is_due(
    pause: float, weight: float, failure: Failure, due: float
) -> None:
    feed = past(pause, weight=weight)
    assert seconds(poll_again(SOURCE, feed, failure, NOW)) == pytest.approx(due)


def test_slower_than_a_day_only_where_somebody_said_so() -> None:
    """A pause of two days stays one of two days."""
    slow = replace(SOURCE, poll_seconds=2 * DAY, poll_floor=2 * DAY, poll_cap=2 * DAY)
    assert seconds(poll_again(slow, past(2 * DAY, weight=7.0), HARD, NOW)) == 2 * DAY


@pytest.mark.parametrize("jitter", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_jitter_moves_a_poll_by_a_tenth_at_most(jitter: float) -> None:
    for at, plain in (
        (next_poll(past(HOUR), NOW, jitter=jitter), HOUR),
        (poll_again(SOURCE, past(QUARTER), HARD, NOW, jitter=jitter), 2 * QUARTER),
    ):
        assert seconds(at) == pytest.approx(plain * (1 + jitter / 10))


def test_jitter_never_cuts_the_pause_that_a_host_asked_for() -> None:
    """Retry-After is a promise to somebody else."""
    asked = Failure("http 429", 0.5, retry_after=2 * HOUR)
    assert seconds(poll_again(SOURCE, past(), asked, NOW, jitter=-1.0)) == 2 * HOUR


def test_a_feed_is_never_given_up() -> None:
    """However long it fails there is a next time within a day or so; a month, if it is gone."""
    for failures in range(1, 2000):
        at = poll_again(SOURCE, past(weight=failures), HARD, NOW, jitter=1.0)
        assert timedelta(0) < at - NOW <= timedelta(days=1.1)
        gone = poll_again(SOURCE, past(weight=failures), GONE, NOW, jitter=1.0)
        assert timedelta(days=28) < gone - NOW <= timedelta(days=31)


def test_each_failure_makes_the_pause_longer() -> None:
    """Up to the cap the pause grows with every failure."""
    pauses = [seconds(poll_again(SOURCE, past(weight=n), HARD, NOW)) or 0.0 for n in range(94)]
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
    """After a quarter of an hour, an hour, six and a day at least; ever further apart."""
    ages = [timedelta(0), *RECHECKS]
    between = [later - earlier for earlier, later in pairwise(ages)]
    assert between == sorted(between)
    assert {timedelta(hours=hours) for hours in (0.25, 1, 6, 24)} <= set(RECHECKS)
    assert RECHECKS[-1] <= timedelta(days=2)
