"""The reading pool under load: memory over 20,000 distinct pages, speed of one worker and two.

    python3 dev.py bench reading [--data DIR] [--pages 20000] [--rounds 5] [--json FILE]

Pages go through the pool as the daemon sends them, one more at a time than there are workers,
in three parts:

- **memory**: so many pages of which no two are alike: each has its own word in every paragraph,
  in every class and in the name of every data attribute, so that whatever keeps texts or names
  must grow.  The share of all workers and of the process they are forked from is weighed every
  hundred pages.  Means of a thousand pages each (a worker's life) give the slope; the first
  thousand, in which workers take their places, is left out.
- **one worker beside two**, by turns on the same pages, the best round of each: on a machine
  that others use too, what disturbs a round only slows it.
- **trafilatura** with metadata, in a process of its own, on the same pages: CPU a page of all
  that works, ours with the pool's sending and receiving.

With --data pages of real outlets are read (DIR/extraction/dev/*.html.gz), else the project's
golden pages, which are small.  Exit status 1 when an aim is missed.

Discarded: the same pages again and again for memory (every cache would be full after the
first round and look flat); the largest sample (one hostile page decides it).
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.chain import Run, measured
from crawler.pool import ReadingPool
from news.article import Page
from news.errors import ExtractError

GOLDEN = Path(__file__).parent.parent / "tests" / "crawler" / "golden"
NOW = datetime(2026, 12, 31, tzinfo=UTC)
SECONDS, MEMORY_MB = 10.0, 1500  # of the daemon's own settings
STEP = 100  # pages between two looks at the memory
LIFE = 1000  # pages that make one mean
MOST_DRIFT = 0.05  # of the memory, over all pages, that counts as flat
LEAST_SCALING = 1.75
LEAST_SPEED = 1.25
_T = 2.1  # Student's, for some 20 means and 95 %


@dataclass
class Load:
    """What reading some pages took."""

    pages: int = 0
    failed: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    workers_mb: list[float] = field(default_factory=list)
    sender_mb: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Slope:
    """Megabytes a thousand pages, with the half of the interval that holds 95 %."""

    mean: float
    slope: float
    half: float


def main() -> int:
    """Print the figures; status 1 if an aim is missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench reading", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with extraction/dev/*.html.gz")
    parser.add_argument("--pages", type=int, default=20_000, help="for memory; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=5, help="of one worker beside two")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    asked = parser.parse_args()
    saved = templates(asked.data)
    alike = [Page(f"https://outlet.example/{n}", body, NOW) for n, body in enumerate(saved)]
    speeds: dict[int, list[Load]] = {1: [], 2: []}
    for number in range(asked.rounds):
        for workers in (1, 2) if number % 2 == 0 else (2, 1):
            speeds[workers].append(asyncio.run(read(alike, workers)))
    peer = trafilatura(saved)
    figures = compared(speeds, peer)
    many = Load()
    if asked.pages:
        many = asyncio.run(read(remade(saved, asked.pages), 2, told=asked.pages))
        figures |= weighed(many)
    show(figures)
    if asked.json:
        series = {"workers_mb": many.workers_mb, "sender_mb": many.sender_mb}
        asked.json.write_text(json.dumps(figures | series, indent=2) + "\n")
    return 0 if all(verdicts(figures).values()) else 1


# --- the pages


def templates(data: Path | None) -> list[bytes]:
    """Return the pages that all others are made of."""
    if data is None:
        return [path.read_bytes() for path in sorted(GOLDEN.glob("*.html"))]
    found = sorted((data / "extraction" / "dev").glob("*.html.gz"))
    if not found:
        raise SystemExit(f"{data} has no extraction/dev/*.html.gz")
    return [gzip.decompress(path.read_bytes()) for path in found]


def remade(saved: Sequence[bytes], count: int) -> Iterator[Page]:
    """Yield pages no two of which are alike."""
    for number in range(count):
        word = f"n{number:x}x".encode()
        body = saved[number % len(saved)]
        for old, new in (
            (b"</p>", b" %s</p>"), (b' class="', b' class="%s '), (b" data-", b" data-%s-"),
        ):  # fmt: skip
            body = body.replace(old, new % word)
        yield Page(f"https://outlet.example/{number}", body, NOW)


# --- reading


async def read(pages: Iterable[Page], workers: int, told: int = 0) -> Load:
    """Read pages with so many workers; with `told` pages to come, say how far it is."""
    pool = ReadingPool(workers, SECONDS, MEMORY_MB)
    try:
        warm = Page("https://outlet.example/", b"<h1>Bridge opens</h1>", NOW)
        await asyncio.gather(*(pool.extract(warm) for _ in range(4 * workers)))
        load = Load()
        todo = iter(pages)
        began, used = time.monotonic(), _cpu()
        await asyncio.gather(*(_turns(pool, todo, load, told) for _ in range(workers + 1)))
        load.wall, load.cpu = time.monotonic() - began, _cpu() - used
        return load
    finally:
        await pool.close()


async def _turns(pool: ReadingPool, todo: Iterator[Page], load: Load, told: int) -> None:
    """Read page after page."""
    for page in todo:
        try:
            await pool.extract(page)
        except ExtractError:
            load.failed += 1
        load.pages += 1
        if told and load.pages % STEP == 0:
            _weigh(load)
            if load.pages % LIFE == 0:
                mb = load.workers_mb[-1]
                print(f"  {load.pages:,} of {told:,} pages, {mb:.0f} MB", flush=True)


def _weigh(load: Load) -> None:
    own = psutil.Process()
    load.workers_mb.append(sum(map(_pss, own.children(recursive=True))))
    load.sender_mb.append(_pss(own))


def _pss(process: Any) -> float:
    try:
        return float(process.memory_full_info().pss) / 1e6
    except psutil.Error:  # it ended meanwhile
        return 0.0


def _cpu() -> float:
    """Return the processor time of this process and all that it has started."""
    total = 0.0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with _though_ended():
            used = process.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    return total


@contextmanager
def _though_ended() -> Iterator[None]:
    try:
        yield
    except psutil.Error:
        return


def trafilatura(saved: Sequence[bytes]) -> Run:
    """Read the same pages as the library's users do, in one process."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        index = []
        for number, body in enumerate(saved):
            (folder / f"{number}.html").write_bytes(body)
            index.append((f"https://outlet.example/{number}", f"{number}.html"))
        (folder / "pages.json").write_text(json.dumps(index))
        return measured(["benchmarks.peers.extractors", "trafilatura", name, "1"])


# --- the figures


def weighed(load: Load) -> dict[str, float]:
    """Return what the memory did."""
    figures = {"pages": float(load.pages), "failed": float(load.failed)}
    for name, series in (("workers", load.workers_mb), ("sender", load.sender_mb)):
        found = slope(series)
        figures |= {
            f"{name} MB": found.mean,
            f"{name} MB a thousand pages": found.slope,
            f"{name} MB a thousand pages, half of the interval": found.half,
            f"{name} drift": found.slope * load.pages / LIFE / found.mean,
        }
    return figures


def slope(series: Sequence[float]) -> Slope:
    """Fit a line through the means of each thousand pages but the first."""
    size = LIFE // STEP
    means = [statistics.mean(series[at : at + size]) for at in range(0, len(series), size)][1:]
    if len(means) < 3:
        raise SystemExit(f"{4 * LIFE:,} pages are the least that has a slope")
    places = range(len(means))
    fitted = statistics.linear_regression(places, means)
    errors = [
        mean - fitted.intercept - fitted.slope * at for at, mean in zip(places, means, strict=True)
    ]
    spread = math.sqrt(sum(error**2 for error in errors) / (len(means) - 2))
    middle = statistics.mean(places)
    half = _T * spread / math.sqrt(sum((at - middle) ** 2 for at in places))
    return Slope(statistics.mean(means), fitted.slope, half)


def compared(speeds: dict[int, list[Load]], peer: Run) -> dict[str, float]:
    """Return one worker beside two, and ours beside trafilatura."""
    fastest = {workers: max(one.pages / one.wall for one in speeds[workers]) for workers in speeds}
    loads = speeds[1]
    cpu_ms = 1000 * statistics.median(one.cpu / one.pages for one in loads)
    return {
        "pages/s, one worker": fastest[1],
        "pages/s, two workers": fastest[2],
        "scaling": fastest[2] / fastest[1],
        "CPU ms/page": cpu_ms,
        "CPU ms/page, trafilatura": peer.cpu_ms,
        "speed": peer.cpu_ms / cpu_ms,
    }


def verdicts(figures: dict[str, float]) -> dict[str, bool]:
    """Return each aim and whether it is met."""
    met = {
        f"two workers at least {LEAST_SCALING} times one": figures["scaling"] >= LEAST_SCALING,
        f"at least {LEAST_SPEED} times trafilatura": figures["speed"] >= LEAST_SPEED,
    }
    for name in ("workers", "sender"):
        if (drift := figures.get(f"{name} drift")) is not None:
            met[f"{name}: at most {MOST_DRIFT:.0%} more over all pages"] = drift <= MOST_DRIFT
    return met


def show(figures: dict[str, float]) -> None:
    """Print the figures, then the verdicts."""
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    for name, figure in figures.items():
        print(f"  {name:<52}{figure:10.3f}")
    print()
    for aim, met in verdicts(figures).items():
        print(f"{'met   ' if met else 'MISSED'}  {aim}")


if __name__ == "__main__":
    sys.exit(main())
