"""How well the golden cases are read, construction by construction, and what must stay.

    python3 -m tests.monitor.accuracy [NAME …]      the accuracies; of those named, what is wrong
    python3 -m tests.monitor.accuracy --raise       write down as floors what got better

A floor is what a construction has reached before; the command never lowers one.  Whoever adds
harder cases to a file lowers its floor by hand, and says why.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from monitor.figures.reading import read_figures
from tests.monitor.goldens import FOLDER, Outcome, files, judge, read

FLOORS = FOLDER / "floors"


def outcomes(file: Path) -> list[tuple[str, Outcome]]:
    """Read the cases of a construction: the place of each, and what of it is right."""
    return [(case.place, judge(case, read_figures(case.article))) for case in read(file)]


def accuracy(found: Sequence[tuple[str, Outcome]]) -> float:
    """Return what is right of all that is expected or found."""
    right = sum(outcome.right for _, outcome in found)
    wrong = sum(len(outcome.wrong) for _, outcome in found)
    return right / (right + wrong)


def faults(found: Sequence[tuple[str, Outcome]]) -> str:
    """Return what is wrong, one fault a line with its place."""
    return "\n".join(f"{place}: {wrong}" for place, outcome in found for wrong in outcome.wrong)


def floors() -> dict[str, float]:
    """Return the accuracy below which no construction may fall."""
    lines = FLOORS.read_text("utf-8").splitlines() if FLOORS.exists() else []
    return {name: float(value) for name, value in (line.split() for line in lines)}


def main(asked: Sequence[str]) -> None:
    """Print the accuracies, and what is wrong of the constructions that are named."""
    known = floors()
    for file in files():
        found = outcomes(file)
        reached = accuracy(found)
        print(f"{file.stem:<20} {len(found):4} cases {reached:7.1%}"
              f"   floor {known.get(file.stem, 0.0):6.1%}")  # fmt: skip
        if file.stem in asked:
            print(faults(found))
        # Rounded down: a floor is never above what was measured.
        known[file.stem] = max(known.get(file.stem, 0.0), int(reached * 1000) / 1000)
    if "--raise" in asked:
        lines = (f"{name} {value:.3f}\n" for name, value in sorted(known.items()))
        FLOORS.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
