"""Say how many an article says died, or were hurt, in its main event.

The reading that most figures of the article agree on, subsets, parts and longer scopes left
out; ties go to the larger.  Never silently the largest or the latest: over many reports the
most frequent was right more often than either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from news.figure import Effect, Figure, Scope, Toll, VictimClass


def toll(
    figures: Sequence[Figure], named: Sequence[tuple[Effect, int]], effect: Effect
) -> Toll | None:
    """Return the toll of an article for one effect, or None where nobody is counted."""
    fitting = [f for f in figures if f.effect is effect and f.unit == "people"]
    main = [f for f in fitting if f.scope in {Scope.EVENT, Scope.AS_OF}] or fitting
    main = [f for f in main if f.victim_class is not VictimClass.MILITANT] or main
    most = max((n for what, n in named if what is effect), default=0)
    if most and max((f.value for f in main), default=0) <= most:
        return Toll(most, most, most)
    if not main:
        return None
    counts = Counter(f.value for f in main)
    value = max(counts, key=lambda v: (counts[v], v))
    best = next(f for f in main if f.value == value)
    return Toll(best.value, best.low, best.high)
