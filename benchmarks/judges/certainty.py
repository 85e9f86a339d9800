"""Judge whether a confidence is the share of right ones, and what a threshold costs.

A figure is right where its value and what happened are; its speaker where the claimant is the
one that is annotated.  Silence names nobody wrongly: a claim without a speaker is right with its
figure.  Of retold articles the figures of people are judged, of golden cases all of English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.judges.coverage import EFFECTS, Row, Says
from monitor.figures.reading import read_figures, read_text
from news.figure import Claim, Figure
from tests.monitor import goldens


class Judged(NamedTuple):
    """How sure a figure and its speaker were, and whether they are right; None: nobody named."""

    figure: float
    right: bool
    speaker: float
    named_right: bool | None

    @property
    def claim(self) -> float:
        """How sure it is that both are right."""
        return self.figure * self.speaker

    @property
    def claim_right(self) -> bool:
        """Whether the figure is right and nobody is named wrongly."""
        return self.right and self.named_right is not False


def retold(rows: Sequence[Row], says: Says) -> list[Judged]:
    """Judge the figures of people in retold articles."""
    return [
        _judged(claim, [key for key in row["figures"] if _overlap(claim.figure, key)], says)
        for row in rows
        for claim in read_text(row["text"]).claims
        if claim.figure.effect in EFFECTS
    ]


def _judged(claim: Claim, keys: Sequence[Row], says: Says) -> Judged:
    figure, speaker = claim.figure, claim.speaker
    values = {figure.value, figure.low, figure.high} - {None}
    right = any(
        figure.effect == key["effect"] and values & {key["value"], key["low"], key["high"]}
        for key in keys
    )
    named = None
    if speaker.written:
        names = {"speaker": speaker.written, "speaker_canonical": speaker.canonical}
        named = any(key["attribution"] and says(key["attribution"], names) for key in keys)
    return Judged(figure.confidence, right, speaker.confidence, named)


def _overlap(figure: Figure, key: Row) -> bool:
    return bool(figure.span.start < key["end"] and key["start"] < figure.span.end)


def golden() -> list[Judged]:
    """Judge the figures of all English golden cases."""
    return [
        judged
        for file in goldens.files()
        for case in goldens.read(file)
        if case.language == "en"
        for judged in _of_case(case)
    ]


def _of_case(case: goldens.Case) -> Iterator[Judged]:
    left = list(case.records)
    for claim in read_figures(case.article).claims:
        same = next((r for r in left if not goldens.differences(r, claim) - _APART), None)
        named = None
        if same:
            left.remove(same)
            if claim.speaker.written:
                named = "speaker" not in goldens.differences(same, claim)
        yield Judged(claim.figure.confidence, same is not None, claim.speaker.confidence, named)


_APART = frozenset({"speaker", "scope"})


def curve(
    judged: Sequence[Judged],
    sure: Callable[[Judged], float],
    right: Callable[[Judged], bool],
    threshold: float,
) -> tuple[float, float, int]:
    """Return of a threshold the per cent that it keeps, of those the wrong, and how many."""
    kept = [right(one) for one in judged if sure(one) >= threshold]
    share = 100 * len(kept) / len(judged) if judged else 0.0
    return share, 100 * kept.count(False) / len(kept) if kept else 0.0, len(kept)
