"""Find the lines that recur over a source's articles and say nothing of any.  Pure.

    the newest sixty articles ──count lines──▶ in half of them, or in a fifth at head or tail
                              ──weigh────────▶ no word of it keeps to these articles?  boilerplate

"Follow Alder Bay Post on WhatsApp" below every report is a promotion.  So is "This report was
written by our district desk" below a fifth of them.  But "The Oshti flooded the Lowra valley
when the dam gave way" recurs, too, for a week, below each report on the flood.  What tells them
apart is the company they keep: "Oshti" stands in the rest of those reports and hardly in any
other, while "follow" and "latest" stand beside the promotion no more often than elsewhere.
Where nearly every article has a line, none is left to compare with: it is the outlet's own, unless
the headlines have its words.

Some lines are never taken, whatever they do: one with a digit (it may count the dead), with
quotation marks (somebody said it), or of less than four words (a dateline, a heading).  Nor is
one cut that names something tracked by itself (`idle`): no alert is lost for what was learned.

Discarded: to compare how much of a line stands in its articles on the whole, for most words of
any line are everybody's; to ask for days between its articles (a flood lasts weeks, a new outlet
has none); lists of phrases, which know only the languages of those who wrote them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import sqrt

from monitor.match import Matcher
from news.article import NOWHERE, Article, Outlet
from news.boilerplate import line_print
from news.figure import NO_FIGURES
from news.text import words

# Calibrated by tests/monitor/test_recurring.py's outlets: promotions, desks, a flood, a league.
LAST = 60  # articles that are looked at, the newest
_MOST = 30  # lines that are weighed in one look, those in most articles first
# Articles of a source before a line is learned that all of them have, or some.
_FEWEST_ALL, _FEWEST = 12, 40
_ANYWHERE, _AT_EDGE = 0.5, 0.2  # of the articles; where it always stands at head or tail
_HEAD, _TAIL = 2, 5  # lines
_FEWEST_OTHERS = 5  # without the line, to compare with; where they are fewer,
_IN_TITLES = 0.3  # of the headlines that have a word of it make it a story's
# By which the articles of a line have a word more often: standard errors of two shares that
# are one in truth.  Promotions came to 1.7 at most, a story's background to 4 at least.
_KEEPS_TO = 2.5
_EVERYBODYS = 0.5  # of the others that have a word: it keeps to nobody
_WORDS, _LONGEST = 4, 500
_LONG_WORD = 4  # letters; shorter ones stand everywhere
_NEVER = re.compile(
    r"\d|[\"\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u300c\u300d]|^['\u2018\u2019]"
)


@dataclass(frozen=True)
class Recurring:
    """A line that says nothing of the articles it stands in: which, by place in what was given."""

    print: str
    line: str
    articles: tuple[int, ...]


def recurring(told: Sequence[tuple[str, str]], decided: Collection[str] = ()) -> list[Recurring]:
    """Find them in titles and texts of one source's articles, but for those decided on."""
    texts = _distinct(told)
    if len(texts) < _FEWEST_ALL:
        return []
    lines = _repeated(texts)
    often = [one for one in lines if one.print not in decided and _recurs(one, len(texts))]
    if not often:
        return []
    often = sorted(often, key=lambda one: len(one.places), reverse=True)[:_MOST]
    company = _Company(told, texts, {line for one in lines for line in one.spellings})
    return [
        Recurring(one.print, min(one.spellings), tuple(sorted(one.places)))
        for one in often
        if company.is_no_story(one)
    ]


def idle(lines: Mapping[str, str], matcher: Matcher, outlet: Outlet = NOWHERE) -> list[str]:
    """Return which of these lines name nothing tracked by themselves: they may be cut.

    Their figures do not count: "33 killed: read more" below every report is a figure of none.
    """

    def named(line: str) -> set[tuple[str, str]]:
        found = matcher.match(Article("", "", line, outlet=outlet), lambda: NO_FIGURES)
        return {(match.subject, match.name) for match in found}

    # A rule may ask for the outlet alone.
    always = named("") if lines else set()
    return [key for key, line in lines.items() if named(line) <= always]


@dataclass
class _Line:
    """A line as it is met: how it is spelt, in which texts, and in which at head or tail."""

    print: str
    spellings: set[str]
    places: set[int]
    edges: set[int]


def _distinct(told: Sequence[tuple[str, str]]) -> dict[int, list[str]]:
    """Return the lines of each text, without those that are another's copy."""
    seen: set[str] = set()
    found: dict[int, list[str]] = {}
    for index, (_, text) in enumerate(told):
        if text and text not in seen:
            seen.add(text)
            found[index] = text.split("\n")
    return found


def _repeated(texts: dict[int, list[str]]) -> list[_Line]:
    """Return the lines that stand in more than one text."""
    counts = Counter(line for lines in texts.values() for line in set(lines))
    # The same letters twice at least, before its words are folded, which takes the time.
    keys = {line: line_print(line) for line, n in counts.items() if n > 1 and _may_recur(line)}
    found: dict[str, _Line] = {}
    for index, lines in texts.items():
        for at, line in enumerate(lines):
            if (key := keys.get(line)) is None:
                continue
            one = found.setdefault(key, _Line(key, set(), set(), set()))
            one.spellings.add(line)
            one.places.add(index)
            if at < _HEAD or at >= len(lines) - _TAIL:
                one.edges.add(index)
    return list(found.values())


def _may_recur(line: str) -> bool:
    """Say whether a line may be taken at all."""
    if len(line) > _LONGEST or _NEVER.search(line):
        return False
    return len(words(line)) >= _WORDS


def _recurs(line: _Line, count: int) -> bool:
    """Say whether a line stands in enough of so many texts."""
    number = len(line.places)
    if count < _FEWEST:
        return number == count
    return number >= (_AT_EDGE if len(line.edges) == number else _ANYWHERE) * count


class _Company:
    """What stands in the articles beside the lines that recur."""

    def __init__(
        self, told: Sequence[tuple[str, str]], texts: dict[int, list[str]], repeated: set[str]
    ) -> None:
        self._titles = Counter(
            word for index in texts for word in set(_long_words([told[index][0]]))
        )
        self._beside = {
            index: set(_long_words([told[index][0], *(x for x in lines if x not in repeated)]))
            for index, lines in texts.items()
        }

    def is_no_story(self, line: _Line) -> bool:
        """Say whether no word of a line keeps to the articles that have it."""
        others = self._beside.keys() - line.places
        said = set(_long_words(line.spellings))
        if len(others) < _FEWEST_OTHERS:
            return not any(self._titles[word] >= _IN_TITLES * len(self._beside) for word in said)
        return all(self._lift(word, line.places, others) < _KEEPS_TO for word in said)

    def _lift(self, word: str, these: AbstractSet[int], others: AbstractSet[int]) -> float:
        """Compare how often a word stands in these articles and in the others."""
        here, there = (
            sum(word in self._beside[at] for at in part) / len(part) for part in (these, others)
        )
        if there > _EVERYBODYS or here <= there:
            return 0.0
        share = (here * len(these) + there * len(others)) / len(self._beside)
        return (here - there) / sqrt(share * (1 - share) * (1 / len(these) + 1 / len(others)))


def _long_words(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in words(line) if len(word) >= _LONG_WORD]
