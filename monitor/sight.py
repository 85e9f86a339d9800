"""An article as the engine sees it: everything that a rule may ask, found out at most once.

Most articles interest nobody, so only the set of folded words is made for each.  Where words
stand, what an expression finds, which words a star stands for: that is looked up when a rule
asks, and remembered for the thousand rules that ask the same; so are its figures.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from news.finding import Span
from news.judge import Judged
from news.rules import WILD, Mention, Phrase, Where

_T = TypeVar("_T")

_FEW_PAIRS = 16  # so many are looked at one by one

# What can be found in an article: a folded word, a word with wildcards, two words side by
# side, or somebody's name after an @.
Atom = str | tuple[str, str]


class Sight:
    """One article, looked at by many rules."""

    def __init__(
        self, judged: Judged, found: set[Atom], meanings: Mapping[str, Sequence[str]]
    ) -> None:
        self.judged = judged
        self.article = judged.article
        self.found = found
        self._meanings = meanings
        self._memo: dict[int, Any] = {}
        self._holds: dict[str, bool] = {}

    def once(self, number: int, ask: Callable[[Sight], _T]) -> _T:
        """Ask what a leaf of this number asks, once."""
        try:
            return self._memo[number]  # type: ignore[no-any-return]
        except KeyError:
            said = self._memo[number] = ask(self)
            return said

    def has(self, run: str) -> bool:
        """Say whether words stand side by side; `run` has a space on each side."""
        holds = self._holds.get(run)
        if holds is None:
            holds = self._holds[run] = run in self.judged.line
        return holds

    @cached_property
    def title(self) -> str:
        """The headline's words in a line."""
        return self.judged.line.partition("\n")[0]

    @cached_property
    def text(self) -> str:
        """The text's words in a line."""
        return self.judged.line.partition("\n")[2]

    @cached_property
    def raw(self) -> tuple[tuple[Where, bytes], ...]:
        """Headline and text as an expression reads them; half a sign is a question mark."""
        title, text = self.article.title, self.article.text
        return (
            (Where.TITLE, title.encode(errors="replace")),
            (Where.TEXT, text.encode(errors="replace")),
        )

    @cached_property
    def places(self) -> frozenset[str]:
        """The keys of the places that it names, and of what they lie in."""
        named = (one.place for one in self.judged.sightings)
        return frozenset(key for place in named for key in (place.key, *place.within))

    @cached_property
    def border(self) -> int:
        """The number of the headline's words."""
        return self.judged.border

    def at(self, word: str) -> Sequence[int]:
        """Return where a word of a rule stands, in order."""
        numbers = self._numbers.get(word)
        if numbers is None:
            return self._starred.get(word, ()) if WILD.intersection(word) else ()
        return numbers

    @cached_property
    def _numbers(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for number, word in enumerate(self.judged.words):
            found.setdefault(word, []).append(number)
        return found

    @cached_property
    def _starred(self) -> Mapping[str, Sequence[int]]:
        """Where words with wildcards stand."""
        found: dict[str, list[int]] = {}
        for word in self._meanings.keys() & set(self.judged.words):
            for wild in self._meanings[word]:
                found.setdefault(wild, []).extend(self.at(word))
        return {wild: sorted(at) for wild, at in found.items()}

    def runs(self, phrase: Phrase) -> Sequence[tuple[int, int]]:
        """Return first and last word of each place where a phrase stands, in order."""
        if len(phrase.words) == 1:
            numbers = self.at(phrase.words[0])
            return [(number, number) for number in numbers if self._fits(phrase.where, number)]
        every = [self.at(word) for word in phrase.words]
        rarest = min(range(len(every)), key=lambda n: len(every[n]))
        begins = [number - rarest for number in every[rarest]]
        for step, numbers in enumerate(every):
            if begins and step != rarest:
                there = frozenset(numbers)
                begins = [begin for begin in begins if begin + step in there]
        width = len(every) - 1
        return [(begin, begin + width) for begin in begins if self._fits(phrase.where, begin)]

    def _fits(self, where: Where, number: int) -> bool:
        return not where or (where is Where.TITLE) is (number < self.border)

    def words_near(self, left: str, right: str, distance: int, *, ordered: bool) -> bool:
        """Say the same of two words: nearly all there is to say, and quicker."""
        ones, others, border = self.at(left), self.at(right), self.border
        if len(ones) * len(others) > _FEW_PAIRS:
            left_runs, right_runs = ([(at, at) for at in numbers] for numbers in (ones, others))
            return self.near(left_runs, right_runs, distance, ordered=ordered)
        for one in ones:
            for other in others:
                gap = other - one if ordered else abs(other - one)
                if 0 < gap <= distance and (one < border) is (other < border):
                    return True
        return False

    def near(
        self,
        left: Sequence[tuple[int, int]],
        right: Sequence[tuple[int, int]],
        distance: int,
        *,
        ordered: bool,
    ) -> bool:
        """Say whether one of these runs stands near one of those; of both the firsts ascend."""
        firsts = [first for first, _ in right]
        lasts = [] if ordered else sorted(last for _, last in right)
        for first, last in left:
            title = first < self.border
            at = bisect_left(firsts, last + 1)
            near = at < len(firsts) and firsts[at] - last <= distance
            if near and (firsts[at] < self.border) is title:
                return True
            at = bisect_left(lasts, first) - 1
            if at >= 0 and first - lasts[at] <= distance and (lasts[at] < self.border) is title:
                return True
        return False

    def mentioned(self, mention: Mention) -> Sequence[tuple[int, int]]:
        """Return first and last word of each place where somebody is named, in order."""
        spans = self.judged.mentions.get(mention.name, ())
        return sorted({self._run(span) for span in spans})

    def _run(self, span: Span) -> tuple[int, int]:
        bounds = self.judged.bounds
        first = bisect_right(bounds, span.start, key=lambda bound: bound[1])
        last = bisect_left(bounds, span.end, key=lambda bound: bound[0]) - 1
        # Neither end may be the border, which is a character between two words.
        return first + (first == self.border), last - (last == self.border)
