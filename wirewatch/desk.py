"""The collecting desk: what a wave brings is decided here and made durable.

    wave ──Answer──▶ parse (pool) ──▶ decide (crawler.due) ──▶ remember (archive, writer)

It fits `crawler.spider.Desk`.  Every call returns when its work is committed.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from archive.backfills import Backfills
from archive.bodies import Bodies
from archive.database import ArchiveError
from archive.frontier import Address, Brought, Frontier, HostRow, Listed, Polled
from archive.shapes import Shapes
from crawler.answers import Answer, Failure
from crawler.due import RECHECKS, next_poll, out_of_step, page_again, poll_again
from crawler.gate import Gate
from crawler.older import lists_to_read, overflowed
from crawler.rhythm import address_of, after_failure, after_list, after_same
from crawler.robots import RobotsFile
from crawler.urls import host_of, lasting_guid, url_key
from news.absence import Verdict
from news.article import Page
from news.errors import ExtractError
from news.failpoint import failpoint
from news.moment import EPOCH, Clock, micros
from news.source import Entry, FeedReading, Fetch, FetchKind, Past, Shape, Source
from wirewatch import lookback
from wirewatch.writer import Writer

log = structlog.get_logger("collect")

# One feed may bring this many pages into its own wave; the rest stay due.
BUDGET = 25
# Of the sitemaps that an index names, the first so many are read with it.
MOST_SITEMAPS = 3
_WHOLE_EVERY = 8  # conditional polls of a part between two whole ones
_MOST_KNOWN_PARTS = 5_000  # a few hundred bytes each
# Of the further pages that a spider written by hand names, so many are read at each poll.
MOST_PARTS = 5
# Pages that take longer than this to come are told with the feed's own words.
FEED_TEXT_AFTER = timedelta(minutes=10)
# Long enough for a wave in a host's slow lane; in real seconds.
LEASE_SECONDS = 360.0


_HOME = Failure("its address leads to the home page now", permanent=True)


class Parser(lookback.Parser, Protocol):
    """What parses the bytes of feeds, in killable workers."""

    async def feed(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str,
        timezone: str,
        language: str,
        now: datetime,
    ) -> FeedReading:
        """Read RSS, Atom, RDF or JSON Feed."""


@dataclass(frozen=True)
class Store:
    """Where the desk keeps things."""

    frontier: Frontier
    backfills: Backfills
    shapes: Shapes
    bodies: Bodies
    writer: Writer


@dataclass(frozen=True)
class _KnownPart:
    """By what a part of a list is known again; `asked` counts the polls since it came whole."""

    etag: str
    last_modified: str
    url: str
    body_hash: str
    asked: int = 0


class CollectDesk:
    """Takes what waves bring."""

    def __init__(
        self,
        store: Store,
        parser: Parser,
        gate: Gate,
        clock: Clock,
        sources: Sequence[Source],
        *,
        page_came: Callable[[], None],
    ) -> None:
        self._store, self._parser, self._gate, self._clock = store, parser, gate, clock
        self._sources = {source.name: source for source in sources}
        self._page_came = page_came
        self._lookback = lookback.Lookback(
            store.frontier,
            store.backfills,
            store.shapes,
            store.writer,
            parser=parser,
            clock=clock,
        )
        self._hosts: dict[str, HostRow] = {}
        self._known_parts: dict[str, _KnownPart] = {}
        self.seen: Counter[str] = Counter()
        # What could not be noted: still claimed, though nobody is at it.
        self.undone: set[int] = set()

    def follow(self, sources: Sequence[Source]) -> None:
        """Know these sources from now on; waves under way still ask for earlier ones."""
        self._sources |= {source.name: source for source in sources}

    def remember_hosts(self, rows: Sequence[HostRow]) -> None:
        """Begin with what the archive knows of hosts."""
        now = self._clock.now()
        for row in rows:
            self._hosts[row.host] = row
            if row.blocked_until is not None and row.blocked_until > now:
                self._gate.pause(row.host, (row.blocked_until - now).total_seconds())

    async def polled(self, answer: Answer) -> Sequence[Fetch]:
        """Take a feed's answer; return the new articles to fetch now."""
        fetch, source = answer.fetch, self._sources[answer.fetch.source]
        if fetch.kind in lookback.KINDS:
            with self._noting(fetch):
                await self._lookback.read(answer, source)
            return ()
        self.seen["polls"] += 1
        await self._certified(answer)
        if _leads_home(answer):
            await self.failed(fetch, _HOME)
        elif answer.unchanged or _digest(answer) == fetch.body_hash:
            await self._same(answer, source)
        elif (reading := await self._reading(answer, source)) is not None:
            if reading.kind == "sitemap index":
                return await self._parts(answer, reading)
            return await self._listed(answer, source, reading)
        return ()

    async def _same(self, answer: Answer, source: Source) -> None:
        """Take a 304, or the same bytes again."""
        self.seen["unchanged"] += 1
        past = after_same(_past(answer.fetch), answer, source)
        left = _left_behind(answer, past, answer.fetch.body_hash)
        with self._noting(answer.fetch):
            await self._store.writer.do(
                self._store.frontier.unchanged, answer.fetch, left, answer.at
            )
        self._know_part(answer)

    async def _reading(self, answer: Answer, source: Source) -> FeedReading | None:
        """Read a list; None, and noted, where it is none."""
        try:
            reading = await self._read(answer, source)
        except ExtractError as error:
            reading = FeedReading("", error=str(error))
        if reading.kind:
            return reading
        await self.failed(answer.fetch, Failure(reading.error))
        return None

    async def _listed(
        self, answer: Answer, source: Source, reading: FeedReading
    ) -> Sequence[Fetch]:
        """Take the entries of a list; return the new articles to fetch now."""
        fetch, listed = answer.fetch, list_entries(reading.entries)
        further = [self._part(fetch, url) for url in _onward(fetch, source, reading)]

        def lost(brought: Brought) -> bool:
            # A part of a list shares nothing with the other parts.
            before = _past(fetch).listed
            return not fetch.depth and overflowed(len(listed), brought.known, before)

        def settle(brought: Brought) -> Polled:
            fresh, gap = len(listed) - brought.known, lost(brought)
            past = after_list(_past(fetch), answer, reading, source, fresh=fresh, overflowed=gap)
            left = _left_behind(answer, past, _digest(answer))
            if gap:
                lists = lookback.first_lists(source, self._hosts)
                left = replace(left, overflow=tuple(lists))
            # The validators of a part would hide the whole.
            return replace(left, etag="", last_modified="", body_hash="") if further else left

        with self._noting(fetch):
            brought = await self._store.writer.do(
                self._store.frontier.polled,
                fetch,
                listed,
                settle,
                answer.at,
                lease_until=self._clock.after_real(LEASE_SECONDS),
                budget=BUDGET,
                match_feed_text_at=answer.at + FEED_TEXT_AFTER,
            )
        self._know_part(answer)
        if lost(brought):
            log.warning("window overflowed", source=source.name, feed=fetch.url)
        if brought.new:
            log.info("new", source=source.name, articles=brought.new, feed=fetch.url)
        return [*brought.fetches, *further]

    async def _read(self, answer: Answer, source: Source) -> FeedReading:
        """Read a list, a section page with what is known of its source's addresses."""
        shapes: Sequence[Shape] = ()
        if answer.fetch.kind is FetchKind.SECTION:
            shapes = await self._store.writer.do(self._store.shapes.known, source.name)
        return await read_list(self._parser, answer, source, shapes)

    async def _parts(self, answer: Answer, reading: FeedReading) -> Sequence[Fetch]:
        """Return the first sitemaps of an index, to be read in its place, in the same wave."""
        if answer.fetch.depth:
            await self.failed(answer.fetch, Failure("this is an index inside a sitemap index"))
            return ()
        if not reading.sitemaps:
            await self.failed(answer.fetch, Failure("this sitemap index names no sitemap"))
            return ()
        # The newest; where no order is told, those that come first.
        best = lists_to_read(reading, EPOCH) or reading.sitemaps
        return [self._part(answer.fetch, url) for url in best[:MOST_SITEMAPS]]

    def _part(self, fetch: Fetch, url: str) -> Fetch:
        """Ask for a part of a list in the list's name, with the validators that the part gave.

        Now and then without: some outlets say for ever that nothing is new.
        """
        part, known = _bare_part(fetch, url), self._known_parts.get(url)
        if known is None or known.asked >= _WHOLE_EVERY:
            return part
        return replace(
            part, etag=known.etag, last_modified=known.last_modified,
            validators_url=known.url, body_hash=known.body_hash,
        )  # fmt: skip

    def _know_part(self, answer: Answer) -> None:
        """Remember by what the part of a list is known again, once what it listed is stored.

        In memory only: after a crash all parts are asked for whole.
        """
        if not answer.fetch.depth:
            return
        url = answer.fetch.url
        before = self._known_parts.pop(url, None)
        if answer.unchanged or (before and before.body_hash == _digest(answer)):
            if before is not None:
                self._known_parts[url] = replace(before, asked=before.asked + 1)
            return
        while len(self._known_parts) >= _MOST_KNOWN_PARTS:
            del self._known_parts[next(iter(self._known_parts))]
        self._known_parts[url] = _KnownPart(
            answer.etag, answer.last_modified, answer.url, _digest(answer)
        )

    async def page(self, answer: Answer) -> None:
        """Take an article's page: its bytes first, then the row that refers to them."""
        if _leads_home(answer):
            await self.failed(answer.fetch, replace(_HOME, absent=answer.moved))
            return
        if answer.unchanged:
            with self._noting(answer.fetch):
                await self._store.writer.do(
                    self._store.frontier.page_unchanged, answer.fetch, answer.at, RECHECKS
                )
            return
        source = self._sources.get(answer.fetch.source)
        page = Page(
            url=answer.url,
            body=answer.body,
            fetched=answer.at,
            charset=answer.charset,
            timezone=source.timezone if source else "",
        )
        with self._noting(answer.fetch):
            await self._store.writer.do(self._keep, answer, page)
        self.seen["pages"] += 1
        self._page_came()

    async def failed(self, fetch: Fetch, failure: Failure) -> None:
        """Take note that a fetch failed, and decide when to try again."""
        now = self._clock.now()
        self.seen["failed"] += 1
        if fetch.kind in lookback.KINDS:
            with self._noting(fetch):
                await self._lookback.failed(fetch, self._sources[fetch.source], failure)
            return
        if fetch.article_id is None:
            source = self._sources[fetch.source]
            if fetch.depth:  # a sitemap that an index named does not speak for the index
                failure = replace(failure, gone=False)
            past = _past(fetch)
            due = poll_again(source, past, failure, now, jitter=_jitter())
            where = {"source": fetch.source, "url": fetch.url, "reason": failure.reason}
            log.warning("feed failed", **where, next=due.isoformat(timespec="seconds"))
            with self._noting(fetch):
                await self._store.writer.do(
                    self._store.frontier.feed_failed,
                    fetch,
                    failure.reason,
                    due,
                    now,
                    failure.weight,
                    past=(learned := after_failure(past, fetch, failure, now)),
                    address=_moved_to(learned, fetch),
                )
            return
        if failure.absent and fetch.kind is FetchKind.RECHECK and await self._is_absent(fetch, now):
            return
        again = page_again(fetch.tries, failure, now)
        where = {"source": fetch.source, "url": fetch.url, "reason": failure.reason}
        log.info("page failed", **where, given_up=again is None)
        with self._noting(fetch):
            await self._store.writer.do(
                self._store.frontier.page_failed, fetch, failure.reason, again, now
            )
        if again is None:
            self._page_came()

    async def _is_absent(self, fetch: Fetch, now: datetime) -> bool:
        """Note that a page that was had is gone; False where that is a failure like another."""
        with self._noting(fetch):
            verdict = await self._store.writer.do(self._store.frontier.page_absent, fetch, now)
        if verdict is None:
            return False
        log.info("page gone", source=fetch.source, url=fetch.url, means=verdict.value)
        if verdict is Verdict.WITHDRAWN:
            self._page_came()
        return True

    async def released(self, fetch: Fetch) -> None:
        """Take back a fetch that was not tried, because the process stops."""
        await self._store.writer.do(self._store.frontier.release, [fetch.id])

    async def robots_read(self, host: str, file: RobotsFile) -> None:
        """Keep a host's robots.txt."""
        row = replace(
            self._host(host), robots=file.text, robots_status=file.status, robots_at=file.at
        )
        await self._remember(row)

    async def paused(self, host: str, seconds: float) -> None:
        """Keep that a host asked for a pause; until then none of its fetches is due."""
        until = self._clock.now() + timedelta(seconds=seconds)
        log.warning("host asks for a pause", host=host, until=until.isoformat(timespec="seconds"))
        await self._remember(replace(self._host(host), blocked_until=until))

    async def _certified(self, answer: Answer) -> None:
        """Keep how long a host's certificate is good, where that is new."""
        row = self._host(host_of(answer.url))
        known = (row.certificate_from, row.certificate_until)
        if answer.certificate is not None and answer.certificate != known:
            begin, end = answer.certificate
            await self._remember(replace(row, certificate_from=begin, certificate_until=end))

    @contextmanager
    def _noting(self, fetch: Fetch) -> Iterator[None]:
        """Remember which fetches an archive that was locked or full could not note."""
        try:
            yield
        except ArchiveError:
            self.undone.add(fetch.id)
            raise

    async def _remember(self, row: HostRow) -> None:
        self._hosts[row.host] = row
        await self._store.writer.do(self._store.frontier.remember_host, row)

    def _host(self, host: str) -> HostRow:
        return self._hosts.get(host) or HostRow(host)

    def _keep(self, answer: Answer, page: Page) -> None:
        digest = self._store.bodies.put(page.body, micros(page.fetched))
        failpoint("body-stored")
        # What to ask its next recheck with.
        fetch = replace(
            answer.fetch,
            etag=answer.etag,
            last_modified=answer.last_modified,
            validators_url=answer.url,
        )
        self._store.frontier.page_stored(fetch, page, digest, RECHECKS)


async def read_list(
    parser: Parser, answer: Answer, source: Source, shapes: Sequence[Shape] = ()
) -> FeedReading:
    """Read what a feed, a sitemap or a section answered; ExtractError where that fails."""
    kind, body, url = answer.fetch.kind, answer.body, answer.url
    zone, language, now = source.timezone, source.language, answer.at
    if kind is FetchKind.SITEMAP:
        return await parser.sitemap(body, url=url, timezone=zone, language=language, now=now)
    if kind is FetchKind.SECTION:
        return await parser.section(body, url=url, source=source, now=now, shapes=shapes)
    return await parser.feed(
        body,
        url=url,
        content_type=answer.content_type,
        timezone=zone,
        language=language,
        now=now,
    )


def list_entries(entries: Sequence[Entry]) -> list[Listed]:
    """Give each entry its identity, newest last, so that row ids grow with time.

    A guid that a feed gives to several entries identifies none of them; what only counts
    revisions is no part of it.
    """
    entries = [replace(entry, guid=lasting_guid(entry.guid)) for entry in entries]
    guids = Counter(entry.guid for entry in entries)
    listed: dict[str, Listed] = {}
    for entry in entries:
        own = entry if guids[entry.guid] == 1 else replace(entry, guid="")
        key = url_key(entry.url)
        listed.setdefault(key, Listed(own, key, host_of(entry.url)))
    oldest_first = list(listed.values())[::-1]
    return sorted(
        oldest_first,
        key=lambda item: item.entry.published.at.timestamp() if item.entry.published else 0.0,
    )


def _digest(answer: Answer) -> str:
    return hashlib.sha256(answer.body).hexdigest()


def _onward(fetch: Fetch, source: Source, reading: FeedReading) -> Sequence[str]:
    """Return the further pages of a list in parts, as the spider of its source knows them."""
    if not source.site or fetch.depth:
        return ()
    return reading.onward[:MOST_PARTS]


def _bare_part(fetch: Fetch, url: str) -> Fetch:
    """Return the fetch of a part of a list in the list's name, with no validators."""
    bare = replace(fetch, etag="", last_modified="", validators_url="", body_hash="")
    return replace(bare, url=url, host=host_of(url), depth=1)


def _past(fetch: Fetch) -> Past:
    return fetch.past or Past(fetch.url)


def _left_behind(answer: Answer, past: Past, digest: str) -> Polled:
    """Say what a good poll leaves behind."""
    fetch = answer.fetch
    before = _past(fetch)
    spread = out_of_step(before, answer.at)
    due = next_poll(past, answer.at, jitter=_jitter(), spread=spread)
    if fetch.depth:  # a part of a list speaks for the whole only where it brought something new
        news = past if past.new_at != before.new_at else None
        return Polled("", "", "", due, past=news)
    kept = (
        answer.etag or (fetch.etag if answer.unchanged else ""),
        answer.last_modified or (fetch.last_modified if answer.unchanged else ""),
        digest,
        due,
        answer.url,
    )
    return Polled(*kept, past, _moved_to(past, fetch))


def _moved_to(past: Past, fetch: Fetch) -> Address | None:
    """Return where to poll a feed from now on, None where it was polled this time."""
    url = address_of(past, fetch.url)
    return None if url == fetch.url or fetch.depth else Address(url, host_of(url))


def _leads_home(answer: Answer) -> bool:
    """Say whether an address led to a site's home page: what was there is there no more."""
    asked, got = (urlsplit(url) for url in (answer.fetch.url, answer.url))
    home = {"", "/"}
    return got.path in home and not got.query and (asked.path not in home or bool(asked.query))


def _jitter() -> float:
    return random.uniform(-1, 1)  # noqa: S311  spreads load, guards nothing
