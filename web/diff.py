"""Show what an outlet changed between two texts of an article.

    "Ten people were hurt."  →  "Ten [-people-] {+children+} were hurt."

First paragraphs are compared, then, in those that differ, words; paragraphs that stayed
are only counted.  Comparing takes time that grows with the square of the text, and a
hostile page can be all one word, so beyond a size old and new are shown one after the
other.  Discarded: by characters; what comes out is no longer words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from web.marks import readable

# 2,000 words against 2,000 take 0.1 s at worst, a newspaper page has some 800.
MOST_WORDS = 2000
MOST_PARAGRAPHS = 500
_WORD = re.compile(r"\S+\s*")


class Kind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """A stretch of text and what became of it."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Block:
    """A changed paragraph; without changes it stands for `skipped` that stayed."""

    changes: tuple[Change, ...] = ()
    skipped: int = 0


@dataclass(frozen=True)
class Diff:
    """All that changed between two texts, and how many words came and went."""

    blocks: tuple[Block, ...]
    added: int
    removed: int


def compare(old: str, new: str) -> Diff:
    """Compare two texts, one paragraph a line."""
    blocks = tuple(_blocks(readable(old).split("\n"), readable(new).split("\n")))
    return Diff(blocks, _count(blocks, Kind.ADDED), _count(blocks, Kind.REMOVED))


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Compare by paragraphs."""
    for tag, a, b, c, d in _steps(old, new, MOST_PARAGRAPHS):
        if tag == "equal":
            yield Block(skipped=b - a)
        elif b - a == d - c:
            for before, after in zip(old[a:b], new[c:d], strict=True):
                yield Block(tuple(_changes(before, after)))
        else:
            yield Block(tuple(_changes("\n".join(old[a:b]), "\n".join(new[c:d]))))


def _changes(old: str, new: str) -> Iterator[Change]:
    """Compare by words; the space after a word is no part of it."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    bare = [word.strip() for word in before], [word.strip() for word in after]
    for tag, a, b, c, d in _steps(*bare, MOST_WORDS):
        if tag == "equal":
            # Where only the old text goes on, its space parts what stayed from what went.
            last = max(after[d - 1], before[b - 1], key=len)
            yield Change(Kind.SAME, "".join(after[c : d - 1]) + last)
            continue
        yield from _change(Kind.REMOVED, "".join(before[a:b]))
        yield from _change(Kind.ADDED, "".join(after[c:d]))


def _change(kind: Kind, text: str) -> Iterator[Change]:
    """Name a change; the space behind it is shown as unchanged."""
    bare = text.rstrip()
    if bare:
        yield Change(kind, bare)
        yield Change(Kind.SAME, text[len(bare) :] or " ")


def _steps(
    old: Sequence[str], new: Sequence[str], most: int
) -> Iterator[tuple[str, int, int, int, int]]:
    """Say step by step how one list becomes the other; what they begin and end with is same."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    a, b, c, d = head, len(old) - tail, head, len(new) - tail
    if head:
        yield "equal", 0, head, 0, head
    if max(b - a, d - c) > most:
        yield "replace", a, b, c, d
    elif b > a or d > c:
        for tag, i, j, k, m in SequenceMatcher(None, old[a:b], new[c:d]).get_opcodes():
            yield tag, i + a, j + a, k + c, m + c
    if tail:
        yield "equal", b, len(old), d, len(new)


def _count(blocks: Sequence[Block], kind: Kind) -> int:
    return sum(
        len(change.text.split())
        for block in blocks
        for change in block.changes
        if change.kind is kind
    )
