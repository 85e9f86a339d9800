"""Say which places are in the news far above their own rhythm.

    Nushki, burst = "medium"
    sources that report it in six hours, of the last 28 days    0 0 1 0 0 0 2 0 … , about 0.2
    the last six hours                                          5 independent sources: a burst

What counts is independent sources, not articles: copies count as their original, the outlets of
one owner once.  What is usual is the largest of three: the mean of all six hours, of the same hours
of each day, and the median of the same hours of the same weekday (a parliament sits on Mondays).
Counts of rare things scatter by their root, and news comes in clusters, so the spread is that of
Poisson or what was seen, whichever is more; and a mere handful is no burst, however rare the place.

One event names several places, and each lies in others.  So the strongest burst is told first; what
names it is taken away, and the others are weighed by what is left: Balochistan is not told of
because Nushki is, unless more of it is in the news.  Of two equally strong the smaller place is
meant.

Discarded: a share of all news (one great event elsewhere would hide a village's).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, median, pstdev
from urllib.parse import urlencode

from news.finding import Subject
from news.health import Incident, Trouble
from news.pace import PAST, WINDOW, Burst, InNews, Report
from news.places import PlaceKind

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_FEWEST_DAYS = 4  # of a rhythm
_OF_A_DAY = _DAY // WINDOW
_OF_A_WEEK = _WEEK // WINDOW
_FEWEST_WEEKS = 3  # of a weekly rhythm
_TOP = 3  # stories that a notice names
_SMALLEST_FIRST = (PlaceKind.TOWN, PlaceKind.DISTRICT, PlaceKind.PROVINCE, PlaceKind.COUNTRY)


@dataclass(frozen=True)
class _Least:
    """How many sources a burst has: by itself, in spreads above what is usual, in times of it."""

    sources: int
    spreads: float
    times: float


_LEAST = {
    Burst.LOW: _Least(6, 8.0, 4.0),
    Burst.MEDIUM: _Least(4, 6.0, 3.0),
    Burst.HIGH: _Least(3, 4.0, 2.0),
}
# What is asked of the archive at all has so many sources.
FEWEST = _LEAST[Burst.HIGH].sources


def judge_places(
    found: Sequence[InNews],
    burst: Burst,
    most: int,
    since: datetime,
    *,
    lasting: Collection[str],
    now: datetime,
) -> tuple[Incident, ...]:
    """Return the bursts of now, the strongest first, at most so many.

    `since` is when counting began; `lasting` are the labels of those that last.
    """
    windows = int(min(now - since, PAST) / WINDOW)
    if burst is Burst.OFF or windows < _FEWEST_DAYS * _OF_A_DAY:
        return ()
    least, told = _LEAST[burst], list[Incident]()
    usual = {one.place.key: _usual(one.past, windows, now) for one in found}
    left, taken = list(found), set[int]()
    while left and len(told) < most:
        strongest = max(left, key=lambda one: _strength(one, usual, least, taken, lasting))
        if _strength(strongest, usual, least, taken, lasting)[0] < 1:
            break
        told.append(_incident(strongest, usual[strongest.place.key][0]))
        taken.update(report.article for report in strongest.now)
        left.remove(strongest)
    return tuple(told)


def _strength(
    one: InNews,
    usual: Mapping[str, tuple[float, float]],
    least: _Least,
    taken: Collection[int],
    lasting: Collection[str],
) -> tuple[float, int, int]:
    """Say how many times over its bar a place is; of equals the one with more, then the smaller."""
    mean, spread = usual[one.place.key]
    bar = max(least.sources, mean + least.spreads * spread, mean * least.times)
    if one.place.label in lasting:
        # What goes on ends only halfway down, or it would end and begin at each report.
        bar = mean + (bar - mean) / 2
    count = len({report.source for report in one.now if report.article not in taken})
    return count / bar, count, -_SMALLEST_FIRST.index(one.place.kind)


def _usual(past: Sequence[Report], windows: int, now: datetime) -> tuple[float, float]:
    """Return how many sources report a place in six hours such as these, and their spread."""
    sources: list[set[str]] = [set() for _ in range(windows)]
    for report in past:
        # The window of now is none of the past.
        window = int((now - report.came) / WINDOW) - 1
        if 0 <= window < windows:
            sources[window].add(report.source)
    counts = [len(some) for some in sources]
    means = [fmean(counts), fmean(counts[_OF_A_DAY - 1 :: _OF_A_DAY])]
    weekly = counts[_OF_A_WEEK - 1 :: _OF_A_WEEK]
    if len(weekly) >= _FEWEST_WEEKS:
        means.append(float(median(weekly)))
    mean = max(means)
    return mean, max(sqrt(mean), pstdev(counts))


def _incident(one: InNews, mean: float) -> Incident:
    count = len({report.source for report in one.now})
    says = f"{count} independent sources in 6 hours; {mean:.1f} are usual".replace(".0 are", " are")
    label = one.place.label
    return Incident(
        Subject.PLACE,
        label,
        Trouble.BURST,
        says,
        f"Most reported: {'; '.join(top)}." if (top := list(_top(one.now))) else "",
        min(report.came for report in one.now),
        page="?" + urlencode({"q": f'place:"{label}"'}),
    )


def _top(reports: Sequence[Report]) -> Iterator[str]:
    """Yield the stories that most sources tell."""
    by_story: dict[str, set[str]] = {}
    for report in reports:
        if report.story:
            by_story.setdefault(report.story, set()).add(report.source)
    ranked = sorted(by_story, key=lambda story: -len(by_story[story]))
    for story in ranked[:_TOP]:
        count = len(by_story[story])
        yield f"{story} ({count} {'source' if count == 1 else 'sources'})"
