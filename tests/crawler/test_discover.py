"""From an address to all that an outlet offers, asked for real on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

from crawler.discover import MOST_ASKED, Discovery, Found, likely_parts
from crawler.feeds import read_feed
from crawler.gate import Gate
from crawler.guard import Guard
from crawler.home import HomePage, read_home
from crawler.robots import Robots, RobotsFile
from crawler.sections import read_section
from crawler.sitemaps import read_sitemap
from crawler.spider import Outfit
from crawler.visit import Ask, Nobody
from crawler.waves import Limits, Waves
from news.source import Feed, FeedReading, Source
from tests.crawler.waveside import AGENT, LOOPBACK, START, host, ok
from wirewatch.newsworld.clock import WorldClock

Answers = dict[str, bytes | list[bytes]]
HTML = b"Content-Type: text/html; charset=utf-8"


class Here:
    """Reads in this process: these pages are ours."""

    async def feed(self, body: bytes, **words: object) -> FeedReading:
        """Read a feed."""
        return read_feed(body, **words)  # type: ignore[arg-type]

    async def sitemap(self, body: bytes, **words: object) -> FeedReading:
        """Read a sitemap."""
        return read_sitemap(body, **words)  # type: ignore[arg-type]

    async def section(self, body: bytes, *, url: str, source: Source, now: datetime) -> FeedReading:
        """Read a section page."""
        return read_section(body, url=url, source=source, now=now)

    async def home(self, body: bytes, *, url: str, content_type: str) -> HomePage:
        """Read a home page."""
        return read_home(body, url=url, content_type=content_type)


class Listener(Nobody):
    """Keeps what robots.txt said."""

    def __init__(self) -> None:
        self.files: dict[str, RobotsFile] = {}

    async def robots_read(self, host: str, file: RobotsFile) -> None:
        """Keep it."""
        self.files[host] = file


async def found(
    answers: Callable[[str], Answers], path: str = "/", known: tuple[str, ...] = ()
) -> tuple[Found, list[str], str]:
    """Look what a served outlet offers; return it, what was asked, and where it stands."""
    clock, desk, brought = WorldClock.starting(START, 100), Listener(), list[Found]()
    outfit = Outfit(clock, Gate(clock, 0.0, 8), Guard(LOOPBACK), Robots(AGENT), desk)
    waves = Waves(Limits(AGENT, timeout=5.0), outfit)
    async with host({}) as served:
        served.answers = answers(served.url)

        async def visit(ask: Ask) -> None:
            feeds = [Feed(served.url + one) for one in known]
            search = Discovery(ask, Here(), clock, desk.files.get, feeds)
            brought.append(await search.run(served.url + path))

        try:
            await asyncio.wait_for(waves.visit("x", visit), 60)
        finally:
            await waves.stop()
    assert brought[0].requests <= MOST_ASKED
    return brought[0], served.asked, served.url


def taken(result: Found, site: str) -> dict[str, str]:
    """Return the paths that would be followed, and how each was found."""
    return {one.url.removeprefix(site): one.why for one in result.offers if one.taken}


def rss(site: str, *articles: str, at: datetime = START - timedelta(minutes=30)) -> bytes:
    """Write a feed."""
    items = "".join(
        f"<item><title>Bridge {name} opens</title><link>{site}/story/{name}</link>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
        for name in articles
    )
    return ok(f"<rss version='2.0'><channel><title>P</title>{items}</channel></rss>".encode())


def news(site: str, *articles: str, at: datetime = START - timedelta(minutes=30)) -> bytes:
    """Write a news sitemap."""
    rows = "".join(
        f"<url><loc>{site}/story/{name}</loc><n:news><n:publication_date>{at.isoformat()}"
        f"</n:publication_date><n:title>Bridge {name}</n:title></n:news></url>"
        for name in articles
    )
    spaces = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='urn:n'"
    return ok(f"<urlset {spaces}>{rows}</urlset>".encode())


def index(site: str, *paths: str) -> bytes:
    """Write an index of sitemaps."""
    rows = "".join(f"<sitemap><loc>{site}{path}</loc></sitemap>" for path in paths)
    return ok(f"<sitemapindex>{rows}</sitemapindex>".encode())


def page(body: str = "", head: str = "") -> bytes:
    """Write a page."""
    return ok(f"<html><head>{head}</head><body>{body}</body></html>".encode(), HTML)


def alternate(path: str) -> str:
    """Announce a feed."""
    return f'<link rel="alternate" type="application/rss+xml" href="{path}">'


async def test_a_home_page_leads_to_feed_and_news_sitemap() -> None:
    """The feed that it announces, and the news among the sitemaps of robots.txt."""
    result, asked, site = await found(
        lambda site: {
            "/": page(head=alternate("/feed/") + alternate("/comments/feed/")),
            "/robots.txt": ok(
                f"User-agent: *\nDisallow: /x\nSitemap: {site}/sitemap.xml\n".encode()
            ),
            "/feed/": rss(site, "one", "two"),
            "/sitemap.xml": index(site, "/pages.xml", "/news-sitemap.xml", "/authors.xml"),
            "/news-sitemap.xml": news(site, "one", "two", "three"),
        }
    )
    assert taken(result, site) == {
        "/feed/": "its home page announces it",
        "/news-sitemap.xml": f"robots.txt names it; it is part of {site}/sitemap.xml",
    }
    assert asked == ["/robots.txt", "/", "/feed/", "/sitemap.xml", "/news-sitemap.xml"]


async def test_a_page_of_feeds_is_read() -> None:
    """A link named RSS may lead to a list of feeds; those that repeat are left out."""
    listed = "".join(f'<a href="/feeds/{name}.xml">{name}</a>' for name in ("sport", "latest"))
    result, _, site = await found(
        lambda site: {
            "/": page('<a href="/rss">RSS</a>'),
            "/rss": page(listed),
            "/feeds/latest.xml": rss(site, "one", "two", "three"),
            "/feeds/sport.xml": rss(site, "two"),
        }
    )
    assert taken(result, site) == {"/feeds/latest.xml": f"{site}/rss lists it"}
    notes = {one.url.removeprefix(site): one.note for one in result.offers}
    assert "nothing that the others do not" in notes["/feeds/sport.xml"]
    assert "/rss" not in notes


async def test_usual_places_come_last() -> None:
    """Where nothing is announced, a few places are tried, until one has a feed."""
    result, asked, site = await found(
        lambda site: {"/": page("News"), "/rss.xml": rss(site, "one"), "/atom.xml": rss(site, "x")}
    )
    assert taken(result, site) == {"/rss.xml": "found at the usual place /rss.xml"}
    assert "/atom.xml" not in asked
    assert not any(one.failure for one in result.offers)


async def test_a_feed_leads_to_its_home_page() -> None:
    """It is followed, and so is what the home page announces besides."""
    result, _, site = await found(
        lambda site: {
            "/": page(head=alternate("/feed/")),
            "/feed/": rss(site, "one", "two", "three", "four"),
            "/sport/rss": rss(site, "one"),
        },
        "/sport/rss",
    )
    assert set(taken(result, site)) == {"/feed/", "/sport/rss"}
    assert result.home is not None
    assert result.home.url == f"{site}/"


async def test_a_sitemap_leads_to_its_feed() -> None:
    result, _, site = await found(
        lambda site: {
            "/": page(head=alternate("/feed/")),
            "/feed/": rss(site, "one", "two"),
            "/map/sitemap-news.xml": news(site, "one", "three"),
        },
        "/map/sitemap-news.xml",
    )
    assert set(taken(result, site)) == {"/feed/", "/map/sitemap-news.xml"}


async def test_section_pages_where_there_is_nothing_else() -> None:
    """The home page and the sections of its navigation, those with reports of their own."""

    def cards(*names: str) -> str:
        return "".join(
            f'<article><h3><a href="/story/a-bridge-opens-in-{name}">A bridge opens in {name}'
            " today</a></h3></article>"
            for name in names
        )

    navigation = '<nav><a href="/city">City</a><a href="/about-us">About us</a></nav>'
    result, _, site = await found(
        lambda _: {
            "/": page(navigation + cards("oshti", "karvi", "lowra")),
            "/city": page(navigation + cards("sandal", "dromeli", "zhenna")),
        }
    )
    assert taken(result, site) == {
        "/": "the page itself", "/city": "its navigation leads there",
    }  # fmt: skip


async def test_an_index_by_months_is_followed_itself() -> None:
    """Its newest part has another name next month."""
    result, _, site = await found(
        lambda site: {
            "/": page(),
            "/robots.txt": ok(f"Sitemap: {site}/map.xml".encode()),
            "/map.xml": index(site, "/map-2031-03.xml", "/map-2031-02.xml"),
            "/map-2031-03.xml": news(site, "one"),
        }
    )
    assert set(taken(result, site)) == {"/map.xml"}


async def test_a_frozen_feed_is_not_followed() -> None:
    result, _, site = await found(
        lambda site: {
            "/": page(head=alternate("/feed/")),
            "/feed/": rss(site, "one", at=START - timedelta(days=90)),
        }
    )
    assert taken(result, site) == {}
    assert result.offers[0].note == "its newest entry is 90 days old"


async def test_a_refusal_is_taken_at_its_word() -> None:
    """After a 403 nothing is tried but what is known of the outlet."""
    wall = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    result, asked, _ = await found(lambda _: {"/": wall})
    assert result.refused is not None
    assert (result.refused.status, asked) == (403, ["/robots.txt", "/"])
    result, asked, site = await found(
        lambda site: {"/": wall, "/known": rss(site, "one")}, known=("/known",)
    )
    assert taken(result, site) == {"/known": "the shipped catalogue"}
    assert asked == ["/robots.txt", "/", "/known"]


async def test_a_host_that_says_nothing_is_left_alone() -> None:
    """Two requests without an answer are enough, whatever else there might be to ask."""
    gone: list[bytes] = [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b""]
    links = "".join(alternate(f"/feed/{number}") for number in range(8))
    feeds = {f"/feed/{number}": [*gone] for number in range(8)}
    result, asked, _ = await found(lambda _: {"/": page(head=links), **feeds})
    assert asked == ["/robots.txt", "/", "/feed/0", "/feed/1"]
    assert not any(one.taken for one in result.offers)


async def test_a_host_that_wants_a_pause_gets_it() -> None:
    """A 429 ends the search; what was found stays."""
    later = b"HTTP/1.1 429 Later\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"
    result, asked, site = await found(
        lambda site: {
            "/": page(head=alternate("/feed/") + alternate("/sport/feed/")),
            "/feed/": rss(site, "one"),
            "/sport/feed/": later,
        }
    )
    assert asked == ["/robots.txt", "/", "/feed/", "/sport/feed/"]
    assert set(taken(result, site)) == {"/feed/"}
    assert "wants a pause" in result.notes[0]


async def test_robots_txt_is_minded() -> None:
    """A home page that it forbids is not asked; feeds are for programs, and may be."""
    result, asked, site = await found(
        lambda site: {
            "/robots.txt": ok(b"User-agent: *\nDisallow: /"),
            "/feed/": rss(site, "one"),
            "/": page(),
        }
    )
    assert asked == ["/robots.txt", "/feed/"]
    assert set(taken(result, site)) == {"/feed/"}


async def test_an_endless_site_is_asked_little() -> None:
    """A home page with thousands of feeds costs two dozen requests."""
    many = "".join(alternate(f"/feed/{number}") for number in range(500))
    links = "".join(f'<a href="/rss/{number}">RSS</a>' for number in range(500))
    result, asked, _ = await found(lambda _: {"/": page(links, many)})
    assert len(asked) <= MOST_ASKED + 1
    assert not any(one.taken for one in result.offers)


async def test_a_list_of_subscriptions_is_handed_on() -> None:
    result, asked, _ = await found(lambda _: {"/subs": ok(b"<opml/>")}, "/subs")
    assert result.opml == b"<opml/>"
    assert asked == ["/robots.txt", "/subs"]


def test_the_likely_parts_of_an_index() -> None:
    """Those that are named after news, the first, the last."""
    parts = [f"/post-sitemap{number}.xml" for number in range(9)]
    assert likely_parts(parts) == [parts[0], parts[-1]]
    assert likely_parts([*parts, "/news-sitemap.xml", "/x.xml"])[0] == "/news-sitemap.xml"
