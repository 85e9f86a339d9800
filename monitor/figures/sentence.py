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

from monitor.figures.numbers import RAISED, Number
from monitor.figures.words_people import CLASSES, EFFECTS, GRAMMAR, NATIONS, PHRASES
from news.figure import Effect

_PHRASES = "|".join(
    re.escape(p).replace(r"\ ", r"\s{1,2}") for p in sorted(PHRASES, key=len, reverse=True)
)
_TOKEN = re.compile(
    rf"(?P<phrase>(?<![\w'’])(?:{_PHRASES})(?!\w))|(?P<word>\w+(?:['’.&-]\w+)*)|(?P<mark>--|[^\w\s])"
)
_MARKS = {",": ",", ";": ";", ":": ":", "(": "(", ")": ")", "[": "(", "]": ")", "–": "-",
          "—": "-", "--": "-", "-": "-", ".": ".", "!": ".", "?": ".", "|": ";", "/": "&",
          "•": ";", "…": "."}  # fmt: skip
# A longer sentence is a list without stops: it is read in pieces.
_MOST_WORDS = 400


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
            letter, effect = _letter(match)
            if letter:
                sentence.add(match.group(), match.span(), letter, effect)
        if number:
            mark = "y" if number.rejected else "#" if _counts(number) else "$"
            if not number.rejected and number.written.split()[0].lower() in RAISED:
                sentence.add("", (number.start, number.start), "R")
            sentence.numbers[len(sentence.words)] = number
            sentence.add(number.written, (number.start, number.end), mark)
            at = max(number.end, at)
        if len(sentence.words) > _MOST_WORDS:
            pieces.append(sentence.whole())
            sentence = Sentence(start, end)
    return [*pieces, sentence.whole()]


def _counts(number: Number) -> bool:
    return number.kind in {"count", "share"}


def _letter(match: re.Match[str]) -> tuple[str, Effect | None]:
    """Say what a word does in its sentence; quotes do nothing."""
    if match["mark"]:
        return _MARKS.get(match["mark"], ""), None
    word = match.group()
    if match["phrase"]:
        return PHRASES[" ".join(word.split())]
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
        return _known(word.rsplit("-", 1)[1])
    return "w", None
