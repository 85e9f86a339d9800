"""The board of a story: who says how many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from news.board import board
from news.figure import Effect
from news.moment import Moment
from tests.build import NOW, claim


def test_a_speaker_has_a_cell_for_each_place_that_he_counts() -> None:
    """What he says of one town is neither his toll nor lost; his usual name stands for all."""
    toll = replace(claim("army 8h: 1"), speaker="police", name="police", value=9.0)
    town = replace(toll, within="tarn", value=6.0)
    later = replace(
        town, name="پولیس", value=7.0, as_of=Moment(NOW + timedelta(days=1)), article="late"
    )
    (row,) = board([toll, town, replace(town, article="other"), later])
    assert sorted((cell.point.within, cell.point.value, cell.times) for cell in row.cells) == [
        ("", 9.0, 1), ("tarn", 7.0, 3),
    ]  # fmt: skip
    assert {cell.point.name for cell in row.cells} == {"police"}


def test_the_dead_stand_first() -> None:
    """However many speak of something else."""
    dead = claim("army 8h: 1")
    hurt = replace(dead, series=replace(dead.series, effect=Effect.INJURED))
    rows = board([hurt, replace(hurt, speaker="police"), dead])
    assert [row.series.effect for row in rows] == [Effect.KILLED, Effect.INJURED]
