"""The demo: an invented region, watched by the real daemon, in about a minute.

Nothing here pretends.  The news world serves outlets on loopback with its clock running
fast; a child process runs `wirewatch run` on a written configuration; mails arrive at an
SMTP server and Slack messages at a webhook, both of this process, and are shown as they
come.  At the end what arrived is compared with the world's truth.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from news.listing import Totals
from news.text import one_line
from wirewatch.newsworld.bed import Bed, Daemon, bed
from wirewatch.newsworld.score import Late, Score
from wirewatch.newsworld.sinks import Mail, Post
from wirewatch.newsworld.world import World

# A day on which nothing real is reported; the world's night begins it.
START = datetime(2031, 3, 4, tzinfo=UTC)
BEGIN = timedelta(minutes=20)  # what is printed before is the backlog of a first start
TAIL = timedelta(minutes=40)  # the world's time after the last report
_STEP = 0.25
_SETTLE = 10.0
_PLAIN_EVERY = 40  # steps between two lines where there is no terminal


@dataclass
class Arrivals:
    """What has reached the desk, as lines for people."""

    zone: Any = UTC
    lines: deque[Text] = field(default_factory=lambda: deque(maxlen=12))
    fresh: list[Text] = field(default_factory=list)

    def mail(self, mail: Mail) -> None:
        """Note a mail."""
        self._add(mail.world, "mail ", "cyan", str(mail.message["Subject"]))

    def post(self, post: Post) -> None:
        """Note a Slack message."""
        self._add(post.world, "slack", "magenta", str(post.payload.get("text", "")))

    def _add(self, at: datetime, way: str, colour: str, what: str) -> None:
        line = Text.assemble(
            (f"{at:%H:%M} ", "dim"), (way, colour), " ", one_line(what, 140),
            no_wrap=True, overflow="ellipsis",
        )  # fmt: skip
        self.lines.append(line)
        self.fresh.append(line)


class Screen(Protocol):
    """Shows how the demo goes on."""

    def show(self, laid: Bed, totals: Totals, arrivals: Arrivals, done: float) -> None:
        """Show the state; `done` is from 0 to 1."""


async def run_demo(seconds: float, *, stay: bool, as_json: bool = False) -> int:
    """Run the demo for about so many real seconds; return the exit status."""
    console = Console(stderr=as_json, highlight=False)
    world, arrivals = World(start=START), Arrivals()
    end = max(item.published for item in world.articles) + TAIL
    speed = (end - START - BEGIN).total_seconds() / seconds
    with tempfile.TemporaryDirectory(prefix="wirewatch-demo-") as folder:
        async with bed(
            world, Path(folder), begin=BEGIN, speed=speed,
            on_mail=arrivals.mail, on_post=arrivals.post,
        ) as laid:  # fmt: skip
            _introduce(console, laid, seconds)
            daemon = await laid.start()
            with _screen(console) as screen:
                await _watch(laid, daemon, arrivals, screen, end)
                await _settle(laid, daemon)
            judged = laid.score(until=min(end, laid.clock.now()))
            totals = laid.totals()
            good = daemon.running and not judged.lost and not judged.duplicated
            _report(console, judged, totals, as_json=as_json)
            if not daemon.running:
                console.print(f"[red]The daemon ended with status {daemon.process.returncode}:")
                console.print(Text(laid.log.read_text(errors="replace")[-2000:]))
            elif stay:
                await _stay(console, laid)
            if daemon.running:
                await daemon.stop()
    return 0 if good else 1


async def _watch(
    laid: Bed, daemon: Daemon, arrivals: Arrivals, screen: Screen, end: datetime
) -> None:
    """Show what happens until the world's day is over."""
    begin = laid.clock.start
    while daemon.running and (now := laid.clock.now()) < end:
        totals = await asyncio.to_thread(laid.totals)
        screen.show(laid, totals, arrivals, (now - begin) / (end - begin))
        await asyncio.sleep(_STEP)
    screen.show(laid, await asyncio.to_thread(laid.totals), arrivals, 1.0)


async def _settle(laid: Bed, daemon: Daemon) -> None:
    """Wait until nothing is left to read or to send, but not for ever."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _SETTLE
    while daemon.running and loop.time() < deadline:
        totals = await asyncio.to_thread(laid.totals)
        if not (totals.unread or totals.due or totals.unrouted or totals.messages_new):
            return
        await asyncio.sleep(_STEP)


async def _stay(console: Console, laid: Bed) -> None:
    """Serve the archive until Ctrl-C."""
    console.print(f"\nThe archive is still served at [bold]http://127.0.0.1:{laid.web_port}/[/]")
    console.print("[dim]Press Ctrl-C to end the demo.")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def _introduce(console: Console, laid: Bed, seconds: float) -> None:
    world = laid.served.world
    console.print(
        f"[bold]wirewatch demo[/]: {len(world.outlets)} invented outlets of "
        f"{world.region.name} publish {len(world.articles)} reports in one day, "
        f"which passes in {seconds:.0f} seconds.\n"
        "The real daemon watches them: it polls feeds, fetches and reads pages, finds what a "
        "desk tracks,\nsends mail and Slack messages to servers of this demo, and archives "
        "everything.\n"
        f"Archive: [bold]http://127.0.0.1:{laid.web_port}/[/]  (open it in a browser now)\n"
    )


@contextmanager
def _screen(console: Console) -> Iterator[Screen]:
    if not console.is_terminal:
        yield _Lines(console)
        return
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield _Board(live)


@dataclass
class _Lines:
    """Plain lines, where nobody looks at a terminal."""

    console: Console
    steps: int = 0

    def show(self, laid: Bed, totals: Totals, arrivals: Arrivals, done: float) -> None:
        """Print what is new, and now and then where we are."""
        for line in arrivals.fresh:
            self.console.print(line, soft_wrap=True)
        arrivals.fresh.clear()
        self.steps += 1
        if self.steps % _PLAIN_EVERY == 0 or done >= 1.0:
            self.console.print(f"--- {laid.clock.now():%H:%M} {_counts(totals)}", soft_wrap=True)
        sys.stdout.flush()


@dataclass
class _Board:
    """A board that is drawn anew four times a second."""

    live: Live

    def show(self, laid: Bed, totals: Totals, arrivals: Arrivals, done: float) -> None:
        """Draw it."""
        bar = Table.grid(padding=(0, 1))
        bar.add_row(
            Text(f"{laid.clock.now():%H:%M}", "bold"),
            ProgressBar(total=1.0, completed=done, width=40),
            Text(f"×{laid.clock.speed:.0f}", "dim"),
        )
        told = Group(*arrivals.lines) if arrivals.lines else Text("nothing yet", "dim")
        self.live.update(
            Group(bar, Text(_counts(totals)), Panel(told, title="arrived", title_align="left"))
        )


def _counts(totals: Totals) -> str:
    return (
        f"{totals.articles} collected, {totals.full} read in full, {totals.edits} edited, "
        f"{totals.matched} matched, {totals.messages_sent} sent"
    )


def _report(console: Console, judged: Score, totals: Totals, *, as_json: bool) -> None:
    facts = summary(judged, totals)
    table = Table(title="What the desk got", title_justify="left", box=None, show_header=False)
    table.add_column(style="dim")
    table.add_column(justify="right", style="bold")
    table.add_column(style="dim")
    for name, value, note in facts:
        table.add_row(name, value, note)
    console.print(table)
    for name in ("lost", "duplicated", "missing_alerts", "false_alerts"):
        if found := getattr(judged, name):
            console.print(Text(f"{name.replace('_', ' ')}: {found}", "red"))
    if as_json:
        json.dump({name.replace(" ", "_"): value for name, value, _ in facts}, sys.stdout)
        sys.stdout.write("\n")


def summary(judged: Score, totals: Totals) -> list[tuple[str, str, str]]:
    """Return the demo's figures: name, value, what it means."""
    edits = judged.revised + len(judged.unrevised)
    wanted = len(judged.expected_alerts)
    return [
        ("collected", f"{judged.collected}", f"of {judged.published} reports published"),
        ("revised", f"{judged.revised}", f"of {edits} articles that were edited later"),
        ("matched", f"{totals.matched}", "articles match what the desk tracks"),
        ("alerted", f"{len(judged.alerts)}",
         f"alerts; {wanted - len(judged.missing_alerts)} of the {wanted} that were due"),
        ("false", f"{len(judged.false_alerts)}", "alerts that the truth does not ask for"),
        ("lost", f"{len(judged.lost)}", "reports, neither feed text nor page"),
        ("duplicated", f"{len(judged.duplicated)}", "alerts sent twice"),
        ("latency", _late(judged.latency_world), "from print to alert, in the world: median, 95 %"),
        ("latency real", _late(judged.latency_real), "the same in real time"),
    ]  # fmt: skip


def _late(late: Late) -> str:
    return f"{_seconds(late.p50)}, {_seconds(late.p95)}"


def _seconds(value: float) -> str:
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{value:.1f} s"
