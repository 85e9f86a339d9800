"""The figures of an article as its page shows them: in the text, and below it as a table.

    At least 33 civilians and 17 guards died, officials said.     33 links to its row, and
    ───────────               ──                                  says on the way what it means
    at least 33   civilians killed   civilian   officials          91 %
      of whom 4   children killed               officials          88 %

A number in the text is a link to its row; what the row says is shown beside it to whoever points
at it or comes to it by keys, and is read out as its description.  No script is needed.  Rows
stand in the order of the text, parts below what they are parts of.

Discarded: a bubble with markup inside the sentence.  Whoever copies the sentence, or has it read
aloud, would get the bubble with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from news.figure import Check, Claim, Figure, FigureReading, Voice
from news.finding import Span
from news.listing import ArticleShown, TakenBack
from news.sure import ALERT_CONFIDENCE
from news.text import one_line
from news.told import THE_OUTLET, ends, in_order, over, told, value, what, who, whose
from web.marks import Piece, mark

_VOICES = {
    Voice.NAMED: "named in the sentence",
    Voice.ROLE: "meant by a role or “he”",
    Voice.CARRIED: "carried on from an earlier sentence",
    Voice.OUTLET: "nobody else is named",
}
_CHECKS = {
    "sum": "Adds up",
    "sum_differs": "Does not add up",
    "rate": "Conversions disagree",
    "part_larger": "A part is larger than its whole",
    "period": "Two periods for one count",
}
_AGREES = {"sum"}
_LONGEST = 300  # characters of a sentence that a row shows


@dataclass(frozen=True)
class Row:
    """One figure; `number` names it in text and table, `deep` is how far it is set in."""

    number: int
    deep: int
    value: str
    what: str
    aside: str
    who: str
    voice: str
    sure: str
    is_doubtful: bool
    sentence: tuple[Piece, ...]
    says: str


@dataclass(frozen=True)
class Remark:
    """What figures of the article say about each other, and their rows with their values."""

    title: str
    message: str
    rows: tuple[tuple[int, str], ...]
    agrees: bool


@dataclass(frozen=True)
class Gone:
    """A figure of an earlier text, in its words, and since when the outlet says it no more."""

    line: str
    taken_back: TakenBack


@dataclass(frozen=True)
class Figures:
    """All that the page says of figures; `unread` is why there are none where nobody read them."""

    unread: str = ""
    rows: tuple[Row, ...] = ()
    tolls: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()
    gone: tuple[Gone, ...] = ()

    @property
    def says(self) -> dict[int, str]:
        """What each figure means, by its number."""
        return {row.number: row.says for row in self.rows}


def lay_out(shown: ArticleShown) -> Figures:
    """Write an article's figures for its page."""
    gone = tuple(_gone(shown, one) for one in shown.taken_back)
    reading = shown.figures
    if reading is None:
        return Figures(shown.why_unread, gone=gone)
    full = shown.article.full
    return Figures(
        rows=tuple(_row(number, deep, reading, full) for number, deep in in_order(reading.claims)),
        tolls=tuple(_tolls(reading)),
        remarks=tuple(_remark(check, reading.claims) for check in reading.checks),
        gone=gone,
    )


def read(shown: ArticleShown) -> tuple[Figure, ...]:
    """Return the figures as they stand in the text, by their numbers."""
    return tuple(claim.figure for claim in shown.figures.claims) if shown.figures else ()


def _row(number: int, deep: int, reading: FigureReading, full: str) -> Row:
    claim = reading.claims[number]
    figure = claim.figure
    outlet = f", says {THE_OUTLET}" if claim.speaker.voice is Voice.OUTLET else ""
    return Row(
        number=number,
        deep=deep,
        value=value(figure),
        what=what(figure),
        aside=" · ".join(filter(None, (whose(figure), over(figure)))),
        who=who(claim.speaker),
        voice=_VOICES[claim.speaker.voice],
        sure=f"{claim.confidence:.0%}",
        is_doubtful=claim.confidence < ALERT_CONFIDENCE,
        sentence=_quoted(figure.sentence, figure.span, full),
        says=told(claim) + outlet,
    )


def _quoted(sentence: Span, span: Span, full: str) -> tuple[Piece, ...]:
    """Cut a sentence at its figure; a long one around it."""
    start, end = sentence.start, sentence.end
    if end - start > _LONGEST:
        start = max(start, span.start - _LONGEST // 3)
        end = min(end, start + _LONGEST)
    pieces = mark(full[start:end], [Span(span.start - start, span.end - start)])
    before = [Piece("…")] if start > sentence.start else []
    return (*before, *pieces, *([Piece("…")] if end < sentence.end else []))


def _tolls(reading: FigureReading) -> Iterator[tuple[str, str]]:
    for name, toll in (("Killed in all", reading.killed), ("Injured in all", reading.injured)):
        if toll:
            yield name, ends(toll.value, toll.low, toll.high)


def _remark(check: Check, claims: Sequence[Claim]) -> Remark:
    title = _CHECKS.get(check.kind, check.kind)
    numbers = [n for n in dict.fromkeys(check.figures) if 0 <= n < len(claims)]
    rows = tuple((number, value(claims[number].figure)) for number in numbers)
    return Remark(title, check.message, rows, check.kind in _AGREES)


def _gone(shown: ArticleShown, one: TakenBack) -> Gone:
    texts = (text.article.full for text in shown.revisions if text.number == one.revision)
    return Gone(one_line(told(one.claim, next(texts, "")), _LONGEST), one)
