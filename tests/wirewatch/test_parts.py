"""A report that its outlet prints on several pages is one article, whatever happens on the way."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.answers import Failure
from crawler.parts import MOST_PARTS
from news.article import Article, Page
from news.errors import ExtractError
from tests.config.folder import written
from tests.crawler.waveside import host, ok
from tests.wirewatch.parted import SITE, InProcess, Outlet, Wire, paragraphs
from tests.wirewatch.test_cli import wirewatch
from wirewatch.loops import MOST_TRIES
from wirewatch.replaying import Replay
from wirewatch.wiring import open_archive
from wirewatch.writer import Writer

HOUR = timedelta(hours=1)
GONE = Failure("http 404", 0.5, permanent=True)


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    archive, writer = open_archive(tmp_path), Writer()
    yield Wire(archive, writer)
    writer.close()
    archive.close()


def outlet(*parts: int) -> Outlet:
    return Outlet([paragraphs(part) for part in parts])


def lines(wire: Wire) -> list[str]:
    return wire.shown().article.text.split("\n")


def whole(*parts: int) -> list[str]:
    return [line for part in parts for line in paragraphs(part)]


def causes(wire: Wire) -> list[str]:
    """Return what each text came by, the oldest first."""
    return [revision.cause for revision in sorted(wire.shown().revisions, key=lambda r: r.number)]


async def test_the_first_part_is_placed_at_once(wire: Wire) -> None:
    """What is news does not wait for the parts that follow."""
    wire.list()
    site = outlet(1, 2, 3)
    await wire.fetch(site)
    await wire.read.round()
    assert lines(wire) == whole(1)
    assert [found.name for found in wire.archive.outbox.unrouted(9)] == ["Wells"]


async def test_the_parts_are_one_text_that_nobody_edited(wire: Wire) -> None:
    """Each is fetched once; of those that follow only the last makes a text, which is no edit."""
    wire.list()
    site = outlet(1, 2, 3, 4)
    site.parts[3][0] = "The engineers had warned of it forty years ago, in two reports."
    await wire.go(site)
    assert lines(wire) == [line for part in site.parts for line in part]
    assert causes(wire) == ["feed", "page", "page"]
    assert site.asked == ["/delta", "/delta?page=2", "/delta?page=3", "/delta?page=4"]
    assert (wire.shown().article.url, wire.shown().note) == (f"{SITE}/delta", "")
    pages = wire.shown().parts
    assert [page.url.removeprefix(SITE) for page in pages] == site.asked
    assert wire.shown().page == pages[-1]
    assert wire.shown().revisions[-1].parts == ()
    found = wire.archive.outbox.unrouted(9)
    assert [(one.name, one.silent) for one in found] == [("Wells", ""), ("Engineers", "")]


async def test_a_recheck_of_the_first_part_shortens_nothing(wire: Wire) -> None:
    """Where it says what it said, nothing is written and no other part is asked for."""
    wire.list()
    site = outlet(1, 2, 3)
    await wire.go(site)
    site.asked.clear()
    wire.clock.advance(HOUR.total_seconds())
    await wire.go(site)
    assert site.asked == ["/delta"]
    assert lines(wire) == whole(1, 2, 3)
    assert causes(wire) == ["feed", "page", "page"]


async def test_where_the_first_part_changed_all_are_fetched_again(wire: Wire) -> None:
    """The edit is there at once, with the other parts as we have them, then as they are."""
    wire.list()
    site = outlet(1, 2, 3)
    await wire.go(site)
    site.asked.clear()
    site.parts[0][0] = "Village 10 has its wells back, its elders said on Monday, in some wonder."
    site.parts[2][0] = "Village 30 has not, and none of the engineers will say when it will."
    wire.clock.advance(HOUR.total_seconds())
    await wire.fetch(site)
    await wire.read.round()
    assert lines(wire) == [*site.parts[0], *whole(2, 3)]
    await wire.go(site)
    assert lines(wire) == [line for part in site.parts for line in part]
    assert causes(wire) == ["feed", "page", "page", "edit", "edit"]
    assert site.asked == ["/delta", "/delta?page=2", "/delta?page=3"]


async def test_a_report_that_grows_by_a_part(wire: Wire) -> None:
    """A pager that is longer now leads on, where the text of the first part changed or not."""
    wire.list()
    site = outlet(1, 2)
    await wire.go(site)
    site.parts.append(paragraphs(3))
    site.parts[0][0] = "Village 10 has its wells back, its elders said on Monday, in some wonder."
    wire.clock.advance(HOUR.total_seconds())
    await wire.go(site)
    assert lines(wire) == [line for part in site.parts for line in part]


async def test_a_report_that_is_one_page_again(wire: Wire) -> None:
    """What its one page says now is not said twice."""
    wire.list()
    await wire.go(outlet(1, 2))
    wire.clock.advance(HOUR.total_seconds())
    await wire.go(Outlet([whole(1, 2)]))
    assert lines(wire) == whole(1, 2)


async def test_a_part_that_never_comes_is_left_out(wire: Wire) -> None:
    """The text goes as far as it can be had; the third is asked for once, and no fourth."""
    wire.list()
    site = outlet(1, 2, 3, 4)
    site.broken[3] = GONE
    await wire.go(site)
    assert lines(wire) == whole(1, 2)
    assert site.asked == ["/delta", "/delta?page=2", "/delta?page=3"]
    assert wire.shown().note == ""
    # It is there when the article is edited.
    site.broken.clear()
    site.parts[0][0] = "Village 10 has its wells back, its elders said on Monday, in some wonder."
    wire.clock.advance(HOUR.total_seconds())
    await wire.go(site)
    assert lines(wire) == [line for part in site.parts for line in part]


async def test_a_part_that_comes_late(wire: Wire) -> None:
    """What was there is not kept waiting; that its text goes on later is no edit."""
    wire.list()
    site = outlet(1, 2, 3, 4)
    site.broken[3] = Failure("http 503", 0.5)
    await wire.go(site)
    assert lines(wire) == whole(1, 2)
    site.broken.clear()
    wire.clock.advance(90)
    await wire.go(site)
    assert lines(wire) == whole(1, 2, 3, 4)
    assert causes(wire) == ["feed", "page", "page", "page"]
    assert site.asked.count("/delta?page=3") == 2


async def test_a_part_that_breaks_its_reader_is_left_out(wire: Wire) -> None:
    """After three tries, and what comes before it is placed."""

    class Breaking(InProcess):
        async def extract(self, page: Page) -> Article:
            if page.part == 3:
                raise ExtractError("it took longer than 10 s")
            return await super().extract(page)

    wire.read.extractor = Breaking()
    wire.list()
    site = outlet(1, 2, 3, 4)
    await wire.go(site)
    assert lines(wire) == whole(1, 2)
    totals = wire.archive.browse.totals()
    assert (totals.quarantined, totals.unread) == (1, 0)
    assert MOST_TRIES > 1


async def test_a_server_that_always_answers_with_the_first_page(wire: Wire) -> None:
    """It is asked for one part more, not for twenty."""

    class Stubborn(Outlet):
        def _shown(self, number: int) -> int:
            return 1

    wire.list()
    site = Stubborn([paragraphs(1), [], [], []])
    await wire.go(site)
    assert lines(wire) == whole(1)
    assert site.asked == ["/delta", "/delta?page=2"]


@pytest.mark.parametrize("there", ["/", "/delta", "/ferry-sinks", "/ferry-sinks?page=2"])
async def test_a_part_that_leads_elsewhere_is_none(wire: Wire, there: str) -> None:
    """What stands there is not taken for a part of this report."""
    wire.list()
    site = outlet(1, 2, 3)
    site.redirects[2] = SITE + there
    await wire.go(site)
    assert lines(wire) == whole(1)
    assert site.asked == ["/delta", "/delta?page=2"]


async def test_a_report_without_end_ends(wire: Wire) -> None:
    """After twenty parts no more is asked for."""
    wire.list()
    site = outlet(*range(1, MOST_PARTS + 6))
    await wire.go(site)
    assert lines(wire) == whole(*range(1, MOST_PARTS + 1))
    assert len(site.asked) == MOST_PARTS


async def test_a_lost_part_is_fetched_again(wire: Wire) -> None:
    """Until it is here the article stays as it was: half of it is no edit."""
    wire.list()
    site = outlet(1, 2, 3)
    await wire.go(site)
    with wire.archive.database.read() as connection:
        (second,) = connection.exec_driver_sql("SELECT sha256 FROM pages WHERE part = 2").scalars()
    wire.archive.bodies.drop([second])
    wire.clock.advance(HOUR.total_seconds())
    site.parts[0][0] = "Village 10 has its wells back, its elders said on Monday, in some wonder."
    await wire.fetch(site)
    await wire.read.round()
    assert lines(wire) == whole(1, 2, 3)
    await wire.go(site)
    assert lines(wire) == [line for part in site.parts for line in part]


async def test_replay_reads_all_parts_again(wire: Wire) -> None:
    """It asks the outlet for nothing, and finds the same text."""
    wire.list()
    site = outlet(1, 2, 3)
    await wire.go(site)
    site.asked.clear()
    result = await Replay.of(wire.read, 3).run(None, None, lambda *_: None)
    assert (result.pages, result.changed, result.gone) == (1, 0, 0)
    await wire.go(site)
    assert lines(wire) == whole(1, 2, 3)
    assert (site.asked, causes(wire)) == ([], ["feed", "page", "page"])


async def test_an_edited_entry_asks_for_the_first_part(wire: Wire) -> None:
    """Also while a later one is still to come, which keeps its turn."""
    wire.list()
    site = outlet(1, 2)
    await wire.fetch(site)
    await wire.read.round()
    wire.clock.advance(HOUR.total_seconds())
    wire.list("It has drowned.")
    site.asked.clear()
    await wire.fetch(site)
    assert sorted(site.asked) == ["/delta", "/delta?page=2"]
    await wire.go(site)
    assert lines(wire) == whole(1, 2)


KILLED_AT = ("body-stored", "page-stored", "read-not-placed", "place-open", "placed")


@pytest.mark.parametrize("point", KILLED_AT)
def test_a_kill_between_parts_loses_none(point: str, tmp_path: Path) -> None:
    """Killed at the second, then at the third part and started anew, it ends as it would have."""

    def run(fail: str) -> int:
        again = {"WIREWATCH_FAIL_POINT": fail} if fail else {}
        command = [sys.executable, "-m", "tests.wirewatch.parted", str(tmp_path)]
        return subprocess.run(command, env={**os.environ, **again}, check=False).returncode

    assert run(f"{point}:2") != 0
    assert run(f"{point}:1") != 0
    assert run("") == 0
    archive, writer = open_archive(tmp_path), Writer()
    wire = Wire(archive, writer)
    assert lines(wire) == whole(1, 2, 3, 4)
    assert causes(wire) == ["feed", "page", "page"]
    writer.close()
    archive.close()


async def test_one_crawl_brings_all_parts(tmp_path: Path) -> None:
    """By the real waves and workers; what robots.txt forbids is not asked for and left out."""
    site = outlet(1, 2, 3, 4)
    answers: dict[str, bytes | list[bytes]] = {
        path: ok(bytes(site.answer(path)), b"Content-Type: text/html")  # type: ignore[arg-type]
        for path in ("/delta", "/delta?page=2", "/delta?page=3", "/delta?page=4")
    }
    answers["/robots.txt"] = ok(b"User-agent: *\nDisallow: /delta?page=4")
    async with host(answers) as served:
        served.answers["/rss"] = ok(
            f"<rss version='2.0'><channel><title>Post</title><item><title>Delta drowns</title>"
            f"<link>{served.url}/delta</link></item></channel></rss>".encode()
        )
        folder = written(
            tmp_path,
            wirewatch='[archive]\ndata = "data"\n'
            '[crawl]\nallow_addresses = ["127.0.0.0/8"]\nmin_gap = "0s"\n',
            sources=f'[[sources]]\nname = "Sandal Post"\nfeeds = ["{served.url}/rss"]\n',
        )
        status, said, wrong = await asyncio.to_thread(wirewatch, "crawl", "--config", folder)
    assert status == 0, said + wrong
    archive = open_archive(tmp_path / "data")
    shown = archive.browse.article(1)
    archive.close()
    assert shown is not None
    assert shown.article.text.split("\n") == whole(1, 2, 3)
    asked = [path for path in served.asked if path.startswith("/delta")]
    assert asked == ["/delta", "/delta?page=2", "/delta?page=3"]
