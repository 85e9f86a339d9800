"""How surely copies are found, how fast and in what memory, beside two libraries.

    python3 dev.py bench copies [--articles 100000] [--data DIR] [--json FILE] [--failures]

- A window of invented articles of 3 KB (benchmarks/rulesets) and the news world's reports written
  by hand is filled in a shuffled order; then edits of the written reports and of 160 invented
  ones arrive, each edit from an outlet of its own: cut to 60 and 40 %, retitled, its sentences
  reordered, one word in ten or five swapped, boilerplate added, split in two, several at once.
- What must not be linked arrives between them: other reports of the news world's events, round-ups
  of eight reports, reports of an outlet whose foot is longer than they are, tomorrow's prices.
- Peers: MinHashLSH of datasketch and of rensa at a threshold of .3, on the same runs of three
  words, candidates verified by estimated likeness, the best one taken.  datasketch's index for
  containment (LSH Ensemble) cannot be added to and is left out.
- Speed is CPU time for fingerprint, look and add, one thread; memory what the process grew by.
  Each contender has a process of its own and reads the same texts from a file.
- `--curve 1000000 --articles 100000` instead shows what an article costs (look, add, forget) while
  so many made-up fingerprints pass through a window of that size.
- With DIR, the retold articles of `coverage/dev.jsonl` that are marked as near duplicates, but for
  the 25 set aside: short texts that share a fifth of their runs, so no aim is set.

Exit status 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.judges.coverage import aside
from benchmarks.peers.copies import Datasketch, Rensa
from benchmarks.rulesets import invented
from monitor.copies import Copies
from monitor.credits import read_credit
from monitor.figures.reading import read_text
from monitor.fingerprint import fingerprint, fingerprint_of
from news.article import Article, Outlet
from news.copy import Fingerprint, Printing
from news.text import sentences
from wirewatch.newsworld.world import World

AIMS = {"recall": 95.0, "precision": 99.0, "MB at 100,000": 180.0}
START = datetime(2026, 2, 1, tzinfo=UTC)
OUTLETS = 60
_LONG = 40  # words of a written report that is edited
_INVENTED = 160
_FOOT = (
    "Follow our channel on all your screens and never miss a story from the coast again. Write to "
    "the editors under the address below if you have seen something that they should know. "
    "Subscribers read the whole paper a day earlier and get the calendar for nothing. "
)

Edit = Callable[[str, random.Random], list[str]]


@dataclass(frozen=True)
class Arriving:
    """One article as it arrives; `of` is what it is a copy of, "" for nothing."""

    id: str
    source: str
    text: str
    kind: str
    of: str = ""


# --- edits


def cut(text: str, share: float) -> str:
    """Return the beginning of a text."""
    words = text.split(" ")
    return " ".join(words[: max(1, int(len(words) * share))])


def reordered(text: str, dice: random.Random) -> str:
    """Return its sentences in another order."""
    said = [text[start:end] for start, end in sentences(text)]
    dice.shuffle(said)
    return " ".join(said)


def swapped(text: str, share: float, dice: random.Random) -> str:
    """Replace a share of its words by others of its own."""
    words = text.split(" ")
    others = [word for word in words if word.isalpha()] or words
    return " ".join(dice.choice(others) if dice.random() < share else word for word in words)


def split(text: str) -> list[str]:
    """Return its two halves."""
    words = text.split(" ")
    half = len(words) // 2
    return [" ".join(words[:half]), " ".join(words[half:])]


EDITS: dict[str, Edit] = {
    "the same": lambda text, _: [text],
    "cut to 60 %": lambda text, _: [cut(text, 0.6)],
    "cut to 40 %": lambda text, _: [cut(text, 0.4)],
    "reordered": lambda text, dice: [reordered(text, dice)],
    "10 % swapped": lambda text, dice: [swapped(text, 0.1, dice)],
    "20 % swapped": lambda text, dice: [swapped(text, 0.2, dice)],
    "boilerplate": lambda text, _: [f"{_FOOT}\n{text}\n{_FOOT * 2}"],
    "split": lambda text, _: split(text),
    "cut, reordered": lambda text, dice: [cut(reordered(text, dice), 0.4)],
    "cut, 10 % swapped": lambda text, dice: [swapped(cut(text, 0.4), 0.1, dice)],
    "cut, boilerplate": lambda text, _: [f"{cut(text, 0.4)}\n{_FOOT}"],
    "reordered, 15 % swapped": lambda text, dice: [swapped(reordered(text, dice), 0.15, dice)],
}
# Beyond the aims: what a machine makes of a text that shall not be recognised.
HARDER: dict[str, Edit] = {
    "30 % swapped": lambda text, dice: [swapped(text, 0.3, dice)],
    "cut, 20 % swapped": lambda text, dice: [swapped(cut(text, 0.4), 0.2, dice)],
    "cut to 25 %, reordered": lambda text, dice: [cut(reordered(text, dice), 0.25)],
}


# --- what arrives


def window(count: int, dice: random.Random) -> list[Arriving]:
    """Return the articles of the window in a shuffled order: invented ones and written ones."""
    crowd = [
        Arriving(f"c{number}", f"outlet {number % OUTLETS}", article.text, "crowd")
        for number, article in enumerate(invented(count))
    ]
    written = [
        Arriving(item.id, item.outlet, "\n".join(item.texts[0].paragraphs), "written")
        for item in World(start=START).articles
        if not item.copy_of and item.texts[0].paragraphs
    ]
    together = [*crowd, *written]
    dice.shuffle(together)
    return together


def edited(originals: Sequence[Arriving], dice: random.Random) -> Iterator[Arriving]:
    """Return every edit of every original, each from an outlet of its own."""
    for one in originals:
        for kind, edit in {**EDITS, **HARDER}.items():
            for number, text in enumerate(edit(one.text, dice)):
                yield Arriving(f"{one.id} {kind} {number}", f"{kind} {one.id}", text, kind, one.id)


def own(written: Sequence[Arriving], dice: random.Random) -> Iterator[Arriving]:
    """Return what is a copy of nothing, though it shares much with something."""
    for number in range(100):
        parts = [cut(one.text, 0.3) for one in dice.sample(written, 8)]
        yield Arriving(f"round-up {number}", f"desk {number}", "\n".join(parts), "round-up")
    for number, article in enumerate(invented(100, seed=9)):
        text = f"{cut(article.text, 0.15)}\n{_FOOT * 2}"
        yield Arriving(f"foot {number}", "The Foot", text, "foot")
    form = (
        "Walnuts closed at {} rupees a bag in Tarnoss and at {} in Narvesh, where dealers sold {} "
    )
    form += "bags and kept {} for the morning; barley stood at {} and linseed at {} when the bell "
    form += "rang over the old exchange, {} rupees more than before the rains. " + _FOOT
    for number in range(60):
        prices = [dice.randint(100, 990) for _ in range(7)]
        yield Arriving(f"prices {number}", "The Exchange", form.format(*prices), "prices")


# --- contenders


class Ours:
    """Copies, as articles come in: ten a minute, prices once a day; with figures where few."""

    def __init__(self) -> None:
        self.copies, self.count = Copies(), 0

    def __call__(self, one: Arriving, *, keep: bool) -> str:
        """Take an article; say what it is a copy of."""
        self.count += 1
        at = START + timedelta(seconds=6 * self.count)
        figures = None
        if one.kind == "prices":
            at += timedelta(days=int(one.id.split()[1]))
            figures = read_text(one.text)
        new = Printing(one.id, one.source, at, fingerprint_of(one.text, figures))
        link = self.copies.look(new)
        if keep:
            self.copies.add(new, link)
        return str(link.of) if link else ""


CONTENDERS: dict[str, Callable[[], Callable[..., str]]] = {
    "wirewatch": Ours,
    "datasketch": Datasketch,
    "rensa": Rensa,
}


def run(name: str, file: Path) -> dict[str, Any]:
    """Let one contender read all that arrives; return what it linked, its speed and memory."""
    process = psutil.Process()
    contender = CONTENDERS[name]()
    before, spent, filled = process.memory_info().rss, 0.0, 0
    counts: Counter[tuple[str, str]] = Counter()
    missed: list[tuple[str, str]] = []
    grown = slowest = 0.0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            one = Arriving(**json.loads(line))
            began = time.thread_time()
            of = contender(one, keep=not one.of and one.kind != "round-up")
            took = time.thread_time() - began
            if one.kind in {"crowd", "written"}:
                spent, filled = spent + took, filled + 1
                grown = process.memory_info().rss - before
                slowest = max(slowest, took)
            verdict = "right" if of == one.of else "wrong" if of else "missed"
            counts[one.kind, verdict] += 1
            if verdict != "right":
                missed.append((one.id, of))
    return {
        "counts": [[kind, verdict, number] for (kind, verdict), number in counts.items()],
        "articles/s": filled / spent,
        "slowest ms": 1000 * slowest,
        "MB": grown / 1e6,
        "missed": missed[:60],
    }


def scores(counts: dict[tuple[str, str], int]) -> dict[str, float]:
    """Return recall on the edits that have an aim, and the precision of all links."""
    kinds = {kind for kind, _ in counts}
    n = {key: counts.get(key, 0) for kind in kinds for key in ((kind, v) for v in _VERDICTS)}
    found = sum(n.get((kind, "right"), 0) for kind in EDITS)
    edits = sum(n.get((kind, verdict), 0) for kind in EDITS for verdict in _VERDICTS)
    linked = sum(n.get((kind, "right"), 0) for kind in (*EDITS, *HARDER))
    wrong = sum(n[kind, "wrong"] for kind in kinds)
    return {"recall": 100 * found / edits, "precision": 100 * linked / max(linked + wrong, 1)}


_VERDICTS = ("right", "wrong", "missed")


def report(results: dict[str, dict[str, Any]], *, failures: bool) -> dict[str, float]:
    """Print what came out; return our figures."""
    tables = {
        name: {(kind, verdict): number for kind, verdict, number in result["counts"]}
        for name, result in results.items()
    }
    print(f"\n{'':28}" + "".join(f"{name:>14}" for name in results))
    for kind in (*EDITS, *HARDER):
        cells = []
        for table in tables.values():
            total = sum(table.get((kind, verdict), 0) for verdict in _VERDICTS)
            cells.append(f"{100 * table.get((kind, 'right'), 0) / total:13.1f}%")
        print(f"{kind:28}" + "".join(cells))
    for kind in ("crowd", "written", "round-up", "foot", "prices"):
        cells = [f"{table.get((kind, 'wrong'), 0):14}" for table in tables.values()]
        print(f"{'false links: ' + kind:28}" + "".join(cells))
    summed = {name: scores(table) for name, table in tables.items()}
    for key in ("recall", "precision"):
        print(f"{key:28}" + "".join(f"{one[key]:13.2f}%" for one in summed.values()))
    for key in ("articles/s", "slowest ms", "MB"):
        print(f"{key:28}" + "".join(f"{result[key]:14.1f}" for result in results.values()))
    if failures:
        for one, of in results["wirewatch"]["missed"]:
            print(f"  {one}: {of or 'missed'}")
    return {**summed["wirewatch"], "MB": results["wirewatch"]["MB"]}


def look_at_retold(data: Path) -> None:
    """Print how many of the retold articles marked as near duplicates are linked."""
    file = data / "coverage" / "dev.jsonl"
    if not file.exists():
        print(f"{file} is not there: left out.")
        return
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    hidden = aside(rows)
    rows = sorted((row for row in rows if row["id"] not in hidden), key=_published)
    copies, links = Copies(), {}
    for row in rows:
        article = Article("", row["title"], row["text"], outlet=Outlet(row["outlet"]))
        made = fingerprint(article, read_text(row["text"]))
        at = datetime.fromisoformat(_published(row)).replace(tzinfo=UTC)
        new = Printing(row["id"], row["outlet"], at, made, read_credit(article))
        if link := copies.look(new):
            links[row["id"]] = link.nearest
        copies.add(new, link)
    marked = {row["id"]: row["near_duplicate_of"] for row in rows if row["near_duplicate_of"]}
    pairs = {frozenset(pair) for pair in marked.items()}
    siblings = {
        frozenset((a, b)) for a in marked for b in marked if marked[a] == marked[b] and a != b
    }
    right = sum(frozenset(link) in pairs | siblings for link in links.items())
    story = {row["id"]: row["story"] for row in rows}
    same = sum(story[one] == story[of] for one, of in links.items())
    print(
        f"\nretold articles: {len(links)} links, {right} of {len(pairs)} marked pairs, "
        f"{same} within one story label"
    )


def curve(total: int, within: int) -> None:
    """Print what an article costs while the archive grows and the window does not."""
    chance, process = np.random.default_rng(3), psutil.Process()
    copies, spent = Copies(), 0.0
    print(f"\n{'articles so far':>16}{'in the window':>15}{'CPU ms each':>13}{'MB':>7}")
    for number in range(1, total + 1):
        runs = np.unique(chance.integers(0, 2**30, 118, dtype=np.uint32)).astype("<u4")
        at = START + timedelta(minutes=number)
        new = Printing(number, f"o{number % OUTLETS}", at, Fingerprint(runs.tobytes(), 2, 470))
        began = time.thread_time()
        copies.add(new, copies.look(new))
        if number % 500 == 0:
            copies.forget(at - timedelta(minutes=within))
        spent += time.thread_time() - began
        if number % (total // 10) == 0:
            took, megabytes = 1000 * spent / (total // 10), process.memory_info().rss / 1e6
            print(f"{number:16,}{len(copies):15,}{took:13.2f}{megabytes:7.0f}")
            spent = 0.0


def _published(row: dict[str, Any]) -> str:
    return str(row["published"] or "2025-01-01")


def main() -> int:
    """Run all contenders on the same texts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--curve", type=int, default=0, metavar="ARTICLES")
    told = parser.parse_args()
    if told.curve:
        curve(told.curve, told.articles)
        return 0
    dice = random.Random(5)  # noqa: S311  the same edits in each run
    first = window(told.articles, dice)
    written = [one for one in first if one.kind == "written" and len(one.text.split()) >= _LONG]
    crowd = [one for one in first if one.kind == "crowd"]
    then = [*edited([*written, *dice.sample(crowd, min(_INVENTED, len(crowd)))], dice)]
    then += own(written, dice)
    dice.shuffle(then)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "arriving.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(vars(one)) + "\n" for one in (*first, *then))
        del first, crowd
        names = ["wirewatch"] if told.only_ours else list(CONTENDERS)
        results = {}
        for name in names:
            with get_context("spawn").Pool(1) as pool:
                results[name] = pool.apply(run, (name, file))
    print(f"{told.articles:,} articles in the window, {len(written)} written reports")
    ours = report(results, failures=told.failures)
    if told.data:
        look_at_retold(told.data)
    if told.json:
        told.json.write_text(json.dumps(results, indent=1), "utf-8")
    if told.articles == 100_000:
        ours["MB at 100,000"] = ours["MB"]
    missed = [key for key, aim in AIMS.items() if key in ours and not _meets(key, ours[key], aim)]
    for key in missed:
        print(f"missed: {key} is {ours[key]:.2f}, the aim {AIMS[key]}")
    return 1 if missed else 0


def _meets(key: str, value: float, aim: float) -> bool:
    return value <= aim if key.startswith("MB") else value >= aim


if __name__ == "__main__":
    sys.exit(main())
