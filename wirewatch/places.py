"""Which zones a country has, and where a language is at home.

    zones_of("PK")              ("Asia/Karachi",)
    zones_of("ID", +420 now)    those of its four that are seven hours ahead today

The countries' zones come from the zone database itself (`zone.tab`), so they are as new as
the zones.  What is not in it is who writes Urdu: that little table is ours, and only ever
speaks up where an outlet says nothing of its country.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

# Endings of two letters that are sold to everybody, and say nothing of a country.
_SOLD = frozenset(
    "ac ai am as bz cc cd co cx dj fm gg gl io is la li ly me mn ms mu nu pw sc sh sr st to tv ws"
    .split()
)  # fmt: skip
_OTHER_CODES = {"UK": "GB", "EU": "", "SU": "RU"}
_HOMES = {
    "ur": ("PK", "IN"), "sd": ("PK",), "bal": ("PK",), "hi": ("IN",), "mr": ("IN",),
    "ta": ("IN", "LK"), "te": ("IN",), "bn": ("BD", "IN"), "ne": ("NP",), "si": ("LK",),
    "fa": ("IR", "AF"), "ps": ("AF", "PK"), "ku": ("IQ", "IR"), "tg": ("TJ",), "uz": ("UZ",),
    "my": ("MM",), "dz": ("BT",), "dv": ("MV",),
}  # fmt: skip


def country_of(host: str) -> str:
    """Return the country that a host's ending names, "" for none."""
    ending = host.partition(":")[0].rpartition(".")[2].upper()
    if len(ending) != 2 or ending.lower() in _SOLD:  # noqa: PLR2004  country codes
        return ""
    code = _OTHER_CODES.get(ending, ending)
    return code if code in _zones() else ""


def zones_of(country: str, now: datetime, offset: int | None = None) -> tuple[str, ...]:
    """Return a country's zones; with an offset in minutes, those that keep it now."""
    zones = _zones().get(country, ())
    return tuple(zone for zone in zones if offset is None or _offset(zone, now) == offset)


def countries_at(offset: int, now: datetime) -> frozenset[str]:
    """Return the countries in which some clock is so many minutes ahead of UTC now."""
    return frozenset(country for country in _zones() if zones_of(country, now, offset))


def homes_of(language: str) -> tuple[str, ...]:
    """Return the countries in which a language is at home, the likeliest first."""
    return _HOMES.get(language, ())


def _offset(zone: str, now: datetime) -> float:
    return (ZoneInfo(zone).utcoffset(now) or timedelta()) / timedelta(minutes=1)


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """Read which zones each country has."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[country] = (*found.get(country, ()), zone)
    return found
