"""The pool reads, kills, replaces, and leaves nothing behind.

Nothing is replaced by a fake here: the workers are real, the hostile pages too.
"""

# ruff: noqa: E501  markup stands in one line, a case in one row

import asyncio
import os
import select
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from crawler.pool import ReadingPool
from news.article import Page
from news.errors import ExtractError
from news.source import Source

NOW = datetime(2026, 2, 5, tzinfo=UTC)
GOOD = "<html lang=en><body><article><h1>Bridge opens</h1>" + "".join(
    f"<p>Pier {n} of the bridge over the Sandal took a year of work.</p>" for n in range(9)
)
# What is within all limits and still takes seconds: 60,000 elements, each some sixty deep.
SLOW = "<body><article><h1>Slow</h1>" + (
    "<div>" * 60 + f"<img src=x>{'rain ' * 80}" + "</div>" * 60
) * 1_000  # fmt: skip
# Half a million attributes, each an object of its own.
LARGE = "<body>" + f"<p {' '.join(f'a{n}=1' for n in range(400))}>Rain fell.</p>" * 1_300
WAIT = 30.0


def page(markup: str) -> Page:
    return Page("https://sandal.example/a", markup.encode(), NOW)


@asynccontextmanager
async def pool(
    workers: int = 1, seconds: float = 20.0, memory_mb: int = 1500
) -> AsyncIterator[ReadingPool]:
    """Start a pool and end it whatever happens."""
    started = ReadingPool(workers, seconds, memory_mb)
    try:
        yield started
    finally:
        await started.close()


def ended(pids: list[int]) -> bool:
    """Wait until the kernel says that all have ended."""
    for pid in pids:
        try:
            watch = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            if not select.select([watch], [], [], WAIT)[0]:
                return False
        finally:
            os.close(watch)
    return True


async def test_every_reader_answers() -> None:
    """Pages, feeds, sitemaps and section pages are read in the workers."""
    rss = b"<rss version='2.0'><channel><item><title>Rain</title><link>/a</link></item></channel></rss>"
    url, zone = "https://sandal.example/", "Asia/Karachi"
    async with pool(2) as reading:
        article, feed, sitemap, section = await asyncio.gather(
            reading.extract(page(GOOD)),
            reading.feed(rss, url=url, timezone=zone, content_type="", language="en", now=NOW),
            reading.sitemap(b"<urlset><url><loc>/a</loc></url></urlset>", url=url, timezone=zone, language="", now=NOW),
            reading.section(b"<h3><a href='/news/1801/a-b-c'>Bridge opens in Sandal</a></h3>", url=url, source=Source("Sandal Post"), now=NOW),
        )  # fmt: skip
    assert article.title == "Bridge opens"
    assert [feed.kind, sitemap.kind, section.kind] == ["rss", "sitemap", "section"]
    assert all(reading.entries for reading in (feed, sitemap, section))


async def test_a_page_that_takes_too_long_is_killed_and_others_are_not() -> None:
    """The hostile page gets a plain error; the pages beside and after it are read."""
    async with pool(2, seconds=1.0) as reading:
        slow = asyncio.ensure_future(reading.extract(page(SLOW)))
        beside = await asyncio.gather(*(reading.extract(page(GOOD)) for _ in range(5)))
        with pytest.raises(ExtractError, match=r"took longer than 1 s"):
            await slow
        after = await reading.extract(page(GOOD))
    assert {article.title for article in [*beside, after]} == {"Bridge opens"}


async def test_a_page_that_takes_too_much_memory_is_named() -> None:
    """The limit is a worker's own; the next page has a fresh one."""
    async with pool(memory_mb=300) as reading:
        with pytest.raises(ExtractError, match="used more than 300 MB"):
            await reading.extract(page(LARGE))
        assert (await reading.extract(page(GOOD))).title == "Bridge opens"


async def test_a_busy_worker_that_dies_is_replaced() -> None:
    """Its page gets the signal's name, the next page a new worker."""
    async with pool() as reading:
        await reading.extract(page(GOOD))
        (pid,) = reading.pids()
        slow = asyncio.ensure_future(reading.extract(page(SLOW)))
        while not slow.done() and not _busy(pid):  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0)
        os.kill(pid, signal.SIGSEGV)
        with pytest.raises(ExtractError, match="the reader crashed: SIGSEGV"):
            await slow
        assert (await reading.extract(page(GOOD))).title == "Bridge opens"
        assert pid not in reading.pids()


def _busy(pid: int) -> bool:
    """Say whether a worker has taken up its page: no other takes so much of the processor."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123
        ticks = sum(map(int, file.read().rpartition(")")[2].split()[11:13]))
    return ticks > os.sysconf("SC_CLK_TCK") // 2


async def test_an_idle_worker_that_dies_costs_nothing() -> None:
    """The system may kill any of our processes at any time."""
    async with pool(2) as reading:
        await reading.extract(page(GOOD))
        os.kill(reading.pids()[0], signal.SIGKILL)
        articles = await asyncio.gather(*(reading.extract(page(GOOD)) for _ in range(20)))
    assert {article.title for article in articles} == {"Bridge opens"}


async def test_what_no_reader_can_read_keeps_its_own_text() -> None:
    """An ExtractError of the reader comes through as it was raised."""
    async with pool() as reading:
        with pytest.raises(ExtractError, match=r"^this is a PDF, not a web page$"):
            await reading.extract(page("%PDF-1.7"))


async def test_closing_ends_the_workers_and_whoever_waits() -> None:
    """No orphan is left, and no page waits for ever."""
    reading = ReadingPool(2, 20.0, 1500)
    await reading.extract(page(GOOD))
    waiting = [asyncio.ensure_future(reading.extract(page(SLOW))) for _ in range(4)]
    await asyncio.sleep(0)
    pids = list(reading.pids())
    await reading.close()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert {str(result) for result in results} == {"the reading pool is closed"}
    assert ended(pids)
    with pytest.raises(ExtractError, match="closed"):
        await reading.extract(page(GOOD))
    await reading.close()  # twice does no harm


async def test_cancelling_who_waits_frees_the_worker() -> None:
    """A caller that gives up is not kept waiting, and the pool goes on."""
    async with pool() as reading:
        slow = asyncio.ensure_future(reading.extract(page(SLOW)))
        await asyncio.sleep(0)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert (await reading.extract(page(GOOD))).title == "Bridge opens"


def test_the_daemon_never_loads_the_readers() -> None:
    """Reading happens elsewhere; this process has none of the heavy libraries in it."""
    code = """
        import asyncio, sys
        from datetime import UTC, datetime
        from crawler.pool import ReadingPool
        from news.article import Page

        async def main():
            pool = ReadingPool(1, 20, 1500)
            now = datetime(2026, 2, 5, tzinfo=UTC)
            article = await pool.extract(Page("https://s.example/", b"<h1>Bridge opens</h1>x", now))
            await pool.close()
            heavy = {"trafilatura", "feedparser", "lxml", "numpy", "py3langid", "htmldate"}
            print(article.title, sorted(heavy & set(sys.modules)))

        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "Bridge opens []"


def test_workers_end_with_a_daemon_that_is_killed() -> None:
    """After kill -9 of the daemon nobody reads on, not even a busy worker."""
    code = """
        import asyncio
        from crawler.pool import ReadingPool
        from tests.crawler.test_pool import GOOD, SLOW, page

        async def main():
            pool = ReadingPool(2, 60, 3000)
            await pool.extract(page(GOOD))
            waiting = [pool.extract(page(SLOW)) for _ in range(2)]
            print(*pool.pids(), flush=True)
            await asyncio.gather(*waiting)

        asyncio.run(main())
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    ) as daemon:
        assert daemon.stdout is not None
        pids = [int(word) for word in daemon.stdout.readline().split()]
        while not any(map(_busy, pids)):
            assert daemon.poll() is None
        daemon.kill()
    assert len(pids) == 2
    assert ended(pids)
