"""Learn a source's rhythm: how often it brings something new, and which silence is usual. Pure.

The rhythm of a daily is an hour between reports by day, nine by night, sixty over the weekend;
that of a weekly seven days.  A silence is unusual when it lasts longer than all of: six hours,
ten usual gaps (the median), and nearly twice the longest usual gap (the second longest
of the past: the longest may be the outage that we look for).  "The Alder Bay Post" that
printed nothing since Friday is not silent on Sunday, and is on Wednesday.  Before two weekends
were seen, three days pass for one.

Discarded: an expected count per day (a source that prints three reports a day, in the
evening, is silent every morning); a fixed limit (24 h is too long for an agency and too
short for a weekly).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

_FLOOR = timedelta(hours=6)
_TIMES_USUAL = 10
# Easter: a weekend of 64 hours becomes one of 112.
_TIMES_LONGEST = 1.8
# Friday evening to Monday morning, with an hour or two to spare.
WEEKEND = timedelta(hours=72)
# Two of them must have been seen, for the longest gap of the past does not count.
_TWO_WEEKENDS = timedelta(days=15)
# Fewer gaps have no median worth the name, and a burst of an afternoon is no rhythm.
_FEWEST_GAPS = 8
_SHORTEST_PAST = timedelta(days=2)
# Reports that come in one poll, or one by one within a poll or two, are one arrival.
_TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True)
class Rhythm:
    """How often a source brings something new; `allowed` is the longest silence that is usual.

    None: not known yet, there is too little past.
    """

    last: datetime | None
    usual: timedelta | None = None
    allowed: timedelta | None = None


def find_rhythm(arrivals: tuple[datetime, ...]) -> Rhythm:
    """Learn a rhythm from the times at which something new came, oldest first."""
    apart: list[datetime] = []
    for at in sorted(arrivals):
        if not apart or at - apart[-1] > _TOGETHER:
            apart.append(at)
    last = max(arrivals, default=None)
    gaps = sorted(after - before for before, after in pairwise(apart))
    if last is None or len(gaps) < _FEWEST_GAPS or last - apart[0] < _SHORTEST_PAST:
        return Rhythm(last)
    usual = gaps[len(gaps) // 2]
    allowed = max(_FLOOR, _TIMES_USUAL * usual, _TIMES_LONGEST * gaps[-2])
    if last - apart[0] < _TWO_WEEKENDS:
        allowed = max(allowed, WEEKEND)
    return Rhythm(last, usual, allowed)


def in_words(length: timedelta) -> str:
    """Write a length of time in its largest fitting unit: "40 minutes", "7 days"."""
    minutes = max(1, round(length.total_seconds() / 60))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{round(minutes / size)} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
