"""Group the whole archive into stories anew, after a change of the grouping.

What is compared was kept of every article, so no page and no text is read.  The articles come
in the order in which they came at first, each when it came, so that one that was old already finds
the stories of its own days as it did then.  What people said of stories is respected from the
beginning, and nothing depends on the clock or on chance: done twice, the second time changes
nothing.  Facts, findings and messages go with their articles, and none is made: nobody is told.

All are grouped before any is moved, since a later article may show that two stories are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from sys import intern

from archive import stories
from archive.correcting import Moved, Regrouping
from monitor.stories import followed
from monitor.threads import Threads
from news.copy import Link
from news.moment import Clock
from news.story import By, Decision, Joint
from news.traits import Kept, Past
from wirewatch.loops import Read

BATCH = 200


@dataclass(frozen=True)
class Regrouped:
    """What regrouping did: articles looked at, those that moved, and how many stories there are."""

    articles: int
    moved: int
    copies: int
    stories: int


async def regroup(
    read: Read, threads: Threads, clock: Clock, progress: Callable[[str, int, int], None]
) -> Regrouped:
    """Regroup all articles of an archive; `threads` are empty, but know all corrections."""
    regrouping = Regrouping(read.database, threads.count)
    after = copies = 0
    keys: dict[int, str] = {}
    places = _Places()
    while batch := await read.writer.do(_next, read, after):
        found = list[tuple[int, Link | None, bytes]]()
        for article_id, before, stored, _, came in batch:
            when = stored.features.at
            threads.move_on(came)
            if not threads.at_hand(when):
                await read.writer.do(regrouping.copied, found)
                found.clear()
                threads.look_back(places.as_placed(await read.writer.do(_around, read, when)))
            keys[article_id] = stored.features.key
            traits = threads.weighed(stored)
            decision, link = threads.decide(article_id, traits, keys.__getitem__)
            story = threads.enter(article_id, decision, traits, link)
            places.note(article_id, before, story, decision)
            copies += link is not None
            found.append((article_id, link, traits.weights))
        await read.writer.do(regrouping.copied, found)
        after = batch[-1][0]
        progress("grouping again", len(keys), 0)
    touched = await read.writer.do(regrouping.part, places.joined)
    moved = list(places.moved())
    for at in range(0, len(moved), BATCH):
        some = moved[at : at + BATCH]
        touched |= await read.writer.do(regrouping.regroup, some, clock.now())
    touched |= await read.writer.do(regrouping.join, places.joined)
    for story_row in sorted(touched):
        await read.writer.do(regrouping.sum_up, story_row)
    return Regrouped(len(keys), len(moved), copies, places.count())


class _Places:
    """Where each article was and where it belongs now, joints of stories included."""

    def __init__(self) -> None:
        self.joined: dict[str, str] = {}
        self._why: dict[str, Joint] = {}
        self._placed: dict[int, tuple[str, str]] = {}
        self._decided: dict[int, Decision] = {}

    def note(self, article_id: int, before: str, story: str, decision: Decision) -> None:
        """Take the place into account that an article got."""
        self._placed[article_id] = intern(before), intern(story)
        if story != before:
            self._decided[article_id] = decision
        for joint in decision.joints:
            self.joined[joint.story] = story
            self._why[joint.story] = joint

    def as_placed(self, past: Past) -> Past:
        """Return of what the archive keeps only those that have got their places, with these."""
        kept = [
            one._replace(story=followed(self.joined, self._placed[one.article_id][1]))
            for one in past.kept
            if one.article_id in self._placed
        ]
        return replace(past, kept=kept)

    def moved(self) -> Iterator[Moved]:
        """Yield the articles that belong elsewhere now, in the order in which they came."""
        for article_id, (before, story) in self._placed.items():
            now = followed(self.joined, story)
            if now not in {story, before}:
                why = self._why[story].evidence
                yield Moved(article_id, now, Decision(now, by=By.JOINT, evidence=why))
            elif now != before:
                yield Moved(article_id, now, self._decided[article_id])

    def count(self) -> int:
        """Return how many stories there are."""
        return len({followed(self.joined, story) for _, story in self._placed.values()})


def _around(read: Read, at: datetime) -> Past:
    with read.database.read() as connection:
        return stories.around(connection, at)


def _next(read: Read, after: int) -> list[Kept]:
    with read.database.read() as connection:
        return stories.printed(connection, after, BATCH)
