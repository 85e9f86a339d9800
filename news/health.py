"""Something is wrong with a source or with wirewatch itself: an Incident.

    source  "Alder Bay Post"  failing   since Tue 09:00, last good answer Tue 08:45
    monitor "collect"         blind     since Tue 09:00

An incident begins, is seen again at each look, and ends.  It is told once when it begins and
once when it has ended, never at each look.  An outlet that falls ill has several troubles at
once: they are told in one notice, and what shows a little later goes without saying
(`to_tell`).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from news.finding import Subject
from news.listing import FeedState


class Trouble(StrEnum):
    """What kind of thing is wrong."""

    FAILING = "failing"  # a source's feeds answer with errors
    SILENT = "silent"  # nothing new, against its own rhythm
    HTML = "html"  # a page in place of a feed: a challenge, or a feed that moved
    EMPTY = "empty"  # a feed that listed something lists nothing
    STALE = "stale"  # one feed shows the same window for long, while others move
    OVERFLOW = "overflow"  # entries left a feed's window before we came
    MOVED = "moved"  # a feed has a new address, or is gone for good
    CERTIFICATE = "certificate"  # it is not valid
    EXPIRING = "expiring"  # the certificate soon will not be valid
    ROBOTS = "robots"  # robots.txt forbids what we follow
    VANISHED = "vanished"  # many of its older pages are gone at once
    THIN = "thin"  # article pages turned short, or lost their dates, authors or headlines
    BLIND = "blind"  # collecting, reading or sending stands still
    FULL = "full"  # the disk
    GONE = "gone"  # the archive's files were moved or removed
    SETTINGS = "settings"  # an edit of the configuration that cannot be read
    CLOCK = "clock"  # the machine's clock jumped
    BURST = "burst"  # something tracked is reported far above its rhythm
    QUIET = "quiet"  # something tracked is not reported any more
    MISSED = "missed"  # something tracked was not reported by its day

    @property
    def heavy(self) -> bool:
        """Whether a source in this trouble brings nothing any more."""
        return self in _HEAVY


_HEAVY = frozenset({Trouble.FAILING, Trouble.HTML, Trouble.CERTIFICATE, Trouble.SILENT})


# What a desk calls the loops.
LOOPS = {"collect": "collecting", "read": "reading", "send": "sending"}


@dataclass(frozen=True)
class Incident:
    """One thing that is wrong, from its beginning to its end.

    `subject` is SOURCE or MONITOR; `name` the source, or "collect", "read", "send", "disk",
    "archive", "settings", "clock".  Of something tracked it is its subject and name, and what is
    remarkable is how often it is found; a story is known by the number of who watches it, and
    `title` is what people call it.  `recipients` hear of it, routes say who where there are none.
    `page` is where on our pages more is to be seen of it.  `says` is one sentence without times,
    `advice` what to do.  `since` is when it began, `good` when it was last well (None: never),
    `ended` None while it lasts.
    """

    subject: Subject
    name: str
    trouble: Trouble
    says: str
    advice: str
    since: datetime
    good: datetime | None = None
    ended: datetime | None = None
    title: str = ""
    recipients: tuple[str, ...] = ()
    page: str = ""

    @property
    def about(self) -> str:
        """What a desk calls the thing: the source's name, "collecting" for that loop."""
        ours = self.subject is Subject.MONITOR
        return self.title or (LOOPS.get(self.name, self.name) if ours else self.name)


# What shows so soon after a notice belongs to what that told of.
_TOGETHER = timedelta(days=1)


@dataclass(frozen=True)
class Lasting:
    """A trouble that lasts; `told` is when somebody was told, None where it goes with another."""

    trouble: Trouble
    told: datetime | None


def to_tell(
    lasting: Sequence[Lasting], begun: AbstractSet[Trouble], now: datetime
) -> frozenset[Trouble]:
    """Say which troubles of one source are told now, of those that begin and those untold.

    What begins within a day of a notice is told only if it weighs more: an outlet whose feed
    turned into a page is soon silent, too.  Once all that was told is over, what lasts is told.
    """
    told = [(one.trouble.heavy, one.told) for one in lasting if one.told is not None]
    new = {
        trouble
        for trouble in begun
        if not any(heavy >= trouble.heavy and now - at <= _TOGETHER for heavy, at in told)
    }
    left = {
        one.trouble
        for one in lasting
        if one.told is None and not any(heavy >= one.trouble.heavy for heavy, _ in told)
    }
    return frozenset(new | left)


@dataclass(frozen=True)
class Outcome:
    """What became of one article: `whole` if its page gave the text, else why not.

    `length` counts the characters of its text, `dated` says whether anybody gave it a date,
    `placed` whether that is more than a guess, `signed` whether it names an author; `title` is
    its headline.
    """

    seen: datetime
    length: int
    dated: bool
    whole: bool
    error: str = ""
    placed: bool = False
    signed: bool = False
    title: str = ""


@dataclass(frozen=True)
class SourceHistory:
    """What is known of a source's past: how its feeds do, and when something new came.

    `arrivals` are the times of its newest articles, oldest first: when they were first seen,
    or, of those from before we followed it, when the outlet says that they appeared.
    `outcomes` are those of its newest articles, newest first; `earlier` those from before its
    articles turned thin, while they are.  `vanished` says of pages that are gone with others of it
    since when.
    """

    source: str
    feeds: tuple[FeedState, ...]
    arrivals: tuple[datetime, ...]
    followed: datetime
    outcomes: tuple[Outcome, ...] = ()
    earlier: tuple[Outcome, ...] = ()
    vanished: tuple[datetime, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether somebody lets it rest."""
        return any(feed.paused is not None for feed in self.feeds)


class State(StrEnum):
    """How a source is, in one word; the worst first."""

    TROUBLE = "trouble"  # an incident says what is wrong
    ERRORS = "errors"  # a feed failed lately; that may be nothing
    NEW = "new"  # it never answered yet
    PAUSED = "paused"  # somebody lets it rest
    WELL = "well"

    @property
    def words(self) -> str:
        """Say it as a reader would."""
        return _STATES.get(self, self.value)


_STATES = {State.TROUBLE: "in trouble", State.ERRORS: "with errors", State.NEW: "not asked yet"}


@dataclass(frozen=True)
class SourceState:
    """How a source is now: its feeds, and what is wrong with it."""

    source: str
    feeds: tuple[FeedState, ...]
    incidents: tuple[Incident, ...] = ()

    @property
    def state(self) -> State:
        """Say it in one word."""
        if self.paused is not None:
            return State.PAUSED
        if self.incidents:
            return State.TROUBLE
        if any(feed.error for feed in self.feeds):
            return State.ERRORS
        return State.WELL if self.good is not None else State.NEW

    @property
    def paused(self) -> datetime | None:
        """Since when somebody lets it rest."""
        return next((feed.paused for feed in self.feeds if feed.paused is not None), None)

    @property
    def since(self) -> datetime | None:
        """Since when something is wrong with it."""
        failed = (feed.error_since for feed in self.feeds)
        times = [*(one.since for one in self.incidents), *(at for at in failed if at is not None)]
        return min(times, default=None)

    @property
    def good(self) -> datetime | None:
        """When one of its feeds last answered well."""
        return max((feed.polled for feed in self.feeds if feed.polled is not None), default=None)

    @property
    def new(self) -> datetime | None:
        """When one of them last listed something new."""
        return max((feed.new for feed in self.feeds if feed.new is not None), default=None)

    @property
    def gap_seconds(self) -> float:
        """The usual time between two arrivals of something new, by its liveliest feed."""
        return min((feed.gap_seconds for feed in self.feeds if feed.gap_seconds), default=0.0)

    @property
    def pause_seconds(self) -> float:
        """The shortest pause between two polls that is in force."""
        return min((feed.pause_seconds for feed in self.feeds if feed.pause_seconds), default=0.0)

    @property
    def next_due(self) -> datetime | None:
        """When it is asked next."""
        if self.paused is not None:
            return None
        due = (feed.next_due for feed in self.feeds)
        return min((at for at in due if at is not None), default=None)


def source_states(feeds: Sequence[FeedState], incidents: Sequence[Incident]) -> list[SourceState]:
    """Gather feeds and incidents under their sources, those that need somebody first."""
    by_source: dict[str, list[FeedState]] = {}
    for feed in feeds:
        by_source.setdefault(feed.source, []).append(feed)
    wrong: dict[str, list[Incident]] = {}
    for incident in incidents:
        if incident.subject is Subject.SOURCE:
            wrong.setdefault(incident.name, []).append(incident)
    states = [
        SourceState(
            name,
            tuple(sorted(found, key=lambda feed: not feed.error)),
            tuple(sorted(wrong.get(name, ()), key=lambda one: not one.trouble.heavy)),
        )
        for name, found in by_source.items()
    ]
    order = list(State)
    return sorted(states, key=lambda each: (order.index(each.state), each.source.casefold()))


@dataclass(frozen=True)
class Pulse:
    """How one of our loops does: how much waits for it, and when it last got something done.

    `waiting` counts sources to ask, pages to read, messages to send; `error` is what went
    wrong last, "" if nothing did.
    """

    role: str
    waiting: int
    done: datetime | None
    error: str = ""


@dataclass(frozen=True)
class Still:
    """A loop that gets nothing done, since we saw it first."""

    since: datetime
    done: datetime | None

    @classmethod
    def after(cls, before: Still | None, pulse: Pulse, now: datetime) -> Still | None:
        """Return how it stands after one more look; None while it moves or nothing waits."""
        if not pulse.waiting:
            return None
        if before is not None and before.done == pulse.done:
            return before
        return cls(now, pulse.done)
