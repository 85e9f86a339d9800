"""One wave: fetch what is due, and what that brings to light, in one Scrapy crawl.

    feed ──answer──▶ desk.polled ──new articles──▶ fetched in this same crawl
    article ──answer──▶ desk.page

The spider fetches and hands over; the desk decides and remembers.  It awaits the
desk's commit before it goes on, so what a feed brought is durable before its first
page is asked for.  What fails is told to the desk; what gets lost without a word (Scrapy
drops a redirect to itself) comes back when its lease ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

import aiohttp
import scrapy
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler.answers import (
    Answer,
    Failure,
    RobotsRefused,
    exception_failure,
    read_answer,
    status_failure,
)
from crawler.gate import Gate, GateClosedError
from crawler.guard import Guard
from crawler.robots import Robots, RobotsFile, read_robots
from crawler.urls import host_of
from news.moment import Clock
from news.source import Fetch, FetchKind

_POLLED = {FetchKind.FEED, FetchKind.SITEMAP, FetchKind.SECTION}
_FIELD_BYTES = 65_536  # real news sites send header lines beyond aiohttp's 8,190


class Desk(Protocol):
    """To whom a wave reports; each call returns when its work is durable."""

    async def polled(self, answer: Answer) -> Sequence[Fetch]:
        """Take a feed's answer; return the new articles to fetch now."""

    async def page(self, answer: Answer) -> None:
        """Take an article's page."""

    async def failed(self, fetch: Fetch, failure: Failure) -> None:
        """Take note that a fetch failed."""

    async def released(self, fetch: Fetch) -> None:
        """Take back a fetch that was not tried, because the process stops."""

    async def robots_read(self, host: str, file: RobotsFile) -> None:
        """Keep a host's robots.txt."""


class Outfit:
    """What all waves of a process share; without `robots` no robots.txt is asked for."""

    def __init__(
        self, clock: Clock, gate: Gate, guard: Guard, robots: Robots | None, desk: Desk
    ) -> None:
        self.clock, self.gate, self.guard = clock, gate, guard
        self.robots, self.desk = robots, desk


class WaveSpider(scrapy.Spider):
    """Fetches one wave."""

    name = "wave"

    def __init__(self, fetches: Sequence[Fetch], outfit: Outfit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fetches, self.outfit = fetches, outfit

    async def start(self) -> AsyncIterator[Request]:
        """Begin with what is due."""
        for fetch in self.fetches:
            yield self.request(fetch)

    def request(self, fetch: Fetch) -> Request:
        """Ask for one address, with its validators, byte for byte."""
        headers = {}
        if fetch.etag:
            headers["If-None-Match"] = fetch.etag.encode("latin-1", "replace")
        if fetch.last_modified:
            headers["If-Modified-Since"] = fetch.last_modified.encode("latin-1", "replace")
        return Request(
            fetch.url,
            callback=self.answered,
            errback=self.failed,
            headers=headers,
            dont_filter=True,
            cb_kwargs={"fetch": fetch},
            meta={"fetch": fetch},
            # Pages that wait go before further polls: what is news leaves first.
            priority=0 if fetch.kind in _POLLED else 1,
        )

    async def answered(self, response: Response, fetch: Fetch) -> AsyncIterator[Request]:
        """Hand an answer to the desk and go on with what it brings to light."""
        now = self.outfit.clock.now()
        failure = status_failure(response, now)
        if failure is not None:
            await self.outfit.desk.failed(fetch, failure)
        elif fetch.kind in _POLLED:
            for found in await self.outfit.desk.polled(read_answer(fetch, response, now)):
                yield self.request(found)
        else:
            await self.outfit.desk.page(read_answer(fetch, response, now))

    async def failed(self, failure: Any) -> None:
        """Tell the desk what went wrong below HTTP."""
        fetch = failure.request.meta["fetch"]
        if failure.check(GateClosedError):
            await self.outfit.desk.released(fetch)
            return
        await self.outfit.desk.failed(fetch, exception_failure(failure.value))


class RobotsMiddleware:
    """Asks `Robots` before each request, on each hop, except for feeds and robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Fit Scrapy's way of making middlewares."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or refuse it with RobotsRefused."""
        fetch: Fetch | None = request.meta.get("fetch")
        outfit = _outfit(self._crawler)
        robots = outfit.robots
        if robots is None or fetch is None or fetch.kind is FetchKind.FEED:
            return
        host = host_of(request.url)
        verdict = await robots.verdict(
            request.url, host, outfit.clock.now(), lambda: self._ask(request.url, host)
        )
        if verdict.delay:
            outfit.gate.slow_down(host, verdict.delay)
        if not verdict.allowed:
            raise RobotsRefused(verdict.reason, permanent=verdict.permanent)

    async def _ask(self, url: str, host: str) -> RobotsFile:
        """Fetch a host's robots.txt through the same gate and guard."""
        outfit = _outfit(self._crawler)
        scheme = url.partition("://")[0]
        request = Request(f"{scheme}://{host}/robots.txt", dont_filter=True, callback=NO_CALLBACK)
        assert self._crawler.engine is not None  # noqa: S101  requests exist only while it runs
        try:
            response = await self._crawler.engine.download_async(request)
            file = read_robots(response.status, response.body, outfit.clock.now())
        except Exception:  # noqa: BLE001  whatever went wrong, there is no answer
            file = read_robots(0, b"", outfit.clock.now())
        await outfit.desk.robots_read(host, file)
        return file


class GuardedHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler behind our gate and guard, for long headers too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._outfit = _outfit(crawler)
        self._unguarded = self._session
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._pool_size_total,
                limit_per_host=self._pool_size_per_host,
                socket_factory=self._outfit.guard.socket_factory(),
                ttl_dns_cache=60,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=_FIELD_BYTES,
            max_field_size=_FIELD_BYTES,
        )

    async def download_request(self, request: Request) -> Response:
        """Download in the host's lane."""
        async with self._outfit.gate.lane(host_of(request.url)):
            return await super().download_request(request)

    async def close(self) -> None:
        """Close both sessions; the unguarded one never made a connection."""
        await self._unguarded.close()
        await super().close()


def _outfit(crawler: Crawler) -> Outfit:
    assert isinstance(crawler.spider, WaveSpider)  # noqa: S101  only waves use these settings
    return crawler.spider.outfit
