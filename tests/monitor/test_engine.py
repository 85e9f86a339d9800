"""The engine finds what the slow judge says, for any rules and any text."""

from __future__ import annotations

from datetime import date
from string import ascii_lowercase

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.engine import Engine
from monitor.stars import Stars
from news.article import Article, Outlet
from news.figure import (
    OUTLET,
    Bound,
    Claim,
    Effect,
    Figure,
    FigureReading,
    Scope,
    Speaker,
    VictimClass,
    Voice,
)
from news.finding import Span
from news.grammar import parse
from news.judge import Judged, fits, judge
from news.rules import (
    And,
    Dated,
    Leaf,
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
from news.sure import ALERT_CONFIDENCE
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
    st.sampled_from(
        [
            parse(f"figure({text}")
            for text in (
                "killed)",
                "killed) >= 20",
                "killed, civilian) > 20",
                "injured) < 5",
                'killed, "children") <= 3',
                "killed) by (police OR army)",
                "injured) = 3 by outlet",
            )
        ]
    ),
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
claims = st.builds(
    lambda effect, low, high, bound, side, counts, said, sure, at: Claim(
        Figure(low or 0.0, low, high, bound, "people", effect, counts, side, Scope.EVENT,
               Span(at, at + 1), Span(0, 9), sure),
        OUTLET if not said else Speaker(Voice.NAMED, said, said, span=Span(at + 3, at + 5)),
    ),
    st.sampled_from([Effect.KILLED, Effect.INJURED]),
    st.none() | st.sampled_from([3.0, 20.0, 33.0]),
    st.none() | st.sampled_from([3.0, 33.0]),
    st.sampled_from([Bound.EXACTLY, Bound.MORE_THAN]),
    st.sampled_from([VictimClass.CIVILIAN, VictimClass.UNKNOWN]),
    st.sampled_from(["", "two children"]),
    st.sampled_from(["", "Vesk police"]),
    st.sampled_from([ALERT_CONFIDENCE, ALERT_CONFIDENCE - 0.01]),
    st.integers(0, 4),
)  # fmt: skip
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
    reading = FigureReading(draw(st.lists(claims, max_size=3).map(tuple)))
    return Judged(article, named, lambda: reading)


Found = list[tuple[int, dict[Leaf, tuple[Span, ...]]]]


def wanted(tracked: list[Rule], article: Judged) -> Found:
    """Ask the judge for each rule."""
    return [
        (number, {leaf: tuple(at) for leaf, at in why.items()})
        for number, rule in enumerate(tracked)
        if (why := judge(rule, article)) is not None
    ]


def found(engine: Engine, article: Judged) -> Found:
    """Ask the engine; which rules hold must not depend on whether the reasons are asked for."""
    fired = [(n, {leaf: tuple(at) for leaf, at in why.items()}) for n, why in engine.fired(article)]
    assert engine.holding(article) == [number for number, _ in fired]
    return fired


@settings(max_examples=400, deadline=None)
@given(st.lists(rules, min_size=1, max_size=5), judged())
@example([parse("a NEAR/2 b")], Judged(Article("u", "a", "b")))
@example([parse("/b/ a")], Judged(Article("u", "a", "\ud800é b")))
@example([parse("c -b* NOT a NEAR/2 c")], Judged(Article("u", "c", "c")))
def test_the_engine_agrees_with_the_judge(tracked: list[Rule], article: Judged) -> None:
    """The same rules hold for the same reasons."""
    assert found(Engine(tracked), article) == wanted(tracked, article)


@settings(max_examples=200, deadline=None)
@given(st.lists(rules, min_size=1, max_size=8), st.lists(judged(), min_size=2, max_size=5))
def test_what_is_learned_changes_nothing(tracked: list[Rule], articles: list[Judged]) -> None:
    """With pairs of words as keys, and keys chosen anew after some articles, all is the same."""
    engine = Engine(tracked, many_pairs=0, lessons=(1, 3))
    for article in articles:
        assert found(engine, article) == wanted(tracked, article)


@pytest.mark.parametrize(
    ("rule", "text", "times"),
    [
        ("figure(killed) > 3 dam", "A boat sank.", 0),
        ("figure(killed) > 3 -dam", "The dam broke.", 0),
        ("figure(killed) > 3 (boat NEAR/2 sank)", "A boat of the Vesk line sank.", 0),
        ("boat (figure(killed) > 3 OR /d.m/) lang:ur", "The dam and the boat.", 0),
        ("boat -(figure(killed) > 3 OR dam) -/sank/", "A boat sank.", 0),
        ("boat (figure(killed) > 3 OR figure(injured) OR -figure(missing))", "A boat.", 1),
        ("figure(killed) > 3", "A boat sank.", 1),
    ],
)
def test_figures_are_read_last_and_once(rule: str, text: str, times: int) -> None:
    """They are read only where all else holds, and not again for another condition or rule."""
    read: list[str] = []

    def reading() -> FigureReading:
        read.append(text)
        return FigureReading()

    list(
        Engine([parse(rule), parse(f"({rule}) -zebra")]).fired(
            Judged(Article("u", "", text), {}, reading)
        )
    )
    assert len(read) == times


@given(
    st.sets(
        st.text("ab*?", min_size=1, max_size=5).filter(lambda word: word.strip("*?")), max_size=9
    ),
    st.lists(st.sets(st.text("ab", min_size=1, max_size=5), max_size=6), max_size=4),
    st.integers(1, 9),
)
def test_words_with_wildcards_are_remembered(
    wild: set[str], texts: list[set[str]], most: int
) -> None:
    """What words are is found whole for each text, also when the memory is full in between."""
    stars = Stars(wild, most)
    for text in texts:
        assert stars.of(text) == {star for star in wild if any(fits(star)(word) for word in text)}
        assert {word for word in text if word in stars.meanings} == {
            word for word in text if any(fits(star)(word) for star in wild)
        }


ANY_LETTER = " OR ".join(f"{letter}*" for letter in ascii_lowercase)
SPEECH = "the harbour minister of Vesk said that a convoy and two boats had left at dawn " * 20
HOSTILE = [
    f"({ANY_LETTER}) NEAR/1000 ({ANY_LETTER})",
    " NEAR/1000 ".join(["a*"] * 40),
    " NEAR/9 ".join([f"({ANY_LETTER})"] * 20),
    "(" * 45 + "a" + " OR convoy)" * 45,
    "a* -(" + " OR ".join(f"w{n}" for n in range(9_000)) + ")",
    " OR ".join(f'"{" ".join(["a*"] * length)}"' for length in range(2, 150)),
    " OR ".join(f"{a}*{b}*{c}*" for a in ascii_lowercase for b in "aeiou" for c in ascii_lowercase),
    "*" + "a*" * 300 + "b",
    r"/(a|b)*a(a|b){12}/i OR /(.*)*x/ OR /(a|aa)+$/",
]


@pytest.mark.parametrize("text", [SPEECH, "a " * 600, "a" * 20_000])
@pytest.mark.parametrize("rule", HOSTILE, ids=range(len(HOSTILE)))
def test_no_rule_stalls(rule: str, text: str) -> None:
    """What a hostile rule and a hostile page make of each other is decided in bounded work."""
    tree = parse(rule)
    engine, article = Engine([tree]), Judged(Article("u", "A dam", text))
    fired = list(engine.fired(article))
    assert engine.holding(article) == [number for number, _ in fired]


def test_thousands_of_expressions() -> None:
    """Each expression of thousands is found where it stands, and nowhere else."""
    tracked = [parse(rf"/\bw{number} \d+/") for number in range(3_000)]
    engine = Engine(tracked)
    assert engine.holding(Judged(Article("u", "", "w7 12 and w2999 5, w8"))) == [7, 2_999]
