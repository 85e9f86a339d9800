"""The tables of sources.toml, watch.toml and alerts.toml as they are written by hand.

Each becomes one of the shared values of `news/`.  They differ where people write more
conveniently than programs read: three lists of addresses are one tuple of feeds, `rule`
or `any`/`all`/`none` are one tree, an address or a webhook is where a recipient is.

A new key: add a field here and a row in docs/configuration.md (a test compares them).
"""

from __future__ import annotations

from dataclasses import field
from datetime import time, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, model_validator
from pydantic.dataclasses import dataclass

from config.owners import owner_of, spelled
from config.problems import Wrong
from config.settings import CLOSED, DAY, Alerts, Crawl, Poll
from config.values import (
    Alias,
    BurstName,
    ChangeName,
    ClassName,
    Counted,
    Country,
    Day,
    EffectName,
    Hours,
    Language,
    MailAddress,
    Name,
    NotifyName,
    OptionalUrl,
    Pattern,
    PhraseText,
    PlaceName,
    RuleText,
    ScopeName,
    Seconds,
    Selector,
    Site,
    SlackPlace,
    SlackToken,
    StepText,
    Tag,
    Text,
    TimeOfDay,
    Unit,
    Url,
    ValueLimit,
    WholeNumber,
    Zone,
    between,
    lasting,
    unreadable,
)
from news.changing import ANY_STEP, Change
from news.errors import RuleError
from news.fact import Notify
from news.figure import Effect, Scope, VictimClass
from news.grammar import any_all_none, parse
from news.pace import Burst, Pace
from news.rules import Rule
from news.source import NO_SELECTORS, Feed, FeedKind, Selectors, Source
from news.sure import USUAL, Asked, Limit, Op
from news.watch import Every, Gauge, Kind, Person, Recipient, Route, Schedule, Topic


@dataclass(frozen=True, config=CLOSED)
class SelectorsTable:
    """The selectors of one [[sources]]."""

    links: Selector = ""
    title: Selector = ""
    text: Selector = ""
    authors: Selector = ""
    published: Selector = ""
    modified: Selector = ""
    remove: Selector = ""

    def selectors(self) -> Selectors:
        """Return the selectors; where there are none, the same ones for all sources."""
        return Selectors(**vars(self)) if any(vars(self).values()) else NO_SELECTORS


@dataclass(frozen=True, config=CLOSED)
class SourceTable:
    """One [[sources]] of sources.toml."""

    name: Name
    url: OptionalUrl = ""
    feeds: tuple[Url, ...] = ()
    sitemaps: tuple[Url, ...] = ()
    sections: tuple[Url, ...] = ()
    language: Language = ""
    region: Text = ""
    country: Country = ""
    timezone: Zone = ""
    owner: Text = ""
    poll: Poll | None = None
    verify_tls: StrictBool = True
    link_pattern: Pattern = ""
    tags: tuple[Tag, ...] = ()
    selectors: SelectorsTable = SelectorsTable()
    site: Site = ""

    @model_validator(mode="after")
    def _polled(self) -> Self:
        if not (self.feeds or self.sitemaps or self.sections):
            hint = 'Add feeds, sitemaps or sections: feeds = ["https://example.org/feed"]'
            raise Wrong("there is nothing to poll for this source", hint=hint)
        return self

    def source(self, usual: Crawl) -> Source:
        """Return the source; `usual` gives the pauses where it names none."""
        pauses = (usual.poll, usual.poll_floor, usual.poll_cap)
        poll, floor, cap = pauses if self.poll is None else (self.poll,) * 3
        kinds = (
            (FeedKind.FEED, self.feeds),
            (FeedKind.SITEMAP, self.sitemaps),
            (FeedKind.SECTION, self.sections),
        )
        feeds = tuple(Feed(url, kind) for kind, urls in kinds for url in urls)
        return Source(
            name=self.name,
            url=self.url,
            feeds=feeds,
            language=self.language,
            region=self.region,
            country=self.country,
            timezone=self.timezone,
            owner=spelled(self.owner) or owner_of((self.url, *(feed.url for feed in feeds))),
            poll_seconds=min(max(poll, floor), cap),
            poll_floor=floor,
            poll_cap=cap,
            verify_tls=self.verify_tls,
            link_pattern=self.link_pattern,
            tags=tuple(dict.fromkeys(self.tags)),
            selectors=self.selectors.selectors(),
            site=self.site,
        )


@dataclass(frozen=True, config=CLOSED)
class TopicTable:
    """One [[topics]] of watch.toml: a rule, or lists of phrases."""

    name: Name
    rule: RuleText | None = None
    any: tuple[PhraseText, ...] = ()
    all: tuple[PhraseText, ...] = ()
    none: tuple[PhraseText, ...] = ()
    notify: NotifyName = Notify.FACTS
    burst: BurstName = Burst.OFF
    quiet_after: Seconds | None = None
    expected_by: Day | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        listed = self.any or self.all or self.none
        if self.rule is not None and listed:
            hint = "Put the phrases into the rule, or the rule into a topic of its own."
            raise Wrong("this topic has both a rule and lists of phrases", hint=hint)
        if self.rule is None and not listed:
            hint = 'Add a line: rule = "flood* AND damage", or any = ["flood*", "dam breach"]'
            raise Wrong("this topic says nothing to look for", hint=hint)
        try:
            self._tree()
        except RuleError as error:
            raise unreadable(error) from None
        return self

    def _tree(self) -> Rule:
        if self.rule is not None:
            return parse(self.rule)
        return any_all_none(self.any, self.all, self.none)

    def topic(self) -> Topic:
        """Return the topic."""
        return Topic(self.name, self._tree(), self.rule or "", Notify(self.notify), _pace(self))


@dataclass(frozen=True, config=CLOSED)
class RuleTable:
    """One [[rules]] of watch.toml: a piece of topics, which name it as @name; it alerts nobody."""

    name: Name
    rule: RuleText


@dataclass(frozen=True, config=CLOSED)
class PersonTable:
    """One [[people]] of watch.toml."""

    name: Alias
    aliases: tuple[Alias, ...] = ()
    roles: tuple[Alias, ...] = ()
    notify: NotifyName = Notify.FACTS
    burst: BurstName = Burst.OFF
    quiet_after: Seconds | None = None
    expected_by: Day | None = None

    def person(self) -> Person:
        """Return the person."""
        notify = Notify(self.notify)
        return Person(self.name, self.aliases, self.roles, notify=notify, pace=_pace(self))


@dataclass(frozen=True, config=CLOSED)
class OrganisationTable:
    """One [[organisations]] of watch.toml; acronyms are aliases."""

    name: Alias
    aliases: tuple[Alias, ...] = ()
    notify: NotifyName = Notify.FACTS
    burst: BurstName = Burst.OFF
    quiet_after: Seconds | None = None
    expected_by: Day | None = None

    def person(self) -> Person:
        """Return the organisation."""
        kind, notify = Kind.ORGANISATION, Notify(self.notify)
        return Person(self.name, self.aliases, kind=kind, notify=notify, pace=_pace(self))


# What is counted in units of its own, of which one is not another: ₹3 crore is not $30 million.
_MEASURED = {
    Effect.MONEY: 'unit = "INR"',
    Effect.DURATION: 'unit = "hours"',
    Effect.DISTANCE: 'unit = "km"',
}


@dataclass(frozen=True, config=CLOSED)
class FigureTable:
    """One [[figures]] of watch.toml: which figures are meant, and from which value to tell."""

    name: Name
    topic: Text = ""
    effect: EffectName | None = None
    # A word of Python's; in the file it is written without the stroke.
    class_: Annotated[ClassName | None, Field(alias="class")] = None
    counts: tuple[Counted, ...] = ()
    unit: Unit = ""
    by: tuple[Counted, ...] = ()
    above: ValueLimit | None = None
    below: ValueLimit | None = None
    scope: tuple[ScopeName, ...] = ()
    change: tuple[ChangeName, ...] = ()
    step: StepText | None = None
    notify: NotifyName = Notify.FACTS
    burst: BurstName = Burst.OFF
    quiet_after: Seconds | None = None
    expected_by: Day | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if not (self.effect or self.class_ or self.counts or self.unit):
            hint = 'Add a line: effect = "killed", or counts = ["houses"]'
            raise Wrong("this figure does not say what it counts", hint=hint)
        if self.above is not None and self.below is not None and self.above >= self.below:
            hint = "For two alerts write two [[figures]]."
            raise Wrong("no figure is above and below these at once", hint=hint)
        limited = self.above is not None or self.below is not None
        measured = _MEASURED.get(Effect(self.effect)) if self.effect else None
        if limited and measured and not self.unit:
            raise Wrong("a limit needs a unit here", hint=f"Add a line: {measured}")
        if self.step and not {Change.RISEN, Change.LOWERED} & {*self.change}:
            raise Wrong(
                "a step is of a figure that rises or falls",
                hint='Add a line: change = ["risen", "lowered"]',
            )
        return self

    def gauge(self) -> Gauge:
        """Return the tracked figure."""
        ends = ((Op.ABOVE, self.above), (Op.BELOW, self.below))
        asked = Asked(
            effect=Effect(self.effect) if self.effect else None,
            victim_class=VictimClass(self.class_) if self.class_ else None,
            unit=self.unit,
            counts=self.counts,
            by=self.by,
            limits=tuple(Limit(op, value) for op, value in ends if value is not None),
            scopes=frozenset(map(Scope, self.scope)) or USUAL,
        )
        changes = frozenset(map(Change, self.change))
        notify = Notify(self.notify)
        return Gauge(
            self.name, asked, self.topic, notify, changes, self.step or ANY_STEP, _pace(self)
        )


def _pace(table: TopicTable | PersonTable | OrganisationTable | FigureTable) -> Pace:
    quiet = None if table.quiet_after is None else timedelta(seconds=table.quiet_after)
    return Pace(Burst(table.burst), quiet, table.expected_by)


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Which keys say where a recipient of a channel is: one way, or another.
_WAYS: dict[str, list[tuple[str, ...]]] = {
    "email": [("address",)],
    "slack": [("webhook",), ("token", "to")],
    "console": [()],
}


@dataclass(frozen=True, config=CLOSED)
class RecipientTable:
    """One [[recipients]] of alerts.toml; webhook and token are secrets."""

    name: Name
    channel: Literal["email", "slack", "console"]
    address: MailAddress = field(default="", repr=False)
    webhook: OptionalUrl = field(default="", repr=False)
    token: SlackToken = field(default="", repr=False)
    to: SlackPlace = ""
    broadcast: StrictBool = False
    timezone: Zone = "UTC"
    quiet: Hours | None = None
    most: Annotated[WholeNumber, between(1, 10_000)] | None = None
    within: Annotated[Seconds, lasting(1, DAY)] | None = None
    health: StrictBool = False

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        keys = ("address", "webhook", "token", "to")
        given = [key for key in keys if getattr(self, key)]
        ways = _WAYS[self.channel]
        for key in given:
            if not any(key in way for way in ways):
                hint = f"Remove the {key}, or choose another channel."
                raise Wrong(f"a recipient on channel '{self.channel}' has no {key}", hint=hint)
        way = next((way for way in ways if set(given) & set(way)), ways[0])
        for key in given:
            if key not in way:
                hint = f"Keep {' and '.join(way)}, or {key}: docs/alerts.md tells them apart."
                raise Wrong(f"this recipient has both a {way[0]} and a {key}", hint=hint)
        for key in way:
            if key not in given:
                raise Wrong(f"this recipient has no {key}", hint=f"Add a line: {key} = …")
        if self.broadcast and not self.token:
            hint = "Remove broadcast, or give a token of a Slack bot."
            raise Wrong("nothing is told to this recipient in a thread", hint=hint)
        return self

    def recipient(self, usual: Alerts) -> Recipient:
        """Return the recipient; `usual` gives what it does not say itself."""
        return Recipient(
            self.name,
            self.channel,
            self.address or self.webhook or self.to,
            self.timezone or "UTC",
            quiet=self.quiet,
            most=usual.most if self.most is None else self.most,
            within=usual.within if self.within is None else self.within,
            health=self.health,
            token=self.token,
            broadcast=self.broadcast,
        )


@dataclass(frozen=True, config=CLOSED)
class RouteTable:
    """One [[routes]] of alerts.toml."""

    name: Name
    recipients: tuple[str, ...]
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    places: tuple[PlaceName, ...] = ()
    sources: tuple[str, ...] = ()
    digest: Literal["hourly", "daily", "weekly"] | None = None
    at: TimeOfDay | None = None
    weekday: (
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None
    ) = None

    @model_validator(mode="after")
    def _addressed(self) -> Self:
        if not self.recipients:
            hint = 'Name at least one: recipients = ["desk"]'
            raise Wrong("this route leads to nobody", hint=hint)
        if self.digest is None and self.at is not None:
            raise Wrong("a time without a digest", hint='Add a line: digest = "daily"')
        if self.digest != "weekly" and self.weekday is not None:
            raise Wrong("a weekday without a weekly digest", hint='Add: digest = "weekly"')
        return self

    def route(self) -> Route:
        """Return the route."""
        recipients, topics, people, figures, sources = (
            tuple(name.strip() for name in names)
            for names in (self.recipients, self.topics, self.people, self.figures, self.sources)
        )
        return Route(
            self.name, recipients, topics, people, sources, self._schedule(),
            figures=figures, places=self.places,
        )  # fmt: skip

    def _schedule(self) -> Schedule | None:
        if self.digest is None:
            return None
        usual = time(0) if self.digest == "hourly" else time(7)
        day = WEEKDAYS.index(self.weekday) if self.weekday else 0
        return Schedule(Every(self.digest), self.at or usual, day)
