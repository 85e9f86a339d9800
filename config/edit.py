"""Change sources.toml as a careful hand would: add, extend, remove, and touch nothing else.

The file belongs to the desk.  Its comments say why a feed was dropped in March and whom to
call when another breaks; a program that loses them is not let near it twice.  So a new
source is appended to the text as it stands, and a removed one takes only its own lines:

    # Hill country                 stays
    [[sources]]                    goes
    name = "The Hill Courier"      goes
    feeds = ["…"]   # slow         goes
    # ask Asha before …            stays: it may speak of what follows

A change is checked before it counts: the whole configuration is loaded with the new text
in place of the file, and only what loads replaces it, in one rename.  A route that names
the source to be removed is a problem like any other, and the file stays as it was.  A
daemon follows the edit by itself.

Discarded: writing the whole file anew from what was parsed (a comment belongs to nobody
there, and goes with whatever stood above it); a second file that only the program writes
(two places to look).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array, Item

from config.lines import statements
from config.load import keys_of, load
from config.problems import did_you_mean
from config.settings import Config
from config.tables import SourceTable
from news.errors import WirewatchError

FILE = "sources.toml"
_HEADER = re.compile(r"\[\[\s*[\"']?sources[\"']?\s*\]\]")
_PART = re.compile(r"\[\[?\s*[\"']?sources[\"']?\s*\.")
_BOM = "\ufeff"

# A source as its table says it: the keys of config.tables.SourceTable.
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """What to do to sources.toml: all of it or nothing.

    `extended` gives, by source, the values that join each of its lists; `remarks`, by
    source, a comment to stand beside an added one's name.
    """

    added: Sequence[Entry] = ()
    extended: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    removed: Sequence[str] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)


def change(directory: Path, environ: Mapping[str, str], changes: Changes) -> Config:
    """Change sources.toml; return the configuration as it is then.

    ConfigError says what would be wrong with it; then nothing was written.
    """
    with _alone(directory):
        load(directory, environ)  # what is broken already is not ours to write into
        # A link is followed: what it leads to is the file that somebody keeps in git.
        path = (directory / FILE).resolve()
        before = path.read_bytes()
        text = changed(before.decode("utf-8"), changes)
        plain = text.removeprefix(_BOM).replace("\r\n", "\n")
        config = load(directory, environ, {FILE: plain})
        _replace(path, before, text.encode("utf-8"))
    return config


def read_entries(directory: Path) -> list[dict[str, Any]]:
    """Return the sources of a configuration that loads, as written."""
    text = (directory / FILE).read_bytes().decode("utf-8-sig")
    found: list[dict[str, Any]] = tomllib.loads(text).get("sources", [])
    return found


def changed(text: str, changes: Changes) -> str:
    """Return the text of the file after the changes."""
    pieces = _pieces(text)
    names = _names(pieces) if changes.extended or changes.removed else []
    for name, lists in changes.extended.items():
        index = _index(names, name)
        pieces[index] = _extended(pieces[index], lists)
    for name in changes.removed:
        index = _index(names, name)
        del names[index]
        pieces[index - 1 : index + 1] = [pieces[index - 1] + _below(*pieces[index - 1 : index + 1])]
    text = "".join(pieces)
    if not changes.added:
        return text if text.strip() else "# No sources yet.\n"
    remarks = changes.remarks
    new = [written(entry, remarks.get(entry["name"], "")) for entry in changes.added]
    end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if text.endswith(2 * end) else end if text.endswith("\n") else 2 * end
    return text + gap + "\n".join(new).replace("\n", end)


def written(entry: Entry, remark: str = "") -> str:
    """Write a source as a person would; a list of several values takes a line for each."""
    table = tomlkit.table()
    for key in sorted(entry, key=_order):
        if entry[key] not in ("", [], (), None):
            table.add(key, _value(key, entry[key]))
    if remark:
        table["name"].comment(remark)
    return f"[[sources]]\n{table.as_string()}"


def _order(key: str) -> int:
    known = keys_of(SourceTable)
    return known.index(key) if key in known else len(known)


def _value(key: str, value: Any) -> Item:
    """Write a value; patterns keep their backslashes, long lists a line for each value."""
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        array.extend(value)
        return array.multiline(len(value) > 1 and key != "tags")
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return tomlkit.string(value, literal=True)
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline
    item: Item = tomlkit.item(value)
    return item


def _pieces(text: str) -> list[str]:
    """Cut a file into what stands before the first source, and one piece for each source."""
    lines = text.splitlines(keepends=True)
    begins = [0]
    for line, statement in statements(text.replace("\r\n", "\n")):
        bare = statement.strip().removeprefix(_BOM)
        if _HEADER.match(bare):
            begins.append(line - 1)
        elif bare.startswith("sources") and len(begins) == 1 and _is_list(bare):
            raise WirewatchError(
                f"{FILE} holds its sources in one list, which is not edited by program; "
                "write each under a line [[sources]]"
            )
    return [
        "".join(lines[begin:end])
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True)
    ]


def _is_list(statement: str) -> bool:
    return "sources" in tomllib.loads(statement)


def _names(pieces: Sequence[str]) -> list[str]:
    """Return the source's name of each piece, "" for what stands before the first."""
    names = [tomllib.loads(piece)["sources"][0].get("name", "") for piece in pieces[1:]]
    return ["", *(name.strip() if isinstance(name, str) else "" for name in names)]


def _index(names: Sequence[str], name: str) -> int:
    """Return which piece holds a source."""
    if name not in names:
        raise WirewatchError(f"{FILE} has no source named '{name}'. {did_you_mean(name, names)}")
    return names.index(name)


def _extended(piece: str, lists: Mapping[str, Sequence[str]]) -> str:
    """Let values join the lists of one source."""
    document = tomlkit.parse(piece)
    entry: Any = document["sources"][0]
    for key, values in lists.items():
        known = entry.get(key)
        if isinstance(known, Array) and len(known):
            known.extend(values)
        else:
            entry[key] = _value(key, list(values))
    return tomlkit.dumps(document)


def _below(above: str, piece: str) -> str:
    """Return what stays of a removed source: what stands below its last key."""
    lines = piece.splitlines(keepends=True)
    last = 0
    for line, statement in statements(piece.replace("\r\n", "\n")):
        bare = statement.strip()
        if bare and not bare.startswith("#"):
            last = line - 1 + statement.count("\n")
    rest = lines[last + 1 :]
    blank = not above.strip() or above.endswith(("\n\n", "\n\r\n"))
    while blank and rest and not rest[0].strip():
        rest = rest[1:]
    return "".join(rest)


@contextlib.contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Let one change follow the other, be they made by two commands at once."""
    place = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Put a text in a file's place at once, unless somebody has edited it meanwhile."""
    mode = path.stat().st_mode & 0o7777
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(mode)
        if path.read_bytes() != before:
            raise WirewatchError(f"{path} was edited meanwhile; nothing was written: try again")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
