"""What nobody wants to hear, and matches that somebody called wrong.

A mute is one row for each thing and recipient: said again, the newer word counts.  It ends by
itself, for only those that hold at `now` are ever returned.  What is muted stays archived and
is found by search; it is looked at twice, when a finding is addressed and when its message is
rendered, so that a mute said in between still holds.

A wrong match is a word about one finding, not about a rule: it is not told to others any more,
and its article's page says so.  The rule stays as it is; the desk mends it in watch.toml.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select

from archive.database import Database
from archive.schema import article_keys, articles, findings, mutes, wrong_matches
from news.finding import Subject
from news.moment import from_micros, micros
from news.mute import Mute, Scope, Wrong

_LOOK_BACK = 200  # wrong matches that a list shows


class Mutes:
    """The tables `mutes` and `wrong_matches`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mute(
        self,
        scope: Scope,
        name: str,
        recipient: str,
        *,
        until: datetime | None,
        origin: str,
        now: datetime,
    ) -> None:
        """Mute a thing for a recipient ("" for all), until a time or (None) for ever."""
        with self._database.write() as connection:
            _unmute(connection, scope, name, recipient)
            connection.execute(
                insert(mutes).values(
                    scope=scope.value,
                    name=name,
                    recipient=recipient,
                    since_at=micros(now),
                    until_at=None if until is None else micros(until),
                    origin=origin,
                )
            )

    def unmute(self, scope: Scope, name: str, recipient: str) -> bool:
        """End a mute; False if there was none."""
        with self._database.write() as connection:
            return _unmute(connection, scope, name, recipient)

    def active(self, now: datetime) -> tuple[Mute, ...]:
        """Return the mutes that hold now, the newest first."""
        with self._database.read() as connection:
            return active(connection, now)

    def story(self, article_id: int) -> str | None:
        """Return the key by which an article's story is muted, None if it is unknown."""
        with self._database.read() as connection:
            found = _whole(connection, article_id)
            return connection.scalar(select(articles.c.key).where(articles.c.id == found))

    def wrong(
        self,
        article_id: int,
        subject: Subject,
        name: str,
        recipient: str,
        *,
        origin: str,
        now: datetime,
    ) -> bool:
        """Note that a match of an article is wrong; False if it has no such finding."""
        with self._database.write() as connection:
            ids = _about(connection, article_id, subject, name)
            said = set(
                connection.scalars(
                    select(wrong_matches.c.finding_id).where(wrong_matches.c.finding_id.in_(ids))
                )
            )
            for finding_id in ids:
                if finding_id not in said:
                    connection.execute(
                        insert(wrong_matches).values(
                            finding_id=finding_id,
                            recipient=recipient,
                            origin=origin,
                            said_at=micros(now),
                        )
                    )
        return bool(ids)

    def right(self, article_id: int, subject: Subject, name: str) -> bool:
        """Take back that a match was wrong; False if nobody had said so."""
        with self._database.write() as connection:
            ids = _about(connection, article_id, subject, name)
            done = connection.execute(
                delete(wrong_matches).where(wrong_matches.c.finding_id.in_(ids))
            )
        return bool(done.rowcount)

    def wrongs(self, article_id: int | None = None) -> tuple[Wrong, ...]:
        """Return the matches called wrong, of one article or the last of all, newest first."""
        with self._database.read() as connection:
            if article_id is not None:
                article_id = _whole(connection, article_id)
            return wrongs(connection, article_id)


def active(connection: Connection, now: datetime) -> tuple[Mute, ...]:
    """Return the mutes that hold now, inside a transaction of somebody else's."""
    rows = connection.execute(
        select(mutes, articles.c.id.label("article_id"), articles.c.title)
        .outerjoin(
            article_keys,
            and_(mutes.c.scope == Scope.STORY.value, article_keys.c.key == mutes.c.name),
        )
        .outerjoin(articles, articles.c.id == article_keys.c.article_id)
        .where(or_(mutes.c.until_at.is_(None), mutes.c.until_at > micros(now)))
        .order_by(mutes.c.id.desc())
    ).mappings()
    return tuple(
        Mute(
            Scope(row["scope"]),
            row["name"],
            row["recipient"],
            from_micros(row["since_at"]),
            None if row["until_at"] is None else from_micros(row["until_at"]),
            row["origin"],
            row["article_id"],
            row["title"] or "",
        )
        for row in rows
    )


def wrongs(connection: Connection, article_id: int | None) -> tuple[Wrong, ...]:
    """Return the matches called wrong, inside a transaction of somebody else's."""
    chosen = (
        select(
            wrong_matches,
            findings.c.article_id,
            findings.c.subject,
            findings.c.name,
            articles.c.title,
        )
        .join(findings, findings.c.id == wrong_matches.c.finding_id)
        .join(articles, articles.c.id == findings.c.article_id)
        .order_by(wrong_matches.c.id.desc())
        .limit(_LOOK_BACK)
    )
    if article_id is not None:
        chosen = chosen.where(findings.c.article_id == article_id)
    return tuple(_wrong(row) for row in connection.execute(chosen).mappings())


def _unmute(connection: Connection, scope: Scope, name: str, recipient: str) -> bool:
    done = connection.execute(
        delete(mutes).where(
            mutes.c.scope == scope.value, mutes.c.name == name, mutes.c.recipient == recipient
        )
    )
    return bool(done.rowcount)


def _whole(connection: Connection, article_id: int) -> int:
    """Return the article that this one became part of, itself if of none."""
    into = connection.scalar(select(articles.c.same_as).where(articles.c.id == article_id))
    return article_id if into is None else _whole(connection, into)


def _about(connection: Connection, article_id: int, subject: Subject, name: str) -> list[int]:
    """Return the findings of an article about one thing: two, where two articles became one."""
    return list(
        connection.scalars(
            select(findings.c.id).where(
                findings.c.article_id == _whole(connection, article_id),
                findings.c.subject == subject.value,
                findings.c.name == name,
            )
        )
    )


def _wrong(row: Any) -> Wrong:
    return Wrong(
        row["article_id"],
        Subject(row["subject"]),
        row["name"],
        row["recipient"],
        row["origin"],
        from_micros(row["said_at"]),
        row["title"],
    )
