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

from monitor.figures.counted import Counted
from monitor.figures.sentence import Sentence
from news.figure import Effect

_MOVES = (
    "pull|drag|haul|lift|winch|pluck|bring|brought|dig|dug|take|took|taking|taken|carry|carri|"
    "ferr|mov|shift|fly|flew|flown|airlift|lead|led|get|got|guid|cut|free|evacuat|extricat|help"
)
_TAKES = "take|took|taking|taken|hold|held|mak|made|seiz|captur|keep|kept|herd"
_DRIVES = "drive|drove|driv|forc|push|expel|oust|hound|chas|scar"
_SAFE = (
    r"(?:to (?:safety|safer|safe|higher|dry|shore|land)\b|ashore alive|out alive|alive\b|"
    r"out safely|to places of safety)"
)
_PLACE = r"(?:\w+ ){0,6}?"
# What stands before the number, what behind those counted, and what it comes to.
_FRAMES: tuple[tuple[re.Pattern[str], re.Pattern[str], Effect], ...] = tuple(
    (re.compile(verb), re.compile(behind), effect)
    for verb, behind, effect in (
        (f"(?:{_TAKES})", r"(?:in|into) (?:police |military |preventive )?custody\b",
         Effect.ARRESTED),
        (f"(?:{_TAKES})", r"(?:prisoners?|hostages?|captive)\b", Effect.ABDUCTED),
        ("(?:plac|put)", "under (?:house )?arrest", Effect.ARRESTED),
        (f"(?:{_MOVES})", _PLACE + _SAFE, Effect.RESCUED),
        (f"(?:{_MOVES})", r"out(?: of)?\b", Effect.RESCUED),
        (f"(?:{_DRIVES})", _PLACE + r"(?:from|out of) their (?:homes?|houses|villages|land)\b",
         Effect.DISPLACED),
        ("(?:dr[io]v|expel)", r"(?:from|out of) (?!.* to )", Effect.DISPLACED),
        (f"(?:{_DRIVES})", r"to (?:flee|leave|abandon|move)\b", Effect.DISPLACED),
        ("(?:leav|left|render|ma[kd])", "(?:homeless|shelterless|without (?:shelter|homes|a roof))",
         Effect.DISPLACED),
        ("(?:leav|left)", "(?:trapped|stranded|marooned)", Effect.AFFECTED),
    )
)  # fmt: skip
# Its particle before the number: "brought out 13 boys", "drove out 300 families".
_PARTICLES: tuple[tuple[re.Pattern[str], Effect], ...] = (
    (re.compile(r"(?:brought|pulled|dug|pulling|bringing|digging) (?:out|up)"), Effect.RESCUED),
    (re.compile(r"(?:drove|drives|driving|driven|forced|forcing) out"), Effect.DISPLACED),
)
_PEOPLE_ONLY = frozenset({"", "others", "more"})
_REACH = 9


def around(s: Sentence, c: Counted) -> Effect | None:
    """Return what a verb around people does to them, or None."""
    if not (c.people or c.head in _PEOPLE_ONLY) or c.bodies:
        return None
    before = c.at - 1
    while before >= 0 and s.letters[before] in "jdxR" and s.words[before] not in {"out", "up"}:
        before -= 1
    if before < 0:
        return None
    behind = " ".join(_clause(s, c.end))
    for verb, words, effect in _FRAMES:
        if verb.match(s.words[before]) and words.match(behind):
            return effect
    lead = " ".join(s.words[max(0, before - 1) : before + 1])
    return next((e for verb, e in _PARTICLES if c.people and verb.fullmatch(lead)), None)


def _clause(s: Sentence, start: int) -> list[str]:
    """Return the next words, up to a mark or another number."""
    end = start
    while end < min(len(s.words), start + _REACH) and s.letters[end] not in ",;:.#(":
        end += 1
    return s.words[start:end]
