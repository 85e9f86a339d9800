"""Which numbers name something, and which count something."""

from __future__ import annotations

import pytest

from monitor.figures.numbers import scan


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("He kept the Corvo 11 Pro for a year.", "label"),
        ("Few routers know Wi-Fi 6 yet.", "label"),
        ("The pan-northern NORR 600 index fell.", "label"),
        ("The sequel, Grey Harbour 2, is out.", "label"),
        ("The derby falls in week 13.", "label"),
        ("It streams in 4K at night.", "label"),
        ("Lorn Otters 28 20 5 3", "table"),
        ("Otters 5, Herons 1: the home side won.", "score"),
        ("He bought the 2018 model.", "year"),
        ("The office is at 14 Corn Mill Street.", "address"),
    ],
)
def test_a_number_that_names_is_no_figure(text: str, reason: str) -> None:
    """All numbers of the text are refused, each for this reason."""
    assert {n.rejected for n in scan(text)} == {reason}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("From the square in Lorn 12 were taken away.", 12),
        ("In Lorn 12 armed rebels waited.", 12),
        ("Police shot dead 9 near Vale.", 9),
        ("Army Kills 12 In Vale", 12),
        ("By Monday 40 families had left.", 40),
        ("Wave after wave: Onn 12 dead.", 12),
        ("The flood took 2015 houses.", 2015),
        ("They ate 5,5 kg of rice.", 5.5),
        ("A pot of tea is 90 cents.", 0.9),
        ("Two out of five wells are dry.", 40),
        # the headline above is no name of it
        ("Storm off Tarn\nThree men drowned.", 3),
        ("Storm off Tarn\n12 men swam to the far bank of the river.", 12),
    ],
)
def test_a_number_that_counts_stays(text: str, value: float) -> None:
    """A name before a number does not make a name of both where something is counted."""
    assert [n.value for n in scan(text) if not n.rejected] == [value]


def test_rows_of_names_take_linear_time() -> None:
    """A page of nothing but names and numbers is read in one pass."""
    assert len(scan("Otters 5, Herons 1: " * 20_000)) == 40_000
