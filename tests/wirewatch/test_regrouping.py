"""`wirewatch replay --stories` on the news world's archive: the same again, and nobody is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive.correcting import Correcting
from archive.database import Database
from archive.schema import articles, deliveries, findings, messages, stories
from archive.storied import Storied
from config.load import load
from crawler.extract import extract
from monitor.match import Matcher
from news.alert import Addressed
from news.article import Article, Page
from news.fact import Notify
from news.story import By, merge, move, split
from tests.wirewatch.collected import State, collect, state
from wirewatch.loops import Read
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.clock import StillClock
from wirewatch.newsworld.watch import DESK
from wirewatch.newsworld.world import World
from wirewatch.once import regroup_once
from wirewatch.regrouping import Regrouped
from wirewatch.wiring import make_threads, open_archive
from wirewatch.writer import Writer

START = datetime(2031, 3, 4, tzinfo=UTC)
NIGHT = timedelta(hours=14)
pytestmark = pytest.mark.timeout(120)


class Reader:
    """Reads in this process what workers would."""

    async def extract(self, page: Page) -> Article:
        """Read a page."""
        return extract(page)


@pytest.fixture
async def day(tmp_path: Path) -> AsyncIterator[Bed]:
    """Let the whole day be read and told."""
    async with bed(World(start=START), tmp_path, begin=NIGHT, notify=Notify.FACTS) as laid:
        collect(laid)
        config, clock, writer = load(laid.config, {}), StillClock(START + NIGHT), Writer()
        opened = open_archive(laid.data)
        read = Read(
            opened.database, opened.box, opened.bodies, Reader(), Matcher(config.watchlist),
            writer, clock, max_age=NIGHT, parallel=1, threads=make_threads(config),
        )  # fmt: skip
        while await read.round():
            pass
        outbox = opened.outbox
        while found := outbox.unrouted(50):
            to = [Addressed(DESK, notify=Notify.FACTS)]
            outbox.address([(one, () if one.silent else to) for one in found], clock.now())
        for waiting in outbox.due(clock.now()):
            outbox.sent(waiting.message_id, clock.now())
        writer.close()
        opened.close()
        yield laid


def known(laid: Bed) -> tuple[State, tuple[int, ...]]:
    """Return what is known of stories, and how much was found, addressed and sent."""
    database = Database(laid.data / "archive.db")
    with database.read() as connection:
        counts = tuple(
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (findings, deliveries, messages)
        )
    found = state(database)
    database.close()
    return found, counts


def facts_of(found: State) -> set[tuple[str, str]]:
    """Return who heard which facts, whichever story they are of by now."""
    return {(who, key) for who, _, key in found.heard}


async def again(laid: Bed) -> Regrouped:
    """Group the archive anew."""
    clock = StillClock(START + 2 * NIGHT)
    return await regroup_once(load(laid.config, {}), clock, lambda *_: None)


async def test_done_twice_the_second_time_changes_nothing(day: Bed) -> None:
    """Every story keeps its id, every copy its original, and nobody is told again."""
    before, counts = known(day)
    assert len(before.heard) > 40
    first = await again(day)
    assert (first.articles, first.copies >= 17) == (84, True)
    once, after = known(day)
    assert after == counts
    assert facts_of(once) == facts_of(before)
    # How much they share is measured with the texts as they stand by now.
    assert {row[:2] for row in once.copies} == {row[:2] for row in before.copies}
    assert (await again(day)).moved == 0
    twice, after = known(day)
    assert (twice.unlike(once), after) == ({}, counts)


async def test_ids_are_permanent(day: Bed) -> None:
    """What was reached under an address is reached under it for ever."""
    database = Database(day.data / "archive.db")
    with database.read() as connection:
        publics = list(connection.scalars(select(stories.c.public)))
    storied = Storied(database)
    told = {public: shown.item.public for public in publics if (shown := storied.story(public))}
    await again(day)
    for public, led in told.items():
        shown = storied.story(public)
        assert shown is not None
        assert shown.item.articles == 0 or shown.item.public == led
    database.close()


async def test_what_people_said_of_the_day_stands(day: Bed) -> None:
    """One story led into another, reports split off, one moved: regrouped, they are as said."""
    database = Database(day.data / "archive.db")
    with database.read() as connection:
        of = {row.title: row.key for row in connection.execute(select(articles))}
    flood = of["Telmuk Dam breached, Oshti flood sweeps through lower villages"]
    mine = of["Blast at Brakkel Deep: miners trapped below the fourth level"]
    storied, correcting = Storied(database), Correcting(database, lambda _: 1)
    flooded, mined = (next(iter(storied.of_article(_row(database, k)))) for k in (flood, mine))
    members = [one.key for one in storied.story(flooded.key).articles]  # type: ignore[union-attr]
    said = split(flooded.key, tuple(members[-2:]), tuple(members[:-2]))
    said = correcting.correct(said, "cli", START + NIGHT)
    correcting.correct(move(members[0], mined.key), "cli", START + NIGHT)
    other = next(one for one in storied.listing(99).items if one.articles == 1)
    correcting.correct(merge(other.key, mined.key), "web", START + NIGHT)
    before, counts = known(day)
    await again(day)
    once, after = known(day)
    placed = {row[5]: row[0] for row in once.stories if row[6]}
    assert after == counts
    assert {placed[key] for key in members[-2:]} == {said.into}
    assert placed[members[0]] == placed[mine] == placed[other.key]
    assert storied.story(other.public).item.key == placed[mine]  # type: ignore[union-attr]
    by_person = [row[5] for row in once.stories if row[7] == By.PERSON.value]
    assert {*members[-2:], members[0]} <= {*by_person}
    assert facts_of(once) == facts_of(before)
    assert (await again(day)).moved == 0
    database.close()


def _row(database: Database, key: str) -> int:
    with database.read() as connection:
        return int(connection.scalars(select(articles.c.id).where(articles.c.key == key)).one())
