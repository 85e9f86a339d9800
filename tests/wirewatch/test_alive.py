"""Who watches us hears of us while all is well, and of nothing else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from config.settings import Health as Settings
from web.health import Health
from wirewatch.alive import Heartbeat, Systemd
from wirewatch.newsworld.clock import StillClock

START = datetime(2026, 2, 4, 12, tzinfo=UTC)
SECRET = "k9-f00-7731"  # noqa: S105  an address that nobody may read in a log
WELL = Health(ok=True, ready=True, checks=(("ticks", "ok"),))
HUNG = Health(ok=False, ready=False, checks=(("ticks", "none for 90 s"),))


@dataclass
class Watcher:
    """The owner's address: counts who asks, and answers what it is told to."""

    status: int = 200
    asked: list[str] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one beat."""
        self.asked.append(request.path)
        headers = {"Location": "/elsewhere"} if self.status == 302 else {}
        return web.Response(status=self.status, headers=headers)


@asynccontextmanager
async def watcher() -> AsyncIterator[Watcher]:
    """Serve such an address."""
    made = Watcher()
    app = web.Application()
    app.router.add_get("/{rest:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/beat/{SECRET}"
    try:
        yield made
    finally:
        await runner.cleanup()


def heart(url: str, *, well: bool = True) -> Heartbeat:
    settings = Settings(heartbeat=url, heartbeat_every=10)
    return Heartbeat(settings, StillClock(START, speed=100), lambda: well)


async def beats(heartbeat: Heartbeat, until: asyncio.Event | None = None) -> None:
    """Let it run until it was heard twice, or for a few rounds."""
    task = asyncio.create_task(heartbeat.run())
    with suppress(TimeoutError):
        await asyncio.wait_for((until or asyncio.Event()).wait(), 2.5)
    task.cancel()


async def test_the_address_is_asked_while_all_is_well() -> None:
    """Beat after beat, at the address as it stands."""
    async with watcher() as there:
        await beats(heart(there.url))
        assert len(there.asked) >= 2
        assert set(there.asked) == {f"/beat/{SECRET}"}


async def test_who_is_blind_keeps_silent() -> None:
    """Silence is what the other side waits for."""
    async with watcher() as there:
        await beats(heart(there.url, well=False))
        assert there.asked == []


async def test_a_failing_heartbeat_is_said_once_and_hides_its_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Refused, answered with an error or sent elsewhere: one line, no secret, then "again"."""
    async with watcher() as there:
        heartbeat = heart(there.url)
        there.status = 503
        for _ in range(3):
            await heartbeat.beat()
        there.status = 302
        await heartbeat.beat()
        there.status = 503
        await heartbeat.beat()
        there.status = 200
        await heartbeat.beat()
        assert there.asked == [f"/beat/{SECRET}"] * 6  # a redirect is not followed
    await heartbeat.beat()
    said = capsys.readouterr().out
    assert said.count("heartbeat fails") == 3
    assert said.count("heartbeat works again") == 2
    assert "ClientConnectorError" in said
    assert SECRET not in said


async def told(health: Health, tmp_path: Path, **more: str) -> list[str]:
    """Return what systemd hears in a moment."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.bind(str(path))
        there.setblocking(False)
        environ = {"NOTIFY_SOCKET": str(path), **more}
        systemd = Systemd(environ)
        assert environ == {}
        task = asyncio.create_task(systemd.keep_telling(lambda: health))
        loop = asyncio.get_running_loop()
        heard = [(await loop.sock_recv(there, 4096)).decode() for _ in range(3)]
        systemd.say("STOPPING=1")
        task.cancel()
        while True:
            try:
                heard.append(there.recv(4096).decode())
            except BlockingIOError:
                return heard


async def test_systemd_hears_that_we_live(tmp_path: Path) -> None:
    """Ready once, then the watchdog's word three times in its time, then that we stop."""
    heard = await told(WELL, tmp_path, WATCHDOG_USEC="300000")
    assert heard[0] == "READY=1"
    assert heard[1] == "STATUS=all is well\nWATCHDOG=1"
    assert heard[-1] == "STOPPING=1"


async def test_systemd_does_not_hear_of_who_hangs(tmp_path: Path) -> None:
    """While no loop ticks there is no word for the watchdog: it will restart us."""
    heard = await told(HUNG, tmp_path, WATCHDOG_USEC="300000")
    assert heard[1:3] == ["STATUS=ticks: none for 90 s"] * 2


def test_without_systemd_nobody_is_told() -> None:
    """Run by hand there is no socket, and a watchdog for another process is not ours."""
    systemd = Systemd({"WATCHDOG_USEC": "300000", "WATCHDOG_PID": "1"})
    systemd.say("READY=1")
    assert systemd.watchdog == 0


def test_a_manager_that_does_not_listen_holds_up_nobody(tmp_path: Path) -> None:
    """Its queue is full, and still we go on."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.bind(str(path))
        systemd = Systemd({"NOTIFY_SOCKET": str(path)})
        for _ in range(1000):
            systemd.say("WATCHDOG=1")
