"""Say whether a source's article pages turned: a new template of which we read less.  Pure.

    the newest articles (ten, or those of a day, up to thirty)  against  those before them

    undated      had dates, and 8 of the newest 10 have none
    guessed      had dates in their place, and 8 of the newest 10 that were read only have a day
                 that stands somewhere on the page
    unsigned     had authors, and of the newest 30, a day's work at least, 24 name none
    one title    had headlines of their own, and 8 of the newest 10 share one: "Alder Bay Post"
    short        9 of the newest 10 are shorter than three of four were, and half are shorter
                 than half of what was usual: a login wall, a new layout of which we read the
                 first sentence
    unreadable   pages gave the text, and now 8 of 10 leave us the feed's own words
    forbidden    robots.txt forbids 8 of the newest 10, whatever was before

"Reed Valley Briefs" prints four lines a report and always did: it is measured with its own
past, so it is not short.  A burst of thirty flashes on an election night is a day's work of an
agency: the newest are a day's worth where ten came within the hour.  Between "has turned" and
"is well again" lies a gap (2 of 10, 5 of 10), so that a source on the border is not told of
every morning; and once it has turned, what it is compared with stays what was before that.

Discarded: a mean (one long essay hides nine stubs); fixed lengths (an agency's flash and a
weekly's essay share none); comparing feed dates with page dates (a page that lost its date while
its feed gives it costs nobody anything).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from news.health import Outcome
from news.source import ROBOTS_FORBID
from news.text import one_line

# Calibrated by tests/monitor/test_thin.py's outlets: briefs, an agency's flashes, a weekly.
_FEWEST, _MOST = 10, 30
_A_DAY = timedelta(days=1)
_FEWEST_EARLIER = 20
_FEWEST_READ = 8
_BAD, _FINE = 0.2, 0.5  # shares of the newest
_USUAL = 0.8  # share of those before
_HALF = 0.5
_FEWEST_REFUSED = 5


@dataclass(frozen=True)
class Turn:
    """One way in which the newest pages are worse than those before.

    `since` is when the first of the bad ones came, `good` when the last good one did.
    """

    says: str
    since: datetime
    good: datetime | None


@dataclass(frozen=True)
class Pages:
    """How a source's newest pages are: what turned, and whether surely nothing has.

    `forbidden` is apart: robots.txt says so, and nothing is broken.
    """

    turned: tuple[Turn, ...] = ()
    fine: bool = False
    forbidden: Turn | None = None
    allowed: bool = False


def judge_pages(outcomes: Sequence[Outcome], earlier: Sequence[Outcome] = ()) -> Pages:
    """Compare the newest with those before; newest first.

    `earlier` are those before they turned, where they have.
    """
    new = _newest(outcomes)
    past = list(earlier) or list(outcomes[len(new) :])
    forbidden, allowed = _forbidden(new)
    open_ = [one for one in new if not one.error.startswith(ROBOTS_FORBID)]
    if len(open_) < _FEWEST or len(past) < _FEWEST_EARLIER:
        return Pages(forbidden=forbidden, allowed=allowed)
    found = [
        _undated(open_, past),
        _guessed(open_, past),
        _unreadable(open_, past),
        _short(open_, past),
        _unsigned(outcomes, earlier),
        _of_one_title(open_, past),
    ]
    turned = tuple(turn for turn, _ in found if turn is not None)
    return Pages(turned, all(fine for _, fine in found), forbidden, allowed)


def _newest(outcomes: Sequence[Outcome], fewest: int = _FEWEST, most: int = _MOST) -> list[Outcome]:
    """Take so few, or all of a day where that is more, up to a limit."""
    new = list(outcomes[:fewest])
    for one in outcomes[fewest:most]:
        if outcomes[0].seen - one.seen > _A_DAY:
            break
        new.append(one)
    return new


Test = Callable[[Outcome], bool]


def _share(outcomes: Sequence[Outcome], good: Test) -> float:
    return sum(map(good, outcomes)) / len(outcomes)


def _undated(new: Sequence[Outcome], past: Sequence[Outcome]) -> tuple[Turn | None, bool]:
    return _fewer(new, past, lambda one: one.dated, "its articles have no date any more")


def _unreadable(new: Sequence[Outcome], past: Sequence[Outcome]) -> tuple[Turn | None, bool]:
    errors = Counter(one.error for one in new if not one.whole and one.error)
    why = f" ({errors.most_common(1)[0][0]})" if errors else ""
    says = f"its article pages give no text any more{why}"
    return _fewer(new, past, lambda one: one.whole, says)


def _unsigned(outcomes: Sequence[Outcome], earlier: Sequence[Outcome]) -> tuple[Turn | None, bool]:
    """Compare the authors, over a day at least: at night many print an agency's unsigned copy."""
    read = [one for one in outcomes if one.whole]
    new = _newest(read, _MOST, len(read))
    past = [one for one in earlier if one.whole] or read[len(new) :]
    if len(new) < _MOST or len(past) < _FEWEST_EARLIER:
        return None, True
    return _fewer(new, past, lambda one: one.signed, "its articles name no author any more")


def _guessed(new: Sequence[Outcome], past: Sequence[Outcome]) -> tuple[Turn | None, bool]:
    says = "the dates of its articles are only guessed now"
    return _fewer_read(new, past, lambda one: one.placed or not one.dated, says)


def _of_one_title(new: Sequence[Outcome], past: Sequence[Outcome]) -> tuple[Turn | None, bool]:
    """Say whether one headline stands on nearly all: a template names the outlet in its place."""
    titles = Counter(one.title for one in new if one.whole and one.title)
    title = titles.most_common(1)[0][0] if titles else ""
    says = f"its articles all have one headline now, '{one_line(title, 80)}'"
    return _fewer_read(new, past, lambda one: not title or one.title != title, says)


def _fewer_read(
    new: Sequence[Outcome], past: Sequence[Outcome], good: Test, says: str
) -> tuple[Turn | None, bool]:
    """Compare those whose pages were read; too few of them say nothing."""
    read, before = ([one for one in part if one.whole] for part in (new, past))
    if len(read) < _FEWEST_READ or len(before) < _FEWEST_EARLIER:
        return None, len(read) < _FEWEST_READ
    return _fewer(read, before, good, says)


def _fewer(
    new: Sequence[Outcome], past: Sequence[Outcome], good: Test, says: str
) -> tuple[Turn | None, bool]:
    """Say whether what most of them had is gone, and whether it is surely there."""
    now = _share(new, good)
    if now <= _BAD and _share(past, good) >= _USUAL:
        bad = sum(1 for one in new if not good(one))
        return _turn(f"{says}: {bad} of the newest {len(new)}", new, past, good), False
    return None, now >= _FINE or _share(past, good) < _USUAL


def _short(new: Sequence[Outcome], past: Sequence[Outcome]) -> tuple[Turn | None, bool]:
    """Compare lengths, of those whose pages were read."""
    lengths = sorted(one.length for one in new if one.whole)
    before = sorted(one.length for one in past if one.whole)
    if len(lengths) < _FEWEST_READ or len(before) < _FEWEST_EARLIER:
        return None, len(lengths) < _FEWEST_READ
    usual, low, half = median(before), before[len(before) // 4], median(lengths)
    long_ones = sum(length >= low for length in lengths) / len(lengths)
    if long_ones <= _BAD / 2 and half < _HALF * usual:
        says = (
            f"its articles turned short: half of the newest {len(lengths)} have less than "
            f"{half:,.0f} letters, {usual:,.0f} before"
        )
        return _turn(says, new, past, lambda one: one.length >= low), False
    return None, long_ones > _BAD or half >= _HALF * usual


def _forbidden(new: Sequence[Outcome]) -> tuple[Turn | None, bool]:
    """Say whether robots.txt forbids nearly all, and whether it surely does not."""
    barred = [one for one in new if one.error.startswith(ROBOTS_FORBID) and not one.whole]
    if len(barred) >= max(_FEWEST_REFUSED, _USUAL * len(new)):
        says = f"robots.txt forbids its article pages: {len(barred)} of the newest {len(new)}"
        free = [one for one in new if one not in barred]
        return Turn(says, barred[-1].seen, free[0].seen if free else None), False
    return None, len(barred) < _FINE * max(len(new), 1)


def _turn(says: str, new: Sequence[Outcome], past: Sequence[Outcome], good: Test) -> Turn:
    first = min(one.seen for one in new if not good(one))
    last = max((one.seen for one in [*new, *past] if good(one) and one.seen <= first), default=None)
    return Turn(says, first, last)
