"""What one wave fetches, sends, follows, refuses and reports."""

from __future__ import annotations

import gzip
import resource
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.answers import Failure
from crawler.gate import Gate
from crawler.guard import Guard
from crawler.spider import Outfit, WaveSpider
from news.source import Past
from tests.crawler.throwaway import self_signed
from tests.crawler.waveside import AGENT, START, FakeDesk, crew, fetch, host, ok
from wirewatch.newsworld.clock import WorldClock
from wirewatch.newsworld.faults import (
    Body,
    EmptyBody,
    Fault,
    Hang,
    Redirect,
    Reset,
    Slow,
    Status,
    Truncated,
)
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.server import Served, serve
from wirewatch.newsworld.world import World

KINDS = {
    "ledger": "feed",
    "herald": "feed",
    "wire": "feed",
    "lowra-post": "feed",
    "sentinel": "sitemap",
    "courier": "section",
}


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """Serve the world nine hours after its start, at a hundred times the speed."""
    clock = WorldClock.starting(START, 100)
    world = World(start=START - timedelta(hours=9))
    async with serve(world, clock, network="127.62.1") as outlets:
        yield outlets


def paths(served: Served, slug: str) -> list[str]:
    """List what an outlet was asked for, in order."""
    return [asked.path for asked in served.log if asked.outlet == slug]


def article(served: Served, slug: str = "ledger") -> str:
    """Return the address of an outlet's newest article."""
    newest = served.world.published(slug, served.clock.now(), 1)[0]
    return served.outlets[slug].url + newest.paths[0]


@pytest.mark.parametrize(("slug", "kind"), KINDS.items())
async def test_every_kind_of_list_and_what_it_brings(served: Served, slug: str, kind: str) -> None:
    listed = fetch(served.outlets[slug].feed_urls(*ListKind)[0], kind)
    found = [fetch(article(served, slug), source=slug)]
    async with crew({listed.url: found}) as ours:
        desk = await ours.crawl(listed)
    page = found[0].url
    assert desk.notes == [f"polled {listed.url}", f"committed {listed.url}", f"page {page}"]
    assert desk.answers[listed.url].etag
    assert b"<" in desk.answers[page].body
    assert desk.answers[page].charset == "utf-8"
    asked = [urlsplit(url).path for url in (listed.url, page)]
    before = ["/robots.txt"] if kind != "feed" else []
    between = ["/robots.txt"] if kind == "feed" else []
    assert paths(served, slug) == [*before, asked[0], *between, asked[1]]


async def test_validators_go_back_as_they_came(served: Served) -> None:
    """What the desk kept of the first answer makes the second a 304."""
    url = served.outlets["ledger"].feed_urls(ListKind.RSS)[0]
    async with crew() as ours:
        first = (await ours.crawl(fetch(url, "feed"))).answers[url]
        assert (first.unchanged, bool(first.body)) == (False, True)
        for known in (
            {"etag": first.etag, "last_modified": first.last_modified},
            {"etag": first.etag},
            {"last_modified": first.last_modified},
        ):
            again = (await ours.crawl(fetch(url, "feed", **known))).answers[url]
            assert (again.unchanged, again.body) == (True, b"")
    statuses = [(asked.status, asked.conditional) for asked in served.log]
    assert statuses == [(200, False), (304, True), (304, True), (304, True)]


@pytest.mark.parametrize(
    ("etag", "sent"),
    [
        (b'W/"abc=="', b'W/"abc=="'),
        (b"no quotes at all", b"no quotes at all"),
        ("\u0633\u06cc".encode(), "\u0633\u06cc".encode()),
        (b'"\xe9t\xe9"', None),  # no UTF-8: aiohttp could not send it so
    ],
)
async def test_odd_validators(etag: bytes, sent: bytes | None) -> None:
    async with host({"/feed": ok(b"<rss/>", b"ETag: " + etag)}) as outlet, crew() as ours:
        url = outlet.url + "/feed"
        known = (await ours.crawl(fetch(url, "feed"))).answers[url].etag
        assert known.encode("latin-1") == etag
        await ours.crawl(fetch(url, "feed", etag=known))
        assert not ours.desk.failures
        head = outlet.heads["/feed"]
    line = b"\r\nIf-None-Match: " + (sent or b"")
    assert (line in head) is (sent is not None)


@pytest.mark.parametrize("bad", ['"a"\r\nX-Own: 1', '"\x00"', '"\x1f"', "\u0633 too wide"])
async def test_a_validator_that_cannot_be_sent_is_left_out(bad: str) -> None:
    """A damaged row costs one full answer, not the feed."""
    async with host({"/feed": ok()}) as outlet, crew() as ours:
        desk = await ours.crawl(fetch(outlet.url + "/feed", "feed", etag=bad, last_modified=bad))
        assert list(desk.answers) == [outlet.url + "/feed"]
        assert b"If-" not in outlet.heads["/feed"]
        assert b"X-Own" not in outlet.heads["/feed"]


REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"


async def test_validators_go_to_the_address_that_gave_them() -> None:
    """A feed that leads elsewhere is asked there with what was given there, and nowhere else."""
    answers = {"/feed": REDIRECT % b"/a", "/a": ok(), "/b": ok()}
    async with host(answers) as outlet, crew() as ours:
        given = {"etag": '"1"', "last_modified": "Tue", "validators_url": outlet.url + "/a"}
        await ours.crawl(fetch(outlet.url + "/feed", "feed", **given))
        assert ours.desk.answers[outlet.url + "/feed"].conditional
        assert b"If-None-Match" not in outlet.heads["/feed"]
        assert b'If-None-Match: "1"\r\nIf-Modified-Since: Tue' in outlet.heads["/a"]
        outlet.answers["/feed"] = REDIRECT % b"/b"
        await ours.crawl(fetch(outlet.url + "/feed", "feed", **given))
        assert not ours.desk.answers[outlet.url + "/feed"].conditional
        assert b"If-" not in outlet.heads["/b"]


async def test_some_polls_ask_for_all() -> None:
    """Whatever its validators say, a feed is read whole when it is time."""
    async with host({"/feed": ok()}) as outlet, crew() as ours:
        url = outlet.url + "/feed"
        for since, conditional in ((22, True), (23, False)):
            past = Past(url, polls=30, since_whole=since, whole_at=START)
            desk = await ours.crawl(fetch(url, "feed", etag='"1"', past=past))
            assert desk.answers[url].conditional is conditional
            assert (b"If-None-Match" in outlet.heads["/feed"]) is conditional


async def test_a_304_to_a_plain_request_is_a_failure() -> None:
    """There is nothing that could be unchanged."""
    async with host({"/a": b"HTTP/1.1 304 Same\r\n\r\n"}) as outlet, crew() as ours:
        desk = await ours.crawl(fetch(outlet.url + "/a"))
        assert desk.reasons == {outlet.url + "/a": "http 304, though it was asked for all"}


async def test_we_say_who_we_are() -> None:
    """Each request carries our user agent; none a cookie or a referer."""
    cookie = ok(b"<rss/>", b"Set-Cookie: id=7")
    async with host({"/feed": cookie, "/a": ok()}) as outlet:
        found = [fetch(outlet.url + "/a")]
        async with crew({outlet.url + "/feed": found}) as ours:
            await ours.crawl(fetch(outlet.url + "/feed", "feed"))
        assert outlet.asked == ["/feed", "/robots.txt", "/a"]
        for head in outlet.heads.values():
            assert f"\r\nUser-Agent: {AGENT}\r\n".encode() in head
            assert b"cookie" not in head.lower()
            assert b"referer" not in head.lower()


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("", "/"),
        ("/", "/"),
        ("?x=1", "/?x=1"),
        ("/a%20b/%E0%A4%85?x=%2Fy&z=%3D1+2", "/a%20b/%E0%A4%85?x=%2Fy&z=%3D1+2"),
        ("/a b/\u0905?q=\u0633", "/a%20b/%E0%A4%85?q=%D8%B3"),
        ("/100%?a=%", "/100%?a=%"),
        ("/a/../b#comments", "/a/../b"),
        ("/a;v=1,2/!'()*~", "/a;v=1,2/!'()*~"),
    ],
)
async def test_addresses_are_asked_for_as_they_were_given(address: str, line: str) -> None:
    """Only what no request line can hold is escaped; nothing is unescaped."""
    moved = b"HTTP/1.1 302 There\r\nContent-Length: 0\r\nLocation: "
    async with host({}) as outlet, crew(robots=False) as ours:
        to = (outlet.url + address).encode()
        outlet.answers |= {line: ok(), "/moved": moved + to + b"\r\n\r\n"}
        for asked in (address, "/moved"):
            desk = await ours.crawl(fetch(outlet.url + asked))
            assert list(desk.answers)[-1:] == [outlet.url + asked]
        assert outlet.asked == [line, "/moved", line]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(served: Served, status: int) -> None:
    url, old = article(served), served.outlets["ledger"].url + "/old"
    served.outlets["ledger"].faults.add("/old", Redirect(urlsplit(url).path, status))
    async with crew() as ours:
        answer = (await ours.crawl(fetch(old))).answers[old]
    assert (answer.url, answer.fetch.url) == (url, old)
    assert answer.moved is (status in {301, 308})


@pytest.mark.parametrize(("second", "moved"), [(308, True), (302, False)])
async def test_moved_needs_every_hop(served: Served, second: int, moved: bool) -> None:
    url, base = article(served), served.outlets["ledger"].url
    served.outlets["ledger"].faults.add("/old", Redirect(base + "/older", 301))
    served.outlets["ledger"].faults.add("/older", Redirect(url, second))
    async with crew() as ours:
        answer = (await ours.crawl(fetch(base + "/old"))).answers[base + "/old"]
    assert (answer.url, answer.moved) == (url, moved)


@pytest.mark.parametrize("path", ["/loop", "/a"])
async def test_redirects_in_circles_end(served: Served, path: str) -> None:
    faults = served.outlets["ledger"].faults
    for there, back in (("/loop", "/loop"), ("/a", "/b"), ("/b", "/a")):
        faults.add(there, Redirect(back))
    url = served.outlets["ledger"].url + path
    async with crew() as ours:
        desk = await ours.crawl(fetch(url), fetch(article(served)))
    assert desk.reasons == {url: "max redirections reached"}
    assert list(desk.answers) == [article(served)]
    assert len([asked for asked in paths(served, "ledger") if asked in "/loop /a /b"]) == 6


async def test_a_redirect_to_an_address_inside_is_refused_at_the_hop() -> None:
    """The outlet is allowed, its neighbour is not, and never hears of us."""
    async with host({"/secret": ok()}, address="127.0.0.3") as inside:
        to = inside.url.encode() + b"/secret"
        moved = b"HTTP/1.1 302 There\r\nContent-Length: 0\r\nLocation: " + to + b"\r\n\r\n"
        async with (
            host({"/a": moved, "/feed": moved}, address="127.0.0.2") as outlet,
            crew(allowed=["127.0.0.2/32"]) as ours,
        ):
            desk = await ours.crawl(fetch(outlet.url + "/a"), fetch(outlet.url + "/feed", "feed"))
            assert set(desk.reasons.values()) == {"its address is not public"}
            assert len(desk.failures) == 2
            assert all(failure.permanent for failure in desk.failures.values())
        assert inside.asked == []


@pytest.mark.parametrize(
    "url",
    """
    file:///etc/hostname /etc/hostname data:text/html,hi ftp://127.0.0.1/x feed:http://127.0.0.1/x
    gopher://127.0.0.1:25/x javascript:alert(1) http:// http://[ http://127.0.0.1:99999/
    http://127.0.0.1:port/ mailto:desk@newsdesk.example
    """.split(),
)
async def test_what_is_no_web_address_fails_alone(served: Served, url: str) -> None:
    feed = served.outlets["ledger"].feed_urls(ListKind.RSS)[0]
    bad, good = fetch(url), fetch(article(served))
    async with crew({feed: [fetch(url + "?"), good]}) as ours:
        desk = await ours.crawl(bad, fetch(feed, "feed"))
    assert set(desk.failures) == {url, url + "?"}
    assert set(desk.answers) == {feed, good.url}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Status(404), "http 404"),
        (Status(410), "http 410"),
        (Status(500), "http 500"),
        (Status(502), "http 502"),
        (Status(504), "http 504"),
        (Status(408), "http 408"),
        (Reset(), "the connection failed (DownloadFailedError)"),
        (Truncated(), "its answer broke off"),
        (Hang(60), "it did not answer in time"),
        (Slow(chunk=64, pause=0.2), "it did not answer in time"),
        (Redirect("ftp://127.0.0.1/x"), "http 302"),
        (Redirect("file:///etc/hostname"), "http 302"),
    ],
)
async def test_failures_are_reported_and_not_retried(
    served: Served, fault: Fault, reason: str
) -> None:
    url, other = article(served), article(served, "herald")
    standing = served.outlets["ledger"].faults.add(urlsplit(url).path, fault)
    async with crew(timeout=0.8) as ours:
        desk = await ours.crawl(fetch(url), fetch(other))
    assert desk.reasons == {url: reason}
    assert list(desk.answers) == [other]
    assert standing.met == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_a_pause_that_a_host_asks_for_is_kept_at_once(served: Served, status: int) -> None:
    """After the first such answer nothing more goes to the host; the rest is given back."""
    outlet = served.outlets["ledger"]
    items = served.world.published("ledger", served.clock.now(), 6)
    urls = [outlet.url + item.paths[0] for item in items]
    outlet.faults.add("/story/*", Status(status, retry_after=100_000))
    async with crew() as ours:
        desk = await ours.crawl(*map(fetch, urls))
    (failed,) = desk.failures.values()
    assert (failed.reason, failed.retry_after) == (f"http {status}", 100_000.0)
    assert len(desk.given_back) == 5
    assert desk.pauses == [(urlsplit(outlet.url).netloc, 100_000.0)]
    assert len(paths(served, "ledger")) == 2  # robots.txt and one page


async def test_a_redirect_to_a_paused_host_waits_as_long() -> None:
    """It is no errand for later the same minute: its own host would be asked in vain."""
    async with host({"/there": ok()}, address="127.0.0.3") as busy:
        to = busy.url.encode() + b"/there"
        moved = b"HTTP/1.1 302 There\r\nContent-Length: 0\r\nLocation: " + to + b"\r\n\r\n"
        async with host({"/a": moved}, address="127.0.0.2") as outlet, crew(robots=False) as ours:
            ours.gate.pause(urlsplit(busy.url).netloc, 90_000)
            desk = await ours.crawl(fetch(outlet.url + "/a"))
        assert busy.asked == []
    (failure,) = desk.failures.values()
    assert failure.reason == "its host asked for a pause"
    assert failure.retry_after == pytest.approx(90_000, abs=3000)
    assert not desk.given_back


async def test_nobody_there() -> None:
    """A port at which nobody listens is told as such."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/feed"
        async with crew() as ours:
            desk = await ours.crawl(fetch(url, "feed"))
    assert desk.reasons == {url: "it refused the connection"}


@pytest.mark.parametrize("label", ["a" * 64, "a." * 127 + "example", "a..b"])
async def test_a_name_that_cannot_be_one_fails(label: str) -> None:
    async with crew() as ours:
        desk = await ours.crawl(fetch(f"http://{label}.invalid/feed", "feed"))
    assert len(desk.failures) == 1


BIG = b"x" * 300_000
SIZE = "its answer exceeds the size limit"


def zipped(raw: bytes, times: int) -> bytes:
    for _ in range(times):
        raw = gzip.compress(raw)
    return raw


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (ok(BIG), SIZE),
        (b"HTTP/1.1 200 OK\r\n\r\n" + BIG, SIZE),  # unannounced
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n" + BIG, SIZE),
        (ok(b"short", length=33_000_000), SIZE),
        (ok(b"short", length=500), "its answer broke off"),
        (ok(b"short", length=-5), "the connection failed (DownloadFailedError)"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the connection failed (DownloadFailedError)"),
        (b"", "the connection failed (DownloadFailedError)"),
        (
            ok(b"not gzip at all", b"Content-Encoding: gzip"),
            "its answer cannot be unpacked",
        ),
    ],
)
async def test_answers_that_are_none(answer: bytes, reason: str) -> None:
    async with host({"/a": answer}) as outlet, crew(max_bytes=200_000) as ours:
        desk = await ours.crawl(fetch(outlet.url + "/a"))
        assert desk.reasons == {outlet.url + "/a": reason}


async def test_one_page_beyond_the_limit_does_not_end_the_wave(served: Served) -> None:
    """33 MB are refused when they are announced; what is beside them is fetched."""
    url = article(served)
    served.outlets["ledger"].faults.add(urlsplit(url).path, Body(b"x" * 33_000_000))
    async with crew() as ours:
        desk = await ours.crawl(fetch(url), fetch(article(served, "wire")))
    assert desk.reasons == {url: SIZE}
    assert list(desk.answers) == [article(served, "wire")]


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_compression_bomb_stops_at_the_limit(times: int) -> None:
    """A gigabyte in a gzip in a gzip costs little more memory than the limit allows."""
    million = gzip.compress(b"\0" * 1_000_000, mtime=0)
    bomb = zipped(million * 1000, times - 1)
    coded = b"Content-Encoding: " + b", ".join([b"gzip"] * times)
    async with host({"/a": ok(bomb, coded)}) as outlet, crew(max_bytes=10_000_000) as ours:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        desk = await ours.crawl(fetch(outlet.url + "/a"))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert desk.failures[outlet.url + "/a"].permanent
        assert "size limit" in desk.reasons[outlet.url + "/a"]
    assert grown * (1 if sys.platform == "darwin" else 1024) < 100_000_000


async def test_good_compressed_answers_are_opened() -> None:
    """The desk gets what stands in the page."""
    page = b"<h1>Bridge opens</h1>" * 100
    async with host({"/a": ok(zipped(page, 1), b"Content-Encoding: gzip")}) as outlet:
        async with crew() as ours:
            desk = await ours.crawl(fetch(outlet.url + "/a"))
        assert desk.answers[outlet.url + "/a"].body == page


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Security-Policy: " + b"img-src sandal.example; " * 850,
        b"X-Note: \xe9t\xe9 \xff\xfe",
        b"X-Empty:",
        b"\r\n".join(b"X-Many-%d: yes" % n for n in range(90)),
    ],
)
async def test_odd_headers_are_accepted(header: bytes) -> None:
    async with host({"/a": ok(b"<h1>Bridge</h1>", header)}) as outlet, crew() as ours:
        desk = await ours.crawl(fetch(outlet.url + "/a"))
        assert desk.answers[outlet.url + "/a"].body == b"<h1>Bridge</h1>"


async def test_an_empty_answer_is_an_answer(served: Served) -> None:
    """What to make of no bytes is the reader's business."""
    url = article(served)
    served.outlets["ledger"].faults.add(urlsplit(url).path, EmptyBody())
    async with crew() as ours:
        assert (await ours.crawl(fetch(url))).answers[url].body == b""


ROBOTS = ok(b"User-agent: *\nDisallow: /private\n")


async def test_what_robots_txt_forbids_is_never_requested() -> None:
    """Pages, sitemaps and sections; feeds are made to be read by programs."""
    kinds = {"/private/a": "article", "/private/map": "sitemap", "/private/list": "section"}
    known = {"/robots.txt": ROBOTS, "/a": ok(), "/private/feed": ok(b"<rss/>")}
    async with host(known) as outlet, crew() as ours:
        fetches = [fetch(outlet.url + path, kind) for path, kind in kinds.items()]
        feed, free = fetch(outlet.url + "/private/feed", "feed"), fetch(outlet.url + "/a")
        desk = await ours.crawl(*fetches, feed, free)
        assert set(desk.answers) == {feed.url, free.url}
        assert set(desk.failures) == {wanted.url for wanted in fetches}
        assert set(desk.reasons.values()) == {"robots.txt forbids it"}
        assert all(failure.permanent for failure in desk.failures.values())
        assert sorted(outlet.asked) == ["/a", "/private/feed", "/robots.txt"]
        assert desk.robots == [(urlsplit(outlet.url).netloc, 200)]


async def test_a_redirect_does_not_lead_around_robots_txt() -> None:
    """Each hop is judged."""
    moved = b"HTTP/1.1 301 There\r\nContent-Length: 0\r\nLocation: /private/a\r\n\r\n"
    async with host({"/robots.txt": ROBOTS, "/a": moved}) as outlet, crew() as ours:
        desk = await ours.crawl(fetch(outlet.url + "/a"))
        assert list(desk.reasons.values()) == ["robots.txt forbids it"]
        assert outlet.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [500, 503])
async def test_without_robots_txt_for_the_time_being_nothing_is_fetched(
    served: Served, status: int
) -> None:
    served.outlets["ledger"].faults.add("/robots.txt", Status(status))
    url = article(served)
    async with crew() as ours:
        desk = await ours.crawl(fetch(url))
    assert not desk.failures[url].permanent
    assert desk.reasons[url].startswith("its robots.txt cannot be read just now")
    assert paths(served, "ledger") == ["/robots.txt"]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Make a server's side of TLS with a certificate that nobody signed."""
    path: Path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(self_signed("127.0.0.1"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_a_certificate_that_nobody_signed(certificate: ssl.SSLContext) -> None:
    """Refused, except for sources of which the configuration says otherwise."""
    async with (
        host({"/a": ok(), "/b": ok()}, tls=certificate) as outlet,
        crew(unverified=["Hill Courier"]) as ours,
    ):
        strict = fetch(outlet.url + "/a", "feed")
        lenient = fetch(outlet.url + "/b", source="Hill Courier")
        desk = await ours.crawl(strict, lenient)
        assert desk.reasons == {strict.url: "its certificate is not valid: self-signed certificate"}
        assert not desk.failures[strict.url].permanent
        assert list(desk.answers) == [lenient.url]
        assert outlet.asked == ["/robots.txt", "/b"]


async def test_a_drip_that_never_ends_is_cut_off() -> None:
    """Bytes that keep coming do not extend the time."""
    drip: list[bytes] = [b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n", b"\r\n"]
    async with host({"/a": drip}) as outlet, crew(timeout=0.5, robots=False) as ours:
        desk = await ours.crawl(fetch(outlet.url + "/a"))
        assert desk.reasons == {outlet.url + "/a": "it did not answer in time"}


@pytest.mark.parametrize(("reason", "back"), [("closespider_timeout", True), ("finished", False)])
async def test_an_ended_wave_gives_back_what_it_has_not_come_to(reason: str, back: bool) -> None:
    """Scrapy forgets what it had queued; after a wave that finished nothing is left to give."""
    desk, clock = FakeDesk(), WorldClock.starting(START)
    outfit = Outfit(clock, Gate(clock, 0.0, 1), Guard(), None, desk)
    wanted = [fetch(f"http://sandal.example/{number}") for number in range(3)]
    spider = WaveSpider(wanted, outfit)
    begun = [request async for request in spider.start()]
    await spider.tell_failure(wanted[0], Failure("http 500"))
    await spider.closed(reason)
    assert len(begun) == 3
    assert desk.given_back == ([one.url for one in wanted[1:]] if back else [])
