"""Be polite to a host, over the whole process: one request at a time, with a pause.

Scrapy's own slots live in one crawl; our waves overlap, and an outlet does not care
which wave knocks.  So every request passes this gate just before its socket: it waits
until its host's lane is free and the pause since the last request is over, and takes
one of the places that all hosts share.  Pauses are counted on the product's clock.

A host may ask for a pause of a day, and a crowd may queue at a slow one; no wave can wait
for that.  Whoever comes says until when a turn is of use, and is told at once that it
comes too late.  Discarded: waiting it out, which held waves open beyond their leases.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from news.moment import Clock

_MOST_DELAY = 30.0
_LAST_SECONDS = 5.0  # real, for a request under way when the process stops

T = TypeVar("T")


class GateClosedError(Exception):
    """The process stops: what has not begun is not begun."""


class TurnTooLateError(GateClosedError):
    """The host's turn comes too late to be of use; `wait` is the seconds until then."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"the host's turn comes in {wait:.0f} s")
        self.wait = wait

    @property
    def paused(self) -> bool:
        """Whether the host asked for a pause; otherwise its lane is only crowded."""
        return self.wait > _MOST_DELAY


@dataclass
class _Lane:
    """One host: who is in it, and when the next may go (on the monotonic clock)."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_at: float = 0.0
    delay: float = 0.0
    waiting: int = 0


class Gate:
    """Lets requests through, host by host; `min_gap` in seconds."""

    def __init__(self, clock: Clock, min_gap: float, total: int) -> None:
        self._clock, self._min_gap = clock, min_gap
        self._lanes: dict[str, _Lane] = {}
        self._places = asyncio.Semaphore(total)
        self._closing = asyncio.Event()

    def adopt(self, min_gap: float, total: int) -> None:
        """Let those who come from now on keep another pause, and share other places."""
        self._min_gap, self._places = min_gap, asyncio.Semaphore(total)

    def close(self) -> None:
        """Let nobody through any more; those that wait get GateClosedError."""
        self._closing.set()

    @asynccontextmanager
    async def lane(self, host: str, until: float = math.inf) -> AsyncIterator[None]:
        """Wait for a host's turn, and hold it while the request is under way.

        A turn after `until` (on the monotonic clock) is a TurnTooLateError.
        """
        lane = self._lanes.setdefault(host, _Lane())
        lane.waiting += 1
        try:
            async with lane.lock:
                await self._turn(lane, until)
                async with self._places:
                    await self._turn(lane, until)
                    try:
                        yield
                    finally:
                        gap = max(self._min_gap, lane.delay)
                        # The answer may have asked for a longer pause.
                        lane.next_at = max(lane.next_at, self._clock.monotonic() + gap)
        finally:
            lane.waiting -= 1

    async def _turn(self, lane: _Lane, until: float) -> None:
        """Wait until a lane owes no pause; one may be added meanwhile."""
        while True:
            now = self._clock.monotonic()
            if self._closing.is_set():
                raise GateClosedError
            if max(now, lane.next_at) > until:
                raise TurnTooLateError(lane.next_at - now)
            if lane.next_at <= now:
                return
            await self._wait(lane.next_at - now)

    async def _wait(self, seconds: float) -> None:
        """Wait, but not beyond the closing of the gate."""
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({sleep, closing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            closing.cancel()

    async def unless_closed(self, request: Awaitable[T]) -> T:
        """Wait for a request; after the closing of the gate only for its last seconds."""
        task = asyncio.ensure_future(request)
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({task, closing}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                await asyncio.wait({task}, timeout=_LAST_SECONDS)
            if task.done():
                return task.result()
        finally:
            closing.cancel()
            task.cancel()
        raise GateClosedError

    def slow_down(self, host: str, delay: float) -> None:
        """Heed a host's crawl-delay, up to half a minute."""
        self._lanes.setdefault(host, _Lane()).delay = min(delay, _MOST_DELAY)

    def pause(self, host: str, seconds: float) -> None:
        """Send nothing to a host for so long."""
        lane = self._lanes.setdefault(host, _Lane())
        lane.next_at = max(lane.next_at, self._clock.monotonic() + seconds)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that have a lane."""
        return tuple(self._lanes)

    def forget_idle(self) -> None:
        """Drop the lanes of hosts that nobody waits for and that owe no pause."""
        now = self._clock.monotonic()
        for host, lane in list(self._lanes.items()):
            if not lane.waiting and lane.next_at < now and not lane.delay:
                del self._lanes[host]
