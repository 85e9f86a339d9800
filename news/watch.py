"""What a desk tracks and whom it tells: topics, people, figures, recipients, routes.

A Watchlist is all of it at one moment, with a version.  A Reading remembers the
version it was made under, so that a change of the list never misses an article.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum
from hashlib import sha256

from news.changing import ANY_STEP, Change, Step
from news.fact import Notify
from news.finding import Subject
from news.grammar import parse, phrase
from news.pace import NO_PACE, Pace
from news.rules import Or, Rule, join, name_of, resolve, write
from news.sure import Asked


@dataclass(frozen=True)
class Topic:
    """A boolean rule that a user tracks; `written` as it was written, where it was a text."""

    name: str
    rule: Rule
    written: str = field(default="", compare=False)
    notify: Notify = Notify.FACTS
    pace: Pace = NO_PACE


class Kind(StrEnum):
    """What a tracked name belongs to."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Person:
    """A tracked public figure or organisation.

    Every name and alias counts as a whole; `roles` ("Brakkel's harbour minister") are
    phrases that mean the same one.  `monitor.people` says what else does in one article.
    """

    name: str
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    kind: Kind = Kind.PERSON
    notify: Notify = Notify.FACTS
    pace: Pace = NO_PACE

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)

    @property
    def rule(self) -> Rule:
        """What finds whoever may be meant: any of the names and roles."""
        return join(Or, [phrase(name) for name in (*self.names, *self.roles)])


@dataclass(frozen=True)
class Gauge:
    """A tracked figure: which numbers are meant (killed civilians, above 20) and when to tell.

    It tells when an article gives such a figure, of a `topic` only in articles that match the
    topic of that name; with `changes` only when the figure changes so in its story, a rise or fall
    by at least a `step`.
    """

    name: str
    asked: Asked
    topic: str = ""
    notify: Notify = Notify.FACTS
    changes: frozenset[Change] = frozenset()
    step: Step = ANY_STEP
    pace: Pace = NO_PACE


@dataclass(frozen=True)
class Quiet:
    """Hours in which nothing is delivered, on the recipient's own clock.

    From `begin` to `end`, over midnight where `end` is the earlier.
    """

    begin: time
    end: time


class Every(StrEnum):
    """How often a digest is sent."""

    HOUR = "hourly"
    DAY = "daily"
    WEEK = "weekly"


@dataclass(frozen=True)
class Schedule:
    """When a route's digest is sent, on the recipient's own clock.

    `at` is the time of day (of an hourly digest only its minute counts); `weekday` counts
    from Monday as 0.
    """

    every: Every
    at: time = time(7)
    weekday: int = 0


@dataclass(frozen=True)
class Recipient:
    """One who is told.  `channel` is "email", "slack" or "console".

    `address` is the mail address, or for Slack the webhook's URL: a secret that no
    log may show.  With a bot's `token`, as secret, it is the Slack channel;
    `broadcast` shows replies there too, not only in their thread.  `timezone`
    is the zone in which times are shown to them, and in which their quiet hours lie.  More
    than `most` messages within `within` seconds become one digest.  `health` says whether
    they hear of what is wrong with sources and wirewatch.
    """

    name: str
    channel: str
    address: str = field(default="", repr=False)
    timezone: str = "UTC"
    quiet: Quiet | None = None
    most: int = 5
    within: float = 600.0
    health: bool = False
    token: str = field(default="", repr=False)
    broadcast: bool = False


@dataclass(frozen=True)
class Route:
    """Who is told of what.  An empty filter lets everything through.

    Without a `digest` each report is told at once.  `places` are those of whose bursts it tells.
    """

    name: str
    recipients: tuple[str, ...]
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    digest: Schedule | None = None
    figures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether it carries whatever is found."""
        return not (self.topics or self.people or self.figures or self.places)


@dataclass(frozen=True)
class Watchlist:
    """Everything that is tracked at one moment; `pieces` alert nobody, but rules name them."""

    topics: tuple[Topic, ...] = ()
    people: tuple[Person, ...] = ()
    pieces: tuple[Topic, ...] = field(default=(), compare=False)
    gauges: tuple[Gauge, ...] = ()

    def meaning(self, written: str) -> Rule:
        """Read a rule that may name what is tracked; RuleError says what is wrong with it."""
        named = {name_of(one.name): one.rule for one in (*self.topics, *self.pieces)}
        people = {name_of(name): one.name for one in self.people for name in one.names}
        return resolve(parse(written), written, named, people)

    @property
    def notify(self) -> dict[tuple[Subject, str], Notify]:
        """Of which reports of a story whoever tracks these wants to hear."""
        return (
            {(Subject.TOPIC, one.name): one.notify for one in self.topics}
            | {(Subject.PERSON, one.name): one.notify for one in self.people}
            | {(Subject.FIGURE, one.name): one.notify for one in self.gauges}
        )

    @property
    def paces(self) -> dict[tuple[Subject, str], Pace]:
        """What of its pace each is watched for, of those for which anything is."""
        kinds: tuple[tuple[Subject, Iterable[Topic | Person | Gauge]], ...] = (
            (Subject.TOPIC, self.topics),
            (Subject.PERSON, self.people),
            (Subject.FIGURE, self.gauges),
        )
        return {
            (subject, one.name): one.pace
            for subject, tracked in kinds
            for one in tracked
            if one.pace != NO_PACE
        }

    def with_aliases(self, approved: Iterable[tuple[str, str]]) -> Watchlist:
        """Return the list with further aliases: pairs of a tracked name and a spelling.

        Those of nobody who is tracked sleep, and what somebody is called already adds nothing.
        """
        more: dict[tuple[str, ...], list[str]] = {}
        for name, alias in approved:
            more.setdefault(name_of(name), []).append(alias)
        if not more:
            return self
        return replace(
            self, people=tuple(_called(one, more.get(name_of(one.name), ())) for one in self.people)
        )

    @property
    def version(self) -> str:
        """A short hash of what is tracked: it changes when a rule, an alias or a limit does."""
        parts = [f"t\x1f{topic.name}\x1f{write(topic.rule)}" for topic in self.topics]
        parts += [
            "\x1f".join(("p", person.kind, *person.names, "", *person.roles))
            for person in self.people
        ]
        parts += [_line(gauge) for gauge in self.gauges]
        return sha256("\x1e".join(parts).encode()).hexdigest()[:16]


def _line(gauge: Gauge) -> str:
    asked = gauge.asked
    meant = (asked.effect, asked.victim_class, asked.unit, asked.counts, asked.by, asked.limits)
    # A set is written in any order, so that its repr would be another version each time.
    sets = (*sorted(asked.scopes), *sorted(gauge.changes))
    return "\x1f".join(("f", gauge.name, gauge.topic, repr((*meant, gauge.step)), *sets))


def _called(person: Person, more: Iterable[str]) -> Person:
    known = {name_of(name) for name in person.names}
    new = {name_of(alias): alias for alias in more if name_of(alias) not in known}
    return replace(person, aliases=(*person.aliases, *new.values())) if new else person
