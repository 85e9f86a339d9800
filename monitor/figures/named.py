"""Count people who are not numbered: "a farmer and his wife", "Orla Tenn and her driver".

    "A farmer, his wife and their two sons were killed"     1, 1 and 2 killed
    "Imre Vash, Tolo Berin and Sada Quill were killed"      three, without a number
    "the murder of Judge Osk, head of the court, and his    two: what stands beside a name
     driver"                                                says who that is

"A farmer" stands for one and becomes a figure like any other.  People who are only named give
no figure (nobody printed a number) but they count for the toll of the article: half of the
reports of violence name their dead and never number them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.figures.counted import IMPLIED
from monitor.figures.listed import THEIRS, Item, before, behind
from monitor.figures.numbers import Number
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import NATIONS, PLURALS, WITH
from news.figure import Bound, Effect

_ONE = re.compile(r"d(?P<noun>[wjyxp]{0,4}?p)(?![p#])")
# "His wife" is counted in a list or as an object, not in "two members of his escort".
_SAYING = frozenset("said says added told stated".split())
_WHERE = re.compile(r"(?:[fiq]d?w{1,3}){0,2}[kj]")


def _says_so(s: Sentence, at: int) -> bool:
    """Say whether somebody says what stands before him."""
    match = _WHERE.match(s.letters, at)
    return match is not None and s.words[match.end() - 1] in _SAYING


_OWN = re.compile(r"(?:\A|[r,&VSG]|[DGS]f)\Z")


def mark_singles(s: Sentence, written: str, start: int) -> None:
    """Make a number of each "a farmer", "his wife": they stand for one."""
    letters = list(s.letters)
    for match in _ONE.finditer(s.letters):
        at, noun = match.start(), s.words[match.end() - 1]
        if s.words[at] not in IMPLIED or noun in PLURALS:
            continue
        if noun in NATIONS and (
            noun.endswith("s") or s.letters[match.end() : match.end() + 1] == "w"
        ):
            continue  # "a Tibetan" is one, "a Tibetan bus" is none
        if s.letters[at - 1 : at] == "," and _says_so(s, match.end()):
            continue  # "…, a doctor added", "…, a fireman of Tarn said"
        if s.words[at] in THEIRS and not _OWN.search(s.letters[max(0, at - 2) : at]):
            continue
        span = (s.starts[at], s.ends[at])
        word = written[span[0] - start : span[1] - start]
        s.numbers[at] = Number(*span, 1.0, 1.0, 1.0, Bound.EXACTLY, "count", "", word)
        letters[at] = "#"
    s.letters = "".join(letters)
    s.numbers = dict(sorted(s.numbers.items()))


# Where people without a number stand: before what befell them, or behind it.
_SUFFERED = re.compile(r"(?P<aux>(?:[jH]{0,2}B[jB]{0,3}))(?P<eff>V|(?<=[jB])A)")
_DIED = re.compile(r"(?P<aux>r?[jHB]{0,3})(?P<eff>I)")
_DONE = re.compile(r"(?P<eff>[VSG]):?(?=[d#wpyj])")
_OF = re.compile(r"(?P<eff>[DGS])(?:id?w{1,3})?f")
_AMONG = re.compile(r"md?(?P<eff>[VAD])[wij]{0,2}B")
_LISTED = re.compile(r"(?P<eff>[DVIA])[^.;:#&]{0,10}:(?=[wpd])")
# Somebody died or was hurt, but nobody says how many.
_SOMEBODY = re.compile(r"(?<![nM])[VIDA]")
_NO_VICTIM = re.compile(r"(?:n[jdHByf]{0,4}(?:[w#]{0,2}p?)?(?:n[w#]{0,2}p?)?|M)[jHB]{0,4}\Z")
_NEAR = 12
_HARMS = frozenset({Effect.KILLED, Effect.INJURED})


@dataclass
class _Clause:
    """What one verb says: whom it hurt, how many in all, and whether one has no number."""

    place: int
    effect: Effect
    count: int
    unnumbered: bool
    also: bool


@dataclass
class Hurt:
    """Whom a sentence hurts: how many that have no number, and which of its numbers.

    A verb without people counts 0: somebody was hurt.  "Was also killed" adds to those of the
    same sentence, or else (`more`) to those of the sentences before.
    """

    people: list[tuple[Effect, int]] = field(default_factory=list)
    numbers: dict[int, Effect] = field(default_factory=dict)
    more: bool = False


def named(s: Sentence, text: str) -> Hurt:
    """Say whom a sentence hurts."""
    hurt = Hurt(more=_also(s))
    taken: set[int] = set()
    clauses = sorted(_clauses(s, text, taken, hurt), key=lambda clause: clause.place)
    dead = any(clause.effect is Effect.KILLED for clause in clauses) or "dead" in s.words
    if dead:  # "died after he was shot", "shot two porters dead"
        clauses = [clause for clause in clauses if s.words[clause.place] != "shot"]
    most: dict[Effect, int] = {}  # of the verbs before
    for clause in clauses:
        before_it = most.get(clause.effect, 0)
        most[clause.effect] = max(before_it, clause.count)
        if clause.also and before_it:
            hurt.people.append((clause.effect, clause.count + before_it))
            hurt.more = False
            continue
        hurt.people.append((clause.effect, clause.count if clause.unnumbered else 0))
    for match in _SOMEBODY.finditer(s.letters):
        place = match.end() - 1
        effect = s.effects[place]
        if place in taken or _spared(s, place):
            continue
        if s.words[place] == "shot" and Effect.KILLED in s.effects:
            continue  # "shot three people dead"
        if effect is Effect.KILLED or effect is Effect.INJURED:
            hurt.people.append((effect, 0))
    return hurt


_MORE = re.compile(r"j(?P<eff>[VI])")


def _also(s: Sentence) -> bool:
    """Say whether a sentence adds to those before: "was also killed"."""
    return any(
        s.words[match.start()] == "also" and s.effects[match.start("eff")] in _HARMS
        for match in _MORE.finditer(s.letters)
    )


def _clauses(s: Sentence, text: str, taken: set[int], hurt: Hurt) -> Iterator[_Clause]:
    """Yield what each verb of harm says, and note the numbers that it hurts."""
    for pattern in (_SUFFERED, _DIED, _AMONG, _LISTED, _OF, _DONE):
        for match in pattern.finditer(s.letters):
            place = match.start("eff")
            effect = s.effects[place]
            if place in taken or not (effect is Effect.KILLED or effect is Effect.INJURED):
                continue
            if _spared(s, place):
                taken.add(place)
                continue
            cased = text[s.starts[place]].islower() or not place
            if pattern in {_SUFFERED, _DIED}:
                at = match.start("aux")
                items = _sufferers(s, text, at, place, cased=cased)
            else:
                at = place - 1
                items = behind(s, text, match.end(), cased=cased)
                if pattern is _LISTED and not (_opens_list(s, place) and len(items) > 1):
                    continue
            count = sum(item.people for item in items)
            if count:
                taken.add(place)
                numbered = {item.places[0] for item in items if item.people and item.number}
                for n in numbered:
                    hurt.numbers.setdefault(n, effect)
                unnumbered = any(item.people and not item.number for item in items)
                also = "also" in s.words[max(0, at) : place]
                yield _Clause(place, effect, count, unnumbered, also)


def _sufferers(s: Sentence, text: str, at: int, place: int, *, cased: bool) -> list[Item]:
    """Return those before a verb, and those who are joined behind it."""
    items = before(s, text, at, cased=cased)
    if s.words[place] not in _TO_THINGS and _ALONE & {*s.words[at:place]}:
        if not any("&" in item.mark for item in items):
            items = items[-1:]  # "Orla Tenn, another teacher, was killed" is one
        if not items and not _NUMBERED.search(s.letters[max(0, at - 12) : at]):
            items = [Item(people=1)]
        elif len(items) == 1 and items[0].number == 1:
            items = [Item(people=1)] if items[0].whose else items
    joined = place + 1 + (s.letters[place + 1 : place + 2] == ",")
    if s.words[joined : joined + 1] and s.words[joined] in WITH:
        others = behind(s, text, joined + 1, cased=cased)
        items = (items or [Item(people=1)]) + others if others else items
    return items


# "He was killed" is one; but not "the bank was blown up".
_ALONE = frozenset({"was", "is"})
_TO_THINGS = frozenset(
    {"blown up", "shot down", "taken out", "wiped out", "cut down", "taken down", "buried"}
)


def _opens_list(s: Sentence, place: int) -> bool:
    """Say whether the names behind a colon are of the dead: "the killings in Lorn: …"."""
    return s.words[place].endswith("s") or s.letters[place - 1 : place] in {"d", "r"}


_NUMBERED = re.compile(r"#[^,;.]{0,8}\Z")


def _spared(s: Sentence, place: int) -> bool:
    """Say whether a verb hurt nobody: "no one was killed", "neither he nor his wife was hurt"."""
    return bool(_NO_VICTIM.search(s.letters[max(0, place - _NEAR) : place]))
