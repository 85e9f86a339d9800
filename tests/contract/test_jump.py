"""What a clock that is set does to what was planned by it."""

from __future__ import annotations

from datetime import timedelta

from archive.frontier import HostRow, Polled
from archive.jump import move_times, set_back_while_away
from news.alert import Rendered
from news.source import Past
from tests.contract.desk import HOUR, MINUTE, NOW, POST, Desk, entry, source

ALL = ("collect", "read", "send")


def test_a_clock_set_back_brings_polls_back(desk: Desk) -> None:
    """A feed that was due in five minutes is due in five minutes, and not at once."""
    desk.settle()
    desk.poll()  # the next is due at NOW + HOUR
    before = NOW - 10 * HOUR
    move_times(desk.database, -10 * HOUR, before, ALL)
    assert desk.lease(at=before + HOUR - MINUTE) == []
    assert len(desk.lease(at=before + HOUR)) == 1


def test_what_a_feed_taught_follows_the_clock(desk: Desk) -> None:
    """What it asked for lies ahead as before; what it did later than now, it did now."""
    desk.settle()
    (fetch,) = desk.lease()
    asked = Past(fetch.url, asked_until=NOW + HOUR, new_at=NOW, whole_at=NOW - 20 * HOUR)
    desk.frontier.unchanged(fetch, Polled("", "", "", NOW + HOUR, past=asked), NOW)
    before = NOW - 10 * HOUR
    move_times(desk.database, -10 * HOUR, before, ALL)
    (fetch,) = desk.lease(at=before + HOUR)
    assert fetch.past is not None
    known = fetch.past
    assert (known.asked_until, known.new_at) == (before + HOUR, before)
    assert known.whole_at == NOW - 20 * HOUR


def test_what_is_due_stays_due(desk: Desk) -> None:
    """A feed that was due already does not become due later, nor more than once."""
    desk.follow(source(), at=NOW - MINUTE)
    move_times(desk.database, -HOUR, NOW - HOUR, ALL)
    assert len(desk.lease(at=NOW - HOUR)) == 1


def test_a_clock_set_forward_ends_no_lease(desk: Desk) -> None:
    """What is under way is not begun twice because an hour seems to have passed."""
    desk.settle()
    (page,) = desk.poll(entry("/ferry"))
    desk.clock += HOUR
    move_times(desk.database, HOUR, desk.clock, ALL)
    assert [fetch.id for fetch in desk.lease(at=desk.clock + MINUTE)] != [page.id]
    assert not [f for f in desk.lease(at=desk.clock + 9 * MINUTE) if f.article_id]
    assert [f for f in desk.lease(at=desk.clock + 10 * MINUTE) if f.article_id]


def test_each_process_moves_its_own(desk: Desk) -> None:
    """A sender that runs alone leaves the collector's times to the collector."""
    desk.settle()
    desk.poll()
    move_times(desk.database, -2 * HOUR, NOW - 2 * HOUR, ["send"])
    assert desk.lease(at=NOW - HOUR) == []
    move_times(desk.database, -2 * HOUR, NOW - 2 * HOUR, ["collect"])
    assert len(desk.lease(at=NOW - HOUR)) == 1


def test_a_retry_moves_and_a_digest_does_not(desk: Desk) -> None:
    """The next try is so many minutes from now; 07:00 is 07:00."""
    desk.settle()
    desk.report()
    desk.address("Night desk", "Day desk")
    night, day = desk.take()
    desk.outbox.freeze(night.message_id, Rendered("<1@desk>", "Ferry", {}))
    desk.outbox.retry(night.message_id, NOW + MINUTE, "not now")
    desk.outbox.postpone([day.message_id], NOW + MINUTE)
    desk.clock = NOW - HOUR
    move_times(desk.database, -HOUR, desk.clock, ALL)
    desk.clock += MINUTE
    assert [message.message_id for message in desk.take()] == [night.message_id]
    desk.clock = NOW + MINUTE
    assert day.message_id in [message.message_id for message in desk.take()]


def test_a_pause_that_a_host_asked_for_moves(desk: Desk) -> None:
    """Retry-After said ten minutes, not an hour and ten."""
    desk.frontier.remember_host(HostRow("alder.example", blocked_until=NOW + 10 * MINUTE))
    move_times(desk.database, -HOUR, NOW - HOUR, ALL)
    (row,) = desk.frontier.hosts()
    assert row.blocked_until == NOW - HOUR + 10 * MINUTE


def test_a_clock_set_back_while_nothing_ran_is_noticed(desk: Desk) -> None:
    """The last answer lies in the future: the clock went back at least so far; told once."""
    desk.settle()
    assert set_back_while_away(desk.database, NOW) == timedelta(0)
    desk.poll(name=POST)
    assert set_back_while_away(desk.database, NOW - HOUR) == HOUR
    move_times(desk.database, -HOUR, NOW - HOUR, ALL)
    assert set_back_while_away(desk.database, NOW - HOUR) == timedelta(0)
    (state,) = desk.browse.feeds()
    assert state.polled == NOW - HOUR
