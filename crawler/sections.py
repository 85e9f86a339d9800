"""Find the articles on a section page, for outlets that have no feed.

A front page is hundreds of links: menus, tags, authors, share buttons, and some thirty
reports.  A report's link stays on the outlet's host, carries a headline of some words,
and its address has the shape of an article: a slug ("floods-cut-road-to-turbat"), a
number of its own, a date, `.html`.  Links inside navigation, header, footer and sidebars
do not count.  Where one kind of card repeats, the sure links say which cards hold
reports, and their neighbours of the same kind come along.

A `pattern` from the configuration decides alone: a regular expression searched in path
and query.

Discarded: taking every link with a long text (privacy notices have long texts); one
spider per outlet (each redesign breaks one).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from crawler.dates import read_date
from crawler.decode import decode
from crawler.lines import title_text
from crawler.parse import parse_html
from crawler.shapes import paged, without_session
from crawler.urls import absolute, bare_host, url_key
from news.moment import Moment, ZoneFrom
from news.source import Entry, FeedReading, Source

MAX_LINKS = 100
MAX_BYTES = 10_000_000
_MAX_OLDER, _MAX_ONWARD = 20, 200
_LONGEST_NAME = 40  # characters of a section's name
_MAX_SEEN = 5_000
_MAX_PATH = 500  # characters of an address that a pattern sees: bounds its cost
_MIN_LETTERS = 15  # of a headline; "Read more" and section names are shorter
_SURE, _LIKELY = 3, 2

_CARD_SIZE = 100  # elements; what is larger is no card
_CARDS = frozenset({"article", "li", "tr"})
_MENUS = frozenset({"nav", "footer", "aside", "form", "header"})
_MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|breadcrumbs?|sidebar|social|share|sharing|tags?|cookie"
    r"|consent|login|topbar|subscribe|newsletter|pagination|pager)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_ARTICLES = re.compile(
    r"""/(?:tags?|topics?|authors?|writers?|reporters?|profile|users?|login|signin|sign-in|signup|register
    |account|search|category|categories|page|about(?:-us)?|contact(?:-us)?|privacy(?:-policy)?|terms
    (?:-[a-z-]+)?|advertise|subscribe|subscription|newsletters?|rss|feeds?|sitemap|epaper|e-paper|careers
    |cookies?|disclaimer|cart|shop|live-tv|weather|horoscope|games?|wp-login|wp-admin|cdn-cgi)(?:/|$|\.)
    |\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|css|js|ico|apk)$""",
    re.VERBOSE | re.IGNORECASE,
)
# Where no list of reports is to be had, or thousands that only repeat what others have.
_NOT_LISTS = re.compile(
    r"""/(?:tags?|authors?|writers?|reporters?|profile|users?|login|signin|sign-in|signup|register
    |account|search|about(?:-us)?|contact(?:-us)?|privacy(?:-policy)?|terms(?:-[a-z-]+)?|advertise
    |subscribe|subscription|newsletters?|rss|feeds?|sitemap|epaper|e-paper|careers|cookies?|disclaimer
    |cart|shop|live-tv|weather|horoscope|games?|wp-login|wp-admin|wp-json|cdn-cgi|share|print)(?:/|$|\.)
    |\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|css|js|ico|apk|json)$""",
    re.VERBOSE | re.IGNORECASE,
)
_SLUG = re.compile(r"[^/]*[^\W\d_]+(?:-[^/-]+){2,}")
_NUMBER = re.compile(r"(?:^|[/_.=-])\d{5,}(?:$|[/_.&?-])")
_DATE = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?\d{1,2})?(?:/|-)")
_PAGE = re.compile(r"\.(?:html?|php|aspx?|cms|shtml|ece)$", re.IGNORECASE)


@dataclass(frozen=True)
class _Link:
    """A link that may be an article: where, what it says, its card's kind, how sure."""

    url: str
    title: str
    card: str
    score: int
    published: Moment | None


def read_section(body: bytes, *, url: str, source: Source, now: datetime) -> FeedReading:
    """Read a section page: its likely articles, in the order of the page, at most 100."""
    pattern, timezone = source.link_pattern, source.timezone
    tree = parse_html(decode(body[:MAX_BYTES]))
    if tree is None:
        return FeedReading("", error="the answer is empty")
    try:
        wanted = re.compile(pattern) if pattern else None
    except re.error as problem:
        return FeedReading("", error=f"link_pattern cannot be read: {problem}")
    dated = partial(read_date, timezone=timezone, now=now, zone_from=ZoneFrom.PAGE)
    links = list(_links(tree, url, wanted, dated))
    chosen = links if wanted else _likely(links)
    entries = [Entry(link.url, link.title, published=link.published) for link in _once(chosen)]
    title = title_text(tree.findtext(".//title") or "")
    error = "" if entries else "no link on this page looks like an article"
    older, onward = _further(tree, url, {url_key(entry.url) for entry in entries})
    return FeedReading(
        "section", title, tuple(entries[:MAX_LINKS]), error, older=older, onward=onward
    )


def _further(tree: Any, base: str, taken: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the next pages of this list, and other lists that it leads to."""
    home, (here, page) = bare_host(base), paged(base)
    older, onward = dict[str, None](), dict[str, None]()
    for link in islice(tree.iter("a", "link"), _MAX_SEEN):
        url = absolute(base, link.get("href") or "")
        if url is None or not _same_site(home, bare_host(url)) or url_key(url) in taken:
            continue
        url, following = without_session(url), "next" in (link.get("rel") or "").lower().split()
        whole, number = paged(url)
        if following or (whole == here and number > page) or _counts(link, url, base):
            older[url] = None
        elif link.tag == "a" and whole != here and _may_be_list(link, url):
            onward[url] = None
    return tuple(older)[:_MAX_OLDER], tuple(onward)[:_MAX_ONWARD]


def _counts(link: Any, url: str, base: str) -> bool:
    """Say whether a link is a pager's bare number: "3", leading to this address and /3."""
    text, path = (link.text or "").strip(), urlsplit(url).path.rstrip("/")
    own = re.sub(r"/\d{1,4}$", "", urlsplit(base).path.rstrip("/"))
    return text.isdecimal() and text != "1" and path == f"{own}/{text}"


def _may_be_list(link: Any, url: str) -> bool:
    """Say whether a link may lead to another list of reports: its name is short."""
    path = urlsplit(url).path
    return len(_words(link)) <= _LONGEST_NAME and not _NOT_LISTS.search(path)


def _links(tree: Any, base: str, wanted: re.Pattern[str] | None, dated: Any) -> Iterator[_Link]:
    """Yield the links that may be articles."""
    home, here = bare_host(base), url_key(base)
    for anchor in list(tree.iter("a"))[:_MAX_SEEN]:
        url = absolute(base, anchor.get("href") or "")
        if url is None or url_key(url) == here or not _same_site(home, bare_host(url)):
            continue
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if wanted is None:
            score = _score(path)
            if not score or _in_menu(anchor):
                continue
        elif wanted.search(path[:_MAX_PATH]):
            score = _SURE
        else:
            continue
        yield _Link(url, _headline(anchor), _card(anchor), score, _published(anchor, dated))


def _likely(links: list[_Link]) -> list[_Link]:
    """Keep headlines with an article's address, and their neighbours in cards of one kind."""
    long = [link for link in links if len(link.title) >= _MIN_LETTERS]
    cards = Counter(link.card for link in long if link.score >= _LIKELY)
    return [link for link in long if link.score >= _LIKELY or cards[link.card] >= 3]  # noqa: PLR2004


def _once(links: list[_Link]) -> list[_Link]:
    """Keep one link per address, with the longest of its headlines and any date."""
    best: dict[str, _Link] = {}
    for link in links:
        key = url_key(link.url)
        old = best.get(key)
        if old is None:
            best[key] = link
            continue
        title = max(old.title, link.title, key=len)
        best[key] = _Link(old.url, title, old.card, old.score, old.published or link.published)
    return list(best.values())


def _same_site(one: str, other: str) -> bool:
    """Say whether two hosts are one outlet's: the same, or one below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _score(path: str) -> int:
    """Say how much an address has the shape of an article: 0 never, 2 likely, 3 sure."""
    bare = path.partition("?")[0]
    if (bare in {"", "/"} and not _NUMBER.search(path)) or _NOT_ARTICLES.search(bare):
        return 0
    last = bare.rstrip("/").rpartition("/")[2]
    signs = [
        2
        * bool(
            _SLUG.match(last) or _SLUG.match(bare.rstrip("/").rpartition("/")[0].rpartition("/")[2])
        ),
        2 * bool(_NUMBER.search(path)),
        2 * bool(_DATE.search(bare)),
        bool(_PAGE.search(bare)),
    ]
    return 1 + min(sum(signs), _SURE - 1)


def _in_menu(anchor: Any) -> bool:
    """Say whether a link stands in navigation rather than in the page's content."""
    for depth, element in enumerate(anchor.iterancestors()):
        if depth > 12 or element.tag in {"article", "main", "body"}:  # noqa: PLR2004
            return False
        if element.tag in _MENUS:
            # A card may have a <header> of its own; the page's has many links.
            return not (element.tag == "header" and len(element.findall(".//a")) <= 3)  # noqa: PLR2004
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(names) < 300 and _MENU_NAMES.search(names):  # noqa: PLR2004
            return True
    return False


def _headline(anchor: Any) -> str:
    """Return what a link says: its heading, else its text, else its title or image's."""
    for name in ("h1", "h2", "h3", "h4", "h5"):
        heading = anchor.find(f".//{name}")
        if heading is not None and (text := _words(heading)):
            return text
    image = anchor.find(".//img")
    other = anchor.get("title") or (image.get("alt") if image is not None else "") or ""
    return max(_words(anchor), title_text(other), key=len)


def _words(element: Any) -> str:
    return title_text(" ".join(text for text in element.itertext() if isinstance(text, str)))


def _card(anchor: Any) -> str:
    """Name the kind of card a link stands in: the classes of the three elements around it."""
    names = []
    for element, _ in zip(anchor.iterancestors(), range(3), strict=False):
        names.append(f"{element.tag}.{(element.get('class') or '')[:80]}")
    return ">".join(names)


def _published(anchor: Any, dated: Any) -> Moment | None:
    """Read the date in a link's card: the <time> of the smallest element that has one."""
    for element, _ in zip(anchor.iterancestors(), range(4), strict=False):
        inside = list(islice(element.iter(), _CARD_SIZE))
        times = [other for other in inside if other.tag == "time"]
        # With a third address in it, it is a list of cards.
        others = {other.get("href") for other in inside if other.tag == "a"}
        if len(times) > 1 or len(others) > 2 or len(inside) == _CARD_SIZE:  # noqa: PLR2004
            return None
        if times:
            found: Moment | None = dated(times[0].get("datetime") or _words(times[0]))
            return found
        if element.tag in _CARDS:
            return None
    return None
