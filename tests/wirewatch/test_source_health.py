"""Five outlets of the news world fall ill: one notice each, and one when it is well again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from archive.database import Database
from archive.frontier import Polled
from archive.health import Health
from archive.schema import findings
from config.load import load
from crawler.urls import host_of
from news.health import Incident
from news.moment import Moment
from news.source import Entry
from tests.wirewatch.test_daemon_promises import until
from wirewatch.desk import list_entries
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.faults import Body, HtmlInsteadOfFeed, Status
from wirewatch.newsworld.world import World
from wirewatch.wiring import open_archive

START = datetime(2031, 3, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOWN, PAGES, SILENT, WEEKLY = "herald", "wire", "sentinel", "lowra-post"
EMPTY, BARRED = "lantern", "channel"
NOTHING = (
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title></feed>'
)
OLD = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title>
<entry><title>Past report 20</title><link href="{}/past/20"/><id>20</id></entry></feed>"""
ROBOTS = b"User-agent: *\nDisallow: /\n"
SITEMAP = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'

pytestmark = pytest.mark.timeout(300)


def remember(laid: Bed, slug: str, gaps: timedelta, count: int, until: datetime) -> None:
    """Give an outlet a past in the archive: so many reports, so far apart, up to a time."""
    config = load(laid.config, {})
    name = laid.served.outlets[slug].outlet.name
    source = next(source for source in config.sources if source.name == name)
    opened = open_archive(config.settings.archive.data)
    begin = until - gaps * count
    hosts = {feed.url: host_of(feed.url) for feed in source.feeds}
    opened.frontier.follow([source], hosts, begin)
    (fetch, *rest) = opened.frontier.lease(begin, begin, 9, 9, [name])
    for feed in rest:
        opened.frontier.polled(feed, (), lambda _: Polled("", "", "", until), begin,
                               lease_until=begin, budget=0, match_feed_text_at=until)  # fmt: skip
    for number in range(count + 1):
        at = begin + gaps * number
        entry = Entry(f"{source.url}/past/{number}", f"Past report {number}", published=Moment(at))
        opened.frontier.polled(
            replace(fetch, first=number == 0), list_entries([entry]),
            lambda _: Polled("", "", "", until), at,
            lease_until=at, budget=0, match_feed_text_at=at,
        )  # fmt: skip
    with opened.database.write() as connection:
        # Their pages are long gone.
        connection.exec_driver_sql("UPDATE fetches SET state = 'dead' WHERE article_id IS NOT NULL")
    opened.close()


def incidents(laid: Bed) -> tuple[list[Incident], list[Incident], int]:
    """Return what is wrong, what is over, and how many findings tell of it."""
    database = Database(laid.data / "archive.db")
    try:
        health = Health(database)
        with database.read() as connection:
            told = connection.execute(
                select(findings.c.id).where(findings.c.incident_id.is_not(None))
            ).all()
        return health.current(), health.past(), len(told)
    finally:
        database.close()


async def test_one_notice_when_it_begins_and_one_when_it_ends(tmp_path: Path) -> None:
    """503 for hours, a page for a feed, silence, nothing listed, robots.txt; a weekly is well."""
    async with bed(
        World(start=START), tmp_path, begin=6 * HOUR, speed=600, poll_seconds=300
    ) as laid:
        now = laid.clock.now()
        remember(laid, WEEKLY, 7 * DAY, 20, now - 9 * DAY)
        remember(laid, SILENT, 3 * HOUR, 100, now - 3 * DAY)
        remember(laid, EMPTY, HOUR, 100, now - HOUR)
        sources = {source.name: source for source in load(laid.config, {}).sources}
        names = {slug: served.outlet.name for slug, served in laid.served.outlets.items()}
        site = sources[names[WEEKLY]].url
        for slug, fault in (
            (DOWN, Status(503)),
            (PAGES, HtmlInsteadOfFeed()),
            (SILENT, Body(SITEMAP, "application/xml")),
            (WEEKLY, Body(OLD.format(site).encode(), "application/atom+xml")),
        ):
            for item in laid.served.outlets[slug].outlet.listings:
                laid.served.outlets[slug].faults.add(item.path, fault)
        # Its sitemap goes on.
        laid.served.outlets[EMPTY].faults.add("/rss", Body(NOTHING, "application/atom+xml"))
        laid.served.outlets[BARRED].faults.add("/robots.txt", Body(ROBOTS, "text/plain"))
        daemon = await laid.start()
        wanted = {
            (names[DOWN], "failing"), (names[PAGES], "html"), (names[SILENT], "silent"),
            (names[EMPTY], "empty"), (names[BARRED], "robots"),
        }  # fmt: skip

        def standing() -> set[tuple[str, str]]:
            return {(i.name, i.trouble.value) for i in incidents(laid)[0]}

        await until(lambda: standing() >= wanted, "all five are noticed", 120)
        current, past, told = incidents(laid)
        assert {(i.name, i.trouble.value) for i in current} == wanted
        assert (past, told) == ([], 5)
        assert all(incident.advice for incident in current)
        for slug in (DOWN, PAGES, SILENT, EMPTY):
            laid.served.outlets[slug].faults.clear()
        # What robots.txt forbade is over when new articles are allowed, a day later at the soonest.
        over = wanted - {(names[BARRED], "robots")}

        def ended() -> list[tuple[str, str]]:
            return [(i.name, i.trouble.value) for i in incidents(laid)[1]]

        await until(lambda: set(ended()) >= over, "four are over", 120)
        assert await daemon.stop() == 0
        assert Counter(ended()) == Counter(over)
        assert incidents(laid)[2] == 9
