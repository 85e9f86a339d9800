"""Tracked figures in articles: what is told, in which words, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.gauges import found
from monitor.match import Matcher
from monitor.understand import understand
from news.article import Article, Outlet
from news.figure import NO_FIGURES, Effect, FigureReading, Scope, VictimClass
from news.finding import Match, Span, Subject
from news.grammar import parse
from news.sure import Asked, Limit, Op
from news.watch import Gauge, Topic, Watchlist

KILLED = Asked(Effect.KILLED)
OVER_20 = Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 20),))


def report(text: str, title: str = "Strike on the harbour of Vesk") -> Article:
    """Make a report of an invented outlet."""
    return Article(
        "https://post.example/1", title, text, language="en", outlet=Outlet("Alder Bay Post")
    )


def told(article: Article, asked: Asked, *topics: Topic, topic: str = "") -> tuple[Match, ...]:
    """Return what one tracked figure finds."""
    watchlist = Watchlist(topics, gauges=(Gauge("Strike", asked, topic),))
    matches = understand(article, Matcher(watchlist)).matches
    return tuple(match for match in matches if match.subject is Subject.FIGURE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "At least 33 civilians were killed in the strike, police said.",
            "at least 33 civilians killed, says police",
        ),
        (
            "Police said 33 civilians were killed in the strike.",
            "33 civilians killed, says Police",
        ),
        ("Dozens of people were killed on Monday.", "dozens of people"),
    ],
)
def test_words(text: str, says: str) -> None:
    [match] = told(report(text), KILLED)
    assert match.reasons[0].part == says
