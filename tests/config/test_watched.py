"""An edit counts once it is complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.watched import Watched
from tests.config.folder import ALERTS, WATCH, written

MORE = '[[topics]]\nname = "Ferries"\nany = ["ferry"]\n'
SLACK = ALERTS.replace('"console"\nchannel = "console"', '"console"\nchannel = "slack"\n{}')
HOOK = SLACK.format('webhook = { file = "hook" }')


def settled(folder: Path) -> Watched:
    """Return a watch that has taken the files as they are."""
    watched = Watched(folder)
    watched.look_at_once()
    return watched


def looks(watched: Watched, count: int) -> list[bool]:
    return [watched.edited() for _ in range(count)]


def test_nothing_happens(tmp_path: Path) -> None:
    """Files that nobody touches are never an edit."""
    assert looks(settled(written(tmp_path)), 3) == [False, False, False]


def test_an_edit_is_seen_at_the_second_look(tmp_path: Path) -> None:
    """One look sees that something changed, the next that it is complete; then it is known."""
    watched = settled(written(tmp_path))
    (tmp_path / "watch.toml").write_text(WATCH + MORE, encoding="utf-8")
    assert looks(watched, 2) == [False, True]
    watched.taken()
    assert looks(watched, 2) == [False, False]


def test_a_half_written_file_is_no_edit(tmp_path: Path) -> None:
    """While an editor writes, each look sees something else."""
    watched = settled(written(tmp_path))
    for text in ("", "[[top", WATCH[:40], WATCH + MORE):
        (tmp_path / "watch.toml").write_text(text, encoding="utf-8")
        assert not watched.edited()
    assert watched.edited()


def test_an_editor_that_renames(tmp_path: Path) -> None:
    """For a moment there is no file; then there is one of the same length."""
    watched = settled(written(tmp_path))
    (tmp_path / "watch.toml").rename(tmp_path / "watch.toml~")
    assert not watched.edited()
    (tmp_path / "watch.toml").write_text(WATCH.replace("spillway", "spillage"), encoding="utf-8")
    assert looks(watched, 2) == [False, True]


def test_the_first_look_finds_an_edit(tmp_path: Path) -> None:
    """Who loaded the files before may have missed one since."""
    assert looks(Watched(written(tmp_path)), 2) == [False, True]


def test_an_edit_while_another_is_loaded(tmp_path: Path) -> None:
    """What is written after the last look is another edit."""
    watched = settled(written(tmp_path))
    (tmp_path / "watch.toml").write_text(WATCH + MORE, encoding="utf-8")
    assert looks(watched, 2) == [False, True]
    watched.taken()
    (tmp_path / "watch.toml").write_text(WATCH, encoding="utf-8")
    assert looks(watched, 2) == [False, True]


@pytest.mark.parametrize("then", ["https://hooks.example/other", None])
def test_a_secret_file_counts(tmp_path: Path, then: str | None) -> None:
    """A secret that is replaced, or taken away, is an edit of the file that refers to it."""
    (tmp_path / "hook").write_text("https://hooks.example/a", encoding="utf-8")
    watched = settled(written(tmp_path, alerts=HOOK))
    assert looks(watched, 2) == [False, False]
    if then is None:
        (tmp_path / "hook").unlink()
    else:
        (tmp_path / "hook").write_text(then, encoding="utf-8")
    assert looks(watched, 2) == [False, True]


def test_a_broken_file_does_not_break_the_look(tmp_path: Path) -> None:
    """A file that is no TOML is looked at all the same."""
    watched = settled(written(tmp_path, alerts="[[recipients"))
    assert not watched.edited()
    written(tmp_path)
    assert looks(watched, 2) == [False, True]


def test_forgotten_files_are_an_edit(tmp_path: Path) -> None:
    """What could not be put in force is tried again."""
    watched = settled(written(tmp_path))
    watched.forget()
    assert watched.edited()
