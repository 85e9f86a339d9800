"""Read a list of people as its items, and say how many people each adds.

    "Judge Osk, head of the court, and his driver"      1, 0 and 1
    "a teacher, Orla Tenn, and two of her pupils"       1, 0 and 2
    "Orla Tenn, 42; Imre Vash, 19; and a guard"         1, 1 and 1

A name counts one, so does a noun with an article or "his", and a number what it says.  Beside
a name an item that only says who it is ("a teacher", "mayor of Onn") adds nobody, nor does a
name beside such a noun.  Counted is from the verb on, as far as the items are people.

Names are known by their capitals; where all is in capitals (a headline, a wire) two unknown
words stand for a name, but not beside numbers: "WOUNDED SIX PEOPLE AND CAUSED WIDE DAMAGE".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.figures.counted import IMPLIED, is_plural
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import CLASSES, NATIONS, PLURALS, TITLES

THEIRS = frozenset("his her their".split())


@dataclass
class Item:
    """One of a list: the places of its words, the mark before it, and how many it adds."""

    places: list[int] = field(default_factory=list)
    mark: str = ""
    number: int = 0  # how many, if a number says so
    whose: bool = False  # "of …", "in …": the rest of the item says no more
    people: int = 0
    kind: str = ""  # name, surname, noun, number; role: adds nobody; bare: "mayor"; "": no people


_STOPS = frozenset(".:-VIAGSBHMnkRtcoLDu$me")
_LONGEST = 60  # words of a list
_ASIDE = 24  # words of a bracket
# "Orla Tenn, 42; Imre Vash, 19; and a guard"
_GOES_ON = re.compile(r";&|;[dwpyj#xf]{1,8}(?:,[dwpyj#f]{1,9})?(?:;|,&)")
_WHO = re.compile(r",r[^,.;]{1,16}\Z")  # ", who led the patrol,"
_WHO_AND = re.compile(r"r[^,.;]{0,15}(?=,&)")


def behind(s: Sentence, text: str, at: int, *, cased: bool) -> list[Item]:
    """Return the people listed from a place on."""
    end = _end(s, at)
    items = _items(s, at, end)
    if end < len(s.letters) and says(s, end) and items and items[-1].mark == ",":
        items.pop()  # "killed a guard, Governor Anya Prell said"
    return _leading(_weighed(s, text, items, cased=cased))


def before(s: Sentence, text: str, at: int, *, cased: bool) -> list[Item]:
    """Return the people listed right before a place."""
    items = _weighed(s, text, _items(s, _start(s, at), at), cased=cased)
    items = _leading(items[::-1])[::-1]
    if items and not any(item.people for item in items):
        items[0].people = 1  # "the president of the court died"
    return items


def says(s: Sentence, n: int) -> bool:
    """Say whether a word is a verb of saying: what stands beyond it is no part of a list."""
    return s.letters[n] == "k" or s.words[n] in _SAYING


_SAYING = frozenset("said reported confirmed declared verified believed thought found".split())


def _end(s: Sentence, at: int) -> int:
    """Find where a list ends: at the next verb, or at who did it."""
    last, n = min(len(s.letters), at + _LONGEST), at
    while n < last:
        letter = s.letters[n]
        if letter == "r" and (aside := _WHO_AND.match(s.letters, n)):
            n = aside.end()
            continue
        by = letter == "i" and s.words[n] == "by"
        ends = letter == ";" and not _GOES_ON.match(s.letters, n)
        if letter == "r" or letter in _STOPS or by or ends or says(s, n):
            return n
        n += 1
    return last


def _start(s: Sentence, at: int) -> int:
    """Find where a list begins that ends at a place."""
    start = at
    while start > max(0, at - _LONGEST):
        letter = s.letters[start - 1]
        if letter == "r" or letter in _STOPS or says(s, start - 1):
            break
        if letter == "," and (aside := _WHO.search(s.letters, max(0, start - 20), start - 1)):
            start = aside.start()
            continue
        opened = s.letters.rfind("(", max(0, start - _ASIDE), start) if letter == ")" else -1
        start = opened if opened >= 0 else start - 1
    return start


# "After a colonel and a judge were killed": these only open what follows.
_OPENING = frozenset({"after", "before", "since", "as"})
_ONE_OF = re.compile(r"fd{0,2}[jwx]{0,3}p")


def _items(s: Sentence, begin: int, end: int) -> list[Item]:
    """Part a list at its commas and its "and"."""
    items, n = [Item()], begin
    while n < end:
        letter, item = s.letters[n], items[-1]
        if letter in ",;&":
            if item.places or not item.mark:
                items.append(Item(mark=letter))
            else:
                item.mark += letter
        elif letter == "(":
            n = max(n, s.letters.find(")", n, n + _ASIDE))
        elif letter == "r":
            comma = s.letters.find(",", n, end)
            n = (comma if comma > 0 else end) - 1
        elif s.words[n].lower() == "one" and (own := _ONE_OF.match(s.letters, n + 1)):
            item.places += [n, own.end() - 1]
            n = own.end() - 1
        else:
            _take(s, item, n)
        n += 1
    return [item for item in items if item.places or item.whose]


def _take(s: Sentence, item: Item, n: int) -> None:
    """Add a word to an item."""
    letter = s.letters[n]
    if letter == "#":
        item.number = item.number or int(s.numbers[n].value)
        item.places.append(n)
    elif letter in "fiq":
        # "two of his guards" goes on; behind "the mayor of" no more people are named.
        on = letter == "f" and (not item.places or (item.number and len(item.places) == 1))
        item.whose = not on and (bool(item.places) or s.words[n] not in _OPENING)
    elif letter in "wpdjxy" and not item.whose:
        item.places.append(n)


def _weighed(s: Sentence, text: str, items: list[Item], *, cased: bool) -> list[Item]:
    """Say of each item how many people it adds."""
    numbered = any(_is_counted(s, item) for item in items)
    last = Item()  # the item before, without ages; what a role stands beside is its `head`
    head = ""
    for item in items:
        item.kind = _kind(s, text, item, cased=cased)
        if item.kind == "age":
            item.people = -1
            continue
        if item.kind in {"name", "surname"} and not (cased or _titled(s, item)):
            # "ENEMIES OF PEACE AND CIVIC ORDER"
            item.kind = "" if numbered or (item.mark == "&" and last.whose) else item.kind
        if _is_role(s, item, last, head, cased=cased):
            item.kind = "role"
        elif item.kind == "bare" and item.mark == "&" and head == "noun":
            item.kind = "noun"  # "his guard and driver"
        item.people = _PEOPLE.get(item.kind, item.number if item.kind == "number" else 0)
        head = item.kind if item.kind != "role" or head not in {"noun", "number"} else head
        last = item
    for one, other in pairwise(items):
        if "&" in other.mark:  # "Osk and Brandt were shot"
            one.people = one.people or int(one.kind == "surname")
            other.people = other.people or int(other.kind == "surname")
    return items


_PEOPLE = {"name": 1, "noun": 1, "role": -1, "bare": -1}


def _is_role(s: Sentence, item: Item, last: Item, head: str, *, cased: bool) -> bool:
    """Say whether an item only says who the one before it is."""
    beside = item.mark == ","
    if item.kind == "noun":  # "Orla Tenn, a teacher"; "…, a friend and a neighbour"
        theirs = s.words[item.places[0]] in THEIRS
        return (beside and last.kind in {"name", "role"} and not theirs) or (
            item.mark == "&" and last.kind == "role"
        )
    if item.kind in {"name", "surname"}:
        if beside:  # "a teacher, Orla Tenn, and"; "two reporters, Imre Vash and Tolo Berin"
            return head in {"noun", "number"}
        roles = head == "number" or (head == "role" and not cased)
        return item.mark == "&" and last.people < 0 and roles
    # "Orla Tenn, mayor of Onn", "Orla Tenn, founder of the league"
    return beside and head == "name" and (item.kind == "bare" or (not item.kind and item.whose))


def _is_counted(s: Sentence, item: Item) -> bool:
    """Say whether a number counts an item, and not only "a"."""
    return any(
        s.letters[n] == "#" and s.numbers[n].written.lower() not in IMPLIED for n in item.places
    )


def _titled(s: Sentence, item: Item) -> bool:
    """Say whether a word of an item is of people: "Judge Osk", "driver Tolo"."""
    return any(
        (s.letters[n] == "p" and s.words[n] not in NATIONS) or s.words[n] in TITLES
        for n in item.places
    )


def _kind(s: Sentence, text: str, item: Item, *, cased: bool) -> str:
    """Say what an item is for itself."""
    _cut(s, item)
    letters = "".join(s.letters[n] for n in item.places)
    words = [s.words[n] for n in item.places]
    if not letters.strip("yj") or (item.number and len(letters) == 1 and not item.whose):
        return "age"
    if item.number > 1:
        return "number" if {"p", "x"}.intersection(letters) else ""
    if letters != "yp" and (
        words[-1] in PLURALS or words[-1] in NATIONS or _goes_on(s, text, item, cased=cased)
    ):
        return ""
    if letters[-1] == "w" and words[-1] not in TITLES:
        return _name(s, text, item, letters, cased=cased)
    if words[-1] in CLASSES or words[-1] in TITLES:
        # "One of his guards" is no noun of people but for its "one": y.
        owned = letters[0] in "d#xy" or any("'s" in one for one in _written(s, text, item))
        return "noun" if owned else "bare"
    return ""


def _cut(s: Sentence, item: Item) -> None:
    """Cut off what those listed are doing: "a vendor walking home"."""
    for n, (one, other) in enumerate(pairwise(item.places)):
        if s.letters[one] == "p" and s.words[other].endswith(("ing", "ed")):
            del item.places[n + 1 :]
            return


def _goes_on(s: Sentence, text: str, item: Item, *, cased: bool) -> bool:
    """Say whether an item is no more of the list: "and causing damage", "the Tarn League"."""
    first = item.places[0]
    small = not cased or text[s.starts[first]].islower()
    doing = s.letters[first] == "w" and s.words[first].endswith(("ing", "ed"))
    return (small and doing) or (s.letters[first] == "d" and not _titled(s, item))


def _name(s: Sentence, text: str, item: Item, letters: str, *, cased: bool) -> str:
    """Say whether an item ends in a name: "Orla Tenn", "Judge Osk", "Osk"."""
    written = list(_written(s, text, item))
    if cased and written[-1][0].islower():
        return ""  # "and Governor Anya Prell condemned the attack"
    names = sum(
        letter == "w" and (not cased or one[0].isupper())
        for one, letter in zip(written, letters, strict=True)
    )
    if names > 1 or (names and _titled(s, item)):
        return "name"
    single = names and letters == "w" and not is_plural(s.words[item.places[0]])
    return "surname" if single else ""


def _written(s: Sentence, text: str, item: Item) -> Iterator[str]:
    """Yield the words of an item as the text has them."""
    return (text[s.starts[n] : s.ends[n]] for n in item.places)


def _leading(items: list[Item]) -> list[Item]:
    """Return the items from the verb on, as far as they are people."""
    out: list[Item] = []
    for item in items:
        if not item.people:
            break
        item.people = max(0, item.people)
        out.append(item)
    return out
