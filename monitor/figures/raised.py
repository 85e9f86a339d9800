"""Read what a new count raises: "nine were brought up alive, bringing to 16 the number in all".

    "…, bringing the total to 16"                 16 rescued, if nine were rescued before it
    "…, bringing to 61 the number of dead"        61 killed
    "Five died, taking the toll to 118"           five are a part of the 118
    "The toll rose to 14 after two died"          and two of the 14

A report gives the newest first and the sum of all behind it, or the other way round.  Read as
equals they are the first to contradict each other.

Discarded: telling a part by "more" and "another" (half of such parts have neither).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.figures.counted import Counted
from monitor.figures.happened import SHARED
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import BODIES, OF_PEOPLE
from news.figure import Effect, Figure, Scope

_RAISING = frozenset("bringing brings brought taking takes took raising raises raised pushing "
                     "pushes pushed putting lifting lifts lifted driving".split())  # fmt: skip
_TO = re.compile(r"[Rciw]d?[jw]{0,2}[jwRti]{0,3}i\Z")
_BEHIND = re.compile(r"d?(?P<toll>t)|dR(?:fd?[wp]{1,2})?r?[jHB]{0,3}(?P<eff>[VIA])")
_TOTALS = frozenset("total number count tally figure overall it".split())
_REACH = 8


def total(s: Sentence, counts: Sequence[Counted]) -> None:
    """Give a total the effect of what it adds up."""
    for c in counts:
        if c.effect is not None or c.reason or c.head:
            continue
        raising = _raising(s, c.at)
        if raising is None:
            continue
        before = [b for b in counts if b.at < raising and not b.reason and _is_told(b)]
        behind = _BEHIND.match(s.letters, c.end)
        if behind:
            place = behind.start("toll" if behind["toll"] else "eff")
            c.effect = s.effects[place] or Effect.KILLED
        elif before and not _TOTALS.isdisjoint(s.words[raising : c.end + 4]):
            c.effect = before[-1].effect or Effect.KILLED
            c.victim_class = before[-1].victim_class
        else:
            continue
        c.confidence, c.left = SHARED, True


def _is_told(c: Counted) -> bool:
    """Say whether it is told what happened to those counted; bodies are dead at any rate."""
    return c.effect in OF_PEOPLE or (c.bodies and c.effect is None)


def _raising(s: Sentence, at: int) -> int | None:
    """Return the place of "bringing" in "bringing … to 16"."""
    if s.words[at - 1 : at] != ["to"]:
        return None
    near = range(at - 2, max(-1, at - _REACH), -1)
    return next((n for n in near if s.words[n] in _RAISING), None)


_SUM_BEHIND = re.compile(
    r"\b(?:bring|tak|rais|push|lift|put)ing\b[^.;]{0,60}\b(?:to|at)\b|"
    r"\b(?:and|which|that) (?:brought|took|raised|pushed|brings|takes|raises|pushes)\b"
    r"[^.;]{0,60}\bto\b|"
    r"\b(?:brought|took|taken|raised|pushed)\b[^.;]{0,30}\b(?:toll|number|total|tally|count)\b"
    r"[^.;]{0,40}\bto\b|\b(?:brought|took|raised|brings|takes|raises) to\b\s*\Z"
)
_TOLL_BEHIND = re.compile(
    r"\b(?:toll|tally|number|count|total)\b[^.;]{0,60}\b(?:rose|risen|rises|climbed|reached|"
    r"went up|gone up|jumped|increased|stands|stood|grew|grown|now)\b[^.;]{0,12}\Z"
)
_NEW = re.compile(r"\b(?:with|after|following|another|more|additional|further)\b")
_SUM_BEFORE = re.compile(r"\b(?:after|as|when|with)\b")
_ROSE = re.compile(
    r"\b(?:rose|risen|rises|climb(?:s|ed)?|reach(?:es|ed)?|jump(?:s|ed)|increased|mounted|grew|"
    r"grown|went up|stands?|stood|soar(?:s|ed)|surge[sd]|hit|passed|crossed|topped|edged up|"
    r"raised|revised|up)\b[^.;,]{0,24}\Z"
)
_LEAD, _BETWEEN, _MORE = 40, 140, len(" more")


def parts(plain: str, figures: list[Figure]) -> list[Figure]:
    """Make a new count a part of the total that it raises, on either side of it."""
    for at in range(len(figures) - 1):
        for other in range(at + 1, min(len(figures), at + 3)):
            if figures[at].sentence != figures[other].sentence:
                break
            if not (
                _may_be_part(figures[at], figures[other])
                or _may_be_part(figures[other], figures[at])
            ):
                continue
            between = plain[figures[at].span.end : figures[other].span.start]
            if len(between) > _BETWEEN:
                break
            newest = plain[max(0, figures[at].span.start - _LEAD) : figures[at].span.end + _MORE]
            raised = _TOLL_BEHIND.search(between) and _NEW.search(newest)
            if raised or _SUM_BEHIND.search(between):
                _part(figures, at, other)
            elif _SUM_BEFORE.search(between):
                lead = plain[max(0, figures[at].span.start - _LEAD) : figures[at].span.start]
                if not figures[at].counts and _ROSE.search(lead):
                    _part(figures, other, at)
    return figures


def _may_be_part(one: Figure, total: Figure) -> bool:
    """Say whether one may be a part of the other: both tell of the same."""
    if total.effect not in OF_PEOPLE or one.value >= total.value:
        return False
    bodies = total.effect is Effect.KILLED and not BODIES.isdisjoint(one.counts.split())
    return one.effect is total.effect or (bodies and one.effect is Effect.OTHER)


def _part(figures: list[Figure], part: int, whole: int) -> None:
    """Make one a part of the other, where both tell of the same."""
    one, total = figures[part], figures[whole]
    if _may_be_part(one, total):
        figures[part] = replace(
            one, effect=total.effect, unit="people", scope=Scope.SUBSET, part_of=whole,
            victim_class=one.victim_class or total.victim_class,
        )  # fmt: skip
