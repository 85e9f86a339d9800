"""The golden files can be read, and the judge of them is strict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from news.figure import (
    Bound,
    Check,
    Claim,
    Effect,
    Figure,
    FigureReading,
    Rejected,
    Scope,
    Speaker,
    Toll,
    VictimClass,
    Voice,
)
from news.finding import Span
from tests.monitor.goldens import GoldenError, files, judge, parse, read

CASE = """
>> Four dead off Tarn: coast guard
> In 2031 at least nine guards died.
coast guard | 4 | killed
- | at least 9 | guards killed security
no | 2031 | year
toll | 4 | killed
"""

FOUR = Figure(4, 4, 4, Bound.EXACTLY, "people", Effect.KILLED, "", VictimClass.UNKNOWN,
              Scope.EVENT, Span(0, 4), Span(0, 31), 0.9)  # fmt: skip
NINE = replace(FOUR, value=9, low=9, high=None, bound=Bound.AT_LEAST, counts="prison guards",
               victim_class=VictimClass.SECURITY)  # fmt: skip
GUARD = Speaker(Voice.NAMED, "the coast guard", "coast guard", ":", 0.9)
READ = FigureReading(
    (Claim(FOUR, GUARD), Claim(NINE)), (Rejected(Span(35, 39), "year"),), Toll(4, 4, 4)
)


def test_what_is_read_as_expected_is_right() -> None:
    """All four lines hold; the noun's head and the speaker's words are enough."""
    (case,) = parse(CASE, "sea.txt")
    assert (case.place, case.title) == ("sea.txt:2", "Four dead off Tarn: coast guard")
    outcome = judge(case, READ)
    assert (outcome.right, outcome.wrong) == (4, ())


@pytest.mark.parametrize(
    ("reading", "says"),
    [
        (replace(READ, claims=READ.claims[:1]), "missing: - | at least 9"),
        (replace(READ, claims=(*READ.claims, Claim(NINE))), "too much: - | at_least 9"),
        (replace(READ, claims=(Claim(FOUR), Claim(NINE))), "wrong speaker: coast guard | 4"),
        (replace(READ, claims=(READ.claims[0], Claim(NINE, GUARD))), "wrong speaker: - | at"),
        (replace(READ, killed=Toll(13, 13, None)), "toll killed is"),
        (replace(READ, killed=None), "toll killed is"),
        (replace(READ, rejected=()), "not rejected: 2031 as year"),
        (replace(READ, checks=(Check("sum", "", ()),)), "too much: check sum"),
    ],
)
def test_each_way_to_be_wrong_is_said(reading: FigureReading, says: str) -> None:
    """One fault is one line, and what is right beside it still counts."""
    (case,) = parse(CASE, "sea.txt")
    outcome = judge(case, reading)
    assert len(outcome.wrong) == 1
    assert outcome.wrong[0].startswith(says)
    assert outcome.right >= 3


@pytest.mark.parametrize(
    ("figure", "names"),
    [
        (replace(NINE, value=8), "missing"),
        (replace(NINE, bound=Bound.MORE_THAN), "wrong bound:"),
        (replace(NINE, effect=Effect.INJURED), "wrong effect:"),
        (replace(NINE, counts="sailors"), "wrong what:"),
        (replace(NINE, victim_class=None), "wrong class:"),
        (replace(NINE, scope=Scope.SUBSET), "wrong scope:"),
        (replace(NINE, scope=Scope.AS_OF, effect=Effect.MISSING), "wrong effect, scope:"),
    ],
)
def test_each_part_of_a_figure_counts(figure: Figure, names: str) -> None:
    """A record is right only as a whole."""
    (case,) = parse(CASE, "sea.txt")
    outcome = judge(case, replace(READ, claims=(READ.claims[0], Claim(figure))))
    assert outcome.wrong[0].startswith(names)


def test_a_range_is_compared_by_both_ends() -> None:
    """20 to 25 is not 20 to 30, and a unit is compared as a whole."""
    (case,) = parse("> It costs £2–3 million.\n- | 2,000,000 to 3,000,000 | GBP money", "x")
    cost = replace(FOUR, value=2e6, low=2e6, high=3e6, bound=Bound.RANGE, unit="GBP",
                   effect=Effect.MONEY, scope=Scope.PERIOD)  # fmt: skip
    assert judge(case, FigureReading((Claim(cost),))).wrong == ()
    assert judge(case, FigureReading((Claim(replace(cost, high=4e6)),))).wrong
    assert judge(case, FigureReading((Claim(replace(cost, unit="USD")),))).wrong


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("- | 3 | killed", "x:1: a record needs a line with > above it"),
        ("> Three died.\n- | three | killed", "x:2: 'three' is no value"),
        ("> Three died.\n- | over 3 | killed", "x:2: 'over 3' is no value"),
        ("> Three died.\n- | 3 | dead", "x:2: '- | 3 | dead' names no effect"),
        ("> Three died.\n- | 3", "x:2: '- | 3' is not speaker"),
        ("> Three died.\n- | 3 | killed\n> Four died.", "x:3: text after records"),
    ],
)
def test_a_broken_file_says_where(written: str, says: str) -> None:
    """Whoever adds a case learns the line and the way out."""
    with pytest.raises(GoldenError) as error:
        list(parse(written, "x"))
    assert str(error.value).startswith(says)


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_every_file_can_be_read(file: Path) -> None:
    """No construction is a file of a case or two, and each number expected is in its text."""
    cases = read(file)
    assert len(cases) >= 3
    for case in cases:
        assert case.text, case.place
        assert all(number in case.article.full for number, _ in case.rejected), case.place


def test_there_are_hundreds_of_cases() -> None:
    """The sentences differ: none is written twice."""
    texts = [case.article.full for file in files() for case in read(file)]
    assert len(texts) == len(set(texts))
    assert len(texts) >= 400
