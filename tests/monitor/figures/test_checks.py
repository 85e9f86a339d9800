"""What an article's figures say about each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.figures.checks import check
from news.figure import Bound, Check, Effect, Figure, Scope, VictimClass
from news.finding import Span
from news.text import sentences

_PLAIN = Figure(
    value=1,
    low=1,
    high=1,
    bound=Bound.EXACTLY,
    unit="people",
    effect=Effect.KILLED,
    counts="people",
    victim_class=VictimClass.UNKNOWN,
    scope=Scope.EVENT,
    span=Span(0, 1),
    sentence=Span(0, 1),
    confidence=1.0,
)


def _article(text: str, **figures: Figure) -> tuple[str, list[Figure]]:
    """Place figures where their words (with _ for a space) stand in a text, each after the last."""
    placed, last = [], 0
    spans = list(sentences(text))
    for words, figure in figures.items():
        start = text.index(words.replace("_", " "), last)
        last = start + len(words)
        sentence = next(Span(*span) for span in spans if span[0] <= start < span[1])
        placed.append(replace(figure, span=Span(start, last), sentence=sentence))
    return text, placed


def _people(value: float, victims: VictimClass = VictimClass.UNKNOWN, **more: object) -> Figure:
    values = {"value": value, "low": value, "high": value, "victim_class": victims, **more}
    return replace(_PLAIN, **values)  # type: ignore[arg-type]


def _money(value: float, unit: str) -> Figure:
    return replace(
        _PLAIN,
        value=value,
        low=value,
        high=value,
        unit=unit,
        effect=Effect.MONEY,
        victim_class=None,
    )


def _kinds(found: list[Check]) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.kind, one.figures) for one in found]


def _at_least(value: float) -> Figure:
    return _people(value, VictimClass.MIXED, high=None, bound=Bound.AT_LEAST)


def test_parts_of_one_sentence_confirm_a_total_elsewhere() -> None:
    """Nine villagers and eight policemen are the "at least 17" of the first sentence."""
    text, figures = _article(
        "At least 17 died. The raid killed 9 villagers and 8 policemen.",
        **{
            "17": _at_least(17),
            "9": _people(9, VictimClass.CIVILIAN),
            "8": _people(8, VictimClass.SECURITY),
        },
    )
    assert _kinds(check(text, figures)) == [("sum", (1, 2, 0))]
    assert check(text, figures)[0].message == "9 + 8 = 17"


def test_a_total_may_begin_the_list_of_its_parts() -> None:
    """What stands first in a sentence may be the sum of what follows."""
    text, figures = _article(
        "In all 17 died, 9 women and 8 men.",
        **{"17": _people(17), "9": _people(9), "8": _people(8)},
    )
    assert _kinds(check(text, figures)) == [("sum", (1, 2, 0))]


def test_parts_of_another_side_are_no_sum() -> None:
    """Nine villagers and eight rebels are not the 17 villagers of another sentence."""
    text, figures = _article(
        "So far 17 villagers died. Fire killed 9 villagers and 8 rebels.",
        **{
            "17": _people(17, VictimClass.CIVILIAN),
            "9": _people(9, VictimClass.CIVILIAN),
            "8": _people(8, VictimClass.MILITANT),
        },
    )
    assert check(text, figures) == []


def test_a_list_of_all_parts_must_add_up() -> None:
    """A colon lists all parts, "including" only some."""
    parts = {"9": _people(9, part_of=0), "7": _people(7, part_of=0)}
    text, figures = _article("Fire killed 17: 9 women and 7 men.", **{"17": _people(17), **parts})
    assert _kinds(check(text, figures)) == [("sum_differs", (1, 2, 0))]
    text, figures = _article(
        "Fire killed 17, including 9 women and 7 men.", **{"17": _people(17), **parts}
    )
    assert check(text, figures) == []


def test_two_conversions_must_imply_one_rate() -> None:
    """Ten rupees a dollar and ninety in one report: one of them is ten times off."""
    text, figures = _article(
        "A rifle costs $2 million (approximately ₹2 crore), a sight $5,000 (around ₹4.5 lakh).",
        **{
            "$2_million": _money(2e6, "USD"),
            "₹2_crore": _money(2e7, "INR"),
            "$5,000": _money(5e3, "USD"),
            "₹4.5_lakh": _money(4.5e5, "INR"),
        },
    )
    found = check(text, figures)
    assert [one.kind for one in found] == ["rate"]
    assert set(found[0].figures) == {0, 1, 2, 3}
    assert "$2 million (₹2 crore)" in found[0].message
    fitting = [*figures[:1], replace(figures[1], value=1.8e8), *figures[2:]]
    assert check(text, fitting) == []


def test_one_conversion_alone_is_not_judged() -> None:
    """No rate of exchange is known from elsewhere."""
    text, figures = _article("It cost $2 (₹9).", **{"$2": _money(2, "USD"), "₹9": _money(9, "INR")})
    assert check(text, figures) == []


@pytest.mark.parametrize(
    ("whole", "part", "kinds"),
    [
        (_people(12), _people(15, part_of=0), ["part_larger"]),
        (_people(12), _people(5, part_of=0), []),
        (_people(12), _people(15, scope=Scope.SUBSET), ["part_larger"]),
        (_people(22), _people(15, scope=Scope.SUBSET), []),
        (_at_least(12), _people(15, part_of=0), []),
        (_people(12), _people(15, part_of=0, unit="houses"), []),
    ],
)
def test_a_part_is_no_larger_than_its_whole(whole: Figure, part: Figure, kinds: list[str]) -> None:
    text, figures = _article("Fire took 12, of them 15 children.", **{"12": whole, "15": part})
    assert [one.kind for one in check(text, figures)] == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Troops killed 177 in the last 48 hours, a single-day record.", ["period"]),
        ("Troops killed 177 in the last 24 hours, a single-day record.", []),
        ("Troops killed 177 in the past 9 days, the highest one-week toll.", ["period"]),
        ("Troops killed 177 in the last 48 hours.", []),
        ("Troops killed 177 in 3 days. It was a single-day record.", ["period"]),
        ("It was the highest single-day toll. Troops killed 177 over 72 hours.", ["period"]),
        ("It was a single-day record. It rained. Troops killed 177 over 72 hours.", []),
    ],
)
def test_one_count_has_one_period(text: str, kinds: list[str]) -> None:
    text, figures = _article(text, **{"177": _people(177)})
    assert [one.kind for one in check(text, figures)] == kinds


def test_checks_take_time_in_proportion() -> None:
    """Ten thousand figures of one sentence are no parts of anything."""
    span = Span(0, 10)
    assert check("9 " * 10_000, [replace(_PLAIN, sentence=span)] * 10_000) == []
