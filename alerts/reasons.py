"""Show why an article matched: the sentences that prove it, with the words marked.

    Topic "Market safety"
      A blast near the [market] in Kelmore killed at least 12 people on Tuesday.

A sentence becomes pieces, marked and unmarked; mail writes a marked piece as <mark>,
Slack in bold, plain text between asterisks.  So cutting and cleaning happen once,
before any of them adds its own signs.  A match inside the headline is marked there
and not repeated as a sentence.  Discarded: strings with markers inside, which a
hostile text can forge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from news.article import Article
from news.finding import Evidence, Match, Span, Subject
from news.text import one_line

# Chosen by eye on the rendered mails: three lines of headline, four of a sentence.
TITLE = 220
QUOTE = 320
QUOTES = 3
MARKS = 200
REASONS = 8
NAME = 80
BECAUSE = 160
KINDS = {Subject.TOPIC: "Topic", Subject.PERSON: "Person", Subject.FIGURE: "Figure"}


@dataclass(frozen=True)
class Piece:
    """Some harmless text, marked or not."""

    text: str
    marked: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Reason:
    """One topic, person or figure, and the sentences that show it.

    `in_headline` says that the headline itself shows it; `name` is clean and short, and so
    is `because`: which parts of the rule held.
    """

    kind: str
    name: str
    quotes: tuple[Line, ...]
    in_headline: bool
    because: str = ""


def headline(article: Article, matches: Sequence[Match]) -> Line:
    """Cut the title into pieces, marked where any match lies; never empty."""
    end = len(article.title)
    shown = matches[:REASONS]
    marks = (span for match in shown for span in match.spans if span.end <= end)
    return pieces(article.title, marks, TITLE) or (Piece("(no headline)"),)


def reasons(article: Article, matches: Sequence[Match]) -> tuple[Reason, ...]:
    """Give the reasons of the first matches; `others` names the rest."""
    return tuple(_reason(match, len(article.title)) for match in matches[:REASONS])


def others(matches: Sequence[Match]) -> str:
    """Name the matches for which there is no room, or how many they are."""
    rest = matches[REASONS:]
    return one_line(", ".join(match.name for match in rest[:50]), 300)


def _reason(match: Match, title_end: int) -> Reason:
    """Take the sentences below the headline, the first few of them."""
    below = [found for found in match.evidence if found.sentence.end > title_end]
    quotes = (_quote(found) for found in below[:QUOTES])
    return Reason(
        kind=KINDS[match.subject],
        name=one_line(match.name, NAME),
        quotes=tuple(quote for quote in quotes if quote),
        in_headline=any(span.end <= title_end for span in match.spans),
        because=one_line(match.because, BECAUSE),
    )


def _quote(found: Evidence) -> Line:
    """Cut one sentence; its spans count in the article, its pieces in itself."""
    start = found.sentence.start
    marks = (Span(span.start - start, span.end - start) for span in found.spans)
    return pieces(found.text, marks, QUOTE)


def pieces(text: str, marks: Iterable[Span], limit: int) -> Line:
    """Cut a text into clean pieces; one too long is cut around its first mark."""
    marks = _merged(marks, len(text))
    start, end = _window(text, marks, limit)
    edges = [start, *(edge for span in marks for edge in (span.start, span.end)), end]
    found = []
    for number, (left, right) in enumerate(pairwise(edges)):
        # A mark may stick out of the window.
        part = _clean(text[max(left, start) : min(right, end)])
        if part:
            found.append(Piece(part, marked=number % 2 == 1 and not part.isspace()))
    return _trimmed(found, cut_left=start > 0, cut_right=end < len(text))


def plain(line: Line) -> str:
    """Join the pieces without their marks."""
    return "".join(piece.text for piece in line)


def _merged(marks: Iterable[Span], length: int) -> list[Span]:
    """Sort the marks, clip them to the text, and join those that overlap."""
    merged: list[Span] = []
    # A hostile sentence has a million marks, and shows 320 characters.
    for span in sorted(islice(marks, MARKS)):
        start, end = max(0, span.start), min(length, span.end)
        if start >= end:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Span(start, end))
    return merged


def _window(text: str, marks: Sequence[Span], limit: int) -> tuple[int, int]:
    """Choose the part to show: all, or `limit` characters around the first mark."""
    if len(text) <= limit:
        return 0, len(text)
    start = max(0, marks[0].start - limit // 3) if marks else 0
    end = min(len(text), start + limit)
    start = max(0, end - limit)
    # Cut between words where one ends nearby.
    space = text.find(" ", start, start + 30) if start else -1
    last = text.rfind(" ", max(0, end - 30), end) if end < len(text) else -1
    return (start if space < 0 else space + 1), (end if last < 0 else last)


def _clean(part: str) -> str:
    """Clean a piece as a line, but keep the space that parts it from its neighbours."""
    bare = one_line(part)
    if not bare:
        return " " if part else ""
    before = " " if part[0].isspace() else ""
    after = " " if part[-1].isspace() else ""
    return before + bare + after


def _trimmed(found: list[Piece], *, cut_left: bool, cut_right: bool) -> Line:
    """Drop white space at both ends, and show with dots where the text goes on."""
    while found and not found[0].text.strip():
        found.pop(0)
    while found and not found[-1].text.strip():
        found.pop()
    if not found:
        return ()
    found[0] = Piece(found[0].text.lstrip(), found[0].marked)
    found[-1] = Piece(found[-1].text.rstrip(), found[-1].marked)
    left = [Piece("… ")] if cut_left else []
    right = [Piece(" …")] if cut_right else []
    return (*left, *found, *right)
