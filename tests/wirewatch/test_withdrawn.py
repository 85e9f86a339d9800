"""An outlet on loopback takes a report from its site; `wirewatch crawl` comes by at its own times.

The whole way: feeds and pages over HTTP, worker processes, archive, what a recipient is told.
Each pass is a process of its own, whose clock shows what the test says.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from archive.database import Database
from archive.outbox import Outbox
from archive.storied import Storied
from news.alert import Addressed, Alert
from news.fact import FactKind, Notify
from news.watch import Recipient
from wirewatch.newsworld.clock import VARIABLE, WorldClock
from wirewatch.newsworld.settings import table

START = datetime(2031, 3, 4, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TITLE = "Gunmen storm police post in Nushol"
TEXTS = {
    "/post": (
        TITLE,
        (
            "Gunmen stormed a police post on the edge of Nushol before dawn on Tuesday and killed "
            "six officers, police said. They came on motorcycles and fled into the hills."
        ),
    ),
    "/fair": (
        "Harvest fair opens with a smaller wheel",
        (
            "The harvest fair opened on Monday with a wheel that is smaller than last year's, and "
            "with longer queues, the mayor said. It lasts until the end of the week."
        ),
    ),
    "/bridge": (
        "Bridge over the Sand river is open again",
        (
            "The bridge over the Sand river is open again after a month of repairs, the works "
            "office said on Monday. Lorries must wait for another week."
        ),
    ),
}

pytestmark = pytest.mark.timeout(400)


@dataclass
class Outlet:
    """A site: what its feed lists, and what it has no more."""

    listed: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    now: datetime = START

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request."""
        path = request.path
        if path == "/rss":
            return web.Response(text=self._feed(request), content_type="application/rss+xml")
        if path in self.moved:
            raise web.HTTPMovedPermanently("/")
        if path in self.gone or path not in TEXTS:
            return web.Response(status=200 if path == "/" else 404, text="<h1>Nothing here</h1>",
                                content_type="text/html")  # fmt: skip
        title, text = TEXTS[path]
        paragraphs = "".join(f"<p>{line}.</p>" for line in text.split(". "))
        page = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        return web.Response(text=f"{page}{paragraphs * 2}</article></body></html>",
                            content_type="text/html")  # fmt: skip

    def _feed(self, request: web.Request) -> str:
        items = "".join(
            f"<item><title>{TEXTS[path][0]}</title><link>http://{request.host}{path}</link>"
            f"<pubDate>{format_datetime(self.now)}</pubDate></item>"
            for path in self.listed
        )
        return f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>"


@dataclass
class Following:
    """A configuration that follows the outlet, and a recipient who hears what is found."""

    folder: Path
    outlet: Outlet

    async def come_by(self, after: timedelta) -> list[Alert]:
        """Let a pass come by, so long after the start; return what is told."""
        clock = WorldClock.starting(START + after)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "wirewatch", "crawl", "--config", str(self.folder),
            env={**os.environ, VARIABLE: clock.to_text()},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        with closing(Database(self.folder / "data" / "archive.db")) as database:
            return _told(Outbox(database), START + after)

    def withdrawn(self) -> list[str]:
        """Return the titles that the archive marks as withdrawn."""
        with closing(Database(self.folder / "data" / "archive.db")) as database:
            storied = Storied(database)
            shown = [storied.story(one.key) for one in storied.listing(9).items]
            return [
                article.title
                for story in shown
                if story is not None
                for article in story.articles
                if article.withdrawn is not None
            ]


def _told(outbox: Outbox, now: datetime) -> list[Alert]:
    """Address all that was found to one recipient, and return what goes out."""
    to = Addressed("Desk", notify=Notify.FACTS)
    found = outbox.unrouted(50)
    outbox.address([(one, [] if one.silent else [to]) for one in found], now)
    due = [one.message_id for one in outbox.due(now)]
    sent = []
    for message in outbox.take(due, now, now + MINUTE):
        told = outbox.telling(message.message_id, Recipient("Desk", "console"), "", now)
        outbox.sent(message.message_id, now)
        sent += [told] if isinstance(told, Alert) else []
    return sent


@pytest.fixture
async def following(tmp_path: Path) -> AsyncIterator[Following]:
    outlet = Outlet()
    app = web.Application()
    app.router.add_get("/{path:.*}", outlet.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    files = {
        "wirewatch": table("[archive]", {"data": "./data", "reserve": "1MB"})
        + table("[crawl]", {"contact": "https://newsdesk.example/wirewatch", "min_gap": "1s",
                            "allow_addresses": ("127.0.0.0/8",)}),
        "sources": table("[[sources]]", {"name": "Post", "url": f"http://127.0.0.1:{port}/",
                                         "feeds": (f"http://127.0.0.1:{port}/rss",),
                                         "language": "en", "timezone": "UTC"}),
        "watch": table("[[topics]]", {"name": "Nushol", "any": ("nushol",)}),
        "alerts": "# nobody yet\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    yield Following(tmp_path, outlet)
    await runner.cleanup()


@pytest.mark.parametrize("how", ["gone", "moved"])
async def test_a_report_is_taken_from_a_site_and_comes_back(following: Following, how: str) -> None:
    """Told of; gone for an hour: told once; back: told once.  The other reports are there."""
    outlet = following.outlet
    outlet.listed = ["/fair", "/bridge"]
    await following.come_by(timedelta())
    outlet.now, outlet.listed = START + 4 * MINUTE, ["/post", "/fair", "/bridge"]
    (alert,) = await following.come_by(5 * MINUTE)
    assert alert.article.title == TITLE
    getattr(outlet, how).add("/post")
    for after in (21, 33):
        assert await following.come_by(after * MINUTE) == []
        assert following.withdrawn() == []
    (gone,) = await following.come_by(100 * MINUTE)
    assert following.withdrawn() == [TITLE]
    assert gone.story is not None
    assert [fact.kind for fact in gone.story.facts] == [FactKind.WITHDRAWN]
    getattr(outlet, how).clear()
    (back,) = await following.come_by(timedelta(hours=9))
    assert following.withdrawn() == []
    assert back.story is not None
    assert [fact.verdict for fact in back.story.facts] == ["back"]


async def test_a_site_that_is_gone_as_a_whole_withdraws_nothing(following: Following) -> None:
    """Every page answers 404, the feed goes on listing: that is no news of any report."""
    outlet = following.outlet
    outlet.listed = ["/fair", "/bridge"]
    await following.come_by(timedelta())
    outlet.now, outlet.listed = START + 4 * MINUTE, ["/post", "/fair", "/bridge"]
    assert len(await following.come_by(5 * MINUTE)) == 1
    outlet.gone = {*TEXTS}
    for after in (21, 33, 100):
        assert await following.come_by(after * MINUTE) == []
    assert following.withdrawn() == []
