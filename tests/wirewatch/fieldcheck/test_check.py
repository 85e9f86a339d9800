"""What a check finds at outlets of all kinds, asked for real on loopback."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from config.load import load
from tests.crawler.throwaway import self_signed
from tests.crawler.waveside import Host, host, ok
from wirewatch.fieldcheck.check import check_sources
from wirewatch.fieldcheck.facts import Checked
from wirewatch.newsworld.clock import WorldClock
from wirewatch.newsworld.server import CHALLENGE
from wirewatch.newsworld.settings import table

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
HOSTILE = Path(__file__).parents[2] / "hostile"
TEXT = "The bridge over the Oshti opened on Tuesday, a year late, before a crowd of hundreds. " * 8
RSS = b"Content-Type: application/rss+xml"
HTML = b"Content-Type: text/html; charset=utf-8"
Answers = dict[str, bytes | list[bytes]]


def rss(
    link: str, at: datetime = NOW - timedelta(minutes=30), title: str = "Bridge opens"
) -> bytes:
    """Write a feed of one entry."""
    item = f"<title>{title}</title><link>{link}</link><pubDate>{format_datetime(at)}</pubDate>"
    return (
        f"<rss version='2.0'><channel><title>P</title><item>{item}</item></channel></rss>".encode()
    )


def page(text: str = TEXT) -> bytes:
    """Write a report's page."""
    return (
        "<html lang='en'><head><title>Bridge opens</title>"
        "<meta property='article:published_time' content='2031-03-04T08:30:00Z'></head>"
        f"<body><article><h1>Bridge opens</h1><p>{text}</p></article></body></html>"
    ).encode()


def status(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """Write an answer of any status."""
    return b"\r\n".join(
        [b"HTTP/1.1 " + line, b"Content-Length: %d" % len(body), *headers, b"", body]
    )


@dataclass
class Desk:
    """Sources to check, each at a host of its own."""

    folder: Path
    stack: AsyncExitStack
    allow: str = "127.0.0.0/8"
    sources: list[str] = field(default_factory=list)

    async def serve(
        self, name: str, answers: Callable[[str], Answers], *, tls: ssl.SSLContext | None = None
    ) -> Host:
        """Serve an outlet whose feed is at /feed, and follow it."""
        served = await self.stack.enter_async_context(host({}, tls=tls))
        served.answers |= answers(served.url)
        self.follow(name, served.url + "/feed")
        return served

    def follow(self, name: str, *feeds: str) -> None:
        """Follow a source."""
        self.sources.append(table("[[sources]]", {"name": name, "feeds": feeds, "timezone": "UTC"}))

    async def check(self, record: Path | None = None) -> dict[str, Checked]:
        """Check all, with the clock at nine."""
        crawl = {"min_gap": "0s", "timeout": "2s", "allow_addresses": (self.allow,)}
        (self.folder / "wirewatch.toml").write_text(table("[crawl]", crawl))
        (self.folder / "sources.toml").write_text("\n".join(self.sources))
        (self.folder / "watch.toml").write_text("# no topics")
        (self.folder / "alerts.toml").write_text("# no recipients")
        config = load(self.folder, {})
        clock, screen = WorldClock.starting(NOW, 10), Console(file=StringIO())
        found, stopped = await asyncio.wait_for(
            check_sources(config, config.sources, clock, screen, record), 100
        )
        assert not stopped
        return {one.facts.name: one for one in found}


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Open an empty desk that cannot leave this machine, wherever a hostile feed may lead."""

    async def resolve(*_: object, **__: object) -> list[object]:
        raise OSError("no name server is asked here")

    monkeypatch.setattr("aiohttp.resolver.ThreadedResolver.resolve", resolve)
    monkeypatch.setattr("crawler.guard._public", lambda _: False)
    async with AsyncExitStack() as stack:
        yield Desk(tmp_path, stack)


def well(site: str) -> Answers:
    """Answer as an outlet in good order."""
    return {
        "/robots.txt": ok(b"User-agent: *\nCrawl-delay: 1\nDisallow: /search\n"),
        "/feed": ok(rss(site + "/a"), RSS, b'ETag: "v1"'),
        "/a": ok(page(), HTML),
    }


async def test_an_outlet_in_good_order(desk: Desk) -> None:
    """Everything that can be said of a source is found, and it is ok."""
    served = await desk.serve("Sandal Post", well)
    one = (await desk.check())["Sandal Post"]
    assert (one.verdict.state, one.verdict.remarks) == ("ok", ())
    (listed,), (known,), article = one.facts.lists, one.facts.hosts, one.facts.article
    assert (known.robots_status, known.crawl_delay, known.forbids) == (200, 1.0, ())
    assert (listed.reads_as, listed.entries, listed.dated) == ("rss", 1, 1)
    assert listed.age_seconds is not None
    assert 1800 <= listed.age_seconds < 3600
    assert (listed.etag, listed.last_modified, listed.repeats) == (True, False, False)
    assert article is not None
    assert (article.title, article.language, article.is_article) == ("Bridge opens", "en", True)
    assert article.sample.startswith("The bridge over the Oshti opened")
    assert len(article.sample) <= 300 < article.length
    assert article.published is not None
    assert article.published.zone_from == "page"
    assert served.asked == ["/robots.txt", "/feed", "/feed", "/a"]
    assert b'If-None-Match: "v1"' in served.heads["/feed"]


CASES: dict[str, tuple[Callable[[str], Answers], str, str]] = {
    "403 with a challenge": (
        lambda _: {"/feed": status(b"403 Forbidden", HTML, body=CHALLENGE)},
        "bad", "challenge page (Cloudflare)",
    ),
    "a challenge in place of the feed": (
        lambda _: {"/feed": ok(CHALLENGE, HTML)}, "bad", "challenge page",
    ),
    "a web page in place of the feed": (
        lambda _: {"/feed": ok((HOSTILE / "feeds" / "html_instead.html").read_bytes(), HTML)},
        "bad", "this is a web page, not a feed",
    ),
    "nothing": (lambda _: {"/feed": ok(b"", RSS)}, "bad", "the answer is empty"),
    "404": (lambda _: {}, "bad", "http 404"),
    "a frozen feed": (
        lambda site: well(site) | {"/feed": ok(rss(site + "/a", NOW - timedelta(days=90)), RSS)},
        "bad", "frozen: its newest entry is 90 days old",
    ),
    "a stale feed": (
        lambda site: well(site) | {"/feed": ok(rss(site + "/a", NOW - timedelta(days=5)), RSS)},
        "look", "5 days old",
    ),
    "a redirect into a private network": (
        lambda _: {"/feed": status(b"302 Found", b"Location: http://10.0.0.7/feed")},
        "bad", "its address is not public (redirected to http://10.0.0.7/feed)",
    ),
    "an article in a private network": (
        lambda site: well(site) | {"/feed": ok(rss("http://192.168.1.1/admin"), RSS)},
        "look", "is not public",
    ),
    "articles that robots.txt forbids": (
        lambda site: well(site) | {"/robots.txt": ok(b"User-agent: *\nDisallow: /a")},
        "look", "robots.txt forbids it",
    ),
    "a robots.txt that fails": (
        lambda site: well(site) | {"/robots.txt": status(b"503 Down")},
        "look", "cannot be read (http 503)",
    ),
    "a page behind a challenge": (
        lambda site: well(site) | {"/a": status(b"403 Forbidden", HTML, body=CHALLENGE)},
        "look", "its pages are behind a challenge (Cloudflare)",
    ),
    "a feed that has moved": (
        lambda site: well(site) | {
            "/feed": status(b"301 Moved", b"Location: /rss"), "/rss": ok(rss(site + "/a"), RSS),
        },
        "look", "has moved for good",
    ),
    "a page of a few words": (
        lambda site: well(site) | {"/a": ok(page("The bridge opened on Tuesday."), HTML)},
        "look", "does not read like an article",
    ),
}  # fmt: skip


async def test_outlets_of_all_kinds_at_once(desk: Desk) -> None:
    """Each gets its verdict, whatever the others do."""
    for name, (answers, _, _) in CASES.items():
        await desk.serve(name, answers)
    found = await desk.check()
    assert {name: found[name].verdict.state for name in CASES} == {
        name: state for name, (_, state, _) in CASES.items()
    }
    for name, (_, _, says) in CASES.items():
        assert any(says in remark.what for remark in found[name].verdict.remarks), name


async def test_a_broken_certificate(desk: Desk) -> None:
    """A certificate that nobody vouches for is named, with the way out."""
    pem = desk.folder / "both.pem"
    pem.write_bytes(self_signed("127.0.0.1"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    await desk.serve("Sandal Post", well, tls=tls)
    (remark,) = (await desk.check())["Sandal Post"].verdict.remarks
    assert remark.state == "bad"
    assert "its certificate is not valid: self-signed certificate" in remark.what
    assert "verify_tls = false" in remark.todo


async def test_a_check_passes_the_guard(desk: Desk) -> None:
    """Without leave, no address inside is asked, not even for its robots.txt."""
    desk.allow = "127.99.0.0/16"
    served = await desk.serve("Sandal Post", well)
    one = (await desk.check())["Sandal Post"]
    assert one.verdict.state == "bad"
    assert "not public" in one.verdict.reason
    assert served.asked == []


async def test_hanging_and_dead_hosts_stop_nobody(desk: Desk) -> None:
    """One host says nothing, one is not there; the third is checked all the same."""
    await desk.serve("Silent", lambda _: {"/feed": [b"HTTP/1.1 200 OK\r\n", b""]})
    desk.follow("Gone", "http://127.0.0.1:9/feed")
    await desk.serve("Sandal Post", well)
    found = await desk.check()
    assert found["Sandal Post"].verdict.state == "ok"
    assert "did not answer in time" in found["Silent"].verdict.reason
    assert "refused the connection" in found["Gone"].verdict.reason


async def test_two_sources_of_one_host_share_its_robots(desk: Desk) -> None:
    """A host is asked once for its robots.txt; both sources know the answer."""
    served = await desk.serve("Sandal Post", well)
    desk.follow("Sandal Post Sports", served.url + "/feed?sports")
    found = await desk.check()
    assert served.asked.count("/robots.txt") == 1
    assert [host.robots_status for one in found.values() for host in one.facts.hosts] == [200, 200]


HOSTILE_FEEDS = sorted((HOSTILE / "feeds").iterdir())


async def test_hostile_feeds_and_titles(desk: Desk) -> None:
    """Feeds that mean harm are noted like others, and no text keeps a control character."""
    titles = json.loads((HOSTILE / "alerts" / "titles.json").read_text())
    for path in HOSTILE_FEEDS:
        served = await desk.serve(path.name, lambda _: {})
        served.answers["/feed"] = ok(path.read_bytes(), RSS)
    nasty = "\x1b]0;gone\x07" + titles[0]

    def answers(site: str) -> Answers:
        heading = nasty.replace("<", "&lt;").encode()
        return well(site) | {"/a": ok(page().replace(b"Bridge opens", heading), HTML)}

    await desk.serve("nasty", answers)
    found = await desk.check()
    assert set(found) == {path.name for path in HOSTILE_FEEDS} | {"nasty"}
    text = json.dumps([str(one) for one in found.values()], ensure_ascii=False)
    assert not set(text) & set("\x1b\x07\x00\u202e\u2028")
