"""Outlets answer by the world's clock, and break as told."""

from __future__ import annotations

import gzip
import json
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from lxml import etree, html

from tests.wirewatch.newsworld.pencil import matches
from wirewatch.newsworld.authority import Authority
from wirewatch.newsworld.clock import StillClock
from wirewatch.newsworld.control import control
from wirewatch.newsworld.faults import (
    BadCertificate,
    Body,
    Chunked,
    EmptyBody,
    Encoded,
    Fault,
    Faults,
    Frozen,
    Hang,
    HtmlInsteadOfFeed,
    Misnamed,
    NewGuids,
    NewTag,
    NotModifiedLiar,
    Padded,
    Redirect,
    Reset,
    Slow,
    Status,
    Truncated,
    fault_from,
)
from wirewatch.newsworld.log import Asked, gaps, most_at_once
from wirewatch.newsworld.packing import bomb, squeezed
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.server import MOVED, Served, serve
from wirewatch.newsworld.truth import Truth
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, 1, tzinfo=UTC)
WORLD = World(start=START)
HOUR = 3600.0
LISTS = [(outlet.slug, item) for outlet in WORLD.outlets for item in outlet.listings]


@asynccontextmanager
async def visit(hours: float) -> AsyncIterator[tuple[Served, StillClock, aiohttp.ClientSession]]:
    """Serve the world at so many hours after its start, with a client beside it."""
    clock = StillClock(START)
    clock.advance(hours * HOUR)
    async with serve(WORLD, clock) as served, aiohttp.ClientSession() as client:
        yield served, clock, client


def listed(kind: ListKind, body: bytes) -> list[str]:
    """Return the article addresses of a list, in its order."""
    if kind is ListKind.JSON:
        return [item["url"] for item in json.loads(body)["items"]]
    if kind is ListKind.SECTION:
        return [str(link) for link in html.fromstring(body).xpath("//article//a/@href")]
    tree = etree.fromstring(body)
    query = {
        ListKind.RSS: "//item/link/text()",
        ListKind.ATOM: "//*[local-name()='entry']/*[local-name()='link']/@href",
        ListKind.RDF: "//*[local-name()='item']/*[local-name()='link']/text()",
        ListKind.SITEMAP: "//*[local-name()='loc']/text()",
    }[kind]
    found = tree.xpath(query)
    assert isinstance(found, list)
    return [str(link) for link in found]


@pytest.mark.parametrize(
    ("slug", "listing"), LISTS, ids=[f"{slug}-{item.kind}" for slug, item in LISTS]
)
async def test_every_list_names_what_is_published(slug: str, listing: object) -> None:
    shown = next(item for name, item in LISTS if name == slug and item is listing)
    async with visit(9) as (served, clock, client):
        outlet = served.outlets[slug]
        async with client.get(outlet.url + shown.path) as answer:
            links = listed(shown.kind, await answer.read())
        expected = WORLD.published(slug, clock.now())[:20]
        got = [WORLD.by_address[slug, urlsplit(link).path].id for link in links]
        assert got == [item.id for item in expected]


@pytest.mark.parametrize("outlet", WORLD.outlets, ids=lambda outlet: outlet.slug)
async def test_every_outlet_prints_its_articles(outlet: object) -> None:
    """A page holds every paragraph, its canonical address, and noise up to its size."""
    slug = next(item.slug for item in WORLD.outlets if item is outlet)
    async with visit(12) as (served, clock, client):
        here = served.outlets[slug]
        for item in WORLD.published(slug, clock.now())[:3]:
            text = item.text(clock.now())
            assert text is not None
            async with client.get(here.url + item.paths[-1]) as answer:
                body = await answer.text()
            tree = html.fromstring(body)
            prose = [" ".join(part.text_content().split()) for part in tree.iter("p")]
            assert set(text.paragraphs) <= set(prose)
            canonical = tree.xpath("//link[@rel='canonical']/@href")
            assert canonical == [here.url + item.paths[0]]
            assert 20_000 < len(body.encode()) < 30_000


async def test_outlets_have_addresses_of_their_own_or_ports() -> None:
    """Each outlet has its host on one port; where hosts cannot be bound, its port."""
    for network, hosts, ports in (("127.61.0", 9, 1), ("192.0.2", 1, 9)):
        async with serve(WORLD, StillClock(START), network=network) as served:
            parts = [urlsplit(url) for url in served.addresses.values()]
        assert all(str(part.hostname).startswith("127.") for part in parts)
        assert len({part.hostname for part in parts}) == hosts
        assert len({part.port for part in parts}) == ports


async def test_nothing_is_there_before_its_time() -> None:
    """An article is 404 until it is printed, and its later text waits as well."""
    item = next(item for item in WORLD.articles if item.id == "zhenna-01")
    async with visit(0) as (served, clock, client):
        url = served.outlets["wire"].url + item.paths[0]
        seen = []
        for minutes in (5, 10, 90):
            clock.passed = minutes * 60.0
            async with client.get(url) as answer:
                body = await answer.text()
                seen.append((answer.status, "at least 10" in body, "at least 50" in body))
        assert seen == [(404, False, False), (200, True, False), (200, False, True)]


async def test_dates_are_the_worlds() -> None:
    """The Date header shows the world's clock, not the machine's."""
    async with (
        visit(2) as (served, _, client),
        client.get(served.outlets["ledger"].url + "/robots.txt") as answer,
    ):
        assert answer.headers["Date"] == "Tue, 04 Mar 2031 03:00:00 GMT"
        assert "User-agent: *" in await answer.text()


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
async def test_unchanged_lists_answer_304(validator: str) -> None:
    """Either validator brings 304 until something new is printed, then the news."""
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[validator]
    async with visit(2) as (served, clock, client):
        url = served.outlets["ledger"].url + "/feeds/home.xml"
        async with client.get(url) as answer:
            headers = {asked: answer.headers[validator]}
        statuses = []
        for hours in (2, 2.02, 12):
            clock.passed = hours * HOUR
            async with client.get(url, headers=headers) as answer:
                statuses.append(answer.status)
        assert statuses == [304, 304, 200]


@pytest.mark.parametrize(("accepted", "sent"), [("br", "br"), ("gzip", "gzip"), ("identity", None)])
async def test_bodies_are_packed_as_accepted(accepted: str, sent: str | None) -> None:
    async with visit(12) as (served, _, client):
        url = served.outlets["wire"].url + "/feed.json"
        async with client.get(url, headers={"Accept-Encoding": accepted}) as answer:
            assert answer.headers.get("Content-Encoding") == sent
            assert json.loads(await answer.read())["items"]


async def test_two_addresses_one_article() -> None:
    """The Lantern's feed links to its mobile pages, which name the canonical address."""
    async with visit(12) as (served, _, client):
        here = served.outlets["lantern"]
        async with client.get(here.url + "/rss") as answer:
            mobile = listed(ListKind.RSS, await answer.read())[0]
        async with client.get(here.url + "/sitemap-news.xml") as answer:
            desk = listed(ListKind.SITEMAP, await answer.read())[0]
        assert mobile != desk
        async with client.get(mobile) as one, client.get(desk) as other:
            assert await one.read() == await other.read()


async def test_restless_pages_change_and_say_the_same() -> None:
    """An hour later the Lowra Post's bytes differ and its news does not."""
    item = next(item for item in WORLD.articles if item.id == "oshti-01")
    async with visit(1) as (served, clock, client):
        url = served.outlets["lowra-post"].url + item.paths[0]
        async with client.get(url) as answer:
            before, tag = await answer.text(), answer.headers["ETag"]
        clock.advance(HOUR)
        async with client.get(url, headers={"If-None-Match": tag}) as answer:
            assert answer.status == 200
            after = await answer.text()
        old, new = html.fromstring(before), html.fromstring(after)
        assert before != after
        assert old.xpath("string(//h1)") == new.xpath("string(//h1)")


async def test_read_more_lines_lure_only_when_asked() -> None:
    """Inside a text only articles with no further match are named, unless lures are on."""
    clock = StillClock(START)
    clock.advance(12 * HOUR)
    found = []
    for lures in (False, True):
        async with serve(WORLD, clock, lures=lures) as served:
            wrong = set()
            for item in WORLD.articles:
                answer = served.outlets[item.outlet].answer(item.paths[0], clock.now())
                text = item.text(clock.now())
                assert answer is not None
                assert text is not None
                part = html.fromstring(answer.body.decode())
                lines = part.xpath("//*[contains(@class,'read-more') or contains(@class,'also-')]")
                lure = " ".join(line.text_content() for line in lines)
                whole = replace(text, paragraphs=(*text.paragraphs, lure))
                if matches(whole) != set(text.matches):
                    wrong.add(item.id)
            found.append(wrong)
    assert found[0] == set()
    assert found[1]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Status(503, retry_after=120), (503, b"")),
        (Status(410), (410, b"")),
        (HtmlInsteadOfFeed(), (200, b"not a robot")),
        (EmptyBody(), (200, b"")),
        (Redirect("/elsewhere", 301), (301, b"")),
        (Body(b"\xff\xfe\x00", "text/xml"), (200, b"\xff\xfe\x00")),
        (Slow(chunk=4096, pause=0.001), (200, b"</rss>")),
        (NotModifiedLiar(), (200, b"</rss>")),
    ],
)
async def test_faults_that_answer(fault: Fault, expected: tuple[int, bytes]) -> None:
    async with visit(3) as (served, _, client):
        here = served.outlets["ledger"]
        here.faults.add("/feeds/*", fault)
        async with client.get(here.url + "/feeds/home.xml", allow_redirects=False) as answer:
            assert answer.status == expected[0]
            assert expected[1] in await answer.read()
            if isinstance(fault, Status) and fault.retry_after:
                assert answer.headers["Retry-After"] == "120"


@pytest.mark.parametrize("fault", [Reset(), Truncated(0.5), Hang(0.01)])
async def test_faults_that_break_the_connection(fault: Fault) -> None:
    async with visit(3) as (served, _, client):
        here = served.outlets["ledger"]
        here.faults.add("*", fault)
        with pytest.raises(aiohttp.ClientError):
            async with client.get(here.url + "/feeds/home.xml") as answer:
                await answer.read()


async def test_a_liar_says_304_whatever_is_new() -> None:
    """A conditional request gets 304 from a liar although its validator is long stale."""
    async with visit(12) as (served, _, client):
        here = served.outlets["ledger"]
        here.faults.add("*", NotModifiedLiar())
        stale = {"If-None-Match": '"long-ago"'}
        async with client.get(here.url + "/feeds/home.xml", headers=stale) as answer:
            assert answer.status == 304


@pytest.mark.parametrize("dated", [False, True])
async def test_both_forms_of_retry_after(dated: bool) -> None:
    """The pause is written in seconds or as the date of its end, and noted either way."""
    async with visit(2) as (served, _, client):
        here = served.outlets["ledger"]
        here.faults.add("*", Status(429, retry_after=120, dated=dated))
        async with client.get(here.url + "/") as answer:
            said = answer.headers["Retry-After"]
        assert said == ("Tue, 04 Mar 2031 03:02:00 GMT" if dated else "120")
        assert served.log[-1].pause == 120


@pytest.mark.parametrize(
    ("fault", "same"),
    [(Chunked(500), True), (Encoded("zstd"), True), (Encoded("br"), True), (NewTag(), True),
     (Frozen(START + timedelta(hours=6)), False), (NewGuids("reset"), False),
     (NewGuids(same=True), False)],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
async def test_faults_that_are_still_news(fault: Fault, same: bool) -> None:
    """Another way of sending leaves the list what it is; another list is one all the same."""
    async with visit(9) as (served, _, client):
        here = served.outlets["ledger"]
        url = here.url + "/feeds/home.xml"
        async with client.get(url) as answer:
            well = await answer.read()
        here.faults.add("*", fault)
        async with client.get(url) as answer:
            ill = await answer.read()
        assert listed(ListKind.RSS, ill)
        assert (ill == well) is same


async def test_one_guid_for_all() -> None:
    """New software may give every entry the same guid."""
    async with visit(9) as (served, _, client):
        here = served.outlets["ledger"]
        here.faults.add("*", NewGuids(same=True))
        async with client.get(here.url + "/feeds/home.xml") as answer:
            guids = etree.fromstring(await answer.read()).xpath("//guid/text()")
        assert isinstance(guids, list)
        assert len(guids) > 10
        assert set(guids) == {"ledger-new-software:"}


async def test_older_pages_of_a_section() -> None:
    """A section page links to its older ones, until there are no more; together they have all."""
    outlet = WORLD.outlets[5]
    async with visit(12) as (served, clock, client):
        here = served.outlets[outlet.slug]
        here.sizes = replace(here.sizes, window=3)
        seen, address = [], "/hills/"
        while address:
            async with client.get(here.url + address) as answer:
                assert answer.status == 200
                tree = html.fromstring(await answer.read())
            seen += [str(link) for link in tree.xpath("//article//a/@href")]
            address = str(tree.xpath("string(//a[@rel='next']/@href)"))
        printed = WORLD.published(outlet, clock.now())
        assert len(printed) > 6
        assert [urlsplit(link).path for link in seen] == [item.paths[0] for item in printed]
        async with client.get(here.url + f"/hills/page/{len(seen)}/") as answer:
            assert answer.status == 404


async def test_a_sitemap_index_reaches_back_to_the_first_report() -> None:
    """Its parts, a quarter of a day each, have every report once; robots.txt names it."""
    crowd = World(start=START, filler=90, span=timedelta(hours=20), further=5)
    clock = StillClock(START)
    clock.advance(20 * HOUR)
    async with serve(crowd, clock) as served, aiohttp.ClientSession() as client:
        here = served.outlets["express-004"]
        async with client.get(here.url + "/robots.txt") as answer:
            assert f"Sitemap: {here.url}/sitemap.xml" in await answer.text()
        async with client.get(here.url + "/sitemap.xml") as answer:
            parts = listed(ListKind.SITEMAP, await answer.read())
        assert len(parts) == 4
        found = []
        for part in parts:
            async with client.get(part) as answer:
                found += listed(ListKind.SITEMAP, await answer.read())
        assert [urlsplit(link).path for link in found] == [
            item.paths[0] for item in crowd.published("express-004", clock.now())
        ]
        async with client.get(here.url + "/sitemaps/2031-01-01-06.xml") as answer:
            assert answer.status == 404


async def test_a_frozen_list_thaws() -> None:
    """While frozen a list is as it was, validators and all; then all is there again."""
    async with visit(6) as (served, clock, client):
        here = served.outlets["wire"]
        here.faults.add("/feed.json", Frozen(clock.now()), until=START + timedelta(hours=9))
        seen = []
        for hours in (6, 8.9, 9):
            clock.passed = hours * HOUR
            async with client.get(here.url + "/feed.json") as answer:
                seen.append((answer.headers["ETag"], len((await answer.json())["items"])))
        assert seen[0] == seen[1] != seen[2]


async def test_honest_validators_hold_through_what_is_only_odd() -> None:
    """Chunked, packed or renamed, an unchanged list is 304; a new tag each time never is."""
    held = {}
    async with visit(9) as (served, _, client):
        here = served.outlets["ledger"]
        for fault in (Chunked(), Encoded(), NewGuids(), Padded(10), NewTag()):
            here.faults.clear()
            here.faults.add("*", fault)
            async with client.get(here.url + "/feeds/home.xml") as answer:
                tag = answer.headers["ETag"]
            headers = {"If-None-Match": tag}
            async with client.get(here.url + "/feeds/home.xml", headers=headers) as answer:
                held[type(fault).__name__] = (answer.status, bool(served.log[-1].etag))
    assert held.pop("NewTag") == (200, False)
    assert set(held.values()) == {(304, True)}


async def test_pages_misnamed_and_padded() -> None:
    """A header names another encoding than the bytes are in; a page grows to megabytes."""
    async with visit(12) as (served, _, client):
        here = served.outlets["urdu"]
        path = WORLD.by_outlet["urdu"][0].paths[0]
        async with client.get(here.url + path) as answer:
            well = await answer.text()
        here.faults.add("*", Misnamed("utf-16", "iso-8859-1"), count=1)
        async with client.get(here.url + path) as answer:
            assert answer.charset == "iso-8859-1"
            assert (await answer.read()).decode("utf-16") == well
        here.faults.add("*", Padded(33_000_000))
        async with client.get(here.url + path) as answer:
            assert len(await answer.read()) > 33_000_000


async def test_what_a_list_tells_of_its_freshness() -> None:
    """An outlet may say for how long its lists are fresh; they may show few rows, and move."""
    outlet = WORLD.outlets[0]
    short = replace(outlet.listings[0], rows=3)
    other = replace(outlet, listings=(short,), max_age=600, forbids=("/story/",))
    async with visit(9) as (served, clock, client):
        here = served.outlets["ledger"]
        here.outlet = other
        async with client.get(here.url + MOVED + short.path) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=600"
            links = listed(ListKind.RSS, await answer.read())
        assert len(links) == 3
        async with client.get(here.url + "/robots.txt") as answer:
            assert "Disallow: /story/" in await answer.text()
        async with client.get(links[0]):
            pass
        polled, robots, page = served.log
        assert (polled.kind, polled.max_age, polled.forbidden) == ("rss", 600, False)
        assert (robots.kind, page.kind, page.forbidden) == ("robots", "article", True)
        assert page.max_age == 0
        assert page.sent > 2_000
        here.outlet = replace(other, expires=True)
        async with client.get(here.url + short.path) as answer:
            assert "Cache-Control" not in answer.headers
            assert answer.headers["Expires"] == "Tue, 04 Mar 2031 10:10:00 GMT"
        assert served.log[-1].max_age == 600
        here.faults.add("*", NewTag())
        async with client.get(here.url + short.path) as answer:
            assert "Expires" not in answer.headers
        assert served.log[-1].max_age == 0
        assert clock.now() == page.world


TRUSTED = [
    ("", True), ("expiring", True), ("expired", False), ("wrong host", False), ("unknown", False)
]  # fmt: skip


@pytest.mark.parametrize(("kind", "trusted"), TRUSTED)
async def test_certificates(tmp_path: Path, kind: str, trusted: bool) -> None:
    """Whoever trusts the world's authority takes good certificates and no others."""
    clock = StillClock(START)
    authority = Authority(tmp_path, now=START)
    trusting = ssl.create_default_context(cafile=str(authority.root))
    blind = ssl._create_unverified_context()  # noqa: S323, SLF001  to see that it is served
    async with (
        serve(WORLD, clock, authority=authority, secure=["wire"]) as served,
        aiohttp.ClientSession() as client,
    ):
        here = served.outlets["wire"]
        assert here.url.startswith("https://")
        assert served.outlets["ledger"].url.startswith("http://")
        if kind:
            here.faults.add("*", BadCertificate(kind), until=START + timedelta(hours=1))
        async with client.get(here.url + "/feed.json", ssl=blind) as answer:
            assert answer.status == 200
        with nullcontext() if trusted else pytest.raises(aiohttp.ClientSSLError):
            async with client.get(here.url + "/feed.json", ssl=trusting) as answer:
                assert answer.status == 200
        clock.advance(2 * HOUR)  # renewed
        async with client.get(here.url + "/feed.json", ssl=trusting) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("encoding", ["br", "gzip", "deflate", "zstd"])
def test_what_is_packed_can_be_unpacked(encoding: str) -> None:
    """Bodies come out as they went in, and a bomb is as large as was said."""
    body = bytes(range(256)) * 1_000
    assert unpacked(squeezed(body, encoding), encoding) == body
    small = bomb(encoding, 3_000_000)
    assert len(small) < 20_000
    assert len(unpacked(small, encoding)) >= 3_000_000


def unpacked(body: bytes, encoding: str) -> bytes:
    """Unpack a body with the libraries that everybody uses."""
    match encoding:
        case "br":
            return bytes(brotli.decompress(body))
        case "zstd":
            return zstandard.ZstdDecompressor().decompressobj().decompress(body)
        case "gzip":
            return gzip.decompress(body)
    return zlib.decompress(body)


async def test_leaving_ends_a_hang() -> None:
    """The world closes at once although a request hangs for an hour."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(0.2)) as client:
        async with serve(WORLD, StillClock(START)) as served:
            here = served.outlets["ledger"]
            here.faults.add("*", Hang(3600))
            with pytest.raises(TimeoutError):
                await client.get(here.url + "/")
        assert served.log[-1].path == "/"


def test_faults_end_by_count_and_time() -> None:
    """The oldest fault that fits is played, until it is used up or its time is over."""
    faults = Faults()
    faults.add("/w/*", Status(503), count=2)
    faults.add("*", Reset(), until=START + timedelta(hours=1))
    assert [faults.meet("/w/1", START) for _ in range(3)] == [Status(503), Status(503), Reset()]
    assert faults.meet("/", START) == Reset()
    assert faults.meet("/", START + timedelta(hours=1)) is None
    assert faults.names("/w/1") == ("Status", "Reset")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"kind": "Status", "status": 429, "retry_after": "5"}, Status(429, "5")),
        ({"kind": "Hang", "seconds": 2.5}, Hang(2.5)),
        ({"kind": "Frozen", "since": START.isoformat()}, Frozen(START)),
        (
            {"kind": "Body", "body": "//4A", "content_type": "text/xml"},
            Body(b"\xff\xfe\x00", "text/xml"),
        ),
    ],
)
def test_faults_as_json(raw: dict[str, object], expected: Fault) -> None:
    assert fault_from(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"kind": "Flood"},
        {"kind": "Status"},
        {"kind": "Hang", "x": 1},
        {"kind": "Frozen", "since": "noon"},
    ],
)
def test_faults_that_do_not_exist(raw: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        fault_from(raw)


async def test_requests_are_logged() -> None:
    """Each request leaves outlet, path, status, condition, world's time and agent."""
    async with visit(2) as (served, clock, client):
        url = served.outlets["wire"].url
        headers = {"User-Agent": "wirewatch/1", "If-None-Match": '"x"'}
        async with client.get(url + "/feed.json?x=1", headers=headers):
            pass
        async with client.get(url + "/nowhere"):
            pass
        first, second = served.log
        assert (first.outlet, first.path, first.status) == ("wire", "/feed.json?x=1", 200)
        assert (first.conditional, first.agent, first.world) == (True, "wirewatch/1", clock.now())
        assert (second.path, second.status, second.conditional) == ("/nowhere", 404, False)


def test_the_log_judges_politeness() -> None:
    """Gaps and open connections are counted for one outlet alone, in real time."""
    log = [
        Asked(outlet, "/", 200, False, START, real, took, "x")
        for outlet, real, took in [
            ("a", 1.0, 0.5),
            ("b", 1.1, 9.0),
            ("a", 1.25, 0.5),
            ("a", 4.25, 1),
        ]
    ]
    assert gaps(log, "a") == [0.25, 3.0]
    assert most_at_once(log, "a") == 2
    assert most_at_once(log, "b") == 1
    assert gaps(log, "c") == []


async def test_control_breaks_and_tells() -> None:
    """Over HTTP a world can be broken, mended, and asked for its log and truth."""
    async with visit(3) as (served, _, client), control(served, "the clock") as address:
        order = {
            "outlet": "wire",
            "pattern": "/w/*",
            "fault": {"kind": "Status", "status": 500},
            "count": 1,
        }
        async with client.post(address + "/faults", json=order) as answer:
            assert answer.status == 200
        path = WORLD.by_outlet["wire"][0].paths[0]
        async with client.get(served.outlets["wire"].url + path) as answer:
            assert answer.status == 500
        async with client.get(address + "/log") as answer:
            assert [asked["status"] for asked in await answer.json()] == [500]
        async with client.get(address + "/politeness") as answer:
            (manners,) = (await answer.json()).values()
            assert (manners["requests"], manners["hasty"]) == (1, [])
        async with client.get(address + "/truth") as answer:
            truth = Truth.from_json(await answer.text())
        marked = {item.id for item in truth.articles if item.faults}
        assert marked == {item.id for item in WORLD.by_outlet["wire"]}
        async with client.delete(address + "/faults"):
            pass
        assert served.outlets["wire"].faults.standing == []


@pytest.mark.parametrize(
    "order",
    [
        {},
        [],
        {"outlet": "nobody", "fault": {"kind": "Reset"}},
        {"outlet": "wire", "fault": {"kind": "Meteor"}},
        {"outlet": "wire", "fault": {"kind": "Reset"}, "until": "teatime"},
    ],
)
async def test_control_refuses_nonsense(order: object) -> None:
    async with (
        visit(3) as (served, _, client),
        control(served) as address,
        client.post(address + "/faults", json=order) as answer,
    ):
        assert answer.status == 400
        assert "error" in await answer.json()


def test_the_package_carries_its_data() -> None:
    """No page or text of the world leans on a file outside the package."""
    import wirewatch.newsworld as package  # noqa: PLC0415  its place is the subject

    home = Path(package.__file__ or "").parent
    assert {path.suffix for path in (home / "data").iterdir()} == {".toml"}
    assert {outlet.layout for outlet in WORLD.outlets} <= {
        path.stem for path in (home / "templates").iterdir()
    }
