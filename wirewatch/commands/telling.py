"""Commands about alerts: try a way out, revive dead letters."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.text import Text

from wirewatch.commands.terminal import (
    ConfigOption,
    load_config,
    make_clock,
    opened,
    out,
    set_up_log,
)


def try_way(
    recipient: Annotated[
        str, typer.Argument(help="A recipient's name, or a channel: email, slack, console.")
    ],
    digest: Annotated[bool, typer.Option("--digest", help="Send a digest instead.")] = False,
    story: Annotated[
        bool, typer.Option("--story", help="Send what is new of a story that was told before.")
    ] = False,
    preview: Annotated[
        bool,
        typer.Option("--preview", help="Send what would have been told of the last 30 days."),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Send a sample alert, and say exactly what came of it; nothing counts as told."""
    from wirewatch.once import send_preview, send_sample

    found = load_config(config)
    set_up_log(found, quiet=True)
    if preview:
        lines = send_preview(found, recipient, make_clock())
    else:
        lines = send_sample(found, recipient, make_clock(), digest=digest, story=story)
    for line in asyncio.run(lines):
        out.print(Text(line))


def retry(config: ConfigOption = None) -> None:
    """Make all dead letters due again, after their cause was mended."""
    with opened(load_config(config)) as archive:
        count = archive.outbox.revive(make_clock().now())
    out.print(
        "1 dead letter is due again." if count == 1 else f"{count} dead letters are due again."
    )
