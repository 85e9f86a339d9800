"""Take bodies for people who died where it is told whose they are, or who counts the dead.

    "recovered the bodies of four miners"                   four miners killed
    "The hospital had received 22 bodies"                   22 killed: it counts the dead
    "Thirty died.  The hospital has twelve bodies."         twelve of the thirty
    "We found 204 bodies"                                   204 bodies: nobody says whose
    "three regulatory bodies", "All 52 have been buried"    nobody died now

A body is somebody who died where it comes to light: somebody finds, brings or counts it.  What is
done with it later says nothing new: it is identified, handed over, buried.  Old graves give up
other dead.  Where the text has a larger toll, bodies are a part of it: whoever counts bodies counts
those that are there so far.

Discarded: every body a death (the dead would be counted twice, by their death and by their
funeral); none (a hospital's count is often the first that is known).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.figures.counted import IMPLIED, Counted
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import BODIES
from news.figure import Effect, Figure, Scope, VictimClass

_FOUND = re.compile(
    r"(?:recover|receiv|retriev|found|find|discover|locat|bring|brought|pull|dug|dig|count|"
    r"collect|fish|remov|extricat|haul|drag|took|taken|taking|takes|tak(?:e|ing)|spot|lay|lying|"
    r"lie|arriv|came|come|coming|wash|hold|flew|flown|fly|ferr|transport|shift|carr|stumbl|"
    r"saw|seen|see|keep|kept|has|have|had|scatter|strewn|litter|admit|stor|reach|remain|"
    r"dump|left|hang|hung|float|uncover|unload|deliver|trapped|buried|under|number)"
)
# Later, or of another kind.
_LATER = re.compile(
    r"\b(?:identif|hand(?:ed|ing)? over|return(?:ed|ing)?\b|repatriat|buri(?:ed|al)\b(?! under)|"
    r"bury|exhum|cremat|funeral|famil(?:y|ies) (?:have |had )?(?:received|took|collected)|"
    r"released to|claimed by|matched|graves?\b|cemetery|centur|ancient|archaeolog|tombs?\b|"
    r"skelet|mummi|(?:sun|planets?|stars?)\b|orbit|museum|under (?:their|its) command)"
)
_KINDS = frozenset(
    "dead more charred burnt burned mutilated decomposed decomposing headless bloated lifeless "
    "unidentified unclaimed human further other remaining bullet-riddled bullet-ridden tortured "
    "blackened dismembered severed disfigured bound blindfolded beheaded battered bloodied "
    "the of".split()
)
# Who keeps the dead, and counts them.
_KEEPERS = re.compile(r"hospital|morgue|mortuar|clinic|infirmar|medic|doctor|coroner|patholog")
_COUNTED = frozenset("count counted counting".split())
_BEHIND = 5
_BEFORE = 9
_NEAR, _REACH = 90, 18


def are_dead(s: Sentence, c: Counted, plain: str) -> bool:
    """Say whether bodies that are counted have come to light, and so are people who died."""
    sentence = _close(s, c, plain[s.start : s.end])
    if not _only_bodies(s, c) or _LATER.search(sentence):
        return False
    near = s.words[max(0, c.at - _BEFORE) : c.at] + s.words[c.end : c.end + _BEHIND + 1]
    if _VIOLENT.search(sentence):
        return True
    if not any(_FOUND.match(word) for word in near):
        return False
    whose = c.head not in BODIES or s.letters[c.end : c.end + 1] == "f" or _WHOSE.search(sentence)
    beside = " ".join((*s.words[max(0, c.at - _REACH) : c.at], *_until_next(s, c.end)))
    return bool(whose or _KEEPERS.search(beside) or not _COUNTED.isdisjoint(near))


def _until_next(s: Sentence, start: int) -> list[str]:
    """Return the words up to the next number: "and 41 wounded rushed to hospital" is another's."""
    end = start
    while end < min(len(s.words), start + _REACH):
        number = s.numbers.get(end)
        if number and number.written.lower() not in IMPLIED:
            break
        end += 1
    return s.words[start:end]


# Who was found so did not die in bed, and not long ago.
_VIOLENT = re.compile(
    r"\b(?:shot|strangled|stabbed|beheaded|decapitated|tortured|mutilated|bullet|gunshot|"
    r"throats?|hands (?:were )?(?:tied|bound)|bound|blindfolded|hanged|headless|dismembered|"
    r"riddled)\b"
)
# "58 bodies, 33 of civilians and 25 of security personnel"
_WHOSE = re.compile(r"bod(?:y|ies)\b[^.;]{0,30}\d+ (?:were )?of [a-z]+")


def of_whom(s: Sentence, c: Counted) -> bool:
    """Say whether those counted are dead by what stands before: "the bodies of four miners"."""
    at = c.at - 1
    while at > 1 and s.letters[at] in "jd":
        at -= 1
    of_body = at > 0 and s.letters[at] == "f" and s.words[at - 1] in BODIES
    return of_body and (s.words[at - 1] != "remains" or s.words[at - 2 : at - 1] == ["the"])


def _only_bodies(s: Sentence, c: Counted) -> bool:
    """Say whether nothing makes bodies of another kind of them: "three regulatory bodies"."""
    if c.head not in BODIES:
        return True  # it is told whose they are
    between = s.words[c.at + 1 : c.end]
    known = all(w in _KINDS or w in BODIES or w.endswith(("-riddled", "-ridden")) for w in between)
    water = s.words[c.end : c.end + 2] in (["of", "water"], ["of", "work"], ["of", "old"])
    return known and not water


def _close(s: Sentence, c: Counted, sentence: str) -> str:
    """Return the words of the sentence near those counted."""
    at, end = c.number.start - s.start, c.number.end - s.start
    return sentence[max(0, at - _NEAR) : end + _NEAR]


def as_parts(plain: str, figures: list[Figure]) -> list[Figure]:
    """Make bodies a part of a larger toll of the text."""
    found = [at for at, one in enumerate(figures) if _of_bodies(plain, one)]
    wholes = _tolls(figures, set(found)) if found else {}
    for at in found:
        own = figures[at].victim_class
        here = figures[at].sentence
        # "The bodies of a guard and two clerks" are no parts of each other.
        fitting = [
            wholes[side]
            for side in {*_ALL, own}
            if side in wholes and (side in _ALL or figures[wholes[side]].sentence != here)
        ]
        whole = max(fitting, key=lambda index: figures[index].value, default=at)
        if figures[whole].value > figures[at].value:
            figures[at] = replace(figures[at], scope=Scope.SUBSET, part_of=whole)
    return figures


_ALL = (VictimClass.UNKNOWN, VictimClass.MIXED)
_BODIES_OF = re.compile(r"\b(?:bodies|corpses|body) of (?:the |all |these |those )?\Z")
_LEAD = 24


def _of_bodies(plain: str, one: Figure) -> bool:
    """Say whether a figure counts bodies: "22 bodies", "the bodies of four miners"."""
    if one.effect is not Effect.KILLED or one.scope is Scope.SUBSET:
        return False
    lead = plain[max(0, one.span.start - _LEAD) : one.span.start]
    return bool(BODIES & {*one.counts.lower().split()} or _BODIES_OF.search(lead))


def _tolls(figures: Sequence[Figure], bodies: set[int]) -> dict[VictimClass | None, int]:
    """Return the largest toll of each class that is no count of bodies."""
    largest: dict[VictimClass | None, int] = {}
    for at, one in enumerate(figures):
        whole = one.scope is not Scope.SUBSET and one.part_of is None and at not in bodies
        known = largest.get(one.victim_class)
        if one.effect is not Effect.KILLED or not whole or one.scope is Scope.PERIOD:
            continue
        if known is None or one.value > figures[known].value:
            largest[one.victim_class] = at
    return largest
