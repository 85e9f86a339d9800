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
    the folders that a desk sorts its sources into.
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
    selectors: Selectors = Selectors()
    site: str = ""
    tags: tuple[str, ...] = ()


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
class Fetch:
    """One address that is due: the first durable thing in the archive.

    `id` is its row; `feed_id` is set for polled addresses, `article_id` for
    articles.  `etag` and `last_modified` are the validators, byte for byte.  `first` says
    that nothing of its feed was ever read, or that it is an older list: what it brings is
    backlog.  `backfill_id` is set for older lists and the articles they led to; `depth` says
    how many lists led to a list.
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
    body_hash: str = ""
    first: bool = False
    backfill_id: int | None = None
    depth: int = 0


@dataclass(frozen=True)
class Entry:
    """One item of a feed.

    `text` is what the feed itself says of the article (its summary or full text),
    as clean text.  `guid` is the feed's own identity for it, "" where it has none.
    """

    url: str
    title: str
    guid: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    language: str = ""


@dataclass(frozen=True)
class FeedReading:
    """What one body of a feed says: its kind, its entries, or why there are none.

    `kind` is "rss", "atom", "rdf", "json", "sitemap", "sitemap index", "section", or ""
    where the body is none of them; then `error` says what it looks like.  `ttl_seconds`
    is the pause the feed asks for.  `sitemaps` are those that an index names, `changed` says
    of each when it changed last.  `older` are the next pages of this very list, `onward`
    other lists that it leads to.
    """

    kind: str
    title: str = ""
    entries: tuple[Entry, ...] = ()
    error: str = ""
    ttl_seconds: float | None = None
    sitemaps: tuple[str, ...] = field(default=())
    changed: tuple[Moment | None, ...] = field(default=())
    older: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
