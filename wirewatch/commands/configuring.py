"""Commands about the configuration that is there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from config.book import FILES
from config.load import find
from config.shown import Shown
from news.errors import WirewatchError
from wirewatch.commands.terminal import ConfigOption, JsonOption, load_config, out, print_json

_BESIDE = 40  # column at which the origin stands


def check(config: ConfigOption = None) -> None:
    """Check the configuration; list every problem at once."""
    from config.check import summary

    found = load_config(config)
    for line in summary(found):
        out.print(Text(line))


def show(
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Also show what is not set, with its default.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every value in force and where it came from; secrets are masked."""
    from config.shown import show as effective

    found = effective(find(config, os.environ), os.environ, defaults=defaults)
    if as_json:
        print_json([{**vars(one), "said": one.said} for one in found])
        return
    section = ("", "")
    for one in found:
        if (one.file, one.section) != section:
            section = (one.file, one.section)
            out.print(Text(f"\n[{one.section}]", "bold"))
        out.print(_line(one))
    if not defaults:
        out.print(Text("\n--defaults also shows what is not set.", "dim"))


def schema(
    file: Annotated[
        str | None, typer.Argument(help="One of the four files; without it, all of them.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write the schemas into this folder, for editors.")
    ] = None,
) -> None:
    """Print the JSON Schema of the files, with which an editor completes and checks them."""
    from config.schema import schema as make
    from config.schema import schemas

    if file is not None and file not in FILES:
        raise WirewatchError(f"there is no file '{file}'. There are: {', '.join(FILES)}")
    if write is None:
        print_json(make(file) if file else schemas())
        return
    write.mkdir(parents=True, exist_ok=True)
    for name, made in schemas().items():
        path = write / name
        path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        out.print(f"  wrote {path}")
    out.print("\nMake this the first line of watch.toml, and the like in the other files:")
    out.print(f"  #:schema {(write / 'watch.schema.json').absolute()}", highlight=False)


def _line(one: Shown) -> Text:
    value = _written(one.value)
    written = f"# {one.key} is not set" if one.value is None else f"{one.key} = {value}"
    return Text.assemble(f"{written:<{_BESIDE}}  ", (f"# {one.said}", "dim"))


def _written(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_written(one)}' for key, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
