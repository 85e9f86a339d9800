"""A place that many sources report is told of once, with what the archive knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select, update

from archive.health import Health
from archive.schema import articles, prints, sources
from news.finding import Subject
from news.moment import micros
from news.pace import Burst, PlaceWishes
from news.watch import Watchlist
from tests.contract.desk import BEFORE, POST, Desk, source
from tests.contract.test_threads import ATTACK, Newsroom
from wirewatch.pacing import Pacing

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WISHES = PlaceWishes(Burst.HIGH, countries=frozenset({"VX"}))
OTHERS = ("Hill Courier", "Karvi Sentinel", "Lowra Post")


def room_of(desk: Desk) -> Newsroom:
    """Follow four outlets since long; one article came ten days ago."""
    desk.settle(source(POST), *(source(name) for name in OTHERS))
    room = Newsroom(desk)
    room.come("It rains in Tellish", "TELLISH: It rained in Tellish on Monday, residents said.")
    room.now += 10 * DAY
    return room


def come_from(room: Newsroom, *names: str) -> None:
    """Let each of these outlets report the attack in its own words."""
    for name in names:
        title, text = ATTACK
        placed = room.come(f"{title} ({room.pages})", f"{text}\nReporter {room.pages} saw smoke.")
        with room.desk.database.write() as connection:
            own = sources.select().where(sources.c.name == name)
            row = connection.execute(own).mappings().one()
            chosen = articles.c.id == placed.article_id
            values = {"source_id": row["id"], "seal": ""}
            connection.execute(update(articles).where(chosen).values(values))
            # What is told in other words is no copy.
            connection.execute(update(prints).values(copy_of=None))


def look(room: Newsroom, wishes: PlaceWishes = WISHES) -> list[str]:
    """Look once; return the places of which is told anew."""
    room.now += timedelta(minutes=5)
    Pacing(room.desk.database, Watchlist(), wishes).look(room.now)
    found = room.desk.outbox.unrouted(500)
    room.desk.outbox.address([(one, []) for one in found], room.now)
    return [one.name for one in found if one.subject is Subject.PLACE]


def test_a_burst_of_a_place_is_told_once(desk: Desk) -> None:
    """By independent sources; its end is told to nobody, and the next one is told again."""
    room = room_of(desk)
    come_from(room, POST, OTHERS[0])
    assert look(room) == []
    come_from(room, OTHERS[1], OTHERS[2])
    (told,) = look(room)
    assert told.startswith("Nushol, ")
    (lasting,) = Health(desk.database).current({Subject.PLACE})
    assert lasting.says.startswith("4 independent sources in 6 hours")
    assert "Most reported:" in lasting.advice
    assert look(room) == []
    room.now += 12 * HOUR
    assert look(room) == []
    assert Health(desk.database).current({Subject.PLACE}) == []


def test_only_what_is_wanted_is_looked_at(desk: Desk) -> None:
    """Places of other countries, or outside of those that are watched, are left alone."""
    room = room_of(desk)
    come_from(room, POST, *OTHERS)
    assert look(room, replace(WISHES, countries=frozenset({"OX"}))) == []
    assert look(room, replace(WISHES, watched=frozenset({"v.s"}))) == []
    assert look(room, replace(WISHES, burst=Burst.OFF)) == []
    assert len(look(room, replace(WISHES, watched=frozenset({"v.n"})))) == 1


def test_outlets_of_one_owner_and_old_news_are_no_burst(desk: Desk) -> None:
    """What is counted is who says so by himself, now."""
    room = room_of(desk)
    come_from(room, POST, *OTHERS)
    one_owner = dict.fromkeys((POST, *OTHERS), "The Vesk Group")
    assert look(room, replace(WISHES, owners=one_owner)) == []
    with desk.database.write() as connection:
        connection.execute(update(articles).values(sort_at=micros(BEFORE), seal=""))
    assert look(room) == []


def test_copies_are_no_burst(desk: Desk) -> None:
    """One agency's report in four papers is one report."""
    room = room_of(desk)
    come_from(room, POST, *OTHERS)
    with desk.database.write() as connection:
        first = connection.scalar(select(func.max(prints.c.article_id)))
        others = update(prints).where(prints.c.article_id != first)
        connection.execute(others.values(copy_of=first))
    assert look(room) == []
