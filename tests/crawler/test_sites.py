"""Spiders written by hand: what they give, and that their faults stay the source's."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from urllib.parse import urljoin

import pytest

import crawler.sites
from config.sites import site_names
from crawler.sections import read_section
from crawler.sites import SitePage
from crawler.worker import run
from news.errors import ExtractError
from news.source import Source
from wirewatch.newsworld.listings import listing
from wirewatch.newsworld.world import World

NOW = datetime(2031, 3, 5, tzinfo=UTC)
CASES = sorted((Path(__file__).parent / "sites").glob("*/*.html"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_spiders(path: Path) -> None:
    said = json.loads(path.with_suffix(".json").read_text("utf-8"))
    source = Source("A", timezone=said["timezone"], site=path.parent.name)
    found = read_section(path.read_bytes(), url=said["url"], source=source, now=NOW)
    assert [
        [entry.url, entry.title, entry.published and entry.published.iso(), entry.text]
        for entry in found.entries
    ] == [[urljoin(said["url"], url), *rest] for url, *rest in said["entries"]]
    for key in ("onward", "older"):
        assert list(getattr(found, key)) == [urljoin(said["url"], one) for one in said[key]]


def test_the_example_reads_the_news_worlds_courier() -> None:
    """What the outlet of the demo prints is what its spider gives, with the day of each."""
    world = World(start=NOW - timedelta(days=2), filler=300)
    outlet = next(one for one in world.outlets if one.slug == "courier")
    items, site = world.published(outlet, NOW, 20), "https://courier.example"
    body = listing(outlet, outlet.listings[0], items, site=site, now=NOW)
    source = Source(outlet.name, timezone=outlet.timezone, site="brakkel_courier")
    found = read_section(body, url=f"{site}/hills/", source=source, now=NOW)
    assert [entry.url for entry in found.entries] == [site + item.paths[0] for item in items]
    assert items
    assert all(entry.published and entry.text for entry in found.entries)


def test_every_spider_has_a_case() -> None:
    """The configuration knows the spiders by their files, and each file has a page to read."""
    assert site_names() == {path.parent.name for path in CASES}
    for name in site_names():
        assert callable(crawler.sites.written_for(name))


@pytest.mark.parametrize(
    ("yields", "says"),
    [
        (7, "the spider 'mended' yields a int"),
        (KeyError("data-day"), "the reader failed: KeyError: 'data-day'"),
    ],
)
def test_a_broken_spider_is_an_error_of_its_source(
    yields: object, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong in a spider comes out of the worker as a plain text."""

    def spider(page: SitePage) -> Iterator[object]:
        if isinstance(yields, Exception):
            raise yields
        yield yields

    module = ModuleType("crawler.sites.mended")
    module.spider = spider  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    words = {"url": "https://a.example/", "source": Source("A", site="mended"), "now": NOW}
    with pytest.raises(ExtractError) as caught:
        run("section", 5.0, (b"<p>x</p>",), words)
    assert says in str(caught.value)


def test_a_spider_that_is_not_there() -> None:
    """A file that was removed since the configuration was loaded is a failed poll."""
    source = Source("A", site="gone")
    with pytest.raises(ExtractError, match="the spider 'gone' cannot be loaded"):
        read_section(b"<p>x</p>", url="https://a.example/", source=source, now=NOW)
