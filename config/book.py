"""One TOML file as read: its table, its text for line numbers, its secrets resolved.

Whatever lies at the file's place (nothing, a folder, a pipe, UTF-16, a gigabyte, an
open bracket) ends as a `Problem` and an empty book, so that the other files are still
checked.  An empty file is a problem too: it is what a full disk leaves behind, and
"nothing is tracked any more" must be said by a person, at least with a comment.

A secret is written as `{ env = "NAME" }` or `{ file = "path" }` in place of any text but
a name.  The book remembers where secrets stand, and no problem at such a place quotes it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.lines import Place, line_of, locate
from config.problems import Wrong, did_you_mean, quote, rewrite
from news.errors import Problem
from news.text import one_line

MAX_FILE = 5_000_000
MAX_SECRET = 100_000
FILES = ("wirewatch.toml", "sources.toml", "watch.toml", "alerts.toml")

# Keys whose values are secrets even where they are written into the file itself.
SECRET_KEYS = frozenset({"password", "webhook", "token", "database", "heartbeat", "metrics_token"})

# Stands for a secret that could not be resolved; its place is never complained of twice.
_UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Book:
    """One file of the configuration; `readable` is false where it could not be read."""

    name: str
    text: str = field(default="", repr=False)
    table: dict[str, Any] = field(default_factory=dict, repr=False)
    readable: bool = False
    secrets: frozenset[Place] = frozenset()
    unresolved: frozenset[Place] = frozenset()

    @cached_property
    def _lines(self) -> dict[Place, tuple[int, str]]:
        return locate(self.text)

    def problem(self, place: Place, wrong: Wrong) -> Problem:
        """Place what is wrong: file, key, line, and words without secrets."""
        secret = self._is_secret(place)
        return Problem(
            file=self.name,
            key=self.key(place),
            message=wrong.message(secret=secret),
            hint="" if secret else wrong.hint,
            line=line_of(place, None if secret else wrong.value, self._lines),
        )

    def _is_secret(self, place: Place) -> bool:
        """Say whether the value there may not be shown, wherever it came from."""
        inside = any(place[:length] in self.secrets for length in range(1, len(place) + 1))
        return inside or not SECRET_KEYS.isdisjoint(place)

    def problems(
        self, place: Place, error: ValidationError, keys: Mapping[Place, Iterable[str]]
    ) -> Iterator[Problem]:
        """Place all that pydantic found below `place`; `keys` lists those that exist there."""
        for detail in error.errors():
            inner = place + detail["loc"]
            if not any(inner[: len(lost)] == lost for lost in self.unresolved):
                yield self.problem(inner, rewrite(detail, keys.get(detail["loc"][:-1], ())))

    def key(self, place: Place) -> str:
        """Write a place as `sources[3].timezone (Dawn)`, counted from 1."""
        text = ""
        for part in place:
            part_text = one_line(part, 40) if isinstance(part, str) else f"[{part + 1}]"
            text += f".{part_text}" if text and isinstance(part, str) else part_text
        name = self._name(place)
        return f"{text} ({one_line(name, 40)})" if name else text

    def _name(self, place: Place) -> str:
        """Return the name of the entry in which a place lies, where it has one."""
        match place:
            case (str(table), int(index), *_):
                entry = self.table[table][index]
                name = entry.get("name") if isinstance(entry, dict) else None
                return name if isinstance(name, str) else ""
            case _:
                return ""


def open_book(
    path: Path, environ: Mapping[str, str], report: list[Problem], proposed: str | None = None
) -> Book:
    """Read one file, or the text proposed for it; what is wrong is added to `report`."""
    book = Book(path.name)
    try:
        text = _text(path) if proposed is None else proposed
        table = _parse(text)
    except Wrong as wrong:
        line = wrong.value if isinstance(wrong.value, int) else None
        report.append(Problem(path.name, "", wrong.says, wrong.hint, line))
        return book
    return _resolve(replace(book, text=text, table=table, readable=True), path, environ, report)


def _text(path: Path) -> str:
    """Read a file's text, or say why not."""
    if not path.exists():
        raise Wrong("this file is missing", hint=_misnamed(path))
    text = _decode(_bytes(path, MAX_FILE))
    if not text.strip():
        hint = f"If that is meant, write a comment: # no {path.stem} yet"
        raise Wrong("this file is empty", hint=hint)
    return text.replace("\r\n", "\n")


def _misnamed(path: Path) -> str:
    """Suggest to rename a file whose name is nearly right."""
    others = [file.name for file in path.parent.glob("*") if file.name not in FILES]
    hint = "Create it; `wirewatch init` in an empty folder shows an example."
    near = did_you_mean(path.name, sorted(others)[:1000], otherwise=" ").strip()
    return f"{near} Then rename it to {path.name}." if near else hint


def _bytes(path: Path, limit: int) -> bytes:
    """Read a regular file of no absurd size."""
    try:
        if path.is_dir():
            raise Wrong("this is a folder, but should be a file")
        if not path.exists():
            raise Wrong("there is no such file")
        # A pipe or device would never end.
        if not path.is_file():
            raise Wrong("this is no regular file")
        with path.open("rb") as file:
            body = file.read(limit + 1)
    except OSError as error:
        raise Wrong(f"this file cannot be read: {error.strerror}") from None
    if len(body) > limit:
        raise Wrong(f"this file is larger than {limit:,} bytes")
    return body


def _decode(body: bytes) -> str:
    """Decode UTF-8, with or without the mark that some editors put in front."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Wrong("this file is written in UTF-16", 1, "Save it again as UTF-8.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Wrong("this file is not written in UTF-8", line, "Save it again as UTF-8.") from None


def _parse(text: str) -> dict[str, Any]:
    """Parse TOML, or say where it cannot be read."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(text, str(error)) from None
    except RecursionError:
        raise Wrong("lists or tables are nested too deeply") from None
    except ValueError:
        # Python refuses integers of thousands of digits.
        raise Wrong("there is an absurdly long number") from None


def _syntax(text: str, error: str) -> Wrong:
    """Say where tomllib stumbled, and what is usually meant.

    The line itself is not shown: it may be that of a password without quotes.
    """
    says, _, where = error.partition(" (at ")
    found = re.match(r"line (\d+), column (\d+)\)", where)
    line = int(found[1]) if found else text.count("\n") + 1
    place = f" at column {found[2]}" if found else " where the file ends"
    hint = _SYNTAX_HINTS.get(says, "`wirewatch init` in an empty folder shows how it is written.")
    hint = hint if found else "A list, a table or a text is never closed."
    return Wrong(f"this is no TOML: {says[:1].lower()}{one_line(says[1:], 150)}{place}", line, hint)


_SYNTAX_HINTS = {
    "Invalid value": 'Text needs quotes: name = "Dawn"; numbers, true and false need none.',
    "Cannot overwrite a value": "This key is here twice; remove one.",
    "Expected '=' after a key in a key/value pair": 'Write: key = "value"',
    "Unescaped '\\' in a string": "Put text with backslashes into single quotes: '\\d+'",
    "Illegal character '\\n'": "A text is never closed: add a quotation mark at its end.",
}


def secret_files(directory: Path) -> list[Path]:
    """Return the files of secrets that a configuration refers to; none of what is unreadable."""
    found = []
    for name in FILES:
        try:
            table = _parse(_text(directory / name))
        except Wrong:
            continue
        for place, reference in _references(table):
            path = reference.get("file")
            if place[-1] != "name" and isinstance(path, str) and "\0" not in path:
                found.append(directory / path)
    return sorted(set(found))


def _resolve(book: Book, path: Path, environ: Mapping[str, str], report: list[Problem]) -> Book:
    """Put in the values of all secrets; those that are missing are added to `report`."""
    table = dict(book.table)
    secrets, unresolved = set[Place](), dict[Place, Wrong]()
    for place, reference in list(_references(book.table)):
        try:
            value = _secret(place, reference, path.parent, environ)
        except Wrong as wrong:
            value, unresolved[place] = _UNRESOLVED, wrong
        table = _put(table, place, value)
        secrets.add(place)
    report.extend(book.problem(place, wrong) for place, wrong in unresolved.items())
    return replace(book, table=table, secrets=frozenset(secrets), unresolved=frozenset(unresolved))


def _references(value: object, place: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield every `{ env = … }` or `{ file = … }` that stands in place of a value."""
    match value:
        # A section is no value: [log] with a stray key `file` is an unknown key.
        case dict() if len(place) > 1 and set(value) in ({"env"}, {"file"}):
            # An entry of an array of tables is none either.
            if not isinstance(place[-1], int) or len(place) > 2:  # noqa: PLR2004
                yield place, value
        case dict() if len(place) < 3:  # noqa: PLR2004
            for key, inner in value.items():
                yield from _references(inner, (*place, key))
        case list() if len(place) < 4:  # noqa: PLR2004
            for index, inner in enumerate(value):
                yield from _references(inner, (*place, index))
        case _:
            return


def _secret(
    place: Place, reference: dict[str, Any], folder: Path, environ: Mapping[str, str]
) -> str:
    """Return the value that a reference stands for."""
    [(source, name)] = reference.items()
    if place[-1] == "name":
        raise Wrong("a name is shown everywhere and so cannot be a secret", hint="Write it here.")
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise Wrong(f"{source} should be a text that names the secret")
    return _from_environ(name, environ) if source == "env" else _from_file(folder / name)


def _from_environ(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name, "")
    if not value:
        hint = "Set it where wirewatch is started."
        raise Wrong(f"the environment has no variable {quote(name)}", hint=hint)
    if not value.isprintable():
        raise Wrong(f"the environment variable {quote(name)} holds no plain text")
    return value


def _from_file(path: Path) -> str:
    """Read a secret from a file; the line end that editors add is no part of it."""
    try:
        value = _decode(_bytes(path, MAX_SECRET)).rstrip("\r\n")
    except Wrong as wrong:
        raise Wrong(f"the secret's file {quote(str(path))}: {wrong.says}") from None
    if not value:
        raise Wrong(f"the secret's file {quote(str(path))} is empty")
    return value


def _put(value: Any, place: Place, new: str) -> Any:
    """Return a copy of nested tables and lists with one value replaced."""
    if not place:
        return new
    key, *rest = place
    copy: Any = value.copy()
    copy[key] = _put(value[key], tuple(rest), new)
    return copy
