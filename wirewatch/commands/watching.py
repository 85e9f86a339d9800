"""Commands that do the work: run, the single loops, crawl, replay, demo."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from news.errors import WirewatchError
from wirewatch.commands.previewing import print_summary
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
    run_loops,
    set_up_log,
)


def run(config: ConfigOption = None) -> None:
    """Watch: collect, read and send, and serve the archive, until stopped."""
    found = load_config(config)
    run_loops(found, ["collect", "read", "send"], web=found.settings.web.enabled)


def read(config: ConfigOption = None) -> None:
    """Run the reading loop alone."""
    run_loops(load_config(config), ["read"], web=False)


def send(config: ConfigOption = None) -> None:
    """Run the sending loop alone."""
    run_loops(load_config(config), ["send"], web=False)


def web(config: ConfigOption = None) -> None:
    """Serve the archive alone."""
    run_loops(load_config(config), [], web=True)


def crawl(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Names of sources [default: all]")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Collect and read one pass now; send nothing, and show what would have matched.

    Beside a running daemon it makes the sources due now and follows the daemon's work.
    """
    from wirewatch.once import crawl_once
    from wirewatch.refill import DAYS
    from wirewatch.wiring import unknown_sources

    found, names = load_config(config), sources or []
    set_up_log(found, quiet=True)
    if unknown := unknown_sources(found, names):
        known = ", ".join(source.name for source in found.sources)
        raise WirewatchError(f"there is no source named {', '.join(unknown)}. There are: {known}")
    result = asyncio.run(crawl_once(found, names, make_clock(), err))
    if as_json:
        print_json(result)
        return
    out.print(result.sentence())
    with opened(found) as archive:
        print_summary(archive.previews.preview(found.watchlist, make_clock().now() - DAYS, 1))


def replay(
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only pages fetched since: 30d, 12h or a date.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the stored pages again, after an improvement; never alerts again."""
    from wirewatch.once import replay_once

    found = load_config(config)
    set_up_log(found, quiet=True)
    clock = make_clock()
    result = asyncio.run(replay_once(found, source, read_since(since, clock.now()), clock, err))
    if as_json:
        print_json(result)
        return
    out.print(result.sentence())


def demo(
    exit_at_end: Annotated[bool, typer.Option("--exit", help="End after the summary.")] = False,
    seconds: Annotated[
        float, typer.Option(help="How long to watch, in real seconds.", min=10)
    ] = 75,
    as_json: JsonOption = False,
) -> None:
    """Watch an invented region for a minute: the whole product, offline."""
    from wirewatch.demo import run_demo

    sys.exit(
        asyncio.run(
            run_demo(seconds, stay=not exit_at_end and sys.stdout.isatty(), as_json=as_json)
        )
    )
