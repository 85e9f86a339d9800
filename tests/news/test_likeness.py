from datetime import UTC, datetime

import pytest

from news.likeness import alike, contradict, same_headline, same_instant
from news.moment import Moment, Precision


def moment(text: str) -> Moment | None:
    """Read "10:00", a minute of one day, or "day", that day, or "" (no time)."""
    if not text:
        return None
    clock = "00:00" if text == "day" else text
    at = datetime.fromisoformat(f"2026-02-04T{clock}").replace(tzinfo=UTC)
    return Moment(at, precision=Precision.DAY if text == "day" else Precision.MINUTE)


@pytest.mark.parametrize(
    ("one", "other", "same", "like"),
    [
        ("Ferry late", "FERRY, late!", True, True),
        ("Ferry late", "Ferry sinks, two saved", False, True),
        ("Two saved as ferry sinks", "Storm warning for the bay", False, False),
        ("کوئٹہ میں دھماکہ", "كوئٹہ میں دھماکہ", True, True),  # two spellings of a letter
        ("", "Ferry late", False, True),
        ("", "", True, True),
    ],
)
def test_headlines(one: str, other: str, same: bool, like: bool) -> None:
    assert (same_headline(one, other), alike(one, other)) == (same, like)
    assert alike(other, one) is like


@pytest.mark.parametrize(
    ("at", "other", "against"),
    [
        ("10:00", "10:00", False),
        ("10:00", "10:09", False),
        ("10:00", "10:11", True),
        ("", "10:00", True),
        ("", "", True),
        ("day", "day", True),  # many reports share a day
        ("day", "00:00", True),
    ],
)
def test_times_decide_where_headlines_differ(at: str, other: str, against: bool) -> None:
    one, two = moment(at), moment(other)
    assert contradict("Ferry late", one, "Storm warning", two) is against
    assert contradict("Ferry late", one, "Ferry sinks", two) is False


def test_the_same_instant_is_more_than_a_day() -> None:
    """Two bare days, or no times, prove nothing."""
    pairs = [("10:00", "10:00"), ("10:00", "10:01"), ("day", "day"), ("", "")]
    assert [same_instant(moment(a), moment(b)) for a, b in pairs] == [True, False, False, False]
