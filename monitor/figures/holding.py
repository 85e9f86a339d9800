"""Say who holds those who were captured, seized or held: armed men abduct, the state arrests.

    "The rebels killed 84 soldiers and captured 18"       18 abducted
    "Troops captured 20 rebels"                           20 arrested
    "46 passengers were held for three hours by gunmen"   46 abducted
    "Nine policemen were seized near Onn"                 9 abducted: no state seizes its police

The verb is the same, so whoever did it decides: before the verb the nearest of a side who is not
himself counted, behind it who stands after "by" or "in the hands of".  "Seized" and "took away" say
nothing of people where nobody armed does it.  Hostages and captives are held, whatever the
sentence tells of them else.

Discarded: the side of those held alone (rebels hold villagers, and so do the police).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.figures.counted import Counted, side
from monitor.figures.happened import BESIDE, SHARED
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import CLASSES, SIDES, WEAK_HEADS
from news.figure import Effect, VictimClass

_CAPTORS = frozenset(
    "front fronts faction factions pirates captors movement abductors bandits dacoits gunmen gang "
    "gangs militia militias cartel cultists raiders resistance mutineers warlord".split()
)
_BANDS = frozenset({"group", "groups", "men", "unit", "cell"})  # armed where nothing else is said
_STATE = frozenset(
    "court courts authorities government administration department ministry state customs "
    "officials".split()
)
_HELD = frozenset("hostage hostages captive captives abductees".split())
# Verbs that the state and armed men share, and those that only say so of people where armed men
# do it.
_SHARED = re.compile(r"(?:captur|detain|held\Z|imprison|arrest|round)")
_SEIZE = re.compile(
    r"(?:seiz(?:ed?|es|ing)|releas(?:ed?|es|ing)|snatch(?:ed|es|ing)?|h[eo]ld(?:s|ing)?|(?:took|taken|takes?|taking|"
    r"led|leads?|leading|whisked|marched|dragged|carried|bundled|spirited)(?: (?:away|off))?)\Z"
)
_OWN = frozenset({"its", "own", "our", "their"})
_POLICE = frozenset("police officers policemen".split())
_AWAY = frozenset("away off".split())
_TAKES = frozenset("took taken takes take taking led leads lead leading carried".split())
_HANDS = re.compile(
    r"(?:(?:remain|remained|still|was|were|are|is|been|being) )*(?:in|at) (?:the )?"
    r"(?:rebel|militant|insurgent|guerrilla|captors|kidnappers|enemy|gunmen)(?: hands| custody)?\b|"
    r"(?:(?:remain|remained|still|was|were|are|is|been|being) )+in (?:captivity\b|the hands of "
    r"(?!(?:the )?(?:police|army|courts?|state|authorities|doctors|prosecutors|troops)))"
)
_DESCRIBED = re.compile(
    r"(?:whom? |that )?(?:\w+ ){0,5}?(?:described|presented|paraded|held|shown?|named) as "
    r"(?:\w+ )?(?:prisoners|captives|hostages)\b|as prisoners of war\b"
)
# A sentence without any of these tells of nobody who is held: most are passed over at once.
_TOLD = frozenset(
    "captured captures capturing capture detained detains detaining detain held hold holds "
    "holding imprisoned imprisoning arrested arresting arrests arrest rounded seized seize seizes "
    "seizing released release releases releasing snatched snatching took taken takes take taking "
    "led leads leading whisked marched dragged carried bundled spirited hands custody described "
    "presented paraded shown named prisoners".split()
)
_SAYING_SO = (
    _HELD
    | _TOLD
    | frozenset(
        {
            "freed",
            "frees",
            "set free",
            "freeing",
            "let",
            "lets",
            "letting",
            "captivity",
            "picked up",
        }
    )
)
_SAYING_SO |= {"rounded up", "taken into custody", "taken hostage"}
_ENDS = frozenset(";:.")
_FAR = 16


def hold(  # noqa: C901  one step for each effect
    s: Sentence, counts: Sequence[Counted], *, abducting: bool = False
) -> None:
    """Say of each who was captured, seized or held whether armed men did it.

    Where the text tells of an abduction, who is "still held" and not by the state is abducted.
    """
    if _SAYING_SO.isdisjoint(s.words):
        return
    inside = {n for c in counts for n in range(c.at, c.end)}
    for c in counts:
        if not (c.people or not c.head) or c.reason or c.whole:
            continue
        if c.effect is Effect.ARRESTED:
            _captured(s, c, inside, abducting=abducting)
        elif c.effect is Effect.RESCUED:
            _picked_up(s, c, inside)
            if _freed_by_the_state(s):
                c.effect = None
        elif c.effect is Effect.ABDUCTED:
            _by_the_state(s, c, inside)
        elif c.effect is None and not c.agent:
            _seized(s, c, inside)
            if abducting and _let_go(s, c):
                c.effect, c.confidence = Effect.RESCUED, SHARED
    for c in counts:
        if c.head in _HELD and c.effect is None and not (c.reason or c.agent or c.whole):
            c.effect, c.confidence = _held_or_free(s, c), SHARED


def _held_or_free(s: Sentence, c: Counted) -> Effect | None:
    """Say of hostages and captives whether they are still held."""
    start = max(0, c.at - 4)
    near = s.words[start : c.at] if "f" not in s.letters[start : c.at] else []
    if not _RELEASING.isdisjoint((*near, *s.words[c.end : c.end + 6])):
        return Effect.RESCUED
    if _THEIRS.search(" ".join(s.words[max(0, c.at - 5) : c.at + 2])):
        return Effect.ABDUCTED  # "would free its last 15 captives": they are held, whatever comes
    doubted = _MAYBE.search(" ".join(s.words[max(0, c.at - 6) : c.end + 3]))
    return None if doubted else Effect.ABDUCTED


_RELEASING = frozenset(
    "released releasing release releases escaped walked fled out home ransomed exchanged".split()
)
_THEIRS = re.compile(
    r"\b(?:its|their|all|the) (?:(?:last|other|remaining) \S+|\S+ (?:last|other|remaining))\b|"
    r"\b(?:its|their) \S+ (?:hostages|captives)\Z"
)
_MAYBE = re.compile(r"\b(?:exchange|swap|return|fate|take|seize|if|would|will|could|no|any)\b")


def _captured(s: Sentence, c: Counted, inside: set[int], *, abducting: bool) -> None:
    """Take an arrest by armed men for what it is."""
    found = _verb(s, c, _SHARED)
    if found is None:
        if abducting and s.words[c.end : c.end + 2] == ["still", "held"] and _without_state(s, c):
            c.effect = Effect.ABDUCTED  # "Fifteen still held after release of nine"
        return
    verb, passive = found
    by = _by(s, c.end) if passive else _subject(s, verb, inside)
    plain = s.words[verb].startswith("captur") and side(c) is VictimClass.SECURITY
    taken = abducting and by is None and s.words[verb].startswith("h") and _without_state(s, c)
    if by is VictimClass.MILITANT or (by is None and plain) or taken:
        c.effect, c.unsided = Effect.ABDUCTED, _OWN.isdisjoint(s.words[c.at : c.end])


_OF_STATE = _STATE | frozenset(
    "police custody jail prison cell cells station suspects suspect suspected questioning charges "
    "connection accused remand judge officers arrested arrests detained raid prosecutors".split()
)


def _without_state(s: Sentence, c: Counted) -> bool:
    """Say whether nothing near speaks of the police, a court or a crime."""
    near = s.words[max(0, c.at - _FAR) : c.end + _FAR]
    return _OF_STATE.isdisjoint(near) and side(c) is not VictimClass.MILITANT


_FREEING = frozenset({"free", "frees", "freed", "freeing", "set free"})
_OF_COURTS = frozenset(
    "amnesty bail court courts judge pardon detained arrested detention custody prison jail "
    "charges convicts inmates detainees prisoners trial parole suspects magistrate tribunal".split()
)
_TAKEN = _HELD | frozenset("kidnapped abducted rebels militants captors gunmen guerrillas".split())


def _freed_by_the_state(s: Sentence) -> bool:
    """Say whether those who are freed leave a prison: nobody was saved from anything."""
    words = {*s.words}
    if _FREEING.isdisjoint(words) or _OF_COURTS.isdisjoint(words):
        return False
    return _TAKEN.isdisjoint(words) and _CAPTORS.isdisjoint(words)


_PRISONER = (["prisoner"], ["prisoners"])


def _by_the_state(s: Sentence, c: Counted, inside: set[int]) -> None:
    """Take "government forces took seven others prisoner" for arrests."""
    if s.words[c.end : c.end + 1] not in _PRISONER:
        return
    verb = next((n for n in range(c.at - 1, max(-1, c.at - 4), -1) if s.words[n] in _TAKES), None)
    if verb is not None and _subject(s, verb, inside) is VictimClass.SECURITY:
        c.effect = Effect.ARRESTED


def _let_go(s: Sentence, c: Counted) -> bool:
    """Read "the captors let four women go"."""
    lets = s.words[max(0, c.at - 1) : c.at] if c.people else []
    return lets in (["let"], ["lets"], ["letting"]) and s.words[c.end : c.end + 1] == ["go"]


_AT_SEA = frozenset("navy coast boat boats ship trawler helicopter rescue lifeboat tanker".split())


def _picked_up(s: Sentence, c: Counted, inside: set[int]) -> None:
    """Take people whom the police picked up for arrested, and castaways for rescued."""
    near = [*s.words[max(0, c.at - 2) : c.at], *s.words[c.end : c.end + 5]]
    if "picked up" not in near or not _AT_SEA.isdisjoint(s.words):
        return
    verb = s.words.index("picked up")
    by = _by(s, c.end) if verb > c.at else _subject(s, verb, inside)
    if by is VictimClass.SECURITY:
        c.effect = Effect.ARRESTED


def _seized(s: Sentence, c: Counted, inside: set[int]) -> None:
    """Read "militants seized nine policemen", "18 of its men are in rebel hands"."""
    behind = " ".join(s.words[c.end : c.end + _FAR])
    if c.people and (_HANDS.match(behind) or _DESCRIBED.match(behind)):
        c.effect, c.confidence, c.unsided = Effect.ABDUCTED, SHARED, True
        return
    found = _verb(s, c, _SEIZE) if c.people else None
    if found is None:
        return
    verb, passive = found
    by = _by(s, c.end) if passive else _subject(s, verb, inside)
    if s.words[verb].startswith("releas"):
        c.effect = Effect.RESCUED if by is VictimClass.MILITANT else None
        return
    if by is VictimClass.SECURITY and not _AWAY.isdisjoint(s.words[verb : verb + 2]):
        c.effect, c.confidence = Effect.ARRESTED, SHARED
        return
    vans = by is None and passive and _AWAY & {*s.words[verb : verb + 2], *s.words[verb].split()}
    if vans and not _POLICE.isdisjoint(s.words[verb : verb + _FAR]):
        c.effect, c.confidence = Effect.ARRESTED, SHARED  # "were taken away in police vans"
        return
    police = by is None and side(c) is VictimClass.SECURITY and s.words[verb].startswith("seiz")
    if by is VictimClass.MILITANT or police:
        c.effect, c.confidence, c.left = Effect.ABDUCTED, BESIDE, not passive


def _verb(s: Sentence, c: Counted, wanted: re.Pattern[str]) -> tuple[int, bool] | None:
    """Return the place of a verb right before those counted, or of a passive behind them."""
    before = c.at - 1
    while before > 0 and (s.letters[before] in "jdx" or s.words[before] in _AWAY):
        before -= 1
    if before >= 0 and wanted.match(s.words[before]):
        bare = s.words[before] in _TAKES and s.words[before + 1] not in _AWAY
        return None if bare else (before, False)
    passive = re.match(r"[^;:.#,rlpM]{0,6}?[jH]{0,2}Bj{0,2}(?:B)?(?=[wVcLA])", s.letters[c.end :])
    place = c.end + passive.end() if passive else -1
    if 0 <= place < len(s.words) and wanted.match(s.words[place]):
        return place, True
    return None


def _subject(s: Sentence, verb: int, inside: set[int]) -> VictimClass | None:
    """Return the side of who acts: the first of a clause that is no place and not counted."""
    start = verb - 1
    while start > max(0, verb - _FAR) and s.letters[start] not in ";:.k":
        start -= 1
    band = None
    for place in range(max(0, start), verb):
        if place in inside and s.letters[place] != "#" and verb - place > 1:
            object_of = s.letters[verb - 1 : verb] in {"&", ","} or "&" in s.letters[place:verb]
            if object_of:
                continue  # "had killed 84 soldiers and captured 18"
        arrests = s.words[verb].startswith("arrest")  # "the agency's unit arrested 12 men"
        if s.words[place] in _BANDS and not arrests and not _placed(s, place):
            band = band or VictimClass.MILITANT
        known = _side_of(s.words[place])
        if known and not _placed(s, place):
            return known
    return band


def _placed(s: Sentence, place: int) -> bool:
    """Say whether a word belongs to a place or another: "in a raid on a rebel hideout"."""
    at = place - 1
    while at >= 0 and s.letters[at] in "dwjpx":
        at -= 1
    return at >= 0 and s.letters[at] in "ifq" and s.words[at] != "by"


def _by(s: Sentence, start: int) -> VictimClass | None:
    """Return the side of whoever stands behind "by"."""
    for place in range(start, min(len(s.words), start + _FAR)):
        if s.letters[place] in _ENDS:
            return None
        if s.words[place] == "by":
            near = s.words[place + 1 : place + 6]
            known = next((one for one in map(_side_of, near) if one), None)
            armed = not _BANDS.isdisjoint(near) and not {"armed", "masked"}.isdisjoint(near)
            return known or (VictimClass.MILITANT if armed else None)
    return None


def _side_of(word: str) -> VictimClass | None:
    """Return the side that a word names, if it has one."""
    if word in _CAPTORS:
        return VictimClass.MILITANT
    if word in _STATE:
        return VictimClass.SECURITY
    known = SIDES.get(word) or (CLASSES.get(word) if word not in WEAK_HEADS else None)
    return known if known in {VictimClass.MILITANT, VictimClass.SECURITY} else None
