"""A test bed: the served world, both sinks, a written configuration and a real daemon.

The demo, the kill loop and the benchmarks all watch the world in the same way: the world
and the sinks live in this process, the daemon is a child that shares the world's clock
through its environment and can be killed.

    async with bed(world, folder, speed=600) as laid:
        daemon = await laid.start()
        ...
        laid.score()
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from archive.browse import Browse, Query
from archive.database import Database
from news.fact import Notify
from news.listing import FeedState, Listed, Totals
from wirewatch.newsworld.clock import VARIABLE, WorldClock
from wirewatch.newsworld.heard import Heard, heard, located
from wirewatch.newsworld.judge import Judge
from wirewatch.newsworld.known import due, grouped, known, says
from wirewatch.newsworld.outcome import Outcome
from wirewatch.newsworld.score import (
    GRACE,
    Received,
    Score,
    Terms,
    from_mail,
    from_post,
    score,
    unmatched,
)
from wirewatch.newsworld.server import WINDOW, Certificates, Served, serve
from wirewatch.newsworld.settings import ALERTS, Value, write_config
from wirewatch.newsworld.sinks import Mail, MailSink, Post, SlackSink
from wirewatch.newsworld.watch import HOOK, ROOM
from wirewatch.newsworld.world import World

_STOP_SECONDS = 30.0
_GREATEST = 3  # stories of a summary


@dataclass
class Daemon:
    """A running `wirewatch run`."""

    process: asyncio.subprocess.Process

    @property
    def running(self) -> bool:
        """Whether it still runs."""
        return self.process.returncode is None

    async def stop(self) -> int:
        """Ask it to end, and return its status."""
        if self.running:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), _STOP_SECONDS)

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self.running:
            self.process.kill()
        await self.process.wait()


@dataclass
class Bed:
    """Everything a daemon needs to be watched while it watches."""

    served: Served
    clock: WorldClock
    mail: MailSink
    slack: SlackSink
    folder: Path
    web_port: int
    database: str = ""  # a PostgreSQL URL; without one the archive is a file
    notify: Notify = Notify.EVERY
    authority: Certificates | None = None  # whom the daemon trusts, where outlets speak TLS
    daemons: list[Daemon] = field(default_factory=list)

    @property
    def config(self) -> Path:
        """The configuration's folder."""
        return self.folder / "watch"

    @property
    def data(self) -> Path:
        """The archive's folder."""
        return self.config / "data"

    @property
    def log(self) -> Path:
        """What the daemons say."""
        return self.folder / "daemon.log"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which a process shares the world's clock, and its trust."""
        trust = {"SSL_CERT_FILE": str(self.authority.root)} if self.authority else {}
        return {**os.environ, **trust, VARIABLE: self.clock.to_text()}

    async def command(
        self, *words: str, environ: Mapping[str, str] | None = None
    ) -> asyncio.subprocess.Process:
        """Start a `wirewatch` command on this configuration, with its output in the log."""
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "wirewatch", *words, "--config", str(self.config),
                env={**self.environment, **(environ or {})},
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def start(self, environ: Mapping[str, str] | None = None) -> Daemon:
        """Start a daemon."""
        daemon = Daemon(await self.command("run", environ=environ))
        self.daemons.append(daemon)
        return daemon

    def received(self) -> list[Received]:
        """Return every message that arrived, in order of arrival."""
        told = [from_mail(mail) for mail in self.mail.arrived]
        told += [from_post(post) for post in self.slack.arrived]
        return sorted(told, key=lambda message: message.world)

    def heard(self) -> Heard:
        """Return what the archive says was told, and how it holds the world's articles."""
        with closing(Database(self.database or self.data / "archive.db")) as archive:
            return heard(archive, located(self.served.world, self.addresses))

    @property
    def addresses(self) -> dict[str, str]:
        """The outlets' addresses, by slug."""
        return {slug: outlet.url for slug, outlet in self.served.outlets.items()}

    def tagged(self) -> dict[str, frozenset[str]]:
        """Return what each archived article matches, by address."""
        return {item.url: frozenset(tag.name for tag in item.tags) for item in self._items()}

    def archived(self) -> dict[str, int]:
        """Return the archived articles by address, with how many texts each has."""
        return {item.url: item.edits + 1 for item in self._items()}

    def _items(self) -> Iterator[Listed]:
        """Yield the archived articles."""
        query = Query(limit=500)
        with _looking(self.database or self.data / "archive.db") as browse:
            while browse is not None:
                listing = browse.listing(query)
                yield from listing.items
                if not listing.older:
                    return
                query = Query(limit=500, before=listing.older)

    @property
    def alert_from(self) -> datetime:
        """When the daemon began to follow its sources; what was printed before is backlog."""
        with _looking(self.database or self.data / "archive.db") as browse:
            return (browse and browse.followed_since()) or self.clock.now()

    def totals(self) -> Totals:
        """Count what the archive holds now; zeros before it exists."""
        with _looking(self.database or self.data / "archive.db") as browse:
            return browse.totals() if browse else Totals()

    def followed(self) -> bool:
        """Say whether every feed has answered once: what comes from then on must be told."""
        feeds = self.feeds()
        return bool(feeds) and all(feed.polls for feed in feeds)

    def feeds(self) -> list[FeedState]:
        """Return how each feed is doing; none before the archive exists."""
        with _looking(self.database or self.data / "archive.db") as browse:
            return browse.feeds() if browse else []

    def score(
        self,
        until: datetime | None = None,
        *,
        grace: timedelta = GRACE,
        expect_from: datetime | None = None,
    ) -> Score:
        """Judge the run up to `until` (default: now); see `Terms`."""
        terms = self._terms(until, grace, expect_from)
        truth = self.served.world.truth()
        return score(truth, self.addresses, self.archived(), self.received(), terms)

    def _terms(
        self,
        until: datetime | None,
        grace: timedelta = GRACE,
        expect_from: datetime | None = None,
    ) -> Terms:
        return Terms(
            until=until or self.clock.now(),
            alert_from=self.alert_from,
            grace=grace,
            speed=self.clock.speed,
            expect_from=expect_from,
        )

    def outcome(
        self, until: datetime | None = None, expect_from: datetime | None = None
    ) -> Outcome:
        """Judge what a run up to `until` (default: now) came to, stories and facts included."""
        world, terms = self.served.world, self._terms(until, expect_from=expect_from)
        truth, told = world.truth(), self.heard()
        counted = score(
            truth, self.addresses, self.archived(),
            self.received() if self.notify is Notify.EVERY else self._told(told), terms,
        )  # fmt: skip
        begin = terms.expect_from or terms.alert_from
        texts = due(world, begin, terms.until - terms.grace)
        judged = Judge(known(world), says).judge(told.messages, texts, told.read)
        return Outcome(
            score=counted,
            totals=self.totals(),
            stories=len({*told.filed.stories.values()}),
            grouped=grouped(world, told.filed),
            unmatched=unmatched(truth, self.addresses, self.tagged(), terms),
            messages=len(told.messages),
            astray=self._astray(told),
            told=None if self.notify is Notify.EVERY else judged,
            greatest=tuple(sorted(told.stories, key=lambda one: -one.articles)[:_GREATEST]),
        )

    def _told(self, told: Heard) -> list[Received]:
        """Return of which articles messages tell: of its story each links to others, too."""
        return [Received(one.recipient, one.links, one.at) for one in told.messages]

    def _astray(self, told: Heard) -> tuple[str, ...]:
        """Name the messages that the archive calls sent and that did not arrive once."""
        arrived = Counter(mail.message_id for mail in self.mail.arrived)
        arrived.update(ROOM for _ in self.slack.arrived)
        sent = Counter(ROOM if one.recipient == ROOM else one.identity for one in told.messages)
        return tuple(sorted(name for name, count in sent.items() if arrived[name] != count))


@asynccontextmanager
async def bed(
    world: World,
    folder: Path,
    *,
    begin: timedelta = timedelta(0),
    speed: float = 600.0,
    poll_seconds: int = 300,
    database: str = "",
    on_mail: Callable[[Mail], None] | None = None,
    on_post: Callable[[Post], None] | None = None,
    alerts: Mapping[str, Value] = ALERTS,
    window: int = WINDOW,
    crawl: Mapping[str, Value] = MappingProxyType({}),
    authority: Certificates | None = None,
    secure: Collection[str] = (),
    notify: Notify = Notify.EVERY,
) -> AsyncIterator[Bed]:
    """Lay a bed whose clock starts `begin` into the world; its daemons end with it.

    `window` is how many reports an outlet's list shows, `crawl` what the configuration says
    otherwise in that section; the outlets in `secure` speak TLS (see `serve`).  With `notify` as
    it stands each article is told by itself, so that a score can count what was lost.
    """
    clock = WorldClock.starting(world.start + begin, speed)
    mail, slack = MailSink(clock, on_arrival=on_mail), SlackSink(clock, on_arrival=on_post)
    async with (
        serve(world, clock, window=window, authority=authority, secure=secure) as served,
        mail.running(),
        slack.running(),
    ):
        port = free_port()
        hook = slack.url + HOOK
        laid = Bed(served, clock, mail, slack, folder, port, database, notify, authority)
        write_config(
            laid.config, served, mail.port, hook,
            poll_seconds=poll_seconds, web_port=port, database=database, alerts=alerts,
            crawl=crawl, notify=notify,
        )  # fmt: skip
        try:
            yield laid
        finally:
            for daemon in laid.daemons:
                await daemon.kill()


def free_port() -> int:
    """Return a port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _looking(where: Path | str) -> Iterator[Browse | None]:
    """Look into an archive that another process writes; None before it is made."""
    if isinstance(where, Path) and not where.exists():
        yield None
        return
    database = Database(where)
    try:
        yield Browse(database) if database.made() else None
    finally:
        database.close()
