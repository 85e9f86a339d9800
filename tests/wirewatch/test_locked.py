"""Another program holds the archive's write lock: the daemon lives, and goes on afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.wirewatch.test_kill_loop import polled, quiet, until
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)
BACK = 30.0  # seconds after the lock is gone

pytestmark = pytest.mark.timeout(400)


def polls(laid: Bed) -> int:
    """Count the polls so far."""
    return sum(feed.polls for feed in laid.feeds())


async def hold_lock(laid: Bed, seconds: float) -> list[int]:
    """Hold the write lock as a careless program would; ask the web for pages meanwhile."""
    lock = sqlite3.connect(laid.data / "archive.db", timeout=30, isolation_level=None)
    statuses: list[int] = []
    lock.execute("BEGIN IMMEDIATE")
    try:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            statuses.append(await asyncio.to_thread(get, f"http://127.0.0.1:{laid.web_port}/"))
            await asyncio.sleep(0.5)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    return statuses


def get(url: str) -> int:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  our own loopback
        return int(answer.status)


async def locked(folder: Path, seconds: float) -> None:
    """Lock a watching daemon out of its archive for a while."""
    world = World(start=START)
    async with bed(world, folder, begin=timedelta(minutes=20), speed=60) as laid:
        daemon = await laid.start()
        await until(lambda: polled(laid) or not daemon.running, laid)
        begin = laid.clock.now()
        statuses = await hold_lock(laid, seconds)
        assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
        assert set(statuses) == {200}
        assert len(statuses) > seconds / 4
        before = polls(laid)
        await until(lambda: polls(laid) >= before + len(laid.feeds()), laid, BACK)
        end = laid.clock.now()
        await until(lambda: laid.clock.now() > end + timedelta(minutes=30), laid)
        await until(lambda: quiet(laid) or not daemon.running, laid)
        assert await daemon.stop() == 0
        judged = laid.score(until=end, expect_from=begin)
        assert (judged.lost, judged.missing_alerts) == ((), ())


async def test_locked_for_twelve_seconds(tmp_path: Path) -> None:
    """Polls are back within thirty seconds, the web answers all the while, nothing is lost."""
    await locked(tmp_path, 12)


@pytest.mark.soak
async def test_locked_for_a_minute(tmp_path: Path) -> None:
    """Longer than the writer waits for a lock: what could not be noted is done again."""
    await locked(tmp_path, 60)
