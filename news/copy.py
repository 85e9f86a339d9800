"""A copy: the same text elsewhere, and what is said of where it came from.

    Federation Wire  09:00   "Dawn raids leave 10 dead …"      the first
    Zhenna Herald    09:40   the same, three paragraphs of it, "(Federation Wire)"   a copy of it

A Fingerprint is what of an article is compared, small enough to be stored with every text.  A
Credit is whom the article itself names as its author: an agency or another outlet.  A Link says
that one article is a copy of another, and on what evidence.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

# A change of how texts are cut or hashed makes other fingerprints: they are not compared.
VERSION = 1
_HEAD = struct.Struct("<BBIH")  # version, level, words, number of figures
_NUMBER = 4  # bytes of a hash


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of an article is compared to find its copies.

    `shingles` are hashes of runs of words, of 32 bits each in little-endian order, sorted; of
    all runs those are kept whose hash is below 2 ** (32 - `level`).  `figures` are hashes of
    what the article counts, likewise; None where its figures were not read.
    """

    shingles: bytes = b""
    level: int = 0
    words: int = 0
    figures: bytes | None = None

    def to_bytes(self) -> bytes:
        """Return it as it is stored: some 500 bytes."""
        count = _UNREAD if self.figures is None else len(self.figures) // _NUMBER
        head = _HEAD.pack(VERSION, self.level, self.words, count)
        return head + (self.figures or b"") + self.shingles

    @classmethod
    def from_bytes(cls, raw: bytes) -> Fingerprint | None:
        """Read what `to_bytes` made; None where another version did."""
        if len(raw) < _HEAD.size or raw[0] != VERSION:
            return None
        _, level, words, count = _HEAD.unpack_from(raw)
        middle = _HEAD.size + (0 if count == _UNREAD else count * _NUMBER)
        figures = None if count == _UNREAD else raw[_HEAD.size : middle]
        return cls(raw[middle:], level, words, figures)


_UNREAD = 0xFFFF
# More figures than that are a table, of which some say enough.
MOST_FIGURES = 400
NOTHING = Fingerprint()


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom an article names as the author of its text, as it says itself.

    `agencies` are agencies by their usual short name ("AFP") and followed outlets by theirs.
    `whole` says that the text is theirs; "with input from AFP" leaves part of it to the outlet.
    `said` are the words that say so.
    """

    agencies: tuple[str, ...] = ()
    whole: bool = False
    said: str = ""

    def __bool__(self) -> bool:
        return bool(self.agencies)


NO_CREDIT = Credit()


@dataclass(frozen=True, slots=True)
class Printing:
    """One article as copies are looked for; `at` is when it was published, else first seen.

    `url` is its own address; `original` the one on another site that its page names as the
    original's, "" usually.  `until` is when the day ends on which it was published where no
    more is known, None elsewhere.
    """

    id: int | str
    source: str
    at: datetime
    fingerprint: Fingerprint = NOTHING
    credit: Credit = NO_CREDIT
    url: str = ""
    original: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Why an article is taken for a copy.

    `of` is the first of those that have this text, `nearest` the one that was compared.
    `share` is how much of the newly arrived text stands in the nearest, `back` how much of the
    nearest in it, from 0 to 1; `figures` how many of their figures agree, None where either has
    none.  `why` is "text", "figures", "credit" or "original".  `leads` says that the newly
    arrived article is the first: it is older, or the others credit it.
    """

    of: int | str
    nearest: int | str
    share: float
    back: float
    figures: float | None
    why: str
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One article of a story; `copy_of` is the first that has its text, None where it is that."""

    id: int | str
    source: str
    copy_of: int | str | None = None
    credit: Credit = NO_CREDIT
