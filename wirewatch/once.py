"""What a command does once: one crawl, one replay, one sample alert; and running the daemon."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

from alerts.deliver import Dead, Retry, attempt, message_id
from alerts.render import render
from alerts.route import route
from alerts.sample import sample_alert, sample_digest, sample_story
from archive.bodies import Bodies
from archive.followed import must_know
from archive.jump import move_times, set_back_while_away
from archive.stories import said
from config.settings import Config
from crawler.worker import give_back
from news.alert import Digest, Telling, Why
from news.errors import WirewatchError
from news.finding import Subject
from news.listing import Totals
from news.moment import Clock
from news.watch import Recipient
from wirewatch.daemon import Daemon
from wirewatch.locks import hold, holder
from wirewatch.loops import Collect, Read
from wirewatch.refill import DAYS
from wirewatch.regrouping import Regrouped, regroup
from wirewatch.replaying import Replay, Replayed
from wirewatch.wiring import (
    Base,
    Opened,
    archive_url,
    follow_sources,
    forget_leases,
    make_base,
    make_channels,
    make_collect,
    make_learning,
    make_read,
    make_refill,
    make_threads,
    open_configured,
)

Told = Callable[[str, int, int], None]  # what is done, how much of it, of how much
PASS = ("collect", "read")  # the roles of one pass
LOOK = 0.2  # real seconds between two looks at the archive
_NOTHING = "nothing to send: no report would have been told; `wirewatch topics preview` says why"
PATIENCE = 300.0  # for a daemon to do what was asked of it


@dataclass(frozen=True)
class Pass:
    """What one pass brought."""

    articles: int
    edits: int
    matched: int
    unreadable: int
    failed_feeds: int
    followed: int | None = None

    def sentence(self) -> str:
        """Say it."""
        new = f"{self.articles} new articles, {self.edits} edited"
        parts = [f"{new}, {self.matched} more match what you track."]
        if self.failed_feeds:
            parts.append(f"{self.failed_feeds} feeds failed: `wirewatch status` says why.")
        if self.unreadable:
            parts.append(f"{self.unreadable} pages could not be read.")
        if self.followed:
            parts.append(f"(collected by the running daemon, process {self.followed})")
        return " ".join(parts)


@asynccontextmanager
async def opened(config: Config, clock: Clock, roles: Sequence[str] = ()) -> AsyncIterator[Base]:
    """Open everything for as long as something runs in these roles, and close it in order."""
    archive = open_configured(config.settings.archive)
    base = make_base(config, archive, clock)
    try:
        with archive.database.hold(roles):
            yield base
    finally:
        await base.pool.close()
        base.writer.close()
        archive.close()


async def run_daemon(config: Config, roles: Sequence[str], clock: Clock, *, web: bool) -> None:
    """Run the loops until stopped; a signal that comes while they start stops them too.

    SIGHUP loads the configuration at once.
    """
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    reload = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload.set)
    async with opened(config, clock, roles) as base:
        await base.writer.do(forget_leases, base.archive, roles)
        if back := await base.writer.do(set_back_while_away, base.archive.database, clock.now()):
            await base.writer.do(move_times, base.archive.database, -back, clock.now(), roles)
        if "collect" in roles:
            await base.writer.do(follow_sources, config, base.archive, clock)
        # What is loaded by now stays: the collector need not look at it again and again.
        gc.collect()
        give_back()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        await Daemon(base, roles, stopping, web=web, reload=reload).run()


async def crawl_once(config: Config, names: Sequence[str], clock: Clock, screen: Console) -> Pass:
    """Collect and read one pass, here or by the daemon that runs already."""
    data = config.settings.archive.data
    async with opened(config, clock) as base:
        refuse_paused(base.archive.frontier.paused(), names)
        daemon = holder(data, "collect", base.archive.database)
        before = base.archive.browse.totals()
        with make_progress(screen) as progress:
            if daemon is not None:
                await _follow(base, names, progress)
            else:
                with hold(data, PASS), base.archive.database.hold(PASS):
                    await _one_pass(base, names, progress)
        failed = [f for f in base.archive.browse.feeds() if f.error]
        return _difference(before, base.archive.browse.totals(), len(failed), daemon)


def refuse_paused(paused: Collection[str], names: Sequence[str]) -> None:
    """Say that a source rests which somebody asks for by name."""
    for name in names:
        if name in paused:
            raise WirewatchError(f"'{name}' is paused; `wirewatch sources resume` lets it go on")


async def _one_pass(base: Base, names: Sequence[str], progress: Progress) -> None:
    """Poll the sources now, and work until nothing is left."""
    await begin_pass(base)
    await base.writer.do(base.archive.frontier.make_due, names, base.clock.now())
    task = progress.add_task("collecting", total=None, note="")
    await work_through(base, names, partial(_show, base, progress, task))


async def begin_pass(base: Base) -> None:
    """Take over what a process that died left, and follow the configured sources."""
    await base.writer.do(forget_leases, base.archive, PASS)
    await base.writer.do(follow_sources, base.config, base.archive, base.clock)


async def work_through(base: Base, names: Sequence[str], show: Callable[[str], None]) -> None:
    """Fetch all that is due of these sources, read all that comes, until nothing is left."""
    read, came = make_read(base), asyncio.Event()
    collect = make_collect(base, came.set).collect
    collect.only = tuple(names)
    # What was read last may have named a further part of its article.
    while await _fetch_and_read(collect, read, came, show):
        pass
    learning = make_learning(base, read)
    while await learning.round():
        show("learning which lines recur")
    refill = make_refill(base, read)
    while await refill.round():
        show("matching the last 30 days again")
    show("done")


async def _fetch_and_read(
    collect: Collect, read: Read, came: asyncio.Event, show: Callable[[str], None]
) -> int:
    """Fetch what is due and read what comes; return how much of either there was."""
    all_came, waves, done = asyncio.Event(), set[asyncio.Task[None]](), 0
    reading = asyncio.create_task(_read_what_comes(read, came, all_came, show))
    try:
        while True:
            fetches = await collect.claim()
            if fetches:
                done += len(fetches)
                waves.add(asyncio.create_task(collect.crawl(fetches)))
                await asyncio.sleep(0)
            elif waves:
                # Pages that came make room for more of their host, before their wave ends.
                _, waves = await asyncio.wait(
                    waves, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED
                )
            else:
                break
    finally:
        # Not cancelled: a round under way has claimed its pages and must end before the next.
        all_came.set()
        came.set()
        done += await reading
    while count := await read.round():
        done += count
        show("reading")
    return done


async def _read_what_comes(
    read: Read, came: asyncio.Event, all_came: asyncio.Event, show: Callable[[str], None]
) -> int:
    """Read whenever something came, until all has come; return how much."""
    done = 0
    while not all_came.is_set():
        await came.wait()
        came.clear()
        done += await read.round()
        show("collecting")
    return done


async def _follow(base: Base, names: Sequence[str], progress: Progress) -> None:
    """Make the sources due and watch the daemon work, until it has polled and read all."""
    asked = base.clock.now()
    frontier, browse = base.archive.frontier, base.archive.browse
    await base.writer.do(frontier.make_due, names, asked)
    task = progress.add_task("the running daemon collects", total=None, note="")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while loop.time() < deadline:
        _show(base, progress, task, "the running daemon collects")
        feeds = [f for f in browse.feeds() if f.paused is None and (not names or f.source in names)]
        waiting = [f for f in feeds if f.next_due is not None and f.next_due <= asked]
        totals = browse.totals()
        if not waiting and not totals.unread:
            return
        await asyncio.sleep(LOOK)
    raise WirewatchError(
        f"the running daemon has not finished after {PATIENCE:.0f} s; it goes on by itself"
    )


async def replay_once(
    config: Config,
    source: str | None,
    since: datetime | None,
    clock: Clock,
    progress: Told,
    *,
    rehearse: bool,
    examples: int,
) -> Replayed:
    """Read stored pages again, silently; in a rehearsal beside whoever is at work."""
    roles = () if rehearse else ("read",)
    with hold(config.settings.archive.data, roles):
        async with opened(config, clock, roles) as base:
            if source is not None:
                await base.writer.do(must_know, base.archive.database, source)
            read = make_read(base)
            if not rehearse:
                return await Replay.of(read, examples).run(source, since, progress)
            with closing(Bodies(base.archive.bodies.path, read_only=True)) as bodies:
                return await Replay.rehearsal(read, bodies, examples).run(source, since, progress)


async def regroup_once(config: Config, clock: Clock, progress: Told) -> Regrouped:
    """Group the archive into stories anew, silently."""
    with hold(config.settings.archive.data, ("read",)):
        async with opened(config, clock, ("read",)) as base:
            with base.archive.database.read() as connection:
                corrections = said(connection)
            threads = make_threads(config, corrections)
            return await regroup(make_read(base), threads, clock, progress)


async def send_sample(
    config: Config, name: str, clock: Clock, *, digest: bool = False, story: bool = False
) -> list[str]:
    """Send a sample to a recipient, or to all of a channel; say what came of each."""
    sample = sample_digest if digest else sample_story if story else sample_alert
    return await _send_once(config, name, clock, sample)


async def send_preview(config: Config, name: str, clock: Clock) -> list[str]:
    """Send what would have been told of the last 30 days as one digest; nothing is noted."""
    archive = open_configured(config.settings.archive)
    try:
        return await _send_once(config, name, clock, partial(_first_digest, config, archive))
    finally:
        archive.close()


def _first_digest(
    config: Config, archive: Opened, recipient: Recipient, now: datetime
) -> Digest | None:
    """Gather what the routes would have carried to a recipient; None if that is nothing."""
    watchlist = config.watchlist
    tracked = {topic.name for topic in watchlist.topics} | {one.name for one in watchlist.people}
    tracked |= {gauge.name for gauge in watchlist.gauges}

    def carries(subject: Subject, name: str, source: str) -> bool:
        if name not in tracked:
            return False  # it was tracked, and its alert is on its way
        lines = route(subject, name, source, config.routes)
        return any(recipient.name in line.recipients for line in lines)

    address = archive_url(config.settings)
    alerts, left_out = archive.previews.alerts(recipient, carries, now - DAYS, address)
    if not alerts:
        return None
    link = f"{address}/tracked" if address else ""
    return Digest(recipient, Why.FIRST, alerts, now - DAYS, now, left_out, link)


async def _send_once(
    config: Config,
    name: str,
    clock: Clock,
    make: Callable[[Recipient, datetime], Telling | None],
) -> list[str]:
    """Send what is made for each recipient of this name or channel; say what came of it."""
    wanted = [r for r in config.recipients if name in {r.name, r.channel}]
    if not wanted:
        known = ", ".join(recipient.name for recipient in config.recipients) or "none"
        raise WirewatchError(f"no recipient and no channel is named '{name}'. There are: {known}")
    channels = make_channels(config.settings)
    lines, failed = [], 0
    for recipient in wanted:
        now = clock.now()
        telling = make(recipient, now)
        if telling is None:
            lines.append(f"{recipient.name}: {_NOTHING}")
            continue
        rendered = render(
            telling, message_id=message_id(recipient.name, [now.isoformat()], "localhost")
        )
        outcome = await attempt(channels[recipient.channel], rendered, recipient, now)
        lines.append(f"{recipient.name} ({recipient.channel}): {_say(outcome, recipient)}")
        failed += isinstance(outcome, Retry | Dead)
    if failed:
        raise WirewatchError("\n".join(lines))
    return lines


def _say(outcome: object, recipient: Recipient) -> str:
    match outcome:
        case Retry(_, error):
            return f"not sent now: {error} (a real alert would be tried again)"
        case Dead(error):
            return f"refused: {error} (a real alert would become a dead letter)"
    return "shown above" if recipient.channel == "console" else "sent"


def _difference(before: Totals, after: Totals, failed: int, daemon: int | None) -> Pass:
    return Pass(
        articles=after.articles - before.articles,
        edits=after.edits - before.edits,
        matched=after.matched - before.matched,
        unreadable=after.quarantined - before.quarantined,
        failed_feeds=failed,
        followed=daemon,
    )


def make_progress(screen: Console) -> Progress:
    """Return what shows how far a long piece of work is."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[note]}"),
        console=screen,
        transient=True,
    )


def _show(base: Base, progress: Progress, task: TaskID, doing: str) -> None:
    totals = base.archive.browse.totals()
    progress.update(
        task,
        description=doing,
        note=f"{totals.articles} articles, {totals.due} pages to come, {totals.unread} to read",
    )
