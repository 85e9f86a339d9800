r"""Find the numbers of a text, with what bounds and measures them, or why they are no figure.

    "Nearly 300 people, 1.2 lakh houses and $5-7 million … on 12 March at 9:30"
     ────┬─────         ────┬───             ─────┬─────      ───┬────    ─┬──
     nearly 300         120,000             a range, USD        date      time

One pass over the text stops at digits and number words only; each find is then read with
a short window on both sides: the currency, the scale (lakh crore, bn), the unit, the hedge
("at least", "-odd").  Neighbours joined by "to", "or", a dash, or "between … and" become one
range with a shared multiplier.  What is no figure keeps its reason, since "why was this not
counted?" is the first question about a figure that was missed.

A plural ("dozens", "tens of thousands") is an open interval: it says two of it or more.

Windows are of fixed length, so the time grows with the text and not faster.  Discarded:
number libraries (they know no lakh, no "$1.2m", and count dates, times and ages).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.figures.labels import counted, names, spelled_name
from monitor.figures.words_numbers import (
    AFTER,
    BEFORE,
    CURRENCY_AFTER,
    CURRENCY_BEFORE,
    FRACTIONS,
    LABELS,
    MEASURES,
    MONTHS,
    NATIONAL,
    SCALES,
    SUFFIXES,
    TENS,
    UNITS,
    VAGUE,
    VAGUE_TIMES,
)
from news.figure import Bound


@dataclass(frozen=True)
class Number:
    """A number of the text: its interval, what it measures, and why it is no figure, if so.

    `start` to `end` covers hedge, currency, scale and unit; `low` or `high` is None where that
    side is open.  `kind` is count, money, share, duration, distance, measure or fraction.
    """

    start: int
    end: int
    value: float
    low: float | None
    high: float | None
    bound: Bound
    kind: str
    unit: str
    written: str
    rejected: str = ""


def scan(text: str) -> list[Number]:
    """Return the numbers of a text in order; none overlaps another."""
    plain = _lowered(text)
    found = list(_joined(text, plain, list(_found(text, plain))))
    found += [
        Number(*match.span("roman"), 0, 0, 0, Bound.EXACTLY, "count", "", match["roman"], "label")
        for match in _ROMAN.finditer(text)
    ]
    found.sort(key=lambda n: n.start)
    return found


def _lowered(text: str) -> str:
    """Lower a text without moving a character."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower()[:1] or c for c in text)


@dataclass(frozen=True)
class _Core:
    """A bare number: where it stands, its value, whether it is a word, its own bound."""

    start: int
    end: int
    value: float
    word: bool = False
    vague: bool = False
    share: bool = False
    scaled: bool = False


def _any(words: Iterator[str] | list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_LINK = r"(?:\s{1,3}|-)"
_DIGITS = [word for word, value in UNITS.items() if 0 < value < 10]  # noqa: PLR2004
# "Thirtythree", as hurried desks write it.
_GLUED_TENS = rf"(?:{_any(list(TENS))})(?:{_any(_DIGITS)})?"
_COUNTING = f"{_GLUED_TENS}|" + _any(
    [*UNITS, *SCALES, *VAGUE, *VAGUE_TIMES, "couple", "few", "handful", "half"]
)
_WORDS = UNITS | {f"{ten}{unit}": TENS[ten] + UNITS[unit] for ten in TENS for unit in _DIGITS}
_PART = "|".join(f"{w}s?" for w in FRACTIONS if w != "half") + "|half|halves"
_CORE = re.compile(
    r"(?P<digits>\d{1,3}(?:\.\d{3}){2,5}(?![.\d])|\d{1,3}(?:,\d{2,3}){0,6},\d{3}(?!,?\d)"
    r"(?>(?:\.\d++)?)"
    r"|(?<![\d.,] )(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}(?=\s[a-z])"
    r"(?!\s(?:hours|hrs|gmt))"
    r"|\d++(?>(?:\.\d++|,\d{1,2}(?=\s?(?:%|€|per ?cent\b|million\b|billion\b|"
    r"euros?\b|km\b|cm\b|mm\b|kg\b|metres\b|degrees\b|°)))?))"
    rf"|(?<![\w'’])(?P<words>(?:an?\s{{1,3}})?(?:{_COUNTING})"
    rf"(?:{_LINK}(?:{_COUNTING}|of|and|a|{_PART})(?!\w)){{0,8}})(?!\w)"
    rf"|(?<![\w'’])(?P<part>an?{_LINK}(?:third|quarter|fifth)"
    rf"(?:\sof\sa\s(?:million|billion|lakh|crore|century))?)(?!\w)"
)
# Where one may begin: found first, since the whole pattern is slow to fail.
_BEGINS = re.compile(rf"\d|(?<![\w'’])(?:an?[\s-]{{1,3}})?(?:{_COUNTING}|third|quarter|fifth)")
# The words are looked for once more inside what was found.
_WORD = re.compile(r"[^\W\d_]+")
_GROUPS = re.compile(r"[,\s]")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")  # "3,5 million", as much of Europe writes
# "185.000 people", as much of Europe groups; nobody writes decimals that end in a nought.
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,5}|[1-9]\d{0,2}\.\d\d0")
_DECIMAL_RIGHT = re.compile(
    r"\s?(?:%|per ?cent|million|billion|lakh|crore|°|"
    r"(?:[kcm]?m|[km]?g|[kmg]w|[kmgt]b|km/h|ft|mph|s|ms|secs?|hp|nm|kwh|inch|mil|x)\b)"
)
_MOST_DIGITS = 18


class _Ruled:
    """What a whole text says of its currencies; nobody asks in most texts."""

    def __init__(self, plain: str) -> None:
        self._plain = plain

    @cached_property
    def rupees(self) -> str:
        """Whose rupees a bare "Rs" are."""
        return _rupees(self._plain)

    @cached_property
    def sterling(self) -> bool:
        """Whether pounds are money."""
        return "£" in self._plain or "sterling" in self._plain


def _found(text: str, plain: str) -> Iterator[Number]:
    """Read each bare number with its surroundings."""
    at = 0
    ruled = _Ruled(plain)
    while begins := _BEGINS.search(plain, at):
        at = begins.start() + 1
        match = _CORE.match(plain, begins.start())
        core = _core(plain, match) if match else None
        if core:
            number = _read(text, plain, core, ruled)
            yield number
            at = max(core.end, number.end)


def _core(plain: str, match: re.Match[str]) -> _Core | None:
    if digits := match["digits"]:
        if len(digits) > _MOST_DIGITS:
            return _Core(match.start(), match.end(), 0.0)
        if _DECIMAL_COMMA.fullmatch(digits):
            digits = digits.replace(",", ".")
        elif _DOTTED.fullmatch(digits) and not _DECIMAL_RIGHT.match(plain, match.end()):
            digits = digits.replace(".", "")
        return _Core(match.start(), match.end(), float(_GROUPS.sub("", digits)))
    words = [(w.group(), w.end()) for w in _WORD.finditer(plain, match.start(), match.end())]
    return _spelled(words, match.start())


def _spelled(words: list[tuple[str, int]], start: int) -> _Core | None:
    """Read a run of number words: the longest part of it that is one number."""
    names = [w for w, _ in words]
    article = names[0] in {"a", "an"}
    body = names[1:] if article else names
    taken, value, kind = _part(body, article) or _plural(body, article) or _cardinal(body, article)
    if not taken:
        return None
    return _Core(
        start,
        words[taken - 1 + article][1],
        float(value),
        word=True,
        vague=kind == "vague",
        share=kind == "share",
        scaled=any(w in SCALES for w in body[:taken]),
    )


# How many words were taken, what they are worth, and of which kind: "", "vague" or "share".
_Spelled = tuple[int, float, str]


def _part(body: list[str], article: bool) -> _Spelled | None:
    """Read "half a million", "half", "two-thirds", "a quarter"."""
    second = body[1].rstrip("s") if body[1:] else ""
    if body[:2] == ["half", "a"] and body[2:3] and body[2] in SCALES:
        return 3, 0.5 * SCALES[body[2]], ""
    if body[0] == "half":
        return 1, 50.0, "share"
    if body[0] in UNITS and second in FRACTIONS:
        return 2, round(100 * UNITS[body[0]] * FRACTIONS[second], 1), "share"
    if article and body[0] in FRACTIONS and SCALES.keys() & body[3:4] and body[1] == "of":
        return 4, FRACTIONS[body[0]] * SCALES[body[3]], ""
    if article and body[0].rstrip("s") in FRACTIONS:
        return 1, round(100 * FRACTIONS[body[0]], 1), "share"
    return None


def _plural(body: list[str], article: bool) -> _Spelled | None:
    """Read "a couple of hundred", "a few", "several hundred", "tens of thousands", "dozens"."""
    first = body[0]
    if first in {"couple", "few", "handful"}:
        if first != "couple" and not article:
            return 0, 0, ""
        rest = body[2:] if body[1:2] == ["of"] else body[1:]
        scale, used = _scale(rest)
        taken = len(body) - len(rest) + used if used else 1
        few = first != "couple"
        return taken, (3 if few else 2) * scale, "vague" if few or scale > 1 else ""
    if first == "several":
        scale, used = _scale(body[1:])
        return 1 + used, VAGUE[first] * scale, "vague"
    plurals = {f"{s}s": v for s, v in SCALES.items() if not s.endswith("s")}
    if first in VAGUE_TIMES and body[1:2] == ["of"] and body[2:3] and body[2] in plurals:
        return 3, VAGUE_TIMES[first] * plurals[body[2]], "vague"
    if first in VAGUE:
        return 1, VAGUE[first], "vague"
    return (0, 0, "") if first in VAGUE_TIMES else None


def _scale(words: list[str]) -> tuple[float, int]:
    """Multiply the scales that stand next: "hundred thousand", "lakh crore"."""
    value, used = 1.0, 0
    while used < len(words) and words[used] in SCALES:
        value *= SCALES[words[used]]
        used += 1
    return value, used


class _Sum:
    """A number in words as it grows: "two hundred" "and" "one" "thousand"."""

    def __init__(self) -> None:
        self.total = self.current = 0.0
        self.last = ""

    def take(self, word: str) -> bool:
        """Add one more word, unless the number ends before it."""
        if word in _WORDS:
            fits = self.last != "unit" and not (self.last == "tens" and _WORDS[word] >= _TEN)
            return fits and self._add(_WORDS[word], "unit")
        if word in TENS:
            return self.last not in {"unit", "tens"} and self._add(TENS[word], "tens")
        if word in {"hundred", "dozen"}:
            self.current, self.last = (self.current or 1) * SCALES[word], "hundred"
            return True
        return word in SCALES and self._scaled(SCALES[word])

    def _add(self, value: float, last: str) -> bool:
        self.current, self.last = self.current + value, last
        return True

    def _scaled(self, scale: float) -> bool:
        if self.last == "scale":
            self.total *= scale  # lakh crore
        else:
            self.total += (self.current or 1) * scale
        self.current, self.last = 0.0, "scale"
        return True

    @property
    def value(self) -> float:
        """What the words so far are worth."""
        return self.total + self.current


def _cardinal(words: list[str], article: bool) -> _Spelled:
    """Read "two hundred and one", "one and a half million", "three lakh crore"."""
    if article and words[0] not in SCALES:
        return 0, 0, ""
    number, taken = _Sum(), 0
    for n, word in enumerate(words):
        if word == "and" and words[n + 1 : n + 3] == ["a", "half"]:
            scale, used = _scale(words[n + 3 :])
            if not used and words[n - 1] in SCALES:  # "a dozen and a half"
                return n + 3, number.value + 0.5 * SCALES[words[n - 1]], ""
            return n + 3 + used, number.total + (number.current + 0.5) * scale, ""
        if word == "and":
            small = {*_WORDS, *TENS}.intersection(words[n + 1 : n + 2])
            if number.last not in {"hundred", "scale"} or not small:
                break
        elif number.take(word):
            taken = n + 1
        else:
            break
    return taken, number.value, ""


_TEN = 10
_WINDOW = 48
_NEAR = 24  # the longest word that tells what a number is, with what stands around it
_LEFT_MONTH = re.compile(rf"(?<!\w)(?:{MONTHS})\.?,?\s{{1,2}}(?:\d{{1,2}}\s?[-–]\s?)?\Z")
_RIGHT_MONTH = re.compile(
    rf"(?:st|nd|rd|th)?(?:\s?(?:[-–]|to|and)\s?\d{{1,2}}(?:st|nd|rd|th)?)?,?(?:\s(?:of\s)?|-)"
    rf"(?:{MONTHS})(?!\w)\.?(?:,?\s{{1,2}}(?:'?\d\d(?!\d|,\d)|\d{{4}}))?"
)
_SLASHED = re.compile(r"[/-]\d{1,2}[/-]\d{1,4}(?!\w)|/\d{1,2}(?!\w)|\.\d{1,2}\.\d{2,4}(?!\w)")
_TIME = re.compile(
    r"[:.]\d\d(?::\d\d)?\s?(?:[ap]\.?m\b\.?|hrs|hours)?(?=\W|\Z)|\s?[ap]\.?m\b|"
    r"\s?o['’]clock|\s(?:ist|gmt|pkt|utc|local time)\b"
)
_AGE_RIGHT = re.compile(
    r"[\s-]years?[\s-]olds?|[\s-]month[\s-]olds?|[\s-]day[\s-]old|-yr-old|-somethings?"
)
_AGE_LEFT = re.compile(r"(?<!\w)(?:aged|age|ages|age of|aged between|age group of?)\s\Z")
_CHILD_OF = re.compile(r"\b(?:boy|girl|man|woman|child|son|daughter|youth|toddler) of\s\Z")
# "She is 42 and", "he turned 50 last week", "the twins, both 7".
_YEARS_OF = re.compile(r"(?<!\w)(?:(?:s?he|who) (?:is|was)|turn(?:s|ed|ing)?|both)\s(?:now\s)?\Z")
_ENDS_AGE = re.compile(
    r"\s?(?:[.,;)]|\Z)|\s(?:and|when|but|at|on|in|last|this|next|years?)\b(?!\sof\b)"
)
_NAMED_AGE = re.compile(r"[A-Z][\w'’.-]*(?:,\s(?:also\s|now\s|then\s)?|\s\()\Z")
_BEFORE_AGE = (", ", "(", "also ", "now ", "then ", ",\n")
_AFTER_AGE = re.compile(r"[,.;)]|\sand\s(?:[A-Z]|(?:an?|his|her|their)\s)")
_YEAR_LEFT = re.compile(
    r"(?<!\w)(?:in|since|of|by|until|till|from|during|year|early|late|mid|before|after|to|between|"
    r"and|the|for|through|fiscal|fy|circa|dated|back)[\s-]\Z|[-–(/,'’]\s?\Z"
)
_YEAR_RIGHT = re.compile(r"s(?!\w)|['’]s|[-–/]\d\d(?:\d\d)?(?!\d)|\s?[.,;:)\]\"”]|\s?\Z|\n")
_YEARS = re.compile(r"[-–/]\d\d(?:\d\d)?(?!\d)|s(?!\w)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?!\w)")
_ROMAN = re.compile(
    r"\b(?:Phase|Part|Chapter|Volume|War|Type|Class|Mark|Stage|Tier|Title|Article|PHASE|PART)"
    r"\s(?P<roman>[IVX]{1,5})\b"
)
_LABEL_LEFT = re.compile(rf"(?<!\w)(?:{LABELS})(?:\.\s?|[\s#-]{{1,2}})\Z|#\Z")
_GLUED = re.compile(r"(?:[^\W\d_]-?|_|[^\W\d_]\d*[/.])\Z")
_LINK_LEFT = re.compile(r"(?:https?://|www\.|@|\.com|#)\S{0,40}\Z")
_TAIL = re.compile(r"[^\W\d_]|[-–](?=[^\W\d]\w*\d)|_|\.\d|[-/]\d+[-/]\d+|:\d")
_LIST_ITEM = re.compile(r"[.)]\s")
_LINE_START = re.compile(r"(?:\A|\n)\s{0,4}\Z|[.!?]\s\Z")
_PHONE = re.compile(r"[-\s]\d{5,8}(?!\d)|[-\s]\d{3}[-\s]\d{3,4}(?!\d)")
_VERSION_LEFT = re.compile(r"[A-Za-z]\s[A-Z][a-z]+\s\Z")
_SCORE_LEFT = re.compile(
    r"(?<!\w)(?:won|win|wins|beat|beats|lost|lose|loses|lead|leads|led|drew|draw|defeat|defeated|"
    r"victory|score|scored|trailing|final)\b[^.;\n]{0,30}\Z"
)
_SCORE = re.compile(
    r"[-–]\d{1,2}(?![\d%]|\s?(?:million|billion|crore|lakh|thousand|per ?cent|years?|days?|"
    r"hours?|people))"
)
# "a 1-2 defeat"; "won 6-4, 3-6"; "Bruins 5, Devils 1".
_SET = re.compile(r"[-–]\d{1,2}(?:[-–]\d{1,2})?\s(?:defeat|loss|win|victory|draw|lead|record)\b")
_MARK = re.compile(r"\s(?:stars?|points?|marks)\b|\s?(?:\n|\Z)")
_RATED = re.compile(rf"\sout\sof\s\d{{1,3}}(?:{_MARK.pattern})")  # "4.5 out of 5 stars"
_GRADE = re.compile(
    r"\s(?:[a-z]+\s)?(?:iq|grade|rating|score)\b"
)  # "an elite 93.2 defensive grade"
# "Scores rose from 1061 to 1128", "a rating of 7.5".
_MARKED_LEFT = re.compile(
    r"(?<!\w)(?:scores?|scored|ratings?|grades?|iq)\s(?:[a-z]+\s){0,3}?(?:of|at|from|to|is|was)\s"
    r"(?:[\d.,]{1,9}\sto\s)?\Z"
)
_MARKED_BY = (" of ", " at ", " from ", " to ", " is ", " was ")
_SETS_LEFT = re.compile(r"(?<![\d-])\d{1,2}[-–]\d{1,2},?\s(?:and\s)?\Z")
_TEAM = re.compile(r"(?:\A|[.!?;:\n]\s?)(?:[A-Z][\w.]+\s){1,3}\Z")
_TEAMS_RIGHT = re.compile(r",\s(?:[A-Z][\w.]+\s){1,3}\d{1,3}(?=\s?[.:;(]|\Z)")
_TEAMS_LEFT = re.compile(
    r"(?:\A|[.!?;:\n]\s?)(?:[A-Z][\w.]+\s){1,3}\d{1,3},\s(?:[A-Z][\w.]+\s){1,3}\Z"
)
_TEAM_ENDS = re.compile(r"\s?(?:[:.(;\n]|\Z)")
_FURNITURE_LEFT = re.compile(r"(?:comments?|shares?|likes|views|page)\s?[:(]?\s?\Z")
_FURNITURE = re.compile(
    r"\s(?:comments?|shares|likes|views|retweets|min(?:ute)? read|"
    r"(?:points|things|photos|takeaways)\s?(?:\n|\Z|you|to know|about))"
)
_PRONOUN_LEFT = re.compile(
    r"(?<!\w)(?:no|any|every|the|this|that|each|which|another|not|only|another|some|little|such|"
    r"loved|as|the only|last|latest)[\s-]\Z"
)
_PRONOUN = re.compile(
    r"\s(?:of|another|or more|who|that|which|by|day|side|hand|in|can|could|must|should|is|has|"
    r"thing|such|time|way|step|point|where|or|for|to|on|and all|at|with|from|should|would)(?!\w)"
    r"|['’]s|[.,;:!?]|-"
)
_FIXED = re.compile(
    r"\stime\s(?=champion|winner|[a-z]+\s(?:champion|winner))|"
    r"-(?:sided|day international|off|time|way|on-one|to-one|on-two|star|"
    r"dimensional)(?!\w)|[-\s]calib(?:er|re)\b|/7(?!\d)|-(?:degree|point|ball|over|run|wicket)(?!\w)"
)
_SCALE_RIGHT = re.compile(
    rf"(?P<word>(?:[\s-]{{0,2}}(?:{_any([s for s in SCALES if s != 'score'])})(?!\w)){{1,2}})"
    rf"|\s?(?P<suffix>{_any(list(SUFFIXES))})(?![\w'’])"
)
_CURRENCY_LEFT = re.compile(rf"(?<![A-Za-z])(?:{_any(list(CURRENCY_BEFORE))})\.?\s?\Z")
_CURRENCY_RIGHT = re.compile(
    rf"(?:[\s-]|\sof\s)(?:(?P<nation>{_any(list(NATIONAL))})\s)?(?P<money>{_any(list(CURRENCY_AFTER))})(?!\w)"
)
_MEASURE = re.compile(rf"[\s-]{{0,2}}(?P<unit>{_any(list(MEASURES))})(?!\w)")
_MEASURE_OF = re.compile(rf"\sof\s(?P<unit>{_any(list(MEASURES))})(?!\w)")  # dozens of miles
_SQUARE = re.compile(r"[\s-](?P<power>sq|square|cubic)\.?[\s-]?(?P<unit>\w+)")
_MAGNITUDE_LEFT = re.compile(r"(?:magnitude(?:\sof)?|measuring|measured|richter scale at)\s\Z")
_BEFORE = re.compile(
    rf"(?<!\w)(?P<hedge>{_any(list(BEFORE))})"
    r"\s{1,2}(?:(?:another|an additional|a further|additional|a total of)\s)?\[?\Z"
)
# "The toll has gone up to 23", "pushing the toll in the fire up to 17": no bound.
_GONE_UP = re.compile(
    r"\b(?:g[oe]es|going|gone|went|shot|rose|risen|climb(?:ed|ing)|jump(?:ed|ing)|crept|edged|"
    r"increased|mounted|revised)\s\Z"
    r"|\b(?:toll|number|count|tally|total|figure|dead|killed|injured|missing)\b[^.;\d]{0,40}\s\Z"
)
# "Handed over 31 prisoners" is no more than 31.
_HANDED_OVER = re.compile(r"\b(?:hand(?:ed|ing|s)?|turn(?:ed|ing)|knock(?:ed|ing)|r[au]n|won)\s\Z")
_HEDGE_ENDS = {hedge.split()[-1] for hedge in BEFORE} | {"another", "additional", "further", "of"}
_OPENING = "(\"'“‘[{«–-…:;,.*"
RAISED = frozenset(
    "tops nears nearing exceed exceeds exceeded exceeding surpassed surpasses surpassing topped "
    "topping crossed crosses passed passes".split()
)
_TOLL_NEAR = re.compile(r"toll|number|death|count|total|dead|casualt|figure|injured|fatalit")
_AFTER = re.compile(rf"(?P<hedge>{_any([a.strip() for a in AFTER])})(?!\w)")
_COUNTED = re.compile(r"\s(?:people\b|\w{3,20}s\b)")


def _read(text: str, plain: str, core: _Core, ruled: _Ruled) -> Number:
    """Read a bare number with the words around it."""
    left = plain[max(0, core.start - _WINDOW) : core.start]
    right = plain[core.end : core.end + _WINDOW]
    money = _CURRENCY_LEFT.search(text, max(0, core.start - 5), core.start)
    if not money and (reason := _reason(text, core, left, right)):
        return _number(text, core, core.end + _rest(reason, plain, core.end, right), reason)
    start = money.start() if money else core.start
    value, end = _scaled(core, right, plain, bool(money))
    kind, unit, end = _measured(plain, end, left, vague=core.word and not core.share)
    weighed = not (core.vague or value >= _FORTUNE or ruled.sterling)
    if unit == "GBP" and weighed and not _DEAR.search(left):
        kind, unit = "measure", "pounds"
    value = round(value / 100, 4) if plain.endswith(_HUNDREDTHS, core.end, end) else value
    if money:
        kind, unit = "money", CURRENCY_BEFORE[money.group().rstrip(" ").rstrip(".") or "$"]
    if core.share:
        kind, unit = "share", "percent"
    if unit == "RS":
        unit = ruled.rupees
    if kind == "count" and end == core.end:
        if not core.word and plain[end : end + 1].isalpha():  # a size of something: "Verse 7B"
            return _number(text, core, end + 1, "label")
        if _in_a_name(text, plain, core):
            return _number(text, core, core.end, "label")
    bound, start, end = _bounded(plain, core, start, end)
    if core.vague:
        bound = Bound.AT_LEAST
    low, high = interval(value, bound)
    return Number(start, end, value, low, high, bound, kind, unit, text[start:end])


# What weighs twelve pounds, and what is worth them.
_DEAR = re.compile(
    r"\b(?:for|worth|costs?|paid|price of|fined|gave|given?|spent|raised|owe[sd]?)"
    r"\s[\w\s]{0,12}\Z"
)
_FORTUNE = 1_000_000  # "billions of pounds" are money
_HUNDREDTHS = ("cents", "paisa")


def _in_a_name(text: str, plain: str, core: _Core) -> bool:
    """Say whether a bare number is part of a name."""
    if core.word:
        return spelled_name(text, core.start, core.end)
    return names(text, plain, core.start, core.end, core.value)


def _rest(reason: str, plain: str, end: int, right: str) -> int:
    """Return the length of what belongs to a rejected number behind it."""
    if reason == "date":
        return _length(_RIGHT_MONTH, right) or _length(_SLASHED, right)
    if reason == "year":
        return _length(_YEARS, right)
    if reason == "label":
        return _run(plain, end)
    return _length(_TAILS[reason], right) if reason in _TAILS else 0


def _run(plain: str, at: int) -> int:
    """Return the length of the rest of a label: "11A", "787-8", "-130J"."""
    match = re.compile(r"[\w-]{1,20}").match(plain, at)
    return len(match.group().rstrip("-")) if match else 0


_TAILS = {
    "time": _TIME,
    "age": _AGE_RIGHT,
    "ordinal": _ORDINAL,
    "phone": _PHONE,
    "score": _SCORE,
}


def _ends(pattern: re.Pattern[str], left: str) -> re.Match[str] | None:
    """Look for a word that ends a window, without going through all of it."""
    return pattern.search(left, max(0, len(left) - _NEAR))


def _length(pattern: re.Pattern[str], window: str) -> int:
    match = pattern.match(window)
    return match.end() if match else 0


def _number(text: str, core: _Core, end: int, why: str) -> Number:
    """Make a number that is no figure."""
    value, written = core.value, text[core.start : end]
    return Number(core.start, end, value, value, value, Bound.EXACTLY, "count", "", written, why)


def interval(value: float, bound: Bound) -> tuple[float | None, float | None]:
    """Return the interval that a hedge makes of a number."""
    match bound:
        case Bound.AT_LEAST | Bound.MORE_THAN:
            return value, None
        case Bound.ABOUT:
            return round(0.9 * value, 6), round(1.1 * value, 6)
        case Bound.NEARLY:
            return round(0.9 * value, 6), value
        case Bound.UP_TO | Bound.LESS_THAN:
            return 0.0, value
        case _:
            return value, value


def _reason(text: str, core: _Core, left: str, right: str) -> str:
    """Say why a number is no figure, or nothing."""
    if core.word:
        return _word_reason(text, core, left, right)
    before = text[max(0, core.start - _WINDOW) : core.start]
    following = text[core.end : core.end + _WINDOW]
    around = _Around(core, text[core.start : core.end], before, following, left, right)
    for reason, holds in _REASONS:
        if holds(around):
            return reason
    return ""


def _word_reason(text: str, core: _Core, left: str, right: str) -> str:
    """Say why a number in words is no figure: a pronoun, an age, a fixed phrase."""
    half = core.share and core.value == _HALF
    half = half and (not _HALF_OF.match(right) or bool(_WHICH_HALF.search(left)))
    third = core.share and core.value < _HALF and not _PART_OF.match(right)
    one = core.value == 1 and not core.share and not core.scaled
    listed = left.endswith((" and ", ", ")) and _LISTED_ONE.match(right)
    behind = _PRONOUN.match(right) and not _ONE_DIED.match(right) and not listed
    pronoun = _ends(_PRONOUN_LEFT, left) or behind
    for reason, holds in (
        ("age", _AGE_RIGHT.match(right) or _ends(_AGE_LEFT, left) or _spelled_age(text, core)),
        ("age", _CHILD_OF.search(left) and _ENDS_AGE.match(right)),
        ("money", core.vague and _LOSSES.match(right)),
        ("time", _WORD_TIME.match(right)),
        ("label", _FIXED.match(right)),
        ("fixed phrase", half),
        ("ordinal", third and _SINGULAR.match(right)),
        ("ordinal", _SMALL_PART.match(right)),
        ("pronoun", one and pronoun),
        ("label", not one and _ends(_WORD_LABEL, left)),
        ("label", _HYPHENED.search(text, max(0, core.start - 3), core.start + 1)),
        ("fixed phrase", _is_points(text, core, left, right)),
        ("label", core.value == 0 and (left.endswith("-") or right.startswith("-"))),
    ):
        if holds:
            return reason
    return ""


# "Six people were hurt and millions in losses caused": of no currency.
_LOSSES = re.compile(r"\sin\s(?:\w{3,14}\s)?(?:losses|damages?|cash|aid|property|debts?|sales)\b")
_HYPHENED = re.compile(r"[a-z]-[A-Z]\Z")  # a name: "Take-Two"
_SCORES = VAGUE["scores"]
_HURTING = re.compile(r"(?:ing|ed)\s\Z")
# "Scores of people" and "scores were hurt", unlike the scores that are reached.
_SCORES_OF = re.compile(
    r"\s(?:of|more|were|are|have|had|dead|killed|died|injured|wounded|hurt|missing|trapped|arrested|"
    r"feared|remain\w*|others|[a-z]+\s(?:killed|dead|injured|missing))\b"
)
_FULL_NAME = re.compile(
    r"(?P<lead>\w+\s)?(?P<name>(?:[A-Z][\w'’.-]*\s){1,3}[A-Z][\w'’.-]*),\s(?:also\s|then\s|now\s)?\Z"
)
_AFTER_SPELLED = re.compile(r",\s(?!includ|of\s|all\b|most|among|some\b)|\sand\s[A-Z]")
_PLACING = frozenset("in at near from around across on".split())


def _is_points(text: str, core: _Core, left: str, right: str) -> bool:
    """Say whether "scores" are points that were reached, and no scores of people."""
    if core.value != _SCORES or text[core.start : core.end].lower() != "scores":
        return False
    return not (_SCORES_OF.match(right) or _HURTING.search(left))


def _spelled_age(text: str, core: _Core) -> bool:
    """Say whether a number in words is an age: "Mirel Ona Tann, nine, and"."""
    if not (_CHILD <= core.value < _GROWN and _AFTER_SPELLED.match(text, core.end)):
        return False
    match = _FULL_NAME.search(text[max(0, core.start - _WINDOW) : core.start])
    if not match:
        return False
    first = (match["lead"] or match["name"]).split()[0].lower()
    return first not in _PLACING and match["name"].split()[0].lower() not in _PLACING


_GROWN = 20  # ages from here on are written in digits
_WORD_TIME = re.compile(r"\s?o['’]clock|\s[ap]\.?m\b")
_WORD_LABEL = re.compile(rf"(?<!\w)(?:{LABELS})\s\Z")
_WHICH_HALF = re.compile(r"\b(?:first|second|other|last|latter|better)\s\Z")
_PART_OF = re.compile(r"\s(?:of|the)\b")
_SMALL_PART = re.compile(r"[\s-](?:tenth|hundredth|thousandth|millionth|billionth)s?\b")
_SINGULAR = re.compile(
    r"\s(?!in\b|are\b|were\b|is\b|was\b|have\b|had\b|died\b)[a-z]+(?<!s)(?<!ed)(?=\s|[.,;])"
)
_HALF_OF = re.compile(r"\s(?:of|the|all)\s")
_LISTED_ONE = re.compile(r"\s(?:in|at|from|on|to)\s|[.,;]")
_HALF = 50.0
_ONE_DIED = re.compile(
    r"\s(?:of (?:them|whom|the (?:injured|wounded|victims|hostages|attackers))|"
    r"in (?:critical|serious)|critically|was (?:killed|injured))"
)


@dataclass(frozen=True)
class _Around:
    """A number in digits and what stands around it, as written and in small letters."""

    core: _Core
    digits: str
    before: str
    following: str
    left: str
    right: str


_PERIOD_LEFT = re.compile(
    r"(?<!\w)(?<!this )(?<!last )(?<!that )"
    r"(?:week|day|year|month|grade|round|lap|stage|matchday|quarter|top)[\s-]\Z"
)
_SPEED = r"[-\s]?(?:mph|km/h|kph|kmh|kmph|km\sper\shour)\b"
_FROM_REST = re.compile(rf"(?:[-–]|\sto\s|-to-)\d{{2,3}}{_SPEED}")
_TO_SPEED = re.compile(r"(?<![\d.])0(?:[-–]|\sto\s|-to-)\Z")
_SHARP = re.compile(r"[Kk]\b(?!\s(?:[a-z]+s|people)\b)")  # "in 4K", "a 5K run"
_ADDRESS = re.compile(
    r"\s(?:[A-Z][\w'’.-]*\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Boulevard|"
    r"Blvd|Terrace|Crescent)\b"
)
_CELL, _GAP = r"[-+]?\d[\d.,]{0,9}%?", r"[ \t|]{1,4}"
_CELLS_LEFT = re.compile(rf"(?<!\S)(?:{_CELL}{_GAP}){{2}}\Z")
_CELL_LEFT = re.compile(rf"(?<!\S){_CELL}{_GAP}\Z")
_CELLS_RIGHT = re.compile(rf"(?:{_GAP}{_CELL}(?!\S)){{2}}")
_CELL_RIGHT = re.compile(rf"{_GAP}{_CELL}(?!\S)")


def _is_marked(n: _Around) -> bool:
    """Say whether a number is the score that something got."""
    return n.left.endswith(_MARKED_BY) and bool(
        _MARKED_LEFT.search(n.left) and not (counted(n.following) or _measures(n.right))
    )


# "The dead and injured number 15 and 48": here it is a verb.
_NUMBERING = re.compile(
    r"(?:dead|injured|wounded|killed|missing|casualties|victims|people|men|women|children)"
    r"\snumber\s\Z"
)


def _is_cell(n: _Around) -> bool:
    """Say whether a number stands in a row of bare numbers: "Lorn 28 20 5 3"."""
    if not (n.left[-2:-1].isdigit() or n.right.lstrip(" \t|+-")[:1].isdigit()):
        return False
    return bool(
        _CELLS_LEFT.search(n.left)
        or _CELLS_RIGHT.match(n.right)
        or (_CELL_LEFT.search(n.left) and _CELL_RIGHT.match(n.right))
    )


def _is_placed(n: _Around) -> bool:
    """Say whether a number dates, ranks or measures off: "week 13", "0-60 mph", "in 4K"."""
    period = _ends(_PERIOD_LEFT, n.left) and not _MEASURE.match(n.right)
    period = period and not counted(n.following)
    sharp = len(n.digits) == 1 and _SHARP.match(n.following)
    speed = _FROM_REST.match(n.right) if n.digits == "0" else _TO_SPEED.search(n.left[-8:])
    called = len(n.digits) == _DIALLED and _SERVICE.search(n.before[-12:])
    called = called or (n.digits in _EMERGENCY and _CALLED.match(n.right))
    return bool((period and "," not in n.digits) or sharp or speed or called)


# A service is called by its telephone number: "Rescue 1122 officials".
_SERVICE = re.compile(r"\b(?:Rescue|Helpline|Hotline|Emergency)[\s-]\Z")
_DIALLED = 4
_EMERGENCY = frozenset({"911", "999", "112", "108", "100", "101", "15", "1122"})
_CALLED = re.compile(
    r"\s(?:(?:emergency|distress)\s)?(?:calls?|callers?|dispatchers?|operators?)\b"
)


# Nobody writes 5.5 billion so: "the 5500M chip".
_CAPITAL = re.compile(r"[KMB]\b")


def _is_label(n: _Around) -> bool:
    named = _ends(_LABEL_LEFT, n.left) and not _NUMBERING.search(n.left)
    if named and not re.match(r"\s(?:people|persons|per cent)", n.right):
        return "," not in n.digits
    glued = n.before and not n.before[-1].isspace() and _ends(_GLUED, n.before)
    if glued and not _CURRENCY_LEFT.search(n.before):
        return not re.search(r"(?:mid|pre|post|non|top)-\Z", n.left)
    if len(n.digits) >= len("5500") and _CAPITAL.match(n.following):
        return n.digits.isdecimal()
    tail = _TAIL.match(n.right)
    if not tail or _ORDINAL.match(n.right) or _SCALE_RIGHT.match(n.right):
        return bool(_FIXED.match(n.right))
    return not _MEASURE.match(n.right)


def _is_date(n: _Around) -> bool:
    if len(n.digits) > len("31") or n.core.value > _LONGEST_MONTH:
        return False
    month = _ends(_LEFT_MONTH, n.left)
    if month and not n.before[month.start()].islower():
        after = re.match(r"(?:st|nd|rd|th)?(?:[,.;)\s–-]|\Z)", n.right)
        people = re.match(r"\s(?:people|persons|killed|dead|soldiers|civilians|men|women)", n.right)
        return bool(after) and not people and not n.right.startswith(",000")
    return bool(_RIGHT_MONTH.match(n.right)) or bool(_SLASHED.match(n.right))


def _is_year(n: _Around) -> bool:
    if not _YEAR.match(n.digits):
        return False
    month = re.search(rf"(?<!\w)(?:{MONTHS})\.?,?\s\Z|\d,?\s\Z", n.left)
    behind = re.match(
        r"\s(?:people|persons|were|killed|dead|injured|houses|cases|families|villages|soldiers|civilians|lives)\b",
        n.right,
    )
    if behind and not month:
        return False
    owned = (
        _YEAR_OWNED.search(n.left)
        and re.match(r"\s[a-z]", n.following)
        and not (_measures(n.right) or counted(n.following))
    )
    return bool(month or owned or _ends(_YEAR_LEFT, n.left) or _YEAR_RIGHT.match(n.right))


# "A 2017 analysis", "the court's 1898 ruling".
_YEAR_OWNED = re.compile(r"(?:(?<!\w)(?:an?|its|their|his|her|our|this|that)|['’]s)\s\Z")


def _measures(right: str) -> bool:
    """Say whether a scale, a measure or a currency follows."""
    return bool(_SCALE_RIGHT.match(right) or _MEASURE.match(right) or _CURRENCY_RIGHT.match(right))


_HEDGED = re.compile(
    r"(?:least|most|than|about|around|some|nearly|almost|over|to|killed|killing|injured)\s\Z"
)


def _is_dated(n: _Around) -> bool:
    """Say whether a bare 2018 is a year: nothing behind it can be counted ("the 2018 model")."""
    if not _RECENT.match(n.digits) or _measures(n.right):
        return False
    if counted(n.following):  # "the Tour 2020 dates"
        return bool(_NAMED_YEAR.search(n.before) and not _PEOPLE_RIGHT.match(n.following))
    if re.match(r"-[a-z]", n.right):
        return False  # a 2000-strong force
    until = re.match(r"\s?(?:to|through|and|[-–])\s?(?:19|20)\d\d(?!\d)", n.right)
    return bool(until) or not _HEDGED.search(n.left)


_NAMED_YEAR = re.compile(r"[A-Za-z]\s[A-Z][a-z]+\s\Z")
_PEOPLE_RIGHT = re.compile(r"\s(?:\w+\s){0,2}(?:people|men|women|children|\w+(?:ers|ants|ors))\b")
_RECENT = re.compile(r"(?:19[4-9]\d|20[0-3]\d)\Z")
_DASHED = re.compile(
    r"[-–](\d{1,2})(?![\d,.%/-]|\s?(?:million|billion|crore|lakh|thousand|per ?cent))"
)
_MOST_GOALS = 2  # digits


def _falls(digits: str, behind: re.Match[str] | None) -> bool:
    """Say whether "3-0" falls, and so is a score and no range."""
    short = digits.isdecimal() and len(digits) <= _MOST_GOALS
    return bool(short and behind and int(behind[1]) <= int(digits))


def _is_age(n: _Around) -> bool:
    if _AGE_RIGHT.match(n.right) or _ends(_AGE_LEFT, n.left):
        return True
    plain = n.digits.isdecimal() and _CHILD <= n.core.value <= _OLDEST
    bare = _YEARS_OF.search(n.left) or _CHILD_OF.search(n.left)
    if plain and bare and _ENDS_AGE.match(n.following):
        return True
    plain = plain and n.left.endswith(_BEFORE_AGE)
    return bool(plain and _NAMED_AGE.search(n.before) and _AFTER_AGE.match(n.following)) and not (
        re.search(r"\b(?:of|and|at|was|to|number|toll|numbered)\s\(?\Z", n.left)
    )


_LONGEST_MONTH, _CHILD, _OLDEST = 31, 1, 115
_CLOCK = re.compile(r"\.\d\d\s?[ap]\.?m")
_REASONS: tuple[tuple[str, Callable[[_Around], bool]], ...] = (
    ("identifier", lambda n: len(n.digits) > _MOST_DIGITS),
    ("link", lambda n: not n.left[-1:].isspace() and bool(_LINK_LEFT.search(n.left))),
    ("date", _is_date),
    (
        "time",
        lambda n: bool(_TIME.match(n.right) and ("." not in n.right[:1] or _CLOCK.match(n.right))),
    ),
    (
        "time",
        lambda n: bool(
            re.match(r"[0-2]\d[0-5]\d\Z", n.digits)
            and re.match(r"\s?(?:hrs|hours|gmt|ist)\b", n.right)
        ),
    ),
    (
        "time",
        lambda n: (
            len(n.digits) == _DIALLED
            and n.digits.isdecimal()
            and n.digits[0] == "0"
            and not _PHONE.match(n.right)
        ),
    ),
    ("ordinal", lambda n: bool(_ORDINAL.match(n.right))),
    (
        "list item",
        lambda n: (
            n.digits.isdecimal()
            and bool(_LIST_ITEM.match(n.right) and _ends(_LINE_START, n.before))
        ),
    ),
    (
        "phone",
        lambda n: bool(
            n.digits.isdecimal()
            and (n.digits[0] == "0" or n.before.endswith("+"))
            and _PHONE.match(n.right)
        ),
    ),
    ("age", _is_age),
    ("year", _is_year),
    ("year", _is_dated),
    ("address", lambda n: bool(_ADDRESS.match(n.following))),
    ("table", _is_cell),
    ("score", lambda n: bool(_SCORE.match(n.right) and _SCORE_LEFT.search(n.left))),
    ("score", lambda n: bool(_SET.match(n.right))),
    ("score", lambda n: bool(_RATED.match(n.right))),
    ("score", lambda n: bool(n.left.endswith("out of ") and _MARK.match(n.right))),
    ("score", lambda n: bool(_GRADE.match(n.right) or _is_marked(n))),
    ("score", lambda n: bool(_SCORE.match(n.right) and _SETS_LEFT.search(n.left))),
    ("score", lambda n: _falls(n.digits, _DASHED.match(n.right))),
    (
        "score",
        lambda n: (
            n.left.endswith(("-", "–"))
            and n.left[-2:-1].isdecimal()
            and bool(_SCORE_LEFT.search(n.left[:-3]))
        ),
    ),
    (
        "version",
        lambda n: (
            bool("." in n.digits and _VERSION_LEFT.search(n.before))
            and not (_SCALE_RIGHT.match(n.right) or _MEASURE.match(n.right))
        ),
    ),
    ("page furniture", lambda n: bool(_FURNITURE.match(n.right) or _ends(_FURNITURE_LEFT, n.left))),
    ("label", _is_placed),
    ("label", _is_label),
    ("score", lambda n: bool(_TEAMS_RIGHT.match(n.following) and _TEAM.search(n.before))),
    ("score", lambda n: bool(_TEAM_ENDS.match(n.following) and _TEAMS_LEFT.search(n.before))),
)


def _scaled(core: _Core, right: str, plain: str, money: bool) -> tuple[float, int]:
    """Apply the scale that follows: "4.5 lakh", "1.2m", "2 lakh crore"."""
    match = None if core.word and core.share else _SCALE_RIGHT.match(right)
    if not match:
        return core.value, core.end
    if word := match["word"]:
        scale = _scale(re.findall(r"[a-z]+", word))[0]
        return round(core.value * scale, 4), core.end + match.end()
    suffix = match["suffix"]
    end = core.end + match.end()
    if core.word or (suffix in {"m", "l", "b"} and not money and not _million(plain, end, match)):
        return core.value, core.end
    return round(core.value * SUFFIXES[suffix], 4), end


_INCHES = re.compile(r"(?<=\d)[\"″](?=\s[a-z])")  # a 16" screen


def _million(plain: str, end: int, match: re.Match[str]) -> bool:
    """Say whether an "m" without a currency is a million: "1.2m people", not "6m high"."""
    return match["suffix"] == "m" and bool(_COUNTED.match(plain, end))


def _measured(plain: str, end: int, left: str, *, vague: bool) -> tuple[str, str, int]:
    """Find what is measured: money, a share, a time, a length; else it is a count."""
    found = ("count", "", end)
    if match := _CURRENCY_RIGHT.match(plain, end):
        unit = CURRENCY_AFTER[match["money"]]
        found = ("money", NATIONAL.get(match["nation"] or "", unit), match.end())
    elif match := _SQUARE.match(plain, end):
        power = "cubic" if match["power"] == "cubic" else "square"
        found = ("measure", f"{power} {match['unit']}", match.end())
    elif match := (_MEASURE_OF if vague else _MEASURE).match(plain, end) or _MEASURE.match(
        plain, end
    ):
        found = (*MEASURES[match["unit"]], match.end())
    elif _INCHES.match(plain, end) and left.count('"') % 2 == 0:
        found = ("distance", "inches", end + 1)
    elif plain[end : end + 1] == "m" and not plain[end + 1 : end + 2].isalnum():
        found = ("distance", "metres", end + 1)
    elif _MAGNITUDE_LEFT.search(left):
        found = ("measure", "magnitude", end)
    return found


def _hedges(plain: str, start: int) -> bool:
    """Say quickly whether the word before a number may end a hedge."""
    last = plain[max(0, start - _NEAR) : start].rstrip(" [").split()[-1:]
    word = last[0].rsplit("—", 1)[-1].lstrip(_OPENING) if last else ""
    return word.rsplit("-", 1)[-1].rsplit("/", 1)[-1] in _HEDGE_ENDS


def _bounded(plain: str, core: _Core, start: int, end: int) -> tuple[Bound, int, int]:
    """Find the hedge before or behind a number."""
    bound = Bound.EXACTLY
    for _ in range(2):
        if not _hedges(plain, start):
            break
        match = _BEFORE.search(plain, max(0, start - _WINDOW), start)
        if not match:
            break
        hedge = match["hedge"]
        if _is_no_hedge(plain, hedge, match.start(), start):
            break
        if hedge in {"over", "under", "above", "below"} and core.share and core.word:
            break
        bound = BEFORE[hedge] if bound is Bound.EXACTLY else bound
        start = match.start()
    timed = any(plain.startswith(w, end - len(w)) for w in _TIMES)
    if bound is Bound.EXACTLY and timed and _WITHIN.search(plain, max(0, start - 8), start):
        bound, start = Bound.LESS_THAN, start - len("within ")
    window = plain[end : end + 14]
    gap = len(window) - len(window.lstrip(" "))
    if bound is Bound.EXACTLY and (after := _AFTER.match(window[gap:])):
        hedge = after["hedge"]
        if gap or hedge[0] in "+-":
            bound = {k.strip(): v for k, v in AFTER.items()}[hedge]
            end += gap + after.end()
    return bound, start, end


def _is_no_hedge(plain: str, hedge: str, at: int, number: int) -> bool:
    """Say whether the words of a hedge say something else: "handed over 31", "gone up to 23"."""
    if hedge in RAISED:
        return not _TOLL_NEAR.search(plain, max(0, number - 150), number)
    if hedge == "up to":
        return bool(_GONE_UP.search(plain, max(0, at - 60), at))
    return hedge == "over" and bool(_HANDED_OVER.search(plain, max(0, at - 8), at))


_WITHIN = re.compile(r"\bwithin\s\Z")
_TIMES = ("minutes", "hours", "days", "weeks", "months", "years", "seconds")
_GAP_RANGE = re.compile(r"\s?(?:-|–|—|to|or)\s?\Z")
_RANGE_GAP = 5


def _joined(text: str, plain: str, numbers: list[Number]) -> Iterator[Number]:
    """Join the two ends of a range: "£2–3 million", "between 40 and 50", "three or four"."""
    at = 0
    while at < len(numbers):
        first = numbers[at]
        second = numbers[at + 1] if at + 1 < len(numbers) else None
        joined = second and (
            _ratio(text, plain, first, second) or _range(text, plain, first, second)
        )
        yield joined or first
        at += 2 if joined else 1


_OUT_OF = re.compile(r"\s(?:out of|(?:in|of) every)\s")
_SURVEYED = re.compile(
    r"\s(?:people|adults|voters|women|men|children|families|households|parents|residents|workers|"
    r"say|said|think|believe|are|were|have|had|of)\b"
)


def _ratio(text: str, plain: str, first: Number, second: Number) -> Number | None:
    """Make a share of two numbers: "three out of five children", "about 3 in 10 say"."""
    gap = plain[first.end : second.start]
    asked = gap == " in " and second.value in _ASKED and _SURVEYED.match(plain, second.end)
    said = not first.rejected or (first.rejected == "pronoun" and asked)  # "one in three"
    plainly = first.kind == second.kind == "count" and said and not second.rejected
    fits = plainly and second.bound is Bound.EXACTLY and first.value < second.value
    if not fits or not (asked or _OUT_OF.fullmatch(gap)):
        return None
    value, low, high = (
        None if end is None else round(100 * end / second.value, 1)
        for end in (first.value, first.low, first.high)
    )
    written = text[first.start : second.end]
    return Number(
        first.start, second.end, value or 0.0, low, high, first.bound, "share", "percent", written
    )


_ASKED = {3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000}
_CHANGED = re.compile(
    r"(?:rose|risen|rises|rising|up|grew|grown|jump\w*|climb\w*|increas\w*|fell|fallen|down|drop\w*|"
    r"declin\w*|revised|raised|raising|cut|reduced|surged|soared|went|toll|taking|bringing)"
    r"[^.;]{0,24}\bfrom\s\Z"
)


def _range(text: str, plain: str, first: Number, second: Number) -> Number | None:
    """Make one number of two ends, where they are a range."""
    if first.rejected or second.rejected or second.start - first.end > _RANGE_GAP:
        return None
    gap = plain[first.end : second.start]
    between = plain[max(0, first.start - 8) : first.start] == "between "
    changed = gap.strip() == "to" and _CHANGED.search(plain, max(0, first.start - 40), first.start)
    joins = _GAP_RANGE.match(gap) or (between and gap.strip() == "and")
    fits = joins and not changed and second.bound is Bound.EXACTLY and first.low is not None
    low = _shared(plain, first, second)
    if not fits or low >= second.value or not _same_measure(first, second):
        return None
    ranged = plain[max(0, first.start - 5) : first.start] == "from " and gap.strip() == "to"
    start = first.start - (len("between ") if between else len("from ") if ranged else 0)
    kind, unit = (second.kind, second.unit) if second.unit else (first.kind, first.unit)
    written = text[start : second.end]
    return Number(start, second.end, low, low, second.value, Bound.RANGE, kind, unit, written)


def _same_measure(first: Number, second: Number) -> bool:
    """Say whether two ends measure the same; one of them may leave it out."""
    bare = first.kind == "count" or (second.kind == "count" and first.kind == "money")
    return bare or (first.kind, first.unit) == (second.kind, second.unit)


def _shared(plain: str, first: Number, second: Number) -> float:
    """Give the first end the second's scale, where it has none of its own: "2–3 million"."""
    written = plain[second.start : second.end]
    match = re.search(r"(\d[\d,.]*)\s?-?([a-z]+(?:\s[a-z]+)?)?", written)
    if not match:
        small = UNITS.get(written.split()[0].split("-")[0], 0)
        factor = second.value / small if small else 1.0
        few = first.value < small and factor in _ROUND
        return first.value * factor if few else first.value
    bare = float(match[1].rstrip(".,").replace(",", ""))
    factor = second.value / bare if bare else 1.0
    if factor > 1 and first.value < bare and first.value * factor < second.value:
        return round(first.value * factor, 4)
    return first.value


_ROUND = {100.0, 1_000.0, 100_000.0, 1_000_000.0, 10_000_000.0, 12.0}
_COUNTRY_RUPEES = (
    ("PKR", re.compile(r"pakistan|pkr|karachi|lahore|islamabad|balochistan|peshawar")),
    ("INR", re.compile(r"india|₹|delhi|mumbai|crore|gujarat|kashmir")),
    ("NPR", re.compile(r"nepal|kathmandu")),
    ("LKR", re.compile(r"sri lanka|colombo")),
)


def _rupees(plain: str) -> str:
    """Say whose rupees a bare "Rs" are: those of the country the text speaks of most."""
    counts = [(len(p.findall(plain[:20_000])), code) for code, p in _COUNTRY_RUPEES]
    most = max(n for n, _ in counts)
    return next(code for n, code in counts if n == most) if most else "INR"
