"""Reading again: what changes is said, nobody is told, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive.bodies import Bodies
from news.article import Article, Page
from news.errors import ExtractError
from news.moment import Moment
from tests.fakes import FakeChannel
from tests.wirewatch.test_loops import START, Bench
from wirewatch.replaying import Example, Replay, Replayed
from wirewatch.wiring import open_archive
from wirewatch.writer import Writer

SANK = "The ferry sank. Follow us on Murmur."


@dataclass
class Improved:
    """Reads bytes as their text; of some it knows better."""

    better: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def extract(self, page: Page) -> Article:
        """Return the article, or fail where that is what it knows."""
        body = page.body.decode()
        told = {"title": "Headline", "text": body, **self.better.get(body, {})}
        if told["text"] == "hangs":
            raise ExtractError("took longer than 10 s")
        return Article(page.url, **told)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    archive, writer = open_archive(tmp_path), Writer()
    made = Bench(archive, writer, channels={"console": FakeChannel(), "email": FakeChannel()})
    made.read.extractor = Improved()
    yield made
    writer.close()
    archive.close()


async def rehearsed(bench: Bench, examples: int = 3) -> Replayed:
    """Read all stored pages again, and write nothing."""
    with closing(Bodies(bench.archive.bodies.path, read_only=True)) as bodies:
        replay = Replay.rehearsal(bench.read, bodies, examples)
        return await replay.run(None, None, lambda *_: None)


def held(bench: Bench) -> list[tuple[object, ...]]:
    """Return all that an archive says of its articles, and how many messages there are."""
    shown = bench.shown()
    return [(one, bench.archive.outbox.unrouted(99), bench.archive.box.waiting()) for one in shown]


async def test_what_changed_is_said_by_field(bench: Bench) -> None:
    """A promotion goes, an author comes; the third page is as it was."""
    bench.arrive(SANK, "Quiet day.", "It rained.")
    await bench.read.round()
    bench.read.extractor = Improved({
        SANK: {"text": "The ferry sank."},
        "Quiet day.": {"authors": ("Iris Vane",), "published": Moment(START)},
    })  # fmt: skip
    result = await bench.read_again()
    assert (result.pages, result.changed, result.dry_run) == (3, 2, False)
    assert result.fields == {"authors": 1, "published": 1, "text": 1}
    assert result.examples == (
        Example(2, "Alder Bay Post", "Headline", "authors", "", "Iris Vane"),
        Example(2, "Alder Bay Post", "Headline", "published", "",
                "2026-02-04T12:00:00+00:00 (zone from none)"),
        Example(1, "Alder Bay Post", "Headline", "text", SANK, "The ferry sank."),
    )  # fmt: skip
    first, second, _ = bench.shown()
    assert [(one.cause, one.article.text) for one in first.revisions[:2]] == [
        ("reread", "The ferry sank."),
        ("page", SANK),
    ]
    assert second.article.authors == ("Iris Vane",)
    again = await bench.read_again()
    assert (again.changed, again.fields, again.examples) == (0, {}, ())


async def test_a_rehearsal_says_the_same_and_writes_nothing(bench: Bench) -> None:
    """Also where a page cannot be read or its bytes are gone."""
    bench.arrive(SANK, "Quiet day.", "It rained.", "Fog.")
    await bench.read.round()
    bench.read.extractor = Improved({
        SANK: {"text": "The storm took the ferry."},
        "Quiet day.": {"text": "hangs"},
        "It rained.": {"is_article": False},
    })  # fmt: skip
    bench.archive.bodies.drop(bench.archive.bodies.after("", 9))
    for body in (SANK, "Quiet day.", "It rained."):
        bench.archive.bodies.put(body.encode(), 1)
    before = held(bench)
    rehearsal = await rehearsed(bench)
    assert held(bench) == before
    assert rehearsal.dry_run
    assert (rehearsal.pages, rehearsal.changed) == (4, 1)
    assert (rehearsal.refused, rehearsal.unreadable, rehearsal.gone) == (1, 1, 1)
    assert (rehearsal.gained, rehearsal.lost) == ({"Storms": 1}, {})
    result = await bench.read_again()
    assert result == Replayed(**{**vars(rehearsal), "dry_run": False})
    assert [one.article.text for one in bench.shown()] == [
        "The storm took the ferry.", "Quiet day.", "It rained.", "Fog.",
    ]  # fmt: skip


async def test_nobody_is_told_of_what_is_found_again(bench: Bench) -> None:
    """A better text matches more: the finding is silent, and no message goes out."""
    bench.arrive("Quiet day.")
    await bench.read.round()
    bench.read.extractor = Improved({"Quiet day.": {"text": "The storm sank the ferry."}})
    result = await bench.read_again()
    assert result.gained == {"Ferries": 1, "Storms": 1}
    while await bench.send.round():
        pass
    (shown,) = bench.shown()
    assert (shown.told, {why for _, why in shown.silent}) == ((), {"replay"})


async def test_a_page_in_place_of_its_feeds_words(bench: Bench) -> None:
    """A page that was taken for no article and now is one gives its article a text."""
    bench.read.extractor = Improved({SANK: {"is_article": False}})
    bench.arrive(SANK, feed_text="A ferry.")
    await bench.read.round()
    bench.read.extractor = Improved()
    result = await bench.read_again()
    assert (result.first, result.fields, result.refused) == (1, {"text": 1}, 0)
    assert [one.article.text for one in bench.shown()] == [SANK]


async def test_what_was_never_an_article_is_no_loss(bench: Bench) -> None:
    """A page that gives nothing, then and now, is not counted as refused."""
    bench.read.extractor = Improved({SANK: {"is_article": False}})
    bench.arrive(SANK)
    await bench.read.round()
    result = await bench.read_again()
    assert (result.changed, result.refused, result.first) == (0, 0, 0)


@pytest.mark.parametrize(("most", "kept"), [(0, 0), (2, 2), (9, 5)])
async def test_so_many_examples_of_each_field(bench: Bench, most: int, kept: int) -> None:
    bodies = [f"Quiet day {n}." for n in range(5)]
    bench.arrive(*bodies)
    await bench.read.round()
    bench.read.extractor = Improved({body: {"authors": ("Iris Vane",)} for body in bodies})
    result = await rehearsed(bench, most)
    assert (result.fields, len(result.examples)) == ({"authors": 5}, kept)


async def test_how_far_it_is(bench: Bench) -> None:
    """The progress counts pages, and ends at their number."""
    bench.arrive(*[f"Quiet day {n}." for n in range(80)])
    while await bench.read.round():
        pass
    told = list[tuple[str, int, int]]()
    await Replay.of(bench.read, 0).run(None, None, lambda *said: told.append(said))
    assert told == [("reading again", n, 80) for n in (50, 80)]


class Killed(Exception):  # noqa: N818  what it stands for is no error of ours
    """The end of a process in the middle of its work."""


async def test_ended_in_the_middle_it_has_done_what_it_has_done(bench: Bench) -> None:
    """Nothing is marked and nothing lost: run again, it does the rest."""
    bodies = [f"Quiet day {n}." for n in range(60)]
    bench.arrive(*bodies)
    while await bench.read.round():
        pass
    bench.read.extractor = Improved({body: {"text": f"{body} Fog."} for body in bodies})

    def end(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        await Replay.of(bench.read, 0).run(None, None, end)
    assert bench.archive.box.waiting() == 0
    result = await bench.read_again()
    assert (result.pages, result.changed) == (60, 10)
    assert all(one.article.text.endswith("Fog.") for one in bench.shown())
