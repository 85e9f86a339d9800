"""What a claim adds to its series."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ledger import display, ledger, weigh
from news.ledger import Kind, Point
from tests.build import claim


@pytest.mark.parametrize(
    ("series", "said", "kind"),
    [
        ([], "army 8h: 145", "first"),
        (["army 8h: 145"], "army 20h: 177", "risen"),
        (["army 8h: 145"], "army 20h: 145", "repeat"),
        (["army 8h: over 170"], "army 20h: 177", "sharpened"),
        (["army 8h: over 170"], "police 9h: 177", "sharpened"),
        (["army 8h: over 170"], "police 9h: over 170", "confirmed"),
        (["army 8h: 177"], "army 9h: over 170", "repeat"),
        (["army 1 Feb: 177"], "rebels 1 Feb: up to 20", "disputed"),
        (["police 8h: 10"], "hospital 12h: 22", "risen"),  # one side, later
        (["army 12h: 177"], "army 8h: 145", "late"),
        (["army 12h: 177"], "army 20h: 172", "lowered"),
        (["army 12h: about 100"], "army 20h: 105", "sharpened"),
        (["army 12h: dozens"], "army 20h: 45", "sharpened"),
        (["army 12h: up to 20"], "army 20h: 12", "sharpened"),
        # A floor is raised, not sharpened.
        (["army 8h: at least 10"], "army 20h: at least 50", "risen"),
        (["army 8h: at least 10"], "army 20h: 50", "risen"),
        (["army 8h: at least 50"], "army 20h: 45", "lowered"),
        # Ends that touch agree.
        (["army 8h: over 170"], "army 20h: 170", "sharpened"),
        (["army 8h: 12"], "police 20h: nearly 12", "confirmed"),
        # A dispute needs times that overlap, and two sides that are known.
        (["army 8h: 177"], "rebels 9h: up to 20", "first"),
        (["army 1 Feb: 177"], "rebels 2 Feb: up to 20", "first"),
        (["army 1 Feb: 177"], "rebels 15h: up to 20", "disputed"),
        (["army 1 Feb: 177"], "rebels: up to 20", "disputed"),
        (["army printed 8h: 177"], "rebels printed 20h: up to 20", "disputed"),
        (["army 1 Feb: 177"], "Brill 1 Feb: up to 20", "first"),
        (["army 1 Feb: 17"], "rebels 1 Feb: at least 17", "confirmed"),
        # It is told once: while it stands, each side counts on.
        (["army printed 8h: 17", "rebels printed 9h: 84"], "army printed 10h: 22", "risen"),
        (["army printed 8h: 17", "rebels printed 9h: 84"], "rebels printed 10h: 84", "repeat"),
        (["army printed 8h: 17", "rebels printed 9h: 84"], "police printed 10h: 17", "confirmed"),
        (["army printed 8h: 17", "rebels printed 9h: over 80"],
         "rebels printed 9h30: 84", "sharpened"),
        # An outlet begins, confirms or is noted.
        ([], "outlet 8h: 22", "first"),
        (["army 8h: 145"], "outlet 9h: 145", "confirmed"),
        (["army 8h: 145"], "outlet 9h: 177", "noted"),
        (["army 8h: 145"], "outlet 9h: 20", "noted"),
        (["outlet in Post 8h: 20"], "outlet in Post 9h: 20", "repeat"),
        (["outlet in Post 8h: 20"], "outlet in Echo 9h: 20", "confirmed"),
        (["outlet in Post 9h: 22"], "outlet in Post 8h: 20", "late"),
        (["outlet 8h: 22"], "army 9h: 22", "confirmed"),
        (["outlet 8h: 22"], "army 9h: 30", "first"),
        # Who counts one place does not lower who counts the whole.
        (["army 8h: 145"], "army of Vesk 9h: 80", "noted"),
        (["army of Vesk 8h: 80"], "army of Vesk 9h: 76", "lowered"),
        (["army of Vesk 8h: 80"], "army 9h: 170", "first"),
        (["army of Vesk 8h: 80"], "army 9h: 90", "risen"),  # of about as many: the same count
        (["army 8h: 145"], "army of Vesk 9h: 160", "risen"),  # a part above the whole
        (["army 8h: 145"], "hospital 9h: 20", "noted"),
        # An old number printed again by who has not printed the newer one.
        (["army in Post printed 8h: 145", "army in Echo printed 9h: 177"],
         "army in Post printed 10h: 145", "repeat"),
        (["army in Post printed 8h: 145", "army in Post printed 9h: 177"],
         "army in Post printed 10h: 145", "lowered"),
        # Of one day and unknown order, the lower is the older.
        (["army 1 Feb: 177"], "army 15h: 145", "late"),
        (["army 1 Feb: 145"], "army 15h: 177", "risen"),
        (["army 8h: 177"], "army: 145", "late"),
        # A paper or expert that is quoted is no party, and a witness counts what he saw.
        (["army 1 Feb: 177"], "newspaper 1 Feb: 160", "noted"),
        (["army 1 Feb: 177"], "experts 1 Feb: 400", "first"),
        (["army 1 Feb: 177"], "residents 1 Feb: 12", "first"),
        (["army 1 Feb: 177"], "residents 1 Feb: 300", "disputed"),
        # Who only catches up with his side brings no news.
        (["army 8h: 145", "police 12h: 177"], "army 20h: 177", "confirmed"),
        (["army 8h: 145", "police 12h: 177"], "army 20h: 160", "noted"),
        (["army 8h: 145", "police 12h: 177"], "army 20h: 190", "risen"),
        # His side has since spoken of a later time.
        (["hospital 12h: 22"], "police 8h: 10", "late"),
    ],
)  # fmt: skip
def test_what_a_claim_adds(series: list[str], said: str, kind: str) -> None:
    """A claim is measured against its speaker, his side, and the other side, by time."""
    assert weigh(claim(said), [claim(old) for old in series]).kind == kind


def test_a_rise_within_a_dispute_names_the_other_side() -> None:
    """Forces say 17, then 22; the rebels' 84 stands beside it."""
    army, rebels = claim("army printed 8h: 17"), claim("rebels printed 9h: 84")
    verdict = weigh(claim("army printed 10h: 22"), [army, rebels])
    assert (verdict.kind, verdict.against, verdict.rival) == (Kind.RISEN, army, rebels)


_NUMBERS = ("17", "22", "over 20", "at least 17", "up to 30", "about 20", "84", "dozens")
_TIMES = ("", " 8h", " 12h", " 20h", " 1 Feb", " 2 Feb", " printed 9h", " printed 15h")
_POINTS = st.builds(
    "{} in {}{}: {}".format,
    st.sampled_from(("army", "police", "rebels", "Brill", "outlet", "army of Vesk")),
    st.sampled_from(("Post", "Echo")),
    st.sampled_from(_TIMES),
    st.sampled_from(_NUMBERS),
).map(claim)


_SERIES = st.lists(_POINTS, max_size=5)
_WITH_ANOTHER_ORDER = _SERIES.flatmap(lambda all_: st.tuples(st.just(all_), st.permutations(all_)))


@given(_WITH_ANOTHER_ORDER)
def test_arrival_makes_no_difference_in_the_end(both: tuple[list[Point], list[Point]]) -> None:
    """Whatever the order in which claims came, ledger and display are the same."""
    points, shuffled = both
    assert ledger(shuffled) == ledger(points)
    assert display(shuffled) == display(points)


@given(_WITH_ANOTHER_ORDER, _POINTS)
def test_weighing_heeds_no_order_of_arrival(
    both: tuple[list[Point], list[Point]], said: Point
) -> None:
    """A claim adds the same to the same series, however that came together."""
    points, shuffled = both
    assert weigh(said, shuffled) == weigh(said, points)


@given(_SERIES, _POINTS)
def test_a_repeat_never_alerts(points: list[Point], said: Point) -> None:
    """What was said is no news when it is said once more, by whichever outlet."""
    for source in ("Post", "Third"):
        again = replace(said, article=f"{said.article} again", source=source)
        assert not weigh(again, [*points, said]).is_news


@given(_SERIES)
def test_an_outlet_disputes_nobody(points: list[Point]) -> None:
    """An unattributed figure neither disputes, raises nor lowers, and nobody disputes it."""
    for verdict in ledger(points):
        if not verdict.point.speaker:
            assert verdict.kind not in {Kind.DISPUTED, Kind.RISEN, Kind.LOWERED, Kind.SHARPENED}
        if verdict.rival:
            assert verdict.point.speaker
            assert verdict.rival.speaker


def test_what_is_shown_is_the_most_frequent() -> None:
    """Three say 22, one 25: 22 is shown, the range goes up to 25, and one side counts once."""
    said = ["army in Post 8h: 22", "police in Echo 9h: 22", "outlet in Third 9h: 22",
            "Brill in Post 10h: 25"]  # fmt: skip
    shown = display([claim(one) for one in said])
    assert shown
    assert (shown.value, shown.low, shown.high) == (22, 22, 25)
    assert (shown.speakers, shown.outlets, shown.disputed) == (2, 3, False)


def test_ties_are_shown_upward_and_disputes_marked() -> None:
    """Of one voice each the higher is shown, never silently: range and dispute stand beside it."""
    shown = display([claim("army 1 Feb: 17"), claim("rebels 1 Feb: over 100")])
    assert shown
    assert (shown.value, shown.low, shown.high) == (100, 17, None)
    assert (shown.speakers, shown.disputed) == (2, True)


def test_what_a_speaker_replaced_is_shown_no_more() -> None:
    """Five outlets had the army's 145, one has its 177 of today: the army says 177."""
    said = [f"army in Paper{n} 8h: 145" for n in range(5)] + ["army in Post 20h: 177"]
    shown = display([claim(one) for one in said])
    assert shown
    assert (shown.value, shown.low, shown.high, shown.outlets) == (177, 177, 177, 1)


def test_an_outlets_own_number_lasts_a_day() -> None:
    """Ten outlets had forty on the first; on the second the army counts 145, and so do they."""
    said = [f"outlet in Paper{n} 1 Feb: 40" for n in range(10)]
    shown = display([claim(one) for one in [*said, "army 2 Feb: 145"]])
    same_day = display([claim(one) for one in [*said, "army 1 Feb: 145"]])
    assert shown
    assert same_day
    assert ((shown.value, shown.low), same_day.value) == ((145, 145), 40)


def test_nothing_said_shows_nothing() -> None:
    """A series without points has no value."""
    assert display([]) is None


def test_all_orders_of_a_day_end_alike() -> None:
    """Four claims in all their 24 orders make one ledger."""
    said = ["army 8h: over 170", "army 20h: 177", "rebels 1 Feb: up to 20", "outlet 9h: over 170"]
    ends = {tuple(v.kind for v in ledger(map(claim, order))) for order in permutations(said)}
    assert len(ends) == 1
