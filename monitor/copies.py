"""Find which article a text is a copy of, among the articles of the last days.

    a new article's runs of words ──▶ who has them? ──▶ candidates ──verify──▶ a copy of the first

    Federation Wire 09:00    ten paragraphs                         first
    Zhenna Herald   09:40    four of them under a new title         all its runs are there: copy
    Karvi Sentinel  10:15    every sentence turned, same numbers    a fifth, and all figures: copy
    Lowra Post      10:20    its own report that quotes the same    a twentieth: none
                             three sentences

- **What everybody prints proves nothing.**  A run of words weighs the less the more different
  texts have it, and hardly anything where other articles of its own source have it too: "Follow
  us on WhatsApp" is an outlet's boilerplate, "the provincial disaster management authority
  said" a phrase.  Copies of one text count as one text here, so a report that two hundred
  outlets print weighs as much as one that nobody else has.
- **Candidates are verified** before a link is made: how much of the new text stands in the
  other, how much of the other in the new one, whether their figures agree, whom they credit,
  how far apart they are.  A round-up that holds a short report is no copy of it, and tomorrow's
  prices are none of today's though all words but the numbers are the same.
- **Who was first** is decided by credit, then by time: an agency is before those who credit it,
  also where its own text reaches us later.

Memory: runs are kept in sorted shelves of at most 8,192 articles (6 bytes a run); the newest 128
articles are sorted into one of their own until it is full; four shelves of one size become one.
What is asked of a shelf is a binary search over all runs of an article at once.  The cost of a
look depends on the articles in the window, not on the archive: who calls forgets what is old.
What else is asked of an article stands in columns: an object with a time and two addresses for
each took more than all its runs.

Discarded: datasketch and rensa (MinHash with banding: they miss cut copies, since it measures
likeness of wholes, take three times the memory, and cannot weigh boilerplate; see
benchmarks/copies.py, where they run beside this); a dictionary of all runs (700 MB for 100,000
articles; one of the newest alone is a list for each run, which Python's garbage collector looks
through again and again); comparing texts themselves (the window's texts are 300 MB).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import compress, islice
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.credits import agency_of
from monitor.fingerprint import LEVELS, Numbers, agreement, distinct, numbers
from news.copy import NO_CREDIT, Credit, Fingerprint, Link, Printing
from news.moment import from_micros, micros

# Calibrated by benchmarks/copies.py on edits of invented texts, and by a look at real pairs.
# A fifth of the words swapped leaves half of the runs, a third swapped leaves a third; other
# reports of one event share a tenth, and two parts of one speech a fifth.
TEXT = 0.235  # geometric mean of share and back
_BRIEF = 0.12  # of the former text, where the new one is shorter: what a brief takes
_WHOLE = 0.25  # of the new text, where it is longer: a round-up has less of each of its reports
REWRITTEN = 0.12  # is enough where figures agree or a credit says so
NAMED = 0.08  # where a page names the other as its original: no template does it by mistake then
_FIGURES, _AGREE = 3, 0.5  # figures that both have, and their share of all that they have
_DISAGREE = 0.5
_VERBATIM, _TEASER = 0.8, 8  # of the new text, and kept runs: the first lines, word for word
_MOSTLY = 0.5  # of the new text
_OWN_TEXT = 0.8  # of both texts, where one outlet printed them
_FEWEST_RUNS = 5  # kept runs that are shared; fewer are chance
REWRITTEN_WITHIN = timedelta(days=2)
_NEXT_ISSUE = timedelta(hours=12)  # tomorrow's prices; a corrected report comes sooner

_NEWEST = 128  # articles in the dictionary
_TIER = 4  # shelves of one size become one
_LARGEST = 8192  # articles of a shelf; its places have 16 bits
_FEW_ARTICLES = 1000  # with fewer at hand, a run that three have is no phrase yet
_RECURS, _TWICE = 0.2, 2  # of a source's articles, and of them at least: its boilerplate
_MOST_PLACES = 16_000  # that are looked up for an article, of its rarest runs
_FEW = 6  # candidates that are verified
_BITS = 32
_TINY = 1e-9

Places = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]
# Which runs are kept at each level: those below.
_LIMITS = np.array([2 ** (_BITS - level) - 1 for level in range(LEVELS)], np.uint32)
_NO_PLACES: Places = np.empty(0, np.int64)


@dataclass
class _Shelf:
    """Runs of articles that follow each other: sorted, and whose each is, counted from `base`."""

    base: int
    articles: int
    runs: Numbers
    places: npt.NDArray[np.uint16]

    def put(self, runs: Numbers) -> None:
        """Sort the runs of the next article in."""
        at = self.runs.searchsorted(runs, "right")
        self.runs = np.insert(self.runs, at, runs)
        self.places = np.insert(self.places, at, self.articles)
        self.articles += 1


@dataclass(slots=True)
class _Group:
    """Articles with one text, by slot; the first is first."""

    first: int
    members: list[int]


@dataclass(frozen=True)
class Shared:
    """What a new text shares with the one of a slot: how many of the kept runs, and which part.

    `share` is how much of the new text stands there, `back` how much of that one in the new text,
    `others` how much of the new text stands only elsewhere.
    """

    slot: int
    runs: int
    share: float
    back: float
    others: float

    @property
    def is_of_several(self) -> bool:
        """Say whether the new text is a round-up: of each report it has less than of the others."""
        return self.others > self.share and self.share < _MOSTLY

    @property
    def is_rewritten(self) -> bool:
        """Say whether enough is left that other evidence may make it a copy."""
        enough = max(self.share, self.back) >= REWRITTEN
        return enough and min(self.share, self.back) >= REWRITTEN / 2 and not self.is_of_several


class Copies:
    """The articles of the last days, and which of them are copies of which.

    Not for two threads at once.
    """

    def __init__(self) -> None:
        self._shelves: list[_Shelf] = []
        self._newest = _empty(0)
        self._slots: dict[int | str, int] = {}
        self._originals: dict[int, int] = {}  # addresses that pages name, and whose pages
        # Of each slot, for ever; what is gone is in no group.
        self._ids: list[int | str] = []
        self._figures: list[bytes | None] = []
        self._credits: list[Credit] = []
        self._credited: dict[Credit, Credit] = {}  # the different ones
        self._groups: dict[int, _Group] = {}  # by number, those of two or more
        self._begun = 0  # groups, ever
        self._sources: dict[str, int] = {}
        self._outlets: list[str] = []  # the sources by their numbers
        self._printed_by: list[int] = []  # how many articles each has
        self._runs = _Column(np.int32)  # how many runs each slot has
        self._level = _Column(np.int32)
        self._group = _Column(np.int32)
        self._source = _Column(np.int32)
        self._at = _Column(np.int64)
        self._url, self._original = _Column(np.int64), _Column(np.int64)  # by `_address`

    def __len__(self) -> int:
        return len(self._slots)

    def first(self, of: int | str) -> int | str:
        """Return the first of those that have this article's text; itself where nobody else has."""
        slot = self._slots.get(of)
        if slot is None:
            return of
        return self._ids[self._mates(slot).first]

    def group(self, of: int | str) -> tuple[int | str, ...]:
        """Return all articles with this one's text, the first one first."""
        slot = self._slots.get(of)
        if slot is None:
            return (of,)
        group = self._mates(slot)
        others = [one for one in group.members if one != group.first]
        return tuple(self._ids[one] for one in (group.first, *others))

    def look(self, new: Printing) -> Link | None:
        """Say what an article is a copy of; None where its text is its own.  Changes nothing."""
        named, best = self._named(new), None
        for one in self._candidates(new, named):
            if one.slot == named and max(one.share, one.back) >= NAMED:
                return self._link(new, one, "original")
            why = evidence(new, self._printed(one.slot), one)
            if why and (best is None or one.share + one.back > best.share + best.back):
                best = self._link(new, one, why)
        return best

    def add(self, new: Printing, link: Link | None = None) -> None:
        """Remember an article, as a copy where `look` says so; a later text replaces the former."""
        former = self._slots.get(new.id)
        if former is not None:
            link = self._stays(former) or link
            self._drop(former)
        runs = numbers(new.fingerprint.shingles)
        slot = self._enter(new, runs.size)
        if link is not None:
            self._join(slot, self._slots.get(link.of, self._slots.get(link.nearest)), link.leads)
        self._newest.put(runs)
        if self._newest.articles >= _NEWEST:
            self._seal()

    def restore(self, told: Iterable[tuple[Printing, int | str | None]]) -> None:
        """Remember many articles that are not known yet, each with the first of its text or None.

        Ten times as fast as one by one.  Copies of a first that is gone stay together.
        """
        if self._newest.articles:
            self._seal()
        coming, copies = iter(told), list[tuple[int, int | str]]()
        while batch := [*islice(coming, _LARGEST)]:
            base = len(self._ids)
            runs = [numbers(printing.fingerprint.shingles) for printing, _ in batch]
            sizes = [own.size for own in runs]
            for (printing, of), size in zip(batch, sizes, strict=True):
                slot = self._enter(printing, size)
                if of is not None and of != printing.id:
                    copies.append((slot, of))
            places = np.repeat(np.arange(len(batch), dtype=np.uint16), sizes)
            self._shelves.append(_sorted(base, len(batch), np.concatenate(runs), places))
        self._newest = _empty(len(self._ids))
        for first, others in self._groups_of(copies):
            for slot in others:
                self._join(slot, first)

    def _groups_of(
        self, copies: Sequence[tuple[int, int | str]]
    ) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield the first of each group of copies, and the others.

        Whose original is gone are led by the earliest of them, as they were when it went.
        """
        original: dict[int | str, int | str] = {}
        for slot, of in copies:
            original[self._ids[slot]] = of
        groups: dict[int | str, list[int]] = {}
        for slot, of in copies:
            root, seen = of, {of}
            while (further := original.get(root)) is not None and further not in seen:
                root = further
                seen.add(root)
            groups.setdefault(root, []).append(slot)
        for root, slots in groups.items():
            first = self._slots.get(root)
            if first is None:
                leading = [slot for slot in slots if original[self._ids[slot]] not in self._slots]
                first = min(leading or slots, key=self._at.__getitem__)
            yield first, [slot for slot in slots if slot != first]

    def detach(self, article: int | str) -> None:
        """Let an article be nobody's copy: a person said so."""
        slot = self._slots.get(article)
        if slot is not None:
            self._leave(slot)
            self._group.values[slot] = self._begin()

    def leave(self, article: int | str) -> None:
        """Forget one article."""
        if (slot := self._slots.get(article)) is not None:
            self._drop(slot)

    def forget(self, before: datetime) -> int:
        """Forget the articles from before a time; return how many."""
        alive = self._group.values >= 0
        old = np.flatnonzero(alive & (self._at.values < micros(before))).tolist()
        for slot in old:
            self._drop(slot)
        alive[old] = False
        self._shelves = [
            shelf
            for shelf in self._shelves
            if alive[shelf.base : shelf.base + shelf.articles].any()
        ]
        if len(self._ids) > 2 * len(self) + _LARGEST:
            self._close_ranks()
        return len(old)

    # --- looking

    def _named(self, new: Printing) -> int | None:
        """Return the article that the new one's page names as its original, or that names it."""
        slot = self._at_address(new.original) if new.original else None
        if slot is None and new.url:
            slot = self._originals.get(_address(new.url))
        return None if slot is None or self._ids[slot] == new.id else slot

    def _at_address(self, url: str) -> int | None:
        """Return the newest article of an address; all are looked at, for few pages name one."""
        there = (self._url.values == _address(url)) & (self._group.values >= 0)
        found = np.flatnonzero(there)
        return int(found[-1]) if found.size else None

    def _candidates(self, new: Printing, named: int | None) -> Iterator[Shared]:
        """Yield those that share most of what is not everybody's."""
        runs, level = numbers(new.fingerprint.shingles), new.fingerprint.level
        looked, asked, slots = self._found(runs)
        if (own := self._slots.get(new.id)) is not None:
            other = slots != own
            asked, slots = asked[other], slots[other]
        if not slots.size:
            return
        weights = self._weights(asked, slots, looked, self._sources.get(new.source, -1))
        shared, weight = np.bincount(slots), np.bincount(slots, weights[asked])
        those = np.flatnonzero(shared)
        shared, weight = shared[those], weight[those]
        levels = np.maximum(self._level.values[those], level)
        ends = runs.searchsorted(_LIMITS)
        whole, number = (_summed(one)[ends][levels] for one in (weights, looked))
        share = weight / np.maximum(whole, _TINY)
        # What the other text has besides is not looked up: it weighs as much as what we have.
        size = self._runs.values[those] / 2.0 ** (levels - self._level.values[those])
        besides = np.maximum(size * looked.mean() - shared, 0) * whole / np.maximum(number, 1)
        back = weight / np.maximum(weight + besides, _TINY)
        anywhere = float(weights[distinct(asked)].sum() / max(weights.sum(), _TINY))
        order = np.argsort(-np.maximum(share, back), kind="stable")[:_FEW]
        for at in {*order.tolist(), *np.flatnonzero(those == named).tolist()}:
            if those[at] == named or shared[at] >= min(_FEWEST_RUNS, runs.size):
                yield Shared(
                    int(those[at]),
                    int(shared[at]),
                    float(share[at]),
                    float(back[at]),
                    float(anywhere - share[at]),
                )

    def _found(self, runs: Numbers) -> tuple[npt.NDArray[np.bool_], Places, Places]:
        """Look up the rarest runs: which were, and each place of them, as which run and whose."""
        begins, counts, totals = [], [], np.zeros(runs.size, np.int64)
        shelves = [shelf for shelf in (*self._shelves, self._newest) if shelf.runs.size]
        for shelf in shelves:
            begin = shelf.runs.searchsorted(runs)
            count = np.zeros(runs.size, np.int64)
            # Most runs are nowhere: where one ends is asked for the others alone.
            there = shelf.runs.take(begin, mode="clip") == runs
            count[there] = shelf.runs.searchsorted(runs[there], "right") - begin[there]
            begins.append(begin)
            counts.append(count)
            totals += count
        rarest = np.argsort(totals, kind="stable")
        looked = np.zeros(runs.size, np.bool_)
        looked[rarest[np.cumsum(totals[rarest]) <= _MOST_PLACES]] = True
        asked, slots = [_NO_PLACES], [_NO_PLACES]
        for shelf, begin, count in zip(shelves, begins, counts, strict=True):
            hit = np.flatnonzero(count * looked)
            if not hit.size:
                continue
            number = count[hit]
            ends = np.cumsum(number)
            within = np.arange(ends[-1]) - np.repeat(ends - number, number)
            places = shelf.places[np.repeat(begin[hit], number) + within]
            asked.append(np.repeat(hit, number))
            slots.append(places.astype(np.int64) + shelf.base)
        all_asked, all_slots = np.concatenate(asked), np.concatenate(slots)
        alive = self._group.values[all_slots] >= 0
        return looked, all_asked[alive], all_slots[alive]

    def _weights(
        self, asked: Places, slots: Places, looked: npt.NDArray[np.bool_], source: int
    ) -> Weights:
        """Weigh each run that was looked up: the less, the more different texts have it."""
        groups, own = self._group.values[slots], self._source.values[slots] == source
        texts = np.maximum(_different(asked, groups, looked.size), 1)
        rare = 1.0 - np.log(texts) / np.log(max(len(self), _FEW_ARTICLES))
        # Two short reports above one long foot may have been taken for copies: by article here.
        ours = _different(asked[own], slots[own], looked.size)
        recurs = ours / (_RECURS * max(self._printed_by[source], 1)) if source >= 0 else ours
        news = np.where(ours >= _TWICE, 1.0 - recurs, 1.0)
        return np.asarray(looked * np.clip(rare, 0, 1) * np.clip(news, 0, 1), np.float64)

    def _link(self, new: Printing, to: Shared, why: str) -> Link:
        first = self._mates(to.slot).first
        _, agree = agreement(new.fingerprint.figures, self._figures[to.slot])
        of, nearest, leads = self._ids[first], self._ids[to.slot], self._leads(new, first)
        return Link(of, nearest, to.share, to.back, agree, why, leads)

    def _leads(self, new: Printing, first: int) -> bool:
        """Say whether the newly arrived of two articles with one text is the first.

        Who names the other as the original comes after it, whatever credits and clocks say.
        """
        if new.original and self._url[first] == _address(new.original):
            return False
        if new.url and self._original[first] == _address(new.url):
            return True
        return precedes(new, self._printed(first))

    # --- remembering

    def _enter(self, new: Printing, runs: int) -> int:
        """Give an article the next slot, in a group of its own; return the slot."""
        slot = len(self._ids)
        self._ids.append(new.id)
        self._slots[new.id] = slot
        self._figures.append(new.fingerprint.figures)
        credit = replace(new.credit, said="") if new.credit else NO_CREDIT
        self._credits.append(self._credited.setdefault(credit, credit))
        self._runs.append(runs)
        self._level.append(new.fingerprint.level)
        self._source.append(self._counted(new.source))
        self._at.append(micros(new.at))
        self._url.append(_address(new.url))
        self._original.append(_address(new.original))
        self._note(slot)
        self._group.append(self._begin())
        return slot

    def _join(self, slot: int, to: int | None, leads: bool = False) -> None:
        """Put a slot into the group of another, if that is still here."""
        if to is None or to == slot:
            return
        self._leave(slot)
        number = self._group.values[slot] = self._group[to]
        group = self._groups.setdefault(number, _Group(to, [to]))
        group.members.append(slot)
        if leads:
            group.first = slot

    def _counted(self, source: str) -> int:
        """Count one more article of a source; return the source's number."""
        number = self._sources.setdefault(source, len(self._sources))
        if number == len(self._outlets):
            self._outlets.append(source)
            self._printed_by.append(0)
        self._printed_by[number] += 1
        return number

    def _begin(self) -> int:
        """Begin a group; return its number."""
        self._begun += 1
        return self._begun

    def _mates(self, slot: int) -> _Group:
        """Return the group that a slot is in."""
        return self._groups.get(self._group[slot]) or _Group(slot, [slot])

    def _note(self, slot: int) -> None:
        """Remember whose page names an address as its original's."""
        if original := self._original[slot]:
            self._originals[original] = slot

    def _stays(self, former: int) -> Link | None:
        """Return what keeps a revised text among the copies that it was one of."""
        group = self._mates(former)
        others = [slot for slot in group.members if slot != former]
        if not others:
            return None
        one = self._ids[others[0]]
        return Link(one, one, 0.0, 0.0, None, "text", leads=group.first == former)

    def _drop(self, slot: int) -> None:
        """Forget one article; its runs go when ranks are closed."""
        self._leave(slot)
        self._group.values[slot] = -1
        self._printed_by[self._source[slot]] -= 1
        if self._slots.get(self._ids[slot]) == slot:
            del self._slots[self._ids[slot]]
        if self._originals.get(self._original[slot]) == slot:
            del self._originals[self._original[slot]]

    def _leave(self, slot: int) -> None:
        """Take a slot out of its group; the earliest of the others is first then."""
        number = self._group[slot]
        group = self._groups.get(number)
        if group is None:
            return
        group.members.remove(slot)
        if len(group.members) == 1:
            del self._groups[number]
        elif group.first == slot:
            group.first = min(group.members, key=self._at.__getitem__)

    def _printed(self, slot: int) -> Printing:
        """Return what is remembered of an article as it came, without its runs and addresses."""
        source = self._outlets[self._source[slot]]
        figures = Fingerprint(figures=self._figures[slot])
        at = from_micros(self._at[slot])
        return Printing(self._ids[slot], source, at, figures, self._credits[slot])

    # --- shelves

    def _seal(self) -> None:
        """Put the shelf of the newest articles with the others, and join shelves of one size."""
        self._shelves.append(self._newest)
        self._newest = _empty(len(self._ids))
        while len(self._shelves) >= _TIER and self._joinable(self._shelves[-_TIER:]):
            self._shelves[-_TIER:] = [_as_one(self._shelves[-_TIER:])]

    def _joinable(self, shelves: list[_Shelf]) -> bool:
        alike = shelves[0].articles <= 2 * shelves[-1].articles
        return alike and sum(shelf.articles for shelf in shelves) <= _LARGEST

    def _close_ranks(self) -> None:
        """Give new numbers to the articles that are left, so that nothing stays of the others."""
        if self._newest.articles:
            self._seal()
        alive = self._group.values >= 0
        moved = np.cumsum(alive) - 1
        shelves = []
        for shelf in self._shelves:
            stays = alive[shelf.base + shelf.places.astype(np.int64)]
            within = alive[shelf.base : shelf.base + shelf.articles]
            if not within.any():
                continue
            base = int(moved[shelf.base + int(np.argmax(within))])
            slots = moved[shelf.base + shelf.places[stays].astype(np.int64)]
            places = (slots - base).astype(np.uint16)
            shelves.append(_Shelf(base, int(within.sum()), shelf.runs[stays], places))
        self._shelves = shelves
        for column in (self._runs, self._level, self._group, self._source,
                       self._at, self._url, self._original):  # fmt: skip
            column.keep(alive)
        self._groups = {
            number: _Group(int(moved[group.first]), moved[group.members].tolist())
            for number, group in self._groups.items()
        }
        stay = alive.tolist()
        self._ids = [*compress(self._ids, stay)]
        self._figures = [*compress(self._figures, stay)]
        self._credits = [*compress(self._credits, stay)]
        self._newest = _empty(len(self._ids))
        self._slots = {one: slot for slot, one in enumerate(self._ids)}
        self._originals = {}
        for slot in range(len(self._ids)):
            self._note(slot)


def evidence(new: Printing, old: Printing, shared: Shared) -> str:
    """Say on what evidence a new article has an old one's text; "" where there is not enough."""
    both, agree = agreement(new.fingerprint.figures, old.fingerprint.figures)
    apart = abs(new.at - old.at)
    if new.source == old.source:
        reissued = agree is not None and agree < _DISAGREE and apart >= _NEXT_ISSUE
        again = min(shared.share, shared.back) >= _OWN_TEXT
        return "text" if again and not reissued else ""
    soon = apart <= REWRITTEN_WITHIN
    if _has_text(shared, soon=soon):
        return "text"
    if not soon or not shared.is_rewritten:
        return ""
    if both >= _FIGURES and agree is not None and agree >= _AGREE:
        return "figures"
    return "credit" if credited(new, old) else ""


def _has_text(shared: Shared, *, soon: bool) -> bool:
    """Say whether the texts alone prove it."""
    share, back = shared.share, shared.back
    if shared.is_of_several:
        return False
    if soon and share >= _VERBATIM and shared.runs >= _TEASER:
        return True
    return sqrt(share * back) >= TEXT and min(share, back) >= (_BRIEF if share > back else _WHOLE)


def credited(one: Printing, other: Printing) -> bool:
    """Say whether two articles credit one agency with their text, or one credits the other."""
    mine, theirs = one.credit, other.credit
    if mine.whole and theirs.whole and not set(mine.agencies).isdisjoint(theirs.agencies):
        return True
    return agency_of(one.source) in theirs.agencies or agency_of(other.source) in mine.agencies


def precedes(new: Printing, first: Printing) -> bool:
    """Say whether the newly arrived of two articles is the first: by credit, by time."""
    if agency_of(first.source) in new.credit.agencies:
        return False
    if agency_of(new.source) in first.credit.agencies:
        return True
    # A bare day may have been any time of it: then whoever came first was first.
    return new.until <= first.at if new.until else new.at < first.at


class _Column:
    """One whole number for each slot; grows."""

    def __init__(self, kind: type[np.int32 | np.int64]) -> None:
        self._room = np.zeros(1024, kind)
        self._used = 0

    @property
    def values(self) -> npt.NDArray[np.int32 | np.int64]:
        """Those in use; writing to it writes to the column."""
        return self._room[: self._used]

    def __getitem__(self, slot: int) -> int:
        return int(self._room[slot])

    def append(self, value: int) -> None:
        """Give the next slot its number."""
        if self._used == self._room.size:
            more = np.zeros(self._used // 4, self._room.dtype)
            self._room = np.concatenate([self._room, more])
        self._room[self._used] = value
        self._used += 1

    def keep(self, those: npt.NDArray[np.bool_]) -> None:
        """Drop all others."""
        kept = self.values[those]
        self._room = np.concatenate([kept, np.zeros(1024, kept.dtype)])
        self._used = kept.size


def _address(url: str) -> int:
    """Return what stands for an address while this process lives, 0 for none."""
    return hash(url)


def _empty(base: int) -> _Shelf:
    return _Shelf(base, 0, np.empty(0, np.uint32), np.empty(0, np.uint16))


def _sorted(base: int, articles: int, runs: Numbers, places: npt.NDArray[np.uint16]) -> _Shelf:
    order = np.argsort(runs, kind="stable")
    return _Shelf(base, articles, runs[order], places[order])


def _as_one(shelves: Sequence[_Shelf]) -> _Shelf:
    """Join shelves that follow each other."""
    base = shelves[0].base
    runs = np.concatenate([shelf.runs for shelf in shelves])
    places = np.concatenate(
        [shelf.places + np.uint16(shelf.base - base) for shelf in shelves], dtype=np.uint16
    )
    return _sorted(base, sum(shelf.articles for shelf in shelves), runs, places)


def _different(asked: Places, whose: npt.NDArray[np.integer[Any]], count: int) -> Places:
    """Count for each run the different ones that have it."""
    pairs = distinct((asked << _BITS) | whose)
    return np.bincount(pairs >> _BITS, minlength=count)


def _summed(weights: Weights | npt.NDArray[np.bool_]) -> Weights:
    """Return what the first none, one, two … runs weigh together."""
    return np.concatenate([[0.0], np.cumsum(weights)])
