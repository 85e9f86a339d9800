"""Seven unattended days: a real daemon watches the news world while all that can break breaks.

    python3 dev.py bench week [--minutes 15] [--days 7] [--reports 100] [--short] [--json FILE]

A week of the news world passes in a quarter of an hour.  Outlets answer 503, hang, turn into
challenge pages, lie with 304, change all guids, serve bombs; the mail server refuses, hangs and
rejects; Slack limits and fails; the daemon is killed twice and suspended once; somebody adds a
topic, and somebody breaks watch.toml and mends it hours later.  Nobody looks after anything but
what a desk does look after: the dead letters of the day are sent again, the file is mended.

Judged by the world's truth: no report lost, no alert missing, none doubled but by a kill.  And
by the daemon's own size, once an hour of the world: memory, descriptors, threads and
write-ahead log must be flat, or a month would fill what a week does not.

Memory is the sum of PSS (the fork server's pages count once).  Its slope is given a day of
the world (what a leak for each report would show) and a real hour (what a leak for each tick
would show), each with its standard error: in a quarter of an hour the second is a guess.
The slopes are of the last daemon's life, after its first quarter, in which caches fill.

Discarded: a full disk (a test has that, on a file system of its own).
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from news.fact import Notify
from news.moment import micros
from wirewatch.newsworld import sinks
from wirewatch.newsworld.bed import Bed, Daemon, bed
from wirewatch.newsworld.faults import (
    Body,
    Fault,
    Hang,
    HtmlInsteadOfFeed,
    NotModifiedLiar,
    Redirect,
    Reset,
    Status,
    Truncated,
)
from wirewatch.newsworld.score import Received, Score, Terms, links, plain, score
from wirewatch.newsworld.settings import table
from wirewatch.newsworld.truth import Truth
from wirewatch.newsworld.watch import DESK, LATER, ROOM
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 3, tzinfo=UTC)  # a Monday on which nothing real is reported
BEGIN = timedelta(minutes=20)  # what is printed before is the backlog of a first start
FIRST_POLLS = timedelta(hours=2)  # in which a bare day may or may not be news
TAIL = timedelta(hours=3)  # the world's time after the last report
PATIENCE = 180.0  # real seconds for what is left at the end
TRACKED = 0.15  # of the composed reports
POLL = 900  # the default of the product
DAY = timedelta(days=1)
# A new topic is in force some real seconds after the edit, which are an hour here; which
# reports around it are news is a matter of luck.
EDGE = timedelta(hours=4)
READER, MORNING = "Morning reader", "morning@newsdesk.example"
# The aims.
MOST_SLOPE, MOST_WAL = 1.0, 64.0
FLAT = 5.0  # a few connections are always under way


@dataclass(frozen=True)
class Sample:
    """The daemon's size at one moment; `life` counts daemons, sizes are in MB."""

    world: datetime
    real: float
    life: int
    memory: float
    own: float
    descriptors: int
    threads: int
    wal: float
    data: float


@dataclass
class Week:
    """A run: its bed, its daemon, what was done to it, and what it was."""

    laid: Bed
    days: float
    daemon: Daemon
    samples: list[Sample] = field(default_factory=list)
    counts: list[dict[str, int]] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    kills: int = 0
    deaths: int = 0
    later: datetime | None = None
    good_watch: str = ""

    @property
    def end(self) -> datetime:
        """When the last report has been printed."""
        return START + self.days * DAY

    def at(self, days: float) -> datetime:
        """Return a moment of the week, shortened with it."""
        return START + days / 7 * self.days * DAY

    def note(self, what: str) -> None:
        """Say what is done, and when."""
        line = f"{said(self.laid.clock.now())}  {what}"
        self.deeds.append(line)
        print("  " + line, flush=True)

    def fault(self, slug: str, pattern: str, fault: Fault, days: float) -> None:
        """Let a fault stand before an outlet for so long."""
        until = self.laid.clock.now() + days / 7 * self.days * DAY
        self.laid.served.outlets[slug].faults.add(pattern, fault, until=until)

    def lists(self, slug: str, fault: Fault, days: float) -> None:
        """Let a fault stand before an outlet's lists."""
        for listing in self.laid.served.outlets[slug].outlet.listings:
            self.fault(slug, listing.path, fault, days)


# --- what breaks, and when


Deed = Callable[[Week], Awaitable[None] | None]


def unavailable(week: Week) -> None:
    """Overload an outlet, which asks for an hour's pause, and break another."""
    week.lists("ledger", Status(503, retry_after=3600), 0.3)
    week.lists("lantern", Status(500), 0.25)


def challenged(week: Week) -> None:
    """Hide an outlet behind a wall."""
    week.lists("wire", HtmlInsteadOfFeed(), 0.3)


def hanging(week: Week) -> None:
    """Let two hosts take requests and say nothing, and others break off."""
    week.fault("channel", "*", Hang(30), 0.15)
    week.fault("urdu", "*", Hang(30), 0.15)
    week.fault("lowra-post", "/news/*", Truncated(0.4), 0.1)
    week.fault("herald", "*", Reset(), 0.1)


def silent(week: Week) -> None:
    """Let an outlet say for most of a day that nothing has changed."""
    week.lists("courier", NotModifiedLiar(), 0.8)


def guids(week: Week) -> None:
    """Give every entry of a feed another guid, as an outlet's new software does."""
    outlet = week.laid.served.outlets["ledger"]
    path = outlet.outlet.listings[0].path
    answer = outlet.answer(path, week.laid.clock.now())
    assert answer is not None  # noqa: S101  it is one of its lists
    body = answer.body.replace(b"ledger:", b"ledger-new-software:")
    week.fault("ledger", path, Body(body, answer.content_type), 0.1)


@cache
def packed_bomb() -> bytes:
    """Pack 200 MB of nothing twice; made before the week, for it takes a second."""
    return gzip.compress(gzip.compress(bytes(200_000_000), 6), 6)


def bombs(week: Week) -> None:
    """Let a feed, and another outlet's pages, unpack to 200 MB; send a third in circles."""
    bomb = packed_bomb()
    week.lists("herald", Body(bomb, "application/atom+xml", "gzip, gzip"), 0.1)
    week.fault("lantern", "/article/*", Body(bomb, "text/html", "gzip, gzip"), 0.1)
    week.lists("sentinel", Redirect("/news-sitemap.xml"), 0.1)


def hostile(week: Week) -> None:
    """Serve pages that cost a reader a minute, and lead into a private network."""
    page = b"<html><body>" + b"<b><i>" * 60_000 + b"<p>text</p></body></html>"
    outlet = week.laid.served.outlets["ledger"]
    outlet.faults.add("/*/*", Body(page), count=2)
    week.fault("channel", "/latest/*", Redirect("http://10.0.0.7/admin"), 0.1)


def greylisted(week: Week) -> None:
    """Let the mail server put everything off."""
    week.laid.mail.script += [sinks.Reply("451 4.7.1 try again later")] * 10_000


def mute_server(week: Week) -> None:
    """Let the mail server take messages in and say nothing."""
    week.laid.mail.script[:] = [sinks.Hang(5), sinks.Hang(5)]


def rejected(week: Week) -> None:
    """Let the mail server refuse for good whatever comes; dead letters result."""
    week.laid.mail.script[:] = [sinks.Reply("550 5.1.1 no such mailbox")] * 10_000


async def well_again(week: Week) -> None:
    """Mend the mail server, and have its dead letters sent again."""
    week.laid.mail.script.clear()
    await week.laid.command("alerts", "retry")  # not waited for: the week goes on


def slack_trouble(week: Week) -> None:
    """Let Slack limit us, fail, and cut a connection."""
    limited = [sinks.Reply("429", retry_after=120)] * 3
    failed: list[sinks.Answer] = [
        sinks.Reply("500"),
        sinks.Reply("503"),
        sinks.Drop(sinks.When.BEFORE),
    ]
    week.laid.slack.script += [*limited, *failed]


async def killed(week: Week) -> None:
    """Cut the power, and start the daemon again."""
    await week.daemon.kill()
    week.kills += 1
    week.daemon = await week.laid.start()


async def suspended(week: Week) -> None:
    """Put the machine to sleep for two hours."""
    week.daemon.process.send_signal(signal.SIGSTOP)
    try:
        await week.laid.clock.sleep(2 * 3600)
    finally:
        week.daemon.process.send_signal(signal.SIGCONT)


def topic(week: Week) -> None:
    """Add a topic."""
    every = {"notify": Notify.EVERY.value}  # as all else that is tracked here
    words = table("[[topics]]", {"name": LATER.name, "all": LATER.all, **every})
    path = week.laid.config / "watch.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + words, encoding="utf-8")
    week.later = week.laid.clock.now()


def broken_edit(week: Week) -> None:
    """Leave watch.toml half written."""
    path = week.laid.config / "watch.toml"
    week.good_watch = path.read_text(encoding="utf-8")
    path.write_text(week.good_watch[:-40] + '\n[[topics]]\nname = "Half', encoding="utf-8")


def mended_edit(week: Week) -> None:
    """Mend the file."""
    (week.laid.config / "watch.toml").write_text(week.good_watch, encoding="utf-8")


PLAN: tuple[tuple[float, str, Deed], ...] = (
    (0.6, "an outlet answers 503 and asks for an hour, another 500", unavailable),
    (0.9, "an outlet answers with a challenge page", challenged),
    (1.3, "two hosts hang, one breaks off, one resets", hanging),
    (1.6, "kill -9", killed),
    (2.0, "Slack: 429, 500, 503, a cut connection", slack_trouble),
    (2.2, "the mail server greylists", greylisted),
    (2.35, "the mail server is well", well_again),
    (2.5, "an outlet says 304 for most of a day", silent),
    (2.6, "kill -9", killed),
    (3.1, "a topic is added", topic),
    (3.4, "an outlet gives all entries new guids", guids),
    (3.9, "bombs for a feed and for pages, a redirect in circles", bombs),
    (4.3, "hostile pages, a redirect into a private network", hostile),
    (4.6, "the mail server hangs", mute_server),
    (4.8, "the mail server rejects", rejected),
    (4.95, "the mail server is well, dead letters are sent again", well_again),
    (5.3, "watch.toml is broken", broken_edit),
    (5.6, "watch.toml is mended", mended_edit),
    (6.1, "the machine sleeps for two hours", suspended),
    (6.4, "Slack: 429, 500, 503, a cut connection", slack_trouble),
)


# --- the run


def main(words: list[str] | None = None) -> int:
    """Run a week and print what came of it."""
    parser = argparse.ArgumentParser(prog="dev.py bench week")
    parser.add_argument("--minutes", type=float, default=15, help="how long the week may take")
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--reports", type=int, default=100, help="composed reports a day")
    parser.add_argument("--short", action="store_true", help="a day in three minutes")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--keep", type=Path, help="a folder for archive and log")
    options = parser.parse_args(words)
    if options.short:
        options.days, options.minutes = 1.0, 3.0
    with tempfile.TemporaryDirectory(prefix="week-") as name:
        return asyncio.run(run(options, options.keep or Path(name)))


async def run(options: argparse.Namespace, folder: Path) -> int:
    """Let the week pass, then judge."""
    span = options.days * DAY
    world = World(
        start=START, filler=round(options.reports * options.days), span=span, tracked=TRACKED
    )
    packed_bomb()
    speed = span / timedelta(minutes=options.minutes)
    print(f"{len(world.articles)} reports in {options.days:g} days, {speed:.0f} times as fast "
          f"as time; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")  # fmt: skip
    async with bed(world, folder, begin=BEGIN, speed=speed, poll_seconds=POLL) as laid:
        settle(laid)
        week = Week(laid, options.days, await laid.start())
        await asyncio.gather(pass_through(week), watch(week), follow(week))
        await finish(week)
        judged = Judged.of(week)
        if week.daemon.running:
            await week.daemon.stop()
    report(week, judged)
    if options.json:
        options.json.write_text(json.dumps(figures(week, judged), indent=2, default=str) + "\n")
    return 0 if judged.good(week) else 1


def settle(laid: Bed) -> None:
    """Add what this week needs: a reader of a daily digest, and less patience with pages."""
    people = table(
        "[[recipients]]",
        {"name": READER, "channel": "email", "address": MORNING,
         "timezone": "Asia/Karachi"},
    )  # fmt: skip
    way = table(
        "[[routes]]",
        {"name": "All in the morning", "recipients": (READER,), "digest": "daily",
         "at": "07:00"},
    )  # fmt: skip
    for name, words in (
        ("alerts.toml", people + "\n" + way),
        ("wirewatch.toml", table("[read]", {"page_seconds": "4s"})),
    ):
        with (laid.config / name).open("a", encoding="utf-8") as file:
            file.write("\n" + words)


async def pass_through(week: Week) -> None:
    """Do each deed at its time."""
    for days, what, deed in PLAN:
        await until(week, week.at(days))
        week.note(what)
        if (doing := deed(week)) is not None:
            await doing
    await until(week, week.end + TAIL)


async def until(week: Week, moment: datetime) -> None:
    """Wait for a moment of the world."""
    await week.laid.clock.sleep((moment - week.laid.clock.now()).total_seconds())


async def watch(week: Week) -> None:
    """Look at the daemon once an hour of the world, and count once a day."""
    day = 1
    while week.laid.clock.now() < week.end + TAIL:
        await week.laid.clock.sleep(3600)
        with suppress(psutil.Error, OSError, sqlite3.Error):
            week.samples.append(await asyncio.to_thread(sample, week))
        if week.laid.clock.now() >= START + day * DAY:
            week.counts.append(await asyncio.to_thread(counted, week.laid.data))
            day += 1


async def follow(week: Week) -> None:
    """Start a daemon that died by itself again, and hold it against it."""
    while week.laid.clock.now() < week.end + TAIL:
        await asyncio.sleep(0.5)
        daemon = week.daemon
        if not daemon.running and daemon.process.returncode != -signal.SIGKILL:
            week.deaths += 1
            week.note(f"the daemon ended by itself with status {daemon.process.returncode}")
            week.daemon = await week.laid.start()


async def finish(week: Week) -> None:
    """Wait until nothing is missing and nothing left to do, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        totals = await asyncio.to_thread(week.laid.totals)
        left = totals.unread + totals.unrouted + totals.messages_new
        judged = await asyncio.to_thread(Judged.of, week)
        if not (left or judged.score.lost or judged.score.missing_alerts):
            return
        await asyncio.sleep(1)


def sample(week: Week) -> Sample:
    """Measure the daemon."""
    root = psutil.Process(week.daemon.process.pid)
    own = pss(root)
    family = own + sum(pss(child) for child in root.children(recursive=True))
    data = week.laid.data
    return Sample(
        world=week.laid.clock.now(),
        real=time.monotonic(),
        life=week.kills + week.deaths,
        memory=family,
        own=own,
        descriptors=root.num_fds(),
        threads=root.num_threads(),
        wal=sum(path.stat().st_size for path in data.glob("*-wal")) / 1e6,
        data=sum(path.stat().st_size for path in data.rglob("*") if path.is_file()) / 1e6,
    )


def pss(process: Any) -> float:
    """Return a process's share of memory in MB; 0 where it has just ended."""
    try:
        return float(process.memory_full_info().pss) / 1e6
    except psutil.NoSuchProcess:
        return 0.0


_COUNTING = {
    "edits": "SELECT count(*) FROM revisions WHERE cause = 'edit'",
    "digests": "SELECT count(*) FROM messages WHERE kind = 'digest' AND state = 'sent'",
    "opened": "SELECT count(*) FROM incidents",
    "ended": "SELECT count(*) FROM incidents WHERE ended_at IS NOT NULL",
}


_CAME_AFTER = "SELECT url FROM articles WHERE first_seen_at >= ?"
# A long digest names the rest by their number only, so what it holds is asked of the archive.
_DIGESTED = """
    SELECT articles.url FROM deliveries
    JOIN messages ON messages.id = deliveries.message_id AND messages.kind = 'digest'
    JOIN findings ON findings.id = deliveries.finding_id
    JOIN articles ON articles.id = findings.article_id
    WHERE messages.recipient = ? AND messages.state = 'sent'
"""


def counted(data: Path) -> dict[str, int]:
    """Count what only the archive knows."""
    return {name: asked(data, words)[0][0] for name, words in _COUNTING.items()}


def asked(data: Path, words: str, given: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Ask the archive beside the daemon."""
    with closing(sqlite3.connect(f"file:{data / 'archive.db'}?mode=ro", uri=True)) as archive:
        return archive.execute(words, given).fetchall()


# --- the judgement


@dataclass(frozen=True)
class Judged:
    """A week against its truth.

    `digests` are the daily digests by the reader's day, `undigested` the alerts that none of
    them holds, `notices` the messages about wirewatch itself and its sources.
    """

    score: Score
    told: tuple[Received, ...]
    truth: Truth
    repeated: int
    digests: Counter[str]
    undigested: tuple[str, ...]
    notices: int

    @classmethod
    def of(cls, week: Week) -> Judged:
        """Judge what has arrived so far."""
        laid = week.laid
        received, known = laid.received(), links(week_truth(week), laid.served.addresses)
        about = [one for one in received if any(plain(link) in known for link in one.links)]
        told = [one for one in about if one.recipient in {DESK, ROOM}]
        judged = _score(week, told)
        pairs = {name for recipient, name in judged.expected_alerts if recipient == DESK}
        morning = [one for one in about if one.recipient == MORNING]
        digested = asked(laid.data, _DIGESTED, (READER,))
        held = {known[plain(url)].id for (url,) in digested if plain(url) in known}
        last = max((one.world for one in morning), default=START)
        older = {a.id for a in week_truth(week).articles if a.published < last - DAY}
        ids = Counter(mail.message_id for mail in laid.mail.arrived)
        texts = Counter(json.dumps(post.payload, sort_keys=True) for post in laid.slack.arrived)
        return cls(
            score=judged,
            told=tuple(told),
            truth=week_truth(week),
            repeated=sum(count - 1 for count in (*ids.values(), *texts.values())),
            digests=Counter(f"{one.world + timedelta(hours=5):%a %d}" for one in morning),
            undigested=tuple(sorted((pairs & older) - held)),
            notices=len(received) - len(about),
        )

    def good(self, week: Week) -> bool:
        """Say whether nothing was lost, and nothing doubled beyond the kills."""
        found = self.score
        nothing = not (found.lost or found.missing_alerts or found.false_alerts or self.undigested)
        return nothing and len(found.duplicated) <= week.kills and not week.deaths

    def on(self, day: int, ids: Sequence[str]) -> int:
        """Count those that were printed on a day."""
        printed = {item.id: (item.published - START) // DAY for item in self.truth.articles}
        return sum(printed[name] == day for name in ids if name in printed)


def week_truth(week: Week) -> Truth:
    """Return the truth as it is for who began to track one topic in the middle of the week."""
    truth = week.laid.served.world.truth()
    since = week.later or datetime.max.replace(tzinfo=UTC)
    articles = (
        item
        if LATER.name not in item.matches or item.published >= since + EDGE
        else replace(item, matches=(), first_matches=())
        for item in truth.articles
    )
    return replace(truth, articles=tuple(articles))


def _score(week: Week, told: Sequence[Received]) -> Score:
    """Judge the reports and the alerts."""
    laid = week.laid
    terms = Terms(
        until=min(laid.clock.now(), week.end),
        alert_from=laid.alert_from,
        speed=laid.clock.speed,
        expect_from=START + BEGIN + FIRST_POLLS,
    )
    found = score(week_truth(week), laid.served.addresses, laid.archived(), told, terms)
    # What was printed after the end may have been told already; around the edit it is open.
    final = replace(terms, until=laid.clock.now() + DAY)
    truth = week_truth(week)
    open_ = edge(week, truth)
    false = score(truth, laid.served.addresses, {}, told, final).false_alerts
    return replace(found, false_alerts=tuple(pair for pair in false if pair[1] not in open_))


def edge(week: Week, truth: Truth) -> set[str]:
    """Name the reports of which it is open whether the added topic tells them.

    They were printed around the edit, or before it and came in after it.
    """
    if week.later is None:
        return set()
    known = links(truth, week.laid.served.addresses)
    came = asked(week.laid.data, _CAME_AFTER, (micros(week.later),))
    late = {known[plain(url)].id for (url,) in came if plain(url) in known}
    return {
        item.id
        for item in week.laid.served.world.truth().articles
        if LATER.name in item.matches
        and item.published < week.later + EDGE
        and (item.id in late or item.published > week.later - EDGE)
    }


@dataclass(frozen=True)
class Slope:
    """How much something grows, a day of the world and a real hour, each with its error."""

    day: float
    day_error: float
    hour: float
    hour_error: float


def slope(samples: Sequence[Sample], what: Callable[[Sample], float]) -> Slope:
    """Fit a line to the last life of a daemon, without its first quarter."""
    last = [one for one in samples if one.life == samples[-1].life]
    kept = last[len(last) // 4 :]
    values = [what(one) for one in kept]
    return Slope(
        *line([(one.world - START) / DAY for one in kept], values),
        *line([one.real / 3600 for one in kept], values),
    )


def line(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Return the slope of the best line and its standard error."""
    if len(xs) < 3:
        return 0.0, float("inf")
    rise, level = statistics.linear_regression(xs, ys)
    rest = sum((y - level - rise * x) ** 2 for x, y in zip(xs, ys, strict=True))
    middle = statistics.fmean(xs)
    spread = sum((x - middle) ** 2 for x in xs)
    return rise, (rest / (len(xs) - 2) / spread) ** 0.5


# --- the report


def said(moment: datetime) -> str:
    """Write a moment of the world."""
    return f"{moment:%a %H:%M}"


def rows(week: Week, judged: Judged) -> list[dict[str, Any]]:
    """Return the table: one row a day."""
    found, before = judged.score, dict.fromkeys(_COUNTING, 0)
    by_id = {item.id: item for item in judged.truth.articles}
    lost = Counter((by_id[name].published - START) // DAY for name in found.lost)
    doubled = Counter(
        (by_id[name].published - START) // DAY for _, name in found.duplicated if name in by_id
    )
    alerted = Counter(
        (by_id[name].published - START) // DAY for _, name in found.alerts if name in by_id
    )
    arrived = Counter((one.world - START) // DAY for one in week.laid.received())
    table = []
    for day in range(len(week.counts)):
        printed = sum((item.published - START) // DAY == day for item in by_id.values())
        counts, size = week.counts[day], of_day(week.samples, day)
        table.append(
            {
                "day": day + 1,
                "printed": printed,
                "collected": printed - lost[day],
                **{name: counts[name] - before[name] for name in ("edits",)},
                "alerted": alerted[day],
                "messages": arrived[day],
                "digests": counts["digests"] - before["digests"],
                "lost": lost[day],
                "doubled": doubled[day],
                "opened": counts["opened"] - before["opened"],
                "ended": counts["ended"] - before["ended"],
                **size,
            }
        )
        before = counts
    return table


def of_day(samples: Sequence[Sample], day: int) -> dict[str, Any]:
    """Return the daemon's size at the end of a day; the log is the day's longest."""
    those = [one for one in samples if (one.world - START) // DAY == day]
    if not those:
        return {}
    last = those[-1]
    return {
        "PSS MB": round(last.memory),
        "fds": last.descriptors,
        "threads": last.threads,
        "WAL MB": round(max(one.wal for one in those), 1),
        "data MB": round(last.data),
    }


def verdicts(week: Week, judged: Judged) -> list[tuple[str, bool]]:
    """Return each aim in words, and whether it is met."""
    found, samples = judged.score, week.samples
    memory = slope(samples, lambda one: one.memory)
    doubled, mornings = found.duplicated, judged.digests
    most = max(mornings.values(), default=0)
    kills = f"{week.kills} kills, {judged.repeated} messages came twice"
    slopes = f"{memory.hour:+.1f} ± {memory.hour_error:.1f}"
    by_hour = f"{memory.day / 24:+.2f} ± {memory.day_error / 24:.2f}"
    told = [
        (f"reports lost: {len(found.lost)} of {found.published}", not found.lost),
        (
            f"alerts missing: {len(found.missing_alerts)} of {len(found.expected_alerts)}",
            not found.missing_alerts,
        ),
        (f"alerts false: {len(found.false_alerts)}", not found.false_alerts),
        (f"alerts doubled, at most one a kill: {len(doubled)} ({kills})",
         len(doubled) <= week.kills),
        (f"digests, one a morning: {len(mornings)} mornings, at most {most} a morning", most <= 1),
        (f"alerts in no digest: {len(judged.undigested)}", not judged.undigested),
        (f"times that the daemon ended by itself: {week.deaths}", not week.deaths),
        (f"MB an hour of the world, at most {MOST_SLOPE:g}: {by_hour}",
         memory.day / 24 <= MOST_SLOPE),
        (f"MB a real hour, at most {MOST_SLOPE:g} beyond two errors: {slopes}",
         memory.hour - 2 * memory.hour_error <= MOST_SLOPE),
    ]  # fmt: skip
    for name, what in (("descriptors", descriptors), ("threads", threads)):
        rise = drift(samples, what)
        told.append(
            (
                f"{name} flat within {FLAT:g}: {rise:+.1f} from the middle to the end",
                abs(rise) <= FLAT,
            )
        )
    wal = max((one.wal for one in samples), default=0.0)
    return [*told, (f"write-ahead logs at most {MOST_WAL:g} MB: {wal:.1f}", wal <= MOST_WAL)]


def descriptors(one: Sample) -> float:
    """Return the open files of the daemon itself."""
    return one.descriptors


def threads(one: Sample) -> float:
    """Return the threads of the daemon itself."""
    return one.threads


def drift(samples: Sequence[Sample], what: Callable[[Sample], float]) -> float:
    """Compare the last third of the last life with the third before it, by their medians."""
    values = [what(one) for one in samples if one.life == samples[-1].life]
    third = max(1, len(values) // 3)
    return statistics.median(values[-third:]) - statistics.median(values[-2 * third : -third])


def report(week: Week, judged: Judged) -> None:
    """Print the table, then the verdicts."""
    table = rows(week, judged)
    names = list(dict.fromkeys(name for row in table for name in row))
    print("\n| " + " | ".join(names) + " |\n|" + "---|" * len(names))
    for row in table:
        print("| " + " | ".join(str(row.get(name, "–")) for name in names) + " |")
    late, notices = judged.score.latency_real, judged.notices
    print(f"\n{len(week.laid.received())} messages, {notices} of them about sources or ourselves")
    print(f"from print to alert {late.p50:.1f} s in the middle, 95 % {late.p95:.1f} s, real\n")
    for words, met in verdicts(week, judged):
        print(f"  {'aim met    ' if met else 'aim NOT met'}  {words}")
    for name in ("lost", "missing_alerts", "false_alerts", "duplicated"):
        if found := getattr(judged.score, name):
            print(f"\n{name.replace('_', ' ')}: {found[:20]}")
    if judged.undigested:
        print(f"\nin no digest: {judged.undigested[:20]}")


def figures(week: Week, judged: Judged) -> dict[str, Any]:
    """Return everything that was measured, for machines."""
    return {
        "days": rows(week, judged),
        "deeds": week.deeds,
        "verdicts": [{"aim": words, "met": met} for words, met in verdicts(week, judged)],
        "score": asdict(judged.score),
        "samples": [asdict(one) for one in week.samples],
    }


if __name__ == "__main__":
    sys.exit(main())
