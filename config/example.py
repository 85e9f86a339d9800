"""Write the example configuration: what `wirewatch init` leaves in an empty folder.

The files in `example/` beside this module are the example; they are copied as they are,
comments and all, because the comments are half of it.  All or nothing: where one of the
four exists already, none is written.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from config.book import FILES
from news.errors import ConfigError, Problem

EXAMPLE = Path(__file__).parent / "example"


def write_example(directory: Path) -> list[Path]:
    """Write the example into a folder and return the paths; never overwrite."""
    texts = {name: (EXAMPLE / name).read_text(encoding="utf-8") for name in FILES}
    return write_files(directory, texts)


def write_files(
    directory: Path, texts: Mapping[str, str], secret: Collection[str] = ()
) -> list[Path]:
    """Write files into a folder and return their paths; those in `secret` for the owner only."""
    there = [name for name in texts if (directory / name).exists()]
    if there:
        hint = "Nothing was written. Name another folder, or move this file away."
        raise ConfigError([Problem(name, "", "this file exists already", hint) for name in there])
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return [_write(directory / name, text, name in secret) for name, text in texts.items()]
    except OSError as error:
        says = f"the files cannot be written here: {error.strerror}"
        raise ConfigError([Problem(str(directory), "", says, "Name another folder.")]) from None


def _write(path: Path, text: str, secret: bool) -> Path:
    """Write one file; "x" refuses to overwrite what appeared meanwhile."""
    opener = _for_the_owner if secret else None
    with open(path, "x", encoding="utf-8", newline="\n", opener=opener) as file:
        file.write(text)
    return path


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
