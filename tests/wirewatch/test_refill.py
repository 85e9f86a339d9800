"""A new version of the watchlist: no article is missed, none is told twice, old ones silently."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from archive.browse import Query
from archive.notes import Notes
from archive.schema import claims
from monitor.match import Matcher
from monitor.place import Placed
from monitor.understand import understand
from news.article import Article
from news.figure import Effect
from news.grammar import parse
from news.reading import Reading
from news.sure import Asked, Limit, Op
from news.watch import Gauge, Topic, Watchlist
from tests.fakes import FakeChannel
from tests.wirewatch.test_loops import START, WATCHED, Bench
from wirewatch.refill import BATCH, NOTE, Refill
from wirewatch.wiring import open_archive
from wirewatch.writer import Writer

PORTS = Topic("Ports", parse("harbour OR ferry"))
MORE = Matcher(Watchlist((*WATCHED.topics, PORTS)))
LESS = Matcher(Watchlist((PORTS,)))
AGE = timedelta(hours=36)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    archive, writer = open_archive(tmp_path), Writer()
    yield Bench(archive, writer, channels={"console": FakeChannel(), "email": FakeChannel()})
    writer.close()
    archive.close()


def refill_of(bench: Bench) -> Refill:
    return Refill(
        bench.read, bench.archive.outdated, bench.archive.notes, bench.writer, bench.clock
    )


async def run(refill: Refill) -> int:
    """Do all of it; return how many texts were matched again."""
    total = 0
    while count := await refill.round():
        total += count
    return total


def tags(bench: Bench) -> list[list[str]]:
    """Return what each article matches, in order of arrival."""
    return [[match.name for match in one.matches] for one in bench.shown()]


def silent(bench: Bench) -> list[dict[str, str]]:
    return [{tag.name: why for tag, why in one.silent} for one in bench.shown()]


async def test_a_new_topic_finds_what_was_here(bench: Bench) -> None:
    """Earlier reports carry the new topic; nobody is told of them."""
    bench.arrive("The harbour is closed.", "A ferry sank.", "Rain.")
    await bench.read.round()
    assert tags(bench) == [[], ["Ferries"], []]
    await bench.read.adopt(MORE, AGE)
    assert await run(refill_of(bench)) == 3
    assert tags(bench) == [["Ports"], ["Ferries", "Ports"], []]
    assert silent(bench) == [{"Ports": "backfill"}, {"Ports": "backfill"}, {}]
    await bench.send.round()
    assert bench.told() == [("Night desk", "sent")]


KILLED = Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 20),))
TOLLS = Matcher(Watchlist(WATCHED.topics, gauges=(Gauge("Tolls", KILLED),)))


async def test_a_new_figure_finds_what_was_here(bench: Bench) -> None:
    """Earlier reports give the new tracked figure; nobody is told of them."""
    bench.arrive("At least 33 people were killed, police said.", "Up to 50 people were killed.")
    await bench.read.round()
    await bench.read.adopt(TOLLS, AGE)
    await run(refill_of(bench))
    assert tags(bench) == [["Tolls"], []]
    assert silent(bench) == [{"Tolls": "backfill"}, {}]
    [match] = bench.shown()[0].matches
    assert [reason.part for reason in match.reasons] == ["at least 33 people killed, say police"]
    assert match.evidence[0].text == "At least 33 people were killed, police said."


async def test_figures_that_were_read_are_not_read_again(bench: Bench) -> None:
    """What the archive keeps of a text is what a new tracked figure is compared with."""
    bench.arrive("At least 33 people were killed, police said.")
    await bench.read.round()
    with bench.archive.database.write() as connection:
        connection.execute(update(claims).values(low=19.0))
    await bench.read.adopt(TOLLS, AGE)
    await run(refill_of(bench))
    assert tags(bench) == [[]]


async def test_a_removed_topic_goes(bench: Bench) -> None:
    """What is tracked no more marks no report any more."""
    bench.arrive("A ferry sank in the storm.")
    await bench.read.round()
    await bench.send.round()
    await bench.read.adopt(LESS, AGE)
    await run(refill_of(bench))
    assert tags(bench) == [["Ports"]]


async def test_a_message_on_its_way_keeps_its_reason(bench: Bench) -> None:
    """What was found and not told yet is told with its sentence, though its topic is gone."""
    bench.arrive("A ferry sank.")
    await bench.read.round()
    await bench.read.adopt(LESS, AGE)
    await run(refill_of(bench))
    assert tags(bench) == [["Ferries", "Ports"]]
    await bench.send.round()
    (told,) = bench.channels["console"].sent  # type: ignore[attr-defined]
    assert "A *ferry* sank." in told[0].payload["text"]


async def test_what_arrives_meanwhile_is_told_once(bench: Bench) -> None:
    """A page read under the new version alerts; the refill leaves it alone."""
    bench.arrive("The harbour is closed.")
    await bench.read.round()
    await bench.read.adopt(MORE, AGE)
    bench.arrive("A ferry is stuck in the harbour.")
    await bench.read.round()
    assert await run(refill_of(bench)) == 1
    assert silent(bench) == [{"Ports": "backfill"}, {}]


async def test_what_was_never_read_is_left_to_the_reader(bench: Bench) -> None:
    """A feed's words that wait for their page are no older report: they alert when read."""
    bench.arrive("The harbour is closed.", feed_text="The harbour.")
    await bench.read.adopt(MORE, AGE)
    assert await run(refill_of(bench)) == 0
    await bench.read.round()
    assert tags(bench) == [["Ports"]]
    assert silent(bench) == [{}]


async def test_the_version_changes_between_understanding_and_placing(bench: Bench) -> None:
    """A reading made under the old version is matched again before it is remembered, loudly."""
    held, go = asyncio.Event(), asyncio.Event()
    read = bench.read
    remember = read._remember  # noqa: SLF001  the one seam between the two steps

    async def late(place: Callable[..., Placed], reading: Reading, *what: object) -> Placed:
        assert reading.watchlist == Matcher(WATCHED).version
        held.set()
        await go.wait()
        return await remember(place, reading, *what)

    read._remember = late  # type: ignore[method-assign]  # noqa: SLF001
    bench.arrive("The harbour is closed.")
    reading = asyncio.create_task(read.round())
    await held.wait()
    await read.adopt(MORE, AGE)
    go.set()
    await reading
    assert tags(bench) == [["Ports"]]
    assert silent(bench) == [{}]
    # And the refill finds nothing left to do.
    assert await run(refill_of(bench)) == 0


async def test_a_change_waits_for_what_is_being_placed(bench: Bench) -> None:
    """Once one is being remembered under the old version, it is an earlier report."""
    bench.arrive("The harbour is closed.")
    await asyncio.gather(bench.read.round(), bench.read.adopt(MORE, AGE))
    await run(refill_of(bench))
    # Whichever came first: it carries the topic.
    assert tags(bench) == [["Ports"]]


async def test_a_newer_text_is_not_overwritten(bench: Bench) -> None:
    """A text that was replaced while it was matched again is left alone."""
    bench.arrive("The harbour is closed.")
    await bench.read.round()
    await bench.read.adopt(MORE, AGE)
    (old,) = await asyncio.to_thread(
        bench.archive.outdated.next, MORE.version, START - timedelta(days=30), None, 9
    )
    refill = refill_of(bench)
    with bench.archive.database.write() as connection:
        connection.exec_driver_sql("UPDATE articles SET revision_id = revision_id + 1000")
    reading = understand(Article(old.article.url, "Headline", "harbour"), MORE)
    assert refill._place(old, reading) == 0  # noqa: SLF001


async def test_only_the_last_thirty_days(bench: Bench) -> None:
    """What is older stays as it was."""
    bench.arrive("The harbour is closed.")
    await bench.read.round()
    bench.clock.advance(31 * 86_400)
    await bench.read.adopt(MORE, AGE)
    assert await run(refill_of(bench)) == 0


async def test_a_kill_in_the_middle(bench: Bench) -> None:
    """Whoever starts next goes on where it was: each text is matched again once."""
    bench.arrive(*["The harbour is closed."] * (BATCH + 5))
    await bench.read.round()
    await bench.read.adopt(MORE, AGE)
    assert await refill_of(bench).round() == BATCH
    assert bench.archive.notes.get(NOTE) is None
    assert await run(refill_of(bench)) == 5
    assert tags(bench) == [["Ports"]] * (BATCH + 5)
    assert bench.archive.notes.get(NOTE) == MORE.version


async def test_the_newest_first(bench: Bench) -> None:
    """What a desk looks at first is done first."""
    bench.arrive("The harbour is closed.")
    await bench.read.round()
    bench.clock.advance(3600)
    bench.arrive(*["The harbour is open."] * BATCH)
    await bench.read.round()
    await bench.read.adopt(MORE, AGE)
    await refill_of(bench).round()
    assert tags(bench) == [[]] + [["Ports"]] * BATCH


async def test_a_start_without_a_change_looks_at_nothing(bench: Bench) -> None:
    """The version that is done is noted."""
    bench.arrive("The harbour is closed.")
    await bench.read.round()
    await run(refill_of(bench))
    bench.archive.database.close()

    class Blind:
        def next(self, *_: object) -> None:
            raise AssertionError("it looked")

    again = refill_of(bench)
    again.outdated = Blind()  # type: ignore[assignment]
    again.notes = Notes(bench.archive.database)
    assert await again.round() == 0


async def test_a_change_during_the_refill_begins_anew(bench: Bench) -> None:
    """Two edits in a row: what the first has done is done again under the second."""
    bench.arrive(*["The harbour is closed."] * (BATCH + 1))
    await bench.read.round()
    await bench.read.adopt(MORE, AGE)
    refill = refill_of(bench)
    await refill.round()
    await bench.read.adopt(LESS, AGE)
    assert await run(refill) == BATCH + 1
    assert bench.archive.notes.get(NOTE) == LESS.version


async def test_the_list_by_topic_shows_them(bench: Bench) -> None:
    """The archive lists earlier reports under the new topic."""
    bench.arrive("The harbour is closed.")
    await bench.read.round()
    await bench.read.adopt(MORE, AGE)
    await run(refill_of(bench))
    assert bench.archive.browse.listing(Query(topic="Ports")).total == 1
