"""Write the example configuration: what `wirewatch init` leaves in an empty folder.

The files in `example/` beside this module are the example; they are copied as they are,
comments and all, because the comments are half of it.  All or nothing: where one of the
four exists already, none is written.
"""

from __future__ import annotations

from pathlib import Path

from config.book import FILES
from news.errors import ConfigError, Problem

EXAMPLE = Path(__file__).parent / "example"


def write_example(directory: Path) -> list[Path]:
    """Write the four files into a folder and return their paths; never overwrite."""
    there = [name for name in FILES if (directory / name).exists()]
    if there:
        hint = "Nothing was written. Name another folder, or move this file away."
        raise ConfigError([Problem(name, "", "this file exists already", hint) for name in there])
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return [_copy(directory / name) for name in FILES]
    except OSError as error:
        says = f"the example cannot be written here: {error.strerror}"
        raise ConfigError([Problem(str(directory), "", says, "Name another folder.")]) from None


def _copy(path: Path) -> Path:
    """Copy one file; "x" refuses to overwrite what appeared meanwhile."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write((EXAMPLE / path.name).read_text(encoding="utf-8"))
    return path
