"""The poller that everybody writes first: aiohttp, feedparser, a set of what was seen.

    python -m benchmarks.peers.polls_naive FEEDS.json ROUNDS

Every feed in every round, 64 at a time, whole; nothing kept but in memory.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import aiohttp
import feedparser

FEEDS = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


async def main(rounds: int) -> None:
    """Poll, and say when it began and ended and what it found."""
    seen: set[str] = set()
    places = asyncio.Semaphore(64)
    began, polls = time.monotonic(), 0

    async with aiohttp.ClientSession() as session:

        async def poll(url: str) -> None:
            nonlocal polls
            async with places, session.get(url) as answer:
                body = await answer.read()
            for entry in feedparser.parse(body).entries:
                seen.add(entry.link)
            polls += 1

        for _ in range(rounds):
            await asyncio.gather(*(poll(url) for url in FEEDS))
    ended = time.monotonic()
    print(json.dumps({"polls": polls, "seen": len(seen), "began": began, "ended": ended}))


asyncio.run(main(int(sys.argv[2])))
