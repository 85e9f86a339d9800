"""Count how many independent sources tell a story: by origin and by owner, not by address.  Pure.

    Federation Wire   its own report                  ─┐
    Zhenna Herald     a copy of it                     ├─ one: Federation Wire
    Karvi Sentinel    another report of that agency   ─┘
    Lowra Post        its own report                  ─┐
    Lowra TV          its own report, same owner      ─┘─ one: the Lowra group
                                                          two independent sources

The origin of an article is whoever's text it is: the agency that it credits with the whole of
it, or that a copy of the same text credits; else the first that printed the text; and of an
outlet that belongs to a family, the family.  "With input from AFP" stays the outlet's own: it
reported the rest itself.

Discarded: counting outlets (forty that print one agency's report are one source forty times);
joining all that outlets ever took from each other (then a paper's own report would be the
agency's because it prints that agency, too).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.credits import agency_of
from news.copy import Told


def independent(told: Iterable[Told], owners: Mapping[str, str]) -> int:
    """Count the origins of a story's articles; `owners` are families by the names of sources."""
    return len(set(origins(told, owners).values()))


def origins(told: Iterable[Told], owners: Mapping[str, str]) -> dict[int | str, str]:
    """Return whose text each article has: an agency, a family, or a source."""
    told = list(told)
    credited: dict[int | str, str] = {}
    sources = {one.id: one.source for one in told}
    for one in told:
        if one.credit.whole:
            credited.setdefault(_text(one), one.credit.agencies[0])
    found = {}
    for one in told:
        text = _text(one)
        # The first of a text may be forgotten, or another story's: who has it here stands in.
        name = credited.get(text) or agency_of(sources.setdefault(text, one.source))
        found[one.id] = owners.get(name, name)
    return found


def _text(one: Told) -> int | str:
    return one.id if one.copy_of is None else one.copy_of
