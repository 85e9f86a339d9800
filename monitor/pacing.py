"""Say what is remarkable in how often something tracked is found: a burst, silence, a missed day.

    Harbour, burst = "medium"
    six hours of each of the last 28 days     1 3 2 0 2 … reports, about 2
    the last six hours                        14: a burst, told once
    12, 9, 7                                  it goes on: nothing
    3                                         over: nothing; the next one is told again

Six hours are compared with the same six hours of the days before, for a morning has more news than
a night, and with all hours, for a subject of few reports has no mornings.  The larger of the two is
usual.  Counts of rare things scatter by their root, so a burst is some roots above, some times as
many, and never a mere handful.  Reprints count once: one agency's report in forty papers is no
burst.  What has been followed for less than some days has no rhythm yet.

Of one story somebody may ask in passing to hear when it falls silent (`judge_story`).

Discarded: a fixed number an hour (a war has forty, a village none); learning weekdays (four
Tuesdays tell nothing).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import sqrt
from urllib.parse import urlencode

from news.finding import Subject
from news.health import Incident, Trouble
from news.listing import Tag
from news.pace import PAST, WINDOW, Burst, Pace, StoryWatch

_DAY = timedelta(days=1)
_FEWEST_DAYS = 4  # of a rhythm
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
TROUBLES = frozenset({Trouble.BURST, Trouble.QUIET, Trouble.MISSED})


@dataclass(frozen=True)
class _Least:
    """How many reports a burst has: by itself, in roots above what is usual, in times of it."""

    reports: int
    roots: float
    times: float


_LEAST = {
    Burst.LOW: _Least(12, 8.0, 4.0),
    Burst.MEDIUM: _Least(7, 6.0, 3.0),
    Burst.HIGH: _Least(4, 4.0, 2.0),
}


@dataclass(frozen=True)
class Arrivals:
    """When reports of one tracked thing came, the earliest first; `since` when counting began.

    `last` is when it was found last since it has been tracked.
    """

    times: tuple[datetime, ...]
    since: datetime
    last: datetime | None = None


def judge(
    tag: Tag, pace: Pace, arrivals: Arrivals, lasting: frozenset[Trouble], now: datetime
) -> tuple[Incident, ...]:
    """Return what is remarkable now; `lasting` is what was so at the last look."""
    found = [
        _burst(tag, pace.burst, arrivals, now, lasts=Trouble.BURST in lasting),
        _quiet(tag, pace.quiet_after, arrivals.last, now),
        _missed(tag, pace.expected_by, arrivals.last, now),
    ]
    page = f"?{urlencode({tag.subject.value: tag.name})}"
    return tuple(replace(one, page=page) for one in found if one)


def _burst(
    tag: Tag, burst: Burst, arrivals: Arrivals, now: datetime, *, lasts: bool
) -> Incident | None:
    days = int(min(now - arrivals.since, PAST) / _DAY)
    if burst is Burst.OFF or days < _FEWEST_DAYS:
        return None
    times, least = arrivals.times, _LEAST[burst]
    count = _count(times, now - WINDOW, now)
    same = [_count(times, now - day * _DAY - WINDOW, now - day * _DAY) for day in range(1, days)]
    before = _count(times, now - days * _DAY, now - WINDOW)
    usual = max(sum(same) / len(same), before / (days * _DAY / WINDOW - 1))
    bar = max(least.reports, usual + least.roots * sqrt(usual), usual * least.times)
    # What goes on ends only halfway down, or it would end and begin at each report.
    if count < (usual + (bar - usual) / 2 if lasts else bar):
        return None
    first = times[bisect_right(times, now - WINDOW)]
    says = f"{count} reports in 6 hours; {usual:.1f} are usual".replace(".0 are", " are")
    return Incident(tag.subject, tag.name, Trouble.BURST, says, "", first)


def _count(times: Sequence[datetime], after: datetime, until: datetime) -> int:
    return bisect_right(times, until) - bisect_right(times, after)


def _quiet(
    tag: Tag, after: timedelta | None, last: datetime | None, now: datetime
) -> Incident | None:
    """Say that what was found once is found no more; what was never found has not stopped."""
    if after is None or last is None or now - last < after:
        return None
    says = f"nothing new for {span_in_words(after)}"
    return Incident(tag.subject, tag.name, Trouble.QUIET, says, "", last)


def _missed(tag: Tag, by: datetime | None, last: datetime | None, now: datetime) -> Incident | None:
    if by is None or last is not None or now < by:
        return None
    says = f"expected by {_last_day(by)}, and not seen"
    return Incident(tag.subject, tag.name, Trouble.MISSED, says, "", by)


def judge_story(watch: StoryWatch, now: datetime) -> tuple[Incident, ...]:
    """Return what is remarkable now of a story that somebody watches.

    What was silent when he asked is so from then on: he knew.
    """
    found = []
    if watch.quiet_after is not None:
        since = watch.last or watch.set
        if since + watch.quiet_after <= watch.set:
            since = watch.set
        if now - since >= watch.quiet_after:
            says = f"no {watch.of.words} for {span_in_words(watch.quiet_after)}"
            found.append(_of_story(watch, Trouble.QUIET, says, since))
    came = watch.last is not None and watch.last > watch.set
    if watch.expected_by is not None and not came and now >= watch.expected_by:
        says = f"{watch.of.words} expected by {_last_day(watch.expected_by)}, and none came"
        found.append(_of_story(watch, Trouble.MISSED, says, watch.expected_by))
    return tuple(found)


def wish(watch: StoryWatch) -> str:
    """Say in words what somebody waits for."""
    ends = []
    if watch.quiet_after is not None:
        ends.append(f"for {span_in_words(watch.quiet_after)}")
    if watch.expected_by is not None:
        ends.append(f"by the end of {_last_day(watch.expected_by)}")
    return f"no {watch.of.words} {' or '.join(ends)}"


def _of_story(watch: StoryWatch, trouble: Trouble, says: str, since: datetime) -> Incident:
    return Incident(
        Subject.STORY,
        str(watch.id),
        trouble,
        says,
        "",
        since,
        title=watch.title,
        recipients=watch.recipients,
        page=f"story/{watch.story}",
    )


def _last_day(by: datetime) -> str:
    """Name the day that is over at a midnight."""
    return f"{by - timedelta(seconds=1):%-d %B %Y}"


def span_in_words(length: timedelta) -> str:
    """Write a span of time as people say it."""
    hours = length / _HOUR
    if hours >= 48 and hours % 24 == 0:  # noqa: PLR2004  days are said of two and more
        return f"{hours / 24:.0f} days"
    if hours < 1:
        return f"{length / _MINUTE:g} minutes"
    return f"{hours:g} hours" if hours != 1 else "an hour"
