from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from alerts.when import describe
from news.moment import Moment, Precision, ZoneFrom

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
SEEN = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)


def moment(text: str, zone: str = "page", precision: str = "minute", offset: int = 300) -> Moment:
    at = datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(minutes=offset)))
    return Moment(at.astimezone(UTC), offset, Precision(precision), ZoneFrom(zone))


@pytest.mark.parametrize(
    ("published", "zone", "shown"),
    [
        (
            moment("2026-02-04 17:38"),
            "Asia/Karachi",
            "Published Wed 4 Feb 2026, 17:38 PKT · first seen 17:40 PKT",
        ),
        (
            moment("2026-02-04 17:38"),
            "America/New_York",
            "Published Wed 4 Feb 2026, 07:38 EST · first seen 07:40 EST",
        ),
        (
            moment("2026-02-04 17:38"),
            "Asia/Kathmandu",
            "Published Wed 4 Feb 2026, 18:23 UTC+5:45 · first seen 18:25 UTC+5:45",
        ),
        (
            moment("2026-02-03 23:00", "feed"),
            "Asia/Dubai",
            "Published Tue 3 Feb 2026, 22:00 UTC+4 · first seen Wed 4 Feb 2026, 16:40 UTC+4",
        ),
        (
            moment("2026-02-04 17:38", "source"),
            "Asia/Karachi",
            "Published Wed 4 Feb 2026, 17:38 PKT (zone assumed) · first seen 17:40 PKT",
        ),
        (
            moment("2026-02-04 17:38", "none", offset=0),
            "UTC",
            (
                "Published Wed 4 Feb 2026, 17:38 UTC "
                "(zone assumed; ahead of our clock) · first seen 12:40 UTC"
            ),
        ),
        (
            moment("2026-02-04 00:00", "source", "day"),
            "America/New_York",  # where that instant was still the third
            "Dated Wed 4 Feb 2026, no time given · first seen Wed 4 Feb 2026, 07:40 EST",
        ),
        (None, "Asia/Karachi", "No date given · first seen Wed 4 Feb 2026, 17:40 PKT"),
        (None, "Nowhere/At all", "No date given · first seen Wed 4 Feb 2026, 12:40 UTC"),
        (None, "../../etc/passwd", "No date given · first seen Wed 4 Feb 2026, 12:40 UTC"),
        (None, "", "No date given · first seen Wed 4 Feb 2026, 12:40 UTC"),
    ],
)
def test_what_is_said_of_the_times(published: Moment | None, zone: str, shown: str) -> None:
    assert describe(published, SEEN, zone) == shown


@pytest.mark.parametrize("at", [EARLIEST, LATEST])
@pytest.mark.parametrize("precision", list(Precision))
@pytest.mark.parametrize("offset", [0, -700, 840, 99_999])
def test_the_ends_of_the_calendar_are_shown(
    at: datetime, precision: Precision, offset: int
) -> None:
    """A date that no clock can carry is written all the same."""
    wrong = Moment(at, offset, precision)
    for zone in ("Asia/Karachi", "America/New_York"):
        assert str(at.year) in describe(wrong, SEEN, zone)
