"""Reduce an article to what is compared to find its copies.  Pure.

    "at least ten people were killed …" ──▶ runs of three words ──hash──▶ the smallest hashes
         at-least-ten, least-ten-people, ten-people-were …                  (a FracMinHash)

Of two texts the same runs are kept, since the same runs have the same hashes.  So the share of
kept hashes that a second text has is the share of the first that stands in it (containment): a
copy that was cut to a third has all of its runs in the original.  A long text keeps fewer of its
runs: every second, fourth, eighth, so that none takes more than half a kilobyte; two texts are
compared by what the longer one would keep.

Beside it stand the figures, as (what happened, value): rewritten copies keep their numbers when
hardly three words in a row survive.

Discarded: MinHash (says how alike two texts are as wholes; a cut copy is not alike) and
simhash (finds 20 % of edited copies); runs of four words (a swapped word breaks four of them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from news.article import Article
from news.copy import MOST_FIGURES, Fingerprint
from news.figure import FigureReading
from news.text import folded

Numbers = npt.NDArray[np.uint32]
Whole = TypeVar("Whole", bound=np.integer[Any])

_RUN = 3  # words
MOST = 128  # hashes kept of a text: containment of half is measured to ± 4 %
LEVELS = 20
# Scripts that put no spaces between words: each pair of letters stands for one.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{3,}")
_MOST_KNOWN = 100_000
_SIGNS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


def fingerprint(article: Article, figures: FigureReading | None = None) -> Fingerprint:
    """Reduce an article, whose figures were read or not, to its fingerprint.

    The title is left out: it is what a copy changes first.
    """
    return fingerprint_of(article.text, figures)


def fingerprint_of(text: str, figures: FigureReading | None = None) -> Fingerprint:
    """Reduce a text to its fingerprint."""
    words = list(_words(folded(text)))
    hashes, level = _smallest(_runs(words))
    kept = None if figures is None else _figures(figures)
    return Fingerprint(hashes.astype("<u4").tobytes(), level, len(words), kept)


def numbers(raw: bytes) -> Numbers:
    """Return the hashes of a fingerprint."""
    return np.frombuffer(raw, "<u4")


def agreement(one: bytes | None, other: bytes | None) -> tuple[int, float | None]:
    """Return how many figures two articles share, and which part of all that they have.

    None where either has none.
    """
    if not one or not other:
        return 0, None
    shared = int(np.intersect1d(numbers(one), numbers(other), assume_unique=True).size)
    return shared, shared / ((len(one) + len(other)) // 4 - shared)


class _Known(dict[str, int]):
    """The hashes of words; news repeats its words."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[word] = crc32(word.encode("utf-8", "surrogatepass"))
        return found


_KNOWN = _Known()


def _words(text: str) -> Iterator[str]:
    """Yield words, of unspaced scripts pairs of letters."""
    if text.isascii() or not _UNSPACED.search(text):
        yield from text.split()
        return
    for word in text.split():
        if _UNSPACED.search(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


def _runs(words: list[str]) -> Numbers:
    """Hash each run of words; the same run gives the same hash on any machine, for ever."""
    if not words:
        return np.empty(0, np.uint32)
    known = np.fromiter(map(_KNOWN.__getitem__, words), np.uint64, len(words))
    run = min(_RUN, len(words))
    last = len(words) - run + 1
    mixed = np.zeros(last, np.uint64)
    for place in range(run):
        # The sum alone would be the same for two runs that differ by what they share.
        piece = known[place : place + last] * _SIGNS[place]
        mixed = (mixed ^ piece ^ (piece >> _HALF)) * _MIX
    return distinct((mixed >> _HALF).astype(np.uint32))


def distinct(values: npt.NDArray[Whole]) -> npt.NDArray[Whole]:
    """Return the different numbers in order; `np.unique` takes twenty times as long."""
    ordered = np.sort(values)
    first = np.ones(ordered.size, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _smallest(hashes: Numbers) -> tuple[Numbers, int]:
    """Keep one hash in two, four, eight, until few enough are left."""
    for level in range(LEVELS):
        kept = hashes[: np.searchsorted(hashes, np.uint64(1) << np.uint64(32 - level))]
        if kept.size <= MOST:
            return kept, level
    raise AssertionError("no text is that long")


def _figures(reading: FigureReading) -> bytes:
    """Hash what an article counts: what happened, and the value."""
    said = {
        crc32(f"{claim.figure.effect.value} {claim.figure.value:g}".encode())
        for claim in reading.claims
    }
    return np.array(sorted(said)[:MOST_FIGURES], "<u4").tobytes()
