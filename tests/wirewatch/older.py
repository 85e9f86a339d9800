"""An outlet in a dictionary, and a walk through its older lists without a network.

    python -m tests.wirewatch.older FOLDER      follows it, asks for five days, and walks

What a wave would do is done here one fetch after another, on a real archive, with the real
readers in this process.  As a program it can be killed at a fail point and started again.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.answers import Answer, Failure
from crawler.gate import Gate
from crawler.sections import read_section
from crawler.sitemaps import read_sitemap
from news.source import Feed, FeedKind, FeedReading, Fetch, Shape, Source
from wirewatch.desk import CollectDesk, Store
from wirewatch.lookback import KINDS, first_lists
from wirewatch.newsworld.clock import StillClock
from wirewatch.wiring import Opened, open_archive
from wirewatch.writer import Writer

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOST = "sandal.example"
SITE = f"https://{HOST}"
SOURCE = Source("The Sandal Post", url=SITE, feeds=(Feed(f"{SITE}/rss"),))
DAYS = 20


class Readers:
    """Reads in this process what workers would."""

    async def feed(self, body: bytes, **_: object) -> FeedReading:
        """Read no feed: this outlet has none that answers."""
        raise AssertionError(body)

    async def sitemap(
        self,
        body: bytes,
        *,
        url: str,
        timezone: str,
        language: str,
        now: datetime,
        most: int | None = None,
    ) -> FeedReading:
        """Read a sitemap."""
        return read_sitemap(body, url=url, timezone=timezone, language=language, now=now, most=most)

    async def section(
        self,
        body: bytes,
        *,
        url: str,
        source: Source,
        now: datetime,
        shapes: Sequence[Shape] = (),
    ) -> FeedReading:
        """Read a section page."""
        return read_section(body, url=url, source=source, now=now, shapes=shapes)


@dataclass
class Outlet:
    """What each path answers: a body, or why there is none (once, then the body behind it)."""

    paths: dict[str, bytes | Failure | list[bytes | Failure]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, url: str) -> bytes | Failure:
        """Answer; what is not there is a 404."""
        path = url.removeprefix(SITE)
        self.asked.append(path)
        found = self.paths.get(path, Failure("http 404", 0.5, permanent=True))
        return (found.pop(0) if len(found) > 1 else found[0]) if isinstance(found, list) else found


def day(number: int) -> datetime:
    """Return noon of the day so many days ago."""
    return NOW - timedelta(days=number)


def urlset(*rows: str) -> bytes:
    """Print a sitemap of these rows: "path" or "path time"."""
    locs = [
        f"<url><loc>{SITE}{path}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</url>"
        for path, _, at in (row.partition(" ") for row in rows)
    ]
    return f"<urlset>{''.join(locs)}</urlset>".encode()


def index(*rows: str) -> bytes:
    """Print an index of sitemaps."""
    body = urlset(*rows).decode()
    return body.replace("urlset", "sitemapindex").replace("url>", "sitemap>").encode()


def daily() -> Outlet:
    """Print an outlet with an index, a sitemap for each day and 20 reports a day."""
    paths: dict[str, bytes | Failure | list[bytes | Failure]] = {
        "/robots.txt": f"User-agent: *\nSitemap: {SITE}/index.xml\n".encode(),
        "/index.xml": index(*[f"/map-{day(n):%Y-%m-%d}.xml" for n in range(DAYS)], "/tags.xml"),
    }
    for number in range(DAYS):
        at = day(number)
        rows = [f"/{at:%Y/%m/%d}/report-{n} {at.isoformat()}" for n in range(20)]
        paths[f"/map-{at:%Y-%m-%d}.xml"] = urlset(*rows)
    return Outlet(paths)


class Walk:
    """A desk on a real archive that asks an outlet."""

    def __init__(self, archive: Opened, writer: Writer, source: Source = SOURCE) -> None:
        self.archive, self.source = archive, source
        self.clock = StillClock(NOW)
        store = Store(archive.frontier, archive.backfills, archive.shapes, archive.bodies, writer)
        gate = Gate(self.clock, 1.0, 4)
        self.desk = CollectDesk(
            store, Readers(), gate, self.clock, [source], page_came=lambda: None
        )
        hosts = {feed.url: HOST for feed in source.feeds}
        archive.frontier.follow([source], hosts, NOW - timedelta(days=1))
        archive.frontier.forget_leases()

    def ask(self, since: datetime) -> None:
        """Ask for what it published since."""
        hosts = {row.host: row for row in self.archive.frontier.hosts()}
        lists = first_lists(self.source, hosts)
        assert self.archive.backfills.ask(self.source.name, since, lists, NOW) is not None

    async def go(self, outlet: Outlet, *, pages: bool = True) -> None:
        """Fetch what is due of older lists and their pages, until nothing is."""
        for _ in range(10_000):
            now = self.clock.now()
            due = self.archive.frontier.lease(now, now + timedelta(minutes=5), 20, 40)
            mine = [f for f in due if f.backfill_id is not None and (pages or f.kind in KINDS)]
            if not mine:
                return
            for fetch in mine:
                await self._fetch(fetch, outlet)

    async def _fetch(self, fetch: Fetch, outlet: Outlet) -> None:
        if fetch.kind not in KINDS:
            await self.desk.page(Answer(fetch, fetch.url, b"<p>A report.", self.clock.now()))
            return
        said = outlet.answer(fetch.url)
        if isinstance(said, Failure):
            await self.desk.failed(fetch, said)
        else:
            await self.desk.polled(Answer(fetch, fetch.url, said, self.clock.now()))


async def walk_through(folder: Path) -> None:
    """Ask for five days, and walk, or walk on."""
    archive, writer = open_archive(folder), Writer()
    try:
        walk = Walk(archive, writer)
        if not archive.backfills.newest(1):  # the first time
            walk.ask(day(5))
        await walk.go(daily())
    finally:
        writer.close()
        archive.close()


SECTION = Source(
    "The Sandal Post", url=SITE, feeds=(Feed(f"{SITE}/city", FeedKind.SECTION),), timezone="UTC"
)

if __name__ == "__main__":
    asyncio.run(walk_through(Path(sys.argv[1])))
