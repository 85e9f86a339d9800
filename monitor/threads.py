"""Say to which story an article belongs, whether it is a copy, and what of it is new there.

    an article ─▶ traits (in its text)
               ─▶ copies   a reprint of the report of 09:00?
               ─▶ stories  whose words, places, people, figures and days are these?
               ─▶ ledger   what its figures add to those of the story
               ─▶ facts    which the story has not, and which only this desk was not told of

Deciding only reads: the stories of the last weeks are in memory (rebuilt at start from stored
traits), everything else is asked of the archive inside the transaction that places the article.
What was decided enters the memory by `keep`, once that transaction is through; one that fails
leaves no trace in either.

What is in memory follows from what the archive keeps, and from nothing else: which articles are in
the window from the time, what each weighs from what was stored when it came, and all that is known
of a story from its articles.  So a restart changes no decision.

A report of last spring, which a backfill brings today, belongs to a story of last spring: for it
the articles of its own days are taken up beside those of the present, a few thousand at most, and
stay at hand while more of the kind come.

Discarded: deciding beside the transaction.  Two readers that each find no story make two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from monitor.changed import met
from monitor.copies import Copies
from monitor.credits import read_credit
from monitor.facts import facts
from monitor.features import features, without_dateline
from monitor.fingerprint import fingerprint
from monitor.headlines import headlines
from monitor.independent import independent
from monitor.places import Gazetteer
from monitor.quoted import tracked
from monitor.stories import Stories
from monitor.taken_out import taken_out
from monitor.totals import is_said, said_again, weigh_news
from monitor.voices import recognized
from news.article import Known
from news.copy import Link, Printing, Told
from news.fact import Fact, News
from news.ledger import Point
from news.moment import Moment
from news.places import FAR, Sighting
from news.reading import Reading
from news.story import By, Correction, Decision
from news.text import sentences
from news.traits import NOTHING_SAID, Kept, Past, Said, Thread, Traits
from news.watch import Gauge

# Stories of which nothing was printed for so long are over: who writes of one again begins anew.
WINDOW = timedelta(days=21)
_STEP = timedelta(hours=1)  # in which the window moves on
_RECENT = timedelta(days=14)  # of what is older, the days before have begun to leave the window
_PASTS = 3  # that are kept at hand
_NEVER = datetime.min.replace(tzinfo=UTC)
_EVER = datetime.max.replace(tzinfo=UTC)
_LEAD = 3  # sentences that tell what happened, with the headline


class Shelf(Protocol):
    """What the archive knows of stories, inside one transaction."""

    def corrections(self, after: int) -> Sequence[tuple[int, Correction]]:
        """Return what people said of stories since correction `after`, each with its number."""

    def story_of(self, article_id: int) -> str | None:
        """Return the key of the story that an article belongs to first."""

    def key_of(self, article_id: int) -> str:
        """Return an article's key."""

    def points(self, story: str, but: int) -> Sequence[Point]:
        """Return the headline claims of a story's newest articles, but for one."""

    def own_points(self, article_id: int) -> Sequence[Point]:
        """Return the headline claims of an article's earlier text."""

    def quotes(self, story: str) -> Sequence[str]:
        """Return what a story's facts say of the words of tracked people."""

    def around(self, at: datetime) -> Past:
        """Return what was kept of the days around a time."""

    def own_quotes(self, article_id: int) -> Sequence[str]:
        """Return which words of tracked people an article was the first of its story to have."""

    def keep(self, article_id: int, thread: Thread, now: datetime) -> int:
        """Store to which story an article belongs, and what is compared of it; return its row."""

    def tell(self, story: int, article_id: int, told: Sequence[Fact], now: datetime) -> list[News]:
        """Store what of an article's facts its story has not; return all that may be told."""

    def joined(self, story: int, article_id: int, count: Callable[[Sequence[Told]], int]) -> None:
        """Bring a story up to date with an article that has joined it, or was edited."""

    def sum_up(self, story: int, count: Callable[[Sequence[Told]], int]) -> None:
        """Count a story's articles and its independent sources anew."""


def opens(now: datetime) -> datetime:
    """Return when the window of the stories that are compared opens: it moves on by the hour."""
    return now - (now - _NEVER) % _STEP - WINDOW


class _Span:
    """The articles of some time: their stories, and which are copies of which."""

    def __init__(
        self, since: datetime, until: datetime, corrections: Iterable[Correction] = ()
    ) -> None:
        self.since, self.until = since, until
        self.stories = Stories(corrections)
        self.copies = Copies()

    def serves(self, at: datetime) -> bool:
        """Say whether an article of this time finds the days before it and behind it."""
        margin = (self.until - self.since) / 3
        return self.since + margin <= at < self.until - margin

    def restore(self, kept: Iterable[Kept]) -> None:
        """Take up what the archive kept, in the order in which it was placed."""
        self.copies.restore(self._restored(kept))

    def _restored(self, kept: Iterable[Kept]) -> Iterator[tuple[Printing, int | None]]:
        for article_id, story, traits, original, _ in kept:
            self.stories.add(traits.features, Decision(story), traits.weights)
            yield traits.printing(article_id), original

    def enter(self, article_id: int, decision: Decision, traits: Traits, link: Link | None) -> None:
        """Remember what was decided of an article, if it is of this time."""
        if self.since <= traits.features.at < self.until:
            self.stories.add(traits.features, decision, traits.weights)
            self.copies.add(traits.printing(article_id), link)
            return
        self.stories.leave(traits.features.key)  # where an edit gave it another date
        self.copies.leave(article_id)
        for joint in decision.joints:
            self.stories.join(joint.story, decision.story or traits.features.key)

    def forget(self, before: datetime) -> None:
        """Let go what is older."""
        self.since = before
        self.stories.forget(before)
        self.copies.forget(before)


class Threads:
    """The stories of the last weeks.

    `gazetteer` is asked for at the first article: reading it takes a while.  `owners` are the
    families of outlets by the names of sources.
    """

    def __init__(
        self,
        gazetteer: Callable[[], Gazetteer],
        owners: Mapping[str, str],
        corrections: Iterable[Correction] = (),
    ) -> None:
        self._gazetteer = gazetteer
        self._owners = owners
        self._corrections = list(corrections)
        self._present = _Span(_NEVER, _EVER, self._corrections)
        self._pasts: list[_Span] = []  # that of the last article first
        self._corrected = 0
        self.is_ready = False

    def __len__(self) -> int:
        """Return how many articles are compared with the next one."""
        return len(self._present.stories)

    def adopt(self, owners: Mapping[str, str]) -> None:
        """Follow these outlets from now on, each with the family that owns it."""
        self._owners = owners

    def prepare(self) -> None:
        """Have the gazetteer ready, which takes seconds where it must be made first."""
        self._gazetteer()

    def load(self, kept: Iterable[Kept], corrections: int, since: datetime = _NEVER) -> None:
        """Take up what the archive kept of the articles since then, in the order of their placing.

        `corrections` is the number of the last one that these stories respect.
        """
        self._present.since = since
        self._present.restore(kept)
        self._corrected = corrections
        self.is_ready = True

    def move_on(self, now: datetime) -> None:
        """Let go what has left the window by now."""
        if (since := opens(now)) > self._present.since:
            self._present.forget(since)

    def at_hand(self, at: datetime) -> bool:
        """Say whether the stories of this time are; else `look_back` must bring them."""
        return self._of(at) is not None

    def look_back(self, past: Past) -> None:
        """Take up what the archive kept of some days long ago, beside the last few of those."""
        span = _Span(past.since, past.until, self._corrections)
        span.restore(past.kept)
        self._pasts = [span, *self._pasts][:_PASTS]

    def _of(self, at: datetime) -> _Span | None:
        """Return the span whose stories an article of this time may belong to."""
        since = self._present.since
        if since == _NEVER or at >= since + WINDOW - _RECENT:
            return self._present
        return next((past for past in self._pasts if past.serves(at)), None)

    def traits(self, reading: Reading, at: datetime) -> Traits:
        """Return what of a reading is compared; `at` counts where it gives no time.  Pure."""
        article, outlet = reading.article, reading.article.outlet
        when = article.published.at if article.published else at
        # Found once: of all that is asked of a text this takes longest.
        sightings = self._gazetteer().find(article.full[:FAR], outlet.country)
        return Traits(
            features=features(article, reading.figures, article.url, when, sightings),
            fingerprint=fingerprint(article, reading.figures),
            credit=read_credit(article, self._owners),
            points=headlines(reading.figures, article, key=article.url, source=outlet.source),
            sightings=_told_of(reading, sightings),
            places=self._gazetteer().around(sightings),
            url=article.url,
            original=article.original,
        )

    def count(self, told: Sequence[Told]) -> int:
        """Count the independent sources of articles."""
        return independent(told, self._owners)

    def follow(
        self,
        reading: Reading,
        known: Known,
        when: Moment | None,
        shelf: Shelf,
        gauges: Sequence[Gauge] = (),
        *,
        now: datetime,
        edited: Moment | None = None,
    ) -> Thread:
        """Decide; nothing is remembered by it.  The reading must have traits.

        `edited` is when an article that has its place was changed.
        """
        assert reading.traits is not None  # noqa: S101  the caller has asked
        for number, correction in shelf.corrections(self._corrected):
            self._correct(correction)
            self._corrected = number
        self.move_on(now)
        traits = reading.traits.known_as(known.key, when)
        if not self.at_hand(traits.features.at):
            self.look_back(shelf.around(traits.features.at))
        traits = self.weighed(traits)
        story, link, decision = shelf.story_of(known.id), None, None
        if story is None:
            decision, link = self.decide(known.id, traits, shelf.key_of)
            story = decision.story
        own = shelf.own_points(known.id) if decision is None else ()
        # What is said here, and in stories that this article shows to be one with it.
        parts = [story] if story is not None else []
        parts += [joint.story for joint in decision.joints] if decision else []
        said = (
            [point for part in parts for point in shelf.points(part, known.id)]
            if traits.points else []
        )  # fmt: skip
        traits = replace(traits, points=recognized(traits.points, (*own, *said)))
        # Read again, an article is not edited: what it says now is what it said.
        before = [one for one in own if is_said(one)] if edited is not None else []
        if decision is None and edited is not None:
            traits = traits.edited(own, edited)
        said = [one for one in said if is_said(one)]
        verdicts = weigh_news(traits.points, (*said, *before))
        if edited is None:
            verdicts = said_again(verdicts, own)
        quotes = (
            [quote for part in parts for quote in shelf.quotes(part)] if tracked(reading) else []
        )
        told = facts(reading, traits, verdicts, before, quotes)
        if edited is not None and decision is None:
            told += tuple(taken_out(reading, known, before, shelf.own_quotes(known.id)))
        key = story or traits.features.key
        changed = met(gauges, reading.figures.claims, verdicts, said, before)
        return Thread(key, story is None, traits, told, link, decision, changed)

    def _correct(self, correction: Correction) -> None:
        self._corrections.append(correction)
        for span in (self._present, *self._pasts):
            span.stories.correct(correction)

    def weighed(self, traits: Traits) -> Traits:
        """Return them with what their features weigh now: beside the articles of their time."""
        span = self._of(traits.features.at) or self._present
        return replace(traits, weights=span.stories.weigh(traits.features))

    def decide(
        self, article_id: int, traits: Traits, key_of: Callable[[int], str]
    ) -> tuple[Decision, Link | None]:
        """Say to which story an article belongs, and of what it is a copy; remembers nothing.

        An original that the archive has let go meanwhile (`key_of` is "") is none any more.
        """
        span = self._of(traits.features.at) or self._present
        link = span.copies.look(traits.printing(article_id))
        original = "" if link is None else key_of(int(link.of))
        link = link if original else None
        return span.stories.decide(traits.features, copy_of=original), link

    def keep(self, article_id: int, thread: Thread) -> None:
        """Remember what was decided, once the archive does."""
        decision = thread.decision or Decision(thread.story, by=By.PERSON)
        self.enter(article_id, decision, thread.traits, thread.link)

    def enter(self, article_id: int, decision: Decision, traits: Traits, link: Link | None) -> str:
        """Remember what was decided; return the story's key."""
        for span in (self._present, *self._pasts):
            span.enter(article_id, decision, traits, link)
        return self._present.stories.now(decision.story or traits.features.key)


@dataclass(frozen=True)
class Following:
    """The threads in memory and the archive's shelf of stories, for one transaction."""

    threads: Threads
    shelf: Shelf
    gauges: Sequence[Gauge] = ()

    def follow(
        self,
        reading: Reading,
        known: Known,
        published: Moment | None,
        now: datetime,
        *,
        reread: bool = False,
    ) -> Said:
        """Give an article its place in a story, and tell the story what it says."""
        if reading.traits is None:
            return NOTHING_SAID
        edited = None if reread else Moment(now)
        thread = self.threads.follow(
            reading, known, published, self.shelf, self.gauges, now=now, edited=edited
        )
        row = self.shelf.keep(known.id, thread, now)
        news = self.shelf.tell(row, known.id, thread.facts, now)
        if thread.decision and thread.decision.joints:
            self.shelf.sum_up(row, self.threads.count)
        else:
            self.shelf.joined(row, known.id, self.threads.count)
        fresh = [one for one in news if one.is_fresh]
        return Said(
            row,
            tuple(one.number for one in news),
            tuple(one.number for one in fresh),
            tuple(one.key for one in fresh),
            thread.decision is None,
            thread,
        )


def _told_of(reading: Reading, found: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return those of the places found that stand where the article tells what happened."""
    full = reading.article.full
    telling = list(sentences(full))[: 1 + _LEAD]
    spans = {(claim.figure.sentence.start, claim.figure.sentence.end)
             for claim in reading.figures.claims if claim.figure.unit == "people"}  # fmt: skip
    spans.update(telling)
    told = without_dateline(found, full, len(reading.article.title))
    return tuple(one for one in told if any(start <= one.span.start < end for start, end in spans))
