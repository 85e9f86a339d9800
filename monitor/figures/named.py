"""Count people who are not numbered: "a farmer and his wife", "Orla Tenn and her driver".

    "A farmer, his wife and their two sons were killed"     1, 1 and 2 killed
    "Imre Vash, Tolo Berin and Sada Quill were killed"      three, without a number
    "the murder of Judge Osk"                               one

"A farmer" stands for one and becomes a figure like any other.  People who are only named give
no figure (nobody printed a number) but they count for the toll of the article: half of the
reports of violence name their dead and never number them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.figures.counted import IMPLIED
from monitor.figures.numbers import Number
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import CLASSES, NATIONS, PLURALS, TITLES
from news.figure import Bound, Effect

_ONE = re.compile(r"d(?P<noun>[wjyx]{0,4}?p)(?![p#])")
# "his wife" is counted in a list or as an object, not in "two members of his escort".
_THEIRS = frozenset("his her their".split())
_OWN = re.compile(r"(?:\A|[,&VSG]|[DGS]f)\Z")


def mark_singles(s: Sentence, written: str, start: int) -> None:
    """Make a number of each "a farmer", "his wife": they stand for one."""
    letters = list(s.letters)
    for match in _ONE.finditer(s.letters):
        at, noun = match.start(), s.words[match.end() - 1]
        if s.words[at] not in IMPLIED or noun in PLURALS or noun in NATIONS:
            continue
        if s.words[at] in _THEIRS and not _OWN.search(s.letters[max(0, at - 2) : at]):
            continue
        span = (s.starts[at], s.ends[at])
        word = written[span[0] - start : span[1] - start]
        s.numbers[at] = Number(*span, 1.0, 1.0, 1.0, Bound.EXACTLY, "count", "", word)
        letters[at] = "#"
    s.letters = "".join(letters)
    s.numbers = dict(sorted(s.numbers.items()))


_NAME = r"(?:d?#|d)?y?[wpj]{1,6}(?:\([^()#]{0,9}\))?"
_ASIDE = r"(?:,d?[^,;.#&VIB]{1,12},)?"
_LIST = rf"{_NAME}(?:(?:,f?{_NAME}){{0,9}},?&f?{_NAME})?"
_SUFFERED = re.compile(
    rf"(?P<list>{_LIST}){_ASIDE}(?:(?:[ifq]d?[wpy]{{1,4}}){{1,2}})??,?r?"
    r"(?P<aux>[jH]{0,2}B[jB]{0,3})(?P<eff>V)"
)
_ALONE = re.compile(r"(?P<aux>B)j{0,2}(?P<eff>V)")
_DIED = re.compile(rf"(?P<list>{_LIST}){_ASIDE}r?[jHB]{{0,3}}(?P<eff>I)")
_DONE = re.compile(rf"(?P<eff>[VSG])(?P<list>{_LIST})")
_OF = re.compile(rf"(?P<eff>[DGS])f(?P<list>{_LIST})")
# Somebody died or was hurt, but nobody says how many.
_SOMEBODY = re.compile(r"(?<![nM])[VIDA]")
_NO_VICTIM = re.compile(r"(?:n[jdHByf]{0,4}(?:[w#]{0,2}p?)?(?:n[w#]{0,2}p?)?|M)[jHB]{0,4}\Z")
_NEAR = 12


def named(s: Sentence) -> Iterator[tuple[Effect, int]]:
    """Yield how many people without a number a sentence says were killed or injured."""
    taken: set[int] = set()
    for pattern in (_SUFFERED, _ALONE, _DIED, _OF, _DONE):
        for match in pattern.finditer(s.letters):
            place = match.start("eff")
            effect = s.effects[place]
            if place in taken or effect not in {Effect.KILLED, Effect.INJURED}:
                continue
            if _spared(s, place):
                taken.add(place)
                continue
            if count := _people(s, match):
                taken.add(place)
                yield effect, count
    for match in _SOMEBODY.finditer(s.letters):
        place = match.end() - 1
        effect = s.effects[place]
        if place in taken or _spared(s, place):
            continue
        if effect is Effect.KILLED or effect is Effect.INJURED:
            yield effect, 0


def _spared(s: Sentence, place: int) -> bool:
    """Say whether a verb hurt nobody: "no one was killed", "neither he nor his wife was hurt"."""
    return bool(_NO_VICTIM.search(s.letters[max(0, place - _NEAR) : place]))


_MORE = re.compile(r"j(?P<eff>[VI])")


def tells_of_more(s: Sentence) -> bool:
    """Say whether a sentence adds to those of the sentences before: "was also killed"."""
    return any(
        s.words[match.start()] == "also"
        and s.effects[match.start("eff")] in {Effect.KILLED, Effect.INJURED}
        for match in _MORE.finditer(s.letters)
    )


def _people(s: Sentence, match: re.Match[str]) -> int:
    """Count the people of a list of names; none where they are numbered or are things."""
    parts = match.groupdict()
    if "aux" in parts and s.words[match.start("aux")] in {"was", "is"}:
        before = s.letters[max(0, match.start("aux") - 12) : match.start("aux")]
        return 0 if re.search(r"#[^,;.]{0,8}\Z", before) else 1
    if "list" not in parts:
        return 0
    items = _items(s, *match.span("list"))
    if all(item.count for item in items):
        return 0  # all are numbered: figures say how many
    return _leading(items if match.start("eff") < match.start("list") else items[::-1])


@dataclass
class _Item:
    """One of a list: its words, and how many they are if a number says so."""

    words: list[str] = field(default_factory=list)
    count: int = 0


def _items(s: Sentence, begin: int, end: int) -> list[_Item]:
    """Part a list at its commas and its "and"."""
    items = [_Item()]
    for n in range(begin, end):
        if s.letters[n] in ",&":
            items.append(_Item())
        elif s.letters[n] == "#":
            items[-1].count = int(s.numbers[n].value)
        elif s.letters[n] in "wpdj":
            items[-1].words.append(s.words[n])
    return [item for item in items if item.words]


def _leading(items: list[_Item]) -> int:
    """Count the people of a list from the verb on, as far as they are people."""
    count = 0
    # "wounded six people and caused damage": beside numbers only words of people are people.
    numbered = any(item.count for item in items)
    for item in items:
        known = item.words[-1] in CLASSES or bool(TITLES.intersection(item.words))
        if not (known if item.count else _person(item.words) and (known or not numbered)):
            break
        count += item.count or 1
    return count


def _person(item: list[str]) -> bool:
    """Say whether an item of a list is one person: a name, or a single noun of people."""
    head = item[-1]
    if head in PLURALS or head in NATIONS:
        return False
    return head in CLASSES or bool(TITLES.intersection(item)) or len(item) > 1
