"""Where something is: a town, a district, a province, a country.

    "… in Nushki, Balochistan …"  →  Nushki (town), within Nushki District, Balochistan, PK

A place is known by a key that every spelling of it shares.  `within` holds the keys of what it
lies in, the nearest first, so that "the town" and "its district" can be told to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from news.finding import Span


class PlaceKind(StrEnum):
    """How large a place is, as administrations count."""

    TOWN = "town"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNTRY = "country"


@dataclass(frozen=True)
class Place:
    """A place with its key, its usual name, its country (two capitals) and what it lies in."""

    key: str
    name: str
    kind: PlaceKind
    country: str
    within: tuple[str, ...] = ()


class Sighting(NamedTuple):
    """A place, and where a text names it."""

    place: Place
    span: Span
