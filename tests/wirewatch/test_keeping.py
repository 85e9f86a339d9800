"""Backup, restore, verify and clean as their user meets them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from archive.database import Database
from archive.seal import seal
from config.example import write_example
from tests.archive.test_backup import fill, titles
from tests.wirewatch.test_cli import wirewatch
from wirewatch.locks import hold

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    """Return a configuration's folder whose archive holds one article and its page."""
    folder = tmp_path / "watch"
    write_example(folder)
    (folder / "data").mkdir()
    fill(folder / "data", "Ferry late")
    database = Database.open(folder / "data/archive.db")
    seal(database, 9)
    database.close()
    return folder


def on(watch: Path, *words: str) -> tuple[int, str, str]:
    return wirewatch(*words, "--config", watch)


def test_back_up_and_restore(watch: Path) -> None:
    """What was there comes back; what is there now is moved aside, and only when asked to."""
    (watch / "wirewatch.toml").write_text('[mail]\nhost = "m.example"\nsender = "a@b.example"\n'
                                          'user = "u"\npassword = "open sesame"\n')  # fmt: skip
    status, said, wrong = on(watch, "backup")
    assert (status, wrong) == (0, "")
    assert "verified" in said
    assert "1  articles" in said
    assert "wirewatch.toml holds password in plain text" in said
    assert "open sesame" not in said
    (made,) = (watch / "data/backups").iterdir()
    fill(watch / "data", "Storm")
    status, _, wrong = on(watch, "restore", str(made))
    assert (status, titles(watch / "data")) == (1, ["Ferry late", "Storm"])
    assert "with --force it is moved aside" in wrong
    status, said, _ = on(watch, "restore", str(made), "--force", "--json")
    assert (status, titles(watch / "data")) == (0, ["Ferry late"])
    told = json.loads(said)
    assert told["restored"]["counts"]["articles"] == 1
    assert titles(Path(told["moved_aside"])) == ["Ferry late", "Storm"]


def test_a_restore_leaves_a_running_daemon_alone(watch: Path) -> None:
    """While a daemon plays any role on the archive nothing is moved under its feet."""
    status, said, _ = on(watch, "backup", "--json", "--without-pages")
    assert status == 0
    made = json.loads(said)["folder"]
    with hold(watch / "data", ["send"]):
        status, _, wrong = on(watch, "restore", made, "--force")
    assert status == 75
    assert "already runs 'send'" in wrong


def test_a_restore_that_was_cut_off_is_completed_by_whoever_comes(watch: Path) -> None:
    """The process died after the decision: the next command finds the restored archive."""
    on(watch, "backup")
    (made,) = (watch / "data/backups").iterdir()
    fill(watch / "data", "Storm")
    words = ("restore", str(made), "--force", "--config", watch)
    status, _, _ = wirewatch(*words, environ={"WIREWATCH_FAIL_POINT": "restore-moved:2"})
    assert status == -9
    status, said, _ = on(watch, "status", "--json")
    assert (status, json.loads(said)["totals"]["articles"]) == (0, 1)


def test_verify_names_what_is_damaged(watch: Path) -> None:
    """Whole: 0.  One word changed behind our back: 1, with the article and the way out."""
    status, said, _ = on(watch, "verify")
    assert status == 0
    assert "all as they were written" in said
    with sqlite3.connect(watch / "data/archive.db") as connection:
        connection.execute("UPDATE revisions SET text = 'It sang.' WHERE number = 2")
    connection.close()
    status, said, _ = on(watch, "verify", "--sample", "5")
    assert status == 1
    assert "article 1: the text of revision 2 was changed" in said
    assert "wirewatch replay" in said
    status, said, _ = on(watch, "verify", "--json")
    assert status == 1
    assert json.loads(said)["damages"][0]["article"] == 1


def test_clean_says_what_would_go_and_lets_it_go(watch: Path) -> None:
    """The fixture's page is old by the default: its bytes go, its text stays."""
    status, said, _ = on(watch, "clean", "--dry-run")
    assert status == 0
    assert "1 old pages" in said
    assert "0 old articles" in said
    status, said, _ = on(watch, "clean", "--json")
    assert status == 0
    assert {key: json.loads(said)[key] for key in ("pages", "orphans")} == {
        "pages": 1,
        "orphans": 1,
    }
    status, said, _ = on(watch, "clean", "--compact")
    assert status == 0
    assert "0 pages and 0 articles let go" in said
    assert on(watch, "verify")[0] == 0
    assert titles(watch / "data") == ["Ferry late"]


@pytest.mark.parametrize("words", [("backup",), ("restore", "x")])
def test_a_postgresql_archive_has_its_own_tools(watch: Path, words: tuple[str, ...]) -> None:
    """Nothing is half done: the message names the program to use, and the pages beside it."""
    url = '[archive]\ndatabase = "postgresql://nobody@127.0.0.1:1/none"\n'
    (watch / "wirewatch.toml").write_text(url)
    status, _, wrong = on(watch, *words)
    assert status == 1
    assert "pg_dump" in wrong or "pg_restore" in wrong
    assert "pages.db" in wrong
