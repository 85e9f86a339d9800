"""A plain Scrapy project that polls: a spider over all feeds, feedparser in its callback.

    python -m benchmarks.peers.polls_scrapy FEEDS.json ROUNDS

Scrapy's own settings but for politeness and the log; every round asks for every feed again.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import feedparser
import scrapy
import scrapy.http
from scrapy.crawler import CrawlerProcess

FEEDS = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


class Feeds(scrapy.Spider):
    """Asks for every feed, so often."""

    name = "feeds"
    polls = 0
    began = ended = 0.0
    seen: set[str] = set()  # noqa: RUF012  it is the whole process's

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for every feed in every round."""
        Feeds.began = time.monotonic()
        for _ in range(int(sys.argv[2])):
            for url in FEEDS:
                yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: scrapy.http.Response) -> None:
        """Read an answer."""
        for entry in feedparser.parse(response.body).entries:
            Feeds.seen.add(entry.link)
        Feeds.polls += 1
        Feeds.ended = time.monotonic()


def main() -> None:
    """Crawl once and say when it began and ended and what it found."""
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 64,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Feeds)
    process.start()
    said = {"polls": Feeds.polls, "seen": len(Feeds.seen)}
    print(json.dumps({**said, "began": Feeds.began, "ended": Feeds.ended}), flush=True)


main()
