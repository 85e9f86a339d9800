"""Compare what was collected and told with what was true: nothing lost, doubled or late.

Pure: truth, the archive's addresses and the messages that arrived go in, numbers come
out.  An article counts as due once `grace` has passed since it was printed, so that
the last minute of a run is not held against it.  What stood in the feeds before
`alert_from` is backlog: to be archived, never to be told.

    alert = (recipient, article); expected when the article is due, was printed from
    `alert_from` on (or edited so that it matches since then), and a route carries one
    of its matches.  More messages than texts with a new match are duplicates.

Articles are known by outlet and path: query strings are the outlets' tracking.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from wirewatch.newsworld.sinks import Mail, Post
from wirewatch.newsworld.truth import TrueArticle, Truth
from wirewatch.newsworld.watch import DESK, DESK_ADDRESS, GAUGES, HOOK, ROOM, told

GRACE = timedelta(minutes=30)
_LINK = re.compile(r"https?://[^\s<>|\"'\])]+")

Pair = tuple[str, str]  # recipient, article id


@dataclass(frozen=True)
class Received:
    """A message that reached a recipient: what it links to, and when it came."""

    recipient: str
    links: tuple[str, ...]
    world: datetime
    message_id: str = ""


@dataclass(frozen=True)
class Late:
    """How long after print the alerts came, in seconds: the middle one and the worst 5 %."""

    p50: float
    p95: float
    count: int


@dataclass(frozen=True)
class Score:
    """How well a world was watched; the tuples name what went wrong.

    `expected_alerts`, `alerts`, `missing_alerts`, `false_alerts` and `duplicated` are
    pairs of recipient and article id, `lost`, `doubled` and `unrevised` article ids; an
    article is doubled that the archive holds under two addresses as two.
    """

    published: int
    collected: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    revised: int
    unrevised: tuple[str, ...]
    expected_alerts: tuple[Pair, ...]
    alerts: tuple[Pair, ...]
    missing_alerts: tuple[Pair, ...]
    false_alerts: tuple[Pair, ...]
    duplicated: tuple[Pair, ...]
    latency_world: Late
    latency_real: Late


@dataclass(frozen=True)
class Terms:
    """By what a run is judged: until when, since when told, how fast its clock ran.

    What was printed from `alert_from` on may be told, from `expect_from` on (where it is
    given) it must be: between the two lie the first polls, in which a bare day tells
    nothing.
    """

    until: datetime
    alert_from: datetime
    grace: timedelta = GRACE
    speed: float = 1.0
    expect_from: datetime | None = None

    def due(self, at: datetime) -> bool:
        """Say whether something printed then must have been seen."""
        return at <= self.until - self.grace


def score(
    truth: Truth,
    addresses: Mapping[str, str],
    archived: Mapping[str, int],
    received: Sequence[Received],
    terms: Terms,
) -> Score:
    """Judge a run.

    `addresses` are the outlets' by slug, `archived` the number of revisions (1: the
    first text alone) by article URL.
    """
    by_link = links(truth, addresses)
    seen = _seen(archived, by_link)
    due = [item for item in truth.articles if terms.due(item.published)]
    edited = [item for item in due if _edits(item, terms)]
    complete = {item.id for item in edited if seen[item.id] > _edits(item, terms)}
    arrived = _arrivals(received, by_link)
    expected = expect(truth, replace(terms, alert_from=terms.expect_from or terms.alert_from))
    # Outlets print minutes: what is of the minute in which we came may be news.
    came = terms.alert_from.replace(second=0, microsecond=0)
    allowed = expect(_as_dated(truth, came), Terms(terms.until, came, timedelta(0)))
    late = _latencies(arrived, allowed)
    return Score(
        published=len(due),
        collected=sum(1 for item in due if seen[item.id]),
        lost=tuple(item.id for item in due if not seen[item.id]),
        doubled=_twice(archived, by_link),
        revised=len(complete),
        unrevised=tuple(item.id for item in edited if item.id not in complete),
        expected_alerts=tuple(sorted(expected)),
        alerts=tuple(sorted(arrived)),
        missing_alerts=tuple(sorted(pair for pair in expected if pair not in arrived)),
        false_alerts=tuple(sorted(pair for pair in arrived if pair not in allowed)),
        duplicated=_doubled(arrived, allowed),
        latency_world=spread(late),
        latency_real=spread([seconds / terms.speed for seconds in late]),
    )


def _as_dated(truth: Truth, came: datetime) -> Truth:
    """Return the truth as the outlets' pages date it: an edit since we came may look like news."""
    return replace(truth, articles=tuple(_dated(item, came) for item in truth.articles))


def _dated(item: TrueArticle, came: datetime) -> TrueArticle:
    later = [revision for revision in item.revisions if revision.at >= came]
    if not item.redated or item.published >= came or not later:
        return item
    first, *others = later
    return replace(
        item,
        published=first.at,
        first_matches=first.matches,
        first_figures=first.figures,
        revisions=tuple(others),
    )


_COUNTED = {gauge.name for gauge in GAUGES}


def expect(truth: Truth, terms: Terms) -> dict[Pair, tuple[datetime, ...]]:
    """Return who should be told of which article, with the times that gave reason to."""
    found: dict[Pair, tuple[datetime, ...]] = {}
    for item in truth.articles:
        for at, new in _news(item, terms):
            for recipient in told(truth.outlets[item.outlet], new):
                pair = (recipient, item.id)
                found[pair] = (*found.get(pair, ()), at)
    return found


def _news(item: TrueArticle, terms: Terms) -> list[tuple[datetime, set[str]]]:
    """Return each text's time with the matches that no earlier text had.

    A text that gives other figures than the one before is news for all that it matches, if the
    article was told before: the edit of one that came before anybody was told is old news.
    """
    texts = [(item.published, item.first_matches, False)]
    stood = item.first_figures
    for revision in item.revisions:
        texts.append((revision.at, revision.matches, revision.figures != stood))
        stood = revision.figures
    known: set[str] = set()
    news: list[tuple[datetime, set[str]]] = []
    for at, matches, counts_otherwise in texts:
        new = set(matches) if counts_otherwise and news else set(matches) - known
        known |= new
        if item.published < terms.alert_from:
            # What was in a feed when it came is kept silently, whatever its edits count.
            new -= _COUNTED
        if new and terms.alert_from <= at and terms.due(at):
            news.append((at, new))
    return news


def unmatched(
    truth: Truth, addresses: Mapping[str, str], tagged: Mapping[str, Collection[str]], terms: Terms
) -> tuple[str, ...]:
    """Name the articles in which something that is tracked was not found; `tagged` by address.

    Tracked figures are left out: whether one is read is judged with what was told.
    """
    by_link = links(truth, addresses)
    found = {by_link[plain(url)].id: {*tags} for url, tags in tagged.items()
             if plain(url) in by_link}  # fmt: skip
    return tuple(
        item.id
        for item in truth.articles
        if terms.due(item.published)
        and {*item.matches_at(terms.until - terms.grace)} - _COUNTED - found.get(item.id, set())
    )


def links(truth: Truth, addresses: Mapping[str, str]) -> dict[str, TrueArticle]:
    """Return the articles by every address that leads to them."""
    return {
        plain(addresses[item.outlet] + path): item
        for item in truth.articles
        if item.outlet in addresses
        for path in item.paths
    }


def plain(url: str) -> str:
    """Return an address without scheme, query, fragment and the slash at its end."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[": it leads nowhere, and so to none of ours
        return url
    return f"{parts.netloc}{parts.path.rstrip('/')}"


def spread(seconds: Sequence[float]) -> Late:
    """Return the middle and the 95th of a hundred; zeros where there is nothing."""
    ordered = sorted(seconds)
    if not ordered:
        return Late(0.0, 0.0, 0)
    last = len(ordered) - 1
    return Late(ordered[last // 2], ordered[min(last, round(last * 0.95))], len(ordered))


def _seen(archived: Mapping[str, int], by_link: Mapping[str, TrueArticle]) -> Counter[str]:
    """Count texts by article; two addresses of one article do not add up."""
    seen: Counter[str] = Counter()
    for url, texts in archived.items():
        if item := by_link.get(plain(url)):
            seen[item.id] = max(seen[item.id], texts)
    return seen


def _twice(archived: Mapping[str, int], by_link: Mapping[str, TrueArticle]) -> tuple[str, ...]:
    """Name the articles that the archive takes for more than one."""
    held = Counter(by_link[plain(url)].id for url in archived if plain(url) in by_link)
    return tuple(sorted(name for name, count in held.items() if count > 1))


def _edits(item: TrueArticle, terms: Terms) -> int:
    """Count the edits that could be seen: what was edited before is the first text to us."""
    begin = terms.expect_from or terms.alert_from
    return sum(1 for one in item.revisions if begin <= one.at and terms.due(one.at))


def _arrivals(
    received: Iterable[Received], by_link: Mapping[str, TrueArticle]
) -> dict[Pair, list[datetime]]:
    """Return when each recipient was told of each article.

    A message tells of each article that it links to, however often; one that links to
    none of the world's articles tells of the unknown article "?", unless it is a notice.
    """
    arrived: dict[Pair, list[datetime]] = {}
    for message in received:
        known = {by_link[plain(link)].id for link in message.links if plain(link) in by_link}
        if not known and _is_notice(message):
            continue
        for name in known or {"?"}:
            arrived.setdefault((message.recipient, name), []).append(message.world)
    return arrived


def _is_notice(message: Received) -> bool:
    """Say whether a message tells of an incident: it links to the page of the sources."""
    return any(plain(link).endswith("/sources") for link in message.links)


def _doubled(
    arrived: Mapping[Pair, list[datetime]], allowed: Mapping[Pair, tuple[datetime, ...]]
) -> tuple[Pair, ...]:
    """Name a pair once for each message beyond the texts that gave reason for one."""
    doubled: list[Pair] = []
    for pair, times in sorted(arrived.items()):
        doubled += [pair] * max(0, len(times) - max(1, len(allowed.get(pair, ()))))
    return tuple(doubled)


def _latencies(
    arrived: Mapping[Pair, list[datetime]], allowed: Mapping[Pair, tuple[datetime, ...]]
) -> list[float]:
    """Return world seconds from the first reason to the first message."""
    return [
        (min(times) - allowed[pair][0]).total_seconds()
        for pair, times in arrived.items()
        if pair in allowed
    ]


def from_mail(mail: Mail) -> Received:
    """Read a received mail."""
    people = {DESK_ADDRESS: DESK}
    name = next((people.get(one, one) for one in mail.recipients), "")
    return Received(name, tuple(_LINK.findall(mail.text)), mail.world, mail.message_id)


def from_post(post: Post) -> Received:
    """Read a received webhook call."""
    name = ROOM if post.path == HOOK else post.path
    found = [link for text in _strings(post.payload) for link in _LINK.findall(text)]
    return Received(name, tuple(found), post.world)


def _strings(value: Any) -> Iterable[str]:
    """Yield every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
