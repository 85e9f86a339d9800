"""What the news world's day tells a desk that asks for new facts, against its truth file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from archive.database import Database
from benchmarks.desk import START, world_run
from wirewatch.newsworld.heard import heard
from wirewatch.newsworld.judge import Judge, Judged
from wirewatch.newsworld.known import Grouped, due, grouped, known, says
from wirewatch.newsworld.score import plain
from wirewatch.newsworld.world import World

# Floors only rise, with the change that lifts them.
RIGHT = 0.95
TOLD = 0.90
# Quiet articles of the day that went into an event.
MERGED = 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="module")
def day(folder: Path) -> tuple[Judged, Grouped]:
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


def test_the_archive_says_the_same_afterwards(day: tuple[Judged, Grouped], folder: Path) -> None:
    """What a demo reads from its archive is what went out, and is judged alike."""
    judged, by_reports = day
    world = World(start=START)
    sources = [outlet.slug for outlet in world.outlets]
    items = {
        plain(f"https://outlet{sources.index(item.outlet)}.example/{item.id}"): item
        for item in world.articles
    }
    with closing(Database(folder / "archive.db")) as archive:
        told = heard(archive, items)
    again = Judge(known(world), says).judge(told.messages, due(world), told.read)
    assert judged.told > 40
    # A report is named where its address is, whichever of its texts said it.
    assert again.messages == judged.messages
    for name in ("told", "right", "repeats", "others", "bare", "changes", "changes_told", "once"):
        assert getattr(again, name) == getattr(judged, name), name
    assert again.tallies == judged.tallies
    assert grouped(world, told.filed) == by_reports
