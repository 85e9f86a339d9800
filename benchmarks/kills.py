"""Cut the power fifty times in the middle of a crawl, and count what is gone.

    python3 dev.py bench kills [--kills 50] [--speed 60] [--json FILE]

A real daemon follows thirteen outlets of the news world.  Each life ends with kill -9 at a
random instant of its crawl, after one to sixty requests, while lists are polled, entries
committed, pages fetched, read and told.  After the last kill one daemon may finish.  Then
every report that was printed must be in the archive, once; every alert told, and repeated at
most once for each kill, under the same Message-ID.

The loop and the judgement are those of tests/wirewatch/test_kill_loop.py, which also kills at
every named fail point.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from tests.wirewatch.test_kill_loop import (
    BEGIN,
    START,
    left_out,
    track,
    until,
    until_followed,
    watch_while,
)
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.score import Score
from wirewatch.newsworld.watch import LATER
from wirewatch.newsworld.world import World

# A report a minute of the world, for longer than the kills take on a busy machine.
SPAN = timedelta(hours=24)
REPORTS, FURTHER, TRACKED = 1400, 4, 0.3
POLL = 120  # so that each life finds most lists due
# What falls out of a list while nobody lives is no matter of kills; and everything is told
# singly, for brakes have their own tests.
WINDOW = 1000
ALERTS: dict[str, str | int] = {"most": 1000, "catch_up": "30d", "max_age": "30d"}
MOST = 60  # requests of a life; a crawl of all that is due has about as many
PATIENCE = 3.0  # real seconds for that many
AFTER = 0.05  # real seconds more, at random
JUST = 0.1  # a request that ended so many real seconds before the kill was under way with it
ROW = 10  # kills


@dataclass(frozen=True)
class Life:
    """What one daemon did before it was killed: `busy` where the kill met a request."""

    requests: int
    busy: bool
    articles: int


def main(words: list[str] | None = None) -> int:
    """Kill, finish, judge, and print a table."""
    parser = argparse.ArgumentParser(prog="dev.py bench kills")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--speed", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=50)
    parser.add_argument("--keep", type=Path, help="a folder for archive and log")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        return asyncio.run(run(options, options.keep or Path(name)))


async def run(options: argparse.Namespace, folder: Path) -> int:
    """Run the loop on a bed of its own."""
    world = World(start=START, filler=REPORTS, span=SPAN, tracked=TRACKED, further=FURTHER)
    chance = random.Random(options.seed)  # noqa: S311  the same instants in each run
    async with bed(
        world,
        folder,
        begin=BEGIN,
        speed=options.speed,
        poll_seconds=POLL,
        window=WINDOW,
        alerts=ALERTS,
    ) as laid:
        track(laid, LATER.name, LATER.all)  # of which some of the filler is
        followed = await until_followed(laid)
        lives = []
        for number in range(options.kills):
            lives.append(await live(laid, chance.randint(1, MOST), chance.uniform(0.0, AFTER)))
            if (number + 1) % ROW == 0:
                print(f"  {number + 1} kills, {lives[-1].articles} articles", flush=True)
        end = laid.clock.now()
        await watch_while(laid, end)
        judged = laid.score(until=end, grace=timedelta(0), expect_from=followed)
        repeats = repeated(laid)
        missing = max(0, len(judged.missing_alerts) - left_out(laid))
    report(lives)
    told = verdicts(judged, lives, repeats=repeats, missing=missing)
    for words, met in told:
        print(f"  {'aim met    ' if met else 'aim NOT met'}  {words}")
    for name in ("lost", "doubled", "missing_alerts"):
        if some := getattr(judged, name):
            print(f"\n{name.replace('_', ' ')}: {some[:20]}")
    if options.json:
        figures = {"lives": [asdict(one) for one in lives], "score": asdict(judged)}
        options.json.write_text(json.dumps(figures, indent=2, default=str) + "\n")
    return 0 if all(met for _, met in told) else 1


async def live(laid: Bed, most: int, after: float) -> Life:
    """Let a daemon crawl for so many requests and a little longer, and kill it."""
    log = laid.served.log
    before = len(log)
    daemon = await laid.start()
    await until(lambda: len(log) > before or not daemon.running, laid)
    deadline = time.monotonic() + PATIENCE
    while len(log) < before + most and time.monotonic() < deadline:  # noqa: ASYNC110  no event
        await asyncio.sleep(0.005)
    await asyncio.sleep(after)
    killed = time.monotonic()
    await daemon.kill()
    own = log[before:]
    busy = any(one.real + one.took > killed - JUST for one in own)
    articles = (await asyncio.to_thread(laid.totals)).articles
    return Life(len(own), busy, articles)


def repeated(laid: Bed) -> int:
    """Count the messages that came again."""
    mails = Counter(mail.message_id for mail in laid.mail.arrived)
    posts = Counter(str(post.payload) for post in laid.slack.arrived)
    return sum(count - 1 for count in (*mails.values(), *posts.values()))


def report(lives: list[Life]) -> None:
    """Print a row for every ten kills."""
    print("\n| kills | in the midst of requests | requests | articles after |\n|---|---|---|---|")
    for at in range(0, len(lives), ROW):
        some = lives[at : at + ROW]
        busy, asked = sum(one.busy for one in some), sum(one.requests for one in some)
        print(f"| {at + 1} to {at + len(some)} | {busy} | {asked} | {some[-1].articles} |")
    print()


def verdicts(
    judged: Score, lives: list[Life], *, repeats: int, missing: int
) -> list[tuple[str, bool]]:
    """Return each aim in words, and whether it is met."""
    busy = sum(one.busy for one in lives)
    return [
        (f"reports lost: {len(judged.lost)} of {judged.published}",
         not judged.lost),
        (f"reports doubled: {len(judged.doubled)}",
         not judged.doubled),
        (f"alerts missing: {missing} of {len(judged.expected_alerts)}", not missing),
        (f"messages that came again, at most one a kill: {repeats}", repeats <= len(lives)),
        (f"kills in the midst of requests, at least half: {busy} of {len(lives)}",
         2 * busy >= len(lives)),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
