"""What of a reading is compared with other articles: for its story, its copies and its facts.

Traits are found once, in the text, before anything is remembered; they are small and stored with
the article, so that the stories of the last days can be taken up again after a restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from news.copy import NO_CREDIT, NOTHING, Credit, Fingerprint, Link, Printing
from news.fact import Fact
from news.ledger import Point
from news.moment import Moment, day_end
from news.places import Named, Sighting
from news.story import Decision, Features


@dataclass(frozen=True)
class Traits:
    """Of one text: what the grouping compares, what copies share, its headline claims.

    `sightings` are the places that it names where it tells what happened, `places` all that it
    names anywhere with what they lie in, None where nobody has looked; `until` is when its day
    ends where no more is known of when it was published.  `weights` are what its features weighed
    when it came, as the grouping stores them.
    """

    features: Features
    fingerprint: Fingerprint = NOTHING
    credit: Credit = NO_CREDIT
    points: tuple[Point, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    url: str = ""
    original: str = ""
    until: datetime | None = None
    places: tuple[Named, ...] | None = None
    weights: bytes = b""

    def printing(self, article_id: int) -> Printing:
        """Return the article as copies are looked for."""
        features = self.features
        return Printing(
            article_id, features.source, features.at, self.fingerprint, self.credit,
            self.url, self.original, self.until,
        )  # fmt: skip

    def known_as(self, key: str, published: Moment | None) -> Traits:
        """Return them with the article's key and the time that the archive has of it.

        A claim that states no time of its own speaks of that time.
        """
        at = self.features.at if published is None else published.at
        points = tuple(
            replace(
                point,
                article=key,
                published=point.published or published,
                as_of=point.as_of or published,
            )
            for point in self.points
        )
        drawn = replace(self.features, key=key, at=at)
        return replace(self, features=drawn, points=points, until=day_end(published))

    def edited(self, before: Sequence[Point], at: Moment) -> Traits:
        """Return them with the numbers that an edit brought as of the edit, the others as before.

        Else a toll that its outlet raises at noon would be older than a copy of ten.
        """
        stood = {(point.series, point.speaker, point.low, point.high): point for point in before}
        points = []
        for point in self.points:
            old = stood.get((point.series, point.speaker, point.low, point.high))
            as_of = at if old is None else old.as_of
            points.append(point if point.stated else replace(point, as_of=as_of))
        return replace(self, points=tuple(points))


class Kept(NamedTuple):
    """What was kept of an article: its number, its story's key, its traits without its claims.

    And of which article it is a copy, and when it was first seen.
    """

    article_id: int
    story: str
    traits: Traits
    copy_of: int | None
    came: datetime


@dataclass(frozen=True)
class Past:
    """The articles of some days long ago; those of the middle third find all of theirs in it."""

    since: datetime
    until: datetime
    kept: Sequence[Kept]


@dataclass(frozen=True)
class Thread:
    """What was decided of an article: its story, its original, what it says there.

    `story` is a key; `is_new` says that the article begins it.  `link` is None where it is no
    copy; `decision` None where it had its place before.  `changed` are the tracked figures
    that changed as their desk asked.
    """

    story: str
    is_new: bool
    traits: Traits
    facts: tuple[Fact, ...]
    link: Link | None = None
    decision: Decision | None = None
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Said:
    """What was said to a story: its row, the facts that may be news, and which of them are fresh.

    `is_edit` says that the article had its place in the story before.
    """

    story: int | None = None
    facts: tuple[int, ...] = ()
    fresh: tuple[int, ...] = ()
    fresh_keys: tuple[str, ...] = ()
    is_edit: bool = False
    thread: Thread | None = None


NOTHING_SAID = Said()
