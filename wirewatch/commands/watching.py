"""Commands that do the work: run, the single loops, crawl, replay, demo."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from config.check import many
from news.errors import WirewatchError
from news.fact import Notify
from wirewatch.commands.previewing import print_summary
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    err,
    load_config,
    make_bar,
    make_clock,
    opened,
    out,
    print_json,
    read_since,
    run_loops,
    set_up_log,
)

if TYPE_CHECKING:
    from wirewatch.regrouping import Regrouped
    from wirewatch.replaying import Example, Replayed


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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would change; beside a daemon, too.")
    ] = False,
    examples: Annotated[
        int, typer.Option(help="So many examples of each field that changes.", min=0)
    ] = 3,
    stories: Annotated[
        bool, typer.Option("--stories", help="Read nothing: only group all articles anew.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the stored pages again, after an improvement, and say what changed; tells nobody."""
    from wirewatch.once import regroup_once, replay_once

    found = load_config(config)
    set_up_log(found, quiet=True)
    clock = make_clock()
    if stories:
        if source or since or dry_run:
            raise typer.BadParameter("--stories groups all articles: no other option fits")
        with make_bar() as progress:
            regrouped = asyncio.run(regroup_once(found, clock, progress))
        if as_json:
            print_json(regrouped)
            return
        _print_regrouped(regrouped)
        return
    then = read_since(since, clock.now())
    with make_bar() as progress:
        result = asyncio.run(
            replay_once(found, source, then, clock, progress, rehearse=dry_run, examples=examples)
        )
    if as_json:
        print_json(result)
        return
    _print_replayed(result)


def _print_regrouped(done: Regrouped) -> None:
    grouped = f"{many(done.articles, 'article')} in {many(done.stories, 'story', 'stories')}"
    copies = many(done.copies, "copy", "copies")
    moved = many(done.moved, "article")
    out.print(f"{grouped}, {copies}: {moved} moved. Nobody was told.")


def _print_replayed(result: Replayed) -> None:
    """Show what reading again changed, in numbers and by examples."""
    would = "would change" if result.dry_run else "changed"
    read = f"{many(result.pages, 'page')} read again: {many(result.changed, 'article')} {would}."
    out.print(read + (" Nothing was written." if result.dry_run else " Nobody was told."))
    for name, count in result.fields.items():
        out.print(f"  {count:>9,}  {name}")
    for count, says in (
        (result.first, "had only their feed's words before"),
        (result.refused, "are taken for no articles now, and keep their text"),
        (result.unreadable, "could not be read, and keep their text"),
        (result.gone, "have lost their bytes, and keep their text"),
    ):
        if count:
            out.print(Text(f"  {count:>9,}  {says}", "yellow"))
    for sign, names in (("+", result.gained), ("-", result.lost)):
        for name, count in names.items():
            out.print(Text(f"  {sign}{count:>8,}  match {name}"))
    for example in result.examples:
        _print_example(example)


def _print_example(example: Example) -> None:
    """Show what one field of one article was and is."""
    number, where = f"\n{example.article:>7}  ", f"  {example.field}, {example.source}"
    out.print(Text.assemble((number, "cyan"), (example.title, "bold"), where))
    for sign, value, colour in (("-", example.before, "red"), ("+", example.after, "green")):
        for line in value.splitlines():
            out.print(Text(f"         {sign} {line[:300]}", colour))


def demo(
    exit_at_end: Annotated[bool, typer.Option("--exit", help="End after the summary.")] = False,
    seconds: Annotated[
        float, typer.Option(help="How long to watch, in real seconds.", min=10)
    ] = 75,
    notify: Annotated[
        Notify, typer.Option(help="Of which reports of a story the desk hears.")
    ] = Notify.FACTS,
    failures: Annotated[
        bool, typer.Option("--failures", help="List each fact that was missed or wrong.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Watch an invented region for a minute: the whole product, offline."""
    from wirewatch.demo import Asked, run_demo

    stay = not exit_at_end and sys.stdout.isatty()
    asked = Asked(seconds, notify, stay=stay, as_json=as_json, failures=failures)
    sys.exit(asyncio.run(run_demo(asked)))
