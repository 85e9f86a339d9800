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

from monitor.figures.counted import TRADES, Counted
from monitor.figures.sentence import Sentence
from news.figure import Effect

_MOVES = (
    "pull|drag|haul|lift|winch|pluck|bring|brought|dig|dug|take|took|taking|taken|carry|carri|"
    "ferr|fly|flew|flown|airlift|lead|led|get|got|guid|cut|free|extricat|help"
)
_SHIFTS = "mov|shift|relocat"
_TAKES = "take|took|taking|taken|hold|held|mak|made|seiz|captur|keep|kept|herd"
_DRIVES = "drive|drove|driv|forc|push|expel|oust|hound|chas|scar"
_SAFE = (
    r"(?:to (?:safety|safer|safe|higher|dry|shore|land|the surface)\b|ashore alive|out alive|"
    r"alive\b|out safely|to places of safety)"
)
_PLACE = r"(?:\w+ ){0,6}?"
_HOSPITAL = (
    r"(?:\w+ ){0,2}?(?:to|in|into|at) (?:[\w-]+ ){0,4}?(?:hospitals?|clinics?|icu|"
    r"intensive care)\b"
)
_OUT = (
    r"out(?:\Z| of (?:the |a |their )?(?:\w+ ){0,2}?(?:cave|tunnel|well|mine|pit|rubble|debris|"
    r"wreck|wreckage|mud|water|building|house|ruins|valley|shaft|snow|bus|car|train)\b)"
)
_WRECK = (
    r"(?!dead)(?:\w+ ){0,3}?(?:from|out of) (?:the |a |an |under )?(?:\w+ ){0,2}?(?:wreck|wreckage|"
    r"rubble|debris|water|sea|river|lake|mud|ruins|mine|pit|bus|train|flames|snow|surf|waves)\b"
)
_ELSEWHERE = (
    r"(?:\w+ ){0,3}?(?:out of|from|(?:in)?to) (?:[\w-]+ ){0,3}?(?:shelters?|camps?|schools?|"
    r"centres|centers|mosques|coasts?|coastal|banks?|belts?|areas?|wards?|villages?|districts?|homes?|"
    r"hamlets|zones?|islands?)\b"
)
# What stands before the number, what behind those counted, and what it comes to.
_FRAMES: tuple[tuple[re.Pattern[str], re.Pattern[str], Effect], ...] = tuple(
    (re.compile(verb), re.compile(behind), effect)
    for verb, behind, effect in (
        (f"(?:{_TAKES})", r"(?:in|into) (?:police |military |preventive )?custody\b",
         Effect.ARRESTED),
        (f"(?:{_TAKES})", r"alive\b", Effect.ARRESTED),
        (f"(?:send|sent|put|rush|admit|land|{_SHIFTS}|{_TAKES})", _HOSPITAL, Effect.INJURED),
        (f"(?:{_TAKES})", r"(?:prisoners?|hostages?|captive)\b", Effect.ABDUCTED),
        ("(?:plac|put)", "under (?:house )?arrest", Effect.ARRESTED),
        (f"(?:{_MOVES})", _PLACE + _SAFE, Effect.RESCUED),
        ("(?:pull|drag|bring|brought|dig|dug|carry|carri|lift|get|got|lead|led|help|cut)", _OUT,
         Effect.RESCUED),
        ("(?:pull|pluck|dig|dug|lift|drag|haul|winch)", _WRECK, Effect.RESCUED),
        (f"(?:{_SHIFTS})", _PLACE + _SAFE, Effect.DISPLACED),
        (f"(?:{_SHIFTS})", _ELSEWHERE, Effect.DISPLACED),
        (f"(?:{_DRIVES})", _PLACE + r"(?:from|out of) their (?:homes?|houses|villages|land)\b",
         Effect.DISPLACED),
        ("(?:dr[io]v|expel)", r"(?:from|out of) (?!.* to )", Effect.DISPLACED),
        (f"(?:{_DRIVES})", r"to (?:flee|leave|abandon|move)\b", Effect.DISPLACED),
        ("(?:leav|left|render|ma[kd])", "(?:homeless|shelterless|without (?:shelter|homes|a roof))",
         Effect.DISPLACED),
        ("(?:leav|left)", "without (?:power|electricity|water|food|heating|gas)", Effect.AFFECTED),
        ("(?:leav|left)", "(?:trapped|stranded|marooned)", Effect.AFFECTED),
    )
)  # fmt: skip
# Its particle before the number: "brought out 13 boys", "drove out 300 families".
_PARTICLES: tuple[tuple[re.Pattern[str], Effect], ...] = (
    (re.compile(r"(?:brought|pulled|dug|pulling|bringing|digging) (?:out|up)"), Effect.RESCUED),
    (re.compile(r"(?:drove|drives|driving|driven|forced|forcing) out"), Effect.DISPLACED),
    (re.compile(r"(?:took|taking|taken|lifted) off"), Effect.RESCUED),
    (re.compile(r"cut(?:ting)? off"), Effect.AFFECTED),
)
# What is told of people behind them, in more words than one.
_BE = r"(?:(?:is|are|were|was|have|had|been|being|remain(?:s|ed)?|still|now|also|currently|lie) )+"
_TOLD: tuple[tuple[re.Pattern[str], Effect], ...] = (
    (re.compile(_BE + r"(?:under|undergoing|receiving) (?:\w+ ){0,2}(?:treatment|surgery|care)\b"),
     Effect.INJURED),
    (re.compile(_BE + r"in (?:\w+ ){0,2}?(?:hospitals?|intensive care)\b"), Effect.INJURED),
    (re.compile(_BE + r"in (?:an? )?(?:critical|serious|grave|stable) condition\b"),
     Effect.INJURED),
    (re.compile(r"(?:is|are|was|were|been|had|have|still|also| )*admitted (?:to|in|at) "
                r"(?:\w+ ){0,4}?(?:hospitals?|icu|intensive|clinic|ward)\b"), Effect.INJURED),
    (re.compile(_BE + r"on (?:a|the|its|their) (?:\w+ )?list of (?:the )?missing\b"),
     Effect.MISSING),
    (re.compile(_BE + r"(?:hit|cut off|battered|stricken) by (?:the )?(?:\w+ )?(?:floods?|storms?|"
                r"cyclones?|drought|rains?|outages?|blackouts?|quakes?|earthquakes?|heatwave)\b"),
     Effect.AFFECTED),
    (re.compile(_BE + r"cut off\b"), Effect.AFFECTED),
    (re.compile(_BE + r"(?:lodged|housed|accommodated|sheltered|put up)\b"), Effect.DISPLACED),
    (re.compile(_BE + r"(?:staying|living|sleeping) in (?:\w+ ){0,3}?(?:camps?|shelters?|schools?|"
                r"tents?|the open)\b"), Effect.DISPLACED),
    (re.compile(r"(?:still |now )?lived? in (?:\w+ ){0,2}?(?:tents|camps|shelters)\b"),
     Effect.DISPLACED),
    (re.compile(_BE + r"(?:brought|pulled|lifted|winched) (?:out |up )?to the surface\b"),
     Effect.RESCUED),
)  # fmt: skip
# What begins any of these, so that most words are passed over at once.
_BEGINNING = frozenset(
    "is are were was have had been being remain remains remained still now also currently lie "
    "admitted live lived".split()
)
_VERB = re.compile("|".join(f"(?:{verb.pattern})" for verb, _, _ in _FRAMES))
_PEOPLE_ONLY = frozenset({"", "others", "more"})
_REACH = 9


def around(s: Sentence, c: Counted) -> Effect | None:
    """Return what a verb around people does to them, or None."""
    if not (c.people or c.head in _PEOPLE_ONLY or c.head.endswith(TRADES)) or c.bodies:
        return None
    before = c.at - 1
    while before >= 0 and s.letters[before] in "jdx":
        before -= 1
    told = _told_behind(s, c)
    if told or before < 0:
        return told
    if _VERB.match(s.words[before]):
        behind = " ".join(_clause(s, c.end))
        for verb, words, effect in _FRAMES:
            if verb.match(s.words[before]) and words.match(behind):
                return effect
    if s.words[before] not in {"out", "up", "off"} or not c.people:
        return None
    lead = " ".join(s.words[max(0, before - 1) : before + 1])
    return next((effect for verb, effect in _PARTICLES if verb.fullmatch(lead)), None)


def _told_behind(s: Sentence, c: Counted) -> Effect | None:
    """Return what more than one word behind people tells: "remained under treatment"."""
    if c.end >= len(s.words) or s.words[c.end] not in _BEGINNING:
        return None
    behind = " ".join(_clause(s, c.end))
    return next((effect for words, effect in _TOLD if words.match(behind)), None)


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
