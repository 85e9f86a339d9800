"""The three loops.  Start reading here.

    collect   due fetches ──wave──▶ entries and pages, durable before the next step
    read      unread pages ──extract (pool)──▶ understand ──▶ place ──▶ findings
    send      findings ──route──▶ messages ──brake──▶ now | later | one digest
              ──render, freeze, send──▶ sent | retry | dead

Each works in rounds that do what is waiting (a round of collecting is a wave, and waves
overlap); who runs the rounds, here a ticker, one day the workers of an engine, is not
their business.  Work is claimed under a lease and each step is idempotent, so a round may
die at any instant and the next one takes up what it left.  Each loop knows the others only
through the archive.
"""

from __future__ import annotations

import asyncio
import gc
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from alerts.choices import with_links
from alerts.deliver import Channel, Dead, Outcome, Retry, Sent, attempt, message_id, next_try
from alerts.render import render
from alerts.route import addresses, caretakers, hushed, route
from alerts.signed import Signer
from archive import boilerplate, parts, shapes, stories
from archive.bodies import Bodies
from archive.database import ArchiveError, Database
from archive.frontier import Frontier
from archive.memory import Box, Memory, Unread, WaitingText
from archive.outbox import Outbox, Outgoing, Unrouted
from archive.parts import Onward
from archive.stories import Shelf
from archive.telling import Nothing
from crawler.shapes import shape_of
from crawler.urls import host_of, url_key
from crawler.waves import Waves
from monitor.match import Matcher
from monitor.place import Arrival, Placed, place
from monitor.recurring import idle
from monitor.threads import Following, Threads, opens
from monitor.understand import understand
from news.alert import Addressed, Rendered, facts_of
from news.article import UNCHANGED, Article, Page
from news.boilerplate import cut, present
from news.errors import ChannelError, ExtractError
from news.fact import Notify
from news.failpoint import failpoint
from news.finding import Subject
from news.moment import Clock
from news.mute import Mute
from news.reading import Reading
from news.source import NO_SELECTORS, Fetch, Selectors
from news.watch import Recipient, Route
from wirewatch.braking import Brakes
from wirewatch.desk import LEASE_SECONDS
from wirewatch.whole import Whole, read_whole
from wirewatch.writer import Writer

log = structlog.get_logger("read")
send_log = structlog.get_logger("send")

WAVE = 40  # fetches in one wave
# At a time.  A wave lasts as long as its slowest host, so that each host that hangs may hold up
# one; those that wait need little: a session, no socket, a place in the gate.
WAVES = 64
PER_HOST = 10  # pages of one host under way, for they go one by one
BATCH = 50
MOST_TRIES = 3  # of a page that breaks its reader
READ_LEASE = 120.0  # real seconds
SEND_LEASE = 120.0
# Where one message was refused for now, those behind it wait so long: less than the refused
# one does, so that they go before it and it alone cannot block the way.
BREATH = timedelta(seconds=20)
LOOK = 1.0  # real seconds between two looks at what is due while a server keeps us waiting


class Extractor(Protocol):
    """What turns bytes into articles, in killable workers."""

    async def extract(self, page: Page) -> Article:
        """Return the page's article, or raise ExtractError."""


@dataclass
class Collect:
    """Fetches what is due."""

    frontier: Frontier
    waves: Waves
    writer: Writer
    clock: Clock

    only: Sequence[str] = ()

    async def claim(self) -> list[Fetch]:
        """Claim what one wave can fetch of what is due; nothing while too many waves run."""
        if self.waves.running >= WAVES:
            return []
        return await self.writer.do(
            self.frontier.lease,
            self.clock.now(),
            self.clock.after_real(LEASE_SECONDS),
            WAVE,
            PER_HOST,
            self.only,
        )

    async def crawl(self, fetches: Sequence[Fetch]) -> None:
        """Fetch them, and what they bring to light, in one wave."""
        await self.waves.crawl(fetches)


@dataclass
class Read:
    """Reads what has come."""

    database: Database
    box: Box
    bodies: Bodies
    extractor: Extractor
    matcher: Matcher
    writer: Writer
    clock: Clock
    max_age: timedelta
    selectors: Mapping[str, Selectors] = field(default_factory=dict)
    parallel: int = 4
    # The stories of the last weeks; None where none are followed.
    threads: Threads | None = None
    # How often each feed text has failed: they have no lease that could count.
    broken: Counter[int] = field(default_factory=Counter)
    # How many articles of each source were read since somebody learned from them.
    fresh: Counter[str] = field(default_factory=Counter)

    async def adopt(self, matcher: Matcher, max_age: timedelta) -> None:
        """Read under another watchlist from now on.

        The change takes its turn among what is remembered: whatever is placed after it was
        matched under the new watchlist, and whatever was placed before it is in the archive,
        where the refill finds it.  No article falls between the two.
        """
        await self.writer.do(self._adopt, matcher, max_age)

    def _adopt(self, matcher: Matcher, max_age: timedelta) -> None:
        self.matcher, self.max_age = matcher, max_age

    async def round(self) -> int:
        """Read what waits: pages, and feed texts whose page will not come; count them."""
        if self.threads is not None and not self.threads.is_ready:
            # Beside the writer: of a hundred thousand articles it takes a minute.
            await asyncio.to_thread(self._take_up, self.threads)
        now = self.clock.now()
        until = self.clock.after_real(READ_LEASE)
        pages = await self.writer.do(self.box.take_pages, now, until, BATCH)
        places = asyncio.Semaphore(self.parallel)
        done = await asyncio.gather(
            *[self._page(page, places) for page in pages], return_exceptions=True
        )
        texts = await self.writer.do(self.box.take_texts, now, BATCH)
        done += await asyncio.gather(
            *[self._feed_text(text) for text in texts], return_exceptions=True
        )
        for failure in done:
            if failure is not None:
                raise failure  # after all the others are done
        return len(pages) + len(texts)

    async def _page(self, unread: Unread, places: asyncio.Semaphore) -> None:
        async with places:
            whole = await self._whole(unread)
        if whole is None:
            return
        try:
            if whole.article is None:
                await self.writer.do(self._put_off, unread, whole.onward)
                return
            article, lines = await self.bare(whole.article, unread.source)
            reading = self._traced(understand(article, self.matcher), unread.fetched)
            placed = await self._remember(self._place_page, reading, unread, whole.onward, lines)
            self.fresh[unread.source] += placed.first
        except ArchiveError:
            raise  # the disk's fault: the page comes again when its lease ends
        except Exception as error:  # noqa: BLE001  one page must not stop the others
            await self._unreadable(unread, f"{type(error).__name__}: {error}")

    async def _whole(self, unread: Unread) -> Whole | None:
        """Read a page, and the other parts of its article; None, and noted, if it cannot be."""
        try:
            own = await self._article(unread)
            return None if own is None else await read_whole(unread, own, self._article)
        except ExtractError as error:
            await self._unreadable(unread, str(error))
            return None

    async def _article(self, unread: Unread) -> Article | None:
        """Extract a page's article; None, and noted, if its bytes are gone."""
        if not unread.kept:
            return None
        body = await self.writer.do(self.bodies.get, unread.sha256)
        if body is None:
            await self.writer.do(self.box.lost_body, unread, host_of(unread.url), self.clock.now())
            return None
        page = Page(
            url=unread.url,
            body=body,
            fetched=unread.fetched,
            charset=unread.charset,
            timezone=unread.timezone,
            language=unread.language,
            selectors=self.selectors.get(unread.source, NO_SELECTORS),
            part=unread.part,
        )
        return replace(await self.extractor.extract(page), outlet=unread.outlet)

    async def _feed_text(self, text: WaitingText) -> None:
        try:
            reading = understand(text.article, self.matcher)
            reading = self._traced(reading, self.clock.now())
            arrival = Arrival(text.article_id, text.key, revision_id=text.revision_id)
            await self._remember(self._place_text, reading, arrival)
        except ArchiveError:
            raise
        except Exception:
            self.broken[text.revision_id] += 1
            given_up = self.broken[text.revision_id] >= MOST_TRIES
            log.exception("feed text unreadable", url=text.article.url, given_up=given_up)
            if given_up:
                await self.writer.do(self.box.give_up_text, text.revision_id)
                del self.broken[text.revision_id]

    async def bare(self, article: Article, source: str) -> tuple[Article, list[str]]:
        """Return an article without its source's boilerplate, and which of that it has.

        A line that names something tracked by itself stays.
        """
        lines = present(article.text, await self.writer.do(self._dropped, source))
        return cut(article, idle(lines, self.matcher, article.outlet)), list(lines)

    def _dropped(self, source: str) -> frozenset[str]:
        with self.database.read() as connection:
            return boilerplate.dropped(connection, source)

    async def _remember(self, place: Callable[..., Placed], reading: Reading, *what: Any) -> Placed:
        failpoint("read-not-placed")
        placed = await self.writer.do(place, reading, *what)
        failpoint("placed")
        told = [finding.name for finding in placed.findings if not finding.silent]
        if told:
            log.info("found", article=placed.article_id, title=reading.article.title, matches=told)
        return placed

    def _place_text(self, reading: Reading, arrival: Arrival) -> Placed:
        """Remember what a feed's own text says."""
        reading, now = self.current(reading), self.clock.now()
        self._look_back(reading, arrival, now)
        with self.database.write() as connection:
            following = self._following(Shelf(connection))
            placed = place(
                reading, arrival, Memory(connection), now, self.max_age, following=following
            )
        return self._kept(placed)

    def _place_page(
        self, reading: Reading, unread: Unread, onward: Onward | None, lines: Sequence[str]
    ) -> Placed:
        """Remember what a page says, and where its article goes on."""
        reading, now = self.current(reading), self.clock.now()
        key, silent = url_key(reading.article.url), unread.silent
        arrival = Arrival(unread.article_id, key, unread.page_id, silent=silent)
        self._look_back(reading, arrival, now)
        with self.database.write() as connection:
            memory = Memory(connection)
            if unread.part > 1 and not silent:
                article_id = memory.known(unread.article_id).id
                if parts.go_on(connection, article_id, onward, now):
                    memory.page_read(unread.page_id, parts.GOES_ON, now)
                    return Placed(article_id, None, note=parts.GOES_ON)
            following = self._following(Shelf(connection))
            placed = place(reading, arrival, memory, now, self.max_age, following=following)
            if unread.part == 1 and not silent:
                changed, same = placed.revision_id is not None, placed.note == UNCHANGED
                if changed or same:
                    parts.want(connection, placed.article_id, onward, now, changed=changed)
                # A page that says what it said before teaches nothing new.
                if (shape := shape_of(unread.listed)) and not same:
                    good = reading.article.is_article and not reading.article.is_list
                    shapes.learn(connection, placed.article_id, shape, now, is_article=good)
            if lines and placed.first:
                boilerplate.seen(connection, placed.article_id, lines, now)
        return self._kept(placed)

    def _take_up(self, threads: Threads) -> None:
        """Take up the stories of the last weeks, as the archive has them: only we add to them."""
        threads.prepare()
        since = opens(self.clock.now())
        with self.database.read() as connection:
            corrected = stories.last_correction(connection)
            threads.load(stories.kept(connection, since), corrected, since)
        log.info("stories taken up", articles=len(threads))
        # They stay for weeks: what looks for garbage need not go through them.
        gc.collect()
        gc.freeze()

    def _look_back(self, reading: Reading, arrival: Arrival, now: datetime) -> None:
        """Have the stories of an old report's days at hand before anything is written.

        They are read for a while; no other writer shall wait for that.
        """
        if self.threads is None or reading.traits is None:
            return
        self.threads.move_on(now)
        with self.database.read() as connection:
            published = reading.article.published
            if published is None:
                published = Memory(connection).known(arrival.article_id).published
            at = published.at if published else reading.traits.features.at
            if not self.threads.at_hand(at):
                self.threads.look_back(stories.around(connection, at))

    def _traced(self, reading: Reading, at: datetime) -> Reading:
        """Return a reading with what is compared of it, where stories are followed."""
        if self.threads is None:
            return reading
        return replace(reading, traits=self.threads.traits(reading, at))

    def _following(self, shelf: Shelf) -> Following | None:
        if self.threads is None:
            return None
        return Following(self.threads, shelf, self.matcher.gauges)

    def _kept(self, placed: Placed) -> Placed:
        """Remember in memory, too, what the archive remembers by now of an article's story."""
        if self.threads is not None and placed.thread is not None:
            self.threads.keep(placed.article_id, placed.thread)
        return placed

    def _put_off(self, unread: Unread, onward: Onward | None) -> None:
        """Leave an article as it is, because a part of it is gone, and let that be fetched."""
        now = self.clock.now()
        with self.database.write() as connection:
            if not unread.silent:
                parts.want(connection, unread.article_id, onward, now, changed=unread.part == 1)
            Memory(connection).page_read(unread.page_id, parts.GONE, now)

    def current(self, reading: Reading) -> Reading:
        """Match a reading again that was made under an older watchlist; for the writer only."""
        if reading.watchlist == self.matcher.version:
            return reading
        return replace(understand(reading.article, self.matcher), traits=reading.traits)

    async def _unreadable(self, unread: Unread, error: str) -> None:
        given_up = await self.writer.do(
            self.box.failed, unread, error, self.clock.now(), most_tries=MOST_TRIES
        )
        log.warning("page unreadable", url=unread.url, error=error, quarantined=given_up)


_TRACKED = frozenset({Subject.TOPIC, Subject.PERSON, Subject.FIGURE})
_FOLLOWS = 10.0  # real seconds in which every process follows an edit: it looks every two


@dataclass
class Send:
    """Tells what was found."""

    outbox: Outbox
    brakes: Brakes
    routes: Sequence[Route]
    recipients: Mapping[str, Recipient]
    channels: Mapping[str, Channel]
    writer: Writer
    clock: Clock
    archive_url: str
    domain: str
    signer: Signer
    # Of which reports of a story whoever tracks something wants to hear, and how long a message
    # about one waits for more.
    notify: Mapping[tuple[Subject, str], Notify] = field(default_factory=dict)
    group_wait: timedelta = timedelta()
    # What is tracked, as the configuration that we follow says; None for whatever is found.
    tracked: frozenset[tuple[Subject, str]] | None = None
    # Findings of what we do not track yet, and until when they wait for us.
    ahead: dict[int, datetime] = field(default_factory=dict)
    # What channels took and the archive could not note yet: it must not leave again.
    unmarked: dict[int, tuple[datetime, str]] = field(default_factory=dict)

    def adopt(self, fresh: Send) -> None:
        """Take over all that the configuration says from one made of a newer one."""
        for each in fields(self):
            if each.name not in {"unmarked", "writer", "outbox", "clock", "brakes"}:
                setattr(self, each.name, getattr(fresh, each.name))
        self.brakes.catch_up = fresh.brakes.catch_up

    async def round(self) -> int:
        """Address new findings and try every message that is due; return how many.

        While one recipient's server keeps it waiting, what comes for others still goes out.
        """
        turns: list[tuple[str, asyncio.Task[None]]] = []
        try:
            count = await self._begin(turns)
            first = [turn for _, turn in turns]
            while waiting := [turn for turn in first if not turn.done()]:
                await asyncio.wait(waiting, timeout=LOOK)
                if not all(turn.done() for turn in waiting):
                    count += await self._begin(turns)
        finally:
            done = await asyncio.gather(*[turn for _, turn in turns], return_exceptions=True)
        for failure in done:
            if failure is not None:
                raise failure  # after all the others are done: two rounds would send twice
        return count

    async def _begin(self, turns: list[tuple[str, asyncio.Task[None]]]) -> int:
        """Begin a turn for each recipient that has messages due and is in no turn now."""
        for taken in list(self.unmarked):
            await self._mark(taken)
        await self.brakes.look()
        routed = await self._route()
        busy = [recipient for recipient, turn in turns if not turn.done()]
        chosen, moved = await self.brakes.choose(self.recipients, busy)
        sending = 0
        # One recipient's hanging server must not hold up another's.
        for recipient, ids in chosen.items():
            messages = await self.writer.do(
                self.outbox.take,
                ids[:BATCH],
                self.clock.now(),
                self.clock.after_real(SEND_LEASE),
            )
            if messages:
                turns.append((recipient, asyncio.create_task(self._in_turn(messages))))
            sending += len(messages)
        return routed + moved + sending

    async def _route(self) -> int:
        """Address what was found since; return how many findings."""
        found = await self.writer.do(self.outbox.unrouted, BATCH)
        unrouted = [finding for finding in found if not self._is_ahead(finding)]
        self.ahead = {one.finding_id: self.ahead[one.finding_id] for one in found
                      if one.finding_id in self.ahead}  # fmt: skip
        if unrouted:
            mutes = await self.writer.do(self.outbox.mutes, self.clock.now())
            routed = [(finding, self._told(finding, mutes)) for finding in unrouted]
            await self.writer.do(self.outbox.address, routed, self.clock.now())
            failpoint("routed")
        return len(unrouted)

    def _is_ahead(self, finding: Unrouted) -> bool:
        """Say whether a finding waits until we follow the configuration by which it was found.

        Who reads in a process of its own may have taken up a new topic seconds before we do; by our
        routes it would be nobody's.  What is tracked no more waits in vain, and not for long.
        """
        if self.tracked is None or finding.subject not in _TRACKED or finding.article_id is None:
            return False
        if (finding.subject, finding.name) in self.tracked:
            return False
        known = self.clock.after_real(_FOLLOWS)
        return self.clock.now() < self.ahead.setdefault(finding.finding_id, known)

    def _told(self, finding: Unrouted, mutes: Sequence[Mute]) -> tuple[Addressed, ...]:
        """Say who is told of a finding, when, and who does not want to hear of it."""
        if finding.silent:
            return ()
        chosen = tuple(name for name in finding.recipients if name in self.recipients)
        if chosen:
            told = tuple(Addressed(name) for name in chosen)
        elif finding.recipients or finding.subject in {Subject.SOURCE, Subject.MONITOR}:
            told = caretakers(self.recipients)
        else:
            lines = route(finding.subject, finding.name, finding.source, self.routes)
            told = addresses(lines, self.recipients, self.brakes.told_since)
            notify = self.notify.get((finding.subject, finding.name), Notify.FACTS)
            told = tuple(replace(one, notify=notify, wait=self.group_wait) for one in told)
        return hushed(
            told,
            mutes,
            finding.subject,
            finding.name,
            source=finding.source,
            article_id=finding.article_id,
        )

    async def _in_turn(self, messages: Sequence[Outgoing]) -> None:
        for number, message in enumerate(messages, 1):
            try:
                outcome = await self.deliver(message)
            except ArchiveError:
                raise  # the disk's fault: the message is due again when its lease ends
            except Exception as error:  # noqa: BLE001  it must not hold up those behind it
                send_log.exception("message failed", message=message.message_id)
                failure = ChannelError(f"{type(error).__name__} on our side; the log has it")
                again = next_try(message.tries, failure, self.clock.now(), 0.0)
                await self._put_off(message, again, str(failure))
                continue
            if isinstance(outcome, Retry):
                # Fifty time-outs in a row would keep everybody's next round waiting.
                rest = [message.message_id for message in messages[number:]]
                await self.writer.do(self.outbox.postpone, rest, self.clock.now() + BREATH)
                return

    async def deliver(self, message: Outgoing) -> Outcome | None:
        """Try one message and note what came of it; None where nobody wants it any more."""
        recipient = self.recipients.get(message.recipient)
        if recipient is None:
            error = "this recipient is no longer in alerts.toml"
            await self._put_off(message, None, error)
            return Dead(error)
        rendered = message.rendered or await self._freeze(message, recipient)
        if rendered is None:
            return None
        outcome = await attempt(
            self.channels[recipient.channel],
            rendered,
            recipient,
            self.clock.now(),
            tries=message.tries,
            jitter=random.uniform(-1, 1),  # noqa: S311  spreads load, guards nothing
        )
        failpoint("sent-not-marked")
        if isinstance(outcome, Sent):
            self.unmarked[message.message_id] = (self.clock.now(), outcome.thread)
            await self._mark(message.message_id)
            send_log.info("sent", recipient=recipient.name, subject=rendered.subject)
        else:
            at = outcome.at if isinstance(outcome, Retry) else None
            await self._put_off(message, at, outcome.error)
        return outcome

    async def _mark(self, message_id: int) -> None:
        """Note that a channel took a message, and where it stands."""
        await self.writer.do(self.outbox.sent, message_id, *self.unmarked[message_id])
        self.unmarked.pop(message_id, None)

    async def _put_off(self, message: Outgoing, at: datetime | None, error: str) -> None:
        """Note a failed attempt: tried again at a time, or given up."""
        if at is None:
            await self.writer.do(self.outbox.dead, message.message_id, error)
            send_log.error("dead letter", recipient=message.recipient, error=error)
            return
        await self.writer.do(self.outbox.retry, message.message_id, at, error)
        again = at.isoformat(timespec="seconds")
        send_log.warning("not sent", recipient=message.recipient, error=error, next=again)

    async def _freeze(self, message: Outgoing, recipient: Recipient) -> Rendered | None:
        """Render a message once and keep it: every attempt sends the same."""
        telling = await self.writer.do(
            self.outbox.telling,
            message.message_id,
            recipient,
            self.archive_url,
            self.clock.now(),
        )
        if isinstance(telling, Nothing):
            await self.writer.do(self.outbox.muted, message.message_id, telling.why)
            return None
        telling = with_links(telling, self.signer, self.archive_url)
        identity = message_id(recipient.name, message.identities, self.domain)
        rendered = await asyncio.to_thread(render, telling, message_id=identity)
        await self.writer.do(self.outbox.freeze, message.message_id, rendered, facts_of(telling))
        failpoint("frozen")
        return rendered
