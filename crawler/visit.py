"""Visit a source by hand: ask one address after another and see all that comes back.

A wave hands over what is usable and forgets the rest; whoever checks a source wants to
know what a refusal looked like, where a redirect led, and how long the certificate is
good.  So a visit is a crawl of its own in which a coroutine asks and awaits:

    async def visit(ask):
        heard = await ask(fetch)       # Heard(status=403, body=b"Just a moment…", …)

It takes the waves' own downloader: the same gate, guard, robots.txt, limits and headers.
Discarded: a second HTTP client for checks (it would answer for another program than the
one that crawls, and would need a guard of its own).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from scrapy.http import Request, Response

from crawler.answers import (
    CERTIFICATE,
    Answer,
    Failure,
    RobotsRefused,
    certificate_dates,
    exception_failure,
)
from crawler.gate import GateClosedError, TurnTooLateError
from crawler.robots import RobotsFile
from crawler.spider import Outfit, WaveSpider
from news.source import Fetch

_LOST = 240.0  # real seconds after which a request that Scrapy dropped is given up


@dataclass(frozen=True)
class Heard:
    """What came of asking one address: an answer, or `failure` says why there is none.

    `hops` are the redirects on the way, each with its status; `url` is who answered or
    failed in the end.  `seconds` pass from the last request to its first byte.  `withheld`
    says that it was we who did not ask, `paused` that we did not because the host must rest.
    """

    asked: str
    url: str
    at: datetime
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    hops: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0
    address: str = ""
    certificate_until: datetime | None = None
    failure: str = ""
    withheld: bool = False
    paused: bool = False

    def header(self, name: str) -> str:
        """Return a header's value, "" where it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


Ask = Callable[[Fetch], Awaitable[Heard]]
Visit = Callable[[Ask], Awaitable[None]]


class VisitSpider(WaveSpider):
    """Lets a coroutine ask; ends when it does."""

    def __init__(self, visit: Visit, outfit: Outfit, **kwargs: Any) -> None:
        super().__init__((), outfit, **kwargs)
        self._visit = visit
        self._asked: asyncio.Queue[Request | None] = asyncio.Queue()

    async def start(self) -> AsyncIterator[Request]:
        """Pass on what is asked for."""
        visiting = asyncio.create_task(self._run())
        try:
            while (request := await self._asked.get()) is not None:
                yield request
            await visiting
        finally:
            visiting.cancel()

    async def _run(self) -> None:
        try:
            await self._visit(self.ask)
        finally:
            self._asked.put_nowait(None)

    async def ask(self, fetch: Fetch) -> Heard:
        """Ask for an address; raises only GateClosedError, when all is to end."""
        try:
            request = self.request(fetch)
        except ValueError:
            return self._failed(fetch, fetch.url, "its address is no web address")
        heard: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        request.meta["heard"] = heard
        self._asked.put_nowait(request)
        try:
            return await asyncio.wait_for(heard, _LOST)
        except TimeoutError:
            return self._failed(fetch, fetch.url, "its answer got lost in redirects")

    async def answered(self, response: Response, fetch: Fetch) -> AsyncIterator[Request]:
        """Hand over an answer, whatever its status."""
        waiting: asyncio.Future[Heard] = response.meta["heard"]
        if not waiting.done():
            waiting.set_result(_heard(fetch, response, self.outfit.clock.now()))
        for request in list[Request]():  # an answer brings no further request by itself
            yield request

    async def failed(self, failure: Any) -> None:
        """Hand over what went wrong below HTTP, and on which hop."""
        request, error = failure.request, failure.value
        waiting: asyncio.Future[Heard] = request.meta["heard"]
        if waiting.done():
            return
        if isinstance(error, GateClosedError) and not isinstance(error, TurnTooLateError):
            waiting.set_exception(error)
            return
        heard = self._failed(request.meta["fetch"], request.url, _reason(error), request.meta)
        paused = isinstance(error, TurnTooLateError)
        withheld = paused or isinstance(error, RobotsRefused)
        waiting.set_result(replace(heard, withheld=withheld, paused=paused))

    def _failed(self, fetch: Fetch, url: str, reason: str, meta: Any = None) -> Heard:
        hops = _hops(meta or {})
        return Heard(fetch.url, url, self.outfit.clock.now(), hops=hops, failure=reason)


class Nobody:
    """The desk of those who only look: it takes note of nothing."""

    async def polled(self, answer: Answer) -> Sequence[Fetch]:  # noqa: ARG002  the port's
        """Bring nothing to light."""
        return ()

    async def page(self, answer: Answer) -> None:
        """Keep no page."""

    async def failed(self, fetch: Fetch, failure: Failure) -> None:
        """Note no failure."""

    async def released(self, fetch: Fetch) -> None:
        """Take nothing back."""

    async def paused(self, host: str, seconds: float) -> None:
        """Leave pauses to the gate."""

    async def robots_read(self, host: str, file: RobotsFile) -> None:
        """Leave robots.txt to the memory of this process."""


def _heard(fetch: Fetch, response: Response, now: datetime) -> Heard:
    dates = certificate_dates(response.meta.get(CERTIFICATE))
    return Heard(
        asked=fetch.url,
        url=response.url,
        at=now,
        status=response.status,
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ),
        body=response.body,
        hops=_hops(response.meta),
        seconds=float(response.meta.get("download_latency", 0.0)),
        address=str(response.ip_address or ""),
        certificate_until=dates and dates[1],
    )


def _hops(meta: Any) -> tuple[tuple[str, int], ...]:
    """Return the addresses that led on, with the status of each."""
    reasons = [
        reason if isinstance(reason, int) else 0 for reason in meta.get("redirect_reasons", ())
    ]
    return tuple(zip(meta.get("redirect_urls", ()), reasons, strict=True))


def _reason(error: BaseException) -> str:
    if isinstance(error, TurnTooLateError):
        return f"its host wants a pause of {error.wait:.0f} s first"
    return exception_failure(error).reason
