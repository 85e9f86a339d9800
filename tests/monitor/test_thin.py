"""When article pages turned, and when a source is only as it always was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from monitor.thin import judge_pages
from news.health import Outcome

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STUB = "a paywall's stub"


def printed(
    count: int,
    length: int = 3000,
    *,
    every: timedelta = 3 * HOUR,
    before: timedelta = timedelta(0),
    dated: bool = True,
    placed: bool = False,
    signed: bool = False,
    title: str = "Report {}",
    error: str = "",
) -> list[Outcome]:
    """Print so many articles up to a time before now, newest first; lengths vary by half."""
    chance = Random(f"{count} {length} {before}")  # noqa: S311  the same lengths each time
    return [
        Outcome(
            NOW - before - number * every,
            int(length * chance.uniform(0.5, 1.5)),
            dated,
            whole=not error,
            error=error,
            placed=placed,
            signed=signed,
            title=title.format(f"{length} {before} {number}"),
        )
        for number in range(count)
    ]


def mixed(new: list[Outcome], bad: int, **changes: object) -> list[Outcome]:
    """Change so many of them."""
    return [replace(one, **changes) if n < bad else one for n, one in enumerate(new)]  # type: ignore[arg-type]


BEFORE = printed(60, before=30 * HOUR)
NEW = printed(10)
SIGNED = printed(60, before=90 * HOUR, signed=True)
PLACED = printed(60, before=30 * HOUR, placed=True)
BRIEFS = printed(100, 140)
FLASHES = printed(25, 90, every=timedelta(minutes=2))


@pytest.mark.parametrize(
    ("outcomes", "turned"),
    [
        (NEW + BEFORE, ""),
        (printed(100), ""),
        (BRIEFS, ""),  # always four lines
        (printed(10, 200) + BEFORE, "short"),  # a login wall
        (mixed(printed(10, 200), 1, length=3000) + BEFORE, "short"),
        (mixed(printed(10, 200), 2, length=3000) + BEFORE, ""),  # two whole ones of ten
        (printed(10, 1700) + BEFORE, ""),  # shorter, but not by half
        (mixed(NEW, 8, dated=False) + BEFORE, "no date"),
        (mixed(NEW, 7, dated=False) + BEFORE, ""),
        (printed(70, dated=False), ""),  # it never had dates
        (mixed(NEW, 8, whole=False, error="http 403") + BEFORE, "http 403"),
        (mixed(NEW, 7, whole=False, error="http 403") + BEFORE, ""),
        (mixed(NEW, 9, whole=False, error=STUB) + BEFORE, STUB),
        (printed(70, error="http 403"), ""),  # its pages were never to be had
        (printed(10, 200) + printed(15, before=30 * HOUR), ""),  # a source just added
        (printed(7, dated=False), ""),
        # An election night: so many flashes, and the rest of the day's reports.
        (FLASHES + printed(12, before=HOUR, every=HOUR) + BEFORE, ""),
        (printed(30, 90, every=HOUR) + printed(60, before=31 * HOUR), "short"),
        # A weekly: the newest ten are ten weeks.
        (printed(70, every=7 * DAY), ""),
        (printed(10, 200, every=7 * DAY) + printed(40, before=70 * DAY, every=7 * DAY), "short"),
        (printed(30) + SIGNED, "no author"),  # its bylines stand elsewhere now
        (mixed(printed(30), 6, signed=True) + SIGNED, "no author"),
        (mixed(printed(30), 7, signed=True) + SIGNED, ""),
        (printed(30, signed=True) + SIGNED, ""),
        (printed(30) + mixed(SIGNED, 20, signed=False), ""),  # a third of them never had any
        # A night of an agency's copy in a paper that prints ninety reports a day.
        (printed(35, every=DAY / 90) + printed(65, every=DAY / 90, signed=True), ""),
        (NEW + PLACED, "only guessed"),
        (mixed(NEW, 2, placed=True) + PLACED, "only guessed"),
        (mixed(NEW, 3, placed=True) + PLACED, ""),
        (NEW + mixed(PLACED, 13, placed=False), ""),
        (printed(10, placed=True) + BEFORE, ""),
        (printed(10) + BEFORE, ""),  # nobody noted where their dates stood
        (printed(10, dated=False) + PLACED, "no date"),
        (mixed(NEW, 8, title="Alder Bay Post") + BEFORE, "one headline now, 'Alder Bay Post'"),
        (mixed(NEW, 7, title="Alder Bay Post") + BEFORE, ""),
        (printed(70, title="Weather for today"), ""),  # it always bore one
        (printed(70, title=""), ""),
        # Feeds' own words, and pages that are not to be had, say nothing of the pages.
        (mixed(printed(10, title="Alder Bay Post"), 3, whole=False) + BEFORE, ""),
    ],
)
def test_when_pages_turned(outcomes: list[Outcome], turned: str) -> None:
    says = " ".join(turn.says for turn in judge_pages(outcomes).turned)
    assert (turned in says) if turned else says == ""


def test_it_says_how_many_and_since_when() -> None:
    """Since the first bad one; well until the last good one before that."""
    outcomes = mixed(NEW, 9, dated=False) + BEFORE
    (turn,) = judge_pages(outcomes).turned
    assert turn.says == "its articles have no date any more: 9 of the newest 10"
    assert (turn.since, turn.good) == (outcomes[8].seen, outcomes[9].seen)


def test_guessed_dates_are_no_missing_ones() -> None:
    """Where there are none at all, that alone is said."""
    (turn,) = judge_pages(printed(10, dated=False) + PLACED).turned
    assert "no date" in turn.says


def test_short_and_undated_are_said_both() -> None:
    """A new layout may cost both."""
    outcomes = [replace(one, dated=False) for one in printed(10, 200)] + BEFORE
    assert len(judge_pages(outcomes).turned) == 2


@pytest.mark.parametrize(("good", "fine"), [(2, False), (4, False), (5, True), (10, True)])
def test_between_turned_and_well_lies_a_gap(good: int, fine: bool) -> None:
    """A source on the border is not told of every morning."""
    outcomes = mixed(NEW, 10 - good, dated=False) + BEFORE
    assert judge_pages(outcomes).fine is fine


def test_what_names_no_author_stays_told_until_it_does() -> None:
    """A hundred reports later they are still compared with those that had some."""
    (turn,) = judge_pages(printed(100), SIGNED).turned
    assert turn.says == "its articles name no author any more: 30 of the newest 30"
    assert judge_pages(printed(100, signed=True), SIGNED).fine


def test_what_has_turned_is_compared_with_what_was_before() -> None:
    """After a hundred stubs the stubs are still none."""
    stubs = printed(100, 200)
    assert judge_pages(stubs).turned == ()
    pages = judge_pages(stubs, BEFORE)
    assert len(pages.turned) == 1
    assert not pages.fine
    assert judge_pages(NEW + stubs[:90], BEFORE).fine


@pytest.mark.parametrize(
    ("outcomes", "forbidden", "allowed"),
    [
        (printed(10, error="robots.txt forbids it"), True, False),
        (printed(5, error="robots.txt forbids it"), True, False),
        (printed(4, error="robots.txt forbids it"), False, False),
        (mixed(NEW, 8, whole=False, error="robots.txt forbids it"), True, False),
        (mixed(NEW, 5, whole=False, error="robots.txt forbids it"), False, False),
        (mixed(NEW, 4, whole=False, error="robots.txt forbids it"), False, True),
        ([], False, True),
    ],
)
def test_what_robots_txt_forbids(outcomes: list[Outcome], forbidden: bool, allowed: bool) -> None:
    """It needs no better past; and forbidden pages are not unreadable ones."""
    pages = judge_pages(outcomes)
    assert (pages.forbidden is not None, pages.allowed, pages.turned) == (forbidden, allowed, ())
