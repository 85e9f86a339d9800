"""Notice that we were away, and when we have caught up.

A desk whose computer slept from Friday to Monday must not wake up to a hundred mails.  So the
send loop notes every minute that it lives; a gap longer than `catch_up` means that wirewatch
was stopped or suspended.  Polls that all fail for so long mean that it was cut off, though it
lived.  What is found on coming back is gathered until the backlog is fetched and read, and
goes as one digest per recipient that says from when to when nobody looked.

    alive Fri 18:02 ── (suspended) ── Mon 08:00 ──▶ away Fri 18:02 - Mon 08:00
    last good poll 02:10, failed since, good again 06:15 ──▶ away 02:10 - 06:15

The note may be a minute old although we live, and so the gap counts beyond that minute: a
`catch_up` of one minute would find us away at every second look, and never back.

Discarded: judging by the age of the reports (an outlet that publishes late would pass for a
gap of ours), and waiting for everything that is due (something always is).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.brakes import Away

# A round of all feeds of 300 sources with their new pages takes two to five minutes; a host
# that hangs must not hold the digest for longer than this.
LONGEST_CATCHING_UP = timedelta(minutes=15)
NOTE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Presence:
    """What is known of whether we were there.

    `alive` is when the send loop last noted that it lives; `good` the last good poll of any
    feed, `failing` when the first one failed after it, `tried` the last attempt.  `away` and
    `cut` (since when no poll is good) are what was decided before; `backlog` says whether
    something of it is still to be fetched, read or routed.
    """

    alive: datetime | None = None
    good: datetime | None = None
    failing: datetime | None = None
    tried: datetime | None = None
    cut: datetime | None = None
    away: Away | None = None
    backlog: bool = False


def notice(
    known: Presence, now: datetime, longest: timedelta
) -> tuple[Away | None, datetime | None]:
    """Decide whether we are catching up (from when to when we were away), or cut off since when."""
    return _away(known, now, longest), _cut(known, longest)


def _away(known: Presence, now: datetime, longest: timedelta) -> Away | None:
    if known.alive is not None and now - known.alive > longest + NOTE_EVERY:
        # Stopped again while catching up: it is one absence to those who wait.
        return Away(known.away.begin if known.away else known.alive, now)
    if known.away is not None:
        over = not known.backlog or now - known.away.back > LONGEST_CATCHING_UP
        return None if over else known.away
    if known.cut is not None and known.good is not None and known.good > known.cut:
        return Away(known.cut, now)
    return None


def _cut(known: Presence, longest: timedelta) -> datetime | None:
    if known.good is None or known.failing is None or known.tried is None:
        return None
    return known.good if known.tried - known.failing > longest else None
