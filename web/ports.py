"""What the pages need of the rest, handed in by wiring as one value: `Ports`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.browse import Query
from news.listing import ArticleShown, FeedState, Listing, Totals
from web.health import Health


class Browse(Protocol):
    """Read-only views of the archive."""

    def listing(self, query: Query) -> Listing:
        """List articles newest first; with a text, those that it finds."""

    def article(self, article_id: int) -> ArticleShown | None:
        """Return one article with all that is known of it; None if unknown."""

    def feeds(self) -> list[FeedState]:
        """Return how every followed feed is doing."""

    def names(self) -> dict[str, list[str]]:
        """Return the names to filter by: "sources", "topics" and "people"."""

    def totals(self) -> Totals:
        """Count what the archive holds and what waits."""


@dataclass(frozen=True)
class Ports:
    """All that the pages need; a page that needs more adds its port here.

    `base_url` is the address that readers use, `hosts` further names that are answered to.
    """

    browse: Browse
    health: Callable[[], Health]
    base_url: str = ""
    hosts: Sequence[str] = ()
