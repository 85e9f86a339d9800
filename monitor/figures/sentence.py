"""Write a sentence as one letter for each word, so that grammar becomes a pattern.

    "at least 33 civilians and 17 security personnel were killed"
         #        p      &   #     w        p       B     V

What a word does matters here, not which it is: `#` a number, `p` people, `V` a verb of effect
(killed), `S` its base, `G` its gerund, `I` one without an object (died), `A` an adjective
(dead), `D` a noun (deaths), `B` to be, `H` to have, `M` a modal, `n` a negation, `t` a toll,
`w` any other.  Then "people, perhaps a bracket, to be, a verb of effect" is `pBV`, for all
people and all verbs.

Discarded: a dependency parser (its model weighs more than the program and runs at a tenth
of the speed); one pattern for each phrase of the press (thousands, and never enough).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.figures.numbers import RAISED, Number
from monitor.figures.words_people import CLASSES, EFFECTS, GRAMMAR, NATIONS, PHRASES
from news.figure import Effect

_TOKEN = re.compile(r"(?<!\w)(?:[a-z]\.){2,4}(?=\s[a-z])|\w+(?:['’.&-]\w+)*|--|[^\w\s]")


def _tails() -> dict[str, re.Pattern[str]]:
    """Return how the phrases of each first word go on, the longest first."""
    tails: dict[str, list[str]] = {}
    for phrase in sorted(PHRASES, key=len, reverse=True):
        first, _, tail = phrase.partition(" ")
        tails.setdefault(first, []).append(re.escape(tail).replace(r"\ ", r"\s{1,2}"))
    return {
        first: re.compile(rf"\s{{1,2}}(?:{'|'.join(every)})(?!\w)")
        for first, every in tails.items()
    }


# Phrases are looked for behind their first word only: few words begin one.
_TAILS = _tails()
_MARKS = {",": ",", ";": ";", ":": ":", "(": "(", ")": ")", "[": "(", "]": ")", "–": "-",
          "—": "-", "--": "-", "-": "-", ".": ".", "!": ".", "?": ".", "|": ";", "/": "&",
          "•": ";", "…": "."}  # fmt: skip
# A longer sentence is a list without stops: it is read in pieces.
_MOST_WORDS = 400
_KEPT = 24  # words that tell what a number behind them is


@dataclass
class Sentence:
    """The words of a sentence with their places, and its letters."""

    start: int
    end: int
    letters: str = ""
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    effects: list[Effect | None] = field(default_factory=list)
    numbers: dict[int, Number] = field(default_factory=dict)
    _letters: list[str] = field(default_factory=list)

    def add(
        self, word: str, span: tuple[int, int], letter: str, effect: Effect | None = None
    ) -> None:
        """Add a word with its letter."""
        self._letters.append(letter)
        self.words.append(word)
        self.starts.append(span[0])
        self.ends.append(span[1])
        self.effects.append(effect)

    def drop(self) -> None:
        """Take back the last word."""
        for row in (self._letters, self.words, self.starts, self.ends, self.effects):
            row.pop()

    def rest(self) -> Sentence:
        """Return a sentence that goes on with the last words of this one, from its last comma."""
        last = self._letters[-_KEPT:]
        marks = [n for n, letter in enumerate(last) if letter in ",;:."]
        kept = len(last) - (marks[-1] + 1 if marks else 0)
        since = len(self.words) - kept
        new = Sentence(self.start, self.end)
        for at in range(since, len(self.words)):
            span = self.starts[at], self.ends[at]
            new.add(self.words[at], span, self._letters[at], self.effects[at])
        return new

    def whole(self) -> Sentence:
        """Return the sentence with its letters written out."""
        self.letters = "".join(self._letters)
        return self


def spelled(plain: str, start: int, end: int, numbers: list[Number]) -> list[Sentence]:
    """Write a sentence in letters; one that never ends comes in pieces."""
    pieces: list[Sentence] = []
    sentence = Sentence(start, end)
    at = start
    for number in [*numbers, None]:
        until = number.start if number else end
        for match in _TOKEN.finditer(plain, at, until):
            if match.start() < at:
                continue  # within the tail of the one before
            at, word = match.end(), match.group()
            tail = _TAILS[word].match(plain, at, until) if word in _TAILS else None
            if tail:
                at, word = tail.end(), plain[match.start() : tail.end()]
                letter, effect = PHRASES[" ".join(word.split())]
            else:
                letter, effect = _letter(word)
            if letter:
                sentence.add(word, (match.start(), at), letter, effect)
        if number and len(sentence.words) > _MOST_WORDS:
            pieces.append(sentence.whole())
            sentence = sentence.rest()
        if number:
            mark = "y" if number.rejected else "#" if _counts(number) else "$"
            if not number.rejected and number.written.split()[0].lower() in RAISED:
                sentence.add("", (number.start, number.start), "R")
            bracketed = plain.startswith("]", number.end)
            if bracketed and sentence.words[-1:] == ["["]:
                sentence.drop()  # an editor's "[nine] people died" is no aside
            sentence.numbers[len(sentence.words)] = number
            sentence.add(number.written, (number.start, number.end), mark)
            at = max(number.end + bracketed, at)
    return [*pieces, sentence.whole()]


def _counts(number: Number) -> bool:
    return number.kind in {"count", "share"}


# A newspaper's words repeat: most are looked up once.
@lru_cache(maxsize=1 << 14)
def _letter(word: str) -> tuple[str, Effect | None]:
    """Say what a word or a mark does in its sentence; quotes do nothing."""
    if not word[0].isalnum() and word[0] != "_":
        return _MARKS.get(word, ""), None
    for possessive in ("'s", "’s"):
        word = word.removesuffix(possessive)
    return _known(word)


def _known(word: str) -> tuple[str, Effect | None]:
    if word in EFFECTS:
        return EFFECTS[word]
    if letter := GRAMMAR.get(word):
        return letter, None
    if word in CLASSES or word in NATIONS:
        return "p", None
    if word.endswith("ly"):
        return "j", None
    if "-" in word:
        letter, effect = _known(word.rsplit("-", 1)[1])
        # "Air-crew" are people, but "would-be" is no form of "to be".
        return (letter, effect) if effect or letter == "p" else ("w", None)
    return "w", None
