"""What is counted of addresses, on every database."""

from __future__ import annotations

from datetime import timedelta

from archive import shapes
from archive.database import Database
from archive.shapes import Shapes
from tests.contract.desk import NOW, POST, Desk, entry, source

NEWS, PHOTOS = "/news/<number>", "/photos/<slug>"


def learn(desk: Desk, database: Database, article: int, shape: str, *, good: bool) -> None:
    with database.write() as connection:
        shapes.learn(connection, article, shape, NOW, is_article=good)


def test_pages_are_counted_by_source_and_shape(desk: Desk, database: Database) -> None:
    """Two sources' addresses of one shape are two counts; the most frequent come first."""
    desk.settle(source(), source("Zhenna Herald"))
    desk.poll(entry("/a"))
    desk.poll(entry("/b", host="zhennaherald.example"), name="Zhenna Herald")
    for good in (True, True, False):
        learn(desk, database, 1, NEWS, good=good)
    learn(desk, database, 1, PHOTOS, good=False)
    learn(desk, database, 2, NEWS, good=False)
    post, herald = (Shapes(database).known(name) for name in (POST, "Zhenna Herald"))
    assert [(each.shape, each.articles, each.others) for each in post] == [
        (NEWS, 2, 1),
        (PHOTOS, 0, 1),
    ]
    assert [(each.shape, each.articles, each.others) for each in herald] == [(NEWS, 0, 1)]
    assert post[0].seen_at == NOW
    assert Shapes(database).known("Nobody") == ()


def test_the_last_page_of_a_shape_is_remembered(desk: Desk, database: Database) -> None:
    """When a shape was seen last decides whether it is tried anew."""
    desk.settle()
    desk.poll(entry("/a"))
    learn(desk, database, 1, NEWS, good=True)
    with database.write() as connection:
        shapes.learn(connection, 1, NEWS, NOW + timedelta(days=9), is_article=False)
    (known,) = Shapes(database).known(POST)
    assert (known.articles, known.others, known.seen_at) == (1, 1, NOW + timedelta(days=9))


def test_an_endless_shape_is_not_kept(desk: Desk, database: Database) -> None:
    """An address of two thousand characters makes no row."""
    desk.settle()
    desk.poll(entry("/a"))
    learn(desk, database, 1, "/" + "x" * 2_000, good=True)
    assert Shapes(database).known(POST) == ()
