"""Serve the pages, and to nobody but this machine while nothing guards them.

    host = "0.0.0.0", no password   127.0.0.1 only, and the log has a link that sets one
    a password is set, or a proxy   0.0.0.0, without a restart
    header is configured

Whoever opens an archive to a network by one line of configuration must not show it to that
network by the same line.  Discarded: a password in the configuration (it would stand in a file
that is copied about), and refusing to start (a container could not be set up at all).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog

from archive.database import ArchiveError
from archive.figures import count
from archive.mutes import Mutes
from archive.storied import Storied
from archive.story_watches import StoryWatches
from config.settings import Config
from news.alias import Alias, Standing
from news.backtest import Backtest
from news.errors import WirewatchError
from news.firing import Firing
from news.preview import Preview
from news.watch import Watchlist
from web.address import is_this_machine
from web.app import create_app
from web.health import Health, Running
from web.ports import Ports
from web.serve import WebServer
from wirewatch.cached import places
from wirewatch.pacing import REMARKABLE
from wirewatch.refill import DAYS
from wirewatch.suggesting import of_tracked
from wirewatch.wiring import (
    Base,
    make_backtests,
    make_browse,
    make_correcting,
    make_signer,
)

log = structlog.get_logger("wirewatch")

HERE = "127.0.0.1"
_PAST = 20  # incidents that are over, on the page of sources
_LOOK = 1.0  # real seconds between two looks for a password
# The page that thanks for the password loads its style sheet before we move.
_BREATH = 1.0
_AGAIN = 60.0  # where the configured address could not be had


class Front:
    """The web server of one process; `start` and `stop` belong to the running loop."""

    def __init__(
        self,
        base: Base,
        health: Callable[[], Health],
        running: Callable[[], Running],
        config: Callable[[], Config],
    ) -> None:
        self._base, self._config = base, config
        self._access = base.archive.access
        self._settings = base.config.settings.web
        self._server = WebServer(
            create_app(self._ports(health, running)), HERE, self._settings.port
        )
        self._opening: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address to open."""
        return self._server.url

    async def start(self) -> None:
        """Serve, as widely as what guards the pages allows."""
        if is_this_machine(self._settings.host) or await self._guarded():
            await self._server.start(self._settings.host)
        else:
            await self._server.start(HERE)
            await self._offer_link()
            self._opening = asyncio.create_task(self._open_when_guarded(), name="opening")
        log.info("archive served", url=self.url)

    async def stop(self) -> None:
        """Finish what is being answered, and close."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        await self._server.stop()

    def _ports(self, health: Callable[[], Health], running: Callable[[], Running]) -> Ports:
        base = self._base
        return Ports(
            make_browse(base.archive, self._watchlist),
            health,
            self._settings,
            self._access,
            base.writer.do,
            self._access.forms_key(),
            Mutes(base.archive.database),
            make_signer(base.archive),
            base.clock.now,
            lambda: count(base.archive.database, base.clock.now()),
            self._preview,
            self._backtest,
            self._firing,
            self._spellings,
            base.archive.aliases.decide,
            Storied(base.archive.database),
            make_correcting(base.config, base.archive).correct,
            _place,
            StoryWatches(base.archive.database),
            running,
            incidents=base.archive.health.current,
            past=lambda: base.archive.health.past(_PAST),
            remarkable=lambda: base.archive.health.current(REMARKABLE),
            recipients=lambda: [one.name for one in self._config().recipients],
        )

    def _watchlist(self) -> Watchlist:
        """Return the watchlist in force."""
        return self._config().watchlist

    def _backtest(self, written: str, since: datetime) -> Backtest:
        """Try a rule that may name what is tracked now."""
        rule = self._watchlist().meaning(written)
        return make_backtests(self._base.archive).test(rule, since, written)

    def _preview(self) -> Preview:
        """Look what the watchlist in force finds."""
        since = self._base.clock.now() - DAYS
        return self._base.archive.previews.preview(self._watchlist(), since)

    def _firing(self) -> Firing:
        """Count how often the watchlist in force is found."""
        return self._base.archive.firings.firing(self._watchlist(), self._base.clock.now())

    def _spellings(self) -> list[Alias]:
        """List the other spellings of those who are tracked now."""
        return of_tracked(self._base.archive.aliases, self._watchlist().people, tuple(Standing))

    async def _guarded(self) -> bool:
        """Say whether strangers are kept out."""
        if self._settings.proxy_header:
            return True
        return bool(await asyncio.to_thread(self._access.password))

    async def _offer_link(self) -> None:
        key = await self._base.writer.do(self._access.offer, self._base.clock.now())
        log.warning(
            "no password is set, so the archive is served to this machine only",
            configured=self._settings.host,
            set_one_at=f"{self.url}setup/{key}",
            or_by="wirewatch access password",
        )

    async def _open_when_guarded(self) -> None:
        """Move to the configured address as soon as there is a password."""
        while True:
            await asyncio.sleep(_LOOK)
            with suppress(ArchiveError):  # the loops say so
                if not await self._guarded():
                    continue
                await asyncio.sleep(_BREATH)
                await self._server.stop()
                if await self._serves_at(self._settings.host):
                    return
                await self._serves_at(HERE)
                await asyncio.sleep(_AGAIN)

    async def _serves_at(self, host: str) -> bool:
        try:
            await self._server.start(host)
        except WirewatchError as error:
            log.error("archive not served", error=str(error))  # noqa: TRY400  it says enough
            return False
        log.info("archive served", url=self.url)
        return True


def _place(key: str) -> str:
    """Name a place by its key."""
    place = places().place(key)
    return place.name if place else ""
