"""The ways to name a tracked person or organisation, as they stand in a line of folded words.

    Gen. (retd) T.K. Ostrane   ⟶   tk ostrane · t k ostrane
    Gen Ostrane                ⟶   gen ostrane · general ostrane
    শেখ মিরানা                  ⟶   শেখ মিরানা, with or without an ending of its script

Titles fall away where a name of two words is left; before a bare surname the last one stays,
in each of its spellings.  Initials are written in several ways, and a middle one not at all.

Discarded: leaving out a first or middle name (Hadi Wasim Dar, Hadi Dar): that is another
name, and a desk that means it lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import product
from typing import NamedTuple

from monitor.titles import ENDINGS, JUNIOR, SPELLINGS, TIES, TITLES
from news.grammar import phrase
from news.rules import Phrase, name_of
from news.text import words as fold
from news.watch import Kind, Person

Words = tuple[str, ...]

_LONGEST_ACRONYM = 8  # letters
_LONGEST_INITIALS = 3  # letters: "J.R.R. Sandor"


class Form(Enum):
    """What a way to name somebody is made of."""

    WHOLE = "a name"
    TITLED = "a title and a surname"
    ACRONYM = "an acronym"
    ROLE = "a role"


class Way(NamedTuple):
    """One way to name somebody.

    `who` is a number; `bare` a single word, which counts only as it is written: Reuters.
    """

    who: int
    via: str
    form: Form
    bare: bool = False
    is_person: bool = True


class Named(NamedTuple):
    """Somebody who is tracked: the folded name, and the words that only belong to them."""

    key: Words
    own: frozenset[str]
    surnames: frozenset[str]
    long: Sequence[Words]  # names of several words


def named(person: Person) -> Named:
    """Return what an article is asked about somebody who may be in it."""
    folded = [name_of(name) for name in person.names]
    long = [words for words in folded if len(words) > 1]
    own = frozenset(word for words in folded for word in words)
    return Named(folded[0], own, _surnames(person, folded), long)


def ways(who: int, person: Person) -> Iterator[tuple[str | Phrase, Way]]:
    """Yield each way to name somebody; a phrase where it has wildcards."""
    is_person = person.kind is Kind.PERSON
    for number, written in enumerate(person.names):
        via = "alias" if number else "name"
        one = phrase(written)
        if not one.is_plain:
            yield one, Way(who, via, Form.WHOLE, is_person=is_person)
        elif _is_acronym(written):
            yield _line(one.words), Way(who, "acronym", Form.ACRONYM, True, is_person)
        elif is_person:
            yield from _of_person(who, via, written, one.words)
        else:
            yield _line(one.words), Way(who, via, Form.WHOLE, len(one.words) == 1, False)
    for written in person.roles:
        yield _line(fold(written)), Way(who, "role", Form.ROLE, is_person=is_person)


def _of_person(who: int, via: str, written: str, words: Sequence[str]) -> Iterator[tuple[str, Way]]:
    title, bare = _without_titles(words)
    if title and len(bare) == 1:
        way = Way(who, via, Form.TITLED)
        spellings = product(*(SPELLINGS.get(word, (word,)) for word in title[-1:]), bare)
        yield from ((_line(one), way) for one in [*spellings, words])
        return
    way = Way(who, via, Form.WHOLE, len(bare) == 1)
    for spelling in {tuple(bare), *_initials(written, bare)}:
        yield _line(spelling), way
        if ending := _open(spelling):
            yield ending, way


def _line(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _open(words: Sequence[str]) -> str:
    """Return a name without its end, where its script writes endings onto it."""
    first = words[-1][0]
    written = any(block <= first < chr(ord(block) + 0x80) for block in ENDINGS)
    return f" {' '.join(words)}" if written else ""


def _is_acronym(name: str) -> bool:
    letters = name.replace(".", "").replace("&", "")
    return (
        1 < len(letters) <= _LONGEST_ACRONYM
        and letters.isalnum()
        and letters.isupper()
        and len(fold(name)) == 1
    )


def _without_titles(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Part the titles before a name from the name; those behind it are left out."""
    first, last = 0, len(words)
    while first < last - 1 and words[first] in TITLES:
        first += 1
    while last > first + 2 and words[last - 1] in TITLES:
        last -= 1
    return words[:first], words[first:last]


def _initials(written: str, words: Sequence[str]) -> Iterator[Words]:
    """Yield other ways to write a name's initials: G.S. Sand, G S Sand; Ona K. Brill, Ona Brill."""
    if len(words) == 1:
        return
    run = next((n for n, word in enumerate(words) if len(word) > 1), 0)
    if run > 1:
        yield ("".join(words[:run]), *words[run:])
    elif len(words[0]) <= _LONGEST_INITIALS and written.replace(".", "").startswith(
        words[0].upper()
    ):
        yield (*words[0], *words[1:])
    middle = (words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1])
    if len(words[0]) > 1 and len(middle) < len(words):
        yield middle


def _surnames(person: Person, folded: Sequence[Words]) -> frozenset[str]:
    """Return by which last words a person is named once the full name is known."""
    if person.kind is not Kind.PERSON:
        return frozenset()
    found = set()
    for words in folded:
        title, bare = _without_titles([word for word in words if word not in JUNIOR])
        if len(title) + len(bare) > 1 and len(bare[-1]) > 1:
            found.add(bare[-1])
    return frozenset(found) - TIES
