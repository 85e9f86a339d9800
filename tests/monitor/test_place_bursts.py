"""Places in the news far above their own rhythm: which, how far, and what explains them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from monitor.place_bursts import judge_places
from news.health import Trouble
from news.pace import Burst, InNews, Report
from news.places import Place, PlaceKind

NOW = datetime(2031, 3, 3, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = NOW - 60 * DAY
NUSHOL = Place("1", "Nushol", PlaceKind.TOWN, "VX", ("v.n", "VX"), "Nushol, North Tarn, Veskia")
TARN = Place("v.n", "North Tarn", PlaceKind.PROVINCE, "VX", ("VX",), "North Tarn, Veskia")
VESK = Place("2", "Vesk", PlaceKind.TOWN, "VX", ("VX",), "Vesk, Veskia")
# A source for each letter, an hour ago.
Sources = str


def reports(
    sources: Sources, story: str = "", *, first: int = 0, ago: timedelta = HOUR
) -> list[Report]:
    return [Report(first + n, one, NOW - ago, story) for n, one in enumerate(sources)]


def daily(sources: Sources, hours: int = 0) -> list[Report]:
    """Let these report it each day of the last four weeks, so many hours before now's."""
    return [
        one
        for day in range(1, 29)
        for one in reports(sources, first=1000 * day, ago=day * DAY + hours * HOUR + HOUR)
    ]


def judged(
    *found: InNews,
    burst: Burst = Burst.MEDIUM,
    most: int = 5,
    since: datetime = LONG,
    lasting: Collection[str] = (),
) -> list[str]:
    told = judge_places(found, burst, most, since, lasting=lasting, now=NOW)
    assert all(one.trouble is Trouble.BURST for one in told)
    return [one.name.partition(",")[0] for one in told]


def news(now: Sequence[Report], past: Sequence[Report] = (), place: Place = NUSHOL) -> InNews:
    return InNews(place, tuple(now), tuple(past))


@pytest.mark.parametrize(
    ("burst", "sources", "told"),
    [
        (Burst.OFF, "abcdefgh", False),
        (Burst.LOW, "abcde", False),
        (Burst.LOW, "abcdef", True),
        (Burst.MEDIUM, "abc", False),
        (Burst.MEDIUM, "abcd", True),
        (Burst.HIGH, "ab", False),
        (Burst.HIGH, "abc", True),
        (Burst.HIGH, "aaaaaaaa", False),  # one source is one, however much it writes
        (Burst.MEDIUM, "aabbccdd", True),
    ],
)
def test_a_place_that_nobody_names_needs_a_handful_of_sources(
    burst: Burst, sources: str, told: bool
) -> None:
    """The three steps, for the rarest of places."""
    assert judged(news(reports(sources)), burst=burst) == (["Nushol"] if told else [])


@pytest.mark.parametrize(
    ("past", "sources", "told"),
    [
        (daily("a"), "abcde", False),  # what is named each morning needs more than a handful
        (daily("a"), "abcdefg", True),
        (daily("abcd"), "abcdefgh", False),
        (daily("abcd"), "abcdefghijklmnop", True),
        (daily("abcd", hours=12), "abcdefgh", False),  # a rhythm of other hours scatters, too
        # Each Monday at this hour, four weeks long: no burst on the fifth.
        ([r for w in range(1, 5) for r in reports("abcd", first=w * 100, ago=7 * w * DAY + HOUR)],
         "abcde", False),
        # An attack a week ago is no rhythm, but makes news of the place less rare.
        (reports("abcd", first=100, ago=7 * DAY + HOUR), "abcdefg", True),
    ],
)  # fmt: skip
def test_what_is_usual_is_the_places_own_rhythm(
    past: list[Report], sources: str, told: bool
) -> None:
    """Of the day, of the week, and how much it scatters."""
    assert judged(news(reports(sources), past)) == (["Nushol"] if told else [])


def test_without_a_past_there_is_no_rhythm() -> None:
    """An archive of three days knows none."""
    assert judged(news(reports("abcdefgh")), since=NOW - 3 * DAY) == []
    assert judged(news(reports("abcdefgh")), since=NOW - 5 * DAY) == ["Nushol"]


def test_what_a_burst_explains_is_not_told() -> None:
    """Neither the province in which it lies nor the capital that the same reports name."""
    attack = reports("abcdef", "Attack in Nushol")
    found = [news(attack, daily("a"), TARN), news(attack), news(attack, daily("a"), VESK)]
    assert judged(*found) == ["Nushol"]
    flood = reports("abcdefg", "Flood", first=50)
    assert judged(news(attack), news([*attack, *flood], (), TARN)) == ["North Tarn"]
    assert judged(news(attack), news(flood, (), VESK)) == ["Vesk", "Nushol"]
    assert judged(news(attack), news(flood, (), VESK), most=1) == ["Vesk"]


def test_what_lasts_ends_halfway_down() -> None:
    """Or it would end and begin at each report."""
    few = news(reports("ab"))
    assert judged(few) == []
    assert judged(few, lasting=[NUSHOL.label]) == ["Nushol"]
    assert judged(news(reports("a")), lasting=[NUSHOL.label]) == []


def test_a_notice_names_the_stories_that_most_sources_tell() -> None:
    """With how many, what is usual, since when, and where more is to be seen."""
    found = news([*reports("abcd", "Attack"), *reports("a", "Funeral", first=9, ago=2 * HOUR)])
    (told,) = judge_places([found], Burst.MEDIUM, 5, LONG, lasting=(), now=NOW)
    assert told.says == "4 independent sources in 6 hours; 0 are usual"
    assert told.advice == "Most reported: Attack (4 sources); Funeral (1 source)."
    assert (told.since, told.page) == (
        NOW - 2 * HOUR, "?q=place%3A%22Nushol%2C+North+Tarn%2C+Veskia%22"
    )  # fmt: skip
