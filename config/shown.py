"""Show every effective value of the configuration and where it came from; no secret is shown.

    [crawl]
    poll = "15m"                     # default
    contact = "desk@example.org"     # wirewatch.toml:9
    [mail]
    password = "********"            # environment variable WIREWATCH_MAIL_PASSWORD

A desk asks two questions of a program that does not do what the file says: which value
counts, and which of the places won.  So the value is the loaded one ("1h 30m" as 90m), not
what was written, and its origin stands beside it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import BeforeValidator, TypeAdapter

from config.book import FILES, SECRET_KEYS, Book, open_book
from config.lines import Place, line_of, locate
from config.load import TABLES, keys_of, load
from config.settings import Settings
from config.tables import SelectorsTable
from config.units import read_duration, read_size, write_duration, write_size
from config.values import read_keep
from news.changing import Step
from news.errors import Problem
from news.watch import Quiet

MASK = "********"


@dataclass(frozen=True)
class Shown:
    """One value: the file and the place it belongs to, and where it came from.

    `entry` is "" in wirewatch.toml, else `sources[3]`; `origin` is "file", "default",
    "environment" or "secret file", `where` the line, the variable or the path.
    """

    file: str
    section: str
    key: str
    value: Any
    origin: str
    where: str = ""

    @property
    def said(self) -> str:
        """Say where it came from."""
        if self.origin == "default":
            return "default"
        if self.origin == "file":
            return f"{self.file}:{self.where}"
        kind = "environment variable" if self.origin == "environment" else "secret file"
        return f"{kind} {self.where}"


def show(directory: Path, environ: Mapping[str, str], *, defaults: bool = True) -> list[Shown]:
    """Return the effective values; ConfigError if the configuration cannot be loaded."""
    settings = load(directory, environ).settings
    ignored: list[Problem] = []  # what loads has none
    books = {name: open_book(directory / name, environ, ignored) for name in FILES}
    found = [*_settings(books["wirewatch.toml"], settings)]
    for file, tables in TABLES.items():
        for table, shape in tables.items():
            found += _entries(books[file], table, shape)
    return [one for one in found if defaults or one.origin != "default"]


def _settings(book: Book, settings: Settings) -> Iterator[Shown]:
    origins = _Origins(book)
    for section, shape in get_type_hints(Settings).items():
        hints = get_type_hints(shape, include_extras=True)
        for key in keys_of(shape):
            value = getattr(getattr(settings, section), key)
            yield origins.shown((section, key), section, _plain(value, hints[key]))


def _entries(book: Book, table: str, shape: type[Any]) -> Iterator[Shown]:
    origins, adapter = _Origins(book), TypeAdapter(shape)
    hints = get_type_hints(shape, include_extras=True)
    for index, written in enumerate(book.table.get(table, [])):
        entry = adapter.validate_python(written)
        for key in keys_of(shape):
            # A key that is a word of Python's has a stroke behind it there: "class".
            name = key if key in hints else f"{key}_"
            value = _plain(getattr(entry, name), hints[name])
            yield origins.shown((table, index, key), f"{table}[{index + 1}]", value)


class _Origins:
    """Where the values of one file came from."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._raw = tomllib.loads(book.text)
        self._lines = locate(book.text)

    def shown(self, place: Place, section: str, value: Any) -> Shown:
        """Return a value with its origin; a secret one is masked."""
        key = str(place[-1])
        secret = key in SECRET_KEYS or any(
            place == inner[: len(place)] for inner in self._book.secrets
        )
        origin, where = self._origin(place)
        masked = MASK if secret and value not in ("", None) else value
        return Shown(self._book.name, section, key, masked, origin, where)

    def _origin(self, place: Place) -> tuple[str, str]:
        value: Any = self._raw
        for part in place:
            try:
                value = value[part]
            except (KeyError, IndexError):
                return "default", ""
        if isinstance(value, dict) and set(value) == {"env"}:
            return "environment", str(value["env"])
        if isinstance(value, dict) and set(value) == {"file"}:
            return "secret file", str(value["file"])
        return "file", str(line_of(place, None, self._lines))


def _plain(value: Any, hint: Any) -> Any:
    """Write a loaded value as it stands in a file."""
    readers = {one.func for one in _metadata(hint) if isinstance(one, BeforeValidator)}
    plain: Any = value
    match value:
        case Quiet(begin, end):
            plain = f"{begin:%H:%M}-{end:%H:%M}"
        case Step() | datetime() | time():
            plain = _named(value)
        case Path():
            plain = str(value)
        case tuple():
            plain = list(value)
        case SelectorsTable():
            plain = {key: one for key, one in vars(value).items() if one}
        case float() | int() if read_keep in readers and not value:
            plain = "forever"
        case float() | int() if readers & {read_duration, read_keep}:
            plain = write_duration(value)
        case int() if read_size in readers:
            plain = write_size(value)
    return plain


def _named(value: Step | datetime | time) -> str | float:
    """Write a step, a day (which is loaded as when it is over) or a time of day."""
    match value:
        case Step():
            return f"{value.by:g}%" if value.is_percent else value.by
        case datetime():
            return f"{value - timedelta(days=1):%Y-%m-%d}"
    return f"{value:%H:%M}"


def _metadata(hint: Any) -> Iterator[Any]:
    """Yield what is annotated to a type, also within `… | None`."""
    yield from getattr(hint, "__metadata__", ())
    for inner in getattr(hint, "__args__", ()):
        yield from _metadata(inner)
