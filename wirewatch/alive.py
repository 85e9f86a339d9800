"""Tell others that we live: systemd, and an address that somebody watches.

Both hear of us only while all is well.  A program that hangs sends nothing, and silence is
what its watchers wait for: systemd restarts it (WatchdogSec), and the service behind the
heartbeat address raises the alarm that we cannot raise ourselves, because our own mail or
network is what broke.

systemd's protocol is one datagram to a socket that it names; a library for that would be
larger than this.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, MutableMapping

import aiohttp
import structlog

from config.settings import Health as Settings
from news.moment import Clock
from web.health import Health

log = structlog.get_logger("alive")

_EVERY = 10.0  # real seconds between two words to systemd, where it asks for none
_HEARTBEAT_SECONDS = 10.0
_LEAST = 1.0  # real seconds between two heartbeats in a fast world
_OK = 400


class Systemd:
    """The service manager that started us, if one did."""

    def __init__(self, environ: MutableMapping[str, str]) -> None:
        # Taken out, so that no child of ours speaks for us.
        self._socket = environ.pop("NOTIFY_SOCKET", "")
        pid, usec = environ.pop("WATCHDOG_PID", ""), environ.pop("WATCHDOG_USEC", "")
        ours = pid in {"", str(os.getpid())}
        self.watchdog = int(usec) / 1e6 if ours and usec.isdecimal() else 0.0

    def say(self, *lines: str) -> None:
        """Tell it; whoever runs without systemd tells nobody."""
        if not self._socket:
            return
        address = "\0" + self._socket[1:] if self._socket.startswith("@") else self._socket
        try:
            # Not blocking: whoever reads too slowly must not hold up our loops.
            kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
            with socket.socket(socket.AF_UNIX, kind) as way:
                way.connect(address)
                way.send("\n".join(lines).encode())
        except OSError as error:
            log.warning("systemd does not listen", error=str(error))

    async def keep_telling(self, health: Callable[[], Health]) -> None:
        """Say how we are, and that we live while our loops tick, until cancelled."""
        self.say("READY=1")
        pause = min(self.watchdog / 3, _EVERY) if self.watchdog else _EVERY
        while True:
            now = health()
            wrong = "; ".join(f"{name}: {state}" for name, state in now.checks if state != "ok")
            lines = [f"STATUS={one_line(wrong) or 'all is well'}"]
            self.say(*lines, *(["WATCHDOG=1"] if now.ok else []))
            await asyncio.sleep(pause)


def one_line(text: str) -> str:
    """Write a text as one line of the protocol."""
    return " ".join(text.split())[:500]


class Heartbeat:
    """Asks the owner's address again and again while all is well."""

    def __init__(self, settings: Settings, clock: Clock, well: Callable[[], bool]) -> None:
        self.settings, self._clock, self._well = settings, clock, well
        self._failing = False

    async def run(self) -> None:
        """Beat until cancelled; settings that change count from the next beat on."""
        while True:
            if self.settings.heartbeat and self._well():
                await self.beat()
            pause = self.settings.heartbeat_every / self._clock.speed
            await asyncio.sleep(max(_LEAST, pause) if self._clock.speed > 1 else pause)

    async def beat(self) -> None:
        """Ask the address once; say only once that it fails, and never what it is."""
        problem = await self._ask()
        if problem and not self._failing:
            log.warning("heartbeat fails", reason=problem)
        elif self._failing and not problem:
            log.info("heartbeat works again")
        self._failing = bool(problem)

    async def _ask(self) -> str:
        """Return what went wrong, "" if nothing did.

        The address is a secret (whoever knows it can keep the alarm quiet), and libraries
        put it into their errors; so only their kind is told.
        """
        limit = aiohttp.ClientTimeout(total=_HEARTBEAT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit, trust_env=False) as session,
                session.get(self.settings.heartbeat, allow_redirects=False) as answer,
            ):
                return f"http {answer.status}" if answer.status >= _OK else ""
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return type(error).__name__
