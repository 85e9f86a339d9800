"""Resolve the names of hosts in threads of their own.

The system's resolver waits in a thread, and for a name whose servers say nothing it waits
half a minute.  asyncio lends it six threads, which it shares with all else that waits (the
rendering of mails is one): six such names, and no other host is found any more.  Here as
many may hang as there are places at the gate, and nobody else is in these threads.

The guard does not rely on what is answered here: it looks at the address of the socket.

Discarded: a resolver of our own over UDP (it would not know /etc/hosts, search domains or
what else the system is set up for).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

# Twice the places of the gate by default: a thread hangs on where its request gave up.
MOST_THREADS = 128
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class Names(AbstractResolver):
    """Asks the system's resolver, or whoever answers as `socket.getaddrinfo` does."""

    def __init__(self, ask: Callable[..., list[Any]] = socket.getaddrinfo) -> None:
        self._ask = ask

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return a host's addresses; OSError where it has none."""
        loop, kind = asyncio.get_running_loop(), socket.SOCK_STREAM
        found = await loop.run_in_executor(
            _threads(), partial(self._ask, host, port, family, kind, flags=socket.AI_ADDRCONFIG)
        )
        return [_result(host, port, info) for info in found if len(info[4]) in {2, 4}]

    async def close(self) -> None:
        """Leave the threads to the waves that come."""


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads that all waves of this process share; each is made when needed."""
    return ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="names")


def _result(host: str, port: int, info: tuple[Any, ...]) -> ResolveResult:
    family, _, proto, _, address = info
    text = address[0]
    if len(address) == 4 and address[3] and "%" not in text:  # noqa: PLR2004  IPv6 on one link
        text = f"{text}%{address[3]}"
    return ResolveResult(
        hostname=host, host=text, port=port, family=family, proto=proto, flags=_NUMERIC
    )
