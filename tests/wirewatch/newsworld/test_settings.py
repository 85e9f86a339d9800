"""The written configuration is the desk's, and can be read by any TOML reader."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from news.grammar import parse
from news.rules import write
from wirewatch.newsworld.clock import StillClock
from wirewatch.newsworld.server import serve
from wirewatch.newsworld.settings import Value, table, write_config
from wirewatch.newsworld.watch import ATTACKS, DEAD, DESK, DULMASI, ROOM, TALDOVIN, TOPICS, told
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, 1, tzinfo=UTC)
WORLD = World(start=START)


async def test_four_files_for_all_outlets(tmp_path: Path) -> None:
    """Sources, topics, people, recipients and routes are all there, with their addresses."""
    async with serve(WORLD, StillClock(START)) as served:
        paths = write_config(tmp_path / "watch", served, 2525, "http://127.0.0.1:9/hook/x")
        read = {path.name: tomllib.loads(path.read_text("utf-8")) for path in paths}
        sources = read["sources.toml"]["sources"]
        assert [one["name"] for one in sources] == [outlet.name for outlet in WORLD.outlets]
        for one in sources:
            lists = [*one.get("feeds", []), *one.get("sitemaps", []), *one.get("sections", [])]
            assert lists
            assert all(link.startswith(one["url"]) for link in lists)
    program = read["wirewatch.toml"]
    assert program["mail"]["port"] == 2525
    assert program["crawl"]["poll"] == "5m"
    topics = {topic["name"]: topic for topic in read["watch.toml"]["topics"]}
    assert write(parse(topics[ATTACKS]["rule"])) == write(TOPICS[0].tree())
    assert len(read["watch.toml"]["people"]) == 3
    assert read["watch.toml"]["figures"] == [
        {"name": DEAD, "topic": ATTACKS, "effect": "killed", "above": 40, "notify": "every article"}
    ]
    channels = {one["name"]: one["channel"] for one in read["alerts.toml"]["recipients"]}
    assert channels == {DESK: "email", ROOM: "slack"}
    assert read["alerts.toml"]["recipients"][1]["webhook"] == "http://127.0.0.1:9/hook/x"


def test_strings_survive() -> None:
    """Quotes, backslashes and other scripts come back as they were."""
    values: dict[str, Value] = {"a": 'say "no"\\', "b": ("ژینہ", "x"), "c": "", "d": True, "e": 5}
    assert tomllib.loads(table("[t]", values))["t"] == {
        "a": 'say "no"\\',
        "b": ["ژینہ", "x"],
        "d": True,
        "e": 5,
    }


def test_who_is_told() -> None:
    """The desk hears all; Slack only of the attacks and of the mines minister."""
    assert told("The Dromeli Ledger", [DULMASI]) == {DESK}
    assert told("The Dromeli Ledger", [TALDOVIN]) == {DESK, ROOM}
    assert told("The Dromeli Ledger", [ATTACKS, DULMASI]) == {DESK, ROOM}
    assert told("The Dromeli Ledger", [DEAD]) == {DESK}
    assert told("The Dromeli Ledger", []) == set()
