from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.away import LONGEST_CATCHING_UP, NOTE_EVERY, Presence, notice
from alerts.brakes import Away

NOW = datetime(2026, 2, 4, 10, 20, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def ago(hours: float) -> datetime:
    return NOW - hours * HOUR


LATELY = Away(ago(5), NOW - 2 * MINUTE)
BUSY = Presence(alive=NOW - MINUTE, good=NOW - MINUTE, tried=NOW - MINUTE, backlog=True)


@pytest.mark.parametrize(
    ("known", "away"),
    [
        (Presence(), None),  # the first start: we were never there
        (BUSY, None),
        (Presence(alive=ago(1)), None),  # no longer than may be
        # Stopped or suspended.
        (Presence(alive=ago(3)), Away(ago(3), NOW)),
        (Presence(alive=ago(3), good=ago(3), tried=ago(3)), Away(ago(3), NOW)),
        # Cut off: noted while it lasted, over when a poll is good again.
        (replace(BUSY, cut=ago(4)), Away(ago(4), NOW)),
        (replace(BUSY, cut=ago(4), good=ago(4)), None),
        # Catching up, as long as something is behind, but not for ever.
        (replace(BUSY, away=LATELY), LATELY),
        (replace(BUSY, away=LATELY, backlog=False), None),
        (replace(BUSY, away=Away(ago(5), NOW - LONGEST_CATCHING_UP)), Away(ago(5), ago(0.25))),
        (replace(BUSY, away=Away(ago(5), NOW - LONGEST_CATCHING_UP - MINUTE)), None),
        # Stopped again while catching up: one absence.
        (replace(BUSY, away=LATELY, alive=ago(2)), Away(ago(5), NOW)),
        # The clock was set back: that is no absence.
        (Presence(alive=NOW + HOUR), None),
    ],
)
def test_whether_we_were_away(known: Presence, away: Away | None) -> None:
    assert notice(known, NOW, HOUR)[0] == away


@pytest.mark.parametrize("speed", [1, 30, 60])
def test_the_shortest_absence_is_no_note_that_is_a_minute_old(speed: int) -> None:
    """With a `catch_up` of one minute, who lives and notes it is never away: at any speed.

    Notes are made at the first look a minute after the last; looks come not quite every second.
    """
    noted = ago(1)
    for look in range(3600 // speed):
        now = ago(1) + timedelta(seconds=1.05 * look * speed)
        assert notice(Presence(alive=noted, backlog=True), now, MINUTE)[0] is None
        if now - noted >= NOTE_EVERY:
            noted = now
    stopped = noted + 2 * MINUTE + timedelta(seconds=1)
    assert notice(Presence(alive=noted), stopped, MINUTE)[0] == Away(noted, stopped)


@pytest.mark.parametrize(
    ("good", "failing", "tried", "cut"),
    [
        (None, None, None, None),
        (None, ago(2), NOW, None),  # nothing ever answered: that is not our absence
        (ago(2), None, ago(2), None),  # nothing was due since
        (ago(9), NOW, NOW, None),  # feeds that are polled twice a day, and one failure
        (ago(9), ago(0.5), NOW, None),
        (ago(2), ago(1.9), NOW, ago(2)),  # two hours of polls, and none was good
        (NOW, None, NOW, None),
    ],
)
def test_since_when_we_are_cut_off(
    good: datetime | None, failing: datetime | None, tried: datetime | None, cut: datetime | None
) -> None:
    known = Presence(alive=NOW, good=good, failing=failing, tried=tried)
    assert notice(known, NOW, HOUR)[1] == cut
