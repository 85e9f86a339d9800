"""What `wirewatch backfill` does: ask for older reports of a source, and see them come.

The wish is a row in the archive from its first moment (`archive.backfills`), so the command
may be ended at any time: a running daemon goes on with the work, and without one whoever
collects next does.  Without a daemon the command does the work itself, as `crawl` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rich.console import Console

from archive.backfills import Backfill
from config.settings import Config
from news.errors import WirewatchError
from news.moment import Clock
from news.source import Source
from wirewatch.locks import hold, holder
from wirewatch.lookback import first_lists
from wirewatch.once import (
    LOOK,
    PASS,
    PATIENCE,
    begin_pass,
    make_progress,
    opened,
    refuse_paused,
    work_through,
)
from wirewatch.wiring import Base

_Show = Callable[[str], None]


@dataclass(frozen=True)
class Looked:
    """How far a backfill is, and which daemon works on it, if one does."""

    backfill: Backfill
    followed: int | None = None

    def sentence(self) -> str:
        """Say it."""
        return f"{told(self.backfill)} {self._rest()}"

    def _rest(self) -> str:
        if self.backfill.done:
            return "Nobody is told of them: they are backlog."
        if self.followed:
            return f"The running daemon, process {self.followed}, goes on with it."
        return "`wirewatch run` goes on with it, and so does this command."


def told(backfill: Backfill) -> str:
    """Say how far a backfill is."""
    found = "article" if backfill.found == 1 else "articles"
    text = f"{backfill.source} since {backfill.since:%Y-%m-%d %H:%M} UTC: "
    text += f"{_lists(backfill.lists)} read, {backfill.found:,} {found} found that we had not"
    if backfill.lists_due or backfill.pages_due:
        text += f"; {_lists(backfill.lists_due)} and {backfill.pages_due:,} pages are to come"
    return f"{text} ({backfill.error})." if backfill.error else f"{text}."


def _lists(number: int) -> str:
    return f"{number:,} {'list' if number == 1 else 'lists'}"


async def backfill_once(
    config: Config, source: Source, since: datetime, clock: Clock, screen: Console
) -> Looked:
    """Ask for what a source published since a time, and see it come, here or by the daemon."""
    data = config.settings.archive.data
    async with opened(config, clock) as base:
        refuse_paused(base.archive.frontier.paused(), [source.name])
        daemon = holder(data, "collect", base.archive.database)
        with make_progress(screen) as progress:
            task = progress.add_task("asking", total=None, note="")

            def show(backfill_id: int, doing: str) -> None:
                now = base.archive.backfills.get(backfill_id)
                progress.update(task, description=doing, note=told(now))

            if daemon is not None:
                asked = await _ask(base, source, since)
                await _follow(base, asked, partial(show, asked.id))
            else:
                with hold(data, PASS), base.archive.database.hold(PASS):
                    await begin_pass(base)
                    asked = await _ask(base, source, since)
                    await work_through(base, [source.name], partial(show, asked.id))
        return Looked(base.archive.backfills.get(asked.id), daemon)


async def _ask(base: Base, source: Source, since: datetime) -> Backfill:
    """Put the wish into the archive."""
    archive = base.archive
    hosts = {row.host: row for row in await base.writer.do(archive.frontier.hosts)}
    lists = first_lists(source, hosts)
    asked = await base.writer.do(archive.backfills.ask, source.name, since, lists, base.clock.now())
    if asked is None:
        raise WirewatchError(
            f"the running daemon does not follow '{source.name}' yet; ask again in a minute"
        )
    return asked


async def _follow(base: Base, asked: Backfill, show: _Show) -> None:
    """Watch the daemon work, until all has come or nothing more happens for a while."""
    loop = asyncio.get_running_loop()
    last, quiet_since = asked, loop.time()
    while not last.done and loop.time() - quiet_since < PATIENCE:
        await asyncio.sleep(LOOK)
        show("the running daemon looks back")
        now = base.archive.backfills.get(asked.id)
        if now != last:
            last, quiet_since = now, loop.time()
