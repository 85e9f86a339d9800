"""Explore an outlet: from a page or two to its lists, within bounds that hold on any site.

    home page ──▶ sections ──▶ their older pages          (Exploration: what to ask next)
       └ ask ─▶ read_section (worker) ─▶ entries, onward, older ─┘

`sources add` finds the section pages of an outlet in this way, and a backfill the older
pages of one.  A site never ends: its calendar links to next month for ever, each answer
carries a fresh session id, page 5,000 of a list shows what page 40 did.  So an address is
known by what it would answer (no session, parameters in one order), and its shape by what
its like have brought: a shape that thrice in a row brings no report that was not seen is
closed.  Of the addresses that wait, those near to the start go first, and each page of a
shape puts the next of that shape one link further away, so that two hundred months of a
calendar do not keep nine sections waiting.  Above all stand three bounds: depth, requests
and seconds.

`Exploration` decides and asks nobody (it is pure: time comes in as a number); `explore`
asks through a visit, so with the waves' gate, guard and robots.txt.  An exploration may be
taken up in a later visit where it was left.

Discarded: a list of known traps by name (`calendar`, `cal`, `events`: outlets report on
events); Scrapy's depth middleware and duplicate filter (they know neither what an answer
brought nor that two addresses are one).
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

from crawler.shapes import shape_of, visit_key
from crawler.urls import bare_host, host_of, same_site, url_key
from crawler.visit import Ask, Heard
from news.errors import ExtractError
from news.moment import Clock
from news.source import Entry, FeedReading, Fetch, FetchKind, Source

_BARREN = 3  # pages of one shape in a row that bring nothing new: then it is closed
_FAILED = 5  # requests in a row that bring no page: then the site is left alone
_MOST_WAITING = 2_000  # addresses that are remembered for later
_MOST_SEGMENTS = 8  # parts of a path; no section of the catalogue's outlets has more than five
_MOST_PARAMETERS = 4
_OK = 200
_PAUSES = frozenset({429, 503})
_DEEPENING = re.compile(r"(/[^/]+(?:/[^/]+)*?)\1(?:/|$)")


@dataclass(frozen=True)
class Bounds:
    """How far an exploration goes: links from its start, requests in all, real seconds.

    A wave's visit ends after 300 seconds; the usual time leaves room for a last slow answer.
    """

    depth: int = 3
    requests: int = 200
    seconds: float = 240.0


@dataclass(frozen=True)
class Step:
    """An address to ask: how many links from the start, and whether as a list's older page."""

    url: str
    depth: int
    older: bool = False


@dataclass(frozen=True)
class Found:
    """What a step brought: the list, and those of its entries that no earlier step had."""

    step: Step
    heard: Heard
    reading: FeedReading
    fresh: tuple[Entry, ...] = ()


class Exploration:
    """Decides what to ask next; `ended` says why there is nothing more.

    Without `onward` only the older pages of the lists that it starts with are followed.
    """

    def __init__(
        self, starts: Iterable[str], bounds: Bounds | None = None, *, onward: bool = True
    ) -> None:
        self.bounds = bounds or Bounds()
        self.ended = ""
        self._onward = onward
        self._hosts: set[str] = set()
        self._known: set[str] = set()
        self._entries: set[str] = set()
        self._asked: Counter[str] = Counter()
        self._barren: Counter[str] = Counter()
        self._failed = 0
        self._waiting: list[tuple[int, int, Step]] = []
        for url in starts:
            self._hosts.add(bare_host(url))
            self._wait(Step(url, 0), first=True)
        self.requests = len(self._hosts)  # for robots.txt

    def next(self, spent: float) -> Step | None:
        """Return what to ask now, after so many real seconds; None at the end."""
        if spent >= self.bounds.seconds:
            self.ended = f"after {self.bounds.seconds:g} seconds"
        elif self.requests >= self.bounds.requests:
            self.ended = f"after {self.bounds.requests} requests"
        while not self.ended:
            if not self._waiting:
                self.ended = "all was seen"
                break
            rank, number, step = heapq.heappop(self._waiting)
            shape = shape_of(step.url, names=True)
            if self._barren[shape] >= _BARREN:
                continue
            now = step.depth + self._asked[shape]
            if now > rank:  # others of its shape went while it waited
                heapq.heappush(self._waiting, (now, number, step))
                continue
            self._asked[shape] += 1
            return step
        return None

    def took(self, step: Step, reading: FeedReading, requests: int = 1) -> tuple[Entry, ...]:
        """Take what a step brought, redirects counted; return the entries that are new."""
        self.requests += requests
        self._failed = 0
        fresh = tuple(entry for entry in reading.entries if self._is_new(entry))
        shape = shape_of(step.url, names=True)
        self._barren[shape] = 0 if fresh else self._barren[shape] + 1
        for url in reading.older:
            self._wait(Step(url, step.depth, older=True))
        if self._onward and step.depth < self.bounds.depth:
            for url in reading.onward:
                self._wait(Step(url, step.depth + 1))
        return fresh

    def missed(self, step: Step, requests: int = 1) -> None:
        """Take note that a step brought no list; without a request it was not asked at all."""
        self.requests += requests
        self._failed += requests > 0
        self._barren[shape_of(step.url, names=True)] += 1
        if self._failed >= _FAILED:
            self.ended = f"{_FAILED} requests in a row brought no page"

    def allows(self, url: str) -> bool:
        """Say whether an address is on a host where the exploration began."""
        return bare_host(url) in self._hosts

    def moved(self, step: Step, url: str) -> None:
        """Take note that a start leads to another host of the same outlet: it begins there."""
        host = bare_host(url)
        if not step.depth and any(same_site(host, known) for known in self._hosts):
            self._hosts.add(host)

    def _is_new(self, entry: Entry) -> bool:
        key = url_key(entry.url)
        new = key not in self._entries
        self._entries.add(key)
        return new

    def _wait(self, step: Step, *, first: bool = False) -> None:
        """Remember an address for later, unless it is known or leads nowhere."""
        key = visit_key(step.url)
        if key in self._known or len(self._known) >= _MOST_WAITING:
            return
        if not first and (not self.allows(step.url) or is_endless(step.url)):
            return
        self._known.add(key)
        rank = step.depth + self._asked[shape_of(step.url, names=True)]
        heapq.heappush(self._waiting, (rank, len(self._known), step))


def is_endless(url: str) -> bool:
    """Say whether an address looks like one of a maze: a path that repeats, or is very long."""
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    if len(segments) > _MOST_SEGMENTS or parts.query.count("&") >= _MOST_PARAMETERS:
        return True
    words = [segment for segment in segments if not segment.isdecimal()]
    return bool(_DEEPENING.search("/" + "/".join(words)))


class Parser(Protocol):
    """What reads lists, in killable workers."""

    async def section(self, body: bytes, *, url: str, source: Source, now: datetime) -> FeedReading:
        """Read a section page."""


async def explore(
    ask: Ask, parser: Parser, exploration: Exploration, source: Source, clock: Clock
) -> AsyncIterator[Found]:
    """Ask for what an exploration wants, one address after another; leave it to stop early.

    A page that is no list comes too, with the reason in its reading.
    """
    began = clock.monotonic()
    while step := exploration.next((clock.monotonic() - began) / clock.speed):
        fetch = Fetch(0, FetchKind.SECTION, step.url, source.name, host_of(step.url))
        heard = await ask(fetch)
        asked = len(heard.hops) + (not heard.withheld)
        if heard.paused or heard.status in _PAUSES:
            exploration.missed(step, asked)
            exploration.ended = heard.failure or f"http {heard.status}: its host wants a pause"
            return
        exploration.moved(step, heard.url)
        reading = await _read(heard, exploration, parser, source)
        if reading.kind:
            yield Found(step, heard, reading, exploration.took(step, reading, asked))
        else:
            exploration.missed(step, asked)
            yield Found(step, heard, reading)


async def _read(
    heard: Heard, exploration: Exploration, parser: Parser, source: Source
) -> FeedReading:
    """Read an answer as a list; its error says why it is none."""
    if heard.failure or heard.status != _OK:
        return FeedReading("", error=heard.failure or f"http {heard.status}")
    if not exploration.allows(heard.url):
        return FeedReading("", error=f"it leads to another site: {host_of(heard.url)}")
    try:
        return await parser.section(heard.body, url=heard.url, source=source, now=heard.at)
    except ExtractError as error:
        return FeedReading("", error=str(error))
