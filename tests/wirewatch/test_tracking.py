"""What the commands say of topics and people: how often they are found, and what is doubtful."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.build import NOW, Built, archive_with, article
from tests.wirewatch.test_cli import wirewatch
from tests.wirewatch.test_muting import FILES

WATCH = """
[[topics]]
name = "Ferries"
rule = "ferry"

[[topics]]
name = "Never"
rule = "ferry -ferry"

[[people]]
name = "Ona Brill"
"""


@pytest.fixture
def built(tmp_path: Path) -> Built:
    (tmp_path / "wirewatch.toml").write_text('[archive]\ndata = "."\n', encoding="utf-8")
    (tmp_path / "watch.toml").write_text(WATCH, encoding="utf-8")
    for name in ("sources.toml", "alerts.toml"):
        (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    return archive_with(
        tmp_path,
        article("Late", url="https://a.example/1", text="A ferry.", topics=["Ferries: ferry"]),
    )


def topics(folder: Path, *words: str) -> str:
    """Run a command about topics that ends well; return what it said."""
    status, said, wrong = wirewatch("topics", *words, "--config", folder)
    assert (status, wrong) == (0, "")
    return said


@pytest.mark.usefixtures("built")
def test_the_list_says_when_each_was_found_last(tmp_path: Path) -> None:
    """A line for each topic and person."""
    heading, *lines, end = topics(tmp_path, "list").splitlines()
    assert heading.split()[:2] == ["name", "kind"]
    assert [line.split()[0] for line in lines] == ["Ferries", "Never", "Ona"]
    assert lines[0].rstrip().endswith(f"{NOW:%Y-%m-%d %H:%M}")
    assert lines[1].rstrip().endswith("never")
    assert end.startswith("By when articles came")


def test_health_names_what_needs_somebody(built: Built, tmp_path: Path) -> None:
    """What was never found, and what is doubtful in its rule; as JSON all of it."""
    said = topics(tmp_path, "health")
    assert "Never  topic\n  was never found." in said
    assert "no article can match this" in said
    assert "Ona Brill  person\n  was never found." in said
    told = json.loads(topics(tmp_path, "health", "--json"))
    assert told == {**json.loads(topics(tmp_path, "list", "--json")), "now": told["now"]} | {
        "days": told["days"]
    }
    ferries, never, _ = told["items"]
    assert (ferries["article_id"], ferries["doubts"]) == (built.ids[0], [])
    assert (never["last"], len(never["says"]), len(never["doubts"])) == (None, 1, 1)


def test_nothing_is_tracked(built: Built, tmp_path: Path) -> None:
    """Both say where topics are written."""
    (tmp_path / "watch.toml").write_text("# none\n", encoding="utf-8")
    assert built.ids
    for command in ("list", "health"):
        assert "watch.toml" in topics(tmp_path, command)
