"""What we propose to follow, value by value, each with where it came from.

    language   ur             the feed's own <language>
    country    PK             the address ends in .pk
    timezone   Asia/Karachi   the only zone of PK; the feed's dates say +0500 too

A guess that nobody can check is worth nothing, and one that looks like a fact does harm: a
wrong zone moves every report of an outlet by hours.  So each value carries its reason, a
person confirms them, and where nothing tells a value it stays empty and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from config.catalogue import CONFIDENCE, Outlet


@dataclass(frozen=True)
class Proposal:
    """A source as it would stand in sources.toml.

    `why` gives the reason of a key's value, or of one address in a list; `remark` is a
    comment beside the name.
    """

    entry: dict[str, Any]
    why: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    remark: str = ""


def from_outlet(outlet: Outlet) -> Proposal:
    """Propose an outlet of the catalogue as it stands there."""
    why = f"the shipped catalogue ({outlet.confidence}: {CONFIDENCE[outlet.confidence]})"
    entry = {key: value for key, value in outlet.entry.items() if value}
    notes = ["Its addresses were not asked: `wirewatch sources test` does."]
    if outlet.confidence not in {"A", "B"}:
        notes.append("They come from a list or two, and may be dead.")
    return Proposal(entry, dict.fromkeys(entry, why), tuple(notes), outlet.remark)


def overruled(proposal: Proposal, said: Mapping[str, Any]) -> Proposal:
    """Let what somebody says himself take the place of guesses."""
    given = {key: value for key, value in said.items() if value}
    why = {**proposal.why, **dict.fromkeys(given, "as you said")}
    return replace(proposal, entry={**proposal.entry, **given}, why=why)
