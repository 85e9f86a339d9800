"""Find what is tracked in an article: people first, then rules, which may name them, then figures.

`monitor.people` says who is named where, `monitor.engine` which topics hold and why; the
article's figures are read once, when a rule that asks for some is otherwise met.  Of
every reason the words are kept, and those sentences that show most different ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from monitor.engine import Engine
from monitor.figures.reading import read_figures
from monitor.gauges import found
from monitor.people import Mentioned, People
from news.article import Article
from news.figure import FigureReading
from news.finding import Evidence, Match, Reason, Span, Subject
from news.judge import Judged
from news.rules import Leaf, leaves, name_of, write
from news.sure import Asked, answers
from news.text import sentences
from news.told import told_all
from news.watch import Watchlist

# A reader takes in three sentences; the article page marks all spans.
MOST_SENTENCES = 3


class Matcher:
    """A watchlist compiled: make it once for each version, use it for every article."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.version = watchlist.version
        self._topics = watchlist.topics
        self._names = [(name_of(person.name), person.name) for person in watchlist.people]
        self._engine = Engine([topic.rule for topic in watchlist.topics])
        self._people = People(watchlist.people)
        self.gauges = watchlist.gauges
        rules = (topic.rule for topic in watchlist.topics)
        # Whether what the numbers of an article mean can matter at all.
        self.asks_figures = bool(watchlist.gauges) or any(
            isinstance(leaf, Asked) for rule in rules for leaf in leaves(rule)
        )

    def match(
        self, article: Article, figures: Callable[[], FigureReading] | None = None
    ) -> tuple[Match, ...]:
        """Return what of the watchlist the article matches, in the watchlist's order.

        `figures` gives what its numbers mean, if that was read before.
        """
        judged = Judged(article, figures=figures or partial(read_figures, article))
        mentions = self._people.mentions(judged)
        spans = {name: [one.span for one in at] for name, at in mentions.items()}
        known = judged.naming(spans)
        fired = [
            (
                Subject.TOPIC,
                self._topics[number].name,
                [Reason(write(leaf), tuple(at), _says(leaf, known)) for leaf, at in why.items()],
            )
            for number, why in self._engine.fired(known)
        ]
        fired += [
            (Subject.PERSON, name, _ways(mentions[key]))
            for key, name in self._names
            if key in mentions
        ]
        lines = list(sentences(article.full)) if fired else []
        matches = [_match(*one, article.full, lines) for one in fired]
        topics = {match.name for match in matches if match.subject is Subject.TOPIC}
        return (*matches, *found(self.gauges, known, topics))


def _says(leaf: Leaf, judged: Judged) -> str:
    """Say in words which figures are what a rule asks for."""
    if not isinstance(leaf, Asked):
        return ""
    return told_all((c for c in judged.claims if answers(c, leaf)), judged.article.full)


def _ways(mentioned: Sequence[Mentioned]) -> list[Reason]:
    ways: dict[str, list[Span]] = {}
    for span, via in mentioned:
        ways.setdefault(via, []).append(span)
    return [Reason(via, tuple(at)) for via, at in ways.items()]


def _match(
    subject: Subject,
    name: str,
    reasons: Sequence[Reason],
    full: str,
    lines: Sequence[tuple[int, int]],
) -> Match:
    spans = _apart(span for reason in reasons for span in reason.spans)
    return Match(subject, name, spans, evidence(full, spans, lines), tuple(reasons))


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans and join those that overlap."""
    joined: list[Span] = []
    for span in sorted(set(spans)):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def evidence(
    full: str, spans: Sequence[Span], lines: Sequence[tuple[int, int]]
) -> tuple[Evidence, ...]:
    """Choose the sentences that show most different words found, in reading order."""
    inside: dict[tuple[int, int], list[Span]] = {}
    for span in spans if lines else ():
        line = lines[bisect_right(lines, (span.start, len(full))) - 1]
        if line[0] <= span.start and span.end <= line[1]:
            inside.setdefault(line, []).append(span)
    variety = {
        line: len({full[span.start : span.end].casefold() for span in found})
        for line, found in inside.items()
    }
    best = sorted(inside, key=lambda line: -variety[line])[:MOST_SENTENCES]
    return tuple(
        Evidence(Span(*line), full[slice(*line)], tuple(inside[line])) for line in sorted(best)
    )
