"""Put the brakes between what is due and what is sent: ask the deciders, do what they say.

    look    were we away? (`alerts.away` decides, the archive's notes remember)
    slots   which digest does a finding wait for?
    choose  what of the due messages may go now, what waits, what becomes one digest?

Decisions are pure and lie in `alerts/`; what they need to know and what they change lies in
`archive/`, one short transaction a step.  A round may die between any two: what was decided
and not done is decided anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from alerts.away import NOTE_EVERY, Presence, notice
from alerts.brakes import Away, Due, Kind, Past, Plan, brake
from archive.outbox import Outbox, Waiting
from archive.presence import Presence as Notes
from news.failpoint import failpoint
from news.moment import Clock
from news.watch import Recipient
from wirewatch.writer import Writer

log = structlog.get_logger("send")


@dataclass
class Brakes:
    """Between the outbox and the channels."""

    outbox: Outbox
    notes: Notes
    writer: Writer
    clock: Clock
    catch_up: timedelta

    away: Away | None = None
    _cut: datetime | None = None
    _looked: datetime | None = None

    async def look(self) -> None:
        """Notice whether we were away; note once a minute that we live."""
        now = self.clock.now()
        settled = self.away is None and self._cut is None
        if settled and self._looked is not None and abs(now - self._looked) < NOTE_EVERY:
            return
        found = await self.writer.do(self.notes.look)
        known = Presence(
            found.alive,
            found.good,
            found.failing,
            found.tried,
            found.cut,
            found.away and Away(*found.away),
            found.backlog,
        )
        away, cut = notice(known, now, self.catch_up)
        if away != known.away or self._looked is None or abs(now - self._looked) >= NOTE_EVERY:
            pair = None if away is None else (away.begin, away.back)
            await self.writer.do(self.notes.note, now, cut, pair)
            self._looked = now
            if away != known.away:
                failpoint("away-noted")
                _say(away)
        self.away, self._cut = away, cut

    @property
    def told_since(self) -> datetime:
        """From when on a finding's digest is looked for: when we went away, else now."""
        return self.away.begin if self.away else self.clock.now()

    async def choose(
        self, recipients: Mapping[str, Recipient], busy: Sequence[str]
    ) -> tuple[dict[str, tuple[int, ...]], int]:
        """Return what may go now, by recipient, and how many messages were held or joined."""
        due: dict[str, list[Waiting]] = {}
        for message in await self.writer.do(self.outbox.due, self.clock.now(), busy):
            due.setdefault(message.recipient, []).append(message)
        go: dict[str, tuple[int, ...]] = {}
        moved = 0
        for name, waiting in due.items():
            recipient = recipients.get(name)
            if recipient is None:
                # Nobody of that name: trying them says so, and makes dead letters of them.
                go[name] = tuple(message.message_id for message in waiting)
                continue
            plan = await self._plan(recipient, waiting)
            moved += await self._do(recipient, plan)
            go[name] = plan.go
        return go, moved

    async def _plan(self, recipient: Recipient, waiting: Sequence[Waiting]) -> Plan:
        now, within = self.clock.now(), timedelta(seconds=recipient.within)
        lately = await self.writer.do(self.outbox.lately, recipient.name, now, within)
        due = [Due(one.message_id, Kind(one.kind), one.frozen) for one in waiting]
        return brake(recipient, due, Past(lately.sent, lately.retrying), now, self.away)

    async def _do(self, recipient: Recipient, plan: Plan) -> int:
        """Hold and join as planned."""
        if plan.hold and plan.until is not None:
            await self.writer.do(self.outbox.hold, plan.hold, plan.until)
        if plan.join and plan.slot is not None:
            await self.writer.do(
                self.outbox.join, plan.join, recipient.name, plan.slot, self.clock.now()
            )
            failpoint("joined")
        return len(plan.hold) + len(plan.join)


def _say(away: Away | None) -> None:
    if away is None:
        log.info("caught up")
    else:
        begin, back = (at.isoformat(timespec="minutes") for at in (away.begin, away.back))
        log.info("catching up", away_from=begin, away_to=back)
