"""What a list was asked for: the URL is the whole state of a page.

`/?q=bridge&topic=Bridges&matched=1` can be sent to a colleague and shows the same list.
A form sends its empty fields too (`?q=&source=`); such an address is answered with a
redirect to the short one, so that what is in the address bar is worth keeping.

Every value is text from outside.  What is no known name finds nothing, which is an
answer; only a text that is too long to be a search is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from archive.browse import Query

LONGEST = 1000
LONGEST_NAME = 300
FIELDS = ("q", "source", "topic", "person", "figure", "matched", "before")


@dataclass(frozen=True)
class Filter:
    """One filter in force: its field, its value, and what a reader calls it."""

    field: str
    value: str
    label: str


@dataclass(frozen=True)
class Asked:
    """The state of a list; empty fields ask for nothing."""

    q: str = ""
    source: str = ""
    topic: str = ""
    person: str = ""
    figure: str = ""
    matched: bool = False
    before: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Asked:
        """Read the fields of a URL; what they do not know is left out."""
        known = {name: fields.get(name, "").strip() for name in FIELDS}
        matched = known.pop("matched").lower() not in {"", "0", "no", "off", "false"}
        return cls(**known, matched=matched)

    @property
    def too_long(self) -> bool:
        """Say whether this cannot be meant."""
        names = (self.source, self.topic, self.person, self.figure, self.before)
        return len(self.q) > LONGEST or any(len(name) > LONGEST_NAME for name in names)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Name the filters in force, in the order of the form."""
        shown = (
            Filter("source", self.source, "source"),
            Filter("topic", self.topic, "topic"),
            Filter("person", self.person, "person"),
            Filter("figure", self.figure, "figure"),
            Filter("matched", "matches only" if self.matched else "", ""),
        )
        return tuple(entry for entry in shown if entry.value)

    def query(self, limit: int) -> Query:
        """Put it as the archive wants to be asked."""
        return Query(
            text=self.q,
            source=self.source,
            topic=self.topic,
            person=self.person,
            figure=self.figure,
            matched=self.matched,
            before=self.before,
            limit=limit,
        )

    def link(self, **changes: str | bool) -> str:
        """Write the address of this list, changed; a new list begins with the newest."""
        changed = replace(self, **{"before": "", **changes})  # type: ignore[arg-type]
        fields = {name: value for name, value in asdict(changed).items() if value}
        if changed.matched:
            fields["matched"] = "1"
        return f"?{urlencode(fields)}" if fields else ""

    def without(self, field: str) -> str:
        """Write the address of this list without one of its filters."""
        return self.link(**{field: False if field == "matched" else ""})
