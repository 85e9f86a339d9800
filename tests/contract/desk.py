"""A desk for the contract tests: one archive, and short words for what arrives.

    desk.follow("Alder Bay Post")
    desk.poll(entry("/ferry", "Ferry sinks"))      what a feed listed
    desk.read("/ferry", "All were saved.")          its page came and was read

Every step goes through the public classes, so that any database can stand behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from archive.browse import Browse
from archive.database import Database
from archive.frontier import Brought, Frontier, Listed, Polled
from archive.memory import Box, Memory
from archive.outbox import Outbox, Outgoing
from monitor.match import Matcher
from monitor.place import Arrival, Placed, place
from monitor.understand import understand
from news.alert import Addressed
from news.article import Article, Page
from news.finding import Subject
from news.grammar import parse
from news.moment import Moment, Precision
from news.source import Entry, Feed, Fetch, Source
from news.watch import Person, Topic, Watchlist

NOW = datetime(2026, 2, 4, 12, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=10)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MAX_AGE = timedelta(hours=36)
POST = "Alder Bay Post"
WATCHED = Watchlist(
    (Topic("Ferries", parse("ferry OR ferries")), Topic("Storms", parse("storm*"))),
    (Person("Ona Brill"),),
)


def source(name: str = POST, *paths: str) -> Source:
    """Describe a source with the feeds at these paths of its host."""
    host = name.lower().replace(" ", "")
    return Source(name, feeds=tuple(Feed(f"https://{host}.example{p}") for p in paths or ("/rss",)))


def entry(
    path: str,
    title: str = "Ferry late",
    *,
    guid: str = "",
    text: str = "The ferry is late.",
    published: datetime | None = NOW - HOUR,
    precision: Precision = Precision.SECOND,
    host: str = "alderbaypost.example",
) -> Entry:
    """Describe one item of a feed."""
    at = None if published is None else Moment(published, precision=precision)
    return Entry(f"https://{host}{path}", title, guid=guid, text=text, published=at)


def listed(item: Entry) -> Listed:
    """Give an entry the identity that the program would."""
    key = item.url.partition("://")[2].rstrip("/")
    return Listed(item, key, key.partition("/")[0])


@dataclass
class Desk:
    """One archive and all its doors."""

    database: Database
    clock: datetime = NOW
    matcher: Matcher = field(default_factory=lambda: Matcher(WATCHED))

    def __post_init__(self) -> None:
        self.frontier, self.box = Frontier(self.database), Box(self.database)
        self.outbox, self.browse = Outbox(self.database), Browse(self.database)

    def follow(self, *sources: Source, at: datetime = BEFORE) -> None:
        """Follow exactly these."""
        hosts = {f.url: f.url.split("/")[2] for s in sources for f in s.feeds}
        self.frontier.follow(sources, hosts, at)

    def settle(self, *sources: Source) -> None:
        """Follow these and take their first, empty poll: what comes later is no backlog."""
        self.follow(*(sources or (source(),)))
        for fetch in self.lease(at=BEFORE):
            self.polled(fetch, at=BEFORE)

    def lease(
        self, limit: int = 100, per_host: int = 100, *, at: datetime | None = None
    ) -> list[Fetch]:
        """Claim what is due for ten minutes."""
        now = at or self.clock
        return self.frontier.lease(now, now + 10 * MINUTE, limit, per_host)

    def polled(
        self, fetch: Fetch, *items: Entry, at: datetime | None = None, budget: int = 10
    ) -> list[Fetch]:
        """Remember a poll that listed these; return the pages to fetch."""
        return list(self.brought(fetch, *items, at=at, budget=budget).fetches)

    def brought(
        self, fetch: Fetch, *items: Entry, at: datetime | None = None, budget: int = 10
    ) -> Brought:
        """Remember a poll that listed these; return what it brought to light."""
        now = at or self.clock
        return self.frontier.polled(
            fetch,
            [listed(item) for item in items],
            lambda _: Polled('W/"é"', "Wed, 04 Feb 2026", "ab" * 32, now + HOUR),
            now,
            lease_until=now + 10 * MINUTE,
            budget=budget,
            match_feed_text_at=now + 10 * MINUTE,
        )

    def poll(self, *items: Entry, budget: int = 10, name: str = POST) -> list[Fetch]:
        """Make the source's first feed due, poll it, and return the pages to fetch."""
        self.frontier.make_due([name], self.clock)
        now = self.clock
        (fetch, *_) = self.frontier.lease(now, now, 1, 1, [name])
        return self.polled(fetch, *items, budget=budget)

    def store(self, fetch: Fetch, rechecks: Sequence[timedelta] = ()) -> None:
        """Let a fetch's page arrive."""
        page = Page(fetch.url, b"<p>", self.clock)
        self.frontier.page_stored(fetch, page, "cd" * 32, rechecks)

    def read(
        self, text: str, *, title: str = "Ferry late", url: str = "", **told: object
    ) -> Placed:
        """Read the page that waits, as if it said this."""
        (unread,) = self.box.take_pages(self.clock, self.clock, 1)
        address = url or unread.url
        article = Article(address, title, text, **told)  # type: ignore[arg-type]
        key = address.partition("://")[2].rstrip("/")
        return self.place(
            article, Arrival(unread.article_id, key, unread.page_id, silent=unread.silent)
        )

    def read_again(self, text: str, **told: object) -> Placed:
        """Read the one stored page once more, as if it said this now."""
        (page,) = self.box.again(None, None, 0, 9)
        article = Article(page.url, "Ferry late", text, **told)  # type: ignore[arg-type]
        key = page.url.partition("://")[2].rstrip("/")
        return self.place(article, Arrival(page.article_id, key, page.page_id, silent=page.silent))

    def read_feed_text(self) -> list[Placed]:
        """Read the feed texts that have waited long enough."""
        return [
            self.place(
                text.article, Arrival(text.article_id, text.key, revision_id=text.revision_id)
            )
            for text in self.box.take_texts(self.clock, 50)
        ]

    def place(self, article: Article, arrival: Arrival) -> Placed:
        """Remember a reading."""
        with self.database.write() as connection:
            return place(
                understand(article, self.matcher), arrival, Memory(connection), self.clock, MAX_AGE
            )

    def report(self, path: str = "/ferry", text: str = "The ferry sank.") -> Placed:
        """Let one article come in by feed and page."""
        (fetch,) = self.poll(entry(path))
        self.store(fetch)
        return self.read(text)

    def address(self, *recipients: str) -> None:
        """Address all new findings to these."""
        found = self.outbox.unrouted(100)
        told = [Addressed(name) for name in recipients]
        self.outbox.address([(f, told) for f in found], self.clock)

    def take(self) -> list[Outgoing]:
        """Claim the messages that are due."""
        due = [message.message_id for message in self.outbox.due(self.clock)]
        return self.outbox.take(due, self.clock, self.clock + 2 * MINUTE)

    def names(self) -> list[tuple[Subject, str]]:
        """Return what unrouted findings are about."""
        return [(found.subject, found.name) for found in self.outbox.unrouted(100)]
