"""Tell the numbers that name something from those that count something.

    "an iPhone 11 Pro", "the S&P 500 fell", "AirPlay 2", "to Nine News"      names
    "in Lorn 12 were killed", "the US 12 states", "Army Kills 12 in Vale"    counts

A name in capitals before a number makes a name of both, unless what follows can be counted: a
plural, people, or a verb in the plural.  A line whose words all begin with capitals says
nothing, nor does the first word of a sentence; and where people are killed, a place and a
number are a row of a list ("Onn 12, Vale 7"), as they are beside another such row.

Discarded: a list of products (it is old within a month).
"""

from __future__ import annotations

import re

_AROUND, _FAR = 48, 150
_NOT_THINGS = (
    r"(?!(?:this|its|was|has|is|as|does|plus|across|less|unless|towards|always|comes|offers|starts|"
    r"lets|gets|brings|runs|includes|features|supports|remains|goes|takes|makes|works|adds|uses)\b)"
)
_BETWEEN = (
    r"(?!(?:with|and|or|for|to|in|on|at|by|from|the|a|an|that|which|who|was|is|has|as|than|when|"
    r"while|after|before|of|into|if|but|also|will|can|may|through)\b)"
)
# What follows is counted: "12 armed rebels", "12 people", "12 were", "12 of them".
_COUNTED = re.compile(
    rf"\s(?:{_BETWEEN}[a-z][\w'’-]*\s){{0,2}}(?:{_NOT_THINGS}[a-z][a-z-]+(?<![siu])s|people|"
    r"[a-z]*men|children|personnel|police|staff|crew|troops)\b(?!['’])"
    r"|\s(?:and|or)\s\d"
    r"|\s(?:were|are|have|had|of (?:them|whom|those|these|its)|more|others?|dead|died|killed|"
    r"injured|wounded|hurt|arrested|"
    r"missing|rescued|detained|displaced)\b"
)
_NAME = re.compile(r"(?:\A|(?<=[\s(\"“‘'/]))(?P<name>[\w&’+-]*[A-Z][\w&’+-]*)[^\S\n]\Z")
_INSIDE_NAME = re.compile(r"[a-z]-?[A-Z]|[A-Z]&[A-Z]")  # iPhone, Wi-Fi, S&P
_ACRONYM = re.compile(r"[A-Z]{2}")
# "Verse 3 Pro answers": a name goes on behind its number; "Lorn 12 Vale Rangers" counts them.
_BOTH_SIDES = re.compile(
    r"\s[A-Z][a-z]+(?<!s)(?!\s(?:[A-Z]\w*\s){0,2}(?:\w+s|people|men|women|children)\b)(?=[\s.,;:)])"
)
_CAPITAL = re.compile(r"\s[A-Z][a-z]+(?<!s)\s")
_BEGINS = re.compile(
    r"(?i:in|at|on|by|for|from|to|of|with|after|about|around|over|under|almost|some|another|the|these|"
    r"those|all|among|between|then|so|and|but|or|says?|at|least|yet|than|up|\w+(?:ly|ed|ing|where|"
    r"day|while|wise|ever))"
)
_INSIDE_SENTENCE = re.compile(r"[\w,)’'”\"][^\S\n]\Z")
_COUNTED_NAMES = re.compile(r"\s[A-Z][a-z]+(?:s|is|ese|men|women)\b")
_PROSE = re.compile(r"(?<![\w'’-])(?!(?:from|with|after|over|into|near|amid)\b)[a-z]{4,}(?![\w-])")
_HARM = re.compile(r"kill|dead|died|death|toll|injur|wound|casualt|missing|arrest|rescue")
# A list of what each counts: "Onns 12, Vales 7, Morrans 31".
_ROW_RIGHT = re.compile(r",?\s(?:and\s)?(?:[A-Z]\w*\s){1,2}\d")
_ROW_LEFT = re.compile(r"\d[^.;:\n]{0,24}(?:,|\band)\s(?:the\s)?(?:[A-Z]\w*\s)?\Z")
# Never across the end of a line: a headline is no name of what begins below it.
_BESIDE_WORD = re.compile(r"[a-z][^\S\n][\"“‘']?\Z")
_HIGHEST = 10_000
_ENDS = re.compile(r"\n|[.!?:]\s")


def counted(following: str) -> bool:
    """Say whether what follows a number can be counted."""
    return bool(_COUNTED.match(following))


def names(text: str, plain: str, start: int, end: int, value: float) -> bool:
    """Say whether the digits from start to end are part of a name."""
    before = text[max(0, start - _AROUND) : start]
    name = _name_at_end(before)
    if not name or value >= _HIGHEST or "," in text[start:end]:
        return False
    if _HARM.search(plain, max(0, start - _FAR), end + _AROUND):
        return False
    return bool(_INSIDE_NAME.search(name)) or _names_both(text, start, end, name)


def _names_both(text: str, start: int, end: int, name: str) -> bool:
    """Say whether the digits and the word in capitals before them are one name."""
    before = text[max(0, start - _AROUND) : start]
    following = text[end : end + _AROUND]
    if counted(following) or _ROW_RIGHT.match(following) or not _prose(text, start, end):
        return False
    beside = before[: -len(name) - 1]
    begins = not _INSIDE_SENTENCE.search(beside)
    if (_CAPITAL if begins else _BOTH_SIDES).match(following) and not _BEGINS.fullmatch(name):
        return True
    if _ROW_LEFT.search(beside):
        return False
    inside = _INSIDE_SENTENCE.search(beside)
    return bool(_ACRONYM.search(name) or (inside and not _COUNTED_NAMES.match(following)))


def _name_at_end(before: str) -> str:
    """Return the word in capitals that ends a text, or ""."""
    last = before[:-1].rsplit(None, 1)[-1:] if before[-1:].isspace() else []
    match = _NAME.search(before) if last and not last[0].islower() else None
    return match["name"] if match else ""


def spelled_name(text: str, start: int, end: int) -> bool:
    """Say whether a number in words is part of a name: "told Nine News"."""
    inside = _BESIDE_WORD.search(text, max(0, start - 3), start)
    if not (text[start : start + 1].isupper() and inside and _prose(text, start, end)):
        return False
    if text[end : end + 2].strip().isupper():
        return True  # no count is written so: "told Nine News"
    near = text[max(0, start - _FAR) : end + _AROUND].lower()
    return not _HARM.search(near)


def _prose(text: str, start: int, end: int) -> bool:
    """Say whether the sentence is written in small letters, and so capitals mean something."""
    left = _ENDS.split(text[max(0, start - _AROUND) : start])[-1]
    right = _ENDS.split(text[end : end + _AROUND], maxsplit=1)[0]
    return bool(_PROSE.search(left) or _PROSE.search(right))
