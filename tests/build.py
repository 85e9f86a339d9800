"""Build an archive from a few words, through the same doors as the program.

    built = archive_with(
        tmp_path,
        article("Bridge falls in Alder Bay", text="Nobody was hurt.", topics=["Bridges: bridge*"]),
        article("سیلاب", source="Shaam Times", language="ur", edits=["پانی اتر گیا۔"]),
    )
    built.browse.listing(Query(text="bridge"))

    claim("army 8h: over 170")

A claim is one of a series: who, when (an hour of 1 February, or a day), how many.

A topic is written "name: rule", or a rule that is its own name.  What an article matches
is found by the real matcher, so spans and evidence are those of its text; topics, people
and figures of one article are watched for in all.  Discarded: rows inserted by hand; they drift
away from what the program writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from archive.browse import Browse
from archive.database import Database
from archive.frontier import Frontier, Listed, Polled
from archive.memory import Box, Memory
from archive.outbox import Outbox
from monitor.figures.sides import side_of, speaker_key
from monitor.match import Matcher
from monitor.place import Arrival, place
from monitor.understand import understand
from news.alert import Addressed, Rendered
from news.article import NO_PROVENANCE, Article, Page, Post, Provenance
from news.figure import Bound, Effect, Scope, VictimClass
from news.grammar import parse
from news.ledger import Point, Series
from news.moment import Moment, Precision, ZoneFrom
from news.source import Entry, Feed, Fetch, Source
from news.watch import Gauge, Person, Topic, Watchlist

NOW = datetime(2026, 2, 4, 12, 0, tzinfo=UTC)
FOLLOWED = NOW - timedelta(days=30)
MAX_AGE = timedelta(hours=36)
_serial = count(1)


@dataclass(frozen=True)
class Report:
    """One article to be: what its feed said, what its page said, what became of it."""

    title: str
    text: str
    source: str
    url: str
    feed_text: str
    authors: tuple[str, ...]
    published: Moment | None
    language: str
    topics: tuple[str, ...]
    people: tuple[str, ...]
    edits: tuple[str, ...]
    told: tuple[str, ...]
    page_error: str
    seen: datetime
    paywalled: bool | None
    provenance: Provenance
    posts: tuple[Post, ...]
    figures: tuple[Gauge, ...]


def article(
    title: str,
    *,
    text: str = "",
    source: str = "Alder Bay Post",
    url: str = "",
    feed_text: str = "",
    authors: Sequence[str] = (),
    published: Moment | datetime | None = NOW - timedelta(hours=1),
    language: str = "en",
    topics: Sequence[str] = (),
    people: Sequence[str] = (),
    edits: Sequence[str] = (),
    told: Sequence[str] = (),
    page_error: str = "",
    seen: datetime = NOW,
    paywalled: bool | None = None,
    provenance: Provenance = NO_PROVENANCE,
    posts: Sequence[Post] = (),
    figures: Sequence[Gauge] = (),
) -> Report:
    """Describe an article.

    `edits` are later texts of its page; a line "title: …" at the start of one changes the
    headline.  With `page_error` its page was never had.  `told` names recipients, each
    "Desk" (sent), "Desk: waiting" or "Desk: gave up" with the reason.
    """
    if isinstance(published, datetime):
        published = Moment(published, 300, Precision.MINUTE, ZoneFrom.PAGE)
    address = url or f"https://{host_of(source)}/news/{next(_serial)}"
    return Report(
        title, text, source, address, feed_text, tuple(authors), published, language,
        tuple(topics), tuple(people), tuple(edits), tuple(told), page_error, seen, paywalled,
        provenance, tuple(posts), tuple(figures),
    )  # fmt: skip


def day(text: str) -> Moment:
    """Return a bare day, "2026-02-04", as an outlet prints it."""
    return Moment(datetime.fromisoformat(text).replace(tzinfo=UTC), precision=Precision.DAY)


def host_of(source: str) -> str:
    """Return an invented host for a source's name."""
    name = "".join(c for c in source.casefold() if c.isascii() and c.isalnum())
    return f"{name or 'outlet'}.example"


REBELS_KILLED = Series(Effect.KILLED, "people", VictimClass.MILITANT, Scope.EVENT, "people")
_CLAIM = re.compile(
    r"(?P<who>\S+)(?: of (?P<within>\S+))?(?: in (?P<source>\S+))?"
    r"(?: (?P<printed>printed )?(?:(?P<hour>\d+)h(?P<minute>\d\d)?|(?P<day>\d+) Feb))?"
    r": (?P<bound>[a-z ]+ )?(?P<value>\d+|dozens)"
)
_BOUNDS = {
    "over": Bound.MORE_THAN, "at least": Bound.AT_LEAST, "nearly": Bound.NEARLY,
    "about": Bound.ABOUT, "up to": Bound.UP_TO, "": Bound.EXACTLY,
}  # fmt: skip


def claim(text: str) -> Point:
    """Build a claim of one series: "army 8h: over 170", "rebels 1 Feb: up to 20".

    "outlet" is the outlet itself.  "army of Vesk" counts only within Vesk; "army in Post" is
    quoted by the outlet Post, else each outlet is named like the claim.  "printed 8h" is when it
    was published, without a stated time; without any time none is known.
    """
    said = _CLAIM.fullmatch(text)
    assert said, text
    bound = _BOUNDS[(said["bound"] or "").strip()]
    vague = said["value"] == "dozens"
    value = 24.0 if vague else float(said["value"])
    at = _claimed_at(said)
    who = "" if said["who"] == "outlet" else said["who"]
    return Point(
        series=REBELS_KILLED,
        article=text,
        source=said["source"] or text,
        published=at if said["printed"] else None,
        as_of=at,
        stated=not said["printed"],
        speaker=speaker_key(who),
        name=who,
        side=side_of(who),
        value=value,
        low=_low(bound, value),
        high=_high(Bound.AT_LEAST if vague else bound, value),
        bound=Bound.AT_LEAST if vague else bound,
        within=said["within"] or "",
        vague=vague,
    )


def _claimed_at(said: re.Match[str]) -> Moment | None:
    if said["hour"]:
        at = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(
            hours=int(said["hour"]), minutes=int(said["minute"] or 0)
        )
        return Moment(at, precision=Precision.MINUTE)
    return day(f"2026-02-{int(said['day']):02}") if said["day"] else None


def _low(bound: Bound, value: float) -> float:
    return {Bound.UP_TO: 0.0, Bound.NEARLY: 0.9 * value, Bound.ABOUT: 0.9 * value}.get(bound, value)


def _high(bound: Bound, value: float) -> float | None:
    if bound in {Bound.MORE_THAN, Bound.AT_LEAST}:
        return None
    return 1.1 * value if bound is Bound.ABOUT else value


@dataclass(frozen=True)
class Built:
    """An archive that holds what it was asked to; `ids` are in the order of the reports."""

    database: Database
    browse: Browse
    frontier: Frontier
    outbox: Outbox
    ids: tuple[int, ...]


def archive_with(folder: Path, *reports: Report, sources: Sequence[str] = ()) -> Built:
    """Build an archive in a folder; `sources` are followed although they report nothing."""
    database = Database.open(folder / "archive.db")
    names = tuple(dict.fromkeys([*sources, *(report.source for report in reports)]))
    matcher = Matcher(_watchlist(reports))
    builder = _Builder(database, matcher, names)
    ids = tuple(builder.add(report) for report in reports)
    return Built(database, Browse(database), Frontier(database), Outbox(database), ids)


def _watchlist(reports: Sequence[Report]) -> Watchlist:
    topics = dict.fromkeys(topic for report in reports for topic in report.topics)
    people = dict.fromkeys(person for report in reports for person in report.people)
    gauges = dict.fromkeys(gauge for report in reports for gauge in report.figures)
    return Watchlist(
        tuple(_topic(text) for text in topics),
        tuple(Person(name) for name in people),
        gauges=tuple(gauges),
    )


def _topic(text: str) -> Topic:
    name, _, rule = text.partition(": ")
    return Topic(name, parse(rule or name))


class _Builder:
    """Plays collect, read and send on one archive."""

    def __init__(self, database: Database, matcher: Matcher, names: Sequence[str]) -> None:
        self._database, self._matcher = database, matcher
        self._frontier, self._box, self._outbox = (
            Frontier(database),
            Box(database),
            Outbox(database),
        )
        feeds = {name: f"https://{host_of(name)}/feed/{n}.xml" for n, name in enumerate(names)}
        followed = [Source(name, feeds=(Feed(url),)) for name, url in feeds.items()]
        hosts = {url: urlsplit(url).netloc for url in feeds.values()}
        self._frontier.follow(followed, hosts, FOLLOWED)
        # The first poll of each feed is empty: what comes later is no backlog.
        for fetch in self._frontier.lease(FOLLOWED, FOLLOWED, len(names), 1):
            self._polled(fetch, (), FOLLOWED)
        self._feeds = feeds

    def add(self, report: Report) -> int:
        """Let one report come in, be read, be edited and be told of."""
        entry = Entry(
            report.url,
            report.title,
            text=report.feed_text or report.text[:200],
            authors=report.authors,
            published=report.published,
            language=report.language,
        )
        article_id = self._entry(report, entry, report.seen)
        for number, text in enumerate(report.edits, 1):
            at = report.seen + timedelta(hours=number)
            self._entry(report, replace(entry, updated=Moment(at)), at, text)
        self._tell(report)
        return article_id

    def _entry(self, report: Report, entry: Entry, at: datetime, edit: str = "") -> int:
        self._frontier.make_due([report.source], at)
        (poll,) = self._frontier.lease(at, at, 1, 1, [report.source])
        listed = Listed(entry, report.url, urlsplit(report.url).netloc)
        (fetch,) = self._polled(poll, (listed,), at)
        assert fetch.article_id is not None
        if report.page_error:
            self._frontier.page_failed(fetch, report.page_error, None, at)
            for waiting in self._box.take_texts(at, 1):
                arrival = Arrival(waiting.article_id, waiting.key, revision_id=waiting.revision_id)
                self._place(waiting.article, arrival, at)
            return fetch.article_id
        self._frontier.page_stored(fetch, Page(entry.url, b"", at), "0" * 64, ())
        (page,) = self._box.take_pages(at, at, 1)
        self._place(
            _page_article(report, edit), Arrival(fetch.article_id, report.url, page.page_id), at
        )
        return fetch.article_id

    def _polled(self, fetch: Fetch, listed: Sequence[Listed], at: datetime) -> list[Fetch]:
        brought = self._frontier.polled(
            fetch,
            listed,
            lambda _: Polled("", "", "", at + timedelta(minutes=15)),
            at,
            lease_until=at,
            budget=10,
            match_feed_text_at=at + timedelta(days=1),
        )
        return list(brought.fetches)

    def _place(self, text: Article, arrival: Arrival, at: datetime) -> None:
        reading = understand(text, self._matcher)
        with self._database.write() as connection:
            place(reading, arrival, Memory(connection), at, MAX_AGE)

    def _tell(self, report: Report) -> None:
        names = [line.partition(": ")[0] for line in report.told]
        found = self._outbox.unrouted(100)
        told = [Addressed(name) for name in names]
        self._outbox.address([(f, () if f.silent else told) for f in found], report.seen)
        ends: dict[str, Callable[[int], None]] = {
            "": lambda row: self._outbox.sent(row, report.seen + timedelta(minutes=1)),
            "waiting": lambda row: self._outbox.retry(
                row, report.seen + timedelta(hours=1), "the server is busy"
            ),
            "gave up": lambda row: self._outbox.dead(row, "there is no such mailbox"),
        }
        states = dict(zip(names, (line.partition(": ")[2] for line in report.told), strict=True))
        due = [message.message_id for message in self._outbox.due(report.seen)]
        for message in self._outbox.take(due, report.seen, report.seen):
            self._outbox.freeze(message.message_id, Rendered("", ""))
            ends[states[message.recipient]](message.message_id)


def _page_article(report: Report, edit: str) -> Article:
    title, text = report.title, edit or report.text
    if edit.startswith("title: "):
        title, _, text = edit.removeprefix("title: ").partition("\n")
    return Article(
        report.url,
        title,
        text,
        report.authors,
        published=report.published,
        language=report.language,
        paywalled=report.paywalled,
        provenance=report.provenance,
        posts=report.posts,
    )
