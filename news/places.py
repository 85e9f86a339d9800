"""Where something is: a town, a district, a province, a country.

    "… in Nushki, Balochistan …"  →  Nushki (town), within Nushki District, Balochistan, PK

A place is known by a key that every spelling of it shares.  `within` holds the keys of what it
lies in, the nearest first, so that "the town" and "its district" can be told to agree.

Which places there are says an `Atlas`: whoever starts a process says which (`use`), once, as it is
with a language.  Rules that name places are read with it, on a machine that has none not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from news.errors import WirewatchError
from news.finding import Span
from news.text import words


class PlaceKind(StrEnum):
    """How large a place is, as administrations count."""

    TOWN = "town"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNTRY = "country"


@dataclass(frozen=True)
class Place:
    """A place with its key, its usual name, its country (two capitals) and what it lies in.

    `label` is its name with what it lies in, so that it means no other.
    """

    key: str
    name: str
    kind: PlaceKind
    country: str
    within: tuple[str, ...] = ()
    label: str = field(default="", compare=False)


FAR = 60_000  # characters of a text whose places are looked for


class Sighting(NamedTuple):
    """A place, and where a text names it."""

    place: Place
    span: Span


class Named(NamedTuple):
    """A place of an article: `named` in it, or what lies in it is."""

    place: Place
    named: bool


class Atlas(Protocol):
    """Which places there are."""

    def find(self, text: str, country: str = "") -> tuple[Sighting, ...]:
        """Return the places that a text of an outlet of this country names, in reading order."""

    def meant(self, name: Sequence[str]) -> tuple[Place, ...]:
        """Return the places that a person may mean by a name's folded words, the likeliest first.

        Of a name and what it lies in ("salem", "oregon") those that lie there.
        """

    def like(self, name: Sequence[str]) -> tuple[str, ...]:
        """Return names that are written nearly so, the likeliest first."""


class Used:
    """The atlas of this process."""

    made: Callable[[], Atlas] | None = None


def use(make: Callable[[], Atlas]) -> None:
    """Let this process know these places; they are asked for when a rule first names one."""
    Used.made = make


def atlas() -> Atlas:
    """Return the places that this process knows."""
    if Used.made is None:
        raise WirewatchError("no places are known here")
    return Used.made()


@dataclass(frozen=True)
class Sought:
    """What a person calls a place: which are meant, else names that are written nearly so."""

    name: str
    places: tuple[Place, ...]
    like: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the places that are meant; any of them will do."""
        return tuple(place.key for place in self.places)


def seek(name: str) -> Sought:
    """Find the places that a person calls so: "Nushki", "Salem, Oregon"."""
    known, folded = atlas(), words(name)
    found = known.meant(folded)
    return Sought(name, found, () if found else known.like(folded))


def sought(name: str) -> tuple[str, ...]:
    """Return the keys of the places that a person calls so; complain where there is none."""
    found = seek(name)
    if not found.places:
        like = f" Did you mean {' or '.join(found.like)}?" if found.like else ""
        raise WirewatchError(f"no place is named '{name}'.{like}")
    return found.keys


def lies_in(name: str, above: Sequence[str]) -> bool:
    """Say whether a place is one of those that people call so, or lies in one."""
    keys = {key for one in above for key in seek(one).keys}
    return any(keys & {place.key, *place.within} for place in seek(name).places)
