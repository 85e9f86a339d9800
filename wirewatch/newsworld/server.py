"""Serve the world's outlets on loopback, each on an address of its own.

    request ──meet a fault?──▶ played
            └─no─▶ answer(path, world time) ──validators──▶ 304 | body, gzip or br

With an authority some outlets speak TLS; which certificate one shows is decided at each
handshake, so that it may expire and be renewed while it is served.

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
import re
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

from aiohttp import web

from news.moment import Clock
from wirewatch.newsworld import faults as broken
from wirewatch.newsworld.faults import Fault, Faults
from wirewatch.newsworld.listings import CONTENT_TYPES, SITEMAP_FACTOR, index, listing
from wirewatch.newsworld.log import Asked
from wirewatch.newsworld.packing import packed, squeezed
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
# Each list stands there too, for outlets that move: Redirect(MOVED + "/feeds/home.xml", 301).
MOVED = "/v2"
_GOOD = "good"
OLDER = "older list"
_QUARTER = 6  # hours of one part of a sitemap index
_PART = re.compile(r"/sitemaps/(\d{4}-\d\d-\d\d-\d\d)\.xml")
_PAGE = re.compile(r"(/.*)/page/([2-9]|[1-9]\d{1,2})/?")
_LIE = '"new-'  # how an ETag begins that means nothing
Reply = TypeVar("Reply", bound=web.StreamResponse)
_FORBIDDEN = ("/search", "/login", "/share")
CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b"<h1>Checking that you are not a robot</h1><noscript>Please enable scripts.</noscript>"
    b"</body></html>"
)


@dataclass(frozen=True)
class Answer:
    """What an outlet has at a path: bytes, their type, and when they last changed.

    `kind` is of a list its kind, OLDER where nobody polls it, "article" or "robots"; it is
    fresh for `max_age` seconds.
    """

    body: bytes
    content_type: str
    changed: datetime
    kind: str = ""
    max_age: int = 0
    expires: bool = False

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

    def feed_urls(self, *kinds: ListKind, unlisted: bool = False) -> list[str]:
        """Return the addresses of its lists of these kinds, of the `unlisted` too if asked."""
        shown = [item for item in self.outlet.listings if unlisted or not item.unlisted]
        return [self.url + item.path for item in shown if item.kind in kinds]

    def answer(self, path: str, now: datetime) -> Answer | None:
        """Return what stands at a path at this time; None where nothing does."""
        if found := self.world.by_address.get((self.outlet.slug, path)):
            return self._article(found, now)
        at = path.removeprefix(MOVED)
        if shown := next((item for item in self.outlet.listings if item.path == at), None):
            return self._list(shown, now)
        if path == "/":
            return self._list(Listing(ListKind.SECTION, "/"), now)
        if path == "/robots.txt":
            plain = "text/plain; charset=utf-8"
            return Answer(self._robots(), plain, self.world.start, "robots")
        if path == "/assets/site.css":
            return Answer(b"body{color:#222}\n", "text/css", self.world.start)
        return self._older(path, now)

    def _article(self, item: Printed, now: datetime) -> Answer | None:
        text = item.text(now)
        if text is None:
            return None
        # The counters of a restless outlet move by the hour, its pages with them.
        seen = now.replace(minute=0, second=0, microsecond=0) if self.outlet.restless else text.at
        changed = max(text.at, min(seen, now))
        return Answer(self._printed(item, text, seen), HTML, changed, "article")

    def _printed(self, item: Printed, text: Text, seen: datetime) -> bytes:
        return _print(
            self.outlet, self.world, self.url, self.sizes, item=item, text=text, seen=seen
        )

    def _list(self, shown: Listing, now: datetime, number: int = 1) -> Answer:
        """Print a list, or of a section page one of the older pages."""
        if shown.kind is ListKind.INDEX:
            return self._index(shown, now)
        rows = self.rows(shown)
        found = self.world.published(self.outlet, now, rows * number + 1)
        items = found[rows * (number - 1) : rows * number]
        more = shown.kind is ListKind.SECTION and shown.path != "/" and len(found) > rows * number
        older = f"{shown.path.rstrip('/')}/page/{number + 1}/" if more else ""
        return self._listed(shown, items, now, older)

    def _listed(
        self, shown: Listing, items: Sequence[Printed], now: datetime, older: str = ""
    ) -> Answer:
        body = listing(self.outlet, shown, items, site=self.url, now=now, older=older)
        changed = self._changed(items, now)
        form, fresh = CONTENT_TYPES[shown.kind], self.outlet.max_age
        return Answer(body, form, changed, str(shown.kind), fresh, self.outlet.expires)

    def _changed(self, items: Sequence[Printed], now: datetime) -> datetime:
        texts = [text.at for item in items if (text := item.text(now))]
        return max(texts, default=self.world.start)

    def _index(self, shown: Listing, now: datetime) -> Answer:
        """Name the older sitemaps, newest first: one for every quarter of a day."""
        quarters = {_quarter(item.published) for item in self.world.published(self.outlet, now)}
        parts = []
        for quarter in sorted(quarters, reverse=True):
            items = self._printed_in(quarter, now)
            url = f"{self.url}/sitemaps/{quarter:%Y-%m-%d-%H}.xml"
            parts.append((url, self._changed(items, now)))
        changed = max((at for _, at in parts), default=self.world.start)
        return Answer(index(parts), CONTENT_TYPES[shown.kind], changed, OLDER)

    def _printed_in(self, quarter: datetime, now: datetime) -> list[Printed]:
        end = quarter + timedelta(hours=_QUARTER)
        printed = self.world.published(self.outlet, now)
        return [item for item in printed if quarter <= item.published < end]

    def _older(self, path: str, now: datetime) -> Answer | None:
        """Return an older page of a section, or a part of the sitemap index."""
        if found := _PAGE.fullmatch(path):
            shown = next((one for one in self._of(ListKind.SECTION) if found[1] == one), None)
            number = int(found[2])
            rows = self.sizes.window * (number - 1)
            if shown is None or len(self.world.published(self.outlet, now, rows + 1)) <= rows:
                return None
            return replace(self._list(Listing(ListKind.SECTION, shown), now, number), kind=OLDER)
        if (found := _PART.fullmatch(path)) and self._of(ListKind.INDEX):
            quarter = datetime.strptime(found[1], "%Y-%m-%d-%H").replace(tzinfo=UTC)
            if items := self._printed_in(quarter, now):
                return replace(
                    self._listed(Listing(ListKind.SITEMAP, path), items, now), kind=OLDER
                )
        return None

    def _of(self, kind: ListKind) -> list[str]:
        """Return the paths of its lists of a kind, without the slash at their end."""
        return [one.path.rstrip("/") for one in self.outlet.listings if one.kind is kind]

    def rows(self, shown: Listing) -> int:
        """Return how many articles a list shows."""
        rows = shown.rows or self.sizes.window
        return rows * SITEMAP_FACTOR if shown.kind is ListKind.SITEMAP else rows

    def forbids(self, path: str) -> bool:
        """Say whether robots.txt keeps readers away from a path."""
        return path.startswith((*_FORBIDDEN, *self.outlet.forbids))

    def _robots(self) -> bytes:
        lines = ["User-agent: *"]
        lines += [f"Disallow: {path}" for path in (*_FORBIDDEN, *self.outlet.forbids)]
        if self.outlet.crawl_delay:
            lines.append(f"Crawl-delay: {self.outlet.crawl_delay}")
        maps = self.feed_urls(ListKind.SITEMAP, ListKind.INDEX, unlisted=True)
        lines += [f"Sitemap: {url}" for url in maps]
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


def _quarter(at: datetime) -> datetime:
    """Return when the quarter of a day begins in which something was printed."""
    return at.replace(hour=at.hour - at.hour % _QUARTER, minute=0, second=0, microsecond=0)


class Certificates(Protocol):
    """Who makes the certificates of the outlets that speak TLS; trusted by `root`."""

    root: Path

    def context(self, host: str, kind: str) -> ssl.SSLContext:
        """Return the server's side of TLS for an address."""


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
    authority: Certificates | None = None,
    secure: Collection[str] = (),
) -> AsyncIterator[Served]:
    """Serve all outlets until the block is left; `network` is where they get addresses.

    The outlets named in `secure` speak TLS, with certificates of the `authority`.
    """
    sizes = Sizes(window, page_bytes, filler_bytes, lures, furniture)
    outlets = {item.slug: ServedOutlet(item, world, clock, sizes) for item in world.outlets}
    served = Served(world, clock, outlets)
    async with contextlib.AsyncExitStack() as stack:
        for outlet, listener in zip(
            outlets.values(), _listeners(network, len(outlets)), strict=True
        ):
            host, port = listener.getsockname()
            tls = None
            if authority is not None and outlet.outlet.slug in secure:
                tls = _tls(authority, outlet, host)
            outlet.url = f"{'https' if tls else 'http'}://{host}:{port}"
            # Who hangs up is not under way any more.
            server = web.Server(_Door(served, outlet), handler_cancellation=True)
            runner = web.ServerRunner(server, shutdown_timeout=0.5)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, listener, ssl_context=tls).start()
        try:
            yield served
        finally:
            served.closing.set()


def _tls(authority: Certificates, outlet: ServedOutlet, host: str) -> ssl.SSLContext:
    """Return a side of TLS that shows, at each handshake, the certificate of the hour."""

    def choose(plug: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        kind = outlet.faults.certificate(outlet.clock.now()) or _GOOD
        plug.context = authority.context(host, kind)

    # A copy of its own: the one to choose from must not choose again.
    first = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    first.sni_callback = choose  # called without a name, too
    return first


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
        found = self.outlet.answer(request.path, world)
        status, told, pause = 0, found or Answer(b"", "", world), 0.0
        etag, sent = "", 0
        try:
            response = await self._answer(request, found, world)
            if request.transport is not None:
                status, etag = response.status, response.headers.get("ETag", "")
                etag = "" if etag.startswith(_LIE) else etag
                pause = _pause(response.headers.get("Retry-After", ""), world)
                sent = _size(response)
            return response
        finally:
            headers = request.headers
            self.served.log.append(
                Asked(
                    outlet=self.outlet.outlet.slug,
                    path=request.path_qs,
                    status=status,
                    conditional=bool(_VALIDATORS & set(headers)),
                    world=world,
                    real=real,
                    took=time.monotonic() - real,
                    agent=headers.get("User-Agent", ""),
                    kind=told.kind,
                    etag=etag,
                    max_age=told.max_age if etag else 0,
                    pause=pause,
                    forbidden=self.outlet.forbids(request.path),
                    sent=sent,
                )
            )

    async def _answer(
        self, request: web.BaseRequest, found: Answer | None, now: datetime
    ) -> web.StreamResponse:
        if request.method not in {"GET", "HEAD"}:
            return _dated(web.Response(status=405), now)
        fault = self.outlet.faults.meet(request.path, now)
        if fault is not None and found is not None:
            fault, found = self._altered(fault, found, request.path, now)
        if fault is not None:
            return await self._break(request, fault, found, now)
        if found is None:
            return _dated(web.Response(status=404, text="No such page"), now)
        return whole(request.headers, found, now)

    def _altered(
        self, fault: Fault, found: Answer, path: str, now: datetime
    ) -> tuple[Fault | None, Answer | None]:
        """Play the faults that change only what is there; the others are left to be played."""
        match fault:
            case broken.Frozen(since):
                return None, self.outlet.answer(path, min(since, now))
            case broken.NewGuids(word, same):
                slug = self.outlet.outlet.slug.encode()
                old = slug + rb":[\w-]+" if same else slug + b":"
                body = re.sub(old, slug + f"-{word}:".encode(), found.body)
                return None, replace(found, body=body)
            case broken.Padded(size):
                return None, replace(found, body=found.body + b" " * size)
            case broken.Misnamed(sent, named):
                form = found.content_type.partition(";")[0]
                body = found.body.decode().encode(sent, "replace")
                return None, replace(found, body=body, content_type=f"{form}; charset={named}")
        return fault, found

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
            case broken.Chunked(size):
                return await _chunked(request, body, size, now)
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
        case broken.NewTag():
            return _dated(_tagged_anew(found), now)
        case broken.Encoded(encoding):
            return whole(headers, found, now, encoding)
        case broken.Status(status, asked, dated):
            extra = _come_again(asked, now, dated=dated)
        case broken.Redirect(to, status):
            extra = {"Location": to}
        case broken.Body(body, content_type, encoding):
            extra = {"Content-Type": content_type}
            if encoding:
                extra["Content-Encoding"] = encoding
        case broken.HtmlInsteadOfFeed():
            body, extra = CHALLENGE, {"Content-Type": HTML}
    return web.Response(status=status, body=body, headers=extra)


def whole(
    headers: Mapping[str, str], found: Answer, now: datetime, encoding: str = ""
) -> web.Response:
    """Answer in full, or with 304 where the reader's copy is still good.

    The body is packed as the reader accepts, or with `encoding`, where that is given.
    """
    validators = _validators(found, now)
    if unchanged(headers, found):
        return _dated(web.Response(status=304, headers=validators), now)
    if encoding:
        body = squeezed(found.body, encoding)
    else:
        body, encoding = packed(found.body, headers.get("Accept-Encoding", ""))
    extra = {"Content-Encoding": encoding} if encoding else {}
    about = {"Content-Type": found.content_type, **validators, **extra}
    return _dated(web.Response(body=body, headers=about), now)


def _validators(found: Answer, now: datetime) -> dict[str, str]:
    """Say when a body changed, and for how long nobody need ask."""
    fresh = {}
    if found.max_age and found.expires:
        fresh = {"Expires": _header_date(now + timedelta(seconds=found.max_age))}
    elif found.max_age:
        fresh = {"Cache-Control": f"public, max-age={found.max_age}"}
    changed = _header_date(found.changed)
    return {"ETag": found.etag, "Last-Modified": changed, "Vary": "Accept-Encoding", **fresh}


def _header_date(at: datetime) -> str:
    return format_datetime(at.replace(microsecond=0), usegmt=True)


def _tagged_anew(found: Answer) -> web.Response:
    """Answer in full with an ETag that nobody has seen or will see again."""
    headers = {"Content-Type": found.content_type, "ETag": f'{_LIE}{time.monotonic_ns()}"'}
    return web.Response(body=found.body, headers=headers)


def _size(response: web.StreamResponse) -> int:
    """Return how many bytes of a body go out: all at once, or as they went."""
    if isinstance(response, web.Response) and isinstance(response.body, bytes):
        return len(response.body)
    return response.body_length


def _come_again(asked: int | str | None, now: datetime, *, dated: bool) -> dict[str, str]:
    """Ask for a pause, in seconds or with the date of its end."""
    if asked is None:
        return {}
    if dated:
        return {"Retry-After": _header_date(now + timedelta(seconds=float(asked)))}
    return {"Retry-After": str(asked)}


def _pause(text: str, now: datetime) -> float:
    """Return for how many seconds a Retry-After asks to be left alone."""
    if not text:
        return 0.0
    if text.isdigit():
        return float(text)
    with contextlib.suppress(ValueError):
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    return 0.0


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


def _dated(response: Reply, now: datetime) -> Reply:
    """Write the world's time, not the machine's."""
    response.headers["Date"] = _header_date(now)
    return response


async def _partly(request: web.BaseRequest, found: Answer, part: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": found.content_type})
    response.content_length = max(1, len(found.body))
    await response.prepare(request)
    await response.write(found.body[: int(len(found.body) * part)])
    if request.transport is not None:
        request.transport.close()
    return response


async def _chunked(
    request: web.BaseRequest, found: Answer, size: int, now: datetime
) -> web.StreamResponse:
    """Send the real answer piece by piece, its length unsaid."""
    if unchanged(request.headers, found):
        return whole(request.headers, found, now)
    headers = {"Content-Type": found.content_type, **_validators(found, now)}
    response = web.StreamResponse(headers=headers)
    _dated(response, now)
    response.enable_chunked_encoding()
    await response.prepare(request)
    for at in range(0, len(found.body), size):
        await response.write(found.body[at : at + size])
    await response.write_eof()
    return response


def _cut(request: web.BaseRequest) -> web.Response:
    """Break the connection: a reset, not a polite end."""
    transport = request.transport
    if transport is not None:
        plug = transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)
