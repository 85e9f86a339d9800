"""Say who is told of a finding.

A route is a line of the desk's own words: "market security goes to the city desk".
Each route that lets the finding through adds its recipients, in the order of the
configuration; nobody is told twice.

    route "city": topics = ["Market safety"], recipients = ["desk", "slack"]
    finding: topic "Market safety" of The Harbour Ledger  ──▶  desk, slack

`topics`, `people`, `figures` and `places` are one filter: what we look for.  If none is given,
every subject passes; if only topics are, no person does.  `sources` narrows it further.  A burst
of a place is carried by its name, and by that of what it lies in.
A route with a digest gathers; where another tells the same recipient at once, they are told
once, and at once.  Of two digests the earlier one tells.

What is wrong with a source or with wirewatch itself follows no route: it goes to those who
asked for it (`health = true`), else to the first recipient, for somebody must hear of it.

Discarded: a default route for what no other route takes.  A subject that nobody
asked to be told of stays silent in the archive, where it can still be found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.schedule import next_slot, quiet_until
from news.alert import Addressed, Slot, Why
from news.finding import Subject
from news.mute import Mute, muted
from news.places import lies_in
from news.watch import Every, Recipient, Route, Schedule

_WHY = {Every.HOUR: Why.HOURLY, Every.DAY: Why.DAILY, Every.WEEK: Why.WEEKLY}


def route(subject: Subject, name: str, source: str, routes: Sequence[Route]) -> tuple[Route, ...]:
    """Return the routes that let one finding through, in order."""
    return tuple(line for line in routes if _passes(line, subject, name, source))


def addresses(
    lines: Sequence[Route], recipients: Mapping[str, Recipient], now: datetime
) -> tuple[Addressed, ...]:
    """Say whom these routes tell, in order, each once: at once, or with which digest."""
    told: dict[str, Addressed] = {}
    for line in lines:
        for name in line.recipients:
            slot = _slot(line.digest, recipients.get(name), now)
            known = told.get(name)
            if known is None or _sooner(slot, known.slot):
                told[name] = Addressed(name, slot, line.name)
    return tuple(told.values())


def caretakers(recipients: Mapping[str, Recipient]) -> tuple[Addressed, ...]:
    """Return who hears of what is wrong with sources and with wirewatch itself."""
    asked = [name for name, recipient in recipients.items() if recipient.health]
    return tuple(Addressed(name) for name in asked or [*recipients][:1])


def hushed(
    told: Sequence[Addressed],
    mutes: Sequence[Mute],
    subject: Subject,
    name: str,
    *,
    source: str,
    article_id: int | None,
) -> tuple[Addressed, ...]:
    """Mark those who do not want to hear of it."""
    return tuple(
        Addressed(one.recipient, None, one.route, muted=True)
        if muted(
            mutes, one.recipient, subject=subject, name=name, source=source, article_id=article_id
        )
        else one
        for one in told
    )


def _slot(schedule: Schedule | None, recipient: Recipient | None, now: datetime) -> Slot | None:
    """Find the next digest; those of a night's quiet hours are one, at their end."""
    if schedule is None or recipient is None:
        return None  # whom the configuration does not know is told at once, which says so
    due = next_slot(schedule, recipient.timezone, now)
    return Slot(_WHY[schedule.every], quiet_until(recipient.quiet, recipient.timezone, due) or due)


def _sooner(slot: Slot | None, known: Slot | None) -> bool:
    return known is not None and (slot is None or slot.due < known.due)


def _passes(line: Route, subject: Subject, name: str, source: str) -> bool:
    """Say whether a route lets this subject of this source through."""
    if line.sources and source not in line.sources:
        return False
    if line.everything:
        return True
    if subject is Subject.PLACE:
        return bool(line.places) and lies_in(name, line.places)
    wanted = {
        Subject.TOPIC: line.topics,
        Subject.PERSON: line.people,
        Subject.FIGURE: line.figures,
    }
    return name in wanted.get(subject, ())
