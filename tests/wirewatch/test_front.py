"""Where the pages are served, on real sockets, before and after there is a password.

"127.2" is an address of loopback in a spelling that is not recognised as one: for the
program it is a host like any other, and no test listens on a network.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from config.settings import Config, Settings, Web
from news.watch import Watchlist
from web.health import Health, Running
from web.password import hash_of
from wirewatch.clock import SystemClock
from wirewatch.front import HERE, Front
from wirewatch.wiring import Base, make_base, open_archive

ELSEWHERE = "127.0.0.2"
WELL = Health(ok=True, ready=True)
HASHED = hash_of("four random words")
_DEADLINE = 30.0  # real seconds


@pytest_asyncio.fixture
async def base(tmp_path: Path) -> AsyncIterator[Base]:
    archive = open_archive(tmp_path)
    config = Config(Settings(), (), Watchlist(), (), (), tmp_path)
    made = make_base(config, archive, SystemClock())
    yield made
    await made.pool.close()
    made.writer.close()
    archive.close()


def front(base: Base, **web: Any) -> Front:
    """Return a front with these settings."""
    settings = replace(base.config.settings, web=Web(port=0, **web))
    base = replace(base, config=replace(base.config, settings=settings))
    return Front(base, lambda: WELL, Running, lambda: base.config)


async def listens(host: str, url: str) -> bool:
    """Say whether somebody listens at an address, on the port of a URL."""
    port = int(url.rstrip("/").rsplit(":", 1)[1])
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


async def until_listening(host: str, served: Front) -> None:
    """Wait until somebody listens there."""
    async with asyncio.timeout(_DEADLINE):
        while not await listens(host, served.url):  # noqa: ASYNC110  a socket sets no event
            await asyncio.sleep(0.05)


def sockets() -> set[str]:
    """Return the addresses at which this process listens, as the kernel lists them."""
    own = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()}
    found = set()
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
            raw = bytes.fromhex(fields[1].partition(":")[0])
            found.add(".".join(map(str, reversed(raw))))
    return found


async def test_a_fresh_start_listens_on_this_machine_only(base: Base) -> None:
    """Whatever host is configured; the log has the link and the command that set a password."""
    with capture_logs() as logged:
        served = front(base, host="127.2")
        await served.start()
    assert sockets() == {HERE}
    assert await listens(HERE, served.url)
    assert not await listens(ELSEWHERE, served.url)
    await served.stop()
    assert sockets() == set()
    warning = next(line for line in logged if line["log_level"] == "warning")
    link = warning["set_one_at"]
    assert link.startswith(f"{served.url}setup/")
    assert warning["or_by"] == "wirewatch access password"
    assert base.archive.access.offered(link.rsplit("/", 1)[1], base.clock.now())


async def test_each_start_makes_a_new_link(base: Base) -> None:
    """And the one of before, which may lie about in a log, is good no more."""
    keys = []
    for _ in range(2):
        with capture_logs() as logged:
            served = front(base, host="127.2")
            await served.start()
            await served.stop()
        keys += [line["set_one_at"].rsplit("/", 1)[1] for line in logged if "set_one_at" in line]
    now = base.clock.now()
    assert [base.archive.access.offered(key, now) for key in keys] == [False, True]


async def test_with_a_password_it_moves_without_a_restart(base: Base) -> None:
    """On the same port, a moment after the password is set by whichever way."""
    served = front(base, host="127.2")
    await served.start()
    before = served.url
    base.archive.access.set_password(HASHED)
    await until_listening(ELSEWHERE, served)
    assert not await listens(HERE, before)
    await served.stop()


@pytest.mark.parametrize(
    "web", [{"proxy_header": "X-Forwarded-User", "proxies": ("127.0.0.2",)}, {}]
)
async def test_what_is_guarded_is_served_at_once(base: Base, web: dict[str, Any]) -> None:
    """By a proxy header, or by a password of earlier; no link is made."""
    if not web:
        base.archive.access.set_password(HASHED)
    with capture_logs() as logged:
        served = front(base, host="127.2", **web)
        await served.start()
    assert sockets() == {ELSEWHERE}
    await served.stop()
    assert [line["event"] for line in logged] == ["archive served"]


async def test_this_machine_alone_needs_no_password(base: Base) -> None:
    with capture_logs() as logged:
        served = front(base, host="127.0.0.1")
        await served.start()
        await served.stop()
    assert [line["event"] for line in logged] == ["archive served"]


async def test_an_address_that_cannot_be_had_is_told_and_the_pages_stay(base: Base) -> None:
    """A mistyped host costs the network's readers their pages, not this machine's."""
    served = front(base, host="192.0.2.7")
    with capture_logs() as logged:
        await served.start()
        base.archive.access.set_password(HASHED)
        async with asyncio.timeout(_DEADLINE):
            while len(logged) < 4:  # noqa: ASYNC110  a log sets no event
                await asyncio.sleep(0.05)
        assert await listens(HERE, served.url)
        await served.stop()
    assert "host" in logged[2]["error"]
    assert logged[3]["event"] == "archive served"
