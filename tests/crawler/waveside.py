"""What stands on both sides of a wave: a desk that takes notes, and a host of bare bytes."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crawler.answers import Answer, Failure
from crawler.gate import Gate
from crawler.guard import Guard
from crawler.robots import Robots, RobotsFile
from crawler.spider import Outfit
from crawler.urls import host_of
from crawler.waves import Limits, Waves
from news.moment import Clock
from news.source import Fetch, FetchKind
from wirewatch.newsworld.clock import WorldClock

START = datetime(2031, 3, 4, 9, 0, tzinfo=UTC)
AGENT = "wirewatch/0.1.0 (+night.desk@newsdesk.example)"
LOOPBACK = ("127.0.0.0/8",)
_numbers = iter(range(1, 10**9))


def fetch(url: str, kind: str = "article", source: str = "Sandal Post", **words: Any) -> Fetch:
    """Make a fetch with an id of its own."""
    return Fetch(next(_numbers), FetchKind(kind), url, source, host_of(url), **words)


class FakeDesk:
    """A desk that notes in order what it is told, and commits when told to.

    `brings` says which articles a list's answer brings; `broken` raises for these addresses.
    A commit takes so many `turns` of the loop.
    """

    def __init__(self, brings: Mapping[str, Sequence[Fetch]] | None = None) -> None:
        self.brings = brings or {}
        self.broken: set[str] = set()
        self.turns = 1
        self.notes: list[str] = []
        self.answers: dict[str, Answer] = {}
        self.failures: dict[str, Failure] = {}
        self.given_back: list[str] = []
        self.pauses: list[tuple[str, float]] = []
        self.robots: list[tuple[str, int]] = []
        self.on_note: Callable[[str], None] = lambda _: None

    async def polled(self, answer: Answer) -> Sequence[Fetch]:
        """Take a list's answer."""
        await self._note("polled", answer.fetch)
        self.answers[answer.fetch.url] = answer
        self.notes.append(f"committed {answer.fetch.url}")
        return self.brings.get(answer.fetch.url, ())

    async def page(self, answer: Answer) -> None:
        """Take an article's page."""
        await self._note("page", answer.fetch)
        self.answers[answer.fetch.url] = answer

    async def failed(self, fetch: Fetch, failure: Failure) -> None:
        """Take a failure."""
        await self._note("failed", fetch)
        self.failures[fetch.url] = failure

    async def released(self, fetch: Fetch) -> None:
        """Take back what was not tried."""
        await self._note("released", fetch)
        self.given_back.append(fetch.url)

    async def paused(self, host: str, seconds: float) -> None:
        """Note a host's wish."""
        self.pauses.append((host, seconds))

    async def robots_read(self, host: str, file: RobotsFile) -> None:
        """Note a robots.txt."""
        self.robots.append((host, file.status))

    async def _note(self, what: str, fetch: Fetch) -> None:
        self.notes.append(f"{what} {fetch.url}")
        self.on_note(f"{what} {fetch.url}")
        for _ in range(self.turns):
            await asyncio.sleep(0)
        if fetch.url in self.broken:
            raise RuntimeError(f"the desk breaks at {fetch.url}")

    @property
    def reasons(self) -> dict[str, str]:
        """The failures' reasons by address."""
        return {url: failure.reason for url, failure in self.failures.items()}


@dataclass
class Crew:
    """Waves with all they need, and the desk they report to."""

    waves: Waves
    gate: Gate
    desk: FakeDesk

    async def crawl(self, *fetches: Fetch) -> FakeDesk:
        """Run one wave; nothing in these tests may take longer than half a minute."""
        await asyncio.wait_for(self.waves.crawl(fetches), 30)
        return self.desk


@asynccontextmanager
async def crew(
    brings: Mapping[str, Sequence[Fetch]] | None = None,
    *,
    clock: Clock | None = None,
    gap: float = 0.0,
    timeout: float = 5.0,  # noqa: ASYNC109  it is the outlet's
    max_bytes: int = 10_000_000,
    wave_seconds: float = 300.0,
    connections: int = 16,
    allowed: Sequence[str] = LOOPBACK,
    unverified: Sequence[str] = (),
    robots: bool = True,
    twisted: bool = False,
) -> AsyncIterator[Crew]:
    """Make waves, and stop them at the end whatever happens."""
    clock = clock or WorldClock.starting(START, 100)
    desk, gate = FakeDesk(brings), Gate(clock, gap, connections)
    outfit = Outfit(clock, gate, Guard(allowed), Robots(AGENT) if robots else None, desk)
    limits = Limits(AGENT, timeout, max_bytes, connections, wave_seconds, twisted)
    waves = Waves(limits, outfit, unverified)
    try:
        yield Crew(waves, gate, desk)
    finally:
        await asyncio.wait_for(waves.stop(), 30)


@dataclass
class Host:
    """A host that answers with bare bytes, by path; what it does not know is 404.

    An answer may be several pieces: between two it waits until the reader goes away or
    the host ends.
    """

    answers: dict[str, bytes | list[bytes]] = field(default_factory=dict)
    url: str = ""
    asked: list[str] = field(default_factory=list)
    heads: dict[str, bytes] = field(default_factory=dict)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            self.asked.append(path)
            self.heads[path] = head
            answer = self.answers.get(path, b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
            pieces = [answer] if isinstance(answer, bytes) else answer
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                if piece is not pieces[-1]:
                    await self._wait(reader)
        writer.close()

    async def _wait(self, reader: asyncio.StreamReader) -> None:
        gone = asyncio.create_task(reader.read(1))
        closing = asyncio.create_task(self.closing.wait())
        try:
            await asyncio.wait({gone, closing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            closing.cancel()


def ok(body: bytes = b"<h1>Bridge opens</h1>", *headers: bytes, length: int | None = None) -> bytes:
    """Write a plain answer."""
    size = len(body) if length is None else length
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % size, *headers]
    return b"\r\n".join([*lines, b"", body])


@asynccontextmanager
async def host(
    answers: Mapping[str, bytes | list[bytes]],
    *,
    address: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Host]:
    """Serve a host until the block is left."""
    served = Host(dict(answers))
    server = await asyncio.start_server(served.serve, address, 0, ssl=tls, limit=2**17)
    port = server.sockets[0].getsockname()[1]
    served.url = f"http{'s' if tls else ''}://{address}:{port}"
    try:
        yield served
    finally:
        served.closing.set()
        server.close()
        await server.wait_closed()
