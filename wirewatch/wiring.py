"""The one place where the parts are joined.

Everything that decides by time gets the one clock, everything that remembers the one
archive; mypy proves here that each part fits the port of the one that needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from alerts.channels.console import ConsoleChannel
from alerts.channels.email import EmailChannel
from alerts.channels.slack import SlackChannel
from alerts.deliver import Channel
from alerts.signed import KEY_NOTE, Signer, new_key
from archive import backup
from archive.access import Access
from archive.aliases import Aliases
from archive.backfills import Backfills
from archive.backtest import Backtests
from archive.bodies import Bodies
from archive.boilerplate import Boilerplates
from archive.browse import Browse
from archive.correcting import Correcting
from archive.database import Database, FullError, make_folder
from archive.firing import Firings
from archive.frontier import Frontier, HostRow
from archive.health import Health
from archive.keep import Keep
from archive.memory import Box
from archive.mutes import Mutes
from archive.notes import Notes
from archive.outbox import Outbox
from archive.presence import Presence
from archive.preview import Previews
from archive.refill import Outdated
from archive.reserve import Reserve
from archive.shapes import Shapes
from config.settings import Archive as ArchiveSettings
from config.settings import Config, Crawl, Settings
from crawler.gate import Gate
from crawler.guard import Guard
from crawler.pool import ReadingPool
from crawler.robots import Robots, RobotsFile
from crawler.spider import Outfit
from crawler.urls import host_of
from crawler.waves import Limits, Waves
from monitor.engine import Engine
from monitor.independent import independent
from monitor.match import Matcher
from monitor.threads import Threads
from news.finding import Subject
from news.health import Incident, Trouble
from news.judge import Judged, Reasons
from news.moment import Clock
from news.pace import Burst, PlaceWishes
from news.places import atlas
from news.rules import Rule, name_of
from news.story import Correction
from news.watch import Watchlist
from web.address import address_of
from wirewatch.braking import Brakes
from wirewatch.cached import places
from wirewatch.desk import CollectDesk, Store
from wirewatch.learning import Learning
from wirewatch.live import Live, with_aliases
from wirewatch.locks import ROLES, UPKEEP, hold
from wirewatch.loops import Collect, Read, Send
from wirewatch.pacing import Pacing
from wirewatch.refill import Refill
from wirewatch.room import Room
from wirewatch.vigil import Files, Vigil
from wirewatch.writer import Writer


@dataclass(frozen=True)
class Opened:
    """An open archive: what every command needs."""

    database: Database
    bodies: Bodies
    frontier: Frontier
    backfills: Backfills
    shapes: Shapes
    boilerplates: Boilerplates
    aliases: Aliases
    box: Box
    outbox: Outbox
    browse: Browse
    access: Access
    mutes: Mutes
    health: Health
    notes: Notes
    outdated: Outdated
    previews: Previews
    firings: Firings
    keep: Keep

    def close(self) -> None:
        """Close its files."""
        self.bodies.close()
        self.database.close()


def open_archive(data: Path, url: str = "", *, backups: int = 3) -> Opened:
    """Open the archive in a folder, or in the database at `url`, making what is not there.

    A restore that was cut off is completed first.  `backups` of those are kept that are made
    before a new version changes the tables.
    """
    make_folder(data)
    if backup.restoring(data):
        with hold(data, [*ROLES, UPKEEP]):
            backup.complete_restore(data)
    database = Database.open(url or data / "archive.db", backups=backups)
    bodies = Bodies(data / "pages.db")
    browse = Browse(database)
    return Opened(
        database,
        bodies,
        Frontier(database),
        Backfills(database),
        Shapes(database),
        Boilerplates(database),
        Aliases(database),
        Box(database),
        Outbox(database),
        browse,
        Access(database),
        Mutes(database),
        Health(database),
        Notes(database),
        Outdated(database),
        Previews(database, browse),
        Firings(database),
        Keep(database, bodies),
    )


def open_configured(settings: ArchiveSettings) -> Opened:
    """Open the archive that the configuration names, also on a disk that is full."""
    try:
        return open_archive(settings.data, settings.database, backups=settings.backups)
    except FullError:
        # Even to read it takes some room beside it.
        if not Reserve(settings.data, settings.reserve).give_up():
            raise
        return open_archive(settings.data, settings.database, backups=settings.backups)


def decide(rule: Rule) -> Callable[[Judged], Reasons | None]:
    """Decide on archived texts with the engine that decides on new ones."""
    engine = Engine([rule])
    return lambda text: next((why for _, why in engine.fired(text)), None)


def make_browse(opened: Opened, watchlist: Callable[[], Watchlist]) -> Browse:
    """Return the archive's lists, whose searches may name what is tracked."""
    return Browse(opened.database, watchlist, decide)


def make_backtests(opened: Opened) -> Backtests:
    """Return what tests rules on the archive."""
    return Backtests(opened.database, decide)


def make_correcting(config: Config, opened: Opened) -> Correcting:
    """Return what takes corrections of stories; outlets of one owner count as one source."""
    owners = {one.name: one.owner for one in config.sources if one.owner}
    return Correcting(opened.database, lambda told: independent(told, owners))


@dataclass(frozen=True)
class Base:
    """What the loops of one process share."""

    config: Config
    archive: Opened
    clock: Clock
    writer: Writer
    pool: ReadingPool
    room: Room


def make_base(config: Config, archive: Opened, clock: Clock) -> Base:
    """Make it; call it on the running event loop."""
    writer, settings = Writer(), config.settings.archive
    room = Room(
        Reserve(settings.data, settings.reserve),
        lambda full: tell_full(archive.health, settings.data, clock, full=full),
    )
    writer.on_full = room.refused
    # From the first article on: what is matched under a list without them is told to nobody.
    config = with_aliases(config, archive.aliases.approved())
    return Base(config, archive, clock, writer, make_pool(config.settings), room)


def tell_full(health: Health, data: Path, clock: Clock, *, full: bool) -> None:
    """Begin or end the incident of a full disk."""
    now = clock.now()
    if not full:
        health.end(Subject.MONITOR, "disk", Trouble.FULL, now)
        return
    incident = Incident(
        Subject.MONITOR,
        "disk",
        Trouble.FULL,
        says="the disk is full: nothing new is collected; reading, search and alerts go on",
        advice=f"Make room on the disk of {data}; collecting goes on by itself.",
        since=now,
    )
    health.open(incident, now)


def make_pool(settings: Settings) -> ReadingPool:
    """Return the killable workers."""
    read = settings.read
    return ReadingPool(read.workers, read.page_seconds, read.page_memory // 1_000_000)


class Collecting(NamedTuple):
    """The collecting loop, and what of it follows the configuration while it runs."""

    collect: Collect
    gate: Gate
    desk: CollectDesk


def make_collect(base: Base, page_came: Callable[[], None]) -> Collecting:
    """Join what collecting needs; `page_came` is called whenever there is something to read."""
    config, opened, clock = base.config, base.archive, base.clock
    crawl = config.settings.crawl
    gate = Gate(clock, crawl.min_gap, crawl.connections)
    desk = CollectDesk(
        Store(opened.frontier, opened.backfills, opened.shapes, opened.bodies, base.writer),
        base.pool,
        gate,
        clock,
        config.sources,
        page_came=page_came,
    )
    rows = opened.frontier.hosts()
    desk.remember_hosts(rows)
    outfit = Outfit(clock, gate, make_guard(crawl), make_robots(crawl, rows), desk)
    waves = Waves(limits(crawl), outfit, unverified(config))
    return Collecting(Collect(opened.frontier, waves, base.writer, clock), gate, desk)


async def refit_collect(collecting: Collecting, old: Config, base: Base) -> None:
    """Let collecting follow a new configuration: what is under way goes on as it began.

    The desk knows the new sources before the archive follows them, so that none of their
    fetches comes to a desk that does not know it.
    """
    collect, gate, desk = collecting
    outfit, crawl = collect.waves.outfit, base.config.settings.crawl
    desk.follow(base.config.sources)
    gate.adopt(crawl.min_gap, crawl.connections)
    outfit.guard = make_guard(crawl)
    if (crawl.robots, crawl.user_agent) != (
        old.settings.crawl.robots,
        old.settings.crawl.user_agent,
    ):
        outfit.robots = make_robots(crawl, await base.writer.do(base.archive.frontier.hosts))
    collect.waves.adopt(limits(crawl), unverified(base.config))
    await base.writer.do(follow_sources, base.config, base.archive, base.clock)


def make_guard(crawl: Crawl) -> Guard:
    """Return what refuses addresses of our own network."""
    return Guard([str(network) for network in crawl.allow_addresses])


def make_robots(crawl: Crawl, rows: Sequence[HostRow]) -> Robots | None:
    """Return what obeys robots.txt, with what hosts have answered; None if nothing shall."""
    known = {
        row.host: RobotsFile(row.robots_status, row.robots or "", row.robots_at)
        for row in rows
        if row.robots_at is not None and row.robots_status is not None
    }
    return Robots(crawl.user_agent, known) if crawl.robots else None


def limits(crawl: Crawl) -> Limits:
    """Return how much a wave may take."""
    return Limits(
        user_agent=crawl.user_agent,
        timeout=crawl.timeout,
        max_bytes=crawl.max_bytes,
        connections=crawl.connections,
        twisted=crawl.twisted,
    )


def unverified(config: Config) -> list[str]:
    """Return the sources whose certificates need not be valid."""
    return [source.name for source in config.sources if not source.verify_tls]


def make_read(base: Base) -> Read:
    """Join what reading needs."""
    settings, opened = base.config.settings, base.archive
    return Read(
        opened.database,
        opened.box,
        opened.bodies,
        base.pool,
        Matcher(base.config.watchlist),
        base.writer,
        base.clock,
        max_age=timedelta(seconds=settings.alerts.max_age),
        selectors={source.name: source.selectors for source in base.config.sources},
        # One more than there are workers, so that none waits for its next page.
        parallel=settings.read.workers + 1,
        threads=make_threads(base.config),
    )


def make_threads(config: Config, corrections: Iterable[Correction] = ()) -> Threads:
    """Join what follows stories; the reading loop takes up what the archive has of them."""
    return Threads(places, owners(config), corrections)


def place_wishes(config: Config) -> PlaceWishes:
    """Return for which places somebody wants to hear of bursts."""
    wanted = config.settings.places
    names = [atlas().meant(name_of(name)) for name in wanted.watched]
    return PlaceWishes(
        Burst(wanted.burst),
        frozenset(place.key for meant in names for place in meant),
        frozenset(source.country for source in config.sources if source.country),
        wanted.most,
        owners(config),
    )


def owners(config: Config) -> dict[str, str]:
    """Return the family of each source, itself where it has none."""
    return {source.name: source.owner or source.name for source in config.sources}


def make_refill(base: Base, read: Read) -> Refill:
    """Join what matches the last days again when what is tracked has changed."""
    opened = base.archive
    return Refill(read, opened.outdated, opened.notes, base.writer, base.clock)


def make_learning(base: Base, read: Read) -> Learning:
    """Join what learns which lines recur over a source's articles."""
    return Learning(read, base.archive.boilerplates, base.writer)


def make_live(base: Base, adopt: Callable[[Config, Config], Awaitable[None]]) -> Live:
    """Join what follows the configuration while the loops run."""
    opened = base.archive
    return Live(
        base.config,
        os.environ,
        adopt=adopt,
        approved=opened.aliases.approved,
        incidents=opened.health,
        notes=opened.notes,
        writer=base.writer,
        clock=base.clock,
    )


def make_send(base: Base) -> Send:
    """Join what sending needs."""
    config = base.config
    address = archive_url(config.settings)
    return Send(
        base.archive.outbox,
        make_brakes(base),
        config.routes,
        {recipient.name: recipient for recipient in config.recipients},
        make_channels(config.settings),
        base.writer,
        base.clock,
        archive_url=address,
        domain=urlsplit(address).hostname or "localhost",
        signer=make_signer(base.archive),
        notify=config.watchlist.notify,
        group_wait=timedelta(seconds=config.settings.alerts.group_wait),
        tracked=frozenset(config.watchlist.notify),
    )


def make_vigil(base: Base, roles: Sequence[str]) -> Vigil:
    """Join what looking after sources and ourselves needs: connections of its own."""
    data = base.config.settings.archive.data
    database = base.archive.database.another()
    health = Health(database)
    return Vigil(
        health,
        base.clock,
        base.config.settings.health,
        Files.at([data / "archive.db", data / "pages.db"]),
        sources="collect" in roles,
        pacing=Pacing(database, base.config.watchlist, place_wishes(base.config)),
    )


def make_brakes(base: Base) -> Brakes:
    """Join what holds messages back."""
    return Brakes(
        base.archive.outbox,
        Presence(base.archive.database),
        base.writer,
        base.clock,
        catch_up=timedelta(seconds=base.config.settings.alerts.catch_up),
    )


def make_signer(opened: Opened) -> Signer:
    """Return what signs links, with the key that this archive made once."""
    return Signer(opened.notes.once(KEY_NOTE, new_key))


def make_channels(settings: Settings) -> dict[str, Channel]:
    """Return the ways out, by name."""
    mail = settings.mail
    return {
        "email": EmailChannel(
            mail.host, mail.port, mail.security, mail.sender, mail.user, mail.password
        ),
        "slack": SlackChannel(),
        "console": ConsoleChannel(sys.stdout),
    }


def archive_url(settings: Settings) -> str:
    """Return the address at which people reach the web archive, "" if none is served."""
    web = settings.web
    if not web.enabled:
        return ""
    return web.base_url.rstrip("/") or address_of(web.host, web.port)


def follow_sources(config: Config, opened: Opened, clock: Clock) -> None:
    """Tell the archive which sources the configuration follows now."""
    hosts = {feed.url: host_of(feed.url) for source in config.sources for feed in source.feeds}
    opened.frontier.follow(config.sources, hosts, clock.now())


def forget_leases(opened: Opened, roles: Sequence[str]) -> None:
    """Take back the work that a process which died had claimed in these roles.

    Call it with the roles' locks held: then nobody else can be at that work.
    """
    if "collect" in roles:
        opened.frontier.forget_leases()
    if "read" in roles:
        opened.box.forget_leases()
    if "send" in roles:
        opened.outbox.forget_leases()


def unknown_sources(config: Config, names: Sequence[str]) -> list[str]:
    """Return the names that no source has."""
    known = {source.name for source in config.sources}
    return [name for name in names if name not in known]
