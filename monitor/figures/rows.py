"""Read rows that belong together item by item: "… respectively".

    "Sandal and Enner reported 12 and 7 deaths respectively"        one noun for both
    "The dead and injured number 15 and 48, respectively"           an effect for each
    "Soldiers and rebels lost 6 and 21 men, respectively"           a side for each

Without this step the second number takes the effect that stands nearest, and the first none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from monitor.figures.counted import Counted
from monitor.figures.happened import SHARED
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import NATIONS
from news.figure import Effect

_CUE = "respectively"
_NAMES = re.compile(r"(?P<row>[VADp](?:,[VADp]){0,6},?&[VADp])[^#VADp]{1,6}\Z")


def share_nouns(s: Sentence, counts: Sequence[Counted]) -> None:
    """Give "12 and seven deaths" one noun: the first number borrows the next one's."""
    respectively = _CUE in s.words
    if not respectively and not any(c.head in NATIONS for c in counts):
        return
    for c, after in reversed(list(pairwise(counts))):
        # "Two Danish and five Polish climbers": the nations share a noun.
        nation = c.head in NATIONS and s.words[after.at + 1 : after.at + 2] != [after.head]
        nation = nation and s.words[after.at + 1] in NATIONS
        bare = nation or (respectively and (not c.head or c.head in NATIONS))
        between = s.letters[c.end : after.at]
        if bare and between in {"&", ","} and after.head:
            c.people, c.inner, c.bodies, c.head = (
                after.people,
                after.inner,
                after.bodies,
                after.head,
            )
            c.words = c.words + after.words


def share_rows(s: Sentence, counts: Sequence[Counted]) -> None:
    """Give each number of a row the effect or the side that stands in the same place."""
    row = _row(s, counts) if _CUE in s.words else []
    match = _NAMES.search(s.letters[max(0, row[0].at - 24) : row[0].at]) if row else None
    if not match:
        return
    first = max(0, row[0].at - 24) + match.start("row")
    places = [first + n for n, letter in enumerate(match["row"]) if letter in "VADp"]
    if len(places) != len(row):
        return
    effects = [s.effects[place] for place in places]
    for c, place, effect in zip(row, places, effects, strict=True):
        if effect and None not in effects:
            c.effect, c.reason, c.confidence, c.subset = effect, "", SHARED, False
        elif s.letters[place] == "p" and c.effect is Effect.KILLED:
            c.words = (*c.words, s.words[place])


def _row(s: Sentence, counts: Sequence[Counted]) -> list[Counted]:
    """Return the first numbers that stand in a row: "12, 9 and 4"."""
    row = list(counts[:1])
    for before, c in pairwise(counts):
        if before is not row[-1] or s.letters[before.end : c.at] not in {"&", ",", ",&"}:
            break
        row.append(c)
    return row if len(row) > 1 else []
