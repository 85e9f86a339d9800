"""A real daemon on Twisted's reactor collects, tells and ends as one without it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wirewatch.newsworld.bed import bed
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.timeout(300)


async def test_a_daemon_on_twisteds_reactor(tmp_path: Path) -> None:
    """Its settings say so; nothing is lost or doubled, and it ends when asked."""
    async with bed(World(start=START), tmp_path, begin=HOUR / 3, speed=200) as laid:
        path = laid.config / "wirewatch.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("[crawl]\n", "[crawl]\ntwisted = true\n"), encoding="utf-8")
        daemon = await laid.start()
        async with asyncio.timeout(240):
            # Once for the backlog, and again for what was printed since.
            while laid.clock.now() < START + 2 * HOUR or not laid.received():
                assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
                await asyncio.sleep(0.2)
            while laid.score(until=START + 1.5 * HOUR, grace=HOUR / 2).lost:  # noqa: ASYNC110  it lies in another process
                await asyncio.sleep(0.5)
        said = laid.log.read_text(encoding="utf-8", errors="replace")
        assert "Traceback" not in said
        assert await daemon.stop() == 0
