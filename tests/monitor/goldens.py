"""Golden cases: sentences and what their numbers mean, in files that need no Python.

    >> Four dead as ferry sinks off Tarn: coast guard        a headline
    > Four people drowned and nine are missing.              a paragraph, one a line
    coast guard | 4 | dead killed                            speaker | value | what effect
    - | 9 | missing                                          - nobody: the outlet says it
    no | 2031 | year                                         a number that is no figure, and why
    toll | 4 | killed                                        what the whole comes to
    toll | none | injured                                    nobody was hurt
    check | sum                                              what the figures say of each other

`tests/monitor/golden/NAME.txt` holds the cases of one construction, an empty line between two;
`#` begins a comment, and `language ur` in the first lines says what a file is written in.

- value: `33`, `1,200`, `at least 33`, `more than`, `about`, `nearly`, `up to`, `less than`,
  `3 to 5`.
- what: the head of what is counted; for money, share, duration and distance their unit (`INR`,
  `percent`, `hours`, `km`).  After it the effect, and then the class (`civilian` …) and the scope
  (`cumulative` …) where they matter.  Without a scope people and things are of the event.
- speaker: words that stand in the speaker as written or in the canonical name.

All figures of a case are listed: one more is an error as much as one that is missing.  A
construction's accuracy is what is right of all that is expected or found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from news.article import Article
from news.figure import Bound, Claim, Effect, FigureReading, Scope, Toll, VictimClass
from news.text import words

FOLDER = Path(__file__).parent / "golden"
_BOUNDS = {bound.value.replace("_", " "): bound for bound in Bound if bound is not Bound.RANGE}
# Of these the unit is compared, not the noun, and nobody asks for their scope.
_MEASURES = {Effect.MONEY, Effect.SHARE, Effect.DURATION, Effect.DISTANCE}
_NUMBER = re.compile(r"(?:([a-z ]+) )?(-?[\d,]+(?:\.\d+)?)(?: to ([\d,]+(?:\.\d+)?))?")
# "Police" may be written "the district's police"; a whole sentence is no speaker.
_LONGER = 6


class GoldenError(Exception):
    """A golden file that cannot be read; says where."""


@dataclass(frozen=True)
class Record:
    """One expected figure; None is not compared."""

    line: str
    speaker: str
    low: float
    high: float
    bound: Bound
    what: str
    effect: Effect
    victims: VictimClass | None
    scope: Scope | None


@dataclass(frozen=True)
class Case:
    """A short text and all that is to be found in it."""

    place: str
    title: str
    text: str
    language: str
    records: tuple[Record, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    tolls: tuple[tuple[Effect, float | None], ...] = ()
    checks: tuple[str, ...] = ()

    @property
    def article(self) -> Article:
        """Return the case as an article."""
        return Article("", self.title, self.text, language=self.language)


@dataclass(frozen=True)
class Outcome:
    """What of a case is right; `wrong` says the rest."""

    right: int
    wrong: tuple[str, ...]


def read(file: Path) -> list[Case]:
    """Return the cases of a file."""
    return list(parse(file.read_text("utf-8"), file.name))


def parse(written: str, name: str) -> Iterator[Case]:
    """Yield the cases of a file's text; GoldenError says which line is wrong."""
    language, case = "en", None
    for number, line in enumerate(map(str.strip, written.splitlines()), start=1):
        place = f"{name}:{number}"
        if line.startswith("language "):
            language = line.split()[1]
        elif line.startswith(">"):
            case = _with_text(case or Case(place, "", "", language), line, place)
        elif line and not line.startswith("#"):
            if case is None:
                raise GoldenError(f"{place}: a record needs a line with > above it")
            case = _with_record(case, line, place)
        elif not line and case:
            yield case
            case = None
    if case:
        yield case


def _with_text(case: Case, line: str, place: str) -> Case:
    """Add a headline or a paragraph."""
    if case.records or case.rejected or case.tolls or case.checks:
        raise GoldenError(f"{place}: text after records: an empty line must part two cases")
    if line.startswith(">>"):
        return replace(case, title=line[2:].strip())
    return replace(case, text=f"{case.text}\n{line[1:].strip()}".strip())


def _with_record(case: Case, line: str, place: str) -> Case:
    """Add what a line expects."""
    parts = [part.strip() for part in line.split("|")]
    match parts:
        case ["no", number, reason]:
            return replace(case, rejected=(*case.rejected, (number, reason)))
        case ["toll", number, effect] if effect in {Effect.KILLED, Effect.INJURED}:
            low = None if number == "none" else _value(number, place)[0]
            return replace(case, tolls=(*case.tolls, (Effect(effect), low)))
        case ["check", kind]:
            return replace(case, checks=(*case.checks, kind))
        case [speaker, number, rest]:
            record = _record(line, speaker, _value(number, place), rest.split(), place)
            return replace(case, records=(*case.records, record))
    raise GoldenError(f"{place}: '{line}' is not speaker | value | what effect")


def _value(written: str, place: str) -> tuple[float, float, Bound]:
    """Read a value with its bound."""
    found = _NUMBER.fullmatch(written)
    if not found or (found[1] or "exactly") not in _BOUNDS:
        raise GoldenError(f"{place}: '{written}' is no value; write 33, at least 33, or 3 to 5")
    low = float(found[2].replace(",", ""))
    if found[3]:
        return low, float(found[3].replace(",", "")), Bound.RANGE
    return low, low, _BOUNDS[found[1] or "exactly"]


def _record(
    line: str, speaker: str, value: tuple[float, float, Bound], rest: list[str], place: str
) -> Record:
    """Read what is counted, from the end: scope, class, effect, noun or unit."""
    scope = Scope(rest.pop()) if rest and rest[-1] in set(Scope) else None
    victims = VictimClass(rest.pop()) if rest and rest[-1] in set(VictimClass) else None
    if not rest or rest[-1] not in set(Effect):
        raise GoldenError(f"{place}: '{line}' names no effect; one of {', '.join(Effect)}")
    effect = Effect(rest.pop())
    if effect not in _MEASURES:
        scope = scope or Scope.EVENT
    who = "" if speaker == "-" else speaker
    return Record(line, who, *value, " ".join(rest), effect, victims, scope)


def judge(case: Case, reading: FigureReading) -> Outcome:
    """Compare all that was read with all that is expected."""
    right, wrong, left = 0, [], list(reading.claims)
    for record in case.records:
        same = next((claim for claim in left if not differences(record, claim)), None)
        if same:
            right += 1
            left.remove(same)
        else:
            wrong.append(_missed(record, left))
    wrong += [f"too much: {_shown(claim)}" for claim in left]
    others = [*_others(case, reading)]
    wrong += [said for said in others if said]
    return Outcome(right + others.count(""), tuple(wrong))


def _others(case: Case, reading: FigureReading) -> Iterator[str]:
    """Say of each rejection, toll and check that is expected or found whether it is right: ""."""
    full = case.article.full
    found = [(full[one.span.start : one.span.end], one.reason) for one in reading.rejected]
    for number, reason in case.rejected:
        right = any(number in text and reason in why for text, why in found)
        yield "" if right else f"not rejected: {number} as {reason}, but {found}"
    for effect, value in case.tolls:
        toll: Toll | None = getattr(reading, effect.value)
        found_value = toll.value if toll else None
        yield "" if found_value == value else f"toll {effect} is {toll}, not {value}"
    kinds = [check.kind for check in reading.checks]
    for kind in case.checks:
        yield "" if kind in kinds else f"no check {kind}, but {kinds}"
    yield from (f"too much: check {kind}" for kind in kinds if kind not in case.checks)


def differences(record: Record, claim: Claim) -> set[str]:
    """Name what differs between a record and a claim."""
    figure = claim.figure
    named = record.bound is Bound.RANGE
    pairs = {
        "value": (figure.low, figure.high) == (record.low, record.high)
        if named
        else figure.value == record.low,
        "bound": figure.bound is record.bound,
        "effect": figure.effect is record.effect,
        "what": _same_thing(record, claim),
        "class": record.victims in {None, figure.victim_class},
        "scope": record.scope in {None, figure.scope},
        "speaker": _same_speaker(record.speaker, claim),
    }
    return {name for name, same in pairs.items() if not same}


def _same_thing(record: Record, claim: Claim) -> bool:
    """Compare the unit of a measure, and of anything else the head of what is counted."""
    if not record.what:
        return True
    if record.effect in _MEASURES:
        return claim.figure.unit == record.what
    head = words(record.what)[-1]
    return any(word in {head, f"{head}s", head.removesuffix("s")}
               for word in words(claim.figure.counts))  # fmt: skip


def _same_speaker(wanted: str, claim: Claim) -> bool:
    """Say whether the words wanted stand in a row in the speaker, without much around them."""
    speaker = claim.speaker
    if not wanted or not speaker.written:
        return not wanted and not speaker.written
    row = f" {' '.join(words(wanted))} "
    return any(
        row in f" {' '.join(words(name))} " and len(words(name)) <= len(words(wanted)) + _LONGER
        for name in (speaker.written, speaker.canonical)
    )


def _missed(record: Record, left: list[Claim]) -> str:
    """Say what is wrong of the nearest claim, or that there is none."""
    near = [claim for claim in left if claim.figure.value == record.low]
    if not near:
        return f"missing: {record.line}"
    best = min(near, key=lambda claim: len(differences(record, claim)))
    left.remove(best)
    return (
        f"wrong {', '.join(sorted(differences(record, best)))}: {record.line}; read {_shown(best)}"
    )


def _shown(claim: Claim) -> str:
    """Write a claim as a record."""
    figure, who = claim.figure, claim.speaker.written or "-"
    ends = f" [{figure.low}, {figure.high}]" if figure.bound is Bound.RANGE else ""
    bound = "" if figure.bound is Bound.EXACTLY else f"{figure.bound.value} "
    what = figure.unit if figure.effect in _MEASURES else figure.counts
    rest = [what, figure.effect.value, figure.victim_class or "", figure.scope.value]
    return f"{who} | {bound}{figure.value:g}{ends} | {' '.join(filter(None, rest))}"


def files() -> list[Path]:
    """Return the files of golden cases, one a construction."""
    return sorted(FOLDER.glob("*.txt"))
