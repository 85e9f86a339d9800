"""Watch over the sources and over ourselves: what is wrong becomes an incident, and ends.

    every minute        does collecting, reading or sending stand still?   (blind)
                        is the archive still where it was?                 (gone)
    every five minutes  how is each source, by its own rhythm?             (monitor.health)
                        how often is found what is tracked?                (wirewatch.pacing)

A loop stands still when something waits for it and nothing got done for `blind_after`: all
outlets are silent because our network is down, pages lie unread because a worker hangs,
messages lie because the mail server is gone.  That is what nobody notices by himself: the
desk believes that nothing happened in Alder Bay.

It looks in a thread and through connections of its own, so that a locked database, a hung
wave or a stuck writer cannot keep it from looking; what cannot be written down is still shown
by /healthz and logged.  Times in which we did not look (the machine slept, the process was
stopped) count for nothing: who has just woken is not blind yet.

A source's habits (its rhythm, the length of its articles) take some milliseconds to learn and
change slowly: they are learned once an hour, and of thousands of sources some at each look.

Discarded: keeping its past in memory, which for five thousand sources is ten million times.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from archive.health import Health
from config.settings import Health as Settings
from monitor.blind import collect_pulse, went_blind, works_again
from monitor.health import Habits, judge, learn
from news.finding import Subject
from news.health import Incident, SourceHistory, Still, Trouble
from news.moment import Clock
from wirewatch.pacing import Pacing

log = structlog.get_logger("vigil")

LOOK = 60.0  # world seconds between two looks
SOURCES = timedelta(minutes=5)
# A source's habits are learned so often, and so many in one look, five to ten milliseconds each.
_HABITS_LAST = timedelta(hours=1)
_MOST_LEARNED = 200
# What all of them show at once when our own network or clock is at fault.
_MAYBE_OURS = frozenset({Trouble.FAILING, Trouble.HTML, Trouble.CERTIFICATE})
# A clock that was not set again for so long is steady.
_CLOCK_LASTS = timedelta(hours=1)
_SHORTEST = 0.5  # real seconds between two looks, in a world however fast
# A fast world has its hour in seconds, but work takes its real time.
_REAL_PATIENCE = 10.0
_STUCK = 120.0  # real seconds; a locked database keeps a look for thirty


@dataclass(frozen=True)
class Files:
    """The archive's files as they were when it was opened: path, device and number."""

    known: Mapping[Path, tuple[int, int]]

    @classmethod
    def at(cls, paths: Sequence[Path]) -> Files:
        """Remember these files."""
        return cls({path: found for path in paths if (found := _identity(path)) is not None})

    def gone(self) -> list[Path]:
        """Return those that are no longer what they were."""
        return [path for path, known in self.known.items() if _identity(path) != known]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Vigil:
    """The task that looks; `standing` is what is wrong with wirewatch itself now.

    `settings` may be exchanged while it runs; `sources` says whether they, and the pace of what
    is tracked, are judged here.
    """

    def __init__(
        self,
        health: Health,
        clock: Clock,
        settings: Settings,
        files: Files,
        *,
        sources: bool,
        pacing: Pacing | None = None,
    ) -> None:
        self._health, self._clock, self.settings = health, clock, settings
        self._files, self._sources, self.pacing = files, sources, pacing
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vigil")
        self._begun: float | None = None
        self._last: datetime | None = None
        self._judged: datetime | None = None
        self._still: dict[str, Still | None] = {}
        self._habits: dict[str, tuple[datetime, Habits]] = {}
        self._failing = ""
        self.standing: tuple[Incident, ...] = ()

    async def run(self) -> None:
        """Look until cancelled."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._begun = time.monotonic()
                await loop.run_in_executor(self._thread, self.look)
                self._begun = None
                await asyncio.sleep(max(_SHORTEST, LOOK / self._clock.speed))
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def well(self) -> bool:
        """Whether nothing keeps us from collecting, reading, sending and remembering."""
        bad = {Trouble.BLIND, Trouble.GONE, Trouble.FULL}
        return not self._failing and not any(i.trouble in bad for i in self.standing)

    def checks(self) -> list[tuple[str, str]]:
        """Say for /healthz what is wrong with us, and whether we still look."""
        stuck = self._begun is not None and time.monotonic() - self._begun > _STUCK
        state = "stuck" if stuck else self._failing or "ok"
        return [
            ("vigil", state),
            *((f"{i.about} {i.trouble}", i.says) for i in self.standing),
        ]

    def look(self) -> None:
        """Look at everything once; whatever fails is tried again at the next look."""
        try:
            self._look(self._clock.now())
        except Exception as error:
            if not self._failing:
                log.exception("cannot look after things")
            self._failing = f"{type(error).__name__}: {error}"
        else:
            if self._failing:
                log.info("looking after things again")
            self._failing = ""

    def _look(self, now: datetime) -> None:
        if self._slept(now):
            self._still.clear()
        self._last = now
        if gone := self._files.gone():
            self._archive_gone(gone, now)
            return
        histories = self._health.states()
        self._judge_ourselves(histories, now)
        if self._sources and (self._judged is None or abs(now - self._judged) >= SOURCES):
            self._judge_sources(histories, now)
            self._judged = now
            if self.pacing is not None and self.well:
                self.pacing.look(now)

    def _slept(self, now: datetime) -> bool:
        """Say whether we were kept from looking, or the clock was set."""
        if self._last is None:
            return False
        usual = max(_SHORTEST * self._clock.speed, LOOK)
        passed = (now - self._last).total_seconds()
        return not 0 <= passed <= 3 * usual + _REAL_PATIENCE * self._clock.speed

    def _archive_gone(self, gone: Sequence[Path], now: datetime) -> None:
        """Show that the archive was taken from under us; there is nowhere to write it down."""
        if not any(incident.trouble is Trouble.GONE for incident in self.standing):
            names = ", ".join(str(path) for path in gone)
            self.standing = (
                Incident(
                    Subject.MONITOR,
                    "archive",
                    Trouble.GONE,
                    says=f"these files were moved, removed or replaced: {names}",
                    advice="Put them back and restart wirewatch; what it collects until then "
                    "is lost.",
                    since=now,
                ),
            )
            log.error("the archive is gone", files=names, advice=self.standing[0].advice)

    def _judge_ourselves(self, histories: Sequence[SourceHistory], now: datetime) -> None:
        patience = self._patience()
        pulses = (
            collect_pulse(histories, now, patience),
            self._health.read_pulse(),
            self._health.send_pulse(now, patience),
        )
        lasting = [i for i in self._health.current() if i.subject is Subject.MONITOR]
        blind = {i.name: i for i in lasting if i.trouble is Trouble.BLIND}
        standing = [incident for incident in lasting if incident.trouble is not Trouble.BLIND]
        for old in [i for i in standing if i.trouble is Trouble.CLOCK]:
            if not timedelta(0) <= now - old.since < _CLOCK_LASTS:
                self._end(old, now)
                standing.remove(old)
        due: list[Incident] = []
        for pulse in pulses:
            still = self._still[pulse.role] = Still.after(self._still.get(pulse.role), pulse, now)
            known = blind.get(pulse.role)
            if known is not None and works_again(pulse, known):
                continue
            found = went_blind(pulse, still, known, now, patience)
            due += [found] if found else []
        # Shown before it is written down: the writing may have to wait.
        self.standing = (*standing, *due)
        for pulse in pulses:
            if (incident := next((i for i in due if i.name == pulse.role), None)) is not None:
                self._open(incident, now)
            elif pulse.role in blind:
                self._end(blind[pulse.role], now)

    def _patience(self) -> timedelta:
        return timedelta(
            seconds=max(
                self.settings.blind_after,
                _REAL_PATIENCE * self._clock.speed if self._clock.speed > 1 else 0.0,
            )
        )

    def _judge_sources(self, histories: Sequence[SourceHistory], now: datetime) -> None:
        lasting: dict[str, list[Incident]] = {}
        for incident in self._health.current():
            if incident.subject is Subject.SOURCE:
                lasting.setdefault(incident.name, []).append(incident)
        self._learn(histories, now)
        for history in histories:
            known = lasting.pop(history.source, [])
            if history.source not in self._habits:
                continue
            troubles = {incident.trouble: incident.since for incident in known}
            judged = judge(history, self._habits[history.source][1], troubles, now)
            found = [
                incident
                for incident in judged.incidents
                if known or self._others_answer(history, incident, histories)
            ]
            over = troubles.keys() & judged.well
            if found or over:
                # Whoever lets a source rest knows what is wrong with it.
                self._note(history.source, found, over, now, tell=not history.paused)
        for name, unfollowed in lasting.items():
            over = {incident.trouble for incident in unfollowed}
            self._note(name, (), over, now, tell=False)

    def _learn(self, histories: Sequence[SourceHistory], now: datetime) -> None:
        """Learn the habits of those that were not looked at for longest."""
        names = {history.source for history in histories}
        self._habits = {name: known for name, known in self._habits.items() if name in names}
        never = datetime.min.replace(tzinfo=now.tzinfo)

        def learned(history: SourceHistory) -> datetime:
            return self._habits[history.source][0] if history.source in self._habits else never

        due = [each for each in histories if abs(now - learned(each)) >= _HABITS_LAST]
        for history in sorted(due, key=learned)[:_MOST_LEARNED]:
            self._habits[history.source] = now, learn(self._health.remember(history))

    def _others_answer(
        self, history: SourceHistory, incident: Incident, histories: Sequence[SourceHistory]
    ) -> bool:
        """Say whether the trouble is the source's: while nobody answers, it is ours."""
        others = [other for other in histories if other.source != history.source]
        return (
            not others
            or incident.trouble not in _MAYBE_OURS
            or any(
                feed.polled is not None and feed.polled > incident.since
                for other in others
                for feed in other.feeds
            )
        )

    def _open(self, incident: Incident, now: datetime) -> None:
        if self._health.open(incident, now):
            _log_begun(incident)

    def _end(self, incident: Incident, now: datetime) -> None:
        if self._health.end(incident.subject, incident.name, incident.trouble, now):
            _log_ended(incident.subject, incident.name, incident.trouble)

    def _note(
        self,
        name: str,
        found: Sequence[Incident],
        over: Collection[Trouble],
        now: datetime,
        *,
        tell: bool,
    ) -> None:
        noted = self._health.note(Subject.SOURCE, name, found, over, now, tell=tell)
        for incident in noted.begun:
            _log_begun(incident)
        for trouble in noted.ended:
            _log_ended(Subject.SOURCE, name, trouble)


def _log_begun(incident: Incident) -> None:
    log.warning(
        "incident",
        subject=incident.subject.value,
        name=incident.name,
        trouble=incident.trouble.value,
        says=incident.says,
        since=incident.since.isoformat(timespec="seconds"),
    )


def _log_ended(subject: Subject, name: str, trouble: Trouble) -> None:
    log.info("incident ended", subject=subject.value, name=name, trouble=trouble.value)
