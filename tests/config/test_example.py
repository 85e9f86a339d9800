"""What `wirewatch init` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.book import FILES
from config.check import summary
from config.example import EXAMPLE, write_example
from config.load import load
from news.errors import ConfigError
from news.rules import leaves


def test_the_example_loads_with_nothing_else(tmp_path: Path) -> None:
    """No mail server, no secret, no contact: it works as it is."""
    paths = write_example(tmp_path / "new" / "watch")
    assert [path.name for path in paths] == list(FILES)
    config = load(tmp_path / "new" / "watch", {})
    assert len(config.sources) >= 12
    assert all(source.timezone and source.country for source in config.sources)
    assert {recipient.channel for recipient in config.recipients} == {"console"}
    assert len(config.watchlist.topics) >= 2


def test_the_example_warns_of_nothing_but_the_contact(tmp_path: Path) -> None:
    """Who starts from it starts without noise."""
    write_example(tmp_path)
    warned = [line for line in summary(load(tmp_path, {})) if line.startswith("warning")]
    assert len(warned) == 1
    assert "contact" in warned[0]


def test_the_commented_examples_load_too(tmp_path: Path) -> None:
    """Whoever removes the comment signs gets mail and Slack, given the two secrets."""
    for name in FILES:
        lines = (EXAMPLE / name).read_text(encoding="utf-8").splitlines()
        text = "\n".join(_uncommented(line) for line in lines)
        (tmp_path / name).write_text(text, encoding="utf-8")
    environ = {
        "WIREWATCH_MAIL_PASSWORD": "open sesame",
        "WIREWATCH_SLACK_WEBHOOK": "https://hooks.slack.example/1",
    }
    config = load(tmp_path, environ)
    assert {each.channel for each in config.recipients} == {"console", "email", "slack"}
    assert config.settings.mail.host


def _uncommented(line: str) -> str:
    """Remove the sign before a setting or header, not before prose."""
    bare = line.removeprefix("# ")
    return bare if bare.startswith("[") or " = " in bare.partition("#")[0][:20] else line


def test_people_and_rules_hold_words(tmp_path: Path) -> None:
    """Urdu aliases survive the way through the file."""
    write_example(tmp_path)
    watchlist = load(tmp_path, {}).watchlist
    assert any("خواجہ آصف" in person.aliases for person in watchlist.people)
    assert all(list(leaves(topic.rule)) for topic in watchlist.topics)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """Where one file exists none is written, and the error names it."""
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"{name}: this file exists already"):
        write_example(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    """An impossible place ends with an error for people."""
    (tmp_path / "watch").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be written here"):
        write_example(tmp_path / "watch")
