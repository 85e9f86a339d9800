"""Find the tracked people and organisations that an article names.

A name or alias counts as a whole: "Ona Brill", never "Ona" and "Brill" in two places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from news.finding import Span
from news.grammar import phrase
from news.judge import Judged, places
from news.rules import name_of
from news.watch import Person


class Mentioned(NamedTuple):
    """One place where somebody is named, and how: by "name", "alias" or "role"."""

    span: Span
    via: str


class People:
    """Everybody who is tracked."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._known = [
            (
                name_of(person.name),
                [
                    *(
                        (phrase(name), "alias" if n else "name")
                        for n, name in enumerate(person.names)
                    ),
                    *((phrase(role), "role") for role in person.roles),
                ],
            )
            for person in people
        ]

    def mentions(self, judged: Judged) -> Mapping[tuple[str, ...], Sequence[Mentioned]]:
        """Return where an article names whom, in reading order; by folded name."""
        found: dict[tuple[str, ...], list[Mentioned]] = {}
        for name, names in self._known:
            at = [
                Mentioned(judged.span(place.first, place.last), via)
                for one, via in names
                for place in places(one, judged)
            ]
            if at:
                found[name] = sorted(at)
        return found
