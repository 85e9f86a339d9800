"""Read an outlet's home page for what it says of itself: its name, its language, its feeds.

    <html lang="ur"> <meta property="og:site_name" content="…">
    <link rel="alternate" type="application/rss+xml" href="/feed/">   announced: sure
    <a href="/rss">RSS</a>                                           a lead: a feed, or a page
                                                                     that lists feeds

What it announces is believed until it is asked; what merely looks like a feed is a lead.
Feeds of comments and podcasts are left out: nobody reports there.  The language of the text
itself is named too, because half of the region's outlets run on a program that says `en-US`
whatever they write.

It runs in a reading worker: a home page is the first thing of a stranger that we read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from crawler.decode import charset_of, decode
from crawler.language import identify
from crawler.lines import title_text
from crawler.parse import parse_html
from crawler.urls import absolute, bare_host, url_key

_MAX_BYTES = 10_000_000
_MAX_LINKS = 5_000
_MOST = 60  # leads of one page; a directory of feeds may list all sections in two languages
_TEXT = 4_000  # characters by which a language is named
_FEW = 200  # characters by which none is

_FEED_TYPES = re.compile(r"^\s*application/(?:(?:rss|atom|rdf)\+xml|feed\+json)\b", re.IGNORECASE)
_LOOSE_TYPES = re.compile(r"^\s*(?:application|text)/(?:xml|json)\b", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"""(?:^|/)(?:rss|feeds?|atom|rdf|xml)(?:[-_.]?\w+)?(?:/|$|\.(?:xml|json|php|aspx?|rss))
    |(?:^|[/_-])(?:rss|feed|atom)[\w-]*\.(?:xml|json|php|rdf)$|\.(?:rss|rdf|atom)$
    |[?&](?:feed|format|output|type)=(?:rss2?|atom|feed)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\b(?:rss|xml feed|news feeds?|web feeds?)\b", re.IGNORECASE)
_NO_REPORTS = re.compile(
    r"comments?/|/comments|comment-feed|podcast|oembed|wp-json|/amp/?$|opml|feedback", re.IGNORECASE
)
_SITEMAP = re.compile(r"sitemap[\w.-]*\.xml(?:\.gz)?$", re.IGNORECASE)
_FEED_HOSTS = re.compile(r"(?:^|\.)(?:feedburner\.com|feedpress\.me|feedblitz\.com)$")


@dataclass(frozen=True)
class Link:
    """An address and what its link says."""

    url: str
    title: str = ""


@dataclass(frozen=True)
class HomePage:
    """What a page says of its outlet.

    `language` is as its <html> says, `locale` as og:locale does, `reads_as` what its text
    is.  `feeds` are announced, `leads` look like feeds or like pages that list them.
    """

    url: str
    title: str = ""
    site_name: str = ""
    language: str = ""
    locale: str = ""
    reads_as: str = ""
    feeds: tuple[Link, ...] = ()
    leads: tuple[Link, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_home(body: bytes, *, url: str, content_type: str = "") -> HomePage:
    """Read a page; one that cannot be read says nothing."""
    tree = parse_html(decode(body[:_MAX_BYTES], charset_of(content_type)))
    if tree is None:
        return HomePage(url)
    meta = {
        (tag.get("property") or tag.get("name") or "").strip().lower(): tag.get("content") or ""
        for tag in islice(tree.iter("meta"), 500)
    }
    anchors = list(_anchors(tree, url))
    feeds = _once(_announced(tree, url))
    known = {url_key(feed.url) for feed in feeds} | {url_key(url)}
    leads = _once(link for link in anchors if _leads(link, url) and url_key(link.url) not in known)
    sitemaps = [link.url for link in anchors if _SITEMAP.search(urlsplit(link.url).path)]
    return HomePage(
        url=url,
        title=title_text(tree.findtext(".//title") or ""),
        site_name=title_text(meta.get("og:site_name") or meta.get("application-name") or ""),
        language=title_text(tree.get("lang") or tree.get("xml:lang") or "")[:20],
        locale=title_text(meta.get("og:locale") or "")[:20],
        reads_as=_reads_as(anchors),
        feeds=feeds,
        leads=leads,
        sitemaps=tuple(dict.fromkeys(sitemaps))[:5],
    )


def _announced(tree: Any, base: str) -> Iterator[Link]:
    """Yield the feeds that the page's head names."""
    for link in islice(tree.iter("link"), _MAX_LINKS):
        relations = (link.get("rel") or "").lower().split()
        form = link.get("type") or ""
        if "alternate" not in relations and "feed" not in relations:
            continue
        url = absolute(base, link.get("href") or "")
        if url is None or _NO_REPORTS.search(url):
            continue
        title = title_text(link.get("title") or "")
        if _FEED_TYPES.match(form) or (_LOOSE_TYPES.match(form) and _FEED_PATH.search(_tail(url))):
            yield Link(url, title)


def _anchors(tree: Any, base: str) -> Iterator[Link]:
    for anchor in islice(tree.iter("a"), _MAX_LINKS):
        if url := absolute(base, anchor.get("href") or ""):
            words = " ".join(text for text in anchor.itertext() if isinstance(text, str))
            yield Link(url.partition("#")[0], title_text(words or anchor.get("title") or ""))


def _leads(link: Link, base: str) -> bool:
    """Say whether a link may lead to a feed of this outlet."""
    host, home = bare_host(link.url), bare_host(base)
    ours = host == home or host.endswith(f".{home}") or home.endswith(f".{host}")
    if not (ours or _FEED_HOSTS.search(host)) or _NO_REPORTS.search(link.url):
        return False
    return bool(_FEED_PATH.search(_tail(link.url)) or _FEED_WORDS.search(link.title[:60]))


def _tail(url: str) -> str:
    """Return path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _once(links: Iterable[Link]) -> tuple[Link, ...]:
    """Keep each address once, in order."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(url_key(link.url), link)
    return tuple(found.values())[:_MOST]


def _reads_as(anchors: list[Link]) -> str:
    """Name the language of the headlines, "" where there are too few."""
    titles = sorted({link.title for link in anchors}, key=len, reverse=True)
    text = " ".join(titles)[:_TEXT]
    return identify(text) if len(text) >= _FEW else ""
