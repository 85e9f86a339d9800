"""Learn which lines recur over a source's articles, from what was read lately.

    five more articles of "Alder Bay Post" were read ──▶ its newest sixty, as they are stored
        ──monitor.recurring──▶ a promotion below fifty of them ──▶ dropped from what is read later

One source a round, whenever nothing waits to be read; texts are fetched and compared beside
the writer, and only what was learned is written.  What was read before stays as it is stored
until it is read again (`wirewatch replay`): nobody edited it.  After a start a source is
looked at with its next article, for nobody counted those that came before.

Discarded: counting each line of each page as it is placed (ten rows a page, to find one line
a source), and doing it in the hourly upkeep (the first hour of an outlet is its longest).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from archive.boilerplate import Boilerplates, Learned, Told
from monitor.recurring import LAST, Recurring, recurring
from news.boilerplate import Fate, line_print
from wirewatch.loops import Read
from wirewatch.writer import Writer

log = structlog.get_logger("read")

FRESH = 5  # articles of a source that are read between two looks at it


@dataclass
class Learning:
    """Does it, a source a round."""

    read: Read
    boilerplates: Boilerplates
    writer: Writer
    _looked_at: set[str] = field(default_factory=set)

    async def round(self) -> int:
        """Learn of one source of which enough is new; return 0 where there is none."""
        fresh = self.read.fresh
        name = next((name for name in fresh if self._is_due(name)), None)
        if name is None:
            return 0
        del fresh[name]
        self._looked_at.add(name)
        found, told = await asyncio.to_thread(self._look, name)
        # Only where the newest are all of ours that count can one of them be missing.
        oldest = min(one.first_seen for one in told) if len(told) == LAST else None
        lines = await self.writer.do(self.boilerplates.learn, name, found, oldest)
        if lines:
            log.info("learned", source=name, lines=lines)
        return 1

    def _is_due(self, name: str) -> bool:
        return self.read.fresh[name] >= (FRESH if name in self._looked_at else 1)

    def _look(self, name: str) -> tuple[list[Learned], list[Told]]:
        told = self.boilerplates.newest(name, LAST)
        # Those that stand in older texts still, or are left in.
        decided = {
            line_print(one.line)
            for one in self.boilerplates.known(name)
            if one.fate is not Fate.LEARNING
        }
        found = recurring([(one.title, one.text) for one in told], decided)
        return [_learned(one, told) for one in found], told


def _learned(one: Recurring, told: list[Told]) -> Learned:
    times = [told[at].first_seen for at in one.articles]
    return Learned(one.print, one.line, len(times), min(times), max(times))
