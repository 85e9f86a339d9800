"""What claims become in a ledger: how many corrections and disputes, beside the naive way.

    python3 dev.py bench ledger --data DIR [--seeds DIR] [--json FILE] [--failures]

DIR holds coverage/ (retold articles of five events with every number annotated) and figures/ (two
articles with the relations between their figures).  All articles of an event are one story, weighed
in the order of publication:

- with the annotated figures, and with those that we read;
- naively: every figure of an article is compared with the last one of its effect and class, by its
  speaker (a correction if it differs) and by any other (a dispute if both cannot be true).

A toll that rises is no fault; what is lowered or disputed mostly is, so these are few and each is
printed with --failures (of articles that are set aside, only counted).  Of the two articles every
relation between their figures must come out: pairs that agree, and the dispute.

Exit status 1 where a relation does not, or where more is lowered and disputed than the aim.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.figures import Row, lines, print_row
from benchmarks.judges import coverage, retold
from monitor.figures.reading import read_figures
from monitor.headlines import headlines
from monitor.ledger import by_series, disagree, weigh
from monitor.occasions import conflict, occasions
from monitor.totals import weigh_all
from news.article import Article
from news.figure import FigureReading
from news.ledger import Kind, Point, Verdict

AIM = 10  # lowered and disputed with figures read; the naive way has many times as many
_KINDS = tuple(Kind)
_SHORT = {Kind.CONFIRMED: "confirm", Kind.SHARPENED: "sharper", Kind.DISPUTED: "dispute"}

Read = Callable[[Row], FigureReading]


def read(row: Row) -> FigureReading:
    """Read an article as the daemon does."""
    return read_figures(retold.article_of(row))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Sort articles by publication, the undated last."""
    return sorted(rows, key=lambda row: row["published"] or "9999")


def weighed(rows: Sequence[Row], reading: Read) -> Iterator[tuple[Row, Verdict]]:
    """Weigh the headline claims of one story's articles as they come."""
    said: list[Point] = []
    for row in in_order(rows):
        article = retold.article_of(row)
        points = headlines(reading(row), article, key=row["id"], source=row["outlet"])
        yield from ((row, verdict) for verdict in weigh_all(points, said))
        said.extend(points)


def naive(rows: Sequence[Row], reading: Read) -> Counter[str]:
    """Count what comes of comparing every figure with the last ones of its kind."""
    counts: Counter[str] = Counter()
    last: dict[Any, dict[str, Any]] = {}
    for row in in_order(rows):
        for claim in reading(row).claims:
            figure = claim.figure
            if figure.unit != "people" or figure.effect == "other":
                continue
            who = claim.speaker.canonical or claim.speaker.written or row["outlet"]
            before = last.setdefault((figure.effect, figure.victim_class), {})
            own = before.get(who)
            counts["points"] += 1
            counts["corrections"] += own is not None and own.value != figure.value
            counts["disputes"] += any(
                disagree(figure, other) for name, other in before.items() if name != who
            )
            before[who] = figure
    return counts


def on_coverage(rows: Sequence[Row], *, failures: bool) -> tuple[dict[str, float], bool]:
    """Print the verdicts of each event; say whether few enough are lowered or disputed."""
    english = [row for row in rows if row["lang"] == "en"]
    kept_back = coverage.aside(rows)
    figures: dict[str, float] = {}
    for name, reading in (("annotated", retold.reading_of), ("read", read)):
        print_row(f"\n{name} figures", [_SHORT.get(kind, kind.value) for kind in _KINDS])
        told = []
        for event in sorted({row["event"] for row in english}):
            some = list(weighed([row for row in english if row["event"] == event], reading))
            counts = Counter(verdict.kind for _, verdict in some)
            print_row(f"  event {event}", [str(counts[kind]) for kind in _KINDS])
            told += some
        counts = Counter(verdict.kind for _, verdict in told)
        print_row("  all", [str(counts[kind]) for kind in _KINDS])
        simple = sum(
            (naive([row for row in english if row["event"] == event], reading)
             for event in {row["event"] for row in english}), Counter[str]()
        )  # fmt: skip
        print(f"  naively: {simple['corrections']} corrections and {simple['disputes']} disputes"
              f" of {simple['points']} figures")  # fmt: skip
        figures |= {f"{name} lowered": counts[Kind.LOWERED],
                    f"{name} disputed": counts[Kind.DISPUTED]}  # fmt: skip
        if failures:
            _print_doubtful(told, kept_back)
    few = figures["read lowered"] + figures["read disputed"] <= AIM
    return figures, few


def _print_doubtful(told: Iterable[tuple[Row, Verdict]], kept_back: set[str]) -> None:
    """Print what is lowered and disputed, but nothing of articles that are set aside."""
    for row, verdict in told:
        against = verdict.against
        if verdict.kind in {Kind.LOWERED, Kind.DISPUTED} and row["id"] not in kept_back and against:
            what = verdict.point.series.effect
            print(f"    {row['id']} {what} {_said(verdict.point)} {verdict.kind}: {_said(against)}")


def _said(point: Point) -> str:
    return f"{point.name} {point.bound} {point.value:g}"


def on_seeds(data: Path, folder: Path) -> list[str]:
    """Compare the relations between two articles with what the ledger makes of them."""
    file = data / "figures" / "seeds_gold.json"
    if not (file.exists() and folder.is_dir()):
        print(f"\n{file} or {folder} is not there: left out.")
        return []
    gold = json.loads(file.read_text("utf-8"))
    points, spoken = {}, {}
    for name, key in gold["docs"].items():
        text = (folder / key["file"]).read_text("utf-8")
        article = Article("", "", text, published=retold.published(key["published"]))
        spoken[name] = occasions(article)
        reading = read_figures(article)
        for point in headlines(reading, article, key=name, source=key.get("publisher", name)):
            span = reading.claims[point.claim].figure.span
            for figure in key["figures"]:
                start, end = (at + 1 for at in figure["span"])  # behind an empty title
                if span.start < end and start < span.end:
                    points[figure["id"]] = point
    short = list(_relations(gold["relations"], points))
    wanted = any("day of the speech" in relation["text"] for relation in gold["relations"])
    if wanted != any(conflict(*pair) for pair in product(*spoken.values())):
        short.append("the two days of one speech")
    print(f"\nrelations between the two articles: {len(short)} do not come out", *short, sep="\n  ")
    return short


def _relations(relations: Sequence[Row], points: dict[str, Point]) -> Iterator[str]:
    """Yield the relations between articles of which the ledger says something else."""
    for relation in relations:
        found = [points[one] for one in relation["between"] if one in points]
        if relation["type"] not in {"compatible", "conflict"} or len(found) < 2:
            continue
        if len(by_series(found)) != 1:
            yield f"{relation['id']} are not one series: {relation['text']}"
            continue
        kinds = {weigh(found[0], found[1:]).kind, weigh(found[1], found[:1]).kind}
        disputed = Kind.DISPUTED in kinds
        if disputed != (relation["type"] == "conflict"):
            yield f"{relation['id']} is {', '.join(kinds)}: {relation['text']}"


def main() -> int:
    """Measure, print, and say whether the aims are met."""
    parser = argparse.ArgumentParser(prog="dev.py bench ledger")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=Path, help="the two articles [default: DIR/../seeds]")
    parser.add_argument("--json", type=Path, help="write our figures to a file")
    parser.add_argument("--failures", action="store_true", help="print what is lowered or disputed")
    asked = parser.parse_args()
    figures: dict[str, float] = {}
    few = True
    if rows := lines(asked.data / "coverage" / "dev.jsonl"):
        began = time.process_time()
        figures, few = on_coverage(rows, failures=asked.failures)
        print(f"  {time.process_time() - began:.1f} s in all, reading included")
    wrong = on_seeds(asked.data, asked.seeds or asked.data.parent / "seeds")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))
    if not few:
        print(f"\nMissed: more than {AIM} lowered and disputed")
    return int(bool(wrong) or not few)


if __name__ == "__main__":
    sys.exit(main())
