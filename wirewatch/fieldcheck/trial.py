"""Try a source: ask each of its addresses once, and show what would be collected.

    feed https://sandal.example/feed        20 entries, 20 dated, newest 3 minutes old
      2031-03-04T08:57+05:00 feed   Bridge opens    https://sandal.example/story/one
    section https://sandal.example/city     28 links are articles, 41 lead to other lists
    article https://sandal.example/story/one   2,140 characters, published …

A check says whether a source is well; a trial shows the things themselves, for whoever
sets a time zone, a `link_pattern` or selectors and wants to see what comes of it.  It is
the same look with the readings kept, and any address can be tried, followed or not: what
it is is seen from what it answers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from rich.console import Console
from rich.text import Text

from config.settings import Config
from crawler.discover import kind_of
from crawler.gate import GateClosedError
from crawler.offers import looks_like
from crawler.urls import bare_host, host_of, same_site, url_key
from crawler.visit import Ask, Heard, Nobody
from crawler.waves import Waves
from news.moment import Clock
from news.source import Entry, Feed, FeedKind, FeedReading, Fetch, FetchKind, Source
from news.text import one_line
from wirewatch.fieldcheck.check import LONGEST, looker_of, visitors
from wirewatch.fieldcheck.facts import ArticleFacts, ListFacts
from wirewatch.fieldcheck.look import Look

_KINDS = {"sitemap": FeedKind.SITEMAP, "html": FeedKind.SECTION}


@dataclass(frozen=True)
class Tried:
    """One list: what it answered, its entries, and how many links lead elsewhere."""

    facts: ListFacts
    entries: tuple[Entry, ...] = ()
    older: int = 0
    onward: int = 0


@dataclass(frozen=True)
class Trial:
    """What would be collected of a source, and one article as it would be read."""

    lists: tuple[Tried, ...]
    article: ArticleFacts | None = None
    unfinished: str = ""


def source_at(config: Config, url: str) -> Source:
    """Return the source that follows an address, with that list alone; else a bare one."""
    for source in config.sources:
        for feed in source.feeds:
            if url_key(feed.url) == url_key(url):
                return replace(source, feeds=(feed,))
    return Source("", url)


def source_of_page(config: Config, url: str) -> Source:
    """Return the source on whose site a page is, a bare one where none is followed there."""
    host = bare_host(url)
    for source in config.sources:
        homes = [source.url, *(feed.url for feed in source.feeds)]
        if any(same_site(host, home) for one in homes if (home := bare_host(one))):
            return source
    return Source("", url)


async def ask_page(waves: Waves, source: Source, url: str) -> Heard:
    """Ask for one page as the collector would."""
    heard: list[Heard] = []

    async def visit(ask: Ask) -> None:
        heard.append(await ask(Fetch(0, FetchKind.ARTICLE, url, source.name, host_of(url))))

    await waves.visit(source.name, visit)
    return heard[0]


async def try_source(config: Config, source: Source, clock: Clock, screen: Console) -> Trial:
    """Ask for all lists of a source and one article; without lists, see what its address is."""
    unverified = [] if source.verify_tls else [source.name]
    trial = Trial((), unfinished=f"it took longer than {LONGEST:.0f} s")
    with screen.status("asking") as status:
        async with visitors(config, clock, Nobody(), unverified) as (waves, pool):
            looker = looker_of(config, waves, pool, clock)

            async def visit(ask: Ask) -> None:
                nonlocal trial

                async def shown(fetch: Fetch) -> Heard:
                    status.update(Text(f"asking {one_line(fetch.url, 100)}"))
                    return await ask(fetch)

                memory = _Once(shown)
                wanted = source if source.feeds else await _seen(memory.ask, source)
                look = Look(wanted, looker, once=True)
                try:
                    async with asyncio.timeout(LONGEST):
                        await look.visit(memory.ask)
                except TimeoutError:
                    trial = _trial(look, trial.unfinished)
                except GateClosedError:
                    trial = _trial(look, "it was stopped")
                else:
                    trial = _trial(look)

            await waves.visit(source.name, visit)
    return trial


class _Once:
    """Asks for an address once, whoever wants it."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._heard: dict[str, Heard] = {}

    async def ask(self, fetch: Fetch) -> Heard:
        """Ask, or remember."""
        if fetch.url not in self._heard:
            self._heard[fetch.url] = await self._ask(fetch)
        return self._heard[fetch.url]


async def _seen(ask: Ask, source: Source) -> Source:
    """Give a bare source the list that its address is."""
    heard = await ask(Fetch(0, kind_of(source.url), source.url, "", host_of(source.url)))
    kind = _KINDS.get(looks_like(heard.body), FeedKind.FEED)
    return replace(source, feeds=(Feed(source.url, kind),))


def _trial(look: Look, unfinished: str = "") -> Trial:
    lists = []
    for feed, facts in zip(look.source.feeds, look.lists, strict=False):
        reading = look.readings.get(feed.url, FeedReading(""))
        counts = (len(reading.older), len(reading.onward))
        lists.append(Tried(facts, reading.entries, *counts))
    return Trial(tuple(lists), look.article, unfinished)
