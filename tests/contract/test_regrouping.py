"""An archive grouped anew: what was misplaced comes back, and what people said stands."""

from __future__ import annotations

from types import SimpleNamespace

from archive import stories
from archive.correcting import Correcting
from archive.schema import memberships
from archive.storied import Storied
from archive.stories import Shelf
from monitor.threads import Threads
from news.story import By, split
from tests.contract.desk import Desk
from tests.contract.test_threads import ATTACK, RISES, Newsroom, newsroom
from tests.monitor.telling import invented
from wirewatch.newsworld.clock import StillClock
from wirewatch.regrouping import Regrouped, regroup
from wirewatch.writer import Writer


def no_progress(what: str, done: int, total: int) -> None:
    del what, done, total


async def again(room: Newsroom, threads: Threads) -> Regrouped:
    read = SimpleNamespace(database=room.desk.database, writer=Writer())
    return await regroup(read, threads, StillClock(room.now), no_progress)  # type: ignore[arg-type]


async def test_what_belongs_elsewhere_moves(desk: Desk) -> None:
    """An article that an older grouping misplaced comes back; once more, nothing moves."""
    room = newsroom(desk)
    first, second = room.come(*ATTACK), room.come(*RISES, hours=2)
    room.send()
    with desk.database.write() as connection:
        key = Shelf(connection).key_of(first.article_id)
        apart = Shelf(connection).story("elsewhere", room.now)
        connection.execute(
            memberships.update()
            .where(memberships.c.article_id == second.article_id)
            .values(story_id=apart)
        )
    for moved in (1, 0):
        done = await again(room, Threads(invented, {}))
        assert (done.articles, done.moved, done.stories) == (2, moved, 1)
    (item,) = Storied(desk.database).listing(9).items
    assert (item.key, item.articles) == (key, 2)
    assert room.desk.outbox.unrouted(9) == []


async def test_what_people_said_stands(desk: Desk) -> None:
    """An article that somebody took out of a story stays out."""
    room = newsroom(desk)
    first, second = room.come(*ATTACK), room.come(*RISES, hours=2)
    with desk.database.read() as connection:
        keys = [Shelf(connection).key_of(one.article_id) for one in (first, second)]
    parted = split(keys[0], (keys[1],), (keys[0],))
    Correcting(desk.database, room.threads.count).correct(parted, "cli", room.now)
    with desk.database.read() as connection:
        threads = Threads(invented, {}, stories.said(connection))
    done = await again(room, threads)
    assert (done.moved, done.stories) == (0, 2)


def test_an_original_that_was_let_go_is_none(desk: Desk) -> None:
    """It stays in memory for a while longer; the archive could not refer to it."""
    room = newsroom(desk)
    first = room.come(*ATTACK)
    traits = first.thread.traits if first.thread else None
    assert traits is not None
    decision, link = room.threads.decide(99, traits, lambda _: "")
    assert (decision.by, link) == (By.LIKENESS, None)
    copied = room.threads.decide(99, traits, lambda _: traits.features.key)
    assert (copied[0].by, copied[1] is not None) == (By.COPY, True)
