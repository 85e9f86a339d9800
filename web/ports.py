"""What the pages need of the archive: five short reads, and nothing that writes."""

from __future__ import annotations

from typing import Protocol

from archive.browse import Query
from news.listing import ArticleShown, FeedState, Listing, Totals


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
