"""Lists and searches on both databases, side by side in one run.

    python3 dev.py bench archive                   50,000 invented articles
    python3 dev.py bench archive --articles 5000

It fills a SQLite archive, copies it into a PostgreSQL of its own with `copy-archive`'s code
(so that both hold the same, row by row), and asks both the same questions in turn.  The
words of the articles are spread as those of a language are: few everywhere, most hardly
anywhere.  Ratios come first: the milliseconds depend on the machine.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate, islice
from pathlib import Path

from sqlalchemy import insert

from archive import search
from archive.browse import Browse, Query
from archive.database import Database
from archive.frontier import text_hash, text_print
from archive.schema import article_keys, articles, matches, revisions, sources
from archive.transfer import Transfer
from tests import postgres

WORDS = 30_000
LENGTH = 250
RUNS = 15
START = 1_770_000_000_000_000
MINUTE = 60_000_000
SOURCES = 40
DAYS = 90
LANGUAGES = ("en", "ur", "hi")
TOPICS = ("w300", "w1000", "w3000", "w10000")
_CHUNK = 2_000
_CACHE = 400_000  # KiB of the writer's, while it fills
_SORTED = "INSERT INTO search (search, rank) VALUES ('hashsize', {})"

# What the desk asks: (name, query).  w0 is the most common word, w29000 the rarest.
QUESTIONS = (
    ("newest articles", Query()),
    ("of one source", Query(source="Outlet 7")),
    ("a rare word", Query(text="w29000")),
    ("a usual word", Query(text="w500")),
    ("the most common word", Query(text="w0")),
    ("two common words", Query(text="w1 w2")),
    ("a common and a rare word", Query(text="w1 w25000")),
    ("a rare phrase", Query(text='"w40 w900"')),
    ("a common phrase", Query(text='"w0 w1"')),
    ("a broad prefix", Query(text="w2*")),
    ("common, without rare", Query(text="w3 -w20000")),
    ("rare, of one source", Query(text="w9000", source="Outlet 7")),
)


def vocabulary() -> tuple[list[str], list[float]]:
    """Return invented words and how often each comes, added up."""
    words = [f"w{n}" for n in range(WORDS)]
    return words, list(accumulate(1 / (n + 2) for n in range(WORDS)))


def invented(count: int) -> Iterator[tuple[int, str, str]]:
    """Yield articles: number, headline, text."""
    dice = random.Random(5)  # noqa: S311  the same in each run
    words, weights = vocabulary()
    for number in range(1, count + 1):
        drawn = dice.choices(words, cum_weights=weights, k=LENGTH + 8)
        yield number, " ".join(drawn[:8]), " ".join(drawn[8:])


def fill(database: Database, count: int) -> None:
    """Write the articles as the collector would, many at once, with what they match."""
    with database.write() as connection:
        connection.execute(insert(sources), [_source(n) for n in range(SOURCES)])
        if connection.dialect.name == "sqlite":
            # FTS5 sorts so many bytes of words before it writes them.
            connection.exec_driver_sql(_SORTED.format(64_000_000))
    made = invented(count)
    step = DAYS * 24 * 60 * MINUTE // count
    while chunk := list(islice(made, _CHUNK)):
        with database.write() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE}")
            connection.execute(insert(articles), [_article(*one, step) for one in chunk])
            keys = [{"key": f"outlet.example/{n}", "article_id": n} for n, _, _ in chunk]
            connection.execute(insert(article_keys), keys)
            connection.execute(insert(revisions), [_revision(*one, step) for one in chunk])
            found = [match for one in chunk for match in _matches(*one)]
            if found:
                connection.execute(insert(matches), found)
            search.index_all(connection, chunk)
    with database.write() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(_SORTED.format(1_048_576))


def _source(number: int) -> dict[str, object]:
    return {
        "name": f"Outlet {number}", "added_at": START, "language": LANGUAGES[number % 3],
        "region": f"region {number % 8}", "country": "vk",
    }  # fmt: skip


def _article(number: int, title: str, _: str, step: int) -> dict[str, object]:
    at = START + number * step
    return {
        "key": f"outlet.example/{number}", "source_id": number % SOURCES + 1,
        "url": f"https://outlet.example/{number}", "title": title, "origin": "page",
        "first_seen_at": at, "sort_at": at, "backlog": False, "revision_id": number,
        "language": LANGUAGES[number % SOURCES % 3],
    }  # fmt: skip


def _revision(number: int, title: str, text: str, step: int) -> dict[str, object]:
    at = START + number * step
    return {
        "article_id": number, "number": 1, "origin": "page", "cause": "page", "title": title,
        "text": text, "print": text_print(title, text), "sha256": text_hash(title, text),
        "seen_at": at, "watchlist": "bench", "published_at": at, "published_offset": 300,
        "published_precision": "second", "published_zone_from": "page", "published_raw": "",
    }  # fmt: skip


def _matches(number: int, title: str, text: str) -> Iterator[dict[str, object]]:
    """Yield what an article matches: each topic is a word."""
    there = {*title.split(), *text.split()}
    for word in TOPICS:
        if word in there:
            yield {
                "article_id": number, "revision_id": number, "subject": "topic", "name": word,
                "spans": "[]", "evidence": "[]",
            }  # fmt: skip


def ask(browse: Browse, query: Query) -> tuple[float, tuple[int, int]]:
    """Return how many milliseconds an answer took, and what came."""
    began = time.perf_counter()
    listing = browse.listing(query)
    return (time.perf_counter() - began) * 1000, (listing.total, len(listing.items))


def compare(one: Browse, two: Browse) -> None:
    """Ask both in turn; print a line a question."""
    print(f"{'':26} {'ratio':>7} {'SQLite ms':>11} {'PostgreSQL ms':>14} {'p95':>13} {'hits':>8}")
    for name, query in QUESTIONS:
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(RUNS):
            answers = []
            for taken, browse in zip(times, (one, two), strict=True):
                milliseconds, answer = ask(browse, query)
                taken.append(milliseconds)
                answers.append(answer)
            if answers[0] != answers[1]:
                raise SystemExit(f"{name}: the answers differ: {answers}")
        sqlite, postgresql = (statistics.median(taken) for taken in times)
        worst = "/".join(f"{sorted(taken)[int(RUNS * 0.95)]:.1f}" for taken in times)
        print(
            f"{name:26} {postgresql / sqlite:7.1f} {sqlite:11.1f} {postgresql:14.1f} "
            f"{worst:>13} {answers[0][0]:8,}"
        )


def main() -> None:
    """Fill, copy, compare."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    count = parser.parse_args().articles
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.empty() as url,
        closing(Database.open(Path(folder) / "archive.db")) as source,
    ):
        began = time.perf_counter()
        fill(source, count)
        print(f"SQLite filled: {count / (time.perf_counter() - began):,.0f} articles a second")
        with closing(Database.open(url, copying=True)) as target:
            _copy(source, target)
        with closing(Database.open(url)) as target:
            compare(Browse(source), Browse(target))


def _copy(source: Database, target: Database) -> None:
    times = {"copied": 0.0, "compared": 0.0}
    last = time.perf_counter()

    def note(what: str, _: int, __: int) -> None:
        nonlocal last
        now = time.perf_counter()
        times[what] += now - last
        last = now

    transfer = Transfer(source, target, note)
    transfer.run()
    for what, seconds in times.items():
        print(f"{what}: {transfer.rows:,} rows, {transfer.rows / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
