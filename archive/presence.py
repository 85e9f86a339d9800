"""Whether we were there: when sending last lived, when a poll last was good, what is behind.

Three notes (`sending-alive`, `sending-cut`, `sending-away`) and a look at the tables; what
they mean is decided by whoever sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, or_, select

from archive import notes as noted
from archive.backfills import LISTS, OVERFLOW
from archive.database import Database
from archive.schema import backfills, feeds, fetches, findings, notes, pages
from news.moment import from_micros, micros

_ALIVE, _CUT, _AWAY = "sending-alive", "sending-cut", "sending-away"


@dataclass(frozen=True)
class Noted:
    """What the archive knows; `away` is from when to when, `backlog` as of that absence.

    `good` is the last good poll of any feed, `failing` when the first failed after it.
    """

    alive: datetime | None
    good: datetime | None
    failing: datetime | None
    tried: datetime | None
    cut: datetime | None
    away: tuple[datetime, datetime] | None
    backlog: bool


class Presence:
    """The notes about our own presence."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self) -> Noted:
        """Return what is known now, all of one instant."""
        with self._database.read() as connection:
            polls = connection.execute(
                select(
                    func.max(feeds.c.polled_at).label("good"),
                    func.max(feeds.c.answered_at).label("tried"),
                ).where(feeds.c.followed)
            ).one()
            failing = connection.scalar(
                select(func.min(feeds.c.error_since)).where(
                    feeds.c.followed, feeds.c.error_since > (polls.good or 0)
                )
            )
            kept = {
                row.key: row.value
                for row in connection.execute(
                    select(notes).where(notes.c.key.in_([_ALIVE, _CUT, _AWAY]))
                )
            }
            away = [from_micros(int(part)) for part in kept.get(_AWAY, "").split()]
            return Noted(
                alive=_time(kept.get(_ALIVE)),
                good=None if polls.good is None else from_micros(polls.good),
                failing=None if failing is None else from_micros(failing),
                tried=None if polls.tried is None else from_micros(polls.tried),
                cut=_time(kept.get(_CUT)),
                away=(away[0], away[1]) if away else None,
                backlog=bool(away) and _backlog(connection, away[1]),
            )

    def note(
        self, alive: datetime, cut: datetime | None, away: tuple[datetime, datetime] | None
    ) -> None:
        """Note that we live, since when we are cut off, and what we are catching up with."""
        with self._database.write() as connection:
            noted.put(connection, _ALIVE, str(micros(alive)))
            noted.put(connection, _CUT, str(micros(cut)) if cut else "")
            noted.put(connection, _AWAY, " ".join(str(micros(at)) for at in away or ()))


# What feeds dropped while we were away is part of what we catch up with; what somebody asks
# for beside it is not.
_LOST = select(backfills.c.id).where(backfills.c.cause == OVERFLOW)


def _backlog(connection: Connection, back: datetime) -> bool:
    """Say whether something is left to be polled, fetched for the first time, read or routed."""
    fetching = select(fetches.c.id).where(
        fetches.c.state == "due",
        or_(
            and_(fetches.c.feed_id.is_not(None), fetches.c.article_id.is_(None),
                 fetches.c.due_at <= micros(back)),
            and_(fetches.c.kind.in_(("article", *LISTS)), fetches.c.tries == 0,
                 or_(fetches.c.backfill_id.is_(None), fetches.c.backfill_id.in_(_LOST))),
        ),
    )  # fmt: skip
    reading = select(pages.c.id).where(pages.c.state == "unread", pages.c.silent == "")
    routing = select(findings.c.id).where(findings.c.routed_at.is_(None))
    return bool(
        connection.scalar(select(or_(*(exists(one) for one in (fetching, reading, routing)))))
    )


def _time(text: str | None) -> datetime | None:
    return from_micros(int(text)) if text else None
