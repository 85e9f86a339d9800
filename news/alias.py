"""Another way to write a tracked name: suggested by the archive, approved or refused by the desk.

Only an approved one counts: it joins the watchlist (`Watchlist.with_aliases`).  A refused one
is remembered, so that nobody is asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from news.finding import Span
from news.rules import name_of


class Standing(StrEnum):
    """What the desk has said of a suggestion."""

    SUGGESTED = "suggested"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True)
class Shown:
    """A sentence that has the other spelling, at `span` of it, and whose article it is."""

    article_id: int
    source: str
    sentence: str
    span: Span


@dataclass(frozen=True)
class Suggestion:
    """A spelling that may be a tracked name, in how many articles, and how alike: up to 1."""

    person: str
    alias: str
    articles: int
    score: float
    shown: tuple[Shown, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """The same for the same spelling, however it is accented."""
        return self.person, " ".join(name_of(self.alias))


@dataclass(frozen=True)
class Alias:
    """A suggestion as it is remembered; `number` is how pages and answers refer to it."""

    number: int
    suggestion: Suggestion
    standing: Standing
    first_seen: datetime
    seen: datetime
    decided: datetime | None = None
