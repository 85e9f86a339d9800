"""The poller that everybody writes first: aiohttp, feedparser, a fixed pause.

    python -m benchmarks.peers.naive_poller ORDER.json

It asks all lists at once every so many seconds, without validators and without robots.txt,
keeps an entry by its guid, else its link, and fetches the page of each new one at once.
What it keeps it prints: one line of JSON each, with the moment by the monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import feedparser


async def main(order: dict[str, Any]) -> None:
    """Poll until ended."""
    seen: set[str] = set()
    timeout = aiohttp.ClientTimeout(total=order["timeout"])
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while True:
            began = time.monotonic()
            await asyncio.gather(*(poll(session, url, seen) for url in order["lists"]))
            await asyncio.sleep(max(0.0, order["pause"] - (time.monotonic() - began)))


async def poll(session: aiohttp.ClientSession, url: str, seen: set[str]) -> None:
    """Read one list, and the pages of what is new in it."""
    body = await fetch(session, url)
    new = []
    for entry in feedparser.parse(body).entries if body else []:
        name, link = entry.get("id") or entry.get("link"), entry.get("link")
        if name and link and name not in seen:
            seen.add(name)
            new.append(link)
            print(json.dumps({"url": link, "at": time.monotonic()}), flush=True)
    await asyncio.gather(*(fetch(session, link) for link in new))


async def fetch(session: aiohttp.ClientSession, url: str) -> bytes:
    """Ask for an address; nothing comes of an error."""
    try:
        async with session.get(url) as answer:
            return await answer.read()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return b""


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
