"""Take an answer out of its packing: gzip, deflate, Brotli, Zstandard, one in another.

264 bytes may unpack to a gigabyte, and ten megabytes of empty Zstandard frames cost Scrapy's
own reader ten seconds in which the whole daemon stands still.  So packings are opened slice
by slice and no further than a body may be long, in a few layers, each of a few parts:

    Content-Encoding: gzip, gzip      ->  two layers
    gzip, member after member         ->  parts of one layer

What is cut short is given as far as it goes: some servers leave out the last bytes.  A
coding that nobody knows ("utf-8") is none, and the body stays as it is.

Discarded: Scrapy's middleware (it bounds the bytes, not the work), and unpacking in the
workers that parse (the bytes of a page are kept unpacked, and by then they are stored).
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import brotli  # type: ignore[import-untyped]
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.answers import TOO_LARGE, Failure, Refused

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_LAYERS = 3  # two are seen where a proxy packs what was packed; more only in bombs
MOST_PARTS = 1000  # of one layer; honest servers send one, or one per flush
_SLICE = 65_536  # bytes
_WINDOW_LOG = 23  # 8 MiB, all that RFC 9659 lets a server demand of us
_CODINGS = b"gzip, deflate, br, zstd"


class PackingError(ValueError):
    """The body is not what its coding says, or costs too much to unpack."""


class LargeError(PackingError):
    """Unpacked, the body is longer than a body may be."""


class _Part(Protocol):
    """One gzip member, deflate stream or Zstandard frame being read."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return what these bytes add, at most so many."""

    @property
    def eof(self) -> bool:
        """Whether it is read to its end."""

    @property
    def unused_data(self) -> bytes:
        """What follows it."""


def unpacked(body: bytes, codings: list[str], most: int) -> bytes:
    """Undo codings, the last first, as far as we know them; `most` bytes may come out."""
    layers = [coding for coding in codings if coding not in {"", "identity"}]
    if len(layers) > MOST_LAYERS:
        raise PackingError(f"packed {len(layers)} times")
    for coding in reversed(layers):
        opener = _OPENERS.get(coding)
        if opener is None:
            break
        try:
            body = opener(body, most)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise PackingError(str(error)) from error
    return body


def _in_parts(begin: Callable[[], _Part], body: bytes, most: int) -> bytes:
    """Read part after part; what follows the last good one is no part of the body."""
    out, parts, part = bytearray(), 1, begin()
    for piece in _slices(body):
        while piece:
            if part.eof:
                parts, part = parts + 1, begin()
                if parts > MOST_PARTS:
                    raise PackingError("packed in too many parts")
            try:
                out += part.decompress(piece, most + 1 - len(out))
            except (zlib.error, zstd.ZstdError):
                if not out:
                    raise
                return bytes(out)
            if len(out) > most:
                raise LargeError
            piece = part.unused_data if part.eof else b""  # noqa: PLW2901  what is left of it
    return bytes(out)


def _gzip(body: bytes, most: int) -> bytes:
    return _in_parts(lambda: zlib.decompressobj(wbits=31), body, most)


def _deflate(body: bytes, most: int) -> bytes:
    """Read what the standard calls deflate, or the bare stream that some servers send."""
    try:
        return _in_parts(zlib.decompressobj, body, most)
    except zlib.error:
        return _in_parts(lambda: zlib.decompressobj(wbits=-15), body, most)


def _zstd(body: bytes, most: int) -> bytes:
    options = {int(zstd.DecompressionParameter.window_log_max): _WINDOW_LOG}
    return _in_parts(lambda: zstd.ZstdDecompressor(options=options), body, most)


def _brotli(body: bytes, most: int) -> bytes:
    out, stream = bytearray(), brotli.Decompressor()
    for piece in _slices(body):
        while more := stream.process(piece, output_buffer_limit=_SLICE):
            out += more
            if len(out) > most:
                raise LargeError
            piece = b""  # noqa: PLW2901  it has it; there may be more to come of it
        if stream.is_finished():
            break
    return bytes(out)


_OPENERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip


def _slices(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _SLICE):
        yield body[start : start + _SLICE]


class Unpacking:
    """Asks for packed answers and hands them on unpacked."""

    def __init__(self, most: int) -> None:
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Unpacking:
        """Fit Scrapy's way of making middlewares."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say which packings we open."""
        request.headers.setdefault("Accept-Encoding", _CODINGS)

    def process_response(self, request: Request, response: Response) -> Any:  # noqa: ARG002
        """Unpack an answer, or refuse it."""
        coded = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not coded:
            return response
        codings = [coding.strip().lower() for coding in coded.split(",")]
        try:
            return response.replace(body=unpacked(response.body, codings, self._most))
        except LargeError as error:
            raise Refused(Failure(TOO_LARGE, permanent=True)) from error
        except PackingError as error:
            raise Refused(Failure("its answer cannot be unpacked", 0.5)) from error
