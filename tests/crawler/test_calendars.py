from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.calendars import GREGORIAN, HALVES, SOLAR, solar


@pytest.mark.parametrize(
    ("year", "month", "day", "gregorian"),
    [
        # new years and leap days as they were printed
        (1345, 1, 1, "1966-03-21"),
        (1357, 11, 22, "1979-02-11"),
        (1375, 12, 30, "1997-03-20"),
        (1379, 12, 30, "2001-03-20"),
        (1395, 12, 30, "2017-03-20"),
        (1399, 1, 1, "2020-03-20"),
        (1399, 12, 30, "2021-03-20"),
        (1400, 1, 1, "2021-03-21"),
        (1403, 12, 30, "2025-03-20"),
        (1404, 1, 1, "2025-03-21"),
        (1404, 6, 31, "2025-09-22"),
        (1404, 7, 1, "2025-09-23"),
        (1404, 11, 15, "2026-02-04"),
        (1404, 12, 29, "2026-03-20"),
        (1405, 1, 1, "2026-03-21"),
        (1408, 12, 30, "2030-03-20"),
    ],
)
def test_known_days(year: int, month: int, day: int, gregorian: str) -> None:
    assert solar(year, month, day) == date.fromisoformat(gregorian)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1404, 12, 30),  # a leap year by the rule of 2,820 years only
        (1404, 7, 31),
        (1404, 13, 1),
        (1404, 0, 1),
        (1404, 1, 0),
        (1404, 1, 32),
        (1205, 1, 1),
        (1499, 1, 1),
    ],
)
def test_days_that_are_none(year: int, month: int, day: int) -> None:
    assert solar(year, month, day) is None


def test_the_days_of_three_centuries_follow_each_other() -> None:
    """Counted day by day, each has the next Gregorian day."""
    days = [
        found
        for year in range(1206, 1499)
        for month in range(1, 13)
        for day in range(1, 32)
        if (found := solar(year, month, day))
    ]
    assert all(later - day == timedelta(days=1) for day, later in pairwise(days))


@given(st.integers(1206, 1498))
def test_a_year_begins_with_spring(year: int) -> None:
    """The first of Farvardin is the day of the equinox, or beside it."""
    found = solar(year, 1, 1)
    assert found is not None
    assert (found.year, found.month) == (year + 621, 3)
    assert 19 <= found.day <= 22


@pytest.mark.parametrize("names", [GREGORIAN, SOLAR, tuple(HALVES.values())])
def test_no_name_means_two_things(names: tuple[str, ...]) -> None:
    """A name stands in one row."""
    found = [name for row in names for name in set(row.split())]
    assert len(found) == len(set(found))
