"""Measure what it costs to poll ten thousand feeds every quarter of an hour.

    python3 dev.py bench polls [--feeds 100,1000,3000,10000] [--polls 50000] [--json FILE]

A process of its own serves the feeds on loopback, each under an address of its own; one poll
in fifty finds a new item, whose page is fetched, read and matched as well.  A real
`wirewatch run`, web server and workers and all, follows them at the default pace, on a clock
that runs fast enough for a round of fifteen minutes to pass in some.  Then, on the same
feeds:

- **a naive poller**: aiohttp and feedparser, all feeds in every round, whole;
- **plain Scrapy**: a spider over all feeds with feedparser in its callback.

The share of a core is not read off a clock that runs fast: the daemon is started once more at
real speed, and its CPU seconds (user and system, of all processes) in two minutes of that
are what counts; where more or fewer polls fell into them than into any two minutes, at what a
poll takes.  The milliseconds a poll are of the fast run, pages and all; the CPU of the
first poll of each feed, which reads and archives all, is told apart.  Memory is the sum of
PSS of daemon, fork server and workers.

Flat means: over so many polls after the first, no look at the memory is further than five
per cent from their median.

Discarded: polling as fast as it goes (the lease query then never meets a table in which most
rows are not due, which is what costs), and RSS summed (it counts shared pages five times).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.outlets import PAGES, POLLS, UNCHANGED, Counts, address
from wirewatch.newsworld.clock import VARIABLE, WorldClock
from wirewatch.newsworld.settings import table

POLL = 900.0
START = datetime(2031, 3, 3, 6, 0, tzinfo=UTC)
AT_REAL_SPEED = 120.0  # seconds
CATCH_UP = 30.0  # after starting, for what became due meanwhile
PATIENCE = 1800.0  # for the first polls
PEER_FEEDS, PEER_ROUNDS = 2000, 2
# Expected CPU seconds a poll on a busy machine: the clock runs no faster than that allows.
_GUESS = 0.012
_FASTEST = 60.0
_LOOKS = 10
# The aims.
MOST_SHARE, MOST_MB, FLAT = 0.10, 400.0, 0.05


@dataclass
class Run:
    """What following so many feeds took; memory in MB, one figure a look."""

    feeds: int
    speed: float
    polls: int = 0
    unchanged: int = 0
    pages: int = 0
    cpu: float = 0.0
    first_cpu: float = 0.0
    share: float = 0.0  # of a core, at real speed
    real_polls: int = 0
    seconds: float = 0.0
    memory: list[float] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a poll, pages and all."""
        return 1000 * self.cpu / max(self.polls, 1)

    @property
    def middle_mb(self) -> float:
        """The median of the looks at the memory."""
        return statistics.median(self.memory)

    @property
    def astray(self) -> float:
        """How far the memory was from its median, at most."""
        return max(abs(look / self.middle_mb - 1) for look in self.memory)


@dataclass(frozen=True)
class Peer:
    """What a peer took."""

    polls: int
    cpu: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a poll."""
        return 1000 * self.cpu / self.polls


def main(words: list[str] | None = None) -> int:
    """Run ours for each number of feeds, then the peers, and print what came of it."""
    parser = argparse.ArgumentParser(prog="dev.py bench polls")
    parser.add_argument("--feeds", default="100,1000,3000,10000", help="numbers of feeds")
    parser.add_argument("--polls", type=int, default=50_000, help="for the last of them")
    parser.add_argument("--rounds", type=float, default=2.0, help="for the others")
    parser.add_argument("--only-ours", action="store_true", help="no peers: for profiling")
    parser.add_argument("--keep", type=Path, help="a folder for archives and logs")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args(words)
    numbers = [int(number) for number in options.feeds.split(",")]
    runs: list[Run] = []
    peers: dict[str, Peer] = {}
    with tempfile.TemporaryDirectory(prefix="polls-") as name:
        folder = options.keep or Path(name)
        for number in numbers:
            polls = options.polls if number == numbers[-1] else int(options.rounds * number)
            runs.append(ours(folder / str(number), number, max(polls, 200)))
            said(runs[-1])
        if not options.only_ours:
            peers = peer_runs(folder)
    report(runs, peers)
    if options.json:
        options.json.write_text(json.dumps(figures(runs, peers), indent=2) + "\n")
    return 0


# --- ours


def ours(folder: Path, feeds: int, polls: int) -> Run:
    """Follow feeds with a real daemon for so many polls after the first of each."""
    folder.mkdir(parents=True)
    run = Run(feeds, speed=min(_FASTEST, max(1.0, POLL / (feeds * _GUESS))))
    clock = WorldClock.starting(START, run.speed)
    with served(folder, clock) as (port, counts):
        site = configure(folder, [f"http://{address(n)}:{port}/feed.xml" for n in range(feeds)])
        with watching(folder, clock) as daemon:
            gauge = Family(daemon.pid)
            until(counts, feeds, daemon, folder)
            run.first_cpu = gauge.cpu()
            settle(gauge)
            measure(run, gauge, counts, polls, daemon)
        slow = WorldClock(clock.now(), 1.0, time.monotonic())
        with watching(folder, slow) as daemon:
            until_listening(site)
            at_real_speed(run, Family(daemon.pid), counts)
    return run


def settle(gauge: Family) -> None:
    """Wait until what the first polls brought has been read."""
    quiet = 0
    patience = time.monotonic() + PATIENCE
    while quiet < 3 and time.monotonic() < patience:
        before = gauge.cpu()
        time.sleep(1.0)
        quiet = quiet + 1 if gauge.cpu() - before < 0.9 else 0


def measure(
    run: Run, gauge: Family, counts: Counts, polls: int, daemon: subprocess.Popen[bytes]
) -> None:
    """Note what so many polls take."""
    before = [counts[which] for which in (POLLS, UNCHANGED, PAGES)]
    began, spent = time.monotonic(), gauge.cpu()
    while counts[POLLS] - before[0] < polls:
        if daemon.poll() is not None:
            raise SystemExit("the daemon ended")
        time.sleep(2.0)
        run.memory.append(gauge.memory_mb())
    run.cpu, run.seconds = gauge.cpu() - spent, time.monotonic() - began
    after = [counts[which] for which in (POLLS, UNCHANGED, PAGES)]
    run.polls, run.unchanged, run.pages = (b - a for a, b in zip(before, after, strict=True))


def at_real_speed(run: Run, gauge: Family, counts: Counts) -> None:
    """Note what the same feeds take on a clock like everybody's."""
    time.sleep(CATCH_UP)
    before, spent, began = counts[POLLS], gauge.cpu(), time.monotonic()
    time.sleep(AT_REAL_SPEED)
    seconds = time.monotonic() - began
    run.real_polls = counts[POLLS] - before
    missing = run.feeds * seconds / POLL - run.real_polls
    run.share = (gauge.cpu() - spent + missing * run.cpu_ms / 1000) / seconds


@contextmanager
def served(folder: Path, clock: WorldClock) -> Iterator[tuple[int, Counts]]:
    """Serve the feeds in a process of its own."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "benchmarks.outlets", clock.to_text(), str(ready)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as server:
        while not ready.exists() or not ready.read_text():
            if server.poll() is not None:
                raise SystemExit("the outlets could not be served")
            time.sleep(0.05)
        try:
            yield json.loads(ready.read_text())["port"], Counts(ready.with_suffix(".counts"))
        finally:
            assert server.stdin is not None  # noqa: S101  it is a pipe
            server.stdin.close()
            server.wait(20)


@contextmanager
def watching(folder: Path, clock: WorldClock) -> Iterator[subprocess.Popen[bytes]]:
    """Run a daemon."""
    command = [sys.executable, "-m", "wirewatch", "run", "--config", str(folder / "watch")]
    env = {**os.environ, VARIABLE: clock.to_text()}
    with (
        (folder / "daemon.log").open("ab") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=env) as daemon,
    ):
        try:
            yield daemon
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(120)


def configure(folder: Path, feeds: list[str]) -> int:
    """Write the configuration of a desk that follows these feeds; return its web port."""
    port = free_port()
    watch = folder / "watch"
    watch.mkdir()
    crawl = {"contact": "https://newsdesk.example/wirewatch", "allow_addresses": ("127.0.0.0/8",),
             "poll": "15m", "poll_floor": "15m", "poll_cap": "15m"}  # fmt: skip
    (watch / "wirewatch.toml").write_text(
        table("[archive]", {"reserve": "1MB"})
        + table("[crawl]", crawl)
        + table("[log]", {"level": "warning"})
        + table("[web]", {"port": port})
    )
    (watch / "sources.toml").write_text(
        "\n".join(
            table("[[sources]]", {"name": f"Town {n}", "feeds": (url,)})
            for n, url in enumerate(feeds)
        )
    )
    (watch / "watch.toml").write_text(
        table("[[topics]]", {"name": "Ferries", "all": ("ferry", "Sandal"), "none": ("Report",)})
    )
    (watch / "alerts.toml").write_text(
        table("[[recipients]]", {"name": "console", "channel": "console"})
        + table("[[routes]]", {"name": "everything", "recipients": ("console",)})
    )
    return port


def until_listening(port: int) -> None:
    """Wait until a daemon has started."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise SystemExit("the daemon did not start")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(counts: Counts, polls: int, daemon: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for the first poll of every feed."""
    patience = time.monotonic() + PATIENCE
    while counts[POLLS] < polls:
        if daemon.poll() is not None or time.monotonic() > patience:
            tail = (folder / "daemon.log").read_text(errors="replace")[-2000:]
            raise SystemExit(f"only {counts[POLLS]} of {polls} feeds were polled\n{tail}")
        time.sleep(0.5)


class Family:
    """A process and its descendants, looked at when asked."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)

    def _all(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]

    def cpu(self) -> float:
        """Return the CPU seconds of all, those that ended too."""
        total = 0.0
        for process in self._all():
            try:
                used = process.cpu_times()
            except psutil.Error:
                continue
            total += used.user + used.system + used.children_user + used.children_system
        return total

    def memory_mb(self) -> float:
        """Return the sum of PSS; looked at again if a process ended meanwhile.

        What that one shared would be missing: the others were counted while it still lived.
        """
        for _ in range(_LOOKS):
            try:
                return float(sum(each.memory_full_info().pss for each in self._all()) / 1e6)
            except psutil.Error:
                time.sleep(0.2)
        raise SystemExit("the daemon's memory cannot be looked at")


# --- the peers


def peer_runs(folder: Path) -> dict[str, Peer]:
    """Let both peers poll feeds of the same kind."""
    place = folder / "peers"
    place.mkdir()
    clock = WorldClock.starting(START, 10.0)
    found = {}
    with served(place, clock) as (port, _):
        feeds = [f"http://{address(n)}:{port}/feed.xml" for n in range(PEER_FEEDS)]
        (place / "feeds.json").write_text(json.dumps(feeds))
        for name, module in (("naive poller", "polls_naive"), ("plain Scrapy", "polls_scrapy")):
            found[name] = peer(module, place / "feeds.json")
            print(f"  {name:<14}{found[name].cpu_ms:7.2f} ms CPU a poll", flush=True)
    return found


def peer(module: str, feeds: Path) -> Peer:
    """Let a peer poll every feed so often; what it took until its first poll does not count."""
    command = [sys.executable, "-m", f"benchmarks.peers.{module}", str(feeds), str(PEER_ROUNDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        samples: list[tuple[float, float]] = []
        ended = threading.Event()

        def look() -> None:
            watched = psutil.Process(process.pid)
            while not ended.wait(0.05):
                try:
                    used = watched.cpu_times()
                except psutil.Error:
                    return
                samples.append((time.monotonic(), used.user + used.system))

        looking = threading.Thread(target=look)
        looking.start()
        text, _ = process.communicate()
        ended.set()
        looking.join()
    told = json.loads(text)
    before = max((cpu for at, cpu in samples if at <= told["began"]), default=0.0)
    return Peer(told["polls"], samples[-1][1] - before)


# --- the report


def said(run: Run) -> None:
    """Print a run as it ends."""
    print(
        f"  {run.feeds:>6} feeds: {run.cpu_ms:6.2f} ms CPU a poll, {run.share:6.1%} of a core,"
        f" {max(run.memory):4.0f} MB; {run.polls} polls, {run.unchanged / run.polls:.0%} unchanged,"
        f" {run.pages} pages, {run.seconds:.0f} s at {run.speed:.0f} times real speed",
        flush=True,
    )


def verdicts(runs: list[Run]) -> list[tuple[str, float, float]]:
    """Return each aim's text, our figure and the aim."""
    most = runs[-1]
    return [
        (
            f"share of a core for {most.feeds} feeds every 15 minutes, at most",
            most.share,
            MOST_SHARE,
        ),
        ("MB of all processes, at most", max(most.memory), MOST_MB),
        (f"memory's way from its median over {most.polls} polls, at most", most.astray, FLAT),
    ]


def report(runs: list[Run], peers: dict[str, Peer]) -> None:
    """Print the ratios, the curve and the verdicts."""
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    for name, one in peers.items():
        ratio = runs[-1].cpu_ms / one.cpu_ms
        print(f"  CPU a poll, ours / {name}: {ratio:.2f} ({one.cpu_ms:.2f} ms)")
    print(f"\n  {'feeds':>6}{'ms a poll':>11}{'of a core':>11}{'polls/s':>9}{'MB':>6}{'astray':>8}"
          f"{'first polls, ms each':>22}")  # fmt: skip
    for run in runs:
        a_second = run.real_polls / AT_REAL_SPEED
        print(f"  {run.feeds:>6}{run.cpu_ms:>11.2f}{run.share:>11.1%}{a_second:>9.2f}"
              f"{max(run.memory):>6.0f}{run.astray:>8.1%}"
              f"{1000 * run.first_cpu / run.feeds:>22.1f}")  # fmt: skip
    print()
    for text, figure, aim in verdicts(runs):
        print(
            f"  {'aim met    ' if figure <= aim else 'aim NOT met'}  {text} {aim:g}: {figure:.3g}"
        )


def figures(runs: list[Run], peers: dict[str, Peer]) -> dict[str, Any]:
    """Return everything measured, for machines."""
    return {
        "runs": [{**asdict(run), "share": run.share, "astray": run.astray} for run in runs],
        "peers": {name: asdict(one) for name, one in peers.items()},
        "verdicts": [
            {"aim": text, "figure": figure, "bound": aim, "met": figure <= aim}
            for text, figure, aim in verdicts(runs)
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
