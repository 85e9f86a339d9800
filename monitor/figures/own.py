"""Say whose dead a side counts, when it speaks of its own and of the enemy.

    "nine of its own fighters", "we lost 14 comrades"     of the speaker's side
    "the number of enemy dead has reached 70"             of the other side

Only the speaker tells who "our men" are: soldiers, where an army says it, and fighters, where
rebels do.  So this is read when the speakers are known.

Discarded: the word alone ("men" are civilians, and "the enemy" is always militant).
"""

from __future__ import annotations

import re
from dataclasses import replace

from news.figure import Claim, Effect, VictimClass

_OWN = re.compile(r"(?: of)? (?:its|our|their|own)\b| (?:comrades|brothers in arms)\b")
_ENEMY = re.compile(r"\benem(?:y|ies)\b")
_OF_ENEMY = re.compile(r"(?: of)?(?: the)? enem(?:y|ies)\b")
_LOST = re.compile(
    r"\b(?:lost|losing|lose) (?:\w+ ){0,2}\Z|\b(?:its|our|their)(?: own)? losses\b[^.;]*\Z"
)
_OF_ARMS = frozenset(
    (Effect.KILLED, Effect.INJURED, Effect.MISSING, Effect.ABDUCTED, Effect.ARRESTED)
)
_SIDES = {"armed group": VictimClass.MILITANT, "security": VictimClass.SECURITY}
_OTHER = {
    VictimClass.MILITANT: VictimClass.SECURITY,
    VictimClass.SECURITY: VictimClass.MILITANT,
}
_PLAIN = frozenset(
    "men members people comrades brothers fighters soldiers own enemy of others".split()
)
_NEAR = 32


def owned(text: str, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Give the class of those whom a side counts as its own or its enemy's."""
    fighting = {
        claim.speaker.canonical
        for claim in claims
        if claim.figure.victim_class is VictimClass.SECURITY and claim.speaker.side == "society"
    }
    return tuple(_owned(text, claim, fighting) for claim in claims)


def _owned(text: str, claim: Claim, fighting: set[str]) -> Claim:
    figure = claim.figure
    own = _SIDES.get(claim.speaker.side.partition(":")[0])
    if claim.speaker.canonical in fighting:
        own = VictimClass.MILITANT  # a movement that counts the soldiers it fought
    if own is None or figure.effect not in _OF_ARMS or figure.unit != "people":
        return claim
    words = figure.counts.lower().split()
    known = figure.victim_class is not VictimClass.UNKNOWN and not _PLAIN.issuperset(words[-1:])
    if known:
        return claim
    start = max(figure.sentence.start, figure.span.start - _NEAR)
    lead = text[start : figure.span.start].lower()
    behind = text[figure.span.end : min(figure.sentence.end, figure.span.end + _NEAR)].lower()
    if _ENEMY.search(lead) or _OF_ENEMY.match(behind):
        side = _OTHER[own]
    elif figure.effect is Effect.ARRESTED:
        return claim  # "the army broke up a cell, capturing eight of its members"
    elif _OWN.match(behind) or _LOST.search(lead):
        side = own
    else:
        return claim
    return replace(claim, figure=replace(figure, victim_class=side))
