"""The outlets that ship with wirewatch."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from config.catalogue import CONFIDENCE, COUNTRIES, Outlet, catalogue, choose
from news.errors import WirewatchError

ALL = catalogue()
ONE = '[[outlets]]\nname = "A"\ncountry = "PK"\nregion = ""\nlanguages = ["en"]\n'


def test_all_of_them_are_here() -> None:
    """85 outlets with 137 feeds and 24 sitemaps; each value passes the checks of a source."""
    assert len(ALL) == 85
    assert sum(len(outlet.feeds) for outlet in ALL) == 137
    assert sum(len(outlet.sitemaps) for outlet in ALL) == 24
    assert all(outlet.timezone and outlet.languages for outlet in ALL)
    assert {outlet.country for outlet in ALL} == set(COUNTRIES)
    assert {outlet.confidence for outlet in ALL} == set(CONFIDENCE)


def test_no_address_and_no_name_is_there_twice() -> None:
    """Whoever takes all of them gets a configuration that loads."""
    addresses = [feed.url for outlet in ALL for feed in outlet.feeds]
    addresses += [url for outlet in ALL for url in outlet.sitemaps]
    names = [outlet.name.casefold() for outlet in ALL]
    assert [one for one, count in Counter(addresses + names).items() if count > 1] == []


def test_where_only_a_home_page_is_known_there_is_no_feed() -> None:
    """Those are listed so that nobody looks for their feeds again, and never proposed."""
    bare = [outlet for outlet in ALL if outlet.confidence == "D"]
    assert len(bare) == 3
    assert not any(outlet.polled or outlet.likely for outlet in bare)
    assert not set(bare) & set(choose(ALL, (), ()))


@pytest.mark.parametrize(
    ("countries", "languages", "count", "first"),
    [
        ((), (), 82, "A"),
        (["PK"], (), 26, "A"),
        (["IN"], ["hi"], 3, "A"),
        (["AF", "IR"], ["fa"], 8, "A"),
        (["DE"], ["ur"], 0, ""),
    ],
)
def test_what_fits(countries: list[str], languages: list[str], count: int, first: str) -> None:
    found = choose(ALL, countries, languages)
    assert len(found) == count
    assert [outlet.confidence for outlet in found] == sorted(o.confidence for o in found)
    assert (found[0].confidence if found else "") == first


def test_opinion_is_left_out() -> None:
    """A desk begins with reports."""
    (dawn,) = [outlet for outlet in ALL if outlet.name == "Dawn"]
    assert len(dawn.feeds) == len(dawn.followed) + 1


def test_remarks() -> None:
    """Whose voice it is stands beside the name, unless it is its own."""
    remarks = {outlet.name: outlet.remark for outlet in ALL}
    assert remarks["Dawn"] == ""
    assert remarks["Press TV"].startswith("state; ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[outlets]", "not as it should be"),
        (ONE, "homepage"),
        (None, "cannot be read"),
    ],
)
def test_another_catalogue_that_is_wrong(tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "own.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(WirewatchError, match=says):
        catalogue(path)


def test_an_outlet_is_a_value() -> None:
    """Nobody changes the catalogue by the way."""
    with pytest.raises(AttributeError):
        ALL[0].name = "Other"  # type: ignore[misc]
    assert isinstance(ALL[0], Outlet)
