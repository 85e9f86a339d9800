"""Commands about the configuration, and status while it is broken."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from config.load import load
from tests.config.folder import written
from wirewatch.cli import app
from wirewatch.live import NOTE
from wirewatch.locks import hold
from wirewatch.wiring import open_archive


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    said = result.output + (str(result.exception) if result.exception else "")
    return result.exit_code, said


def test_show_says_where_values_come_from(tmp_path: Path) -> None:
    """As TOML with the origin beside it; machines get the same as JSON."""
    folder = written(tmp_path, wirewatch='[crawl]\npoll = "10m"\n')
    status, said = run("config", "show", "--config", folder)
    assert status == 0
    assert "[crawl]" in said
    assert 'poll = "10m"' in said
    assert "# wirewatch.toml:2" in said
    assert "min_gap" not in said
    _, said = run("config", "show", "--defaults", "--config", folder)
    assert "min_gap" in said
    status, said = run("config", "show", "--json", "--config", folder)
    (poll,) = [one for one in json.loads(said) if one["key"] == "poll" and one["value"]]
    assert (poll["value"], poll["said"]) == ("10m", "wirewatch.toml:2")


def test_schemas_are_printed_and_written(tmp_path: Path) -> None:
    """One, all, or four files with a word on how an editor finds them."""
    assert json.loads(run("config", "schema", "watch.toml")[1])["title"] == "watch.toml"
    assert len(json.loads(run("config", "schema")[1])) == 4
    _, said = run("config", "schema", "--write", tmp_path / "schemas")
    assert "#:schema" in said
    assert len(list((tmp_path / "schemas").glob("*.schema.json"))) == 4
    status, said = run("config", "schema", "other.toml")
    assert status == 1
    assert "watch.toml" in said


def test_status_says_that_an_edit_is_broken(tmp_path: Path) -> None:
    """It still looks into the archive, for wirewatch.toml says where that is."""
    folder = written(tmp_path, alerts='[[routes]]\nname = "all"\nrecipients = ["nobody"]\n')
    status, said = run("status", "--config", folder)
    assert status == 0
    assert "the configuration has problems" in said
    assert "alerts.toml:3" in said
    told = json.loads(run("status", "--json", "--config", folder)[1])["settings"]
    assert len(told["problems"]) == 1


def test_status_needs_the_settings_themselves(tmp_path: Path) -> None:
    """Where wirewatch.toml is broken nobody knows where the archive is."""
    status, _ = run("status", "--config", written(tmp_path, wirewatch="[archive"))
    assert status != 0


def test_status_says_which_version_is_in_force(tmp_path: Path) -> None:
    """As the running process noted it, with what waits for a restart."""
    folder = written(tmp_path)
    version = load(folder, {}).watchlist.version
    archive = open_archive(tmp_path / "data")
    noted = {"watchlist": version, "topics": 1, "people": 2, "since": "2026-02-04T12:00:00+00:00"}
    archive.notes.put(NOTE, json.dumps({**noted, "problems": [], "restart": ["web.port"]}))
    archive.close()
    assert "in force" not in run("status", "--config", folder)[1]  # nobody runs
    with hold(tmp_path / "data", ["collect"]):
        said = run("status", "--config", folder)[1]
    assert f"watchlist {version[:8]} (1 topic, 2 people) in force" in said
    assert "restart wirewatch for these settings: web.port" in said
