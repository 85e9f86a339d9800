"""Keep the noise down: decide which messages go now, which wait, and which become one.

    most = 5 within 10 minutes; 42 reports match at 10:20

    10:20  five go, 37 become one digest, due at 10:30 when the first of the five is ten
           minutes old; what comes until then joins it
    10:30  "37 more reports since 10:20; you asked for at most 5 messages in 10 minutes"

    quiet  22:00-07:00  all that comes joins one digest, due at 07:00
    away   stopped 02:00-06:00  all that is found on coming back joins one digest, which goes
           once the backlog is read

The decision is made anew in each round from what is due, what was sent lately and the time;
it holds no state of its own.  A message counts when it is sent; one that was refused for now
keeps its place while it will be tried again within the time, so that a sick mail server that
recovers does not let go at once all that it refused.  One frozen for longer keeps no place: a
message that is refused for three days must not hold up the others.

An incident's notice goes before reports, but keeps to the same limits, quiet hours too: whoever
wants to be woken for it has it sent to a recipient without quiet hours.

Discarded: a token bucket (it lets a burst through that the desk did not ask for), dropping
what is too much (the archive has it, but nobody knows), and deciding when a finding is routed
(its article's other findings have not been placed yet).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from alerts.schedule import quiet_until
from news.alert import Slot, Why
from news.watch import Recipient


class Kind(StrEnum):
    """What a message tells: one article, several, or an incident."""

    ALERT = "alert"
    DIGEST = "digest"
    NOTICE = "notice"


@dataclass(frozen=True)
class Due:
    """A message that is due; `frozen` once it was tried, and then it changes no more."""

    message_id: int
    kind: Kind
    frozen: bool = False


@dataclass(frozen=True)
class Past:
    """What a recipient got lately: when, oldest first, and how many will be tried again soon."""

    sent: tuple[datetime, ...] = ()
    retrying: int = 0


@dataclass(frozen=True)
class Away:
    """wirewatch was stopped or cut off from `begin` to `back`, and is catching up."""

    begin: datetime
    back: datetime


@dataclass(frozen=True)
class Plan:
    """What becomes of the messages that are due; those it does not name just wait."""

    go: tuple[int, ...] = ()
    hold: tuple[int, ...] = ()
    until: datetime | None = None
    join: tuple[int, ...] = ()
    slot: Slot | None = None


@dataclass
class _Sorted:
    frozen: list[int] = field(default_factory=list)
    notices: list[int] = field(default_factory=list)
    digests: list[int] = field(default_factory=list)
    alerts: list[int] = field(default_factory=list)


def brake(
    recipient: Recipient, due: Sequence[Due], past: Past, now: datetime, away: Away | None
) -> Plan:
    """Decide what becomes of one recipient's due messages, given in the order of their time."""
    found = _sorted(due)
    end = quiet_until(recipient.quiet, recipient.timezone, now)
    if end is not None:
        return Plan(
            hold=(*found.frozen, *found.digests),
            until=end,
            join=(*found.notices, *found.alerts),
            slot=Slot(Why.QUIET, end),
        )
    if away is not None:
        # Digests too: what is found now may belong to one that was due meanwhile.
        plan = _let_go(recipient, _Sorted(found.frozen, found.notices), past, now)
        if not plan.join:
            slot = Slot(Why.AWAY, away.back, away.begin)
            return Plan(plan.go, plan.hold, plan.until, tuple(found.alerts), slot)
        return plan  # the alerts are looked at again in the next round
    return _let_go(recipient, found, past, now)


def _let_go(recipient: Recipient, found: _Sorted, past: Past, now: datetime) -> Plan:
    """Let go as many as the recipient wants at once; the rest waits or becomes one digest."""
    window = timedelta(seconds=recipient.within)
    sent = [at for at in past.sent if at > now - window]
    room = max(0, recipient.most - len(sent))
    fresh = max(0, room - past.retrying)
    order = [*found.notices, *found.digests, *found.alerts]
    go, rest = [*found.frozen[:room], *order[:fresh]], order[fresh:]
    # Digests and frozen messages wait as they are; what is single becomes one digest (and a
    # digest that in the end tells of one thing alone is rendered as that).
    hold = [*found.frozen[room:], *(one for one in rest if one in found.digests)]
    join = [one for one in rest if one not in found.digests]
    times = [*sent, *[now] * len(go)]
    retrying = past.retrying - len(found.frozen[:room])
    free = _free(times, recipient.most - retrying, window, now)
    return Plan(tuple(go), tuple(hold), free, tuple(join), Slot(Why.FLOOD, free))


def _free(sent: Sequence[datetime], most: int, window: timedelta, now: datetime) -> datetime:
    """Return when there is room for one more, as far as that is known."""
    if 0 < most <= len(sent):
        return sent[-most] + window
    return now + window


def _sorted(due: Sequence[Due]) -> _Sorted:
    found = _Sorted()
    for one in due:
        kinds = {
            Kind.ALERT: found.alerts,
            Kind.DIGEST: found.digests,
            Kind.NOTICE: found.notices,
        }
        (found.frozen if one.frozen else kinds[one.kind]).append(one.message_id)
    return found
