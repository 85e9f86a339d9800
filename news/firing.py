"""How often each topic and person is found, and what that says of it.

A rule is written once and then trusted.  One that never finds anything (a name misspelt), or
finds every tenth report, or only ever fires together with another, goes unnoticed: a desk sees
the alerts that come, never those that do not.  So what is tracked is weighed against what
was archived: when it was found last, how often a day, on how much of everything, always beside
what else.

    Dam breaches     0.4 a day, the last on 4 February
    Floods           9 a day; on 12 % of all articles
    Ona Brill        always together with the topic "Harbour board"

Counted are articles by the time at which they came, edits of one article once; what somebody
was told, and what was silent, alike: a rule's worth does not depend on who sleeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.finding import Subject
from news.listing import Tag

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
# Of a topic that is found in more than one of twenty articles nobody reads every alert.
BROAD = 0.05
_ENOUGH = 200  # articles, of which a share says something
TOGETHER = 5  # articles that two have in common, before it is no accident


@dataclass(frozen=True)
class Fired:
    """How often one topic or person was found.

    `week` and `month` count articles of the last 7 and 30 days, `lately` those among the newest
    ones that were looked at (`Firing.looked`); `with_` is what was found in all of these too.
    """

    subject: Subject
    name: str
    last: datetime | None = None
    article_id: int | None = None
    week: int = 0
    month: int = 0
    lately: int = 0
    with_: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Firing:
    """How often all that is tracked was found, by `now`.

    `days` is how far the archive reaches back, 30 at most.
    """

    now: datetime
    days: float
    looked: int
    items: tuple[Fired, ...] = ()

    def a_day(self, one: Fired, within: timedelta = MONTH) -> float:
        """Return in how many articles a day it was found in the last 7 or 30 days."""
        count = one.week if within == WEEK else one.month
        return count / max(min(self.days, within / timedelta(days=1)), 1.0)

    def share(self, one: Fired) -> float:
        """Return in what share of the newest articles it was found."""
        return one.lately / self.looked if self.looked else 0.0

    def troubles(self, one: Fired) -> tuple[str, ...]:
        """Say what is wrong with how often it is found, and what may help."""
        if one.last is None:
            return (
                "was never found. `wirewatch topics preview` says which of its words occur."
                if self.looked
                else "was never found: nothing has been collected yet.",
            )
        said = []
        if not one.month and self.days >= MONTH / timedelta(days=1):
            said.append(
                f"was found last on {one.last:%Y-%m-%d}, more than 30 days ago. Look whether its "
                "words are still those of the news, and whether its sources still answer."
            )
        if self.looked >= _ENOUGH and self.share(one) > BROAD:
            said.append(
                f"is found in {self.share(one):.0%} of all articles. Ask for more (AND, NEAR), or "
                "send it as a digest."
            )
        if one.with_:
            names = ", ".join(f"{tag.subject} “{tag.name}”" for tag in one.with_[:_NAMED])
            more = f" and {len(one.with_) - _NAMED:,} more" if len(one.with_) > _NAMED else ""
            said.append(
                f"is always found together with {names}{more} ({one.lately:,} of "
                f"{one.lately:,} articles): one of them may be enough."
            )
        return tuple(said)


_NAMED = 3


def together(found: Mapping[Tag, Sequence[int]]) -> dict[Tag, tuple[Tag, ...]]:
    """Return what was found in every article in which each was found, if it was in several."""
    of: dict[int, set[Tag]] = {}
    for tag, numbers in found.items():
        for number in numbers:
            of.setdefault(number, set()).add(tag)
    beside: dict[Tag, tuple[Tag, ...]] = {}
    for tag, numbers in found.items():
        if len(numbers) >= TOGETHER:
            always = set.intersection(*(of[number] for number in numbers)) - {tag}
            beside[tag] = tuple(sorted(always, key=lambda one: (one.subject, one.name)))
    return beside
