"""Read the invented events of `tests/monitor/events`.

    == nushol-post | 2031-03-03 18:40 | Hill Courier
    Gunmen storm police post in Nushol, six officers killed
    NUSHOL: Gunmen stormed a police post …

A file is a world in which its events compete; what begins with # says why.  `places.txt` is the
gazetteer of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from monitor.places import Gazetteer, Known
from news.article import Article, Outlet
from news.moment import Moment, Precision
from news.places import PlaceKind

FOLDER = Path(__file__).with_name("events")
WORLDS = sorted(path.stem for path in FOLDER.glob("*.txt") if path.stem != "places")
ROUND_UP = "round-up"  # the event of an article that tells of several, and belongs to each


class Told(NamedTuple):
    """An article, its key, and the event that it is about."""

    key: str
    event: str
    article: Article


@cache
def invented() -> Gazetteer:
    """Return the gazetteer of the invented countries."""
    return Gazetteer(_known())


def _known() -> Iterator[Known]:
    for line in (FOLDER / "places.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            key, name, kind, country, parent, people = (cell.strip() for cell in line.split("|"))
            yield Known(key, name, PlaceKind(kind), country, parent, int(people or 0))


def told(world: str) -> list[Told]:
    """Return a world's articles in order of publication."""
    found = []
    blocks = (FOLDER / f"{world}.txt").read_text("utf-8").split("\n== ")[1:]
    for number, block in enumerate(blocks, 1):
        head, title, text = block.strip().split("\n", 2)
        event, at, source = (cell.strip() for cell in head.split("|"))
        published = Moment(datetime.fromisoformat(at).replace(tzinfo=UTC), 0, Precision.MINUTE)
        key = f"{world}/{number}"
        article = Article(key, title, text, published=published, language="en",
                          outlet=Outlet(source, country="VX"))  # fmt: skip
        found.append(Told(key, event, article))
    return sorted(found, key=lambda one: (_at(one), one.key))


def _at(one: Told) -> datetime:
    assert one.article.published is not None
    return one.article.published.at
