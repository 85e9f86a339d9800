"""Find the tracked people and organisations that an article names, and how it names them.

    … Gen. (retd) Ona Brill, the harbour minister, said on Monday.  Mr Brill added …
               ^name                                                   ^surname

- A name or alias counts as a whole: "Ona Brill", never "Ona" here and "Brill" there.  Titles
  are no part of it, nor is a middle initial: "Ona K. Brill".
- Not within a longer name, tracked or not: "Marta Ona Brill", "the Ona Brill Stadium"
  (`monitor.beside` says what belongs to a name).
- A bare surname counts only where the article also names the person in full, or by an alias,
  and nobody else of that surname; it alone never makes a match.
- An acronym counts in capitals (WHO is not "who"), and not where the article explains it
  otherwise (`monitor.acronyms`).
- A role ("Vesk's harbour minister") means whoever holds it: not the former one, and not in an
  article that gives it to somebody else.

All names, with their spellings of titles and initials, go into one Aho-Corasick automaton;
everything else is asked only of an article that it found something in, and surnames only of
the people found.  So ten thousand people cost little more than ten.

Discarded: spellings that are merely similar (they are suggested to the desk, and alert nobody
before it agrees), a score of how likely a mention is (nobody would know what to do at 0.6).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.acronyms import Acronym, alike, explained, learned
from monitor.beside import Beside, Left
from monitor.titles import (
    AFTERWARDS,
    ALSO_WORDS,
    BEFORE_SURNAMES,
    ENDINGS,
    FORMER,
    JUNIOR,
    NAMES,
    ORDINARY,
    SPELLINGS,
    TIES,
    TITLES,
    WORDS_IN_CAPITALS,
)
from news.finding import Span
from news.grammar import phrase
from news.judge import Judged, places
from news.rules import Phrase, name_of
from news.text import words as fold
from news.watch import Kind, Person

Name = tuple[str, ...]

_LONGEST_ACRONYM = 8
_LONGEST_INITIALS = 3  # letters: "J.R.R. Sandor"
_AROUND = 4  # words on either side of a middle initial that may be a name with it
_INITIAL = re.compile(r"(?<= )[a-z](?= )")


class Mentioned(NamedTuple):
    """One place where somebody is named, and how.

    By "name", "alias", "role", "surname" or "acronym".
    """

    span: Span
    via: str


class _Name(NamedTuple):
    """One way to name somebody, compiled; `form` is whole, titled, acronym or role."""

    who: int
    via: str
    form: str
    bare: bool  # a single word, which counts only as it is written: Reuters, WHO
    is_person: bool


class _Hit(NamedTuple):
    first: int
    last: int
    name: _Name


class People:
    """Everybody who is tracked."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._keys = [name_of(person.name) for person in people]
        self._own = [_words_of(person) for person in people]
        self._surnames = [_surnames(person) for person in people]
        self._long = [
            [words for name in person.names if len(words := fold(name)) > 1] for person in people
        ]
        self._known = NAMES.union(*self._own) - ORDINARY - TITLES - ALSO_WORDS
        named: dict[str, list[_Name]] = {}
        self._wild: list[tuple[Phrase, _Name]] = []
        for who, person in enumerate(people):
            for text, name in _compiled(who, person, self._wild):
                known = named.setdefault(text, [])
                if all(other.who != who for other in known):
                    known.append(name)
        self._named = list(named.values())
        self._automaton = AhoCorasick([*named])

    def mentions(self, judged: Judged) -> Mapping[Name, Sequence[Mentioned]]:
        """Return where an article names whom, in reading order; by folded name."""
        hits = list(self._hits(judged))
        if not hits:
            return {}
        article = _Article(judged, self._known, self._own, self._surnames, self._long)
        found = article.named(hits)
        return {
            self._keys[who]: [
                Mentioned(judged.span(first, last), via)
                for (first, last), via in sorted(at.items())
            ]
            for who, at in sorted(found.items())
        }

    def _hits(self, judged: Judged) -> Iterator[_Hit]:
        """Yield every run of words that is written like a name."""
        line = " " + " ".join(token.word for token in judged.tokens) + " "
        for which, start, end in self._automaton.find_matches_as_indexes(line, overlapping=True):
            first = line.count(" ", 0, start + 1) - 1
            last = first + line.count(" ", start + 1, end - 1)
            if line[end - 1] == " " or _is_ending(line, end):
                yield from (_Hit(first, last, name) for name in self._named[which])
        yield from self._with_initials(line, judged)
        for one, name in self._wild:
            yield from (_Hit(place.first, place.last, name) for place in places(one, judged))

    def _with_initials(self, line: str, judged: Judged) -> Iterator[_Hit]:
        """Yield the names in which a middle initial stands: Ona K. Brill."""
        full, tokens = judged.article.full, judged.tokens
        for initial in _INITIAL.finditer(line):
            at = line.count(" ", 0, initial.start()) - 1
            if at < 1 or not full[tokens[at].start].isupper():
                continue
            before = max(0, at - _AROUND)
            words = [token.word for token in tokens[before : at + 1 + _AROUND]]
            del words[at - before]
            window = " " + " ".join(words) + " "
            for which, start, end in self._automaton.find_matches_as_indexes(
                window, overlapping=True
            ):
                first = before + window.count(" ", 0, start + 1) - 1
                last = first + window.count(" ", start + 1, end - 1)
                if first < at <= last:
                    yield from (
                        _Hit(first, last + 1, name)
                        for name in self._named[which]
                        if name.is_person and name.form == "whole" and window[end - 1] == " "
                    )


def _is_ending(line: str, end: int) -> bool:
    """Say whether the rest of a word is an ending that its script writes onto names."""
    rest = line[end : line.index(" ", end)]
    return not rest or any(rest in endings for endings in ENDINGS.values())


class _Article:
    """One article, and who is named in it."""

    def __init__(
        self,
        judged: Judged,
        known: Collection[str],
        own: Sequence[Collection[str]],
        surnames: Sequence[Collection[str]],
        long: Sequence[Sequence[Sequence[str]]],
    ) -> None:
        self._judged, self._own, self._surnames, self._long = judged, own, surnames, long
        self._beside = Beside(judged, known)
        self._found: dict[int, dict[tuple[int, int], str]] = {}
        self._meant: dict[tuple[int, int], set[int]] = {}
        self._given: set[tuple[int, str]] = set()  # roles that the article gives to others

    def named(self, hits: Sequence[_Hit]) -> dict[int, dict[tuple[int, int], str]]:
        """Return who is named where and how, by the person's number."""
        hits = _longest(hits)
        for hit in hits:
            self._meant.setdefault((hit.first, hit.last), set()).add(hit.name.who)
        self._given = {
            (hit.name.who, self._run(hit))
            for hit in hits
            if hit.name.form == "role"
            and self._beside.is_given_to(hit.first, hit.last, self._own[hit.name.who])
        }
        # Those named in full come first: they decide whom a surname means.
        for hit in sorted(hits, key=lambda hit: hit.name.form != "whole"):
            if self._counts(hit):
                at = self._found.setdefault(hit.name.who, {})
                at.setdefault((hit.first, hit.last), hit.name.via)
        self._add_acronyms()
        self._add_surnames()
        return self._found

    def _counts(self, hit: _Hit) -> bool:
        """Say whether a run of words that is written like a name is one here."""
        match hit.name.form:
            case "whole":
                return self._is_whole(hit)
            case "acronym":
                return self._is_acronym(hit)
            case "titled":
                return self._is_titled(hit)
        return self._is_role(hit)

    def _run(self, hit: _Hit) -> str:
        return " ".join(self._beside.word(at) for at in range(hit.first, hit.last + 1))

    def _is_in_full(self, who: int) -> bool:
        """Say whether the article was found to name somebody in full."""
        return not {"name", "alias"}.isdisjoint(self._found.get(who, {}).values())

    def _is_whole(self, hit: _Hit) -> bool:
        """Say whether a name stands by itself, and is written as one."""
        beside, name = self._beside, hit.name
        if name.bare and beside.has_case(hit.first) and not beside.is_capital(hit.first):
            return False
        if not name.is_person:
            return True
        if not beside.together(hit.first, hit.last):
            return False
        before = beside.left(hit.first, self._own[name.who])
        return before is not Left.NAME and not beside.longer(hit.last)

    def _is_acronym(self, hit: _Hit) -> bool:
        beside = self._beside
        if not beside.is_in_capitals(hit.first) or (
            beside.word(hit.first) in WORDS_IN_CAPITALS and beside.in_line_of_capitals(hit.first)
        ):
            return False
        # Of two that share it the one is meant that the article also names in full.
        rivals = {who for who in self._meant[hit.first, hit.last] if self._is_in_full(who)}
        return (not rivals or hit.name.who in rivals) and not self._is_anothers(hit)

    def _is_anothers(self, hit: _Hit) -> bool:
        """Say whether the article explains an acronym, and by no name of this one."""
        letters, names = self._beside.word(hit.first), self._long[hit.name.who]
        meant = [
            [self._beside.word(at) for at in range(one.long_first, one.long_last + 1)]
            for one in self._explained
            if self._beside.word(one.first) == letters
        ]
        if not meant or not names:
            return False
        return not any(alike(one, name) for one in meant for name in names)

    @cached_property
    def _explained(self) -> list[Acronym]:
        return list(explained(self._beside))

    def _is_role(self, hit: _Hit) -> bool:
        """Say whether a role is held now, and given to nobody else."""
        beside = self._beside
        return not (
            (hit.name.who, self._run(hit)) in self._given
            or beside.word(hit.first - 1) in FORMER
            or beside.word(hit.last + 1) in AFTERWARDS
        )

    def _add_acronyms(self) -> None:
        """Add the acronyms that the article gives to those whom it names in full."""
        for who, at in self._found.items():
            for acronym in {
                tuple(found)
                for (first, last), via in at.items()
                if last > first
                and via in {"name", "alias"}
                and (found := learned(self._beside, first, last, self._long[who]))
            }:
                for first, last in self._standing(acronym):
                    at.setdefault((first, last), "acronym")

    def _standing(self, acronym: Name) -> Iterator[tuple[int, int]]:
        """Yield where the words of an acronym stand, written as one."""
        beside, count = self._beside, len(acronym)
        for at, token in enumerate(self._judged.tokens):
            if (
                token.word == acronym[0]
                and all(beside.word(at + number) == word for number, word in enumerate(acronym))
                and (not beside.has_case(at) or beside.is_in_capitals(at))
            ):
                yield at, at + count - 1

    def _is_titled(self, hit: _Hit) -> bool:
        """Say whether a title and a surname can only mean the one who is tracked."""
        if self._beside.longer(hit.last) or not self._beside.together(hit.first, hit.last):
            return False
        if hit.name.who in self._found:
            return True
        return not self._is_shared(hit.name.who, self._beside.word(hit.last))

    def _add_surnames(self) -> None:
        """Add the bare surnames of those who are named in full, if nobody shares them."""
        for who in list(self._found):
            if not self._is_in_full(who):
                continue
            for surname in self._surnames[who]:
                if not self._is_shared(who, surname):
                    for at in self._bare(who, surname):
                        self._found[who].setdefault((at, at), "surname")

    def _is_shared(self, who: int, surname: str) -> bool:
        """Say whether the article names somebody else of a surname, tracked or not."""
        if any(surname in self._surnames[other] for other in self._found if other != who):
            return True
        return any(
            self._beside.left(at, self._own[who]) is Left.NAME and not self._beside.longer(at)
            for at in self._free(surname)
        )

    def _free(self, surname: str) -> Iterator[int]:
        """Yield where a surname stands outside the names that were found."""
        taken = {
            at
            for one in self._found.values()
            for first, last in one
            for at in range(first, last + 1)
        }
        for at, token in enumerate(self._judged.tokens):
            if token.word == surname and at not in taken:
                yield at

    def _bare(self, who: int, surname: str) -> Iterator[int]:
        """Yield where a surname stands for the whole name."""
        beside = self._beside
        for at in self._free(surname):
            before = beside.left(at, self._own[who])
            if beside.longer(at):
                continue
            if beside.has_case(at):
                sure = before is Left.TITLE or surname not in ALSO_WORDS
                if beside.is_capital(at) and sure:
                    yield at
            elif (
                before is Left.TITLE or beside.begins(at) or beside.word(at - 1) in BEFORE_SURNAMES
            ):
                yield at


def _longest(hits: Iterable[_Hit]) -> list[_Hit]:
    """Drop what is a part of a longer name; a role is none."""
    kept: list[_Hit] = []
    end = -1  # where the names end that began before
    for hit in sorted(set(hits), key=lambda hit: (hit.first, -hit.last)):
        is_part = hit.last <= end and not any(
            (one.first, one.last) == (hit.first, hit.last) for one in kept
        )
        if not is_part:
            kept.append(hit)
        if hit.name.form != "role":
            end = max(end, hit.last)
    return kept


def _compiled(
    who: int, person: Person, wild: list[tuple[Phrase, _Name]]
) -> Iterator[tuple[str, _Name]]:
    """Yield each way to name somebody, as it stands in a line of folded words."""
    is_person = person.kind is Kind.PERSON
    for number, written in enumerate(person.names):
        via = "alias" if number else "name"
        one = phrase(written)
        if not one.is_plain:
            wild.append((one, _Name(who, via, "whole", bare=False, is_person=is_person)))
        elif _is_acronym(written):
            yield _line(one.words), _Name(who, "acronym", "acronym", True, is_person)
        elif is_person:
            yield from _of_person(who, via, written, one.words)
        else:
            yield _line(one.words), _Name(who, via, "whole", len(one.words) == 1, False)
    for written in person.roles:
        yield _line(fold(written)), _Name(who, "role", "role", bare=False, is_person=is_person)


def _of_person(
    who: int, via: str, written: str, words: Sequence[str]
) -> Iterator[tuple[str, _Name]]:
    title, bare = _without_titles(words)
    if title and len(bare) == 1:
        name = _Name(who, via, "titled", bare=False, is_person=True)
        spellings = product(*(SPELLINGS.get(word, (word,)) for word in title[-1:]), bare)
        yield from ((_line(one), name) for one in [*spellings, words])
        return
    name = _Name(who, via, "whole", len(bare) == 1, is_person=True)
    for spelling in {tuple(bare), *_initials(written, bare)}:
        yield _line(spelling), name
        if ending := _open(spelling):
            yield ending, name


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


def _initials(written: str, words: Sequence[str]) -> Iterator[Name]:
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


def _words_of(person: Person) -> frozenset[str]:
    return frozenset(word for name in person.names for word in fold(name))


def _surnames(person: Person) -> frozenset[str]:
    """Return by which last words a person is named once the full name is known."""
    if person.kind is not Kind.PERSON:
        return frozenset()
    found = set()
    for name in person.names:
        title, bare = _without_titles([word for word in fold(name) if word not in JUNIOR])
        if len(title) + len(bare) > 1 and len(bare[-1]) > 1:
            found.add(bare[-1])
    return frozenset(found) - TIES
