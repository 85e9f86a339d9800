"""Read pages and feeds in worker processes that can be killed one by one.

A page from outside may take a minute, two gigabytes, or crash the parser.  None of that
may stop the daemon or another page.  So readers run in a few processes; one that takes
too long is killed, one that dies is replaced in some 15 ms, and its page gets an
ExtractError that says what happened.  Other pages in flight do not notice.

Workers are forked from a server process that has loaded the readers (`crawler.warm`);
this process never loads them, so that the daemon stays small.

Discarded: threads (they cannot be killed, and lxml is not safe in them);
concurrent.futures (one dead worker breaks the pool and all that wait); a fresh process
for each page (0.6 s to load).
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from pebble import ProcessExpired, ProcessPool

from crawler.worker import OUT_OF_MEMORY, begin, run
from news.article import Article, Page
from news.errors import ExtractError
from news.source import FeedReading, Shape, Source

if TYPE_CHECKING:
    from crawler.home import HomePage
    from crawler.opml import Subscriptions

MAX_TASKS = 1000  # pages per worker; parsers leak a little
_ATTEMPTS = 3  # for pages that were only near when the pool itself broke

_starting = threading.Lock()


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the program's main module, which each new worker would run again."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


class _Process(ForkServerProcess):
    """A worker that does not import the program's main module."""

    def start(self) -> None:
        """Start as any process, with nothing of ours to import."""
        with _without_main():
            super().start()


class _Context(ForkServerContext):
    Process = _Process


class ReadingPool:
    """A few workers that read; every method raises ExtractError with a plain text."""

    def __init__(self, workers: int, seconds: float, memory_mb: int) -> None:
        self._workers, self._seconds, self._memory_mb = workers, seconds, memory_mb
        self._context = _Context()
        self._context.set_forkserver_preload(["crawler.warm"])
        # Closed by the kernel with this process, however it ends; see crawler.worker.
        self._lifeline, self._held = multiprocessing.Pipe(duplex=False)
        self._waiting: set[Any] = set()
        self._closed = False
        self._pool = self._start()

    async def extract(self, page: Page) -> Article:
        """Read a page."""
        return cast("Article", await self._read("extract", page))

    async def feed(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str,
        timezone: str,
        language: str,
        now: datetime,
        whole: bool = False,
    ) -> FeedReading:
        """Read RSS, Atom, RDF or JSON Feed; `whole` with the entries that have no address."""
        words = {"content_type": content_type, "language": language, "now": now, "whole": whole}
        read = self._read("feed", body, url=url, timezone=timezone, **words)
        return cast("FeedReading", await read)

    async def sitemap(
        self,
        body: bytes,
        *,
        url: str,
        timezone: str,
        language: str,
        now: datetime,
        most: int | None = None,
    ) -> FeedReading:
        """Read a sitemap, the newest `most` of its entries, or an index of sitemaps."""
        words = {"timezone": timezone, "language": language, "now": now, "most": most}
        return cast("FeedReading", await self._read("sitemap", body, url=url, **words))

    async def section(
        self,
        body: bytes,
        *,
        url: str,
        source: Source,
        now: datetime,
        shapes: Sequence[Shape] = (),
    ) -> FeedReading:
        """Read a section page, knowing what was found at addresses of its source before."""
        read = self._read("section", body, url=url, source=source, now=now, shapes=shapes)
        return cast("FeedReading", await read)

    async def home(self, body: bytes, *, url: str, content_type: str) -> HomePage:
        """Read a home page for what it says of its outlet."""
        read = self._read("home", body, url=url, content_type=content_type)
        return cast("HomePage", await read)

    async def opml(self, body: bytes) -> Subscriptions:
        """Read a list of subscriptions."""
        return cast("Subscriptions", await self._read("opml", body))

    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers that live now."""
        return tuple(self._pool._pool_manager.worker_manager.workers)  # noqa: SLF001  has no other

    async def close(self) -> None:
        """End the workers and wait for them; what waits gets an ExtractError."""
        if self._closed:
            return
        self._closed = True
        for future in list(self._waiting):
            future.cancel()
        await asyncio.to_thread(_end, self._pool)
        self._held.close()
        self._lifeline.close()

    def _start(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=MAX_TASKS,
            initializer=begin,
            initargs=(self._lifeline, self._memory_mb),
            context=self._context,
        )
        if not pool.active:  # asking starts it
            raise ExtractError("the reading workers could not be started")
        return pool

    async def _read(self, reader: str, *args: Any, **words: Any) -> object:
        for _ in range(_ATTEMPTS):
            pool = self._pool
            if self._closed:
                break
            try:
                return await self._once(pool, reader, args, words)
            except TimeoutError:
                raise ExtractError(f"took longer than {self._seconds:g} s") from None
            except ProcessExpired as error:
                raise ExtractError(self._explain(error.exitcode)) from None
            except (BrokenProcessPool, RuntimeError):
                # An idle worker died (the system's memory killer does that) and pebble
                # gives the whole pool up; this page had no part in it.
                await self._renew(pool)
        raise ExtractError("the reading pool is closed" if self._closed else "the pool broke")

    async def _once(self, pool: ProcessPool, reader: str, args: Any, words: Any) -> object:
        future = pool.schedule(
            run, args=(reader, self._seconds, args, words), timeout=self._seconds
        )
        self._waiting.add(future)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._closed and not _cancelling():
                raise ExtractError("the reading pool is closed") from None
            raise
        finally:
            self._waiting.discard(future)

    async def _renew(self, broken: ProcessPool) -> None:
        """Put a fresh pool in place of a broken one, once for all that wait."""
        if self._pool is broken and not self._closed:
            self._pool = self._start()
            await asyncio.to_thread(_end, broken)

    def _explain(self, status: int) -> str:
        """Say in plain words how a worker ended."""
        if status == OUT_OF_MEMORY:
            return f"used more than {self._memory_mb:,} MB"
        if status == -signal.SIGALRM:
            return f"took longer than {self._seconds:g} s"
        if status < 0:
            return f"the reader crashed: {signal.Signals(-status).name}"
        return f"the reader crashed: exit status {status}"


def _cancelling() -> bool:
    """Say whether the task that runs now was itself asked to stop."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
