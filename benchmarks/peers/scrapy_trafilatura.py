"""The script that everybody writes first: a Scrapy spider that calls trafilatura.

    python -m benchmarks.peers.scrapy_trafilatura URLS.json

One process, high concurrency, extraction in the callback, nothing kept.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import scrapy
import scrapy.http
import trafilatura
from scrapy.crawler import CrawlerProcess

URLS = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


class Articles(scrapy.Spider):
    """Fetches every address and extracts it."""

    name = "articles"
    pages = 0
    began = ended = 0.0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for every address."""
        Articles.began = time.monotonic()
        for url in URLS:
            yield scrapy.Request(url)

    def parse(self, response: scrapy.http.TextResponse) -> None:
        """Extract an answer."""
        if trafilatura.extract(response.text, with_metadata=True, output_format="json"):
            Articles.pages += 1
        Articles.ended = time.monotonic()


def main() -> None:
    """Crawl once and say when it began and ended."""
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Articles)
    process.start()
    print(
        json.dumps({"pages": Articles.pages, "began": Articles.began, "ended": Articles.ended}),
        flush=True,
    )
    # The one who measures looks at us once more before we are gone.
    sys.stdin.read()


if __name__ == "__main__":
    main()
