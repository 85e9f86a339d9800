"""What is compared to tell whether two articles are about one event, and what was decided.

    "VESK: At least 12 miners died in a blast near Tarn on Monday, officials said."
      words    miners, blast …            places   Tarn
      figures  killed 12                  days     the Monday before it was published

An event is many articles over days, in several outlets' words: a Story.  It is known by the key
of its first article, and keeps that key however it grows, so that messages can be answered to
and a replay finds the same stories again.

Features are all that the grouping wants of an article.  They are small and stored with it: the
window of stories that are still open is rebuilt from them at start, without reading a text.

A Correction is a person's: two stories are one (merge), some articles are another (split), an
article belongs elsewhere (move).  It names articles and stories by their keys and so outlives
every regrouping.

Discarded: a number as a story's identity (it would be another after a replay), and a vector of a
language model (nobody could be shown why two articles are one story).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from news.moment import from_micros, micros

# Written first in the stored form; another number is read by whoever knows how.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Features:
    """What the grouping wants of an article.

    `at` is when it was published, or first seen where no outlet says; it is not `dated` where
    neither is known, and then no time speaks for or against anything.  `terms` are its words with
    their weights, the heaviest first; `names` those of people, organisations and things, by their
    sound.  `places` are the smallest places that it names, `regions` all that those lie in; keys
    both.  `figures` are effect and value, `days` those that it speaks of.  `many` says that it
    tells of several happenings: a live report, a round-up.
    """

    key: str
    at: datetime
    source: str = ""
    language: str = ""
    terms: tuple[tuple[str, float], ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    figures: tuple[tuple[str, float], ...] = ()
    days: tuple[date, ...] = ()
    many: bool = False
    dated: bool = True

    def to_bytes(self) -> bytes:
        """Return the stored form."""
        told = [day.toordinal() for day in self.days]
        stored = [
            _FORM, self.key, micros(self.at), self.source, self.language, self.terms, self.names,
            self.places, self.regions, self.figures, told, self.many, self.dated,
        ]  # fmt: skip
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Features:
        """Read the stored form; ValueError where it is another."""
        form, *rest = json.loads(stored)
        if form != _FORM:
            raise ValueError(f"features of form {form}, not {_FORM}: replay the stories")
        key, at, source, language, terms, names, places, regions, figures, days, *flags = rest
        return cls(
            key, from_micros(at), source, language,
            tuple((word, weight) for word, weight in terms), tuple(names), tuple(places),
            tuple(regions), tuple((effect, value) for effect, value in figures),
            tuple(map(date.fromordinal, days)), *flags,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an article belongs to a story: what it shares with it, and how much that weighs.

    `names` and `places` are in the form of Features; `apart` is the time to the nearest article
    of the story, `nearest` the key of the one most like it.
    """

    score: float = 0.0
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    figures: tuple[tuple[str, float], ...] = ()
    days: tuple[date, ...] = ()
    apart: timedelta = timedelta()
    nearest: str = ""


class By(StrEnum):
    """What decided to which story an article belongs."""

    LIKENESS = "likeness"
    COPY = "copy"  # it is a copy of an article of the story
    PERSON = "person"  # somebody said so
    JOINT = "joint"  # a later article showed that its story is one with this


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Joint:
    """A story that is part of another, and what shows it: what it shares with a newer article.

    `nearest` of the evidence is that article.
    """

    story: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Decision:
    """To which story an article belongs; None where it begins one.

    `others` are further stories of which a live report or a round-up tells.  Where an article
    begins a story, the evidence is that of the story which came nearest, and was not near enough.
    `joints` are of stories that the article shows to be one with its own, into which they go.
    """

    story: str | None = None
    others: tuple[str, ...] = ()
    evidence: Evidence = NO_EVIDENCE
    by: By = By.LIKENESS
    joints: tuple[Joint, ...] = ()


class CorrectionKind(StrEnum):
    """What a person does to stories."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of stories; in the order in which it was said.

    Merge: `story` goes into `into`.  Split: `articles` leave `story` and become the story `into`,
    a key that no story has yet; those that `stayed` stay for ever too.  Move: `articles` belong to
    `into`.
    """

    kind: CorrectionKind
    into: str
    story: str = ""
    articles: tuple[str, ...] = ()
    stayed: tuple[str, ...] = ()


def merge(story: str, into: str) -> Correction:
    """Return what makes two stories one, which keeps the key `into`."""
    return Correction(CorrectionKind.MERGE, into, story)


def split(story: str, articles: tuple[str, ...], stayed: tuple[str, ...]) -> Correction:
    """Return what makes some articles of a story another story; `stayed` are the others.

    Its key is the first one's with a mark: the first one may have begun the story that it leaves.
    """
    return Correction(CorrectionKind.SPLIT, f"{articles[0]}+", story, articles, stayed)


def move(article: str, into: str) -> Correction:
    """Return what puts an article into another story."""
    return Correction(CorrectionKind.MOVE, into, "", (article,))
