"""Let numbers of one sentence share a verb, and find the parts of a whole.

    "5 soldiers and 3 civilians were killed"      one verb for both
    "killed 5 soldiers and 3 civilians"           the same, from the left
    "41 people, including 12 children, died"      12 are a subset of the 41
    "504 deaths, 90 children and 414 adults"      parts, for they are fewer and follow a comma
    "36 deaths in Onn, 23 in Vale and Dorn 22"    the noun is left out
    "The 260 comprise 241 on board and 19 below"  parts, for they add up to the 260

Without this step parts look like plain counts, and later like rivals of their own total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.figures.counted import Counted, is_plural
from monitor.figures.happened import SHARED
from monitor.figures.listed import says
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import ANIMALS, OF_PEOPLE, THINGS
from news.figure import Effect, Figure, Scope, VictimClass

_PLACE = r"(?:[w]{0,2}i?(?:[ifq]d?[wpjyD]{1,5}?){0,2})"
_LISTED = re.compile(rf"{_PLACE}(?:B[wp]{{0,3}})?[,&(]{{1,3}}[xdj]{{0,3}}")
_SUBSET = re.compile(r"[,(-]?[^#;.:]{0,6}u[djiBfx]{0,3}(?:[^#;.]{1,3}[,&]d?)?")
_PARTS = re.compile(r"[^#;.]{0,14}[,:(-][jdx]{0,2}|[wifqd]{0,6}[,:(-][jdx]{0,2}")
_SAME_VERB = re.compile(r"[jHB]{0,3}[VIA][jy]{0,2}(?:[ifq]d?[wjy]{1,4})?[,&]{1,2}[xj]{0,2}")
_AMONG_THEM = re.compile(r"[jHB]{1,3}u")  # "six women and four boys were among them"
_ELIDED = re.compile(r"(?:[ifq]d?w{1,3})?[,&]{1,2}d?[wp]{1,3}[qi]?")
# "Eleven were hurt, two critically"
_HOW = frozenset("critically seriously severely badly grievously slightly lightly".split())
_PLACED = re.compile(r"x?(?:[ifq]|j)")
_ENDED = re.compile(r"\Z|[,.;&)]|[iq]")


# "six priests (five of Lorn and one of Onn) and two women": what stands inside is no item.
_ASIDE = re.compile(r"\([^()]{1,20}\)|-[^-.;]{1,20}-|,#[jx]{0,2}u[^,;.#]{0,6}(?=,)")


def share(s: Sentence, counts: Sequence[Counted]) -> None:
    """Give the numbers without an effect that of the neighbour they are listed with."""
    asides = [m.span() for m in _ASIDE.finditer(s.letters)] if len(counts) > 1 else []
    inside = [c for c in counts if any(start < c.at < end for start, end in asides)]
    outer = [c for c in counts if c not in inside] if inside else counts
    for before, c in pairwise(outer):
        _forward(s, before, c)
    for c, after in reversed(list(pairwise(outer))):
        between = _between(s, c, after)
        free = c.effect is None and not (c.agent or c.reason or c.whole)
        among = after.subset and _AMONG_THEM.match(s.letters, after.end)
        giving = after.effect and not after.left and after.inner is None
        if (
            free
            and giving
            and (among or not after.subset)
            and _LISTED.fullmatch(between)
            and _alike(after, c)
            and s.words[c.end] not in _FLED
        ):
            _give(after, c)
    if inside:
        for before, c in pairwise(counts):
            if c in inside and c.effect is None:
                _forward(s, before, c)
                c.subset |= c.effect is not None


# "two officers who stood at the gate and a clerk"
_WHO = re.compile(r",?r[^#,;.&VIA]{1,14}(?=,?&)")


def _between(s: Sentence, c: Counted, after: Counted) -> str:
    """Return what stands between two numbers, but for what is said in an aside."""
    between = s.letters[c.end : after.at]
    if "j" in between and any(says(s, n) for n in range(c.end, after.at)):
        return "."  # "a surgeon at the clinic, said nine miners": no list goes on behind it
    between = _ASIDE.sub("", between) if "#" in between else between
    return _WHO.sub("", between) if "r" in between else between


_IN_WHICH = ",ir"  # "the murder of six monks, in which two lieutenants are charged"


def _forward(s: Sentence, before: Counted, c: Counted) -> None:
    """Pass an effect on to the next number of a list, or to a part."""
    between = _between(s, before, c)
    if before.effect is None or before.agent or c.agent or _IN_WHICH in between:
        return
    if _SUBSET.fullmatch(between) or _badly(s, before, c):
        if c.effect in {None, before.effect}:
            _give(before, c)
            c.subset = True
    elif c.effect is not None or c.reason or c.whole:
        return
    elif (before.left or before.inner or before.subset) and _LISTED.fullmatch(between):
        _list(s, before, c)
    elif _SAME_VERB.fullmatch(between) and not c.head and _placed(s, c):
        _give(before, c)
        c.left, c.subset = True, before.subset
    elif _ELIDED.fullmatch(between) and c.end == c.at + 1 and _ENDED.match(s.letters, c.end):
        _give(before, c)
    elif _PARTS.fullmatch(between) and _part(before, c) and not _own_verb(s, c):
        _give(before, c)
        c.subset = True


def _list(s: Sentence, before: Counted, c: Counted) -> None:
    """Pass an effect on to the next of a list, which has none of its own."""
    on = s.words[c.at + 1 : c.at + 2] != ["still"]  # "nine dead, 20 still in the water"
    if on and _alike(before, c):
        _give(before, c)
        c.subset |= before.subset or (before.inner is not None and _part(before, c))


def _placed(s: Sentence, c: Counted) -> bool:
    """Say whether only a place or a time is told of a number: "four in Enner"."""
    still = s.words[c.end : c.end + 1] == ["still"]  # "nine dead, 20 still in the water"
    return bool(_PLACED.match(s.letters, c.end)) and not still


def _badly(s: Sentence, before: Counted, c: Counted) -> bool:
    """Say whether a number says how badly some are hurt: "eleven were hurt, two critically"."""
    how = s.words[c.end] if c.end < len(s.words) and not c.head else ""
    return how in _HOW and before.effect is Effect.INJURED


def _own_verb(s: Sentence, c: Counted) -> bool:
    """Say whether a number has a verb of its own, and so is no part of what stands before."""
    if s.words[c.end : c.end + 1] and says(s, c.end):
        return True  # "eight died, a local official told reporters"
    return bool(re.match(r"[jw]{0,2}[BHMR]", s.letters[c.end : c.end + 4]))


def _part(whole: Counted, c: Counted) -> bool:
    return c.number.value < whole.number.value and (c.people or not c.head)


def _give(known: Counted, c: Counted) -> None:
    c.effect, c.confidence, c.reason = known.effect, SHARED, known.reason
    c.left = known.left
    c.subset = c.subset or known.subset


def _alike(known: Counted, c: Counted) -> bool:
    """Say whether a number may share a verb with its neighbour: people with people."""
    same = c.number.kind == known.number.kind == "count"
    if c.bodies and known.effect is not Effect.KILLED:
        return False  # "204 bodies were recovered and 41 wounded"
    if known.bodies and c.head and not (c.people or c.bodies):
        return False  # "two bodies, one headless"
    if c.head in _SURVIVORS:
        return False  # "241 dead, one survivor"
    if c.head in ANIMALS and known.effect in {Effect.KILLED, Effect.INJURED}:
        return same  # "three shepherds and 45 goats"
    people = known.people or (known.effect in OF_PEOPLE and _are_people(known))
    return same and (c.people in {known.people, people} or not c.head or not known.head)


def _are_people(c: Counted) -> bool:
    """Say whether a plural that no list has is of people, since they were hurt: "hayhands"."""
    return is_plural(c.head) and not c.bodies and c.head not in THINGS and c.head not in ANIMALS


_FLED = frozenset({"escaped", "jumped", "got", "swam"})  # a verb of their own
_SURVIVORS = frozenset({"survivor", "survivors"})
_NEAR_WHOLE, _MOST_PARTS, _NEAR = 6, 8, 40
_MANY, _FAR = 20, 400


def add_up(figures: list[Figure]) -> list[Figure]:
    """Find the parts that add up to a figure before them, and what that says of the whole.

    "… the toll stands at 260. The 260 comprise 241 passengers and 19 people on the ground":
    both are killed, parts of the 260, whose dead are then of several sides or of one.
    """
    out = _summed_up(list(figures))
    for index, whole in enumerate(figures):
        if whole.unit != "people" or whole.effect is Effect.OTHER or whole.value < _LEAST_WHOLE:
            continue
        parts = _parts(out, index)
        if not parts or (out[index].part_of is not None and out[parts[0]].part_of != index):
            continue
        for n in parts:
            out[n] = replace(
                out[n],
                effect=whole.effect,
                unit="people",
                victim_class=out[n].victim_class or VictimClass.UNKNOWN,
                scope=_scope(whole, [out[m] for m in parts], out[n]),
                part_of=index,
                confidence=max(out[n].confidence, SHARED),
            )
        classes = {out[n].victim_class for n in parts} - {VictimClass.UNKNOWN, None}
        if out[index].victim_class is VictimClass.UNKNOWN and len(classes) > 1:
            out[index] = replace(out[index], victim_class=VictimClass.MIXED)
    return out


_LEAST_WHOLE = 3


_ALL = frozenset(["", "people", "persons", "dead", "victims", "others", "lives"])


def _summed_up(figures: list[Figure]) -> list[Figure]:
    """Find the parts before their sum: "seven rebels and three soldiers — ten in all — died"."""
    for end, whole in enumerate(figures):
        parts = _parts_before(figures, end)
        for n in parts:
            figures[n] = replace(figures[n], scope=Scope.SUBSET, part_of=end)
        if parts:
            classes = {figures[n].victim_class for n in parts}
            figures[end] = replace(
                whole,
                unit="people",
                effect=figures[parts[0]].effect,
                victim_class=VictimClass.MIXED if len(classes) > 1 else classes.pop(),
            )
    return figures


def _parts_before(figures: Sequence[Figure], end: int) -> list[int]:
    """Return the people right before a figure that add up to it: two kinds or more."""
    whole = figures[end]
    plain = whole.unit in {"people", "items"} and whole.counts in _ALL
    if not plain or whole.value < _LEAST_WHOLE:
        return []
    total, run = 0.0, []
    for n in range(end - 1, max(-1, end - 1 - _MOST_PARTS), -1):
        part, last = figures[n], figures[end - 1]
        fits = part.unit == "people" and part.sentence == whole.sentence and part.counts not in _ALL
        hurt = part.effect is last.effect is not Effect.OTHER and part.part_of is None
        if not (fits and hurt and whole.effect in {Effect.OTHER, part.effect}):
            break
        total += part.value
        run.append(n)
        if total >= whole.value:
            break
    return run[::-1] if total == whole.value and len(run) > 1 else []


def _parts(figures: Sequence[Figure], index: int) -> list[int]:
    """Return the run of people behind a figure that adds up to it, if there is one."""
    whole = figures[index]
    for start in range(index + 1, min(len(figures), index + _NEAR_WHOLE)):
        total, run = 0.0, []
        for n in range(start, min(len(figures), start + _MOST_PARTS)):
            part = figures[n]
            # Further away only what is counted of the same effect may be a part.
            near = part.sentence.start - whole.sentence.end < _reach(whole, part)
            near = near or part.effect is whole.effect
            if part.sentence != figures[start].sentence or not (near and _may_be_part(part, whole)):
                break
            total += part.value
            run.append(n)
            if total >= whole.value:
                break
        if total == whole.value and len(run) > 1:
            return run
    return []


def _reach(whole: Figure, part: Figure) -> int:
    """Say how far behind a figure its parts may stand: people who add up to many seldom err."""
    return _FAR if whole.value >= _MANY and part.unit == "people" else _NEAR


_SIDES = frozenset({VictimClass.SECURITY, VictimClass.MILITANT})


def _scope(whole: Figure, parts: Sequence[Figure], part: Figure) -> Scope:
    """Return the scope of a part: soldiers, and civilians beside them, are counts of their own."""
    if part.effect is not Effect.OTHER:
        return part.scope
    classes = {one.victim_class for one in parts}
    sides = len(classes) == len(parts) and None not in classes and not _SIDES.isdisjoint(classes)
    return whole.scope if sides and VictimClass.UNKNOWN not in classes else Scope.SUBSET


def _may_be_part(part: Figure, whole: Figure) -> bool:
    return (
        part.unit in {"people", "items"}
        and part.effect in {Effect.OTHER, whole.effect}
        and part.value < whole.value
    )
