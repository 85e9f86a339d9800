"""Score a grouping of articles: B³, and how many groups hold more than one event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple


class Score(NamedTuple):
    """How right the company of each article is, and how complete; and both in one."""

    precision: float
    recall: float
    f1: float
    groups: int
    merged: int


def score(wanted: Mapping[str, str], found: Mapping[str, str]) -> Score:
    """Compare the group of each article with the label that it should have."""
    labels, groups = Counter(wanted.values()), Counter(found[key] for key in wanted)
    both: Counter[tuple[str, str]] = Counter((wanted[key], found[key]) for key in wanted)
    inside: defaultdict[str, set[str]] = defaultdict(set)
    precision = recall = 0.0
    for (label, group), count in both.items():
        precision += count * count / groups[group]
        recall += count * count / labels[label]
        inside[group].add(label)
    precision, recall = precision / len(wanted), recall / len(wanted)
    f1 = 2 * precision * recall / (precision + recall)
    return Score(precision, recall, f1, len(groups), sum(len(one) > 1 for one in inside.values()))
