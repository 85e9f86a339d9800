"""What is remembered of other spellings of names, on every database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive import aliases
from archive.aliases import Aliases
from archive.database import Database
from news.alias import Shown, Standing, Suggestion
from news.finding import Span
from tests.contract.desk import HOUR, NOW, POST, Desk, entry

ONA, SEF = "Ona Khawaja", "Sef Dravin"
KHWAJA = Shown(1, POST, "Later Ona Khwaja spoke.", Span(6, 16))


@pytest.fixture
def spellings(database: Database) -> Aliases:
    return Aliases(database)


def suggestion(alias: str = "Ona Khwaja", person: str = ONA, articles: int = 2) -> Suggestion:
    return Suggestion(person, alias, articles, 0.95, (KHWAJA,))


def standings(spellings: Aliases) -> list[tuple[str, str, int, str]]:
    return [
        (one.suggestion.person, one.suggestion.alias, one.suggestion.articles, one.standing.value)
        for one in spellings.listing()
    ]


def number_of(spellings: Aliases, alias: str) -> int:
    (number,) = [one.number for one in spellings.listing() if one.suggestion.alias == alias]
    return number


def test_a_suggestion_is_kept_with_its_sentences(spellings: Aliases) -> None:
    """Found again it is none that is new; its count and sentences are those found last."""
    assert spellings.suggest([suggestion(), suggestion("اونا خواجہ", articles=1)], NOW) == 2
    again = suggestion("ONA KHWÁJA", articles=7)
    assert spellings.suggest([again], NOW + HOUR) == 0
    first, second = spellings.listing()
    assert first.suggestion == again
    assert (first.first_seen, first.seen, first.decided) == (NOW, NOW + HOUR, None)
    assert second.suggestion.alias == "اونا خواجہ"
    assert spellings.approved() == ()


def test_what_was_decided_stays_so(spellings: Aliases) -> None:
    """A refused spelling never comes back by itself; a desk may change its mind."""
    spellings.suggest([suggestion(), suggestion("Ona Khvaja"), suggestion("Sef Drawin", SEF)], NOW)
    yes, no = number_of(spellings, "Ona Khwaja"), number_of(spellings, "Ona Khvaja")
    approved = spellings.decide(yes, Standing.APPROVED, NOW + HOUR)
    assert approved is not None
    assert (approved.standing, approved.decided) == (Standing.APPROVED, NOW + HOUR)
    spellings.decide(no, Standing.REFUSED, NOW + HOUR)
    assert (
        spellings.suggest([suggestion(articles=9), suggestion("Ona Khvaja", articles=9)], NOW) == 0
    )
    assert standings(spellings) == [
        (ONA, "Ona Khvaja", 2, "refused"),
        (ONA, "Ona Khwaja", 2, "approved"),
        (SEF, "Sef Drawin", 2, "suggested"),
    ]
    assert [one.number for one in spellings.listing([Standing.APPROVED])] == [yes]
    assert spellings.approved() == ((ONA, "Ona Khwaja"),)
    spellings.decide(yes, Standing.REFUSED, NOW + 2 * HOUR)
    assert spellings.approved() == ()


def test_nothing_to_decide(spellings: Aliases) -> None:
    assert spellings.decide(7, Standing.APPROVED, NOW) is None


def test_texts_come_newest_first_in_pieces(desk: Desk, spellings: Aliases) -> None:
    """Each current text once, back to a time."""
    desk.settle()
    for number in range(5):
        at = NOW - number * HOUR
        desk.poll(entry(f"/{number}", f"Ferry {number}", text="Late.", published=at))
    since, first = NOW - timedelta(hours=3, minutes=1), spellings.texts(NOW - 9 * HOUR, None, 1)
    pieces, before = [], None
    while found := spellings.texts(since, before, 3):
        pieces.append([one.article.title for one in found])
        before = found[-1].place
    assert pieces == [["Ferry 0", "Ferry 1", "Ferry 2"], ["Ferry 3"]]
    assert spellings.count(since) == 4
    assert (first[0].source, first[0].article.text) == (POST, "Late.")


def test_sentences_of_deleted_articles_go(database: Database, spellings: Aliases) -> None:
    """Nothing is quoted of what the archive has let go."""
    other = Shown(11, POST, "Ona Khwaja.", Span(0, 10))
    spellings.suggest([Suggestion(ONA, "Ona Khwaja", 2, 0.9, (KHWAJA, other))], NOW)
    with database.write() as connection:
        aliases.forget(connection, [1, 5])
    assert [one.suggestion.shown for one in spellings.listing()] == [(other,)]


@pytest.mark.parametrize("evil", ["Ona\x00 Khwaja", "Ona \ud800Khwaja", '%\' OR "article": 1,'])
def test_hostile_spellings_are_stored(spellings: Aliases, evil: str) -> None:
    """Whatever an outlet prints is kept as far as any database can hold it."""
    shown = Shown(1, evil, evil, Span(0, 3))
    spellings.suggest([Suggestion(ONA, evil, 1, 0.9, (shown,))], NOW)
    spellings.suggest([Suggestion(ONA, evil, 2, 0.9, (shown,))], NOW)
    assert [one.suggestion.articles for one in spellings.listing()] == [2]
