"""Pack bodies as outlets do, and as those do who mean harm.

    packed(body, "gzip, br")  ─▶ what an outlet sends to whoever accepts that
    bomb("zstd", 200_000_000) ─▶ some kilobytes that unpack to 200 MB

A zstd frame is written by hand: blocks stored as they are, and for a bomb one byte that
stands for 128 KiB of itself.  Any reader takes it, and no encoder is needed.
"""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

_KEPT = 2_048
_SMALL = 500  # below that the headers weigh more
_LARGE = 1_000_000
_ZSTD = b"\x28\xb5\x2f\xfd\x00\x68"  # the magic number, no options, a window of 8 MiB
_BLOCK = 128 * 1024
_STORED, _REPEATED = 0, 1


def packed(body: bytes, accepted: str) -> tuple[bytes, str]:
    """Compress for a reader who accepts it; small bodies stay as they are."""
    offered = {part.split(";")[0].strip() for part in accepted.lower().split(",")}
    if len(body) < _SMALL:
        return body, ""
    encoding = next((name for name in ("br", "gzip") if name in offered), "")
    if not encoding:
        return body, ""
    # What is kept, is kept with its body.
    squeeze = squeezed if len(body) < _LARGE else squeezed.__wrapped__
    return squeeze(body, encoding), encoding


@lru_cache(maxsize=_KEPT)
def squeezed(body: bytes, encoding: str) -> bytes:
    """Pack a body; ValueError where the encoding has no name here."""
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=3))
        case "gzip":
            return gzip.compress(body, compresslevel=3, mtime=0)
        case "deflate":
            return zlib.compress(body, 3)
        case "zstd":
            parts = [body[at : at + _BLOCK] for at in range(0, len(body), _BLOCK)] or [b""]
            return _frame([(_STORED, len(part), part) for part in parts])
    raise ValueError(f"no such encoding: {encoding}")


def bomb(encoding: str, size: int) -> bytes:
    """Return a small body that unpacks to at least `size` bytes of spaces."""
    if encoding == "zstd":
        return _frame([(_REPEATED, _BLOCK, b" ")] * (size // _BLOCK + 1))
    return squeezed.__wrapped__(b" " * size, encoding)


def _frame(blocks: list[tuple[int, int, bytes]]) -> bytes:
    """Write a zstd frame of blocks: kind, unpacked size, content."""
    last = len(blocks) - 1
    return _ZSTD + b"".join(
        (size << 3 | kind << 1 | (at == last)).to_bytes(3, "little") + content
        for at, (kind, size, content) in enumerate(blocks)
    )
