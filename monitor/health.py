"""Judge how a source is doing, and whether we are blind.  Pure: pasts and `now` in, words out.

    failing   every feed answers with errors, for more than an hour and several polls
    html      a feed answers with a page for people: a challenge, or it has moved
    silent    the feeds answer well, and nothing new comes, against the source's own rhythm

One failed poll is no incident.  Each failure weighs what the crawler says it means (a server
error 1, a 503 a half, a name that does not resolve a quarter: that is most often our own
network); from a weight of three on, and after an hour, it is told.  A server error told after
75 minutes is told after three hours if it was a 503, at polls 15 minutes apart.

The rhythm of a daily is an hour between reports by day, nine by night, sixty over the weekend;
that of a weekly seven days.  Silence is told when it lasts longer than all of: six hours, ten
usual gaps (the median), and half as long again as the longest usual gap (the second longest
of the past: the longest may be the outage that we look for).  "The Alder Bay Post" that
printed nothing since Friday is not silent on Sunday, and is on Tuesday.  Before a weekend
was seen, three days pass for one.

Discarded: an expected count per day (a source that prints three reports a day, in the
evening, is silent every morning); a fixed limit (24 h is too long for an agency and too
short for a weekly).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from news.finding import Subject
from news.health import Incident, Pulse, SourceHistory, Still, Trouble
from news.listing import FeedState
from news.source import A_WEB_PAGE

# Calibrated on crawler.due's pauses: see above.
_HEAVY = 3.0
_FAILS_FOR = timedelta(hours=1)

_FLOOR = timedelta(hours=6)
_TIMES_USUAL = 10
_TIMES_LONGEST = 1.5
# Friday evening to Monday morning, with an hour or two to spare.
_WEEKEND = timedelta(hours=72)
_A_WEEK = timedelta(days=8)
# Fewer gaps have no median worth the name, and a burst of an afternoon is no rhythm.
_FEWEST_GAPS = 8
_SHORTEST_PAST = timedelta(days=2)
# A source of which nothing ever came was asked so often.
_FEWEST_POLLS = 9
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


@dataclass(frozen=True)
class Judged:
    """How a source is: what is wrong, and what surely is not.

    A trouble that stands in neither stays as it was: a source that cannot be reached may be
    silent too.
    """

    incidents: tuple[Incident, ...]
    well: frozenset[Trouble]
    rhythm: Rhythm


def judge(history: SourceHistory, lasting: AbstractSet[Trouble], now: datetime) -> Judged:
    """Say what is wrong with a source now; `lasting` is what was wrong with it before."""
    rhythm = find_rhythm(history.arrivals)
    asked = [feed for feed in history.feeds if feed.answered is not None]
    failing = [feed for feed in asked if feed.error]
    unreachable = bool(asked) and len(failing) == len(history.feeds)
    well: set[Trouble] = set()
    found: list[Incident] = []
    if not unreachable:
        well.add(Trouble.FAILING)
    if not failing:
        well.add(Trouble.HTML)
    pages = [feed for feed in failing if feed.error.startswith(A_WEB_PAGE) and _lasts(feed, now)]
    # A challenge comes as a page now and as a 403 then: what began as one of the two stays it.
    if pages and Trouble.FAILING not in lasting:
        found.append(_html(history, pages))
    elif unreachable and Trouble.HTML not in lasting and all(_lasts(f, now) for f in failing):
        found.append(_failing(history, failing))
    if asked and not unreachable:
        silent = _silent(history, rhythm)
        found += [silent] if silent else []
        well |= set() if silent else {Trouble.SILENT}
    return Judged(tuple(found), frozenset(well), rhythm)


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
    if last - apart[0] < _A_WEEK:
        allowed = max(allowed, _WEEKEND)
    return Rhythm(last, usual, allowed)


def _lasts(feed: FeedState, now: datetime) -> bool:
    """Say whether a feed's failure is more than a bad moment."""
    since = feed.error_since
    return since is not None and feed.weight >= _HEAVY and now - since >= _FAILS_FOR


def _good(feeds: tuple[FeedState, ...]) -> datetime | None:
    """Return when one of these feeds last answered well."""
    return max((feed.polled for feed in feeds if feed.polled is not None), default=None)


def _since(feeds: list[FeedState]) -> datetime:
    """Return from when on all of these feeds have failed."""
    return max(feed.error_since for feed in feeds if feed.error_since is not None)


def _failing(history: SourceHistory, failing: list[FeedState]) -> Incident:
    errors = "; ".join(dict.fromkeys(feed.error for feed in failing))
    which = "its feed fails" if len(failing) == 1 else f"all {len(failing)} of its feeds fail"
    return Incident(
        Subject.SOURCE,
        history.source,
        Trouble.FAILING,
        says=f"{which}: {errors}",
        advice="Open the address in a browser. If it has moved, change it in sources.toml; "
        "otherwise wait: wirewatch goes on asking.",
        since=_since(failing),
        good=_good(history.feeds),
    )


def _html(history: SourceHistory, pages: list[FeedState]) -> Incident:
    which = ", ".join(feed.url for feed in pages)
    return Incident(
        Subject.SOURCE,
        history.source,
        Trouble.HTML,
        says=f"a web page answers where a feed was: {which}",
        advice="Open the address in a browser. If a challenge appears, ask the outlet to let "
        "wirewatch pass; if the feed has moved, change its address in sources.toml.",
        since=_since(pages),
        good=_good(tuple(pages)),
    )


def _silent(history: SourceHistory, rhythm: Rhythm) -> Incident | None:
    """Say that nothing new comes, measured to the last good answer, not to now."""
    good = _good(history.feeds)
    since, allowed = rhythm.last or history.followed, rhythm.allowed
    if rhythm.last is None and sum(feed.polls for feed in history.feeds) >= _FEWEST_POLLS:
        allowed = _WEEKEND
    if good is None or allowed is None or good - since <= allowed:
        return None
    usually = f" (usually every {in_words(rhythm.usual)})" if rhythm.usual else ""
    says = "its feeds answer well and list nothing new"
    return Incident(
        Subject.SOURCE,
        history.source,
        Trouble.SILENT,
        says=says + usually,
        advice="Look whether the outlet still publishes. If it does, its feed was left behind: "
        "find the new one and change sources.toml.",
        since=since,
        good=rhythm.last,
    )


def collect_pulse(histories: Sequence[SourceHistory], now: datetime, patience: timedelta) -> Pulse:
    """Say whether anybody answers: the last good poll of any feed, and who should have since.

    A feed that failed already when another answered last says nothing about us, and one
    source alone is its own trouble, unless it is the only one.
    """
    feeds = [feed for history in histories for feed in history.feeds]
    done = _good(tuple(feeds))
    hopeful = [
        feed
        for feed in feeds
        if not feed.error or done is None or feed.error_since is None or feed.error_since > done
    ]
    waiting = [
        feed
        for feed in hopeful
        if feed.error or (feed.next_due is not None and feed.next_due < now - patience)
    ]
    names = {feed.source for feed in waiting}
    enough = len(names) >= min(2, len({feed.source for feed in hopeful}))
    errors = Counter(feed.error for feed in waiting if feed.error)
    error = errors.most_common(1)[0][0] if errors else ""
    return Pulse("collect", len(names) if enough else 0, done, error)


_BLIND = {
    "collect": (
        "no feed answers any more, of {waiting} sources that were well",
        "Look whether this machine reaches the network: `wirewatch doctor`.",
    ),
    "read": (
        "{waiting} pages wait and none is read",
        "Look into the log, and restart wirewatch.",
    ),
    "send": (
        "{waiting} messages wait and none goes out",
        "Look at the mail server or Slack: `wirewatch alerts test`.",
    ),
}


def went_blind(
    pulse: Pulse, still: Still | None, known: Incident | None, now: datetime, patience: timedelta
) -> Incident | None:
    """Say that a loop stands still for longer than we can bear, None if it does not.

    `known` is the incident that lasts already: it lasts on after a restart, too.
    """
    if still is None or (known is None and now - still.since < patience):
        return None
    says, advice = _BLIND[pulse.role]
    return Incident(
        Subject.MONITOR,
        pulse.role,
        Trouble.BLIND,
        says=says.format(waiting=pulse.waiting) + (f": {pulse.error}" if pulse.error else ""),
        advice=advice,
        since=known.since if known else still.since,
        good=pulse.done,
    )


def works_again(pulse: Pulse, known: Incident) -> bool:
    """Say whether a loop that stood still got something done since, or has nothing to do."""
    moved = pulse.done is not None and (known.good is None or pulse.done > known.good)
    return moved or not pulse.waiting


def in_words(length: timedelta) -> str:
    """Write a length of time in its largest fitting unit: "40 minutes", "7 days"."""
    minutes = max(1, round(length.total_seconds() / 60))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{round(minutes / size)} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
