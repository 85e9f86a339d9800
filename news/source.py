"""Whom we follow: sources, their feeds, and the errands that fetch from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from news.moment import Moment

# How the error of a list begins that turned out to be a page for people.
A_WEB_PAGE = "this is a web page"
# Errors by which others know what is wrong.
ROBOTS_FORBID = "robots.txt forbids it"
BAD_CERTIFICATE = "its certificate is not valid"


class FeedKind(StrEnum):
    """What kind of list an address answers with."""

    FEED = "feed"  # RSS, Atom, RDF or JSON Feed; the parser tells them apart
    SITEMAP = "sitemap"
    SECTION = "section"


@dataclass(frozen=True)
class Feed:
    """One polled address of a source."""

    url: str
    kind: FeedKind = FeedKind.FEED


@dataclass(frozen=True)
class Selectors:
    """Where an outlet's pages have what we want, as CSS selectors; "" leaves it to us.

    `links` are those of the articles on a section page, the others count on an article's
    page.  What `remove` finds is taken out of the page first.
    """

    links: str = ""
    title: str = ""
    text: str = ""
    authors: str = ""
    published: str = ""
    modified: str = ""
    remove: str = ""


NO_SELECTORS = Selectors()


@dataclass(frozen=True)
class Shape:
    """What was found at a source's addresses of one shape ("/news/<number>/<slug>"), so far.

    `others` were no articles: lists, galleries, notices.  `seen_at` is when the last was read.
    """

    shape: str
    articles: int
    others: int
    seen_at: datetime


@dataclass(frozen=True)
class Source:
    """An outlet we follow.

    `language` is a two-letter code, `country` two capitals, `timezone` an IANA
    name; empty where not given.  `poll_seconds` is the pause between two polls of a feed whose
    rhythm is not known yet, `poll_floor` and `poll_cap` the shortest and the longest that its
    rhythm may lead to; all three are the same where somebody set a fixed pause.
    `link_pattern` restricts which links of its section pages are articles; `selectors` say
    where its pages have things; `site` names the spider that was written for it.  `tags` are
    the folders that a desk sorts its sources into.  `owner` is the family of outlets that it
    belongs to, "" where none is known.
    """

    name: str
    url: str = ""
    feeds: tuple[Feed, ...] = ()
    language: str = ""
    region: str = ""
    country: str = ""
    timezone: str = ""
    poll_seconds: float = 900.0
    poll_floor: float = 300.0
    poll_cap: float = 86_400.0
    verify_tls: bool = True
    link_pattern: str = ""
    selectors: Selectors = NO_SELECTORS
    site: str = ""
    tags: tuple[str, ...] = ()
    owner: str = ""


class FetchKind(StrEnum):
    """What a fetch is for."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    ARTICLE = "article"
    RECHECK = "recheck"
    BACKFILL = "backfill"  # a sitemap, for what the feeds no longer show
    OLDER = "older"  # the same of a section, page by page


@dataclass(frozen=True)
class Skips:
    """When a feed does not want to be asked: hours of the day and days of the week, in UTC.

    Monday is 0.
    """

    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Past:
    """What a feed's earlier polls taught of it; seconds, 0 while unknown.

    `url` is its address in the configuration; where it moved for good, it is polled at
    another.  `gap` is the usual time between two arrivals of something new, `new_at` when
    something new last came, `pause` the pause that followed from both.  `ttl` and `skips` are
    what its last body asked for.  `since_whole` counts its 304s since its last whole body,
    which came at `whole_at`.  `moved_polls` counts the polls running that a permanent redirect
    led to `moved_to`.  `weight` is what its failures in a row weigh together; `answered_at` is
    when it was last tried.  `gone_at` is when it said 410, `emptied_at` since when it lists
    nothing, having listed something.
    """

    url: str
    polls: int = 0
    listed: int = 0
    gap: float = 0.0
    new_at: datetime | None = None
    pause: float = 0.0
    ttl: float = 0.0
    skips: Skips = Skips()
    asked_until: datetime | None = None
    since_whole: int = 0
    whole_at: datetime | None = None
    moved_to: str = ""
    moved_polls: int = 0
    weight: float = 0.0
    answered_at: datetime | None = None
    gone_at: datetime | None = None
    emptied_at: datetime | None = None


@dataclass(frozen=True)
class Fetch:
    """One address that is due: the first durable thing in the archive.

    `id` is its row; `feed_id` is set for polled addresses, `article_id` for
    articles.  `etag` and `last_modified` are the validators, byte for byte, as
    `validators_url` gave them.  `first` says that nothing of its feed was ever read, or that
    it is an older list: what it brings is backlog.  `past` is what is known of a feed; None for
    pages, and for lists that another list named.  `backfill_id` is set for older lists and the
    articles they led to; `depth` says how many lists led to a list.  `part` counts the pages of
    an article that has several.
    """

    id: int
    kind: FetchKind
    url: str
    source: str
    host: str
    feed_id: int | None = None
    article_id: int | None = None
    tries: int = 0
    etag: str = ""
    last_modified: str = ""
    validators_url: str = ""
    body_hash: str = ""
    first: bool = False
    backfill_id: int | None = None
    depth: int = 0
    part: int = 1
    past: Past | None = None


@dataclass(frozen=True)
class Entry:
    """One item of a feed.

    `text` is what the feed itself says of the article (its summary or full text),
    as clean text.  `guid` is the feed's own identity for it, "" where it has none.
    `date_raw` is what it gives as its date, also where that cannot be read.
    """

    url: str
    title: str
    guid: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    language: str = ""
    date_raw: str = ""


@dataclass(frozen=True)
class FeedReading:
    """What one body of a feed says: its kind, its entries, or why there are none.

    `kind` is "rss", "atom", "rdf", "json", "sitemap", "sitemap index", "section", or ""
    where the body is none of them; then `error` says what it looks like.  `ttl_seconds`
    is the pause the feed asks for, `skips` when it does not want to be asked.  `sitemaps` are
    those that an index names, `changed` says of each when it changed last.  `older` are the
    next pages of this very list, `onward` other lists that it leads to.
    """

    kind: str
    title: str = ""
    entries: tuple[Entry, ...] = ()
    error: str = ""
    ttl_seconds: float | None = None
    skips: Skips = Skips()
    sitemaps: tuple[str, ...] = field(default=())
    changed: tuple[Moment | None, ...] = field(default=())
    older: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
