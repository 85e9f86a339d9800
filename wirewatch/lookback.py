"""Look back: read older lists for what the feeds no longer show.

    backfill ──▶ robots.txt, sitemaps ──▶ indexes ──▶ sitemaps ──▶ articles of a time on
                 none that can be read ──▶ sections, page after page

It is asked for by hand ("what did the Alder Bay Post publish since 1 November?"), or begins
by itself where a feed's window had nothing in common with the one before: what lay between
was never shown to us.  Each list is a fetch of its own in the same table as all others, so
robots.txt, the gate, the guard and the leases hold for it, and after a kill it goes on.
What is new goes first everywhere: of a host's errands these take the places that are left.

What was asked for by hand is backlog: nobody is told of it.  What an overflow lost may be
told of, if it is still fresh; a report of which neither list nor page says when it was
published is not.  What to read and take is decided in `crawler.older`, which knows no network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import structlog

from archive.backfills import ASKED, Backfill, Backfills, OlderList
from archive.frontier import Frontier, HostRow, Listed
from archive.shapes import Shapes
from crawler import older
from crawler.answers import Answer, Failure
from crawler.due import page_again
from crawler.urls import absolute, host_of, url_key
from news.errors import ExtractError
from news.moment import Clock
from news.source import Entry, FeedKind, FeedReading, Fetch, FetchKind, Shape, Source
from wirewatch.writer import Writer

log = structlog.get_logger("collect")

KINDS = frozenset({FetchKind.BACKFILL, FetchKind.OLDER})
# Pages that take longer than this to come are told with the list's own words.
_LIST_TEXT_AFTER = timedelta(hours=1)


class Parser(Protocol):
    """What reads lists, in killable workers."""

    async def sitemap(
        self,
        body: bytes,
        *,
        url: str,
        timezone: str,
        language: str,
        now: datetime,
        most: int | None = None,
    ) -> FeedReading:
        """Read a sitemap, the newest `most` of its entries, or an index of sitemaps."""

    async def section(
        self,
        body: bytes,
        *,
        url: str,
        source: Source,
        now: datetime,
        shapes: Sequence[Shape] = (),
    ) -> FeedReading:
        """Read a section page."""


class Lookback:
    """Takes what older lists answer."""

    def __init__(
        self,
        frontier: Frontier,
        backfills: Backfills,
        shapes: Shapes,
        writer: Writer,
        *,
        parser: Parser,
        clock: Clock,
    ) -> None:
        self._frontier, self._backfills, self._shapes = frontier, backfills, shapes
        self._writer, self._parser, self._clock = writer, parser, clock

    async def read(self, answer: Answer, source: Source) -> None:
        """Take an older list: what it names of the wanted time, and the lists it leads to."""
        fetch = answer.fetch
        if _path(fetch.url) == older.ROBOTS:
            await self._left(fetch, source, answer.at, more=_named(fetch, source, answer.body))
            return
        backfill = await self._backfill(fetch)
        if backfill.ended is not None:
            return
        try:
            reading = await self._reading(answer, source)
        except ExtractError as error:
            reading = FeedReading("", error=str(error))
        if not reading.kind:
            await self.failed(fetch, source, Failure(reading.error, permanent=True))
            return
        bounds = _bounds(backfill)
        walked = older.Walked(
            backfill.lists + 1, backfill.found, backfill.size + len(answer.body), backfill.asked
        )
        taken = older.entries_to_take(reading, backfill.since)
        listed = _newest_first(taken)[: max(0, bounds.articles - backfill.found)]
        found = await self._writer.do(
            self._frontier.older_read,
            fetch,
            listed,
            lambda new: _onward(fetch, reading, backfill, new),
            answer.at,
            size=len(answer.body),
            stop=lambda new: older.too_far(
                replace(walked, articles=walked.articles + new), bounds, answer.at
            ),
            instead=sections(source),
            match_feed_text_at=answer.at + _LIST_TEXT_AFTER,
        )
        log.info("older list read", source=source.name, url=fetch.url, articles=found)

    async def failed(self, fetch: Fetch, source: Source, failure: Failure) -> None:
        """Take note that an older list could not be had; another way may be left."""
        now = self._clock.now()
        again = page_again(fetch.tries, failure, now)
        where = {"source": source.name, "url": fetch.url, "reason": failure.reason}
        log.warning("older list failed", **where, given_up=again is None)
        if again is not None:
            await self._writer.do(self._frontier.older_again, fetch, failure.reason, again)
            return
        if _path(fetch.url) == older.ROBOTS:
            await self._left(fetch, source, now, more=_named(fetch, source, b""))
            return
        # That nothing is where we, or a front page, guessed something is nothing to report.
        guessed = _path(fetch.url) in older.GUESSES or (
            fetch.kind is FetchKind.OLDER and fetch.depth
        )
        note = "" if guessed else f"{failure.reason}: {fetch.url}"
        await self._left(fetch, source, now, note=note)

    async def _left(
        self,
        fetch: Fetch,
        source: Source,
        now: datetime,
        *,
        note: str = "",
        more: Sequence[OlderList] = (),
    ) -> None:
        """Leave a list that has no entries for us, for others that may."""
        await self._writer.do(
            self._frontier.older_left,
            fetch,
            now,
            note=note,
            more=more,
            instead=sections(source),
        )

    async def _backfill(self, fetch: Fetch) -> Backfill:
        assert fetch.backfill_id is not None  # noqa: S101  such fetches have one
        return await self._writer.do(self._backfills.get, fetch.backfill_id)

    async def _reading(self, answer: Answer, source: Source) -> FeedReading:
        fetch, body, url = answer.fetch, answer.body, answer.url
        if fetch.kind is FetchKind.OLDER:
            shapes = await self._writer.do(self._shapes.known, source.name)
            return await self._parser.section(
                body, url=url, source=source, now=answer.at, shapes=shapes
            )
        return await self._parser.sitemap(
            body,
            url=url,
            timezone=source.timezone,
            language=source.language,
            now=answer.at,
            most=older.MOST_ENTRIES,
        )


def first_lists(source: Source, hosts: Mapping[str, HostRow]) -> list[OlderList]:
    """Return where looking back begins: the sitemaps that we know of, and where to find more."""
    home = _home(source)
    row = hosts.get(host_of(home))
    maps = [feed.url for feed in source.feeds if feed.kind is FeedKind.SITEMAP]
    if row is None or row.robots_status is None:
        return _lists([*maps, urljoin(home, older.ROBOTS)])
    text = row.robots or "" if row.robots_status < 300 else ""  # noqa: PLR2004  HTTP
    return _lists([*maps, *_in_robots(home, text, guess=not maps)])


def sections(source: Source) -> list[OlderList]:
    """Return the pages whose older pages are read where no sitemap can be."""
    pages = [feed.url for feed in source.feeds if feed.kind is FeedKind.SECTION]
    return _lists(pages or [urljoin(_home(source), "/")], FetchKind.OLDER)


def _named(fetch: Fetch, source: Source, robots: bytes) -> list[OlderList]:
    """Return the sitemaps that a robots.txt leads to."""
    configured = any(feed.kind is FeedKind.SITEMAP for feed in source.feeds)
    text = robots.decode("utf-8-sig", "replace")
    return _lists(_in_robots(fetch.url, text, guess=not configured))


def _in_robots(url: str, text: str, *, guess: bool) -> list[str]:
    """Return the sitemaps that a robots.txt names, else where one is found most often."""
    named = [found for one in older.named_sitemaps(text) if (found := absolute(url, one))]
    return named or ([urljoin(url, path) for path in older.GUESSES] if guess else [])


def _onward(fetch: Fetch, reading: FeedReading, backfill: Backfill, new: int) -> list[OlderList]:
    """Return the lists that a list leads to, having brought so many new articles."""
    match reading.kind:
        case "sitemap index" if fetch.depth < older.DEPTH:
            return _lists(older.lists_to_read(reading, backfill.since))
        case "section" if older.goes_on(reading, backfill.since, fetch.depth, new):
            # A front page that stands for sections leads to them.
            front = fetch.depth == 0 and _path(fetch.url) == "/"
            onward = reading.onward if front else ()
            return _lists([*reading.older, *onward], FetchKind.OLDER)
    return []


def _lists(urls: Sequence[str], kind: FetchKind = FetchKind.BACKFILL) -> list[OlderList]:
    return [OlderList(url, host_of(url), kind) for url in dict.fromkeys(urls)]


def _home(source: Source) -> str:
    return source.url or source.feeds[0].url


def _path(url: str) -> str:
    return urlsplit(url).path


def _bounds(backfill: Backfill) -> older.Bounds:
    return older.ASKED if backfill.cause == ASKED else older.OVERFLOW


def _newest_first(entries: Sequence[Entry]) -> list[Listed]:
    """Give each entry its identity; the newest first, for they are wanted first."""

    def when(entry: Entry) -> float:
        moment = entry.published or entry.updated
        return moment.at.timestamp() if moment else 0.0

    listed = {url_key(entry.url): entry for entry in sorted(entries, key=when, reverse=True)}
    return [Listed(entry, key, host_of(entry.url)) for key, entry in listed.items()]
