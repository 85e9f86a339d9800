"""Look at one source: ask for all its lists and one article, and note what came.

    robots.txt of each host ─▶ each list, once more with its validators ─▶ the newest article

It asks as the crawler asks (see `crawler.visit`) and reads as the readers read: the same
worker processes, the same limits.  What fails is noted and the next thing is asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from crawler.answers import Answer
from crawler.decode import charset_of
from crawler.robots import Robots, RobotsFile, read_robots
from crawler.urls import host_of
from crawler.visit import Ask, Heard
from news.article import Article, Page
from news.errors import ExtractError
from news.source import Entry, Feed, FeedReading, Fetch, FetchKind, Source
from news.text import one_line
from wirewatch.desk import MOST_SITEMAPS, Parser, read_list
from wirewatch.fieldcheck.facts import (
    ArticleFacts,
    HostFacts,
    ListFacts,
    SourceFacts,
    without_keys,
)
from wirewatch.fieldcheck.judge import zoneless
from wirewatch.fieldcheck.recording import Recorder

_USABLE, _NOT_MODIFIED = {200, 203}, 304
_FOR_GOOD = {301, 308}
_CANDIDATES = 5  # articles among which one is looked for that robots.txt allows
SAMPLE = 300  # characters of the article that the report shows
_LINE = 300  # characters of any other text from outside
_BEGINNING = 20_000  # bytes in which a challenge page says what it is

# What walls say of themselves, in small letters.  Words that ordinary pages hold as well
# (a captcha in a comment form) are left out: a wrong name here sends people astray.
_CHALLENGES = {
    "Cloudflare": (b"cf-chl", b"cdn-cgi/challenge", b"just a moment..."),
    "Imperva": (b"_incapsula_resource", b"pardon our interruption"),
    "DataDome": (b"captcha-delivery.com",),
    "PerimeterX": (b"px-captcha",),
    "Sucuri": (b"sucuri website firewall",),
    "Akamai": (b"errors.edgesuite.net",),
    "Anubis": (b"/.within.website/",),
    "a check for robots": (
        b"you are not a robot",
        b"are you human",
        b"are you a robot",
        b"verify you are human",
        b"verifying you are human",
        b"checking your browser",
        b"ddos protection by",
    ),
}


@dataclass
class Looker:
    """What looks share: readers, the rules of robots.txt, and who keeps what is heard.

    `slow_down` heeds a host's crawl-delay; `hosts` is what is known of hosts so far.
    """

    parser: Parser
    extract: Callable[[Page], Awaitable[Article]]
    robots: Robots
    now: Callable[[], datetime]
    slow_down: Callable[[str, float], None]
    recorder: Recorder | None = None
    hosts: dict[str, HostFacts] = field(default_factory=dict)


@dataclass
class Look:
    """A look at one source while it goes on; asked `once`, no list is asked for twice."""

    source: Source
    looker: Looker
    once: bool = False
    lists: list[ListFacts] = field(default_factory=list)
    hosts: dict[str, HostFacts] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    readings: dict[str, FeedReading] = field(default_factory=dict)
    article: ArticleFacts | None = None

    async def visit(self, ask: Ask) -> None:
        """Ask for everything, one after another."""
        for feed in self.source.feeds:
            self.lists.append(await self._list(ask, feed))
        if entry := await self._best(ask):
            self.article = await self._read_article(ask, entry)

    def facts(self, unfinished: str = "") -> SourceFacts:
        """Return what is known so far."""
        return SourceFacts(
            name=one_line(self.source.name, _LINE),
            url=without_keys(self.source.url),
            country=self.source.country,
            timezone=self.source.timezone,
            at=self.looker.now(),
            lists=tuple(self.lists),
            hosts=tuple(self.hosts.values()),
            article=self.article,
            unfinished=unfinished,
        )

    # --- robots.txt

    async def _allowed(self, ask: Ask, url: str) -> bool:
        """Ask a host for its robots.txt where that is news; say whether it allows an address."""
        host, looker = host_of(url), self.looker
        if not host:
            return True

        async def fetch() -> RobotsFile:
            scheme = url.partition("://")[0]
            heard = await self._hear(ask, FetchKind.FEED, f"{scheme}://{host}/robots.txt")
            file = read_robots(heard.status, heard.body, heard.at)
            looker.hosts[host] = _host(host, file, heard)
            return file

        verdict = await looker.robots.verdict(url, host, looker.now(), fetch)
        looker.slow_down(host, verdict.delay)
        known = self.hosts.get(host) or looker.hosts.get(host) or HostFacts(host)
        forbids = (without_keys(url),) if verdict.permanent else ()
        self.hosts[host] = replace(
            known, crawl_delay=verdict.delay, forbids=(*known.forbids, *forbids)
        )
        return verdict.allowed

    # --- lists

    async def _list(self, ask: Ask, feed: Feed) -> ListFacts:
        """Ask for one list and read it."""
        await self._allowed(ask, feed.url)
        heard = await self._hear(ask, FetchKind(feed.kind), feed.url)
        facts = ListFacts(without_keys(feed.url), feed.kind, **_answered(heard))
        if facts.failure:
            return facts
        try:
            reading = await self._read(ask, heard, feed)
        except ExtractError as error:
            return replace(facts, failure=one_line(str(error), _LINE))
        if not reading.kind:
            wall = challenge(heard)
            return replace(facts, failure=one_line(reading.error, _LINE), challenge=wall)
        self.entries += reading.entries
        self.readings[feed.url] = reading
        if self.looker.recorder is not None:
            self.looker.recorder.linked(entry.url for entry in reading.entries)
        facts = _listed(facts, reading, heard)
        return replace(facts, repeats=await self._repeats(ask, feed, heard))

    async def _read(self, ask: Ask, heard: Heard, feed: Feed) -> FeedReading:
        """Read a list; of an index of sitemaps the first few in its place."""
        reading = await self._parse(heard, feed)
        if reading.kind != "sitemap index":
            return reading
        found: list[Entry] = []
        for url in reading.sitemaps[:MOST_SITEMAPS]:
            await self._allowed(ask, url)
            part = await self._hear(ask, FetchKind.SITEMAP, url)
            if part.status in _USABLE:
                found += (await self._parse(part, feed)).entries
        return replace(reading, entries=tuple(found))

    async def _parse(self, heard: Heard, feed: Feed) -> FeedReading:
        answer = Answer(
            fetch=_fetch(self.source, FetchKind(feed.kind), feed.url),
            url=heard.url,
            body=heard.body,
            at=heard.at,
            content_type=heard.header("Content-Type"),
        )
        return await read_list(self.looker.parser, answer, self.source)

    async def _repeats(self, ask: Ask, feed: Feed, heard: Heard) -> bool | None:
        """Ask again with the validators; None where there are none."""
        etag, modified = heard.header("ETag"), heard.header("Last-Modified")
        if self.once or not (etag or modified):
            return None
        again = replace(
            _fetch(self.source, FetchKind(feed.kind), heard.url), etag=etag, last_modified=modified
        )
        return (await ask(again)).status == _NOT_MODIFIED

    # --- the article

    async def _best(self, ask: Ask) -> Entry | None:
        """Return the newest article that may be fetched; without dates, the first."""
        newest = sorted(self.entries, key=_when, reverse=True)
        for entry in newest[:_CANDIDATES]:
            if await self._allowed(ask, entry.url):
                return entry
        return newest[0] if newest else None

    async def _read_article(self, ask: Ask, entry: Entry) -> ArticleFacts:
        """Fetch an article and read it as the product does."""
        heard = await self._hear(ask, FetchKind.ARTICLE, entry.url)
        facts = ArticleFacts(without_keys(entry.url), **_answered(heard))
        if facts.failure:
            return facts
        try:
            article = await self.looker.extract(page_of(heard, self.source))
        except ExtractError as error:
            return replace(facts, failure=one_line(str(error), _LINE), challenge=challenge(heard))
        return replace(
            facts,
            title=one_line(article.title, _LINE),
            published=article.published
            and replace(article.published, raw=one_line(article.published.raw, _LINE)),
            authors=tuple(one_line(name, _LINE) for name in article.authors),
            language=one_line(article.language, 20),
            length=len(article.text),
            sample=one_line(article.text, SAMPLE),
            is_article=article.is_article,
            paywalled=article.paywalled,
            challenge="" if article.is_article else challenge(heard),
        )

    async def _hear(self, ask: Ask, kind: FetchKind, url: str) -> Heard:
        heard = await ask(_fetch(self.source, kind, url))
        if self.looker.recorder is not None:
            self.looker.recorder.keep(heard)
        return heard


def page_of(heard: Heard, source: Source) -> Page:
    """Return what was heard as a page to read."""
    return Page(
        url=heard.url,
        body=heard.body,
        fetched=heard.at,
        charset=charset_of(heard.header("Content-Type")),
        timezone=source.timezone,
        language=source.language,
        selectors=source.selectors,
    )


def _answered(heard: Heard) -> dict[str, Any]:
    """Return what is to be noted of any answer."""
    usable = heard.status in _USABLE
    failure = heard.failure or ("" if usable else f"http {heard.status}")
    final = without_keys(heard.url) if heard.url != heard.asked else ""
    if failure and final:
        failure = f"{failure} (redirected to {final})"
    return {
        "status": heard.status,
        "failure": one_line(failure, _LINE),
        "challenge": challenge(heard) if failure else "",
        "final_url": one_line(final, _LINE),
        "size": len(heard.body),
        "seconds": round(heard.seconds, 2),
    }


def _listed(facts: ListFacts, reading: FeedReading, heard: Heard) -> ListFacts:
    """Note what a list holds."""
    moments = [moment for entry in reading.entries if (moment := entry.published)]
    newest = max((moment.at for moment in moments), default=None)
    statuses = {status for _, status in heard.hops}
    return replace(
        facts,
        moved_for_good=bool(statuses) and statuses <= _FOR_GOOD,
        content_type=one_line(heard.header("Content-Type"), 100),
        reads_as=reading.kind,
        note=one_line(reading.error, _LINE),
        entries=len(reading.entries),
        dated=len(moments),
        zoneless=sum(map(zoneless, moments)),
        newest=newest,
        age_seconds=None if newest is None else round((heard.at - newest).total_seconds()),
        etag=bool(heard.header("ETag")),
        last_modified=bool(heard.header("Last-Modified")),
    )


def challenge(heard: Heard) -> str:
    """Name the wall that an answer is, "" where it is none."""
    if heard.header("cf-mitigated"):
        return "Cloudflare"
    beginning = heard.body[:_BEGINNING].lower()
    if b"<html" not in beginning:
        return ""
    return next(
        (name for name, words in _CHALLENGES.items() if any(word in beginning for word in words)),
        "",
    )


def _host(host: str, file: RobotsFile, heard: Heard) -> HostFacts:
    """Note what a host answered for robots.txt."""
    wrong = "" if file.readable else heard.failure or f"http {heard.status}"
    return HostFacts(
        host=host,
        robots_status=heard.status,
        robots_error=one_line(wrong, _LINE),
        address=heard.address,
        certificate_until=heard.certificate_until,
    )


def _when(entry: Entry) -> float:
    return entry.published.at.timestamp() if entry.published else 0.0


def _fetch(source: Source, kind: FetchKind, url: str) -> Fetch:
    return Fetch(0, kind, url, source.name, host_of(url))
