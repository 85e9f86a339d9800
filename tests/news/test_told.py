"""A claim in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from news.figure import OUTLET, Bound, Claim, Effect, Figure, Scope, Speaker, VictimClass, Voice
from news.finding import Span
from news.told import says, told, told_all, value, who

FULL = "At least 33 people died, the Vesk police said. Dozens of boats sank. Over ₹20 lakh is gone."
DEAD = Figure(
    33.0, 33.0, None, Bound.AT_LEAST, "people", Effect.KILLED, "people", VictimClass.UNKNOWN,
    Scope.EVENT, Span(0, 11), Span(0, 46), 0.9,
)  # fmt: skip
BOATS = replace(
    DEAD, value=24.0, low=24.0, unit="items", effect=Effect.OTHER, counts="boats",
    victim_class=None, span=Span(47, 53),
)  # fmt: skip
MONEY = replace(
    DEAD, value=2e6, low=2e6, bound=Bound.MORE_THAN, unit="INR", effect=Effect.MONEY, counts="",
    span=Span(69, 82),
)  # fmt: skip
CIVIL = VictimClass.CIVILIAN
POLICE = Speaker(Voice.NAMED, "the Vesk police", "Vesk police", "said")
HE = Speaker(Voice.ROLE, "he", "Ona Brill", "said")
NOBODY = Speaker(Voice.ROLE, "an official", "", "said")


@pytest.mark.parametrize(
    ("figure", "speaker", "line"),
    [
        (DEAD, OUTLET, "at least 33 people killed"),
        (DEAD, POLICE, "at least 33 people killed, say Vesk police"),
        (DEAD, HE, "at least 33 people killed, says Ona Brill"),
        (DEAD, NOBODY, "at least 33 people killed, says an official"),
        (replace(DEAD, victim_class=CIVIL), OUTLET, "at least 33 people killed (civilians)"),
        (replace(DEAD, victim_class=CIVIL, counts="civilians", scope=Scope.CUMULATIVE), POLICE,
         "at least 33 civilians killed (in total), say Vesk police"),
        (replace(DEAD, victim_class=CIVIL, counts="nurses"), OUTLET, "at least 33 nurses killed"),
        (DEAD, replace(POLICE, written="Police", canonical="police"),
         "at least 33 people killed, say police"),
        (replace(DEAD, counts="injured men", effect=Effect.INJURED), OUTLET,
         "at least 33 injured men"),
        (BOATS, OUTLET, "dozens of boats"),
        (replace(BOATS, counts="children", effect=Effect.KILLED), OUTLET,
         "dozens of children killed"),
        (replace(DEAD, counts="men", victim_class=CIVIL), OUTLET, "at least 33 men killed"),
        (replace(DEAD, counts="لوگ", victim_class=CIVIL), OUTLET,
         "at least 33 people killed (civilians)"),
        (replace(DEAD, counts="", victim_class=CIVIL), OUTLET, "at least 33 civilians killed"),
        (replace(DEAD, counts="bodies"), OUTLET, "at least 33 killed"),
        (MONEY, OUTLET, "Over ₹20 lakh"),
    ],
)  # fmt: skip
def test_in_the_words_of_the_text(figure: Figure, speaker: Speaker, line: str) -> None:
    assert told(Claim(figure, speaker), FULL) == line


@pytest.mark.parametrize(
    ("printed", "bound", "line"),
    [
        ("Twenty-seven", Bound.EXACTLY, "27 people killed"),
        ("more than fifty", Bound.MORE_THAN, "more than 27 people killed"),
        ("27", Bound.EXACTLY, "27 people killed"),
        ("پچاس", Bound.AT_LEAST, "at least 27 people killed"),
        ("A dozen", Bound.EXACTLY, "a dozen people killed"),
        ("Several hundred", Bound.AT_LEAST, "several hundred people killed"),
    ],
)
def test_spelled_numbers_are_written_as_all_others(printed: str, bound: Bound, line: str) -> None:
    """They stand beside what was said before; what is only rough stays in its words."""
    figure = replace(DEAD, value=27.0, bound=bound, span=Span(0, len(printed)))
    assert told(Claim(figure, OUTLET), f"{printed} died.") == line


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("police", "say"), ("Vesk police", "say"), ("officials", "say"), ("the rebels", "say"),
        ("officials of the ministry", "say"), ("hospital staff in Tarn", "say"),
        ("police chief Ona Brill", "says"), ("Ministry of Health officials", "says"),
        ("those released", "say"),
        ("Ona Brill", "says"), ("Ona Venns", "says"), ("the press", "says"), ("", "says"),
        ("Public Relations", "says"), ("the rebels’ spokesman", "says"),
    ],
)  # fmt: skip
def test_many_say_and_one_says(name: str, verb: str) -> None:
    """Names keep their s: only words for people are plurals."""
    assert says(name) == verb


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (DEAD, "at least 33"),
        (replace(DEAD, bound=Bound.EXACTLY, high=33.0), "33"),
        (replace(DEAD, bound=Bound.RANGE, high=40.0), "33 to 40"),
        (MONEY, "more than 2,000,000 INR"),
        (replace(MONEY, effect=Effect.SHARE, unit="percent", value=66.7), "more than 66.7 percent"),
    ],
)
def test_how_many(figure: Figure, words: str) -> None:
    assert value(figure) == words


def test_who_says_so() -> None:
    """A speaker has both names where they differ; the outlet is named where nobody else is."""
    assert who(replace(POLICE, canonical="Police of Vesk")) == "the Vesk police = Police of Vesk"
    assert who(POLICE) == "the Vesk police"
    assert who(OUTLET) == "the outlet"


def test_of_whom_a_number_of_bodies_is() -> None:
    """What stands behind "33 of" there is who was killed, not of how many."""
    full = "58 bodies, 33 of civilians"
    bodies = replace(
        DEAD, value=33.0, bound=Bound.EXACTLY, counts="civilians", victim_class=CIVIL,
        span=Span(11, 13),
    )  # fmt: skip
    assert told(Claim(bodies, OUTLET), full) == "33 civilians killed"


def test_several_in_one_line() -> None:
    """What is said twice stands once, and a long list ends in how many more there are."""
    several = [Claim(replace(DEAD, value=float(n)), OUTLET) for n in (1, 1, 2, 3, 4, 5)]
    assert told_all(several) == (
        "at least 1 people killed; at least 2 people killed; at least 3 people killed and 2 more"
    )
