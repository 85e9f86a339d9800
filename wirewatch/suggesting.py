"""Look through the newest texts for other spellings of tracked names, and note what was found.

    30 days, newest first, 500 texts at a time ──monitor.spelling──▶ table `aliases` ──▶ the desk

It is asked for (`wirewatch people suggest`) and runs beside a daemon: it reads in short pieces
and writes a few rows at the end.

Discarded: looking with every article that is read.  A spelling is worth a question when several
reports have it, and a desk answers questions when it has asked for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from archive.aliases import Aliases
from archive.refill import Place
from monitor.spelling import Spellings
from news.alias import Alias, Standing
from news.rules import name_of
from news.watch import Person

MOST = 100_000  # texts that are looked at, the newest: half a minute of one core
_PIECE = 500  # of them in one read
_WRITTEN = 50  # suggestions in one transaction, which stays under 10 ms


def suggest(
    aliases: Aliases,
    people: Sequence[Person],
    *,
    since: datetime,
    least: int,
    now: datetime,
    most: int = MOST,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> tuple[int, int]:
    """Note the spellings that so many texts have; return how many were looked at, and are new."""
    spellings, done = Spellings(people), 0
    before: Place | None = None
    total = min(most, aliases.count(since)) if people else 0
    while done < total and (texts := aliases.texts(since, before, min(_PIECE, total - done))):
        for text in texts:
            spellings.look(text.article_id, text.source, text.article)
        before = texts[-1].place
        done += len(texts)
        progress("looking for other spellings", done, total)
    found = spellings.suggestions(least)
    new = sum(
        aliases.suggest(found[at : at + _WRITTEN], now) for at in range(0, len(found), _WRITTEN)
    )
    return done, new


def of_tracked(
    aliases: Aliases,
    people: Iterable[Person],
    standings: Collection[Standing] = (Standing.SUGGESTED,),
) -> list[Alias]:
    """Return the spellings of those who are tracked: the open questions, or of other standings."""
    tracked = {name_of(person.name) for person in people}
    return [one for one in aliases.listing(standings) if name_of(one.suggestion.person) in tracked]
