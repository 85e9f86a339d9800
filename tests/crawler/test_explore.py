"""Mazes: what a site can do to whoever follows its links, and that it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.explore import Bounds, Exploration, Found, explore, is_endless
from crawler.gate import Gate
from crawler.guard import Guard
from crawler.robots import Robots
from crawler.sections import read_section
from crawler.spider import Outfit
from crawler.visit import Ask, Nobody
from crawler.waves import Limits, Waves
from news.source import Entry, FeedReading, Source
from tests.crawler.waveside import AGENT, LOOPBACK, START, host, ok
from wirewatch.newsworld.clock import WorldClock

SITE = "https://sandal.example"


def listing(*articles: int, older: Sequence[str] = (), onward: Sequence[str] = ()) -> FeedReading:
    """Make what a list page says: reports by number, its older pages, other lists."""
    entries = tuple(Entry(f"{SITE}/story/{number}/rain", f"Rain {number}") for number in articles)
    addresses = [tuple(SITE + path for path in paths) for paths in (older, onward)]
    return FeedReading("section", "", entries, older=addresses[0], onward=addresses[1])


def walk(
    answers: Callable[[str], FeedReading], bounds: Bounds | None = None, *, onward: bool = True
) -> tuple[list[str], Exploration]:
    """Explore a site that answers at once; return the paths that were asked."""
    exploration, asked = Exploration([SITE + "/"], bounds, onward=onward), list[str]()
    while step := exploration.next(float(len(asked))):
        path = step.url.removeprefix(SITE)
        asked.append(path)
        exploration.took(step, answers(path))
    return asked, exploration


def test_sections_are_found_and_each_is_asked_once() -> None:
    """Every page links to every section; each is asked for once, the home page first."""
    sections = ["/city", "/sport", "/world"]
    asked, exploration = walk(lambda path: listing(hash(path) % 99, onward=["/", *sections]))
    assert asked == ["/", *sections]
    assert exploration.ended == "all was seen"


def test_depth_is_counted_in_links() -> None:
    """Each list leads to one deeper; the older pages of a list cost no depth."""

    def answers(path: str) -> FeedReading:
        name, _, page = path.partition("?page=")
        older = [f"{name}?page={int(page or 1) + 1}"] if int(page or 1) < 6 else []
        return listing(hash(path), older=older, onward=[f"{name.rstrip('/')}/{len(name)}x"])

    asked, _ = walk(answers, Bounds(depth=2))
    assert len({path.partition("?")[0] for path in asked}) == 3
    assert sum("?page=6" in path for path in asked) == 3


def test_only_older_pages_where_no_others_are_wanted() -> None:
    """A backfill of one list does not wander into other lists."""
    asked, _ = walk(
        lambda path: listing(hash(path), older=["/?page=2", "/?page=3"], onward=["/sport"]),
        onward=False,
    )
    assert asked == ["/", "/?page=2", "/?page=3"]


def test_a_shape_that_brings_nothing_new_is_closed() -> None:
    """Endless pagination that repeats the last page ends after three of them."""

    def answers(path: str) -> FeedReading:
        page = int(path.partition("page=")[2] or 1)
        return listing(min(page, 5), older=[f"/?page={page + 1}"])

    asked, exploration = walk(answers)
    assert len(asked) == 5 + 3
    assert exploration.ended == "all was seen"


def test_a_barren_shape_leaves_others_open() -> None:
    """A calendar of two hundred empty months does not keep the sections waiting."""
    months = [f"/{year}/{month:02}" for year in range(2005, 2026) for month in range(1, 13)]
    sections = [f"/section-{word}" for word in "abcdefghi"]

    def answers(path: str) -> FeedReading:
        return listing(
            *([] if path[1:3] == "20" else [hash(path)]), onward=[*months[:200], *sections]
        )

    asked, _ = walk(answers)
    assert set(sections) <= set(asked)
    assert len(asked) <= 1 + len(sections) + 3


@pytest.mark.parametrize(
    ("bounds", "count", "why"),
    [
        (Bounds(requests=8), 7, "after 8 requests"),
        (Bounds(seconds=5), 5, "after 5 seconds"),
    ],
)
def test_bounds(bounds: Bounds, count: int, why: str) -> None:
    """A site whose every page brings new reports and new pages still ends."""

    def answers(path: str) -> FeedReading:
        page = int(path.partition("page=")[2] or 1)
        return listing(page, older=[f"/?page={page + 1}"])

    asked, exploration = walk(answers, bounds)
    assert (len(asked), exploration.ended) == (count, why)


def test_redirects_count() -> None:
    """A request is a request: what a redirect asked counts too."""
    exploration = Exploration([SITE + "/"], Bounds(requests=5))
    step = exploration.next(0.0)
    assert step is not None
    exploration.took(step, listing(1, older=["/?page=2"]), 4)
    assert exploration.next(0.0) is None


def test_a_site_that_only_fails_is_left_alone() -> None:
    """Five requests in a row without a page are enough."""
    exploration = Exploration([f"{SITE}/{word}" for word in "abcdefgh"])
    count = 0
    while step := exploration.next(0.0):
        exploration.missed(step)
        count += 1
    assert (count, exploration.ended) == (5, "5 requests in a row brought no page")


def test_what_may_not_be_asked_is_no_failure_of_the_site() -> None:
    """A menu of ten sections that robots.txt forbids leaves the eleventh."""
    exploration = Exploration([f"{SITE}/{word}" for word in "abcdefghijk"])
    count = 0
    while step := exploration.next(0.0):
        exploration.missed(step, requests=0)
        count += 1
    assert (count, exploration.ended) == (11, "all was seen")


def test_other_hosts_are_not_asked() -> None:
    """Links to another outlet lead nowhere."""
    exploration = Exploration([SITE + "/"])
    step = exploration.next(0.0)
    assert step is not None
    elsewhere = "https://elsewhere.example/city"
    exploration.took(
        step, FeedReading("section", onward=(elsewhere, "https://www.sandal.example/x"))
    )
    following = exploration.next(0.0)
    assert following is not None
    assert following.url == "https://www.sandal.example/x"
    assert exploration.next(0.0) is None


def test_a_start_may_lead_to_another_host_of_its_outlet() -> None:
    """sandal.example sends its readers to news.sandal.example: that is where it begins."""
    exploration = Exploration([SITE + "/"])
    step = exploration.next(0.0)
    assert step is not None
    exploration.moved(step, "https://elsewhere.example/")
    exploration.moved(step, "https://news.sandal.example/")
    hosts = (
        "news.sandal.example",
        "www.sandal.example",
        "shop.sandal.example",
        "elsewhere.example",
    )
    allowed = [host for host in hosts if exploration.allows(f"https://{host}/")]
    assert allowed == ["news.sandal.example", "www.sandal.example"]


@pytest.mark.parametrize(
    ("path", "endless"),
    [
        ("/a/b/a/b/", True),
        ("/news/news/news/", True),
        ("/news/city/2026/02/02/", False),
        ("/1/2/3/4/5/6/7/8/9", True),
        ("/list?a=1&b=2&c=3&d=4&e=5", True),
        ("/sindh/karachi/crime", False),
        ("/%D8%AE%D8%A8%D8%B1/%D8%AE%D8%A8%D8%B1/x", True),
    ],
)
def test_paths_of_mazes(path: str, endless: bool) -> None:
    assert is_endless(SITE + path) is endless


# --- the same against a server ---------------------------------------------------------


@dataclass
class Resting(dict[str, bytes | list[bytes]]):
    """A site that wants to be left alone after its first page."""

    def get(self, path: str, _: object = None) -> bytes:
        """Answer the home page, then 429."""
        if path == "/":
            return ok(b"<nav><a href=/city>City</a><a href=/sport>Sport</a></nav>")
        head = b"HTTP/1.1 %s" % (b"404 No" if path == "/robots.txt" else b"429 Slow down")
        return head + b"\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Maze(dict[str, bytes | list[bytes]]):
    """A site of six sections and every trap there is, made as it is asked for."""

    asked: int = 0

    def get(self, path: str, _: object = None) -> bytes:
        """Answer any path at all with a page."""
        if path == "/robots.txt":
            return ok(b"User-agent: *\nDisallow: /private/")
        self.asked += 1
        return ok(self.page(path).encode(), b"Content-Type: text/html")

    def page(self, path: str) -> str:
        """Print a list: its reports, the sections, and the way into each trap."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        number = int(query.get("page", 1))
        section = parts.path.strip("/").partition("/")[0].partition(";")[0]
        if section in SECTIONS and number <= 4:
            reports = [f"{section}-{number}-{each}" for each in range(5)]
        else:
            reports = ["city-1-0", "city-1-1"]  # what a trap shows: the newest again
        cards = "".join(
            f"<article><h3><a href='/story/rain-falls-in-{name}'>Rain falls on"
            f" the quarter of {name}</a></h3></article>"
            for name in reports
        )
        year, month = divmod(self.asked, 12)
        ways = [
            *(f"/{name}" for name in SECTIONS),
            f"{parts.path}?page={number + 1}",
            f"/{1990 + year}/{month + 1:02}",
            f"/events?month={1990 + year}-{month + 1:02}",
            f"/city?sid={self.asked:032x}",
            f"/sport;jsessionid={self.asked:08X}",
            f"/city?visitor={self.asked:x}x",
            f"{parts.path.rstrip('/')}/more",
            f"/filter?{'&'.join(sorted(('a=1', 'b=2', 'c=3'), key=lambda _: self.asked % 3))}",
            f"/filter?sort=q{self.asked}",
            f"/maze/{self.asked}/again",
            "/private/desk",
        ]
        links = "".join(f"<a href='{way}'>Way {index}</a> " for index, way in enumerate(ways))
        return f"<html><body><nav>{links}</nav><main>{cards}</main></body></html>"


SECTIONS = ("city", "sport", "world", "business", "culture", "science")


class Here:
    """Reads sections in this process: these pages are ours."""

    async def section(self, body: bytes, *, url: str, source: Source, now: datetime) -> FeedReading:
        """Read a section page."""
        return read_section(body, url=url, source=source, now=now)


async def wander(
    site: dict[str, bytes | list[bytes]],
) -> tuple[list[str], list[Found], Exploration]:
    """Explore a served site; return the paths it was asked for, and what was found."""
    clock = WorldClock.starting(START, 100)
    outfit = Outfit(clock, Gate(clock, 0.0, 8), Guard(LOOPBACK), Robots(AGENT), Nobody())
    waves, found = Waves(Limits(AGENT, timeout=5.0), outfit), list[Found]()
    async with host({}) as served:
        served.answers = site
        exploration = Exploration([served.url + "/"])

        async def visit(ask: Ask) -> None:
            async for each in explore(ask, Here(), exploration, Source("Maze"), clock):
                found.append(each)

        try:
            await asyncio.wait_for(waves.visit("Maze", visit), 100)
        finally:
            await waves.stop()
    return served.asked, found, exploration


async def test_a_maze_ends_and_its_sections_are_found() -> None:
    """Calendars, session ids, endless pages, deepening paths, shuffled queries: 200 requests."""
    asked, found, exploration = await wander(Maze())
    assert len(asked) <= 200
    assert "/private/desk" not in asked
    lists = {urlsplit(each.step.url).path for each in found if each.fresh}
    assert {f"/{name}" for name in SECTIONS} <= lists
    reports = {entry.url for each in found for entry in each.fresh}
    assert len(reports) == len(SECTIONS) * 4 * 5
    assert exploration.ended == "all was seen"


async def test_a_host_that_wants_a_pause_gets_it() -> None:
    """After a 429 nothing more is asked."""
    asked, _, exploration = await wander(Resting())
    assert asked == ["/robots.txt", "/", "/city"]
    assert exploration.ended == "http 429: its host wants a pause"
