"""A day of the news world with all that outlets do to their readers, and two peers beside us.

    python3 dev.py bench collect [--minutes 16] [--hours 24] [--further 30] [--short] [--json FILE]

Thirty-nine outlets print some twelve hundred reports in 24 hours of the world.  Half of them
misbehave: 503 and 429 with both forms of Retry-After, hangs, drips, truncation, resets,
challenge pages, empty bodies, lying and useless validators, frozen lists, new guids, moves
(301, 302, 308), redirects in circles, 404 and 410, bombs in three encodings, pages of 33 MB,
wrong charsets, unreadable robots.txt, certificates that expire and are renewed, outlets that
fall silent.  Three readers follow the same outlets at the same time:

- **wirewatch**: a real `wirewatch run`, adaptive from 15 minutes between 5 minutes and 2 hours;
- **naive poller**: aiohttp and feedparser, every 15 minutes, no validators, no robots.txt;
- **plain Scrapy**: the tutorial's project with a selector for every list, every 15 minutes.

Each is judged by the same truth and the same log: what was lost and doubled, how late, how
polite.  A day passes in a quarter of an hour; what reaches us late by our own doing is real
time and would be a hundred times as long in the world's.  So lateness is told in two parts:
the pause between the two polls around a report's printing, in the world's minutes, and what
came on top of it, in real seconds.  Outlets that misbehave are no measure of lateness.

Discarded: one reader after the other (they would meet other weather), and faults that are
met a number of times (who comes first would use them up for all).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from news.moment import from_micros
from wirewatch.newsworld.authority import Authority
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.faults import (
    BadCertificate,
    Body,
    Chunked,
    EmptyBody,
    Encoded,
    Fault,
    Frozen,
    Hang,
    HtmlInsteadOfFeed,
    Misnamed,
    NewGuids,
    NewTag,
    NotModifiedLiar,
    Padded,
    Redirect,
    Reset,
    Slow,
    Status,
    Truncated,
)
from wirewatch.newsworld.log import Asked
from wirewatch.newsworld.packing import bomb
from wirewatch.newsworld.politeness import FEEDS, LISTS, Politeness, politeness
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.score import Late, links, plain, spread
from wirewatch.newsworld.server import MOVED, ServedOutlet
from wirewatch.newsworld.truth import TrueArticle
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)
BEGIN = timedelta(minutes=20)  # what is printed before is the backlog of a first start
TAIL = timedelta(hours=4)  # the world's time after the last report; twice the longest pause
PATIENCE = 90.0  # real seconds for what is left at the end
HOUR = timedelta(hours=1)
DAY = 24.0  # the hours of PLAN
POLL = 900.0
GAP = 1.0
TIMEOUT = 5.0  # real seconds, for every reader: eight minutes of a fast world
BOMB = 200_000_000
SECURE = ("wire", "mail-001", "chronicle-005", "tribune-022", "bulletin-023", "chronicle-025")
OURS, NAIVE, SCRAPY = "wirewatch", "naive poller", "plain Scrapy"
AGENTS = {OURS: "wirewatch/", NAIVE: "Python/", SCRAPY: "Scrapy/"}
PEERS = {NAIVE: "benchmarks.peers.naive_poller", SCRAPY: "benchmarks.peers.plain_scrapy"}
# The aims.
CONDITIONAL, UNNEEDED, LATE = 0.95, 0.05, 5.0


# --- what breaks, and when

LISTING, FIRST, PAGES, ROBOTS, ALL = "lists", "first list", "pages", "robots.txt", "all"
# The path is added when it is placed.
ITSELF, MOVES = Redirect(""), Redirect(MOVED, 301)
MOVES_TOO, LENDS = Redirect(MOVED, 308), Redirect(MOVED, 302)


@dataclass(frozen=True)
class Trouble:
    """A fault: from which hour of a day of 24, for how many, whose, before what, which."""

    at: float
    hours: float
    outlet: str
    where: str
    fault: Fault


PLAN = (
    Trouble(2, 1.5, "gazette-010", LISTING, Status(503, 1800)),
    Trouble(5, 1, "gazette-010", LISTING, Status(429, 2400, dated=True)),
    Trouble(8, 3, "gazette-010", LISTING, HtmlInsteadOfFeed()),
    Trouble(13, 2, "gazette-010", ALL, Hang(8)),
    Trouble(18, 1, "gazette-010", LISTING, EmptyBody()),
    Trouble(2, 2, "mail-011", LISTING, Slow(200, 0.5)),
    Trouble(6, 2, "mail-011", LISTING, Truncated(0.5)),
    Trouble(10, 2, "mail-011", ALL, Reset()),
    Trouble(14, 3, "mail-011", LISTING, NotModifiedLiar()),
    Trouble(3, 40, "tribune-012", FIRST, Status(410)),  # for good; its sitemap stays
    Trouble(6, 2, "tribune-012", PAGES, Status(429, 900)),
    Trouble(12, 2, "tribune-012", PAGES, Status(410)),
    Trouble(2, 4, "bulletin-013", LISTING, NewTag()),
    Trouble(8, 3, "bulletin-013", LISTING, Frozen(START + 8 * HOUR)),
    Trouble(12, 4, "bulletin-013", LISTING, Chunked(300)),
    Trouble(17, 3, "bulletin-013", LISTING, Encoded("zstd")),
    Trouble(4, 5, "express-014", FIRST, Status(500)),  # its window overflows
    Trouble(12, 2, "express-014", ALL, Status(503, 3600, dated=True)),
    Trouble(5, 3, "chronicle-015", LISTING, NewTag()),
    Trouble(10, 2, "chronicle-015", LISTING, ITSELF),
    Trouble(14, 2, "chronicle-015", ROBOTS, Status(503)),
    Trouble(3, 2, "observer-016", LISTING, Status(404)),
    Trouble(8, 3, "observer-016", PAGES, Misnamed("utf-8", "iso-8859-1")),
    Trouble(14, 2, "observer-016", LISTING, EmptyBody()),
    Trouble(4, 40, "standard-017", LISTING, MOVES),
    Trouble(3, 3, "register-018", LISTING, LENDS),
    Trouble(3, 40, "star-019", FIRST, MOVES_TOO),
    Trouble(5, 3, "gazette-020", LISTING, NewGuids()),
    Trouble(12, 1, "gazette-020", LISTING, Body(bomb("zstd", BOMB), "text/xml", "zstd")),
    Trouble(16, 1, "gazette-020", LISTING, Body(bomb("gzip", BOMB), "text/xml", "gzip")),
    Trouble(4, 2, "mail-021", PAGES, Padded()),
    Trouble(10, 2, "mail-021", PAGES, Body(bomb("br", BOMB), "text/html", "br")),
    Trouble(14, 3, "mail-021", LISTING, Misnamed("utf-16", "iso-8859-1")),
    Trouble(3, 3, "tribune-022", ALL, BadCertificate("expired")),
    Trouble(8, 2, "bulletin-023", ALL, BadCertificate("unknown")),
    Trouble(12, 2, "chronicle-025", ALL, BadCertificate("wrong host")),
    Trouble(4, 2, "express-024", PAGES, Truncated(0.4)),
    Trouble(8, 2, "express-024", PAGES, Status(503, 1200)),
    Trouble(3, 2, "observer-026", PAGES, Hang(8)),
    Trouble(9, 2, "observer-026", PAGES, Slow(500, 0.5)),
    Trouble(5, 2, "standard-027", PAGES, Status(404)),
    Trouble(10, 2, "standard-027", LISTING, Redirect("/", 302)),  # the home page
    Trouble(15, 3, "standard-027", ROBOTS, Status(500)),
    Trouble(6, 2, "star-029", ALL, Status(503)),
    Trouble(14, 1, "star-029", ALL, Status(429, 1200)),
)


@dataclass
class Reader:
    """One of those who follow the outlets, and what it kept: address and time."""

    name: str
    kept: list[tuple[str, datetime]] = field(default_factory=list)


@dataclass
class Day:
    """A run: its bed, its readers, and how long it is."""

    laid: Bed
    hours: float
    readers: dict[str, Reader]

    def at(self, hour: float) -> datetime:
        """Return an hour of a day of 24, shortened with it."""
        return START + hour / DAY * self.hours * HOUR

    @property
    def end(self) -> datetime:
        """When the last report has been printed."""
        return self.at(DAY)

    @property
    def well(self) -> set[str]:
        """The outlets before which no fault is put."""
        ill = {trouble.outlet for trouble in PLAN}
        return set(self.laid.served.outlets) - ill


def place(day: Day, trouble: Trouble) -> None:
    """Let a fault stand from now on for as long as it is to."""
    outlet = day.laid.served.outlets.get(trouble.outlet)
    if outlet is None:  # fewer outlets were asked for
        return
    until = day.at(trouble.at + trouble.hours)
    for path in paths(day, outlet, trouble.where, until):
        fault = trouble.fault
        match fault:
            case Redirect("", status):
                fault = Redirect(path, status)
            case Redirect(to, status) if to == MOVED:
                fault = Redirect(MOVED + path, status)
            case Frozen():
                fault = Frozen(day.laid.clock.now())
        outlet.faults.add(path, fault, until=until)


def paths(day: Day, outlet: ServedOutlet, where: str, until: datetime) -> list[str]:
    """Return the paths before which a fault is put."""
    listed = [listing.path for listing in outlet.outlet.listings]
    printed = day.laid.served.world.published(outlet.outlet, until)
    return {
        LISTING: listed,
        FIRST: listed[:1],
        PAGES: [path for item in printed for path in item.paths],
        ROBOTS: ["/robots.txt"],
        ALL: ["*"],
    }[where]


# --- the run


def main(words: list[str] | None = None) -> int:
    """Let a day pass and print what came of it."""
    parser = argparse.ArgumentParser(prog="dev.py bench collect")
    parser.add_argument("--minutes", type=float, default=16, help="how long the day may take")
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--further", type=int, default=30, help="outlets beside the nine")
    parser.add_argument("--reports", type=int, default=30, help="a day and outlet")
    parser.add_argument("--short", action="store_true", help="eight hours in four minutes")
    parser.add_argument("--only-ours", action="store_true", help="no peers: for looking into")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--keep", type=Path, help="a folder for archive and log")
    options = parser.parse_args(words)
    if options.short:
        options.hours, options.minutes = 8.0, 4.0
    with tempfile.TemporaryDirectory(prefix="collect-") as name:
        return asyncio.run(run(options, options.keep or Path(name)))


async def run(options: argparse.Namespace, folder: Path) -> int:
    """Let the day pass, then judge."""
    span, outlets = options.hours * HOUR, options.further + 9
    count = round(options.reports * outlets * options.hours / DAY)
    world = World(start=START, filler=count, span=span, tracked=0.1, further=options.further)
    speed = (span + TAIL) / timedelta(minutes=options.minutes)
    authority = Authority(folder / "tls", now=START)
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"{count} reports of {outlets} outlets in {options.hours:g} hours, "
          f"{speed:.0f} times as fast as time; {load}", flush=True)  # fmt: skip
    crawl: dict[str, Any] = {
        "poll": "15m", "poll_floor": "5m", "poll_cap": "2h", "min_gap": f"{GAP:g}s",
        "timeout": f"{TIMEOUT:g}s",
    }  # fmt: skip
    secure = [slug for slug in SECURE if slug in {outlet.slug for outlet in world.outlets}]
    async with bed(
        world, folder, begin=BEGIN, speed=speed, crawl=crawl, authority=authority, secure=secure
    ) as laid:
        names = [OURS] if options.only_ours else [OURS, NAIVE, SCRAPY]
        day = Day(laid, options.hours, {name: Reader(name) for name in names})
        daemon = await laid.start()
        async with peers(day):
            await pass_through(day)
            await finish(day)
        alive = daemon.running
        if alive:
            await daemon.stop()
        found = {name: Judged.of(day, name) for name in names}
    report(found)
    told = verdicts(found[OURS], alive=alive)
    for words, met in told:
        print(f"  {'aim met    ' if met else 'aim NOT met'}  {words}")
    if options.json:
        readers = {name: asdict(one) for name, one in found.items()}
        figures = {"readers": readers, "verdicts": dict(told)}
        options.json.write_text(json.dumps(figures, indent=2, default=str) + "\n")
    return 0 if all(met for _, met in told) else 1


@asynccontextmanager
async def peers(day: Day) -> AsyncIterator[None]:
    """Let the peers read beside us."""
    laid, speed = day.laid, day.laid.clock.speed
    order = laid.folder / "order.json"
    lists = [url for outlet in laid.served.outlets.values() for url in outlet.feed_urls(*ListKind)]
    told = {"lists": lists, "pause": POLL / speed, "delay": GAP / speed, "timeout": TIMEOUT}
    order.write_text(json.dumps(told))
    running, reading = [], []
    for name, module in PEERS.items():
        if name not in day.readers:
            continue
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, str(order), env=laid.environment,
            stdout=asyncio.subprocess.PIPE, stderr=(laid.folder / f"{name}.log").open("wb"),
        )  # fmt: skip
        running.append(process)
        reading.append(asyncio.create_task(listen(day, day.readers[name], process)))
    try:
        yield
    finally:
        for process in running:
            if process.returncode is not None:
                print(f"a peer ended by itself with status {process.returncode}", flush=True)
            else:
                process.kill()
            await process.wait()
        await asyncio.gather(*reading)


async def listen(day: Day, reader: Reader, process: asyncio.subprocess.Process) -> None:
    """Note what a peer keeps."""
    clock = day.laid.clock
    assert process.stdout is not None  # noqa: S101
    async for line in process.stdout:
        kept = json.loads(line)
        passed = (kept["at"] - clock.real_start) * clock.speed
        reader.kept.append((kept["url"], clock.start + timedelta(seconds=passed)))


async def pass_through(day: Day) -> None:
    """Put each fault in its place at its time."""
    clock, told = day.laid.clock, START
    for trouble in sorted(PLAN, key=lambda one: one.at):
        await clock.sleep((day.at(trouble.at) - clock.now()).total_seconds())
        place(day, trouble)
        if clock.now() - told > HOUR:
            told = clock.now()
            totals = await asyncio.to_thread(day.laid.totals)
            print(f"  {told:%H:%M}  {totals.articles} articles in the archive", flush=True)
    await clock.sleep((day.end + TAIL - clock.now()).total_seconds())


async def finish(day: Day) -> None:
    """Wait until nothing is missing, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        judged = await asyncio.to_thread(Judged.of, day, OURS)
        if not judged.lost:
            return
        await asyncio.sleep(2)


# --- the judgement


@dataclass(frozen=True)
class Judged:
    """A reader against truth and log.

    `unread` are those of the lost whose outlets give no RSS or Atom.  `late` is the time from
    print to archive at well outlets in the world's seconds, `beyond` what of it is more than
    the pause between the polls around it, in real seconds, and `slowest` where that was most.
    """

    published: int
    lost: tuple[str, ...]
    unread: int
    doubled: tuple[str, ...]
    late: Late
    beyond: Late
    slowest: dict[str, float]
    manners: Politeness
    sent: int

    @classmethod
    def of(cls, day: Day, name: str) -> Judged:
        """Judge a reader by what it has kept so far."""
        served = day.laid.served
        truth = served.truth()
        by_link = links(truth, served.addresses)
        kept = archived(day.laid) if name == OURS else day.readers[name].kept
        first: dict[str, datetime] = {}
        names: Counter[str] = Counter()
        for url, at in kept:
            if item := by_link.get(plain(url)):
                names[item.id] += 1
                first[item.id] = min(at, first.get(item.id, at))
        log = [one for one in list(served.log) if one.agent.startswith(AGENTS[name])]
        past = unknowable(day, log)
        due = [a for a in truth.articles if a.published <= day.end and a.id not in past]
        lost = [item for item in due if item.id not in first]
        outlets = {outlet.slug: outlet for outlet in served.world.outlets}
        simple = {
            slug
            for slug, outlet in outlets.items()
            if FEEDS - {"json"} & {str(listing.kind) for listing in outlet.listings}
        }
        gaps = pauses(log)
        lateness, beyond = [], {}
        for item in due:
            pause = around(gaps.get(item.outlet, ()), item)
            if item.id in first and item.outlet in day.well and pause is not None:
                late = (first[item.id] - item.published).total_seconds()
                lateness.append(late)
                over = max(0.0, late - pause) / day.laid.clock.speed
                beyond[f"{item.outlet} {item.id}"] = over
        return cls(
            published=len(due),
            lost=tuple(item.id for item in lost),
            unread=sum(item.outlet not in simple for item in lost),
            doubled=tuple(sorted(key for key, count in names.items() if count > 1)),
            late=spread(lateness),
            beyond=spread(list(beyond.values())),
            slowest={name: beyond[name] for name in sorted(beyond, key=beyond.__getitem__)[-5:]},
            manners=politeness(
                log,
                speed=day.laid.clock.speed,
                gap=GAP,
                delays={slug: float(outlet.crawl_delay) for slug, outlet in outlets.items()},
            ),
            sent=sum(one.sent for one in log),
        )


def archived(laid: Bed) -> list[tuple[str, datetime]]:
    """Return each article's address and when it came."""
    words = "SELECT url, first_seen_at FROM articles WHERE same_as IS NULL"
    with closing(sqlite3.connect(f"file:{laid.data / 'archive.db'}?mode=ro", uri=True)) as archive:
        return [(url, from_micros(at)) for url, at in archive.execute(words)]


def unknowable(day: Day, log: Sequence[Asked]) -> set[str]:
    """Name what had left an outlet's lists before the reader's first answer from them."""
    came: dict[str, datetime] = {}
    for one in log:
        if one.kind in LISTS and one.status == 200:
            came[one.outlet] = min(one.world, came.get(one.outlet, one.world))
    gone: set[str] = set()
    for slug, at in came.items():
        outlet = day.laid.served.outlets[slug]
        polled = [listing for listing in outlet.outlet.listings if not listing.unlisted]
        shown = max(outlet.rows(listing) for listing in polled)
        gone |= {item.id for item in day.laid.served.world.published(slug, at)[shown:]}
    return gone


def pauses(log: Sequence[Asked]) -> Mapping[str, Sequence[Sequence[Asked]]]:
    """Return the polls of each outlet's lists, one row a list, in order."""
    rows: dict[tuple[str, str], list[Asked]] = {}
    for one in sorted(log, key=lambda asked: asked.real):
        if one.kind in LISTS:
            rows.setdefault((one.outlet, one.path), []).append(one)
    found: dict[str, list[list[Asked]]] = {}
    for (outlet, _), polls in rows.items():
        found.setdefault(outlet, []).append(polls)
    return found


def around(lists: Sequence[Sequence[Asked]], item: TrueArticle) -> float | None:
    """Return the seconds between the two polls around a report's printing.

    Of several lists that one counts which was polled first.  None for backlog: what was
    printed before its lists were polled at all.
    """
    best: tuple[datetime, float] | None = None
    for polls in lists:
        after = next((one for one in polls if one.world >= item.published), None)
        before = [one for one in polls if one.world < item.published]
        if after and before and (best is None or after.world < best[0]):
            best = after.world, (after.world - before[-1].world).total_seconds()
    return best[1] if best else None


# --- the report


def report(found: Mapping[str, Judged]) -> None:
    """Print the table: ratios to us first."""
    ours = found[OURS]
    print("\n| | " + " | ".join(found) + " |\n|---|" + "---|" * len(found))
    table = [(words, [ratio(one, ours) for one in found.values()]) for words, ratio in RATIOS]
    table += [(words, [str(value(one)) for one in found.values()]) for words, value in ROWS]
    for words, values in table:
        print(f"| {words} | " + " | ".join(values) + " |")
    print()
    slowest = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in ours.slowest.items())
    print(f"the slowest: {slowest}")
    for name in ("lost", "doubled"):
        if some := getattr(ours, name):
            print(f"{name}: {some[:20]}")
    for name in ("early", "hasty", "forbidden", "revived", "crowded"):
        if some := getattr(ours.manners, name):
            print(f"{name}: {some[:10]}")


def percent(share: float) -> str:
    """Write a share."""
    return f"{100 * share:.1f} %"


RATIOS: tuple[tuple[str, Callable[[Judged, Judged], str]], ...] = (
    ("requests, ratio", lambda one, us: f"{one.manners.requests / us.manners.requests:.2f}"),
    ("bytes sent, ratio", lambda one, us: f"{one.sent / us.sent:.2f}"),
    ("polls, ratio", lambda one, us: f"{one.manners.polls / us.manners.polls:.2f}"),
)
ROWS: tuple[tuple[str, Callable[[Judged], object]], ...] = (
    ("lost", lambda one: f"{len(one.lost)} of {one.published}"),
    ("lost though its outlet has RSS or Atom", lambda one: len(one.lost) - one.unread),
    ("doubled", lambda one: len(one.doubled)),
    ("print to archive, world min, 50 %", lambda one: f"{one.late.p50 / 60:.1f}"),
    ("print to archive, world min, 95 %", lambda one: f"{one.late.p95 / 60:.1f}"),
    ("beyond the pause, real s, 95 %", lambda one: f"{one.beyond.p95:.2f}"),
    ("repeat polls conditional", lambda one: percent(one.manners.lists.conditional_share)),
    ("unneeded full bodies", lambda one: percent(one.manners.lists.unneeded_share)),
    ("pages asked again", lambda one: one.manners.pages.asked),
    ("of them conditional", lambda one: percent(one.manners.pages.conditional_share)),
    ("polls before max-age", lambda one: len(one.manners.early)),
    ("requests within Retry-After", lambda one: len(one.manners.hasty)),
    ("against robots.txt", lambda one: len(one.manners.forbidden)),
    ("after 410", lambda one: len(one.manners.revived)),
    ("within a second of the last", lambda one: len(one.manners.crowded)),
    ("at once at a host, at most", lambda one: one.manners.most_at_once),
)


def verdicts(ours: Judged, *, alive: bool) -> list[tuple[str, bool]]:
    """Return each aim in words, and whether it is met."""
    manners = ours.manners
    share, again = manners.lists.conditional_share, manners.lists.unneeded_share
    return [
        (f"reports lost: {len(ours.lost)} of {ours.published}", not ours.lost),
        (f"reports doubled: {len(ours.doubled)}", not ours.doubled),
        (f"requests against Retry-After, robots.txt or 410: {manners.violations}",
         not manners.violations),
        (f"polls before max-age: {len(manners.early)}", not manners.early),
        (f"requests at once at a host: {manners.most_at_once}", manners.most_at_once <= 2),
        (f"repeat polls conditional, at least 95 %: {percent(share)}", share >= CONDITIONAL),
        (f"unneeded full bodies, at most 5 %: {percent(again)}", again <= UNNEEDED),
        (f"95 % of reports within the pause and 5 s: {ours.beyond.p95:.2f} s beyond",
         ours.beyond.p95 <= LATE),
        ("the daemon lived through it", alive),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
