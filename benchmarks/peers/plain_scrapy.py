"""A plain Scrapy project: the tutorial's spider, run by a timer.

    python -m benchmarks.peers.plain_scrapy ORDER.json

The settings are those that `scrapy startproject` writes: robots.txt obeyed, one request at a
time per host with a second between.  The spider reads lists with selectors and follows what
it has not seen; what it has seen outlives a run, or it would fetch every page each time.
What it keeps it prints: one line of JSON each, with the moment by the monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")

import scrapy  # noqa: E402
import scrapy.http  # noqa: E402
from scrapy.crawler import AsyncCrawlerRunner  # noqa: E402
from scrapy.utils.defer import deferred_f_from_coro_f  # noqa: E402
from scrapy.utils.log import configure_logging  # noqa: E402
from twisted.internet.task import react  # noqa: E402

ORDER: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
SEEN: set[str] = set()
SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": ORDER["delay"],  # a second of the world
    "DOWNLOAD_TIMEOUT": ORDER["timeout"],
    "FEED_EXPORT_ENCODING": "utf-8",
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "CRITICAL",
}
LINKS = (
    "//item/link/text()",
    "//entry/link/@href",
    "//url/loc/text()",
    "//article//h3/a/@href",
)


class News(scrapy.Spider):
    """Follows what is new in the lists."""

    name = "news"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for every list."""
        for url in ORDER["lists"]:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: scrapy.http.TextResponse) -> Iterator[scrapy.Request]:
        """Follow the links of a list."""
        for link in links(response):
            url = response.urljoin(link.strip())
            if url not in SEEN:
                SEEN.add(url)
                print(json.dumps({"url": url, "at": time.monotonic()}), flush=True)
                yield scrapy.Request(url, callback=self.parse_page)

    def parse_page(self, response: scrapy.http.TextResponse) -> Iterator[dict[str, Any]]:
        """Take a page's headline and text."""
        yield {"title": response.css("h1::text").get(), "text": response.css("p::text").getall()}


def links(response: scrapy.http.TextResponse) -> list[str]:
    """Find links with the selectors that a look at the lists suggests."""
    if response.text.lstrip().startswith("{"):
        return [item["url"] for item in response.json().get("items", [])]
    selector = response.selector
    selector.remove_namespaces()
    return [link for query in LINKS for link in selector.xpath(query).getall()]


async def run(_: Any) -> None:
    """Crawl again and again, as a timer would."""
    configure_logging(SETTINGS)
    runner = AsyncCrawlerRunner(SETTINGS)
    while True:
        began = time.monotonic()
        await runner.crawl(News)
        await asyncio.sleep(max(0.0, ORDER["pause"] - (time.monotonic() - began)))


if __name__ == "__main__":
    react(deferred_f_from_coro_f(run))
