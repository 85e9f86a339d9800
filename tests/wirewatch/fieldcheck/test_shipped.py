"""The catalogue can be checked as it ships, all of it or some countries."""

from __future__ import annotations

import pytest

from config.catalogue import catalogue
from news.errors import WirewatchError
from wirewatch.fieldcheck.shipped import shipped_sources


def test_every_address_of_the_catalogue_is_asked() -> None:
    """No feed and no sitemap of any outlet is left out."""
    asked = {feed.url for source in shipped_sources([], 900) for feed in source.feeds}
    outlets = catalogue()
    there = {feed.url for outlet in outlets for feed in outlet.feeds}
    assert asked == there | {url for outlet in outlets for url in outlet.sitemaps}
    assert len(asked) > 100


def test_names_are_one_each() -> None:
    """A report names each outlet once."""
    names = [source.name for source in shipped_sources([], 900)]
    assert len(names) == len(set(names)) > 50


def test_some_countries() -> None:
    """Countries may be written small; only their outlets come."""
    assert {source.country for source in shipped_sources(["pk", "NP"], 900)} == {"PK", "NP"}


def test_a_country_that_is_not_there_is_named() -> None:
    """A typo does not check nothing in silence."""
    with pytest.raises(WirewatchError, match=r"no country ZZ\. .*PK"):
        shipped_sources(["ZZ"], 900)
