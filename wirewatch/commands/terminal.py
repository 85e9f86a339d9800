"""The terminal: what every command writes to, and the options that several share."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from config.load import find, load, load_settings
from config.settings import Config, Settings
from news.errors import ConfigError, Problem
from news.health import Incident
from news.moment import Moment, back_to


class Screen(Console):
    """Standard output: wrapped for people only, and content with a reader who has seen enough."""

    def __init__(self) -> None:
        super().__init__(highlight=False, soft_wrap=not sys.stdout.isatty())

    def on_broken_pipe(self) -> None:
        """End well, and keep Python from flushing into nothing."""
        drop_output()
        sys.exit(0)


out = Screen()
err = Console(stderr=True, highlight=False, soft_wrap=True)

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="The configuration's folder [default: $WIREWATCH_CONFIG or ./watch]"
    ),
]
# Why a message waits, by the reason of its digest.
WHY_HELD = {
    "hourly": "the hourly digest",
    "daily": "the daily digest",
    "weekly": "the weekly digest",
    "flood": "more came at once than was asked for",
    "quiet": "quiet hours",
    "away": "catching up after an absence",
}
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def load_config(config: Path | None) -> Config:
    """Read the configuration that the option names."""
    return load(find(config, os.environ), os.environ)


def make_clock() -> Any:
    """Return the clock: the wall's, or the one that the environment gives."""
    from wirewatch import clock

    return clock.make_clock(os.environ)


def set_up_log(config: Config, *, quiet: bool = False) -> None:
    """Log as configured; only errors beside a command's own output."""
    from wirewatch.log import set_up

    set_up("error" if quiet else config.settings.log.level, config.settings.log.format)


def load_in_part(config: Path | None) -> tuple[Settings, list[Problem]]:
    """Read what is needed to look at the archive, and what is wrong with the rest."""
    folder = find(config, os.environ)
    try:
        return load(folder, os.environ).settings, []
    except ConfigError as error:
        # Where wirewatch.toml itself is broken nobody knows where the archive is.
        return load_settings(folder, os.environ), error.problems


@contextmanager
def opened(config: Config) -> Iterator[Any]:
    """Open the archive for a look."""
    with opened_by(config.settings) as found:
        yield found


@contextmanager
def opened_by(settings: Settings) -> Iterator[Any]:
    """Open the archive that the settings name."""
    from wirewatch.wiring import open_configured

    found = open_configured(settings.archive)
    try:
        yield found
    finally:
        found.close()


def run_loops(config: Config, roles: list[str], *, web: bool) -> None:
    """Run loops until stopped, alone on this archive in their roles."""
    from wirewatch.locks import hold
    from wirewatch.once import run_daemon

    set_up_log(config)
    with hold(config.settings.archive.data, roles):
        asyncio.run(run_daemon(config, roles, make_clock(), web=web))


def read_since(text: str | None, now: datetime) -> datetime | None:
    """Read "30d", "12h" or a date, where one was given."""
    return None if text is None else back_to(text, now)


@contextmanager
def make_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show how far long work is, where there is a terminal: what it does, done, of how many."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task("", total=None)

        def progress(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total or None)

        yield progress


def print_json(value: Any) -> None:
    """Print a value of ours for machines, with times in ISO 8601."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    text = json.dumps(value, default=_plain, ensure_ascii=plain, indent=2)
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        out.on_broken_pipe()


def print_line(value: dict[str, Any]) -> None:
    """Print a value as one line of JSON, at once, for whoever reads line by line."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    try:
        sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=plain) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        out.on_broken_pipe()


def print_incident(incident: Incident) -> None:
    """Show one incident: whose, what, since when, what to do."""
    colour = "dim" if incident.ended else "bold red"
    out.print(Text.assemble((incident.about, "bold"), ("  " + incident.trouble, colour)))
    print_trouble(incident)
    out.print("")


def print_trouble(incident: Incident) -> None:
    """Show what is wrong with the thing that was named, since when, what to do."""
    out.print(Text(f"  {incident.says}"))
    good = f"; last well {say_time(incident.good)}" if incident.good else "; never well"
    ended = f" until {say_time(incident.ended)}" if incident.ended else good
    out.print(Text(f"  since {say_time(incident.since)}{ended}", "dim"))
    if incident.advice and not incident.ended:
        out.print(Text(f"  {incident.advice}"))


def say_time(time: datetime) -> str:
    """Write a time for a terminal."""
    return f"{time:%Y-%m-%d %H:%M} UTC"


def drop_output() -> None:
    """Let nothing more reach standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain(value: Any) -> Any:
    if isinstance(value, Moment):
        return {"time": value.iso(), "precision": value.precision, "zone_from": value.zone_from}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)
