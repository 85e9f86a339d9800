import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import AHEAD, MAX_LENGTH, read_date
from news.moment import Moment, ZoneFrom

NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "dates.jsonl").read_text("utf-8").splitlines()
]


def read(raw: str, timezone: str = "") -> Moment | None:
    return read_date(raw, timezone, NOW, ZoneFrom.FEED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["s"] or "empty")
def test_odd_dates_of_the_press(case: dict[str, str]) -> None:
    found = read(case["s"], case["tz"])
    assert (found and found.at.replace(tzinfo=None).isoformat()) == case["utc"]


@pytest.mark.parametrize(
    ("raw", "timezone", "iso", "zone_from"),
    [
        # a zone in the text counts, else the outlet's, else none
        ("2026-02-04T16:38:12+0530", "Asia/Karachi", "2026-02-04T16:38:12+05:30", "feed"),
        ("2026-02-04 16:38", "Asia/Karachi", "2026-02-04T16:38+05:00", "source"),
        ("2026-02-04 16:38", "", "2026-02-04T16:38+00:00", "none"),
        ("2026-02-04 16:38", "Middle/Nowhere", "2026-02-04T16:38+00:00", "none"),
        # an abbreviation is what the outlet's own clock calls so
        ("04 Feb 2026 16:38 IST", "Asia/Kolkata", "2026-02-04T16:38+05:30", "feed"),
        ("04 Feb 2026 16:38 IST", "Asia/Jerusalem", "2026-02-04T16:38+02:00", "feed"),
        ("04 Feb 2026 16:38 PKT", "", "2026-02-04T16:38+05:00", "feed"),
        ("04 Feb 2026 16:38 PST", "Asia/Karachi", "2026-02-04T16:38+05:00", "feed"),
        ("04 Feb 2026 16:38 AFT", "", "2026-02-04T16:38+04:30", "feed"),
        ("04 Feb 2026 16:38 NPT", "", "2026-02-04T16:38+05:45", "feed"),
        ("04 Feb 2026 16:38 EST", "", "2026-02-04T16:38-05:00", "feed"),
        ("04 Feb 2026 16:38 BST", "Asia/Dhaka", "2026-02-04T16:38+06:00", "feed"),
        ("04 Feb 2026 16:38 BST", "Asia/Kolkata", "2026-02-04T16:38+05:30", "source"),
        ("04 Jul 2025 16:38 BST", "Europe/London", "2025-07-04T16:38+01:00", "feed"),
        # halves of the day
        ("Feb 4, 2026 12:05 am", "", "2026-02-04T00:05+00:00", "none"),
        ("Feb 4, 2026 12:05 PM", "", "2026-02-04T12:05+00:00", "none"),
        ("4.38 p.m., 4 February 2026", "", "2026-02-04T16:38+00:00", "none"),
        ("Updated - February 04, 2026 04:38 pm IST", "", "2026-02-04T16:38+05:30", "feed"),
        # a day is a day, and no minute is made up
        ("4th February, 2026", "Asia/Karachi", "2026-02-04", "source"),
        ("4 pm, 4 Feb 2026", "", "2026-02-04", "none"),
        ("20260204", "", "2026-02-04", "none"),
        ("Feb 4, 2026 25:61", "", "2026-02-04", "none"),
        # order of day and month
        ("03/02/2026", "Asia/Karachi", "2026-02-03", "source"),
        ("02/03/2026", "America/New_York", "2026-02-03", "source"),
        ("02/03/2026", "Asia/Karachi", "2026-02-03", "source"),  # 2 March is yet to come
        ("04/02/26", "", "2026-02-04", "none"),
        ("04/02/99", "", "1999-02-04", "none"),
        # scripts and languages
        ("۴ فروری ۲۰۲۶، ۱۶:۳۸", "Asia/Karachi", "2026-02-04T16:38+05:00", "source"),
        ("04 फ़रवरी 2026, 04:38 PM IST", "Asia/Kolkata", "2026-02-04T16:38+05:30", "feed"),
        ("৪ ফেব্রুয়ারি ২০২৬, ১৬:৩৮", "Asia/Dhaka", "2026-02-04T16:38+06:00", "source"),
        ("۴ فوریه ۲۰۲۶", "Asia/Tehran", "2026-02-04", "source"),
        # computers' own
        ("1770223092123", "", "2026-02-04T16:38:12+00:00", "feed"),
        ("202602041638", "Asia/Kabul", "2026-02-04T16:38+04:30", "source"),
    ],
)
def test_what_a_date_says(raw: str, timezone: str, iso: str, zone_from: str) -> None:
    found = read(raw, timezone)
    assert found is not None
    assert (found.iso(), found.zone_from, found.raw) == (iso, zone_from, raw)


@pytest.mark.parametrize(
    "raw",
    [
        "garbage",
        "0000-00-00",
        "2026-02-30T25:61:00Z",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Wed, 04 Feb 2099 10:00:00 GMT",
        "9" * 300,
        "9999999999",
        "16:38",
        "4 February",
        "a" * (MAX_LENGTH + 1),
    ],
)
def test_no_date_is_no_date(raw: str) -> None:
    assert read(raw, "Asia/Karachi") is None


def test_local_time_labelled_gmt_is_read_in_the_outlets_zone() -> None:
    """A time hours ahead of us that its outlet's own clock explains is that clock's."""
    found = read("Thu, 05 Feb 2026 16:50:00 GMT", "Asia/Karachi")
    assert found is not None
    assert (found.iso(), found.zone_from) == ("2026-02-05T16:50:00+05:00", ZoneFrom.SOURCE)


def test_an_offset_that_exists_nowhere_gives_way_to_the_outlets_zone() -> None:
    """+9999 is a fault of a template, not a place."""
    found = read("Wed, 04 Feb 2026 10:00:00 +9999", "Asia/Karachi")
    assert found is not None
    assert found.iso() == "2026-02-04T10:00:00+05:00"


def test_clocks_may_run_a_quarter_of_an_hour_ahead() -> None:
    """Up to 15 minutes ahead a time is kept, later it is none."""
    on_time, late = (NOW + AHEAD).isoformat(), (NOW + AHEAD + timedelta(seconds=1)).isoformat()
    assert read(on_time) is not None
    assert read(late) is None


def test_today_in_the_far_east_is_a_day_although_it_began_ahead_of_utc() -> None:
    """A bare day of an outlet without a zone may have begun 14 hours early."""
    evening = datetime(2026, 2, 5, 23, tzinfo=UTC)
    assert read_date("2026-02-06", "", evening, ZoneFrom.PAGE) is not None
    assert read_date("2026-02-07", "", evening, ZoneFrom.PAGE) is None


@given(st.text(max_size=150), st.sampled_from(["", "Asia/Karachi", "America/New_York", "x"]))
def test_any_text_gives_a_past_moment_or_none(raw: str, timezone: str) -> None:
    """No text raises, and none yields a time ahead of us."""
    found = read(raw, timezone)
    assert found is None or found.at <= NOW + timedelta(hours=14)


@given(st.datetimes(datetime(1995, 1, 1), datetime(2026, 2, 1)), st.integers(-840, 840))  # noqa: DTZ001
def test_iso_with_an_offset_is_exact(naive: datetime, offset: int) -> None:
    """Whatever the offset, ISO 8601 comes back as the same instant."""
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset)
    naive = naive.replace(microsecond=0)
    found = read(f"{naive.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}")
    assert found is not None
    assert found.at == (naive - timedelta(minutes=offset)).replace(tzinfo=UTC)
