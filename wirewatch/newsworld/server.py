"""Serve the world's outlets on loopback, each on an address of its own.

    request ──meet a fault?──▶ played
            └─no─▶ answer(path, world time) ──validators──▶ 304 | body, gzip or br

Outlets differ by address (127.61.0.1, 127.61.0.2, …) on one port, because politeness,
robots.txt and health are kept per host; where only 127.0.0.1 can be bound (macOS) each
outlet gets a port instead.  Everything is computed from the clock at the moment of the
request: an article is 404 before its time, a later text replaces the earlier one.

Discarded: a framework's router (ten kinds of address, all data of the outlet), and
answers prepared ahead (the clock may be moved by hand).
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import struct
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256

import brotli  # type: ignore[import-untyped]
from aiohttp import web

from news.moment import Clock
from wirewatch.newsworld import faults as broken
from wirewatch.newsworld.faults import Fault, Faults
from wirewatch.newsworld.listings import CONTENT_TYPES, SITEMAP_FACTOR, listing
from wirewatch.newsworld.log import Asked
from wirewatch.newsworld.pages import Card, page
from wirewatch.newsworld.printed import Listing, ListKind, Outlet, Printed, Text
from wirewatch.newsworld.truth import Truth
from wirewatch.newsworld.world import World

WINDOW = 20  # rows of a list, unless told
HTML = "text/html; charset=utf-8"
_TRIES = 20
_RELATED = 6
# How far back a page looks for what it links to; more would cost time in a large world.
_NEARBY = 60
# Pages kept as printed, so that a reader is measured and not the press.
_KEPT = 2_048
_VALIDATORS = {"If-None-Match", "If-Modified-Since"}
CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b"<h1>Checking that you are not a robot</h1><noscript>Please enable scripts.</noscript>"
    b"</body></html>"
)


@dataclass(frozen=True)
class Answer:
    """What an outlet has at a path: bytes, their type, and when they last changed."""

    body: bytes
    content_type: str
    changed: datetime

    @property
    def etag(self) -> str:
        """A strong validator over the body."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True)
class Sizes:
    """How much an outlet shows and prints: rows of a list, bytes of a page.

    `furniture` is how many elements of menus, rails and comments stand around a text: real
    pages have about 900, and reading them is what takes time.  With `lures` the "Read more"
    lines inside a text may name any other article of the event, so that a reader who takes
    them for text finds matches that are not there.
    """

    window: int = WINDOW
    page: int = 25_000
    filler_page: int = 60_000
    lures: bool = False
    furniture: int = 0


@dataclass
class ServedOutlet:
    """One outlet while it is served; `url` has no slash at its end."""

    outlet: Outlet
    world: World
    clock: Clock
    sizes: Sizes
    url: str = ""
    faults: Faults = field(default_factory=Faults)

    def feed_urls(self, *kinds: ListKind) -> list[str]:
        """Return the addresses of its lists of these kinds."""
        return [self.url + item.path for item in self.outlet.listings if item.kind in kinds]

    def answer(self, path: str, now: datetime) -> Answer | None:
        """Return what stands at a path at this time; None where nothing does."""
        if found := self.world.by_address.get((self.outlet.slug, path)):
            return self._article(found, now)
        if shown := next((item for item in self.outlet.listings if item.path == path), None):
            return self._list(shown, now)
        if path == "/":
            return self._list(Listing(ListKind.SECTION, "/"), now)
        if path == "/robots.txt":
            return Answer(self._robots(), "text/plain; charset=utf-8", self.world.start)
        if path == "/assets/site.css":
            return Answer(b"body{color:#222}\n", "text/css", self.world.start)
        return None

    def _article(self, item: Printed, now: datetime) -> Answer | None:
        text = item.text(now)
        if text is None:
            return None
        # The counters of a restless outlet move by the hour, its pages with them.
        seen = now.replace(minute=0, second=0, microsecond=0) if self.outlet.restless else text.at
        return Answer(self._printed(item, text, seen), HTML, max(text.at, min(seen, now)))

    def _printed(self, item: Printed, text: Text, seen: datetime) -> bytes:
        return _print(
            self.outlet, self.world, self.url, self.sizes, item=item, text=text, seen=seen
        )

    def _list(self, shown: Listing, now: datetime) -> Answer:
        rows = self.sizes.window
        if shown.kind is ListKind.SITEMAP:
            rows *= SITEMAP_FACTOR
        items = self.world.published(self.outlet, now, rows)
        texts = [text.at for item in items if (text := item.text(now))]
        body = listing(self.outlet, shown, items, site=self.url, now=now)
        return Answer(body, CONTENT_TYPES[shown.kind], max(texts, default=self.world.start))

    def _robots(self) -> bytes:
        lines = ["User-agent: *", "Disallow: /search", "Disallow: /login", "Disallow: /share"]
        if self.outlet.crawl_delay:
            lines.append(f"Crawl-delay: {self.outlet.crawl_delay}")
        lines += [f"Sitemap: {url}" for url in self.feed_urls(ListKind.SITEMAP)]
        return "\n".join([*lines, ""]).encode()


@lru_cache(maxsize=_KEPT)
def _print(
    outlet: Outlet,
    world: World,
    site: str,
    sizes: Sizes,
    *,
    item: Printed,
    text: Text,
    seen: datetime,
) -> bytes:
    """Print a page once for all its readers."""
    others = [other for other in world.published(outlet, text.at, _NEARBY) if other.id != item.id]
    cards = [_card(other, text.at) for other in others[:_RELATED]]
    same = [other for other in others if other.event == item.event]
    if not sizes.lures:
        same = [other for other in same if _matched(other, text.at) <= set(text.matches)]
    return page(
        outlet,
        item,
        text,
        site=site,
        now=seen,
        related=cards,
        also=_card(same[0], text.at) if same else None,
        size=sizes.filler_page if item.filler else sizes.page,
        around=sizes.furniture,
    )


def _matched(item: Printed, now: datetime) -> set[str]:
    text = item.text(now) or item.texts[0]
    return set(text.matches)


def _card(item: Printed, now: datetime) -> Card:
    text = item.text(now) or item.texts[0]
    return Card(item.paths[0], text.title)


@dataclass
class Served:
    """The world while it is served: outlets by slug, and what they were asked."""

    world: World
    clock: Clock
    outlets: dict[str, ServedOutlet]
    log: list[Asked] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def addresses(self) -> dict[str, str]:
        """The outlets' addresses by slug."""
        return {slug: outlet.url for slug, outlet in self.outlets.items()}

    def truth(self) -> Truth:
        """Return the world's truth, with the faults that were put before its articles."""
        truth = self.world.truth()
        met = {
            item.id: tuple(
                name for path in item.paths for name in self.outlets[item.outlet].faults.names(path)
            )
            for item in truth.articles
        }
        return truth.with_faults(met)


@asynccontextmanager
async def serve(
    world: World,
    clock: Clock,
    *,
    window: int = WINDOW,
    page_bytes: int = 25_000,
    filler_bytes: int = 60_000,
    lures: bool = False,
    furniture: int = 0,
    network: str = "127.61.0",
) -> AsyncIterator[Served]:
    """Serve all outlets until the block is left; `network` is where they get addresses."""
    sizes = Sizes(window, page_bytes, filler_bytes, lures, furniture)
    outlets = {item.slug: ServedOutlet(item, world, clock, sizes) for item in world.outlets}
    served = Served(world, clock, outlets)
    async with contextlib.AsyncExitStack() as stack:
        for outlet, listener in zip(
            outlets.values(), _listeners(network, len(outlets)), strict=True
        ):
            host, port = listener.getsockname()
            outlet.url = f"http://{host}:{port}"
            runner = web.ServerRunner(web.Server(_Door(served, outlet)), shutdown_timeout=0.5)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, listener).start()
        try:
            yield served
        finally:
            served.closing.set()


def _listeners(network: str, count: int) -> list[socket.socket]:
    """Bind one address each on a common port, else ports of 127.0.0.1."""
    for _ in range(_TRIES):
        bound: list[socket.socket] = []
        try:
            for index in range(count):
                port = bound[0].getsockname()[1] if bound else 0
                bound.append(bind(f"{network}.{index + 1}", port))
        except OSError:
            # The port is taken on one of them, or the address cannot be had at all.
            for listener in bound:
                listener.close()
            if not bound:
                break
        else:
            return bound
    return [bind("127.0.0.1", 0) for _ in range(count)]


def bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; OSError where it cannot be had."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


class _Door:
    """What stands at an outlet's address: notes each request and answers it."""

    def __init__(self, served: Served, outlet: ServedOutlet) -> None:
        self.served, self.outlet = served, outlet

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request and note it, also when its reader went away."""
        world, real = self.served.clock.now(), time.monotonic()
        status = 0
        try:
            response = await self._answer(request, world)
            status = response.status if request.transport is not None else 0
            return response
        finally:
            headers = request.headers
            conditional = bool(_VALIDATORS & set(headers))
            agent = headers.get("User-Agent", "")
            took = time.monotonic() - real
            slug = self.outlet.outlet.slug
            self.served.log.append(
                Asked(slug, request.path_qs, status, conditional, world, real, took, agent)
            )

    async def _answer(self, request: web.BaseRequest, now: datetime) -> web.StreamResponse:
        if request.method not in {"GET", "HEAD"}:
            return _dated(web.Response(status=405), now)
        found = self.outlet.answer(request.path, now)
        if fault := self.outlet.faults.meet(request.path, now):
            return await self._break(request, fault, found, now)
        if found is None:
            return _dated(web.Response(status=404, text="No such page"), now)
        return whole(request.headers, found, now)

    async def _break(
        self, request: web.BaseRequest, fault: Fault, found: Answer | None, now: datetime
    ) -> web.StreamResponse:
        body = found or Answer(b"", HTML, now)
        match fault:
            case broken.Hang(seconds):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.served.closing.wait(), seconds)
                return _cut(request)
            case broken.Reset():
                return _cut(request)
            case broken.Truncated(part):
                return await _partly(request, body, part)
            case broken.Slow():
                return await self._drip(request, body, fault)
        return _dated(_wrong(request.headers, fault, body, now), now)

    async def _drip(
        self, request: web.BaseRequest, found: Answer, slow: broken.Slow
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": found.content_type})
        response.content_length = len(found.body)
        await response.prepare(request)
        for at in range(0, len(found.body), slow.chunk):
            await response.write(found.body[at : at + slow.chunk])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.served.closing.wait(), slow.pause)
            if self.served.closing.is_set():
                return _cut(request)
        await response.write_eof()
        return response


def _wrong(headers: Mapping[str, str], fault: Fault, found: Answer, now: datetime) -> web.Response:
    """Make the wrong answers that come in one piece."""
    status, body, extra = 200, b"", {"Content-Type": found.content_type}
    match fault:
        case broken.NotModifiedLiar():
            if not _VALIDATORS & set(headers):
                return whole(headers, found, now)
            status = 304
        case broken.Status(status, retry_after):
            extra = {} if retry_after is None else {"Retry-After": str(retry_after)}
        case broken.Redirect(to, status):
            extra = {"Location": to}
        case broken.Body(body, content_type, encoding):
            extra = {"Content-Type": content_type}
            if encoding:
                extra["Content-Encoding"] = encoding
        case broken.HtmlInsteadOfFeed():
            body, extra = CHALLENGE, {"Content-Type": HTML}
    return web.Response(status=status, body=body, headers=extra)


def whole(headers: Mapping[str, str], found: Answer, now: datetime) -> web.Response:
    """Answer in full, or with 304 where the reader's copy is still good."""
    validators = {
        "ETag": found.etag,
        "Last-Modified": format_datetime(found.changed.replace(microsecond=0), usegmt=True),
        "Vary": "Accept-Encoding",
    }
    if unchanged(headers, found):
        return _dated(web.Response(status=304, headers=validators), now)
    body, encoding = packed(found.body, headers.get("Accept-Encoding", ""))
    extra = {"Content-Encoding": encoding} if encoding else {}
    about = {"Content-Type": found.content_type, **validators, **extra}
    return _dated(web.Response(body=body, headers=about), now)


def unchanged(headers: Mapping[str, str], found: Answer) -> bool:
    """Say whether the reader's validators still hold; an ETag outweighs a date."""
    if (tags := headers.get("If-None-Match")) is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return found.etag in known or "*" in known
    try:
        since = parsedate_to_datetime(headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return found.changed.replace(microsecond=0) <= since


def packed(body: bytes, accepted: str) -> tuple[bytes, str]:
    """Compress for a reader who accepts it; small bodies stay as they are."""
    offered = {part.split(";")[0].strip() for part in accepted.lower().split(",")}
    if len(body) < 500:  # noqa: PLR2004  below that the headers weigh more
        return body, ""
    encoding = next((name for name in ("br", "gzip") if name in offered), "")
    return (_compressed(body, encoding), encoding) if encoding else (body, "")


@lru_cache(maxsize=_KEPT)
def _compressed(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=3))
    return gzip.compress(body, compresslevel=3, mtime=0)


def _dated(response: web.Response, now: datetime) -> web.Response:
    """Write the world's time, not the machine's."""
    response.headers["Date"] = format_datetime(now.replace(microsecond=0), usegmt=True)
    return response


async def _partly(request: web.BaseRequest, found: Answer, part: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": found.content_type})
    response.content_length = max(1, len(found.body))
    await response.prepare(request)
    await response.write(found.body[: int(len(found.body) * part)])
    if request.transport is not None:
        request.transport.close()
    return response


def _cut(request: web.BaseRequest) -> web.Response:
    """Break the connection: a reset, not a polite end."""
    transport = request.transport
    if transport is not None:
        plug = transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)
