from __future__ import annotations

from collections.abc import Sequence

import pytest

from news.article import Article
from news.figure import Bound, Effect, Figure, Scope, VictimClass
from news.finding import Evidence, Match, Span, Subject
from web.marks import Sentence, lay_out, mark, place, quote, readable


def shown(sentences: Sequence[Sentence]) -> str:
    """Write a line as "#id{plain [marked|names]}" so that cases can be read."""
    line = ""
    for sentence in sentences:
        text = "".join(
            f"[{piece.text}|{'+'.join(piece.names)}]" if piece.names else piece.text
            for piece in sentence.pieces
        )
        line += f"#{sentence.id}{{{text}}}" if sentence.id else text
    return line


def figure(start: int, end: int) -> Figure:
    """Build a figure that stands somewhere in its own sentence."""
    return Figure(
        1.0, 1.0, 1.0, Bound.EXACTLY, "people", Effect.KILLED, "people", VictimClass.UNKNOWN,
        Scope.EVENT, Span(start, end), Span(start, end), 0.9,
    )  # fmt: skip


def found(name: str, *spans: tuple[int, int], reason: tuple[int, int] | None = None) -> Match:
    """Return a match of a topic with its spans and perhaps one sentence."""
    marked = tuple(Span(*span) for span in spans)
    evidence = (Evidence(Span(*reason), "", marked),) if reason else ()
    return Match(Subject.TOPIC, name, marked, evidence)


@pytest.mark.parametrize(
    ("matches", "title", "lines"),
    [
        ([], "Fog", ["A bridge fell. All is well.", "The end."]),
        ([found("B", (6, 12))], "Fog", ["A [bridge|B] fell. All is well.", "The end."]),
        ([found("T", (0, 3))], "[Fog|T]", ["A bridge fell. All is well.", "The end."]),
        (
            [found("B", (6, 12), reason=(4, 18))],
            "Fog",
            ["#at-4{A [bridge|B] fell.} All is well.", "The end."],
        ),
        (
            [found("B", (6, 12)), found("C", (10, 17))],
            "Fog",
            ["A [brid|B][ge|B+C][ fell|C]. All is well.", "The end."],
        ),
        (
            [found("B", (6, 12), (6, 12)), found("B", (6, 12))],
            "Fog",
            ["A [bridge|B] fell. All is well.", "The end."],
        ),
        ([found("E", (36, 9999))], "Fog", ["A bridge fell. All is well.", "The [end.|E]"]),
        ([found("N", (-5, 2))], "[Fo|N]g", ["A bridge fell. All is well.", "The end."]),
        ([found("X", (9, 6), (500, 600))], "Fog", ["A bridge fell. All is well.", "The end."]),
        (
            [found("L", (28, 35))],
            "Fog",
            ["A bridge fell. All is we[ll.|L]", "[The|L] end."],
        ),
        (
            [found("B", (6, 12), reason=(4, 18)), found("C", (13, 17), reason=(10, 31))],
            "Fog",
            ["#at-4{A [bridge|B] [fell|C].} All is well.", "The end."],
        ),
    ],
)
def test_an_article_is_laid_out(matches: list[Match], title: str, lines: list[str]) -> None:
    text = Article("", "Fog", "A bridge fell. All is well.\nThe end.")
    layout = lay_out(text, matches)
    assert shown(layout.title) == title
    assert [shown(line) for line in layout.paragraphs] == lines


def test_a_figure_begins_once() -> None:
    """A figure that something tracked crosses is several pieces, of which the first begins it."""
    text = Article("", "Fog", "At least 33 died.")
    layout = lay_out(text, [found("B", (13, 18))], [figure(0, 3), figure(4, 15)])
    pieces = [piece for sentence in layout.paragraphs[0] for piece in sentence.pieces]
    assert [(piece.text, piece.names, piece.figures, piece.begins) for piece in pieces] == [
        ("At least ", (), (1,), (1,)),
        ("33", ("B",), (1,), ()),
        (" di", ("B",), (), ()),
        ("ed.", (), (), ()),
    ]
    assert layout.title[0].pieces[0].begins == (0,)


def test_empty_lines_are_no_paragraphs() -> None:
    """A text with gaps, or none at all, gives no empty paragraphs."""
    assert [shown(line) for line in lay_out(Article("", "", "a\n\n\nb\n"), []).paragraphs] == [
        "a",
        "b",
    ]
    assert lay_out(Article("", "", ""), []).paragraphs == ()


def test_a_title_may_hold_a_line_feed() -> None:
    """Spans count in the whole text, so a title of two lines shifts nothing."""
    layout = lay_out(Article("", "two\nlines", "bridge"), [found("B", (10, 16))])
    assert shown(layout.title) == "two\nlines"
    assert [shown(line) for line in layout.paragraphs] == ["[bridge|B]"]


def test_a_quoted_sentence_counts_its_own_characters() -> None:
    """Evidence carries spans of the whole text; its quotation marks them in the sentence."""
    evidence = Evidence(Span(100, 117), "The bridge fell.", (Span(104, 110),))
    assert [(piece.text, bool(piece.names)) for piece in quote(evidence)] == [
        ("The ", False),
        ("bridge", True),
        (" fell.", False),
    ]
    assert place(evidence) == "at-100"


def test_no_character_is_lost_or_doubled() -> None:
    """Whatever the spans, the pieces together are the text."""
    text = "abcdefghij"
    for start in range(-2, 12):
        for end in range(-2, 12):
            pieces = mark(text, [Span(start, end), Span(end, start), Span(3, 5)])
            assert "".join(piece.text for piece in pieces) == text


def test_a_thousand_topics_on_a_long_text_are_laid_out() -> None:
    """Work grows with the text and the spans, not with their product."""
    line = "word " * 20
    text = Article("", "t", "\n".join([line] * 3000))
    matches = [
        found(f"T{n}", *[(n * 10 + k, n * 10 + k + 4) for k in range(5)]) for n in range(1000)
    ]
    layout = lay_out(text, matches)
    assert len(layout.paragraphs) == 3000


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("\u202e170 killed\u202c", "170 killed"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\u2066x\u2069\ufeff", "x"),
        ("\ud800", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ],
)
def test_what_misleads_is_not_shown(text: str, seen: str) -> None:
    assert readable(text) == seen
