"""When next?  Pure decisions over times: polls, failed polls, failed pages.

A feed is never given up: its pause grows with its failures up to a day, and the first
good answer brings it back.  (A reader that stops after three errors until somebody
notices is its users' top complaint.)  A page is given up after five tries over a day;
the feed's own text stands in for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.answers import Failure

_DAY = 86_400.0
_JITTER = 0.1
# Seconds to wait before the second, third … try of a page.
_PAGE_PAUSES = (60.0, 600.0, 3_600.0, 21_600.0, _DAY)

# An article is fetched again at these ages, to catch what its outlet edits without
# telling its feed (or where it has none): often while it is hot, then hardly.
RECHECKS = tuple(timedelta(hours=hours) for hours in (0.25, 1, 3, 6, 24))


def next_poll(
    poll_seconds: float, now: datetime, *, asked: float | None = None, jitter: float = 0.0
) -> datetime:
    """Return when a feed that answered is due again.

    `asked` is the pause that the feed itself asks for (ttl), which counts up to a day.
    `jitter` from -1 to 1 moves the time by up to a tenth, so that feeds added together
    do not stay together.
    """
    pause = min(max(poll_seconds, asked or 0.0), max(_DAY, poll_seconds))
    return now + timedelta(seconds=pause * (1 + _JITTER * jitter))


def poll_again(
    poll_seconds: float, failures: int, failure: Failure, now: datetime, *, jitter: float = 0.0
) -> datetime:
    """Return when a feed that failed is due again; `failures` counts this one too."""
    pause = min(poll_seconds * (1 + failures * failure.weight), max(_DAY, poll_seconds))
    pause *= 1 + _JITTER * jitter
    return now + timedelta(seconds=max(pause, failure.retry_after or 0.0))


def page_again(tries: int, failure: Failure, now: datetime) -> datetime | None:
    """Return when to try a page again; None if trying again cannot help.

    `tries` counts the failures before this one.
    """
    if failure.permanent or tries >= len(_PAGE_PAUSES):
        return None
    return now + timedelta(seconds=max(_PAGE_PAUSES[tries], failure.retry_after or 0.0))
