"""Read an article: everything that can be said of it without remembering anything.

Pure: the same article and watchlist give the same Reading, on any machine, in any order.
What is remembered, and whether anybody hears of it, is `monitor.place`'s business.
"""

from __future__ import annotations

from monitor.figures.reading import read_figures
from monitor.match import Matcher
from news.article import Article
from news.reading import Reading


def understand(article: Article, matcher: Matcher) -> Reading:
    """Return what the article matches, under which watchlist, and what its numbers mean."""
    figures = read_figures(article)
    return Reading(article, matcher.match(article, lambda: figures), matcher.version, figures)
