"""Commands about what is tracked: how often each topic and person is found, and what that says."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from news.firing import Fired, Firing
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
)


def list_tracked(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List topics and people: how often each is found, and when it was last."""
    firing = _firing(config)
    if as_json:
        print_json(firing)
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("name")
    table.add_column("kind")
    for heading in ("a day (7 days)", "(30 days)", "share"):
        table.add_column(heading, justify="right")
    table.add_column("last")
    for one in firing.items:
        table.add_row(*map(Text, (one.name, one.subject, *_figures(one))))
    out.print(table)
    _print_end(firing)


def health(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Say which topics and people find nothing, too much, or the same as others."""
    firing = _firing(config)
    if as_json:
        print_json(firing)
        return
    well = 0
    for one in firing.items:
        says = (*one.says, *one.doubts)
        well += not says
        if says:
            out.print(Text.assemble((one.name, "bold"), f"  {one.subject}"))
        for text in says:
            out.print(Text(f"  {text}", "yellow"))
    out.print(f"{well:,} of {len(firing.items):,} that are tracked are well.")
    _print_end(firing)


def _firing(config: Path | None) -> Firing:
    found = load_config(config)
    with opened(found) as archive:
        made: Firing = archive.firings.firing(found.watchlist, make_clock().now())
        return made


def _figures(one: Fired) -> tuple[str, ...]:
    last = f"{one.last:%Y-%m-%d %H:%M}" if one.last else "never"
    return *(f"{rate:,.1f}" if rate else "0" for rate in one.a_day), f"{one.share:.1%}", last


def _print_end(firing: Firing) -> None:
    if not firing.items:
        out.print("Nothing is tracked yet: add topics and people to watch.toml.")
        return
    says = f"By when articles came, in {firing.days:.0f} days; shares of the newest"
    out.print(Text(f"{says} {firing.looked:,} articles.", "dim"))
