"""What the demo's desk tracks in the news world, and whom it tells.

The spelling variants are the point: the mines minister is Jorrabek Taldovin in the
capital, Jorabek Taldovin in the hills and Jorrabeg Taldowin abroad.  The same values
go into the written configuration and into the score, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from news.figure import Effect
from news.grammar import any_all_none, parse
from news.rules import Rule
from news.sure import Asked, Limit, Op
from news.watch import Gauge, Person, Recipient, Route, Topic, Watchlist
from wirewatch.newsworld.truth import SaidFigure


@dataclass(frozen=True)
class TopicText:
    """A topic as the configuration writes it: one rule, or lists of phrases."""

    name: str
    rule: str = ""
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    def tree(self) -> Rule:
        """Return the rule as a tree."""
        if self.rule:
            return parse(self.rule)
        return any_all_none(any_of=self.any, all_of=self.all, none_of=self.none)


ATTACKS = "Attacks in Upper Zhenna"
FLOOD = "Oshti flood"
MINE = "Brakkel mine"
MONEY = "Compensation in lakh and crore"
TALDOVIN = "Jorrabek Taldovin"
DULMASI = "Havrin Dulmasi"
OKTAVAND = "Selmira Oktavand"
DEAD = "Dead in Upper Zhenna"

TOPICS = (
    TopicText(
        ATTACKS,
        rule='(Zhenna OR Narvesh OR "Free Zhenna Front" OR FZF OR "ژینہ")'
        ' AND (attack* OR raid* OR bomb* OR gunm* OR gunf* OR militant* OR "حملہ" OR "حملوں")'
        " -cricket -football",
    ),
    TopicText(
        FLOOD,
        all=("Oshti",),
        any=("flood*", "dam", "breach*", "displaced", "embankment*", "سیلاب"),
        none=("regatta",),
    ),
    TopicText(MINE, rule='Brakkel AND (mine OR mines OR miner* OR colliery OR "کان")'),
    TopicText(MONEY, all=("compensation",), any=("lakh", "crore")),
)
# Not tracked from the start: who wants to add a topic in the middle of a run adds this one.
LATER = TopicText("Lighthouse of Hestavik", all=("Hestavik", "lighthouse"))
PEOPLE = (
    Person(TALDOVIN, ("Jorabek Taldovin", "Jorrabeg Taldowin", "جورابیک تالدوین")),
    Person(DULMASI, ("Havreen Dulmasi", "Hawrin Dulmassi", "ہاورین دلماسی")),
    Person(OKTAVAND, ("Salmira Oktavand", "Selmira Octavand")),
)
# The first count that is more than a raid's: the police go from 10 to 50 in an edit.
GAUGES = (Gauge(DEAD, Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 40),)), topic=ATTACKS),)
DESK, ROOM = "Night desk", "Newsroom Slack"
DESK_ADDRESS = "night.desk@newsdesk.example"
HOOK = "/hook/T000/B000/night-desk"
ROUTES = (
    Route("Everything to the night desk", recipients=(DESK,)),
    Route(
        "Attacks and the minister to Slack",
        recipients=(ROOM,),
        topics=(ATTACKS,),
        people=(TALDOVIN,),
    ),
)


def recipients(slack_url: str) -> tuple[Recipient, ...]:
    """Return who is told; `slack_url` is the webhook's address."""
    return (
        Recipient(DESK, "email", DESK_ADDRESS, "Asia/Karachi"),
        Recipient(ROOM, "slack", slack_url, "Asia/Kolkata"),
    )


def watchlist() -> Watchlist:
    """Return all that is tracked as the monitor takes it."""
    topics = tuple(Topic(topic.name, topic.tree()) for topic in TOPICS)
    return Watchlist(topics, PEOPLE, gauges=GAUGES)


def gives(gauge: Gauge, matches: Iterable[str], figures: Iterable[SaidFigure]) -> bool:
    """Say whether a text that matches these topics and gives these figures gives a tracked one."""
    return gauge.topic in matches and any(
        # The demo tracks nothing from above.
        figure.effect == gauge.asked.effect
        and all(figure.low is not None and figure.low > one.value for one in gauge.asked.limits)
        for figure in figures
    )


def told(outlet: str, matches: Iterable[str], routes: Iterable[Route] = ROUTES) -> set[str]:
    """Return which recipients an article with these matches is for; `outlet` is a name."""
    kinds = {person.name: "people" for person in PEOPLE} | {one.name: "figures" for one in GAUGES}
    return {
        recipient
        for route in routes
        for name in matches
        if _passes(route, name, outlet, kinds.get(name, "topics"))
        for recipient in route.recipients
    }


def _passes(route: Route, name: str, outlet: str, kind: str) -> bool:
    """Say whether a route carries a match; one filter given closes the other kinds."""
    if route.sources and outlet not in route.sources:
        return False
    wanted: Mapping[str, tuple[str, ...]] = {
        "topics": route.topics,
        "people": route.people,
        "figures": route.figures,
    }
    return name in wanted[kind] if any(wanted.values()) else True
