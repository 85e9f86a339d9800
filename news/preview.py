"""What would have been told: the reports of the last days that match what is tracked now.

A newcomer's first crawl brings only backlog, and nobody is told of backlog.  So the first
thing to look at is not an empty mailbox but this: for each topic, person and figure the reports
that would have come, with their reasons, or why there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from news.finding import Evidence, Match, Subject
from news.moment import Moment


@dataclass(frozen=True)
class WouldTell:
    """One report that matches; `silent` says why nobody was told, "" where somebody was."""

    article_id: int
    source: str
    title: str
    url: str
    published: Moment | None
    first_seen: datetime
    match: Match
    silent: str

    @property
    def reasons(self) -> tuple[Evidence, ...]:
        """The sentences that show why, without the headline, which stands above them."""
        return tuple(one for one in self.match.evidence if one.text != self.title)


@dataclass(frozen=True)
class Occurs:
    """In how many articles of the archive a word or phrase of a rule stands."""

    word: str
    articles: int


@dataclass(frozen=True)
class Tracked:
    """A topic, person or figure: how many reports match, the newest of them, or why none does.

    `words` is filled where nothing matches.
    """

    subject: Subject
    name: str
    total: int
    newest: tuple[WouldTell, ...] = ()
    words: tuple[Occurs, ...] = ()

    def advice(self, looked_at: int) -> str:
        """Say why nothing matches, and what might help; "" where something does."""
        if self.total:
            return ""
        if not looked_at:
            return "Nothing was collected yet: `wirewatch crawl` begins."
        if self.subject is Subject.FIGURE:
            return (
                f"None of {looked_at:,} articles gives such a figure with enough confidence. "
                "`wirewatch try figures` shows what is read in one."
            )
        there = [f"{one.word} in {one.articles:,}" for one in self.words if one.articles]
        if not there:
            return (
                f"None of its words stands in any of {looked_at:,} articles. Look at the spelling, "
                "add other words, or follow more sources."
            )
        if self.subject is Subject.PERSON:
            return "The name stands only in older articles."
        return (
            f"Its words occur ({', '.join(there)}), but never as the rule asks in one article. "
            "OR in place of AND finds more, and so does a star: attack*."
        )


@dataclass(frozen=True)
class Preview:
    """All of it: `articles` were looked at, `reports` of them match something."""

    since: datetime
    articles: int
    reports: int
    tracked: tuple[Tracked, ...] = ()

    def sentence(self) -> str:
        """Say it in one line."""
        count = f"{self.reports:,} reports" if self.reports != 1 else "1 report"
        looked = f"{self.articles:,} articles" if self.articles != 1 else "1 article"
        return f"{count} of the last 30 days would have matched, of {looked} looked at."
