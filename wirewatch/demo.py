"""The demo: an invented region, watched by the real daemon, in about a minute.

Nothing here pretends.  The news world serves outlets on loopback with its clock running
fast; a child process runs `wirewatch run` on a written configuration; mails arrive at an
SMTP server and Slack messages at a webhook, both of this process, and are shown as they
come.  At the end what arrived is compared with the world's truth (`newsworld.outcome`).

The desk hears what is new of each story, as every desk does by default; with
`--notify "every article"` each report that matches is told by itself, and counted.
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

from alerts.storyview import counted, moved
from news.fact import Notify
from news.listing import Totals
from news.text import one_line
from wirewatch.newsworld.bed import Bed, Daemon, bed
from wirewatch.newsworld.judge import Judged, Tally, What
from wirewatch.newsworld.outcome import Outcome
from wirewatch.newsworld.score import Late
from wirewatch.newsworld.sinks import Mail, Post
from wirewatch.newsworld.world import World

# A day on which nothing real is reported; the world's night begins it.
START = datetime(2031, 3, 4, tzinfo=UTC)
# The daemon starts while the world still sleeps: what it finds printed is the backlog of a first
# start, and the night's first report is news.
BEGIN = -timedelta(minutes=45)
TAIL = timedelta(minutes=40)  # the world's time after the last report
_STEP = 0.25
_SETTLE = 10.0
_TALLIED = ("told", "missed", "twice", "wrong")
_WHAT = {
    What.EVENTS: "events, by a first report",
    What.FIGURES: "figures, by who gives them",
    What.EDITS: "figures changed by an edit",
}
_FACTS = 3  # of a story in the summary
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


@dataclass(frozen=True)
class Asked:
    """How a demo is to run: about so many real seconds, and what its desk wants to hear.

    `failures` wants each fact that was missed or wrong as a line.
    """

    seconds: float
    notify: Notify = Notify.FACTS
    stay: bool = False
    as_json: bool = False
    failures: bool = False


async def run_demo(asked: Asked) -> int:
    """Run the demo; return the exit status."""
    seconds, as_json = asked.seconds, asked.as_json
    console = Console(stderr=as_json, highlight=False)
    world, arrivals = World(start=START), Arrivals()
    end = max(item.published for item in world.articles) + TAIL
    speed = (end - START - BEGIN).total_seconds() / seconds
    with tempfile.TemporaryDirectory(prefix="wirewatch-demo-") as folder:
        async with bed(
            world, Path(folder), begin=BEGIN, speed=speed,
            on_mail=arrivals.mail, on_post=arrivals.post, notify=asked.notify,
        ) as laid:  # fmt: skip
            _introduce(console, laid, seconds)
            daemon = await laid.start()
            with _screen(console) as screen:
                begin = await _watch(laid, daemon, arrivals, screen, end)
                await _settle(laid, daemon)
            outcome = laid.outcome(min(end, laid.clock.now()), begin)
            _report(console, outcome, asked)
            if not daemon.running:
                console.print(f"[red]The daemon ended with status {daemon.process.returncode}:")
                console.print(Text(laid.log.read_text(errors="replace")[-2000:]))
            elif asked.stay:
                await _stay(console, laid)
            good = daemon.running and not outcome.broken
            if daemon.running:
                await daemon.stop()
    return 0 if good else 1


async def _watch(
    laid: Bed, daemon: Daemon, arrivals: Arrivals, screen: Screen, end: datetime
) -> datetime | None:
    """Show what happens until the world's day is over; return since when every feed is followed."""
    begin, followed = laid.clock.start, None
    while daemon.running and (now := laid.clock.now()) < end:
        totals = await asyncio.to_thread(laid.totals)
        if followed is None and await asyncio.to_thread(laid.followed):
            followed = now
        screen.show(laid, totals, arrivals, (now - begin) / (end - begin))
        await asyncio.sleep(_STEP)
    screen.show(laid, await asyncio.to_thread(laid.totals), arrivals, 1.0)
    return followed


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
    at = f"http://127.0.0.1:{laid.web_port}"
    console.print(
        f"\n[bold]Look around[/] (served until you press Ctrl-C):\n"
        f"  {at}/today      the stories, with what was new last in each\n"
        f"  {at}/?matched=1 every report that matched, with the words that show why\n"
        f"  {at}/sources    how each outlet is doing",
        soft_wrap=True,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def _introduce(console: Console, laid: Bed, seconds: float) -> None:
    world = laid.served.world
    console.print(
        f"[bold]A day in {world.region.name}[/], an invented country, in {seconds:.0f} seconds. "
        f"{len(world.outlets)} outlets print {len(world.articles)} reports: raids whose toll each "
        "side gives otherwise, a broken dam, an explosion in a mine. They copy, edit and "
        "contradict each other.\n"
        "The real daemon reads them all and writes to a night desk (mail) and a newsroom (Slack): "
        "once of each story, and again only when a fact is new. Outlets, mail server and Slack are "
        "part of this demo; nothing leaves this machine.\n\n"
        f"Open [bold]http://127.0.0.1:{laid.web_port}/today[/] in a browser now: the stories, "
        "while they grow.\n"
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


def _report(console: Console, outcome: Outcome, asked: Asked) -> None:
    """Say what came in, what was told of it, and what was not."""
    facts = summary(outcome)
    singly = len(outcome.score.expected_alerts)
    console.print(
        f"\n[bold]{outcome.score.published} reports, {outcome.stories} stories, "
        f"{outcome.messages} messages.[/] Report by report they would have been {singly}."
        if outcome.told is not None
        else f"\n[bold]{outcome.score.published} reports, {outcome.messages} messages[/], "
        "one for each report that matched."
    )
    _print_stories(console, outcome)
    table = Table(title="\nThe day", title_justify="left", box=None, show_header=False)
    table.add_column(style="dim")
    table.add_column(justify="right", style="bold")
    table.add_column(style="dim")
    for name, value, note in facts:
        table.add_row(name, value, note)
    console.print(table)
    if outcome.told is not None:
        _print_told(console, outcome.told, failures=asked.failures)
    for line in outcome.misgrouped:
        console.print(Text(line, "yellow"), soft_wrap=True)
    for line in outcome.broken:
        console.print(Text(line, "red"), soft_wrap=True)
    if not outcome.broken:
        console.print("\n[green]Kept:[/] nothing lost, nothing told twice, nothing left unsent.")
    if asked.as_json:
        said = {name.replace(" ", "_"): value for name, value, _ in facts}
        json.dump(said | _told_json(outcome), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")


def _print_stories(console: Console, outcome: Outcome) -> None:
    """Show the greatest stories of the day, each with what was new last."""
    for item in outcome.greatest:
        console.print(Text(f"\n{item.title}", "bold"), soft_wrap=True)
        console.print(Text(f"  {counted(item.articles, item.origins)}", "dim"))
        for fact in item.facts[:_FACTS]:
            console.print(Text(f"  · {one_line(moved(fact), 120)}"), soft_wrap=True)


def summary(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Return the demo's figures: name, value, what it means."""
    judged, totals, grouped = outcome.score, outcome.totals, outcome.grouped
    edits = judged.revised + len(judged.unrevised)
    copies = grouped.copies + len(grouped.missed)
    rows = [
        ("collected", f"{judged.collected}", f"of {judged.published} reports published"),
        ("revised", f"{judged.revised}", f"of {edits} articles that were edited later"),
        ("matched", f"{totals.matched}", "reports match what the desk tracks"),
        ("stories", f"{outcome.stories}", "that all reports were put into, tracked or not"),
        ("copies", f"{grouped.copies}", f"of {copies} reports that were taken over were found"),
        ("messages", f"{outcome.messages}", f"to two recipients about {totals.matched} reports"),
        ("lost", f"{len(judged.lost)}", "reports, neither feed text nor page"),
    ]  # fmt: skip
    if outcome.told is None:
        wanted = len(judged.expected_alerts)
        rows += [
            ("alerted", f"{len(judged.alerts)}",
             f"alerts; {wanted - len(judged.missing_alerts)} of the {wanted} that were due"),
            ("duplicated", f"{len(judged.duplicated)}", "alerts sent twice"),
        ]  # fmt: skip
    else:
        rows.append(("repeated", f"{outcome.told.repeats}", "facts told twice to somebody"))
    return [
        *rows,
        ("false", f"{len(judged.false_alerts)}", "told of what nobody asked for"),
        (
            "latency",
            _late(judged.latency_world),
            "from print to message, by their clock: median, 95 %",
        ),
        ("latency real", _late(judged.latency_real), "the same in real time"),
    ]


def _print_told(console: Console, told: Judged, *, failures: bool) -> None:
    """Show how much of what is true was told, and what was not."""
    table = Table(
        title="\nWhat was told of what is true", title_justify="left", box=None, pad_edge=False
    )
    table.add_column("")
    table.add_column("")
    for name in _TALLIED:
        table.add_column(name, justify="right")
    for (recipient, what), tally in sorted(told.tallies.items(), key=_in_order):
        table.add_row(recipient, _WHAT[what], *(str(getattr(tally, name)) for name in _TALLIED))
    console.print(table)
    if failures:
        for _, line in told.failures:
            console.print(Text(f"  {line}", "dim"), soft_wrap=True)
    elif told.failures:
        console.print("[dim]`wirewatch demo --failures` lists each that was missed or wrong.")


def _in_order(row: tuple[tuple[str, What], Tally]) -> tuple[str, int]:
    """Put events before figures, as they come in a message."""
    recipient, what = row[0]
    return recipient, [*What].index(what)


def _told_json(outcome: Outcome) -> dict[str, Any]:
    """Return what was told, and what was not, for programs."""
    told = outcome.told
    if told is None:
        return {"broken": outcome.broken, "misgrouped": outcome.misgrouped}
    rows = [{"recipient": who, "what": what.value, **vars(tally)}
            for (who, what), tally in sorted(told.tallies.items())]  # fmt: skip
    failures = [line for _, line in told.failures]
    return {
        "broken": outcome.broken,
        "misgrouped": outcome.misgrouped,
        "told": rows,
        "failures": failures,
    }


def _late(late: Late) -> str:
    return f"{_seconds(late.p50)}, {_seconds(late.p95)}"


def _seconds(value: float) -> str:
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{value:.1f} s"
