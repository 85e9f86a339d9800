"""Run waves: Scrapy crawls on the daemon's own asyncio loop.

A crawl costs 5 to 9 ms to start, a subprocess a hundred times that.  Waves overlap, for a
slow host must not hold up the others; the gate keeps them polite.  A crawl task is
never cancelled (Scrapy would go on untracked): it is bounded by its own time limit, and
`stop` lets what is under way end.  What ended crawls leave in memory is swept
up now and then.

Scrapy can do without Twisted's reactor, which it still calls an experiment; so there is a
setting that lays the reactor over the same loop, with the same downloader behind the same
guard.  Discarded: Twisted's own downloader for that case, which would need a second guard.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed

from crawler.spider import Outfit, WaveSpider
from crawler.visit import Visit, VisitSpider
from crawler.worker import give_back
from news.source import Fetch

# An ended crawl is a heap of circles, some 100 KB, that outlives the collector's young
# generations.  To look through all takes 50 ms; a thousandth of a core at one wave a second.
SWEEP_EVERY = 64  # crawls


@dataclass(frozen=True)
class Limits:
    """How much a wave may take: seconds are real, bytes are after decompression."""

    user_agent: str
    timeout: float = 30.0
    max_bytes: int = 10_000_000
    connections: int = 64
    wave_seconds: float = 300.0
    twisted: bool = False


def scrapy_settings(limits: Limits, *, verify_tls: bool = True) -> dict[str, Any]:
    """Return Scrapy's settings; its defaults suit a script, not a daemon."""
    return {
        "TWISTED_REACTOR_ENABLED": limits.twisted,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.spider.GuardedHandler",
            "https": "crawler.spider.GuardedHandler",
            "data": None, "file": None, "ftp": None, "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.spider.RobotsMiddleware": 100,
            "crawler.validators.ValidatorsMiddleware": 110,
            "crawler.unpack.Unpacking": 590,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            # Through a proxy the guard would check the proxy's address only.
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        },
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        # Telnet and remote control open a port that executes code.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "EXTENSIONS": {
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.memusage.MemoryUsage": None,
            "scrapy.extensions.memdebug.MemoryDebugger": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
            "scrapy.extensions.throttle.AutoThrottle": None,
            "scrapy.extensions.logcount.LogCount": None,
            "scrapy.extensions.corestats.CoreStats": None,
        },
        "USER_AGENT": limits.user_agent,
        "DOWNLOAD_TIMEOUT": limits.timeout,
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": verify_tls,
        "REDIRECT_MAX_TIMES": 5,
        "HTTPERROR_ALLOW_ALL": True,
        "CLOSESPIDER_TIMEOUT": limits.wave_seconds,
        # Those that wait for their host's lane count too; the gate bounds the sockets.
        "CONCURRENT_REQUESTS": limits.connections * 4,
        "CONCURRENT_ITEMS": 8,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "STATS_DUMP": False,
        "LOG_ENABLED": False,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }  # fmt: skip


def _start_reactor() -> None:
    """Lay Twisted's reactor over the loop that runs; there is one for the life of a process."""
    if is_reactor_installed():
        return
    asyncioreactor = import_module("twisted.internet.asyncioreactor")
    asyncioreactor.install(asyncio.get_running_loop())
    reactor = import_module("twisted.internet.reactor")
    reactor.startRunning(installSignalHandlers=False)


class Waves:
    """Starts waves and waits for them."""

    def __init__(self, limits: Limits, outfit: Outfit, unverified: Collection[str] = ()) -> None:
        # Its warnings about each request would repeat what the desk records.
        logging.getLogger("scrapy").setLevel(logging.ERROR)
        if limits.twisted:
            _start_reactor()
        self.outfit = outfit
        self.running = 0
        self._ended = 0
        self._earlier: list[AsyncCrawlerRunner] = []
        self._fit(limits, unverified)

    def _fit(self, limits: Limits, unverified: Collection[str]) -> None:
        self._unverified = frozenset(unverified)
        self._strict, self._lenient = (
            AsyncCrawlerRunner(Settings(scrapy_settings(limits, verify_tls=verify)))
            for verify in (True, False)
        )

    def adopt(self, limits: Limits, unverified: Collection[str]) -> None:
        """Let the waves that begin from now on have other limits."""
        busy = [*self._earlier, self._strict, self._lenient]
        self._earlier = [runner for runner in busy if runner.crawlers]
        self._fit(limits, unverified)

    async def crawl(self, fetches: Sequence[Fetch]) -> None:
        """Run one wave to its end; `unverified` sources crawl beside it on their own."""
        lenient = [fetch for fetch in fetches if fetch.source in self._unverified]
        strict = [fetch for fetch in fetches if fetch.source not in self._unverified]
        crawls = [
            runner.crawl(WaveSpider, fetches=part, outfit=self.outfit)
            for runner, part in ((self._strict, strict), (self._lenient, lenient))
            if part
        ]
        await self._through(crawls)

    async def visit(self, source: str, visit: Visit) -> None:
        """Let a coroutine ask a source's addresses, for a wave's time at most."""
        runner = self._lenient if source in self._unverified else self._strict
        await self._through([runner.crawl(VisitSpider, visit=visit, outfit=self.outfit)])

    async def _through(self, crawls: Sequence[Awaitable[None]]) -> None:
        """Wait for crawls to end by themselves."""
        self.running += 1
        try:
            await asyncio.gather(*[asyncio.shield(crawl) for crawl in crawls])
        finally:
            self.running -= 1
            self.outfit.gate.forget_idle()
            self._sweep(len(crawls))

    def _sweep(self, ended: int) -> None:
        """Give back now and then what ended crawls have left in memory."""
        self._ended += ended
        if self._ended >= SWEEP_EVERY:
            self._ended = 0
            gc.collect()
            give_back()

    async def stop(self) -> None:
        """End all waves: what is under way is finished, the rest is given back.

        With the gate closed every request ends at once, so the crawls end by themselves.
        Scrapy's own stop is not used: a crawl that it meets while it starts hangs for ever.
        """
        self.outfit.gate.close()
        for runner in (self._strict, self._lenient, *self._earlier):
            await runner.join()
