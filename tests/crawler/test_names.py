"""Names are resolved beside each other: those that hang hold up nobody."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from crawler.names import MOST_THREADS, Names

V4 = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))


async def test_forty_names_that_hang_do_not_hold_up_five_that_answer() -> None:
    """The five are there while the forty still wait."""
    answered = threading.Event()

    def ask(host: str, *_: Any, **__: Any) -> list[Any]:
        if host.startswith("hangs"):
            answered.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return [V4]

    names = Names(ask)
    hanging = [asyncio.ensure_future(names.resolve(f"hangs{n}.example")) for n in range(40)]
    try:
        good = await asyncio.gather(*(names.resolve(f"good{n}.example", 80) for n in range(5)))
        assert [found[0]["host"] for found in good] == ["93.184.216.34"] * 5
        assert not any(waiting.done() for waiting in hanging)
    finally:
        answered.set()
        done = await asyncio.gather(*hanging, return_exceptions=True)
    assert all(isinstance(error, OSError) for error in done)
    assert MOST_THREADS > 40


@pytest.mark.parametrize(
    ("address", "family", "host"),
    [
        (("93.184.216.34", 443), socket.AF_INET, "93.184.216.34"),
        (("2606:2800::1", 443, 0, 0), socket.AF_INET6, "2606:2800::1"),
        (("fe80::1", 443, 0, 3), socket.AF_INET6, "fe80::1%3"),
        (("fe80::1%eth0", 443, 0, 3), socket.AF_INET6, "fe80::1%eth0"),
    ],
)
async def test_addresses_are_handed_on_as_they_are(
    address: tuple[Any, ...], family: socket.AddressFamily, host: str
) -> None:
    names = Names(lambda *_, **__: [(family, socket.SOCK_STREAM, 6, "", address)])
    (found,) = await names.resolve("news.example", 443)
    assert (found["host"], found["port"], found["family"]) == (host, 443, family)
    assert found["hostname"] == "news.example"


async def test_the_system_is_asked() -> None:
    """Without a stub, what this machine knows of itself."""
    found = await Names().resolve("localhost", 80, socket.AF_INET)
    assert [one["host"] for one in found] == ["127.0.0.1"]
