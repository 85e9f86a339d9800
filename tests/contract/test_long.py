"""Texts, words and addresses beyond what a database's indexes hold are kept and found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.browse import Query
from archive.database import Database
from archive.frontier import text_hash
from archive.schema import revisions
from news.article import Origin
from news.finding import Subject
from news.health import Trouble
from news.moment import Precision, ZoneFrom
from news.source import FetchKind
from tests.contract.desk import HOUR, Desk, entry

FILLER = "the ferry of the bay and the ferry of the lake "


def found(desk: Desk, query: str) -> bool:
    return bool(desk.browse.listing(Query(text=query)).items)


def write(desk: Desk, text: str) -> None:
    desk.settle()
    desk.poll(entry("/long", "Quay strike", text=text), budget=0)


# The words that the queries are about stand before, across and behind the places at which
# PostgreSQL's index cuts: 16,000 words, and 250 times the same word.
LONG = " ".join(
    ["amber beacon", *(f"w{n}" for n in range(15_990)), "cedar dune ember", FILLER * 900, "fjord"]
)


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ('"amber beacon"', True),
        ('"beacon amber"', False),
        ('"beacon w0"', True),
        *[(f'"w{n} w{n + 1} w{n + 2}"', True) for n in range(15_900, 15_988, 11)],
        ('"w15989 cedar dune ember the ferry"', True),
        ('"cedar ember"', False),
        ('"lake the ferry of the bay and the ferry of the lake the"', True),
        ('"lake fjord"', True),
        ("amber fjord", True),
        ("quay fjord", True),
        ('"strike amber"', False),  # no phrase goes from the headline into the text
        ("amber -fjord", False),
        ("amber -zebra", True),
        ("amber (zebra OR fjord)", True),
        ("amber (zebra OR NOT fjord)", False),
        ("zebra OR (fjord amber)", True),
        ("zebra OR (fjord -amber)", False),
        ("fjo*", True),
        ('"cedar dun"*', True),
    ],
)
def test_a_text_longer_than_an_index_row(desk: Desk, query: str, hit: bool) -> None:
    """Fifty thousand words, most of them the same few, are searched as one text."""
    write(desk, LONG)
    assert found(desk, query) is hit


@pytest.mark.parametrize("letter", ["a", "ک", "क", "𐐨"])
def test_a_word_longer_than_an_index_takes(desk: Desk, letter: str) -> None:
    """A word of three thousand letters is found whole and by its beginning, and is only itself."""
    write(desk, f"before {letter * 3000} after")
    assert found(desk, letter * 3000)
    assert found(desk, f'"before {letter * 3000} after"')
    assert found(desk, f"{letter * 400}*")
    assert not found(desk, letter * 2999)
    assert not found(desk, f"{letter * 400}")


def test_many_long_words(desk: Desk) -> None:
    """Words that fill a megabyte are found, and so are phrases of them."""
    write(desk, " ".join(f"{n:04}{'z' * 1500}" for n in range(900)))
    for n in (0, 250, 333, 500, 898):
        assert found(desk, f'"{n:04}{"z" * 1500} {n + 1:04}{"z" * 1500}"')


@pytest.mark.parametrize(
    "text", ["it's a 'quoted' word", r"a back\slash 'n' quote", "a:1,2 & !b | (c)"]
)
def test_signs_of_the_index_are_plain_text(desk: Desk, text: str) -> None:
    write(desk, text)
    assert found(desk, text.rsplit(maxsplit=1)[-1])
    assert found(desk, f'"{text}"')


def test_nul_costs_no_article(desk: Desk, database: Database) -> None:
    """What PostgreSQL cannot hold becomes a sign that it can; hash and search stay true."""
    desk.settle()
    hostile = replace(
        entry("/n\x00l", "Ferry\x00 late", guid="g\x001", text="All were\x00 saved."),
        authors=("Ona\x00 Brill",),
    )
    desk.poll(hostile, budget=0)
    desk.poll(hostile, budget=0)
    assert desk.browse.totals().articles == 1
    assert found(desk, "saved")
    with database.read() as connection:
        row = connection.execute(revisions.select()).one()
    assert row.sha256 == text_hash(row.title, row.text)


def test_an_address_of_eight_kilobytes(desk: Desk) -> None:
    """Very long addresses and guids that differ at their ends are two articles, and known again."""
    desk.settle()
    tail = "".join(chr(33 + n * n % 89) for n in range(8000))
    ones = [entry(f"/{tail}/{n}", f"Report {n}", guid=f"{tail}{n}") for n in (1, 2)]
    taken = desk.poll(*ones)
    assert len(taken) == 2
    assert desk.poll(*ones) == []
    assert desk.browse.totals().articles == 2
    desk.store(taken[0])
    placed = desk.read("The ferry sank.")
    assert placed.article_id == taken[0].article_id


def test_what_is_written_fits_its_columns() -> None:
    """SQLite takes a word of any length; PostgreSQL refuses one that is longer than its column."""
    kinds = (FetchKind, Origin, Subject, Precision, ZoneFrom)
    assert {value for kind in kinds for value in kind if len(value) > 8} == set()
    assert {trouble for trouble in Trouble if len(trouble) > 16} == set()


def test_an_error_of_any_length_is_kept(desk: Desk) -> None:
    """A server's long answer is no reason to lose the note of it."""
    desk.settle()
    (fetch,) = desk.poll(entry("/a"))
    desk.frontier.page_failed(fetch, "x\x00" * 50_000, desk.clock + HOUR, desk.clock)
    assert desk.browse.totals().due == 1
