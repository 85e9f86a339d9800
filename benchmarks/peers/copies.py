"""What others do to find near duplicates, as articles come in one by one.

Both have our folded words and our runs of three.  Candidates are verified by the likeness that
their own fingerprints estimate, and the best one is taken.
"""

from __future__ import annotations

from typing import Protocol

from datasketch import MinHash, MinHashLSH
from rensa import RMinHash, RMinHashLSH

from news.text import words


class Arriving(Protocol):
    """What a contender asks of an article."""

    id: str
    text: str


THRESHOLD = 0.3
_PERMUTATIONS = 128


def runs(text: str) -> set[str]:
    """Return the runs of three words of a text."""
    said = words(text)
    return {" ".join(said[at : at + 3]) for at in range(len(said) - 2)}


class Datasketch:
    """MinHash with banding, in Python and numpy."""

    def __init__(self) -> None:
        self.index = MinHashLSH(threshold=THRESHOLD, num_perm=_PERMUTATIONS)
        self.prints: dict[str, MinHash] = {}

    def __call__(self, one: Arriving, *, keep: bool) -> str:
        """Take an article; say what it is a copy of."""
        made = MinHash(num_perm=_PERMUTATIONS)
        made.update_batch([run.encode() for run in runs(one.text)])
        likeness = {of: made.jaccard(self.prints[of]) for of in self.index.query(made)}
        best = max(likeness, key=likeness.get, default="")
        if keep:
            self.index.insert(one.id, made)
            self.prints[one.id] = made
        return best if best and likeness[best] >= THRESHOLD else ""


class Rensa:
    """The same in Rust."""

    def __init__(self) -> None:
        self.index = RMinHashLSH(threshold=THRESHOLD, num_perm=_PERMUTATIONS, num_bands=64)
        self.prints: list[RMinHash] = []
        self.ids: list[str] = []

    def __call__(self, one: Arriving, *, keep: bool) -> str:
        """Take an article; say what it is a copy of."""
        made = RMinHash(num_perm=_PERMUTATIONS, seed=1)
        made.update(list(runs(one.text)))
        likeness = {of: made.jaccard(self.prints[of]) for of in self.index.query(made)}
        best = max(likeness, key=likeness.get, default=-1)
        if keep:
            self.index.insert(len(self.ids), made)
            self.prints.append(made)
            self.ids.append(one.id)
        return self.ids[best] if best >= 0 and likeness[best] >= THRESHOLD else ""
