"""Group the whole archive into stories anew, after a change of the grouping.

What is compared was kept of every article, so no page and no text is read.  The articles come
in the order in which they came at first, what people said of stories is respected from the
beginning, and nothing depends on the clock or on chance: done twice, the second time changes
nothing.  Facts, findings and messages go with their articles, and none is made: nobody is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive import stories
from archive.correcting import Moved, Regrouping
from monitor.threads import Threads
from news.copy import Link
from news.moment import Clock
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
    after = looked_at = changed = copies = 0
    touched: set[int] = set()
    found: set[str] = set()
    keys: dict[int, str] = {}
    while batch := await read.writer.do(_next, read, after):
        moved, links = list[Moved](), list[tuple[int, Link | None]]()
        for article_id, before, traits, _ in batch:
            keys[article_id] = traits.features.key
            decision, link = threads.decide(article_id, traits, keys.__getitem__)
            story = threads.enter(article_id, decision, traits, link)
            found.add(story)
            links.append((article_id, link))
            if story != before:
                moved.append(Moved(article_id, story, decision))
        if moved:
            touched |= await read.writer.do(regrouping.regroup, moved, clock.now())
        await read.writer.do(regrouping.copied, links)
        after, looked_at = batch[-1][0], looked_at + len(batch)
        changed += len(moved)
        copies += sum(link is not None for _, link in links)
        progress("grouping again", looked_at, 0)
    for story_row in sorted(touched):
        await read.writer.do(regrouping.sum_up, story_row)
    return Regrouped(looked_at, changed, copies, len(found))


def _next(read: Read, after: int) -> list[stories.Kept]:
    with read.database.read() as connection:
        return stories.printed(connection, after, BATCH)
