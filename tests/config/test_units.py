"""Durations and sizes as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.problems import Wrong
from config.units import read_duration, read_size, write_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("15m", 900),
        ("36h", 129_600),
        ("1h30m", 5400),
        ("1h 30 min", 5400),
        ("2 days", 172_800),
        ("1W", 604_800),
        ("500ms", 0.5),
        ("1.5h", 5400),
        ("90", 90),
        (" 90s ", 90),
        (90, 90),
        (0.25, 0.25),
        (0, 0),
    ],
)
def test_durations(written: object, seconds: float) -> None:
    assert read_duration(written) == seconds


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("10MB", 10_000_000),
        ("1.5 gb", 1_500_000_000),
        ("10MiB", 10 * 2**20),
        ("500k", 500_000),
        ("512 B", 512),
        ("4096", 4096),
        (4096, 4096),
    ],
)
def test_sizes(written: object, count: int) -> None:
    assert read_size(written) == count


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "m", "15 x", "15m ago", "-5m", "1h 30", "h1", "1,5h", "１５m", "1e3s", "9" * 50,
        "1m" * 30, True, None, [], {}, -1, float("nan"), float("inf"), 10**400,
    ],
)  # fmt: skip
def test_what_is_no_quantity(written: object) -> None:
    for read in (read_duration, read_size):
        with pytest.raises(Wrong, match="is no"):
            read(written)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.5, "0.5s"), (45, "45s"), (5400, "90m"), (129_600, "36h"), (86_400, "1d"), (0, "0s")],
)
def test_how_durations_are_written(seconds: float, written: str) -> None:
    assert write_duration(seconds) == written


@given(st.integers(0, 10**6))
def test_written_durations_are_read_back(seconds: int) -> None:
    """What we print can be pasted into the file."""
    assert read_duration(write_duration(seconds)) == seconds
