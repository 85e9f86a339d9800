"""Articles are found by the places that they name, and by what those lie in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert

from archive.backtest import Backtests
from archive.browse import Browse, Query
from archive.located import forget, of_article
from archive.schema import memberships
from archive.storied import Storied
from monitor.match import Matcher
from news import places
from news.errors import RuleError
from news.places import sought, use
from news.watch import Topic, Watchlist
from tests.contract.desk import Desk
from tests.contract.test_threads import ATTACK, HOUR, RISES, Newsroom, newsroom
from tests.monitor.telling import invented

FLOOD = (
    "River Ost floods a hundred houses in Hadarvan",
    (
        "HADARVAN: The river Ost burst its banks on Thursday and flooded 100 houses in Hadarvan, "
        "the mayor said.\nNobody was hurt, and boats brought children to the school on the hill."
    ),
)


@pytest.fixture(autouse=True)
def _invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rules know the invented places only."""
    monkeypatch.setattr(places.Used, "made", None)
    use(invented)


def found(desk: Desk, text: str) -> list[str]:
    return sorted(item.title for item in Browse(desk.database).listing(Query(text)).items)


def told(desk: Desk) -> Newsroom:
    room = newsroom(desk)
    for title, text in (ATTACK, FLOOD, ("Nothing named", "It rained, and nobody said where.")):
        room.come(title, text)
    return room


def test_a_place_finds_what_lies_in_it(desk: Desk) -> None:
    """The town finds its own, its province and country those of all that lies in them."""
    told(desk)
    assert found(desk, 'place:"Nushol"') == [ATTACK[0]]
    assert found(desk, "place:(Nushol OR Hadarvan)") == [FLOOD[0], ATTACK[0]]
    country = invented().meant(["nushol"])[0].within[-1]
    name = invented().place(country)
    assert name is not None
    assert found(desk, f'place:"{name.name}"') == [FLOOD[0], ATTACK[0]]
    assert found(desk, f'place:"{name.name}" police') == [ATTACK[0]]
    assert found(desk, "rained -place:Nushol") == ["Nothing named"]
    assert found(desk, f'place("Nushol, {name.name}")') == [ATTACK[0]]


def test_index_and_matcher_find_the_same(desk: Desk) -> None:
    """What a rule matches as articles come is what it finds in the archive later."""
    room = newsroom(desk)
    rule = Watchlist().meaning("place:Nushol gunmen")
    room.matcher = Matcher(Watchlist((Topic("There", rule),)))
    room.come(*ATTACK)
    room.come(*FLOOD)
    tested = Backtests(desk.database).test(rule, room.now - 24 * HOUR)
    assert (tested.fired, tested.exact, tested.unread) == (1, True, 0)
    (item,) = Browse(desk.database).listing(Query(topic="There")).items
    assert item.title == ATTACK[0]
    shown = Browse(desk.database).article(item.id)
    assert shown is not None
    (reason,) = [one for one in shown.matches[0].reasons if one.part.startswith("place:")]
    span = reason.spans[0]
    assert shown.article.full[span.start : span.end].casefold() == "nushol"


def test_what_nobody_looked_at_is_counted(desk: Desk) -> None:
    """An article from before places were kept may fit, too."""
    room = newsroom(desk)
    place = room.threads.traits
    room.threads.traits = lambda *of: replace(place(*of), places=None)  # type: ignore[method-assign]
    room.come(*ATTACK)
    listing = Browse(desk.database).listing(Query("place:Nushol"))
    assert (listing.total, listing.unread) == (0, 1)


def test_places_go_with_an_edit_and_with_the_article(desk: Desk) -> None:
    """Each text has its own; let go, an article leaves none."""
    room = newsroom(desk)
    placed = room.come(*ATTACK, path="/one")
    with desk.database.read() as connection:
        assert "Nushol" in [place.name for place in of_article(connection, placed.article_id)]
    room.come(FLOOD[0], FLOOD[1], path="/one", hours=1)
    assert found(desk, "place:Nushol") == []
    assert found(desk, "place:Hadarvan") == [FLOOD[0]]
    with desk.database.write() as connection:
        forget(connection, [placed.article_id])
        assert not of_article(connection, placed.article_id)


def test_a_story_says_where_it_is(desk: Desk) -> None:
    """By the places that most of its reports name."""
    room = newsroom(desk)
    room.come(*ATTACK)
    room.come(*RISES)
    (item,) = Storied(desk.database).listing(9).items
    shown = Storied(desk.database).story(item.key)
    assert shown is not None
    assert [place.name for place in shown.places] == ["Nushol"]


def test_stories_are_listed_by_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a town, and of what it lies in, its stories; by either way of the index the same."""
    told(desk)
    stories = Storied(desk.database)
    names = {item.title: {place.name for place in _places(stories, item.key)}
             for item in stories.listing(9).items}  # fmt: skip
    assert names[ATTACK[0]] == {"Nushol"}
    country = invented().place(invented().meant(["nushol"])[0].within[-1])
    assert country is not None
    for many in (2_000, 0):
        monkeypatch.setattr("archive.located._MANY", many)
        for name, titles in (
            ("Nushol", [ATTACK[0]]),
            ("Hadarvan", [FLOOD[0]]),
            (country.name, [FLOOD[0], ATTACK[0]]),
        ):
            listed = stories.listing(9, places=sought(name)).items
            assert [item.title for item in listed] == titles
    first = stories.listing(1, places=sought(country.name))
    rest = stories.listing(1, places=sought(country.name), before=first.older)
    assert [item.title for item in rest.items] == [ATTACK[0]]
    assert stories.listing(9, places=("nowhere",)).items == ()


def test_a_round_up_puts_no_story_where_it_is_not(desk: Desk) -> None:
    """What tells of a story beside its own makes that one no event of its places."""
    room = told(desk)
    stories = Storied(desk.database)
    flood = next(item for item in stories.listing(9).items if item.title == FLOOD[0])
    placed = room.come("Nushol in brief", "NUSHOL: Markets in Nushol were shut on Thursday.")
    with desk.database.write() as connection:
        connection.execute(
            insert(memberships).values(
                story_id=flood.id, article_id=placed.article_id, main=False,
                decided_by="likeness", added_at=0,
            )
        )  # fmt: skip
    assert FLOOD[0] not in [
        item.title for item in stories.listing(9, places=sought("Nushol")).items
    ]


def test_the_news_names_its_places(desk: Desk) -> None:
    """Those that most stories name come first."""
    assert Storied(desk.database).places() == ()
    told(desk)
    assert {place.name for place in Storied(desk.database).places()} >= {"Nushol", "Hadarvan"}


def _places(stories: Storied, key: str) -> tuple[places.Place, ...]:
    shown = stories.story(key)
    assert shown is not None
    return shown.places


def test_a_slip_is_said_with_the_nearest_name(desk: Desk) -> None:
    """A rule refuses it; a search reads it as words, and says so."""
    told(desk)
    with pytest.raises(RuleError, match='place:"Nushol"'):
        Watchlist().meaning("place:Nushl")
    listing = Browse(desk.database).listing(Query("place:Nushl"))
    assert 'Did you mean place:"Nushol"?' in listing.note
