"""What an outlet published: pages as bytes, articles as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from news.moment import Moment
from news.source import NO_SELECTORS, Selectors

# Texts of one article that are kept; who edits more often writes a ticker.
MOST_REVISIONS = 24
# What is noted of a page whose words we have.
UNCHANGED = "unchanged"


class Origin(StrEnum):
    """Where an article's text came from."""

    FEED = "feed"  # the feed's own words: what we have until the page is read
    PAGE = "page"


@dataclass(frozen=True)
class Page:
    """The bytes a URL answered with, and when.

    `url` is the address that answered, after redirects; `charset` the one of the
    Content-Type header, "" where it names none; `timezone` and `selectors` the source's.
    `part` counts the pages of an article that has several.
    """

    url: str
    body: bytes
    fetched: datetime
    charset: str = ""
    timezone: str = ""
    language: str = ""
    selectors: Selectors = NO_SELECTORS
    part: int = 1


@dataclass(frozen=True)
class Provenance:
    """Where on a page each field stood, in a word or two: "JSON-LD", "og:title", "h1".

    "" where the field is empty or nobody said.
    """

    title: str = ""
    authors: str = ""
    published: str = ""
    modified: str = ""


NO_PROVENANCE = Provenance()
# What the provenance says of a time found anywhere in a page for want of a better place.
GUESS = "a guess"


@dataclass(frozen=True)
class Post:
    """One dated piece of a live report; `start` and `end` count in the article's `full`.

    `at` is None where the page does not say when it was written.
    """

    at: Moment | None
    start: int
    end: int


@dataclass(frozen=True)
class Outlet:
    """What a rule may ask of the outlet that an article is from."""

    source: str = ""
    region: str = ""
    country: str = ""


NOWHERE = Outlet()


@dataclass(frozen=True)
class Article:
    """One report as clean text, with its metadata.

    `text` has one paragraph a line.  Spans everywhere count characters of `full`:
    title, a line feed, text.  `outlet` is what rules may ask of its source.
    `is_list` says that the page looks like one that lists others.
    `next_part` is the address where the text goes on, "" where it does not; `parts` are those
    that it was joined from.
    `posts` are those of a live report in the order of the page.
    `original` is an address on another site that the page names as the original's, "" usually.
    """

    url: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str = ""
    origin: Origin = Origin.PAGE
    is_article: bool = True
    is_list: bool = False
    paywalled: bool | None = None
    provenance: Provenance = NO_PROVENANCE
    next_part: str = ""
    parts: int = 1
    posts: tuple[Post, ...] = ()
    outlet: Outlet = NOWHERE
    original: str = ""

    @property
    def full(self) -> str:
        """Title and text as one string: what is matched, and what spans count in."""
        return f"{self.title}\n{self.text}"

    @property
    def newest(self) -> Moment | None:
        """When the newest post of a live report was written; None where none says."""
        dated = [post.at for post in self.posts if post.at]
        return max(dated, key=lambda at: at.at, default=None)


@dataclass(frozen=True)
class Known:
    """What the archive remembers of an article when another text of it arrives.

    `key` is its identity, made of its first address.  What was published before `news_after`
    is no news: that is when we began to follow its source, or later for what a backfill
    found.  `backlog` says that it was in a feed's first poll or in an older list.
    """

    id: int
    key: str
    url: str
    source: str
    news_after: datetime
    first_seen: datetime
    backlog: bool
    origin: Origin
    published: Moment | None = None
    modified: Moment | None = None
    length: int = 0
    title: str = ""
