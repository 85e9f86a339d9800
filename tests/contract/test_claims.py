"""The figures of a text come back as they went in, and go when the text goes."""

from __future__ import annotations

from sqlalchemy import func, select

from archive import claims
from archive.schema import claims as rows
from monitor.figures.reading import read_text
from news.figure import FigureReading
from news.moment import micros
from tests.contract.desk import Desk, entry

TEXT = (
    "At least 33 civilians and 17 security personnel were killed in the attacks, bringing the "
    "total to 50, officials said. The rebels claimed over 100. The harbour lost $3 million "
    "(₹3 crore) and each boat costs $4,000 (₹3.6 lakh). Nearly a dozen houses burnt down."
)


def test_what_is_kept_of_a_text(desk: Desk) -> None:
    """Claims, tolls and checks are those that were read; rejected numbers are not kept."""
    desk.settle()
    placed = desk.report(text=TEXT)
    assert placed.revision_id is not None
    with desk.database.read() as connection:
        kept = claims.of_text(connection, placed.revision_id)
    read = read_text(f"Ferry late\n{TEXT}")
    assert kept == FigureReading(
        claims=read.claims, killed=read.killed, injured=read.injured, checks=read.checks
    )
    assert len(read.claims) >= 5
    assert read.checks


def test_of_a_text_that_nobody_counted_nothing_is_known(desk: Desk) -> None:
    """A feed's own words that no loop has read yet have no figures, not even none."""
    desk.settle()
    desk.poll(entry("/ferry", "Ten killed"))
    with desk.database.read() as connection:
        assert claims.of_text(connection, 1) is None


def test_what_was_withdrawn_is_shown(desk: Desk) -> None:
    """An edited figure is marked with the time of the edit and stays with its text."""
    desk.settle()
    placed = desk.report(text="At least 10 people were killed, police said.")
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    desk.store(fetch)
    later = desk.read("At least 50 people were killed, police said.")
    assert later.revision_id != placed.revision_id
    with desk.database.read() as connection:
        ((claim, revision_id, at),) = claims.withdrawn(connection, placed.article_id)
    assert (claim.figure.value, revision_id) == (10.0, placed.revision_id)
    assert at == micros(desk.clock)


def test_a_text_takes_its_figures_with_it(desk: Desk) -> None:
    """When a text is let go, no claim of it stays."""
    desk.settle()
    placed = desk.report(text=TEXT)
    count = select(func.count()).select_from(rows)
    with desk.database.write() as connection:
        assert connection.scalar(count)
        claims.forget(connection, placed.revision_id or 0)
        assert connection.scalar(count) == 0
