"""Judge what a desk was told against what is known of each text it came from.

A Truth is one number of one text: who gives it, what became of how many.  What was told is right
if its text has a truth with the same effect, the same interval and the same speaker; it is new if
no earlier message told its recipient that speaker's number.  A real change is what the ledger
finds in the truths themselves, as if every number had been read, and the first number of a speaker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.totals import weigh_all
from news.fact import OF_FIGURES, Fact, FactKind
from news.figure import Effect
from news.ledger import Point
from tests.newsroom import Report, Sent

# What becomes of people, which a desk counts.
BODIES = frozenset({
    Effect.KILLED, Effect.INJURED, Effect.MISSING, Effect.RESCUED, Effect.ABDUCTED,
    Effect.DISPLACED,
})  # fmt: skip
_NEAR = 0.11  # of a number given as "about", whose ends are a matter of taste


class Truth(NamedTuple):
    """A number of a text; `speaker` is "" where the outlet itself gives it."""

    speaker: str
    effect: str
    side: str
    low: float | None
    high: float | None

    @property
    def is_of_people(self) -> bool:
        """Say whether it counts what became of people."""
        return self.effect in BODIES


class Change(NamedTuple):
    """A number that is news, or (not `is_number`) that its speaker gives one at all."""

    truth: Truth
    is_number: bool


class Known(NamedTuple):
    """A text's event and numbers, and those that the ledger weighs."""

    event: str
    truths: Sequence[Truth]
    points: Sequence[Point]


Says = Callable[[str, str], bool]


@dataclass
class Judged:
    """What came of a run."""

    messages: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    told: int = 0
    right: int = 0
    repeats: int = 0
    others: int = 0
    bare: int = 0
    changes: int = 0
    changes_told: int = 0
    facts: int = 0
    once: int = 0
    busiest: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def share_right(self) -> float:
        """How much of what was told is true, new and by its speaker."""
        return self.right / self.told if self.told else 1.0

    @property
    def share_told(self) -> float:
        """How many of the real changes were told."""
        return self.changes_told / self.changes if self.changes else 1.0


Heard = Mapping[tuple[str, str, str], tuple[Report, Fact]]


class Judge:
    """Compares messages with what is known of each text, by report name."""

    def __init__(self, known: Mapping[str, Known], says: Says) -> None:
        self._known, self._says = known, says

    def judge(self, sent: Sequence[Sent], said: Heard,
              due: Mapping[str, Sequence[Report]]) -> Judged:  # fmt: skip
        """Judge messages; `due` are the reports that concern each recipient, in order."""
        judged = Judged()
        times: dict[tuple[str, str, Truth], int] = defaultdict(int)
        for one in sent:
            self._message(one, said, times, judged)
        judged.busiest = busiest(sent)
        for recipient, reports in due.items():
            self._owed(recipient, reports, said, times, judged)
        return judged

    def _message(self, one: Sent, said: Heard, times: dict[tuple[str, str, Truth], int],
                 judged: Judged) -> None:  # fmt: skip
        story = one.alert.story
        if story is None:
            return
        here: set[tuple[str, str, Truth]] = set()
        events = set()
        for told in story.facts:
            report, fact = said[told.report.link, told.kind, told.says]
            known = self._known[report.name]
            events.add(known.event)
            if told.kind not in OF_FIGURES:
                judged.others += told.kind is not FactKind.REPORT
                continue
            judged.told += 1
            read = number(fact, report, said, told.report.link)
            truth, wrong = self._find(read, fact.speaker, known)
            line = f"{report.name} → {one.recipient}: {told.kind} {told.verdict}: {told.says}"
            if truth is None:
                judged.failures.append((report.name, f"{wrong}: {line}"))
                continue
            key = (one.recipient, known.event, truth)
            if times[key] and key not in here:
                judged.repeats += 1
                judged.failures.append((report.name, f"told before: {line}"))
                continue
            judged.right += 1
            times[key] += 1
            here.add(key)
        judged.bare += not any(fact.kind in OF_FIGURES for fact in story.facts)
        for event in events:
            judged.messages[event, one.recipient] += 1

    def _tells(self, told: Truth, change: Change) -> bool:
        """Say whether a truth that was told tells of a change."""
        speaker = change.truth.speaker
        if change.is_number and not _is_value(told, change.truth):
            return False
        return not speaker or self._says(speaker, told.speaker)

    def _find(self, read: Truth | None, canonical: str, known: Known) -> tuple[Truth | None, str]:
        """Return the truth that was read, or what is wrong."""
        if read is None:
            return None, "no number"
        near = [truth for truth in known.truths if _is_value(read, truth)]
        if not near:
            return None, "not said"
        for truth in near:
            if any(self._says(truth.speaker, one) for one in (read.speaker, canonical)):
                return truth, ""
        return None, f"speaker {read.speaker!r} for {near[0].speaker!r}"

    def _owed(self, recipient: str, reports: Sequence[Report], said: Heard,
              times: Mapping[tuple[str, str, Truth], int], judged: Judged) -> None:  # fmt: skip
        """Count the changes in what concerns a recipient, and those of which he heard."""
        points: dict[str, list[Point]] = defaultdict(list)
        facts: dict[tuple[str, str, Truth], None] = {}
        for report in reports:
            known = self._known[report.name]
            mine = points[known.event]
            read = [fact for text, fact in said.values() if text == report]
            for change in changes(known.points, mine):
                heard = any(
                    count and key[:2] == (recipient, known.event) and self._tells(key[2], change)
                    for key, count in times.items()
                )
                judged.changes += 1
                judged.changes_told += heard
                if not heard:
                    truth = change.truth
                    line = f"{report.name} → {recipient}: {truth.speaker or 'outlet'}: "
                    line += f"{truth.effect} {truth.low}..{truth.high}: {_why(truth, read)}"
                    judged.failures.append((report.name, f"not told: {line}"))
            mine += known.points
            facts |= dict.fromkeys(
                (recipient, known.event, one) for one in known.truths if one.is_of_people
            )
        judged.facts += len(facts)
        judged.once += sum(times.get(key, 0) == 1 for key in facts)


def changes(points: Sequence[Point], before: Sequence[Point]) -> Iterator[Change]:
    """Yield what is a change among a text's numbers: the ledger's news, and new speakers."""
    speakers = {point.speaker for point in before} | {""}
    for verdict in weigh_all(points, before):
        point = verdict.point
        if point.series.effect not in BODIES or point.within or point.vague:
            continue
        truth = Truth(point.name, point.series.effect.value, "", point.low, point.high)
        if verdict.is_news:
            yield Change(truth, is_number=True)
        elif point.speaker not in speakers:
            yield Change(truth, is_number=False)
        speakers.add(point.speaker)


def number(fact: Fact, report: Report, said: Heard, link: str) -> Truth | None:
    """Return the number of a fact; a speaker's is that of the same words."""
    if fact.kind is FactKind.SPEAKER:
        kinds = (FactKind.FIGURE, FactKind.EDITED)
        found = (said.get((link, kind, fact.says)) for kind in kinds)
        fact = next((one[1] for one in found if one is not None and one[0] == report), fact)
    if fact.kind is FactKind.SPEAKER:
        return None
    return _number_of(fact)


def _number_of(fact: Fact) -> Truth:
    effect, _, side, _, _, _, _, low, high = fact.natural[-9:]
    # What is judged is what was told: who is named in the line.
    _, _, named = fact.says.rpartition(", says ")
    return Truth(named if named != fact.says else fact.speaker, effect, side, _end(low), _end(high))


def _why(truth: Truth, read: Iterable[Fact]) -> str:
    """Say what was read of a number that nobody was told of."""
    found = [
        f"{fact.says!r} {fact.verdict} {fact.confidence:.2f}"
        for fact in read
        if fact.kind in {FactKind.FIGURE, FactKind.EDITED} and _is_value(truth, _number_of(fact))
    ]
    return "; ".join(found) or "not read in this text"


def _end(text: str) -> float | None:
    return None if text == "None" else float(text)


def _is_value(one: Truth, other: Truth) -> bool:
    return one.effect == other.effect and all(
        (a is None and b is None)
        or (a is not None and b is not None and abs(a - b) <= _NEAR * max(a, b) * _is_soft(one))
        for a, b in ((one.low, other.low), (one.high, other.high))
    )


def _is_soft(one: Truth) -> bool:
    return one.low is not None and one.high is not None and one.low < one.high


def busiest(sent: Iterable[Sent]) -> int:
    """Return the most messages that anybody got within an hour."""
    most = 0
    for one in sent:
        mine = [other for other in sent if other.recipient == one.recipient]
        most = max(most, sum(0 <= (other.at - one.at).total_seconds() < 3600 for other in mine))
    return most
