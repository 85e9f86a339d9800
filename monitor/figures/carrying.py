"""Say whether a sentence that names nobody goes on with what the speaker before it counted.

    "The flood agency said 40 people had died."      who speaks
    "Nine were children."                            goes on: part of what was counted
    "Then 300 were taken to the school."              goes on: its boats did that
    "Last year 300 people drowned."                   the outlet's own, and so is what follows

News says once who counts, then counts on.  It goes on where a sentence needs the one before it
to be understood (parts, remainders, additions, what is elided), and right behind the speaker
where the deed was his own (an army counts the rebels that it killed and the men that it lost, a
rescue service whom it rescued or moved) or where those are told of who are left ("Nine men are
still missing").

Discarded: a sentence between two of one speaker (two of three such figures are the outlet's own);
carrying a speaker over the next two sentences, whatever they say (half of the figures that nobody
is cited for would get one), or while the same things are counted (the outlet's own tolls of other
places and years look alike); the passive ("nine deaths were reported") and lists
of damage, which outlets gather themselves as often.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.figures.sides import OFFICIAL, kind_of
from monitor.figures.words_numbers import SCALES, TENS, UNITS, VAGUE, VAGUE_TIMES
from news.figure import Effect, Figure, VictimClass

_SOME = r"(?:At\sleast|Some|About|Around|Nearly|Over|More\sthan|As\smany\sas)"
_PLACES = r"(?!(?:It|They|He|She)\s)(?:(?:[A-Z][\w-]+|and)\s){1,5}(?:\([A-Z]+\)\s)?"
_GOES_ON = re.compile(
    rf"""(?:Out\sof|Of|Among)\s(?:\d|(?:the|these|those|them|all|this|that|which)\b)
    |(?:{_SOME}\s)?[\w,]+(?:\s\w+)?\sof\s(?:them|these|those|the\s(?:dead|deceased|victims|injured
      |wounded|missing|fatalities|bodies|arrested))\b
    |{_PLACES}(?:alone\s)?(?:had\s(?!been|taken)|reported\s|recorded\s|registered\s|saw\s|suffered\s)
    |{_PLACES}(?:district\s)?(?:was|is|remained|remains)\s(?:the\s)?(?:worst|hardest|most)\b
    |(?:Men|Women|Children|Boys|Girls|Civilians)\s(?:account(?:ed)?|made|make|comprised?|number(?:ed)?)\s
    |All\s(?:the\s)?\d|A\stotal\sof\s
    |The\s(?:dead|injured|wounded|victims|deceased|missing|figures?|number|others?|rest|remaining
      |casualties|fatalities|break-?up|breakdown|most|highest|majority|maximum|largest|worst
      |\w+\s(?:others|more|remaining))\b
    |(?:\w+\s){{1,3}}(?:includes?|included|comprises?|comprised|consists?\sof)\s(?:\d|an?\s)
    |(?!There\s)(?:\w+\s){{1,3}}(?:were|are)\s\d[^,.]+,[^.]+\sand\s
    |(?:[\w-]+\s){{1,6}}(?:may|could|might)\s(?:be|exceed|start|reach|rise|cost|take|need|have)\b
    |(?:[\w-]+\s){{1,4}}(?:losses|casualties|injuries)\s(?:stood|stand|number|numbered)\s
    |During\sthe\s|(?:In|Over|During)\s(?:this|that|the\s(?:same|last|past))\speriod\b
    |\S{{1,30}}\s(?:others|more)\b|This\s(?:brings|takes|includes|comprises)\b
    |(?:In\s(?:all|total)|Altogether|Nationwide|Overall|Another|Additionally|Furthermore
      |An?\s(?:further|additional)|In\saddition|Besides|Similarly|Likewise|Moreover)\b
    |(?:They|These|Those)\s(?:are|were|include|included|comprise)\b
    |{_SOME}\s(?:another|an?\s(?:further|additional)|\S+\sothers)\b
    |[^,.;:]{{1,60}}\s(?:was|were|been)\salso\s
    """,
    re.VERBOSE,
)
# "Nine were women", "Two hundred and six of them died": what is counted was named before.
_NUMBER = "|".join(sorted({*UNITS, *TENS, *SCALES, *VAGUE, *VAGUE_TIMES}))
_ELIDED = re.compile(
    rf"""(?:(?:about|around|some|nearly|at\sleast|only|just)\s)?
    (?:(?:{_NUMBER}|and|\d[\d,.]*)[\s-]){{1,7}}(?:of\s(?:them|those|these)\s)?
    (?:were|are|was|is|had|have|remain|remained|died)\b
    # "Ten died in Vesk": another place, and perhaps another's count
    (?!(?:\s\w+)?\sin\s(?:the\s)?(?-i:[A-Z]))""",
    re.VERBOSE | re.IGNORECASE,
)
# The same in Urdu and Hindi: "of the dead", "of them", "besides", "a further".
_GOES_ON_INDIC = re.compile(
    r"(?:مرنے\sوالوں|ہلاک\sہونے\sوالوں|جاں\sبحق\sہونے\sوالوں|ہلاک\sشدگان|زخمیوں|لاپتہ\sافراد|گرفتار\sافراد"
    r"|ان|اُن|جن)\s(?:میں|کی)\s"
    r"|(?:اس\sکے\sعلاوہ|علاوہ\sازیں|مزید|مجموعی\sطور\sپر|جبکہ|باقی)\s"
    r"|(?:मरने\sवालों|मृतकों|घायलों|लापता\sलोगों|इन|उन|जिन)\s?(?:में|की)\s"
    r"|(?:इसके\sअलावा|इसके\sअतिरिक्त|कुल\sमिलाकर|जबकि|बाकी|शेष)\s"
)
# Right behind who counted the dead: "Nine men are still missing", "One suspect remains at large".
_STILL = re.compile(
    rf"""(?:{_SOME}\s)?(?:(?:{_NUMBER}|and|\d[\d,.]*)[\s-]){{1,7}}(?:[a-z][\w-]*\s){{0,3}}
    (?:(?:is|are|was|were)\s(?:still|now)|remain(?:s|ed)?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_HIS_PEOPLE = (
    "men|women|people|crews?|teams?|troops|soldiers|fighters|members|staff|doctors|divers|boats"
    "|officers|forces|units|engineers|volunteers|workers|rescuers|delegates"
)
# Indirect speech goes on: "It had picked up nine", "By dawn they had caught six", "It was treating
# forty"; but not "It had 400 pupils", nor what happened "in March, when nine died".
_INDIRECT = re.compile(
    rf"""(?:[A-Z][^,;.]{{0,30}}\s)?(?:[Ii]t|[Tt]hey|[Hh]e|[Ss]he
    |(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s(?:{_HIS_PEOPLE}))\s(?:had\s(?:[a-z]+ly\s|so\sfar\s)?
    (?!(?:been|an?|the|no|its|his|her|their|some|about|more|at|only|over|{_NUMBER})\b)[a-z]+
    |(?:is|are|was|were)\s[a-z]+ing)\s(?!.*(?:\b(?:after|since|ago|last)|,\s(?:when|where|which|who))\b)""",
    re.VERBOSE,
)
_LOSSES = re.compile(  # "Losses of the army amounted to nine", "Its own losses were two"
    r"(?:(?:The|Its|Their)\s)?(?:own\s)?(?:losses|casualties)\s(?:(?:of|on)\s[^,;.]{1,40}\s)?"
    r"(?:amount|were|are|stood|came|totall?ed|reached)",
    re.IGNORECASE,
)
# "Two of its fighters were killed": whose they are was said before.
_OWN_MEN = re.compile(rf"(?:{_SOME}\s)?[\w,]+\s(?:of|among)\s(?:its|their)\s(?:own\s)?[a-z]+\s")
_MOVED = re.compile(r"\b(?:evacuat|relocat|shifted\sto|moved\sto|taken\sto\ssafety)")
_FIGHTING = frozenset({VictimClass.MILITANT, VictimClass.SECURITY})
_TAKEN = frozenset({Effect.ARRESTED, Effect.SURRENDERED})
_HARM_TO_PEOPLE = frozenset({Effect.KILLED, Effect.INJURED})


def goes_on(text: str, start: int, end: int) -> bool:
    """Say whether a sentence only goes on counting, whoever spoke before."""
    return any(one.match(text, start, end) for one in (_GOES_ON, _ELIDED, _GOES_ON_INDIC))


def remains(text: str, start: int, end: int) -> bool:
    """Say whether a sentence tells of those who are left of what was counted just before."""
    return _STILL.match(text, start, end) is not None


def tells_on(text: str, start: int, end: int) -> bool:
    """Say whether a sentence is still the indirect speech of who spoke just before it."""
    return any(one.match(text, start, end) for one in (_INDIRECT, _LOSSES, _OWN_MEN))


def counts_as_ever(side: str, figures: Sequence[Figure], sentence: str) -> bool:
    """Say whether figures are such as this side alone counts: an army's dead, whom it killed."""
    kind = kind_of(side)
    if kind == "security":
        return any(
            one.effect in _TAKEN
            or (one.victim_class in _FIGHTING and one.effect in _HARM_TO_PEOPLE)
            for one in figures
        )
    saved = {Effect.RESCUED, Effect.DISPLACED} if _MOVED.search(sentence) else {Effect.RESCUED}
    return kind in OFFICIAL and any(one.effect in saved for one in figures)
