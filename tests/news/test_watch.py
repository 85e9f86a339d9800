"""What is tracked, and its version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from news.figure import Effect, VictimClass
from news.sure import Asked, Limit, Op
from news.watch import Gauge, Person, Watchlist

ONA, SEF = "Ona Khawaja", "Sef Dravin"


def test_approved_ones_join_the_watchlist() -> None:
    """Its version changes; those of nobody who is tracked sleep, known names add nothing."""
    watchlist = Watchlist(people=(Person(ONA, ("O. Khawaja",)), Person(SEF)))
    pairs = [
        ("ona khawaja", "Ona Khwaja"),
        (ONA, "ONA KHWAJA"),
        (ONA, "O Khawaja"),
        ("Nobody", "N"),
    ]
    joined = watchlist.with_aliases(pairs)
    assert joined.people == (Person(ONA, ("O. Khawaja", "ONA KHWAJA")), Person(SEF))
    assert joined.version != watchlist.version
    assert watchlist.with_aliases([("Nobody", "N")]) == watchlist == watchlist.with_aliases([])


ASKED = Asked(Effect.KILLED, counts=("civilians",), limits=(Limit(Op.ABOVE, 20),))


@pytest.mark.parametrize(
    "other",
    [
        Gauge("Strikes", ASKED),
        Gauge("Strike", ASKED, topic="Harbour"),
        Gauge("Strike", replace(ASKED, effect=Effect.INJURED)),
        Gauge("Strike", replace(ASKED, victim_class=VictimClass.CIVILIAN)),
        Gauge("Strike", replace(ASKED, unit="people")),
        Gauge("Strike", replace(ASKED, counts=("civilians", "women"))),
        Gauge("Strike", replace(ASKED, by=("police",))),
        Gauge("Strike", replace(ASKED, limits=(Limit(Op.ABOVE, 21),))),
        Gauge("Strike", replace(ASKED, limits=(Limit(Op.BELOW, 20),))),
        Gauge("Strike", replace(ASKED, scopes=frozenset())),
    ],
)
def test_another_limit_is_another_version(other: Gauge) -> None:
    """Whatever is changed of a tracked figure: the texts of the archive are matched again."""
    version = Watchlist(gauges=(Gauge("Strike", ASKED),)).version
    assert version != Watchlist().version
    assert version != Watchlist(gauges=(other,)).version
    assert version == Watchlist(gauges=(Gauge("Strike", replace(ASKED)),)).version
