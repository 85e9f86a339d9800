"""`wirewatch topics test` as a user meets it, and what hostile rules cost it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from archive.backtest import Backtests
from archive.browse import Browse, Query
from news.grammar import parse
from news.watch import Watchlist
from tests.build import NOW, Built, archive_with, article
from tests.config.folder import written
from tests.wirewatch.test_cli import wirewatch
from wirewatch.wiring import decide

WATCH = """
[[topics]]
name = "Attacks"
rule = "ambush* OR bomb*"

[[rules]]
name = "movers"
rule = "convoy OR truck*"

[[people]]
name = "Ona Brill"
"""
SINCE = ("--since", "2026-01-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a configuration with an archive of three reports."""
    built = archive_with(
        tmp_path / "data",
        article(
            "Ambush on the coast road",
            text="An ambush stopped a convoy near Vesk.",
            topics=["Attacks: ambush*"],
        ),
        article("Council", text="Long after the convoy an ambush ended it.", source="Reed Voice"),
        article("Drill", text="In a drill an ambush met a convoy.", source="Reed Voice"),
    )
    built.database.close()
    (tmp_path / "watch").mkdir()
    settings = f'[archive]\ndata = "{tmp_path / "data"}"\n'
    return written(tmp_path / "watch", wirewatch=settings, watch=WATCH)


def test_what_is_said_to_people(folder: Path) -> None:
    """How often, where, the weakest with their sentences, the near misses, what overlaps."""
    rule = "ambush* NEAR/8 @movers -drill"
    status, said, complained = wirewatch("topics", "test", rule, *SINCE, "--config", folder)
    assert (status, complained) == (0, "")
    assert "It would have fired 2 times in 3 articles since 2026-01-01 00:00 UTC." in said
    assert "“An ambush stopped a convoy near Vesk.”" in said
    assert "it has “drill”" in said
    assert "topic Attacks: 100% of what the rule finds, 67% of what Attacks finds" in said


def test_what_is_said_to_machines(folder: Path) -> None:
    """All of it as JSON."""
    status, said, _ = wirewatch("topics", "test", "@movers", "--json", *SINCE, "--config", folder)
    answer = json.loads(said)
    assert (status, answer["fired"], answer["per_source"]) == (
        0, 3, [["Reed Voice", 2], ["Alder Bay Post", 1]],
    )  # fmt: skip


def test_what_cannot_be_tried(folder: Path) -> None:
    """A rule that names nobody is an error that says where and what there is."""
    status, _, complained = wirewatch("topics", "test", "--config", folder, "ambush @nobody")
    assert status == 1
    assert "line 1, column 8: there is no rule named 'nobody'" in complained
    assert 'There are: @"attacks", @"movers"' in complained


def test_a_search_may_name_what_is_tracked(folder: Path) -> None:
    """The search knows named rules, too."""
    status, said, _ = wirewatch("search", "amb?sh* PRE/6 @movers", "--config", folder, "--json")
    assert status == 0
    assert [item["title"] for item in json.loads(said)["items"]] == [
        "Drill", "Ambush on the coast road",
    ]  # fmt: skip


HOSTILE = [
    " OR ".join(f"w{n}" for n in range(8_000)),
    " OR ".join(f"*w{n}*" for n in range(8_000)),
    "ambush " + " ".join(f"-w{n}" for n in range(8_000)),
    "(" + " OR ".join(f"a{n}*" for n in range(900)) + ") NEAR/1000 (" + " OR ".join(
        f"*b{n}" for n in range(900)) + ")",
    "ambush AND (" + ") AND (".join(f"w{n} OR *{n}" for n in range(4_000)) + ")",
    "(" * 48 + "ambush OR (drill -convoy)" + ")" * 48,
    "ambush " + "NOT " * 41 + "drill",
    " OR ".join(f"/a{n}b+/" for n in range(2_000)),
    "*a*a*a*a*a*a*a*a*b",
    '"' + "ambush " * 12_000 + '"',
    "ambush" + "".join(f" NEAR/{n + 1} w{n}" for n in range(45)),
    "ambush" + "".join(f" OR (w{n} (lang:ur" for n in range(24)) + "))" * 24,
    " OR ".join(f"(source:s{n} w{n})" for n in range(4_000)),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build an archive of a few reports."""
    text = "An ambush stopped a convoy near Vesk. " * 20
    return archive_with(
        tmp_path_factory.mktemp("archive"), *(article(f"Report {n}", text=text) for n in range(4))
    )


@pytest.mark.parametrize("number", range(len(HOSTILE)))
@pytest.mark.timeout(20)
def test_no_rule_stalls_or_breaks_it(built: Built, number: int) -> None:
    """Whatever a rule asks for, it is answered, by the test and by the search alike."""
    rule = parse(HOSTILE[number])
    test = Backtests(built.database, decide).test(rule, NOW - timedelta(days=30))
    found = Browse(built.database, Watchlist, decide).listing(Query(text=HOSTILE[number]))
    assert test.fired == found.total <= 4
