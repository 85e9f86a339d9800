"""JSON Schemas of the four files, so that an editor completes keys and marks mistakes.

    $ wirewatch config schema --write .schemas
    # the first line of watch.toml:
    #:schema ./.schemas/watch.schema.json

They are made of the very types that load the files, so they cannot drift apart, and carry
the meaning of each key from docs/configuration.md, which a test holds complete.  A schema
says less than the loader: whether a rule can be read, and whether a route leads anywhere,
only `wirewatch config check` knows.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from config.book import FILES
from config.load import TABLES
from config.settings import Settings

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# In a source tree, and where it was installed to.
_DOCS = (
    Path(__file__).parents[1] / "docs" / "configuration.md",
    Path(__file__).with_name("configuration.md"),
)
_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*) \|$")
_HEADING = re.compile(r"^### `\[+(?:\w+\.)?(\w+)\]+`")
_SECRET = {
    "type": "object",
    "properties": {"env": {"type": "string"}, "file": {"type": "string"}},
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
    "description": "A secret: an environment variable, or a file beside this one.",
}


def schema(file: str) -> dict[str, Any]:
    """Return the schema of one of the four files."""
    return {"$schema": _DIALECT, "title": file, **_shape(file)}


def schemas() -> dict[str, dict[str, Any]]:
    """Return all four by the names under which they are written."""
    return {f"{Path(file).stem}.schema.json": schema(file) for file in FILES}


def _shape(file: str) -> dict[str, Any]:
    if file == "wirewatch.toml":
        return _closed(TypeAdapter(Settings).json_schema(), "")
    tables = {
        name: {"type": "array", "items": _closed(TypeAdapter(shape).json_schema(), name)}
        for name, shape in TABLES[file].items()
    }
    return {"type": "object", "properties": tables, "additionalProperties": False}


def _closed(made: dict[str, Any], section: str) -> dict[str, Any]:
    """Complete what pydantic made: put in definitions, meanings, and secrets for texts."""
    definitions = made.pop("$defs", {})
    properties = {}
    for key, shape in made.get("properties", {}).items():
        if "$ref" in shape:
            inner = _closed(dict(definitions[shape["$ref"].rpartition("/")[2]]), key)
            properties[key] = inner | _meaning(section, key)
            continue
        properties[key] = _with_secret(key, shape) | _meaning(section, key)
    made.pop("title", None)
    made.pop("description", None)
    return {**made, "properties": properties, "additionalProperties": False}


def _with_secret(key: str, shape: dict[str, Any]) -> dict[str, Any]:
    """Let a text stand elsewhere; a name may not."""
    shape = {name: value for name, value in shape.items() if name not in {"title", "default"}}
    if key == "name":
        return shape
    if shape.get("type") == "array":
        return {**shape, "items": _with_secret("", shape["items"])}
    choices = shape.get("anyOf", [shape])
    texts = any(choice.get("type") == "string" or "enum" in choice for choice in choices)
    return {"anyOf": [*choices, _SECRET]} if texts else shape


def _meaning(section: str, key: str) -> dict[str, str]:
    found = _meanings().get((section, key))
    return {"description": found} if found else {}


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """Read from the documentation what each key means, and its default."""
    found: dict[tuple[str, str], str] = {}
    text = next((path.read_text(encoding="utf-8") for path in _DOCS if path.exists()), "")
    section = ""
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            section = heading[1]
        elif row := _ROW.match(line):
            key, default, meaning = row.groups()
            says = f"{meaning} Default: {default}." if default != "required" else meaning
            found[section, key] = says.replace("`", "")
    return found
