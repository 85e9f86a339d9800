"""What is counted for a monitoring program, on every database."""

from __future__ import annotations

from archive.database import Database
from archive.figures import count
from tests.contract.desk import HOUR, MINUTE, NOW, POST, Desk, source


def test_an_empty_archive_is_counted(database: Database) -> None:
    """Nothing is there, nothing waits, nothing ever went well."""
    figures = count(database, NOW)
    assert (figures.articles, figures.feeds, figures.messages, figures.last) == (0, 0, {}, {})
    assert set(figures.waiting.values()) == {0.0}


def test_what_waits_grows_old(database: Database, desk: Desk) -> None:
    """A poll that is due and not made is an hour old after an hour."""
    desk.follow(source(POST, "/rss"))
    before, after = count(database, NOW + MINUTE), count(database, NOW + HOUR + MINUTE)
    assert (before.feeds, before.fetches_due) == (1, 1)
    assert after.waiting["fetches"] - before.waiting["fetches"] == HOUR.total_seconds()
