"""The one thread that writes, so that the event loop never waits for a disk.

Work is queued with a bound: when it is full, whoever asks waits, and so waves pause by
themselves.  Each piece of work is one short transaction of the archive.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from archive.database import FullError

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Runs functions one after the other in a thread of its own."""

    def __init__(self, bound: int = 64) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._room = asyncio.Semaphore(bound)
        # Called in the thread when a write fails because the disk is full.
        self.on_full: Callable[[], None] = lambda: None

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in the writer's thread and return what it returns."""
        async with self._room:
            loop = asyncio.get_running_loop()
            future = loop.run_in_executor(self._thread, self._run, lambda: work(*args, **kwargs))
            # What has begun is finished even if nobody waits for it any more.
            return await asyncio.shield(future)

    def _run(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except FullError:
            self.on_full()
            raise

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        self._thread.shutdown(wait=True)
