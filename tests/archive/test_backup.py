"""Backups: one settled state, verified, whole or not there; and back into place."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from archive.backup import Backup, Wanted, check, complete_restore, make, restore, restoring
from archive.bodies import Bodies
from archive.browse import Browse, Query
from archive.database import ArchiveError, Database
from archive.notes import Notes
from archive.verify import verify
from news.moment import micros
from tests.build import NOW, archive_with, article

LATER = NOW + timedelta(days=1)
SETTINGS = '[mail]\npassword = "open sesame"\n'

# Writes an article and its page as fast as it can, until it is stopped.
HAMMER = """
import os, sys
from datetime import timedelta
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from archive.bodies import Bodies
from archive.database import Database
from archive.frontier import Frontier
from news.article import Page
from news.moment import micros
from news.source import Entry, Feed, Source
from tests.build import NOW
from archive.frontier import Listed, Polled

data = Path(sys.argv[1])
frontier, bodies = Frontier(Database.open(data / "archive.db")), Bodies(data / "pages.db")
rss = "https://alderbaypost.example/rss"
frontier.follow([Source("Alder Bay Post", feeds=(Feed(rss),))], {rss: "x.example"}, NOW)
(fetch,) = frontier.lease(NOW, NOW, 1, 1)
for number in range(10**9):
    url = f"https://alderbaypost.example/{number}"
    item = Listed(Entry(url, f"Report {number}", text="ferry " * 50), url, "x.example")
    (taken,) = frontier.polled(fetch, [item], lambda _: Polled("", "", "", NOW), NOW,
                               lease_until=NOW, budget=1,
                               match_feed_text_at=NOW + timedelta(days=1)).fetches
    page = Page(url, os.urandom(3000), NOW)
    frontier.page_stored(taken, page, bodies.put(page.body, micros(NOW)), ())
    if number == 50:
        print("going", flush=True)
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with an archive of one article and its page."""
    folder = tmp_path / "data"
    folder.mkdir()
    fill(folder, "Ferry late")
    return folder


def fill(folder: Path, *titles: str) -> None:
    """Archive reports with these headlines, each with the bytes of its page."""
    bodies = Bodies(folder / "pages.db")
    built = archive_with(folder, *[article(title, text="It sank.") for title in titles])
    digest = bodies.put(b"<p>" + titles[0].encode(), micros(NOW))
    with built.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE pages SET sha256 = '{digest}'")  # noqa: S608
    built.database.close()
    bodies.close()


def titles(folder: Path) -> list[str]:
    database = Database.open(folder / "archive.db")
    found = Browse(database).listing(Query(limit=100)).items
    database.close()
    return sorted(item.title for item in found)


def back_up(data: Path, *, pages: bool = True) -> Backup:
    settings = data.parent / "wirewatch.toml"
    settings.write_text(SETTINGS)
    where = data / "pages.db" if pages else None
    into = data / "backups"
    into.mkdir(exist_ok=True)
    return make(Wanted(data / "archive.db", where, [settings], into), NOW)


def test_a_backup_holds_all_and_says_so(data: Path) -> None:
    """Archive, pages and settings, each with its hash; for the owner's eyes only."""
    made = back_up(data)
    assert made.folder.name == "wirewatch-20260204T120000Z"
    assert set(made.files) == {"archive.db", "pages.db", "config/wirewatch.toml"}
    assert (made.counts["articles"], made.counts["bodies"], made.damages) == (1, 1, ())
    assert check(made.folder) == made
    copied = made.folder / "config/wirewatch.toml"
    assert copied.read_text() == SETTINGS
    assert {copied.stat().st_mode & 0o777, made.folder.stat().st_mode & 0o777} == {0o600, 0o700}
    # The archive itself is as it was, and a second backup in the same second has its own name.
    assert titles(data) == ["Ferry late"]
    assert back_up(data).folder.name == "wirewatch-20260204T120000Z-2"


def test_looking_at_a_backup_changes_nothing(data: Path) -> None:
    """A backup can lie where nothing may be written: looking leaves no file and no byte."""
    made = back_up(data)
    before = {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()}
    check(made.folder)
    assert {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()} == before


def nonsense(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"files": {"../../etc": 1}}')


def elsewhere(folder: Path) -> None:
    told = json.loads((folder / "manifest.json").read_text())
    told["files"]["../archive.db"] = told["files"]["archive.db"]
    (folder / "manifest.json").write_text(json.dumps(told))


def from_the_future(folder: Path) -> None:
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(told | {"schema": "9999"}))


def flip(folder: Path) -> None:
    whole = bytearray((folder / "pages.db").read_bytes())
    whole[5000] ^= 1
    (folder / "pages.db").write_bytes(whole)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (flip, "pages.db is not as it was written; take an older one"),
        (lambda folder: (folder / "archive.db").unlink(), "archive.db is missing"),
        (lambda folder: (folder / "manifest.json").unlink(), "is no backup"),
        (nonsense, "says nonsense"),
        (elsewhere, "says nonsense"),
        (from_the_future, "newer wirewatch .* install that version"),
    ],
)
def test_what_is_no_whole_backup_is_not_restored(data: Path, harm: object, says: str) -> None:
    """A backup that was changed is refused before anything is moved."""
    made = back_up(data)
    harm(made.folder)  # type: ignore[operator]
    with pytest.raises(ArchiveError, match=says):
        restore(made.folder, data, LATER)
    assert titles(data) == ["Ferry late"]


def test_a_damaged_archive_is_backed_up_and_the_backup_says_so(data: Path) -> None:
    """As good a copy as there is beats none, but nobody takes it for a good one."""
    with sqlite3.connect(data / "archive.db") as connection:
        connection.execute("UPDATE revisions SET text = 'It sang.'")
    connection.close()
    damages = back_up(data).damages
    assert any("the text of revision" in says for says in damages)


@pytest.mark.parametrize("point", ["backup-begun", "backup-written"])
def test_a_killed_backup_leaves_nothing_behind_for_long(data: Path, point: str) -> None:
    """It has no name yet, so nobody takes it for one; the next backup removes it."""
    code = "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
    code += "from tests.archive.test_backup import back_up; back_up(Path(sys.argv[1]))"
    assert died(code, data, point)
    assert [path.name for path in (data / "backups").iterdir()] == [
        "wirewatch-20260204T120000Z.part"
    ]
    made = back_up(data)
    assert list((data / "backups").iterdir()) == [made.folder]


def died(code: str, data: Path, point: str) -> bool:
    """Run code in a process that dies at a point; say whether it came to it."""
    root = str(Path(__file__).parents[2])
    environ = {**os.environ, "WIREWATCH_FAIL_POINT": point}
    done = subprocess.run([sys.executable, "-c", code, str(data), root], env=environ, check=False)
    return done.returncode == -9


@contextmanager
def hammered(data: Path) -> Iterator[None]:
    """Let another process write all the while."""
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", HAMMER, str(data), root], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"going\n"
        try:
            yield
            assert process.poll() is None, "the writer gave up"
        finally:
            process.kill()


def test_ten_backups_under_writes_restore(tmp_path: Path) -> None:
    """While another process writes: ten of ten are whole, and no row lacks its bytes.

    `cp` of the same files, tried in the same way, was bad in ten of twenty.
    """
    data = tmp_path / "data"
    counts = []
    with hammered(data):
        for number in range(10):
            made = back_up(data)
            target = tmp_path / f"restored-{number}"
            target.mkdir()
            restore(made.folder, target, LATER)
            database, bodies = Database(target / "archive.db"), Bodies(target / "pages.db")
            found = verify(database, bodies)
            assert (found.damages, found.articles) == ((), made.counts["articles"])
            counts.append(found.articles)
            database.close()
            bodies.close()
            shutil.rmtree(made.folder)
    assert counts == sorted(counts)
    assert counts[-1] > counts[0] > 50


def test_a_backup_goes_into_an_empty_folder(data: Path, tmp_path: Path) -> None:
    """On a new machine: the archive is what it was, and knows from when it is."""
    made = back_up(data)
    restore(made.folder, tmp_path / "new", LATER)
    assert titles(tmp_path / "new") == ["Ferry late"]
    database, bodies = Database.open(tmp_path / "new/archive.db"), Bodies(tmp_path / "new/pages.db")
    assert Notes(database).get("restored_from") == NOW.isoformat()
    assert Notes(database).get("restored_at") == LATER.isoformat()
    assert bodies.count() == 1
    database.close()
    bodies.close()
    assert check(made.folder) == made


def test_the_archive_that_was_there_is_moved_aside(data: Path) -> None:
    """Nothing is deleted: the archive of before lies beside, whole."""
    made = back_up(data)
    fill(data, "Storm", "Flood")
    before = titles(data)
    _, aside = restore(made.folder, data, LATER)
    assert titles(data) == ["Ferry late"]
    assert titles(aside) == before
    assert not (data / "restore.part").exists()


def test_a_backup_without_pages_leaves_those_that_are_there(data: Path) -> None:
    """Bytes are named by their hash: whichever archive asks for them finds the right ones."""
    made = back_up(data, pages=False)
    assert set(made.files) == {"archive.db", "config/wirewatch.toml"}
    restore(made.folder, data, LATER)
    bodies = Bodies(data / "pages.db")
    assert bodies.count() == 1
    bodies.close()


RESTORE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from archive.backup import restore
from tests.archive.test_backup import LATER
data = Path(sys.argv[1])
(made,) = (data / "backups").iterdir()
restore(made, data, LATER)
"""


@pytest.mark.parametrize(
    "point",
    ["restore-copied", "restore-ready", *[f"restore-moved:{number}" for number in range(1, 7)]],
)
def test_killed_anywhere_it_is_one_archive_or_the_other(data: Path, point: str) -> None:
    """Before it is decided the old one is there; afterwards the new one will be, never a mix."""
    made = back_up(data)
    fill(data, "Storm")
    # A journal that was not taken up: the daemon died too.
    process = subprocess.run(
        [sys.executable, "-c", LEAVE_A_JOURNAL, str(data)], check=False, timeout=60
    )
    assert process.returncode == -9
    assert (data / "archive.db-wal").stat().st_size
    assert died(RESTORE, data, point), f"{point} was never reached"
    decided = restoring(data)
    assert decided is (point != "restore-copied")
    if decided:
        complete_restore(data)
    assert titles(data) == (["Ferry late"] if decided else ["Ferry late", "Storm"])
    for folder in (data, *data.glob("before-restore-*")):
        database, bodies = Database(folder / "archive.db"), Bodies(folder / "pages.db")
        assert verify(database, bodies).damages == ()
        database.close()
        bodies.close()
    if not decided:
        restore(made.folder, data, LATER)
    assert titles(data) == ["Ferry late"]
    assert [titles(folder) for folder in data.glob("before-restore-*")] == [["Ferry late", "Storm"]]
    assert not (data / "restore.part").exists()


LEAVE_A_JOURNAL = """
import os, signal, sqlite3, sys
for name in ("archive.db", "pages.db"):
    connection = sqlite3.connect(f"{sys.argv[1]}/{name}")
    if name == "archive.db":
        connection.execute("UPDATE revisions SET title = title")
        connection.execute("UPDATE articles SET title = title")
        connection.execute("INSERT INTO notes VALUES ('left', 'in the journal')")
    else:
        connection.execute("UPDATE bodies SET size = size")
    connection.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""
