"""Make rules and articles for the benchmark of the engine.

Articles are 3 KB of invented words, spread as those of a language are: few everywhere, most
hardly anywhere; a word likes the one that it stood beside before, so that phrases come again.
Rules have the shapes that a desk writes, of words that the articles have as often as
the wanted share of matches asks for: "dense" rules hold for 1 % of the articles each,
"selective" ones for 0.027 %.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeVar

from news.article import Article
from news.rules import And, Near, Not, Or, Phrase, Rule, Where
from news.text import words

_T = TypeVar("_T")

_VOCABULARY = 30_000
_LENGTH = 480
_SYLLABLES = "ba der ka lin mor na pel ra sun ta vo zi gar hel dun fi ost ur en il am esk".split()


def invented(count: int, seed: int = 1) -> list[Article]:
    """Make articles, the same in each run."""
    dice = random.Random(seed)  # noqa: S311  the same articles in each run
    vocabulary = _vocabulary(dice)
    weights = [*accumulate(1 / (rank + 2.7) for rank in range(_VOCABULARY))]
    follows = [dice.choices(range(_VOCABULARY), cum_weights=weights)[0] for _ in vocabulary]
    return [_article(dice, vocabulary, weights, follows, number) for number in range(count)]


def _vocabulary(dice: random.Random) -> list[str]:
    """Make words; the common ones are short."""
    made: dict[str, None] = {}
    while len(made) < _VOCABULARY:
        most = 1 + sum(len(made) > begin for begin in (10, 200, 4_000))
        made["".join(dice.choices(_SYLLABLES, k=most))] = None
    return [*made]


def _article(
    dice: random.Random,
    vocabulary: Sequence[str],
    weights: Sequence[float],
    follows: Sequence[int],
    number: int,
) -> Article:
    drawn = dice.choices(range(_VOCABULARY), cum_weights=weights, k=_LENGTH)
    for at in range(1, _LENGTH):
        if dice.random() < 0.15:
            drawn[at] = follows[drawn[at - 1]]
    text = [vocabulary[rank] for rank in drawn]
    for at in range(0, _LENGTH, 17):  # sentences, with what outlets put between words
        text[at] = text[at].capitalize()
        text[min(at + 7, _LENGTH - 1)] += ","
        text[min(at + 16, _LENGTH - 1)] += "."
    if number % 2:
        text[40], text[90] = f"\u201c{text[40]}\u201d", f"{text[90]}\u2019s"
    return Article(f"u{number}", " ".join(text[:9]).title(), " ".join(text[9:]))


@dataclass(frozen=True)
class Language:
    """How many of some articles have a word, or two side by side."""

    articles: int
    words: Counter[str]
    ranked: Sequence[tuple[float, str]]  # share of the articles, word
    pairs: Sequence[tuple[float, tuple[str, str]]]

    def word(self, dice: random.Random, share: float) -> str:
        """Draw a word that about this share of articles has."""
        return _near(self.ranked, dice, share)

    def pair(self, dice: random.Random, share: float) -> tuple[str, str]:
        """Draw two words that stand side by side in about this share of articles."""
        return _near(self.pairs, dice, share)


def learn(articles: Sequence[Article]) -> Language:
    """Count in how many articles each word and each pair occurs."""
    singles, doubles = Counter[str](), Counter[tuple[str, str]]()
    for article in articles:
        found = words(article.text)
        singles.update({word for word in found if len(word) > 1})
        doubles.update(set(pairwise(found)))
    count = len(articles)
    return Language(
        count,
        singles,
        sorted((number / count, word) for word, number in singles.items()),
        sorted((number / count, pair) for pair, number in doubles.items()),
    )


def _near(ranked: Sequence[tuple[float, _T]], dice: random.Random, share: float) -> _T:
    at = bisect_left(ranked, share * dice.uniform(0.5, 1.5), key=lambda one: one[0])
    # Many have the same share: any of those.
    wide = max(3, len(ranked) // 300)
    return ranked[min(max(at + dice.randint(-wide, wide), 0), len(ranked) - 1)][1]


def ruled(language: Language, count: int, share: float, seed: int = 2) -> list[Rule]:
    """Make rules that hold for about a share of the articles each."""
    dice = random.Random(seed)  # noqa: S311  the same rules in each run
    return [_rule(language, dice, share) for _ in range(count)]


def _rule(language: Language, dice: random.Random, share: float) -> Rule:  # noqa: PLR0911  one for each
    """Make a rule of one of a desk's shapes; the shares of its parts multiply to the whole's."""

    def word(wanted: float) -> Phrase:
        return Phrase((language.word(dice, min(wanted, 0.6)),))

    def any_of(wanted: float, count: int) -> Rule:
        return Or(tuple(word(wanted / count) for _ in range(count)))

    root = share**0.5
    tilt = dice.uniform(0.3, 1.0)  # one part is rarer than the other
    match dice.choices(range(8), weights=(28, 17, 12, 15, 10, 10, 4, 4))[0]:
        case 0:
            return And((word(root * tilt), word(root / tilt)))
        case 1:
            return And((word(root * tilt), any_of(root / tilt, 3)))
        case 2:
            return And((word(root * tilt), word(root / tilt), Not(word(0.1))))
        case 3:
            return Phrase(language.pair(dice, share))
        case 4:
            begin = language.word(dice, root / 4)[:6] + "*"
            return And((Phrase((begin,)), word(root)))
        case 5:  # near in one of ten articles that have both
            root = min((10 * share) ** 0.5, 0.6)
            return Near(word(root * tilt), word(root / tilt), 8)
        case 6:
            return And((Phrase(word(min(8 * share, 0.6)).words, Where.TITLE), Not(word(0.2))))
    return And((any_of(root, 4), any_of(root, 3), Not(any_of(0.1, 2))))


def cut(texts: Iterable[str], length: int = 3_000) -> list[Article]:
    """Cut real texts into articles of 3 KB."""
    whole = "\n".join(texts)
    return [
        Article(f"r{start}", whole[start : start + 60].replace("\n", " "),
                whole[start + 60 : start + length])
        for start in range(0, len(whole) - length, length)
    ]  # fmt: skip
