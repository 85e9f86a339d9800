"""Judge a reader's manners by what the outlets were asked.

Pure: the requests of one reader go in, numbers and the names of what was rude come out.

    repeats   requests for an address of which the reader held a validator
    conditional   those of them that sent one
    unneeded  those that were answered in full with what the reader already had
    early     polls of a list that had said it was still fresh
    hasty     requests to a host that had asked to be left alone (Retry-After)
    forbidden requests that robots.txt forbids, or while it could not be read (5xx);
              feeds are offered to readers and need no leave
    revived   requests for what had been gone (410)
    crowded   requests sooner after the last one's end than the host's pause

A reader is held to what it could know: an answer counts from its end, and a liar's ETag is
none.  Pauses are in the world's seconds, as the reader's own gate counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wirewatch.newsworld.log import Asked, most_at_once

FEEDS = frozenset({"rss", "atom", "json", "rdf"})
LISTS = FEEDS | {"sitemap", "section"}
_MOST_PAUSE = 48 * 3600.0
_GONE_FOR = timedelta(days=25)  # then a monthly look is due
# The server notes a request's beginning and end a little off from where its reader does.
_TOLERANCE = 0.9


@dataclass(frozen=True)
class Repeats:
    """How one kind of address was asked for again."""

    asked: int = 0
    conditional: int = 0
    unneeded: int = 0

    @property
    def conditional_share(self) -> float:
        """The share that sent a validator; 1 where nothing was asked again."""
        return self.conditional / self.asked if self.asked else 1.0

    @property
    def unneeded_share(self) -> float:
        """The share that brought the same body again."""
        return self.unneeded / self.asked if self.asked else 0.0


@dataclass(frozen=True)
class Politeness:
    """A reader's manners; the tuples name what was rude: outlet, path and time."""

    requests: int
    polls: int
    lists: Repeats
    pages: Repeats
    early: tuple[str, ...]
    hasty: tuple[str, ...]
    forbidden: tuple[str, ...]
    revived: tuple[str, ...]
    crowded: tuple[str, ...]
    most_at_once: int

    @property
    def violations(self) -> int:
        """How often a host's plain word was not heeded."""
        return len(self.hasty) + len(self.forbidden) + len(self.revived)


def politeness(
    log: Iterable[Asked],
    *,
    speed: float = 1.0,
    gap: float = 1.0,
    delays: Mapping[str, float] | None = None,
) -> Politeness:
    """Judge the requests of one reader.

    `gap` is the pause in the world's seconds that every host is owed, `delays` the longer
    ones that outlets ask for in their robots.txt, by slug; `speed` is the world's.
    """
    asked = sorted(log, key=lambda one: one.real)
    judge = _Judge(speed, gap, delays or {})
    for one in asked:
        judge.take(one)
    outlets = {one.outlet for one in asked}
    return Politeness(
        requests=len(asked),
        polls=sum(one.kind in LISTS for one in asked),
        lists=judge.repeats(LISTS),
        pages=judge.repeats({"article"}),
        early=tuple(judge.rude["early"]),
        hasty=tuple(judge.rude["hasty"]),
        forbidden=tuple(judge.rude["forbidden"]),
        revived=tuple(judge.rude["revived"]),
        crowded=tuple(judge.rude["crowded"]),
        most_at_once=max((most_at_once(asked, outlet) for outlet in outlets), default=0),
    )


@dataclass
class _Address:
    """What a reader was told by one address."""

    etag: str = ""
    fresh_until: datetime | None = None
    gone_at: datetime | None = None
    known_from: float = 0.0  # the real end of the answer that said so


@dataclass
class _Host:
    """What a reader was told by one host."""

    free_at: float | None = None
    pause_until: datetime | None = None
    pause_from: float = 0.0
    robots: int | None = None
    robots_from: float = 0.0


@dataclass
class _Judge:
    """Walks through a log in the order of arrival."""

    speed: float
    gap: float
    delays: Mapping[str, float]
    hosts: dict[str, _Host] = field(default_factory=dict)
    addresses: dict[tuple[str, str], _Address] = field(default_factory=dict)
    again: list[tuple[str, bool, bool]] = field(default_factory=list)
    rude: dict[str, list[str]] = field(
        default_factory=lambda: {
            name: [] for name in ("early", "hasty", "forbidden", "revived", "crowded")
        }
    )

    def repeats(self, kinds: Iterable[str]) -> Repeats:
        """Count what was asked for again among these kinds."""
        those = [one for one in self.again if one[0] in set(kinds)]
        return Repeats(len(those), sum(one[1] for one in those), sum(one[2] for one in those))

    def take(self, one: Asked) -> None:
        """Judge one request, then learn what its answer told."""
        host = self.hosts.setdefault(one.outlet, _Host())
        address = self.addresses.setdefault((one.outlet, one.path), _Address())
        for name, is_so in (
            ("early", self._early(one, address)),
            ("hasty", self._hasty(one, host)),
            ("forbidden", self._forbidden(one, host)),
            ("revived", self._revived(one, address)),
            ("crowded", self._crowded(one, host)),
        ):
            if is_so:
                self.rude[name].append(f"{one.outlet} {one.path} {one.world:%a %H:%M:%S}")
        if address.etag and one.real >= address.known_from:
            unneeded = one.status == 200 and one.etag == address.etag  # noqa: PLR2004  HTTP
            self.again.append((one.kind, one.conditional, unneeded))
        self._learn(one, host, address)

    def _early(self, one: Asked, address: _Address) -> bool:
        until = address.fresh_until
        return until is not None and one.real >= address.known_from and one.world < until

    def _hasty(self, one: Asked, host: _Host) -> bool:
        until = host.pause_until
        return until is not None and one.real >= host.pause_from and one.world < until

    def _forbidden(self, one: Asked, host: _Host) -> bool:
        if one.kind in FEEDS or one.kind == "robots":
            return False
        unread = host.robots is not None and (host.robots == 0 or host.robots >= 500)  # noqa: PLR2004
        return one.forbidden or (unread and one.real >= host.robots_from)

    def _revived(self, one: Asked, address: _Address) -> bool:
        at = address.gone_at
        return at is not None and one.real >= address.known_from and one.world < at + _GONE_FOR

    def _crowded(self, one: Asked, host: _Host) -> bool:
        """Say whether a request came too soon after the one before had ended."""
        if host.free_at is None:
            return False
        known = host.robots is not None and one.real >= host.robots_from
        gap = max(self.gap, self.delays.get(one.outlet, 0.0) if known else 0.0)
        return (one.real - host.free_at) * self.speed < gap * _TOLERANCE

    def _learn(self, one: Asked, host: _Host, address: _Address) -> None:
        end = one.real + one.took
        # Where there was no answer the reader hung up, and when it did only the reader knows.
        free = end if one.status else one.real
        host.free_at = max(host.free_at or free, free)
        if one.kind == "robots":
            host.robots, host.robots_from = one.status, end
        if one.pause:
            until = one.world + timedelta(seconds=min(one.pause, _MOST_PAUSE))
            host.pause_until, host.pause_from = max(host.pause_until or until, until), end
        if one.status == 410:  # noqa: PLR2004  HTTP
            address.gone_at, address.known_from = one.world, end
        elif one.status in {200, 304}:
            fresh = one.world + timedelta(seconds=one.max_age) if one.max_age else None
            tag = one.etag if one.status == 200 else address.etag  # noqa: PLR2004  HTTP
            address.etag, address.fresh_until = tag, fresh
            address.gone_at, address.known_from = None, end
