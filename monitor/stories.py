"""Group articles by the event that they are about, as they arrive.

    Mon  "Gunmen storm police post in Nushol, six officers killed"       begins a story
    Tue  "Nushol attack toll rises to seven"                             the same story
    Wed  "Gunmen attack police post in Pirgah, five officers dead"       another: elsewhere, later

For each article the few stories that share something rare with it are looked up, and for each of
those the evidence is weighed: what happened (words), who (names), how many (numbers), where and
when.  The weights are those of a logistic regression over articles whose event is known
(`benchmarks/stories.py` fits and measures), so the sum is a logarithm of odds: above
`Kinship.enough` an article joins the story that has most, below it begins one.

- Each kind of evidence counts for itself and what happened together with who: two strikes share
  words, two reports on one man his name, and neither is one event.
- How like two texts are says little where they are short: so it counts in how many things they
  are, and how much of that hardly any article outside the story has.
- Towns or provinces that have none in common speak against a story, and so do days that differ,
  and every day between an article and those most like it.
- A story is compared as a whole and by the articles most like the new one: a long story moves on,
  and its second week shares little with its first report.  What only few of its articles name is
  not the story's: one that runs for weeks has named every town, and would draw in a whole war.
- A toll grows: 580 dead may be what were 310 yesterday, and a tremor that killed 21 is another.
- What counts is when an article was published, not when it came: a late one joins the story of
  its day.
- Two stories become one where an article belongs to both, and their own articles say so too: the
  first reports of a dam's breach and of a town cleared below it share little until the third
  names both.  And a small story is asked again when a report comes that is like it: would it
  begin a story today?  The smaller goes into the larger, only while both are young, and never
  where a person has spoken: the long stories of a war would grow together else.
- Live reports and round-ups belong to the story that they tell most of, and to others; they do
  not change what a story is about.
- People have the last word: what they said of stories (`news.story.Correction`) is decided by
  the articles' keys, at once and in every regrouping.

Bounded: of each rare feature only the newest articles are looked at, and only some stories are
weighed, so an article costs the same in a window of a thousand and of a million.  What is compared
of an article is packed, and what a short story sums up to is worked out when it is asked: a
kilobyte an article in all.

Discarded: comparing words alone (two bus crashes of one week are one story then), clustering anew
each hour (messages need a story that stays itself), vectors of a language model (gigabytes, and
nobody could be shown the evidence).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush, nlargest
from itertools import islice
from math import inf, log, log1p, sqrt
from sys import intern
from typing import Any, NamedTuple

from monitor.rarity import (
    CHANNELS,
    STEPS,
    Channel,
    Part,
    Rarity,
    channel_of,
    is_packed,
    packed,
    unpacked,
)
from news.story import (
    NO_EVIDENCE,
    By,
    Correction,
    CorrectionKind,
    Decision,
    Evidence,
    Features,
    Joint,
)

# What evidence weighs, in the order of `evidence_of`; fitted.
WEIGHTS = (
    -4.7,  # a story is seldom the one
    3.25, 1.05, 1.65,  # the roots of the likeness of words and of names, and both together
    1.1, 1.25, 1.5,  # the logarithms of how many words, names and numbers they share
    0.8,  # the logarithm of how much of that is the story's own
    1.45,  # another language: few words can be shared
    -1.8,  # no town in common, or no province
    1.65, -2.25, -1.65,  # a day in common; days that differ; another town on another day
    -0.6,  # the logarithm of the days between the article and those most like it
    1.0, -0.5,  # about as many dead; many times more or fewer
)  # fmt: skip
_ASKED_AGAIN = -3.0  # a small story that scores so much with an article is looked at again
_MENTIONED = -0.5  # what a round-up needs to belong to a further story

_LOOKED_UP = 32  # features of an article by which stories are found
_INDEXED = 32  # features by which it is found
_NEWEST = 48  # articles looked at of each
_NEAREST = 48  # articles that go on
_WEIGHED = 12  # stories weighed
_COMPARED = 3  # articles of each
_SHOWN = 8  # of each kind of evidence
_PLAIN = 0.25  # what weighs so much counts as one thing that is shared, what weighs less as a part
_ONE_DAY = timedelta(days=1)
_WINDOW = timedelta(days=400)
_PAST = datetime.min.replace(tzinfo=UTC)
_UNKNOWN = timedelta(days=4)  # taken for the time between what has no date and a story
_ROOM = 10_000  # articles below which nothing is numbered anew
_LONG = 16  # articles of a story whose sums are always at hand: to add them up again takes long
_AT_ONCE = 2_000  # shorter stories whose sums are at hand, some kilobytes each
_SMALL = 24  # articles of the smaller of two stories that are joined
_TOGETHER = timedelta(days=14)  # in which both began
_ITS_OWN = 32  # what a smaller part of a story's articles has is not its own, but theirs
_OFTEN = 3  # a town that a third of the articles name is the story's
# Logarithms of numbers of killed: how many say most, by how much those of one event differ at
# most, and those of two at least.
_MANY_DEAD, _NEAR_TOLL, _FAR_TOLL = log(50), log(3), log(4)
_SOMETHING = 0.8  # that is shared beside a day: a day alone is shared by all that happened on it
_BUCKETS = 1 << 20
_COUNTRY = 2  # letters of a country's key
_NONE = -1


@dataclass(slots=True, eq=False)
class _Held:
    """An article of the window: what is compared, in columns."""

    key: str
    at: datetime
    parts: bytes  # slots and weights of its features, as stored
    places: tuple[str, ...]
    areas: tuple[str, ...]
    days: tuple[int, ...]
    dated: bool
    language: str
    toll: float  # the first number of killed, 0 where it counts none
    story: _Story
    many: bool
    shapes: bool  # what the story is about, and is found by


@dataclass(slots=True, eq=False)
class _Sums:
    """What the articles that shape a story have in common, in columns.

    All is whole numbers that are added and taken away again, so that a story is what its articles
    are, in whatever order they came and whatever has left.
    """

    grown: int = 0
    places: dict[str, int] = field(default_factory=dict)  # how many of them name it
    areas: dict[str, int] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    slots: array[int] = field(default_factory=lambda: array("I"))  # in order
    steps: array[int] = field(default_factory=lambda: array("I"))  # what each weighs, summed up
    counts: array[int] = field(default_factory=lambda: array("I"))  # how many of them have it
    squares: list[int] = field(default_factory=lambda: [0] * CHANNELS)

    def has(self, slot: int) -> bool:
        """Say whether one of its articles has a feature."""
        at = bisect_left(self.slots, slot)
        return at < len(self.slots) and self.slots[at] == slot

    def grow(self, held: _Held) -> None:
        """Let an article change what the story is about."""
        self._take(held, 1)

    def shrink(self, held: _Held) -> None:
        """Let an article change it no more."""
        self._take(held, -1)

    def _take(self, held: _Held, by: int) -> None:
        self.grown += by
        _count(self.places, held.places, by)
        _count(self.areas, held.areas, by)
        _count(self.days, held.days, by)
        slots, all_steps, counts = self.slots, self.steps, self.counts
        for slot, steps in zip(*unpacked(held.parts), strict=True):
            at = bisect_left(slots, slot)
            if at == len(slots) or slots[at] != slot:
                slots.insert(at, slot)
                all_steps.insert(at, 0)
                counts.insert(at, 0)
            before = all_steps[at]
            now = all_steps[at] = before + by * steps
            self.squares[channel_of(slot)] += now * now - before * before
            counts[at] += by
            if not counts[at]:
                del slots[at], all_steps[at], counts[at]


def _added_up(some: Sequence[_Held]) -> _Sums:
    """Return the sums of some articles, as if each had let them grow; faster for several."""
    sums, all_steps, counts = _Sums(len(some)), dict[int, int](), dict[int, int]()
    for held in some:
        _count(sums.places, held.places, 1)
        _count(sums.areas, held.areas, 1)
        _count(sums.days, held.days, 1)
        for slot, steps in zip(*unpacked(held.parts), strict=True):
            all_steps[slot] = all_steps.get(slot, 0) + steps
            counts[slot] = counts.get(slot, 0) + 1
    sums.slots = array("I", sorted(counts))
    sums.steps = array("I", map(all_steps.__getitem__, sums.slots))
    sums.counts = array("I", map(counts.__getitem__, sums.slots))
    for slot, steps in all_steps.items():
        sums.squares[channel_of(slot)] += steps * steps
    return sums


@dataclass(slots=True, eq=False)
class _Story:
    """A story of the window: its articles in it; `sums` are None while nobody asks for them."""

    key: str
    rows: array[int] = field(default_factory=lambda: array("I"))
    grown: int = 0  # articles that shape it
    sums: _Sums | None = None

    def grow(self, held: _Held) -> None:
        """Let an article change what the story is about."""
        self.grown += 1
        if self.sums is not None:
            self.sums.grow(held)

    def shrink(self, held: _Held) -> None:
        """Let an article change it no more."""
        self.grown -= 1
        if self.sums is not None:
            self.sums.shrink(held)


class _AtHand:
    """What stories sum up to: of the long ones, and of those asked for last.

    Most stories are of one or two articles and over by tomorrow: sums of all of them would take
    more memory than the articles.
    """

    def __init__(self) -> None:
        self._asked: dict[str, _Story] = {}  # the longest ago first

    def sums(self, story: _Story, held: Sequence[_Held | None]) -> _Sums:
        """Return what a story sums up to, worked out of its articles where it is not at hand."""
        if story.sums is None:
            some = (held[row] for row in story.rows)
            story.sums = _added_up([one for one in some if one is not None and one.shapes])
        self._asked.pop(story.key, None)
        if story.grown <= _LONG:
            self._asked[story.key] = story
        if len(self._asked) > _AT_ONCE:
            oldest = self._asked.pop(next(iter(self._asked)))
            if oldest.grown <= _LONG:
                oldest.sums = None
        return story.sums


class _Index:
    """Which articles have a feature, the newest first: chains in columns."""

    def __init__(self) -> None:
        self._heads = array("i", [_NONE]) * _BUCKETS
        self._rows, self._next = array("I"), array("i")

    def add(self, row: int, slots: Iterable[int]) -> None:
        """Put an article before those that have the same features."""
        for slot in slots:
            bucket = slot % _BUCKETS
            self._rows.append(row)
            self._next.append(self._heads[bucket])
            self._heads[bucket] = len(self._rows) - 1

    def newest(self, slot: int, held: Sequence[_Held | None]) -> Iterator[int]:
        """Yield the newest rows that have a feature, only so many; what has left leaves its chain.

        So that as many are found as if it had never been there.
        """
        bucket = slot % _BUCKETS
        at, before, left = self._heads[bucket], _NONE, _NEWEST
        while at != _NONE and left:
            row, following = self._rows[at], self._next[at]
            one = held[row]
            if one is not None and one.shapes:
                yield row
                before, left = at, left - 1
            elif before == _NONE:
                self._heads[bucket] = following
            else:
                self._next[before] = following
            at = following


class _Asked(NamedTuple):
    """An article whose story is asked for, as it is compared: weights by slot, when and where."""

    weights: Mapping[int, float]
    at: datetime
    dated: bool
    language: str
    places: tuple[str, ...]
    areas: tuple[str, ...]
    days: tuple[int, ...]
    toll: float


class _Weighed(NamedTuple):
    """A story, the evidence for it as a sum, its articles most like the new one, nearest first."""

    score: float
    story: _Story
    sums: _Sums
    near: Sequence[_Held]


class Shared(NamedTuple):
    """What an article has in common with a story, by channel.

    How like it is to the story and to the nearest of its articles, and in how many things to that
    one: two short texts that share one rare word are as like as two long ones that share twenty.
    And, of all channels, how much is the story's `own`: nearly all articles that have it are in it.
    """

    like: Sequence[float]
    things: Sequence[float]
    own: float


class _Said:
    """What people said of stories, as it stands after all that they said."""

    def __init__(self) -> None:
        self._articles: dict[str, str] = {}
        self._merged: dict[str, str] = {}
        self._stories: set[str] = set()

    def hear(self, correction: Correction) -> None:
        """Take the next correction into account."""
        into = self.now(correction.into)
        self._stories |= {correction.into, into, correction.story}
        if correction.kind is CorrectionKind.MERGE:
            if (story := self.now(correction.story)) != into:
                self._merged[story] = into
        else:
            self._articles.update(dict.fromkeys(correction.stayed, self.now(correction.story)))
            self._articles.update(dict.fromkeys(correction.articles, into))

    def now(self, story: str) -> str:
        """Return the story that a story went into, itself if nobody merged it."""
        while story in self._merged:
            story = self._merged[story]
        return story

    def concerns(self, story: str) -> bool:
        """Say whether somebody said what belongs to a story and what does not."""
        return story in self._stories

    def story_of(self, article: str) -> str:
        """Return the story that somebody put an article into, "" if nobody did."""
        return self.now(self._articles.get(article, ""))


@dataclass(frozen=True)
class Kinship:
    """How near articles are that belong together: what evidence weighs, and how much is enough.

    An article that scores `both` with two stories makes them one where their own articles score
    `between` with one another.
    """

    weights: tuple[float, ...]
    enough: float
    both: float = inf
    between: float = inf


EVENT = Kinship(WEIGHTS, 0.0, 1.0, -1.5)
# A strand of a story: the same step of an event (its first toll, the day it ended), which toll and
# time tell apart: they weigh three and more times as much.
STRAND = Kinship((*WEIGHTS[:-3], 3.5 * WEIGHTS[-3], 3.0, -3.0), 3.5)


class Stories:
    """The stories of a window of days, or what else a kinship makes of its articles."""

    def __init__(self, corrections: Iterable[Correction] = (), kinship: Kinship = EVENT) -> None:
        self._kinship = kinship
        self._rarity = Rarity()
        self._said = _Said()
        self._stories: dict[str, _Story] = {}
        self._rows: dict[str, int] = {}
        self._ages: list[tuple[datetime, int]] = []  # a heap
        self._held: list[_Held | None] = []
        self._index = _Index()
        self._at_hand = _AtHand()
        self._last: tuple[Features, list[Part]] | None = None
        for correction in corrections:
            self._said.hear(correction)

    def __len__(self) -> int:
        """Return how many articles the window holds."""
        return len(self._rows)

    def __contains__(self, story: object) -> bool:
        """Say whether a story of this key has an article in the window."""
        return story in self._stories

    def story_of(self, article: str) -> str:
        """Return the story of an article of the window, "" where it is not in it."""
        row = self._rows.get(article)
        held = None if row is None else self._held[row]
        return held.story.key if held else ""

    def now(self, story: str) -> str:
        """Return the story that people let a story go into, itself if nobody did."""
        return self._said.now(story)

    def decide(self, features: Features, copy_of: str = "") -> Decision:
        """Say to which story an article belongs; changes nothing.

        A copy belongs where the article is that it copies.
        """
        if said := self._said.story_of(features.key):
            return Decision(said, by=By.PERSON)
        if original := copy_of and self.story_of(copy_of):
            return Decision(original, by=By.COPY, evidence=Evidence(nearest=copy_of))
        parts = self._weigh(features)
        weighed = self._likely(features, parts)
        evidence = _shown(features, parts, weighed[0]) if weighed else NO_EVIDENCE
        if weighed and weighed[0].score >= self._kinship.enough:
            best, *further = weighed
            if features.many:
                others = tuple(one.story.key for one in further if one.score >= _MENTIONED)
                return Decision(best.story.key, others, evidence)
            held = _hold(features, packed(parts), best.story)
            into, parts_of_it = _larger([best, *self._one_with(best, further, held)])
            joints = (
                Joint(it.story.key, replace(_shown(features, parts, it), nearest=features.key))
                for it in parts_of_it
            )
            return Decision(into.story.key, evidence=evidence, joints=tuple(joints))
        joint = self._said.now(features.key)
        if joint != features.key:
            return Decision(joint, by=By.PERSON)
        return Decision(evidence=evidence)

    def weigh(self, features: Features) -> bytes:
        """Return what an article's features weigh beside the articles of the window, as stored."""
        return packed(self._weigh(features))

    def add(self, features: Features, decision: Decision, weights: bytes = b"") -> str:
        """Put an article into the story decided on; return the story's key.

        An article that is in the window already, as an earlier text, is put there anew.
        `weights` are what its features weighed when it came; without, what they weigh now.
        """
        self.leave(features.key)
        key = self._said.now(decision.story or features.key)
        for joint in decision.joints:
            self.join(joint.story, key)
        story = self._stories.setdefault(key, _Story(key))
        held = _hold(features, weights if is_packed(weights) else self.weigh(features), story)
        self._enter(held)
        if held.shapes:
            story.grow(held)
        self._rarity.count(unpacked(held.parts)[0])
        return key

    def join(self, part: str, story: str) -> None:
        """Let the articles of a story be another's."""
        other = self._stories.get(part)
        for row in [*other.rows] if other and part != story else ():
            self._move(row, story)

    def _move(self, row: int, key: str) -> bool:
        """Let an article change to another story; say whether it shapes one only now."""
        held = self._held[row]
        if held is None or held.story.key == key:
            return False
        self._part(row, held)
        story = held.story = self._stories.setdefault(key, _Story(key))
        story.rows.append(row)
        shaped = held.shapes
        held.shapes = _shapes(held.key, held.many, key)
        if held.shapes:
            story.grow(held)
        return held.shapes and not shaped

    def _part(self, row: int, held: _Held) -> None:
        """Take an article out of its story; one that has none left is none."""
        story = held.story
        story.rows.remove(row)
        if held.shapes:
            story.shrink(held)
        if not story.rows:
            del self._stories[story.key]

    def _weigh(self, features: Features) -> list[Part]:
        """Weigh what an article has; what was decided on is added next, with the same weights."""
        if self._last is None or self._last[0] is not features:
            self._last = features, self._rarity.weigh(features)
        return self._last[1]

    def _enter(self, held: _Held) -> None:
        """Write an article into the window's columns."""
        row = len(self._held)
        self._held.append(held)
        self._rows[held.key] = row
        held.story.rows.append(row)
        heappush(self._ages, (held.at, row))
        if held.shapes:
            self._index.add(row, unpacked(held.parts)[0][:_INDEXED])

    def forget(self, before: datetime) -> int:
        """Let go of what was published before a time; return how many articles were."""
        count = 0
        while self._ages and self._ages[0][0] < before:
            _, row = heappop(self._ages)
            if held := self._held[row]:
                self.leave(held.key)
                count += 1
        if len(self._held) > _ROOM and len(self._held) > 2 * len(self._rows):
            self._tidy()
        return count

    def leave(self, article: str) -> None:
        """Take an article out of the window."""
        row = self._rows.pop(article, None)
        held = None if row is None else self._held[row]
        if row is not None and held is not None:
            self._held[row] = None
            self._rarity.discount(unpacked(held.parts)[0])
            self._part(row, held)

    def _tidy(self) -> None:
        """Give the articles of the window new rows, without those that left."""
        held = [one for one in self._held if one]
        self._held, self._rows, self._ages, self._index = [], {}, [], _Index()
        for story in self._stories.values():
            story.rows = array("I")
        for one in held:
            self._enter(one)

    def correct(self, correction: Correction) -> None:
        """Do what a person said: the articles of the window change their stories."""
        self._said.hear(correction)
        if correction.kind is CorrectionKind.MERGE:
            story = self._stories.get(correction.story)
            rows = list(story.rows) if story else []
        else:
            rows = [self._rows[key] for key in correction.articles if key in self._rows]
        into = self._said.now(correction.into)
        shape_now = sum(self._move(row, into) for row in rows)
        if shape_now:
            self._tidy()  # what shapes a story is found by what it has, in its turn

    def _likely(self, features: Features, parts: Sequence[Part]) -> list[_Weighed]:
        """Weigh the stories that share something rare with an article; the likeliest first."""
        found: dict[int, float] = {}
        seen = (part for part in parts if self._rarity.count_of(part.slot))
        for part in islice(seen, _LOOKED_UP):
            own = part.weight * part.weight
            for row in self._index.newest(part.slot, self._held):
                found[row] = found.get(row, 0.0) + own
        near: dict[str, list[_Held]] = {}
        for row in nlargest(_NEAREST, found, key=lambda row: (found[row], row)):
            held = self._held[row]
            if held and held.key != features.key and _in_reach(features, held):
                near.setdefault(held.story.key, []).append(held)
        asked = _Asked(
            {part.slot: part.weight for part in parts}, features.at, features.dated,
            features.language, features.places, _areas(features), _days(features), _toll(features),
        )  # fmt: skip
        some = islice(near.values(), _WEIGHED)
        weighed = [self._weighed(asked, near_[:_COMPARED]) for near_ in some]
        return sorted(weighed, key=lambda one: (-one.score, one.story.key))

    def _one_with(
        self, best: _Weighed, further: Sequence[_Weighed], held: _Held
    ) -> Iterator[_Weighed]:
        """Yield the stories that an article, held in its own, shows to be one with it.

        Those to which it would belong as well, whose own articles say so too; and small ones whose
        articles would not begin a story any more, now that this one is there: only in its language,
        since without words too little is shared.  One that a person spoke of stays as he wants it.
        """
        for other in further:
            if other.score < _ASKED_AGAIN:
                return
            either = best.story, other.story
            if not self._are_young(*either):
                continue
            if any(self._said.concerns(story.key) for story in either):
                continue
            both = other.score >= self._kinship.both
            if both and self._between(best, other) >= self._kinship.between:
                yield other
            elif other.story.grown <= _COMPARED and other.near[0].language == held.language:
                score = self._again(other.story, [held, *best.near][:_COMPARED])
                if score >= self._kinship.enough:
                    yield other._replace(score=score)

    def _again(self, story: _Story, near: Sequence[_Held]) -> float:
        """Return what the articles of a small story would score now with another's."""
        scores = [
            self._weighed(_asked(held), near).score
            for row in story.rows[-_COMPARED:]
            if (held := self._held[row])
        ]
        return sum(scores) / len(scores)

    def _are_young(self, one: _Story, other: _Story) -> bool:
        """Say whether two stories began about the same time, and one of them has not grown much."""
        if min(one.grown, other.grown) > _SMALL:
            return False
        begun = self._begun(one), self._begun(other)
        return begun[0] is None or begun[1] is None or abs(begun[0] - begun[1]) <= _TOGETHER

    def _begun(self, story: _Story) -> datetime | None:
        """Return when the first of a story's articles was published; None while none has a date.

        Of one whose first has left the window that was before all that others have.
        """
        if story.key not in self._rows:
            return _PAST
        held = (self._held[row] for row in story.rows)
        return min((one.at for one in held if one and one.shapes and one.dated), default=None)

    def _between(self, one: _Weighed, other: _Weighed) -> float:
        """Return how much speaks for two stories being one: what their articles would score."""
        scores = [
            self._weighed(_asked(held), theirs.near).score
            for ours, theirs in ((one, other), (other, one))
            for held in ours.near
        ]
        return sum(scores) / len(scores)

    def _weighed(self, asked: _Asked, near: Sequence[_Held]) -> _Weighed:
        """Weigh the evidence that an article belongs to the story of these articles."""
        story = near[0].story
        sums = self._at_hand.sums(story, self._held)
        parts = [unpacked(held.parts) for held in near]
        each = [_alike(asked, slots, steps) for slots, steps in parts]
        order = sorted(range(len(near)), key=lambda at: -sum(each[at]))
        like = [max(channel) / STEPS for channel in zip(*each, strict=True)]
        own = 0.0
        if story.grown > 1:
            whole, own = self._whole(asked, sums)
            like = [
                (nearest + all_ / (sqrt(square) or 1.0)) / 2
                for nearest, all_, square in zip(like, whole, sums.squares, strict=True)
            ]
        things = [0.0] * CHANNELS
        for slot in parts[order[0]][0]:
            if weight := asked.weights.get(slot):
                things[channel_of(slot)] += min(1.0, weight / _PLAIN)
        evidence = evidence_of(asked, sums, near, Shared(like, things, own))
        weights = self._kinship.weights
        score = sum(weight * value for weight, value in zip(weights, evidence, strict=True))
        return _Weighed(score, story, sums, [near[at] for at in order])

    def _whole(self, asked: _Asked, story: _Sums) -> tuple[list[float], float]:
        """Return how like an article is to a story, and how much of that is the story's own.

        That is: hardly any article outside it has it.
        """
        like, own = [0.0] * CHANNELS, 0.0
        slots = story.slots
        for slot, theirs in asked.weights.items():
            at = bisect_left(slots, slot)
            if at < len(slots) and slots[at] == slot:
                like[channel_of(slot)] += theirs * story.steps[at]
                count = story.counts[at]
                if count * _ITS_OWN >= story.grown:
                    own += max(0.0, 2 * count / (self._rarity.count_of(slot) + 1) - 1)
        return like, own


def _hold(features: Features, weights: bytes, story: _Story) -> _Held:
    """Keep of an article what is compared."""
    return _Held(
        features.key, features.at, weights,
        tuple(map(intern, features.places)), tuple(map(intern, _areas(features))),
        _days(features), features.dated, features.language, _toll(features),
        story, features.many, shapes=_shapes(features.key, features.many, story.key),
    )  # fmt: skip


def _larger(some: Sequence[_Weighed]) -> tuple[_Weighed, list[_Weighed]]:
    """Return into which of some stories the others go, and which do."""
    if len(some) == 1:
        return some[0], []
    into = max(some, key=lambda one: (one.story.grown, -min(one.story.rows)))
    return into, [one for one in some if one is not into and one.story.grown <= _SMALL]


def _shapes(article: str, many: bool, story: str) -> bool:
    """Say whether an article makes its story what it is: a round-up only where it began it."""
    return not many or article == story.rstrip("+")


def _count(counts: dict[Any, int], seen: Iterable[Any], by: int) -> None:
    """Add to how many articles have something; what none has is forgotten."""
    for one in seen:
        counts[one] = counts.get(one, 0) + by
        if not counts[one]:
            del counts[one]


def _in_reach(features: Features, held: _Held) -> bool:
    """Say whether two articles can be of one story: not those of other years."""
    return not (features.dated and held.dated) or abs(features.at - held.at) <= _WINDOW


def _areas(features: Features) -> tuple[str, ...]:
    """Return the provinces and districts in which an article's places lie; no countries."""
    return tuple(region for region in features.regions if len(region) != _COUNTRY)


def _days(features: Features) -> tuple[int, ...]:
    """Return the days that an article speaks of, as numbers."""
    return tuple(day.toordinal() for day in features.days)


def _toll(features: Features) -> float:
    """Return how many died as an article says first; 0 where it does not say."""
    return next((value for effect, value in features.figures if effect == "killed"), 0.0)


def _tolls(toll: float, theirs: Sequence[float]) -> tuple[float, float]:
    """Return how near a toll is to one of others, and how far from all of them.

    A toll grows from report to report, 64, 310, 500: few share a number, and yet a tremor that
    killed 21 is not that earthquake.  Small ones say little: there are so many.
    """
    if not toll or not theirs:
        return 0.0, 0.0
    ratio = min(abs(log(toll / other)) for other in theirs)
    says = min(1.0, log(max(toll, *theirs)) / _MANY_DEAD)
    return says * max(0.0, 1 - ratio / _NEAR_TOLL), says * min(1.0, max(0.0, ratio / _FAR_TOLL - 1))


def _asked(held: _Held) -> _Asked:
    """Ask again for the story of an article."""
    weights = {slot: steps / STEPS for slot, steps in zip(*unpacked(held.parts), strict=True)}
    return _Asked(
        weights, held.at, held.dated, held.language, held.places, held.areas, held.days, held.toll
    )


def _alike(asked: _Asked, slots: array[int], weights: Iterable[float]) -> list[float]:
    """Return how like two vectors are, in each channel."""
    like = [0.0] * CHANNELS
    for slot, weight in zip(slots, weights, strict=True):
        own = asked.weights.get(slot)
        if own is not None:
            like[channel_of(slot)] += own * weight
    return like


def evidence_of(
    asked: _Asked, story: _Sums, near: Sequence[_Held], shared: Shared
) -> tuple[float, ...]:
    """Return what speaks for a story and against it, in the order of `Kinship.weights`.

    Towns and days count by how many of the story's articles name them: one that runs for weeks has
    named them all.  So does time count from the articles that are most like the new one.
    """
    words, names, numbers = (min(max(value, 0.0), 1.0) for value in shared.like)
    grown = max(story.grown, 1)
    elsewhere = 0.0
    narrow = bool(asked.places and story.places)
    where, theirs = (asked.places, story.places) if narrow else (asked.areas, story.areas)
    if where and theirs:
        there = max(theirs.get(place, 0) for place in where)
        if narrow:  # a district that one of them names, and a town in it, are one place
            there = max(
                there,
                *(story.areas.get(place, 0) for place in asked.places),
                *(story.places.get(area, 0) for area in asked.areas),
            )
        elsewhere = 1.0 - min(1.0, _OFTEN * there / grown)
    same_day = other_day = 0.0
    if asked.days and story.days:
        printed = asked.at.toordinal()  # all that is told today tells of today
        on_day = max((story.days.get(day, 0) for day in asked.days if day != printed), default=0)
        around = max(story.days.get(day + by, 0) for day in asked.days for by in (-1, 0, 1))
        beside = min(1.0, (sqrt(words) + sqrt(names) + sqrt(numbers)) / _SOMETHING)
        same_day = min(1.0, _OFTEN * on_day / grown) * beside
        other_day = 1.0 - min(1.0, _OFTEN * around / grown)
    apart = _UNKNOWN
    dated = [abs(asked.at - held.at) for held in near if held.dated]
    if asked.dated and dated:
        apart = min(dated)
    as_many, far_more = _tolls(asked.toll, [held.toll for held in near if held.toll])
    foreign = all(held.language != asked.language for held in near)
    return (
        1.0, sqrt(words), sqrt(names), sqrt(words * names),
        *map(log1p, shared.things), log1p(shared.own), float(foreign),
        elsewhere, same_day, other_day, elsewhere * other_day, log1p(apart / _ONE_DAY),
        as_many, far_more,
    )  # fmt: skip


def _shown(features: Features, parts: Sequence[Part], best: _Weighed) -> Evidence:
    """Return the evidence for a story as people are shown it."""
    story, nearest = best.sums, best.near[0]
    theirs = set(unpacked(nearest.parts)[0])
    shared = [part for part in parts if part.slot in theirs or story.has(part.slot)]
    words, names, figures = (
        [part.shown for part in shared if part.channel is channel] for channel in Channel
    )
    places = [key for key in features.places if key in story.places]
    return Evidence(
        score=round(best.score, 3),
        words=tuple(str(word) for word in words[:_SHOWN]),
        names=tuple(str(name) for name in names if name not in features.places)[:_SHOWN],
        places=tuple(places[:_SHOWN]),
        figures=tuple(one for one in figures if isinstance(one, tuple))[:_SHOWN],
        days=tuple(day for day in features.days if day.toordinal() in story.days)[:_SHOWN],
        apart=abs(features.at - nearest.at),
        nearest=nearest.key,
    )


def regroup(
    told: Iterable[Features],
    corrections: Iterable[Correction] = (),
    most: int = _ROOM,
    kinship: Kinship = EVENT,
) -> dict[str, str]:
    """Group articles anew, in the order in which they came; return the story of each.

    Old ones are let go only where there are more than `most`: an archive may come in any order.
    """
    stories = Stories(corrections, kinship)
    latest = _PAST
    found, joined = dict[str, str](), dict[str, str]()
    for features in told:
        if features.dated and features.at > latest:
            latest = features.at
        if len(stories) > most:
            stories.forget(latest - _WINDOW)
        decision = stories.decide(features)
        found[features.key] = stories.add(features, decision)
        joined |= {joint.story: found[features.key] for joint in decision.joints}
    return {key: followed(joined, story) for key, story in found.items()}


def followed(joined: Mapping[str, str], story: str) -> str:
    """Return what a story is part of, itself if it was never joined to another."""
    while story in joined:
        story = joined[story]
    return story
