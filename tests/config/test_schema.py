"""The schemas for editors say what the loader takes and refuses."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from jsonschema import Draft202012Validator

from config.book import FILES
from config.catalogue import catalogue
from config.compose import MailServer, Wanted, compose
from config.example import EXAMPLE
from config.load import TABLES, keys_of
from config.schema import schema, schemas
from config.settings import Settings
from tests.config.folder import VALID


def problems(file: str, text: str) -> list[str]:
    made = Draft202012Validator(schema(file))
    return [error.message for error in made.iter_errors(tomllib.loads(text))]


@pytest.mark.parametrize("file", FILES)
def test_they_are_schemas(file: str) -> None:
    Draft202012Validator.check_schema(schema(file))


@pytest.mark.parametrize("file", FILES)
def test_the_example_is_valid(file: str) -> None:
    assert problems(file, (EXAMPLE / file).read_text(encoding="utf-8")) == []
    assert problems(file, VALID[file]) == []


@pytest.mark.parametrize("file", FILES)
def test_what_init_writes_is_valid(file: str) -> None:
    """With mail and Slack, whose secrets stand elsewhere."""
    server = MailServer("m.example", "a@b.example", 25, "none", "u", "p")
    wanted = Wanted(
        catalogue(), (("A", "x AND y"),), (("B C", ("D",)),), "a@b.example", server,
        "https://hooks.example/x",
    )  # fmt: skip
    assert problems(file, compose(wanted)[file]) == []


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("wirewatch.toml", "[crwal]", "crwal"),
        ("wirewatch.toml", '[crawl]\npol = "15m"', "pol"),
        ("wirewatch.toml", "[crawl]\nrobots = 1", "boolean"),
        ("wirewatch.toml", "[crawl]\npoll = true", "string"),
        ("wirewatch.toml", '[log]\nlevel = "loud"', "loud"),
        ("wirewatch.toml", "[mail]\npassword = { env = 1 }", "password|env|1"),
        ("sources.toml", '[[source]]\nname = "A"', "source"),
        ("sources.toml", '[[sources]]\nfeeds = ["x"]', "name"),
        ("sources.toml", '[[sources]]\nname = "A"\nfeeds = "x"', "array"),
        ("sources.toml", '[[sources]]\nname = { env = "A" }', "string"),
        ("watch.toml", '[[topics]]\nname = "A"\nrules = "x"', "rules"),
        ("alerts.toml", '[[recipients]]\nname = "A"\nchannel = "fax"', "fax"),
        ("alerts.toml", '[[routes]]\nname = "A"\nrecipients = ["B"]\ndigest = "yearly"', "yearly"),
    ],
)
def test_wrong_keys_and_values_fail(file: str, text: str, says: str) -> None:
    found = problems(file, text)
    assert found
    assert any(word in " ".join(found) for word in says.split("|"))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("wirewatch.toml", '[crawl]\npoll = "15m"\nmin_gap = 2\nmax_bytes = "10MB"'),
        ("wirewatch.toml", '[archive]\nkeep_pages = "forever"'),
        ("wirewatch.toml", '[mail]\npassword = { file = "x" }'),
        ("alerts.toml", '[[recipients]]\nname = "A"\nchannel = "console"\nquiet = "22:00-07:00"'),
        ("sources.toml", '[[sources]]\nname = "A"\nfeeds = [{ env = "ADDRESS" }]'),
    ],
)
def test_what_can_be_written_passes(file: str, text: str) -> None:
    assert problems(file, text) == []


def test_every_key_says_what_it_means() -> None:
    """The editor shows what the documentation says."""
    shapes: dict[str, Any] = {}
    for section, shape in get_type_hints(Settings).items():
        shapes[section] = (schema("wirewatch.toml")["properties"][section], shape)
    for file, tables in TABLES.items():
        for table, shape in tables.items():
            shapes[table] = (schema(file)["properties"][table]["items"], shape)
    for name, (made, shape) in shapes.items():
        assert list(made["properties"]) == keys_of(shape)
        for key, described in made["properties"].items():
            assert described.get("description"), f"{name}.{key}"


def test_each_file_has_one() -> None:
    assert list(schemas()) == [f"{Path(file).stem}.schema.json" for file in FILES]
