"""How long a rule takes to be tested on a big archive, and a search in the same language.

    python3 dev.py bench backtest [--articles 1000000] [--archive FILE]

Fills a SQLite archive with the invented articles of `bench archive` (90 days, 40 outlets in three
languages), or uses the one that is at FILE and keeps it there.  Each rule is tested on the last 30
days and then searched for.  Exit status 1 when a typical rule takes more than two seconds; the
others show what the limits are for.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from archive.backtest import Backtests
from archive.browse import Browse, Query
from archive.database import Database
from benchmarks.archive import DAYS, START, fill
from news.moment import from_micros
from news.watch import Watchlist
from wirewatch.wiring import decide

RUNS = 3
AIM = 2.0  # seconds
NOW = from_micros(START) + timedelta(days=DAYS)
# What a desk writes; w300 stands in 8 % of the articles, w3000 in one of 115.
TYPICAL = (
    "w1000 w3000",
    'w2000 OR w2500 OR "w10 w20"',
    "(w2000 OR w2500) w300 -w5",
    "w500 NEAR/8 (w700 OR w900)",
    "w500 PRE/9 w700",
    "lang:ur w3000",
    'source:"Outlet 7" w900',
    "date:2026-04 w2000",
    "title:w100 w500",
)
HARD = ("w77*", "w20", "w12?4 w100", "w1000 /w1000 w[0-9] /", r"/\bw12345\b/", "*2345")


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median time of some runs, and the answer."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - began)
    return statistics.median(times), answer


def measure(database: Database) -> bool:
    """Print a line a rule; say whether every typical one was quick enough."""
    backtests, browse = Backtests(database, decide), Browse(database, Watchlist, decide)
    print(f"{'rule':32} {'test s':>7} {'fired':>8} {'read':>6} {'search s':>9} {'hits':>8}")
    worst = 0.0
    for text in (*TYPICAL, *HARD):
        rule = Watchlist().meaning(text)
        taken, test = seconds(partial(backtests.test, rule, NOW - timedelta(days=30)))
        found, listing = seconds(partial(browse.listing, Query(text=text)))
        more, too = "+" * test.capped, "+" * listing.capped
        read = "" if test.exact else f"{test.looked_at:,}"
        print(
            f"{text:32} {taken:7.2f} {test.fired:>7,}{more or ' '} {read:>6} "
            f"{found:9.3f} {listing.total:>7,}{too or ' '}"
        )
        worst = max(worst, taken) if text in TYPICAL else worst
    print(f"slowest typical rule: {worst:.2f} s (aim: {AIM:.0f} s)")
    return worst <= AIM


def main() -> int:
    """Fill, or take what is there, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--archive", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.archive or Path(folder) / "archive.db"
        is_new = not path.exists()
        with closing(Database.open(path)) as database:
            if is_new:
                began = time.perf_counter()
                fill(database, asked.articles)
                taken = time.perf_counter() - began
                print(f"filled: {asked.articles / taken:,.0f} articles a second, "
                      f"{path.stat().st_size / 1e9:.2f} GB")  # fmt: skip
            return 0 if measure(database) else 1


if __name__ == "__main__":
    sys.exit(main())
