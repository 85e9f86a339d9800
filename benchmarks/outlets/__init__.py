"""Serve thousands of feeds on loopback, each under an address of its own, cheaply.

    python -m benchmarks.outlets CLOCK READY.json     until its standard input closes

Feed number n is `http://127.64.x.y:PORT/feed.xml`.  Each lists the same twenty items of an
agency (so that its size is a feed's) and, last of all, its own: one every `EVERY` seconds,
each with a page.  A feed answers 304 to whoever has its ETag.  Counts stand in a shared
file, eight bytes each: polls, of those 304, pages, robots.txt.

One socket listens for all of them, and on the loopback device only.
"""

from __future__ import annotations

import asyncio
import json
import mmap
import socket
import struct
import sys
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

from wirewatch.newsworld.clock import WorldClock

EVERY = 45_000.0  # the world's seconds between two items of a feed: one poll in fifty finds one
_DEVICE = 25  # SO_BINDTODEVICE, which Python knows on Linux since 3.12
_NET = (127 << 24) | (64 << 16)
POLLS, UNCHANGED, PAGES, ROBOTS = range(4)


def address(number: int) -> str:
    """Return the address of a feed's outlet; no last byte is 0 or 255."""
    return socket.inet_ntoa(struct.pack("!I", _NET | (number // 250) << 8 | (number % 250 + 1)))


def number_of(text: str) -> int:
    """Return the number of an outlet."""
    low = struct.unpack("!I", socket.inet_aton(text))[0] & 0xFFFF
    return int((low >> 8) * 250 + (low & 0xFF) - 1)


class Counts:
    """Numbers that two processes see."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(64))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 64)

    def __getitem__(self, which: int) -> int:
        """Return one of them."""
        return int(struct.unpack_from("=Q", self._map, which * 8)[0])

    def add(self, which: int) -> None:
        """Count one more."""
        struct.pack_into("=Q", self._map, which * 8, self[which] + 1)


class Outlets:
    """What all outlets answer."""

    def __init__(self, clock: WorldClock, counts: Counts) -> None:
        self._clock, self.counts = clock, counts

    def issue(self, number: int) -> int:
        """Return how many items of its own a feed has printed by now."""
        lead = number * 7919 % 10_007 / 10_007 * EVERY
        return int((self._clock.monotonic() + lead) // EVERY)

    def answer(self, number: int, path: bytes, tag: bytes) -> bytes:
        """Answer one request."""
        if path == b"/feed.xml":
            return self._feed(number, tag)
        if path == b"/robots.txt":
            self.counts.add(ROBOTS)
            return _respond(b"404 Not Found", b"text/plain", b"")
        self.counts.add(PAGES)
        return _respond(b"200 OK", b"text/html; charset=utf-8", _page(path.decode("ascii")))

    def _feed(self, number: int, tag: bytes) -> bytes:
        self.counts.add(POLLS)
        issue = self.issue(number)
        own = b'"%d-%d"' % (number, issue)
        if tag == own:
            self.counts.add(UNCHANGED)
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + own + b"\r\n\r\n"
        lead = number * 7919 % 10_007 / 10_007 * EVERY
        printed = self._clock.start + timedelta(seconds=issue * EVERY - lead)
        body = _agency(self._clock.start)
        if issue:
            body += _item(f"http://{{host}}/own/{issue}", f"Report {issue} from town {number}",
                          printed)  # fmt: skip
        text = f"<rss version='2.0'><channel><title>Town {number}</title>{body}</channel></rss>"
        return _respond(
            b"200 OK",
            b"application/rss+xml",
            text.replace("{host}", f"{address(number)}:{PORT[0]}").encode(),
            b"ETag: " + own + b"\r\n",
        )


PORT = [0]


def _respond(status: bytes, kind: bytes, body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s" % (
        status, kind, len(body), more, body,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _agency(start: datetime) -> str:
    agency = f"http://{address(0)}:{PORT[0]}/agency"
    return "".join(
        _item(f"{agency}/{n}", f"The agency's report {n} of the valley", start - timedelta(hours=n))
        for n in range(20)
    )


def _item(url: str, title: str, at: datetime) -> str:
    words = f"{title}: the ferry over the Sandal was out of service, and the council met. " * 4
    return (
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>{words}</description></item>"
    )


@lru_cache(maxsize=256)
def _page(path: str) -> bytes:
    line = f"The council of the town heard about {path} and about the ferry over the Sandal. " * 5
    around = "<div><ul>" + "<li><a href='/x'>Other news</a></li>" * 100 + "</ul></div>"
    text = "".join(f"<p>{line}</p>" for _ in range(8))
    head = f"<title>Report {path}</title>"
    return f"<html lang=en><head>{head}</head><body>{around}<article><h1>Report {path}</h1>\
{text}</article>{around}</body></html>".encode()


class Conversation(asyncio.Protocol):
    """One connection, over which one request comes after the other."""

    def __init__(self, outlets: Outlets) -> None:
        self._outlets, self._rest = outlets, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See who is asked: that says which outlet answers."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  for mypy
        self._transport = transport
        self._number = number_of(transport.get_extra_info("sockname")[0])

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._rest += data
        while b"\r\n\r\n" in self._rest:
            head, _, self._rest = self._rest.partition(b"\r\n\r\n")
            line, *fields = head.split(b"\r\n")
            tags = [f[15:].strip() for f in fields if f[:14].lower() == b"if-none-match:"]
            path = line.split(b" ")[1]
            self._transport.write(
                self._outlets.answer(self._number, path, tags[0] if tags else b"")
            )


async def serve(clock: WorldClock, ready: Path) -> None:
    """Serve until standard input closes."""
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    plug.setsockopt(socket.SOL_SOCKET, _DEVICE, b"lo")
    plug.bind(("0.0.0.0", 0))  # noqa: S104  of the loopback device only
    loop = asyncio.get_running_loop()
    outlets = Outlets(clock, Counts(ready.with_suffix(".counts")))
    PORT[0] = plug.getsockname()[1]
    await loop.create_server(lambda: Conversation(outlets), sock=plug, backlog=4096)
    await asyncio.to_thread(ready.write_text, json.dumps({"port": PORT[0]}), encoding="ascii")
    await loop.run_in_executor(None, sys.stdin.read)
