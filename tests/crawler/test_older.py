"""Which older lists are read, and what is taken of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.older import (
    Bounds,
    Walked,
    entries_to_take,
    goes_on,
    lists_to_read,
    named_sitemaps,
    overflowed,
    too_far,
)
from news.moment import Moment, Precision
from news.source import Entry, FeedReading

SITE = "https://sandal.example"
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(text: str) -> Moment | None:
    """Read "2026-11-20" as a day, "2026-11-20T08" as a time, "" as none."""
    if not text:
        return None
    precision = Precision.SECOND if "T" in text else Precision.DAY
    return Moment(datetime.fromisoformat(text).replace(tzinfo=UTC), precision=precision)


@pytest.mark.parametrize(
    ("named", "read"),
    [
        # News first, then the newest, then those that do not say; no other order is kept.
        (
            ["a.xml", "b.xml 2026-11-21", "c.xml 2026-11-25", "news.xml", "d.xml"],
            ["news.xml", "c.xml", "b.xml", "a.xml", "d.xml"],
        ),
        # A sitemap holds nothing newer than its last change.
        (["a.xml 2026-11-19", "b.xml 2026-11-20", "c.xml 2026-11-20T00"], ["b.xml", "c.xml"]),
        (["news.xml 2026-10-01"], []),
        # A day, a month, a year in its name, though all were written anew today.
        (["2026-11-18.xml 2026-11-25", "2026-11-19.xml 2026-11-25"], ["2026-11-19.xml"]),
        (["sitemap-2026-10.xml", "sitemap-2026-11.xml"], ["sitemap-2026-11.xml"]),
        (["posts-202610.xml", "posts-202611.xml.gz"], ["posts-202611.xml.gz"]),
        (["map/2025.xml", "map/2026.xml"], ["map/2026.xml"]),
        (["map/2026/11/01.xml", "map/2026/11/24.xml"], ["map/2026/11/24.xml"]),
        (
            ["s?yyyy=2026&mm=11&dd=02", "s?yyyy=2026&mm=11&dd=21", "s?year=2026&month=9"],
            ["s?yyyy=2026&mm=11&dd=21"],
        ),
        # On the other side of the Earth it is still the day before.
        (["2026-11-20.xml", "2026-11-19.xml"], ["2026-11-20.xml", "2026-11-19.xml"]),
        (["2026-02-31.xml"], ["2026-02-31.xml"]),  # no day at all
        (["post-sitemap1.xml", "post-sitemap2.xml"], ["post-sitemap1.xml", "post-sitemap2.xml"]),
        # Lists of no reports.
        (["category-sitemap.xml", "post_tag-sitemap2.xml", "author-sitemap.xml", "tags.xml"], []),
        (["sitemap-tag-1.xml", "stages.xml", "heritage.xml"], ["stages.xml", "heritage.xml"]),
    ],
)  # fmt: skip
def test_which_sitemaps_of_an_index_are_read(named: list[str], read: list[str]) -> None:
    rows = [name.partition(" ") for name in named]
    index = FeedReading(
        "sitemap index",
        sitemaps=tuple(f"{SITE}/{url}" for url, _, _ in rows),
        changed=tuple(at(changed) for _, _, changed in rows),
    )
    assert lists_to_read(index, SINCE) == [f"{SITE}/{url}" for url in read]


@pytest.mark.parametrize(
    ("path", "published", "updated", "taken"),
    [
        ("a", "2026-11-20", "", True),
        ("a", "2026-11-19", "", False),
        ("a", "2026-11-19T23", "", False),
        ("a", "", "2026-11-21T08", True),
        ("a", "", "2026-11-19", False),
        ("a", "2026-11-18", "2026-11-22", False),  # it was edited, and is old
        # The day in its path, against what its sitemap says of its last touch.
        ("2026/11/01/a", "", "2026-11-22", False),
        ("2026/11/21/a", "", "2026-11-22", True),
        ("2026/11/21/a", "", "", True),
        ("2025-12-30/a", "", "", False),
        ("20251230", "2026-11-22", "", True),  # a number that looks like a day
        # Neither: only what has the shape of a report.
        ("road-to-turbat-cut", "", "", True),
        ("news/471100", "", "", True),
        ("about", "", "", False),
        ("", "", "", False),
        ("contact-us", "", "", False),
    ],
)
def test_which_entries_are_taken(path: str, published: str, updated: str, taken: bool) -> None:
    entry = Entry(f"{SITE}/{path}", "", published=at(published), updated=at(updated))
    found = entries_to_take(FeedReading("sitemap", entries=(entry,)), SINCE)
    assert found == ([entry] if taken else [])


def test_of_addresses_without_a_date_only_some_are_taken() -> None:
    """Nobody can say how old ten thousand of them are."""
    entries = tuple(Entry(f"{SITE}/news/{n:06}", "") for n in range(10_000))
    assert 100 < len(entries_to_take(FeedReading("sitemap", entries=entries), SINCE)) < 1_000


def test_sitemaps_of_robots_txt() -> None:
    """Lines begin as they like; each sitemap counts once, and a flood is cut."""
    text = (
        "User-agent: *\nDisallow: /x\nSitemap: https://a.example/1.xml\r\n"
        "  SITEMAP :https://a.example/2.xml # news\nsitemap: https://a.example/1.xml\n"
        "# Sitemap: https://a.example/3.xml\n"
    )
    assert named_sitemaps(text) == ["https://a.example/1.xml", "https://a.example/2.xml"]
    flood = "".join(f"Sitemap: https://a.example/{n}.xml\n" for n in range(10_000))
    assert len(named_sitemaps(flood)) < 100


@pytest.mark.parametrize(
    ("walked", "stops"),
    [
        (Walked(9, 9, 9, NOW), ""),
        (Walked(10, 0, 0, NOW), "stopped after 10 lists"),
        (Walked(0, 10, 0, NOW), "stopped after 10 articles"),
        (Walked(0, 0, 2_000_000, NOW), "stopped after 2 MB of lists"),
        (Walked(0, 0, 0, NOW - timedelta(hours=3)), "stopped after 3 hours"),
    ],
)
def test_a_walk_is_bounded(walked: Walked, stops: str) -> None:
    bounds = Bounds(lists=10, articles=10, size=2_000_000, time=timedelta(hours=3))
    assert too_far(walked, bounds, NOW) == stops


@pytest.mark.parametrize(
    ("days", "number", "new", "on"),
    [
        (["2026-11-24", "2026-11-19"], 3, 0, True),
        (["2026-11-24", ""], 3, 0, True),
        (["2026-11-19", "2026-11-18"], 3, 9, False),  # all older than what is wanted
        (["", ""], 3, 0, True),
        (["", ""], 30, 1, True),
        (["", ""], 30, 0, False),  # nobody knows how old they are, and all are known
        (["2026-11-24"], 100, 9, False),
        ([], 1, 0, False),
    ],
)
def test_whether_to_turn_to_the_next_older_page(
    days: list[str], number: int, new: int, on: bool
) -> None:
    entries = tuple(Entry(f"{SITE}/{n}", "", published=at(day)) for n, day in enumerate(days))
    assert goes_on(FeedReading("section", entries=entries), SINCE, number, new) is on


@pytest.mark.parametrize(
    ("listed", "known", "before", "over"),
    [
        (30, 0, 30, True),
        (1, 0, 1, True),
        (30, 1, 30, False),
        (30, 0, 0, False),  # its first poll, or nothing was listed then
        (0, 0, 30, False),  # emptied: another trouble
    ],
)
def test_a_window_that_shares_nothing_with_the_one_before(
    listed: int, known: int, before: int, over: bool
) -> None:
    assert overflowed(listed, known, before) is over
