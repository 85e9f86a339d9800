"""Judge what was told against what is known of each text it came from.

    zhenna-02   Dr Vandrel: 22 killed      known: the truth file's line of that text
    09:12       Night desk  22 killed, says Dr Vandrel      right
    09:40       Night desk  22 killed, says Dr Vandrel      told before
    09:41       Night desk  22 injured, says police         not said

A Truth is one number of one text: who gives it, what became of how many.  What was told is right
if its text has a truth with the same effect, the same interval and the same speaker; it is new if
no earlier message told its recipient that speaker's number.  A real change is what the ledger
finds in the truths themselves, as if every number had been read, and the first number of a speaker.

Where messages come from is none of its business: the benchmark takes them from one process, the
demo from the archive of a real daemon (`wirewatch.newsworld.heard`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from monitor.totals import weigh_all
from news.fact import OF_FIGURES, FactKind
from news.figure import Effect
from news.ledger import Point

# What becomes of people, which a desk counts.
BODIES = frozenset({
    Effect.KILLED, Effect.INJURED, Effect.MISSING, Effect.RESCUED, Effect.ABDUCTED,
    Effect.DISPLACED,
})  # fmt: skip
_WITH_NUMBER = frozenset({FactKind.FIGURE, FactKind.EDITED})
_HOUR = timedelta(hours=1)
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
    """A text's event and numbers, and those that the ledger weighs.

    `is_edit` says that it is a later text of a report that was printed before.
    """

    event: str
    truths: Sequence[Truth]
    points: Sequence[Point]
    is_edit: bool = False


class What(StrEnum):
    """What somebody is to be told, as a summary names it."""

    EVENTS = "events"
    FIGURES = "figures"
    EDITS = "edits"


@dataclass
class Tally:
    """How often that was told, was not, was told again, and was wrong or by somebody else."""

    told: int = 0
    missed: int = 0
    twice: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Told:
    """A fact as it was told or read: which text said it first, and the number in it.

    `speaker` is who is meant; who is named in the line is in `number`, None where it has none.
    """

    text: str
    kind: FactKind
    verdict: str
    says: str
    speaker: str = ""
    confidence: float = 1.0
    number: Truth | None = None


@dataclass(frozen=True)
class Message:
    """What went out to somebody at one time.

    `links` are the addresses of the reports that it tells of, `identity` its Message-ID.
    """

    recipient: str
    at: datetime
    facts: tuple[Told, ...]
    links: tuple[str, ...] = ()
    identity: str = ""


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
    tallies: dict[tuple[str, What], Tally] = field(default_factory=lambda: defaultdict(Tally))

    @property
    def share_right(self) -> float:
        """How much of what was told is true, new and by its speaker."""
        return self.right / self.told if self.told else 1.0

    @property
    def share_told(self) -> float:
        """How many of the real changes were told."""
        return self.changes_told / self.changes if self.changes else 1.0


class Judge:
    """Compares messages with what is known of each text, by the text's name."""

    def __init__(self, known: Mapping[str, Known], says: Says) -> None:
        self._known, self._says = known, says

    def judge(self, sent: Sequence[Message], due: Mapping[str, Sequence[str]],
              read: Iterable[Told]) -> Judged:  # fmt: skip
        """Judge messages; `due` are the texts that concern each recipient, in order.

        `read` is what was read in them, told or not: it says why something was not told.
        """
        judged = Judged()
        times: dict[tuple[str, str, Truth], int] = defaultdict(int)
        for one in sent:
            self._message(one, times, judged)
        judged.busiest = busiest(sent)
        by_text: dict[str, list[Told]] = defaultdict(list)
        for fact in read:
            by_text[fact.text].append(fact)
        for recipient, texts in due.items():
            self._owed(recipient, texts, by_text, times, judged)
        return judged

    def _message(self, one: Message, times: dict[tuple[str, str, Truth], int],
                 judged: Judged) -> None:  # fmt: skip
        here: set[tuple[str, str, Truth]] = set()
        events = set()
        for told in one.facts:
            known = self._known[told.text]
            events.add(known.event)
            if told.kind not in OF_FIGURES:
                judged.others += told.kind is not FactKind.REPORT
                continue
            judged.told += 1
            what = What.EDITS if known.is_edit else What.FIGURES
            tally = judged.tallies[one.recipient, what]
            truth, wrong = self._find(told.number, told.speaker, known)
            line = f"{told.text} → {one.recipient}: {told.kind} {told.verdict}: {told.says}"
            if truth is None:
                tally.wrong += 1
                judged.failures.append((told.text, f"{wrong}: {line}"))
                continue
            key = (one.recipient, known.event, truth)
            if times[key] and key not in here:
                judged.repeats += 1
                tally.twice += 1
                judged.failures.append((told.text, f"told before: {line}"))
                continue
            judged.right += 1
            times[key] += 1
            here.add(key)
        judged.bare += not any(fact.kind in OF_FIGURES for fact in one.facts)
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

    def _owed(self, recipient: str, texts: Sequence[str], read: Mapping[str, Sequence[Told]],
              times: Mapping[tuple[str, str, Truth], int], judged: Judged) -> None:  # fmt: skip
        """Count the changes in what concerns a recipient, and those of which he heard."""
        points: dict[str, list[Point]] = defaultdict(list)
        facts: dict[tuple[str, str, Truth], None] = {}
        for text in texts:
            known = self._known[text]
            mine = points[known.event]
            for change in changes(known.points, mine):
                heard = any(
                    count and key[:2] == (recipient, known.event) and self._tells(key[2], change)
                    for key, count in times.items()
                )
                judged.changes += 1
                judged.changes_told += heard
                what = What.EDITS if known.is_edit else What.FIGURES
                tally = judged.tallies[recipient, what]
                tally.told += heard
                tally.missed += not heard
                if not heard:
                    truth = change.truth
                    line = f"{text} → {recipient}: {truth.speaker or 'outlet'}: "
                    line += f"{truth.effect} {truth.low}..{truth.high}: {_why(truth, read[text])}"
                    judged.failures.append((text, f"not told: {line}"))
            mine += known.points
            facts |= dict.fromkeys(
                (recipient, known.event, one) for one in known.truths if one.is_of_people
            )
        for event in sorted({self._known[text].event for text in texts}):
            heard = (event, recipient) in judged.messages
            tally = judged.tallies[recipient, What.EVENTS]
            tally.told += heard
            tally.missed += not heard
            if not heard:
                judged.failures.append((event, f"not told: {event} → {recipient}: at all"))
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


def _why(truth: Truth, read: Iterable[Told]) -> str:
    """Say what was read of a number that nobody was told of."""
    found = [
        f"{one.says!r} {one.verdict} {one.confidence:.2f}"
        for one in read
        if one.kind in _WITH_NUMBER and one.number and _is_value(truth, one.number)
    ]
    return "; ".join(found) or "not read in this text"


def named_in(says: str, canonical: str) -> str:
    """Return who is named in a fact's line: what is judged is what was told."""
    _, _, named = says.rpartition(", says ")
    return canonical if named == says else named


def _is_value(one: Truth, other: Truth) -> bool:
    return one.effect == other.effect and all(
        (a is None and b is None)
        or (a is not None and b is not None and abs(a - b) <= _NEAR * max(a, b) * _is_soft(one))
        for a, b in ((one.low, other.low), (one.high, other.high))
    )


def _is_soft(one: Truth) -> bool:
    return one.low is not None and one.high is not None and one.low < one.high


def busiest(sent: Iterable[Message]) -> int:
    """Return the most messages that anybody got within an hour."""
    most = 0
    for one in sent:
        mine = [other for other in sent if other.recipient == one.recipient]
        most = max(most, sum(one.at <= other.at < one.at + _HOUR for other in mine))
    return most
