"""What is known of a story, one small statement at a time, and when it is news.

    figure          at least 33 civilians killed, say officials      first · risen from 17
    speaker         the rebels give a number for the first time
    place           a town that the story had not named yet
    person          a tracked person is named
    words           a tracked person is quoted
    responsibility  somebody says that he did it
    edited          an outlet changed a figure in a report that it had printed
    withdrawn       an outlet took a report back, or put it back in its place; or took a figure,
                    its speaker or somebody's words out of one

A Fact has a key: the same fact in other words, in another outlet, in a copy, has the same key,
so that a desk hears of it once.  Whether it is news to a recipient is not a matter of the story:
he hears of what he was not told of yet.

Discarded: comparing the new text with the old.  Every outlet writes anew what all know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


class FactKind(StrEnum):
    """What a fact is about."""

    REPORT = "report"
    FIGURE = "figure"
    SPEAKER = "speaker"
    PLACE = "place"
    PERSON = "person"
    WORDS = "words"
    RESPONSIBILITY = "responsibility"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"


# Verdicts of a speaker's number that is new from him alone: told beside what is news.
AGREEING = frozenset({"confirmed", "sharpened", "noted"})
# Those that somebody hears who asks for figures only.
OF_FIGURES = frozenset({FactKind.FIGURE, FactKind.SPEAKER, FactKind.EDITED})


class Notify(StrEnum):
    """Of which reports of a story its readers want to hear."""

    EVERY = "every article"
    STORY = "new story"
    FACTS = "new facts"
    FIGURES = "figures only"


@dataclass(frozen=True)
class Fact:
    """One statement of a story.

    `natural` is made of what the fact is about, never of words or rows; `says` is it in one line,
    `before` what stood in its place ("17"), `verdict` a ledger's ("risen"); `speaker` is as shown.
    `sentence` is the evidence.  `is_news` says that it may alert by itself; what `rides` does not,
    and is told beside what does.
    """

    kind: FactKind
    natural: tuple[str, ...]
    says: str
    before: str = ""
    verdict: str = ""
    speaker: str = ""
    sentence: str = ""
    is_news: bool = True
    confidence: float = 1.0
    # Told where its report is told of anyway.
    rides: bool = False

    @property
    def key(self) -> str:
        """The same for the same fact, whichever article tells it."""
        parts = "\x1f".join((self.kind, *self.natural))
        return sha256(parts.encode()).hexdigest()[:32]


def taken_back(key: str, source: str, title: str, at: datetime, *, back: bool) -> Fact:
    """Return that an outlet withdrew a report, or (`back`) shows it again."""
    verdict = "back" if back else "withdrawn"
    says = f"{source} shows “{title}” again" if back else f"{source} withdrew “{title}”"
    natural = (key, verdict, at.isoformat())
    return Fact(FactKind.WITHDRAWN, natural, says, verdict=verdict, speaker=source)


@dataclass(frozen=True)
class News:
    """A fact that may be told, as it is stored; `is_fresh` says that its story had it not yet.

    One that only rides along is never fresh.
    """

    number: int
    key: str
    is_fresh: bool


def wanted(notify: Notify, kinds: frozenset[FactKind], *, known: bool) -> bool:
    """Say whether somebody wants to hear of a report with untold facts of these kinds.

    `known` says that he was told of its story before.
    """
    if notify is Notify.EVERY:
        return True
    if notify is Notify.STORY:
        return not known
    if notify is Notify.FIGURES:
        return bool(kinds & OF_FIGURES)
    return bool(kinds) or not known
