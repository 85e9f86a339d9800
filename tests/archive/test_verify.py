"""Verifying finds what SQLite's own check cannot see, and names it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from archive.bodies import Bodies
from archive.database import Database
from archive.seal import seal
from archive.verify import Damage, verify
from tests.build import Built, archive_with, article

PAGE = 4096


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Built]:
    made = archive_with(
        tmp_path,
        article("Ferry late", text="The ferry sank. Nobody was hurt.", topics=["Ferries: ferry"]),
        article("Storm", text="A storm came to the naïve coast: ٣ boats, 3,000 people."),
        article("سیلاب", text="پانی اتر گیا۔", language="ur", edits=["پانی"]),
    )
    seal(made.database, 100)
    yield made
    made.database.close()


def found(built: Built, statement: str, sample: int | None = None) -> list[Damage]:
    """Change something behind the archive's back, and verify."""
    with built.database.write() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text(statement))
    return list(verify(built.database, None, sample=sample).damages)


def test_a_whole_archive_is_whole(built: Built) -> None:
    """Nothing is called damaged that is not; everything was looked at."""
    verified = verify(built.database, None)
    assert verified.damages == ()
    assert (verified.articles, verified.texts, verified.unsealed) == (3, 7, 0)


@pytest.mark.parametrize(
    ("statement", "article", "says"),
    [
        (
            "UPDATE revisions SET text = replace(text, 'Nobody', 'Somebody')",
            1,
            "the text of revision 2",
        ),
        ("UPDATE revisions SET title = 'Starm' WHERE title = 'Storm'", 2, "the text of revision"),
        ("UPDATE articles SET published_at = 0 WHERE id = 2", 2, "besides its text"),
        ("UPDATE articles SET revision_id = 1 WHERE id = 3", 3, "the text that it refers to"),
        ("UPDATE matches SET evidence = replace(evidence, 'sank', 'sang')", 1, "the reasons for"),
        ("UPDATE matches SET spans = '[[1'", 1, "the reasons for"),
        (
            "INSERT INTO search (search, rowid, title) VALUES ('delete', 1, 'ferry late')",
            1,
            "its words in the search index",
        ),
        ("INSERT INTO search (rowid, title, body) VALUES (99, 'x', 'y')", None, "of revision 99"),
        ("UPDATE revisions SET text = x'ff00' WHERE id = 1", 1, "it cannot be read"),
        ("UPDATE revisions SET text = CAST(x'c3' AS TEXT) WHERE id = 1", 1, "it cannot be read"),
    ],
)
def test_a_damage_has_a_name_and_a_way_out(
    built: Built, statement: str, article: int | None, says: str
) -> None:
    damages = found(built, statement)
    assert any(damage.article == article and says in damage.says for damage in damages), damages
    assert {damage.article for damage in damages} <= {article, None}
    ways = ("replay", "restore", "reindex")
    assert all(any(way in d.advice for way in ways) for d in damages)
    # An index is not made anew of a text that was changed.
    changed = any(damage.what == "text" for damage in damages)
    assert not (changed and any("reindex" in d.advice for d in damages if d.article))
    assert not any("Nobody" in damage.says for damage in damages)


def test_a_sample_finds_what_it_meets(built: Built) -> None:
    """A hundred looks at three articles meet each of them, and its words in the index."""
    assert verify(built.database, None, sample=100).damages == ()
    gone = "INSERT INTO search(search, rowid, title, body) SELECT 'delete', id, 'storm', '' "
    damages = found(built, gone + "FROM revisions WHERE title = 'Storm'", sample=100)
    assert {(damage.what, damage.article) for damage in damages} == {("search", 2)}


def test_bytes_that_are_gone_or_changed(built: Built, tmp_path: Path) -> None:
    """A page whose bytes are others is named by its article; so is one that lost them."""
    bodies = Bodies(tmp_path / "pages.db")
    digest = bodies.put(b"<p>Storm" * 99, 1)
    with built.database.write() as connection:
        connection.execute(text("UPDATE pages SET state = 'dropped' WHERE article_id = 3"))
        move = text("UPDATE pages SET sha256 = :digest WHERE article_id = 2")
        connection.execute(move, {"digest": digest})
    damages = verify(built.database, bodies).damages
    assert [(d.what, d.article, d.says) for d in damages] == [
        ("page", 1, "the bytes of its page are gone")
    ]
    with sqlite3.connect(bodies.path) as other:
        other.execute("UPDATE bodies SET body = substr(body, 2)")
    other.close()
    changed = verify(built.database, bodies).damages[1]
    assert (changed.article, changed.says) == (2, "the bytes of its page were changed")
    bodies.close()


def leaves(path: Path) -> list[int]:
    """Return the pages of the file that hold reports and what spills over."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT pageno FROM dbstat WHERE pagetype IN ('leaf', 'overflow') "
            "AND name IN ('articles', 'revisions', 'matches')"
        ).fetchall()
    connection.close()
    return [row[0] for row in rows]


def readable(path: Path) -> object:
    """Read all there is, as bytes; an error is also something that a reader sees."""
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    try:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        return [
            connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall()  # noqa: S608
            for (name,) in sorted(names)
        ]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return str(error)
    finally:
        connection.close()


def test_of_thirty_changed_bytes_at_least_29_are_found(tmp_path: Path) -> None:
    """One bit flips, at thirty random places among the reports; SQLite's own check misses most.

    The places are drawn from the pages of the file that hold rows of articles, texts and
    matches, or what spills over from them: nine tenths of it, besides the search index.
    A flip in a gap between rows changes nothing that can be read: it is drawn anew.
    """
    words = [f"word{number}" for number in range(400)]
    draw = random.Random(17)  # noqa: S311  the same places in each run
    reports = [
        article(f"Report {n} of the ferry", text=" ".join(draw.choices(words, k=300)),
                topics=["Ferries: ferry"])
        for n in range(60)
    ]  # fmt: skip
    built = archive_with(tmp_path, *reports)
    seal(built.database, 1000)
    built.database.close()
    whole = (tmp_path / "archive.db").read_bytes()
    pages, as_written = leaves(tmp_path / "archive.db"), readable(tmp_path / "archive.db")
    damaged = tmp_path / "damaged.db"
    ours = theirs = 0
    for _ in range(30):
        while True:
            place = (draw.choice(pages) - 1) * PAGE + draw.randrange(PAGE)
            flipped = bytes([whole[place] ^ (1 << draw.randrange(8))])
            damaged.write_bytes(whole[:place] + flipped + whole[place + 1 :])
            if readable(damaged) != as_written:
                break
        database = Database(damaged)
        ours += bool(verify(database, None).damages)
        database.close()
        theirs += integrity(damaged) != [("ok",)]
    assert ours >= 29
    assert theirs <= 10


def integrity(path: Path) -> list[tuple[str]]:
    """Ask SQLite alone."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [(str(error),)]
    finally:
        connection.close()
