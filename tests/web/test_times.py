from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from news.moment import Moment, Precision, ZoneFrom
from web.times import beside, brief, reported, seen

AT = datetime(2026, 2, 4, 11, 38, tzinfo=UTC)
PAGE, FEED, SOURCE, NONE = ZoneFrom.PAGE, ZoneFrom.FEED, ZoneFrom.SOURCE, ZoneFrom.NONE


@pytest.mark.parametrize(
    ("offset", "zone", "text", "hover"),
    [
        (300, PAGE, "Wed 4 Feb 2026, 16:38 UTC+5", "2026-02-04 11:38 UTC · zone as the page"),
        (330, FEED, "Wed 4 Feb 2026, 17:08 UTC+5:30", "zone as the feed gives it"),
        (0, FEED, "Wed 4 Feb 2026, 11:38 UTC", "zone as the feed gives it"),
        (-210, SOURCE, "Wed 4 Feb 2026, 08:08 UTC-3:30", "zone assumed: the source's own"),
        (840, PAGE, "Thu 5 Feb 2026, 01:38 UTC+14", "2026-02-04 11:38 UTC"),
        (0, NONE, "Wed 4 Feb 2026, 11:38", "no zone was given; read as UTC"),
    ],
)
def test_a_reported_time(offset: int, zone: ZoneFrom, text: str, hover: str) -> None:
    when = reported(Moment(AT, offset, Precision.MINUTE, zone))
    assert when.text == text
    assert hover in when.hover


def test_a_day_stays_a_day() -> None:
    """Where an outlet gives a day, no hour is shown, and the day is its own."""
    midnight_in_karachi = datetime(2026, 2, 3, 19, 0, tzinfo=UTC)
    when = reported(Moment(midnight_in_karachi, 300, Precision.DAY, PAGE))
    assert (when.text, when.iso) == ("Wed 4 Feb 2026", "2026-02-04")
    assert when.hover == "only the day was given"


@pytest.mark.parametrize(
    ("at", "offset"),
    [
        (datetime.max.replace(tzinfo=UTC), 720),
        (datetime.min.replace(tzinfo=UTC), -720),
        (AT, 99_999),
    ],
)
def test_no_time_is_too_odd_to_write(at: datetime, offset: int) -> None:
    """An offset that no clock has leaves the instant as it is stored, in UTC."""
    when = reported(Moment(at, offset, Precision.MINUTE, PAGE))
    assert when.text.endswith(" UTC")
    assert str(at.year) in when.text


@pytest.mark.parametrize(
    ("moment", "year", "text"),
    [
        (Moment(AT, 300, Precision.MINUTE, PAGE), 2026, "4 Feb, 16:38 UTC+5"),
        (Moment(AT, 300, Precision.MINUTE, PAGE), 2027, "4 Feb 2026, 16:38 UTC+5"),
        (Moment(AT, 0, Precision.DAY, PAGE), 2026, "4 Feb"),
        (Moment(AT, 99_999, Precision.MINUTE, PAGE), 2026, "4 Feb, 11:38 UTC"),
    ],
)
def test_a_time_in_a_table_is_short(moment: Moment, year: int, text: str) -> None:
    assert brief(moment, year).text == text
    assert brief(moment, year).hover == reported(moment).hover


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ("Wed 4 Feb 2026", "11:38 UTC"),
        ("Wed 4 Feb 2026, 23:59 UTC", "11:38 UTC"),
        ("Wed 4 Feb 2027", "Wed 4 Feb 2026, 11:38 UTC"),
        ("", "Wed 4 Feb 2026, 11:38 UTC"),
    ],
)
def test_no_day_is_said_twice(other: str, text: str) -> None:
    assert beside(seen(AT), other).text == text


def test_a_mere_day_stays_beside_itself() -> None:
    """Else nothing would say when it was."""
    day = reported(Moment(AT, 0, Precision.DAY, PAGE))
    assert beside(day, day.text) == day


def test_our_own_clock_is_shown_in_utc() -> None:
    """What we saw is given in UTC, whatever zone the value carries."""
    when = seen(AT.astimezone(timezone(timedelta(hours=5))))
    assert when.text == "Wed 4 Feb 2026, 11:38 UTC"
    assert when.iso == "2026-02-04T11:38:00+00:00"
