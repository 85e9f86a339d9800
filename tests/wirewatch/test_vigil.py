"""Looking after things: told once when it begins, once when it ends, whatever hangs."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from archive.database import Database
from archive.health import Health
from archive.schema import feeds, findings, hosts, sources
from config.settings import Health as Settings
from news.alert import Rendered
from news.moment import micros
from tests.contract.desk import HOUR, MINUTE, NOW, POST, Desk, entry, source
from wirewatch.newsworld.clock import StillClock
from wirewatch.vigil import Files, Vigil

VOICE = "Reed Valley Voice"
DAY = timedelta(days=1)


@dataclass
class Watch:
    """An archive, and somebody who looks after it."""

    desk: Desk
    vigil: Vigil
    clock: StillClock

    def wait(self, length: timedelta, every: timedelta = MINUTE) -> None:
        """Let time pass and look every minute."""
        end = self.clock.now() + length
        while self.clock.now() < end:
            self.clock.advance(every.total_seconds())
            self.desk.clock = self.clock.now()
            self.vigil.look()

    def ask(self, name: str, error: str = "") -> None:
        """Poll a source's feed; with an error it fails."""
        now = self.clock.now()
        self.desk.frontier.make_due([name], now)
        (fetch,) = self.desk.frontier.lease(now, now, 1, 1, [name])
        if error:
            self.desk.frontier.feed_failed(fetch, error, now + 15 * MINUTE, now)
        else:
            self.desk.polled(fetch, at=now)

    def settle(self, *names: str) -> None:
        """Follow these from now on, and let each answer once."""
        self.desk.follow(*(source(name) for name in names), at=NOW)
        for name in names:
            self.ask(name)

    def told(self) -> list[tuple[str, str, int]]:
        """Return the findings about health: subject, name, minutes from the beginning."""
        with self.desk.database.read() as connection:
            rows = connection.execute(
                select(findings).where(findings.c.incident_id.is_not(None)).order_by(findings.c.id)
            ).mappings()
            start = int(NOW.timestamp())
            return [
                (row["subject"], row["name"], (row["found_at"] // 10**6 - start) // 60)
                for row in rows
            ]


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    database = Database.open(tmp_path / "archive.db")
    own = database.another()
    clock = StillClock(NOW)
    files = Files.at([tmp_path / "archive.db"])
    vigil = Vigil(Health(own), clock, Settings(), files, sources=True)
    yield Watch(Desk(database), vigil, clock)
    own.close()
    database.close()


def test_a_source_that_fails_is_told_twice(watch: Watch) -> None:
    """Once when it has failed for an hour, once when it answers again; the other is well."""
    watch.desk.follow(source(POST), source(VOICE), at=NOW)
    for _ in range(12):
        watch.ask(POST, "http 500")
        watch.ask(VOICE)
        watch.wait(15 * MINUTE)
    assert watch.told() == [("source", POST, 61)]
    watch.ask(POST)
    watch.wait(15 * MINUTE)
    assert watch.told() == [("source", POST, 61), ("source", POST, 181)]
    assert watch.vigil.standing == ()


def test_when_nobody_answers_it_is_our_own_network(watch: Watch) -> None:
    """Two sources that fail together are one incident of ours, none of theirs."""
    watch.settle(POST, VOICE)
    watch.wait(MINUTE)
    for _ in range(12):
        for name in (POST, VOICE):
            watch.ask(name, "its name does not resolve")
        watch.wait(15 * MINUTE)
    ((subject, name, minute),) = watch.told()
    assert (subject, name) == ("monitor", "collect")
    assert 30 <= minute <= 33
    (standing,) = watch.vigil.standing
    assert standing.says.endswith("2 sources that were well: its name does not resolve")
    for name in (POST, VOICE):
        watch.ask(name)
    watch.wait(10 * MINUTE)
    assert [told[:2] for told in watch.told()] == [("monitor", "collect")] * 2
    assert watch.vigil.standing == ()


def test_polls_that_nobody_makes_are_blindness_too(watch: Watch) -> None:
    """A wave that hangs lets due times pass: after twice the patience we say so."""
    watch.settle(POST, VOICE)
    watch.wait(2 * HOUR + 5 * MINUTE)  # due after one
    assert watch.told()[0][:2] == ("monitor", "collect")
    for name in (POST, VOICE):
        watch.ask(name)
    watch.wait(MINUTE)
    assert len(watch.told()) == 2


def test_pages_that_nobody_reads(watch: Watch) -> None:
    """Unread pages are told after half an hour without progress, and end when read."""
    watch.settle(POST)
    (fetch,) = watch.desk.poll(entry("/ferry"))
    watch.desk.store(fetch)
    for _ in range(3):
        watch.ask(POST)
        watch.wait(12 * MINUTE)
    ((_, name, minute),) = watch.told()
    assert (name, minute) == ("read", 31)
    watch.desk.read("The ferry sank.")
    watch.wait(MINUTE)
    assert len(watch.told()) == 2


def test_messages_that_do_not_go_out(watch: Watch) -> None:
    """What is due or was tried waits; a digest for tomorrow does not."""
    watch.settle(POST)
    watch.desk.report()
    watch.desk.address("Night desk")
    (message,) = watch.desk.take()
    watch.desk.outbox.freeze(message.message_id, Rendered("<1@desk>", "Ferry", {}))
    for _ in range(3):
        again = watch.clock.now() + 2 * HOUR
        watch.desk.outbox.retry(message.message_id, again, "the server refuses connections")
        watch.ask(POST)
        watch.wait(12 * MINUTE)
    ((_, name, minute),) = watch.told()
    assert (name, minute) == ("send", 31)
    assert "the server refuses connections" in watch.vigil.standing[0].says
    watch.desk.outbox.sent(message.message_id, watch.clock.now())
    watch.wait(MINUTE)
    assert len(watch.told()) == 2


def test_who_has_just_woken_is_not_blind(watch: Watch) -> None:
    """After eight hours asleep everything is overdue; it gets its time before we complain."""
    watch.settle(POST, VOICE)
    watch.wait(10 * MINUTE)
    watch.wait(8 * HOUR, every=8 * HOUR)
    watch.wait(20 * MINUTE)
    for name in (POST, VOICE):
        watch.ask(name)
    watch.wait(10 * MINUTE)
    assert watch.told() == []


def test_a_clock_set_back_does_not_blind_us(watch: Watch) -> None:
    """Times from the future are no standstill; the next good poll counts."""
    watch.settle(POST)
    watch.ask(POST)
    watch.wait(5 * MINUTE)
    watch.clock.passed -= 3600
    watch.wait(20 * MINUTE)
    assert watch.told() == []


def test_a_source_that_is_no_longer_followed_is_no_incident(watch: Watch) -> None:
    """Whoever takes a broken outlet out of sources.toml is rid of its incident."""
    watch.desk.follow(source(POST), source(VOICE), at=NOW)
    for _ in range(6):
        watch.ask(POST, "http 500")
        watch.ask(VOICE)
        watch.wait(15 * MINUTE)
    assert len(watch.told()) == 1
    watch.desk.follow(source(VOICE))
    watch.wait(10 * MINUTE)
    assert Health(watch.desk.database).current() == []
    assert len(watch.told()) == 1


def emptied(watch: Watch, name: str, hours: int) -> None:
    """Let a source's feed list nothing since so many hours."""
    since = micros(watch.clock.now() - hours * HOUR)
    ours = select(sources.c.id).where(sources.c.name == name).scalar_subquery()
    with watch.desk.database.write() as connection:
        connection.execute(update(feeds).where(feeds.c.source_id == ours).values(emptied_at=since))


def test_two_troubles_of_one_look_are_one_message(watch: Watch) -> None:
    """An emptied feed and a certificate that ends: two incidents, one notice."""
    watch.settle(POST, VOICE)
    now = micros(watch.clock.now())
    with watch.desk.database.write() as connection:
        connection.execute(
            insert(hosts).values(
                host="alderbaypost.example",
                certificate_from=now - 80 * 86_400 * 10**6,
                certificate_until=now + 10 * 86_400 * 10**6,
            )
        )
    emptied(watch, POST, hours=3)
    watch.ask(POST)
    watch.wait(5 * MINUTE)
    troubles = {one.trouble for one in Health(watch.desk.database).current()}
    assert troubles == {"empty", "expiring"}
    watch.desk.address("Night desk")
    assert len(watch.desk.take()) == 1


def test_a_source_that_rests_has_no_trouble_and_nobody_hears_of_it(watch: Watch) -> None:
    """Paused, its incident ends without a word, and blames no loop; resumed, it may return."""
    watch.settle(POST, VOICE)
    emptied(watch, POST, hours=3)
    watch.wait(5 * MINUTE)
    assert len(watch.told()) == 1
    watch.desk.frontier.pause(POST, watch.clock.now())
    for _ in range(12):
        watch.ask(VOICE)
        watch.wait(20 * MINUTE)
    assert Health(watch.desk.database).current() == []
    assert len(watch.told()) == 1
    watch.desk.frontier.pause(POST, None)
    watch.ask(POST)
    emptied(watch, POST, hours=9)
    watch.wait(10 * MINUTE)
    assert len(watch.told()) == 2


def test_a_captive_network_is_our_own_trouble(watch: Watch) -> None:
    """When every outlet's certificate is wrong at once, the wrong one is on our side."""
    watch.settle(POST, VOICE)
    watch.wait(MINUTE)
    for _ in range(12):
        for name in (POST, VOICE):
            watch.ask(name, "its certificate is not valid")
        watch.wait(15 * MINUTE)
    assert [told[:2] for told in watch.told()] == [("monitor", "collect")]


def test_habits_of_many_sources_are_learned_a_few_at_a_time(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gets its turn; until then it is not judged."""
    monkeypatch.setattr("wirewatch.vigil._MOST_LEARNED", 2)
    names = [f"Outlet {number}" for number in range(5)]
    watch.settle(*names)
    for name in names:
        emptied(watch, name, hours=3)
    seen = []
    for _ in range(3):
        watch.wait(5 * MINUTE)
        seen.append(len(Health(watch.desk.database).current()))
    assert seen == [2, 4, 5]


def test_a_locked_archive_does_not_stop_the_looking(watch: Watch) -> None:
    """What cannot be written down is shown at once, and told when the lock is gone."""
    watch.settle(POST)
    (fetch,) = watch.desk.poll(entry("/ferry"))
    watch.desk.store(fetch)
    watch.wait(29 * MINUTE)
    watch.ask(POST)
    locker = sqlite3.connect(watch.desk.database.path, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    looking = threading.Thread(target=watch.wait, args=(5 * MINUTE,))
    looking.start()
    deadline = time.monotonic() + 20
    while not watch.vigil.standing and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [incident.name for incident in watch.vigil.standing] == ["read"]
    assert watch.told() == []
    locker.execute("ROLLBACK")
    looking.join(20)
    locker.close()
    assert [told[1] for told in watch.told()] == ["read"]


def test_an_archive_that_was_taken_away_is_shown(watch: Watch) -> None:
    """Its files lie elsewhere: we say so, make no new ones, and are well once they are back."""
    path = Path(watch.desk.database.path)
    watch.settle(POST)
    watch.wait(MINUTE)
    away = path.rename(path.with_name("away.db"))
    watch.wait(2 * MINUTE)
    ((name, says),) = watch.vigil.checks()[1:]
    assert name == "archive gone"
    assert str(path) in says
    assert not path.exists()
    away.rename(path)
    watch.wait(MINUTE)
    assert watch.vigil.checks() == [("vigil", "ok")]
    assert watch.vigil.standing == ()


def test_a_look_that_fails_is_tried_again(watch: Watch) -> None:
    """An archive that cannot be read makes /healthz say so, not the task end."""
    watch.settle(POST)
    path = Path(watch.desk.database.path)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE incidents RENAME TO elsewhere")
    watch.wait(MINUTE)
    (state,) = [state for name, state in watch.vigil.checks() if name == "vigil"]
    assert "incidents" in state
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE elsewhere RENAME TO incidents")
    watch.wait(MINUTE)
    assert watch.vigil.checks() == [("vigil", "ok")]
