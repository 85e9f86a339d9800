"""Move what was planned by a clock that was set.

Due times and leases are times of the wall's clock.  When it is set back from 13:00 to 12:00, a
feed that is due at 13:05 would be asked 65 minutes from now; when it is set forward, or the
machine has slept, a lease of two minutes is over at once, and what is still under way is
begun a second time.  So both are moved as the clock was:

    leases      by the whole jump, forward and back
    due times   back, with a clock that is set back; what was due stays due

Times that stand for themselves are left alone: a digest for 07:00 is for 07:00 of whatever
clock is right now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, func, select, update

from archive.database import Database
from archive.schema import feeds, fetches, hosts, messages, pages, revisions
from news.moment import from_micros, micros

_MICROSECOND = timedelta(microseconds=1)


def move_times(database: Database, by: timedelta, now: datetime, roles: Sequence[str]) -> None:
    """Let what these roles have planned follow a clock that was set by so much, to `now`.

    Each process moves what is its own, so that nothing is moved twice.
    """
    shift = by // _MICROSECOND
    with database.write() as connection:
        for role, table in (("collect", fetches), ("read", pages), ("send", messages)):
            if role in roles:
                connection.execute(
                    update(table)
                    .where(table.c.leased_until.is_not(None))
                    .values(leased_until=table.c.leased_until + shift)
                )
        if shift < 0:
            _move_back(connection, shift, micros(now), roles)


def _move_back(connection: Connection, shift: int, now: int, roles: Sequence[str]) -> None:
    """Move what lies ahead; what was noted by the wrong clock was noted now at the latest."""
    planned: dict[str, tuple[Column[int], ...]] = {
        "collect": (
            fetches.c.due_at,
            hosts.c.next_at,
            hosts.c.blocked_until,
            feeds.c.asked_until,
        ),
        "read": (revisions.c.match_due_at,),
    }
    for role in roles:
        for column in planned.get(role, ()):
            ahead = update(column.table).where(column > now)
            connection.execute(ahead.values({column.name: column + shift}))
    if "collect" in roles:
        noted = "answered_at polled_at error_since new_at full_at gone_at emptied_at".split()
        for column in (feeds.c[name] for name in noted):
            late = update(feeds).where(column > now)
            connection.execute(late.values({column.name: now}))
    if "send" in roles:
        # A message that was tried waits for its next try; another for its time of day.
        connection.execute(
            update(messages)
            .where(messages.c.state == "new", messages.c.tries > 0, messages.c.due_at > now)
            .values(due_at=messages.c.due_at + shift)
        )


def set_back_while_away(database: Database, now: datetime) -> timedelta:
    """Return by how much, at least, the clock was set back since a feed was last asked."""
    with database.read() as connection:
        latest = connection.scalar(select(func.max(feeds.c.answered_at)))
    return max(timedelta(0), from_micros(latest) - now) if latest else timedelta(0)
