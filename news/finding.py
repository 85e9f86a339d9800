"""What the monitor found: matches with their reasons, findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of an article's `full`."""

    start: int
    end: int


@dataclass(frozen=True)
class Evidence:
    """One sentence that shows why: its place in `full`, its text, the spans inside it."""

    sentence: Span
    text: str
    spans: tuple[Span, ...]


class Subject(StrEnum):
    """What a finding is about: a tracked thing, or the health of a source or of wirewatch.

    A story is one whose silence somebody wants to hear of; a place one that is in the news.
    """

    TOPIC = "topic"
    PERSON = "person"
    FIGURE = "figure"
    STORY = "story"
    PLACE = "place"
    SOURCE = "source"
    MONITOR = "monitor"


@dataclass(frozen=True)
class Reason:
    """A part of a rule that held, as it is written, or the way in which a person is named.

    `spans` is empty where it is nothing in the text: the outlet, the language, the day.
    `says` is what was found in words where the part does not show it: of a figure its claims.
    Of a tracked figure the part is the claim itself in words, with its confidence.
    """

    part: str
    spans: tuple[Span, ...] = ()
    says: str = ""
    confidence: float | None = None


@dataclass(frozen=True)
class Match:
    """A topic, person or tracked figure found in an article, with the sentences that show it.

    `waits` says that it is told only if its story says that the figure has changed.
    """

    subject: Subject
    name: str
    spans: tuple[Span, ...]
    evidence: tuple[Evidence, ...]
    reasons: tuple[Reason, ...] = ()
    waits: bool = False

    @property
    def because(self) -> str:
        """Say in one line which parts of the rule held; "" where nobody noted it.

        That somebody is found by the very name needs no words.
        """
        named = [reason.part for reason in self.reasons]
        if not named or (self.subject is Subject.PERSON and named == ["name"]):
            return ""
        if self.subject is Subject.PERSON:
            return f"named by {' and '.join(named)}"
        parts = [_found(reason) for reason in self.reasons]
        claims = self.subject is Subject.FIGURE
        shown = _SHOWN_CLAIMS if claims else _SHOWN
        more = f" and {len(parts) - shown:,} more" if len(parts) > shown else ""
        return f"{'' if claims else 'because of '}{' · '.join(parts[:shown])}{more}"


_SHOWN = 6  # parts of a rule in one line
_SHOWN_CLAIMS = 2  # which are sentences
_ONE_WORD = re.compile(r'\("([^\s"]+)"\)|"([^\s"]+)"')


def _found(reason: Reason) -> str:
    """Write what held, with what was found; of a claim, how sure it is."""
    if reason.confidence is not None:
        return f"{reason.part} ({reason.confidence * 100:.0f} % sure)"
    return f"{_bare(reason.part)}: {reason.says}" if reason.says else _bare(reason.part)


def _bare(part: str) -> str:
    """Write what is one word without quotation marks and brackets: flood, lang:ur."""
    return part if "/" in part else _ONE_WORD.sub(r"\1\2", part)


# Why nobody is told of what is found in a page that is read again on purpose.
REPLAY = "replay"


@dataclass(frozen=True)
class Finding:
    """What the monitor thinks worth telling.

    `identity` is a hash over natural keys, so that reading the same page again
    never makes a second one.  `fact` tells what an edited report says anew from its first finding,
    "" for that.  `silent` says why nobody is told ("backlog", "old",
    "undated", "replay", "backfill"), "" where they are.
    """

    subject: Subject
    name: str
    url: str
    silent: str = ""
    fact: str = ""

    @property
    def identity(self) -> str:
        """The same for the same fact, whichever row or run it came from."""
        parts = [self.subject, self.name, self.url, *([self.fact] if self.fact else [])]
        return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
