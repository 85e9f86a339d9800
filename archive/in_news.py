"""Which places are in the news now, and when they were before: see `monitor.place_bursts`.

What counts is original reports of news: no copies, nothing of a feed's first poll or of an older
list, which come all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from archive.database import Database
from archive.located import place_of
from archive.schema import articles, memberships, places, prints, sightings, sources, stories
from news.moment import from_micros, micros
from news.pace import PAST, WINDOW, InNews, PlaceWishes, Report
from news.places import Place

_STALE = timedelta(hours=36)  # from when on a report that comes is no news
_MOST = 20_000  # reports of one place that are read
_MOST_PLACES = 200  # that are looked at, those of most sources


class InNewsNow:
    """Reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun: datetime | None = None

    def begun(self) -> datetime | None:
        """Return when the first article came of which places are known."""
        if self._begun is None:
            with self._database.read() as connection:
                found = connection.scalar(
                    select(articles.c.first_seen_at)
                    .join(prints, prints.c.article_id == articles.c.id)
                    .where(prints.c.places.is_not(None))
                    .order_by(articles.c.id)
                    .limit(1)
                )
            self._begun = None if found is None else from_micros(found)
        return self._begun

    def look(self, wishes: PlaceWishes, fewest: int, now: datetime) -> list[InNews]:
        """Return the wanted places that so many sources report now."""
        owners = wishes.owners
        found: dict[Place, list[Report]] = {}
        with self._database.read() as connection:
            for row in connection.execute(_reports(now - WINDOW)).mappings():
                if wishes.want(place := place_of(row)):
                    found.setdefault(place, []).append(_report(row, owners))
            several = [
                (place, reports)
                for place, reports in found.items()
                if len({report.source for report in reports}) >= fewest
            ]
            several.sort(key=lambda one: -len({report.source for report in one[1]}))
            return [
                InNews(
                    place,
                    tuple(reports),
                    tuple(
                        _report(row, owners)
                        for row in connection.execute(
                            _reports(now - PAST - WINDOW, place).limit(_MOST)
                        ).mappings()
                        if row["first_seen_at"] <= micros(now - WINDOW)
                    ),
                )
                for place, reports in several[:_MOST_PLACES]
            ]


def _reports(since: datetime, place: Place | None = None) -> Select[Any]:
    """Select the reports that came since then, each with a place that it names."""
    wanted = (
        select(
            places,
            articles.c.id.label("article"),
            articles.c.first_seen_at,
            sources.c.name.label("source"),
            stories.c.title.label("story"),
        )
        .select_from(sightings)
        .join(articles, articles.c.id == sightings.c.article_id)
        .join(places, places.c.id == sightings.c.place_id)
        .join(sources, sources.c.id == articles.c.source_id)
        .join(prints, prints.c.article_id == articles.c.id)
        .outerjoin(memberships, (memberships.c.article_id == articles.c.id) & memberships.c.main)
        .outerjoin(stories, stories.c.id == memberships.c.story_id)
        .where(
            # The index has the time of publication.
            articles.c.sort_at >= micros(since - _STALE),
            articles.c.first_seen_at > micros(since),
            articles.c.sort_at >= articles.c.first_seen_at - _STALE // timedelta(microseconds=1),
            ~articles.c.backlog,
            prints.c.copy_of.is_(None),
        )
        .order_by(articles.c.id.desc())
    )
    return wanted if place is None else wanted.where(places.c.key == place.key)


def _report(row: Any, owners: Mapping[str, str]) -> Report:
    source = row["source"]
    return Report(
        row["article"], owners.get(source, source), from_micros(row["first_seen_at"]),
        row["story"] or "",
    )  # fmt: skip
