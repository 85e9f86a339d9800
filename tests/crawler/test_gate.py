"""One request at a time and a pause between two, host by host, on a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.gate import Gate, GateClosedError, TurnTooLateError
from wirewatch.newsworld.clock import StillClock

START = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)
SANDAL, ZHENNA = "sandal.example", "zhenna.example"
DAY = 86_400.0


class StuckClock(StillClock):
    """A clock on which nobody's sleep ends."""

    async def sleep(self, seconds: float) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()


def gate(gap: float = 2.0, total: int = 16, clock: StillClock | None = None) -> Gate:
    return Gate(clock or StillClock(START), gap, total)


async def until(done: Callable[[], bool]) -> None:
    """Let others run until something is the case."""
    while not done():  # noqa: ASYNC110  no event tells of it
        await asyncio.sleep(0)


async def entered(gate: Gate, clock: StillClock, host: str, **words: float) -> float:
    """Go through a lane and say when."""
    async with gate.lane(host, **words):
        return clock.monotonic()


@pytest.mark.parametrize(
    ("gap", "delay", "times"),
    [
        (2.0, 0.0, [0, 2, 4]),
        (0.0, 0.0, [0, 0, 0]),
        (2.0, 5.0, [0, 5, 10]),  # the host's own wish, where it is longer
        (2.0, 0.5, [0, 2, 4]),
        (2.0, 30.0, [0, 30, 60]),
        (2.0, 86_400.0, [0, 30, 60]),  # a crawl-delay of a day is a no in disguise; we cap it
    ],
)
async def test_pauses_between_requests_to_a_host(
    gap: float, delay: float, times: list[float]
) -> None:
    clock = StillClock(START)
    tested = gate(gap, clock=clock)
    tested.slow_down(SANDAL, delay)
    assert [await entered(tested, clock, SANDAL) for _ in times] == times


async def test_the_pause_begins_when_the_answer_is_there() -> None:
    """A slow answer must not be followed at once by the next request."""
    clock = StillClock(START)
    tested = gate(2.0, clock=clock)
    async with tested.lane(SANDAL):
        clock.advance(7)
    assert await entered(tested, clock, SANDAL) == 9


async def test_one_at_a_time_in_a_lane() -> None:
    """However many wait, one is inside; in the order in which they came."""
    tested, inside, order = gate(), 0, []

    async def go(number: int) -> None:
        nonlocal inside
        async with tested.lane(SANDAL):
            inside += 1
            assert inside == 1
            order.append(number)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(go(number) for number in range(20)))
    assert order == list(range(20))


async def test_hosts_do_not_wait_for_each_other() -> None:
    """A lane that is held says nothing about another."""
    clock = StillClock(START)
    tested = gate(clock=clock)
    async with tested.lane(SANDAL):
        assert await entered(tested, clock, ZHENNA) == 0


async def test_all_hosts_share_the_places() -> None:
    """With two places the third host waits until one is free."""
    tested, most, inside = gate(total=2), 0, 0

    async def go(number: int) -> None:
        nonlocal most, inside
        async with tested.lane(f"host{number}.example"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(go(number) for number in range(10)))
    assert most == 2


async def test_whoever_waits_for_a_host_takes_no_place() -> None:
    """Ten that queue at one host leave the other places free."""
    tested = gate(total=2)
    async with tested.lane(SANDAL):
        waiting = [asyncio.create_task(_go(tested, SANDAL)) for _ in range(10)]
        await asyncio.sleep(0)
        await _go(tested, ZHENNA)
    await asyncio.gather(*waiting)


async def _go(tested: Gate, host: str) -> None:
    async with tested.lane(host):
        pass


async def test_retry_after_holds_for_all_that_wait() -> None:
    """A pause is kept, a shorter one later does not shorten it."""
    clock = StillClock(START)
    tested = gate(clock=clock)
    tested.pause(SANDAL, 600)
    tested.pause(SANDAL, 60)
    assert await entered(tested, clock, SANDAL) == 600


async def test_a_pause_asked_for_in_an_answer_outlives_it() -> None:
    """The end of the request does not replace the pause by the usual gap."""
    clock = StillClock(START)
    tested = gate(clock=clock)
    async with tested.lane(SANDAL):
        tested.pause(SANDAL, 600)
    assert await entered(tested, clock, SANDAL) == 600


async def test_a_pause_reaches_who_already_waits() -> None:
    """Whoever sleeps through the gap looks again before going."""
    clock = StillClock(START)
    tested = gate(clock=clock)
    await entered(tested, clock, SANDAL)
    waiting = asyncio.create_task(entered(tested, clock, SANDAL))
    await until(lambda: clock.passed > 0)
    tested.pause(SANDAL, 600)
    assert await waiting >= 600


@pytest.mark.parametrize(
    ("pause", "patience", "wait"),
    [
        (600.0, 300.0, 600.0),
        (DAY, 300.0, DAY),
        (300.0, 300.0, None),
        (0.0, 300.0, None),
        (0.0, -1.0, 0.0),  # the wave's time is over already
    ],
)
async def test_nobody_waits_for_a_turn_that_comes_too_late(
    pause: float, patience: float, wait: float | None
) -> None:
    clock = StillClock(START)
    tested = gate(clock=clock)
    tested.pause(SANDAL, pause)
    if wait is None:
        assert await entered(tested, clock, SANDAL, until=patience) == pause
        return
    with pytest.raises(TurnTooLateError) as caught:
        await entered(tested, clock, SANDAL, until=patience)
    assert (caught.value.wait, caught.value.paused) == (wait, wait > 30)
    assert clock.passed == 0


async def test_a_crowd_at_a_slow_host_ends_with_the_wave() -> None:
    """At 30 s a request, eleven go within 300 s; the others are told, not kept."""
    clock = StillClock(START)
    tested = gate(clock=clock)
    tested.slow_down(SANDAL, 30)
    done = await asyncio.gather(
        *(entered(tested, clock, SANDAL, until=300) for _ in range(35)), return_exceptions=True
    )
    assert [at for at in done if isinstance(at, float)] == [30.0 * n for n in range(11)]
    late = [error for error in done if isinstance(error, TurnTooLateError)]
    assert len(late) == 24
    assert not any(error.paused for error in late)


async def test_closing_frees_all_that_wait() -> None:
    """For a pause, for a lane, for a place: each ends at once, none goes through."""
    tested = gate(total=1, clock=StuckClock(START))
    tested.pause(SANDAL, 600)
    paused = [asyncio.create_task(_go(tested, SANDAL)) for _ in range(3)]
    async with tested.lane(ZHENNA):
        others = [asyncio.create_task(_go(tested, host)) for host in (ZHENNA, "third.example")]
        await asyncio.sleep(0)
        tested.close()
        await asyncio.wait(paused)
    done = await asyncio.gather(*paused, *others, return_exceptions=True)
    assert [type(error) for error in done] == [GateClosedError] * 5
    with pytest.raises(GateClosedError):
        await _go(tested, "fourth.example")


async def test_who_is_inside_may_finish() -> None:
    """Closing does not break a request that is under way."""
    tested = gate()
    async with tested.lane(SANDAL):
        tested.close()
    with pytest.raises(GateClosedError):
        await _go(tested, SANDAL)


async def test_an_error_inside_leaves_the_lane() -> None:
    """A failed request counts as one, for the pause as well."""
    clock = StillClock(START)
    tested = gate(total=1, clock=clock)
    with pytest.raises(ValueError, match="broken"):
        async with tested.lane(SANDAL):
            raise ValueError("broken")
    assert await entered(tested, clock, SANDAL) == 2


async def test_one_that_stops_waiting_holds_up_nobody() -> None:
    """A task that is cancelled while it waits leaves the lane to the next."""
    tested = gate()
    async with tested.lane(SANDAL):
        gone, stays = (asyncio.create_task(_go(tested, SANDAL)) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()
    await stays
    assert gone.cancelled()


async def test_idle_lanes_are_forgotten_and_owed_pauses_are_not() -> None:
    """A lane goes when nobody waits, nothing is owed and its host has no wish of its own."""
    clock = StillClock(START)
    tested = gate(clock=clock)
    await entered(tested, clock, "idle.example")
    clock.advance(10)
    await entered(tested, clock, "just-asked.example")
    tested.pause("paused.example", 600)
    tested.slow_down("slow.example", 5)
    async with tested.lane("busy.example"):
        clock.advance(1)
        tested.forget_idle()
        assert set(tested.hosts) == {
            "just-asked.example",
            "paused.example",
            "slow.example",
            "busy.example",
        }
    clock.advance(DAY)
    tested.forget_idle()
    assert set(tested.hosts) == {"slow.example"}
