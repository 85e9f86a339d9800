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
    texts = _texts(told)
    for one in told:
        if one.credit.whole:
            credited.setdefault(texts[one.id], one.credit.agencies[0])
    found = {}
    for one in told:
        text = texts[one.id]
        # The first of a text may be forgotten, or another story's: who has it here stands in.
        source = sources.setdefault(text, one.source)
        name = credited.get(text) or agency_of(source)
        found[one.id] = owners.get(name if text in credited else source, name)
    return found


def _texts(told: Iterable[Told]) -> dict[int | str, int | str]:
    """Return the first of each article's text, also where one that was first became a copy."""
    copy_of = {one.id: one.copy_of for one in told}
    found = {}
    for one in copy_of:
        first, seen = one, {one}
        while (before := copy_of.get(first)) is not None and before not in seen:
            first = before
            seen.add(first)
        found[one] = first
    return found
