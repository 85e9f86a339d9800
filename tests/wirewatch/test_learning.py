"""A source's recurring lines are learned from what is read, and dropped from what comes later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.browse import Query
from monitor.match import Matcher
from monitor.recurring import LAST
from news.boilerplate import Fate
from news.grammar import parse
from news.watch import Topic, Watchlist
from tests.fakes import FakeChannel
from tests.wirewatch.test_loops import Bench
from tests.wirewatch.test_replaying import rehearsed
from wirewatch.learning import FRESH, Learning
from wirewatch.newsworld.content import load_outlets, load_region
from wirewatch.newsworld.filler import compose
from wirewatch.wiring import open_archive
from wirewatch.writer import Writer

POST = "Alder Bay Post"
FOLLOW = "Follow the Alder Bay ferry desk on our channel for timetables and more."
MEMBER = "Support independent reporting: become a member of the Post today."
# The world's reports name ferry steps now and then.
TRACKED, NOTHING = (
    Matcher(Watchlist((Topic(name, parse(rule)),)))
    for name, rule in (("Timetables", "timetables"), ("Storms", "storm"))
)
AGE = timedelta(hours=36)
REPORTS = [
    "\n".join(one.texts[0].paragraphs)
    for one in compose(
        load_outlets(), load_region(), start=datetime(2031, 3, 4, tzinfo=UTC), seed=11, count=110
    )
]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    archive, writer = open_archive(tmp_path), Writer()
    made = Bench(archive, writer, channels={"console": FakeChannel(), "email": FakeChannel()})
    await made.read.adopt(NOTHING, AGE)
    yield made
    writer.close()
    archive.close()


class Outlet:
    """Prints reports, each with the lines below that it has now, and lets them be read."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.printed = bench, 0
        self.learning = Learning(bench.read, bench.archive.boilerplates, bench.writer)

    async def print(self, count: int, *lines: str) -> int:
        """Print so many, and learn as the daemon does; return how often it was looked at."""
        looks = 0
        for _ in range(count):
            self.bench.arrive("\n".join((REPORTS[self.printed], *lines)))
            self.printed += 1
            await self.bench.read.round()
            while done := await self.learning.round():
                looks += done
        return looks

    def below(self, number: int = -1) -> list[str]:
        """Return what is stored below a report's own text, of the last where none is named."""
        text = self.bench.shown()[number].article.text
        return [line for line in text.split("\n") if line in {FOLLOW, MEMBER}]

    def fates(self) -> list[Fate]:
        """Return what is done with each line."""
        return [one.fate for one in self.bench.archive.boilerplates.known(POST)]


async def test_a_promotion_is_dropped_once_it_is_known(bench: Bench) -> None:
    """From twelve articles on, at the next look; what came before is left as it is stored."""
    outlet = Outlet(bench)
    assert await outlet.print(16, MEMBER) == 1 + 15 // FRESH
    assert outlet.below(0) == [MEMBER]
    assert outlet.fates() == [Fate.DROPPED]
    await outlet.print(1, MEMBER)
    assert outlet.below() == []
    assert bench.shown()[-1].article.text == REPORTS[outlet.printed - 1]


async def test_what_names_something_tracked_stays(bench: Bench) -> None:
    """Beside one that does not; a rule that changes its mind is heeded with the next page."""
    outlet = Outlet(bench)
    await bench.read.adopt(TRACKED, AGE)
    await outlet.print(22, FOLLOW, MEMBER)
    assert outlet.fates() == [Fate.DROPPED, Fate.DROPPED]
    assert outlet.below() == [FOLLOW]
    assert [match.name for match in bench.shown()[-1].matches] == ["Timetables"]
    await bench.read.adopt(NOTHING, AGE)
    await outlet.print(1, FOLLOW, MEMBER)
    assert outlet.below() == []


async def test_what_somebody_keeps_comes_back(bench: Bench) -> None:
    outlet = Outlet(bench)
    await outlet.print(22, MEMBER)
    bench.archive.boilerplates.decide(POST, [1], Fate.KEPT)
    await outlet.print(20, MEMBER)
    assert outlet.below() == [MEMBER]
    assert outlet.fates() == [Fate.KEPT]


async def test_what_stops_recurring_is_let_be(bench: Bench) -> None:
    """Once none of the newest has it; until then each article that has it keeps it known."""
    outlet = Outlet(bench)
    await outlet.print(22, MEMBER)
    bench.clock.advance(3600)
    await outlet.print(LAST - 10)
    assert outlet.fates() == [Fate.DROPPED]
    await outlet.print(10 + FRESH)
    assert outlet.fates() == [Fate.LEARNING]
    await outlet.print(1, MEMBER)
    assert outlet.below() == [MEMBER]


async def test_a_short_report_is_not_emptied(bench: Bench) -> None:
    """What is nothing but such lines stays whole."""
    outlet = Outlet(bench)
    await outlet.print(22, MEMBER)
    bench.arrive(
        MEMBER, f"Rain.\n{MEMBER}", f"It rained on the ferry steps for nine days.\n{MEMBER}"
    )
    await bench.read.round()
    texts = [one.article.text for one in bench.shown()[-3:]]
    assert texts == [
        MEMBER,
        f"Rain.\n{MEMBER}",
        "It rained on the ferry steps for nine days.",
    ]


async def test_reading_again_cleans_what_came_before(bench: Bench) -> None:
    """And counts no article twice; nobody is told, and nothing counts as edited."""
    outlet = Outlet(bench)
    await outlet.print(22, MEMBER)
    (known,) = bench.archive.boilerplates.known(POST)
    assert known.articles == 22
    assert (await rehearsed(bench)).fields == {"text": 16}
    assert (await bench.read_again()).fields == {"text": 16}
    assert outlet.below(0) == []
    totals = bench.archive.browse.totals()
    assert (totals.edits, totals.rereads) == (0, 16)
    (known,) = bench.archive.boilerplates.known(POST)
    assert known.articles == 22
    await bench.send.round()
    assert bench.told() == []


async def test_a_start_looks_with_the_next_article(bench: Bench) -> None:
    """Whoever learned before is gone; what is in the archive is enough."""
    outlet = Outlet(bench)
    for _ in range(25):
        bench.arrive(f"{REPORTS[outlet.printed]}\n{MEMBER}")
        outlet.printed += 1
    await bench.read.round()
    bench.read.fresh.clear()  # the process died
    assert await outlet.learning.round() == 0
    assert await outlet.print(1, MEMBER) == 1
    assert outlet.fates() == [Fate.DROPPED]


async def test_the_world_stays_what_it_was(bench: Bench) -> None:
    """Reports that share nothing lose nothing."""
    outlet = Outlet(bench)
    await outlet.print(70)
    assert outlet.fates() == []
    items = bench.archive.browse.listing(Query(limit=99)).items
    assert len(items) == 70
    assert [one.article.text for one in bench.shown()] == REPORTS[:70]
