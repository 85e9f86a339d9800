r"""Serve a recording on loopback, and write a configuration that follows it.

Each host of the recording gets an address of its own (127.64.0.1, 127.64.0.2, …), as in
the news world, because politeness, robots.txt and health are kept per host.  What leads to
a recorded host in a body or a redirect (`https://outlet.example/a`, `//outlet.example/a`,
`https:\/\/outlet.example\/a`) leads to its address here; so the crawler never leaves the
machine.  What was not recorded is 404: there an article stands with its feed's words.

The dates stay as they were.  The world's clock begins where the recording ended, or every
report of last month's recording would be too old to be told.
"""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from rich.console import Console
from rich.text import Text

from crawler.urls import host_of
from news.errors import WirewatchError
from news.source import FeedKind, Source
from wirewatch.fieldcheck.facts import without_keys
from wirewatch.fieldcheck.recording import Recorded, Recording
from wirewatch.newsworld.clock import VARIABLE, WorldClock
from wirewatch.newsworld.server import bind
from wirewatch.newsworld.settings import table

_PER_NET = 250
_TRIES = 20


@dataclass(frozen=True)
class Replayed:
    """A recording while it is served: the address that stands for each host."""

    recording: Recording
    places: dict[str, str]

    @property
    def ends(self) -> datetime:
        """When the recording ended: at what time its ages fit."""
        return max(answer.at for answer in self.recording.answers)

    def here(self, url: str) -> str:
        """Return where an address of the recording is served; others stay as they are."""
        place = self.places.get(host_of(url))
        return url if place is None else f"http://{place}{_path(url)}"


@asynccontextmanager
async def replay(recording: Recording) -> AsyncIterator[Replayed]:
    """Serve a recording until the block is left."""
    async with AsyncExitStack() as stack:
        listeners = _listeners(len(recording.hosts))
        names = ["{}:{}".format(*listener.getsockname()) for listener in listeners]
        replayed = Replayed(recording, dict(zip(recording.hosts, names, strict=True)))
        shelf = _Shelf(replayed)
        for host, listener in zip(recording.hosts, listeners, strict=True):
            runner = web.ServerRunner(web.Server(_Host(shelf, host)), shutdown_timeout=0.5)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, listener).start()
        yield replayed


def _listeners(count: int) -> list[socket.socket]:
    """Bind an address a host, all on one port."""
    for _ in range(_TRIES):
        bound: list[socket.socket] = []
        try:
            for index in range(count):
                port = bound[0].getsockname()[1] if bound else 0
                net, number = divmod(index, _PER_NET)
                bound.append(bind(f"127.64.{net}.{number + 1}", port))
        except OSError:
            for listener in bound:
                listener.close()
        else:
            return bound
    raise WirewatchError("no addresses of 127.64.0.0/16 can be bound on this machine")


class _Shelf:
    """The answers by host and path, the links of their bodies turned to this machine."""

    def __init__(self, replayed: Replayed) -> None:
        self.replayed = replayed
        self._answers: dict[tuple[str, str], Recorded] = {}
        for answer in replayed.recording.answers:
            key = (host_of(answer.url), _path(answer.url))
            location = next((v for k, v in answer.headers if k.lower() == "location"), "")
            # From http to https of one address: here both are one.
            if (host_of(location), _path(location)) != key:
                self._answers[key] = answer
        names = sorted(replayed.places, key=len, reverse=True)
        self._links = re.compile(
            rb"(?i)(?:https?:)?(\\?/\\?/)("
            + b"|".join(re.escape(name.encode()) for name in names)
            + rb")(?![\w.:-]|%3a)"
        )

    def find(self, host: str, path: str) -> Recorded | None:
        """Return what a host answered at a path."""
        return self._answers.get((host, path))

    def turned(self, text: bytes) -> bytes:
        """Turn every link to a recorded host to where it is served."""

        def here(match: re.Match[bytes]) -> bytes:
            place = self.replayed.places[match.group(2).decode().lower()]
            return b"http:" + match.group(1) + place.encode()

        return self._links.sub(here, text)


class _Host:
    """Stands at one host's address and answers as it did."""

    def __init__(self, shelf: _Shelf, host: str) -> None:
        self._shelf, self._host = shelf, host

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        found = self._shelf.find(self._host, _path(without_keys(f"http://x{request.path_qs}")))
        if found is None:
            return web.Response(status=404, text="This was not recorded.")
        if not found.status:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        headers = [
            (name, self._shelf.turned(value.encode("latin-1")).decode("latin-1"))
            for name, value in found.headers
        ]
        if _unchanged(request, found):
            return web.Response(status=304, headers=headers)
        body = self._shelf.turned(self._shelf.replayed.recording.body(found.body))
        return web.Response(status=found.status, headers=headers, body=body)


def _unchanged(request: web.BaseRequest, found: Recorded) -> bool:
    """Say whether the reader has what there is."""
    known = {name.lower(): value for name, value in found.headers}
    etag, modified = known.get("etag"), known.get("last-modified")
    if (tag := request.headers.get("If-None-Match")) is not None:
        return tag == etag
    since = request.headers.get("If-Modified-Since")
    return since is not None and since == modified


def _path(url: str) -> str:
    """Return path and query of an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def write_config(folder: Path, replayed: Replayed) -> None:
    """Write a configuration that follows the replayed sources; existing files are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    crawl = {"allow_addresses": ("127.0.0.0/8",), "min_gap": "0.1s"}
    program = (table("[archive]", {"data": "./data"}), table("[crawl]", crawl))
    sources = (_source(source, replayed) for source in replayed.recording.sources)
    for name, text in (
        ("wirewatch.toml", "\n".join(program)),
        ("sources.toml", "\n".join(sources)),
        ("watch.toml", "# Topics and people: see docs/configuration.md.\n"),
        ("alerts.toml", "# Recipients and routes: see docs/configuration.md.\n"),
    ):
        path = folder / name
        if name in _OWN and path.exists():
            continue  # what somebody wrote stays
        path.write_text(text, encoding="utf-8")


_OWN = {"watch.toml", "alerts.toml"}


def _source(source: Source, replayed: Replayed) -> str:
    def lists(kind: FeedKind) -> Iterable[str]:
        return tuple(replayed.here(feed.url) for feed in source.feeds if feed.kind is kind)

    written = table(
        "[[sources]]",
        {
            "name": source.name,
            "url": replayed.here(source.url) if source.url else "",
            "feeds": lists(FeedKind.FEED),
            "sitemaps": lists(FeedKind.SITEMAP),
            "sections": lists(FeedKind.SECTION),
            "language": source.language,
            "region": source.region,
            "country": source.country,
            "timezone": source.timezone,
            "link_pattern": source.link_pattern,
            "site": source.site,
        },
    )
    return written + table("[sources.selectors]", vars(source.selectors))


async def serve_replay(recording: Recording, folder: Path, speed: float, screen: Console) -> None:
    """Serve a recording until Ctrl-C; say how to watch it."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with replay(recording) as replayed:
        write_config(folder, replayed)
        clock = WorldClock.starting(replayed.ends, speed)
        hosts, sources = len(replayed.places), len(recording.sources)
        screen.print(Text(f"{sources} sources on {hosts} hosts are served on loopback."))
        screen.print(Text(f"It is {replayed.ends:%d %B %Y, %H:%M} UTC there.  To follow them:\n"))
        screen.print(Text(f"  export {VARIABLE}='{clock.to_text()}'"))
        screen.print(Text(f"  wirewatch crawl --config {folder}\n"))
        screen.print(Text("Ctrl-C ends it.", "dim"))
        await stop.wait()
