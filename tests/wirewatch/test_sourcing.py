"""Whom we follow, changed from the command line as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.load import load
from tests.config.folder import written
from tests.wirewatch.test_cli import wirewatch

pytestmark = pytest.mark.timeout(300)

TAGGED = """
[[sources]]
name = "The Hill Courier"
feeds = ["https://courier.example/feed", "https://courier.example/sport"]
country = "PK"
tags = ["hills", "dailies"]

# no feed
[[sources]]
name = "Darrun Radio"
sections = ["https://radio.example/news/"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path, sources=TAGGED)


def test_sources_are_listed_with_tags(folder: Path) -> None:
    status, said, _ = wirewatch("sources", "list", "-c", folder)
    assert status == 0
    assert "hills, dailies" in said
    assert "2 feeds" in said
    assert "1 section" in said
    _, said, _ = wirewatch("sources", "list", "--tag", "hills", "-c", folder, "--json")
    (one,) = json.loads(said)
    assert (one["name"], one["tags"], one["paused"]) == (
        "The Hill Courier", ["hills", "dailies"], None,
    )  # fmt: skip
    _, _, wrong = wirewatch("sources", "list", "--tag", "hill", "-c", folder)
    assert "Did you mean 'hills'?" in wrong


def test_a_source_is_paused_and_resumed(folder: Path) -> None:
    """Also before anything was collected, in whatever capitals; status and show say it."""
    status, said, _ = wirewatch("sources", "pause", "darrun radio", "-c", folder)
    assert status == 0
    assert "Darrun Radio is paused" in said
    _, said, _ = wirewatch("sources", "pause", "Darrun Radio", "-c", folder)
    assert "is paused already, since" in said
    for words in (("sources", "list"), ("sources", "show", "Darrun Radio"), ("status",)):
        assert "paused" in wirewatch(*words, "-c", folder)[1]
    status, _, wrong = wirewatch("crawl", "Darrun Radio", "-c", folder)
    assert status == 1
    assert "sources resume" in wrong
    _, said, _ = wirewatch("sources", "resume", "Darrun Radio", "-c", folder)
    assert "goes on" in said
    assert "paused" not in wirewatch("sources", "list", "-c", folder)[1]
    status, _, wrong = wirewatch("sources", "pause", "Darun Radio", "-c", folder)
    assert status == 1
    assert "Did you mean 'Darrun Radio'?" in wrong


def test_a_removed_source_is_gone_from_the_file(folder: Path) -> None:
    """Comments stay, and who looks is told that the archive stays too."""
    wirewatch("sources", "pause", "The Hill Courier", "-c", folder)
    status, said, _ = wirewatch("sources", "remove", "The Hill Courier", "-c", folder)
    assert status == 0
    assert "stays" in said
    assert "# no feed" in (folder / "sources.toml").read_text(encoding="utf-8")
    assert [source.name for source in load(folder, {}).sources] == ["Darrun Radio"]
    (folder / "sources.toml").write_text(TAGGED, encoding="utf-8")
    assert "paused" not in wirewatch("sources", "list", "-c", folder)[1]


def test_the_catalogue_is_listed_and_added_from(folder: Path) -> None:
    """Nothing is written before somebody agrees; who is followed is marked."""
    ask = ("sources", "catalogue", "--country", "pk", "--language", "ur", "-c", folder, "--json")
    outlets = json.loads(wirewatch(*ask)[1])
    assert all(one["country"] == "PK" and "ur" in one["languages"] for one in outlets)
    assert not any(one["followed"] for one in outlets)
    name = next(one["name"] for one in outlets if one["feeds"])
    add = ("sources", "add", "--from-catalogue", name.upper(), "--tag", "urdu", "-c", folder)
    status, said, wrong = wirewatch(*add)
    assert status == 2
    assert "the shipped catalogue (" in said
    assert "--yes" in wrong
    assert len(load(folder, {}).sources) == 2
    status, said, _ = wirewatch(*add, "--yes")
    assert status == 0
    assert "A running daemon follows" in said
    added = load(folder, {}).sources[-1]
    assert (added.name, added.tags) == (name, ("urdu",))
    assert next(one for one in json.loads(wirewatch(*ask)[1]) if one["name"] == name)["followed"]
    status, _, wrong = wirewatch(*add, "--yes")
    assert status == 1
    assert "already" in wrong


def test_an_outlet_without_a_feed_is_not_taken_from_the_catalogue(folder: Path) -> None:
    """Its home page is where discovery begins."""
    _, said, _ = wirewatch("sources", "catalogue", "-c", folder, "--json")
    bare = next(one for one in json.loads(said) if not one["feeds"] and not one["sitemaps"])
    status, _, wrong = wirewatch(
        "sources", "add", "--from-catalogue", bare["name"], "-c", folder, "-y"
    )
    assert status == 1
    assert f"sources add {bare['homepage']}" in wrong
