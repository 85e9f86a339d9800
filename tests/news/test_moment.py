"""Times as the press gives them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.moment import EPOCH, Moment, Precision, from_micros, micros

NOON = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "iso"),
    [
        (Moment(NOON), "2031-03-04T12:00:00+00:00"),
        (Moment(NOON, offset=300), "2031-03-04T17:00:00+05:00"),
        (Moment(NOON, offset=345, precision=Precision.MINUTE), "2031-03-04T17:45+05:45"),
        (Moment(NOON, offset=-210), "2031-03-04T08:30:00-03:30"),
        # The day began in Karachi while it was still the day before in Greenwich.
        (Moment(datetime(2031, 3, 3, 19, tzinfo=UTC), 300, Precision.DAY), "2031-03-04"),
    ],
)
def test_how_a_moment_is_written(moment: Moment, iso: str) -> None:
    assert moment.iso() == iso


@pytest.mark.parametrize(
    ("precision", "length"),
    [
        (Precision.DAY, timedelta(days=1)),
        (Precision.MINUTE, timedelta(minutes=1)),
        (Precision.SECOND, timedelta(seconds=1)),
    ],
)
def test_how_long_a_moment_lasts(precision: Precision, length: timedelta) -> None:
    assert Moment(NOON, precision=precision).end - NOON == length


def test_a_written_moment_is_the_same_instant() -> None:
    """The offset changes how a time is shown, not which instant it is."""
    moment = Moment(NOON, offset=330)
    assert datetime.fromisoformat(moment.iso()) == NOON
    assert moment.local.utcoffset() == timedelta(minutes=330)


def test_moments_sort_by_instant() -> None:
    """An earlier instant sorts first, whatever its zone's clock shows."""
    early, late = Moment(NOON, offset=345), Moment(NOON + timedelta(minutes=1), offset=0)
    assert sorted([late, early]) == [early, late]


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
)
def test_stored_times_come_back(at: datetime) -> None:
    """Microseconds lose nothing, before 1970 and after 2038."""
    assert from_micros(micros(at)) == at


def test_times_of_other_zones_are_stored_as_the_same_instant() -> None:
    """A time with any offset is stored as its instant."""
    local = NOON.astimezone(timezone(timedelta(hours=5)))
    assert micros(local) == micros(NOON)
    assert micros(EPOCH) == 0
