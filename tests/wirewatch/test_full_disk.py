"""A full disk: the archive stays readable, nothing is lost, and work goes on by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.browse import Query
from archive.database import ArchiveError, FullError
from archive.frontier import Listed, Polled
from archive.reserve import Reserve
from config.settings import Archive as ArchiveSettings
from news.article import Page
from news.health import Trouble
from news.moment import micros
from news.source import Entry, Feed, Fetch, Source
from tests.build import NOW
from wirewatch.newsworld.clock import StillClock
from wirewatch.room import Room
from wirewatch.wiring import Opened, open_archive, open_configured, tell_full
from wirewatch.writer import Writer

HOST = "alderbaypost.example"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of eight megabytes."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(tmp_path)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("this system has no mount command")
    if done.returncode:
        pytest.skip(f"mounting a small disk is not permitted: {done.stderr.decode().strip()}")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def poll(archive: Opened, fetch: Fetch, number: int) -> None:
    """Let one article come, with its page."""
    url = f"{HOST}/{number}"
    item = Listed(Entry(f"https://{url}", f"Report {number}", text="ferry " * 300), url, HOST)
    (taken,) = archive.frontier.polled(
        fetch, [item], lambda _: Polled("", "", "", NOW), NOW,
        lease_until=NOW, budget=1, match_feed_text_at=NOW + timedelta(hours=1),
    ).fetches  # fmt: skip
    page = Page(taken.url, os.urandom(20_000), NOW)
    archive.frontier.page_stored(taken, page, archive.bodies.put(page.body, micros(NOW)), ())


def fill(archive: Opened, fetch: Fetch, start: int = 0) -> tuple[int, str]:
    """Write until the disk is full; return how many articles came whole, and the error."""
    for number in range(start, start + 2_000):
        try:
            poll(archive, fetch, number)
        except ArchiveError as error:
            return number - start, str(error)
    pytest.fail("eight megabytes held everything")


def test_a_full_disk(small_disk: Path) -> None:
    """Reading goes on, writing says why not, and after room is made all of it is there."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(2_000_000))
    archive = open_archive(small_disk / "data")
    source = Source("Alder Bay Post", feeds=(Feed(f"https://{HOST}/rss"),))
    archive.frontier.follow([source], {f"https://{HOST}/rss": HOST}, NOW - timedelta(days=1))
    (fetch,) = archive.frontier.lease(NOW, NOW, 1, 1)
    fetch = replace(fetch, first=False)
    whole, error = fill(archive, fetch)
    assert "disk is full; make room on its disk; nothing is lost" in error
    # The disk stays full, and each further try fails as clearly.
    assert "make room" in fill(archive, fetch, 10_000)[1]
    found = archive.browse.listing(Query(text="ferry", limit=1000))
    assert found.total >= whole > 20
    unread = archive.box.waiting()
    ballast.unlink()
    poll(archive, fetch, 5_000)
    assert archive.box.waiting() == unread + 1
    taken = archive.box.take_pages(NOW, NOW, 1000)
    assert len(taken) == unread + 1
    assert all(archive.bodies.get(page.sha256) for page in taken)
    archive.close()


def test_a_full_disk_at_the_start(small_disk: Path) -> None:
    """An archive that cannot be opened says why; with room again it opens with all it had."""
    archive = open_archive(small_disk / "data")
    archive.close()
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space left"):
        ballast.write_bytes(bytes(9_000_000))
    with pytest.raises(ArchiveError, match="make room"):
        use(small_disk / "data")
    ballast.unlink()
    use(small_disk / "data")


def use(data: Path) -> None:
    """Open an archive and write a line."""
    archive = open_archive(data)
    try:
        archive.frontier.follow([Source("Alder Bay Post")], {}, NOW)
    finally:
        archive.close()


def follow(archive: Opened) -> Fetch:
    """Follow one source, whose feed is due."""
    source = Source("Alder Bay Post", feeds=(Feed(f"https://{HOST}/rss"),))
    archive.frontier.follow([source], {f"https://{HOST}/rss": HOST}, NOW - timedelta(days=1))
    (fetch,) = archive.frontier.lease(NOW, NOW, 1, 1)
    return replace(fetch, first=False)


def test_the_reserve_is_really_room(small_disk: Path) -> None:
    """It takes its size from the disk, is taken only if twice as much is free, and given up."""
    before = shutil.disk_usage(small_disk).free
    reserve = Reserve(small_disk, 2_000_000)
    assert not reserve.held
    assert reserve.take()
    assert before - shutil.disk_usage(small_disk).free >= 2_000_000
    assert reserve.give_up()
    assert not reserve.give_up()
    assert not Reserve(small_disk, 5_000_000).take()
    assert shutil.disk_usage(small_disk).free == before
    # Another size in the configuration: the file follows it.
    assert reserve.take()
    smaller = Reserve(small_disk, 1_000_000)
    assert not smaller.held
    assert smaller.take()
    assert smaller.held


async def collect_all(writer: Writer, archive: Opened, fetch: Fetch) -> None:
    """Let more come than the disk can hold."""
    for number in range(2_000):
        await writer.do(poll, archive, fetch, number)


async def test_a_full_disk_gives_the_reserve_up(small_disk: Path) -> None:
    """Collecting pauses, messages can be marked, it is told once, and goes on by itself."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(2_500_000))
    archive, writer = open_archive(small_disk / "data"), Writer()
    clock = StillClock(NOW)
    room = Room(
        Reserve(small_disk / "data", 1_000_000),
        lambda full: tell_full(archive.health, small_disk / "data", clock, full=full),
    )
    writer.on_full = room.refused
    fetch = follow(archive)
    assert await writer.do(room.enough)
    with pytest.raises(FullError, match="make room"):
        await collect_all(writer, archive, fetch)
    assert not (small_disk / "data/reserve").exists()
    # Told once, however often it is asked; sending can note what it did, in the reserve's room.
    assert [await writer.do(room.enough) for _ in range(3)] == [False] * 3
    assert [i.trouble for i in archive.health.current()] == [Trouble.FULL]
    assert len(archive.outbox.unrouted(9)) == 1
    archive.notes.put("a", "note")
    assert archive.browse.listing(Query(text="ferry", limit=1000)).total > 20
    ballast.unlink()
    assert await writer.do(room.enough)
    assert (small_disk / "data/reserve").stat().st_size == 1_000_000
    assert archive.health.current() == []
    await writer.do(poll, archive, fetch, 5_000)
    writer.close()
    archive.close()


def test_a_full_disk_is_opened_for_reading(small_disk: Path) -> None:
    """The daemon is dead and the disk full: a search opens the archive in the reserve's room."""
    data = small_disk / "data"
    archive = open_archive(data)
    poll(archive, follow(archive), 1)
    archive.close()
    settings = ArchiveSettings(data=data, reserve=1_000_000)
    assert Reserve(data, settings.reserve).take()
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "ballast").write_bytes(bytes(9_000_000))
    with pytest.raises(FullError):
        open_archive(data).close()
    opened = open_configured(settings)
    assert opened.browse.listing(Query(text="ferry")).total == 1
    opened.close()
    assert not Reserve(data, settings.reserve).held
