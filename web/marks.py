"""Lay an article out in paragraphs with what was found marked in its place.

The archive gives spans that count characters of title + line feed + text.  From them
come paragraphs of sentences of pieces; a piece knows what it shows, a sentence that is a
reason has an id, so that "why is this here?" links to the very place:

    "A bridge fell. Nobody was hurt."  +  Bridges: [2..8], reason [0..14]
    → sentence at-0 [ "A " | mark "bridge" (Bridges) | " fell." ]  " Nobody was hurt."

Figures are pieces of the same kind, by their numbers.

Nothing here writes HTML: the template escapes every piece.  Spans are taken as they come:
what lies outside the text or crosses another is cut, never an error.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from news.article import Article
from news.figure import Figure
from news.finding import Evidence, Match, Span

# They could turn the rest of a line around or hide in it; tabs are spaces to a browser.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufff9-\ufffb]"
)


@dataclass(frozen=True)
class Piece:
    """A stretch of text and the names of what it shows, none usually.

    What was only searched for has a name that is empty.  `figures` are the numbers of those that
    stand here, `begins` of those that begin here.
    """

    text: str
    names: tuple[str, ...] = ()
    figures: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """Pieces that belong together; `id` is set where something points to them.

    `is_told` marks the sentence of the fact that was asked for.
    """

    pieces: tuple[Piece, ...]
    id: str = ""
    is_told: bool = False


@dataclass(frozen=True)
class Layout:
    """An article ready to be shown: its title and its paragraphs."""

    title: tuple[Sentence, ...]
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True)
class _Named:
    start: int
    end: int
    names: tuple[str, ...]
    figures: tuple[int, ...]
    begins: tuple[int, ...]


def lay_out(
    article: Article,
    matches: Sequence[Match],
    figures: Sequence[Figure] = (),
    told: Span | None = None,
) -> Layout:
    """Cut an article into paragraphs, sentences and pieces; `told` is the sentence asked for."""
    full = article.full
    spans: list[tuple[Span, str | int]] = [
        (s, match.name) for match in matches for s in match.spans
    ]
    spans += [(figure.span, number) for number, figure in enumerate(figures)]
    named = _apart(spans, len(full))
    found = {e.sentence for match in matches for e in match.evidence}
    found |= {figure.sentence for figure in figures} | ({told} if told else set())
    # Of two that overlap the one that was asked for is kept, else the first.
    reasons = sorted(one for one in found if one == told or not _crosses(one, told))
    lines = _lines(full, len(article.title))
    title, *text = [_line(full, line, named, reasons, told) for line in lines]
    return Layout(title, tuple(line for line in text if line))


def mark(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Cut one text at its spans."""
    return _pieces(text, 0, len(text), _apart([(span, "") for span in spans], len(text)))


def quote(evidence: Evidence) -> tuple[Piece, ...]:
    """Cut a sentence that is a reason at what it shows."""
    at = evidence.sentence.start
    return mark(evidence.text, [Span(s.start - at, s.end - at) for s in evidence.spans])


def place(evidence: Evidence) -> str:
    """Return the id of the sentence in the article."""
    return f"at-{evidence.sentence.start}"


def readable(text: str) -> str:
    """Drop the characters that are not to be seen and could mislead."""
    return _UNSEEN.sub("", text)


def _lines(full: str, title: int) -> list[tuple[int, int]]:
    """Return where the title and each line of the text stand."""
    lines, start = [(0, title)], title + 1
    for line in full[start:].split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _crosses(one: Span, told: Span | None) -> bool:
    return told is not None and one.start < told.end and told.start < one.end


def find(full: str, sentence: str) -> Span | None:
    """Return where a sentence stands, however its words are spaced; None if nowhere."""
    parts = sentence.split()
    if not parts:
        return None
    hit = re.search(r"\s+".join(map(re.escape, parts)), full)
    return Span(hit.start(), hit.end()) if hit else None


def _line(
    full: str,
    line: tuple[int, int],
    named: Sequence[_Named],
    reasons: Sequence[Span],
    told: Span | None,
) -> tuple[Sentence, ...]:
    """Cut one line at the sentences that something points to."""
    found: list[Sentence] = []
    at, end = line
    first = bisect_left(reasons, at, key=lambda reason: reason.start)
    for reason in islice(reasons, first, None):
        if reason.start >= end:
            break
        if reason.start < at:
            continue
        stop = min(reason.end, end)
        found.append(Sentence(_pieces(full, at, reason.start, named)))
        pieces = _pieces(full, reason.start, stop, named)
        found.append(Sentence(pieces, f"at-{reason.start}", reason == told))
        at = stop
    found.append(Sentence(_pieces(full, at, end, named)))
    return tuple(sentence for sentence in found if sentence.pieces)


def _pieces(full: str, start: int, end: int, named: Sequence[_Named]) -> tuple[Piece, ...]:
    """Cut a stretch at the spans inside it."""
    pieces: list[Piece] = []
    at = start
    first = bisect_right(named, start, key=lambda span: span.end)
    for span in islice(named, first, None):
        if span.start >= end:
            break
        pieces.append(Piece(readable(full[at : span.start])))
        at = min(span.end, end)
        text = readable(full[max(span.start, start) : at])
        pieces.append(Piece(text, span.names, span.figures, span.begins))
    pieces.append(Piece(readable(full[at:end])))
    return tuple(piece for piece in pieces if piece.text)


def _apart(spans: Sequence[tuple[Span, str | int]], length: int) -> list[_Named]:
    """Turn spans that may overlap into stretches that do not, each with its names and figures."""
    changes: list[tuple[int, int, str | int]] = []
    for span, name in spans:
        start, end = max(span.start, 0), min(span.end, length)
        if start < end:
            changes += [(start, 1, name), (end, -1, name)]
    found: list[_Named] = []
    active: Counter[str | int] = Counter()
    begun: set[int] = set()
    at = 0
    for place_, step, name in sorted(changes, key=lambda change: change[:2]):
        if active and place_ > at:
            names = tuple(one for one in active if isinstance(one, str))
            figures = tuple(one for one in active if isinstance(one, int))
            begins = tuple(one for one in figures if one not in begun)
            found.append(_Named(at, place_, names, figures, begins))
            begun.update(begins)
        active[name] += step
        if not active[name]:
            del active[name]
        at = place_
    return found
