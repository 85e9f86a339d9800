"""Weigh what an article has by how few others have it.

    "killed" is in every third report, "241" in those on one air crash: the second says which.

Words, names, numbers and places become a vector: each is a slot by its hash, with the weight that
it has in the article times its rarity.  Rarity is the logarithm of how many articles of the window
have it; beside those, so many before the first are assumed to have had it as its kind has it, usual
words often, names hardly ever.  So the first ten articles of an empty window are weighed as
sensibly as those of a full one, and the window soon knows better.

What happened (words), who (names) and how many (numbers) are channels that are compared each on
its own: two attacks by one group share the words and the name, and no number.

Slots are counted in a table of a fixed size: a dictionary of all words would be larger than all
articles.  Two words in one slot are as common as both together, which harms nobody.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from enum import IntEnum
from functools import lru_cache
from math import log, sqrt
from struct import pack
from sys import byteorder
from typing import NamedTuple
from zlib import crc32

from monitor.common_words import USUAL
from monitor.features import HEARD, WRITTEN
from news.story import Features

_SLOTS = 1 << 20  # of a channel
_MOST = 65_535  # that a slot counts up to
_ASSUMED = 3_000.0  # articles before the first
# How many of those had it, by kind.
_OTHER_WORD, _WORD_HEARD = 100.0, 50.0  # in other scripts, of which no usual words are listed
_SHORT = 4  # letters
_USUAL_WORD, _WORD, _NAME, _PAIR, _PLACE, _REGION = 400.0, 25.0, 10.0, 2.0, 8.0, 100.0
_TOWN_WRITTEN = 200.0  # in: a capital's is in every third report of its country
_NUMBER, _ROUND = 6.0, 60.0
_HUNDRED = 100
_TOWN = 1.5  # of a place, whose name counts among the words no more
_LONG_AGO = timedelta(days=4)  # a day that is named later than that tells the event like a number
_FEW = 12  # who counts so few says nothing by it
# Of one article are kept; the others are too usual to tell anything.
_KEPT = 64
# The square of a weight beside which a channel says little: that of one word of some rarity.
_LITTLE = 300.0


STEPS = 255.0  # in which weights are kept, in a byte
_FORM = 1  # of what is stored; another where a slot or a weight means something else


class Channel(IntEnum):
    """Of which kind a feature is."""

    WORD = 0
    NAME = 1
    NUMBER = 2


CHANNELS = len(Channel)


class Part(NamedTuple):
    """One feature: its channel, slot and weight, and the feature as it is shown in evidence."""

    weight: float
    slot: int
    channel: Channel
    shown: str | tuple[str, float]


class Rarity:
    """How many articles of the window have what."""

    def __init__(self) -> None:
        self._counts = array("H", bytes(2 * CHANNELS * _SLOTS))
        self._articles = 0

    def weigh(self, features: Features) -> list[Part]:
        """Return the rarest that an article has, the heaviest first.

        Each channel is of length 1, or shorter where all that it has is usual: that two articles
        count four dead, and nothing else, makes them hardly alike.
        """
        base = log(self._articles + _ASSUMED)
        found: dict[int, Part] = {}
        for channel, shown, slot, own, assumed in _slots(features):
            rarity = base - log(self._counts[slot] + assumed)
            if slot not in found and rarity > 0:
                found[slot] = Part(own * rarity * rarity, slot, channel, shown)
        heaviest = sorted(found.values(), key=lambda part: (-part.weight, part.slot))[:_KEPT]
        squares = [_LITTLE] * CHANNELS
        for part in heaviest:
            squares[part.channel] += part.weight**2
        lengths = [sqrt(square) for square in squares]
        return [
            Part(weight / lengths[channel], slot, channel, shown)
            for weight, slot, channel, shown in heaviest
        ]

    def count_of(self, slot: int) -> int:
        """Return how many articles of the window have this."""
        return self._counts[slot]

    def count(self, slots: Iterable[int]) -> None:
        """Take an article of the window into account."""
        self._articles += 1
        for slot in slots:
            if self._counts[slot] < _MOST:
                self._counts[slot] += 1

    def discount(self, slots: Iterable[int]) -> None:
        """Forget an article that leaves the window."""
        self._articles -= 1
        for slot in slots:
            if self._counts[slot]:
                self._counts[slot] -= 1


def packed(parts: Sequence[Part]) -> bytes:
    """Return slots and weights of an article's features as they are stored."""
    slots = (part.slot for part in parts)
    steps = (round(part.weight * STEPS) for part in parts)
    return pack(f"<B{len(parts)}I{len(parts)}B", _FORM, *slots, *steps)


def is_packed(stored: bytes) -> bool:
    """Say whether something was stored, in the form that is read."""
    return stored[:1] == bytes([_FORM])


def unpacked(stored: bytes) -> tuple[array[int], bytes]:
    """Read them back."""
    end = 1 + 4 * (len(stored) // 5)
    slots = array("I", stored[1:end])
    if byteorder == "big":
        slots.byteswap()
    return slots, stored[end:]


_Slot = tuple[Channel, str | tuple[str, float], int, float, float]


def _slots(features: Features) -> Iterator[_Slot]:
    """Yield channel, what to show, slot, weight in the article, and how many had it before."""
    word, name, number = Channel.WORD, Channel.NAME, Channel.NUMBER
    for term, weight in features.terms:
        if term[0] == "#":
            yield number, term, _slot(number, term), weight, _of_number(float(term[1:]))
        else:
            yield word, term, _slot(word, term), weight, _of_word(term)
    for own in features.names:
        bare = own.lstrip(HEARD + WRITTEN)
        yield name, bare, _slot(name, bare), 1.0, _of_name(own)
    for place in features.places:
        yield name, place, _slot(name, f"@{place}"), _TOWN, _PLACE
    for region in features.regions:
        yield name, region, _slot(name, f"@{region}"), 1.0, _REGION
    for effect, value in features.figures:
        slot = _slot(number, f"{effect} {value:g}")
        yield number, (effect, value), slot, 1.0, _of_number(value)
    for day in features.days:
        if features.at.date() - day >= _LONG_AGO:
            yield number, f"{day}", _slot(number, f"{day}"), 1.0, _NUMBER


def _of_word(term: str) -> float:
    """Say how many articles had a word: of other scripts than ours the short ones are usual."""
    if term.isascii():
        return _USUAL_WORD if term in USUAL else _WORD
    return _USUAL_WORD if len(term) <= _SHORT else _OTHER_WORD


def _of_name(name: str) -> float:
    """Say how many articles had a name: few a pair, more what may be none, or where they stand."""
    if name.startswith(WRITTEN):
        return _TOWN_WRITTEN
    return _WORD_HEARD if name.startswith(HEARD) else _PAIR if " " in name else _NAME


def _of_number(value: float) -> float:
    return _ROUND if value % _HUNDRED == 0 or value <= _FEW else _NUMBER


@lru_cache(maxsize=100_000)
def _slot(channel: Channel, text: str) -> int:
    return channel * _SLOTS + crc32(text.encode()) % _SLOTS


def channel_of(slot: int) -> int:
    """Return the channel whose slot this is."""
    return slot // _SLOTS
