"""Say for whom a speaker speaks, and when two are the same or of one side.

    the army              security                       ┐
    Sandal health office  rescue                         ├ one side: their counts follow each other
    the Vesk governor     government                     ┘
    VLA                   armed group: Vesk Liberation Army    another: its count disputes theirs

A toll that rises from 17 to 22 is news of one side that counts on; 17 by the army and 84 by the
group that attacked it is a dispute.  So a claim is measured against the same speaker
(`speaker_key`), then against his own side (`same_side`).

A side is a plain string, to be stored: a kind, and after a colon whose it is where that sets two
of a kind apart: an army's country, an armed group's name, a company's.  What a country's police,
ministries and rescue service count is one official side.  Of a name alone ("Ona Brill") nothing is
known; the article that calls her a group's spokeswoman knows it (`Speaker.side`).

Discarded: a table of all institutions (there is none of the districts); a side for each ministry
(they pass on each other's counts, and every second report would be a dispute).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from monitor.figures.words_indic import ENGLISH
from monitor.figures.words_sides import COUNTRIES, INSTITUTION_SIDES, SIDES

OFFICIAL = frozenset({"government", "security", "rescue"})
_NAMED = frozenset({"armed group", "company"})  # two of these are two sides
_WHOSE = ": "
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_CAPITALS = re.compile(r"(?:[A-Z][\w'’-]*\s(?:(?:of|for|the|and)\s)*)*[A-Z][\w'’-]*")
_POSSESSIVE = re.compile(r"['’]s?$")
_OFFICIALS_OF = re.compile(r"(?:officials?|authorities|sources?|officers?) of (?P<whom>.+)")
_ITS_OFFICIALS = re.compile(r"(?P<whom>.+) (?:officials?|authorities|sources?|officers?)")
# One word that stands before its "of" as well as behind: ministry of health, health ministry.
_TURNED = re.compile(
    r"(?P<what>(?:\w+ )?(?:police|army|navy|government|ministry|department|university|hospital"
    r"|bureau|office|chamber|college|province|municipality)) of (?:the )?(?P<whom>.+)"
)
_MOST_TURNS = 3  # "ministry of health of the government of Vesk"
_ONE_WORD = {**{word: country.casefold() for word, country in COUNTRIES.items()}, **ENGLISH}
_REMEMBERED = 4096  # names whose side is kept: those of an archive come again and again


@lru_cache(_REMEMBERED)
def side_of(canonical: str) -> str:
    """Return the side of a speaker by the words of his name, "" where they tell nothing."""
    words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(canonical.casefold())]
    kind = INSTITUTION_SIDES.get(canonical, "") or _kind(words)
    if kind in _NAMED and canonical.rsplit(maxsplit=1)[-1][:1].isupper():
        return f"{kind}{_WHOSE}{canonical}"
    whose = next((COUNTRIES[word] for word in words if word in COUNTRIES), "")
    return f"{kind}{_WHOSE}{whose}" if whose and kind in OFFICIAL else kind


def side_told(description: str, known: Callable[[str], str]) -> str:
    """Return the side by what is said of somebody: "a spokesman for the VLA, Ona Brill".

    `known` gives the canonical form of a name, as the article explains it.
    """
    for match in _CAPITALS.finditer(description):
        side = side_of(known(match.group()))
        if kind_of(side) in _NAMED:
            return side
    return kind_of(side_of(description))


def _kind(words: Sequence[str]) -> str:
    told = frozenset((*words, *map(" ".join, pairwise(words))))
    return next((kind for kind, of_kind in SIDES if not of_kind.isdisjoint(told)), "")


def kind_of(side: str) -> str:
    """Return the kind of a side, whosever it is."""
    return side.partition(_WHOSE)[0]


def same_side(one: str, other: str) -> bool:
    """Say whether two sides are one; whose side is not known is nobody's.

    A country or group that only one of them names sets them not apart: "the army" is mostly
    the country's own, "the group" the one just named.
    """
    kind, _, whose = one.partition(_WHOSE)
    other_kind, _, others = other.partition(_WHOSE)
    if not kind or (kind != other_kind and not {kind, other_kind} <= OFFICIAL):
        return False
    return whose == others or not whose or not others


def speaker_key(canonical: str) -> str:
    """Return what is equal for the same speaker: officials of a board speak for the board.

    "Vesk's Ministry of Health", "Vesk health ministry" and "health ministry officials of Vesk"
    are one; "Indian army" is "the army of India", and police are police in Urdu and Hindi.
    """
    name = " ".join(canonical.casefold().replace("’", "'").split())
    for pattern in (_OFFICIALS_OF, _ITS_OFFICIALS):
        if match := pattern.fullmatch(name):
            name = match["whom"]
    owner, _, owned = name.rpartition("'s ")
    for _ in range(_MOST_TURNS):
        if not (match := _TURNED.fullmatch(owned)):
            break
        owned = f"{match['whom']} {match['what']}"
    words = f"{owner} {owned}".split()
    return " ".join(_ONE_WORD.get(word, word) for word in words)
