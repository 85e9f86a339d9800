"""Match the last 30 days again when what is tracked has changed; nobody is told of it.

A desk that adds "Reko Diq" on Tuesday wants to see Monday's reports under it, and no mail
about them.  So whenever nothing waits to be read, the current texts of the last 30 days
that were matched under another watchlist are matched again, newest first, a few at a time.
What they match now becomes a silent finding ("backfill"); matches that the new rules do not
give any more go.

An article that arrives meanwhile is read under the new watchlist and is none of these: it
alerts, once.  Each text carries its version, so a kill costs a few texts; the version that
is done is noted, so that a start without a change looks at nothing.

Discarded: a copy of the old rules to compare with, so that only changed names are matched.
One pass finds all names at once, and what takes the time is the text, not the names.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from archive.memory import Memory
from archive.notes import Notes
from archive.refill import Old, Outdated, Place
from monitor.match import Matcher
from monitor.place import place_again
from news.failpoint import failpoint
from news.moment import Clock
from news.reading import Reading
from wirewatch.loops import Read
from wirewatch.writer import Writer

log = structlog.get_logger("read")

DAYS = timedelta(days=30)
# Read and matched at a time; each is stored in a transaction of its own, so that a page that comes
# meanwhile waits for no more than one (five took up to 17 ms): `python3 dev.py bench refill`.
BATCH = 5
NOTE = "refilled"


@dataclass
class Refill:
    """Does it, a few texts a round."""

    read: Read
    outdated: Outdated
    notes: Notes
    writer: Writer
    clock: Clock

    version: str = ""
    matched: int = 0
    found: int = 0
    _done: bool = False
    _since: datetime | None = None
    _before: Place | None = field(default=None)

    async def round(self) -> int:
        """Match the next few texts again; return how many, 0 when all is done."""
        matcher = self.read.matcher
        if matcher.version != self.version:
            await self._begin(matcher.version)
        if self._done or self._since is None:
            return 0
        batch = await asyncio.to_thread(
            self.outdated.next,
            self.version,
            self._since,
            self._before,
            BATCH,
            with_figures=matcher.asks_figures,
        )
        if not batch:
            await self._finish()
            return 0
        readings = [(old, _match(old, matcher)) for old in batch]
        for old, reading in readings:
            self.found += await self.writer.do(self._place, old, reading)
        failpoint("refilled")
        self.matched += len(batch)
        self._before = batch[-1].place
        return len(batch)

    async def _begin(self, version: str) -> None:
        self.version, self.matched, self.found = version, 0, 0
        self._done = await asyncio.to_thread(self.notes.get, NOTE) == version
        self._since, self._before = self.clock.now() - DAYS, None

    async def _finish(self) -> None:
        self._done = True
        await self.writer.do(self.notes.put, NOTE, self.version)
        if self.matched:
            log.info("refilled", texts=self.matched, found=self.found, watchlist=self.version)

    def _place(self, old: Old, reading: Reading) -> int:
        current, now = self.read.current(reading), self.clock.now()
        with self.read.database.write() as connection:
            memory = Memory(connection)
            return place_again(current, old.article_id, old.revision_id, memory, now)


def _match(old: Old, matcher: Matcher) -> Reading:
    """Match a text that was read before: its figures are kept already."""
    kept = old.figures
    figures = None if kept is None else lambda: kept
    return Reading(old.article, matcher.match(old.article, figures), matcher.version)
