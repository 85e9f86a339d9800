"""Remember a reading and say what of it is new: the one function that remembers.

`understand` is pure and may run anywhere; `place` is serial, because two readers that
each find no earlier article would make two, and two alerts.  It runs inside one short
transaction a page and decides four things:

- **Which article is it?**  The page's canonical address may belong to an article that
  came by another address: then the two become one, unless headline and time speak
  against it.
- **Is the text new?**  A first page replaces the feed's own words; a later one is a
  revision only if its words differ.  A page that is no article, or a paywall's stub of
  what the feed gave whole, replaces nothing.
- **What does it say?**  Its figures are kept with the text; those that an edited text no
  longer has are marked as withdrawn.
- **Is it news?**  A finding is made once for each tracked thing and article, and is silent
  where the report is old: published before we followed its source, undated in a first
  poll, beyond the age limit, or read again.  A tracked figure may wait for a change, which its
  story tells.

Discarded: matching in the same step as remembering; a slow rule would hold the write lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from monitor.withdrawn import withdrawn
from news.article import GUESS, UNCHANGED, Article, Known, Origin
from news.failpoint import failpoint
from news.figure import Claim, FigureReading
from news.finding import REPLAY, Finding, Match
from news.likeness import contradict
from news.moment import Moment, Precision
from news.reading import Reading
from news.traits import NOTHING_SAID, Said, Thread

# A stub behind a paywall is a teaser: the feed's own text is better if it is this much longer.
_STUB = 0.6
# Why nobody is told of what a later rule finds in an earlier report.
# Where a time stood that the page itself does not give.
_KNOWN_FROM = {Origin.FEED: "the feed", Origin.PAGE: "an earlier text"}
BACKFILL = "backfill"


class Memory(Protocol):
    """What `place` needs of the archive, inside one transaction."""

    def known(self, article_id: int) -> Known:
        """Return what is known of an article (or of the one it became part of)."""

    def article_with_key(self, key: str) -> int | None:
        """Return the article that has this address."""

    def add_key(self, article_id: int, key: str) -> None:
        """Remember one more address of an article."""

    def merge(self, article_id: int, into: int) -> None:
        """Make one article a part of another: all it has moves there."""

    def revise(
        self, known: Known, article: Article, *, page_id: int, reread: bool, now: datetime
    ) -> int | None:
        """Store a text that a page gave; None if its words are those we have.

        Read again, words that we have give their revision: it is matched anew.
        """

    def keep_feed_text(self, article_id: int, now: datetime) -> None:
        """Let the feed's own text be read: the page gives nothing better."""

    def matched(
        self, known: Known, revision_id: int, matches: Sequence[Match], watchlist: str
    ) -> None:
        """Store what a revision matched, and under which watchlist."""

    def claimed(self, known: Known, revision_id: int, figures: FigureReading) -> None:
        """Store what the numbers of a revision mean."""

    def edited_away(self, known: Known, revision_id: int) -> Sequence[tuple[int, Claim]]:
        """Return, each with its row, what earlier texts claim of which this one is an edit."""

    def withdraw(self, claims: Sequence[int], now: datetime) -> None:
        """Mark claims that their outlet no longer makes."""

    def find(
        self,
        finding: Finding,
        known: Known,
        revision_id: int,
        now: datetime,
        *,
        story: int | None = None,
        facts: Sequence[int] = (),
    ) -> bool:
        """Store a finding, its story and which facts it tells; False if it is known already."""

    def page_read(self, page_id: int, note: str, now: datetime) -> None:
        """Take a page out of the box."""


class Again(Protocol):
    """What `place_again` needs of the archive, inside one transaction."""

    def known(self, article_id: int) -> Known:
        """Return what is known of an article (or of the one it became part of)."""

    def matched_again(
        self, known: Known, revision_id: int, matches: Sequence[Match], watchlist: str
    ) -> bool:
        """Store what a text matches under a newer watchlist; False if a newer text has come.

        A match stays on which a message rests that has not gone out yet.
        """

    def find(self, finding: Finding, known: Known, revision_id: int, now: datetime) -> bool:
        """Store a finding; False if it is known already."""


class Follows(Protocol):
    """What gives an article its place in a story, inside one transaction."""

    def follow(
        self,
        reading: Reading,
        known: Known,
        published: Moment | None,
        now: datetime,
        *,
        reread: bool = False,
    ) -> Said:
        """Give an article its place in a story, and tell the story what it says.

        `reread` says that not the text changed but how it is read.
        """


@dataclass(frozen=True)
class Arrival:
    """What has come: a page of an article, or its feed text where no page will come.

    `key` is the identity of the address that the reading names.  `silent` says why nobody
    may be told whatever is found ("replay"), "" usually.
    """

    article_id: int
    key: str
    page_id: int | None = None
    revision_id: int | None = None
    silent: str = ""


@dataclass(frozen=True)
class Placed:
    """What came of it; `first` says that the article's page was read for the first time."""

    article_id: int
    revision_id: int | None
    findings: tuple[Finding, ...] = ()
    note: str = ""
    first: bool = False
    thread: Thread | None = None


def place(
    reading: Reading,
    arrival: Arrival,
    memory: Memory,
    now: datetime,
    max_age: timedelta,
    *,
    following: Follows | None = None,
) -> Placed:
    """Remember a reading; `max_age` is the age beyond which a report is no news.

    Without `following` it belongs to no story.  Who gives it must let it keep the thread that
    comes back, once the transaction is through.
    """
    known = _which(reading.article, arrival, memory)
    article = settled(reading.article, known)
    revision_id, note = arrival.revision_id, ""
    if arrival.page_id is not None:
        revision_id, note = _text(article, known, arrival, memory, now)
        memory.page_read(arrival.page_id, note, now)
    findings: tuple[Finding, ...] = ()
    told = NOTHING_SAID
    if revision_id is not None:
        memory.matched(known, revision_id, reading.matches, reading.watchlist)
        _count(reading.figures, known, revision_id, memory, now)
        silent = arrival.silent or silence(article.published, known, now, max_age)
        if following is not None:
            reread = arrival.silent == REPLAY
            told = following.follow(reading, known, article.published, now, reread=reread)
        worth = _Findings(known, revision_id, silent, told, memory, now)
        changed = told.thread.changed if told.thread else frozenset()
        findings = tuple(
            found
            for match in reading.matches
            if (not match.waits or match.name in changed) and (found := worth.of(match))
        )
    failpoint("place-open")
    first = known.origin is Origin.FEED and arrival.page_id is not None and revision_id is not None
    return Placed(known.id, revision_id, findings, note, first, told.thread)


@dataclass(frozen=True)
class _Findings:
    """Stores what is worth telling of one text."""

    known: Known
    revision_id: int
    silent: str
    told: Said
    memory: Memory
    now: datetime

    def of(self, match: Match) -> Finding | None:
        """Store that the report matches, or what its edit says anew; None if all is known."""
        first = Finding(match.subject, match.name, self.known.key, self.silent)
        if self._store(first, self.told.facts):
            return first
        if not (self.told.is_edit and self.told.fresh):
            return None
        anew = replace(first, fact=" ".join(self.told.fresh_keys))
        return anew if self._store(anew, self.told.fresh) else None

    def _store(self, finding: Finding, facts: Sequence[int]) -> bool:
        where, story = (self.known, self.revision_id, self.now), self.told.story
        return self.memory.find(finding, *where, story=story, facts=facts)


def settled(article: Article, known: Known) -> Article:
    """Return an article with the times that it has from its page and its feed together.

    A time that was only guessed gives way to whatever is known.
    """
    stood = article.provenance
    guessed = stood.published == GUESS and known.published is not None
    published = sharper(None if guessed else article.published, known.published)
    modified = article.modified or known.modified
    if published != article.published:
        stood = replace(stood, published=_KNOWN_FROM[known.origin])
    if modified != article.modified:
        stood = replace(stood, modified=_KNOWN_FROM[known.origin])
    return replace(article, published=published, modified=modified, provenance=stood)


def refused(article: Article, known: Known) -> str:
    """Say why a page's text is not taken for its article's, "" if it is."""
    if not article.is_article:
        return "not an article"
    stub = bool(article.paywalled) and len(article.text) < known.length * _STUB
    return "a paywall's stub" if stub and known.origin is Origin.FEED else ""


def place_again(
    reading: Reading, article_id: int, revision_id: int, memory: Again, now: datetime
) -> int:
    """Remember what a known text matches under a newer watchlist; return what is new of it.

    Nobody is told: the article was here before the rule was.
    """
    known = memory.known(article_id)
    if known.id != article_id or not memory.matched_again(
        known, revision_id, reading.matches, reading.watchlist
    ):
        return 0
    made = [
        Finding(match.subject, match.name, known.key, BACKFILL)
        for match in reading.matches
        if not match.waits
    ]
    return sum(memory.find(finding, known, revision_id, now) for finding in made)


def silence(published: Moment | None, known: Known, now: datetime, max_age: timedelta) -> str:
    """Say why a report is no news: "backlog", "undated" or "old"; "" if it is.

    A bare day in a feed's first poll may lie before we came or after: nobody is told.  Nor
    does a time after the poll that listed the report: some pages give only that of their
    last edit.
    """
    if published is None:
        return "undated" if known.backlog else ""
    if known.backlog and published.at > known.first_seen:
        return "backlog"
    surely_new = published.at if known.backlog else published.end
    if surely_new <= known.news_after:
        return "backlog"
    return "old" if now - published.end > max_age else ""


def sharper(page: Moment | None, feed: Moment | None) -> Moment | None:
    """Choose between the page's time and the feed's: the page's, unless it gives less.

    "4 February" on the page and "4 February 16:38 +05:30" in the feed are one time; the
    feed's says more.
    """
    if page is None or feed is None:
        return page or feed
    same_day = page.at <= feed.at < page.end
    return feed if page.precision is Precision.DAY and same_day else page


def _count(
    figures: FigureReading, known: Known, revision_id: int, memory: Memory, now: datetime
) -> None:
    """Remember the figures of a text, and which of them its outlet has taken back by it."""
    memory.claimed(known, revision_id, figures)
    if gone := withdrawn(memory.edited_away(known, revision_id), figures.claims):
        memory.withdraw(gone, now)


def _which(article: Article, arrival: Arrival, memory: Memory) -> Known:
    """Return the article that has arrived, after joining two that are one."""
    known = memory.known(arrival.article_id)
    owner = memory.article_with_key(arrival.key)
    if owner is None:
        memory.add_key(known.id, arrival.key)
        return known
    other = memory.known(owner)
    if other.id == known.id or _is_mistaken(article, known, other):
        return known
    memory.merge(known.id, other.id)
    return other


def _is_mistaken(article: Article, known: Known, other: Known) -> bool:
    """Say whether a page names the address of a report that it is not.

    A careless template names one page for all; believed, all but one would be lost.
    """
    published = sharper(article.published, known.published)
    return contradict(article.title, published, other.title, other.published)


def _text(
    article: Article, known: Known, arrival: Arrival, memory: Memory, now: datetime
) -> tuple[int | None, str]:
    """Store the page's text if it is better than what we have; else say why not."""
    assert arrival.page_id is not None  # noqa: S101  the caller has asked
    if why := refused(article, known):
        memory.keep_feed_text(known.id, now)
        return None, why
    revision_id = memory.revise(
        known, article, page_id=arrival.page_id, reread=arrival.silent == REPLAY, now=now
    )
    return revision_id, "" if revision_id is not None else UNCHANGED
