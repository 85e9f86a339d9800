"""Commands about the configuration: make one, check it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from wirewatch.commands.terminal import ConfigOption, load_config, out


def init(
    directory: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("watch"),
) -> None:
    """Write a small commented configuration to start from."""
    from config.example import write_example

    written = write_example(directory)
    for path in written:
        out.print(f"  wrote {path}")
    option = "" if directory == Path("watch") else f" --config {directory}"
    out.print("\nEdit these files, then:")
    out.print(f"  wirewatch config check{option}   says whether all is well")
    out.print(f"  wirewatch crawl{option}          collects once, sends nothing")
    out.print(f"  wirewatch run{option}            watches for good")


def check(config: ConfigOption = None) -> None:
    """Check the configuration; list every problem at once."""
    from config.check import summary

    found = load_config(config)
    for line in summary(found):
        out.print(Text(line))
