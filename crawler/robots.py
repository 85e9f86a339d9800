"""Obey robots.txt as RFC 9309 says, with one memory for all waves.

Scrapy's own middleware forgets with each crawl and takes an error for a yes.  Here an
answer is kept for a day in the host's row, whatever wave asked: 2xx is read (the first
500 KiB), another 4xx allows all, and a 5xx or no answer forbids for the time being,
which is a reason to come back, not a verdict.

Of our user agent only the product ("wirewatch/0.1.0") is compared with the file's groups:
the contact behind it may hold any word.

Rules that were read take 26 times the file's own memory, 250 MB for the files of ten
thousand outlets; so only those used last stay read, the others as text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from news.source import ROBOTS_FORBID

_FRESH = timedelta(hours=24)
_FRESH_ERROR = timedelta(minutes=30)
_MOST_BYTES = 500 * 1024
MOST_PARSED = 1_000_000  # characters of files whose rules stay read: some 25 MB
_MANY = 2000  # hosts; fewer are not worth looking through
_EMPTY = 200  # what the rules of an empty file weigh, as characters of others do


@dataclass(frozen=True)
class RobotsFile:
    """What a host answered for robots.txt; status 0 where it did not answer."""

    status: int
    text: str
    at: datetime

    @property
    def readable(self) -> bool:
        """Whether it says anything, if only "no such file"."""
        return 200 <= self.status < 500 and self.status != 429  # noqa: PLR2004  HTTP

    def fresh(self, now: datetime) -> bool:
        """Whether it still counts."""
        return now - self.at < (_FRESH if self.readable else _FRESH_ERROR)


@dataclass(frozen=True)
class Verdict:
    """Whether an address may be fetched; `reason` says why not, `permanent` for how long."""

    allowed: bool
    reason: str = ""
    permanent: bool = False
    delay: float = 0.0


class Robots:
    """Asks each host once and remembers."""

    def __init__(self, agent: str, known: dict[str, RobotsFile] | None = None) -> None:
        self._agent = agent.split(maxsplit=1)[0]
        self._files = known or {}
        self._rules: dict[str, tuple[RobotsFile, Protego]] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._most = _MANY

    async def verdict(
        self,
        url: str,
        host: str,
        now: datetime,
        ask: Callable[[], Awaitable[RobotsFile]],
    ) -> Verdict:
        """Judge one address; `ask` fetches the host's file where we have no fresh one."""
        async with self._asking.setdefault(host, asyncio.Lock()):
            file = self._files.get(host)
            if file is None or not file.fresh(now):
                file = self._files[host] = await ask()
                self._let_go(now)
        if not file.readable:
            status = f"http {file.status}" if file.status else "no answer"
            return Verdict(False, f"its robots.txt cannot be read just now ({status})")
        rules = self._parsed(host, file)
        delay = rules.crawl_delay(self._agent) or 0.0
        if rules.can_fetch(url, self._agent):
            return Verdict(True, delay=delay)
        return Verdict(False, ROBOTS_FORBID, permanent=True, delay=delay)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts whose answers are kept."""
        return tuple(self._files)

    def _let_go(self, now: datetime) -> None:
        """Drop what no longer counts, whenever there is twice as much as last time."""
        if len(self._files) < self._most:
            return
        for host in [host for host, file in self._files.items() if not file.fresh(now)]:
            del self._files[host]
            if host in self._asking and not self._asking[host].locked():
                del self._asking[host]
            self._rules.pop(host, None)
        self._most = max(_MANY, 2 * len(self._files))

    @property
    def parsed(self) -> int:
        """How many characters of files have their rules read, an empty file counted too."""
        return sum(len(file.text) + _EMPTY for file, _ in self._rules.values())

    def _parsed(self, host: str, file: RobotsFile) -> Protego:
        known = self._rules.pop(host, None)
        if known is None or known[0] is not file:
            text = file.text if file.status < 300 else ""  # noqa: PLR2004  HTTP
            known = (file, Protego.parse(text))
            room = MOST_PARSED - len(file.text) - _EMPTY
            while self._rules and self.parsed > room:
                del self._rules[next(iter(self._rules))]
        self._rules[host] = known  # the last in the row is the last to go
        return known[1]


def read_robots(status: int, body: bytes, at: datetime) -> RobotsFile:
    """Keep of an answer what counts."""
    kept = body[:_MOST_BYTES]
    if len(body) > _MOST_BYTES:
        # A line cut short is another rule: "Disallow: /search" would become "Disallow: /".
        kept = kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]
    return RobotsFile(status, kept.decode("utf-8-sig", "replace"), at)
