"""A real daemon whose clock is set, that is stopped and goes on.

The machine's clock is never touched: a small preloaded library shifts the wall's clock of the
one process (`tests.wallclock`).
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.wallclock import COMPILER, HOW_TO_GET_ONE, WallClock
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.clock import VARIABLE
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)
MOMENT = timedelta(minutes=1)
HOUR = 3600

pytestmark = pytest.mark.timeout(300)


def polls(laid: Bed) -> dict[str, list[float]]:
    """Return when each polled address was asked, on the machine's monotonic clock."""
    lists = {
        (slug, item.path)
        for slug, served in laid.served.outlets.items()
        for item in served.outlet.listings
        # RSS and RDF say how often they want to be asked.
        if item.kind not in {ListKind.RSS, ListKind.RDF}
    }
    found: dict[str, list[float]] = {f"{slug}{path}": [] for slug, path in lists}
    for asked in laid.served.log:
        if (asked.outlet, asked.path) in lists:
            found[f"{asked.outlet}{asked.path}"].append(asked.real)
    return found


def counts(laid: Bed) -> Counter[str]:
    return Counter({feed: len(times) for feed, times in polls(laid).items()})


def said(laid: Bed, event: str) -> list[dict[str, Any]]:
    """Return the daemon's log lines about an event."""
    lines = laid.log.read_text().splitlines() if laid.log.exists() else []
    events = [json.loads(line) for line in lines if line.startswith("{")]
    return [line for line in events if line.get("event") == event]


async def until(true: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait for a condition; the deadline is only for a program that is broken."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  another process makes it true
            await asyncio.sleep(0.05)
    assert true(), what


@pytest.mark.skipif(COMPILER is None, reason=HOW_TO_GET_ONE)
async def test_a_clock_set_by_an_hour_and_back(tmp_path: Path) -> None:
    """Forward: what became due is polled, each once.  Back: nothing stampedes, nothing stalls.

    Polls are an hour apart.  After the step back the next poll must still be an hour away, not
    two; so the second step forward makes all of them due, again exactly once.
    """
    step = HOUR + 600  # jitter moves a poll by up to six minutes
    clock = WallClock(tmp_path)
    async with bed(World(start=START), tmp_path, begin=MOMENT, speed=1, poll_seconds=HOUR) as laid:
        daemon = await laid.start({VARIABLE: "", **clock.environ})
        every = len(polls(laid))
        for number, seconds in enumerate((0, step, 0, step), 1):
            clock.set(seconds)
            jumps = number - 1
            await until(
                lambda jumps=jumps: len(said(laid, "the clock jumped")) == jumps,  # type: ignore[misc]
                "the jump is noticed",
            )
            times = (1, 2, 2, 3)[number - 1]
            await until(
                lambda times=times: all(n >= times for n in counts(laid).values()),  # type: ignore[misc]
                f"each is polled {times} times",
            )
            await until(lambda: all(f.polled for f in laid.feeds()), "polls are remembered")
            assert set(counts(laid).values()) == {times}
        assert daemon.running
        assert await daemon.stop() == 0
        assert len(counts(laid)) == every
        assert set(counts(laid).values()) == {3}
        seconds_said = [line["seconds"] for line in said(laid, "the clock jumped")]
        assert [round(s / step) for s in seconds_said] == [1, -1, 1]
        (incident, *_) = said(laid, "incident") or [{}]
        assert incident.get("trouble") in {None, "clock"}


async def stopped_and_gone_on(laid: Bed, tmp_path: Path, seconds: float, poll: float) -> None:
    """Stop a daemon for a while as a suspended machine would, and see what it does then."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path))
        systemd.setblocking(False)
        daemon = await laid.start(
            {VARIABLE: "", "NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "900000"}
        )
        heard: list[str] = []

        def listen() -> str:
            try:
                while True:
                    heard.append(systemd.recv(4096).decode())
            except BlockingIOError:
                return "\n".join(heard)

        await until(lambda: "WATCHDOG=1" in listen(), "systemd hears that it lives")
        await until(lambda: min(counts(laid).values()) >= 2, "all are polled")
        daemon.process.send_signal(signal.SIGSTOP)
        # What was asked before is answered by now; from here on nothing is.
        await asyncio.sleep(seconds / 2)
        listen()
        before, words = counts(laid), len(heard)
        await asyncio.sleep(seconds / 2)
        listen()
        assert (counts(laid), len(heard)) == (before, words)
        daemon.process.send_signal(signal.SIGCONT)
        await until(lambda: all(n > before[f] for f, n in counts(laid).items()), "polls are back")
        await until(lambda: "WATCHDOG=1" in "\n".join(heard[words:]) or not listen(), "it lives")
        assert daemon.running
        assert await daemon.stop() == 0
        assert "STOPPING=1" in listen()
        assert listen().startswith("READY=1")
    for feed, times in polls(laid).items():
        # A tenth is jitter; a second lets waves that began apart end together.
        close = [b - a for a, b in pairwise(times) if b - a < poll * 0.9 - 1]
        assert close == [], feed


async def test_a_daemon_that_was_stopped_goes_on(tmp_path: Path) -> None:
    """Stopped for five seconds it lives, polls are back, and no feed is asked twice."""
    async with bed(World(start=START), tmp_path, begin=MOMENT, speed=1, poll_seconds=3) as laid:
        await stopped_and_gone_on(laid, tmp_path, 5, 3)


@pytest.mark.soak
@pytest.mark.timeout(1200)
async def test_a_daemon_that_was_stopped_for_longer_than_its_leases(tmp_path: Path) -> None:
    """After seven minutes every lease is over by the wall; still no feed is asked twice."""
    async with bed(World(start=START), tmp_path, begin=MOMENT, speed=1, poll_seconds=3) as laid:
        await stopped_and_gone_on(laid, tmp_path, 420, 3)
