"""What stands beside a run of words in an article, and whether it makes a longer name of it.

    Marta Ona Brill    Ona Brill-Sandor    the Ona Brill Stadium    ⟶ not Ona Brill
    Gen. Ona Brill     Mayor Ona Brill     Ona Brill Monday         ⟶ Ona Brill

A capital beside a name belongs to it, unless it is a title, a nation, a day, the beginning
of a sentence, a word that the article also writes small, or the line writes all words so.
Scripts without capitals have only their common names to go by.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from monitor.titles import (
    ALSO_WORDS,
    CAPITAL_NOUNS,
    JUNIOR,
    ORDINARY,
    PARTICLES,
    PREFIXES,
    TITLES,
    WORDS_IN_CAPITALS,
)
from news.judge import Judged

_SPACES = frozenset((" ", "\u00a0", "\u202f", "  "))
_HYPHENS = frozenset(("-", "\u2010", "\u2011"))
_OF = frozenset("of in at from near for the".split())
_LONGEST_PLACE = 5  # words: Speaker of the Upper Hill Council Assembly
_APOSTROPHE = re.compile("['\u2019\u02bc\u2018\uff07]")
_POSSESSIVE = re.compile(f"{_APOSTROPHE.pattern}[sS]?$")
_BRACKETS = re.compile(r"\([^()\n]{2,80}\)")
_BEHIND_TITLES = frozenset((". ", ") "))  # Gen. Brill, Gen (retd) Brill
_BREAK = re.compile('[\n.!?:;\u2026"\u201c\u201d\u2018(\u2013\u2014|\u0964\u06d4]')
_END = re.compile(r"[\n,!?;:\u2026\u0964\u06d4]")
_ABBREVIATION = 2  # letters: J. R. Sandor, Ona St. Brill, Md. Brill
# Calibrated by eye on headlines: "Ona Brill to Open Dam in Vesk" has three of four, running
# text with two names in a short line less than half.
_TITLE_CASE = 0.7
_LONGEST_HEADLINE = 300  # characters
_LONG = 4  # letters of a word that a headline in capitals would write large


class Left(Enum):
    """What stands before a name."""

    NOTHING = "nothing that belongs to it"
    TITLE = "a title or prefix"
    NAME = "a word that makes it a longer name"


class Beside:
    """An article's words as they are written, one beside the other."""

    def __init__(self, judged: Judged, names: Collection[str]) -> None:
        self._words, self._bounds = judged.words, judged.bounds
        self._border = judged.border
        self._full = judged.article.full
        self._names = names
        self._has_capital_nouns = judged.article.language[:2].lower() in CAPITAL_NOUNS
        self._counted: dict[int, _Counted] = {}

    def word(self, at: int) -> str:
        """Return a folded word; "" outside the text and at the border."""
        return self._words[at] if 0 <= at < len(self._words) else ""

    def written(self, at: int) -> str:
        """Return a word as it is written."""
        start, end = self._bounds[at]
        return self._full[start:end]

    def gap(self, at: int) -> str:
        """Return what stands between a word and the one before it; a line feed outside."""
        if not (self.word(at - 1) and self.word(at)):
            return "\n"
        return self._full[self._bounds[at - 1][1] : self._bounds[at][0]]

    def together(self, first: int, last: int) -> bool:
        """Say whether a run of words can be one name: nothing parts them."""
        return not any(
            _END.search(self.gap(at))
            or (self.gap(at) == ". " and len(self.word(at - 1)) > _ABBREVIATION)
            for at in range(first + 1, last + 1)
        )

    @cached_property
    def bracketed(self) -> Mapping[int, int]:
        """The last word of what stands in brackets, by its first."""
        found = {}
        for inside in _BRACKETS.finditer(self._full):
            first = bisect_left(self._bounds, (inside.start(),))
            last = bisect_left(self._bounds, (inside.end(),)) - 1
            if first <= last:
                found[first] = last
        return found

    def is_explained(self, at: int) -> bool:
        """Say whether a bracket opens between a word and the one that it is said of."""
        return self.gap(at).lstrip().startswith("(")

    def is_capital(self, at: int) -> bool:
        """Say whether a word begins with a capital."""
        return self.written(at)[0].isupper()

    def has_case(self, at: int) -> bool:
        """Say whether a word is of a script that knows capitals."""
        first = self.written(at)[0]
        return first.lower() != first.upper()

    def is_in_capitals(self, at: int) -> bool:
        """Say whether a word is written in capitals only, but for a possessive s."""
        return _POSSESSIVE.sub("", self.written(at)).isupper()

    def left(self, at: int, own: Collection[str] = (), *, alone: bool = False) -> Left:
        """Say what stands before the name that begins here; `own` are words that may.

        Before a surname `alone` the first word of a sentence is a name too: Quillon Brill said.
        """
        word, gap = self.word(at - 1), self.gap(at)
        is_title = word in TITLES or word in PREFIXES
        if (is_title and gap in _BEHIND_TITLES) or (len(word) == 1 and gap == ". "):
            return Left.TITLE
        if gap in _SPACES or gap in _HYPHENS:
            if is_title:
                return Left.TITLE
            if word not in own and self._leads(at - 1, gap, alone):
                return Left.NAME
        return Left.NOTHING

    def _leads(self, at: int, gap: str, alone: bool) -> bool:
        """Say whether a word makes a longer name of the one behind it."""
        word, written = self.word(at), self.written(at)
        if len(word) == 1 or _APOSTROPHE.search(written):
            return False
        if not self.has_case(at):
            return word in self._names and gap in _SPACES
        if not written[0].isupper():
            return word in PARTICLES
        beyond = not alone and (self.begins(at) or self._is_of_place(at))
        return word not in ORDINARY and self._is_name(at, begins=beyond)

    def _is_of_place(self, at: int) -> bool:
        """Say whether a word ends what somebody is said to be of: Mayor of Lower Sandal Brill."""
        for word in range(at, at - _LONGEST_PLACE, -1):
            if self.gap(word) not in _SPACES or self.word(word) in TITLES:
                return False
            if not self.is_capital(word - 1):
                return self.word(word - 1) in _OF
        return False

    def longer(self, last: int) -> bool:
        """Say whether the name that ends here goes on."""
        word, gap = self.word(last + 1), self.gap(last + 1)
        if word in JUNIOR and self.is_capital(last + 1):
            return gap in _SPACES or gap == ", "
        if gap in _SPACES or gap in _HYPHENS:
            return not _POSSESSIVE.search(self.written(last)) and self._follows(last + 1)
        return False

    def _follows(self, at: int) -> bool:
        """Say whether a word makes a longer name of the one before it."""
        word = self.word(at)
        if word in TITLES or word in ORDINARY or len(word) == 1:
            return False
        if not self.has_case(at):
            return word in self._names
        if not self.is_capital(at):
            return word in PARTICLES
        return self._is_name(at, begins=False)

    def is_given_to(self, first: int, last: int, own: Collection[str]) -> bool:
        """Say whether a role is said of somebody but those whose words are `own`.

        "the minister Marta Sand", "the minister, Marta Sand,", "Marta Sand, the minister,".
        """
        after, tied = last + 1, _SPACES | _BEHIND_TITLES
        if gap_is_comma := self.gap(after) == ", ":
            tied |= {", "}
        while self.word(after) in TITLES and self.gap(after) in tied:
            after += 1
        if self.gap(after) in tied and (
            self._are_strange(after, own) if gap_is_comma else self._is_strange(after, own)
        ):
            return True
        before = first - 2 if self.word(first - 1) == "the" else first - 1
        apart = self._closes(last) and self.gap(before + 1) == ", "
        return apart and self._are_strange(before - 1, own)

    def _closes(self, last: int) -> bool:
        end = self._bounds[last][1]
        return self._full[end : end + 1] in {",", "."}

    def _are_strange(self, at: int, own: Collection[str]) -> bool:
        """Say whether this word and the next are a name in full."""
        return (
            self.gap(at + 1) in _SPACES
            and self._is_strange(at, own)
            and self._is_strange(at + 1, own)
        )

    def _is_strange(self, at: int, own: Collection[str]) -> bool:
        """Say whether a word is of a name, and not of this one."""
        word = self.word(at)
        if not word or word in own or word in ORDINARY or word in TITLES:
            return False
        if not self.has_case(at):
            return word in self._names
        return self.is_capital(at) and self._is_name(at, begins=False)

    def _is_name(self, at: int, begins: bool) -> bool:
        """Say whether a word with a capital is written so because it is a name."""
        if self.word(at) in self._names:
            return True
        if begins or self._has_capital_nouns or self.is_in_capitals(at) or self.in_title_case(at):
            return False
        small = self.written(at).lower()
        return not any(f"{small}{sign}" in self._pieces for sign in ("", ",", "."))

    @cached_property
    def _pieces(self) -> frozenset[str]:
        """What stands between spaces."""
        return frozenset(self._full.split())

    def begins(self, at: int) -> bool:
        """Say whether a word is the first of a sentence, a line or a quotation."""
        return any(
            sign in self.gap(at) for sign in '\n.!?:;\u2026"\u201c\u201d\u2018(\u2013\u2014|'
        )

    def is_acronym(self, at: int) -> bool:
        """Say whether a word is written like an acronym: NATO, and within a sentence Nato."""
        if self.is_in_capitals(at):
            return not (self.word(at) in WORDS_IN_CAPITALS and self.in_line_of_capitals(at))
        return (
            self.is_capital(at)
            and len(self.word(at)) >= _LONG
            and self.word(at) not in ALSO_WORDS | ORDINARY
            and not self.begins(at)
            and not self.in_title_case(at)
        )

    def in_title_case(self, at: int) -> bool:
        """Say whether most other long words of the line begin with a capital."""
        if self._is_long(at):
            return False
        near = [self.written(n) for n in range(at - 2, at + 3) if self.word(n)]
        beside = _Counted.of(near)
        line = self._line(at)
        long, large = line.long - beside.long, line.large - beside.large
        if long <= 0:
            return at < self._border  # a headline of three words: "Ona Brill Resigns"
        return large >= _TITLE_CASE * long

    def in_line_of_capitals(self, at: int) -> bool:
        """Say whether a line is written in capitals."""
        line = self._line(at)
        return line.words > 1 and line.words == line.in_capitals

    def _is_long(self, at: int) -> bool:
        """Say whether a line is running text, however it is written."""
        number = bisect_left(self._breaks, self._bounds[at][0])
        return self._breaks[number] - self._breaks[number - 1] > _LONGEST_HEADLINE

    def _line(self, at: int) -> _Counted:
        """Count the words of a word's line, once."""
        number = bisect_left(self._breaks, self._bounds[at][0])
        if number not in self._counted:
            line = self._full[self._breaks[number - 1] + 1 : self._breaks[number]]
            self._counted[number] = _Counted.of(re.findall(r"\w+", line))
        return self._counted[number]

    @cached_property
    def _breaks(self) -> list[int]:
        """Where the lines end, and where the first begins."""
        ends = [found.start() for found in re.finditer("\n", self._full)]
        return [-1, *ends, len(self._full)]


class _Counted(NamedTuple):
    """How many words of a line are long, begin with a capital, are words, are in capitals."""

    long: int
    large: int
    words: int
    in_capitals: int

    @classmethod
    def of(cls, words: Sequence[str]) -> _Counted:
        real = [word for word in words if word[0].isalpha()]
        long = [word for word in real if len(word) >= _LONG]
        return cls(
            len(long),
            sum(word[0].isupper() for word in long),
            len(real),
            sum(map(str.isupper, real)),
        )
