"""Found further outlets by machine, for worlds in which many are followed.

The nine written outlets show nine ways of listing; a crowd needs every way many times
over, with small differences that matter to a reader: two lists that overlap, lists that
are fresh for a quarter of an hour, a section that robots.txt forbids, three rows only beside
sitemaps that nobody told us of, an outlet that prints no more from some hour on.  The outlets
take the shapes in turn, so any ten have all.  Filler fills them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from wirewatch.newsworld.content import Region
from wirewatch.newsworld.printed import Listing, ListKind, Outlet

_SITEMAP = Listing(ListKind.SITEMAP, "/sitemap-news.xml")


@dataclass(frozen=True)
class Shape:
    """One way of being an outlet; `word` is in its name."""

    word: str
    listings: tuple[Listing, ...]
    path: str
    meta: str = "jsonld"
    layout: str = "broadsheet"
    max_age: int = 0
    expires: bool = False
    forbids: tuple[str, ...] = ()
    crawl_delay: int = 0
    silent_after: float | None = None


SHAPES = (
    Shape("Gazette", (Listing(ListKind.RSS, "/feed/"),), "/{day}/{slug}/"),
    Shape("Mail", (Listing(ListKind.ATOM, "/news.atom", full=True),), "/news/{number}"),
    # RSS alone misses what only the sitemap has; together they name every report twice.
    Shape("Tribune", (Listing(ListKind.RSS, "/rss.xml"), _SITEMAP), "/{section}/{slug}-{number}"),
    Shape(
        "Bulletin",
        (Listing(ListKind.JSON, "/feed.json"),),
        "/b/{number}/{slug}",
        layout="agency",
        max_age=1200,
    ),
    # A window of three rows is full after an hour or two: what it drops is in the sitemaps of
    # an index that only robots.txt names.
    Shape(
        "Express",
        (
            Listing(ListKind.RSS, "/rss", rows=3),
            Listing(ListKind.INDEX, "/sitemap.xml", unlisted=True),
        ),
        "/story/{slug}-{number}",
        meta="opengraph",
    ),
    Shape("Chronicle", (_SITEMAP,), "/{section}/{day}/{slug}", max_age=900, expires=True),
    Shape(
        "Observer",
        (Listing(ListKind.SECTION, "/latest/"),),
        "/latest/{day}/{slug}.html",
        meta="visible",
        layout="regional",
    ),
    # What robots.txt forbids is known by the feed's own words, never by its page.
    Shape(
        "Standard",
        (Listing(ListKind.RSS, "/rss/all.xml"),),
        "/{section}/{number}",
        forbids=("/sport/",),
        crawl_delay=1,
    ),
    Shape("Register", (Listing(ListKind.RDF, "/index.rdf"),), "/r/{number}", silent_after=9.0),
    Shape(
        "Star",
        (Listing(ListKind.ATOM, "/atom", tracking="?utm_campaign=feed"), _SITEMAP),
        "/star/{number}-{slug}",
        meta="opengraph",
        layout="broadcast",
    ),
)
_ZONES = (
    ("Asia/Karachi", "PKT"),
    ("Asia/Kolkata", "IST"),
    ("Asia/Kabul", "AFT"),
    ("Asia/Kathmandu", "NPT"),
    ("Asia/Dhaka", "BST"),
)


def found_outlets(count: int, region: Region, seed: int) -> tuple[Outlet, ...]:
    """Return so many outlets, the same for a seed."""
    return tuple(_outlet(number, region, seed) for number in range(count))


def _outlet(number: int, region: Region, seed: int) -> Outlet:
    shape = SHAPES[number % len(SHAPES)]
    town = region.towns[number % len(region.towns)]
    chance = random.Random(f"{seed}/outlet/{number}")  # noqa: S311  decoration, not secrets
    zone, label = chance.choice(_ZONES)
    return Outlet(
        slug=f"{shape.word.lower()}-{number:03d}",
        name=f"{town} {shape.word} {number}",
        timezone=zone,
        language="en",
        region=region.name,
        listings=shape.listings,
        layout=shape.layout,
        meta=shape.meta,
        path=shape.path,
        zone_label=label,
        shown_time="%d %B %Y, %H:%M",
        colour=f"#{chance.randrange(0x777777):06x}",
        strap=f"All the news of {town}",
        max_age=shape.max_age,
        expires=shape.expires,
        forbids=shape.forbids,
        crawl_delay=shape.crawl_delay,
        silent_after=shape.silent_after,
    )
