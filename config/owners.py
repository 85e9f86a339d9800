"""The table of owner families: outlets that are one voice, since one house owns them.

Twelve papers of one house that print one report are one independent source.  `owners.toml`
lists families of the region by the hosts of their outlets, few and well known; a source's own
`owner` goes first, and so adds a family, corrects one, or takes an outlet out of it
(`owner = "The Hill Courier"`: nobody else's).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from config.settings import CLOSED
from config.values import Name, Text

SHIPPED = Path(__file__).parent / "owners.toml"


@dataclass(frozen=True, config=CLOSED)
class Family:
    """Outlets of one owner, by their hosts; what is below a host belongs to it."""

    name: Name
    hosts: tuple[Text, ...]


@dataclass(frozen=True, config=CLOSED)
class _Owners:
    families: tuple[Family, ...]


@cache
def families() -> tuple[Family, ...]:
    """Read the families that ship with wirewatch."""
    raw = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return TypeAdapter(_Owners).validate_python(raw).families


def owner_of(addresses: Iterable[str]) -> str:
    """Return the family whose host an address has, the first that has one; "" for none."""
    return next((name for name in map(_owner, addresses) if name), "")


def spelled(owner: str) -> str:
    """Return an owner as the table spells it; as it is where the table does not have it."""
    known = {family.name.casefold(): family.name for family in families()}
    return known.get(owner.casefold(), owner)


def _owner(address: str) -> str:
    labels = (urlsplit(address).hostname or "").split(".")
    known = _by_host()
    ends = (".".join(labels[at:]) for at in range(len(labels)))
    return next((known[end] for end in ends if end in known), "")


@cache
def _by_host() -> dict[str, str]:
    return {host: family.name for family in families() for host in family.hosts}
