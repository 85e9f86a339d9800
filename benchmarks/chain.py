"""The whole chain beside its peers, on the same pages, in one run.

    python3 dev.py bench chain [--pages 600] [--rounds 2] [--data DIR] [--json FILE]

A world of invented outlets is served on loopback by a process of its own, which does
not count.  In turn, so that a busy machine is unfair to nobody:

- **wirewatch**: a real `wirewatch run`, web server and all, until every page is fetched,
  stored, read, matched, indexed and placed;
- **Scrapy + trafilatura**: the script that everybody writes first, which keeps nothing;
- **trafilatura**: extraction with metadata alone, from disk, on both cores;
- **our extract**: the same with our own reader, to show what the chain adds to it;
- **news-please**: extraction alone, on some of the pages, for it takes long.

What counts is ratios within one run; figures of two machines, or of two hours of one
machine, are not to be compared.  Politeness is off (`min_gap = "0s"`), or it would be all
that is measured.  Time runs from the first request, or the first page where there is no
network: nobody's imports count, except in memory.

With `--data DIR`, a folder with pages of real outlets as `extraction/dev/*.html.gz`,
extraction alone is measured on those as well.

Discarded: the sum of RSS for memory (counts shared pages once a worker), and wall time
as the main figure (another process on the machine changes it at once).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.gauge import Gauge
from wirewatch.newsworld.bed import free_port
from wirewatch.newsworld.clock import StillClock
from wirewatch.newsworld.server import Served, ServedOutlet, Sizes
from wirewatch.newsworld.settings import write_config
from wirewatch.newsworld.watch import HOOK
from wirewatch.newsworld.world import World

HOURS = 12.6  # of the world, after which all is printed
SEED = 7
PAGE_BYTES = 60_000
ELEMENTS = 900  # around the text; the median of 207 pages of 170 real outlets has 961 in all
PATIENCE = 600.0  # seconds for one run
SLOW_SAMPLE = 60  # pages given to news-please

OURS, SCRIPT, EXTRACTION = "wirewatch", "Scrapy + trafilatura", "trafilatura, 2 processes"
OWN_EXTRACTION, NEWS_PLEASE = "our extract, 2 processes", "news-please, 1 process"
# The aims, as ratios: our CPU to bare extraction's, our pages a second to the script's.
MOST_CPU, LEAST_SPEED, MOST_MB = 1.25, 1.4, 350.0


@dataclass(frozen=True)
class Run:
    """What one run of one contender took."""

    pages: int
    cpu: float
    wall: float
    peak_mb: float
    start_cpu: float = 0.0
    parts_mb: tuple[float, ...] = ()

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a page."""
        return 1000 * self.cpu / self.pages

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / self.wall


@dataclass
class Yard:
    """Where a benchmark takes place: a served world and a folder."""

    folder: Path
    world: World
    facts: dict[str, Any]
    urls: list[str]
    runs: dict[str, list[Run]] = field(default_factory=dict)

    def ask(self, path: str, body: Any = None) -> Any:
        """Ask the world's control."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(self.facts["control"] + path, data, headers)) as answer:  # noqa: S310
            return json.load(answer)


def main(words: list[str] | None = None) -> int:
    """Run all contenders and print what came of it."""
    parser = argparse.ArgumentParser(prog="dev.py bench chain")
    parser.add_argument("--pages", type=int, default=600, help="articles composed by machine")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--data", type=Path, help="a folder with extraction/dev/*.html.gz")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--only-ours", action="store_true", help="no peers: for profiling")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="bench-") as name, world(Path(name), options) as yard:
        saved = save_pages(yard)
        for number in range(options.rounds):
            for contender in order(number, only_ours=options.only_ours):
                run = contend(contender, yard, saved)
                yard.runs.setdefault(contender, []).append(run)
                print(f"  {contender:<26}{run.cpu_ms:8.1f} ms CPU a page", flush=True)
        real = real_pages(options.data, yard.folder)
        on_real = {} if real is None else {c: extraction(c, real) for c in _EXTRACTORS}
    report(yard.runs, on_real, options.data)
    if options.json:
        options.json.write_text(json.dumps(figures(yard.runs, on_real), indent=2) + "\n")
    return 0


def order(number: int, *, only_ours: bool) -> list[str]:
    """Return the contenders of a round; every second round goes the other way."""
    if only_ours:
        return [OURS]
    peers = [SCRIPT, EXTRACTION, OWN_EXTRACTION]
    return [OURS, *(peers if number % 2 == 0 else peers[::-1]), *([NEWS_PLEASE] * (number == 0))]


# --- the world


@contextmanager
def world(folder: Path, options: argparse.Namespace) -> Iterator[Yard]:
    """Serve the world in a process of its own."""
    start = datetime.now(UTC)
    command = [
        sys.executable, "-m", "wirewatch.newsworld", "--filler", str(options.pages),
        "--seed", str(SEED), "--start", start.isoformat(), "--begin", str(HOURS),
        "--window", str(options.pages + 500), "--page-bytes", str(PAGE_BYTES),
        "--furniture", str(ELEMENTS),
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None  # noqa: S101
        facts = json.loads(server.stdout.readline())
        printed = World(start=start - timedelta(hours=HOURS), seed=SEED, filler=options.pages)
        # Composed headlines repeat: an outlet's reports of one headline may be one article.
        told = {(a.outlet, a.texts[0].title): a for a in printed.articles}.values()
        urls = [facts["outlets"][a.outlet]["url"] + a.paths[0] for a in told]
        yard = Yard(folder, printed, facts, urls)
        for outlet in printed.outlets:
            if outlet.crawl_delay:  # politeness that would be all that is measured
                fault = {"kind": "Status", "status": 404}
                order = {"outlet": outlet.slug, "pattern": "/robots.txt", "fault": fault}
                yard.ask("/faults", order)
        yield yard
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def save_pages(yard: Yard) -> Path:
    """Fetch every page once and keep it on disk; the world has printed all of them then."""
    saved = yard.folder / "pages"
    saved.mkdir()
    index = []
    for number, url in enumerate(yard.urls):
        with urlopen(Request(url, headers={"Accept-Encoding": "br"})):  # noqa: S310
            pass  # compressed once for those who come
        with urlopen(url) as answer:  # noqa: S310  loopback
            (saved / f"{number}.html").write_bytes(answer.read())
        index.append((url, f"{number}.html"))
    (saved / "pages.json").write_text(json.dumps(index))
    return saved


def real_pages(data: Path | None, folder: Path) -> Path | None:
    """Unpack the saved pages of real outlets, if there are any."""
    found = sorted((data / "extraction" / "dev").glob("*.html.gz")) if data else []
    if not found:
        return None
    saved = folder / "real"
    saved.mkdir()
    index = []
    for number, path in enumerate(found):
        (saved / f"{number}.html").write_bytes(gzip.decompress(path.read_bytes()))
        index.append((f"https://outlet.example/{number}", f"{number}.html"))
    (saved / "pages.json").write_text(json.dumps(index))
    return saved


# --- the contenders


def contend(contender: str, yard: Yard, saved: Path) -> Run:
    """Run one contender once."""
    if contender == OURS:
        return ours(yard)
    if contender == SCRIPT:
        urls = yard.folder / "urls.json"
        urls.write_text(json.dumps(yard.urls))
        return measured(["benchmarks.peers.scrapy_trafilatura", str(urls)])
    return extraction(contender, saved)


_EXTRACTORS = {
    EXTRACTION: ("trafilatura", 2),
    OWN_EXTRACTION: ("wirewatch", 2),
    NEWS_PLEASE: ("news-please", 1),
}


def extraction(contender: str, saved: Path) -> Run:
    """Measure extraction alone; the slow one reads a sample."""
    name, workers = _EXTRACTORS[contender]
    words = ["benchmarks.peers.extractors", name, str(saved), str(workers)]
    return measured([*words, str(SLOW_SAMPLE)] if contender == NEWS_PLEASE else words)


def measured(words: Sequence[str]) -> Run:
    """Run a peer, which prints when it began and ended, and watch it from outside."""
    command = [sys.executable, "-W", "ignore", "-m", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as peer:
        assert peer.stdout is not None  # noqa: S101
        with Gauge(peer.pid) as gauge:
            said = json.loads(peer.stdout.readline() or "null")
            time.sleep(0.2)  # one more look while it waits for our word
        peer.communicate("")
    if said is None or peer.returncode:
        raise SystemExit(f"{words[0]} failed with status {peer.returncode}")
    return _run(gauge, said["pages"], said["began"], said["ended"])


def ours(yard: Yard) -> Run:
    """Watch the world with a real daemon until every page is placed."""
    watch = Path(tempfile.mkdtemp(dir=yard.folder)) / "watch"
    write_config(
        watch, as_served(yard), free_port(), f"http://127.0.0.1:{free_port()}{HOOK}",
        poll_seconds=3600, web_port=free_port(), min_gap="0s",
    )  # fmt: skip
    before = len(yard.ask("/log"))
    command = [sys.executable, "-m", "wirewatch", "run", "--config", str(watch)]
    log = (watch.parent / "daemon.log").open("wb")
    with subprocess.Popen(command, stdout=log, stderr=log) as daemon, log:
        try:
            with Gauge(daemon.pid) as gauge:
                ended = until_placed(daemon, watch, len(yard.urls))
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(60)
    began = min(asked["real"] for asked in yard.ask("/log")[before:])
    shutil.rmtree(watch.parent)
    return _run(gauge, len(yard.urls), began, ended)


def until_placed(daemon: subprocess.Popen[bytes], watch: Path, wanted: int) -> float:
    """Wait until so many articles have been read; return the moment."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        if placed(watch / "data" / "archive.db") >= wanted:
            return time.monotonic()
        if daemon.poll() is not None:
            raise SystemExit(f"the daemon ended: {(watch.parent / 'daemon.log').read_text()}")
        time.sleep(0.1)
    raise SystemExit(f"only {placed(watch / 'data' / 'archive.db')} of {wanted} pages were placed")


def placed(archive: Path) -> int:
    """Count the articles of which a page has been read, matched, indexed and placed."""
    if not archive.exists():
        return 0
    counting = "SELECT count(DISTINCT article_id) FROM pages WHERE state = 'read'"
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True, timeout=10)) as connection:
        try:
            return int(connection.execute(counting).fetchone()[0])
        except sqlite3.OperationalError:  # the tables are just being made
            return 0


def as_served(yard: Yard) -> Served:
    """Return the world as its server has it, for the writer of the configuration."""
    clock = StillClock(datetime.now(UTC))
    outlets = {
        outlet.slug: ServedOutlet(
            outlet, yard.world, clock, Sizes(), url=yard.facts["outlets"][outlet.slug]["url"]
        )
        for outlet in yard.world.outlets
    }
    return Served(yard.world, clock, outlets)


def _run(gauge: Gauge, pages: int, began: float, ended: float) -> Run:
    parts = tuple(round(part, 1) for part in gauge.parts)
    spent = gauge.cpu(began, ended)
    return Run(pages, spent, ended - began, gauge.peak_mb, gauge.cpu(0, began), parts)


# --- the report


def middle(runs: Sequence[Run], figure: str) -> float:
    """Return the median of one figure."""
    return float(statistics.median(getattr(run, figure) for run in runs))


def verdicts(runs: dict[str, list[Run]]) -> list[tuple[str, float, float, bool]]:
    """Return each aim's text, our figure, the aim, and whether it is met."""
    memory = middle(runs[OURS], "peak_mb")
    told = [("MB of daemon and workers, at most", memory, MOST_MB, memory <= MOST_MB)]
    if EXTRACTION in runs:
        cpu = middle(runs[OURS], "cpu_ms") / middle(runs[EXTRACTION], "cpu_ms")
        speed = middle(runs[OURS], "speed") / middle(runs[SCRIPT], "speed")
        told[:0] = [
            ("CPU of the chain / trafilatura alone, at most", cpu, MOST_CPU, cpu <= MOST_CPU),
            ("pages/s / Scrapy + trafilatura, at least", speed, LEAST_SPEED, speed >= LEAST_SPEED),
        ]
    return told


def report(runs: dict[str, list[Run]], on_real: dict[str, Run], data: Path | None) -> None:
    """Print the ratios, then the table, then the verdicts."""
    pages = runs[OURS][0].pages
    size = f"{PAGE_BYTES // 1000} KB and some {ELEMENTS} elements"
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"\n{pages} pages of {size}; medians of {len(runs[OURS])} runs; {busy}\n")
    _table(runs)
    if on_real:
        print(f"\nextraction alone, on {on_real[EXTRACTION].pages} pages of real outlets\n")
        _table({name: [run] for name, run in on_real.items()})
    else:
        print("\nno pages of real outlets: " + (f"none in {data}" if data else "give --data DIR"))
    print()
    for text, figure, aim, met in verdicts(runs):
        print(f"  {'aim met    ' if met else 'aim NOT met'}  {text} {aim:g}: {figure:.2f}")


def _table(runs: dict[str, list[Run]]) -> None:
    unit = runs[EXTRACTION] if EXTRACTION in runs else runs[OURS]
    print(f"  {'':<26}{'CPU ratio':>10}{'CPU ms/page':>13}{'pages/s':>9}"
          f"{'peak MB':>9}{'start CPU s':>13}")  # fmt: skip
    for name, those in runs.items():
        ratio = middle(those, "cpu_ms") / middle(unit, "cpu_ms")
        print(f"  {name:<26}{ratio:>10.2f}{middle(those, 'cpu_ms'):>13.1f}"
              f"{middle(those, 'speed'):>9.1f}{middle(those, 'peak_mb'):>9.0f}"
              f"{middle(those, 'start_cpu'):>13.1f}")  # fmt: skip


def figures(runs: dict[str, list[Run]], on_real: dict[str, Run]) -> dict[str, Any]:
    """Return everything measured, for machines."""
    return {
        "runs": {name: [asdict(run) for run in those] for name, those in runs.items()},
        "real pages": {name: asdict(run) for name, run in on_real.items()},
        "verdicts": [
            {"aim": text, "figure": figure, "bound": aim, "met": met}
            for text, figure, aim, met in verdicts(runs)
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
