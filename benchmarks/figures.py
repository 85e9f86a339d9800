"""How well numbers of the news are read, and how fast, beside what else there is.

    python3 dev.py bench figures --data DIR [--seeds DIR] [--json FILE] [--failures]

DIR holds figures/ (incident reports with keys, two articles with every number known) and
coverage/ (retold articles with every number and its speaker); --seeds names the folder of the
two articles.  What is not there is left out, and said.

- Ours, quantulum3, text2num and the two-sided regex read the same texts in one run.
- 25 of the retold articles are set aside and scored apart: the reader was built without them.
- Speed is that of reading with attribution beside spaCy's blank tokenizer alone, in turn, on the
  same texts (incident reports and retold articles, 1 to 2 KB); the best of three rounds each.  The
  tokenizer is a new one in each: news has new words, and one that has seen them is three times as
  fast.
- Risk and coverage: how many claims stay when less sure ones are kept back, and how many of those
  are wrong; for figures alone and with their speakers, on the articles that the reader was built
  with, on those set aside and on our golden cases.  From the first the threshold of alerts is
  chosen: the least risk that keeps 85 of 100 claims.
- Beside it, what each confidence promises and how many were right: whoever changes the reading
  sees here whether the table in monitor/figures/confidence.py is still true.

Exit status 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.judges import certainty, coverage, incidents, seeds
from benchmarks.peers.figures import Contender, two_sided, with_quantulum, with_text2num
from monitor.figures.reading import read_figures
from news.article import Article
from news.sure import ALERT_CONFIDENCE
from tests.monitor import accuracy, goldens
from wirewatch.commands.counting import answer

AIMS = {
    "muc_dev killed": 76, "muc_dev injured": 82, "muc_dev F1": 77,
    "effect": 86, "bound": 98, "class": 94, "killed": 92,
    "named": 80, "by role": 45, "carried": 40, "invented": 6, "speed": 0.45,
}  # fmt: skip
_AT_MOST = {"invented"}
_THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
_FIRST_VERSIONS = {"urdu", "hindi"}
_KEPT = 85  # per cent of claims that a threshold must leave
_ROUNDS = 3
_TOKENIZER = "spaCy's tokenizer"
_COLUMNS = ("value", "effect", "bound", "class", "killed", *coverage.CUES, "invented")

Row = Mapping[str, Any]
Rows = Sequence[Row]


def ours(text: str, language: str = "en") -> dict[str, Any]:
    """Read a text as `wirewatch try figures` does."""
    article = Article("", "", text, language=language)
    return answer(article, read_figures(article))


def lines(file: Path) -> list[dict[str, Any]]:
    """Read JSON Lines; nothing of a file that is not there, and say so."""
    if not file.exists():
        print(f"{file} is not there: left out.")
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def per_cent(part: int, whole: int) -> float:
    """Return a share in per cent; 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def print_row(name: str, cells: Sequence[float | str]) -> None:
    """Print a line of a table."""
    shown = (f"{cell:9.1f}" if isinstance(cell, float) else f"{cell:>9}" for cell in cells)
    print(f"{name:<28}", *shown)


def on_incidents(data: Path, contenders: Mapping[str, Contender]) -> dict[str, float]:
    """Print the scores on incident reports; return ours."""
    figures: dict[str, float] = {}
    print_row("\nincident reports", ("killed", "injured", "F1 >= 2", "spurious", "reports/s"))
    for name in ("muc_dev", "muc_check"):
        rows = lines(data / "figures" / f"{name}.jsonl")
        for label, read in contenders.items() if rows else ():
            began = time.perf_counter()
            answers = [read(row["text"]) for row in rows]
            took = time.perf_counter() - began
            counts = incidents.score(rows, answers)
            exact = [per_cent(counts[one], counts[f"{one} n"]) for one in incidents.EFFECTS]
            spurious = f"{counts['spurious']}/{counts['spurious n']}"
            print_row(f"{name} {label}", (*exact, incidents.f1(counts), spurious, len(rows) / took))
            if label == "wirewatch":
                figures |= {f"{name} killed": exact[0], f"{name} injured": exact[1],
                            f"{name} F1": incidents.f1(counts)}  # fmt: skip
        if rows:
            ones = [per_cent(counts[f"{e} ones"], counts[f"{e} n"]) for e in incidents.EFFECTS]
            print_row(f"{name} always 1", ones)
    print(incidents.PUBLISHED)
    return figures


def on_coverage(rows: Rows, data: Path, contenders: Mapping[str, Contender]) -> dict[str, float]:
    """Print the scores on retold articles; return ours."""
    says, kept_back = coverage.says_of(data), coverage.aside(rows)
    english = [row for row in rows if row["lang"] == "en"]
    sets = {
        "wirewatch, all English": english,
        "  of those built with": [row for row in english if row["id"] not in kept_back],
        "  of those set aside": [row for row in english if row["id"] in kept_back],
    }
    print_row("\nretold articles", ("articles", *_COLUMNS, "no figure"))
    figures: dict[str, float] = {}
    for label, some in sets.items():
        counts = coverage.score(some, [ours(row["text"]) for row in some], says)
        cells = coverage_cells(counts)
        print_row(label, (str(len(some)), *cells.values()))
        figures = figures or cells
    others = [row for row in rows if row["lang"] != "en"]
    counts = coverage.score(others, [ours(row["text"], row["lang"]) for row in others], says)
    print_row("wirewatch, other languages", (str(len(others)), *coverage_cells(counts).values()))
    for label, read in contenders.items():
        if label != "wirewatch":
            counts = coverage.score(english, [read(row["text"]) for row in english], says)
            print_row(label, (str(len(english)), *coverage_cells(counts).values()))
    return figures


def coverage_cells(counts: Counter[str]) -> dict[str, float]:
    """Return the columns of a table of retold articles."""
    return {
        "value": per_cent(counts["value"], counts["n"]),
        "effect": per_cent(counts["effect"], counts["n"]),
        "bound": per_cent(counts["bound"], counts["value"]),
        "class": per_cent(counts["class"], counts["class n"]),
        "killed": per_cent(counts["killed"], counts["killed n"]),
        **{name: per_cent(counts[cue], counts[f"{cue} n"]) for name, cue in coverage.CUES.items()},
        "invented": per_cent(counts["invented"], counts["free"]),
        "no figure": per_cent(counts["no figure"], counts["no figure n"]),
    }


def on_certainty(rows: Rows, data: Path) -> None:
    """Print what confidences promise and keep, and the threshold that follows."""
    says, kept_back = coverage.says_of(data), coverage.aside(rows)
    english = [row for row in rows if row["lang"] == "en"]
    sets = {
        "built with": certainty.retold([r for r in english if r["id"] not in kept_back], says),
        "set aside": certainty.retold([r for r in english if r["id"] in kept_back], says),
        "golden": certainty.golden(),
    }
    heads = [cell for name in sets for cell in (name, "right %")]
    print_row("\na figure's confidence", heads)
    print_promises([[(one.figure, one.right) for one in some] for some in sets.values()])
    print_row("\na speaker's confidence", heads)
    print_promises(
        [
            [(one.speaker, one.named_right) for one in some if one.named_right is not None]
            for some in sets.values()
        ]
    )
    print_row("\nfigures kept from", [cell for name in sets for cell in (name, "wrong %")])
    print_curve(list(sets.values()), lambda one: one.figure, lambda one: one.right)
    print_row("\nclaims kept from", [cell for name in sets for cell in (name, "wrong %")])
    print_curve(list(sets.values()), lambda one: one.claim, lambda one: one.claim_right)
    print(
        f"threshold of alerts: {ALERT_CONFIDENCE}; on the first column the least risk that keeps"
        f" {_KEPT} % is at {chosen(sets['built with']):.2f}"
    )


def print_promises(sets: Sequence[Sequence[tuple[float, bool]]]) -> None:
    """Print of each confidence how many have it, and how many of them are right."""
    for confidence in sorted({round(sure, 2) for some in sets for sure, _ in some}):
        cells: list[float | str] = []
        for some in sets:
            right = [good for sure, good in some if round(sure, 2) == confidence]
            cells += [str(len(right)), per_cent(sum(right), len(right)) if right else "-"]
        print_row(f"{confidence:.2f}", cells)


def print_curve(
    sets: Sequence[Sequence[certainty.Judged]],
    sure: Callable[[certainty.Judged], float],
    right: Callable[[certainty.Judged], bool],
) -> None:
    """Print what a threshold keeps of each set, in per cent, and what of it is wrong."""
    for threshold in _THRESHOLDS:
        cells = [certainty.curve(some, sure, right, threshold)[:2] for some in sets]
        print_row(f"{threshold:.2f}", [cell for pair in cells for cell in pair])


def chosen(judged: Sequence[certainty.Judged]) -> float:
    """Return the threshold with the least risk of those that keep enough; the lowest of equals."""

    def at(threshold: float) -> tuple[float, float, int]:
        return certainty.curve(
            judged, lambda one: one.claim, lambda one: one.claim_right, threshold
        )

    fitting = [threshold for threshold in _THRESHOLDS if at(threshold)[0] >= _KEPT]
    return min(fitting, key=lambda threshold: (round(at(threshold)[1], 1), threshold), default=0.0)


def on_languages() -> None:
    """Print how well our golden cases of Urdu and Hindi are read."""
    for file in goldens.files():
        if file.stem in _FIRST_VERSIONS:
            found = accuracy.outcomes(file)
            right = 100 * accuracy.accuracy(found)
            print(
                f"golden cases of {file.stem.capitalize()}: {right:.1f} % right, {len(found)} cases"
            )


def on_seeds(data: Path, folder: Path, *, failures: bool) -> None:
    """Print what is wrong in the two articles of which every number is known."""
    file = data / "figures" / "seeds_gold.json"
    if not (file.exists() and folder.is_dir()):
        print(f"\n{file} or {folder} is not there: left out.")
        return
    gold = json.loads(file.read_text("utf-8"))
    for name, key in gold["docs"].items():
        found = ours((folder / key["file"]).read_text("utf-8"))
        wrong = list(seeds.wrong(key, found))
        kinds = {check["kind"] for check in found["checks"]}
        wanted = seeds.checks_wanted(gold, name)
        wrong += [f"no check {kind}" for kind in wanted if not kind & kinds]
        print(f"\narticle {name}: {len(key['figures'])} figures, {len(wanted)} checks,"
              f" {len(wrong)} faults")  # fmt: skip
        if failures:
            print("\n".join(f"  {one}" for one in wrong))


def speed(texts: Sequence[str]) -> dict[str, float]:
    """Time reading and spaCy's blank tokenizer in turn; articles a second."""
    import spacy  # noqa: PLC0415 - slow to load, and only wanted here

    articles = [Article("", "", text, language="en") for text in texts]

    def tokenize() -> None:
        tokenizer = spacy.blank("en").tokenizer
        for text in texts:
            tokenizer(text)

    def read() -> None:
        for article in articles:
            read_figures(article)

    best = {_TOKENIZER: 0.0, "wirewatch": 0.0}
    tokenize()  # loads what is loaded once
    for _ in range(_ROUNDS):
        for name, work in zip(best, (tokenize, read), strict=True):
            best[name] = max(best[name], len(texts) / _seconds(work))
    return best


def _seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def missed(figures: Mapping[str, float]) -> Iterator[str]:
    """Name the aims that are measured and not met."""
    for name, aim in AIMS.items():
        if name in figures:
            good = figures[name] <= aim if name in _AT_MOST else figures[name] >= aim
            if not good:
                yield f"{name} {figures[name]:.2f}, not {aim}"


def main() -> int:
    """Measure, print, and say whether the aims are met."""
    parser = argparse.ArgumentParser(prog="dev.py bench figures")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=Path, help="the two articles [default: DIR/../seeds]")
    parser.add_argument("--json", type=Path, help="write our figures to a file")
    parser.add_argument("--failures", action="store_true", help="say what is wrong in the seeds")
    parser.add_argument("--only-ours", action="store_true", help="leave the peers out")
    asked = parser.parse_args()
    contenders: dict[str, Contender] = {"wirewatch": ours, "two-sided regex": two_sided}
    figures = on_incidents(asked.data, contenders)
    if rows := lines(asked.data / "coverage" / "dev.jsonl"):
        if not asked.only_ours:
            contenders |= {"quantulum3": with_quantulum(), "text2num": with_text2num()}
        figures |= on_coverage(rows, asked.data, contenders)
        on_certainty(rows, asked.data)
        if not asked.only_ours:
            long = lines(asked.data / "figures" / "muc_check.jsonl")
            english = [row for row in rows if row["lang"] == "en"]
            rates = speed([row["text"] for row in (*long, *english)])
            figures["speed"] = rates["wirewatch"] / rates[_TOKENIZER]
            print(
                f"\nspeed: {rates['wirewatch']:.0f} articles a second, {figures['speed']:.2f}"
                f" of spaCy's blank tokenizer ({rates[_TOKENIZER]:.0f})"
            )
    on_languages()
    on_seeds(asked.data, asked.seeds or asked.data.parent / "seeds", failures=asked.failures)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))
    short = list(missed(figures))
    print("\nMissed: " + "; ".join(short) if short else "\nAll aims are met.")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
