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
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.acronyms import alike, learned, meanings
from monitor.beside import Beside, Left
from monitor.names import Form, Named, Way, Words, named, ways
from monitor.titles import (
    AFTERWARDS,
    ALSO_WORDS,
    BEFORE_SURNAMES,
    ENDINGS,
    FORMER,
    NAMES,
    ORDINARY,
    TITLES,
)
from news.finding import Span
from news.judge import Judged, places
from news.rules import Phrase
from news.watch import Person

_AROUND = 4  # words on either side of a middle initial that may be a name with it
_INITIAL = re.compile(r"(?<= )[a-z](?= )")


class Mentioned(NamedTuple):
    """One place where somebody is named, and how.

    By "name", "alias", "role", "surname" or "acronym".
    """

    span: Span
    via: str


class _Hit(NamedTuple):
    first: int
    last: int
    way: Way


class People:
    """Everybody who is tracked."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = [named(person) for person in people]
        own = (one.own for one in self._people)
        self._names = NAMES.union(*own) - ORDINARY - TITLES - ALSO_WORDS
        plain: dict[str, list[Way]] = {}
        self._wild: list[tuple[Phrase, Way]] = []
        for who, person in enumerate(people):
            for written, way in ways(who, person):
                if isinstance(written, Phrase):
                    self._wild.append((written, way))
                elif all(other.who != who for other in plain.setdefault(written, [])):
                    plain[written].append(way)
        self._ways = list(plain.values())
        self._automaton = AhoCorasick([*plain])

    def mentions(self, judged: Judged) -> Mapping[Words, Sequence[Mentioned]]:
        """Return where an article names whom, in reading order; by folded name."""
        line = _Line(judged.line)
        hits = list(self._hits(line, judged))
        if not hits:
            return {}
        found = _Article(line, judged, self._people, self._names).named(hits)
        return {
            self._people[who].key: [
                Mentioned(judged.span(first, last), via)
                for (first, last), via in sorted(at.items())
            ]
            for who, at in sorted(found.items())
        }

    def _hits(self, line: _Line, judged: Judged) -> Iterator[_Hit]:
        """Yield every run of words that is written like a name."""
        for first, last, which in self._runs(line):
            yield from (_Hit(first, last, way) for way in self._ways[which])
        for initial in _INITIAL.finditer(line.text):
            at = line.at(initial.start() - 1)
            if judged.article.full[judged.bounds[at][0]].isupper():
                yield from self._around(line, at)
        for one, way in self._wild:
            yield from (_Hit(place.first, place.last, way) for place in places(one, judged))

    def _runs(self, line: _Line) -> Iterator[tuple[int, int, int]]:
        """Yield the first and last word of what the automaton finds, and its number."""
        text = line.text
        for which, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if text[end - 1] == " ":
                yield line.at(start), line.at(end - 1) - 1, which
            elif _is_ending(text, end):
                yield line.at(start), line.at(end) - 1, which

    def _around(self, line: _Line, at: int) -> Iterator[_Hit]:
        """Yield the names in which a middle initial stands: Ona K. Brill."""
        before = max(0, at - _AROUND)
        window = _Line(line.around(before, at, at + _AROUND))
        for first, last, which in self._runs(window):
            if before + first < at <= before + last:
                yield from (
                    _Hit(before + first, before + last + 1, way)
                    for way in self._ways[which]
                    if way.is_person and way.form is Form.WHOLE
                )


class _Line:
    """Words on one line, a space around each, and which of them stands where."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> list[str]:
        return self.text[1:-1].split(" ")

    @cached_property
    def _spaces(self) -> list[int]:
        """Where the space before each word stands, and the last one."""
        return [0, *accumulate([len(word) + 1 for word in self._words])]

    def around(self, first: int, without: int, last: int) -> str:
        """Return some of the words as a line of their own, without one."""
        words = self._words[first:without] + self._words[without + 1 : last + 1]
        return f" {' '.join(words)} "

    def at(self, place: int) -> int:
        """Return the number of the first word that does not begin before the space there."""
        return bisect_left(self._spaces, place)

    def places(self, text: str) -> Iterator[int]:
        """Yield where folded words stand."""
        start = self.text.find(f" {text} ")
        while start >= 0:
            yield self.at(start)
            start = self.text.find(f" {text} ", start + 1)


def _is_ending(line: str, end: int) -> bool:
    """Say whether the rest of a word is an ending that its script writes onto names."""
    rest = line[end : line.index(" ", end)]
    return not rest or any(rest in endings for endings in ENDINGS.values())


class _Article:
    """One article, and who is named in it."""

    def __init__(
        self, line: _Line, judged: Judged, people: Sequence[Named], names: Collection[str]
    ) -> None:
        self._line, self._people = line, people
        self._beside = Beside(judged, names)
        self._found: dict[int, dict[tuple[int, int], str]] = {}
        self._bearers: dict[str, set[int]] = {}  # of each surname, those found
        self._strangers: set[str] = set()  # last words of longer names that nobody tracks
        self._others: dict[tuple[int, str], bool] = {}  # acronyms that are somebody else's here
        self._taken: set[int] = set()  # words of names
        self._meant: dict[tuple[int, int], set[int]] = {}
        self._given: set[tuple[int, str]] = set()  # roles that the article gives to others

    def named(self, hits: Sequence[_Hit]) -> dict[int, dict[tuple[int, int], str]]:
        """Return who is named where and how, by the person's number."""
        hits = _longest(hits)
        for hit in hits:
            self._meant.setdefault((hit.first, hit.last), set()).add(hit.way.who)
        self._given = {
            (hit.way.who, self._run(hit))
            for hit in hits
            if hit.way.form is Form.ROLE
            and self._beside.is_given_to(hit.first, hit.last, self._people[hit.way.who].own)
        }
        # Those named in full come first: they decide whom a surname means.
        for hit in sorted(hits, key=lambda hit: hit.way.form is not Form.WHOLE):
            if self._counts(hit):
                self._keep(hit)
        self._add_acronyms()
        self._add_surnames()
        return self._found

    def _keep(self, hit: _Hit) -> None:
        who = hit.way.who
        if who not in self._found:
            self._found[who] = {}
            for surname in self._people[who].surnames:
                self._bearers.setdefault(surname, set()).add(who)
        self._found[who].setdefault((hit.first, hit.last), hit.way.via)
        self._taken.update(range(hit.first, hit.last + 1))

    def _counts(self, hit: _Hit) -> bool:
        """Say whether a run of words that is written like a name is one here."""
        match hit.way.form:
            case Form.WHOLE:
                return self._is_whole(hit)
            case Form.ACRONYM:
                return self._is_acronym(hit)
            case Form.TITLED:
                return self._is_titled(hit)
        return self._is_role(hit)

    def _run(self, hit: _Hit) -> str:
        return " ".join(self._beside.word(at) for at in range(hit.first, hit.last + 1))

    def _is_in_full(self, who: int) -> bool:
        """Say whether the article was found to name somebody in full."""
        return not {"name", "alias"}.isdisjoint(self._found.get(who, {}).values())

    def _is_whole(self, hit: _Hit) -> bool:
        """Say whether a name stands by itself, and is written as one."""
        beside, way = self._beside, hit.way
        if way.bare and beside.has_case(hit.first) and not beside.is_capital(hit.first):
            return False
        if not way.is_person:
            return True
        if not beside.together(hit.first, hit.last):
            return False
        goes_on = beside.longer(hit.last)
        own = self._people[way.who].own
        begins_before = beside.left(hit.first, own, alone=way.bare) is Left.NAME
        if goes_on or begins_before:
            self._taken.update(range(hit.first, hit.last + 1))
        if begins_before and not goes_on:
            self._strangers.add(beside.word(hit.last))
        return not (goes_on or begins_before)

    def _is_acronym(self, hit: _Hit) -> bool:
        if not self._beside.is_acronym(hit.first):
            return False
        # Of two that share it the one is meant that the article also names in full.
        rivals = {who for who in self._meant[hit.first, hit.last] if self._is_in_full(who)}
        return (not rivals or hit.way.who in rivals) and not self._is_anothers(
            hit.way.who, self._beside.word(hit.first)
        )

    def _is_anothers(self, who: int, letters: str) -> bool:
        """Say whether the article explains an acronym, and by no name of this one."""
        known = self._others.get((who, letters))
        if known is None:
            names, meant = self._people[who].long, self._meanings.get(letters, ())
            known = bool(names and meant) and not any(
                alike(one, name) for one in meant for name in names
            )
            self._others[who, letters] = known
        return known

    @cached_property
    def _meanings(self) -> dict[str, set[Words]]:
        return meanings(self._beside)

    def _is_role(self, hit: _Hit) -> bool:
        """Say whether a role is held now, and given to nobody else."""
        beside = self._beside
        return not (
            (hit.way.who, self._run(hit)) in self._given
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
                and (found := learned(self._beside, first, last, self._people[who].long))
            }:
                for first, last in self._standing(acronym):
                    at.setdefault((first, last), "acronym")

    def _standing(self, acronym: Words) -> Iterator[tuple[int, int]]:
        """Yield where the words of an acronym stand, written as one."""
        beside = self._beside
        for at in self._line.places(" ".join(acronym)):
            if not beside.has_case(at) or beside.is_in_capitals(at):
                yield at, at + len(acronym) - 1

    def _is_titled(self, hit: _Hit) -> bool:
        """Say whether a title and a surname can only mean the one who is tracked."""
        if self._beside.longer(hit.last) or not self._beside.together(hit.first, hit.last):
            return False
        if hit.way.who in self._found:
            return True
        return not self._is_shared(hit.way.who, self._beside.word(hit.last))

    def _add_surnames(self) -> None:
        """Add the bare surnames of those who are named in full, if nobody shares them."""
        for who in list(self._found):
            if not self._is_in_full(who):
                continue
            for surname in self._people[who].surnames:
                if not self._is_shared(who, surname):
                    for at in self._bare(who, surname):
                        self._found[who].setdefault((at, at), "surname")

    def _is_shared(self, who: int, surname: str) -> bool:
        """Say whether the article names somebody else of a surname, tracked or not."""
        if surname in self._strangers or self._bearers.get(surname, set()) - {who}:
            return True
        return any(
            self._beside.left(at, self._people[who].own, alone=True) is Left.NAME
            and not self._beside.longer(at)
            for at in self._free(surname)
        )

    def _free(self, surname: str) -> Iterator[int]:
        """Yield where a surname stands outside the names that were found."""
        return (at for at in self._line.places(surname) if at not in self._taken)

    def _bare(self, who: int, surname: str) -> Iterator[int]:
        """Yield where a surname stands for the whole name."""
        beside = self._beside
        for at in self._free(surname):
            before = beside.left(at, self._people[who].own, alone=True)
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
    runs: set[tuple[int, int]] = set()
    end = -1  # where the names end that began before
    for hit in sorted(dict.fromkeys(hits), key=lambda hit: (hit.first, -hit.last)):
        run = hit.first, hit.last
        if hit.last > end or run in runs:
            kept.append(hit)
            runs.add(run)
        if hit.way.form is not Form.ROLE:
            end = max(end, hit.last)
    return kept
