"""Say what it means that an article's page, which was there, is there no more.

    09:00 404, 09:10 200                    a hiccup
    09:00 404, 09:10 404, 10:10 404         its outlet took the report back
    the same, of five reports of its outlet, or of most that it was asked for since:
                                            the site is down or was rebuilt, and nothing withdrawn

An answer counts where it is certain: 404 or 410 from the address itself, or a permanent redirect
to the home page.  A page of words that says "not found" with a 200, a temporary redirect, a
server's error and a refusal are none: they may be a guard, a reader's country, a bad hour.

Whether the site still has its older reports is known from those that came since.  A quiet outlet
may not have been asked for any, so at the first absence its newest others, the witnesses, are
asked for.  What is gone with others is looked at for two days, and so is what was withdrawn: a
report may come back.

Discarded: the feed (its cache lists a deleted report for hours); a HEAD request (some sites
answer it 404 whatever they have).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Measured from the first absence: the answers in between may have been lost.
_LASTING = timedelta(hours=1)
_PAUSES = (timedelta(minutes=10), timedelta(hours=1))
_LOOKS = timedelta(hours=6)
_UNTIL = timedelta(days=2)
# So many reports of one outlet at once are no editor's doing.
_MANY = 5
# Whose page is gone after so long was archived by its outlet, or its address changed.
YOUNG = timedelta(days=4)
WITNESSES = 3
# The errors of fetches: of a page that is gone alone, and of one that is gone with others.
ALONE, TOGETHER = "its page is gone", "its page is gone, as others of its outlet are"


class Verdict(StrEnum):
    """What an absence means."""

    HICCUP = "hiccup"  # perhaps: it is asked for again
    WITHDRAWN = "withdrawn"
    WITH_OTHERS = "with others"  # the site's trouble
    OVER = "over"  # nobody looks any longer


@dataclass(frozen=True)
class Others:
    """How its outlet's other reports of before are: so many are absent, so many came since."""

    absent: int
    present: int


def judge(since: datetime, others: Others, now: datetime) -> Verdict:
    """Say what it means that a page has been absent `since` then."""
    lasted = now - since
    if lasted < _LASTING:
        return Verdict.HICCUP
    if others.absent + 1 >= _MANY or 0 < others.absent >= others.present:
        return Verdict.WITH_OTHERS if lasted < _UNTIL else Verdict.OVER
    return Verdict.WITHDRAWN


def look_again(since: datetime, now: datetime) -> datetime | None:
    """Return when an absent page is asked for again, None if no more."""
    lasted = now - since
    if lasted >= _UNTIL:
        return None
    if lasted >= _LASTING:
        return now + _LOOKS
    return now + (_PAUSES[0] if lasted < _PAUSES[0] else _PAUSES[1])
