"""What people say of stories: two are one, some articles are another's, one belongs elsewhere.

    merge   story B went into A: its address leads there for ever
    split   three articles of A are a story of their own
    move    one article belongs to B

What was said is kept for ever, by keys, so that every regrouping respects it; the rows follow at
once.  The daemon hears of it before it places its next article.  Facts, findings and messages go
with their articles, so that nobody is told again what he was told of the other story.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update

from archive.database import Database
from archive.joining import carry, follow, merge
from archive.schema import (
    articles,
    corrections,
    memberships,
    prints,
    stories,
)
from archive.stories import Count, Shelf, write_evidence
from news.copy import Link
from news.errors import WirewatchError
from news.moment import micros
from news.story import By, Correction, CorrectionKind, Decision


class Regrouping:
    """Gives articles their places anew, as a better grouping decides; facts go with them."""

    def __init__(self, database: Database, count: Count) -> None:
        self._database = database
        self._count = count

    def regroup(self, moved: Sequence[Moved], now: datetime) -> set[int]:
        """Move articles; return the rows of all stories that gained or lost some."""
        touched: set[int] = set()
        with self._database.write() as connection:
            for one in moved:
                into = Shelf(connection).story(one.story, now)
                main = memberships.c.article_id == one.article_id, memberships.c.main
                left = set(connection.scalars(select(memberships.c.story_id).where(*main)))
                carry(connection, [one.article_id], into, left, by=one.decision.by)
                follow(connection, [one.article_id], into, left)
                connection.execute(
                    update(memberships)
                    .where(*main)
                    .values(why=write_evidence(one.decision.evidence))
                )
                touched |= {into, *left}
        return touched

    def part(self, joined: Collection[str]) -> set[int]:
        """Let stories that a report once showed to be one with others be themselves again.

        Not what a person merged, nor those that are `joined` now.
        """
        merged = select(corrections.c.story).where(corrections.c.kind == CorrectionKind.MERGE.value)
        with self._database.write() as connection:
            found = connection.execute(
                select(stories.c.id, stories.c.key).where(
                    stories.c.merged_into.is_not(None), stories.c.key.not_in(merged)
                )
            ).all()
            apart = [row.id for row in found if row.key not in joined]
            chosen = update(stories).where(stories.c.id.in_(apart))
            connection.execute(chosen.values(merged_into=None))
        return set(apart)

    def join(self, joined: Mapping[str, str]) -> set[int]:
        """Let stories lead to those that they are part of; their articles are there already."""
        touched: set[int] = set()
        with self._database.write() as connection:
            for story, into in joined.items():
                one, other = (
                    connection.execute(select(stories).where(stories.c.key == key)).one_or_none()
                    for key in (story, into)
                )
                if one is not None and other is not None and one.merged_into is None:
                    merge(connection, one.id, other.id, by=By.JOINT)
                    touched |= {one.id, other.id}
        return touched

    def copied(self, found: Sequence[tuple[int, Link | None, bytes]]) -> None:
        """Note of which article each is a copy, and what its features weigh."""
        with self._database.write() as connection:
            for article_id, link, weights in found:
                copy_of = None if link is None or link.leads else int(link.of)
                values = {"copy_of": copy_of, "weights": weights} | (
                    {"share": link.share, "copied_why": link.why} if link else {}
                )
                chosen = update(prints).where(prints.c.article_id == article_id)
                connection.execute(chosen.values(values))
                if link is not None and link.leads:
                    later = prints.c.copy_of == int(link.of), prints.c.article_id == int(link.of)
                    connection.execute(update(prints).where(or_(*later)).values(copy_of=article_id))

    def sum_up(self, story: int) -> None:
        """Count a story anew."""
        with self._database.write() as connection:
            Shelf(connection).sum_up(story, self._count)


@dataclass(frozen=True)
class Moved:
    """An article that belongs to another story than it did, and why."""

    article_id: int
    story: str
    decision: Decision


class UnknownStoryError(WirewatchError):
    """Names a story or an article that is not there."""


class Correcting:
    """Takes corrections; `count` counts the independent sources of articles."""

    def __init__(self, database: Database, count: Count) -> None:
        self._database = database
        self._count = count

    def correct(self, correction: Correction, origin: str, now: datetime) -> Correction:
        """Note what somebody said, and do it; UnknownStoryError where there is no such thing.

        What is noted is returned: a story that is split off has a key that none had before.
        """
        with self._database.write() as connection:
            correction = _with_new_key(connection, correction)
            self._do(connection, correction, now)
            connection.execute(
                insert(corrections).values(
                    kind=correction.kind.value,
                    story=correction.story,
                    into=correction.into,
                    articles="\n".join(correction.articles),
                    stayed="\n".join(correction.stayed),
                    origin=origin,
                    said_at=micros(now),
                )
            )
        return correction

    def _do(self, connection: Connection, correction: Correction, now: datetime) -> None:
        shelf = Shelf(connection)
        if correction.kind is CorrectionKind.MERGE:
            one, into = _row(connection, correction.story), _row(connection, correction.into)
            if one == into:
                raise UnknownStoryError("a story cannot go into itself")
            merge(connection, one, into)
            shelf.sum_up(into, self._count)
            return
        chosen = select(articles.c.id).where(articles.c.key.in_(correction.articles))
        numbers = list(connection.scalars(chosen))
        if len(numbers) != len(correction.articles):
            raise UnknownStoryError("no such article: its story must be read first")
        known = select(stories.c.id).where(stories.c.key == correction.into)
        if connection.scalar(known) is None and correction.kind is CorrectionKind.MOVE:
            raise UnknownStoryError(f"there is no story '{correction.into}'")
        into = shelf.story(correction.into, now)
        left = set(
            connection.scalars(
                select(memberships.c.story_id).where(memberships.c.article_id.in_(numbers))
            )
        )
        carry(connection, numbers, into, left)
        follow(connection, numbers, into, left)
        for story in {into, *left}:
            shelf.sum_up(story, self._count)


def _with_new_key(connection: Connection, correction: Correction) -> Correction:
    """Mark a new story's key until it is new: what was split off may have been merged back."""
    into = correction.into
    if correction.kind is CorrectionKind.SPLIT:
        while connection.scalar(select(stories.c.id).where(stories.c.key == into)) is not None:
            into += "+"
    return replace(correction, into=into)


def _row(connection: Connection, key: str) -> int:
    """Return the row of a story, followed to where it went."""
    row = connection.execute(select(stories).where(stories.c.key == key)).one_or_none()
    while row is not None and row.merged_into is not None:
        into = select(stories).where(stories.c.id == row.merged_into)
        row = connection.execute(into).one_or_none()
    if row is None:
        raise UnknownStoryError(f"there is no story '{key}'")
    return int(row.id)
