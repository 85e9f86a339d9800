"""A restart changes no decision: whoever is stopped and started again groups as if he had run on.

A stream of reports of many events comes through an archive: some days late, some years, copied,
edited, joined, corrected by people.  Before every report a second memory is taken up from the
archive, as at a start, and asked as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from archive import stories
from archive.correcting import Correcting
from archive.database import Database
from archive.schema import articles, memberships
from archive.schema import stories as story_rows
from monitor.match import Matcher
from monitor.threads import Threads, opens
from news.moment import Moment
from news.story import Correction, merge, move, split
from news.traits import Thread
from news.watch import Watchlist
from tests.contract.desk import Desk
from tests.contract.test_threads import ATTACK, RISES, newsroom
from tests.monitor.telling import invented, told
from tests.newsroom import Newsroom, Report
from wirewatch.newsworld.clock import StillClock
from wirewatch.regrouping import regroup
from wirewatch.writer import Writer

ARREST = (
    "NUSHOL: Police arrested two men over the raid on the police post in Nushol in which nine "
    "officers were killed, district police chief Arun Velk said.\nThe gunmen had come on "
    "motorcycles before dawn and fled into the hills."
)
CALM = (
    "Tarn market reopens after repairs",
    "TARN: Traders returned to the covered market of Tarn on Tuesday after its roof was repaired.",
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def taken_up(database: Database, now: datetime) -> Threads:
    """Return what a start makes of an archive."""
    with database.read() as connection:
        threads = Threads(invented, {}, stories.said(connection))
        corrected = stories.last_correction(connection)
        threads.load(stories.kept(connection, opens(now)), corrected, opens(now))
    return threads


class Doubted(Threads):
    """Runs on, and lets one that was started just now decide the same."""

    def __init__(self, database: Database) -> None:
        super().__init__(invented, {})
        self.load([], 0)
        self._database = database
        self.met: Counter[str] = Counter()

    def follow(self, *asked: Any, now: datetime, edited: Moment | None = None) -> Thread:
        """Decide, and compare."""
        started = taken_up(self._database, now).follow(*asked, now=now, edited=edited)
        thread = super().follow(*asked, now=now, edited=edited)
        assert started == thread
        self.met["edit"] += edited is not None and thread.decision is None
        if thread.decision is not None:
            self.met["joint"] += bool(thread.decision.joints)
            self.met["round-up"] += bool(thread.decision.others)
            self.met["grown"] += not thread.is_new
            self.met["old"] += now - thread.traits.features.at > 21 * DAY
        self.met["copy"] += thread.link is not None
        return thread


def stream(seed: int) -> Iterator[Report]:
    """Yield reports as they come: late, copied, edited, by chance."""
    chance = Random(seed)  # noqa: S311  no secret
    found = list[Report]()
    for world in ("attacks", "crashes", "monsoon", "weather", "quakes"):
        for key, _, article in told(world):
            assert article.published is not None
            late = chance.choice([0, 0, 0, 0.3, 0.3, 2, 16, 30]) * DAY
            source = article.outlet.source
            report = Report(
                key, source, f"/{key}", article.published.at + late, article.title, article.text,
                article.published, country="VX",
            )  # fmt: skip
            found.append(report)
            if chance.random() < 0.2:
                at = report.at + chance.choice([1, 30, 20 * 24]) * HOUR
                found.append(_copy(report, "Far Shore Herald", at))
            if chance.random() < 0.3:
                at = report.at + chance.choice([1, 40, 22 * 24]) * HOUR
                more = f"{report.text}\nOfficials corrected the number to {chance.randint(20, 90)}."
                found.append(replace(report, at=at, text=more))
    return iter(sorted(found, key=lambda one: (one.at, one.path)))


def _copy(report: Report, source: str, at: datetime) -> Report:
    name = f"{report.name}/copy"
    printed = Moment(report.published.at + 3 * HOUR) if report.published else None
    return replace(
        report, name=name, path=f"/{name}", source=source, at=at, published=printed,
        title=f"Again: {report.title}",
    )  # fmt: skip


def corrections(database: Database, chance: Random) -> Sequence[Correction]:
    """Return what somebody may say of two stories of the archive."""
    with database.read() as connection:
        rows = connection.execute(
            select(story_rows.c.key, articles.c.key.label("article"))
            .join(memberships, memberships.c.story_id == story_rows.c.id)
            .join(articles, articles.c.id == memberships.c.article_id)
            .where(memberships.c.main)
            .order_by(memberships.c.article_id)
        ).all()
    of: dict[str, list[str]] = {}
    for row in rows:
        of.setdefault(row.key, []).append(row.article)
    one, other = chance.sample(sorted(of), 2)
    return [
        merge(one, other), move(of[one][0], other),
        *(split(key, tuple(own[1:2]), (own[0], *own[2:])) for key, own in of.items() if own[1:]),
    ]  # fmt: skip


def sources(reports: Sequence[Report]) -> list[str]:
    return sorted({report.source for report in reports})


def room_of(database: Database, reports: Sequence[Report]) -> Newsroom:
    room = Newsroom(
        database, Matcher(Watchlist()), invented, sources(reports), lambda *_: (), reports[0].at
    )
    room.threads = Doubted(database)
    return room


@pytest.mark.parametrize("seed", [0, 2])  # in which all of it occurs
def test_a_start_at_any_point_of_a_stream_decides_the_same(desk: Desk, seed: int) -> None:
    """Of every article: its story, the evidence to the last digit, its original, its weights."""
    reports, chance = list(stream(seed)), Random(seed)  # noqa: S311
    room = room_of(desk.database, reports)
    for number, report in enumerate(reports, 1):
        room.come(report)
        if number % 25 == 0:
            said = chance.choice(corrections(desk.database, chance))
            Correcting(desk.database, room.threads.count).correct(said, "cli", report.at)
    assert isinstance(room.threads, Doubted)
    met = room.threads.met
    assert min(met[what] for what in ("edit", "joint", "grown", "old", "copy")) > 0, met


async def test_what_a_backfill_brings_belongs_to_the_stories_of_its_days(desk: Desk) -> None:
    """A report of March that comes in May joins the story of March, and the next one both.

    After a start, too, and a replay moves none of them.
    """
    march, may = datetime(2031, 3, 3, 12, tzinfo=UTC), datetime(2031, 5, 20, tzinfo=UTC)
    raid, rises, arrest, calm = (
        Report(name, name, f"/{name}", at, title, text, Moment(published), country="VX")
        for name, at, title, text, published in (
            ("Post", march, *ATTACK, march),
            ("Voice", may, *RISES, march + 5 * HOUR),
            ("Herald", may + HOUR, "Arrest after raid on Nushol post", ARREST, march + 2 * DAY),
            ("Courier", may + 2 * HOUR, *CALM, may),
        )
    )
    room = room_of(desk.database, [raid, rises, arrest, calm])
    first = room.come(raid)
    room.come(calm)
    room.threads = taken_up(desk.database, may)
    told = [room.come(one).thread for one in (rises, arrest)]
    keys = [thread.story for thread in told if thread]
    assert first.thread is not None
    assert keys == [first.thread.story, first.thread.story]
    read = SimpleNamespace(database=desk.database, writer=Writer())
    done = await regroup(
        read, Threads(invented, {}), StillClock(may), lambda *_: None  # type: ignore[arg-type]
    )  # fmt: skip
    assert (done.articles, done.moved, done.stories) == (4, 0, 2)


def test_only_so_much_of_the_past_is_taken_up(desk: Desk) -> None:
    """Where too many reports were printed around a day, those of fewer hours are taken up."""
    room = newsroom(desk)
    for _ in range(9):
        room.come(*ATTACK, hours=10)
    with desk.database.read() as connection:
        all_of_them = stories.around(connection, room.now, most=9)
        some = stories.around(connection, room.now, most=5)
    assert len(all_of_them.kept) == 9
    assert 1 <= len(some.kept) <= 5
    for past in (all_of_them, some):
        third = (past.until - past.since) / 3
        assert past.since + third <= room.now < past.until - third


async def test_a_replay_finds_the_stories_of_the_daemon(desk: Desk) -> None:
    """Reports that came years late are grouped by both with those of their own days."""
    reports = [one for one in stream(5) if "corrected the number" not in one.text]
    room = room_of(desk.database, reports)
    for report in reports:
        room.come(report)
    read = SimpleNamespace(database=desk.database, writer=Writer())
    done = await regroup(
        read, Threads(invented, {}), StillClock(room.desk.clock), lambda *_: None  # type: ignore[arg-type]
    )  # fmt: skip
    assert (done.articles, done.moved) == (len(reports), 0)
