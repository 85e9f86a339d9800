"""When next?  Pure decisions over times: polls, failed polls, failed pages.

A feed that answered is due after its own pause (`crawler.rhythm`), a tenth more or less so
that feeds do not keep step, and never before the time that its outlet asks for: ttl,
sy:updatePeriod, max-age, Expires; up to a day.  What was added together, or was long away
together, is spread by a hash of its address, so that ten thousand feeds do not come again in
one second.  Hours and days that a feed wants left out are left out, but for a look each
six hours.

A feed is never given up: its pause grows with the weight of its failures up to a day, and
the first good answer brings it back.  (A reader that stops after three errors until somebody
notices is its users' top complaint.)  One that says it is gone for good is looked at once a
month.  A page is given up after five tries over a day; the feed's own text stands in for it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from crawler.answers import Failure
from news.source import Past, Skips, Source

_DAY = 86_400.0
_MONTH = timedelta(days=30)
_JITTER = 0.1
_MOST_SKIPPED = timedelta(hours=6)
_HOUR = timedelta(hours=1)
# Seconds to wait before the second, third … try of a page.
_PAGE_PAUSES = (60.0, 600.0, 3_600.0, 21_600.0, _DAY)

# An article is fetched again at these ages, to catch what its outlet edits without
# telling its feed (or where it has none): often while it is hot, then hardly.
RECHECKS = tuple(timedelta(hours=hours) for hours in (0.25, 1, 3, 6, 24))


def next_poll(past: Past, now: datetime, *, jitter: float = 0.0, spread: bool = False) -> datetime:
    """Return when a feed that answered now is due again.

    `past` knows of this answer already.  `jitter` from -1 to 1 moves the time by up to a tenth,
    but never before what was asked for.  `spread` shortens the pause by up to a half, which
    is always the same for one address.
    """
    pause = past.pause * (1 + _JITTER * jitter)
    if spread:
        pause *= (1 + _phase(past.url)) / 2
    due = now + timedelta(seconds=pause)
    if past.asked_until is not None:
        asked = past.asked_until - now
        due = max(due, past.asked_until + asked * (_JITTER * (1 + jitter) / 2))
    return _let_be(due, past.skips, now)


def poll_again(
    source: Source, past: Past, failure: Failure, now: datetime, *, jitter: float = 0.0
) -> datetime:
    """Return when a feed that failed is due again; `past` does not weigh this failure yet."""
    if failure.gone:
        return now + _MONTH
    pause = min(past.pause or source.poll_seconds, source.poll_seconds)
    pause = min(pause * (1 + past.weight + failure.weight), max(_DAY, pause))
    pause *= 1 + _JITTER * jitter
    return now + timedelta(seconds=max(pause, failure.retry_after or 0.0))


def page_again(tries: int, failure: Failure, now: datetime) -> datetime | None:
    """Return when to try a page again; None if trying again cannot help.

    `tries` counts the failures before this one.
    """
    if failure.permanent or tries >= len(_PAGE_PAUSES):
        return None
    return now + timedelta(seconds=max(_PAGE_PAUSES[tries], failure.retry_after or 0.0))


def out_of_step(past: Past, now: datetime) -> bool:
    """Say whether a feed may come together with many: new, or long away with others."""
    if past.answered_at is None:
        return True
    planned = timedelta(seconds=past.pause)
    if past.asked_until is not None:
        planned = max(planned, past.asked_until - past.answered_at)
    return now - past.answered_at > 2 * planned


def _phase(url: str) -> float:
    """Return a number from 0 to 1 that an address has for ever, and hardly another."""
    digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _let_be(due: datetime, skips: Skips, now: datetime) -> datetime:
    """Put a poll off that falls into an hour or day to be left out, up to six hours."""
    latest = max(due, now + _MOST_SKIPPED)
    while due < latest and _skipped(due, skips):
        due = min(due.replace(minute=0, second=0, microsecond=0) + _HOUR, latest)
    return due


def _skipped(at: datetime, skips: Skips) -> bool:
    at = at.astimezone(UTC)
    return at.hour in skips.hours or at.weekday() in skips.days
