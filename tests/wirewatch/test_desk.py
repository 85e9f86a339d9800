"""What a wave brings is decided and durable when the desk returns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import shapes
from archive.database import ArchiveError
from archive.frontier import HostRow
from crawler.answers import Answer, Failure
from crawler.gate import Gate
from crawler.robots import RobotsFile
from news.errors import ExtractError
from news.moment import Moment
from news.source import Entry, Feed, FeedKind, FeedReading, Fetch, FetchKind, Shape, Source
from wirewatch.desk import MOST_PARTS, MOST_SITEMAPS, CollectDesk, Store, list_entries
from wirewatch.newsworld.clock import StillClock
from wirewatch.wiring import Opened, open_archive
from wirewatch.writer import Writer

START = datetime(2026, 2, 4, 12, tzinfo=UTC)
HOST = "alderbaypost.example"
SITE = f"https://{HOST}"
SOURCE = Source(
    "Alder Bay Post",
    feeds=(Feed(f"{SITE}/rss"), Feed(f"{SITE}/map.xml", FeedKind.SITEMAP)),
    poll_seconds=600,
)


class FakeParser:
    """Says of every body what it was told to say."""

    def __init__(self) -> None:
        self.said: FeedReading | ExtractError = FeedReading("rss")

    async def feed(self, body: bytes, **_: object) -> FeedReading:
        """Say it."""
        if isinstance(self.said, ExtractError):
            raise self.said
        return self.said

    sitemap = section = feed


class Bench:
    """A desk on a real archive."""

    def __init__(self, archive: Opened, writer: Writer) -> None:
        self.archive, self.clock, self.parser, self.came = (
            archive,
            StillClock(START),
            FakeParser(),
            0,
        )
        self.gate = Gate(self.clock, 1.0, 4)
        store = Store(archive.frontier, archive.backfills, archive.shapes, archive.bodies, writer)
        self.desk = CollectDesk(
            store, self.parser, self.gate, self.clock, [SOURCE], page_came=self.page_came
        )
        hosts = {feed.url: HOST for feed in SOURCE.feeds}
        archive.frontier.follow([SOURCE], hosts, START - timedelta(days=1))
        self.feed, self.sitemap = self.lease()

    def page_came(self) -> None:
        """Count."""
        self.came += 1

    def lease(self) -> list[Fetch]:
        """Claim what is due now."""
        now = self.clock.now()
        return self.archive.frontier.lease(now, now, 99, 99)

    def answer(self, fetch: Fetch, body: bytes = b"x") -> Answer:
        """Answer a fetch."""
        return Answer(fetch, fetch.url, body, self.clock.now(), etag='"1"')

    def error(self) -> str:
        """Return what is wrong with the feed."""
        return next(f.error for f in self.archive.browse.feeds() if f.url == self.feed.url)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    archive, writer = open_archive(tmp_path), Writer()
    yield Bench(archive, writer)
    writer.close()
    archive.close()


def entries(*pairs: tuple[str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(f"{SITE}{path}", path, guid=guid) for path, guid in pairs)


@pytest.mark.parametrize(
    ("pairs", "guids"),
    [
        ([("/b", "2"), ("/a", "1")], ["1", "2"]),  # oldest first
        ([("/b", "0"), ("/a", "0")], ["", ""]),  # a guid of all is nobody's
        ([("/c", "3"), ("/b", "0"), ("/a", "0")], ["", "", "3"]),
        ([("/a", "1"), ("/a#top", "2")], ["1"]),  # one address, one entry
        ([("/a", "c0ffee#2")], ["c0ffee"]),  # its third revision
        ([("/b", "live#2"), ("/a", "live#1")], ["", ""]),  # parts of one page
        ([], []),
    ],
)
def test_how_entries_are_known(pairs: list[tuple[str, str]], guids: list[str]) -> None:
    assert [item.entry.guid for item in list_entries(entries(*pairs))] == guids


async def test_a_poll_brings_articles(bench: Bench) -> None:
    """New entries become fetches of the same wave; the same bytes again cost no parsing."""
    bench.parser.said = FeedReading("rss", entries=entries(("/a", "0"), ("/b", "0")))
    taken = await bench.desk.polled(bench.answer(bench.feed))
    assert [fetch.url for fetch in taken] == [f"{SITE}/b", f"{SITE}/a"]
    bench.clock.advance(700)
    again = next(f for f in bench.lease() if f.url == bench.feed.url)
    bench.parser.said = ExtractError("never asked")
    assert await bench.desk.polled(bench.answer(again)) == ()
    assert (bench.error(), bench.desk.seen["unchanged"]) == ("", 1)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (FeedReading("", error="this is a web page, not a feed"), "this is a web page, not a feed"),
        (ExtractError("it took longer than 10 s"), "it took longer than 10 s"),
    ],
)
async def test_a_feed_that_is_none(
    bench: Bench, said: FeedReading | ExtractError, error: str
) -> None:
    bench.parser.said = said
    assert await bench.desk.polled(bench.answer(bench.feed)) == ()
    assert bench.error() == error
    bench.clock.advance(1_500)
    assert bench.feed.url in {fetch.url for fetch in bench.lease()}


async def test_an_index_leads_to_its_sitemaps(bench: Bench) -> None:
    """The first of them are read in the same wave; all they bring at first is backlog."""
    maps = tuple(f"{SITE}/map{n}.xml" for n in range(9))
    bench.parser.said = FeedReading("sitemap index", sitemaps=maps)
    parts = await bench.desk.polled(bench.answer(bench.sitemap))
    assert [part.url for part in parts] == list(maps[:MOST_SITEMAPS])
    for number, part in enumerate(parts):
        bench.parser.said = FeedReading("sitemap", entries=entries((f"/{number}", "")))
        assert len(await bench.desk.polled(bench.answer(part))) == 1
    known = bench.archive.browse.totals()
    assert known.articles == len(parts)
    bench.clock.advance(700)
    again = next(f for f in bench.lease() if f.url == bench.sitemap.url)
    # A part's validators would hide the whole.
    assert (again.etag, again.body_hash) == ("", "")


async def test_a_sitemap_of_an_index_is_asked_whether_it_changed(bench: Bench) -> None:
    """With what it gave itself, once its entries are stored; whole again after some polls."""
    asked = []
    for number in range(12):
        bench.parser.said = FeedReading("sitemap index", sitemaps=(f"{SITE}/map.xml",))
        (part,) = await bench.desk.polled(bench.answer(bench.sitemap))
        asked.append(part.etag)
        if part.etag:
            answer = replace(bench.answer(part), body=b"", unchanged=True, conditional=True)
            assert list(await bench.desk.polled(answer)) == []
        else:
            bench.parser.said = FeedReading("sitemap", entries=entries((f"/{number}", "")))
            whole = bench.answer(part, str(number).encode())
            assert len(await bench.desk.polled(whole)) == 1
        bench.clock.advance(2 * 86_400)
        bench.sitemap = next(f for f in bench.lease() if f.url == bench.sitemap.url)
        # A part's validators would hide the whole.
        assert (bench.sitemap.etag, bench.sitemap.body_hash) == ("", "")
    assert asked == ["", *['"1"'] * 8, "", *['"1"'] * 2]


async def test_a_part_that_could_not_be_stored_is_asked_for_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an outlet's "nothing new" would hide what it had listed."""
    bench.parser.said = FeedReading("sitemap index", sitemaps=(f"{SITE}/map.xml",))
    (part,) = await bench.desk.polled(bench.answer(bench.sitemap))

    def full(*_: object, **__: object) -> None:
        raise ArchiveError("the disk is full")

    monkeypatch.setattr(bench.archive.frontier, "polled", full)
    bench.parser.said = FeedReading("sitemap", entries=entries(("/a", "")))
    with pytest.raises(ArchiveError):
        await bench.desk.polled(bench.answer(part))
    bench.parser.said = FeedReading("sitemap index", sitemaps=(f"{SITE}/map.xml",))
    (again,) = await bench.desk.polled(bench.answer(bench.sitemap))
    assert again.etag == ""


async def test_of_an_index_the_newest_are_read(bench: Bench) -> None:
    """Archives name the oldest first."""
    days = [Moment(START - timedelta(days=n)) for n in range(9)]
    maps = tuple(f"{SITE}/map{n}.xml" for n in range(9))
    bench.parser.said = FeedReading("sitemap index", sitemaps=maps[::-1], changed=tuple(days[::-1]))
    parts = await bench.desk.polled(bench.answer(bench.sitemap))
    assert [part.url for part in parts] == list(maps[:MOST_SITEMAPS])


@pytest.mark.parametrize(
    ("windows", "overflows"),
    [
        (["ab", "bc", "cd"], 0),
        (["ab", "cd"], 1),
        (["ab", "cd", "de", "fg"], 2),
        (["ab", "", "cd"], 0),  # nothing was there to be in common
        (["a"], 0),
    ],
)
async def test_a_window_that_overflowed(bench: Bench, windows: list[str], overflows: int) -> None:
    """It is noted and looked into, and that feed is asked more often."""
    robots = RobotsFile(200, "Sitemap: /old.xml", START)
    await bench.desk.robots_read(HOST, robots)
    pauses = []
    for number, window in enumerate(windows):
        found = [(f"/{letter}", letter) for letter in window]
        bench.parser.said = FeedReading("rss", entries=entries(*found))
        before = await poll(bench, 7_200 if number else 0, body=window.encode())
        assert before.past
        pauses.append(before.past.pause)
    bench.clock.advance(7_200)
    after = next(f for f in bench.lease() if f.past and f.past.url == bench.feed.url)
    assert after.past
    begun = bench.archive.backfills.newest(9)
    assert len(begun) == overflows
    if overflows == 1:
        (one,) = begun
        assert (one.cause, one.lists_due) == ("overflow", 2)  # robots.txt's and the configured
        assert after.past.pause <= pauses[-1] / 2


@pytest.mark.parametrize(("depth", "maps"), [(0, ()), (1, (f"{SITE}/part.xml",))])
async def test_an_index_that_leads_nowhere(bench: Bench, depth: int, maps: tuple[str, ...]) -> None:
    """An empty index, and an index inside an index, are errors and no endless chase."""
    bench.parser.said = FeedReading("sitemap index", sitemaps=maps)
    assert await bench.desk.polled(bench.answer(replace(bench.sitemap, depth=depth))) == ()
    assert any("sitemap index" in feed.error for feed in bench.archive.browse.feeds())


async def poll(bench: Bench, after: float = 700.0, **words: object) -> Fetch:
    """Let the feed answer once it is due, and return it as it is then known."""
    bench.clock.advance(after)
    fetch = next(f for f in bench.lease() if f.past and f.past.url == bench.feed.url)
    await bench.desk.polled(replace(bench.answer(fetch), **words))  # type: ignore[arg-type]
    return fetch


async def test_what_an_outlet_asks_for_is_kept_to(bench: Bench) -> None:
    """Not before its max-age; a ttl holds for the 304s after it as well; a restart keeps both."""
    bench.parser.said = FeedReading("rss", ttl_seconds=1_800)
    await poll(bench, 0, fresh_for=3_600)
    bench.clock.advance(3_590)
    assert bench.feed.url not in {fetch.url for fetch in bench.lease()}
    await poll(bench, 400, unchanged=True, fresh_for=60)
    bench.archive.frontier.follow([SOURCE], {f.url: HOST for f in SOURCE.feeds}, START)
    bench.clock.advance(1_790)
    assert bench.feed.url not in {fetch.url for fetch in bench.lease()}
    await poll(bench, 200)


async def test_new_validators_of_the_same_bytes_are_kept(bench: Bench) -> None:
    """An outlet with two servers gives each body two tags: the newer one is asked with."""
    bench.parser.said = FeedReading("rss")
    await poll(bench, 0)
    await poll(bench, etag='"2"')
    again = await poll(bench, unchanged=True, etag="")
    assert again.etag == '"2"'
    assert (await poll(bench)).etag == '"2"'


async def test_a_feed_that_moved_for_good(bench: Bench) -> None:
    """After three polls it is asked where it moved; failing there, where it was."""
    there = "https://news.alderbay.example/feed"
    bench.parser.said = FeedReading("rss", entries=entries(("/a", "1")))
    seen = [await poll(bench, url=there, moved=True) for _ in range(4)]
    assert [fetch.url for fetch in seen] == [bench.feed.url] * 3 + [there]
    assert seen[-1].host == "news.alderbay.example"
    assert bench.archive.browse.totals().articles == 1
    for _ in range(4):
        bench.clock.advance(86_400)
        fetch = next(f for f in bench.lease() if f.past and f.past.url == bench.feed.url)
        await bench.desk.failed(fetch, Failure("http 404", 1.0))
    assert fetch.url == bench.feed.url


async def test_a_feed_that_is_gone_is_looked_at_once_a_month(bench: Bench) -> None:
    """Until it answers again: then it is a feed as before."""
    bench.parser.said = FeedReading("rss")
    await poll(bench, 0)
    bench.clock.advance(700)
    fetch = next(f for f in bench.lease() if f.url == bench.feed.url)
    await bench.desk.failed(fetch, Failure("http 410", permanent=True, gone=True))
    bench.clock.advance(29 * 86_400)
    assert bench.feed.url not in {fetch.url for fetch in bench.lease()}
    found = await poll(bench, 2 * 86_400)
    assert found.past is not None
    assert found.past.gone_at == START + timedelta(seconds=700)
    back = await poll(bench)
    assert back.past is not None
    assert back.past.gone_at is None


@pytest.mark.parametrize(
    ("asked", "led", "home"),
    [
        (f"{SITE}/rss", f"{SITE}/", True),
        (f"{SITE}/rss", "https://www.alderbaypost.example", True),
        (f"{SITE}/?feed=rss2", f"{SITE}/", True),
        (f"{SITE}/rss", f"{SITE}/?feed=rss2", False),
        (f"{SITE}/rss", f"{SITE}/news/", False),
        (f"{SITE}/", "https://www.alderbaypost.example/", False),
    ],
)
async def test_an_address_that_leads_home_is_lost(
    bench: Bench, asked: str, led: str, home: bool
) -> None:
    """A section read from the home page would be another section."""
    bench.parser.said = FeedReading("section")
    await bench.desk.polled(replace(bench.answer(replace(bench.feed, url=asked)), url=led))
    assert ("home page" in bench.error()) is home


async def test_a_page_that_is_still_the_same(bench: Bench) -> None:
    """Its recheck sends what it gave; a 304 leaves nothing to read and goes on rechecking."""
    bench.parser.said = FeedReading("rss", entries=entries(("/a", "1")))
    (fetch,) = await bench.desk.polled(bench.answer(bench.feed))
    await bench.desk.page(replace(bench.answer(fetch), etag='"p"', last_modified="Tue"))
    bench.archive.box.take_pages(START, START + timedelta(days=9), 9)
    seen = []
    while True:
        bench.clock.advance(16 * 60)
        again = [f for f in bench.lease() if f.article_id]
        seen += [(f.etag, f.last_modified) for f in again]
        for each in again:
            await bench.desk.page(replace(bench.answer(each, b""), unchanged=True, etag='"p"',
                                          last_modified="Tue"))  # fmt: skip
        if bench.clock.now() > START + timedelta(days=2):
            break
    # The last look asks for the whole page: a server may say 304 whatever changed.
    assert seen == [('"p"', "Tue")] * 4 + [("", "")]
    assert bench.archive.box.take_pages(START, START, 9) == []


async def test_a_page_that_leads_home_is_gone(bench: Bench) -> None:
    """The home page's text is not the article's: the feed's own words stand for it."""
    bench.parser.said = FeedReading("rss", entries=entries(("/a", "1")))
    (fetch,) = await bench.desk.polled(bench.answer(bench.feed))
    await bench.desk.page(replace(bench.answer(fetch), url=f"{SITE}/"))
    assert bench.archive.box.take_pages(START, START, 9) == []
    assert len(bench.archive.box.take_texts(START, 9)) == 1


async def test_a_host_that_asks_for_a_pause_gets_it(bench: Bench) -> None:
    """Retry-After keeps the whole host away, also after a restart."""
    await bench.desk.paused(HOST, 3_600)
    await bench.desk.failed(bench.feed, Failure("http 429", 0.5, retry_after=3_600))
    (row,) = bench.archive.frontier.hosts()
    assert row.blocked_until == START + timedelta(hours=1)
    bench.clock.advance(3_500)
    assert bench.lease() == []
    bench.clock.advance(500)
    assert len(bench.lease()) == 2


async def test_robots_and_a_pause_are_kept_together(bench: Bench) -> None:
    """What is learned of a host does not wipe out what was known of it."""
    bench.desk.remember_hosts([HostRow(HOST, blocked_until=START + timedelta(hours=1))])
    await bench.desk.robots_read(HOST, RobotsFile(200, "User-agent: *", START))
    (row,) = bench.archive.frontier.hosts()
    assert (row.robots, row.blocked_until) == ("User-agent: *", START + timedelta(hours=1))


async def test_a_page_is_kept_with_its_bytes(bench: Bench) -> None:
    """When the desk returns, the page waits to be read and the reader was woken."""
    bench.parser.said = FeedReading("rss", entries=entries(("/a", "1")))
    (fetch,) = await bench.desk.polled(bench.answer(bench.feed))
    await bench.desk.page(bench.answer(fetch, b"<p>Ferry"))
    (page,) = bench.archive.box.take_pages(START, START, 9)
    assert (bench.archive.bodies.get(page.sha256), bench.came) == (b"<p>Ferry", 1)


async def test_a_page_given_up_wakes_the_reader(bench: Bench) -> None:
    """Refused for good, an article's feed text is ready at once; refused for now, it waits."""
    bench.parser.said = FeedReading("rss", entries=entries(("/a", "1")))
    (fetch,) = await bench.desk.polled(bench.answer(bench.feed))
    await bench.desk.failed(fetch, Failure("http 500"))
    assert (bench.came, bench.archive.box.take_texts(START, 9)) == (0, [])
    await bench.desk.failed(fetch, Failure("http 410", permanent=True))
    assert (bench.came, len(bench.archive.box.take_texts(START, 9))) == (1, 1)


async def test_what_a_locked_archive_cannot_note_is_remembered(bench: Bench) -> None:
    """A poll whose answer could not be written is known as undone, to be given back."""

    def locked(*_: object, **__: object) -> None:
        raise ArchiveError("archive.db cannot be used: database is locked")

    (fetch, *_) = bench.archive.frontier.lease(START, START, 9, 9)
    bench.archive.frontier.feed_failed = locked  # type: ignore[method-assign]
    with pytest.raises(ArchiveError):
        await bench.desk.failed(fetch, Failure("refused"))
    assert bench.desk.undone == {fetch.id}


class KnowingParser(FakeParser):
    """Notes with what knowledge it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: object = None

    async def section(self, body: bytes, *, shapes: object = None, **_: object) -> FeedReading:
        """Say it."""
        self.shapes = shapes
        return await self.feed(body)


async def test_a_section_is_read_with_what_is_known_of_its_source(bench: Bench) -> None:
    """What reading found at addresses of a shape counts when the next section page comes."""
    bench.parser.said = FeedReading("rss", entries=entries(("/a", "1")))
    (fetch,) = await bench.desk.polled(bench.answer(bench.feed))
    with bench.archive.database.write() as connection:
        assert fetch.article_id is not None
        shapes.learn(connection, fetch.article_id, "/news/<number>", START, is_article=True)
    answer = bench.answer(replace(bench.feed, kind=FetchKind.SECTION))
    parser = bench.desk._parser = KnowingParser()  # noqa: SLF001  it has no other way in
    await bench.desk.polled(answer)
    assert parser.shapes == (Shape("/news/<number>", 1, 0, START),)


async def test_a_list_in_parts_is_read_in_one_wave(bench: Bench) -> None:
    """The pages that a spider written by hand names come with its own, with no validators.

    So a crash between two parts cannot hide the second behind a 304.
    """
    bench.desk.follow([replace(SOURCE, site="alder_bay")])
    parts = tuple(f"{SITE}/part/{number}" for number in range(9))
    said = FeedReading("section", entries=entries(("/a", "1")), onward=parts)
    bench.parser.said = said
    article, *more = await bench.desk.polled(bench.answer(bench.feed))
    assert article.article_id is not None
    assert [(fetch.id, fetch.url) for fetch in more] == [
        (bench.feed.id, url) for url in parts[:MOST_PARTS]
    ]
    assert await bench.desk.polled(bench.answer(more[0])) == []
    bench.clock.advance(3_600)
    again = next(fetch for fetch in bench.lease() if fetch.feed_id == bench.feed.feed_id)
    assert (again.etag, again.last_modified, again.body_hash) == ("", "", "")


async def test_only_a_spider_written_by_hand_leads_on_in_a_poll(bench: Bench) -> None:
    """A general section page names a hundred other lists; a poll reads none of them."""
    bench.parser.said = FeedReading("section", onward=(f"{SITE}/sport",))
    assert list(await bench.desk.polled(bench.answer(bench.feed))) == []


async def test_how_long_a_certificate_is_good_is_kept(bench: Bench) -> None:
    """With its host, once for each certificate; a page that was not checked changes nothing."""
    good = (START - timedelta(days=60), START + timedelta(days=30))
    for dates in (good, None):
        await bench.desk.polled(replace(bench.answer(bench.feed), certificate=dates))
        (host,) = bench.archive.frontier.hosts()
        assert (host.certificate_from, host.certificate_until) == good
    feed = next(feed for feed in bench.archive.browse.feeds() if feed.url.endswith("rss"))
    assert (feed.certificate_from, feed.certificate_until) == good
