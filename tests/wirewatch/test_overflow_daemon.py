"""What a feed drops while nobody looks comes from the sitemap: a real daemon that was away.

The Tulmane Express shows its last three reports, and a sitemap index that only its
robots.txt names.  A daemon that is killed and comes back hours later finds nothing in the
window that it knew.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from archive.backfills import Backfill
from archive.schema import articles, findings
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.world import World
from wirewatch.wiring import open_archive

START = datetime(2031, 3, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
DEADLINE = 120.0
# Outlets found by machine, of which the fifth shows only three reports.
FURTHER = 5

pytestmark = pytest.mark.timeout(400)


async def until(what: Callable[[], bool], laid: Bed) -> None:
    """Wait for a condition; say what the daemon said if it never comes."""
    try:
        async with asyncio.timeout(DEADLINE):
            while not what():  # noqa: ASYNC110  the condition lies in another process
                await asyncio.sleep(0.1)
    except TimeoutError:
        log = laid.log.read_text(errors="replace")[-3000:]
        pytest.fail(f"not within {DEADLINE:.0f} s: {laid.totals()}\n{log}")


async def backfill(laid: Bed, *words: str) -> dict[str, object]:
    """Run the command and return what it prints for machines."""
    command = [sys.executable, "-m", "wirewatch", "backfill", *words, "--json"]
    process = await asyncio.create_subprocess_exec(
        *command,
        "--config",
        str(laid.config),
        env=laid.environment,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, object] = json.loads(printed)
    return found


def begun(laid: Bed) -> list[Backfill]:
    archive = open_archive(laid.data)
    try:
        return archive.backfills.newest(99)
    finally:
        archive.close()


def silences(laid: Bed, site: str) -> dict[str, str]:
    """Return why nobody was told of what was found in each matching report, by its path."""
    archive = open_archive(laid.data)
    with archive.database.read() as connection:
        rows = connection.execute(
            select(articles.c.url, findings.c.silent)
            .join(findings, findings.c.article_id == articles.c.id)
            .where(articles.c.url.startswith(site))
        ).all()
    archive.close()
    return {row.url.removeprefix(site): row.silent for row in rows}


@pytest.mark.soak
async def test_what_a_feed_dropped_while_the_daemon_was_away(tmp_path: Path) -> None:
    """All of it is archived, once; then a person asks for what came before, and gets that."""
    world = World(start=START, filler=500, span=20 * HOUR, further=FURTHER, tracked=0.5)
    express = next(outlet for outlet in world.outlets if outlet.slug.startswith("express"))
    printed = [article for article in world.truth().articles if article.outlet == express.slug]
    async with bed(world, tmp_path, begin=5 * HOUR, speed=600, poll_seconds=600) as laid:
        site = laid.served.outlets[express.slug].url

        def archived() -> set[str]:
            return {url.removeprefix(site) for url in laid.archived() if url.startswith(site)}

        def printed_between(begin: datetime, end: datetime) -> set[str]:
            return {one.paths[0] for one in printed if begin <= one.published < end}

        daemon = await laid.start()
        await until(lambda: len(archived()) >= 3, laid)
        await daemon.kill()
        left = laid.clock.now()
        await until(lambda: len(printed_between(left, laid.clock.now())) > 8, laid)
        back = laid.clock.now()
        daemon = await laid.start()
        lost = printed_between(left, back)
        await until(lambda: lost <= archived(), laid)
        await until(lambda: any(one.done for one in begun(laid)), laid)
        assert {one.cause for one in begun(laid)} == {"overflow"}
        before = printed_between(START, left - 3 * HOUR)
        assert not before <= archived()

        looked = await backfill(laid, express.name, "--since", "2031-03-04")
        assert looked["followed"] == daemon.process.pid
        asked = looked["backfill"]
        assert isinstance(asked, dict)
        assert (asked["cause"], asked["pages_due"], asked["error"]) == ("asked", 0, "")
        assert before <= archived()
        await until(lambda: not laid.totals().unread, laid)
        await daemon.stop()
        told = silences(laid, site)
    # What was dropped is news, though it came by a sitemap; what was asked for is not.
    assert {told[path] for path in lost & set(told)} == {""}
    assert {told[path] for path in before & set(told)} == {"backlog"}
