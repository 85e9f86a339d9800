"""No construction of the golden cases is read worse than before."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.figures.reading import read_figures
from tests.monitor.accuracy import accuracy, faults, floors, outcomes
from tests.monitor.goldens import files, read


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_no_construction_falls_below_its_floor(file: Path) -> None:
    """The share of what is right stays, or rises."""
    found, floor = outcomes(file), floors()[file.stem]
    assert accuracy(found) >= floor, f"{accuracy(found):.3f} < {floor}:\n{faults(found)}"


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_what_is_printed_lies_in_what_is_meant(file: Path) -> None:
    """A value lies in its own interval: the archive narrows by the one and decides by the other."""
    for case in read(file):
        for claim in read_figures(case.article).claims:
            figure = claim.figure
            assert figure.low is None or figure.low <= figure.value, (case, figure)
            assert figure.high is None or figure.value <= figure.high, (case, figure)


def test_every_floor_is_of_a_construction() -> None:
    """No file is taken out of the gate by renaming it."""
    assert set(floors()) == {file.stem for file in files()}
