"""What a day of the news world came to: what is promised, and how much of the rest was reached.

    promised    every report archived and matched, every edit seen; each message sent, and arrived
                once; nobody told a fact twice, or of what he did not ask for
    reached     one story an event, none of two, every copy found, independent sources counted;
                of the facts that the truth file knows: told, missed, wrong

The promises decide whether a run is good.  What is read from newspaper prose, and which reports
are of one event, is a matter of degree: it is shown beside them, miss by miss, and its floors
are held by a test of the same judge (tests/wirewatch/newsworld/test_told.py).  So a demo does not
fail because a number was hard to read, and nobody is told that all was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from news.listing import Totals
from news.storied import StoryItem
from wirewatch.newsworld.judge import Judged
from wirewatch.newsworld.known import Grouped
from wirewatch.newsworld.score import Score


@dataclass(frozen=True)
class Outcome:
    """A run, judged.

    `told` is None where each article is told by itself: then the alerts are counted.  `unmatched`
    are articles, `astray` messages that were sent and did not arrive exactly once.
    """

    score: Score
    totals: Totals
    stories: int
    grouped: Grouped
    unmatched: tuple[str, ...]
    messages: int
    astray: tuple[str, ...]
    told: Judged | None = None
    # The stories with the most reports.
    greatest: tuple[StoryItem, ...] = ()

    @property
    def broken(self) -> tuple[str, ...]:
        """What was promised and is not so, in words; empty for a good run."""
        return tuple(self._broken())

    @property
    def misgrouped(self) -> tuple[str, ...]:
        """Which reports stand in the wrong story or were not seen to be copies, in words."""
        return tuple(self._misgrouped())

    def _broken(self) -> Iterator[str]:
        score, totals = self.score, self.totals
        waits = totals.unread + totals.due + totals.unrouted + totals.messages_new
        yield from _some("lost", score.lost)
        yield from _some("archived twice", score.doubled)
        yield from _some("edits not seen", score.unrevised)
        yield from _some("not matched", self.unmatched)
        yield from _some("sent, and not arrived once", self.astray)
        yield from _some("told to who did not ask for it", [" ← ".join(p) for p in
                                                            score.false_alerts])  # fmt: skip
        if waits or totals.messages_dead:
            yield f"not sent: {waits} things wait, {totals.messages_dead} messages were given up"
        if self.told is None:
            yield from _some("alerts missing", [" ← ".join(pair) for pair in score.missing_alerts])
            yield from _some("alerted twice", [" ← ".join(pair) for pair in score.duplicated])
        elif self.told.repeats:
            yield f"told twice: {self.told.repeats} facts"

    def _misgrouped(self) -> Iterator[str]:
        grouped = self.grouped
        yield from _some(
            "in several stories", [one for one, count in grouped.stories.items() if count > 1]
        )
        yield from _some("in one story", grouped.merges)
        yield from _some("copies not found", grouped.missed)
        yield from _some("called copies", grouped.false_copies)
        yield from _some(
            "independent sources miscounted",
            [f"{event} ({ours} for {right})" for event, (right, ours) in grouped.origins.items()
             if ours != right],
        )  # fmt: skip


def _some(what: str, names: Sequence[str]) -> Iterator[str]:
    """Say what of a kind went wrong, if anything did."""
    if names:
        yield f"{what}: {', '.join(names)}"
