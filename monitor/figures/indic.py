"""Read figures of people in Urdu and Hindi sentences: a first version.

    "آگ لگنے سے تین بچے جاں بحق اور چار زخمی ہو گئے۔"     3 killed, 4 injured
    "भूकंप में डेढ़ लाख लोग बेघर हुए।"                       150,000 displaced
    "ہلاک ہونے والوں کی تعداد ۴۵ ہو گئی۔"                  45 killed

In both languages the verb stands last, so what happened is the first verb of effect behind the
number; numbers that "and" joins before one verb share it.  Only where a count of the dead or
hurt is given ("the number of …") it stands before.  Digits of all scripts, number words (each
up to 99 has its own), halves, lakh and crore, ranges, plurals and the usual hedges are known;
dates, times, ages and what is denied are rejected.

A number without such a verb stays a plain count.  No subsets, no agents and no forecasts yet:
docs say how well it does.  Who says it is found by `sayings_indic`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.figures.numbers import interval
from monitor.figures.words_indic import (
    AFTER,
    AGES,
    AND,
    BEFORE,
    CLASSES,
    CLOCK,
    DOUBTFUL,
    EFFECTS,
    HALVES,
    MEASURES,
    MONTHS,
    MORE,
    NOT,
    SCALES,
    THINGS,
    TOLLS,
    VAGUE,
    WORDS,
)
from news.figure import Bound, Effect, Figure, Rejected, Scope, VictimClass
from news.finding import Span


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


# Vowel signs are no letters to `re`: a word ends only where none follows.
_MARKS = r"\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0610-\u061a\u064b-\u065f"
_END = rf"(?![\w{_MARKS}])"
_LETTER = re.compile(r"[\u0620-\u064a\u0671-\u06d3\u0904-\u0939]")
_LATIN = re.compile(r"[A-Za-z]")
_DIGITS = r"\d{1,3}(?:,\d{2,3}){1,5}|\d{1,15}(?:\.\d{1,6})?"
_WORD = rf"(?:{_any([*WORDS, *SCALES, *HALVES, *MORE, *VAGUE])}){_END}"
_ITEM = rf"(?:(?:{_DIGITS}){_END}|{_WORD})"
_NUMBER = re.compile(
    rf"(?<![\w{_MARKS}.,/:-])(?:(?P<before>{_any(BEFORE)})\s)?"
    rf"(?P<items>{_ITEM}(?:[\s–-]{_ITEM}){{0,8}})(?:\s(?P<after>{_any(AFTER)}){_END})?"
)
_TO = re.compile(r"\s(?:سے|से)\s")
_EFFECT = re.compile(_any(EFFECTS))
_CLASS = re.compile(_any(CLASSES))
_TOLL = re.compile(rf"(?:{_any(TOLLS)})(?:\s\S{{1,12}}){{0,2}}\s\Z")
_AND = re.compile(rf"(?:\A|[\s]){_any(AND)}(?:\s|\Z)|[،,]")
_NOT = re.compile(rf"\S{{0,12}}(?:\s\S{{1,12}}){{0,2}}\s(?:{_any(NOT)})")
_NEXT_WORD = re.compile(r"\s*(\S{1,40})")
_DATE = re.compile(rf"\s(?:{_any(MONTHS)})")
_AGE = re.compile(rf"\s(?:{_any(AGES)}){_END}")
_CLOCK = re.compile(rf"[:.]\d\d|\s(?:{_any(CLOCK)}){_END}")
_MEASURE = re.compile(rf"\s(?P<unit>{_any(MEASURES)}){_END}")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_SURE, _PLAIN = 0.8, 0.6
_HUNDRED = 100
_JOINED = 40  # characters within which "and" joins two numbers before one verb


@dataclass(frozen=True)
class _Number:
    """A number of a sentence: what is printed, and its other end if it is a range."""

    start: int
    end: int
    value: float
    bound: Bound
    high: float | None = None
    plain: str = ""  # its only word or digits


def speaks(text: str, start: int, end: int) -> bool:
    """Say whether a sentence is written in the script of Urdu or Hindi."""
    return len(_LETTER.findall(text, start, end)) > len(_LATIN.findall(text, start, end))


def read(
    text: str, start: int, end: int, rejected: Iterable[Span]
) -> tuple[list[Figure], list[Rejected]]:
    """Return the figures of a sentence and the numbers that are none, but for those known."""
    taken = {n for span in rejected for n in range(span.start, span.end)}
    numbers = [n for n in _numbers(text, start, end) if n.end - 1 not in taken]
    sentence = Span(start, end)
    figures: list[Figure] = []
    none: list[Rejected] = []
    effect: Effect | None = None
    for at in range(len(numbers) - 1, -1, -1):
        number = numbers[at]
        until = numbers[at + 1].start if at + 1 < len(numbers) else end
        effect, denied = _effect(text, numbers, at, until, effect)
        reason = "negated" if denied else _reason(text, number, effect)
        if reason:
            none += [Rejected(Span(number.start, number.end), reason)] * (reason != "article")
        else:
            figures.append(_figure(text, number, effect, sentence, until))
    return figures[::-1], none[::-1]


def _numbers(text: str, start: int, end: int) -> Iterator[_Number]:
    """Yield the numbers of a sentence; "10 to 12" is one."""
    last: _Number | None = None
    for match in _NUMBER.finditer(text, start, end):
        number = _number(text, match)
        if number is None:
            continue
        if last and _TO.fullmatch(text, last.end, number.start) and last.value < number.value:
            last = replace(last, end=number.end, high=number.value, bound=Bound.RANGE)
            continue
        if last:
            yield last
        last = number
    if last:
        yield last


def _number(text: str, match: re.Match[str]) -> _Number | None:
    """Read a run of digits and number words."""
    items = re.split(r"[\s–-]", match["items"])
    if len(items) == 1 and items[0] in DOUBTFUL and not _people_follow(text, match.end()):
        return None
    if items[0] in VAGUE:
        end = match.start("items") + len(items[0])
        value = float(VAGUE[items[0]])
        return _Number(match.start(), end, value, Bound.AT_LEAST, plain=items[0])
    value, high = _worth(items)
    bound = BEFORE.get(match["before"] or "", Bound.EXACTLY)
    bound = Bound.RANGE if high else AFTER.get(match["after"] or "", bound)
    plain = items[0] if len(items) == 1 else ""
    return _Number(match.start(), match.end(), value, bound, high, plain)


def _worth(items: Sequence[str]) -> tuple[float, float | None]:
    """Add up "two lakh fifty thousand", "three and a half hundred"; "two-three" is a range."""
    total, current, more, low = 0.0, 0.0, 0.0, 0.0
    counting = False  # whether the last item was a plain number
    for item in items:
        if item in MORE:
            more, counting = MORE[item], False
        elif item in SCALES:
            scale = SCALES[item]
            current = ((current or 1) + more) * scale
            low, more, counting = low * scale, 0.0, False
            if scale > _HUNDRED:
                total, current = total + current, 0.0
        else:
            value = HALVES.get(item) or float(WORDS.get(item) or item.replace(",", ""))
            if counting:
                low, current = current, value
            else:
                current += value
            counting = True
    value = total + current + more
    return (low, value) if 0 < low < value else (value, None)


def _people_follow(text: str, at: int) -> bool:
    """Say whether people are counted: "80 people", not "the same day"."""
    word = _NEXT_WORD.match(text, at)
    return bool(word and (word[1] in _PEOPLE or word[1] in CLASSES))


_PEOPLE = frozenset("افراد لوگ لوگوں شہری ہلاکتیں लोग लोगों व्यक्ति व्यक्तियों जवान मौतें".split())


def _effect(
    text: str, numbers: Sequence[_Number], at: int, until: int, following: Effect | None
) -> tuple[Effect | None, bool]:
    """Find what happened to those counted, and whether it is denied."""
    number = numbers[at]
    before = numbers[at - 1].end if at else max(0, number.start - 120)
    ahead = text[before : number.start]
    counted = _NEXT_WORD.match(text, number.end)
    thing = counted and counted[1].strip("،,۔।") in THINGS
    known = list(_EFFECT.finditer(ahead)) if _TOLL.search(ahead) else []
    if known:
        return EFFECTS[known[-1].group()], False
    found = _EFFECT.search(text, number.end, until)
    if found and found.start() <= number.end + 1:
        # "Two of the wounded died": the noun says less than the verb.
        verb = _EFFECT.search(text, found.end(), until)
        later = verb and EFFECTS[verb.group()] is Effect.KILLED
        apart = verb and _AND.search(text[found.end() : verb.start()])
        found = verb if verb and later and not apart else found
    if found:
        effect: Effect | None = EFFECTS[found.group()]
        denied = bool(_NOT.match(text, found.end(), until))
    else:
        between = text[number.end : until]
        joined = len(between) <= _JOINED and _AND.search(between)
        effect, denied = (following if joined else None), False
    if thing and effect in _OF_PEOPLE:
        return None, False
    return effect, denied


_OF_PEOPLE = frozenset(EFFECTS.values()) - {Effect.DESTROYED, Effect.DAMAGED, Effect.AFFECTED}


def _reason(text: str, number: _Number, effect: Effect | None) -> str:
    """Say why a number is no figure: a date, a time, an age, a year, or "a" rather than one."""
    digits = number.plain.isdecimal()
    for reason, holds in (
        ("date", _DATE.match(text, number.end)),
        ("age", _AGE.match(text, number.end)),
        ("time", _CLOCK.match(text, number.end)),
        ("year", digits and effect is None and _YEAR.match(number.plain)),
        ("article", effect is None and not digits and number.value == 1),
    ):
        if holds and not (reason == "year" and _MEASURE.match(text, number.end)):
            return reason
    return ""


def _figure(
    text: str, number: _Number, effect: Effect | None, sentence: Span, until: int
) -> Figure:
    """Make the figure of a number and the verb behind it."""
    low, high = interval(number.value, number.bound)
    if number.high:
        low, high = number.value, number.high
    side = _CLASS.search(text, number.end, until)
    counted = _NEXT_WORD.match(text, number.end)
    measured = _MEASURE.match(text, number.end)
    kind, unit = MEASURES[measured["unit"]] if measured else (effect, "")
    people = not measured and effect in _OF_PEOPLE | {Effect.AFFECTED}
    people = people and not (counted and counted[1].strip("،,۔।") in THINGS)
    return Figure(
        value=number.value,
        low=low,
        high=high,
        bound=number.bound,
        unit=unit or ("people" if people else "items"),
        effect=kind or Effect.OTHER,
        counts=counted[1] if counted and not measured else "",
        victim_class=(CLASSES[side.group()] if side else VictimClass.UNKNOWN) if people else None,
        scope=Scope.EVENT,
        span=Span(number.start, measured.end() if measured else number.end),
        sentence=sentence,
        confidence=_SURE if effect else _PLAIN,
    )
