"""One wave: fetch what is due, and what that brings to light, in one Scrapy crawl.

    feed ──answer──▶ desk.polled ──new articles──▶ fetched in this same crawl
    article ──answer──▶ desk.page

The spider fetches and hands over; the desk decides and remembers.  It awaits the
desk's commit before it goes on, so what a feed brought is durable before its first
page is asked for.  What fails is told to the desk; what gets lost without a word (Scrapy
drops a redirect to itself) comes back when its lease ends.  What a wave has not come to
when it is ended is given back.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
import scrapy
from aiohttp.abc import AbstractResolver
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.downloader.handlers._base_streaming import _BaseResponseArgs
from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings
from scrapy.utils.ssl import _make_ssl_context

from crawler.answers import (
    CERTIFICATE,
    Answer,
    Failure,
    Refused,
    RobotsRefused,
    causes,
    exception_failure,
    is_conditional,
    pause_asked,
    read_answer,
    status_failure,
)
from crawler.gate import Gate, GateClosedError, TurnTooLateError
from crawler.guard import AddressRefusedError, Guard
from crawler.names import Names
from crawler.rhythm import wants_whole
from crawler.robots import Robots, RobotsFile, read_robots
from crawler.urls import host_of
from crawler.validators import WHOLE
from news.moment import Clock
from news.source import Fetch, FetchKind

_POLLED = {
    FetchKind.FEED,
    FetchKind.SITEMAP,
    FetchKind.SECTION,
    FetchKind.BACKFILL,
    FetchKind.OLDER,
}
_NO_ADDRESS = Failure("its address is no web address", permanent=True)
_NAMES_SOMEBODY = Failure("its address holds a user name or password", permanent=True)
_NOT_MODIFIED = 304
_KEEPALIVE = 4.0
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

    async def paused(self, host: str, seconds: float) -> None:
        """Keep that a host asked for a pause."""

    async def robots_read(self, host: str, file: RobotsFile) -> None:
        """Keep a host's robots.txt."""


class Outfit:
    """What all waves of a process share; without `robots` no robots.txt is asked for."""

    def __init__(
        self, clock: Clock, gate: Gate, guard: Guard, robots: Robots | None, desk: Desk
    ) -> None:
        self.clock, self.gate, self.guard = clock, gate, guard
        self.robots, self.desk = robots, desk
        self.names: AbstractResolver = Names()


class WaveSpider(scrapy.Spider):
    """Fetches one wave."""

    name = "wave"

    def __init__(self, fetches: Sequence[Fetch], outfit: Outfit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fetches, self.outfit = fetches, outfit
        self.open: dict[int, Fetch] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Begin with what is due."""
        async for request in self.requests(self.fetches):
            yield request

    async def requests(self, fetches: Sequence[Fetch]) -> AsyncIterator[Request]:
        """Make requests; an address that cannot be one fails alone."""
        self.open |= {fetch.id: fetch for fetch in fetches}
        for fetch in fetches:
            try:
                request = self.request(fetch)
            except ValueError:
                await self.tell_failure(fetch, _NO_ADDRESS)
            else:
                yield request

    def request(self, fetch: Fetch) -> Request:
        """Ask for one address, with its validators; ValueError if it is no web address."""
        if not fetch.url.lower().startswith(("http://", "https://")):
            raise ValueError(fetch.url)
        now = self.outfit.clock.now()
        request = Request(
            fetch.url,
            callback=self.answered,
            errback=self.failed,
            dont_filter=True,
            cb_kwargs={"fetch": fetch},
            meta={
                "fetch": fetch,
                WHOLE: fetch.past is not None and wants_whole(fetch.past, now),
            },
            # Pages that wait go before further polls: what is news leaves first.
            priority=0 if fetch.kind in _POLLED else 1,
        )
        # What had to be escaped now is; unescaping "%2F" would break signed addresses.
        request.meta["verbatim_url"] = True
        return request

    async def answered(self, response: Response, fetch: Fetch) -> AsyncIterator[Request]:
        """Hand an answer to the desk and go on with what it brings to light."""
        now = self.outfit.clock.now()
        failure = status_failure(response, now)
        if failure is None and response.status == _NOT_MODIFIED and not is_conditional(response):
            failure = Failure("http 304, though it was asked for all")
        if failure is not None:
            await self.tell_failure(fetch, failure)
            return
        self.open.pop(fetch.id, None)
        if fetch.kind in _POLLED:
            found = await self.outfit.desk.polled(read_answer(fetch, response, now))
            async for request in self.requests(found):
                yield request
        else:
            await self.outfit.desk.page(read_answer(fetch, response, now))

    async def failed(self, failure: Any) -> None:
        """Tell the desk what went wrong below HTTP."""
        request, error = failure.request, failure.value
        fetch: Fetch = request.meta["fetch"]
        if not isinstance(error, GateClosedError):
            await self.tell_failure(fetch, exception_failure(error))
        elif isinstance(error, TurnTooLateError) and error.paused and request.url != fetch.url:
            # Given back, it would ask its own host for this redirect again and again.
            paused = Failure("its host asked for a pause", 0.5, retry_after=error.wait)
            await self.tell_failure(fetch, paused)
        else:
            self.open.pop(fetch.id, None)
            await self.outfit.desk.released(fetch)

    async def tell_failure(self, fetch: Fetch, failure: Failure) -> None:
        """Tell the desk that there is no answer."""
        self.open.pop(fetch.id, None)
        await self.outfit.desk.failed(fetch, failure)

    async def closed(self, reason: str) -> None:
        """Give back what an ended wave has not come to; Scrapy calls this.

        After a wave that finished by itself nothing is given back: what got lost there would
        get lost again at once.
        """
        if reason == "finished":
            return
        for fetch in self.open.values():
            await self.outfit.desk.released(fetch)
        self.open.clear()


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
        except GateClosedError:
            raise  # it was not asked, so this says nothing about the host
        except Exception as error:  # whatever else went wrong, there is no answer
            if any(isinstance(cause, AddressRefusedError) for cause in causes(error)):
                raise
            file = read_robots(0, b"", outfit.clock.now())
        await outfit.desk.robots_read(host, file)
        return file


class GuardedHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler behind our gate and guard, for long headers too."""

    def __init__(self, crawler: Crawler) -> None:
        # Not our parent's own: it opens an unguarded session, and reads the certificates of
        # all authorities anew, which took 38 of a small wave's 60 ms.
        super(AiohttpDownloadHandler, self).__init__(crawler)
        self._ssl_context = _tls(crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"))
        self._outfit = _outfit(crawler)
        clock, seconds = self._outfit.clock, crawler.settings.getfloat("CLOSESPIDER_TIMEOUT")
        self._until = clock.monotonic() + seconds * clock.speed
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._pool_size_total,
                limit_per_host=self._pool_size_per_host,
                socket_factory=self._outfit.guard.socket_factory(),
                resolver=self._outfit.names,
                ttl_dns_cache=60,
                # Less than Apache's and Node's five: a connection that the other side gives
                # up just now breaks the request on it.
                keepalive_timeout=_KEEPALIVE,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=_FIELD_BYTES,
            max_field_size=_FIELD_BYTES,
        )
        # aiohttp asks again at once after a reset; when to ask again is the desk's to say.
        self._session._retry_connection = False  # noqa: SLF001  it has no public name

    async def download_request(self, request: Request) -> Response:
        """Download in the host's lane."""
        if "@" in urlsplit(request.url).netloc:
            # Whoever redirects us so wants us to log in somewhere, in our name or another's.
            raise Refused(_NAMES_SOMEBODY)
        host, gate, clock = host_of(request.url), self._outfit.gate, self._outfit.clock
        async with gate.lane(host, self._until):
            response = await gate.unless_closed(super().download_request(request))
            # Before the next in the lane goes, and for whoever answered, after redirects.
            if pause := pause_asked(response, clock.now()):
                gate.pause(host, pause)
                await self._outfit.desk.paused(host, pause)
            return response

    @staticmethod
    def _build_base_response_args(
        response: _ClientResponse, request: Request, headers: Headers
    ) -> _BaseResponseArgs:
        """Keep the certificate too, in words that need no further library."""
        if response._ssl_object is not None:  # noqa: SLF001  it has no public name
            request.meta[CERTIFICATE] = response._ssl_object.getpeercert()  # noqa: SLF001
        build = AiohttpDownloadHandler._build_base_response_args  # noqa: SLF001  our parent's
        return build(response, request, headers)

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        """Take the headers as bytes: not all are UTF-8."""
        return Headers(list(response.raw_headers))


@lru_cache(maxsize=2)
def _tls(verify: bool) -> ssl.SSLContext:
    """Return what all waves of this process connect with."""
    return _make_ssl_context(Settings({"DOWNLOAD_VERIFY_CERTIFICATES": verify}))


def _outfit(crawler: Crawler) -> Outfit:
    assert isinstance(crawler.spider, WaveSpider)  # noqa: S101  only waves use these settings
    return crawler.spider.outfit
