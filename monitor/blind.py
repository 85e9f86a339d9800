"""Say whether we are blind: collecting, reading or sending stands still.  Pure.

A loop stands still when something waits for it and nothing gets done.  That every outlet falls
silent at once is our own network, not theirs; that one of them fails is its own trouble.  What
somebody lets rest waits for nobody.

Discarded: counting errors in the loops; a loop that hangs makes none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from news.finding import Subject
from news.health import Incident, Pulse, SourceHistory, Still, Trouble


def collect_pulse(histories: Sequence[SourceHistory], now: datetime, patience: timedelta) -> Pulse:
    """Say whether anybody answers: the last good poll of any feed, and who should have since.

    A feed that failed already when another answered last says nothing about us, and one
    source alone is its own trouble, unless it is the only one.
    """
    feeds = [feed for history in histories for feed in history.feeds if feed.paused is None]
    done = max((feed.polled for feed in feeds if feed.polled is not None), default=None)
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
