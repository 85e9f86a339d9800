"""The command that looks for what a source published earlier."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from news.errors import WirewatchError
from wirewatch.commands.sourcing import named
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    err,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
    read_since,
    say_time,
    set_up_log,
)

_SHOWN = 20


def backfill(
    source: Annotated[
        str | None, typer.Argument(help="Name of a source; without it, all backfills are shown.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="How far back: 30d, 12h or a date.", metavar="DATE")
    ] = None,
    stop: Annotated[
        bool, typer.Option("--stop", help="Read no further list of this source.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for what a source published since a date: sitemaps, else its sections' older pages.

    Nobody is told of what is found.  Beside a running daemon it follows the daemon's work.
    """
    found, clock = load_config(config), make_clock()
    set_up_log(found, quiet=True)
    if source is None:
        _show(config, as_json=as_json)
        return
    one, now = named(found, source), clock.now()
    if stop:
        with opened(found) as archive:
            ended = archive.backfills.stop(one.name, now)
        out.print(
            Text(f"{ended} stopped: no further list is read." if ended else "None is under way.")
        )
        return
    wanted = read_since(since, now)
    if wanted is None:
        raise WirewatchError("say how far back: --since 30d, or --since 2031-03-04")
    if wanted >= now:
        raise WirewatchError(f"{say_time(wanted)} is still to come")
    from wirewatch.backfilling import backfill_once

    looked = asyncio.run(backfill_once(found, one, wanted, clock, err))
    if as_json:
        print_json(looked)
    else:
        out.print(Text(looked.sentence()))


def _show(config: ConfigOption, *, as_json: bool) -> None:
    """Show the newest backfills, also those that began by themselves."""
    with opened(load_config(config)) as archive:
        newest = archive.backfills.newest(_SHOWN)
    if as_json:
        print_json(newest)
        return
    if not newest:
        out.print("Nobody has asked for older reports, and no feed has lost any.")
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("source", "since", "why", "state", "lists", "found"):
        table.add_column(name, justify="right" if name in {"lists", "found"} else "left")
    for one in newest:
        left = f"{one.lists_due} lists, {one.pages_due} pages to come"
        state = Text("done" if one.done else left)
        if one.error:
            state.append(f"; {one.error}", "yellow")
        why = "asked for" if one.cause == "asked" else "overflow"
        table.add_row(
            Text(one.source), say_time(one.since), why, state, f"{one.lists:,}", f"{one.found:,}"
        )
    out.print(table)
