"""What is tracked, and its version."""

from __future__ import annotations

from news.watch import Person, Watchlist

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
