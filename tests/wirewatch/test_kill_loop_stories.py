"""A crash at any instant moves no report to another story, and tells no fact twice or never.

The news world's day lies collected in an archive.  One reader and one sender work through it
undisturbed; others, on copies of that archive, are killed at each named fail point and at random
instants.  In the end all of them hold the same stories, claims and copies, and each recipient has
heard the same facts (`notify = "new facts"`), each once.  What a collector that dies loses is the
business of the other kill loop: the order in which its pages come decides which report is a
story's first.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import record
from archive.database import Database
from news.fact import OF_FIGURES, Notify
from tests.wirewatch.collected import State, collect, put_back, state
from tests.wirewatch.test_kill_loop import BRAKES, quiet, track, until
from wirewatch.newsworld.bed import Bed, Daemon, bed
from wirewatch.newsworld.settings import Value, table
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)
LATER = timedelta(hours=13)  # all is printed
SPEED = 600
WIDE: dict[str, Value] = {"most": 1000, "catch_up": "30d", "max_age": "30d"}
NARROW: dict[str, Value] = {**BRAKES, "max_age": "30d"}
# Which loop dies where, and how often it comes there before, by turns, so that both have work;
# "" is a random instant.
DEATHS = (
    ("read", "read-not-placed:2"),
    ("read", "place-open:20"),
    ("send", "routed"),
    ("send", "away-noted"),
    ("send", "join-open"),
    ("send", "joined"),
    ("read", ""),
    ("send", ""),
    ("read", "placed:20"),
    ("send", "frozen"),
    ("read", "refilled"),
    ("send", "sent-not-marked"),
    ("read", ""),
    ("send", ""),
)

pytestmark = pytest.mark.timeout(600)


@asynccontextmanager
async def laid_out(folder: Path) -> AsyncIterator[tuple[Bed, Path]]:
    """Lay a bed with the day's pages in its archive; return it, and a copy of that archive."""
    world = World(start=START)
    async with bed(
        world, folder, begin=LATER, speed=SPEED, alerts=WIDE, notify=Notify.FACTS
    ) as laid:
        set_up(laid, WIDE)
        collect(laid)
        put_back(laid.data, folder / "kept")
        yield laid, folder / "kept"


def set_up(laid: Bed, alerts: dict[str, Value]) -> None:
    """Write other limits for alerts; one worker reads, page after page."""
    path = laid.config / "wirewatch.toml"
    text = re.split(r"\n\[(?:alerts|read)\]", path.read_text(encoding="utf-8"), maxsplit=1)[0]
    text += table("\n[alerts]", alerts) + table("\n[read]", {"workers": 1})
    path.write_text(text, encoding="utf-8")


async def finish(laid: Bed) -> State:
    """Let one reader and one sender do what is left, and return what is known then."""
    readers = [Daemon(await laid.command(word)) for word in ("read", "send")]
    laid.daemons += readers
    await until(lambda: quiet(laid) or not all(one.running for one in readers), laid)
    for one in readers:
        assert one.running, laid.log.read_text(errors="replace")[-3000:]
        assert await one.stop() == 0
    with closing(Database(laid.data / "archive.db")) as archive:
        return state(archive)


async def die_at(laid: Bed, word: str, point: str, seconds: float) -> None:
    """Start a loop that dies at a point, or after so many real seconds."""
    if point == "refilled":
        track(laid, "Nothing", ["xyzzy"])
    one = Daemon(await laid.command(word, environ={"WIREWATCH_FAIL_POINT": point}))
    laid.daemons.append(one)
    if not point:
        await asyncio.sleep(seconds)
        await one.kill()
        return
    await until(lambda: not one.running, laid)
    assert one.process.returncode == -9, f"{point} was never reached"


def judge(laid: Bed, kills: int) -> None:
    """Each message arrived, once but for kills; nobody reads the same line of a story twice."""
    with closing(Database(laid.data / "archive.db")) as archive:
        sent = list(record.sent(archive))
    mails = Counter(mail.message_id for mail in laid.mail.arrived)
    posts = Counter(str(post.payload) for post in laid.slack.arrived)
    assert sum(count - 1 for count in (*mails.values(), *posts.values())) <= kills
    assert {one.identity for one in sent if one.recipient == "Night desk"} == set(mails)
    assert sum(one.recipient != "Night desk" for one in sent) == len(posts)
    told = Counter(
        (one.recipient, fact.says, fact.report.link)
        for one in sent
        for fact in one.facts
        if fact.kind in OF_FIGURES
    )
    assert told
    assert set(told.values()) == {1}
    laid.mail.arrived.clear()
    laid.slack.arrived.clear()


async def test_killed_anywhere_the_stories_are_those_of_an_undisturbed_run(tmp_path: Path) -> None:
    """Ten kills at named instants, four at random ones."""
    instants = random.Random(7)  # noqa: S311  the same instants in each run
    async with laid_out(tmp_path) as (laid, kept):
        undisturbed = await finish(laid)
        judge(laid, kills=0)
        assert len(undisturbed.heard) > 60
        assert len(undisturbed.copies) > 15

        put_back(kept, laid.data)
        set_up(laid, NARROW)
        for word, point in DEATHS:
            await die_at(laid, word, point, instants.uniform(1.0, 4.0))
        assert (await finish(laid)).unlike(undisturbed) == {}
        judge(laid, kills=len(DEATHS))
