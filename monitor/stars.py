"""Find which words with wildcards a word of a text is: "insurgents" is "insurg*".

News repeats its words, so what a word is, is found once and remembered.  A word that has
not been seen goes through one automaton over the longest plain piece of each wildcard
(" insurg", "stan "), and only those whose piece it has are compared whole.

Discarded: the automaton over the whole text of each article; that is a hundred microseconds
for what is, after the first hundred articles, a look into a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick

from news.judge import fits

# Some 20 MB; a desk's outlets use fewer words in a month.
_MOST_WORDS = 100_000
_MOST_MEANINGS = 1_000_000
_WILD = re.compile(r"[*?]+")


class Stars:
    """All words with wildcards of all rules."""

    def __init__(self, wild: Iterable[str], most_words: int = _MOST_WORDS) -> None:
        """Compile them; `meanings` says of the words seen so far which they are."""
        self._most_words = most_words
        pieces: dict[str, list[str]] = {}
        for word in wild:
            pieces.setdefault(_longest(word), []).append(word)
        self._those = list(pieces.values())
        self._automaton = AhoCorasick([*pieces]) if pieces else None
        self._known: set[str] = set()
        self._size = 0
        self._starred: set[str] = set()
        self.meanings: dict[str, Sequence[str]] = {}

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return self._automaton is not None

    def of(self, words: set[str]) -> set[str]:
        """Return those that a text's words are."""
        if len(self._known) >= self._most_words or self._size >= _MOST_MEANINGS:
            self._known, self._starred, self.meanings, self._size = set(), set(), {}, 0
        for word in words - self._known:
            self._learn(word)
        return {wild for word in self._starred & words for wild in self.meanings[word]}

    def _learn(self, word: str) -> None:
        self._known.add(word)
        if self._automaton is None:
            return
        hits = self._automaton.find_matches_as_indexes(f" {word} ", overlapping=True)
        found = tuple(
            wild for which in {hit[0] for hit in hits} for wild in self._those[which]
            if fits(wild)(word)
        )  # fmt: skip
        if found:
            self.meanings[word] = found
            self._starred.add(word)
            self._size += len(found)


def _longest(word: str) -> str:
    """Return the longest piece of a word with the space beside it that has no wildcard."""
    return max(_WILD.split(f" {word} "), key=len)
