"""A copied archive is the same archive, however often the copying was cut off."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

import pytest
from sqlalchemy import select, update

from archive.browse import Browse, Query
from archive.database import ArchiveError, Database
from archive.outbox import Outbox
from archive.schema import article_keys, articles, feeds, metadata
from archive.transfer import Transfer
from tests import postgres
from tests.build import archive_with, article
from tests.contract.desk import Desk, entry

SEARCHES = ("bridge", '"bridge falls"', "insurg*", "بلوچستان", "बाढ़", "bridge -nobody", "zebra")
COPY = """
import sys
from pathlib import Path
import archive.transfer as transfer
from archive.database import Database
transfer._CHUNK = transfer._TEXTS = 3
done = []
def show(what, count, total):
    done.append(count)
    if len(done) == int(sys.argv[3]):
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
source, target = Database.open(Path(sys.argv[1])), Database.open(sys.argv[2], copying=True)
transfer.Transfer(source, target, show).run()
"""


@pytest.fixture
def target() -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Make an archive with a bit of everything: edits, alerts, a joined article, dead pages."""
    reports = [
        article("Bridge falls in Alder Bay", text="Nobody was hurt.", topics=["bridge*"],
                told=["Desk", "Slack: waiting"], edits=["One was hurt.", "Two were hurt."]),
        article("بلوچستان میں سیلاب", source="Shaam Times", language="ur", text="پانی اتر گیا۔"),
        article("बाढ़ से तबाही", source="Nadi Samachar", text="पुल टूटा।", topics=["पुल"],
                told=["Desk: gave up"]),
        *[article(f"Insurgents report {n}", text=f"Bridge {n} stands. " * 40) for n in range(9)],
        article("Long", text="the bridge of the bay " * 700),
        article("Dead", page_error="http 410", topics=["dead"]),
    ]  # fmt: skip
    built = archive_with(tmp_path, *reports)
    with built.database.write() as connection:
        # It became part of a younger one, as when a second page names the first's address.
        connection.execute(
            update(articles).where(articles.c.id == built.ids[3]).values(same_as=built.ids[5])
        )
    built.database.close()
    return tmp_path / "archive.db"


def told(database: Database) -> list[object]:
    """Return all that the public classes say of an archive."""
    browse, outbox = Browse(database), Outbox(database)
    shown = [browse.listing(Query(text=text, limit=100)) for text in ("", *SEARCHES)]
    whole = [browse.article(item.id) for item in shown[0].items]
    unrouted = [astuple(finding) for finding in outbox.unrouted(100)]
    return [
        shown,
        whole,
        browse.totals(),
        browse.feeds(),
        browse.names(),
        outbox.counts(),
        unrouted,
    ]


def copied(source: Path, target: str) -> Database:
    """Copy to the end, and open the copy."""
    with (
        closing(Database.open(source)) as one,
        closing(Database.open(target, copying=True)) as two,
    ):
        Transfer(one, two, lambda *_: None).run()
    return Database.open(target)


def same(source: Path, copy: Database) -> None:
    """Say that both tell the same, row by row too."""
    original = Database.open(source)
    assert told(copy) == told(original)
    for table in metadata.sorted_tables:
        (key,) = table.primary_key
        rows = []
        for database in (original, copy):
            with database.read() as connection:
                rows.append({row[0]: row for row in connection.execute(select(key, *table.c))})
        assert rows[0] == rows[1]
    original.close()


def test_a_copy_tells_the_same_and_goes_on(source: Path, target: str) -> None:
    """Lists, search, reasons, totals and the outbox are the same; new rows follow the last."""
    copy = copied(source, target)
    same(source, copy)
    desk = Desk(copy)
    desk.settle()
    assert len(desk.poll(entry("/new"))) == 1
    assert Browse(copy).listing(Query(text="ferry")).total == 1
    copy.close()


@pytest.mark.parametrize("chunks", [1, 4, 9, 14, 22, 30])
def test_killed_in_the_middle_it_goes_on(source: Path, target: str, chunks: int) -> None:
    """Killed after any chunk, it opens for nobody, and the next run finishes the same copy."""
    done = subprocess.run(
        [sys.executable, "-c", COPY, str(source), target, str(chunks)],
        check=False, cwd=Path(__file__).parents[2], capture_output=True,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    with pytest.raises(ArchiveError, match="unfinished copy; run `wirewatch copy-archive` again"):
        Database.open(target)
    copy = copied(source, target)
    same(source, copy)
    copy.close()


def test_a_source_that_changed_is_copied_anew(source: Path, target: str) -> None:
    """What a daemon did between two runs is in the copy."""
    subprocess.run(
        [sys.executable, "-c", COPY, str(source), target, "9"],
        check=False, cwd=Path(__file__).parents[2], capture_output=True,
    )  # fmt: skip
    changed = Database.open(source)
    with changed.write() as connection:
        connection.execute(update(feeds).values(polls=feeds.c.polls + 1))
        connection.execute(update(articles).values(title="Quite another"))
    changed.close()
    copy = copied(source, target)
    same(source, copy)
    copy.close()


def test_another_archive_is_not_touched(source: Path, target: str) -> None:
    """A database that holds an archive is refused, and so is copying twice."""
    copy = copied(source, target)
    before = told(copy)
    with pytest.raises(ArchiveError, match="holds an archive already; copy into an empty database"):
        copied(source, target)
    assert told(copy) == before
    copy.close()


def test_what_postgresql_cannot_hold_is_mended(tmp_path: Path, target: str) -> None:
    """A NUL in a title and a key of 5 KB cost no article."""
    built = archive_with(tmp_path, article("Ferry late"))
    with built.database.write() as connection:
        connection.execute(update(articles).values(title="Ferry\x00 late", key="k" * 5000))
        connection.execute(update(article_keys).values(key="k" * 5000))
    built.database.close()
    copy = copied(tmp_path / "archive.db", target)
    with copy.read() as connection:
        row = connection.execute(articles.select()).one()
    assert (row.title, len(row.key) < 200, row.seal) == ("Ferry\ufffd late", True, "")
    copy.close()


def run(*words: str | Path) -> tuple[int, str, str]:
    """Run the command."""
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch", *map(str, words)],
        capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_the_command(source: Path, target: str, tmp_path: Path) -> None:
    """It says what to write, and refuses what is no database and an archive in use."""
    folder = tmp_path / "watch"
    assert run("init", folder)[0] == 0 or folder.exists()
    (folder / "data").mkdir(exist_ok=True)
    source.rename(folder / "data" / "archive.db")
    status, said, wrong = run("copy-archive", "--to", target, "--config", folder)
    assert (status, wrong.count("Traceback")) == (0, 0), wrong
    assert 'database = { env = "WIREWATCH_DATABASE" }' in said
    status, _, wrong = run("copy-archive", "--to", target, "--config", folder)
    assert (status, "holds an archive already" in wrong) == (1, True)
    status, _, wrong = run("copy-archive", "--to", "mysql://x/y", "--config", folder)
    assert (status, "postgresql://user:password@host/name" in wrong) == (1, True)
