"""Read the stored pages again, and say what that changes.

    newest page of each article, in order of arrival
      ──extract──▶ compare with what the archive has ──▶ the tally
                            └──place, silently──▶ the archive        (not in a rehearsal)

After an improvement of the extraction ("the byline of the Alder Bay Post is found now") its
author wants to see what it does to the reports of a year before anything is written: a rehearsal
(`--dry-run`) reads and compares, and leaves the archive as it is.  Without it each page is placed
as it was at first, with a reason why nobody is told.

Nothing is marked before it is read, so a replay that is killed has done what it has done, and
is simply run again.  A page that cannot be read any more keeps the text that it gave, and so does
one that is now taken for no article: both are counted, for there the extraction got worse.

Discarded: to put all pages back into the box of those that wait (one write of seconds; who
comes next waits behind them), and to count new revisions (authors and times make none).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import structlog

from archive.bodies import Bodies
from archive.browse import Browse
from archive.memory import Box, Memory, Unread
from archive.parts import Onward
from monitor.changes import FIELDS, Change, changes
from monitor.place import Placed, refused, settled
from news.article import Known, Origin
from news.listing import ArticleShown
from news.reading import Reading
from wirewatch.loops import BATCH, Read

log = structlog.get_logger("read")


@dataclass(frozen=True)
class Example:
    """One change of one article, to be looked at."""

    article: int
    source: str
    title: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Replayed:
    """What reading again changed, or would.

    `fields` counts articles by the field that changed; `first` those that had only their feed's
    words; `refused` those whose page is now taken for none, `unreadable` and `gone` those that
    could not be read: all three keep their text.  `gained` and `lost` count articles by what
    they match now or no longer.
    """

    dry_run: bool
    pages: int
    changed: int
    first: int
    refused: int
    unreadable: int
    gone: int
    fields: Mapping[str, int]
    gained: Mapping[str, int]
    lost: Mapping[str, int]
    examples: tuple[Example, ...]


def _by_field(example: Example) -> tuple[int, int]:
    return FIELDS.index(example.field), example.article


@dataclass
class Tally:
    """Counts what changes while pages are read; keeps so many examples of each field."""

    most: int = 3
    read: int = 0
    changed: int = 0
    first: int = 0
    refused: int = 0
    unreadable: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    def note(self, known: Known, shown: ArticleShown, reading: Reading) -> None:
        """Count what a reading makes of an article that is known."""
        after = settled(reading.article, known)
        if refused(after, known):
            self.refused += known.origin is Origin.PAGE
            return
        self.first += known.origin is Origin.FEED
        found = changes(shown.article, after)
        self.changed += bool(found)
        for change in found:
            self._count(shown, change)
        before = {(match.subject.value, match.name) for match in shown.matches}
        now = {(match.subject.value, match.name) for match in reading.matches}
        self.gained.update(name for _, name in now - before)
        self.lost.update(name for _, name in before - now)

    def _count(self, shown: ArticleShown, change: Change) -> None:
        self.fields[change.field] += 1
        if self.fields[change.field] <= self.most:
            where = (shown.id, shown.source, shown.article.title)
            self.examples.append(Example(*where, change.field, change.before, change.after))

    def result(self, pages: int, *, dry_run: bool) -> Replayed:
        """Return it all, the examples by field."""
        return Replayed(
            dry_run,
            pages,
            self.changed,
            self.first,
            self.refused,
            self.unreadable,
            pages - self.read - self.unreadable,
            {name: self.fields[name] for name in FIELDS if name in self.fields},
            dict(self.gained.most_common()),
            dict(self.lost.most_common()),
            tuple(sorted(self.examples, key=_by_field)),
        )


class _Spared(Box):
    """The pages of an archive that is only looked at."""

    def lost_body(self, page: Unread, host: str, now: datetime) -> None:
        """Let a page whose bytes are gone be; who reads it in earnest fetches it again."""


@dataclass
class Replay(Read):
    """Reads pages again; with `rehearse` it remembers nothing."""

    rehearse: bool = False
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, read: Read, examples: int) -> Replay:
        """Return what reads again as another reads, and keeps so many examples of each field."""
        told = {each.name: getattr(read, each.name) for each in fields(Read)}
        return cls(**told, tally=Tally(examples))

    @classmethod
    def rehearsal(cls, read: Read, bodies: Bodies, examples: int) -> Replay:
        """Return the same for a rehearsal, with bodies opened for reading only."""
        made = cls.of(read, examples)
        made.rehearse, made.bodies, made.box = True, bodies, _Spared(read.database)
        return made

    async def run(
        self, source: str | None, since: datetime | None, progress: Callable[[str, int, int], None]
    ) -> Replayed:
        """Read the newest page of each article, a few at a time."""
        total = await self.writer.do(self.box.count_again, source, since)
        after = done = 0
        while pages := await self.writer.do(self.box.again, source, since, after, BATCH):
            await self._again(pages)
            after, done = pages[-1].page_id, done + len(pages)
            progress("reading again", done, total)
        return self.tally.result(done, dry_run=self.rehearse)

    async def _again(self, pages: Sequence[Unread]) -> None:
        places = asyncio.Semaphore(self.parallel)
        done = await asyncio.gather(
            *[self._page(page, places) for page in pages], return_exceptions=True
        )
        for failure in done:
            if failure is not None:
                raise failure  # after all the others are done

    async def _remember(self, place: Callable[..., Placed], reading: Reading, *what: Any) -> Placed:
        unread, *_ = what
        known, shown = await self.writer.do(self._known, unread.article_id)
        self.tally.note(known, shown, reading)
        placed = Placed(known.id, None)
        if not self.rehearse:
            placed = await super()._remember(place, reading, *what)
        self.tally.read += 1
        return placed

    def _put_off(self, unread: Unread, onward: Onward | None) -> None:
        """Leave an article as it is of which a part is gone."""

    def _known(self, article_id: int) -> tuple[Known, ArticleShown]:
        with self.database.read() as connection:
            known = Memory(connection).known(article_id)
        shown = Browse(self.database).article(known.id)
        assert shown is not None  # noqa: S101  its page is here
        return known, shown

    async def _unreadable(self, unread: Unread, error: str) -> None:
        """Count it; its article keeps what it has."""
        self.tally.unreadable += 1
        log.warning("page unreadable", url=unread.url, error=error, quarantined=False)
