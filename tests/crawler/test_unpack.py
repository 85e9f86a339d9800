"""Packings are opened as far as a body may be long, and cost no more than that."""

from __future__ import annotations

import gzip
import random
import sys
import time
import zlib
from collections.abc import Callable, Sequence

import brotli  # type: ignore[import-untyped]
import pytest

from crawler.unpack import MOST_PARTS, LargeError, PackingError, unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST = 10_000_000
PAGE = b"<p>The bridge over the Sandal opens on Friday.</p>" * 4000
ROWS = random.Random(7).randbytes(600_000)  # noqa: S311  it shall hardly be packed


def bare(raw: bytes) -> bytes:
    """Pack as servers do that leave out the header of deflate."""
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(raw) + packing.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda raw: brotli.compress(raw, quality=5),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("body", [b"", b"x", PAGE, ROWS], ids=["none", "byte", "page", "rows"])
@pytest.mark.parametrize("coding", PACK)
def test_what_was_packed_comes_out(coding: str, body: bytes) -> None:
    assert unpacked(PACK[coding](body), [coding], MOST) == body


@pytest.mark.parametrize(
    ("codings", "packed"),
    [
        ((), PAGE),
        (("identity",), PAGE),
        (("utf-8",), PAGE),  # no coding at all, but seen
        (("none", "gzip"), gzip.compress(PAGE)),
        (("gzip", "gzip"), gzip.compress(gzip.compress(PAGE))),
        (("gzip", "br", "zstd"), zstd.compress(brotli.compress(gzip.compress(PAGE)))),
        (("deflate",), bare(PAGE)),
        (("gzip",), b"".join(gzip.compress(PAGE[n : n + 9000]) for n in range(0, len(PAGE), 9000))),
        (("gzip",), gzip.compress(PAGE) + b"\0" * 100),  # padding
    ],
)
def test_layers_and_parts(codings: Sequence[str], packed: bytes) -> None:
    assert unpacked(packed, list(codings), MOST) == PAGE


@pytest.mark.parametrize("coding", PACK)
def test_what_is_cut_short_is_given_as_far_as_it_goes(coding: str) -> None:
    packed = PACK[coding](ROWS)
    found = unpacked(packed[: len(packed) // 2], [coding], MOST)
    assert found
    assert ROWS.startswith(found)


@pytest.mark.parametrize("coding", PACK)
def test_an_empty_answer_is_empty_however_it_is_called(coding: str) -> None:
    """A 304 may name a coding, and has no body."""
    assert unpacked(b"", [coding], MOST) == b""


@pytest.mark.parametrize("coding", PACK)
def test_what_is_not_packed_at_all_is_refused(coding: str) -> None:
    with pytest.raises(PackingError):
        unpacked(b"not packed at all", [coding], MOST)


@pytest.mark.parametrize("coding", PACK)
def test_the_limit_is_exact(coding: str) -> None:
    packed = PACK[coding](ROWS)
    assert unpacked(packed, [coding], len(ROWS)) == ROWS
    with pytest.raises(LargeError):
        unpacked(packed, [coding], len(ROWS) - 1)


ZEROS = b"\0" * 50_000_000
SKIPPED = b"\x50\x2a\x4d\x18\x00\x00\x00\x00"  # a Zstandard frame that says nothing
BOMBS: dict[str, tuple[list[str], Callable[[], bytes]]] = {
    "gzip": (["gzip"], lambda: gzip.compress(b"\0" * 1_000_000, mtime=0) * 1000),
    "gzip in gzip in gzip": (
        ["gzip"] * 3,
        lambda: gzip.compress(gzip.compress(gzip.compress(ZEROS))),
    ),
    "deflate": (["deflate"], lambda: zlib.compress(ZEROS)),
    "br": (["br"], lambda: brotli.compress(ZEROS, quality=3)),
    "zstd": (["zstd"], lambda: zstd.compress(ZEROS)),
    "zstd in br": (["zstd", "br"], lambda: brotli.compress(zstd.compress(ZEROS), quality=3)),
    "empty gzip members": (["gzip"], lambda: gzip.compress(b"", mtime=0) * 500_000),
    "empty zstd frames": (["zstd"], lambda: zstd.compress(b"") * 1_100_000),
    "skipped zstd frames": (["zstd"], lambda: SKIPPED * 1_250_000),
    "a hundred layers": (["gzip"] * 100, lambda: gzip.compress(b"x")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_costs_anything(name: str) -> None:
    """Within half a second of processor time, for the daemon stands still meanwhile."""
    codings, make = BOMBS[name]
    bomb = make()
    before = time.process_time()
    with pytest.raises(PackingError):
        unpacked(bomb, codings, MOST)
    assert time.process_time() - before < 0.5


def test_as_many_parts_as_allowed_are_read() -> None:
    part = gzip.compress(b"ab", mtime=0)
    assert unpacked(part * MOST_PARTS, ["gzip"], MOST) == b"ab" * MOST_PARTS
    with pytest.raises(PackingError):
        unpacked(part * (MOST_PARTS + 1), ["gzip"], MOST)


def test_a_window_larger_than_http_allows_is_refused() -> None:
    """It would have us reserve 128 MB to read a few bytes."""
    options = {
        int(zstd.CompressionParameter.window_log): 27,
        int(zstd.CompressionParameter.content_size_flag): 0,
    }
    packing = zstd.ZstdCompressor(options=options)
    packed = packing.compress(ROWS) + packing.flush()
    with pytest.raises(PackingError):
        unpacked(packed, ["zstd"], MOST)
