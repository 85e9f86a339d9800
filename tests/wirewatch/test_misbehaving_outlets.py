"""A real daemon follows outlets that misbehave, loses nothing, doubles nothing, and is polite.

The short form of `dev.py bench collect`: five hours of the world in three quarters of a minute.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.wirewatch.test_kill_loop import polled, until
from wirewatch.newsworld.authority import Authority
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.faults import (
    BadCertificate,
    Body,
    Encoded,
    Fault,
    Frozen,
    NewGuids,
    NewTag,
    Redirect,
    Status,
)
from wirewatch.newsworld.packing import bomb
from wirewatch.newsworld.politeness import politeness
from wirewatch.newsworld.server import MOVED
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)
BEGIN = timedelta(minutes=20)
PRINTED = timedelta(hours=16)  # longer than a busy machine needs to start, and SPAN
SPAN = timedelta(hours=4)
HOUR = timedelta(hours=1)
PATIENCE = 60.0

pytestmark = pytest.mark.timeout(300)

# Whose, before what, what, and from which hour after the first polls until which.
TROUBLE: tuple[tuple[str, str, Fault, float, float], ...] = (
    ("gazette-000", "/feed/", Status(503, 1800), 1, 2),
    ("gazette-000", "/feed/", Encoded("zstd"), 2, 4),
    ("mail-001", "*", BadCertificate("expired"), 0, 2),
    ("tribune-002", "/rss.xml", Status(429, 1200, dated=True), 1, 2),
    ("bulletin-003", "/feed.json", NewTag(), 1, 2),
    ("bulletin-003", "/feed.json", Frozen(START), 2, 3),
    ("chronicle-005", "/robots.txt", Status(503), 0, 1),
    ("observer-006", "/latest/", Body(bomb("br", 50_000_000), "text/html", "br"), 1, 2),
    ("standard-007", "/rss/all.xml", Redirect(MOVED + "/rss/all.xml", 301), 1, 20),
    ("register-008", "/index.rdf", NewGuids(), 2, 3),
    ("star-009", "/atom", Status(410), 2, 20),
)


async def misbehave(laid: Bed, begin: datetime) -> None:
    """Put each fault in its place at its hour."""
    for slug, pattern, fault, first, last in sorted(TROUBLE, key=lambda one: one[3]):
        await laid.clock.sleep((begin + first * HOUR - laid.clock.now()).total_seconds())
        put = Frozen(laid.clock.now()) if isinstance(fault, Frozen) else fault
        laid.served.outlets[slug].faults.add(pattern, put, until=begin + last * HOUR)
    await laid.clock.sleep((begin + SPAN + HOUR - laid.clock.now()).total_seconds())


def lost(laid: Bed, end: datetime) -> list[str]:
    """Name what is not in the archive, but for what three rows dropped before the first poll."""
    short = {item.id for item in laid.served.world.by_outlet["express-004"]}
    found = laid.score(until=end, grace=timedelta(0)).lost
    return [name for name in found if name not in short]


async def test_a_morning_of_misbehaving_outlets(tmp_path: Path) -> None:
    """Nothing is lost or doubled, and no outlet's plain word goes unheard."""
    world = World(start=START, filler=560, span=PRINTED, tracked=0.1, further=10)
    authority = Authority(tmp_path / "tls", now=START)
    async with bed(
        world, tmp_path, begin=BEGIN, speed=400, poll_seconds=600,
        crawl={"timeout": "5s"}, authority=authority, secure=["mail-001", "ledger"],
    ) as laid:  # fmt: skip
        daemon = await laid.start()
        await until(lambda: polled(laid), laid)
        begin = laid.clock.now()
        await misbehave(laid, begin)
        deadline = time.monotonic() + PATIENCE
        while lost(laid, begin + SPAN) and time.monotonic() < deadline:  # noqa: ASYNC110  another process
            await asyncio.sleep(1)
        assert lost(laid, begin + SPAN) == [], laid.log.read_text(errors="replace")[-3000:]
        assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
        assert await daemon.stop() == 0
        assert laid.score().doubled == ()
        manners = politeness(laid.served.log, speed=laid.clock.speed)
        assert manners.lists.asked > 50
        assert manners.lists.conditional_share >= 0.95
        assert manners.lists.unneeded_share <= 0.05
        assert (manners.hasty, manners.forbidden, manners.early, manners.revived) == (
            (),
            (),
            (),
            (),
        )
        assert manners.most_at_once == 1
