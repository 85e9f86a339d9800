"""Following ten thousand sources again writes what differs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from archive.database import Database
from archive.frontier import Frontier
from news.source import Feed, FeedKind, Source

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
MANY = [
    Source(f"Town {n}", feeds=(Feed(f"http://{n}.example/rss"), Feed(f"http://{n}.example/map")))
    for n in range(100)
]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Open an archive."""
    opened = Database.open(tmp_path / "archive.db")
    yield opened
    opened.close()


@contextmanager
def written(database: Database) -> Iterator[list[str]]:
    """Note what is written, and when it is committed."""
    noted: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("UPDATE", "INSERT", "DELETE")):
            noted.append(statement)

    def commit(_: Any) -> None:
        noted.append("COMMIT")

    with database.write() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", commit)
    yield noted
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", commit)


def follow(database: Database, sources: Sequence[Source]) -> None:
    hosts = {feed.url: feed.url.split("/")[2] for source in sources for feed in source.feeds}
    Frontier(database).follow(sources, hosts, NOW)


def test_what_is_as_it_was_is_not_written_again(database: Database) -> None:
    follow(database, MANY)
    with written(database) as noted:
        follow(database, MANY)
    assert [one for one in noted if one != "COMMIT"] == []


@pytest.mark.parametrize(
    "edit",
    [
        {"timezone": "Asia/Karachi"},
        {"language": "ur"},
        {"poll_seconds": 60.0},
        {"feeds": (Feed("http://7.example/rss"),)},
        {"feeds": (Feed("http://7.example/rss", FeedKind.SECTION), MANY[7].feeds[1])},
        {"name": "Town Seven"},
    ],
    ids=["zone", "language", "pause", "one feed less", "kind", "name"],
)
def test_an_edit_of_one_source_writes_only_its_rows(
    database: Database, edit: dict[str, Any]
) -> None:
    """And the archive follows it as if it had been written from the start."""
    follow(database, MANY)
    edited = [replace(one, **edit) if one.name == "Town 7" else one for one in MANY]
    with written(database) as noted:
        follow(database, edited)
    assert 0 < len([one for one in noted if one != "COMMIT"]) < 15
    with written(database) as noted:
        follow(database, edited)
    assert [one for one in noted if one != "COMMIT"] == []


def test_many_sources_are_followed_a_few_in_a_transaction(database: Database) -> None:
    """Nobody else waits until all are written."""
    with written(database) as noted:
        follow(database, MANY)
    assert noted.count("COMMIT") > 5


def test_whom_nobody_follows_any_more_is_left(database: Database) -> None:
    """With its feeds; and taken up again where it was."""
    follow(database, MANY)
    follow(database, MANY[:3])
    frontier = Frontier(database)
    assert len(frontier.lease(NOW, NOW, 1000, 10)) == 6
    follow(database, MANY)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM feeds").scalar() == 200
        assert connection.exec_driver_sql("SELECT count(*) FROM fetches").scalar() == 200
