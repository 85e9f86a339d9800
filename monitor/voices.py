"""Know a speaker of a story again whose name is written otherwise.

    Selmira Oktavand      selmira oktavand
    Selmira Octavand      the same: its words sound alike
    G.S. Malik, GS Malik  the same
    Sharif Chaudhry       Ahmed Sharif Chaudhry, who spoke before

Each outlet writes a name in its own way, and a person who counts on would be another speaker in
each: his rise from 19 to 22 would be told as "from 9", and his name as that of a new one.  So
the first spelling that a story had stands for all.

Only people are compared so, by two words and more: "district police" is as much Sandal's as
Vesk's.  A body has other names only where they say what it is and not whose: who rules by arms is
"the junta" and "the military government", and nobody else is; so are officials and authorities,
rescuers and rescue workers; and the letters of a name are the name.

Discarded: surnames alone (a family of ministers); the table of tracked people (a toll's
spokesmen are not tracked); the army for security forces (each counts its own men).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from monitor.figures.sides import same_side, side_of
from monitor.figures.words_sides import COUNTRIES
from monitor.sounds import alike
from news.ledger import Point
from news.text import folded

# What one body is called, by whoever writes of it.
_BODIES = tuple(
    frozenset(name.strip() for name in line.split(","))
    for line in """
    junta, ruling junta, military junta, military government, military-led government, regime
    officials, authorities, official sources, government officials, officials of government
    rescuers, rescue workers, rescue teams, rescue officials, rescue crews, emergency services
    firefighters, fire service, fire brigade, fire department, fire crews, fire officials
    army, military, armed forces, soldiers
    security forces, forces, troops, security personnel
    residents, locals, villagers, neighbours, neighbors, townspeople
    witnesses, eyewitnesses, onlookers, bystanders
    hospital, hospital sources, sources of hospital, officials of hospital, doctors, medics
    rebels, insurgents, rebel group, rebel fighters, guerrillas
    """.strip().splitlines()
)
# What a body is called once its name was said.
_SHORTENED = frozenset(
    "agency association authority board bureau commission committee company council department"
    " directorate federation front group institute league ministry movement party union".split()
)
_AND = " and "
_SMALL = frozenset({"of", "the", "for", "and"})
_COUNTRIES = frozenset(map(str.casefold, (*COUNTRIES, *COUNTRIES.values())))
_LETTERS = re.compile(r"\((?P<letters>[a-z][a-z.]{1,7})\)")
_SHORTEST, _LONGEST = 3, 6  # letters that stand for a name
_FEWEST = 2  # words of a name that tells who somebody is
_MOST = 6  # and of a name that is no description


def recognized(points: Sequence[Point], known: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points of an article, their speakers under the names that are known already."""
    before = tuple(known)
    names = list(dict.fromkeys(point.speaker for point in before))
    sides: dict[str, str] = {}
    for point in before:
        sides.setdefault(point.speaker, point.side)
    found = []
    for point in points:
        speaker = point.speaker
        if speaker and speaker not in names:
            speaker = next((name for name in names if _is_one(name, speaker)), speaker)
            speaker = _in_full(speaker, names)
            speaker = _of_two(replace(point, speaker=speaker), before)
            names.append(speaker)
        side = sides.setdefault(speaker, point.side)
        # A commissioner is of the police, as an earlier report said.
        side = side if same_side(side, point.side) else point.side
        is_other = (speaker, side) != (point.speaker, point.side)
        found.append(replace(point, speaker=speaker, side=side) if is_other else point)
    return tuple(found)


def _in_full(speaker: str, names: Sequence[str]) -> str:
    """Return the one known name that a word is short for: "the directorate"."""
    if speaker not in _SHORTENED:
        return speaker
    full = [name for name in names if " " in name and speaker in name.split()]
    return full[0] if len(full) == 1 else speaker


def _of_two(point: Point, known: Sequence[Point]) -> str:
    """Return which of two who speak together said a number before: "the hospital and police"."""
    parts = point.speaker.split(_AND)
    if len(parts) != len(("one", "other")):
        return point.speaker
    partners = [part.removeprefix("the ") for part in parts]
    own = [old for old in known if old.speaker in partners and old.series == point.series]
    alike = [old.speaker for old in own if (old.low, old.high) == (point.low, point.high)]
    return next(iter(alike or (old.speaker for old in reversed(own))), point.speaker)


def _is_one(one: str, other: str) -> bool:
    """Say whether two names are one speaker's."""
    body = _body(one)
    if body is not None and body == _body(other):
        return True
    return _is_short_for(one, other) or _is_short_for(other, one) or _is_one_person(one, other)


@lru_cache(4096)
def _body(name: str) -> int | None:
    """Return which body a name calls by what it is, whatever country is named with it."""
    words = [word.removesuffix("'s").removesuffix("’s") for word in name.split()]
    bare = " ".join(word for word in words if word not in _COUNTRIES and word != "the")
    bare = bare.removesuffix(" of")
    return next((at for at, names in enumerate(_BODIES) if bare in names), None)


def _is_short_for(one: str, other: str) -> bool:
    """Say whether a name is the letters of another, which may have them in brackets."""
    letters = _letters(one)
    if not letters:
        return False
    initials = "".join(word[0] for word in other.split() if word not in _SMALL)
    return letters in (initials, _letters(other))


def _letters(name: str) -> str:
    """Return the letters that stand for a name: alone, or in brackets behind it."""
    match = _LETTERS.search(name)
    if match is None and side_of(name):
        return ""  # "army" is a word
    letters = match["letters"].replace(".", "") if match else name
    is_short = _SHORTEST <= len(letters) <= _LONGEST and letters.isascii() and letters.isalpha()
    return letters if is_short else ""


def _is_one_person(one: str, other: str) -> bool:
    """Say whether two names are one person's: each word of the shorter is in the longer."""
    few, many = sorted((_words(one), _words(other)), key=len)
    if len(few) < _FEWEST or not alike(few[-1], many[-1]):
        return False
    rest = iter(many[:-1])
    return all(any(alike(word, heard) for heard in rest) for word in few[:-1])


@lru_cache(4096)
def _words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name, none of a body's."""
    if side_of(name):
        return ()
    found = tuple(folded(name.replace(".", "")).split())
    return found if len(found) <= _MOST else ()
