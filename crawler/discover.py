"""Find what an outlet offers, from whatever address somebody has of it.

    address ─▶ home page ─▶ feeds      announced, linked, listed on a page of feeds, usual places
                   ├──────▶ sitemaps   robots.txt, usual places; of an index its news first
                   └──────▶ sections   where neither is to be had: `crawler.explore`

A feed or a sitemap leads to its home page and so to the rest: RSS alone shows about two
thirds of what outlets publish, news sitemaps most of it.  Every list is asked and read
before it is offered; an address that merely looks right is worth nothing.

It asks little: some two dozen requests at most, one after another, through the waves' gate,
guard and robots.txt; a host that wants a pause, or answers the first request with a
refusal, is left alone.  What is followed in the end a person confirms: `chosen` proposes,
and says of each list why.  One that lists nothing that another does not is left out, for
two polls that bring the same are one too many.

Discarded: services that know feeds by address (they would learn whom a desk watches);
trying two hundred usual places (an outlet would take it for an attack, rightly).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from protego import Protego

from crawler.explore import Bounds, Exploration, explore
from crawler.home import HomePage, Link
from crawler.offers import Offer, chosen, filled, looks_like, suffices
from crawler.robots import RobotsFile, read_robots
from crawler.urls import bare_host, host_of, url_key
from crawler.visit import Ask, Heard
from news.errors import ExtractError
from news.moment import Clock
from news.source import Feed, FeedKind, FeedReading, Fetch, FetchKind, Source

MOST_ASKED = 24  # requests, without robots.txt and redirects
_MOST_ANNOUNCED = 8
_MOST_LEADS, _FEW_LEADS = 8, 4  # fewer where feeds are announced
_MOST_LISTED = 8  # feeds of a page that lists feeds
_ENOUGH = 10  # usable feeds; an outlet with forty lists the same reports in them
_MOST_SITEMAPS, _MOST_PARTS = 3, 3
_SECTIONS = Bounds(depth=1, requests=12, seconds=90.0)
_SILENT = 2  # requests to a host without any answer: it is asked no more
_OK = {200, 203}
_PAUSES = {429, 503}
_FOR_GOOD = {301, 308}

_FEED_PLACES = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feeds")
_SITEMAP_PLACES = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")
_SITEMAP_ADDRESS = re.compile(r"site-?map|/sitemaps?/", re.IGNORECASE)
_FEED_ADDRESS = re.compile(r"rss|feed|atom|\.(?:xml|rdf|json|opml)\b", re.IGNORECASE)
_NEWS = re.compile(r"news|latest|recent|today", re.IGNORECASE)
_TURNS = re.compile(r"(?:19|20)\d\d|\d{2,}")  # a part that another will follow next month
_FIRST_RATE = re.compile(r"latest|home|top|all|main|news|national|breaking", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """All that an address led to.

    `refused` is what the address itself answered, where that was nothing to go on from;
    `opml` the body of a list of subscriptions, if it is one.
    """

    asked: str
    home: HomePage | None = None
    offers: tuple[Offer, ...] = ()
    refused: Heard | None = None
    opml: bytes = field(default=b"", repr=False)
    notes: tuple[str, ...] = ()
    requests: int = 0


class Parser(Protocol):
    """What reads, in killable workers."""

    async def feed(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str,
        timezone: str,
        language: str,
        now: datetime,
    ) -> FeedReading:
        """Read a feed."""

    async def sitemap(
        self, body: bytes, *, url: str, timezone: str, language: str, now: datetime
    ) -> FeedReading:
        """Read a sitemap."""

    async def section(self, body: bytes, *, url: str, source: Source, now: datetime) -> FeedReading:
        """Read a section page."""

    async def home(self, body: bytes, *, url: str, content_type: str) -> HomePage:
        """Read a home page."""


@dataclass
class Discovery:
    """A search while it goes on.

    `robots` gives what a host answered for robots.txt, None while it was not asked; `known`
    are addresses of the outlet that are known already; `step` is told what is asked.
    """

    ask: Ask
    parser: Parser
    clock: Clock
    robots: Callable[[str], RobotsFile | None]
    known: Sequence[Feed] = ()
    step: Callable[[str], None] = lambda _: None
    offers: dict[str, Offer] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    requests: int = 0
    _stopped: bool = False
    _silent: Counter[str] = field(default_factory=Counter)
    _pages: dict[str, Heard] = field(default_factory=dict)
    _home: HomePage | None = None
    _first: str = ""
    _refused: Heard | None = None
    _opml: bytes = b""

    async def run(self, address: str) -> Found:
        """Find what there is; never raises but what ends the whole visit."""
        heard = await self._begin(address)
        if not usable(heard):
            self._refused = heard
            await self._feeds(self.known, "the shipped catalogue")
            if "forbids" in heard.failure:  # by robots.txt; feeds may be asked all the same
                await self._usual_feeds(heard.url)
        elif (form := looks_like(heard.body)) == "opml":
            self._opml = heard.body
        else:
            await self._from(heard, form)
        return self.found(address)

    def found(self, address: str) -> Found:
        """Return what there is so far."""
        offers = tuple(self.offers.values())
        return Found(
            asked=address,
            home=self._home,
            offers=chosen(offers, self._first, self.clock.now()),
            refused=None if any(offer.usable for offer in offers) else self._refused,
            opml=self._opml,
            notes=tuple(self.notes),
            requests=self.requests,
        )

    # --- from the address to the home page

    async def _begin(self, address: str) -> Heard:
        """Ask for the address; one without a scheme over TLS first."""
        if "://" in address:
            return await self._hear(kind_of(address), address)
        heard = await self._hear(kind_of(address), f"https://{address}")
        if heard.status or heard.withheld or self._stopped:
            return heard
        return await self._hear(kind_of(address), f"http://{address}")

    async def _from(self, heard: Heard, form: str) -> None:
        """Go from what the address was to all the rest."""
        if form == "html":
            self._home = await self._read_home(heard)
        else:
            kind = FeedKind.SITEMAP if form == "sitemap" else FeedKind.FEED
            offer = await self._offer(heard, kind, "you named it")
            self._first = offer.url
            await self._ask_home(_outlet_of(offer, heard.url))
        await self._feeds(self.known, "the shipped catalogue")
        if self._home is not None and not self._announces() and _path(self._home.url) != "/":
            await self._ask_home(urljoin(self._home.url, "/"))
        base = self._home.url if self._home is not None else heard.url
        await self._all_feeds(base)
        await self._all_sitemaps(base)
        if not any(suffices(offer, self.clock.now()) for offer in self.offers.values()):
            await self._sections(heard.url if form == "html" else base)

    def _announces(self) -> bool:
        return self._home is not None and bool(self._home.feeds or self._home.leads)

    async def _ask_home(self, url: str) -> None:
        """Ask for a home page; what a page nearer by said of its outlet stays."""
        heard = await self._hear(FetchKind.SECTION, url)
        if not usable(heard):
            self.notes.append(f"its home page {url} could not be read: {reason(heard)}")
        elif looks_like(heard.body) == "html":
            self._home = await self._read_home(heard)

    async def _read_home(self, heard: Heard) -> HomePage | None:
        try:
            return await self.parser.home(
                heard.body, url=heard.url, content_type=heard.header("Content-Type")
            )
        except ExtractError as error:
            self.notes.append(f"{heard.url} could not be read: {error}")
            return None

    # --- feeds

    async def _feeds(self, lists: Iterable[Feed], why: str) -> None:
        for feed in lists:
            if feed.kind is FeedKind.FEED:
                await self._try(feed.url, FeedKind.FEED, why)
            elif feed.kind is FeedKind.SITEMAP:
                await self._sitemap(feed.url, why)

    async def _all_feeds(self, base: str) -> None:
        home = self._home or HomePage(base)
        for link in home.feeds[:_MOST_ANNOUNCED]:
            await self._try(link.url, FeedKind.FEED, "its home page announces it")
        leads = sorted(home.leads, key=lambda link: not _FIRST_RATE.search(link.url + link.title))
        for link in leads[: _FEW_LEADS if self._usable_feeds() else _MOST_LEADS]:
            said = f"its home page links to it as “{link.title[:40]}”"
            await self._lead(link, said if link.title else "its home page links to it")
        if not self._usable_feeds():
            await self._usual_feeds(base)

    async def _lead(self, link: Link, why: str) -> None:
        """Try what looks like a feed; where it is a page, the feeds that this lists."""
        heard = await self._try(link.url, FeedKind.FEED, why)
        if heard is None or not usable(heard) or looks_like(heard.body) != "html":
            return
        self.offers.pop(url_key(link.url), None)
        page = await self._read_home(heard)
        listed = (*page.feeds, *page.leads) if page else ()
        for other in sorted(listed, key=lambda one: not _FIRST_RATE.search(one.url + one.title))[
            :_MOST_LISTED
        ]:
            await self._try(other.url, FeedKind.FEED, f"{link.url} lists it")

    async def _usual_feeds(self, base: str) -> None:
        """Look where most programs put a feed, until one is there."""
        for place in _FEED_PLACES:
            url = urljoin(base, place)
            await self._try(url, FeedKind.FEED, f"found at the usual place {place}")
            if not self.offers.get(url_key(url), Offer("", FeedKind.FEED, "")).usable:
                self.offers.pop(url_key(url), None)
            if self._usable_feeds():
                return

    def _usable_feeds(self) -> int:
        return sum(one.usable and one.kind is FeedKind.FEED for one in self.offers.values())

    # --- sitemaps

    async def _all_sitemaps(self, base: str) -> None:
        """Ask for the sitemaps that robots.txt or the home page names, else at usual places."""
        named = [*await self._named_by_robots(base)]
        named.sort(key=lambda url: not _NEWS.search(url))
        ours = [url for url in named if url.startswith(("http://", "https://"))]
        for url in ours[:_MOST_SITEMAPS]:
            await self._sitemap(url, "robots.txt names it")
        if ours:
            return
        linked = self._home.sitemaps if self._home else ()
        for url in linked[:1]:
            await self._sitemap(url, "its home page links to it")
        for place in _SITEMAP_PLACES:
            if any(one.usable and one.kind is FeedKind.SITEMAP for one in self.offers.values()):
                return
            url = urljoin(base, place)
            await self._sitemap(url, f"found at the usual place {place}")
            if not self.offers.get(url_key(url), Offer("", FeedKind.SITEMAP, "")).usable:
                self.offers.pop(url_key(url), None)

    async def _named_by_robots(self, base: str) -> Iterable[str]:
        """Return the sitemaps of robots.txt, which was asked for the home page already."""
        file = self.robots(host_of(base))
        if file is None and not self._stopped:
            heard = await self._hear(FetchKind.FEED, urljoin(base, "/robots.txt"))
            file = read_robots(heard.status, heard.body, heard.at)
        return Protego.parse(file.text).sitemaps if file and file.status in _OK else ()

    async def _sitemap(self, url: str, why: str) -> None:
        """Ask for a sitemap; of an index the likeliest parts."""
        heard = await self._try(url, FeedKind.SITEMAP, why)
        if heard is None or not usable(heard):
            return
        reading = await self._read(heard, FeedKind.SITEMAP)
        if reading.kind != "sitemap index":
            return
        self.offers.pop(url_key(url), None)
        for part in likely_parts(reading.sitemaps):
            await self._try(part, FeedKind.SITEMAP, f"{why}; it is part of {url}")
            offer = self.offers.get(url_key(part))
            if offer is None or not offer.usable:
                continue
            if _TURNS.search(_path(part)):
                # Next month it is another: the index itself is what stays.
                del self.offers[url_key(part)]
                self.offers[url_key(url)] = replace(offer, url=url, why=f"{why}; an index")
            if offer.news:
                return

    # --- sections

    async def _sections(self, start: str) -> None:
        """Look for pages that list articles, from the navigation of the home page."""
        if self._stopped or self._silent[host_of(start)] >= _SILENT:
            return
        bounds = replace(_SECTIONS, requests=min(_SECTIONS.requests, self._left()))
        search = Exploration([start], bounds)
        source = Source("", start)
        async for found in explore(self._counted, self.parser, search, source, self.clock):
            if not found.reading.entries:
                continue
            why = "the page itself" if found.step.depth == 0 else "its navigation leads there"
            offer = filled(Offer(found.heard.url, FeedKind.SECTION, why), found.reading)
            self.offers.setdefault(url_key(offer.url), offer)

    async def _counted(self, fetch: Fetch) -> Heard:
        """Ask, and count it; a page that was heard is not asked for again."""
        if fetch.url in self._pages:
            return self._pages[fetch.url]
        self.requests += 1
        self.step(fetch.url)
        heard = await self.ask(fetch)
        if fetch.kind is FetchKind.SECTION:
            self._pages[fetch.url] = heard
        return heard

    # --- asking

    def _left(self) -> int:
        return MOST_ASKED - self.requests

    async def _hear(self, kind: FetchKind, url: str) -> Heard:
        heard = await self._counted(Fetch(0, kind, url, "", host_of(url)))
        self._silent[host_of(url)] += not (heard.status or heard.withheld)
        if heard.status in _PAUSES or heard.paused:
            self._stopped = True
            self.notes.append(f"{host_of(url)} wants a pause ({reason(heard)}): no more was asked")
        return heard

    async def _try(self, url: str, kind: FeedKind, why: str) -> Heard | None:
        """Ask for a list and note what it is; None where it is known or enough was asked."""
        enough = kind is FeedKind.FEED and self._usable_feeds() >= _ENOUGH
        silent = self._silent[host_of(url)] >= _SILENT
        if self._stopped or silent or enough or self._left() <= 0 or url_key(url) in self.offers:
            return None
        heard = await self._hear(FetchKind(kind), url)
        if usable(heard):
            await self._offer(heard, kind, why)
        else:
            self.offers[url_key(url)] = Offer(url, kind, why, failure=reason(heard))
        return heard

    async def _offer(self, heard: Heard, kind: FeedKind, why: str) -> Offer:
        """Note a list that answered, under the address that will go on to."""
        url = heard.asked
        if heard.hops and {status for _, status in heard.hops} <= _FOR_GOOD:
            url = heard.url
        reading = await self._read(heard, kind)
        if kind is FeedKind.FEED and looks_like(heard.body) == "sitemap":
            kind, reading = FeedKind.SITEMAP, await self._read(heard, FeedKind.SITEMAP)
        offer = filled(Offer(url, kind, why), reading)
        known = self.offers.setdefault(url_key(url), offer)
        if url_key(heard.asked) != url_key(url):
            self.offers.pop(url_key(heard.asked), None)
        return known

    async def _read(self, heard: Heard, kind: FeedKind) -> FeedReading:
        try:
            if kind is FeedKind.SITEMAP:
                return await self.parser.sitemap(
                    heard.body, url=heard.url, timezone="", language="", now=heard.at
                )
            return await self.parser.feed(
                heard.body,
                url=heard.url,
                content_type=heard.header("Content-Type"),
                timezone="",
                language="",
                now=heard.at,
            )
        except ExtractError as error:
            return FeedReading("", error=str(error))


def usable(heard: Heard) -> bool:
    """Say whether an answer holds anything to read."""
    return not heard.failure and heard.status in _OK


def reason(heard: Heard) -> str:
    """Say why an answer is not usable."""
    return heard.failure or f"http {heard.status}"


def likely_parts(parts: Sequence[str]) -> list[str]:
    """Return the parts of an index in which news may be: those named so, the first, the last."""
    named = [url for url in parts if _NEWS.search(_path(url))]
    return list(dict.fromkeys([*named, *parts[:1], *parts[-1:]]))[:_MOST_PARTS]


def kind_of(address: str) -> FetchKind:
    """Say as what an address is asked: feeds are for programs, the rest minds robots.txt."""
    tail = address.partition("://")[2].partition("/")[2] if "://" in address else address
    if _SITEMAP_ADDRESS.search(tail):
        return FetchKind.SITEMAP
    return FetchKind.FEED if _FEED_ADDRESS.search(tail) else FetchKind.SECTION


def _outlet_of(offer: Offer, url: str) -> str:
    """Return the home page that a list belongs to: where most of its articles are."""
    hosts = [key.partition("/")[0] for key in offer.keys]
    scheme, own = url.partition("://")[0], host_of(url)
    host = max(set(hosts), key=hosts.count) if hosts else own
    if bare_host(f"{scheme}://{host}") == bare_host(url):
        host = own
    return f"{scheme}://{host}/"


def _path(url: str) -> str:
    return urlsplit(url).path or "/"
