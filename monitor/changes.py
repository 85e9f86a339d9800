"""Say what a better reading makes of an article: field by field, before and after.

    authors    (none)                  Iris Vane
    published  2026-02-04              2026-02-04T16:38+05:30
    text       - Follow us on X        + Four are missing.

Of a text only the lines that differ are told: who improved the extraction looks for a
promotion that went or a paragraph that came, not for a report.  Two times are one if they are
written alike and their zone has one origin; the words that they were read from may differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from news.article import Article
from news.moment import Moment

FIELDS = ("title", "authors", "published", "modified", "language", "paywalled", "text")
# Of a text that is another altogether, so many lines tell enough.
_LINES = 8


@dataclass(frozen=True)
class Change:
    """What one field was and is; of a text, the lines that went and those that came."""

    field: str
    before: str
    after: str


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """Compare two readings of one page, in the order of FIELDS."""
    return tuple(_changes(before, after))


def _changes(before: Article, after: Article) -> Iterator[Change]:
    for field in FIELDS[:-1]:
        old, new = (_say(getattr(article, field)) for article in (before, after))
        if old != new:
            yield Change(field, old, new)
    if before.text != after.text:
        yield Change("text", *_lines(before.text.split("\n"), after.text.split("\n")))


def _say(value: object) -> str:
    """Write a field's value; "" for none."""
    match value:
        case Moment():
            return f"{value.iso()} (zone from {value.zone_from})"
        case tuple():
            return "; ".join(value)
        case bool():
            return "yes" if value else "no"
    return "" if value is None else str(value)


def _lines(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """Return the lines that went and those that came."""
    went, came = list[str](), list[str]()
    for kind, start, end, first, last in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            went += before[start:end]
            came += after[first:last]
    return _joined(went), _joined(came)


def _joined(lines: Sequence[str]) -> str:
    more = len(lines) - _LINES
    return "\n".join([*lines[:_LINES], *([f"… and {more} more lines"] if more > 0 else [])])
