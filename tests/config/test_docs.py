"""docs/configuration.md says what the models say: every key, its default, working examples."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

from config.load import TABLES, keys_of, load
from config.settings import Settings
from config.tables import (
    PersonTable,
    RecipientTable,
    RouteTable,
    SelectorsTable,
    SourceTable,
    TopicTable,
)
from tests.config.folder import VALID, written

TEXT = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")

MODELS = (
    {f"[{section}]": model for section, model in get_type_hints(Settings).items()}
    | {f"[[{name}]]": table for tables in TABLES.values() for name, table in tables.items()}
    | {"[sources.selectors]": SelectorsTable}
)


def rows(heading: str) -> dict[str, str]:
    """Return key and default of the table under a heading."""
    _, found, after = TEXT.partition(f"### `{heading}`\n")
    assert found, f"docs/configuration.md has no section {heading}"
    section = re.split(r"^#{2,3} ", after, maxsplit=1, flags=re.MULTILINE)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", section, re.MULTILINE))


@pytest.mark.parametrize("heading", MODELS)
def test_every_key_is_documented(heading: str) -> None:
    assert list(rows(heading)) == keys_of(MODELS[heading])


def test_the_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    """A file with all defaults as documented is the same as an empty one."""
    lines = list[str]()
    for section in keys_of(Settings):
        lines += [
            f"[{section}]",
            *(f"{k} = {v.strip('`')}" for k, v in rows(f"[{section}]").items()),
        ]
    documented = load(written(tmp_path, wirewatch="\n".join(lines)), {}).settings
    archive = replace(Settings().archive, data=tmp_path / "data")
    assert documented == replace(Settings(), archive=archive)


@pytest.mark.parametrize(
    "table", [SourceTable, TopicTable, PersonTable, RecipientTable, RouteTable]
)
def test_required_keys_are_marked(table: type) -> None:
    """Those keys, and only those, are called required of which an empty entry is short."""
    heading = next(name for name, model in MODELS.items() if model is table)
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(table).validate_python({})
    missing = {error["loc"][0] for error in caught.value.errors() if error["type"] == "missing"}
    assert missing == {key for key, value in rows(heading).items() if value == "required"}


def test_the_examples_load(tmp_path: Path) -> None:
    """The blocks of the three files make a configuration together."""
    files = dict.fromkeys(("sources", "watch", "alerts"), "")
    for name in files:
        part = TEXT.partition(f"\n## {name}.toml\n")[2].partition("\n## ")[0]
        files[name] = "\n".join(re.findall(r"```toml\n(.*?)```", part, re.DOTALL))
    config = load(written(tmp_path, **files), {"WIREWATCH_SLACK_WEBHOOK": "https://h.example/1"})
    assert [source.name for source in config.sources] == ["The Hill Courier"]
    assert len(config.watchlist.topics) == 2
    assert config.routes[0].recipients == ("desk",)


def test_every_file_is_documented() -> None:
    """Each of the four files has a chapter."""
    assert all(f"\n## {name}\n" in TEXT for name in VALID)
