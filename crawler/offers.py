"""Weigh the lists that an outlet offers: what each holds, and which to follow.

    feed /rss          50 entries, newest 4 minutes old          followed
    feed /rss/sport    20 entries, 19 of them in /rss too        left out: nothing new
    sitemap /news.xml  180 entries with titles and dates         followed: most are in no feed
    sitemap /2019.xml  50,000 addresses                          left out: of everything

Pure: readings in, offers out.  Feeds and news sitemaps are followed together, each for what
the others lack; a sitemap of everything, or section pages, only where neither is there.
One poll costs an outlet and us the same whether it brings anything: what shows nothing
that another does not is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler.decode import decode
from crawler.urls import url_key
from news.moment import ZoneFrom
from news.source import A_WEB_PAGE, FeedKind, FeedReading

# Dead feeds of public lists were months old, live ones hours.
FROZEN = timedelta(days=30)
FRESH = timedelta(days=3)  # a news sitemap lists two days
_NEW_SHARE = 0.1  # of a list's entries, that no other list has
_MOST_SECTIONS = 5

_BEGINNING = 20_000  # bytes
_ROOT = re.compile(r"<(?:[\w-]+:)?([A-Za-z][\w-]*)")
_PROLOGUE = re.compile(
    r"\A\s*(?:<\?.{0,500}?\?>|<!--.{0,5000}?-->|<!DOCTYPE[^>\[]{0,500}>)", re.DOTALL
)
_ROOTS = {
    "rss": "feed", "feed": "feed", "rdf": "feed", "channel": "feed",
    "urlset": "sitemap", "sitemapindex": "sitemap", "opml": "opml",
}  # fmt: skip
# Plain text of addresses, JSON, and what nobody but a sitemap sends: gzip within a file.
_BEGINS = {"http://": "sitemap", "https://": "sitemap", "{": "feed", "[": "feed"}


@dataclass(frozen=True)
class Offer:
    """One list that was found: what it holds, and whether to follow it and why.

    `why` says how it was found, `note` why it is left out.  `news` is true of a sitemap
    with titles and dates.  `offsets` are those that its dates name, in minutes; `keys` know
    its articles.  One with a `failure` answered with nothing usable.
    """

    url: str
    kind: FeedKind
    why: str
    title: str = ""
    language: str = ""
    entries: int = 0
    newest: datetime | None = None
    offsets: tuple[int, ...] = ()
    news: bool = False
    failure: str = ""
    taken: bool = False
    note: str = ""
    keys: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def usable(self) -> bool:
        """Whether it lists anything."""
        return not self.failure and self.entries > 0


def looks_like(body: bytes) -> str:
    """Say what a body is: html, feed, sitemap or opml; "" where it is none of them."""
    if body.startswith(b"\x1f\x8b"):
        return "sitemap"
    text = decode(body[:_BEGINNING]).lstrip("\ufeff \t\r\n")
    for beginning, form in _BEGINS.items():
        if text.startswith(beginning):
            return form
    while match := _PROLOGUE.match(text):
        text = text[match.end() :].lstrip()
    root = _ROOT.match(text)
    return _ROOTS.get(root[1].lower() if root else "", "html" if "<" in text else "")


def filled(offer: Offer, reading: FeedReading) -> Offer:
    """Note what a list holds."""
    if not reading.kind:
        says = "a page for people, not a feed" if reading.error.startswith(A_WEB_PAGE) else ""
        return replace(offer, failure=says or reading.error or "not readable")
    moments = [entry.published or entry.updated for entry in reading.entries]
    dated = [moment for moment in moments if moment is not None]
    languages = [entry.language for entry in reading.entries if entry.language]
    return replace(
        offer,
        title=reading.title,
        language=max(set(languages), key=languages.count) if languages else "",
        entries=len(reading.entries),
        newest=max((moment.at for moment in dated), default=None),
        offsets=tuple(moment.offset for moment in dated if moment.zone_from == ZoneFrom.FEED),
        news=any(entry.published and entry.title for entry in reading.entries),
        keys=frozenset(url_key(entry.url) for entry in reading.entries),
    )


def chosen(offers: Sequence[Offer], first: str, now: datetime) -> tuple[Offer, ...]:
    """Say of each list whether to follow it; the one that was named is, if it can be."""
    seen: set[str] = set()
    taken: list[Offer] = []
    judged: dict[str, Offer] = {}
    for offer in sorted(offers, key=lambda one: _rank(one, first, now)):
        note = ""
        if not offer.usable:
            note = offer.failure or "it lists nothing"
        elif offer.url != first:
            note = _old(offer, now) or _spare(offer, taken, now) or _repeats(offer, taken, seen)
        judged[offer.url] = replace(offer, taken=not note, note=note)
        if not note:
            taken.append(offer)
            seen |= offer.keys
    return tuple(judged[offer.url] for offer in offers)


def suffices(offer: Offer, now: datetime) -> bool:
    """Say whether an outlet can be followed by this list alone."""
    if not offer.usable or offer.kind is FeedKind.SECTION or _old(offer, now):
        return False
    return offer.kind is FeedKind.FEED or _is_fresh(offer, now)


def _rank(offer: Offer, first: str, now: datetime) -> tuple[bool, int, int]:
    """Sort lists as they are looked at: the named one, feeds, news, all else by size."""
    if offer.kind is FeedKind.FEED:
        return offer.url != first, 0, 0
    if offer.news and _is_fresh(offer, now):
        return offer.url != first, 1, 0
    return offer.url != first, 2 + (offer.kind is FeedKind.SECTION), -offer.entries


def _old(offer: Offer, now: datetime) -> str:
    if offer.newest is not None and now - offer.newest > FROZEN:
        return f"its newest entry is {(now - offer.newest).days} days old"
    return ""


def _spare(offer: Offer, taken: Collection[Offer], now: datetime) -> str:
    """Say why a list of the second choice is not needed."""
    if offer.kind is FeedKind.SECTION:
        if any(one.kind is not FeedKind.SECTION for one in taken):
            return "what else there is suffices"
        return "there are sections enough" if len(taken) >= _MOST_SECTIONS else ""
    if offer.kind is FeedKind.SITEMAP and not (offer.news and _is_fresh(offer, now)):
        if taken:
            return "it is a sitemap of everything, not of news"
        return "" if _is_fresh(offer, now) else "it names no day of these"
    return ""


def _repeats(offer: Offer, taken: Collection[Offer], seen: set[str]) -> str:
    """Say that a list brings nothing that is not there already.

    A news sitemap is more than it shows in a quiet hour: where a feed's window was too short,
    what left it is looked for there.
    """
    first_map = offer.kind is FeedKind.SITEMAP and all(one.kind != offer.kind for one in taken)
    if first_map:
        return ""
    if taken and len(offer.keys - seen) <= _NEW_SHARE * len(offer.keys):
        return "it lists nothing that the others do not"
    return ""


def _is_fresh(offer: Offer, now: datetime) -> bool:
    return offer.newest is not None and now - offer.newest <= FRESH
