"""All that one page says, before anything of it is remembered."""

from __future__ import annotations

from dataclasses import dataclass

from news.article import Article
from news.figure import NO_FIGURES, FigureReading
from news.finding import Match
from news.traits import Traits


@dataclass(frozen=True)
class Reading:
    """All that `understand` found in one page: what it matches, its figures, its traits.

    It has traits where stories are followed.
    """

    article: Article
    matches: tuple[Match, ...]
    watchlist: str
    figures: FigureReading = NO_FIGURES
    traits: Traits | None = None
