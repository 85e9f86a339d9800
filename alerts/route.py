"""Say who is told of a finding.

A route is a line of the desk's own words: "market security goes to the city desk".
Each route that lets the finding through adds its recipients, in the order of the
configuration; nobody is told twice.

    route "city": topics = ["Market safety"], recipients = ["desk", "slack"]
    finding: topic "Market safety" of The Harbour Ledger  ──▶  desk, slack

`topics` and `people` are one filter: what we look for.  If neither is given, every
subject passes; if only topics are, no person does.  `sources` narrows it further.
Discarded: a default route for what no other route takes.  A subject that nobody
asked to be told of stays silent in the archive, where it can still be found.
"""

from __future__ import annotations

from collections.abc import Sequence

from news.finding import Subject
from news.watch import Route


def route(subject: Subject, name: str, source: str, routes: Sequence[Route]) -> tuple[str, ...]:
    """Return the names of those to tell of one finding, in order, each once."""
    told = (
        recipient
        for line in routes
        if _passes(line, subject, name, source)
        for recipient in line.recipients
    )
    return tuple(dict.fromkeys(told))


def _passes(line: Route, subject: Subject, name: str, source: str) -> bool:
    """Say whether a route lets this subject of this source through."""
    if line.sources and source not in line.sources:
        return False
    if not line.topics and not line.people:
        return True
    return name in (line.topics if subject is Subject.TOPIC else line.people)
