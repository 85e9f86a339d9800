"""Which older lists to read for what the feeds no longer show, and what to take of them.

A feed shows the last thirty reports; the outlet's sitemaps remember all of them.  From its
robots.txt and its indexes they are walked back to a date, best first:

    sitemap-index.xml
      news-sitemap.xml              first: the last two days, with titles and times
      sitemap-2026-11.xml           its name says that it reaches back into November
      sitemap-2019-03.xml           left out, if we look for November
      category-sitemap.xml          left out: it lists no reports

A sitemap holds nothing newer than its last change, so one that changed last before the wanted
date is left out too.  Of its addresses those are taken whose time, or the date in whose path,
may be that late; where neither is given, those that have the shape of a report, a few
hundred at most: nobody can say how old they are.

All here is pure.  What bounds a walk: lists, depth, bytes, articles and time, for an outlet
may name a million sitemaps, or itself.  Discarded: to guess the next sitemap from the
last one's number (each system counts in its own way, and some count backwards).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from news.moment import EPOCH
from news.source import Entry, FeedReading

# Where a sitemap is found most often, if robots.txt names none.
GUESSES = ("/sitemap.xml", "/sitemap_index.xml")
ROBOTS = "/robots.txt"
# Indexes that name indexes.
DEPTH = 4
# Of one sitemap: the protocol's own limit.
MOST_ENTRIES = 50_000
# Older pages of a section: so many at most, and so many that bring nothing new before we
# believe that the others bring nothing either.
_MOST_PAGES, _KNOWN_PAGES = 100, 10
# A day in a name or a path is one somewhere on Earth.
_ZONES = timedelta(hours=14)
# Addresses without any date that one walk follows, per list.
_UNDATED = 300
_NAMED = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST_NAMED = 50
_DAY_IN_PATH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])(?!\d)")
_YEAR_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_IN_QUERY = {
    "year": re.compile(r"\b(?:y|yyyy|year)=((?:19|20)\d\d)\b"),
    "month": re.compile(r"\b(?:m|mm|month)=(0?[1-9]|1[0-2])\b"),
    "day": re.compile(r"\b(?:d|dd|day)=(0?[1-9]|[12]\d|3[01])\b"),
}
_NEWS = re.compile(r"news|latest|recent|today", re.IGNORECASE)
_NO_REPORTS = re.compile(
    r"(?:^|[_/-])(?:categor(?:y|ies)|tags?|post_tag|authors?|users?|topics?|sections?|images?)"
    r"(?=[_.-]|\d|$)",
    re.IGNORECASE,
)
# "floods-cut-road-to-turbat", "article-4711", "4711": three words or a number.
_REPORT = re.compile(r"[^/]*?(?:(?:[^\W\d_]+[-_]){2,}[^\W\d_]|\d{4,})")


@dataclass(frozen=True)
class Bounds:
    """How far a walk may go."""

    lists: int
    articles: int
    size: int
    time: timedelta


# What somebody asked for may be years; what an overflow lost is hours.
ASKED = Bounds(lists=1_000, articles=20_000, size=1_000_000_000, time=timedelta(days=7))
OVERFLOW = Bounds(lists=30, articles=1_000, size=100_000_000, time=timedelta(hours=6))


@dataclass(frozen=True)
class Walked:
    """How far a walk has come."""

    lists: int
    articles: int
    size: int
    began: datetime


def too_far(walked: Walked, bounds: Bounds, now: datetime) -> str:
    """Say which bound a walk has reached; "" while it may go on."""
    if walked.lists >= bounds.lists:
        return f"stopped after {bounds.lists:,} lists"
    if walked.articles >= bounds.articles:
        return f"stopped after {bounds.articles:,} articles"
    if walked.size >= bounds.size:
        return f"stopped after {bounds.size // 1_000_000:,} MB of lists"
    if now - walked.began >= bounds.time:
        hours = bounds.time // timedelta(hours=1)
        return f"stopped after {hours} hours"
    return ""


def named_sitemaps(robots: str) -> list[str]:
    """Return the sitemaps that a robots.txt names."""
    return list(dict.fromkeys(_NAMED.findall(robots)))[:_MOST_NAMED]


def lists_to_read(index: FeedReading, since: datetime) -> list[str]:
    """Return the sitemaps of an index that may reach back to a date, best first."""
    changed = index.changed or (None,) * len(index.sitemaps)
    ranked: list[tuple[bool, float, str]] = []
    for url, moment in zip(index.sitemaps, changed, strict=True):
        if _NO_REPORTS.search(_file(url)):
            continue
        period = _period(url, with_year=True)
        ends = [end for end in (moment and moment.end, period and period[1]) if end]
        if ends and min(ends) <= since:
            continue
        newest = min(ends) if ends else EPOCH
        ranked.append((not _NEWS.search(_file(url)), -newest.timestamp(), url))
    # Those without any date last, in the index's own order.
    return [url for _, _, url in sorted(ranked, key=lambda row: row[:2])]


def goes_on(page: FeedReading, since: datetime, number: int, new: int) -> bool:
    """Say whether to turn to a section's next older page after this one, the `number`th."""
    if not page.entries or number >= _MOST_PAGES:
        return False
    dated = [entry.published.end for entry in page.entries if entry.published]
    if dated:
        return max(dated) > since
    return bool(new) or number < _KNOWN_PAGES


def overflowed(listed: int, known: int, listed_before: int) -> bool:
    """Say whether a feed's window has nothing in common with the one before.

    Then what lay between was never shown to us.  Nothing was there to be in common with the
    window of a first poll, or with one that was empty.
    """
    return listed > 0 and known == 0 and listed_before > 0


def entries_to_take(reading: FeedReading, since: datetime) -> list[Entry]:
    """Return the entries of an older list that may be as late as a date."""
    return list(_late(reading.entries, since))


def _late(entries: Sequence[Entry], since: datetime) -> Iterator[Entry]:
    undated = 0
    for entry in entries:
        day = None if entry.published else _period(entry.url, with_year=False)
        # When it was touched last says less of when it came than the day in its path.
        ends = [moment.end for moment in (entry.published or entry.updated,) if moment]
        ends += [day[1]] if day else []
        if ends and min(ends) > since:
            yield entry
        elif not ends and undated < _UNDATED and _like_a_report(entry):
            undated += 1
            yield entry


def _like_a_report(entry: Entry) -> bool:
    return bool(entry.title or _REPORT.match(_file(entry.url)))


def _file(url: str) -> str:
    """Return what stands last in an address's path."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _period(url: str, *, with_year: bool) -> tuple[datetime, datetime] | None:
    """Return the first and the last instant of the day, month or year that an address names."""
    parts = urlsplit(url)
    if with_year and (asked := _asked(parts.query)):
        return _instants(*asked)
    if found := _DAY_IN_PATH.search(parts.path):
        return _instants(*map(int, found.groups()))
    if not with_year:
        return None
    if found := _MONTH_IN_PATH.search(parts.path):
        return _instants(*map(int, found.groups()))
    if found := _YEAR_IN_PATH.search(parts.path):
        return _instants(int(found[1]))
    return None


def _asked(query: str) -> list[int]:
    """Return year, month and day as far as a query gives them in this order."""
    given: list[int] = []
    for pattern in _IN_QUERY.values():
        found = pattern.search(query)
        if found is None:
            break
        given.append(int(found[1]))
    return given


def _instants(year: int, month: int = 0, day: int = 0) -> tuple[datetime, datetime] | None:
    try:
        begin = datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:  # 31 February
        return None
    if day:
        end = begin + timedelta(days=1)
    elif month:
        end = (begin + timedelta(days=31)).replace(day=1)
    else:
        end = begin.replace(year=year + 1)
    return begin - _ZONES, end + _ZONES
