"""Reading and sending in rounds: whatever one page or one message does, the others go on."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from alerts.deliver import Channel
from alerts.signed import Signer
from archive.browse import Query
from archive.database import ArchiveError
from archive.frontier import Listed, Polled
from archive.presence import Presence
from monitor.match import Matcher
from news.article import Article, Page
from news.errors import ExtractError
from news.finding import Subject
from news.grammar import parse
from news.listing import ArticleShown
from news.moment import micros
from news.source import Entry, Feed, Fetch, Selectors, Source
from news.watch import Recipient, Route, Topic, Watchlist
from tests.fakes import FakeChannel
from wirewatch.braking import Brakes
from wirewatch.loops import MOST_TRIES, WAVE, Collect, Read, Send
from wirewatch.newsworld.clock import StillClock
from wirewatch.replaying import Replay, Replayed
from wirewatch.wiring import Opened, forget_leases, open_archive
from wirewatch.writer import Writer

START = datetime(2026, 2, 4, 12, tzinfo=UTC)
HOST = "alderbaypost.example"
WATCHED = Watchlist((Topic("Ferries", parse("ferry")), Topic("Storms", parse("storm"))))
ROUTES = (
    Route("all", ("Night desk",), topics=("Ferries",)),
    Route("storms", ("Storm desk",), topics=("Storms",)),
)
RECIPIENTS = (
    Recipient("Night desk", "console"),
    Recipient("Storm desk", "email", "storms@desk.example"),
)


class FakeExtractor:
    """Reads a page's bytes as its text; "hangs", "breaks" and "lists" do what they say."""

    async def extract(self, page: Page) -> Article:
        """Return the text as an article, or fail as the bytes say."""
        body = page.body.decode()
        if body == "hangs":
            raise ExtractError("it took longer than 10 s")
        if body == "breaks":
            raise RuntimeError("the pool is gone")
        return Article(page.url, "Headline", body, is_list=body == "lists")


class Hanging:
    """A channel that takes its message only when told to."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.sent = 0

    async def send(self, message: object, recipient: Recipient, sent_at: datetime) -> str:
        """Wait."""
        self.begun.set()
        await self.go.wait()
        self.sent += 1
        return ""


@dataclass
class Bench:
    """An archive with a reader and a sender on it."""

    archive: Opened
    writer: Writer
    clock: StillClock = field(default_factory=lambda: StillClock(START))
    channels: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        opened = self.archive
        self.read = Read(
            opened.database, opened.box, opened.bodies, FakeExtractor(), Matcher(WATCHED),
            self.writer, self.clock, timedelta(hours=36),
        )  # fmt: skip
        brakes = Brakes(
            opened.outbox, Presence(opened.database), self.writer, self.clock,
            catch_up=timedelta(hours=1),
        )  # fmt: skip
        self.send = Send(
            opened.outbox, brakes, ROUTES, {r.name: r for r in RECIPIENTS}, self.channels,
            self.writer, self.clock, archive_url="", domain="desk.example", signer=Signer("key"),
        )  # fmt: skip
        source = Source("Alder Bay Post", feeds=(Feed(f"https://{HOST}/rss"),))
        opened.frontier.follow([source], {f"https://{HOST}/rss": HOST}, START)
        (self.feed,) = opened.frontier.lease(START, START, 1, 1)
        self.arrive(first=True)

    async def read_again(self) -> Replayed:
        """Read all stored pages once more."""
        return await Replay.of(self.read, 3).run(None, None, lambda *_: None)

    def arrive(self, *pages: str, first: bool = False, feed_text: str = "A ferry.") -> None:
        """Let these pages come, each by an entry of its own."""
        known = self.archive.browse.totals().articles
        listed = [
            Listed(Entry(f"https://{HOST}/{n}", "Headline", text=feed_text), f"{HOST}/{n}", HOST)
            for n in range(known, known + len(pages))
        ]  # fmt: skip
        now = self.clock.now()
        taken = self.archive.frontier.polled(
            replace(self.feed, first=first), listed, lambda _: Polled("", "", "", now), now,
            lease_until=now, budget=99, match_feed_text_at=now + timedelta(minutes=10),
        ).fetches  # fmt: skip
        for fetch, body in zip(taken, pages, strict=True):
            self.store(fetch, body)

    def store(self, fetch: Fetch, body: str) -> None:
        """Store a page as the desk does."""
        page = Page(fetch.url, body.encode(), self.clock.now())
        digest = self.archive.bodies.put(page.body, micros(page.fetched))
        self.archive.frontier.page_stored(fetch, page, digest, ())

    def frontier_is_polled(self) -> None:
        """Let every feed answer that there is nothing new."""
        now = self.clock.now()
        for fetch in self.archive.frontier.lease(now, now, 9, 9):
            if fetch.article_id is None:
                self.archive.frontier.polled(
                    fetch, [], lambda _: Polled("", "", "", now + timedelta(hours=9)), now,
                    lease_until=now, budget=0, match_feed_text_at=now,
                )  # fmt: skip

    def shown(self) -> list[ArticleShown]:
        """Return all articles, in order of arrival."""
        items = self.archive.browse.listing(Query(limit=99)).items
        found = (self.archive.browse.article(item.id) for item in sorted(items, key=lambda i: i.id))
        return [article for article in found if article is not None]

    def told(self) -> list[tuple[str, str]]:
        """Return all messages: for whom, and how far."""
        return [(told.recipient, told.state) for one in self.shown() for told in one.told]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    archive, writer = open_archive(tmp_path), Writer()
    yield Bench(archive, writer, channels={"console": FakeChannel(), "email": FakeChannel()})
    writer.close()
    archive.close()


def texts(bench: Bench) -> list[str]:
    return [one.article.text for one in bench.shown()]


# ------------------------------------------------------------------------------- read


async def test_pages_are_read_and_found(bench: Bench) -> None:
    """What came is archived as text, and what it matches is found."""
    bench.arrive("The ferry sank.", "Quiet day.")
    assert await bench.read.round() == 2
    assert texts(bench) == ["The ferry sank.", "Quiet day."]
    assert [found.name for found in bench.archive.outbox.unrouted(9)] == ["Ferries"]
    assert await bench.read.round() == 0


async def test_rules_know_the_outlet(bench: Bench) -> None:
    """A rule may ask for the source, of a page and of a feed's own words alike."""
    rules = ("ferry source:alder", "ferry source:sandal", "ferry -source:sandal")
    watched = Watchlist(tuple(Topic(rule, parse(rule)) for rule in rules))
    await bench.read.adopt(Matcher(watched), bench.read.max_age)
    bench.arrive("The ferry sank.")
    await bench.read.round()
    bench.arrive("hangs")
    for _ in range(MOST_TRIES):
        await bench.read.round()
    found = [one.name for one in bench.archive.outbox.unrouted(9)]
    assert found == [rules[0], rules[2]] * 2


async def test_a_page_that_breaks_extraction_is_set_aside(bench: Bench) -> None:
    """After three tries its feed's words are matched; the pages beside it are read at once."""
    bench.arrive("hangs", "The storm came.")
    for number in range(MOST_TRIES):
        assert bench.archive.browse.totals().unread == (2 if number == 0 else 1)
        await bench.read.round()
        assert texts(bench)[1] == "The storm came."
    assert bench.archive.browse.totals().quarantined == 1
    assert texts(bench)[0] == "A ferry."
    assert [f.name for f in bench.archive.outbox.unrouted(9)] == ["Storms", "Ferries"]
    assert bench.shown()[0].note == "quarantine: it took longer than 10 s"
    assert await bench.read.round() == 0


async def test_a_fault_of_ours_costs_no_page(bench: Bench) -> None:
    """If reading itself breaks, the others are read, the round says so, and the page waits."""
    bench.arrive("breaks", "The storm came.")
    with pytest.raises(RuntimeError, match="pool is gone"):
        await bench.read.round()
    assert texts(bench)[1] == "The storm came."
    totals = bench.archive.browse.totals()
    assert (totals.unread, totals.quarantined) == (1, 0)


SICK = "CREATE TRIGGER t BEFORE INSERT ON {} BEGIN SELECT RAISE(FAIL, 'sick'); END"


def change(bench: Bench, statement: str) -> None:
    """Change the tables themselves."""
    with bench.archive.database.write() as connection:
        connection.execute(sql(statement))


async def test_a_database_error_leaves_the_page_unread(bench: Bench) -> None:
    """A page that could not be remembered comes again whole: nothing of it is kept."""
    bench.arrive("The ferry sank.")
    change(bench, "ALTER TABLE findings RENAME TO away")
    with pytest.raises(ArchiveError, match="no such table"):
        await bench.read.round()
    change(bench, "ALTER TABLE away RENAME TO findings")
    assert bench.archive.browse.totals().unread == 1
    assert texts(bench) == ["A ferry."]
    forget_leases(bench.archive, ["read"])
    assert await bench.read.round() == 1
    assert texts(bench) == ["The ferry sank."]
    assert bench.archive.browse.totals().findings == 1


async def test_a_page_that_cannot_be_remembered_is_set_aside(bench: Bench) -> None:
    """After three tries it is in quarantine, and its feed's words are matched instead."""
    bench.arrive("The ferry sank.", "Quiet day.")
    change(bench, SICK.format("findings"))
    for _ in range(MOST_TRIES):
        assert bench.archive.browse.totals().quarantined == 0
        await bench.read.round()
        assert texts(bench) == ["A ferry.", "Quiet day."]
    assert bench.shown()[0].note == "quarantine: RefusedError: archive.db refused it: sick"
    change(bench, "DROP TRIGGER t")
    await bench.read.round()
    assert [found.name for found in bench.archive.outbox.unrouted(9)] == ["Ferries"]
    assert await bench.read.round() == 0


async def test_a_feed_text_that_cannot_be_remembered_ends(bench: Bench) -> None:
    """After three tries it waits no longer; nothing comes back for ever."""
    bench.arrive("hangs")
    change(bench, SICK.format("findings"))
    rounds = 0
    while await bench.read.round():
        rounds += 1
        assert rounds < 3 * MOST_TRIES
    assert rounds >= MOST_TRIES
    assert texts(bench) == ["A ferry."]
    assert not bench.read.broken


async def test_a_damaged_body_is_fetched_again(bench: Bench, tmp_path: Path) -> None:
    """Bytes that cannot be unpacked are as good as gone, and do not stay in the way."""
    bench.arrive("The storm came.")
    with sqlite3.connect(tmp_path / "pages.db") as pages:
        pages.execute("UPDATE bodies SET body = x'00'")
    pages.close()
    assert await bench.read.round() == 1
    (again,) = [f for f in bench.archive.frontier.lease(START, START, 9, 9) if f.article_id]
    bench.store(again, "The storm came.")
    await bench.read.round()
    assert texts(bench) == ["The storm came."]


async def test_a_lost_body_is_fetched_again(bench: Bench) -> None:
    """A page whose bytes are gone becomes an errand; its article is read when it comes."""
    bench.arrive("The storm came.")
    bench.archive.bodies.drop(bench.archive.bodies.after("", 100))
    assert await bench.read.round() == 1
    assert bench.archive.browse.totals().unread == 0
    again = [f for f in bench.archive.frontier.lease(START, START, 9, 9) if f.article_id]
    assert [fetch.host for fetch in again] == [HOST]
    bench.store(again[0], "The storm came.")
    await bench.read.round()
    assert texts(bench) == ["The storm came."]


async def test_feed_texts_are_read_when_pages_stay_away(bench: Bench) -> None:
    """Ten minutes after its entry an article is matched by the feed's own words."""
    now = bench.clock.now()
    item = Listed(Entry(f"https://{HOST}/x", "Ferry late", text="Nothing more."), f"{HOST}/x", HOST)
    bench.archive.frontier.polled(
        bench.feed, [item], lambda _: Polled("", "", "", now), now,
        lease_until=now, budget=1, match_feed_text_at=now + timedelta(minutes=10),
    )  # fmt: skip
    assert await bench.read.round() == 0
    bench.clock.advance(600)
    assert await bench.read.round() == 1
    assert bench.archive.browse.totals().findings == 1
    assert await bench.read.round() == 0


# ------------------------------------------------------------------------------- send


async def test_routes_decide_who_is_told(bench: Bench) -> None:
    """Each recipient hears of what was routed to them, once."""
    bench.arrive("The ferry met a storm.", "A storm.", "Quiet.")
    await bench.read.round()
    while await bench.send.round():
        pass
    assert sorted(bench.told()) == [
        ("Night desk", "sent"),
        ("Storm desk", "sent"),
        ("Storm desk", "sent"),
    ]


async def test_what_is_found_for_a_topic_that_sending_does_not_know_yet_waits(
    bench: Bench,
) -> None:
    """Who reads takes up an edit seconds before who sends: the first alert is not lost by it."""
    old = {(Subject.TOPIC, "Ferries")}
    bench.send.tracked = frozenset(old)
    bench.send.routes = [route for route in ROUTES if "Storms" not in route.topics]
    bench.arrive("A storm.")
    await bench.read.round()
    assert await bench.send.round() == 0
    bench.clock.advance(5)
    assert await bench.send.round() == 0
    # It follows the edit: new topics, new routes.
    bench.send.tracked = frozenset(old | {(Subject.TOPIC, "Storms")})
    bench.send.routes = ROUTES
    while await bench.send.round():
        pass
    assert ("Storm desk", "sent") in bench.told()
    # Of a topic that is there no more nobody is told, and nothing stays.
    bench.send.tracked = frozenset()
    bench.send.routes = ()
    bench.arrive("Another storm.")
    await bench.read.round()
    assert await bench.send.round() == 0
    bench.clock.advance(11)
    while await bench.send.round():
        pass
    assert bench.archive.outbox.unrouted(9) == []
    assert len(bench.told()) == 1


async def test_silent_findings_reach_nobody(bench: Bench) -> None:
    """Backlog is archived with its reasons, and no message is made."""
    bench.arrive("The ferry sank.", first=True)
    await bench.read.round()
    while await bench.send.round():
        pass
    assert bench.told() == []
    assert [why for _, why in bench.shown()[0].silent] == ["undated"]


async def test_a_refused_message_leaves_again_as_it_was(bench: Bench) -> None:
    """Every attempt carries the same Message-ID and the very same text, whatever was edited."""
    channel = FakeChannel("later", "hang", "ok")
    seen: list[object] = []

    class Recording:
        async def send(self, message: object, recipient: Recipient, sent_at: datetime) -> str:
            seen.append(message)
            return await channel.send(message, recipient, sent_at)  # type: ignore[arg-type]

    bench.channels["console"] = Recording()
    bench.arrive("The ferry sank.")
    await bench.read.round()
    for _ in range(3):
        await bench.send.round()
        bench.clock.advance(200)
        await bench.read_again()
    assert len(seen) == 3
    assert seen[0] == seen[1] == seen[2]
    assert bench.told() == [("Night desk", "sent")]


async def test_a_removed_recipient_leaves_a_dead_letter(bench: Bench) -> None:
    """What was owed to somebody who is no longer configured stays visible, with the reason."""
    bench.arrive("The ferry sank.")
    await bench.read.round()
    bench.send.recipients = {}
    await bench.send.round()
    (told,) = bench.shown()[0].told
    assert (told.state, told.error) == ("dead", "this recipient is no longer in alerts.toml")


async def test_a_hanging_channel_holds_up_nobody_else(bench: Bench) -> None:
    """While one recipient's server hangs, another's messages leave in the same round."""
    hanging, other = Hanging(), FakeChannel()
    bench.channels.update(console=hanging, email=other)
    bench.arrive("The ferry met a storm.", "A storm.")
    await bench.read.round()
    sending = asyncio.create_task(bench.send.round())
    async with asyncio.timeout(20):
        while len(other.sent) < 2:  # noqa: ASYNC110  the channel is a fake without events
            await asyncio.sleep(0)
    assert hanging.sent == 0
    hanging.go.set()
    await sending
    assert hanging.sent == 1


async def test_one_refusal_ends_a_recipients_turn(bench: Bench) -> None:
    """Those behind it are not tried against a sick server, and go before it next time."""
    channel = FakeChannel("later")
    bench.channels["console"] = channel
    bench.arrive(*[f"The ferry {n}." for n in range(4)])
    await bench.read.round()
    await bench.send.round()
    assert channel.sent == []
    bench.clock.advance(21)
    await bench.send.round()
    assert len(channel.sent) == 3
    bench.clock.advance(30)
    await bench.send.round()
    assert len(channel.sent) == 4
    tries = sorted(told.tries for one in bench.shown() for told in one.told)
    assert tries == [1, 1, 1, 2]


@pytest.mark.parametrize("script", ["never", "bug"])
async def test_one_bad_message_costs_no_other(bench: Bench, script: str) -> None:
    """A message refused for good, or one that breaks its channel, is the only one not sent."""
    bench.channels["console"] = FakeChannel(script)
    bench.arrive("The ferry 1.", "The ferry 2.")
    await bench.read.round()
    await bench.send.round()
    bench.clock.advance(21)
    await bench.send.round()
    assert sorted(state for _, state in bench.told()) == (
        ["dead", "sent"] if script == "never" else ["new", "sent"]
    )


async def test_what_was_sent_but_not_noted_is_not_sent_again(bench: Bench) -> None:
    """If the disk fails between the server's yes and our mark, the mark is made later."""
    taken: list[object] = []

    class Breaking:
        async def send(self, message: object, recipient: Recipient, sent_at: datetime) -> str:
            taken.append(message)
            change(bench, "ALTER TABLE messages RENAME TO away")
            return "thread 1"

    bench.channels["console"] = Breaking()
    bench.arrive("The ferry sank.")
    await bench.read.round()
    for _ in range(2):
        with pytest.raises(ArchiveError, match="no such table"):
            await bench.send.round()
    change(bench, "ALTER TABLE away RENAME TO messages")
    bench.clock.advance(600)
    while await bench.send.round():
        pass
    assert len(taken) == 1
    assert bench.told() == [("Night desk", "sent")]
    with bench.archive.database.read() as connection:
        assert list(connection.scalars(sql("SELECT thread FROM messages"))) == ["thread 1"]


async def test_what_could_not_be_noted_is_noted_while_another_hangs(bench: Bench) -> None:
    """A long round marks what was sent before it looks again, and ends with its last message."""
    hanging, taken = Hanging(), []

    class Breaking:
        async def send(self, message: object, recipient: Recipient, sent_at: datetime) -> str:
            await hanging.begun.wait()
            taken.append(message)
            change(bench, "ALTER TABLE messages RENAME TO away")
            return "thread 1"

    bench.channels.update(console=Breaking(), email=hanging)
    bench.arrive("The ferry met a storm.")
    await bench.read.round()
    sending = asyncio.create_task(bench.send.round())
    async with asyncio.timeout(20):
        while not bench.send.unmarked:  # noqa: ASYNC110  the other side is a thread
            await asyncio.sleep(0)
        await bench.writer.do(change, bench, "ALTER TABLE away RENAME TO messages")
        bench.clock.advance(600)
        while ("Night desk", "sent") not in bench.told():  # noqa: ASYNC110  as above
            await asyncio.sleep(0)
    assert not sending.done()
    hanging.go.set()
    with pytest.raises(ArchiveError):
        await sending
    assert len(taken) == 1
    assert sorted(bench.told()) == [("Night desk", "sent"), ("Storm desk", "sent")]


async def test_a_locked_archive_costs_time_only(bench: Bench, tmp_path: Path) -> None:
    """While another program holds the archive rounds fail and say so; then they go on."""
    bench.arrive("The ferry sank.")
    change(bench, "PRAGMA busy_timeout = 50")  # as if half a minute had passed
    other = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for round_ in (bench.read.round, bench.send.round):
        with pytest.raises(ArchiveError, match="another program holds it; close that"):
            await round_()
    assert bench.archive.browse.totals().unread == 1
    other.execute("ROLLBACK")
    other.close()
    await bench.read.round()
    while await bench.send.round():
        pass
    assert bench.told() == [("Night desk", "sent")]


async def test_a_channel_that_is_not_there_costs_no_other(bench: Bench) -> None:
    """A fault before the attempt is noted with the message; the next recipient is told."""
    del bench.channels["console"]
    bench.arrive("The ferry met a storm.")
    await bench.read.round()
    await bench.send.round()
    assert sorted(bench.told()) == [("Night desk", "new"), ("Storm desk", "sent")]


# ---------------------------------------------------------------------------- collect


async def test_a_claim_is_one_wave(bench: Bench) -> None:
    """A wave claims only so much, and nothing while too many run."""
    sources = [Source(f"s{n}", feeds=(Feed(f"https://s{n}.example/"),)) for n in range(WAVE + 5)]
    frontier = bench.archive.frontier
    frontier.follow(sources, {s.feeds[0].url: f"{s.name}.example" for s in sources}, START)
    collect = Collect(frontier, FakeWaves(), bench.writer, bench.clock)  # type: ignore[arg-type]
    assert len(await collect.claim()) == WAVE
    assert len(await collect.claim()) == 5
    forget_leases(bench.archive, ["collect"])
    collect.waves.running = 99
    assert await collect.claim() == []


class FakeWaves:
    """Waves that are told how many of them run."""

    running = 0

    async def crawl(self, fetches: Sequence[Fetch]) -> None:
        """Do nothing."""


async def test_what_pages_turn_out_to_be_is_counted_by_their_addresses(bench: Bench) -> None:
    """A report and a list at addresses of one shape; read again, they are not counted again."""
    bench.arrive("The ferry sank.", "lists")
    await bench.read.round()
    (known,) = bench.archive.shapes.known("Alder Bay Post")
    assert (known.shape, known.articles, known.others) == ("/<number>", 1, 1)
    await bench.read_again()
    assert bench.archive.shapes.known("Alder Bay Post") == (known,)


async def test_a_page_is_read_with_its_sources_selectors(bench: Bench) -> None:
    """What the configuration says of a source's pages reaches the extractor."""
    told = Selectors(text=".story")
    bench.read.selectors = {"Alder Bay Post": told}
    seen = list[Selectors]()

    class Looking(FakeExtractor):
        async def extract(self, page: Page) -> Article:
            """Look at the selectors."""
            seen.append(page.selectors)
            return await super().extract(page)

    bench.read.extractor = Looking()
    bench.arrive("The ferry sank.")
    await bench.read.round()
    assert seen == [told]
