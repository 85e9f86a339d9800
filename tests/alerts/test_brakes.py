from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.brakes import Away, Due, Kind, Past, Plan, brake
from news.alert import Slot, Why
from news.watch import Quiet, Recipient

NOW = datetime(2026, 2, 4, 10, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DESK = Recipient("desk", "console", most=5, within=600)
FREE = NOW + 10 * MINUTE  # when nothing was sent before


def due(text: str) -> list[Due]:
    """Read "a d n F": an alert, a digest, a notice, and one that was tried; ids from 1 on."""
    kinds = {"a": Kind.ALERT, "d": Kind.DIGEST, "n": Kind.NOTICE}
    return [
        Due(number, kinds.get(word, Kind.ALERT), frozen=word == "F")
        for number, word in enumerate(text.split(), 1)
    ]


def sent(*minutes_ago: float) -> tuple[datetime, ...]:
    return tuple(NOW - minutes * MINUTE for minutes in minutes_ago)


@pytest.mark.parametrize(
    ("waiting", "past", "go", "hold", "join"),
    [
        ("", Past(), (), (), ()),
        ("a", Past(), (1,), (), ()),
        ("a a a a a", Past(), (1, 2, 3, 4, 5), (), ()),
        ("a a a a a a a", Past(), (1, 2, 3, 4, 5), (), (6, 7)),
        ("a a a", Past(sent(9, 8, 7)), (1, 2), (), (3,)),
        ("a a a", Past(sent(11, 10, 9, 8)), (1, 2, 3), (), ()),  # the first two count no more
        ("a", Past(sent(9, 8, 7, 6, 5)), (), (), (1,)),
        # A digest counts, and waits as it is.
        ("a a d", Past(sent(9, 8, 7, 6)), (3,), (), (1, 2)),
        ("d d", Past(sent(9, 8, 7, 6)), (1,), (2,), ()),
        # What is wrong goes first; many such notices become one digest too.
        ("a d n", Past(sent(9, 8, 7, 6)), (3,), (2,), (1,)),
        ("n n n n n n n", Past(), (1, 2, 3, 4, 5), (), (6, 7)),
        # What was tried keeps its place and its form.
        ("a F", Past(retrying=1), (2, 1), (), ()),
        ("a a F F F F", Past(retrying=4), (3, 4, 5, 6, 1), (), (2,)),
        ("a a F", Past(sent(9, 8, 7, 6), 1), (3,), (), (1, 2)),
        ("F F", Past(sent(9, 8, 7, 6), 2), (1,), (2,), ()),
        # Five wait for a sick server that will be tried again soon: nobody joins them.
        ("a", Past(retrying=5), (), (), (1,)),
    ],
)
def test_what_goes_now(
    waiting: str, past: Past, go: tuple[int, ...], hold: tuple[int, ...], join: tuple[int, ...]
) -> None:
    plan = brake(DESK, due(waiting), past, NOW, None)
    assert (plan.go, plan.hold, plan.join) == (go, hold, join)


@pytest.mark.parametrize(
    ("waiting", "past", "until"),
    [
        ("a a a a a a", Past(), FREE),  # ten minutes after the five that go now
        ("a", Past(sent(9, 8, 7, 6, 5)), NOW + MINUTE),  # when the first is ten minutes old
        ("a a a", Past(sent(9, 8, 7)), NOW + MINUTE),
        ("a", Past(sent(9, 8, 7, 6), 1), NOW + MINUTE),
        ("a", Past(retrying=5), FREE),
    ],
)
def test_how_long_the_rest_waits(waiting: str, past: Past, until: datetime) -> None:
    plan = brake(DESK, due(waiting), past, NOW, None)
    assert plan.slot == Slot(Why.FLOOD, until)


NIGHT = replace(DESK, quiet=Quiet(time(10), time(12, 30)))


def test_quiet_hours_hold_everything() -> None:
    """Single messages become one digest at their end; what has its form already waits."""
    plan = brake(NIGHT, due("a F n d"), Past(retrying=1), NOW, None)
    end = datetime(2026, 2, 4, 12, 30, tzinfo=UTC)
    assert plan == Plan((), (2, 4), end, (3, 1), Slot(Why.QUIET, end))
    assert brake(NIGHT, due("a"), Past(), end, None).go == (1,)


AWAY = Away(NOW - 180 * MINUTE, NOW - MINUTE)


def test_catching_up_is_one_digest() -> None:
    """Reports are gathered and digests wait; what was tried before, and notices, go on."""
    plan = brake(DESK, due("a F n d a"), Past(retrying=1), NOW, AWAY)
    assert (plan.go, plan.hold, plan.join) == ((2, 3), (), (1, 5))
    assert plan.slot == Slot(Why.AWAY, AWAY.back, AWAY.begin)


def test_many_notices_while_catching_up() -> None:
    """First they become one digest; the reports follow in the next round."""
    plan = brake(DESK, due("n n n n n n a"), Past(), NOW, AWAY)
    assert (plan.go, plan.join) == ((1, 2, 3, 4, 5), (6,))
    assert plan.slot is not None
    assert plan.slot.why is Why.FLOOD


def test_quiet_hours_beat_catching_up() -> None:
    """Nobody is woken because wirewatch came back at night."""
    plan = brake(NIGHT, due("a n"), Past(), NOW, AWAY)
    assert plan.go == ()
    assert plan.slot is not None
    assert plan.slot.why is Why.QUIET


@dataclass
class Played:
    """An outbox of (message, when it is due, how many reports it holds), and a server."""

    desk: Recipient
    box: dict[int, tuple[Due, datetime, int]] = field(default_factory=dict)
    sent_at: list[datetime] = field(default_factory=list)
    told: int = 0
    number: int = 0

    def put(self, kind: Kind, at: datetime, reports: int) -> None:
        """Let one message more wait."""
        self.number += 1
        self.box[self.number] = (Due(self.number, kind), at, reports)

    def round(self, now: datetime, *, refuses: bool) -> None:
        """Do what is planned."""
        waiting = [one for one, at, _ in sorted(self.box.values(), key=_when) if at <= now]
        soon = now + timedelta(seconds=self.desk.within)
        retrying = sum(1 for one, at, _ in self.box.values() if one.frozen and at <= soon)
        plan = brake(self.desk, waiting, Past(tuple(self.sent_at), retrying), now, None)
        for one in plan.hold:
            assert plan.until is not None
            self.box[one] = (self.box[one][0], plan.until, self.box[one][2])
        if plan.join:
            assert plan.slot is not None
            self._join(plan.join, plan.slot.due)
        for one in plan.go:
            message, _, reports = self.box[one]
            if refuses:
                self.box[one] = (replace(message, frozen=True), now + 5 * MINUTE, reports)
                return
            del self.box[one]
            self.sent_at.append(now)
            self.told += reports

    def _join(self, ids: Sequence[int], at: datetime) -> None:
        """Put them into the digest that waits; make one where none does."""
        reports = sum(self.box.pop(one)[2] for one in ids)
        for number, (message, due_at, held) in self.box.items():
            if message.kind is Kind.DIGEST and not message.frozen:
                self.box[number] = (message, due_at, held + reports)
                return
        self.put(Kind.DIGEST, at, reports)


def _when(waiting: tuple[Due, datetime, int]) -> datetime:
    return waiting[1]


@settings(deadline=None)
@given(
    most=st.integers(1, 6),
    minutes=st.integers(1, 20),
    seed=st.integers(0, 2**32),
    failing=st.sampled_from([0.0, 0.3, 0.9]),
)
def test_never_more_than_asked_for_and_nothing_is_lost(
    most: int, minutes: int, seed: int, failing: float
) -> None:
    """Bursts, pauses and a server that refuses: in no window are there more, and all is told."""
    chance = random.Random(seed)  # noqa: S311
    played = Played(replace(DESK, most=most, within=minutes * 60.0))
    now, arrived = NOW, 0
    for step in range(400):
        now += timedelta(seconds=chance.choice([1, 20, 300]))
        for _ in range(chance.choice([0, 0, 0, 1, 9]) if step < 200 else 0):
            arrived += 1
            played.put(Kind.ALERT, now, 1)
        played.round(now, refuses=step < 300 and chance.random() < failing)
    for _ in range(100):  # the end: whatever waits is told, a window at a time
        now += timedelta(minutes=minutes)
        played.round(now, refuses=False)
    assert played.told == arrived
    pairs = zip(played.sent_at, played.sent_at[most:], strict=False)
    assert all(last - first >= timedelta(minutes=minutes) for first, last in pairs)
