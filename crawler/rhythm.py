"""What polls teach of a feed: its rhythm, its manners, whether it has moved.  Pure.

    Past + an answer ──▶ Past          (kept with the feed; crawler.due makes times of it)

The Alder Bay Post brings something new about every forty minutes by day and nothing at
night.  Its *gap* is forty minutes: the middle one of the gaps between the times in its
window, what came within five minutes counting once (an outlet that publishes every hour on the
hour, six reports each time, has a gap of an hour, not of ten minutes).  The pause between
two polls is a quarter of the gap, an hour at most, and a twentieth of the silence once that
is longer: ten minutes by day, 24 minutes after eight silent hours, six hours after five days.
The first new entry ends the silence, and with it the long pause.  Where entries tell no times (a
section page) the gap is learned from when polls brought something new, a step at a time.

A poll that costs the outlet a whole body each time (no validators, or such as it does not
heed) comes once an hour at most.  Where somebody set a pause, it stays as he set it.

Validators are not trusted for ever: one poll in 24, and one a day, asks for the whole body.
A permanent redirect counts when three polls running met it; a feed that fails at its new
address is asked at its old one again.

Discarded: the mean of the gaps (a night is as long as a day's reports together), and the
number of entries a day (a feed that shows its last ten says nothing of the day).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from crawler.answers import Answer, Failure
from news.moment import Precision
from news.source import Entry, FeedReading, Fetch, Past, Source

_HOUR, _DAY = 3_600.0, 86_400.0

# Looks within a usual gap: a report waits an eighth of a gap on average.
_LOOKS = 4
# An outlet of one report a day is no reason to tell of it six hours late.
_LONGEST_USUAL = 3_600.0
_SILENCE_PART = 20
_ONE_ARRIVAL = timedelta(minutes=5)
_FEWEST_GAPS = 3
_MOST_TIMES = 60  # the newest: a sitemap lists two days
_STEP = 2.0  # by how much one arrival may move a learned gap
_WHOLE_EVERY = 24
_WHOLE_AGE = timedelta(days=1)
_LEAST_BETWEEN = 3  # conditional polls between two whole ones, however slow the feed
_MOVED_AFTER = 3
_BACK_AFTER = 3.0  # weight of failures at a new address


def after_same(past: Past, answer: Answer, source: Source) -> Past:
    """Learn from a 304, or from the same bytes again."""
    known = _after_answer(past, answer)
    # The same bytes, though a validator was sent, show that it is not heeded.
    cheap = answer.unchanged or (_has_validators(answer) and not answer.conditional)
    return _paced(known, source, answer, cheap=cheap)


def after_list(
    past: Past,
    answer: Answer,
    reading: FeedReading,
    source: Source,
    *,
    fresh: int,
    overflowed: bool = False,
) -> Past:
    """Learn from a body that was read; `fresh` of its entries this feed had not listed before.

    `overflowed`: its window had nothing in common with the one before.
    """
    at = answer.at
    known = replace(
        _after_answer(past, answer),
        listed=len(reading.entries),
        ttl=reading.ttl_seconds or 0.0,
        skips=reading.skips,
        emptied_at=_emptied(past, reading, at),
    )
    if fresh:
        known = replace(
            known, gap=usual_gap(past, reading.entries, at), new_at=_arrived(past, reading, at)
        )
    cheap = _has_validators(answer)
    return _paced(known, source, answer, cheap=cheap, overflowed=overflowed)


def after_failure(past: Past, fetch: Fetch, failure: Failure, now: datetime) -> Past:
    """Learn from a failed poll."""
    if failure.gone:
        past = replace(past, gone_at=past.gone_at or now)
    moved = not fetch.depth and fetch.url != past.url
    if moved and past.weight + failure.weight >= _BACK_AFTER:
        past = replace(past, moved_to="", moved_polls=0)
    return past


def address_of(past: Past, url: str) -> str:
    """Return where to poll a feed from now on that was polled at `url`."""
    if past.moved_polls >= _MOVED_AFTER:
        return past.moved_to
    # Met once or twice, a further move is no reason to go back to where the first began.
    return url if past.moved_to else past.url


def wants_whole(past: Past, now: datetime) -> bool:
    """Say whether it is time to ask for a whole body, whatever the validators say."""
    if past.since_whole + 1 >= _WHOLE_EVERY:
        return True
    old = past.whole_at is None or now - past.whole_at >= _WHOLE_AGE
    return old and past.since_whole >= _LEAST_BETWEEN


def usual_gap(past: Past, entries: Sequence[Entry], now: datetime) -> float:
    """Return the usual seconds between two arrivals of something new; 0 while unknown."""
    arrivals = pairwise(_arrivals(entries, now))
    gaps = [(later - earlier).total_seconds() for earlier, later in arrivals]
    if len(gaps) >= _FEWEST_GAPS:
        return median(gaps)
    if past.new_at is None:
        return past.gap
    seen = max((now - past.new_at).total_seconds(), 0.0)
    return min(max(seen, past.gap / _STEP), past.gap * _STEP) if past.gap else seen


def _arrivals(entries: Sequence[Entry], now: datetime) -> list[datetime]:
    """Return when entries came out, oldest first, what came together counting once."""
    times = sorted(
        moment.at
        for entry in entries
        if (moment := entry.published) and moment.precision is not Precision.DAY
    )
    apart: list[datetime] = []
    for at in [at for at in times if at <= now][-_MOST_TIMES:]:
        if not apart or at - apart[-1] >= _ONE_ARRIVAL:
            apart.append(at)
    return apart


def _arrived(past: Past, reading: FeedReading, now: datetime) -> datetime:
    """Return when something new last came: at the first poll, what the feed itself says."""
    if past.polls or not (times := _arrivals(reading.entries, now)):
        return now
    return times[-1]


def _emptied(past: Past, reading: FeedReading, now: datetime) -> datetime | None:
    """Return since when a feed lists nothing, having listed something."""
    if reading.entries:
        return None
    return past.emptied_at or (now if past.listed else None)


def _after_answer(past: Past, answer: Answer) -> Past:
    """Learn what every good answer teaches."""
    moved_to, moved_polls = _moved(past, answer)
    return replace(
        past,
        polls=past.polls + 1,
        since_whole=past.since_whole + 1 if answer.unchanged else 0,
        whole_at=past.whole_at if answer.unchanged else answer.at,
        moved_to=moved_to,
        moved_polls=moved_polls,
        weight=0.0,
        gone_at=None,
    )


def _moved(past: Past, answer: Answer) -> tuple[str, int]:
    """Return where a feed has moved to for good, and how many polls running said so."""
    if answer.fetch.depth:
        return past.moved_to, past.moved_polls  # a part of a list is elsewhere by nature
    if answer.moved and answer.url != answer.fetch.url:
        running = past.moved_polls + 1 if past.moved_to == answer.url else 1
        return answer.url, running
    if answer.fetch.url != past.url:
        return answer.fetch.url, _MOVED_AFTER  # it is polled there already
    return "", 0


def _has_validators(answer: Answer) -> bool:
    return bool(answer.etag or answer.last_modified)


def _paced(
    past: Past, source: Source, answer: Answer, *, cheap: bool, overflowed: bool = False
) -> Past:
    """Give a feed the pause that follows from all that is known of it, and what it asks for."""
    asked = min(max(past.ttl, answer.fresh_for, 0.0), _DAY)
    until = answer.at + timedelta(seconds=asked) if asked else None
    pause = _pause(past, source, answer.at, cheap=cheap)
    if overflowed:
        pause = max(min(pause, past.pause / 2), source.poll_floor)
    return replace(past, asked_until=until, pause=pause)


def _pause(past: Past, source: Source, now: datetime, *, cheap: bool) -> float:
    """Return a feed's own pause; `cheap` says that a poll without news costs hardly anything."""
    floor, cap = source.poll_floor, source.poll_cap
    if not cheap:
        floor = min(max(floor, _HOUR), cap)
    silence = (now - past.new_at).total_seconds() if past.new_at else 0.0
    usual = min(past.gap / _LOOKS, _LONGEST_USUAL) or source.poll_seconds
    return min(max(usual, silence / _SILENCE_PART, floor), cap)
