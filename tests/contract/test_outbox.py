"""What every archive promises about messages that wait, become one, or are not wanted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.browse import Query
from archive.mutes import Mutes
from archive.outbox import Outgoing
from archive.presence import Presence
from archive.telling import ROOM, Nothing
from news.alert import Addressed, Digest, Rendered, Slot, Telling, Why
from news.finding import Subject
from news.mute import Scope
from news.watch import Recipient
from tests.contract.desk import HOUR, MINUTE, NOW, Desk, entry, source

DESK = Recipient("Night desk", "console")
FLOOD = Slot(Why.FLOOD, NOW + 10 * MINUTE)
DAILY = Slot(Why.DAILY, NOW + 12 * HOUR)


def come(desk: Desk, number: int, *to: Addressed) -> None:
    """Let one report come and be addressed."""
    desk.report(f"/ferry-{number}", f"Ferry {number} sank.")
    told = to or (Addressed(DESK.name),)
    desk.outbox.address([(found, told) for found in desk.outbox.unrouted(9)], desk.clock)


def telling(desk: Desk, message: Outgoing) -> Telling | Nothing:
    return desk.outbox.telling(message.message_id, DESK, "https://desk.example", desk.clock)


def join(desk: Desk, slot: Slot = FLOOD) -> None:
    """Let all that is due become one digest."""
    due = [message.message_id for message in desk.outbox.due(desk.clock)]
    desk.outbox.join(due, DESK.name, slot, desk.clock)


def test_single_messages_become_one_digest(desk: Desk) -> None:
    """Which is due at its time, takes what comes until then, and tells all of it once."""
    desk.settle()
    come(desk, 1)
    come(desk, 2)
    join(desk)
    come(desk, 3)
    join(desk)
    assert desk.take() == []
    assert [(one.why, one.reports, one.due) for one in desk.outbox.queue()] == [
        ("flood", 3, FLOOD.due)
    ]
    desk.clock += 10 * MINUTE
    (message,) = desk.take()
    found = telling(desk, message)
    assert isinstance(found, Digest)
    assert [alert.link.rpartition("/")[2] for alert in found.alerts] == [
        "ferry-1", "ferry-2", "ferry-3",
    ]  # fmt: skip
    assert (found.why, found.begin, found.left_out) == (Why.FLOOD, NOW, 0)
    assert desk.outbox.counts() == {"new": 1, "sent": 0, "dead": 0}


def test_joining_twice_is_joining_once(desk: Desk) -> None:
    """What was joined, sent or frozen already stays where it is."""
    desk.settle()
    come(desk, 1)
    come(desk, 2)
    first, second = desk.take()
    desk.outbox.freeze(first.message_id, Rendered("<1@x>", "frozen"))
    desk.outbox.forget_leases()
    for _ in range(2):
        ids = [first.message_id, second.message_id]
        desk.outbox.join(ids, DESK.name, FLOOD, desk.clock)
    assert sorted((one.why, one.reports) for one in desk.outbox.queue()) == [("", 1), ("flood", 1)]


def test_a_digest_takes_no_more_once_it_is_on_its_way(desk: Desk) -> None:
    """What comes while it is being sent waits for the next."""
    desk.settle()
    come(desk, 1, Addressed(DESK.name, DAILY))
    desk.clock = DAILY.due
    (message,) = desk.take()
    come(desk, 2, Addressed(DESK.name, DAILY))
    assert len(desk.outbox.queue()) == 2
    assert len(desk.take()) == 1
    found = telling(desk, message)
    assert isinstance(found, Digest)
    assert len(found.alerts) == 1


@pytest.mark.parametrize(("slot", "single"), [(FLOOD, True), (DAILY, False)])
def test_a_digest_of_one(desk: Desk, slot: Slot, single: bool) -> None:
    """Made by a brake, it is the alert that it holds; on a schedule it stays a digest."""
    desk.settle()
    come(desk, 1)
    join(desk, slot)
    desk.clock = slot.due
    (message,) = desk.take()
    assert isinstance(telling(desk, message), Digest) is not single


def test_one_article_stands_once_in_a_digest(desk: Desk) -> None:
    """Under all its names, with what it says now."""
    desk.settle()
    come(desk, 1, Addressed(DESK.name, DAILY))
    desk.clock += HOUR
    (fetch,) = desk.poll(entry("/ferry-1", "Ferry sinks"))
    desk.store(fetch)
    desk.read("The ferry sank in a storm.", title="Ferry sinks")
    found = desk.outbox.unrouted(9)
    desk.outbox.address([(one, [Addressed(DESK.name, DAILY)]) for one in found], desk.clock)
    desk.clock = DAILY.due
    (message,) = desk.take()
    digest = telling(desk, message)
    assert isinstance(digest, Digest)
    (alert,) = digest.alerts
    assert [match.name for match in alert.matches] == ["Ferries", "Storms"]
    assert alert.article.title == "Ferry sinks"


def test_a_digest_counts_what_it_has_no_room_for(desk: Desk) -> None:
    desk.settle()
    for number in range(ROOM + 3):
        come(desk, number, Addressed(DESK.name, DAILY))
    desk.clock = DAILY.due
    (message,) = desk.take()
    digest = telling(desk, message)
    assert isinstance(digest, Digest)
    assert (len(digest.alerts), digest.left_out) == (ROOM, 3)


def test_what_is_muted_or_wrong_is_left_out(desk: Desk) -> None:
    """Of what remains the digest tells; where nothing does, there is the reason."""
    mutes = Mutes(desk.database)
    desk.settle()
    for number in range(3):
        come(desk, number, Addressed(DESK.name, DAILY))
    items = desk.browse.listing(Query()).items
    first, second, third = sorted(items, key=lambda item: item.id)
    mutes.mute(Scope.STORY, mutes.story(first.id) or "", "", until=None, origin="cli", now=NOW)
    mutes.wrong(second.id, Subject.TOPIC, "Ferries", "", origin="cli", now=NOW)
    desk.clock = DAILY.due
    (message,) = desk.take()
    found = telling(desk, message)
    assert isinstance(found, Digest)
    assert [alert.article_id for alert in found.alerts] == [third.id]
    mutes.wrong(third.id, Subject.TOPIC, "Ferries", "", origin="cli", now=NOW)
    assert telling(desk, message) == Nothing("muted")
    desk.outbox.muted(message.message_id, "muted")
    shown = desk.browse.article(third.id)
    assert shown is not None
    assert [(told.state, told.error, told.why) for told in shown.told] == [
        ("muted", "muted", "daily")
    ]


def test_what_was_sent_lately(desk: Desk) -> None:
    """Messages sent within the time, and those that are tried again within as much."""
    desk.settle()
    for number in range(4):
        come(desk, number)
    one, two, three, four = desk.take()
    desk.outbox.sent(one.message_id, NOW - 11 * MINUTE)
    desk.outbox.sent(two.message_id, NOW - 9 * MINUTE)
    for message, at in ((three, NOW + 9 * MINUTE), (four, NOW + HOUR)):
        desk.outbox.freeze(message.message_id, Rendered("<1@x>", "frozen"))
        desk.outbox.retry(message.message_id, at, "busy")
    lately = desk.outbox.lately(DESK.name, NOW, 10 * MINUTE)
    assert (lately.sent, lately.retrying) == ((NOW - 9 * MINUTE,), 1)


def test_whether_we_were_there(desk: Desk) -> None:
    """Notes come back; something is behind while a feed was not polled since."""
    presence = Presence(desk.database)
    found = presence.look()
    assert (found.alive, found.cut, found.away, found.backlog) == (None, None, None, False)
    desk.settle()
    away = (NOW - HOUR, NOW)
    presence.note(NOW, NOW - HOUR, away)
    desk.frontier.make_due([], NOW - timedelta(seconds=1))
    found = presence.look()
    assert (found.alive, found.cut, found.away, found.backlog) == (NOW, NOW - HOUR, away, True)
    (fetch,) = desk.poll(entry("/ferry"))
    assert presence.look().backlog  # its page has not come
    desk.store(fetch)
    assert presence.look().backlog  # nobody has read it
    desk.read("The ferry sank.")
    assert presence.look().backlog  # nobody has been told
    desk.address()
    assert not presence.look().backlog
    presence.note(NOW, None, None)
    assert presence.look().away is None
    assert (presence.look().good, presence.look().failing) == (NOW, None)


def test_since_when_no_poll_is_good(desk: Desk) -> None:
    """The first failure after the last good poll, of whichever feed."""
    desk.settle(source(), source("Reed Valley Voice"))
    presence = Presence(desk.database)
    for hours in (1, 2):
        desk.clock = NOW + hours * HOUR
        desk.frontier.make_due([], desk.clock)
        for fetch in desk.lease():
            desk.frontier.feed_failed(fetch, "no network", desk.clock + HOUR, desk.clock)
    found = presence.look()
    assert (found.failing, found.tried) == (NOW + HOUR, NOW + 2 * HOUR)
    assert found.good is not None
    assert found.good < NOW
