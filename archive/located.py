"""Which articles name which places, and what those lie in: the tables `places` and `sightings`.

    "… in Nushki …"   Nushki (named)   Nushki District, Balochistan, Pakistan (it lies in them)

So that a province finds what happened in its towns by one look at the index, an article has a row
for each place that it names, and for each that one of those lies in.

Discarded: asking the gazetteer at each search for all that lies in a place: a country has 20,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from archive.rows import storable
from archive.schema import articles, memberships, places, prints, sightings, stories
from news.places import Named, Place, PlaceKind

MOST = 60  # places of an article, with what they lie in; a list of all districts is no report
# Articles that are looked at, to say of how many nobody knows which places they name.
MOST_UNREAD = 1_000
_NEWEST = 100  # stories whose places are in the news
_MANY = 2_000  # sightings from which on a list of stories looks at these, newest first

_KNOWN = select(places.c.key, places.c.id).where(
    places.c.key.in_(bindparam("keys", expanding=True))
)
_DROP = delete(sightings).where(sightings.c.article_id == bindparam("row"))
_COUNT = update(prints).where(prints.c.article_id == bindparam("row"))
_NEW = insert(places).returning(places.c.id)


def store(connection: Connection, article_id: int, found: Sequence[Named]) -> None:
    """Keep which places an article names, instead of what was kept before."""
    connection.execute(_DROP, {"row": article_id})
    kept = found[:MOST]
    numbers = _numbers(connection, [one.place for one in kept])
    rows = [
        {"article_id": article_id, "place_id": numbers[one.place.key], "named": one.named}
        for one in kept
    ]
    if rows:
        connection.execute(insert(sightings), rows)
    connection.execute(_COUNT, {"row": article_id, "places": len(rows)})


def _numbers(connection: Connection, wanted: Sequence[Place]) -> dict[str, int]:
    """Return the rows of places by their keys, new ones for those that were never named."""
    keys = [place.key for place in wanted]
    known = connection.execute(_KNOWN, {"keys": keys})
    numbers: dict[str, int] = {row.key: row.id for row in known}
    for place in wanted:
        if place.key not in numbers:
            values = {
                "key": place.key,
                "name": storable(place.name),
                "label": storable(place.label),
                "kind": place.kind.value,
                "country": place.country,
                "within": " ".join(place.within),
            }
            numbers[place.key] = connection.execute(_NEW, values).scalar_one()
    return numbers


def of_article(connection: Connection, article_id: int) -> tuple[Place, ...]:
    """Return the places that an article names, the smallest first."""
    return tuple(of_articles(connection, [article_id]).get(article_id, ()))


def of_articles(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Place]]:
    """Return the places that each of these articles names, the smallest first."""
    rows = connection.execute(
        select(places, sightings.c.article_id)
        .join(sightings, sightings.c.place_id == places.c.id)
        .where(sightings.c.article_id.in_(numbers), sightings.c.named)
        .order_by(sightings.c.id)
    ).mappings()
    found: dict[int, list[Place]] = {}
    for row in rows:
        found.setdefault(row["article_id"], []).append(place_of(row))
    for named in found.values():
        named.sort(key=lambda place: _SMALLEST_FIRST.index(place.kind))
    return found


def of_story(connection: Connection, story_id: int, limit: int) -> tuple[Place, ...]:
    """Return the places that most of a story's articles name, but for its countries."""
    count = func.count()
    most = (
        select(sightings.c.place_id, count.label("articles"))
        .join(memberships, memberships.c.article_id == sightings.c.article_id)
        .join(places, places.c.id == sightings.c.place_id)
        .where(
            memberships.c.story_id == story_id,
            memberships.c.main,
            sightings.c.named,
            places.c.kind != PlaceKind.COUNTRY.value,
        )
        .group_by(sightings.c.place_id)
        .order_by(count.desc(), sightings.c.place_id)
        .limit(limit)
        .subquery()
    )
    rows = connection.execute(
        select(places)
        .join(most, most.c.place_id == places.c.id)
        .order_by(most.c.articles.desc(), places.c.id)
    ).mappings()
    return tuple(place_of(row) for row in rows)


def in_news(connection: Connection, limit: int) -> tuple[Place, ...]:
    """Return the places that most of the stories name in which something was new last."""
    newest = select(stories.c.id).order_by(stories.c.changed_at.desc()).limit(_NEWEST)
    count = func.count(memberships.c.story_id.distinct())
    wanted = (
        select(places)
        .join(sightings, sightings.c.place_id == places.c.id)
        .join(memberships, memberships.c.article_id == sightings.c.article_id)
        .where(memberships.c.story_id.in_(newest), memberships.c.main, sightings.c.named)
        .group_by(places.c.id)
        .order_by(count.desc(), places.c.id)
        .limit(limit)
    )
    return tuple(place_of(row) for row in connection.execute(wanted).mappings())


_SMALLEST_FIRST = (PlaceKind.TOWN, PlaceKind.DISTRICT, PlaceKind.PROVINCE, PlaceKind.COUNTRY)


def place_of(row: Any) -> Place:
    """Read a place from its row."""
    return Place(
        row["key"], row["name"], PlaceKind(row["kind"]), row["country"],
        tuple(row["within"].split()), row["label"],
    )  # fmt: skip


def naming(keys: Sequence[str]) -> Select[Any]:
    """Select the articles that name one of these places, or what lies in it."""
    numbers = select(places.c.id).where(places.c.key.in_(keys))
    return select(sightings.c.article_id).where(sightings.c.place_id.in_(numbers))


def story_names(connection: Connection, keys: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a story names one of these places, or what lies in it.

    Of an article that belongs to another story first only that story counts.
    """
    numbers = connection.scalars(select(places.c.id).where(places.c.key.in_(keys))).all()
    seen = sightings.c.place_id.in_(numbers)
    some = select(sightings.c.id).where(seen).limit(_MANY + 1).subquery()
    of = (
        select(memberships.c.story_id)
        .join(sightings, sightings.c.article_id == memberships.c.article_id)
        .where(memberships.c.main, seen)
    )
    # Of a country the newest stories are soon found; of a village all its articles are.
    if (connection.scalar(select(func.count()).select_from(some)) or 0) > _MANY:
        return of.where(memberships.c.story_id == stories.c.id).exists()
    return stories.c.id.in_(of)


def unread(connection: Connection, chosen: Select[Any]) -> int:
    """Count chosen articles of which nobody knows which places they name.

    The first of them are looked at: those came before places were kept at all.
    """
    oldest = (
        chosen.with_only_columns(articles.c.id)
        .order_by(articles.c.id)
        .limit(MOST_UNREAD)
        .subquery()
    )
    known = select(prints.c.article_id).where(prints.c.places.is_not(None))
    counted = select(func.count()).select_from(oldest).where(oldest.c.id.not_in(known))
    return int(connection.scalar(counted) or 0)


def forget(connection: Connection, group: Sequence[int]) -> None:
    """Forget which places articles name."""
    connection.execute(delete(sightings).where(sightings.c.article_id.in_(group)))
