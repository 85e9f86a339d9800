"""What the outlets were asked: one record a request, for judging politeness.

Two requests to one outlet 40 real milliseconds apart are rude, whatever the world's
clock says; so each record carries both times, and how long its answer took, from which
the number of connections at once can be counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request: `status` 0 where no answer was given, times of its arrival.

    `real` is the machine's monotonic time, `took` the real seconds until the end.  The rest
    is what manners are judged by: `kind` of what stands there (a list's kind, "article",
    "robots" or ""), the `etag` that the reader was given and may rely on, for how many
    seconds the answer stays fresh and for how many the host asked to be left alone, and
    whether its robots.txt forbids the address; `sent` are the body's bytes, as packed.
    """

    outlet: str
    path: str
    status: int
    conditional: bool
    world: datetime
    real: float
    took: float
    agent: str
    kind: str = ""
    etag: str = ""
    max_age: float = 0.0
    pause: float = 0.0
    forbidden: bool = False
    sent: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {**asdict(self), "world": self.world.isoformat()}


def gaps(log: Iterable[Asked], outlet: str) -> list[float]:
    """Return the real seconds between requests to one outlet, in order of arrival."""
    times = sorted(asked.real for asked in log if asked.outlet == outlet)
    return [later - earlier for earlier, later in pairwise(times)]


def most_at_once(log: Iterable[Asked], outlet: str) -> int:
    """Count how many requests to one outlet were open at the same time, at most."""
    edges: list[tuple[float, int]] = []
    for asked in log:
        if asked.outlet == outlet:
            edges += [(asked.real, 1), (asked.real + asked.took, -1)]
    open_now, most = 0, 0
    for _, step in sorted(edges):
        open_now += step
        most = max(most, open_now)
    return most
