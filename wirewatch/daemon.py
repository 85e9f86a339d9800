"""Run the loops: a ticker that wakes them, a watchdog over the ticker, an orderly end.

APScheduler ticks and nothing more: a few coarse jobs in memory, each of which sets an
event.  Due times live in our tables, so a lost tick loses nothing and the next finds all.
Its next run is a time of the wall's clock, which may be set back by an hour; so a
watchdog compares wall and monotonic time every second, and after a jump, or when ticks
stay away, makes every job due at once.

Each loop runs in its own task.  A round that fails is logged and tried again at the next
tick: the other loops go on.  On SIGTERM or Ctrl-C nothing new begins and what has begun
is finished, in the order in which the work flows.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from archive.jump import move_times
from config.settings import Config
from news.errors import WirewatchError
from web.health import Health, RoleRun, Running
from wirewatch.alive import Heartbeat, Systemd
from wirewatch.front import Front
from wirewatch.live import LOOK
from wirewatch.log import set_up as set_up_log
from wirewatch.loops import Collect, Read, Send
from wirewatch.steady import Steady, clock_incident
from wirewatch.upkeep import EVERY, FIRST, keep_up
from wirewatch.wiring import (
    Base,
    Collecting,
    make_collect,
    make_learning,
    make_live,
    make_read,
    make_refill,
    make_send,
    make_vigil,
    owners,
    place_wishes,
    refit_collect,
)

log = structlog.get_logger("wirewatch")

TICK = 1.0  # real seconds between two looks at what is due
_JUMP = 2.0
_OVERDUE = 3 * TICK
# A loop that has not finished a round for so long is stuck, not busy.
_STUCK = 600.0


@dataclass
class Role:
    """One loop as the daemon runs it: woken by ticks, and by the loop before it."""

    name: str
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    busy_since: float | None = None
    failures: int = 0  # in a row
    rounds: int = 0  # in all, as is the next
    failed: int = 0
    error: str = ""


class Daemon:
    """All loops of one process; `roles` says which."""

    def __init__(
        self,
        base: Base,
        roles: Sequence[str],
        stopping: asyncio.Event,
        *,
        web: bool,
        reload: asyncio.Event | None = None,
    ) -> None:
        self._base = base
        self._roles = {name: Role(name) for name in roles}
        self._stopping = stopping
        self._last_tick = time.monotonic()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._waves: set[asyncio.Task[None]] = set()
        self._send: Send | None = None
        self._read: Read | None = None
        self._collecting: Collecting | None = None
        self._reload = reload or asyncio.Event()
        self._live = make_live(base, self._adopt)
        # Who only serves pages leaves the looking to those who work.
        self._vigil = make_vigil(base, roles) if roles else None
        self._heartbeat = Heartbeat(base.config.settings.health, base.clock, self._well)
        self._systemd = Systemd(os.environ)
        self._steady, self._settling = Steady(base.clock), asyncio.Lock()
        self.web = Front(base, self.health, self.running, self._in_force) if web else None

    async def run(self) -> None:
        """Run until `stopping` is set; return when all is finished."""
        if self.web is not None:
            await self.web.start()
        loops = self._start_loops()
        self._start_ticks()
        watching = [
            asyncio.create_task(self._watch_ticks()),
            asyncio.create_task(self._follow_settings()),
        ]
        if self._vigil is not None:
            watching.append(asyncio.create_task(self._vigil.run()))
            watching.append(asyncio.create_task(self._heartbeat.run()))
        watching.append(asyncio.create_task(self._systemd.keep_telling(self.health)))
        log.info("running", roles=list(self._roles))
        await self._stopping.wait()
        log.info("stopping")
        self._systemd.say("STOPPING=1", "STATUS=finishing what has begun")
        self._scheduler.pause()
        for task in watching:
            task.cancel()
        if self._collecting is not None:
            self._collecting.gate.close()
            await self._collecting.collect.waves.stop()
        for role in self._roles.values():
            role.wake.set()
        await asyncio.gather(*loops, return_exceptions=True)
        # Only now: a claim that was under way may have begun one more wave.
        await asyncio.gather(*self._waves, return_exceptions=True)
        self._scheduler.shutdown(wait=False)
        if self.web is not None:
            await self.web.stop()
        log.info("stopped")

    def health(self) -> Health:
        """Say how the process is doing."""
        # Who only serves pages has no ticks.
        late = time.monotonic() - self._last_tick if self._roles else 0.0
        checks = [("ticks", "ok" if late < _OVERDUE * 3 else f"none for {late:.0f} s")]
        for role in self._roles.values():
            stuck = role.busy_since is not None and time.monotonic() - role.busy_since > _STUCK
            checks.append((role.name, "stuck" if stuck else role.error or "ok"))
        checks += self._vigil.checks() if self._vigil is not None else []
        settled = tuple(checks)
        checks.append(("settings", self._live.state))
        ok = all(state == "ok" for name, state in settled if name == "ticks" or state == "stuck")
        ready = all(state == "ok" for _, state in settled)
        return Health(ok=ok, ready=ready, checks=tuple(checks))

    def running(self) -> Running:
        """Say what the process has done."""
        roles = self._roles.values()
        done = tuple(RoleRun(role.name, role.rounds, role.failed) for role in roles)
        return Running(done, len(self._waves))

    def _start_loops(self) -> list[asyncio.Task[None]]:
        """Start the loops of our roles, each waking the one after it."""
        started = []
        if "send" in self._roles:
            self._send = make_send(self._base)
            started.append(self._keep("send", self._send.round, then=None))
        if "read" in self._roles:
            self._read = make_read(self._base)
            started.append(self._keep("read", self._read_or_refill(self._read), then="send"))
        if "collect" in self._roles:
            self._collecting = make_collect(self._base, lambda: self._wake("read"))
            started.append(self._keep_collecting(self._collecting.collect))
        return [asyncio.create_task(loop) for loop in started]

    def _in_force(self) -> Config:
        """Return the configuration in force."""
        return self._live.config

    def _read_or_refill(self, read: Read) -> Callable[[], Awaitable[int]]:
        """Let what comes be read first; learn from it, and match again what was here before."""
        learning, refill = make_learning(self._base, read), make_refill(self._base, read)

        async def work() -> int:
            return await read.round() or await learning.round() or await refill.round()

        return work

    async def _follow_settings(self) -> None:
        """Look for edits of the configuration, and at once when asked to."""
        while True:
            try:
                await self._live.reload()
                while not self._reload.is_set():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._reload.wait(), LOOK)
                        break
                    await self._live.look()
            except Exception:
                # Whatever it was, the loops go on, and the next edit is seen.
                log.exception("settings not followed")
                await asyncio.sleep(LOOK)
            self._reload.clear()

    async def _adopt(self, old: Config, new: Config) -> None:
        """Let every loop take a new version of the configuration between two pieces of work."""
        self._base = replace(self._base, config=new)
        if old.settings.log != new.settings.log:
            set_up_log(new.settings.log.level, new.settings.log.format)
        if self._send is not None:
            self._send.adopt(make_send(self._base))
        if self._read is not None:
            fresh = make_read(self._base)
            self._read.selectors = fresh.selectors
            if self._read.threads is not None:
                self._read.threads.adopt(owners(new))
            await self._read.adopt(fresh.matcher, fresh.max_age)
        if self._collecting is not None:
            await refit_collect(self._collecting, old, self._base)
        if self._vigil is not None:
            self._vigil.settings = new.settings.health
            if self._vigil.pacing is not None:
                self._vigil.pacing.watchlist = new.watchlist
                self._vigil.pacing.wishes = place_wishes(new)
        self._heartbeat.settings = new.settings.health
        for name in self._roles:
            self._wake(name)

    async def _keep(self, name: str, work: Callable[[], Awaitable[int]], then: str | None) -> None:
        """Run rounds whenever woken, until there is nothing left to do or we stop."""
        role = self._roles[name]
        while await self._woken(role):
            while await self._round(role, work):
                if then is not None:
                    self._wake(then)
                if self._stopping.is_set():
                    break

    async def _keep_collecting(self, collect: Collect) -> None:
        """Start a wave for what is due whenever woken; waves run side by side."""
        role = self._roles["collect"]

        async def claim() -> int:
            # Asked each time: the disk may have filled, or have room again.
            if not await self._base.writer.do(self._base.room.enough):
                return 0
            await self._give_back()
            fetches = await collect.claim()
            if fetches:
                wave = asyncio.create_task(self._wave(role, collect.crawl(fetches)))
                self._waves.add(wave)
                wave.add_done_callback(self._waves.discard)
                # A wave counts itself as running from its first step on.
                await asyncio.sleep(0)
            return len(fetches)

        while await self._woken(role):
            while await self._round(role, claim) and not self._stopping.is_set():
                pass

    async def _give_back(self) -> None:
        """Give back what a locked or full archive could not note, before its lease ends."""
        if self._collecting is not None and (undone := self._collecting.desk.undone):
            ids = set(undone)
            await self._base.writer.do(self._base.archive.frontier.release, list(ids))
            undone -= ids

    async def _wave(self, role: Role, crawl: Awaitable[None]) -> None:
        try:
            await crawl
        except Exception as error:
            # Its fetches come back when their lease ends.
            role.error = f"{type(error).__name__}: {error}"
            log.exception("wave failed")

    async def _round(self, role: Role, work: Callable[[], Awaitable[int]]) -> int:
        """Run one round; a failure costs this round only."""
        role.busy_since = time.monotonic()
        role.rounds += 1
        try:
            await self._follow_clock()
            done = await work()
        except Exception as error:
            role.failures += 1
            role.failed += 1
            role.error = f"{type(error).__name__}: {error}"
            # A full disk fails every second: say so once a minute.
            if role.failures % 60 == 1:
                log.exception("round failed", role=role.name, failures=role.failures)
            return 0
        finally:
            role.busy_since = None
        if role.failures:
            log.info("round works again", role=role.name, failures=role.failures)
        role.failures, role.error = 0, ""
        return done

    async def _woken(self, role: Role) -> bool:
        """Wait until there may be work; False once we stop."""
        await role.wake.wait()
        role.wake.clear()
        return not self._stopping.is_set()

    def _wake(self, name: str) -> None:
        if name in self._roles:
            self._roles[name].wake.set()

    def _tick(self, name: str) -> None:
        self._last_tick = time.monotonic()
        self._wake(name)

    def _start_ticks(self) -> None:
        """Let the scheduler wake every loop; a fast world is looked at more often."""
        seconds = TICK if self._base.clock.speed <= 1 else TICK / 4
        common = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
        for name in self._roles:
            self._scheduler.add_job(
                self._tick, "interval", [name], seconds=seconds, id=f"tick-{name}", **common
            )
            self._wake(name)
        if "read" in self._roles:
            first = datetime.now(UTC) + timedelta(seconds=FIRST)
            self._scheduler.add_job(
                self._upkeep, "interval", seconds=EVERY, id="upkeep", next_run_time=first, **common
            )
        self._scheduler.start()

    async def _upkeep(self) -> None:
        await keep_up(self._base, self._stopping)

    async def _follow_clock(self) -> None:
        """Before anything is claimed by its due time, follow a clock that was set."""
        async with self._settling:
            jump = self._steady.look()
            if jump is None:
                return
            now, archive = self._base.clock.now(), self._base.archive
            log.warning("the clock jumped", seconds=round(jump.by), was_set=round(jump.was_set))
            await self._base.writer.do(
                move_times, archive.database, timedelta(seconds=jump.by), now, list(self._roles)
            )
            self._steady.settled(jump)
            if (incident := clock_incident(jump, now)) is not None:
                await self._base.writer.do(archive.health.open, incident, now)

    def _well(self) -> bool:
        """Say whether whoever waits for our heartbeat need not worry."""
        return self.health().ok and self._vigil is not None and self._vigil.well

    async def _watch_ticks(self) -> None:
        """Re-arm the ticks after a jump of the wall's clock, or when they stay away."""
        wall, steady = time.time(), time.monotonic()
        while True:
            await asyncio.sleep(1.0)
            jump = (time.time() - wall) - (time.monotonic() - steady)
            wall, steady = time.time(), time.monotonic()
            overdue = steady - self._last_tick > _OVERDUE
            if abs(jump) > _JUMP or overdue:
                log.warning("ticks re-armed", jump=round(jump, 1), overdue=overdue)
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))
            with suppress(WirewatchError):  # the next round tries again
                await self._follow_clock()
