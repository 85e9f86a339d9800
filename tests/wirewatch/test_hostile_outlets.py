"""Hostile outlets, servers that hang and channels that fail hold up nobody else.

A real daemon watches the served world and, beside it, outlets that mean harm: feeds and
pages that are bombs, servers that drip a byte a second or say nothing, a feed of a hundred
thousand items.  What the honest outlets print is archived and told all the same.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from crawler.mend import MAX_ENTRIES
from wirewatch.newsworld import sinks
from wirewatch.newsworld.bed import Bed, Daemon, bed
from wirewatch.newsworld.score import Score
from wirewatch.newsworld.settings import table
from wirewatch.newsworld.world import World
from wirewatch.wiring import open_archive

HOSTILE = Path(__file__).parents[1] / "hostile"
START = datetime(2031, 3, 4, tzinfo=UTC)
BEGIN = timedelta(minutes=20)
GRACE = timedelta(minutes=40)
DEADLINE = 60.0
MOST_MEGABYTES = 900
SLACK = 20.0
PAGE_SECONDS = 3
PAGE_MEGABYTES = 500
PRIVATE = "the ferry's safe opens with 4711"

pytestmark = pytest.mark.timeout(180)


@dataclass(frozen=True)
class Thing:
    """What a hostile outlet answers at one address."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    encoding: str = ""


@asynccontextmanager
async def outlet(things: Mapping[str, Thing]) -> AsyncIterator[str]:
    """Serve things by their paths; "{site}" in a body becomes the outlet's own address."""
    site = ""

    async def answer(request: web.BaseRequest) -> web.Response:
        thing = things.get(request.path)
        if thing is None:
            return web.Response(status=404)
        about = {"Content-Type": thing.content_type}
        if thing.encoding:
            about["Content-Encoding"] = thing.encoding
        return web.Response(body=thing.body.replace(b"{site}", site.encode()), headers=about)

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site = "http://{}:{}".format(*runner.addresses[0])
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def dripping(count: int) -> AsyncIterator[list[str]]:
    """Serve hosts that accept and then drip an endless header, or say nothing at all."""
    closing = asyncio.Event()

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        silent = writer.get_extra_info("sockname")[1] % 2
        if not silent:
            writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not closing.is_set() and not writer.is_closing():
            if not silent:
                writer.write(b"x")
            try:
                await asyncio.wait_for(closing.wait(), 1.0)
            except TimeoutError:
                continue
        writer.close()

    servers = [await asyncio.start_server(drip, "127.0.0.1", 0) for _ in range(count)]
    try:
        yield ["http://{}:{}".format(*server.sockets[0].getsockname()) for server in servers]
    finally:
        closing.set()
        for server in servers:
            server.close()


def follow(laid: Bed, name: str, *feeds: str) -> None:
    """Add a source to the configuration."""
    with (laid.config / "sources.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + table("[[sources]]", {"name": name, "feeds": feeds}))


def settle(laid: Bed, section: str, line: str) -> None:
    """Add a line to a section of wirewatch.toml, which is made where it is missing."""
    path = laid.config / "wirewatch.toml"
    text = path.read_text(encoding="utf-8")
    if f"[{section}]" not in text:
        text += f"\n[{section}]\n"
    path.write_text(text.replace(f"[{section}]\n", f"[{section}]\n{line}\n"), encoding="utf-8")


async def until(what: Callable[[], bool], laid: Bed, seconds: float = DEADLINE) -> None:
    """Wait for a condition; say what the daemon said if it never comes."""
    try:
        async with asyncio.timeout(seconds):
            while not what():  # noqa: ASYNC110  the condition lies in another process
                await asyncio.sleep(0.1)
    except TimeoutError:
        log = laid.log.read_text(errors="replace")[-3000:]
        pytest.fail(f"not within {seconds:.0f} s: {laid.totals()}\n{log}")


async def watched(laid: Bed, daemon: Daemon, hours: float) -> datetime:
    """Wait until the world's clock is so far; the daemon lives."""
    end = START + timedelta(hours=hours)
    await until(lambda: laid.clock.now() > end or not daemon.running, laid)
    assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
    return end


async def judge(laid: Bed, end: datetime, at_least: int = 10) -> None:
    """All that the honest outlets printed until shortly before is archived and told."""

    def judged_now() -> Score:
        return laid.score(until=end, grace=GRACE, expect_from=START + BEGIN + GRACE)

    # A crowded machine may need some seconds more.
    await until(lambda: not (judged_now().lost or judged_now().missing_alerts), laid, SLACK)
    judged = judged_now()
    assert judged.published >= at_least
    assert judged.lost == ()
    assert judged.missing_alerts == ()


def megabytes(pid: int) -> float:
    """Return what a process and its descendants take; shared memory counts once."""
    total = 0
    for process in family(pid):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue  # it ended just now
        total += sum(int(size) for size in re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE))
    return total / 1000


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for process in found:
        try:
            tasks = Path(f"/proc/{process}/task").iterdir()
            found += [int(c) for t in tasks for c in (t / "children").read_text().split()]
        except OSError:
            continue
    return found


def texts(laid: Bed) -> str:
    """Return all that the archive would show, as one text."""
    archive = open_archive(laid.data)
    try:
        with archive.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT title, text FROM revisions").all()
    finally:
        archive.close()
    return "\n".join(f"{title}\n{text}" for title, text in rows)


def rss(items: str) -> Thing:
    """Print a feed."""
    body = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
    return Thing(body.encode(), "application/rss+xml")


def hostile_feeds(secret: Path) -> dict[str, Thing]:
    """Return the files of attacks, their links turned to loopback, and two made here.

    What they try to read of this machine is a file of the test's own.
    """
    things = {}
    for path in sorted((HOSTILE / "feeds").iterdir()):
        body = path.read_bytes()
        for host in (b"https://pub.lab", b"http://pub.lab", b"http://www.pub.lab"):
            body = body.replace(host, b"{site}")
        body = re.sub(rb"file:///[\w/]+", f"file://{secret}".encode(), body)
        things[f"/feeds/{path.name}"] = Thing(body, "application/xml")
    things["/feeds/comments.xml"] = Thing(b"<rss>" + b"<!--" * 170_000, "application/xml")
    things["/feeds/gzip.xml"] = Thing(bomb(), "application/xml", "gzip")
    return things


def bomb() -> bytes:
    """Return two hundred megabytes of spaces in two hundred kilobytes."""
    return gzip.compress(b" " * 200_000_000, compresslevel=1)


def hostile_pages() -> dict[str, Thing]:
    """Return pages that break readers, by path."""
    things = {f"/p/{p.name}": Thing(p.read_bytes()) for p in (HOSTILE / "pages").iterdir()}
    things["/p/siblings.html"] = Thing(b"<body>" + b"<div>rain fell</div>" * 300_000)
    line = b"<body><article><h1>Slow</h1><p>" + b"rain fell on the town " * 440_000
    things["/p/line.html"] = Thing(line)
    things["/p/bold.html"] = Thing(b"<body><p>" + b"<b><i>" * 130_000)
    things["/p/gzip.html"] = Thing(bomb(), encoding="gzip")
    return things


@pytest.mark.soak
async def test_hostile_feeds_and_pages(tmp_path: Path) -> None:
    """Bombs cost their time and memory and no more; all others are collected and told."""
    secret = tmp_path / "secret"
    secret.write_text(PRIVATE, encoding="utf-8")
    pages, feeds = hostile_pages(), hostile_feeds(secret)
    world = World(start=START)
    at = format_datetime(START)
    items = "".join(
        f"<item><title>Report {number}</title><link>{{site}}{path}</link>"
        f"<pubDate>{at}</pubDate></item>"
        for number, path in enumerate(pages)
    )
    async with (
        outlet(feeds) as bad_feeds,
        outlet({**pages, "/rss": rss(items)}) as bad_pages,
        bed(world, tmp_path, begin=BEGIN, speed=300) as laid,
    ):
        follow(laid, "Bad Feeds", *[bad_feeds + path for path in feeds])
        follow(laid, "Bad Pages", bad_pages + "/rss")
        settle(laid, "read", f'page_seconds = "{PAGE_SECONDS}s"')
        # By default a page may take 1.5 GB, and two such at once twice that.
        settle(laid, "read", f'page_memory = "{PAGE_MEGABYTES}MB"')
        daemon = await laid.start()
        pid, most = daemon.process.pid, 0.0
        end = START + timedelta(hours=2.5)
        while laid.clock.now() < end and daemon.running:
            most = max(most, megabytes(pid))
            await asyncio.sleep(0.2)
        await judge(laid, await watched(laid, daemon, 2.5))
        await until(lambda: laid.totals().quarantined > 0, laid)
        assert most < MOST_MEGABYTES
        troubles = {feed.url.rpartition("/")[2]: feed.error for feed in laid.feeds()}
        for name in ("html_instead.html", "empty.xml", "null.json"):
            assert troubles[name], name
        assert troubles["gzip.xml"] == "its answer exceeds the size limit"
        assert PRIVATE not in texts(laid)
        assert "root:" not in texts(laid)
        before = laid.log.stat().st_size
        assert await (await laid.command("status")).wait() == 0
        said = laid.log.read_text(encoding="utf-8", errors="replace")
        assert "this is a web page" in laid.log.read_bytes()[before:].decode()
        # Killed, and named.
        assert re.search(f"longer than {PAGE_SECONDS} s|more than {PAGE_MEGABYTES} MB", said)
        assert await daemon.stop() == 0


@pytest.mark.soak
async def test_forty_hanging_hosts_delay_nobody(tmp_path: Path) -> None:
    """Hosts that drip or say nothing hold up themselves alone."""
    async with (
        dripping(40) as hosts,
        bed(World(start=START), tmp_path, begin=BEGIN, speed=300) as laid,
    ):
        for number, host in enumerate(hosts):
            follow(laid, f"Silent {number}", f"{host}/rss")
        settle(laid, "crawl", 'timeout = "4s"')
        daemon = await laid.start()
        await judge(laid, await watched(laid, daemon, 2.75))
        assert sum(feed.failures > 1 for feed in laid.feeds()) >= len(hosts)
        assert await daemon.stop() == 0


@pytest.mark.soak
async def test_a_feed_of_a_hundred_thousand_items(tmp_path: Path) -> None:
    """A flood is capped, and neither stops the others nor makes the archive unusable."""
    flood = "".join(
        f"<item><title>Flood {n}</title><link>/f/{n}</link></item>" for n in range(100_000)
    )
    async with (
        outlet({"/rss": rss(flood)}) as site,
        bed(World(start=START), tmp_path, begin=BEGIN, speed=300) as laid,
    ):
        follow(laid, "Flood", f"{site}/rss")
        daemon = await laid.start()
        await judge(laid, await watched(laid, daemon, 2.5))
        assert 0 < sum("/f/" in url for url in laid.archived()) <= MAX_ENTRIES
        assert await daemon.stop() == 0


@pytest.mark.soak
async def test_failing_channels_hold_up_nothing(tmp_path: Path) -> None:
    """While mail hangs and Slack answers 500 all is collected; each way out is its own."""
    async with bed(World(start=START), tmp_path, begin=BEGIN, speed=300) as laid:
        laid.mail.script += [sinks.Hang(600.0)] * 50
        laid.slack.script += [sinks.Reply("500 broken")]
        daemon = await laid.start()
        end = await watched(laid, daemon, 2.5)
        judged = laid.score(until=end, grace=GRACE)
        assert judged.published > 0
        assert judged.lost == ()
        assert laid.mail.tries
        assert laid.mail.arrived == []
        assert "500" in laid.slack.tries[0]
        assert laid.slack.arrived
        totals = laid.totals()
        assert totals.matched
        assert totals.messages_dead == 0
        await daemon.kill()  # an orderly end waits for the mail server's time to be up
