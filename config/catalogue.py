"""The outlets that ship with wirewatch: where to begin, not whom to trust.

A desk that begins with an empty file begins with an afternoon of searching for feeds.  So
`catalogue.toml` lists outlets with their addresses and with how sure we are of them, and
`wirewatch init` proposes what fits.  What a desk takes is copied into its own sources.toml:
the catalogue is never read again, and a later one changes nobody's sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from config.settings import CLOSED
from config.values import Country, Language, Name, Text, Url, Zone
from news.errors import WirewatchError

SHIPPED = Path(__file__).parent / "catalogue.toml"

# What each grade means, for those who choose.
CONFIDENCE = {
    "A": "measured alive",
    "B": "named by several lists",
    "C": "named by one or two",
    "D": "home page only",
}

# Sections that bring more noise than reports.
_LEFT_OUT = frozenset({"opinion"})

COUNTRIES = {
    "AF": "Afghanistan", "BD": "Bangladesh", "DE": "Germany", "GB": "United Kingdom",
    "IN": "India", "IR": "Iran", "LK": "Sri Lanka", "NP": "Nepal", "PK": "Pakistan",
    "QA": "Qatar", "US": "United States", "XX": "several countries",
}  # fmt: skip


@dataclass(frozen=True, config=CLOSED)
class Address:
    """One feed and which part of the outlet it lists."""

    url: Url
    section: Text = ""


@dataclass(frozen=True, config=CLOSED)
class Outlet:
    """One outlet of the catalogue; `kind` says whose voice it is."""

    name: Name
    country: Country
    region: Text
    languages: tuple[Language, ...]
    homepage: Url
    kind: Text
    timezone: Zone
    confidence: Literal["A", "B", "C", "D"]
    note: Text = ""
    feeds: tuple[Address, ...] = ()
    sitemaps: tuple[Url, ...] = ()

    @property
    def polled(self) -> bool:
        """Whether there is anything to poll."""
        return bool(self.feeds or self.sitemaps)

    @property
    def likely(self) -> bool:
        """Whether it is proposed as taken."""
        return self.polled and self.confidence in {"A", "B"}

    @property
    def followed(self) -> tuple[str, ...]:
        """The feeds that a desk begins with."""
        return tuple(feed.url for feed in self.feeds if feed.section not in _LEFT_OUT)

    @property
    def entry(self) -> dict[str, Any]:
        """What stands of it in a desk's sources.toml."""
        return {
            "name": self.name,
            "url": self.homepage,
            "feeds": list(self.followed),
            "sitemaps": list(self.sitemaps),
            # A detector names the language of those that print in several.
            "language": self.languages[0] if len(self.languages) == 1 else "",
            "region": self.region,
            "country": "" if self.country == "XX" else self.country,
            "timezone": self.timezone,
        }

    @property
    def remark(self) -> str:
        """What a reader should know of it: whose voice it is, and what may go wrong."""
        kind = "" if self.kind == "independent" else self.kind
        return "; ".join(part for part in (kind, self.note) if part)


def catalogue(path: Path = SHIPPED) -> tuple[Outlet, ...]:
    """Read a catalogue; WirewatchError says what is wrong with one that is not ours."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(tuple[Outlet, ...]).validate_python(table.get("outlets", []))
    except OSError as error:
        raise WirewatchError(f"the catalogue {path} cannot be read: {error.strerror}") from None
    except (ValueError, ValidationError) as error:
        says = str(error).replace("\n", " ")
        raise WirewatchError(f"the catalogue {path} is not as it should be: {says}") from None


def choose(
    outlets: Collection[Outlet], countries: Collection[str], languages: Collection[str]
) -> list[Outlet]:
    """Return those with something to poll that fit; empty lists ask for nothing.

    Those that we are surer of come first.
    """
    fitting = [
        outlet
        for outlet in outlets
        if outlet.polled
        and (not countries or outlet.country in countries)
        and (not languages or not set(languages).isdisjoint(outlet.languages))
    ]
    return sorted(fitting, key=lambda outlet: outlet.confidence)
