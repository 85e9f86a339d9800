"""Read the figures of an article: numbers, what they count, who says so.

    "At least 33 civilians were killed, officials said."
    → killed, 33 civilians, at least, by officials

The stages are pure and know nothing of each other; here they are put in order.
"""

from __future__ import annotations

from monitor.figures.checks import check
from monitor.figures.confidence import sure
from monitor.figures.linking import linked_all
from monitor.figures.numbers import scan
from monitor.figures.own import owned
from monitor.figures.speakers import attribute
from monitor.figures.toll import toll
from news.article import Article
from news.figure import Claim, Effect, FigureReading
from news.text import sentences


def read_figures(article: Article) -> FigureReading:
    """Return all that the numbers of an article mean."""
    return read_text(article.full)


def read_text(text: str) -> FigureReading:
    """Return all that the numbers of a text mean."""
    places = list(sentences(text))
    linked = linked_all(text, places, scan(text))
    figures, named, further = linked.figures, linked.named, linked.further
    claims = tuple(map(Claim, sure(text, figures), attribute(text, places, figures)))
    claims = owned(text, claims)
    return FigureReading(
        claims=claims,
        rejected=tuple(linked.rejected),
        killed=toll(claims, named, Effect.KILLED, further),
        injured=toll(claims, named, Effect.INJURED, further),
        checks=tuple(check(text, figures)),
    )
