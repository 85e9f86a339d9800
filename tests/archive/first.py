"""An archive of the first version: its schema by the real migration, its rows by SQL.

    old_archive(path, articles=40)

Each article has a text, its words in the search index, a match, a finding that was sent,
one that waits, a page and an entry.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import create_engine

from archive.frontier import text_hash, text_print
from archive.migrate import migrations


def old_archive(path: Path, articles: int) -> None:
    """Make it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _make(path)
    plain = sqlite3.connect(path)
    with plain:
        plain.execute("INSERT INTO sources VALUES (1,'Alder Bay Post','','en','','','',5,1)")
        plain.execute(
            "INSERT INTO feeds (id, source_id, url, kind, poll_seconds) "
            "VALUES (1, 1, 'https://alderbaypost.example/rss', 'feed', 900)"
        )
        for number in range(1, articles + 1):
            _article(plain, number)
    plain.close()


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of the first version's tables, in the columns that it knew."""
    connection = sqlite3.connect(path)
    found = {}
    for table, columns in first_columns().items():
        found[table] = connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1"  # noqa: S608  our own names
        ).fetchall()
    hits = "SELECT rowid FROM search WHERE search MATCH 'ferry' ORDER BY 1"
    found["search"] = connection.execute(hits).fetchall()
    connection.close()
    return found


@cache
def first_columns() -> dict[str, list[str]]:
    """Return the tables of the first version and their columns."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        _make(path)
        connection = sqlite3.connect(path)
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'search%' AND name != 'alembic_version'"
        ).fetchall()
        found = {
            name: [f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in names
        }
        connection.close()
    return found


def _make(path: Path) -> None:
    """Make the empty tables."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = migrations()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()


def _article(connection: sqlite3.Connection, n: int) -> None:
    title, body, url = f"Ferry {n}", f"The ferry {n} sank. " * 20, f"alderbaypost.example/{n}"
    connection.execute(
        "INSERT INTO articles (id, key, source_id, url, title, origin, first_seen_at, sort_at, "
        "backlog, revision_id, published_at) VALUES (?, ?, 1, ?, ?, 'page', ?, ?, 0, ?, ?)",
        (n, url, f"https://{url}", title, n, n, n, n),
    )
    connection.execute("INSERT INTO article_keys VALUES (?, ?)", (url, n))
    connection.execute("INSERT INTO entries VALUES (?, 1, ?, ?, 'p', 1)", (n, url, n))
    connection.execute(
        "INSERT INTO pages (id, article_id, url, sha256, size, fetched_at, state) "
        "VALUES (?, ?, ?, ?, 9, 1, 'read')",
        (n, n, url, "ab" * 32),
    )
    connection.execute(
        "INSERT INTO revisions (id, article_id, number, origin, cause, page_id, title, text, "
        "print, sha256, seen_at) VALUES (?, ?, 1, 'page', 'page', ?, ?, ?, ?, ?, 1)",
        (n, n, n, title, body, text_print(title, body), text_hash(title, body)),
    )
    connection.execute(
        "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)",
        (n, f"ferry {n}", " ".join(f"the ferry {n} sank" for _ in range(20))),
    )
    connection.execute(
        "INSERT INTO matches VALUES (?, ?, ?, 'topic', 'Ferries', '[]', '[]')", (n, n, n)
    )
    for place, state in enumerate(("sent", "new")):
        number = n * 2 + place
        connection.execute(
            "INSERT INTO findings VALUES (?, ?, 'topic', ?, ?, ?, 1, '', 1)",
            (number, f"f{number}", f"T{place}", n, n),
        )
        connection.execute(
            "INSERT INTO messages (id, recipient, article_id, state, created_at, due_at) "
            "VALUES (?, 'Desk', ?, ?, 1, 1)",
            (number, n, state),
        )
        connection.execute(
            "INSERT INTO deliveries VALUES (?, 'Desk', ?, 0, ?)", (number, number, number)
        )
