"""Read bare numbers whose verb or noun stands in what was said before.

    "Four people have died, police say.  The union says that five have."      five died
    "The toll stands at 240, some reports suggesting up to 300."              300 died
    "The front released nine captives.  The governor said that 15 remained."  15 are held
    "Of the 31 on board 22 survived and nine did not."                        nine died

Who contradicts a number, or goes on from it, seldom says again what it counts; and a second voice
is what a desk waits for.  What is left out is what the last figure of people tells, in this
sentence or the one before: of the captives who remain, that they are held; of those who "did not"
survive, that they died.

Discarded: taking up any bare number (a score, a page, an hour); looking further back than one
sentence (there something else was counted).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.figures.counted import Counted
from monitor.figures.happened import DOUBT, SHARED
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import OF_PEOPLE
from news.figure import Effect, Figure

_END = r"(?:\Z|(?= [,.;:)-])|(?= (?:because|since|as|after|when|but|and|while|in|on|at|by|so)\b))"
_DID = re.compile(
    r"(?:(?:had|have|has|did|were|was|are|do)(?: been| also)?(?P<not> not|n't)?)(?: so)?" + _END
)
_LEFT = r"(?:are|were|was|is) (?:still )?(?:left|inside|there|in captivity|in (?:their|its) hands)"
_REMAIN = re.compile(
    rf"(?:people |others |more |of them )?(?:still |now )?(?:remain(?:s|ed|ing)?|{_LEFT}|stayed)"
    r"(?: (?:inside|there|behind|below|underground|in (?:captivity|(?:their|its) hands|the \w+)))?"
    + _END
)
_OLD = frozenset("first earlier initial previous original below than from".split())
_GUESSES = frozenset("suggest suggests suggested suggesting indicate indicates indicating".split())
_NOUN = "(?:figure|number|total|toll|count)"
_IT = rf"(?:it|that|this|the {_NOUN})"
_WHO = (
    "they|he|she|it|residents|relatives|witnesses|doctors|police|officials|sources|hospitals?|"
    "unions?|rebels|opposition"
)
# "Others put it at 55", "doctors speak of 17", "some reports suggesting up to 300"
_OTHERWISE = re.compile(
    rf"\b(?:put|puts|putting|set|sets) {_IT}(?: closer| nearer)? (?:at|to)\Z|"
    r"\b(?:speak|speaks|spoke|speaking|talk|talks|talked) (?:instead )?of\Z|"
    r"\b(?:suggest|indicat)(?:s|ed|ing|e|es)?(?: (?:that )?it (?:is|was)| a (?:figure|toll) of)?\Z|"
    r"\b(?:reports?|estimates?|sources|accounts|others|figures|media|some)\b[^.;]{0,24}"
    r"\b(?:go|goes|run|runs|range|ranging|running)(?: up| as high)?(?: to| as)?\Z|"
    r"\b(?:estimates?|counts?|tall(?:y|ies)) of\Z|"
    rf"\b(?:say|says|said|claims?|claimed|insists?) (?:that )?{_IT} (?:is|was|stands at|stood at)"
    r"(?: (?:closer|nearer) to)?\Z|"
    rf"\b(?:{_WHO}) (?:count|counts|counted)\Z"
)
_ANY = frozenset(
    "put puts putting set sets speak speaks spoke speaking talk talks talked suggest suggests "
    "suggested suggesting indicate indicates indicating reports estimates go goes run range as "
    "of say says said claim claims claimed insists count counts counted is was to at".split()
)
_DONE = frozenset(
    "have had has did were was are do remain remained remains remaining still people others more "
    "is stayed now".split()
) | {"of them", "did not", "was not", "were not"}
_OPPOSITE = {Effect.RESCUED: Effect.KILLED, Effect.KILLED: Effect.RESCUED}
_HELD = frozenset("hostage hostages captive captives abductees".split())
_LASTING = frozenset({Effect.ABDUCTED, Effect.MISSING})
_REACH, _NEAR, _RECALLED = 9, 400, 4


def recall_elided(
    s: Sentence, counts: Sequence[Counted], earlier: Sequence[Figure], *, abducting: bool
) -> None:
    """Give bare numbers the effect of what was said right before them.

    `abducting` says that the text tells of people who are held by armed men.
    """
    for n, c in enumerate(counts):
        if c.effect is not None or c.reason or c.whole or c.implied or not _is_bare(c):
            continue
        lead = s.words[max(0, c.at - _REACH) : c.at]
        behind = s.words[c.end : c.end + 1]
        is_done = bool(behind) and behind[0] in _DONE
        if not is_done and (not lead or lead[-1].rsplit(" ", 1)[-1] not in _ANY):
            continue
        before = [b for b in counts[:n] if b.effect is not None and not b.reason and not b.agent]
        told = _told(before, earlier, s)
        if told is None:
            continue
        if abducting and told.effect is Effect.RESCUED:
            told = _Told(told.effect, held=True)
        effect = _behind(s, c, told) if is_done else _otherwise(lead, told)
        if effect is not None:
            guess = not is_done and lead[-1] in _GUESSES  # nobody says whose reports they are
            c.effect, c.confidence, c.left = effect, DOUBT if guess else SHARED, True


def _is_bare(c: Counted) -> bool:
    return c.number.kind == "count" and (not c.head or c.head == "others")


@dataclass(frozen=True)
class _Told:
    """What the last figure of people says, and whether those were held."""

    effect: Effect
    held: bool


def _told(before: Sequence[Counted], earlier: Sequence[Figure], s: Sentence) -> _Told | None:
    """Return what the last figure of people in this sentence or the one before tells."""
    for one in reversed(before):
        if one.effect in _TELLING:
            return _Told(one.effect, _are_held(one.effect, one.words))
    for figure in reversed(earlier[-_RECALLED:]):
        if s.start - figure.sentence.end >= _NEAR:
            break
        if figure.effect in _TELLING:
            return _Told(figure.effect, _are_held(figure.effect, figure.counts.lower().split()))
    return None


def _are_held(effect: Effect, nouns: Sequence[str]) -> bool:
    return effect is Effect.ABDUCTED or not _HELD.isdisjoint(nouns)


_TELLING = OF_PEOPLE | {Effect.AFFECTED, Effect.DESTROYED, Effect.DAMAGED}


def _behind(s: Sentence, c: Counted, told: _Told) -> Effect | None:
    """Read "five have", "nine did not", "15 remained"."""
    behind = " ".join(s.words[c.end : c.end + _REACH])
    if _REMAIN.match(behind):
        if told.held and told.effect in {Effect.ABDUCTED, Effect.RESCUED}:
            return Effect.ABDUCTED
        return told.effect if told.effect in _LASTING else None
    did = _DID.match(behind)
    if did is None:
        return None
    return _OPPOSITE.get(told.effect) if did["not"] else told.effect


def _otherwise(lead: Sequence[str], told: _Told) -> Effect | None:
    """Read "others put it at 55", "doctors speak of 17"."""
    old = not _OLD.isdisjoint(lead)  # "below the first estimates of 270"
    return told.effect if _OTHERWISE.search(" ".join(lead)) and not old else None
