"""Find what a number counts, and whose side those are on.

    "more than 100 police personnel and soldiers"   head personnel, class security
    "241 of the 242 people on board"                241 people; 242 is the whole they are of
    "17 injured passengers"                         the effect stands before the noun

The phrase starts behind the number and ends with its people, or with the first plural.  The
head decides the side ("police officers"), unless it says little ("FC men", "armed men"): then
what stands before it does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.figures.numbers import Number
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import (
    ANIMALS,
    BODIES,
    CLASSES,
    COUNTED_PEOPLE,
    PLURALS,
    SIDES,
    WEAK_HEADS,
)
from news.figure import Effect, VictimClass


@dataclass
class Counted:
    """A number in its sentence: its phrase, and what was found about it."""

    at: int
    number: Number
    end: int
    head: str = ""
    words: tuple[str, ...] = ()
    people: bool = False
    bodies: bool = False
    inner: Effect | None = None  # stands inside the phrase: "17 injured passengers"
    whole: bool = False  # only what others are a part of: "of the 242 people"
    implied: bool = False  # "a soldier" stands for one
    effect: Effect | None = None
    confidence: float = 0.0
    subset: bool = False
    reason: str = ""
    agent: bool = False
    left: bool = False  # its effect stands before it
    victim_class: VictimClass | None = None
    unsided: bool = False  # whose men were taken is not said: "18 men described as prisoners"


_MANY = 2
# What stands for one without being a number.
IMPLIED = frozenset("a an his her their another".split())
# Patterns over the letters behind a number (sentence.py says what each letter means).
_PARTITIVE = re.compile(r"x?fd{0,2}x?(?P<set>#)?")
_OF_HURT = re.compile(r"x?fd{1,2}x?#?[VA](?!p)")
_OF_THEM = re.compile(r"[jHBMn]{0,5}[VIJ]")
_OF_THOSE = re.compile(r"[VA](?:[jHB]{0,3}[VI]|[jHB]{1,3}A)")  # "two of the injured died"
_NOUN = re.compile(r"[jxwp]{0,3}(?P<noun>[Dl])")
# "Fourteen murder cases" are no deaths.
_CASES = frozenset(
    "cases charges suspects trials investigations inquiries probes plots threats bids attempts "
    "notices records certificates claims reports rituals rates convictions warrants accused".split()
)
# An effect before its noun: "17 injured passengers", "12 dead or dying men".
_ADJECTIVE = re.compile(r"[jx]{0,2}(?P<eff>[VA])(?:&j?[VA])?[w]{0,2}(?P<noun>p+)(?!d|[jw]*#)")
_PEOPLE = re.compile(
    r"(?P<before>[jxy]{0,2}w{0,4}?(?:&w)?(?:w{0,2}))(?P<noun>p+)(?P<more>(?:&w{0,2}p+(?!#))?)"
)
_FURTHER = re.compile(r"w{1,2}(?:&w{1,2})?p")
_THING = re.compile(r"[xj]?(?P<noun>w{1,4})")
# Verbs that begin what the sentence tells of those counted: "the two became friends".
_TELLS = frozenset(
    "became become came come went go met did do made make took began begin got saw knew thought "
    "felt kept brought sat spoke fell ran wrote lived agreed decided wanted seemed appeared "
    "discussed married divorced separated received suffered sustained needed required escaped "
    "survived returned spent died broke crawled climbed sought caught contracted developed "
    "crossed threw".split()
)
_MEMBERS = re.compile(r"fd?(?P<side>w{1,4}|p)")
_GROUPS = frozenset("members member group groups crew personnel people men".split())
BODIES_OF_MEN = frozenset("crew family party team patrol band gang".split())
_PARENTS = frozenset(
    "father mother parent parents dad mum mom grandfather grandmother widow widower".split()
)
_EVERY = re.compile(r"\b(?:all|every one|each one|each) of(?: the| its| their)?\Z")
_IN_UNIFORM = re.compile(r"in (?:\w+ )?uniforms?\b")
_HELD_AS = frozenset({"prisoner", "captive", "hostage"})
# Never an adjective: "10 killed people" has an object, "17 injured people" has none.
_VERB_ONLY = "killed"


def counted(s: Sentence, at: int, number: Number) -> Counted:
    """Find the phrase of the number that stands at a place of a sentence."""
    c = Counted(at, number, at + 1, implied=number.written.lower() in IMPLIED)
    start = at + 1
    if part := _PARTITIVE.match(s.letters, start):
        start = part.end()
        if _OF_THOSE.match(s.letters, start):
            c.end, c.subset = start + 1, True
            return c
        c.subset = bool(_OF_HURT.match(s.letters, at + 1))  # "four of the injured"
        if part["set"] or re.match(r"[VAp]", s.letters[start : start + 1]):
            c.end = start
    every = _EVERY.search(" ".join(s.words[max(0, at - 5) : at]))
    c.whole = not every and bool(
        re.search(r"(?:[#y]|\A|[.;:,&])fd{0,2}x?\Z", s.letters[max(0, at - 5) : at])
    )
    them = s.letters[at + 1 : at + 2] == "u"
    c.subset |= them
    if them and _OF_THEM.match(s.letters, at + 2):
        c.end = at + 2  # "40 of them drowned"
        return c
    if number.written.lower().endswith("couple") and not part:
        c.people, c.head = True, "couple"  # "the couple was arrested"
        return c
    found = _dead_bodies(s, c, start) or _noun_of_effect(s, c, start)
    found or _people(s, c, start) or _dead_things(s, c, start) or _thing(s, c, start)
    if not c.head:
        _predicate_noun(s, c)
    if not c.head and at > 1 and s.letters[at - 1] == "f" and s.words[at - 2] in BODIES_OF_MEN:
        c.people = True  # "the crew of nine was saved"
    if at > 1 and s.letters[at - 1] == "f" and s.words[at - 2] in _PARENTS:
        c.reason = "counts nothing"  # "a mother of three was killed"
    if part and part["set"] and c.inner:
        c.subset = True
    c.words = tuple(s.words[start : c.end]) + c.words
    c.bodies = any(w in BODIES for w in s.words[start : c.end])
    return c


def _noun_of_effect(s: Sentence, c: Counted, start: int) -> bool:
    """Read "50 deaths", "33 lives", "17 injured passengers"."""
    if match := _NOUN.match(s.letters, start):
        place = match.start("noun")
        c.end, c.head, c.inner = place + 1, s.words[place], s.effects[place]
        if s.words[place + 1 : place + 2] and s.words[place + 1] in _CASES:
            c.end, c.head, c.inner = place + 2, s.words[place + 1], None
        return True
    match = _ADJECTIVE.match(s.letters, start)
    if match and (s.letters[match.start("eff")] == "A" or match.end() - match.start("eff") > 1):
        place = match.start("eff")
        if s.words[place] == _VERB_ONLY or s.letters[match.end() : match.end() + 1] == "d":
            return False
        c.end, c.people, c.inner = match.end(), True, s.effects[place]
        c.head = s.words[c.end - 1]
        return True
    return False


def _dead_bodies(s: Sentence, c: Counted, start: int) -> bool:
    """Read "nine dead bodies", which are bodies as others are."""
    if s.words[start : start + 1] != ["dead"] or s.words[start + 1 : start + 2] == []:
        return False
    if s.words[start + 1] not in BODIES:
        return False
    c.end, c.head = start + 2, s.words[start + 1]
    return True


def _dead_things(s: Sentence, c: Counted, start: int) -> bool:
    """Read "40 dead links", "19 missing quarrymen": what no list has is of people by its ending."""
    place = start + 1
    state = s.words[start : start + 1] in (["dead"], ["missing"])
    if not state or s.letters[place : place + 1] != "w" or not is_plural(s.words[place]):
        return False
    if c.number.value < _MANY or s.letters[place + 1 : place + 2] in {"w", "p", "#"}:
        return False
    c.end, c.head = place + 1, s.words[place]
    c.people = c.head.endswith((*TRADES, "ans", "ese"))
    c.inner = s.effects[start] if c.people or c.head in ANIMALS else None
    return True


def _people(s: Sentence, c: Counted, start: int) -> bool:
    """Read "12 people", "33 security personnel", "100 police personnel and soldiers"."""
    match = _PEOPLE.match(s.letters, start)
    before = s.words[start : match.start("noun")] if match else []
    if not match or any(is_plural(w) for w in before) or not _TELLS.isdisjoint(before[:1]):
        return False
    end = match.end("noun")
    if c.number.value > 1 and end - start == 1 and s.words[start] in _HELD_AS:
        return False  # "taken nine prisoner"
    if c.number.value > 1 and _names_a_thing(s, end):
        c.end, c.head = end + 1, s.words[end]
        return True
    further = _FURTHER.match(s.letters, end) if c.number.value > 1 else None
    if further and s.words[end - 1] not in PLURALS and s.words[further.end() - 1] in PLURALS:
        c.people, c.end, c.head = True, further.end(), s.words[further.end() - 1]
        return True  # "four national security officials"
    if match["more"] and "or" not in s.words[match.start("more") : match.end("more")][:1]:
        end = match.end("more")
    if end - start > 1 and s.words[end - 1] in _HELD_AS and is_plural(s.words[end - 2]):
        end -= 1  # "took 12 soldiers prisoner"
    c.people, c.end, c.head = True, end, s.words[end - 1]
    if s.words[end - 1] in WEAK_HEADS and _IN_UNIFORM.match(" ".join(s.words[end : end + 4])):
        c.words = ("security",)
    members = _MEMBERS.match(s.letters, end) if s.words[end - 1] in _GROUPS else None
    if members:
        side = [w for w in s.words[members.start("side") : members.end("side")] if w in SIDES]
        c.words += tuple(side)
    return True


def _names_a_thing(s: Sentence, end: int) -> bool:
    """Say whether people only name a thing: "four police stations", "five inmate counts"."""
    following = s.words[end] if s.letters[end : end + 1] == "w" else ""
    return s.words[end - 1] not in PLURALS - {"police", "staff", "personnel", "crew"} and is_plural(
        following
    )


def _thing(s: Sentence, c: Counted, start: int) -> bool:
    """Read "12 locations", "three railway bridges": up to the first plural."""
    match = _THING.match(s.letters, start)
    if not match:
        return False
    begin, end = match.span("noun")
    if s.words[begin] in _TELLS:
        return False
    plural = next((n for n in range(begin, end) if is_plural(s.words[n])), None)
    c.end = (plural if plural is not None else min(end, begin + 2) - 1) + 1
    c.head = s.words[c.end - 1]
    if plural is None and c.number.value > 1:
        _further(s, c)
    c.people = c.people or c.head in COUNTED_PEOPLE or c.head.endswith(("smen", "women", "chmen"))
    c.people = c.people or (is_plural(c.head) and s.words[c.end : c.end + 1] == ["who"])
    return True


_ON = re.compile(r"(?:-y|[wpASRDGky$]|,w|,?&){1,7}")


def _further(s: Sentence, c: Counted) -> None:
    """Look on for the plural: "nine powerful bombs", "90 air, sea and ground-launched missiles"."""
    match = _ON.match(s.letters, c.end)
    for place in range(c.end, match.end() if match else c.end):
        if s.letters[place] == "p" and s.words[place] in PLURALS:
            c.people = True
        elif not (is_plural(s.words[place]) and s.letters[place] in "wSRDk"):
            continue
        c.end, c.head = place + 1, s.words[place]
        return


_NOUN_BEHIND = re.compile(r"x?(?:u,?B?|Bf?)[jw]{0,2}(?P<noun>p+)(?![jHB]*[VAI])")


def _predicate_noun(s: Sentence, c: Counted) -> None:
    """Read "17 were soldiers", "four of them women"; step over "more" and "others"."""
    if match := _NOUN_BEHIND.match(s.letters, c.end):
        c.people, c.end, c.head = True, match.end(), s.words[match.end() - 1]
    elif s.letters[c.end : c.end + 1] == "x":
        c.end += 1


def is_plural(word: str) -> bool:
    """Say whether a word looks like a plural."""
    if word.startswith(_TAKING_SIDES):
        return False  # "three pro-Morans demonstrators"
    return word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s", "is"))


_TAKING_SIDES = ("pro-", "anti-")


def side(c: Counted) -> VictimClass:
    """Say which side those counted belong to."""
    known = [CLASSES[w] for w in c.words if w in CLASSES and w not in WEAK_HEADS]
    known = [k for k in known if k is not VictimClass.UNKNOWN]
    parts = [p for w in c.words for p in ([w, *w.split("-")] if "-" in w else [w])]
    sides = [SIDES[p] for p in parts if p in SIDES]
    if (c.head in WEAK_HEADS or not c.head) and sides:
        return sides[-1]
    if known:
        mixed = len(set(known)) > 1 and {"and", "&"} & set(c.words)
        if "armed" in c.words and known[-1] is VictimClass.CIVILIAN:
            return VictimClass.MILITANT
        return VictimClass.MIXED if mixed else known[-1]
    if sides and any(w in CLASSES for w in c.words):
        return sides[-1]
    if c.head not in CLASSES and c.head.endswith(TRADES):
        return VictimClass.CIVILIAN
    unsided = c.unsided and c.head in WEAK_HEADS
    return VictimClass.UNKNOWN if unsided else CLASSES.get(c.head, VictimClass.UNKNOWN)


# Who is killed or hurt and is called by a trade is a civilian: foresters, surveyors, cyclists.
TRADES = ("ers", "ors", "ists", "goers", "women", "men", "folk", "ees", "ians", "eers")
