from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.reasons import QUOTES, REASONS, Line, headline, others, pieces, plain, reasons
from alerts.sample import found
from news.article import Article
from news.finding import Span, Subject


def shown(line: Line) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in line)


@pytest.mark.parametrize(
    ("text", "marks", "limit", "expected"),
    [
        ("a blast today", [(2, 7)], 99, "a [blast] today"),
        ("a blast today", [], 99, "a blast today"),
        ("blast", [(0, 5)], 99, "[blast]"),
        ("a blast today", [(8, 13), (2, 7)], 99, "a [blast] [today]"),
        ("a blast today", [(2, 5), (4, 7)], 99, "a [blast] today"),  # they overlap
        ("a blast", [(-4, 1), (2, 900)], 99, "[a] [blast]"),  # they stick out
        ("a blast", [(5, 2), (50, 60)], 99, "a blast"),  # they are nowhere
        ("a\r\nbl\x00ast\u202e", [(3, 9)], 99, "a [bl ast]"),
        ("   ", [(0, 2)], 99, ""),
        ("", [], 99, ""),
        ("one two three four five", [(0, 3)], 14, "[one] two three …"),
        ("one two three four five", [(19, 23)], 14, "… four [five]"),
        ("x" * 40, [], 10, "xxxxxxxxxx …"),
    ],
)
def test_how_a_line_is_cut(
    text: str, marks: list[tuple[int, int]], limit: int, expected: str
) -> None:
    assert shown(pieces(text, [Span(*mark) for mark in marks], limit)) == expected


@given(
    st.text(max_size=300),
    st.lists(st.tuples(st.integers(-9, 320), st.integers(-9, 320)), max_size=9),
    st.integers(40, 200),
)
def test_no_text_and_no_marks_break_a_line(
    text: str, marks: list[tuple[int, int]], limit: int
) -> None:
    """Whatever the marks, the line is one clean line of about its limit."""
    line = pieces(text, [Span(*mark) for mark in marks], limit)
    written = plain(line)
    assert len(written) <= limit + 4 * (len(marks) + 1)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", written)
    assert written == written.strip()


ARTICLE = Article(
    url="https://post.example/1",
    title="Ferry strike ends",
    text="The ferry sails again. Idris Venn thanked the crews.\nThe ferry was missed.",
)


def test_a_match_in_the_headline_is_marked_there_and_not_quoted() -> None:
    """The headline's own sentence does not appear again below it."""
    match = found(ARTICLE, Subject.TOPIC, "Ferries", "[Ff]erry")
    (reason,) = reasons(ARTICLE, [match])
    assert shown(headline(ARTICLE, [match])) == "[Ferry] strike ends"
    assert reason.in_headline
    assert [shown(quote) for quote in reason.quotes] == [
        "The [ferry] sails again.",
        "The [ferry] was missed.",
    ]


def test_a_match_below_the_headline_says_so() -> None:
    """A person named in the text alone is not claimed for the headline."""
    (reason,) = reasons(ARTICLE, [found(ARTICLE, Subject.PERSON, "Idris Venn", "Idris Venn")])
    assert (reason.kind, reason.name, reason.in_headline) == ("Person", "Idris Venn", False)
    assert [shown(quote) for quote in reason.quotes] == ["[Idris Venn] thanked the crews."]


def test_an_article_without_a_title_still_has_a_headline() -> None:
    """An empty headline would leave a mail without a link."""
    assert plain(headline(Article("https://post.example/1", "\ufeff", "Text."), [])) == (
        "(no headline)"
    )


def test_many_matches_are_named_and_few_quoted() -> None:
    """An article that matches everything makes no endless message."""
    article = Article("https://post.example/1", "T", "The ferry sails. " * 50)
    matches = [found(article, Subject.TOPIC, f"Topic {n}", "ferry") for n in range(12)]
    given_reasons = reasons(article, matches)
    assert len(given_reasons) == REASONS
    assert all(len(reason.quotes) == QUOTES for reason in given_reasons)
    assert others(matches) == "Topic 8, Topic 9, Topic 10, Topic 11"
