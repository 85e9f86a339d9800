"""No construction of the golden cases is read worse than before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.monitor.accuracy import accuracy, faults, floors, outcomes
from tests.monitor.goldens import files


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_no_construction_falls_below_its_floor(file: Path) -> None:
    """The share of what is right stays, or rises."""
    found, floor = outcomes(file), floors()[file.stem]
    assert accuracy(found) >= floor, f"{accuracy(found):.3f} < {floor}:\n{faults(found)}"


def test_every_floor_is_of_a_construction() -> None:
    """No file is taken out of the gate by renaming it."""
    assert set(floors()) == {file.stem for file in files()}
