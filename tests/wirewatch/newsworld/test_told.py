"""What the news world's day tells a desk that asks for new facts, against its truth file."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.desk import world_run
from wirewatch.newsworld.judge import Judged
from wirewatch.newsworld.known import Grouped

# Floors only rise, with the change that lifts them.
RIGHT = 0.73
TOLD = 0.54
# Quiet articles of the day that went into an event; none is the aim.
MERGED = 2


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Judged, Grouped]:
    folder: Path = tmp_path_factory.mktemp("world")
    return world_run(folder)


def test_every_copy_is_found(day: tuple[Judged, Grouped]) -> None:
    """Seventeen reports were taken over: whole, cut, under other titles."""
    _, grouped = day
    assert (grouped.copies, list(grouped.missed)) == (17, [])


def test_its_three_events_stay_three(day: tuple[Judged, Grouped]) -> None:
    """Raids, a flood and a mine of one day in one country share no story."""
    _, grouped = day
    mixed = [one for one in grouped.merges if len({*one.split(" + ")} & {*grouped.stories}) > 1]
    assert (mixed, grouped.stories["zhenna"], grouped.stories["brakkel"]) == ([], 1, 1)
    assert len(grouped.merges) <= MERGED


def test_nobody_hears_a_fact_twice(day: tuple[Judged, Grouped]) -> None:
    """A speaker's number is told once to each, however many outlets print it."""
    judged, _ = day
    assert judged.repeats == 0, judged.failures


def test_what_is_told_is_mostly_true_and_enough(day: tuple[Judged, Grouped]) -> None:
    """Each told figure is compared with its text's own, and each change with what was told."""
    judged, _ = day
    assert judged.share_right >= RIGHT, judged.failures
    assert judged.share_told >= TOLD, judged.failures


def test_the_first_minutes_become_one_message(day: tuple[Judged, Grouped]) -> None:
    """Fifty reports of three events in a day are a handful of messages an hour."""
    judged, _ = day
    assert judged.busiest <= 8
