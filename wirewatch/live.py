"""Follow the configuration while the loops run: an edit is in force within seconds.

    files ──settled?──▶ load ──good──▶ adopt (matcher, sources, routes, limits) ──▶ in force
                          └──bad───▶ the last good version stays, and an incident says so

    table `aliases` ──the desk approved a spelling──▶ the same

Each edit is loaded as a whole or not at all: a desk that breaks alerts.toml while it mends
watch.toml gets neither, and is told.  The loops take a new version between two pieces of
work; what is remembered is matched under the version then in force (`loops.Read.adopt`),
so no article falls between two versions.

What is made once at the start (the archive, the workers, the web server) stays as it was
until wirewatch is started again: those values are put back into the new version, so that
nothing follows half of an edit, and one warning names them.

Discarded: a restart of all loops at each edit.  It is simpler, but takes waves, and the
politeness owed to hosts, with it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Protocol

import structlog

from archive.notes import Notes
from config.check import doubtful
from config.load import load
from config.settings import Config, Settings
from config.watched import Watched
from news.errors import ConfigError, Problem, WirewatchError
from news.finding import Subject
from news.health import Incident, Trouble
from news.moment import Clock
from news.watch import Gauge, Person, Topic
from wirewatch.writer import Writer

log = structlog.get_logger("wirewatch")

LOOK = 2.0  # real seconds between two looks at the files
NOTE = "settings"
NAME = "settings"

# What is made at the start; an empty list means the whole section.
_AT_START: dict[str, tuple[str, ...]] = {
    "archive": ("data", "database"),
    "crawl": ("twisted",),
    "web": (),
    "read": (),
}


class Incidents(Protocol):
    """Where it is noted that something is wrong with wirewatch."""

    def open(self, incident: Incident, now: datetime) -> bool:
        """Note that this is wrong; True if it is so only now."""

    def end(self, subject: Subject, name: str, trouble: Trouble, now: datetime) -> bool:
        """Note that this is well again; False if it was not wrong."""


class Live:
    """The configuration in force; `adopt` is called with the old and the new one."""

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        *,
        adopt: Callable[[Config, Config], Awaitable[None]],
        approved: Callable[[], Sequence[tuple[str, str]]],
        incidents: Incidents,
        notes: Notes,
        writer: Writer,
        clock: Clock,
    ) -> None:
        self.config = config
        self.since = clock.now()
        self.problems: tuple[Problem, ...] = ()
        self._environ, self._adopt = environ, adopt
        self._approved, self._aliases = approved, tuple[tuple[str, str], ...]()
        self._incidents, self._notes = incidents, notes
        self._writer, self._clock = writer, clock
        self._watched = Watched(config.directory)
        self._restart: tuple[str, ...] = ()
        self._doubted: set[Topic | Person | Gauge] = set()

    @property
    def state(self) -> str:
        """Say in a line what is in force, or what is wrong with the last edit."""
        version = self.config.watchlist.version[:8]
        in_force = f"watchlist {version} in force since {self.since:%Y-%m-%d %H:%M} UTC"
        if not self.problems:
            return in_force
        return f"{says(self.problems)}; {in_force}"

    async def look(self) -> None:
        """Load the files if somebody has edited them, or approved a spelling."""
        edited = await asyncio.to_thread(self._watched.edited)
        if edited:
            self._watched.taken()
        if await self._decided() or edited:
            await self._load()

    async def reload(self) -> None:
        """Load the files now, whether or not somebody has edited them."""
        await asyncio.to_thread(self._watched.look_at_once)
        await self._decided()
        await self._load()

    async def _decided(self) -> bool:
        """Look which spellings are approved; say whether they are others than before."""
        before = self._aliases
        try:
            self._aliases = tuple(await asyncio.to_thread(self._approved))
        except WirewatchError as error:
            log.warning("approved names not read yet", error=str(error))
        return self._aliases != before

    async def _load(self) -> None:
        try:
            found = await asyncio.to_thread(load, self.config.directory, self._environ)
        except ConfigError as error:
            await self._broken(tuple(error.problems))
            return
        try:
            await self._take(with_aliases(found, self._aliases))
        except WirewatchError as error:
            # A full disk, perhaps: the same files are tried again at the next look.
            self._watched.forget()
            log.warning("edit not in force yet", error=str(error))

    async def _take(self, found: Config) -> None:
        """Put a version in force, and end what was said of a broken one."""
        new, restart = put_back(found, self.config)
        old = self.config
        if new != old:
            await self._adopt(old, new)
            self.config, self.since = new, self._clock.now()
            log.info("settings in force", **_summary(new), sources=len(new.sources))
        await asyncio.to_thread(self._doubt, new)
        if restart != self._restart and restart:
            log.warning("restart wirewatch for these settings", keys=list(restart))
        mended, self.problems, self._restart = bool(self.problems), (), restart
        if mended:
            log.info("settings mended")
        now = self._clock.now()
        end = self._incidents.end
        await self._writer.do(end, Subject.MONITOR, NAME, Trouble.SETTINGS, now)
        await self._note()

    def _doubt(self, config: Config) -> None:
        """Log what is doubtful in topics, people and figures that were not looked at before."""
        topics = [topic for topic in config.watchlist.topics if topic not in self._doubted]
        people = [person for person in config.watchlist.people if person not in self._doubted]
        gauges = [gauge for gauge in config.watchlist.gauges if gauge not in self._doubted]
        self._doubted = {
            *config.watchlist.topics,
            *config.watchlist.people,
            *config.watchlist.gauges,
        }
        for text in doubtful(topics, people, gauges, config.sources):
            log.warning("doubtful", says=text)

    async def _broken(self, problems: tuple[Problem, ...]) -> None:
        """Keep the last good version, and say once what is wrong with this one."""
        if problems == self.problems:
            return
        self.problems = problems
        log.error("settings broken", problems=[str(problem) for problem in problems])
        now = self._clock.now()
        incident = Incident(
            Subject.MONITOR,
            NAME,
            Trouble.SETTINGS,
            says(problems),
            "Mend it: `wirewatch config check` lists every problem. "
            "Until then the last good version is in force.",
            since=now,
        )
        try:
            await self._writer.do(self._incidents.open, incident, now)
            await self._note()
        except WirewatchError as error:
            self.problems = ()
            self._watched.forget()
            log.warning("broken settings not noted yet", error=str(error))

    async def _note(self) -> None:
        """Note for `wirewatch status` what is in force."""
        told = {
            **_summary(self.config),
            "since": self.since.isoformat(timespec="seconds"),
            "problems": [str(problem) for problem in self.problems],
            "restart": list(self._restart),
        }
        await self._writer.do(self._notes.put, NOTE, json.dumps(told, ensure_ascii=False))


def noted(notes: Notes) -> dict[str, Any]:
    """Return what a daemon noted of the configuration in force; nothing where none ran."""
    text = notes.get(NOTE)
    return json.loads(text) if text else {}


def says(problems: tuple[Problem, ...]) -> str:
    """Say in one line what is wrong with an edit."""
    first, more = problems[0], len(problems) - 1
    where = first.file if first.line is None else f"{first.file}:{first.line}"
    rest = f", and {more} more" if more else ""
    text = f"the last edit of the configuration cannot be used ({where}: {first.message}{rest})"
    return " ".join(text.split())


def with_aliases(config: Config, approved: Sequence[tuple[str, str]]) -> Config:
    """Return a configuration whose watchlist has the spellings that the desk approved."""
    return replace(config, watchlist=config.watchlist.with_aliases(approved))


def put_back(new: Config, old: Config) -> tuple[Config, tuple[str, ...]]:
    """Keep of the old version what is made at the start; name the keys that differ."""
    sections: dict[str, Any] = {}
    changed: list[str] = []
    for section, keys in _AT_START.items():
        here, there = getattr(new.settings, section), getattr(old.settings, section)
        differ = [key for key in keys or asdict(here) if getattr(here, key) != getattr(there, key)]
        changed += [f"{section}.{key}" for key in differ]
        sections[section] = replace(here, **{key: getattr(there, key) for key in differ})
    settings: Settings = replace(new.settings, **sections)
    return replace(new, settings=settings), tuple(changed)


def _summary(config: Config) -> dict[str, Any]:
    watchlist = config.watchlist
    return {
        "watchlist": watchlist.version,
        "topics": len(watchlist.topics),
        "people": len(watchlist.people),
        "figures": len(watchlist.gauges),
    }
