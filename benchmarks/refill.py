"""How fast the last 30 days are matched again after a change of the watchlist.

    python3 dev.py bench refill [--articles 2000] [--topics 100]

Articles of some 400 words, as the wires print them; the old watchlist has one topic less.
Beside the rate it prints how long one transaction takes the writer at most, since a page
that comes meanwhile waits that long; in CPU time, which a crowded machine does not change.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from monitor.match import Matcher
from news.grammar import parse
from news.watch import Topic, Watchlist
from tests.wirewatch.test_loops import Bench
from wirewatch.log import set_up
from wirewatch.refill import Refill
from wirewatch.wiring import open_archive
from wirewatch.writer import Writer

WORDS = 400
_POLL = 90  # entries of one poll
_SYLLABLES = "ba da ga ka la ma na pa ra sa ta va za ber dun fal gor hal".split()


class TimedWriter(Writer):
    """A writer that remembers its longest piece of work."""

    longest = 0.0

    async def do(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function and take its time."""

        def timed() -> Any:
            begun = time.thread_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.longest = max(self.longest, time.thread_time() - begun)

        return await super().do(timed)


async def measure(folder: Path, articles: int, topics: int) -> tuple[float, float, float, int]:
    """Return articles a second and a CPU second, the writer's longest, and what was found."""
    dice = random.Random(7)  # noqa: S311  the same articles in each run
    vocabulary = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(4000)]
    rules = [
        Topic(f"Topic {n}", parse(" AND ".join(dice.sample(vocabulary, 2)))) for n in range(topics)
    ]
    archive, writer = open_archive(folder), TimedWriter()
    bench = Bench(archive, writer)
    bench.read.matcher = Matcher(Watchlist(tuple(rules[:-1])))
    texts = [" ".join(dice.choices(vocabulary, k=WORDS)) for _ in range(articles)]
    for start in range(0, articles, _POLL):
        bench.arrive(*texts[start : start + _POLL])
    while await bench.read.round():
        pass
    await bench.read.adopt(Matcher(Watchlist(tuple(rules))), timedelta(hours=36))
    writer.longest = 0.0
    refill = Refill(bench.read, archive.outdated, archive.notes, writer, bench.clock)
    begun, worked = time.perf_counter(), time.process_time()
    while await refill.round():
        pass
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    writer.close()
    archive.close()
    return refill.matched / seconds, refill.matched / worked, writer.longest, refill.found


def main() -> None:
    """Print the figures."""
    set_up("warning", "console")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--topics", type=int, default=100)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        rate, each, longest, found = asyncio.run(
            measure(Path(folder), asked.articles, asked.topics)
        )
    print(f"{asked.articles:,} articles of {WORDS} words, {asked.topics} topics")
    print(f"  {rate:,.0f} articles/s, {each:,.0f} a CPU second")
    print(f"  one transaction takes the writer {1000 * longest:.1f} ms of CPU at most")
    print(f"  {found:,} earlier reports found for the new topic, silently")


if __name__ == "__main__":
    main()
