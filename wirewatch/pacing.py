"""Look now and then at how often each tracked thing is found, and note what is remarkable.

    every five minutes    each topic, person and figure that has `burst`, `quiet_after` or
                          `expected_by`, each story that somebody watches for its silence,
                          each place in the news: what `monitor.pacing` and
                          `monitor.place_bursts` say becomes an incident

An incident is told once, when it begins, to those to whom the thing's alerts go.  Nobody hears of
its end: the next report tells that itself.  While collecting or reading stands still nothing is
said to be silent: it is us who do not hear.

Discarded: counting as reports come.  Silence is what does not come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import structlog

from archive.database import Database
from archive.health import Health
from archive.in_news import InNewsNow
from archive.pace import Paces
from archive.story_watches import StoryWatches
from monitor.pacing import TROUBLES, Arrivals, judge, judge_story
from monitor.place_bursts import FEWEST, judge_places
from news.finding import Subject
from news.health import Incident, Trouble
from news.listing import Tag
from news.pace import PAST, Burst, PlaceWishes
from news.watch import Watchlist

log = structlog.get_logger("pacing")

# What may be remarkable, and is no trouble of a source or of ours.
REMARKABLE = frozenset(
    {Subject.TOPIC, Subject.PERSON, Subject.FIGURE, Subject.STORY, Subject.PLACE}
)


NO_PLACES = PlaceWishes()


class Pacing:
    """Judges what is tracked, stories and places; `watchlist` and `wishes` may be exchanged."""

    def __init__(
        self,
        database: Database,
        watchlist: Watchlist,
        wishes: PlaceWishes = NO_PLACES,
    ) -> None:
        self._paces, self._watches = Paces(database), StoryWatches(database)
        self._in_news, self._health = InNewsNow(database), Health(database)
        self.watchlist, self.wishes = watchlist, wishes

    def look(self, now: datetime) -> None:
        """Note what is remarkable now, and what is no longer."""
        lasting: dict[Tag, set[Incident]] = {}
        for incident in self._health.current(REMARKABLE):
            lasting.setdefault(Tag(incident.subject, incident.name), set()).add(incident)
        since = self._paces.begun() if self.watchlist.paces else None
        for tag, found in self._judged(lasting, since, now):
            known = {one.trouble for one in lasting.pop(tag, ())}
            self._note(tag, found, known, now)
        for tag, gone in lasting.items():  # no longer tracked, or no longer watched for it
            self._note(tag, (), {one.trouble for one in gone}, now)

    def _judged(
        self, lasting: dict[Tag, set[Incident]], since: datetime | None, now: datetime
    ) -> Iterator[tuple[Tag, tuple[Incident, ...]]]:
        for (subject, name), pace in self.watchlist.paces.items():
            tag = Tag(subject, name)
            times, last = self._paces.arrivals(subject, name, now - PAST)
            known = frozenset(one.trouble for one in lasting.get(tag, ()))
            arrivals = Arrivals(times, since or now, last)
            yield tag, judge(tag, pace, arrivals, known, now)
        for watch in self._watches.all():
            found = judge_story(watch, now)
            if found and not watch.recipients:
                told = self._watches.told(watch.story)
                found = tuple(replace(one, recipients=told) for one in found)
            yield Tag(Subject.STORY, str(watch.id)), found
        for incident in self._places(lasting, now):
            yield Tag(Subject.PLACE, incident.name), (incident,)

    def _places(self, lasting: dict[Tag, set[Incident]], now: datetime) -> tuple[Incident, ...]:
        """Return which places are in the news far above their rhythm."""
        since = self._in_news.begun() if self.wishes.burst is not Burst.OFF else None
        if since is None:
            return ()
        known = {tag.name for tag in lasting if tag.subject is Subject.PLACE}
        found = self._in_news.look(self.wishes, FEWEST, now)
        wishes = self.wishes
        return judge_places(found, wishes.burst, wishes.most, since, lasting=known, now=now)

    def _note(
        self, tag: Tag, found: tuple[Incident, ...], known: set[Trouble], now: datetime
    ) -> None:
        over = (known & TROUBLES) - {one.trouble for one in found}
        if not found and not over:
            return
        noted = self._health.note(tag.subject, tag.name, found, over, now, tell=False)
        for incident in noted.begun:
            log.info(
                "remarkable", name=incident.about, trouble=incident.trouble, says=incident.says
            )
