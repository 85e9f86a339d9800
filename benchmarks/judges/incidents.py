"""Score figures on incident reports whose keys say how many were killed and injured.

`muc_dev.jsonl` and `muc_check.jsonl` hold reports of the message understanding conferences.
Their toll is judged where the key is certain; any accepted count is right.  The values of
figures are judged from 2 upwards, without militants: the keys leave combatants out, so that
precision is a lower bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

EFFECTS = ("killed", "injured")
# The best that was published for its test sets, and an answer that is always 1 on this one.
PUBLISHED = "published, other half of the set: UMass 1992 57.4 / 54.2, GE 48.1 / 54.2 exact"


def score(rows: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Count what is right, effect by effect."""
    counts: Counter[str] = Counter()
    for row, answer in zip(rows, answers, strict=True):
        for effect in EFFECTS:
            _score_toll(counts, effect, row[effect], answer)
            _score_values(counts, effect, row, answer)
    return counts


def _score_toll(
    counts: Counter[str], effect: str, key: Mapping[str, Any], answer: Mapping[str, Any]
) -> None:
    if not key["certain"]:
        return
    toll = (answer.get("toll") or {}).get(effect)
    counts[f"{effect} n"] += 1
    counts[f"{effect} ones"] += 1 in key["headline_accept"]
    counts[effect] += toll is not None and toll["value"] in key["headline_accept"]


def _score_values(
    counts: Counter[str], effect: str, row: Mapping[str, Any], answer: Mapping[str, Any]
) -> None:
    key = row[effect]
    read = [
        (low, high)
        for figure in answer["figures"]
        if figure["effect"] == effect and figure.get("victim_class") != "militant"
        for low, high in [_interval(figure)]
    ]
    for figure in key["figures"]:
        values = figure["values"]
        if max(values) > 1 and not figure["optional"]:
            counts["wanted"] += 1
            counts["found"] += any(_covers(one, value) for one in read for value in values)
    if key["mentioned"]:
        good = {value for figure in key["figures"] for value in figure["values"]}
        good.update(key["totals"])
        for one in read:
            if max(one) > 1:
                counts["read"] += 1
                counts["right"] += any(_covers(one, value) for value in good)
    elif row["relevant"]:
        toll = (answer.get("toll") or {}).get(effect)
        counts["spurious n"] += 1
        counts["spurious"] += toll is not None and toll["value"] > 0


def _interval(figure: Mapping[str, Any]) -> tuple[float, float]:
    """Return the ends; an open one takes the other."""
    low, high, value = figure["low"], figure["high"], figure["value"]
    return (
        low if low is not None else value,
        high if high is not None else value,
    )


def _covers(interval: tuple[float, float], value: float) -> bool:
    return interval[0] <= value <= interval[1]


def f1(counts: Mapping[str, int]) -> float:
    """Return the F1 of figures from 2 upwards, in per cent."""
    recall = counts["found"] / max(1, counts["wanted"])
    precision = counts["right"] / max(1, counts["read"])
    return 200 * precision * recall / (precision + recall) if precision + recall else 0.0
