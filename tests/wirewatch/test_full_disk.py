"""A full disk: the archive stays readable, nothing is lost, and work goes on by itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.browse import Query
from archive.database import ArchiveError
from archive.frontier import Listed, Polled
from news.article import Page
from news.moment import micros
from news.source import Entry, Feed, Fetch, Source
from tests.build import NOW
from wirewatch.wiring import Opened, open_archive

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
        fetch, [item], Polled("", "", "", NOW), NOW,
        lease_until=NOW, budget=1, match_feed_text_at=NOW + timedelta(hours=1),
    )  # fmt: skip
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
