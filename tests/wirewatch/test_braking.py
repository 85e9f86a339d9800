"""Digests, quiet hours, the flood guard, mutes and absences, from the finding to the channel."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alerts.schedule import instant
from news.finding import Subject
from news.health import Incident, Trouble
from news.mute import Scope
from news.watch import Every, Quiet, Recipient, Route, Schedule
from tests.fakes import FakeChannel
from tests.wirewatch.test_loops import HOST, START, Bench
from wirewatch.newsworld.clock import StillClock
from wirewatch.wiring import forget_leases, open_archive
from wirewatch.writer import Writer

DESK = Recipient("Night desk", "console")
AT_ONCE = Route("all", ("Night desk",))
DAILY = Route("daily", ("Night desk",), digest=Schedule(Every.DAY, time(2, 30)))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    archive, writer = open_archive(tmp_path), Writer()
    made = Bench(archive, writer, channels={"console": FakeChannel(), "email": FakeChannel()})
    set_up(made, DESK, AT_ONCE)
    yield made
    writer.close()
    archive.close()


def set_up(bench: Bench, recipient: Recipient, *routes: Route) -> None:
    """Let there be one recipient."""
    bench.send.recipients, bench.send.routes = {recipient.name: recipient}, routes


def channel(bench: Bench) -> FakeChannel:
    found = bench.channels["console"]
    assert isinstance(found, FakeChannel)
    return found


def subjects(bench: Bench) -> list[str]:
    return [message.subject for message, _, _ in channel(bench).sent]


def times(bench: Bench) -> list[datetime]:
    return [at for _, _, at in channel(bench).sent]


def told_of(bench: Bench) -> list[str]:
    """Return every address that any message told of, once for each."""
    lines = [line for message, _, _ in channel(bench).sent
             for line in message.payload["text"].splitlines()]  # fmt: skip
    return [line.strip() for line in lines if line.strip().startswith(f"https://{HOST}/")]


async def arrive(bench: Bench, *pages: str) -> None:
    """Let pages come and be read."""
    bench.arrive(*pages)
    while await bench.read.round():
        pass


async def settle(bench: Bench) -> None:
    """Send until nothing is to be done now."""
    while await bench.send.round():
        pass


async def pass_time(bench: Bench, whole: timedelta, step: timedelta = MINUTE) -> None:
    """Move the clock on in steps, and send at each."""
    for _ in range(whole // step):
        bench.clock.advance(step.total_seconds())
        await settle(bench)


# ------------------------------------------------------------------------- flood guard


def left_out(bench: Bench) -> int:
    """Count the reports for which the digests had no room."""
    said = " ".join(" ".join(m.payload["text"] for m, _, _ in channel(bench).sent).split())
    return sum(int(n.replace(",", "")) for n in re.findall(r"([\d,]+) more reports are not", said))


async def _flood(bench: Bench, reports: int) -> None:
    """Let them come over an hour; nobody gets more than five messages in ten minutes."""
    for _ in range(60):
        await arrive(bench, *["A ferry sank."] * (reports // 60))
        await settle(bench)
        await pass_time(bench, MINUTE)
    await pass_time(bench, 20 * MINUTE)
    at = times(bench)
    assert all(b - a >= 10 * MINUTE for a, b in zip(at, at[5:], strict=False))
    assert bench.archive.browse.totals().articles == reports
    assert bench.archive.outbox.queue() == []
    assert len(told_of(bench)) == len(set(told_of(bench)))
    assert len(told_of(bench)) + left_out(bench) == reports


async def test_a_flood_becomes_few_messages(bench: Bench) -> None:
    """In no ten minutes are there more than five, every report is archived and told once."""
    await _flood(bench, 480)
    assert subjects(bench)[0] == "[Ferries] Headline (Alder Bay Post)"
    assert subjects(bench)[5].startswith("[More reports] ")
    text = " ".join(channel(bench).sent[5][0].payload["text"].split())
    assert "since Wed 4 Feb 2026, 12:00 UTC; you asked for at most 5 messages in 10 min" in text
    assert left_out(bench) > 0


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_three_thousand_reports_become_few_messages(bench: Bench) -> None:
    """All archived, none lost, at most five messages in ten minutes."""
    await _flood(bench, 3000)


async def test_two_more_are_one_digest(bench: Bench) -> None:
    """The seventh and the sixth of a burst follow as one message, ten minutes after the first."""
    await arrive(bench, *["A ferry sank."] * 7)
    await settle(bench)
    assert len(subjects(bench)) == 5
    await pass_time(bench, 9 * MINUTE)
    assert len(subjects(bench)) == 5
    await pass_time(bench, MINUTE)
    assert subjects(bench)[5:] == ["[More reports] 2 reports: Ferries"]
    assert len(told_of(bench)) == len(set(told_of(bench))) == 7


async def test_one_more_goes_as_itself(bench: Bench) -> None:
    """Nobody opens a digest of one: it is that report's alert."""
    await arrive(bench, *["A ferry sank."] * 6)
    await settle(bench)
    await pass_time(bench, 10 * MINUTE)
    assert subjects(bench) == ["[Ferries] Headline (Alder Bay Post)"] * 6


async def test_a_sick_server_that_recovers_lets_no_burst_go(bench: Bench) -> None:
    """Forty reports in two hours of refusals: few messages, and none is lost."""
    channel(bench).follow(*["later"] * 60)
    for _ in range(40):
        await arrive(bench, "A ferry sank.")
        await pass_time(bench, 3 * MINUTE)
    channel(bench).follow()
    await pass_time(bench, 4 * HOUR)
    at = times(bench)
    assert all(b - a >= 10 * MINUTE for a, b in zip(at, at[5:], strict=False))
    assert len(told_of(bench)) == len(set(told_of(bench))) == 40
    assert len(subjects(bench)) < 25


# ------------------------------------------------------------------------- quiet hours


async def test_quiet_hours(bench: Bench) -> None:
    """What comes in them is read at once, and told at their end as one digest."""
    night = replace(DESK, timezone="Asia/Karachi", quiet=Quiet(time(17), time(19)))
    set_up(bench, night, AT_ONCE)  # it is 17:00 there
    await arrive(bench, "A ferry sank.", "The storm and the ferry.")
    await pass_time(bench, HOUR, 10 * MINUTE)
    assert bench.archive.browse.totals().matched == 2
    await arrive(bench, "A storm.")
    await pass_time(bench, HOUR - MINUTE)
    assert subjects(bench) == []
    await pass_time(bench, MINUTE)
    assert subjects(bench) == ["[From your quiet hours] 3 reports: Ferries, Storms"]
    assert times(bench) == [START + 2 * HOUR]


async def test_one_report_in_quiet_hours_goes_as_itself(bench: Bench) -> None:
    set_up(bench, replace(DESK, quiet=Quiet(time(12), time(14))), AT_ONCE)
    await arrive(bench, "A ferry sank.")
    await pass_time(bench, 2 * HOUR, 10 * MINUTE)
    assert subjects(bench) == ["[Ferries] Headline (Alder Bay Post)"]


async def test_a_refused_message_is_not_tried_in_quiet_hours(bench: Bench) -> None:
    """It waits for their end as it was frozen."""
    set_up(bench, replace(DESK, quiet=Quiet(time(12, 1), time(14))), AT_ONCE)
    channel(bench).follow("later 600")
    await arrive(bench, "A ferry sank.")
    await settle(bench)
    await pass_time(bench, 100 * MINUTE, 5 * MINUTE)
    # It waits because its recipient sleeps, not because anything stands still.
    assert bench.archive.health.send_pulse(bench.clock.now(), HOUR).waiting == 0
    await pass_time(bench, 20 * MINUTE, 5 * MINUTE)
    assert times(bench) == [START + 2 * HOUR]


# ----------------------------------------------------------------------------- digests


async def test_a_daily_digest(bench: Bench) -> None:
    """It comes at its time, tells all that came since, and does not come when nothing did."""
    set_up(bench, replace(DESK, timezone="Asia/Karachi"), DAILY)
    await arrive(bench, "A ferry sank.")
    await settle(bench)
    await arrive(bench, "A storm.")
    await pass_time(bench, timedelta(days=2), 10 * MINUTE)
    assert subjects(bench) == ["[Daily digest] 2 reports: Ferries, Storms"]
    assert f"{times(bench)[0].astimezone(ZoneInfo('Asia/Karachi')):%H:%M}" == "02:30"
    await arrive(bench, "A ferry sank.")
    await pass_time(bench, timedelta(days=1), 10 * MINUTE)
    assert subjects(bench)[1:] == ["[Daily digest] 1 report: Ferries"]


@pytest.mark.parametrize("both", [(AT_ONCE, DAILY), (DAILY, AT_ONCE)])
async def test_told_at_once_is_not_told_again(bench: Bench, both: tuple[Route, Route]) -> None:
    """Carried by a route at once and by one with a digest, a finding is told once, at once."""
    set_up(bench, DESK, *both)
    await arrive(bench, "A ferry sank.")
    await pass_time(bench, timedelta(days=1), HOUR)
    assert subjects(bench) == ["[Ferries] Headline (Alder Bay Post)"]
    assert times(bench)[0] < START + 2 * HOUR


CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Asia/Karachi", date(2026, 3, 29)),
]


@pytest.mark.parametrize("at", [time(2, 30), time(1, 45)])
@pytest.mark.parametrize(("zone", "day"), CHANGES)
async def test_each_day_has_one_digest_whatever_the_clock_does(
    tmp_path: Path, zone: str, day: date, at: time
) -> None:
    """The clock is moved over the night of a change: 02:30 may be missing or come twice."""
    here = ZoneInfo(zone)
    start = instant(day - timedelta(days=2), time(12), here)
    archive, writer = open_archive(tmp_path), Writer()
    bench = Bench(archive, writer, StillClock(start), {"console": FakeChannel()})
    schedule = Schedule(Every.DAY, at)
    set_up(bench, replace(DESK, timezone=zone), replace(DAILY, digest=schedule))
    while bench.clock.now() < instant(day + timedelta(days=2), time(12), here):
        await arrive(bench, "A ferry sank.")
        await pass_time(bench, 2 * HOUR, 30 * MINUTE)
    dates = [at.astimezone(here).date() for at in times(bench)]
    assert dates == [day + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert len(told_of(bench)) == len(set(told_of(bench)))
    writer.close()
    archive.close()


# ------------------------------------------------------------------------------- mutes


async def test_what_is_muted_is_archived_and_not_told(bench: Bench) -> None:
    """The article's page says so; of two matches the other one is told."""
    bench.archive.mutes.mute(
        Scope.TOPIC, "Ferries", "Night desk", until=None, origin="cli", now=START
    )
    await arrive(bench, "A ferry sank.", "A ferry in a storm.")
    await settle(bench)
    assert subjects(bench) == ["[Storms] Headline (Alder Bay Post)"]
    shown = bench.shown()
    assert [(t.state, t.error) for t in shown[0].told] == [("muted", "")]
    assert sorted(t.state for t in shown[1].told) == ["muted", "sent"]


@pytest.mark.parametrize(
    ("scope", "name"), [(Scope.TOPIC, "Ferries"), (Scope.SOURCE, "Alder Bay Post")]
)
async def test_muted_while_it_waited(bench: Bench, scope: Scope, name: str) -> None:
    """A mute said after a report was addressed holds it back when it would be rendered."""
    set_up(bench, DESK, DAILY)
    await arrive(bench, "A ferry sank.")
    await settle(bench)
    bench.archive.mutes.mute(scope, name, "", until=None, origin="web", now=START)
    await pass_time(bench, timedelta(days=1), HOUR)
    assert subjects(bench) == []
    assert [(t.state, t.error) for t in bench.shown()[0].told] == [("muted", "muted")]


async def test_a_story_muted(bench: Bench) -> None:
    """One report and its edits are held back; the next of the same topic is told."""
    bench.archive.mutes.mute(
        Scope.STORY, f"{HOST}/0", "", until=START + HOUR, origin="cli", now=START
    )
    await arrive(bench, "A ferry sank.", "A ferry rose.")
    await settle(bench)
    assert told_of(bench) == [f"https://{HOST}/1"]


async def test_a_wrong_match_is_told_to_nobody_else(bench: Bench) -> None:
    """Said of a report that was told at once, it keeps it out of others' digests."""
    other = Recipient("Day desk", "email", "day@desk.example")
    bench.send.recipients = {DESK.name: DESK, other.name: other}
    bench.send.routes = (AT_ONCE, replace(DAILY, recipients=("Day desk",)))
    await arrive(bench, "A ferry sank.", "A ferry rose.")
    await settle(bench)
    first = bench.shown()[0]
    assert bench.archive.mutes.wrong(
        first.id, Subject.TOPIC, "Ferries", "Night desk", origin="mail", now=START
    )
    await pass_time(bench, timedelta(days=1), HOUR)
    mail = bench.channels["email"]
    assert isinstance(mail, FakeChannel)
    assert [message.subject for message, _, _ in mail.sent] == ["[Daily digest] 1 report: Ferries"]
    assert [(w.name, w.recipient) for w in bench.shown()[0].wrong] == [("Ferries", "Night desk")]


# ----------------------------------------------------------------------------- absence


async def test_after_an_absence_there_is_one_digest(bench: Bench) -> None:
    """Stopped for three hours, wirewatch tells what it finds on coming back in one message."""
    await settle(bench)  # it notes that it lives
    bench.clock.advance(3 * 3600)
    await settle(bench)
    for number in range(4):
        await arrive(bench, f"A ferry sank, report {number}.")
        bench.archive.frontier.make_due([], START)  # one more feed that is to be polled
        await settle(bench)
        bench.clock.advance(60)
    assert subjects(bench) == []
    bench.frontier_is_polled()
    await settle(bench)
    assert subjects(bench) == ["[Caught up] 4 reports: Ferries"]
    text = " ".join(channel(bench).sent[0][0].payload["text"].split())
    assert "away from Wed 4 Feb 2026, 12:00 UTC to Wed 4 Feb 2026, 15:00 UTC" in text
    # And then everything is as it was.
    await arrive(bench, "A ferry again.")
    await settle(bench)
    assert subjects(bench)[1:] == ["[Ferries] Headline (Alder Bay Post)"]


async def test_catching_up_ends_though_something_is_always_behind(bench: Bench) -> None:
    """A feed that is never polled holds the digest for a quarter of an hour, not longer."""
    await settle(bench)
    bench.clock.advance(3 * 3600)
    await arrive(bench, "A ferry sank.", "A ferry rose.")
    bench.archive.frontier.make_due([], START)
    await pass_time(bench, 15 * MINUTE)
    assert subjects(bench) == []
    await pass_time(bench, 2 * MINUTE)
    assert subjects(bench) == ["[Caught up] 2 reports: Ferries"]


async def test_a_digest_that_was_due_in_an_absence_takes_what_is_found_after_it(
    bench: Bench,
) -> None:
    """Due at 02:30, sent when wirewatch is back and has read what came in the night."""
    set_up(bench, DESK, DAILY)
    await arrive(bench, "A ferry sank.")
    await settle(bench)
    bench.clock.advance(20 * 3600)
    bench.archive.frontier.make_due([], START)
    await settle(bench)
    await arrive(bench, "A storm.")
    await settle(bench)
    assert subjects(bench) == []
    bench.frontier_is_polled()
    await settle(bench)
    assert subjects(bench) == ["[Daily digest] 2 reports: Ferries, Storms"]


# ----------------------------------------------------------------------------- notices


def incident(name: str = "Alder Bay Post") -> Incident:
    return Incident(Subject.SOURCE, name, Trouble.FAILING, "its feed answers 500", "Wait.", START)


async def test_an_incident_is_told_when_it_begins_and_when_it_has_ended(bench: Bench) -> None:
    """Once each, to the first recipient where nobody asked for it."""
    health = bench.archive.health
    health.open(incident(), START)
    await settle(bench)
    health.open(incident(), START + MINUTE)
    await pass_time(bench, HOUR, 10 * MINUTE)
    health.end(Subject.SOURCE, "Alder Bay Post", Trouble.FAILING, START + HOUR)
    await settle(bench)
    assert subjects(bench) == [
        "[Source in trouble] Alder Bay Post: its feed answers 500",
        "[Well again] Alder Bay Post: its feed answers 500",
    ]


@pytest.mark.parametrize(
    ("topics", "told"),
    [((), ["[Burst] Ferries: 9 reports"]), (("Ferries",), ["[Burst] Ferries: 9 reports"]),
     (("Storms",), [])],
)  # fmt: skip
async def test_a_burst_follows_the_routes_of_its_topic(
    bench: Bench, topics: tuple[str, ...], told: list[str]
) -> None:
    """What is remarkable of a topic goes to whom its alerts go, not to who looks after us."""
    set_up(bench, DESK, Route("r", ("Night desk",), topics))
    burst = Incident(Subject.TOPIC, "Ferries", Trouble.BURST, "9 reports", "", START)
    bench.archive.health.open(burst, START)
    await settle(bench)
    assert subjects(bench) == told


async def test_several_troubles_of_a_source_are_one_message(bench: Bench) -> None:
    """What is found at one look, and what follows within the day, costs one mail and one end."""
    health, name = bench.archive.health, "Alder Bay Post"
    empty = replace(incident(), trouble=Trouble.EMPTY, says="it lists nothing")
    silent = replace(incident(), trouble=Trouble.SILENT, says="nothing new comes")
    health.note(Subject.SOURCE, name, [incident(), empty], (), START)
    await settle(bench)
    await pass_time(bench, HOUR, 10 * MINUTE)
    health.note(Subject.SOURCE, name, [incident(), empty, silent], (), START + HOUR)
    await settle(bench)
    over = {Trouble.FAILING, Trouble.EMPTY, Trouble.SILENT}
    health.note(Subject.SOURCE, name, [], over, START + HOUR)
    await settle(bench)
    both = f"{name}: 2 troubles: its feed answers 500; it lists nothing"
    assert subjects(bench) == [f"[Source in trouble] {both}", f"[Well again] {both}"]


async def test_an_incident_in_quiet_hours_is_told_once(bench: Bench) -> None:
    """Begun and over before anybody could be told, it is one notice."""
    set_up(bench, replace(DESK, quiet=Quiet(time(12), time(14))), AT_ONCE)
    bench.archive.health.open(incident(), START)
    await settle(bench)
    bench.archive.health.end(Subject.SOURCE, "Alder Bay Post", Trouble.FAILING, START + HOUR)
    await pass_time(bench, 2 * HOUR, 10 * MINUTE)
    assert subjects(bench) == ["[Well again] Alder Bay Post: its feed answers 500"]


async def test_forty_outlets_at_once_are_few_notices(bench: Bench) -> None:
    """Incidents keep to the flood guard, and one digest tells the rest with the reports."""
    for number in range(8):
        bench.archive.health.open(incident(f"Outlet {number}"), START)
    await arrive(bench, "A ferry sank.")
    await settle(bench)
    assert len(subjects(bench)) == 5
    await pass_time(bench, 10 * MINUTE)
    assert subjects(bench)[5:] == ["[More reports] 1 report and 3 incidents: Ferries"]


async def test_a_muted_source_is_not_told_of(bench: Bench) -> None:
    bench.archive.mutes.mute(
        Scope.SOURCE, "Alder Bay Post", "", until=None, origin="cli", now=START
    )
    bench.archive.health.open(incident(), START)
    bench.archive.health.open(incident("Reed Valley Voice"), START)
    await settle(bench)
    assert subjects(bench) == ["[Source in trouble] Reed Valley Voice: its feed answers 500"]


# ------------------------------------------------------------------------------- death


class Dies(BaseException):
    """The process is gone."""


POINTS = ("routed", "join-open", "joined", "frozen", "away-noted", "sent-not-marked")


@pytest.mark.parametrize("point", POINTS)
async def test_a_death_between_any_two_steps_loses_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """A successor tells each report once; only a message that had left may leave again."""
    await settle(bench)
    await arrive(bench, *["A ferry sank."] * 9)
    if point == "away-noted":
        bench.clock.advance(3 * 3600)
    reached = 0

    def die(name: str) -> None:
        nonlocal reached
        reached += name == point
        if name == point:
            raise Dies

    for module in ("wirewatch.loops", "wirewatch.braking", "archive.outbox"):
        monkeypatch.setattr(f"{module}.failpoint", die)
    with pytest.raises(Dies):
        await settle(bench)
    assert reached
    for module in ("wirewatch.loops", "wirewatch.braking", "archive.outbox"):
        monkeypatch.setattr(f"{module}.failpoint", lambda _: None)
    forget_leases(bench.archive, ["send"])
    bench.send.unmarked.clear()
    bench.send.brakes = replace(bench.send.brakes, away=None, _looked=None)
    await pass_time(bench, HOUR, 5 * MINUTE)
    told = told_of(bench)
    assert len(set(told)) == 9
    ids = [message.message_id for message, _, _ in channel(bench).sent]
    assert len(told) - len(set(told)) == len(ids) - len(set(ids)) <= (point == "sent-not-marked")
