"""What the invented outlets print, and when: the same for a seed, whoever asks.

Time is told in offsets from `start` ("4:35" is four hours and thirty-five minutes into
the world), so that a demo, a test and a benchmark can begin whenever they like.

Discarded: composing the events from sentence parts.  Composed tolls read like composed
tolls; the events are written by hand (data/*.toml), only the filler is composed.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cached_property

from wirewatch.newsworld.content import load_articles, load_outlets, load_region
from wirewatch.newsworld.filler import SPAN, compose
from wirewatch.newsworld.printed import Outlet, Printed
from wirewatch.newsworld.roster import found_outlets
from wirewatch.newsworld.truth import TrueArticle, TrueRevision, Truth


class World:
    """Everything that is printed where and when, from `start` on.

    `filler` articles are composed by machine, spread over `span`; of them the share `tracked`
    is about something that the desk tracks.  `further` outlets print nothing else.
    """

    def __init__(
        self,
        *,
        start: datetime,
        seed: int = 7,
        filler: int = 0,
        span: timedelta = SPAN,
        tracked: float = 0.0,
        further: int = 0,
    ) -> None:
        self.start = start.astimezone(UTC)
        self.seed = seed
        self.region = load_region()
        self.outlets: tuple[Outlet, ...] = (
            *load_outlets(),
            *found_outlets(further, self.region, seed),
        )
        printed = load_articles(self.outlets, self.start)
        printed += compose(
            self.outlets,
            self.region,
            start=self.start,
            seed=seed,
            count=filler,
            span=span,
            tracked=tracked,
        )
        self.articles = tuple(sorted(printed, key=lambda item: (item.published, item.id)))

    @cached_property
    def by_outlet(self) -> dict[str, tuple[Printed, ...]]:
        """The articles of each outlet, oldest first."""
        return {
            outlet.slug: tuple(item for item in self.articles if item.outlet == outlet.slug)
            for outlet in self.outlets
        }

    @cached_property
    def by_address(self) -> dict[tuple[str, str], Printed]:
        """Articles by outlet and path, every address of each."""
        return {(item.outlet, path): item for item in self.articles for path in item.paths}

    def published(
        self, outlet: Outlet | str, now: datetime, limit: int | None = None
    ) -> list[Printed]:
        """Return what an outlet has printed by `now`, newest first, at most `limit`."""
        items = self.by_outlet[outlet if isinstance(outlet, str) else outlet.slug]
        end = bisect_right(items, now, key=lambda item: item.published)
        begin = 0 if limit is None else max(0, end - limit)
        return list(items[begin:end])[::-1]

    def truth(self) -> Truth:
        """Say what is there to be found."""
        names = {outlet.slug: outlet.name for outlet in self.outlets}
        redating = {outlet.slug for outlet in self.outlets if outlet.meta == "visible"}
        articles = tuple(_true(item, redated=item.outlet in redating) for item in self.articles)
        return Truth(self.start, self.seed, names, articles)


def _true(item: Printed, *, redated: bool) -> TrueArticle:
    first, last = item.texts[0], item.texts[-1]
    return TrueArticle(
        id=item.id,
        outlet=item.outlet,
        paths=item.paths,
        title=first.title,
        published=first.at,
        event=item.event,
        copy_of=item.copy_of,
        origin=item.origin,
        first_matches=first.matches,
        matches=last.matches,
        figures=last.figures,
        revisions=tuple(
            TrueRevision(text.at, text.title, text.change, text.matches, text.figures)
            for text in item.texts[1:]
        ),
        first_figures=first.figures,
        redated=redated,
    )
