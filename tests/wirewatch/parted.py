"""An outlet that prints a report on several pages, and all that fetches and reads them.

    python -m tests.wirewatch.parted FOLDER      lists the report, fetches and reads its parts

What a wave would do is done here one fetch after another, on a real archive, with the real
reader in this process.  As a program it can be killed at a fail point and started again.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.browse import Query
from archive.frontier import Listed, Polled
from crawler.answers import Answer, Failure
from crawler.extract import extract
from crawler.gate import Gate
from monitor.match import Matcher
from news.article import Article, Page
from news.grammar import parse
from news.listing import ArticleShown
from news.moment import Moment
from news.source import Entry, Feed, Fetch, Source
from news.watch import Topic, Watchlist
from tests.wirewatch.older import Readers
from wirewatch.desk import CollectDesk, Store
from wirewatch.loops import Read
from wirewatch.newsworld.clock import StillClock
from wirewatch.wiring import Opened, forget_leases, open_archive
from wirewatch.writer import Writer

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOST = "sandal.example"
SITE = f"https://{HOST}"
SOURCE = Source("The Sandal Post", url=SITE, feeds=(Feed(f"{SITE}/rss"),), timezone="UTC")
WATCHED = Watchlist((Topic("Wells", parse("wells")), Topic("Engineers", parse("engineers"))))


def paragraphs(part: int, word: str = "wells") -> list[str]:
    """Write what one part of the report says."""
    return [
        f"Village {part}{n} of the delta lost its {word} to the sea in spring, its elders said."
        for n in range(6)
    ]


@dataclass
class Outlet:
    """What each page of a report says, in order; `broken` ones fail so, `asked` were asked for."""

    parts: list[list[str]]
    broken: dict[int, Failure] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    redirects: dict[int, str] = field(default_factory=dict)

    def answer(self, path: str) -> bytes | Failure:
        """Answer; a page that is not there is the first, as with many servers."""
        self.asked.append(path)
        number = int(path.partition("?page=")[2] or 1)
        if number in self.broken:
            return self.broken[number]
        prose = "".join(f"<p>{line}</p>" for line in self.parts[self._shown(number) - 1])
        pager = "".join(f"<a href='/delta?page={n}'>{n}</a>" for n in range(1, len(self.parts) + 1))
        head = "<title>Delta drowns</title><meta property=og:type content=article>"
        body = f"<article><h1>Delta drowns</h1>{prose}<nav>{pager}</nav></article>"
        return f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()

    def _shown(self, number: int) -> int:
        return number if number <= len(self.parts) else 1


class InProcess:
    """Reads in this process what workers would."""

    async def extract(self, page: Page) -> Article:
        """Read a page."""
        return extract(page)


class Wire:
    """A desk and a reader on a real archive."""

    def __init__(self, archive: Opened, writer: Writer) -> None:
        self.archive, self.clock = archive, StillClock(NOW)
        store = Store(archive.frontier, archive.backfills, archive.shapes, archive.bodies, writer)
        gate = Gate(self.clock, 1.0, 4)
        self.desk = CollectDesk(
            store, Readers(), gate, self.clock, [SOURCE], page_came=lambda: None
        )
        self.read = Read(
            archive.database, archive.box, archive.bodies, InProcess(), Matcher(WATCHED), writer,
            self.clock, timedelta(days=9),
        )  # fmt: skip
        archive.frontier.follow([SOURCE], {f"{SITE}/rss": HOST}, NOW - timedelta(days=1))
        forget_leases(archive, ["collect", "read"])

    def list(self, text: str = "It drowns.") -> None:
        """Let the feed list the report."""
        now = self.clock.now()
        self.archive.frontier.make_due([SOURCE.name], now)
        (feed,) = [f for f in self.archive.frontier.lease(now, now, 9, 9) if f.article_id is None]
        at = Moment(NOW - timedelta(minutes=1))
        entry = Entry(f"{SITE}/delta", "Delta drowns", guid="d", text=text, published=at)
        self.archive.frontier.polled(
            feed, [Listed(entry, f"{HOST}/delta", HOST)],
            lambda _: Polled("", "", "", now + timedelta(days=90)), now,
            lease_until=now, budget=0, match_feed_text_at=now + timedelta(days=1),
        )  # fmt: skip

    async def go(self, outlet: Outlet, *, reading: bool = True) -> None:
        """Fetch what is due and read what came, until there is nothing of either."""
        for _ in range(100):
            if not await self.fetch(outlet) and not (reading and await self.read.round()):
                return
        raise AssertionError("it never ends")

    async def fetch(self, outlet: Outlet) -> int:
        """Fetch the pages that are due; return how many."""
        now = self.clock.now()
        due = self.archive.frontier.lease(now, now + timedelta(minutes=5), 20, 40)
        mine = [fetch for fetch in due if fetch.article_id is not None]
        for fetch in mine:
            await self._fetch(fetch, outlet)
        return len(mine)

    async def _fetch(self, fetch: Fetch, outlet: Outlet) -> None:
        said = outlet.answer(fetch.url.removeprefix(SITE))
        if isinstance(said, Failure):
            await self.desk.failed(fetch, said)
            return
        url = outlet.redirects.get(fetch.part, fetch.url)
        await self.desk.page(Answer(fetch, url, said, self.clock.now()))

    def shown(self) -> ArticleShown:
        """Return the one article that there is."""
        (item,) = self.archive.browse.listing(Query()).items
        found = self.archive.browse.article(item.id)
        assert found is not None
        return found


async def run(folder: Path) -> None:
    """List a report of four parts and read it, or go on with that."""
    archive, writer = open_archive(folder), Writer()
    try:
        wire = Wire(archive, writer)
        if not archive.browse.totals().articles:
            wire.list()
        await wire.go(Outlet([paragraphs(part) for part in (1, 2, 3, 4)]))
    finally:
        writer.close()
        archive.close()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
