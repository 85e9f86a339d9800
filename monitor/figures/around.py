"""Read verbs that stand on both sides of those counted: "took 40 men into custody".

    "brought 13 boys out", "winched five sailors to safety"      rescued
    "took 12 soldiers prisoner", "held 31 people hostage"        abducted
    "forced 14,000 villagers from their homes"                   displaced

Neither side says it alone: "took 40 men to the fair" hurts nobody.  So the word before the number
and the words behind those counted must fit.

Discarded: single phrases with a gap for the number; there are as many of them as there are verbs
times ends.
"""

from __future__ import annotations

import re

from monitor.figures.counted import BODIES_OF_MEN, TRADES, Counted, side
from monitor.figures.sentence import Sentence
from monitor.figures.words_frames import BE, BEGINNING, FRAMES, PARTICLES, TOLD, WITHOUT
from news.figure import Effect, VictimClass

_VERB = re.compile("|".join(f"(?:{verb.pattern})" for verb, _, _ in FRAMES))
_PEOPLE_ONLY = frozenset({"", "others", "more"})
# "The killers of the six priests": who has killers is dead.
_KILLERS = frozenset("killer killers murderer murderers assassin assassins slayers".split())
_UNKNOWN = re.compile(
    r"\bno (?:news|word|trace|sign)(?: yet)? \|"
    r"|\b(?:fate|whereabouts) \| (?:\w+ ){0,4}?(?:unknown|unclear|not known|a mystery)\b"
)
_SURVIVORS = frozenset({"survivor", "survivors"})
_THERE = re.compile(
    r"\b(?:there (?:was|were|is|are)|found|finds?|finding|pulled|brought|leaving|leaves|left|had"
    r"|has|have)"
    r"(?: (?:only|just|but|at least|about|some|another|out|up))*\Z|\b(?:only|just)\Z"
)
_KNOWN = re.compile(
    r"(?:\w+ ){0,2}?(?:been|were|was|are|is) (?:counted|registered|found|known|"
    r"reported|confirmed|listed|traced|located)\b"
)
_ADMITS = frozenset({"admitted", "admits", "admitting"})
_KEEPERS = ("hospital", "clinic", "ward", "doctors")
_DARK = re.compile(rf"(?:{BE})?{WITHOUT}|(?:have |had )?(?:lost|no) (?:power|electricity|water)\b")
_CUTTING_OFF = re.compile(
    r"\bcut(?:ting|s)? off\Z|"
    r"\b(?:cut|cuts|cutting|knocked|out|lost) (?:power|electricity|water|gas) (?:to|for|in)\Z"
)
_HOMES = frozenset("homes houses households villages towns hamlets districts customers".split())
_REACH = 9


def around(s: Sentence, c: Counted) -> Effect | None:
    """Return what a verb around people does to them, or None."""
    if c.bodies:
        return None
    before = c.at - 1
    if c.at > 1 and not c.head and s.words[before] == "of" and s.words[before - 1] in BODIES_OF_MEN:
        before -= 2  # "pulled a family of six from the roof"
    while before >= 0 and s.letters[before] in "jdx":
        before -= 1
    if not (c.people or c.head in _PEOPLE_ONLY or c.head.endswith(TRADES)):
        return _homes(s, c, before) if c.head in _HOMES else None
    told = _survivors(s, c) or _told_behind(s, c)
    if told or before < 0:
        return told
    if c.people and (of := _of_people(s, c, before)):
        return of
    return _framed(s, c, before)


def _framed(s: Sentence, c: Counted, before: int) -> Effect | None:
    """Return what the word before a number and the words behind those counted say together."""
    if _VERB.match(s.words[before]):
        behind = " ".join(_clause(s, c.end))
        for verb, words, effect in FRAMES:
            if verb.match(s.words[before]) and words.match(behind):
                return effect
    if s.words[before] not in _ENDINGS or not c.people:
        return None
    lead = " ".join(s.words[max(0, before - 1) : before + 1])
    return next((effect for verb, effect in PARTICLES if verb.fullmatch(lead)), None)


_ENDINGS = frozenset({"out", "up", "off", "ashore"})


def _survivors(s: Sentence, c: Counted) -> Effect | None:
    """Read "there were five survivors", "82 survivors have been counted"."""
    if c.head not in _SURVIVORS:
        return None
    lead = " ".join(s.words[max(0, c.at - 4) : c.at])
    known = _THERE.search(lead) or _KNOWN.match(" ".join(_clause(s, c.end)))
    return Effect.RESCUED if known else None


def _of_people(s: Sentence, c: Counted, before: int) -> Effect | None:
    """Read "the killers of six priests", "no news of seven sailors", "a ward admitted 22 men"."""
    if c.head == "victims" and s.letters[before] == "c":
        return Effect.KILLED  # "claimed 44 victims"
    if s.words[before] in _ADMITS:
        kept = any(word.startswith(_KEEPERS) for word in s.words[:before])
        return Effect.INJURED if kept else None
    if s.words[before] != "of" or before == 0:
        return None
    armed = side(c) in {VictimClass.SECURITY, VictimClass.MILITANT}
    if s.words[before - 1] in _KILLERS or (armed and s.words[before - 1] == "destruction"):
        return Effect.KILLED
    around_it = (*s.words[max(0, before - 3) : before], "|", *_clause(s, c.end))
    return Effect.MISSING if _UNKNOWN.search(" ".join(around_it)) else None


def _homes(s: Sentence, c: Counted, before: int) -> Effect | None:
    """Read "left 40,000 homes without power", "cut off nine villages"."""
    lead = " ".join(s.words[max(0, before - 2) : before + 1])
    dark = _DARK.match(" ".join(_clause(s, c.end)))
    return Effect.AFFECTED if dark or _CUTTING_OFF.search(lead) else None


def _told_behind(s: Sentence, c: Counted) -> Effect | None:
    """Return what more than one word behind people tells: "remained under treatment"."""
    if c.end >= len(s.words) or s.words[c.end] not in BEGINNING:
        return None
    behind = " ".join(_clause(s, c.end))
    return next((effect for words, effect in TOLD if words.match(behind)), None)


def _clause(s: Sentence, start: int) -> list[str]:
    """Return the next words, up to a mark or another number."""
    end = start
    while end < min(len(s.words), start + _REACH) and s.letters[end] not in ",;:.#(":
        end += 1
    return s.words[start:end]


_ABOARD = frozenset(
    "passengers passenger guests guest workers miners students pupils patients staff crew tourists "
    "sailors shoppers spectators hikers climbers inmates employees visitors fans diners travellers "
    "commuters crewmen".split()
)
_OUT_OF = re.compile(
    r"\b(?:from|off|out of) (?:the |a |an |their |its )?(?:\w+ ){0,2}?(?:buildings?|hotels?|"
    r"planes?|aircraft|trains?|ships?|ferry|ferries|boats?|malls?|towers?|mines?|tunnels?|hospitals?|"
    r"stadiums?|factory|plant|roofs?|rooftops?|cable|cinema|theatre|vessel|bus|blaze|fire|wreck)\b|"
    r"\bby (?:boats?|helicopters?|air)\b"
)


def evacuated(s: Sentence, c: Counted) -> bool:
    """Say whether people who were evacuated were in danger there and then: from a burning hotel."""
    near = s.words[max(0, c.at - 3) : c.at] + s.words[c.end : c.end + 6]
    if c.effect is not Effect.DISPLACED or not any(w.startswith("evacuat") for w in near):
        return False
    return c.head in _ABOARD or bool(_OUT_OF.search(" ".join(s.words[c.end : c.end + 12])))
