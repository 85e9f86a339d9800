"""Sum up a configuration that loads: what it holds, and what is probably not meant.

A warning is not an error: a topic that no route carries is archived and searchable, and
some desks want just that.  But most forgot the route.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from config.problems import did_you_mean, quote
from config.settings import Config
from config.units import write_duration
from news.doubts import doubts, gauge_doubts, is_common
from news.judge import holds
from news.pace import Burst
from news.rules import Meta, leaves, name_of
from news.source import Source
from news.watch import Gauge, Person, Route, Topic

# Which key of a source a field of a rule looks at.
_OF_SOURCES = {"source": "name", "region": "region", "country": "country"}
_MOST_NOWHERE = 3  # of one rule


def summary(config: Config) -> list[str]:
    """Return lines for people: the counts first, then a line for each warning."""
    return [*counts(config), *(f"warning: {text}" for text in warnings(config))]


def counts(config: Config) -> Iterator[str]:
    """Yield what the configuration holds."""
    kinds = Counter(str(feed.kind) for source in config.sources for feed in source.feeds)
    kinds_text = ", ".join(many(number, kind) for kind, number in sorted(kinds.items()))
    yield f"{many(len(config.sources), 'source')} ({kinds_text or 'nothing to poll'})"
    watchlist = config.watchlist
    aliases = sum(len(person.aliases) for person in watchlist.people)
    yield many(len(watchlist.topics), "topic")
    yield f"{many(len(watchlist.people), 'person', 'people')} ({many(aliases, 'alias', 'aliases')})"
    if watchlist.gauges:
        yield many(len(watchlist.gauges), "tracked figure")
    channels = ", ".join(sorted({recipient.channel for recipient in config.recipients}))
    yield many(len(config.recipients), "recipient") + (f" ({channels})" if channels else "")
    yield many(len(config.routes), "route")
    yield f"archive: {config.settings.archive.data}"


def warnings(config: Config) -> Iterator[str]:
    """Yield what is probably not meant."""
    if not config.settings.crawl.contact:
        yield "[crawl] names no contact: outlets cannot reach you, and some refuse such visitors"
    yield from _unpolled(config)
    yield from _untold(config)
    yield from _open_mail(config)
    yield from _health(config)
    yield from _no_way_back(config)
    watchlist = config.watchlist
    yield from doubtful(watchlist.topics, watchlist.people, watchlist.gauges, config.sources)


def _unpolled(config: Config) -> Iterator[str]:
    if not config.sources:
        yield "there is no source: nothing will be collected"
    for source in config.sources:
        if not source.timezone:
            yield f"source {quote(source.name)} has no timezone: its bare times count as UTC"
        if source.poll_floor < 60 and not config.settings.crawl.allow_addresses:  # noqa: PLR2004
            pause = write_duration(source.poll_floor)
            yield f"source {quote(source.name)} may be polled every {pause}: outlets may block you"


def _untold(config: Config) -> Iterator[str]:
    """Yield topics, people and recipients that no route joins."""
    watchlist, routes = config.watchlist, config.routes
    if not (watchlist.topics or watchlist.people or watchlist.gauges):
        yield "there is neither a topic nor a person nor a figure: nothing will be found"
    for name in _not_carried((topic.name for topic in watchlist.topics), routes, "topics"):
        yield f"topic {quote(name)} is carried by no route: nobody is told of it"
    for name in _not_carried((person.name for person in watchlist.people), routes, "people"):
        yield f"person {quote(name)} is carried by no route: nobody is told of them"
    for name in _not_carried((gauge.name for gauge in watchlist.gauges), routes, "figures"):
        yield f"figure {quote(name)} is carried by no route: nobody is told of it"
    yield from _untold_places(config)
    told = {name for route in routes for name in route.recipients}
    for recipient in config.recipients:
        if recipient.name not in told:
            yield f"recipient {quote(recipient.name)} is in no route: they are told nothing"


def _untold_places(config: Config) -> Iterator[str]:
    routes = config.routes
    burst = config.settings.places.burst != Burst.OFF
    if burst and not any(route.everything or route.places for route in routes):
        yield "[places] burst is on, and no route carries places: nobody is told of them"
    for route in routes:
        if route.places and not burst:
            yield f"route {quote(route.name)} names places, and [places] burst is off"


def _not_carried(names: Iterable[str], routes: Sequence[Route], key: str) -> Iterator[str]:
    """Yield the names that no route lets through; a route without filters carries all."""
    carried = {name for route in routes for name in getattr(route, key)}
    everything = any(route.everything for route in routes)
    return (name for name in names if not everything and name not in carried)


def _open_mail(config: Config) -> Iterator[str]:
    mail = config.settings.mail
    if mail.password and mail.security == "none":
        yield "[mail] security is none: the password crosses the network in the clear"


def _health(config: Config) -> Iterator[str]:
    if config.recipients and not any(recipient.health for recipient in config.recipients):
        first = quote(config.recipients[0].name)
        yield f"no recipient has health = true: {first} is told if something breaks"


def _no_way_back(config: Config) -> Iterator[str]:
    web, channels = config.settings.web, {recipient.channel for recipient in config.recipients}
    if web.enabled and not web.base_url and channels & {"email", "slack"}:
        yield "[web] names no base_url: alerts cannot lead others to the archive"


def doubtful(
    topics: Iterable[Topic],
    people: Iterable[Person],
    gauges: Iterable[Gauge],
    sources: Sequence[Source],
) -> Iterator[str]:
    """Yield what is doubtful in rules, names and tracked figures."""
    for topic in topics:
        for doubt in doubts(topic.rule, topic.written):
            yield f"topic {quote(topic.name)}: {doubt}"
        for text in islice(_nowhere(topic, sources), _MOST_NOWHERE):
            yield f"topic {quote(topic.name)}: {text}"
    for person in people:
        for name in person.names:
            if is_common(name_of(name)):
                says = f"{quote(name)} stands in nearly every article (capitals do not count)"
                yield f"person {quote(person.name)}: {says}. Write more of the name."
    for gauge in gauges:
        for doubt in gauge_doubts(gauge):
            yield f"figure {quote(gauge.name)}: {doubt}"


def _nowhere(topic: Topic, sources: Sequence[Source]) -> Iterator[str]:
    """Yield the outlets, regions and countries of a rule that no source has."""
    for leaf in dict.fromkeys(leaves(topic.rule)):
        if not isinstance(leaf, Meta) or leaf.name not in _OF_SOURCES or not sources:
            continue
        texts = {getattr(source, _OF_SOURCES[leaf.name]) for source in sources}
        for value in leaf.values:
            if not any(holds(value, text) for text in texts):
                hint = did_you_mean(" ".join(value), sorted(filter(None, texts)), "Add it there.")
                yield f"no source in sources.toml has {leaf.name} {quote(' '.join(value))}. {hint}"


def many(number: int, one: str, more: str = "") -> str:
    """Write a count with its noun: 1 source, 3 sources."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
