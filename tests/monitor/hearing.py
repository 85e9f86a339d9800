"""A reader who follows one story, without an archive: what each report tells him anew.

    reader = Reader()
    reader.hear("police said 6 officers were killed …", hours=1)     -> the facts he had not heard

Reports are placed in stories by `monitor.threads`; the shelf is a few lists.  A story's facts and
what a reader was told of are kept as the archive does (`archive.stories`, `archive.heard`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from monitor.match import Matcher
from monitor.threads import Threads
from monitor.understand import understand
from news.article import Article, Known, Origin, Outlet
from news.copy import Told
from news.fact import Fact, News
from news.grammar import parse
from news.ledger import Point
from news.moment import Moment, Precision
from news.story import Correction
from news.traits import Past, Thread
from news.watch import Topic, Watchlist
from tests.monitor.telling import invented

NOON = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
_MATCHER = Matcher(Watchlist((Topic("Nushol", parse("nushol")),)))


@dataclass
class Shelf:
    """What is known of stories, in memory."""

    story: dict[int, str] = field(default_factory=dict)
    printed: dict[int, Sequence[Point]] = field(default_factory=dict)
    facts: dict[str, bool] = field(default_factory=dict)

    def corrections(self, after: int) -> Sequence[tuple[int, Correction]]:
        """Nobody has corrected anything."""
        return ()

    def story_of(self, article_id: int) -> str | None:
        """Return the story of an article."""
        return self.story.get(article_id)

    def key_of(self, article_id: int) -> str:
        """Return the key of an article."""
        return f"a{article_id}"

    def points(self, story: str, but: int) -> Sequence[Point]:
        """Return the headline claims of a story's other articles."""
        return [
            point
            for number, points in self.printed.items()
            if number != but and self.story[number] == story
            for point in points
        ]

    def own_points(self, article_id: int) -> Sequence[Point]:
        """Return those of an article's text before."""
        return self.printed.get(article_id, ())

    def quotes(self, story: str) -> Sequence[str]:
        """Nobody is quoted."""
        return ()

    def around(self, at: datetime) -> Past:
        """Return nothing: all is of one day."""
        return Past(at, at, ())

    def own_quotes(self, article_id: int) -> Sequence[str]:
        """Nobody is quoted."""
        return ()

    def keep(self, article_id: int, thread: Thread, now: datetime) -> int:
        """Remember where an article belongs and what it claims."""
        self.story[article_id] = thread.story
        self.printed[article_id] = thread.traits.points
        return 1

    def tell(self, story: int, article_id: int, told: Sequence[Fact], now: datetime) -> list[News]:
        """Remember facts; return those that may be news."""
        news = []
        for fact in told:
            known = self.facts.get(fact.key, False)
            self.facts[fact.key] = known or fact.is_news
            if known or fact.is_news:
                news.append(News(0, fact.key, not known))
        return news

    def sum_up(self, story: int, count: Callable[[Sequence[Told]], int]) -> None:
        """Nobody reads the summary here."""

    def joined(self, story: int, article_id: int, count: Callable[[Sequence[Told]], int]) -> None:
        """Count nothing."""


@dataclass
class Reader:
    """Somebody who hears of every report of one story."""

    shelf: Shelf = field(default_factory=Shelf)
    threads: Threads = field(default_factory=lambda: Threads(invented, {}))
    heard: set[str] = field(default_factory=set)
    told: list[Fact] = field(default_factory=list)
    lengths: dict[int, int] = field(default_factory=dict)

    def hear(
        self, title: str, text: str, *, article: int = 0, hours: float = 0, edited: bool = False
    ) -> list[Fact]:
        """Return what a report (or an edit of one) tells that he had not heard."""
        number = article or len(self.shelf.story) + 1
        at = NOON + timedelta(hours=hours)
        published = Moment(at, precision=Precision.MINUTE)
        report = Article(
            f"https://outlet{number}.example/{number}", title, text, language="en",
            published=published, outlet=Outlet(f"Outlet {number}", country="VX"),
        )  # fmt: skip
        reading = understand(report, _MATCHER)
        reading = replace(reading, traits=self.threads.traits(reading, at))
        known = Known(
            number, f"a{number}", report.url, report.outlet.source, at - timedelta(days=9), at,
            backlog=False, origin=Origin.PAGE, length=self.lengths.get(number, 0),
        )  # fmt: skip
        when = Moment(at) if edited else None
        thread = self.threads.follow(reading, known, published, self.shelf, now=at, edited=when)
        row = self.shelf.keep(number, thread, at)
        said = self.shelf.tell(row, number, thread.facts, at)
        # Of an edit only what its story had not is told anew, as `monitor.place` does.
        news = {one.key for one in said if one.is_fresh or not edited}
        self.threads.keep(number, thread)
        fresh = [fact for fact in thread.facts if fact.key in news - self.heard]
        # What is told in the same words is one line.
        fresh = list({fact.says: fact for fact in reversed(fresh)}.values())[::-1]
        self.heard |= news
        self.told += fresh
        return fresh
