"""A crash at any instant loses no entry, no page and no alert, and doubles no article.

A real daemon watches the served world while it is killed as by a power cut: at each
named fail point, and at random instants.  What was sent twice because it died between
the server's yes and our mark carries the same Message-ID, at most once for each kill.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive.database import Database
from archive.schema import findings
from news.failpoint import POINTS
from tests import postgres
from wirewatch.newsworld.bed import Bed, Daemon, bed
from wirewatch.newsworld.score import from_mail, from_post
from wirewatch.newsworld.settings import table
from wirewatch.newsworld.sinks import Answer, Drop, Hang, MailSink, Reply, SlackSink, When
from wirewatch.newsworld.watch import LATER
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)
BEGIN = timedelta(minutes=20)
END = START + timedelta(hours=5, minutes=30)
DEADLINE = 120.0

NOT_LISTED = re.compile(r"(\d+) more reports? (?:is|are) not listed here")
BRAKES: dict[str, str | int] = {"most": 2, "within": "40m", "catch_up": "10m"}

pytestmark = pytest.mark.timeout(600)


async def until(what: Callable[[], bool], laid: Bed, seconds: float = DEADLINE) -> None:
    """Wait for a condition; say what the daemon said if it never comes."""
    try:
        async with asyncio.timeout(seconds):
            while not what():  # noqa: ASYNC110  the condition lies in another process
                await asyncio.sleep(0.05)
    except TimeoutError:
        log = laid.log.read_text(errors="replace")[-3000:]
        pytest.fail(f"not within {seconds:.0f} s: {laid.totals()}\n{log}")


def quiet(laid: Bed) -> bool:
    """Say whether nothing waits to be fetched, read or sent."""
    totals = laid.totals()
    return not (totals.unread or totals.due or totals.unrouted or totals.messages_new)


async def watch_while(laid: Bed, end: datetime) -> None:
    """Let a daemon watch the rest of the world's day, and finish.

    What was refused five times is tried again two hours later.
    """
    daemon = await laid.start()
    left = max(0.0, (end - laid.clock.now()).total_seconds() / laid.clock.speed)
    await until(lambda: laid.clock.now() > end or not daemon.running, laid, 60 + left)
    await until(
        lambda: quiet(laid) or not daemon.running, laid, DEADLINE + 3 * 3600 / laid.clock.speed
    )
    assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
    assert await daemon.stop() == 0


def judge(laid: Bed, begin: datetime, end: datetime, kills: int, unheard: int = 0) -> None:
    """Nothing lost; repeats only where a kill explains them, under the same Message-ID.

    Or an answer that was never heard: `unheard` counts messages taken in by a server that
    hung up before it said so.
    """
    judged = laid.score(until=end, expect_from=begin)
    assert judged.published > 35
    assert judged.lost == ()
    assert judged.doubled == ()
    # What a digest had no room for is in the archive, and the digest says how many there are.
    assert len(judged.missing_alerts) <= left_out(laid), judged.missing_alerts
    # What was printed after the end may have been told while the last daemon finished.
    assert laid.score(expect_from=begin).false_alerts == ()
    mails = Counter(mail.message_id for mail in laid.mail.arrived)
    posts = Counter(str(post.payload) for post in laid.slack.arrived)
    repeats = sum(count - 1 for count in (*mails.values(), *posts.values()))
    assert repeats <= kills + unheard
    # A repeat is the same message: nobody is told the same of a report under two identities
    # (mail) or in two texts (Slack).
    told: dict[tuple[str, str, str], set[str]] = {}
    for mail in laid.mail.arrived:
        matches = str(mail.message["Subject"]).partition("]")[0]
        told.setdefault(("mail", from_mail(mail).links[0], matches), set()).add(mail.message_id)
    for post in laid.slack.arrived:
        matches = str(post.payload["text"]).partition("]")[0]
        told.setdefault(("post", from_post(post).links[0], matches), set()).add(str(post.payload))
    assert {key: ids for key, ids in told.items() if len(ids) > 1} == {}


def left_out(laid: Bed) -> int:
    """Count the reports that digests did not list."""
    texts = [mail.text for mail in laid.mail.arrived]
    texts += [json.dumps(post.payload) for post in laid.slack.arrived]
    found = (NOT_LISTED.findall(" ".join(text.split())) for text in texts)
    return sum(int(number) for numbers in found for number in numbers)


async def until_followed(laid: Bed) -> datetime:
    """Let one daemon poll every feed once; return when that was done.

    A feed's first poll is backlog, of which a bare day may or may not be news: nobody
    is told.  Kills that put off a first poll would only move that border.
    """
    daemon = await laid.start()
    await until(lambda: polled(laid) or not daemon.running, laid)
    await daemon.kill()
    return laid.clock.now()


def polled(laid: Bed) -> bool:
    """Say whether every feed has answered once."""
    feeds = laid.feeds()
    return bool(feeds) and all(feed.polls for feed in feeds)


def track(laid: Bed, name: str, phrases: Sequence[str]) -> None:
    """Add a topic; all that is here is then matched again."""
    with (laid.config / "watch.toml").open("a", encoding="utf-8") as file:
        file.write(table("\n[[topics]]", {"name": name, "all": phrases, "notify": "every article"}))


async def test_killed_at_every_fail_point(tmp_path: Path) -> None:
    """Each named instant kills the daemon once; the next one takes up what was left.

    Two messages in forty minutes, and ten minutes' absence, so that every brake is used.
    Composed reports see to it that there is news until the last point, however slow the machine.
    """
    world = World(start=START, filler=300, span=timedelta(hours=24), tracked=0.3)
    async with bed(world, tmp_path, begin=BEGIN, speed=300, alerts=BRAKES) as laid:
        track(laid, LATER.name, LATER.all)  # of which some of the composed reports are
        begin = await until_followed(laid)
        for point in POINTS:
            if point == "refilled":
                track(laid, "Nothing", ["xyzzy"])
            daemon = await laid.start({"WIREWATCH_FAIL_POINT": f"{point}:2"})
            await until(lambda daemon=daemon: not daemon.running, laid)  # type: ignore[misc]
            assert daemon.process.returncode == -9, f"{point} was never reached"
        await watch_while(laid, END)
        judge(laid, begin, END, kills=len(POINTS))


async def _killed_at_random(folder: Path, kills: int, speed: float) -> None:
    world = World(start=START)
    instants = random.Random(11)  # noqa: S311  the same instants in each run
    async with bed(world, folder, begin=BEGIN, speed=speed) as laid:
        begin = await until_followed(laid)
        for _ in range(kills):
            daemon = await laid.start()
            await asyncio.sleep(instants.uniform(0.2, 3.0))
            await daemon.kill()
        await watch_while(laid, END)
        judge(laid, begin, END, kills=kills)


async def test_killed_at_random_instants(tmp_path: Path) -> None:
    """Six kills at random instants lose nothing."""
    await _killed_at_random(tmp_path, kills=6, speed=300)


async def test_killed_on_postgresql(tmp_path: Path) -> None:
    """With the archive in PostgreSQL neither kills nor lost connections lose anything."""
    world = World(start=START)
    with postgres.database() as url:
        async with bed(world, tmp_path, begin=BEGIN, speed=400, database=url) as laid:
            begin = await until_followed(laid)
            for seconds in (0.7, 2.1):
                daemon = await laid.start()
                await asyncio.sleep(seconds)
                await daemon.kill()
            daemon = await laid.start()
            with closing(Database(url)) as archive:
                await until(lambda: archive.holder("collect") is not None, laid)
            for _ in range(4):
                await asyncio.sleep(1.5)
                postgres.cut(url)
            assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
            assert await daemon.stop() == 0
            await watch_while(laid, END)
            judge(laid, begin, END, kills=2)


@pytest.mark.soak
async def test_killed_sixty_times(tmp_path: Path) -> None:
    """Sixty kills at random instants lose nothing."""
    await _killed_at_random(tmp_path, kills=60, speed=100)


MAIL_YES, SLACK_YES = Reply("250 2.0.0 kept"), Reply("200")
UNHEARD = Drop(When.AFTER)
MAIL_FAULTS = (
    Reply("450 4.7.1 greylisted, come back later", at="RCPT"),
    Reply("451 4.3.0 try again"),
    Reply("421 4.3.2 closing"),
    Drop(),
    UNHEARD,
    Hang(1.0),
)
SLACK_FAULTS = (
    Reply("429", retry_after=60),
    Reply("500"),
    Reply("503"),
    Drop(),
    UNHEARD,
    Hang(1.0),
)
# How a sender's lives end, in turn; "" at a random instant after its first try.
ENDS = ("", "sent-not-marked", "", "frozen", "", "sent-not-marked")
ANSWERS = 40  # more than a sender gets in one life
SETTLE = 0.1  # real seconds in which a server takes in what a dead sender had handed over


@dataclass(frozen=True)
class Tally:
    """How much had been tried and taken in at one instant."""

    tries: int
    arrived: int


@dataclass(frozen=True)
class Way:
    """One server: what it got, by what makes a repeat recognisable."""

    sink: MailSink | SlackSink
    yes: Reply
    faults: tuple[Answer, ...]

    def answers(self, chance: random.Random, count: int) -> list[Answer]:
        """Make a script that accepts every other message, and fails in every way else."""
        return [chance.choice((self.yes, chance.choice(self.faults))) for _ in range(count)]

    def tally(self) -> Tally:
        """Count what has come."""
        return Tally(len(self.sink.tries), len(self.sink.arrived))

    def names(self) -> list[str]:
        """Name what arrived: a mail by its Message-ID, a post by all it says."""
        if isinstance(self.sink, MailSink):
            return [mail.message_id for mail in self.sink.arrived]
        return [str(post.payload) for post in self.sink.arrived]

    def unheard(self, begin: Tally, end: Tally) -> int:
        """Count the answers that the sender never heard."""
        return self.sink.tries[begin.tries : end.tries].count(repr(UNHEARD))

    def accepted(self, begin: Tally, end: Tally) -> int:
        """Count what was taken in with a yes."""
        return end.arrived - begin.arrived - self.unheard(begin, end)

    def unmarked(self, begin: Tally, end: Tally) -> int:
        """Count what was taken in with a yes and came again all the same."""
        names = self.names()
        again = sum(names[at] in names[at + 1 :] for at in range(begin.arrived, end.arrived))
        return again - self.unheard(begin, end)


async def _killed_while_servers_misbehave(folder: Path, kills: int) -> None:
    """Find a morning's news, then refuse, hang up, say nothing and kill while it is told."""
    # Enough to tell that no kill falls when all is told.
    world = World(start=START, filler=5 * kills, span=END - START, tracked=0.9)
    chance = random.Random(23)  # noqa: S311  the same in each run
    # Everything singly and at once: the brakes have their own test.  Nothing grows old, for
    # the kills take days of the world.
    alerts: dict[str, str | int] = {"most": 1000, "catch_up": "30d", "max_age": "30d"}
    async with bed(world, folder, begin=BEGIN, speed=600, alerts=alerts, window=1000) as laid:
        track(laid, LATER.name, LATER.all)
        begin = await until_followed(laid)
        await until(lambda: laid.clock.now() > END, laid)
        crawl = await laid.command("crawl")
        assert await crawl.wait() == 0
        ways = (
            Way(laid.mail, MAIL_YES, MAIL_FAULTS),
            Way(laid.slack, SLACK_YES, SLACK_FAULTS),
        )
        for way in ways:
            way.sink.script += way.answers(chance, ANSWERS * kills)
        lives = [[way.tally() for way in ways]]
        for number in range(kills):
            await _die(laid, ways, ENDS[number % len(ENDS)], chance)
            assert laid.totals().messages_new, f"all was told before kill {number + 1}"
            lives.append([way.tally() for way in ways])
        for way in ways:
            assert way.sink.script, "not all kills fell while the server misbehaved"
            way.sink.script.clear()
        await watch_while(laid, END)
        first, last = lives[0], lives[-1]
        judge(laid, begin, END, kills, sum(map(Way.unheard, ways, first, last)))
        assert _silent_as_old(laid) == 0
        _judge_lives(ways, lives)


def _judge_lives(ways: Sequence[Way], lives: Sequence[Sequence[Tally]]) -> None:
    """Much was taken in while kills fell; one cost a repeat at most in each way out."""
    first, last = lives[0], lives[-1]
    tries = sum(end.tries - begin.tries for begin, end in zip(first, last, strict=True))
    accepted = sum(map(Way.accepted, ways, first, last))
    assert accepted >= max(tries / 3, len(lives) - 1)
    repeats = [[*map(Way.unmarked, ways, *life)] for life in pairwise(lives)]
    assert max(map(max, repeats)) <= 1, repeats
    # Those that died between the server's yes and our mark did cost one.
    forced = [life for life, end in zip(repeats, cycle(ENDS)) if end == "sent-not-marked"]
    assert sum(map(any, forced)) >= len(forced) / 2, repeats


async def _die(laid: Bed, ways: Sequence[Way], end: str, chance: random.Random) -> None:
    """Let a sender tell what it can, and die at a fail point or at a random instant."""
    environ = {}
    if end:
        count = chance.randint(1, 3)
        environ = {"WIREWATCH_FAIL_POINT": f"{end}:{count}"}
        if end == "sent-not-marked":
            for way in ways:  # whichever is tried for the last time, it says yes
                way.sink.script[:0] = [way.yes] * count
    tried = _tried(laid)
    sender = Daemon(await laid.command("send", environ=environ))
    laid.daemons.append(sender)
    if end:
        await until(lambda: not sender.running, laid)
        assert sender.process.returncode == -9, f"{end} was never reached"
    else:
        await until(tried, laid)
        await asyncio.sleep(chance.uniform(0.0, 0.4))
        await sender.kill()
    await asyncio.sleep(SETTLE)


def _tried(laid: Bed) -> Callable[[], bool]:
    """Return whether a message was tried since now."""
    before = len(laid.mail.tries) + len(laid.slack.tries)
    return lambda: len(laid.mail.tries) + len(laid.slack.tries) > before


def _silent_as_old(laid: Bed) -> int:
    """Count the findings that nobody was told of because of their age."""
    old = select(func.count()).select_from(findings).where(findings.c.silent == "old")
    with closing(Database(laid.data / "archive.db")) as archive, archive.read() as connection:
        return connection.scalar(old) or 0


async def test_killed_while_servers_misbehave(tmp_path: Path) -> None:
    """Eight kills while mail and Slack fail in every way lose nothing."""
    await _killed_while_servers_misbehave(tmp_path, kills=8)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_killed_84_times_while_servers_misbehave(tmp_path: Path) -> None:
    """Eighty-four kills: none lost, at most one repeat for each, under the same Message-ID."""
    await _killed_while_servers_misbehave(tmp_path, kills=84)
