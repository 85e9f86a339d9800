"""Totals and classes of one story that say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.totals import weigh_all
from news.figure import VictimClass
from news.ledger import Point
from tests.build import claim

_CLASSES = {"rebels": VictimClass.MILITANT, "soldiers": VictimClass.SECURITY,
            "civilians": VictimClass.CIVILIAN, "dead": VictimClass.UNKNOWN}  # fmt: skip


def _claim(text: str) -> Point:
    """Build a claim with its class behind it: "police 8h: 9 soldiers"."""
    said, _, of = text.rpartition(" ")
    point = claim(said)
    return replace(point, article=text, series=replace(point.series, victim_class=_CLASSES[of]))


@pytest.mark.parametrize(
    ("story", "article", "kinds"),
    [
        # A headline without the class of its body.
        ([], ["outlet 8h: 9 dead", "police 8h: 9 soldiers"], ["confirmed", "first"]),
        (["police 8h: 9 soldiers"], ["outlet 9h: 9 dead"], ["confirmed"]),
        (["police 8h: 9 soldiers"], ["police 9h: 9 dead"], ["confirmed"]),
        (["police 8h: 9 dead"], ["police 9h: 9 soldiers"], ["confirmed"]),
        (["police 8h: at least 10 soldiers"], ["officials 9h: 12 dead"], ["confirmed"]),
        # Another number is news.
        (["police 8h: 7 soldiers"], ["police 9h: 9 dead"], ["first"]),
        (["officials 8h: 50 dead"], ["officials 9h: 17 soldiers"], ["first"]),
        # Numbers that only agree are the same where there is no other class.
        (["police 8h: at least 10 soldiers", "police 8h: 4 rebels"],
         ["officials 9h: 12 dead"], ["first"]),
        # Classes that come to a total, with the attackers or without.
        (["officials 8h: 33 civilians", "officials 8h: 17 soldiers"],
         ["outlet 9h: at least 50 dead"], ["confirmed"]),
        (["officials 8h: 33 civilians", "officials 8h: 17 soldiers", "army 8h: 20 rebels"],
         ["outlet 9h: 70 dead"], ["confirmed"]),
        (["officials 8h: 33 civilians", "officials 8h: 17 soldiers"],
         ["outlet 9h: 64 dead"], ["first"]),
        # Who follows in the total what is known of the class.
        (["officials 8h: 7 dead", "police 8h: 9 soldiers"], ["officials 9h: 9 dead"],
         ["confirmed"]),
        (["officials 8h: 7 dead", "police 8h: 9 soldiers"], ["officials 9h: 11 dead"], ["risen"]),
        # Who said so of all people says nothing new of one class of them, nor the other way round.
        (["rebels 1 Feb: 90 dead", "police 1 Feb: 9 soldiers"], ["rebels 1 Feb: 90 soldiers"],
         ["confirmed"]),
        (["rebels 1 Feb: 90 soldiers", "police 1 Feb: 9 dead"], ["rebels 1 Feb: 90 dead"],
         ["confirmed"]),
        (["rebels 1 Feb: 90 dead", "police 1 Feb: 9 soldiers"], ["rebels 1 Feb: 95 soldiers"],
         ["disputed"]),
        (["police 1 Feb: 9 dead", "rebels 1 Feb: 90 soldiers"], ["army 1 Feb: 9 soldiers"],
         ["confirmed"]),
        # As many soldiers as rebels are others.
        (["rebels 1 Feb: 90 soldiers", "army 1 Feb: 9 rebels"], ["army 1 Feb: 9 soldiers"],
         ["disputed"]),
        # The claims of one article are weighed against each other too.
        ([], ["army 1 Feb: 17 soldiers", "rebels 1 Feb: over 100 soldiers"],
         ["first", "disputed"]),
    ],
)  # fmt: skip
def test_what_is_told_in_other_words(
    story: list[str], article: list[str], kinds: list[str]
) -> None:
    """A number is news once, with its class or without."""
    verdicts = weigh_all([_claim(one) for one in article], [_claim(one) for one in story])
    assert [verdict.kind for verdict in verdicts] == kinds


def test_verdicts_stand_in_the_order_of_the_points() -> None:
    """Speakers are heard first; the answer keeps the article's order."""
    points = [_claim(one) for one in ("outlet 8h: 9 dead", "police 8h: 9 soldiers")]
    assert [verdict.point for verdict in weigh_all(points, [])] == points


def test_a_number_is_no_news_with_its_place_or_without() -> None:
    """Police count five in the port, then five; four were known of the whole before."""
    whole, port, again = (
        _claim(f"police {hour}h: {number} dead") for hour, number in ((8, 4), (9, 5), (10, 5))
    )
    port = replace(port, within="port")
    (verdict,) = weigh_all([again], [whole, port])
    assert verdict.kind == "confirmed"
    (verdict,) = weigh_all([_claim("police 10h: 6 dead")], [whole, port])
    assert verdict.kind == "risen"
