"""Spiders written by hand, one module each, for outlets whose lists no general reading gets.

A module holds one plain function:

    def spider(page: SitePage) -> Iterator[Entry | Onward | Older]: ...

It gets a list page that is parsed already and yields what stands on it; it asks nobody,
keeps nothing, and runs in a reading worker that is killed if it hangs.  What it raises is
the source's failure and appears in the source's health.  A source chooses one with
`site = "brakkel_courier"`.  docs/sites.md shows how to write one, step by step.

Discarded: spiders that fetch (each would need the gate, the guard and robots.txt again),
and entry points of other packages (a desk copies one file; it does not publish a package).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from lxml.cssselect import CSSSelector

from crawler.dates import read_date
from crawler.lines import title_text
from crawler.urls import absolute
from news.errors import ExtractError
from news.moment import Moment, ZoneFrom
from news.source import Entry, Source


@dataclass(frozen=True)
class Onward:
    """Another page to read with this one, at each poll: a list that is split in parts."""

    url: str


@dataclass(frozen=True)
class Older:
    """The next page of this list: read when older reports are wanted, not at each poll."""

    url: str


@dataclass(frozen=True)
class SitePage:
    """A list page: its parsed tree, the address that answered, whose it is, and when."""

    tree: Any
    url: str
    source: Source
    now: datetime

    def select(self, selector: str, within: Any = None) -> Sequence[Any]:
        """Return the elements that a CSS selector finds, in the order of the page."""
        root = self.tree if within is None else within
        return cast("Sequence[Any]", CSSSelector(selector, translator="html")(root))

    def text(self, element: Any) -> str:
        """Return what an element says, on one line."""
        return title_text(" ".join(element.itertext()))

    def address(self, link: Any) -> str:
        """Return where a link leads, whole; "" where that is no web address."""
        return absolute(self.url, link.get("href") or "") or ""

    def moment(self, raw: str) -> Moment | None:
        """Read a time in the outlet's zone; None where it is none."""
        return read_date(raw, self.source.timezone, self.now, ZoneFrom.PAGE)


class Spider(Protocol):
    """What a module of this package holds."""

    def __call__(self, page: SitePage) -> Iterator[Entry | Onward | Older]:
        """Yield what stands on a list page."""


def written_for(name: str) -> Spider:
    """Return the spider of this name."""
    try:
        return cast("Spider", import_module(f"crawler.sites.{name}").spider)
    except (ImportError, AttributeError) as error:
        raise ExtractError(f"the spider '{name}' cannot be loaded: {error}") from None
