"""Upkeep: once an hour the daemon seals, lets go of what is old, and sweeps.

Each step is one short transaction in the writer's queue, so that what has just come is
written in between.  One at a time on an archive: while a backup is made nothing is let go,
else it could name bytes that it does not hold; `wirewatch clean` and a second daemon wait
as well.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import structlog

from archive.keep import Terms
from config.settings import Archive
from news.errors import LockedError
from wirewatch.locks import UPKEEP, hold
from wirewatch.wiring import Base

log = structlog.get_logger("upkeep")

EVERY = 3600.0  # real seconds
FIRST = 300.0  # after the start, when its rush is over


async def keep_up(base: Base, stopping: asyncio.Event) -> Counter[str]:
    """Do all that is due; nothing while somebody else is at it."""
    done = Counter[str]()
    settings = base.config.settings.archive
    try:
        with hold(settings.data, [UPKEEP]):
            steps = base.archive.keep.steps(base.clock.now(), terms(settings))
            while not stopping.is_set():
                step = await base.writer.do(next, steps, None)
                if step is None:
                    break
                done[step.what] += step.count
    except LockedError as error:
        log.info("upkeep put off", reason=str(error))
    if any(done.values()):
        log.info("upkeep", **done)
    return done


def terms(settings: Archive) -> Terms:
    """Return how long things are kept; the configuration writes "forever" as 0."""
    pages, articles = (
        timedelta(seconds=seconds) if seconds else None
        for seconds in (settings.keep_pages, settings.keep_articles)
    )
    return Terms(pages, articles)
