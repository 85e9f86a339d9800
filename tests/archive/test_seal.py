"""The seal of an article: whoever changes a word of it breaks it, and only a change does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from archive.schema import articles
from archive.seal import seal, seal_of
from tests.build import Built, archive_with, article


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Built]:
    made = archive_with(
        tmp_path, article("Ferry late", text="It sank.", edits=["All saved."]), article("Storm")
    )
    yield made
    made.database.close()


def open_articles(built: Built) -> list[int]:
    """Return the articles whose seal does not hold."""
    with built.database.read() as connection:
        seals = connection.execute(articles.select()).mappings().all()
        return [row["id"] for row in seals if row["seal"] != seal_of(connection, row["id"])]


def test_sealed_articles_are_whole(built: Built) -> None:
    """All are sealed, some at a time, and once only."""
    assert open_articles(built) == list(built.ids)
    assert [seal(built.database, 1), seal(built.database, 9), seal(built.database, 9)] == [1, 1, 0]
    assert open_articles(built) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles SET published_at = published_at - 86400000000",
        "UPDATE articles SET title = 'Ferry early'",
        "UPDATE articles SET url = url || '?'",
        "UPDATE articles SET paywalled = 1",
        "UPDATE articles SET sort_at = sort_at + 1",
        "UPDATE revisions SET authors = 'A. Nobody'",
        "UPDATE revisions SET published_raw = 'yesterday'",
        "UPDATE revisions SET seen_at = 1",
        "DELETE FROM matches; DELETE FROM revisions WHERE number = 1",
    ],
)
def test_a_change_behind_our_back_is_seen(built: Built, change: str) -> None:
    seal(built.database, 9)
    with built.database.write() as connection:
        for statement in change.split(";"):
            connection.execute(text(statement))
    assert set(open_articles(built)) == set(built.ids)


def test_columns_that_came_later_are_not_sealed(built: Built) -> None:
    """Seals made before revisions had them hold after an update of wirewatch."""
    seal(built.database, 9)
    with built.database.write() as connection:
        connection.execute(text("UPDATE revisions SET provenance = '{}', posts = '[]'"))
    assert open_articles(built) == []


def test_what_reading_notes_breaks_no_seal(built: Built) -> None:
    """A text that is matched anew, or waits to be, is the same report."""
    seal(built.database, 9)
    with built.database.write() as connection:
        connection.execute(text("UPDATE revisions SET watchlist = 'x', match_due_at = 5"))
    assert open_articles(built) == []


def test_an_edit_opens_the_article_again(tmp_path: Path) -> None:
    """What the program itself changes is sealed anew, not called damaged."""
    first = archive_with(tmp_path, article("Ferry late", url="https://x.example/1"))
    seal(first.database, 9)
    first.database.close()
    again = archive_with(tmp_path, article("Ferry sunk", url="https://x.example/1", text="Sunk."))
    with again.database.read() as connection:
        assert connection.scalars(articles.select().with_only_columns(articles.c.seal)).all() == [
            ""
        ]
    again.database.close()
