"""What each form of the rule language means, said on small texts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article, Outlet
from news.figure import Bound, Claim, Effect, Figure, FigureReading, Scope
from news.finding import Span
from news.grammar import parse
from news.judge import Judged, fits, judge
from news.moment import Moment
from news.rules import name_of, resolve, write
from news.sure import ALERT_CONFIDENCE

TITLE = "Envoy resigns in Vesk"
TEXT = (
    "Twelve people were killed when gunmen attacked a convoy near the old port of Vesk.\n"
    "Commander Ona Brill said 12 died; 40 people fled the Brakkel-Sandal road. "
    "O’Dunn’s office denied it."
)
ARTICLE = Article(
    "u", TITLE, TEXT, ("Ruwan Hale", "Sef Dunn-Orr"), language="en-GB",
    published=Moment(datetime(2026, 2, 4, 20, tzinfo=UTC), offset=300),
    outlet=Outlet("Brakkel Courier", "coast", "BK"),
)  # fmt: skip
PEOPLE = {name_of(name): name for name in ("Ona Brill", "Sef Lind")}


def spans_of(words: str) -> list[Span]:
    start = ARTICLE.full.index(words)
    return [Span(start, start + len(words))]


JUDGED = Judged(ARTICLE, {("ona", "brill"): spans_of("Commander Ona Brill")})


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        # wildcards
        ("attack*", ["attacked"]),
        ("*acked", ["attacked"]),
        ("kil?ed", ["killed"]),
        ("g*n", ["gunmen"]),
        ('"old p*"', ["old port"]),
        ('"o* port of"', ["old port of"]),
        ("gun?", None),
        # pieces
        ("title:vesk", ["Vesk"]),
        ("text:vesk", ["Vesk"]),
        ("vesk", ["Vesk", "Vesk"]),
        ("title:convoy", None),
        ("title:(envoy OR convoy)", ["Envoy"]),
        ('"vesk twelve"', None),  # never from the headline into the text
        ("envoy NEAR/9 twelve", None),
        # near
        ("convoy NEAR/4 port", ["convoy", "port"]),
        ("port NEAR/4 convoy", ["convoy", "port"]),
        ("convoy NEAR/3 port", None),
        ("port PRE/4 convoy", None),
        ("convoy PRE/4 port", ["convoy", "port"]),
        ("people NEAR/2 (killed OR fled)", ["people", "killed", "people", "fled"]),
        ("gunmen NEAR/3 convoy NEAR/4 port", ["gunmen", "convoy", "port"]),
        ('"convoy port"~4', ["convoy", "port"]),
        ('said near:"Ona Brill"', ["Commander Ona Brill", "said"]),
        ('said NEAR/1 person:"Ona Brill"', ["Commander Ona Brill", "said"]),
        ('killed NEAR/5 person:"Ona Brill"', None),
        ('said near:"12 died"', ["said", "12 died"]),
        # people
        ('person:"Ona Brill"', ["Commander Ona Brill"]),
        ('person:"Sef Lind"', None),
        ('flood OR person:"Ona Brill"', ["Commander Ona Brill"]),
        # expressions
        (r"/\d+ (died|killed)/", ["12 died"]),
        (r"/VESK/", None),
        (r"/VESK/i", ["Vesk", "Vesk"]),
        (r"title:/^Env/", ["Env"]),
        (r"text:/^Env/", None),
        (r"/it\.$/", ["it."]),
        # what is known beside the text is a condition, and no reason in it
        ("vesk source:brakkel", ["Vesk", "Vesk"]),
        ('source:"Brakkel Courier"', []),
        ("source:sandal", None),
        ("source:c*", []),
        ("region:coast country:bk", []),
        ('author:"Ruwan Hale"', []),
        ("by:dunn-orr", []),
        ("author:dunn -by:hale", None),
        ("lang:en", []),
        ("lang:en-gb", []),
        ("lang:en-us", None),
        ("lang:(ur OR hi)", None),
        ("date:2026-02-05", []),  # on the outlet's own calendar
        ("date:2026-02-04", None),
        ("date:2026-02", []),
        ("date:>2026-02-05", None),
        # not
        ("convoy -date:2026-02-05", None),
        ("convoy NOT (gunmen NEAR/2 port)", ["convoy"]),
        ("odunn brakkel-sandal", ["O’Dunn’s", "Brakkel-Sandal"]),
    ],
)  # fmt: skip
def test_what_a_rule_means(rule: str, shown: list[str] | None) -> None:
    resolved = resolve(parse(rule), rule, {}, PEOPLE)
    reasons = judge(resolved, JUDGED)
    if reasons is None:
        assert shown is None
        return
    spans = [span for at in reasons.values() for span in at]
    assert sorted(ARTICLE.full[s.start : s.end] for s in spans) == sorted(shown or [])
    assert shown is not None


def test_an_alternative_that_does_not_hold_is_no_reason() -> None:
    """Of an OR only the parts that hold are shown, each as it is written."""
    reasons = judge(parse("(convoy AND flood) OR (port AND (road OR ship))"), JUDGED)
    assert reasons is not None
    assert [write(leaf) for leaf in reasons] == ['"port"', '"road"']


def test_what_is_not_sure_enough_is_no_reason() -> None:
    """A claim below the confidence from which anybody is told counts for no rule."""
    span = Span(0, 6)
    figure = Figure(12, 12, 12, Bound.EXACTLY, "people", Effect.KILLED, "people", None,
                    Scope.EVENT, span, span, ALERT_CONFIDENCE)  # fmt: skip
    doubtful = replace(figure, confidence=ALERT_CONFIDENCE - 0.01)
    for one, reasons in ((figure, [span]), (doubtful, None)):
        reading = partial(FigureReading, (Claim(one),))
        found = judge(parse("figure(killed) > 10"), Judged(ARTICLE, figures=reading))
        assert (found and next(iter(found.values()))) == reasons


def test_an_undated_report_lies_in_no_time() -> None:
    """A condition on the day fails where no day is known, and so does its opposite hold."""
    undated = Judged(Article("u", "", "flood"))
    assert judge(parse("flood date:2026"), undated) is None
    assert judge(parse("flood -date:2026"), undated) is not None


@given(st.text("ab*?", min_size=1, max_size=8), st.text("ab", max_size=8))
def test_a_wildcard_is_what_it_looks_like(word: str, text: str) -> None:
    """A star stands for any letters, a question mark for one."""
    plain = re.compile("".join({"*": ".*", "?": "."}.get(sign, sign) for sign in word))
    assert bool(fits(word)(text)) == bool(plain.fullmatch(text))


def test_a_word_of_many_stars_ends() -> None:
    """A word of a rule cannot make the monitor try all ways to spread its stars."""
    assert not fits("*a" * 40 + "b")("a" * 5_000)
    assert fits("*a" * 40 + "*b")("a" * 5_000 + "b")


def test_the_line_counts_words() -> None:
    """As many spaces stand before a word of the line as words before it, with the border."""
    judged = Judged(Article("u", "Dam breach", "Near O'Dunn's \u2013 dam."))
    assert judged.words == [token.word for token in judged.tokens]
    assert judged.line == " dam breach \n near odunn dam "
    assert judged.line.count(" ", 0, judged.line.index(" odunn ")) == 4


@given(*[st.text("aSs.' \u2019é\u0301\u200d\U0001e944", max_size=12)] * 2)
def test_places_are_those_of_the_words(title: str, text: str) -> None:
    """Where words stand is found without the words, also where marks alone are no word."""
    judged = Judged(Article("u", title, text))
    assert judged.words == [token.word for token in judged.tokens]
    assert judged.bounds == [token[1:] for token in judged.tokens]


def test_a_word_with_signs_is_compared_with_each_different_word_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A common word costs no more where a long report has it a thousand times."""
    compared: list[str] = []
    meant = fits("sand*l")

    def counting(word: str) -> object:
        compared.append(word)
        return meant(word)

    monkeypatch.setattr("news.judge.fits", lambda _: counting)
    long = Judged(Article("u", "Sand", "The sandal road, the sandal sand. " * 1000))
    found = judge(parse("sand*l"), long)
    assert found is not None
    assert len(next(iter(found.values()))) == 2000
    assert sorted(compared) == ["road", "sand", "sandal", "the"]
