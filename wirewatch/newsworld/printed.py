"""The values of the news world: outlets, their lists, and articles as printed.

An article has one or more texts: the first as published, later ones as the desk edits
it ("at least 10 killed" becomes "at least 50" under the same address, old slug and all).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wirewatch.newsworld.truth import SaidFigure


class ListKind(StrEnum):
    """The forms in which outlets list what is new."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    RDF = "rdf"
    SITEMAP = "sitemap"
    INDEX = "sitemap index"
    SECTION = "section"


@dataclass(frozen=True)
class Listing:
    """One list of an outlet: its form, where it is, and which links it gives.

    With `alias` it links to an article's second address where there is one (a mobile
    page, say); `tracking` is appended to every link.  `full` puts whole texts into it.
    `rows` is how many articles it shows, 0 for as many as the world's lists do.  Of an
    `unlisted` one only robots.txt speaks: nobody was told to poll it.
    """

    kind: ListKind
    path: str
    alias: bool = False
    tracking: str = ""
    full: bool = False
    rows: int = 0
    unlisted: bool = False


@dataclass(frozen=True)
class Outlet:
    """An invented outlet: who it is, how it lists and how its pages look.

    `meta` says where its pages give their time: "jsonld", "opengraph" or "visible"
    (nowhere but on the page).  `path` and `alias` are shapes of addresses, with
    {number}, {slug}, {section} and {day}.  A `restless` outlet changes its comment
    counters every hour and so the bytes, though not the news, of every page.  Its lists are
    fresh for `max_age` seconds, which it says with Cache-Control or, if it `expires`, with the
    date of the end; `forbids` are beginnings of paths that its robots.txt keeps
    for itself; from `silent_after` hours on (where given) no filler is printed there.
    """

    slug: str
    name: str
    timezone: str
    language: str
    region: str
    listings: tuple[Listing, ...]
    layout: str
    meta: str
    path: str
    zone_label: str
    shown_time: str
    colour: str
    strap: str
    country: str = "QZ"
    alias: str = ""
    credit: str = "Our Correspondent"
    crawl_delay: int = 0
    restless: bool = False
    max_age: int = 0
    expires: bool = False
    forbids: tuple[str, ...] = ()
    silent_after: float | None = None


@dataclass(frozen=True)
class Text:
    """What an article says from `at` on, and what that means for a watcher."""

    at: datetime
    title: str
    paragraphs: tuple[str, ...]
    change: str
    matches: tuple[str, ...]
    figures: tuple[SaidFigure, ...]


@dataclass(frozen=True)
class Printed:
    """An article as an outlet prints it: its addresses, and its texts in order.

    `paths` starts with the canonical one.  `byline` may be empty.  `post` is an
    embedded social post, `filler` says that it was composed by machine.
    """

    id: str
    outlet: str
    paths: tuple[str, ...]
    section: str
    byline: str
    event: str | None
    copy_of: str | None
    origin: str
    texts: tuple[Text, ...]
    post: str = ""
    filler: bool = False

    @property
    def published(self) -> datetime:
        """When the first text appeared."""
        return self.texts[0].at

    def text(self, now: datetime) -> Text | None:
        """Return what it says at `now`; None before it is published."""
        return next((text for text in reversed(self.texts) if text.at <= now), None)
