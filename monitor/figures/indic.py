"""Read figures of people in Urdu and Hindi sentences: a first version.

    "آگ لگنے سے تین بچے جاں بحق اور چار زخمی ہو گئے۔"     3 killed, 4 injured
    "भूकंप में १२० से ज्यादा लोग मारे गए।"                  more than 120 killed

In both languages the verb stands last, so what happened is the first verb of effect behind
the number; numbers before one verb share it.  Digits of all scripts, the number words to
twenty and the tens, lakh and crore, and the usual hedges are known.  A number without such a
verb stays a plain count.  No subsets, no agents and no forecasts yet: docs say how well it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.figures.numbers import interval
from monitor.figures.words_indic import AFTER, BEFORE, CLASSES, EFFECTS, MONTHS, SCALES, WORDS
from news.figure import Bound, Effect, Figure, Scope, VictimClass
from news.finding import Span


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_LETTER = re.compile(r"[\u0620-\u064a\u0671-\u06d3\u0904-\u0939]")
_LATIN = re.compile(r"[A-Za-z]")
_NUMBER = re.compile(
    rf"(?:(?P<before>{_any(BEFORE)})\s)?"
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{2,3}}){{1,5}}|\d{{1,15}}(?:\.\d{{1,6}})?)|(?<!\w)(?P<word>{_any(WORDS)}))"
    rf"(?![\w\u093e-\u094d])(?:\s(?P<scale>{_any(SCALES)})(?![\w\u093e-\u094d]))?"
    rf"(?:\s(?P<after>{_any(AFTER)}))?"
)
_EFFECT = re.compile(_any(EFFECTS))
_CLASS = re.compile(_any(CLASSES))
_NEXT_WORD = re.compile(r"\s*(\S{1,40})")
_DATE = re.compile(rf"\s(?:{_any(MONTHS)})")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_SURE, _PLAIN = 0.8, 0.6


def speaks(text: str, start: int, end: int) -> bool:
    """Say whether a sentence is written in the script of Urdu or Hindi."""
    return len(_LETTER.findall(text, start, end)) > len(_LATIN.findall(text, start, end))


def read(text: str, start: int, end: int, rejected: Iterable[Span]) -> list[Figure]:
    """Return the figures of a sentence; numbers that are dates, times … are left out."""
    taken = {n for span in rejected for n in range(span.start, span.end)}
    matches = [m for m in _NUMBER.finditer(text, start, end) if m.end() - 1 not in taken]
    figures: list[Figure] = []
    effect: Effect | None = None
    for n in range(len(matches) - 1, -1, -1):
        until = matches[n + 1].start() if n + 1 < len(matches) else end
        found = _EFFECT.search(text, matches[n].end(), until)
        effect = EFFECTS[found.group()] if found else effect
        if not _dated(text, matches[n], effect):
            figures.append(_figure(text, matches[n], effect, Span(start, end), until))
    return figures[::-1]


def _dated(text: str, match: re.Match[str], effect: Effect | None) -> bool:
    """Say whether a number is a date, a year, or "a" rather than one."""
    if _DATE.match(text, match.end()):
        return True
    plain = WORDS.get(match["word"] or "") == 1 or _YEAR.match(match["digits"] or "")
    return effect is None and bool(plain)


def _figure(
    text: str, match: re.Match[str], effect: Effect | None, sentence: Span, until: int
) -> Figure:
    """Make the figure of a number and the verb behind it."""
    digits = match["digits"]
    value = float(digits.replace(",", "")) if digits else float(WORDS[match["word"]])
    value *= SCALES.get(match["scale"] or "", 1)
    bound = BEFORE.get(match["before"] or "", Bound.EXACTLY)
    bound = AFTER.get(match["after"] or "", bound)
    low, high = interval(value, bound)
    side = _CLASS.search(text, match.end(), until)
    counted = _NEXT_WORD.match(text, match.end())
    return Figure(
        value=value,
        low=low,
        high=high,
        bound=bound,
        unit="people" if effect else "items",
        effect=effect or Effect.OTHER,
        counts=counted[1] if counted else "",
        victim_class=(CLASSES[side.group()] if side else VictimClass.UNKNOWN) if effect else None,
        scope=Scope.EVENT,
        span=Span(match.start(), match.end()),
        sentence=sentence,
        confidence=_SURE if effect else _PLAIN,
    )
