"""Which listings are one report: the same facts on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from news.moment import Moment, Precision
from news.source import Entry
from tests.contract.desk import HOUR, MINUTE, NOW, POST, Desk, entry, source

DAY = timedelta(days=1)
REEDS = "Reed Valley Voice"
HOST = "alderbaypost.example"
UUID = "0b5f1c9e-5f0e-4f7c-9d7a-1c2b3d4e5f60"
LONG = "Ferry late again as fog holds"
SUMMARY = "The ferry from Alder Bay to Reed Point is late for the third day, as fog holds."


def articles(desk: Desk) -> int:
    return desk.browse.totals().articles


def arrive(desk: Desk, *lists: list[Entry], name: str = POST) -> int:
    """Poll these lists one after another; return how many articles there are then."""
    for entries in lists:
        desk.poll(*entries, name=name)
    return articles(desk)


OLD = entry("/ferry", "Ferry late", guid="1041", published=NOW - 3 * DAY)


@pytest.mark.parametrize(
    ("new", "count"),
    [
        # the same guid under another address: one, if headline or time is kept
        (entry("/ferry-sinks", "Ferry sinks", guid="1041", published=NOW - 3 * DAY), 1),
        (entry("/ferry-2", "Ferry late", guid="1041", published=NOW - 3 * DAY + HOUR), 1),
        (entry("/ferry-2", "Ferry late", guid="1041", published=None), 1),
        (entry("/storm", "Storm warning", guid="1041"), 2),
        # a guid that counts has begun anew, and the short headline comes again
        (entry("/ferry-2", "Ferry late", guid="1041"), 2),
        # another guid, another address, the same short headline
        (entry("/ferry-2", "Ferry late", guid="1042", published=NOW - 3 * DAY), 2),
        # another guid at the same address: the outlet counts anew
        (entry("/ferry", "Ferry late", guid="7"), 1),
        (entry("/ferry", "All changed", guid="7"), 1),
    ],
)
def test_what_a_guid_that_counts_says(desk: Desk, new: Entry, count: int) -> None:
    desk.settle()
    assert arrive(desk, [OLD], [new]) == count


@pytest.mark.parametrize("guid", [UUID, UUID.replace("-", ""), "news/ferry-late-in-the-fog"])
@pytest.mark.parametrize(
    ("title", "count"), [("Ferry sinks, two saved", 1), ("Storm warning for today", 2), ("", 2)]
)
def test_a_guid_that_nobody_gives_away(desk: Desk, guid: str, title: str, count: int) -> None:
    """New address, time and headline: one report if the headline is alike."""
    desk.settle()
    new = entry("/2", title, guid=guid, published=NOW)
    assert arrive(desk, [replace(OLD, guid=guid)], [new]) == count


@pytest.mark.parametrize("title", ["Weather today", "Morning briefing", "News in brief"])
def test_headlines_that_come_every_day_stay_apart(desk: Desk, title: str) -> None:
    """Dated or not, with or without a guid, each is a report of its own."""
    desk.settle()
    dated = [
        [entry(f"/{n}", title, guid=str(n), published=NOW - n * DAY, text=SUMMARY)]
        for n in range(7)
    ]
    undated = [[entry(f"/u/{n}", title, published=None, text=SUMMARY)] for n in range(7)]
    assert arrive(desk, *dated, *undated) == 14


@pytest.mark.parametrize(
    "title", ["Morning briefing: what you need to know today", "Weather for the Alder Bay region"]
)
def test_long_headlines_that_come_every_day_stay_apart(desk: Desk, title: str) -> None:
    """A long headline is one report within the hour only."""
    desk.settle()
    days = [[entry(f"/{n}", title, published=NOW - n * DAY, text=SUMMARY)] for n in range(7)]
    assert arrive(desk, *days) == 7
    days = [[entry(f"/u/{n}", title, published=None, text=f"Day {n}.")] for n in range(7)]
    assert arrive(desk, *days) == 14


UNDATED = entry("/s/abc/ferry", LONG, published=None, text=SUMMARY)


@pytest.mark.parametrize(
    ("new", "later", "count"),
    [
        (replace(UNDATED, url=f"https://{HOST}/s/xyz/ferry"), DAY, 1),
        (replace(UNDATED, url=f"https://{HOST}/s/xyz/ferry"), 8 * DAY, 2),
        (replace(UNDATED, url=f"https://{HOST}/2", text="Another day of fog."), DAY, 2),
        (replace(UNDATED, url=f"https://{HOST}/2", text=""), DAY, 2),
        (replace(UNDATED, url=f"https://{HOST}/2", published=Moment(NOW + DAY)), DAY, 2),
        (replace(UNDATED, url=f"https://{HOST}/2", title="Ferry late"), DAY, 2),
    ],
)
def test_without_a_time_headline_and_summary_count_for_a_week(
    desk: Desk, new: Entry, later: timedelta, count: int
) -> None:
    desk.settle()
    desk.poll(UNDATED)
    desk.clock += later
    assert arrive(desk, [new]) == count


def test_without_a_time_two_of_one_list_are_two(desk: Desk) -> None:
    """An address that is still listed has not become another."""
    desk.settle()
    other = replace(UNDATED, url=f"https://{HOST}/2")
    assert arrive(desk, [UNDATED], [UNDATED, other]) == 2


def test_another_source_is_another_report(desk: Desk) -> None:
    """The same headline of the same minute, printed elsewhere, is another article."""
    desk.settle(source(), source(REEDS))
    desk.poll(entry("/ferry", LONG))
    other = entry("/ferry", LONG, host="reedvalleyvoice.example")
    assert arrive(desk, [other], name=REEDS) == 2


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("/story?id=7", "/story?id=8", 2),
        ("/story?id=7", "/m/story?id=7", 1),
        ("/story", "/story?output=amp", 1),
    ],
)
def test_parameters_that_count_keep_reports_apart(
    desk: Desk, one: str, other: str, count: int
) -> None:
    """Even with one headline in one hour."""
    desk.settle()
    assert arrive(desk, [entry(one, LONG)], [entry(other, LONG)]) == count


def test_ten_entries_with_two_hundred_new_guids_are_known(desk: Desk) -> None:
    """All guids change at once, and no article is new."""
    desk.settle()
    first = [entry(f"/{n}", f"Report number {n}", guid=f"old-{n}") for n in range(40)]
    reset = [replace(one, guid=one.guid.replace("old", "new")) for one in first]
    assert arrive(desk, first, reset, first) == 40


def test_a_headline_may_change_and_change_again(desk: Desk) -> None:
    """At its address a report is one, whatever it is called."""
    desk.settle()
    edits = [entry("/ferry", title, guid="1") for title in ("Ferry late", "Ferry sinks", "Storm")]
    assert arrive(desk, *[[one] for one in edits]) == 1


def test_an_address_given_by_mistake_is_taken_back(desk: Desk) -> None:
    """A page that named another report's address does not hide that report when it comes."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    desk.read("The ferry is late.", url=f"https://{HOST}/storm")
    storm = entry("/storm", "Storm warning", published=NOW)
    assert [fetch.url for fetch in desk.poll(storm)] == [storm.url]
    assert (desk.poll(storm), articles(desk)) == ([], 2)


def test_an_address_given_rightly_is_known(desk: Desk) -> None:
    """Its canonical address in the sitemap, under the same headline, is no new report."""
    desk.settle()
    (fetch,) = desk.poll(entry("/m/ferry"))
    desk.store(fetch)
    desk.read("The ferry is late.", url=f"https://{HOST}/ferry")
    day = Moment((NOW - HOUR).replace(hour=0), precision=Precision.DAY)
    for other in (entry("/ferry", "Ferry late, again", published=NOW), entry("/ferry", "")):
        assert arrive(desk, [replace(other, published=day)]) == 1


def test_a_page_is_not_what_it_is_not(desk: Desk) -> None:
    """Two reports whose template names one address for both stay two."""
    desk.settle()
    one = entry("/ferry", "Ferry late", published=NOW - HOUR)
    two = entry("/storm", "Storm warning", published=NOW - 30 * MINUTE)
    for fetch in desk.poll(one, two):
        desk.store(fetch)
    url = f"https://{HOST}/latest"
    desk.read("The ferry is late.", url=url, published=one.published)
    desk.read("A storm comes.", title="Storm warning", url=url, published=two.published)
    assert articles(desk) == 2
