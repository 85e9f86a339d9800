"""Find what is tracked in an article: every phrase of every rule in one pass.

All phrases of all rules and names go into one Aho-Corasick automaton over folded words
with a space on each side, so that "asif" is found as a word and never inside "basif".
An article is folded once (`news.text`), run through the automaton once, and only
rules of which some demanded phrase occurred are evaluated.  What a rule forbids never
becomes a reason: the spans shown are those of phrases that had to be there.

Discarded: one regular expression a rule; at 1,000 rules it is five hundred times slower.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from news.article import Article
from news.finding import Evidence, Match, Span, Subject
from news.rules import And, Not, Or, Phrase, Rule, demanded, leaves
from news.text import Token, sentences, tokens
from news.watch import Watchlist

# A reader takes in three sentences; the article page marks all spans.
MOST_SENTENCES = 3

Hits = Mapping[Phrase, Sequence[Span]]


@dataclass(frozen=True)
class _Tracked:
    """A topic or person as the engine sees it: a rule with a name."""

    subject: Subject
    name: str
    rule: Rule


class Matcher:
    """A watchlist compiled: make it once for each version, use it for every article."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.version = watchlist.version
        self._tracked = tuple(_tracked(watchlist))
        self._phrases = sorted(
            {leaf for tracked in self._tracked for leaf in leaves(tracked.rule)},
            key=lambda leaf: (leaf.words, leaf.prefix),
        )
        self._automaton = AhoCorasick([_pattern(leaf) for leaf in self._phrases])
        self._users: dict[Phrase, list[int]] = {}
        for number, tracked in enumerate(self._tracked):
            for leaf in demanded(tracked.rule):
                self._users.setdefault(leaf, []).append(number)

    def match(self, article: Article) -> tuple[Match, ...]:
        """Return what of the watchlist the article matches, in the watchlist's order."""
        full = article.full
        hits = self._hits(tokens(full))
        candidates = sorted({number for leaf in hits for number in self._users.get(leaf, ())})
        fired = [self._tracked[n] for n in candidates if holds(self._tracked[n].rule, hits)]
        if not fired:
            return ()
        lines = list(sentences(full))
        return tuple(_match(tracked, hits, full, lines) for tracked in fired)

    def _hits(self, found: Sequence[Token]) -> dict[Phrase, list[Span]]:
        """Return where each phrase stands in the text."""
        text = " " + " ".join(token.word for token in found) + " "
        starts, at = [], 1
        for token in found:
            starts.append(at)
            at += len(token.word) + 1
        hits: dict[Phrase, list[Span]] = {}
        for which, begin, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            leaf = self._phrases[which]
            first = bisect_left(starts, begin + 1)
            last = bisect_right(starts, end - (1 if leaf.prefix else 2)) - 1
            hits.setdefault(leaf, []).append(Span(found[first].start, found[last].end))
        return hits


def holds(rule: Rule, hits: Hits) -> bool:
    """Say whether a rule is true of the phrases that occurred."""
    match rule:
        case Phrase():
            return rule in hits
        case Not(item):
            return not holds(item, hits)
        case And(items):
            return all(holds(item, hits) for item in items)
        case Or(items):
            return any(holds(item, hits) for item in items)


def _tracked(watchlist: Watchlist) -> Iterator[_Tracked]:
    for topic in watchlist.topics:
        yield _Tracked(Subject.TOPIC, topic.name, topic.rule)
    for person in watchlist.people:
        yield _Tracked(Subject.PERSON, person.name, person.rule)


def _pattern(leaf: Phrase) -> str:
    return f" {' '.join(leaf.words)}" + ("" if leaf.prefix else " ")


def _match(tracked: _Tracked, hits: Hits, full: str, lines: Sequence[tuple[int, int]]) -> Match:
    spans = _apart(span for leaf in demanded(tracked.rule) for span in hits.get(leaf, ()))
    return Match(tracked.subject, tracked.name, spans, evidence(full, spans, lines))


def _apart(spans: Iterator[Span]) -> tuple[Span, ...]:
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
    shown: list[tuple[int, Evidence]] = []
    for start, end in lines:
        inside = tuple(span for span in spans if start <= span.start and span.end <= end)
        if inside:
            variety = len({full[span.start : span.end].casefold() for span in inside})
            shown.append((variety, Evidence(Span(start, end), full[start:end], inside)))
    best = sorted(shown, key=lambda item: -item[0])[:MOST_SENTENCES]
    return tuple(sorted((item for _, item in best), key=lambda item: item.sentence))
