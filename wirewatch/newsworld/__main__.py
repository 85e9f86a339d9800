"""Run the news world as a process of its own.

    python -m wirewatch.newsworld --seed 7 --speed 600

prints one line of JSON (outlets, control address, clock) and serves until SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from datetime import datetime, timedelta

from wirewatch.newsworld.clock import VARIABLE, WorldClock
from wirewatch.newsworld.control import control, outlets_json
from wirewatch.newsworld.server import serve
from wirewatch.newsworld.world import World

START = "2031-03-04T01:00:00+00:00"


def main(words: list[str] | None = None) -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m wirewatch.newsworld", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--filler", type=int, default=0, help="articles composed by machine")
    parser.add_argument("--start", default=START, help="the world's first moment, ISO 8601")
    parser.add_argument("--speed", type=float, default=1.0, help="world seconds per second")
    parser.add_argument(
        "--clock",
        default=os.environ.get(VARIABLE, ""),
        help="start|speed|monotonic: share a clock that another process has started",
    )
    parser.add_argument(
        "--begin", type=float, default=0.0, help="hours of the world that have passed at its start"
    )
    parser.add_argument("--window", type=int, default=20, help="rows of a list")
    parser.add_argument("--page-bytes", type=int, default=25_000)
    parser.add_argument("--furniture", type=int, default=0, help="further elements of a page")
    asyncio.run(run(parser.parse_args(words)))
    return 0


async def run(options: argparse.Namespace) -> None:
    """Serve until asked to stop."""
    clock = (
        WorldClock.from_text(options.clock)
        if options.clock
        else WorldClock.starting(datetime.fromisoformat(options.start), options.speed)
    )
    start = clock.start - timedelta(hours=options.begin)
    world = World(start=start, seed=options.seed, filler=options.filler)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        serve(
            world,
            clock,
            window=options.window,
            page_bytes=options.page_bytes,
            filler_bytes=max(60_000, options.page_bytes),
            furniture=options.furniture,
        ) as served,
        control(served, clock.to_text()) as address,
    ):
        facts = {"outlets": outlets_json(served), "control": address, "clock": clock.to_text()}
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
