"""Read invented happenings: series of reports with what each of them says of people.

    # why this one
    topic: merrow OR callaster
    by agency: Civil Protection Agency | CPA

    == 2031-05-02 05:40 | Callaster Courier
    River Merrow bursts its banks at Saltreach, four dead
    SALTREACH: The river Merrow burst its banks before dawn on Friday …
    @ agency killed 4

A line with @ says who ("-": the outlet), what became of people, how many (4, >=4, <=4, 4-6, or ~4
for about so many), and, where it is not just people, which.  A file tells of one event.  A third
cell of a heading ("edit 7") makes a report a later text of the file's seventh.  What is marked
"(part)" is one side of a total in the same text: true where it is told, and owed to nobody.
Their texts were written before anybody had read them with this program, and are not tuned on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.figures.sides import side_of, speaker_key
from news.figure import Bound, Effect, Scope, VictimClass
from news.ledger import Point, Series
from news.moment import Moment, Precision
from news.text import folded
from tests.newsroom import Report
from wirewatch.newsworld.judge import Known, Truth

FOLDER = Path(__file__).parent.parent / "happenings"
_SAID = re.compile(
    r"@ (?P<who>\S+) (?P<effect>\w+) (?P<bound>>=|<=|~)?(?P<low>\d+)(?:-(?P<high>\d+))?"
    r"(?: (?P<whose>\w+))?(?P<part> \(part\))?"
)
_BOUNDS = {">=": Bound.AT_LEAST, "<=": Bound.UP_TO, "~": Bound.ABOUT}
_SIDES = {
    "soldiers": VictimClass.SECURITY,
    "militants": VictimClass.MILITANT,
    "civilians": VictimClass.CIVILIAN,
}
_ABOUT = 0.1  # as `monitor.figures` reads "about"


@dataclass
class Happening:
    """One event: its reports, what is known of each, and by which names its speakers go."""

    name: str
    topic: str = ""
    reports: list[Report] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)


def happenings(folder: Path = FOLDER) -> list[Happening]:
    """Read all of a folder."""
    return [_read(path) for path in sorted(folder.glob("*.txt"))]


def says(names: Mapping[str, tuple[str, ...]], wanted: str, read: str) -> bool:
    """Say whether who was read is the speaker: by any of his names, whole."""
    if not wanted or not read or wanted == read:
        return wanted == read
    line = f" {' '.join(folded(read).split())} "
    return any(f" {' '.join(folded(name).split())} " in line for name in names[wanted])


def _read(path: Path) -> Happening:
    happening = Happening(path.stem)
    head, *blocks = path.read_text("utf-8").split("\n== ")
    for line in head.splitlines():
        key, _, value = line.partition(": ")
        if key == "topic":
            happening.topic = value
        elif key.startswith("by "):
            # One name in two happenings is two speakers' name.
            happening.names[f"{path.stem} {key[3:]}"] = tuple(map(str.strip, value.split("|")))
    for number, block in enumerate(blocks, 1):
        first, title, *lines = block.strip().split("\n")
        when, source, *edit = (cell.strip() for cell in first.split("|"))
        at = datetime.fromisoformat(when).replace(tzinfo=UTC)
        name = f"{path.stem}-{number:02}"
        text = "\n".join(line for line in lines if not line.startswith("@"))
        published = Moment(at, precision=Precision.MINUTE)
        first_name = f"{path.stem}-{int(edit[0].removeprefix('edit ')):02}" if edit else name
        happening.reports.append(Report(name, source, f"/{first_name}", at, title, text, published))
        said = [*_said(path.stem, [line for line in lines if line.startswith("@")])]
        happening.known[name] = Known(
            path.stem, [one for one, *_ in said],
            [_point(one, bound, happening.reports[-1]) for one, bound, part in said if not part],
            bool(edit),
        )  # fmt: skip
    return happening


def _said(event: str, lines: list[str]) -> Iterator[tuple[Truth, Bound, bool]]:
    for line in lines:
        found = _SAID.fullmatch(line)
        assert found, line  # noqa: S101  a slip in our own file
        low, bound = float(found["low"]), _BOUNDS.get(found["bound"] or "", Bound.EXACTLY)
        ends: tuple[float | None, float | None] = (low, float(found["high"] or low))
        if bound is Bound.AT_LEAST:
            ends = (low, None)
        elif bound is Bound.UP_TO:
            ends = (None, low)
        elif bound is Bound.ABOUT:
            ends = (low * (1 - _ABOUT), low * (1 + _ABOUT))
        who = "" if found["who"] == "-" else f"{event} {found['who']}"
        side = _SIDES.get(found["whose"] or "", VictimClass.UNKNOWN)
        yield Truth(who, found["effect"], side.value, *ends), bound, bool(found["part"])


def _point(truth: Truth, bound: Bound, report: Report) -> Point:
    """Return what the ledger weighs of a truth; speakers of one side follow each other."""
    value = truth.low if truth.low is not None else truth.high or 0.0
    series = Series(Effect(truth.effect), "people", VictimClass(truth.side), Scope.EVENT, "people")
    who = truth.speaker.partition(" ")[2]
    return Point(
        series, report.name, report.source, report.published, report.published, False,
        speaker_key(truth.speaker), truth.speaker, side_of(who), value, truth.low, truth.high,
        bound,
    )  # fmt: skip
