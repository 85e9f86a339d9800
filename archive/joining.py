"""Let articles go from one story to another, with all that was found, said and told of them.

    merge   the articles of B are A's, and B's address leads to A from then on
    carry   three articles of B are A's

A person asks for it (`archive.correcting`), a report that shows two stories to be one
(`archive.stories`), or a grouping that became better.  Facts, findings and messages go along, so
that nobody is told again what he was told of the other story.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select, update

from archive.schema import facts, findings, memberships, messages, stories, story_watches
from news.story import By


def merge(
    connection: Connection, one: int, into: int, *, by: By = By.PERSON, why: str = ""
) -> None:
    """Let a story go into another: the rows of both; `why` is the evidence, as it is stored."""
    chosen = select(memberships.c.article_id).where(memberships.c.story_id == one)
    numbers = list(connection.scalars(chosen))
    carry(connection, numbers, into, {one}, by=by)
    if why:
        known = memberships.c.story_id == into, memberships.c.article_id.in_(numbers)
        connection.execute(update(memberships).where(*known).values(why=why))
    gone = update(stories).where(stories.c.id == one)
    connection.execute(gone.values(merged_into=into, articles=0))
    for table in (findings, messages, story_watches):
        moved = update(table).where(table.c.story_id == one)
        connection.execute(moved.values(story_id=into))


def carry(
    connection: Connection,
    numbers: Sequence[int],
    into: int,
    left: Collection[int],
    *,
    by: By = By.PERSON,
) -> None:
    """Put articles and the facts that they had first into a story.

    An article that was in both is in the one; it is its main story if the other was.
    """
    there = select(memberships.c.article_id).where(memberships.c.story_id == into)
    both = set(connection.scalars(there.where(memberships.c.article_id.in_(numbers))))
    leaving = memberships.c.article_id.in_(numbers), memberships.c.story_id.in_(left)
    first = select(memberships.c.article_id).where(*leaving, memberships.c.main)
    main = list(connection.scalars(first))
    if len(left) > 1:  # it takes its place along, not what else it belonged to
        connection.execute(delete(memberships).where(*leaving, ~memberships.c.main))
    connection.execute(
        update(memberships)
        .where(*leaving, memberships.c.article_id.not_in(both))
        .values(story_id=into, decided_by=by.value)
    )
    connection.execute(delete(memberships).where(*leaving))
    theirs = memberships.c.story_id == into, memberships.c.article_id.in_(main)
    connection.execute(update(memberships).where(*theirs).values(main=True))
    known = select(facts.c.key).where(facts.c.story_id == into)
    # A fact that both had stays where it was: whoever was told of it was told of it there.
    connection.execute(
        update(facts)
        .where(
            facts.c.article_id.in_(numbers),
            facts.c.story_id.in_(left),
            facts.c.key.not_in(known),
        )
        .values(story_id=into)
    )


def follow(
    connection: Connection, numbers: Sequence[int], into: int, left: Collection[int]
) -> None:
    """Let what was found and told of articles follow them into a story."""
    for table in (findings, messages):
        moved = update(table).where(table.c.article_id.in_(numbers))
        connection.execute(moved.where(table.c.story_id.in_(left)).values(story_id=into))
