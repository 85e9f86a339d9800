"""Find the line of every key in a TOML text, which tomllib does not tell.

A statement of TOML (a header or a `key = value`) ends with the first line end that is
outside strings and brackets, and each statement is a TOML text of its own.  So the text
is cut into statements by a small pattern for strings, comments and brackets, and tomllib
itself says which key each one sets.  Only done when there is a problem to place.

Discarded: tomlkit (ten times slower, a dependency for line numbers alone).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

# A key's place: ("sources", 3, "feeds"); numbers count from 0.
Place = tuple[str | int, ...]

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[{]|[\]}]|\n"
    r"|[^\"'\#\[\]{}\n]+",
    re.DOTALL,
)


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement of a valid TOML text with the number of its first line."""
    line, depth, begun, pieces = 1, 0, 1, list[str]()
    for match in _PIECE.finditer(text):
        piece = match.group()
        depth += (piece in "[{") - (piece in "]}")
        line += piece.count("\n")
        if piece != "\n" or depth:
            pieces.append(piece)
            continue
        yield begun, "".join(pieces)
        begun, pieces = line, []
    yield begun, "".join(pieces)


def locate(text: str) -> dict[Place, tuple[int, str]]:
    """Return the first line and the text of the statement that sets each place."""
    found: dict[Place, tuple[int, str]] = {}
    table: Place = ()
    count: dict[Place, int] = {}
    for line, statement in statements(text):
        bare = statement.strip()
        if bare.startswith("["):
            table = _enter(bare, count)
            found.setdefault(table, (line, statement))
            found.setdefault(tuple(part for part in table if isinstance(part, str)), (line, ""))
        elif bare and not bare.startswith("#"):
            path = _path(tomllib.loads(bare))
            # Dotted keys and inline tables set several places at once.
            for length in range(1, len(path) + 1):
                found.setdefault(table + path[:length], (line, statement))
    return found


def _enter(header: str, count: dict[Place, int]) -> Place:
    """Return the place of a header; [[x]] stands for the next entry of x."""
    names = [str(name) for name in _path(tomllib.loads(header))]
    array = header.startswith("[[")
    place: Place = ()
    for depth, name in enumerate(names, start=1):
        place = (*place, name)
        if depth == len(names) and array:
            count[place] = count.get(place, -1) + 1
        if place in count:
            place = (*place, count[place])
    return place


def _path(table: dict[str, Any]) -> Place:
    """Return the one path of keys in a table made from a single statement."""
    path: list[str] = []
    value: Any = table
    while isinstance(value, dict) and len(value) == 1:
        key, value = next(iter(value.items()))
        path.append(key)
        value = {} if value == [{}] else value
    return tuple(path)


def line_of(place: Place, value: object, lines: dict[Place, tuple[int, str]]) -> int | None:
    """Return the line of a place, or of the nearest one around it.

    Within a list over several lines the value itself is looked for.
    """
    for length in range(len(place), 0, -1):
        if found := lines.get(place[:length]):
            line, statement = found
            at = statement.find(value) if isinstance(value, str) and length < len(place) else -1
            return line + statement.count("\n", 0, max(at, 0))
    return None
