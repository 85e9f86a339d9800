"""A newsroom without a daemon: reports come in order, stories are followed, recipients are told.

    room.come(report)      read, placed in a story, addressed to whom it concerns
    room.close()           all that still waits goes out

Time is that of the reports.  Before a report comes, all messages go out that were due by then, so
that grouping is the program's own.  Nothing is fetched, and nothing slows a recipient's messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive.database import Database
from archive.memory import Memory
from archive.stories import Shelf
from monitor.match import Matcher
from monitor.place import Arrival, Placed, place
from monitor.places import Gazetteer
from monitor.threads import Following, Threads
from monitor.understand import understand
from news.alert import Addressed, Alert, Rendered, facts_of
from news.article import Article, Outlet
from news.fact import Fact, Notify
from news.moment import Moment
from news.source import Entry, Feed, Source
from news.watch import Recipient
from tests.contract.desk import Desk

_MAX_AGE = timedelta(hours=36)
_BEFORE = timedelta(days=10)


@dataclass(frozen=True)
class Report:
    """A text as it comes: of which article (`path`), of which outlet, when, and when published."""

    name: str
    source: str
    path: str
    at: datetime
    title: str
    text: str
    published: Moment | None
    language: str = "en"
    country: str = ""


@dataclass(frozen=True)
class Sent:
    """A message that went out, and when."""

    recipient: str
    at: datetime
    alert: Alert


@dataclass
class Newsroom:
    """A desk that follows stories; `whom` says who wants what a source's report matches."""

    database: Database
    matcher: Matcher
    places: Callable[[], Gazetteer]
    sources: Sequence[str]
    whom: Callable[[str, str], Iterable[str]]
    start: datetime
    wait: timedelta = timedelta(minutes=10)
    owners: Mapping[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    # The reading that first said a fact, by its article's address, kind and words.
    said: dict[tuple[str, str, str], tuple[Report, Fact]] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        before = self.start - _BEFORE
        self.desk = Desk(self.database, before)
        self.desk.follow(*map(self._source, self.sources), at=before)
        for fetch in self.desk.lease(limit=1_000, at=before):
            self.desk.polled(fetch, at=before)
        self.threads = Threads(self.places, {name: self.owners.get(name, name) for name in
                                             self.sources})  # fmt: skip
        self.threads.load([], 0)
        self._names: dict[int, str] = {}

    def _source(self, name: str) -> Source:
        return Source(name, feeds=(Feed(f"https://{self._host(name)}/rss"),))

    def _host(self, name: str) -> str:
        return f"outlet{self.sources.index(name)}.example"

    def come(self, report: Report) -> Placed:
        """Let a report come, or a later text of one."""
        self._send(report.at)
        self.desk.clock = report.at
        url = f"https://{self._host(report.source)}{report.path}"
        item = Entry(url, report.title, text=report.text, published=report.published)
        (fetch,) = self.desk.poll(item, name=report.source)
        self.desk.store(fetch)
        (unread,) = self.desk.box.take_pages(report.at, report.at, 1)
        article = Article(
            unread.url, report.title, report.text, published=report.published,
            language=report.language, outlet=Outlet(report.source, country=report.country),
        )  # fmt: skip
        reading = understand(article, self.matcher)
        reading = replace(reading, traits=self.threads.traits(reading, report.at))
        arrival = Arrival(unread.article_id, unread.url.partition("://")[2], unread.page_id)
        with self.database.write() as connection:
            placed = place(
                reading, arrival, Memory(connection), report.at, _MAX_AGE,
                following=Following(self.threads, Shelf(connection)),
            )  # fmt: skip
        self._note(report, placed, unread.url)
        self._address(report)
        return placed

    def close(self) -> None:
        """Let all go out that waits."""
        self._send(self.desk.clock + _BEFORE)

    def _note(self, report: Report, placed: Placed, url: str) -> None:
        thread = placed.thread
        if thread is None:
            return
        self.threads.keep(placed.article_id, thread)
        self._names.setdefault(placed.article_id, report.path)
        self.stories.setdefault(report.path, thread.story)
        joined = {joint.story for joint in thread.decision.joints} if thread.decision else set()
        for path, story in self.stories.items():
            if story in joined:
                self.stories[path] = thread.story
        if thread.link is not None:
            self.originals[report.path] = self._names[int(thread.link.of)]
        for fact in thread.facts:
            self.said.setdefault((url, fact.kind, fact.says), (report, fact))

    def _address(self, report: Report) -> None:
        found = self.desk.outbox.unrouted(50)
        told = [
            (one, [] if one.silent else [
                Addressed(name, notify=Notify.FACTS, wait=self.wait)
                for name in self.whom(report.source, one.name)
            ])
            for one in found
        ]  # fmt: skip
        self.desk.outbox.address(told, report.at)

    def _send(self, until: datetime) -> None:
        outbox = self.desk.outbox
        while waiting := [one for one in outbox.queue() if one.due <= until]:
            now = self.desk.clock = max(waiting[0].due, self.desk.clock)
            for message in self.desk.take():
                to = Recipient(message.recipient, "console")
                told = outbox.telling(message.message_id, to, "", now)
                outbox.sent(message.message_id, now)
                if isinstance(told, Alert):
                    outbox.freeze(message.message_id, Rendered("", ""), facts_of(told))
                    self.sent.append(Sent(message.recipient, now, told))
