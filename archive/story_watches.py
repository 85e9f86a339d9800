"""Of which stories somebody wants to hear if they fall silent: the table `story_watches`.

    watch 3   story 1f3a…   no new figure for 24 hours   to the night desk

What is waited for is a fact that was news when it came; so copies and comments break no silence.
A watch follows its story: into the one that it was merged into, and where regrouping has left it
without articles, to where its first article is now.  It goes when its story is let go.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from archive.database import Database
from archive.schema import (
    articles,
    facts,
    incidents,
    memberships,
    messages,
    stories,
    story_watches,
)
from news.fact import OF_FIGURES
from news.finding import Subject
from news.moment import from_micros, micros
from news.pace import Of, StoryWatch

MOST = 1_000  # that one archive keeps: each is looked at every five minutes


class StoryWatches:
    """Keeps and reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, watch: StoryWatch) -> StoryWatch | None:
        """Keep one; None where its story is not there, or there are too many.

        Asked for again, the same is changed: one story, one thing that is waited for.
        """
        with self._database.write() as connection:
            row = _story(connection, watch.story)
            if row is None:
                return None
            values = {
                "story_id": row["id"],
                "of": watch.of.value,
                "quiet_seconds": watch.quiet_after and watch.quiet_after.total_seconds(),
                "expected_at": watch.expected_by and micros(watch.expected_by),
                "recipients": json.dumps(watch.recipients) if watch.recipients else "",
                "origin": watch.origin,
                "set_at": micros(watch.set),
            }
            known = _all(connection)
            numbers = [o.id for o in known if o.story == row["public"] and o.of is watch.of]
            if numbers:
                chosen = update(story_watches).where(story_watches.c.id == numbers[0])
                connection.execute(chosen.values(values))
            elif len(known) >= MOST:
                return None
            else:
                new = insert(story_watches).values(values).returning(story_watches.c.id)
                numbers = [connection.execute(new).scalar_one()]
            return next(one for one in _all(connection) if one.id == numbers[0])

    def remove(self, number: int, now: datetime) -> bool:
        """Forget one, and what lasts of it; False if it was not there."""
        with self._database.write() as connection:
            # Its number may be another's later.
            connection.execute(
                update(incidents)
                .where(
                    incidents.c.subject == Subject.STORY.value,
                    incidents.c.name == str(number),
                    incidents.c.ended_at.is_(None),
                )
                .values(ended_at=micros(now))
            )
            gone = delete(story_watches).where(story_watches.c.id == number)
            return bool(connection.execute(gone).rowcount)

    def all(self) -> list[StoryWatch]:
        """Return all of them, in the order in which they were set."""
        with self._database.read() as connection:
            return _all(connection)

    def told(self, story: str) -> tuple[str, ...]:
        """Return who was told of a story."""
        with self._database.read() as connection:
            row = _story(connection, story)
            if row is None:
                return ()
            found = select(messages.c.recipient).where(
                messages.c.story_id == row["id"], messages.c.state.in_(("sent", "joined"))
            )
            return tuple(sorted(set(connection.scalars(found))))


def _all(connection: Connection) -> list[StoryWatch]:
    rows = connection.execute(
        select(story_watches, stories.c.key)
        .join(stories, stories.c.id == story_watches.c.story_id)
        .order_by(story_watches.c.id)
    ).mappings()
    found = []
    for row in rows.all():
        story = _story(connection, row["key"])
        if story is not None:
            found.append(_watch(row, story, _last(connection, story["id"], Of(row["of"]))))
    return found


def _story(connection: Connection, name: str) -> Any:
    """Return the story that is meant, wherever it went; None if there is none."""
    wanted = select(stories).where((stories.c.public == name) | (stories.c.key == name))
    row = connection.execute(wanted).mappings().first()
    while row is not None and row["merged_into"] is not None:
        into = select(stories).where(stories.c.id == row["merged_into"])
        row = connection.execute(into).mappings().first()
    if row is None or row["articles"]:
        return row
    moved = (
        select(stories)
        .join(memberships, memberships.c.story_id == stories.c.id)
        .join(articles, articles.c.id == memberships.c.article_id)
        .where(articles.c.key == row["key"], memberships.c.main)
    )
    return connection.execute(moved).mappings().first() or row


def _last(connection: Connection, story_id: int, of: Of) -> datetime | None:
    """Return when what is waited for came last."""
    wanted = select(func.max(facts.c.found_at)).where(facts.c.story_id == story_id, facts.c.is_news)
    if of is Of.FIGURES:
        wanted = wanted.where(facts.c.kind.in_(sorted(OF_FIGURES)))
    found = connection.scalar(wanted)
    return None if found is None else from_micros(found)


def _watch(row: Any, story: Any, last: datetime | None) -> StoryWatch:
    quiet, expected = row["quiet_seconds"], row["expected_at"]
    return StoryWatch(
        id=row["id"],
        story=story["public"],
        title=story["title"],
        of=Of(row["of"]),
        set=from_micros(row["set_at"]),
        quiet_after=None if quiet is None else timedelta(seconds=quiet),
        expected_by=None if expected is None else from_micros(expected),
        recipients=tuple(json.loads(row["recipients"] or "[]")),
        last=last,
        origin=row["origin"],
    )
