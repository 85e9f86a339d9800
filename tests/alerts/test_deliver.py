from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.deliver import Dead, Retry, Sent, attempt, message_id, next_try
from news.alert import Rendered
from news.errors import ChannelError
from news.watch import Recipient
from tests.fakes import FakeChannel

NOW = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)
LATER = ChannelError("not now")
MESSAGE = Rendered("<1@desk.example>", "Ferry late", {"text": "The ferry is late."})
DESK = Recipient("desk", "email", "secret@desk.example")


def pause(tries: int, error: ChannelError = LATER, jitter: float = 0.0) -> float | None:
    at = next_try(tries, error, NOW, jitter)
    return None if at is None else (at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(0, 30), (1, 120), (2, 600), (3, 1800), (4, 3600), (5, 7200), (39, 7200), (40, None)],
)
def test_how_long_to_wait(tries: int, seconds: float | None) -> None:
    assert pause(tries) == seconds


@pytest.mark.parametrize(
    ("asked", "jitter", "seconds"),
    [
        (5, 0, 30),  # shorter than ours: ours
        (90, 0, 90),
        (90, -1, 99),  # never before the time asked for
        (90, 1, 99),
        (10**9, 0, 172_800),  # at most 48 hours
        (float("inf"), 0, 172_800),
        (float("nan"), 0, 30),
        (-5, 0, 30),
    ],
)
def test_what_the_other_side_asks_for(asked: float, jitter: float, seconds: float) -> None:
    assert pause(0, ChannelError("slow down", retry_after=asked), jitter) == seconds


@pytest.mark.parametrize(("jitter", "seconds"), [(-1, 27), (0.5, 31.5), (1, 33), (400, 33)])
def test_jitter_moves_a_pause_by_a_tenth(jitter: float, seconds: float) -> None:
    assert pause(0, jitter=jitter) == pytest.approx(seconds)


def test_attempts_go_on_for_three_days() -> None:
    """All pauses together come to three days, short of one more pause."""
    pauses = list(takewhile(lambda seconds: seconds is not None, (pause(n) for n in count())))
    total = timedelta(seconds=sum(seconds for seconds in pauses if seconds is not None))
    assert timedelta(days=3) - timedelta(hours=2) < total <= timedelta(days=3)


def test_a_refusal_for_good_is_never_tried_again() -> None:
    """Not even where a pause was asked for."""
    assert pause(0, ChannelError("gone", permanent=True, retry_after=5)) is None


@given(st.integers(0, 10**6), st.floats(), st.floats())
def test_any_pause_is_in_the_future_and_within_bounds(
    tries: int, asked: float, jitter: float
) -> None:
    """Whatever a server asks for, the next attempt lies between now and 48 hours."""
    seconds = pause(tries, ChannelError("slow down", retry_after=asked), jitter)
    assert seconds is None or 0 < seconds <= 48 * 3600


@pytest.mark.parametrize(
    ("met", "tries", "outcome"),
    [
        ("ok", 0, Sent("thread 1")),
        ("later", 0, Retry(NOW + timedelta(seconds=30), "the fake met 'later'")),
        ("later 90", 1, Retry(NOW + timedelta(seconds=120), "the fake met 'later'")),
        ("later 900", 1, Retry(NOW + timedelta(seconds=900), "the fake met 'later'")),
        ("later", 40, Dead("the fake met 'later'")),
        ("never", 0, Dead("the fake refused the message")),
    ],
)
async def test_what_an_attempt_leads_to(met: str, tries: int, outcome: Sent | Retry | Dead) -> None:
    assert await attempt(FakeChannel(met), MESSAGE, DESK, NOW, tries=tries) == outcome


async def test_a_fault_in_a_channel_is_tried_again_and_keeps_its_secrets() -> None:
    """An error that no channel should raise names its type and nothing of its text."""
    outcome = await attempt(FakeChannel("bug"), MESSAGE, DESK, NOW)
    assert isinstance(outcome, Retry)
    assert "RuntimeError" in outcome.error
    assert "secret" not in outcome.error


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("desk", ["a", "b"], "d.example"), ("desk", ["b", "a"], "d.example"), True),
        (("desk", ["a", "a"], "d.example"), ("desk", ["a"], "d.example"), True),
        (("desk", ["a"], "d.example"), ("night", ["a"], "d.example"), False),
        (("desk", ["a"], "d.example"), ("desk", ["a", "b"], "d.example"), False),
        (("desk", ["ab"], "d.example"), ("desk", ["a", "b"], "d.example"), False),
    ],
)
def test_which_messages_are_the_same(
    one: tuple[str, list[str], str], other: tuple[str, list[str], str], same: bool
) -> None:
    assert (message_id(*one) == message_id(*other)) is same


@pytest.mark.parametrize(
    ("domain", "written"),
    [
        ("desk.example", "desk.example"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("", "wirewatch.invalid"),
        ("a b", "wirewatch.invalid"),
        ("x>\r\nBcc: a@b", "wirewatch.invalid"),
        ("a..b", "wirewatch.invalid"),
        (".example", "wirewatch.invalid"),
    ],
)
def test_the_domain_of_a_message_id(domain: str, written: str) -> None:
    assert message_id("desk", ["a"], domain).endswith(f"@{written}>")
