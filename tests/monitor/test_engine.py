"""The engine finds what the slow judge says, for any rules and any text."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.engine import Engine
from news.article import Article, Outlet
from news.finding import Span
from news.grammar import parse
from news.judge import Judged, judge
from news.rules import (
    And,
    Dated,
    Mention,
    Meta,
    Near,
    Not,
    Or,
    Phrase,
    Regex,
    Rule,
    Where,
    join,
    positive,
)
from news.text import tokens

WORDS = ("a", "b", "ab", "abc", "ba", "zurich", "سیلاب")
STARS = ("a*", "*b", "a*c", "b?", "ab*")
wheres = st.sampled_from(Where)
EXPRESSIONS = st.sampled_from(["a+b", "^b", "[A-Z]", "b$", r"\bab\b"])
phrases = st.builds(
    Phrase,
    st.lists(st.sampled_from((*WORDS, *STARS[:-1])), min_size=1, max_size=3).map(tuple),
    wheres,
)
mentions = st.sampled_from([Mention(("ona",)), Mention(("sef",))])
others = st.one_of(
    st.builds(
        Regex, st.sampled_from(["a+b", "^b", "[A-Z]", "b$", r"\bab\b"]), st.booleans(), wheres
    ),
    st.builds(Meta, st.just("source"), st.sampled_from([(("a",),), (("b",), ("c*",))])),
    st.builds(Meta, st.just("lang"), st.sampled_from([(("ur",),), (("en",), ("hi",))])),
    st.just(Dated(date(2026, 1, 1), date(2026, 12, 31))),
)
beside: st.SearchStrategy[Rule] = st.recursive(
    phrases | mentions,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda items: join(Or, items))
        | st.builds(Near, inner, inner, st.integers(1, 4), st.booleans())
    ),
    max_leaves=4,
)
rules: st.SearchStrategy[Rule] = st.recursive(
    phrases | mentions | others | beside,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda items: join(And, items))
        | st.lists(inner, min_size=2, max_size=3).map(lambda items: join(Or, items))
        | inner.map(Not)
    ),
    max_leaves=8,
).filter(positive)
texts = st.lists(
    st.tuples(st.sampled_from((*WORDS, "A", "Zürich", "c", "a'b")), st.sampled_from(" -.,\n")),
    max_size=12,
).map(lambda parts: "".join(word + gap for word, gap in parts).strip())
languages, sources = st.sampled_from(["", "ur", "en-GB"]), st.sampled_from(["", "a", "b c", "cd"])


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    """Draw an article with its outlet and somebody named in it."""
    outlet = Outlet(draw(sources))
    article = Article("u", draw(texts), draw(texts), language=draw(languages), outlet=outlet)
    title, whole = tokens(article.title), tokens(article.full)
    named: dict[tuple[str, ...], list[Span]] = {}
    if draw(st.booleans()) and whole:
        at = draw(st.integers(0, len(whole) - 1))
        side = whole[: len(title)] if at < len(title) else whole[at:]
        first = whole[at] if at < len(title) else side[0]
        named[("ona",)] = [Span(first.start, first.end)]
    return Judged(article, named)


@settings(max_examples=400, deadline=None)
@given(st.lists(rules, min_size=1, max_size=5), judged())
@example([parse("a NEAR/2 b")], Judged(Article("u", "a", "b")))
@example([parse("c -b* NOT a NEAR/2 c")], Judged(Article("u", "c", "c")))
def test_the_engine_agrees_with_the_judge(tracked: list[Rule], article: Judged) -> None:
    """The same rules hold for the same reasons."""
    expected = [
        (number, {leaf: tuple(at) for leaf, at in why.items()})
        for number, rule in enumerate(tracked)
        if (why := judge(rule, article)) is not None
    ]
    found = Engine(tracked).fired(article)
    assert [(n, {leaf: tuple(at) for leaf, at in why.items()}) for n, why in found] == expected
