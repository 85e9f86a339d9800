"""What an article costs as the archive grows, and as its story does.

    python3 dev.py bench growth [--sizes 10000,100000,1000000] [--story 20,5000] [--json FILE]

- The archive: invented articles (the stream of `bench stories`, 200 an hour) are written as
  reading them would, many at once, with text, index, figures, stories, facts, findings and
  messages.  At each size a reading process takes up the stories of the last 21 days, as at a
  start, and 200 articles more come one by one through the program's own code: listed, stored,
  understood, placed, addressed.
- The story: thousands of articles of one event come so, in an archive of their own.

Of each article the CPU time of understanding it and of its traits, which happens beside the
archive, and of the transaction that places it: that is what all others wait for.  "Slowest" are the
longest of all transactions (of 100, so that one hiccup of the machine is not all that is seen).

Then what people look at: Today, and the page of the largest story.

Exit status 1 where placing costs more than half as much again at the last size as at the first,
or placing an article takes more than ten milliseconds of CPU in the middle.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from archive import search, stories
from archive.claims import claim_values
from archive.database import Database
from archive.frontier import text_hash, text_print
from archive.schema import (
    article_keys,
    articles,
    claims,
    deliveries,
    entries,
    facts,
    findings,
    memberships,
    messages,
    pages,
    prints,
    revisions,
)
from archive.schema import stories as stories_table
from archive.storied import Storied
from archive.stories import public_id, write_points
from benchmarks.stories import Invented, megabytes, stream
from crawler.worker import give_back
from monitor.figures.reading import read_figures
from monitor.fingerprint import fingerprint
from monitor.headlines import headlines
from monitor.match import Matcher
from monitor.threads import WINDOW, Threads
from news.figure import Claim
from news.grammar import parse
from news.ledger import Point
from news.moment import Moment, micros
from news.watch import Topic, Watchlist
from tests.newsroom import Newsroom, Report
from wirewatch.cached import places

_OUTLETS = [f"outlet {number}" for number in range(60)]
_FOLLOWED = 6  # of them: a desk wants what they print
_DESK = "Desk"
_MEASURED = 200
_CHUNK = 2_000
_CACHE = 400_000  # KiB of the writer's, while it fills
_GROWS, _MOST_MS = 1.5, 10.0
_SLOW = 0.99
_TOLD = 4  # of 10 articles tell a number that their story had not
# Referred to first.
_ORDER = (articles, article_keys, entries, pages, revisions, claims, stories_table, memberships,
          prints, facts, findings, messages, deliveries)  # fmt: skip
_BEGUN = datetime(2030, 12, 31, tzinfo=UTC)


@dataclass
class Taken:
    """CPU milliseconds of each article, and of each transaction."""

    beside: list[float] = field(default_factory=list)
    placing: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """Sum them up."""
        slow = sorted(self.writes)[int(len(self.writes) * _SLOW)]
        return {
            "beside": statistics.median(self.beside),
            "placing": statistics.median(self.placing),
            "slowest": slow,
        }


class Measured(Newsroom):
    """A newsroom that takes the time."""

    taken: Taken

    def begin(self) -> None:
        """Take the time from now on."""
        self.taken = Taken()
        beside, follow = 0.0, False
        traits, followed, write = self.threads.traits, self.threads.follow, self.database.write

        def timed_traits(*given: Any) -> Any:
            nonlocal beside
            began = time.process_time()
            try:
                return traits(*given)
            finally:
                beside = time.process_time() - began

        def seen_follow(*given: Any, **named: Any) -> Any:
            nonlocal follow
            follow = True
            return followed(*given, **named)

        @contextmanager
        def timed_write() -> Iterator[Connection]:
            nonlocal follow
            began, follow = time.process_time(), False
            with write() as connection:
                yield connection
            took = 1_000 * (time.process_time() - began)
            self.taken.writes.append(took)
            if follow:
                self.taken.placing.append(took)
                self.taken.beside.append(1_000 * beside)

        self.threads.traits = timed_traits  # type: ignore[method-assign, assignment]
        self.threads.follow = seen_follow  # type: ignore[method-assign]
        self.database.write = timed_write  # type: ignore[method-assign]

    def end(self) -> Taken:
        """Stop, and return what was taken."""
        for thing, name in ((self.threads, "traits"), (self.threads, "follow"),
                            (self.database, "write")):  # fmt: skip
            delattr(thing, name)
        return self.taken


def report(one: Invented, title: str = "", text: str = "") -> Report:
    """Return an invented article as a report that comes."""
    article = one.article()
    return Report(one.key, one.source, f"/{one.key}", one.at, title or article.title,
                  text or article.text, Moment(one.at))  # fmt: skip


def newsroom(folder: Path) -> Measured:
    """Open one on an empty archive; its desk follows some of the outlets."""
    rule = " OR ".join(f'source:"{name}"' for name in _OUTLETS[:_FOLLOWED])
    watched = Watchlist((Topic("Followed", parse(rule)),))
    database = Database.open(folder / "archive.db")
    return Measured(database, Matcher(watched), places, _OUTLETS, lambda *_: [_DESK], _BEGUN)


class Filler:
    """Writes articles as reading them would, many at once."""

    def __init__(self, room: Newsroom) -> None:
        self._room = room
        self._stories: dict[tuple[str, str], tuple[int, str]] = {}  # by whom and where
        article = next(stream()).article()
        reading = read_figures(article)
        self._claim: Claim = reading.claims[0]
        (self._point, *_) = headlines(reading, article, key="", source="")

    def fill(self, coming: Iterator[Invented], count: int) -> None:
        """Write so many of them."""
        left = count
        # Connections of its own, whose large caches go with them.
        with closing(self._room.database.another()) as database:
            while left > 0 and (chunk := [*islice(coming, min(_CHUNK, left))]):
                with database.write() as connection:
                    connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE}")
                    self._write(connection, chunk)
                left -= len(chunk)

    def _write(self, connection: Connection, chunk: Sequence[Invented]) -> None:
        def last(table: Table) -> int:
            return connection.scalar(select(func.max(table.c.id))) or 0

        first, revision, story = last(articles), last(revisions), last(stories_table)
        fact, finding, message = last(facts), last(findings), last(messages)
        rows: dict[Table, list[dict[str, Any]]] = {}

        def add(table: Table, **values: Any) -> None:
            rows.setdefault(table, []).append(values)

        texts = []
        for number, one in enumerate(chunk, 1):
            article, at = one.article(), micros(one.at)
            figures = replace(self._claim.figure, value=float(one.dead), low=float(one.dead))
            number, revision = first + number, revision + 1  # noqa: PLW2901
            source = _OUTLETS.index(one.source)
            key = f"outlet{source}.example/{one.key}"
            add(articles, id=number, key=key, source_id=source + 1, url=f"https://{key}",
                title=article.title, origin="page", first_seen_at=at, sort_at=at, backlog=False,
                revision_id=revision, language="en")  # fmt: skip
            add(article_keys, key=key, article_id=number)
            add(entries, feed_id=source + 1, guid=key, article_id=number, print="0" * 64,
                seen_at=at)  # fmt: skip
            add(pages, article_id=number, url=f"https://{key}", sha256=f"{number:064x}", size=9,
                fetched_at=at, state="read", read_at=at)  # fmt: skip
            add(revisions, id=revision, article_id=number, number=1, origin="page", cause="page",
                title=article.title, text=article.text, seen_at=at, watchlist="bench",
                print=text_print(article.title, article.text), figures="{}",
                sha256=text_hash(article.title, article.text))  # fmt: skip
            add(claims, article_id=number, revision_id=revision, number=0,
                **claim_values(replace(self._claim, figure=figures)))  # fmt: skip
            texts.append((revision, article.title, article.text))
            event = (" ".join(one.who), one.where)
            begins = event not in self._stories
            if begins:
                story += 1
                self._stories[event] = story, key
                add(stories_table, id=story, key=key, public=public_id(key), title=article.title,
                    begun_at=at, newest_at=at, changed_at=at, articles=1, origins=1)  # fmt: skip
            mine = self._stories[event][0]
            add(memberships, story_id=mine, article_id=number, main=True, added_at=at, why="",
                decided_by="likeness")  # fmt: skip
            drawn = one._replace(key=key).features()
            add(prints, article_id=number, at=at, features=drawn.to_bytes(),
                fingerprint=fingerprint(article).to_bytes(),
                points=write_points([self._told(one, key)]))  # fmt: skip
            kinds = ("report", "place", "speaker") if begins else ()
            for kind in (*kinds, *(("figure",) if begins or number % 10 < _TOLD else ())):
                fact += 1
                add(facts, id=fact, story_id=mine, key=f"{kind} {number}", kind=kind,
                    says=f"at least {one.dead} killed, says {one.who[1]}", is_news=True,
                    verdict="first", article_id=number, found_at=at,
                    sentence=article.text[:90])  # fmt: skip
            if source < _FOLLOWED:
                finding, message = finding + 1, message + 1
                add(findings, id=finding, identity=f"{finding:064x}", subject="topic",
                    name="Followed", article_id=number, revision_id=revision, found_at=at,
                    story_id=mine, facts=f"[{fact}]", routed_at=at)  # fmt: skip
                add(messages, id=message, recipient=_DESK, article_id=number, story_id=mine,
                    state="sent" if begins else "muted", created_at=at, due_at=at,
                    sent_at=at if begins else None)  # fmt: skip
                add(deliveries, recipient=_DESK, finding_id=finding, message_id=message)
        for table in sorted(rows, key=_ORDER.index):
            connection.execute(insert(table), rows[table])
        search.index_all(connection, texts)

    def _told(self, one: Invented, key: str) -> Point:
        return replace(
            self._point, article=key, source=one.source, published=Moment(one.at), as_of=None,
            value=float(one.dead), low=float(one.dead), speaker=one.who[1].lower(),
            name=one.who[1],
        )  # fmt: skip


def take_up(room: Newsroom, now: datetime) -> dict[str, float]:
    """Take up the stories of the last weeks as a process does that starts; return what it took."""
    room.threads = Threads(room.places, {name: name for name in room.sources})
    gc.collect()
    give_back()
    before, began = megabytes(), time.process_time()
    with room.database.read() as connection:
        room.threads.load(stories.kept(connection, now - WINDOW), 0)
    took = time.process_time() - began
    give_back()
    return {"start": took, "megabytes": megabytes() - before}


def by_archive(folder: Path, sizes: Sequence[int]) -> list[dict[str, float]]:
    """Print what an article costs in archives of these sizes."""
    room, coming, found = newsroom(folder), stream(), []
    filler = Filler(room)
    print("\nCPU ms an article, by the articles of the archive")
    print(f"{'archive':>9} {'held':>8} {'traits':>7} {'placing':>8} {'slowest':>8} {'start s':>8}"
          f" {'MB':>5} {'Today':>7} {'GB':>5}", flush=True)  # fmt: skip
    came = 0
    for size in sizes:
        began = time.monotonic()
        filler.fill(coming, size - came)
        filled = time.monotonic() - began
        some = [next(coming) for _ in range(_MEASURED + 20)]
        came = size + len(some)
        row = {"archive": size} | take_up(room, some[0].at)
        for one in some[:20]:
            room.come(report(one))
        room.begin()
        for one in some[20:]:
            room.come(report(one))
        row |= room.end().row()
        row["today"] = looked(lambda: Storied(room.database).listing(50))
        gigabytes = (folder / "archive.db").stat().st_size / 1e9
        print(f"{size:>9,} {len(room.threads):>8,} {row['beside']:>7.2f} {row['placing']:>8.2f}"
              f" {row['slowest']:>8.1f} {row['start']:>8.1f} {row['megabytes']:>5.0f}"
              f" {row['today']:>7.1f} {gigabytes:>5.1f}   (filled in {filled:.0f} s)",
              flush=True)  # fmt: skip
        found.append(row)
    room.database.close()
    return found


def by_story(folder: Path, sizes: Sequence[int]) -> list[dict[str, float]]:
    """Print what an article costs in stories of these sizes."""
    room, found = newsroom(folder), []
    coming = one_event(timedelta(minutes=5))
    print("\nCPU ms an article, by the articles of its story")
    print(f"{'articles':>9} {'stories':>8} {'traits':>7} {'placing':>8} {'slowest':>8} {'page':>7}"
          f" {'Today':>7}", flush=True)  # fmt: skip
    came = 0
    for size in sizes:
        while came < size:
            room.come(next(coming))
            came += 1
        room.begin()
        for _ in range(min(_MEASURED, size)):
            room.come(next(coming))
            came += 1
        row = {"articles": size} | room.end().row()
        row |= (looks := Looks.at(room.database)).row()
        print(f"{looks.largest:>9,} {looks.stories:>8,} {row['beside']:>7.2f}"
              f" {row['placing']:>8.2f} {row['slowest']:>8.1f} {row['page']:>7.1f}"
              f" {row['today']:>7.1f}", flush=True)  # fmt: skip
        found.append(row)
    room.database.close()
    return found


def one_event(apart: timedelta) -> Iterator[Report]:
    """Tell one event without end: two sides count ever more, and every fifth report is a copy."""
    coming = stream()
    first = next(coming)
    told: list[Report] = []
    for number, one in enumerate(coming):
        dead, side = 10 + number // 20, ("the army", "the rebels", "police")[number % 3]
        place, who = first.where, " ".join(first.who[:2])
        text = (
            f"At least {dead + number % 3} people were killed in fighting in {place}, {side} "
            f"said on {first.at:%-d %B}. {' '.join(first.words[:60]).capitalize()}. {who} of "
            f"{side} spoke of {number % 50 + 3} wounded. {' '.join(one.words[:40]).capitalize()}."
        )
        new = one._replace(at=first.at + number * apart)
        made = report(new, f"Toll of the fighting in {place} rises to {dead}", text)
        if number % 5 == 4:
            made = replace(made, text=told[-1].text, title=told[-1].title)
        told = [*told[-1:], made]
        yield made


@dataclass(frozen=True)
class Looks:
    """What people look at: how much it is, and the milliseconds that it takes."""

    largest: int
    stories: int
    page: float
    today: float

    @classmethod
    def at(cls, database: Database) -> Looks:
        """Look at Today and at the page of its largest story."""
        shown = Storied(database)
        listing = shown.listing(50)
        largest = max(listing.items, key=lambda item: item.articles)
        page = looked(lambda: shown.story(largest.public))
        return cls(largest.articles, len(listing.items), page, looked(lambda: shown.listing(50)))

    def row(self) -> dict[str, float]:
        """Return what is compared."""
        return {"page": self.page, "today": self.today}


def looked(look: Callable[[], object]) -> float:
    """Return the CPU milliseconds that a look takes, the best of three."""
    times = []
    for _ in range(3):
        began = time.process_time()
        look()
        times.append(1_000 * (time.process_time() - began))
    return min(times)


def missed(rows: Sequence[dict[str, float]], name: str) -> Iterator[str]:
    """Name what grows, and what takes too long."""
    first, last = rows[0], rows[-1]
    for what in ("beside", "placing"):
        if last[what] > _GROWS * first[what]:
            yield f"{what} by {name}: {first[what]:.2f} to {last[what]:.2f} ms"
    if last["placing"] > _MOST_MS:
        yield f"placing by {name}: {last['placing']:.1f} ms"


def numbers(text: str) -> list[int]:
    """Read a list of sizes."""
    return sorted(int(size) for size in text.split(",") if int(size))


def main() -> int:
    """Measure, print, and say whether anything grows."""
    parser = argparse.ArgumentParser(prog="dev.py bench growth")
    parser.add_argument("--sizes", type=numbers, default="10000,100000,300000", help="0 for none")
    parser.add_argument("--story", type=numbers, default="20,200,1000,5000", help="0 for none")
    parser.add_argument(
        "--folder", type=Path, help="where the archives are made; needs 5 GB a million"
    )
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    asked = parser.parse_args()
    grew = list[str]()
    found: dict[str, list[dict[str, float]]] = {}
    for name, sizes, run in (
        ("story", asked.story, by_story),
        ("archive", asked.sizes, by_archive),
    ):
        if sizes:
            with TemporaryDirectory(dir=asked.folder) as folder:
                found[name] = run(Path(folder), sizes)
            grew += missed(found[name], name)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    print("\nGrows: " + "; ".join(grew) if grew else "\nNothing grows.")
    return int(bool(grew))


if __name__ == "__main__":
    sys.exit(main())
