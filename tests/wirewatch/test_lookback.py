"""Older lists are found, read as far back as was asked, and no further; a kill loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from archive.backfills import Backfill
from archive.frontier import HostRow
from archive.schema import articles
from crawler.answers import Failure
from news.failpoint import LOOKBACK_POINTS
from news.source import Feed, FeedKind, Source
from tests.wirewatch.older import (
    HOST,
    NOW,
    SECTION,
    SITE,
    SOURCE,
    Outlet,
    Walk,
    daily,
    day,
    index,
    urlset,
)
from wirewatch.lookback import first_lists
from wirewatch.wiring import Opened, open_archive
from wirewatch.writer import Writer

NAMED = b"Sitemap: /x.xml"
GUESSED = ["/robots.txt", "/sitemap.xml", "/sitemap_index.xml"]
BUSY = Failure("http 503", 0.5)


@pytest.fixture
async def walker(tmp_path: Path) -> AsyncIterator[Callable[[Source], Walk]]:
    archive, writer = open_archive(tmp_path), Writer()
    yield lambda source: Walk(archive, writer, source)
    writer.close()
    archive.close()


def newest(walk: Walk) -> Backfill:
    return walk.archive.backfills.newest(1)[0]


def paths(archive: Opened) -> list[str]:
    with archive.database.read() as connection:
        return sorted(url.removeprefix(SITE) for url in connection.scalars(select(articles.c.url)))


@pytest.mark.parametrize(
    ("robots", "configured", "begins"),
    [
        # Nobody has asked its robots.txt yet.
        (None, [], ["/robots.txt"]),
        (None, ["/news.xml"], ["/news.xml", "/robots.txt"]),
        ((200, "Sitemap: /a.xml\nSitemap: https://cdn.example/b.xml"), [], ["/a.xml", "https://cdn.example/b.xml"]),
        ((200, f"Sitemap: {SITE}/news.xml"), ["/news.xml"], ["/news.xml"]),
        ((200, "User-agent: *"), [], ["/sitemap.xml", "/sitemap_index.xml"]),
        ((404, "Sitemap: /a.xml"), [], ["/sitemap.xml", "/sitemap_index.xml"]),
        ((200, "Sitemap: file:///etc/passwd"), [], ["/sitemap.xml", "/sitemap_index.xml"]),
    ],
)  # fmt: skip
def test_where_looking_back_begins(
    robots: tuple[int, str] | None, configured: list[str], begins: list[str]
) -> None:
    maps = tuple(Feed(f"{SITE}{path}", FeedKind.SITEMAP) for path in configured)
    source = replace(SOURCE, feeds=(*SOURCE.feeds, *maps))
    known = {}
    if robots is not None:
        status, text = robots
        known[HOST] = HostRow(HOST, robots=text, robots_status=status, robots_at=NOW)
    lists = first_lists(source, known)
    assert [one.url.removeprefix(SITE) for one in lists] == begins


async def test_sitemaps_are_walked_back_to_a_date(walker: Callable[[Source], Walk]) -> None:
    """From robots.txt through the index to the sitemaps of those days, and to no others."""
    walk, outlet = walker(SOURCE), daily()
    walk.ask(day(3))
    await walk.go(outlet)
    assert outlet.asked[:2] == ["/robots.txt", "/index.xml"]
    assert outlet.asked[2:] == [f"/map-{day(n):%Y-%m-%d}.xml" for n in range(5)]
    done = newest(walk)
    assert (done.done, done.lists, done.found) == (True, 6, 80)
    assert {path[:11] for path in paths(walk.archive)} == {f"/{day(n):%Y/%m/%d}" for n in range(4)}


async def test_what_is_known_is_not_found_again(walker: Callable[[Source], Walk]) -> None:
    """Asked for again, further back: only what lies before is new."""
    walk, outlet = walker(SOURCE), daily()
    walk.ask(day(3))
    await walk.go(outlet)
    walk.ask(day(5))
    await walk.go(outlet)
    assert newest(walk).found == 40


@pytest.mark.parametrize(
    ("paths_", "asked", "error"),
    [
        # Neither robots.txt nor a sitemap: its front page.
        ({}, [*GUESSED, "/"], f"http 404: {SITE}/"),
        ({"/sitemap.xml": urlset("/news/a-b-c")}, GUESSED, ""),
        ({"/robots.txt": NAMED}, ["/robots.txt", "/x.xml", "/"], "http 404"),
        # A page for people where a sitemap should be; an index that names itself.
        ({"/robots.txt": NAMED, "/x.xml": b"<html>Wait"}, ["/robots.txt", "/x.xml"], "http 404"),
        ({"/robots.txt": NAMED, "/x.xml": index("/x.xml")}, ["/robots.txt", "/x.xml"], ""),
    ],
)  # fmt: skip
async def test_other_ways_are_tried(
    walker: Callable[[Source], Walk],
    paths_: dict[str, bytes],
    asked: list[str],
    error: str,
) -> None:
    walk, outlet = walker(SOURCE), Outlet(dict(paths_))
    walk.ask(day(3))
    await walk.go(outlet)
    assert outlet.asked[: len(asked)] == asked
    done = newest(walk)
    assert done.ended is not None
    assert error in done.error


async def test_indexes_in_indexes_end(walker: Callable[[Source], Walk]) -> None:
    """However deep an outlet nests them."""
    deep = {f"/{n}.xml": index(f"/{n + 1}.xml") for n in range(50)}
    walk, outlet = walker(SOURCE), Outlet({"/robots.txt": b"Sitemap: /0.xml", **deep})
    walk.ask(day(3))
    await walk.go(outlet)
    assert len(outlet.asked) < 10
    assert newest(walk).done


async def test_a_list_that_is_busy_is_asked_again_later(walker: Callable[[Source], Walk]) -> None:
    """Not at once, and nothing of it is lost."""
    walk = walker(SOURCE)
    outlet = Outlet({"/robots.txt": b"Sitemap: /x.xml", "/x.xml": [BUSY, urlset("/2026/11/24/a")]})
    walk.ask(day(3))
    await walk.go(outlet)
    assert (outlet.asked, newest(walk).lists_due) == (["/robots.txt", "/x.xml"], 1)
    walk.clock.advance(61)
    await walk.go(outlet)
    assert (newest(walk).found, newest(walk).done) == (1, True)


async def test_a_million_lists_end_at_the_bound(walker: Callable[[Source], Walk]) -> None:
    """An index that names a new index each time it is asked is left in the end."""
    names = [f"/{n:05}.xml" for n in range(3_000)]
    outlet = Outlet({name: urlset() for name in names})
    outlet.paths |= {"/robots.txt": b"Sitemap: /all.xml", "/all.xml": index(*names)}
    walk = walker(SOURCE)
    walk.ask(day(3))
    await walk.go(outlet)
    done = newest(walk)
    assert 1_000 < len(outlet.asked) < 1_050  # those of a wave that were under way
    assert (done.ended, done.error) == (NOW, "stopped after 1,000 lists")


def page(number: int, last: int) -> bytes:
    """Print a section's page with five dated reports, and a link to the next older one."""
    cards = "".join(
        f"<article><h2><a href='/news/{number}{n}/ferry-runs-again-after-storm-{number}{n}'>Ferry "
        f"runs again after the storm, part {number}{n}</a></h2>"
        f"<time datetime='{day(number).isoformat()}'></time></article>"
        for n in range(5)
    )
    older = f"<a rel=next href='/city?page={number + 1}'>Older</a>" if number < last else ""
    return f"<html><title>City</title><main>{cards}<nav>{older}</nav></main></html>".encode()


async def test_older_pages_of_sections(walker: Callable[[Source], Walk]) -> None:
    """Where there is no sitemap, a section is turned back page by page to the wanted day."""
    pages = {f"/city?page={n}": page(n, 40) for n in range(2, 41)}
    walk, outlet = walker(SECTION), Outlet({"/city": page(1, 40), **pages})
    walk.ask(day(6) + timedelta(hours=1))
    await walk.go(outlet)
    turned = [path for path in outlet.asked if path.startswith("/city")]
    assert turned == ["/city", *[f"/city?page={n}" for n in range(2, 7)]]
    done = newest(walk)
    assert (done.done, done.found, done.error) == (True, 25, "")


@pytest.mark.parametrize("point", LOOKBACK_POINTS)
def test_a_kill_anywhere_loses_nothing(point: str, tmp_path: Path) -> None:
    """Killed again and again and started anew, the walk ends where it would have."""

    def run(folder: Path, fail: str) -> int:
        again = {"WIREWATCH_FAIL_POINT": fail} if fail else {}
        command = [sys.executable, "-m", "tests.wirewatch.older", str(folder)]
        return subprocess.run(command, env={**os.environ, **again}, check=False).returncode

    assert run(tmp_path / "whole", "") == 0
    kills = 0
    while run(tmp_path / "killed", f"{point}:{2 + kills}" if kills < 2 else "") != 0:
        kills += 1
    assert kills == 2
    whole, killed = (open_archive(tmp_path / name) for name in ("whole", "killed"))
    assert paths(killed) == paths(whole)
    assert len(paths(whole)) == 120
    ends = [archive.backfills.newest(9) for archive in (whole, killed)]
    assert [(e.found, e.lists, e.done) for e in ends[1]] == [
        (e.found, e.lists, e.done) for e in ends[0]
    ]
    for archive in (whole, killed):
        archive.close()
