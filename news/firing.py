"""How often each topic, person and figure is found, and what that says of it.

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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from news.finding import Subject
from news.listing import Tag

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
# Of a topic that is found in more than one of twenty articles nobody reads every alert.
BROAD = 0.05
_ENOUGH = 200  # articles, of which a share says something
TOGETHER = 5  # articles that two have in common, before it is no accident
_NAMED = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Fired:
    """How often one topic, person or figure was found.

    `week` and `month` count articles of the last 7 and 30 days, and `a_day` gives both as a rate;
    `lately` counts those among the newest ones that were looked at, `share` how many of them
    that is, from 0 to 1; `together` was found in all of these too.  `says` is what is wrong with
    that, `doubts` what is doubtful in the rule itself.
    """

    subject: Subject
    name: str
    last: datetime | None = None
    article_id: int | None = None
    week: int = 0
    month: int = 0
    a_day: tuple[float, float] = (0.0, 0.0)
    lately: int = 0
    share: float = 0.0
    together: tuple[Tag, ...] = ()
    says: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Firing:
    """How often all that is tracked was found by `now`.

    `days` is how far the archive reaches back, 30 at most; the newest `looked` articles gave the
    shares.
    """

    now: datetime
    days: float
    looked: int
    items: tuple[Fired, ...] = ()


def weigh(one: Fired, days: float, looked: int) -> Fired:
    """Return counts with what they come to, and what is wrong with that."""
    rates = _rate(one.week, WEEK, days), _rate(one.month, MONTH, days)
    full = replace(one, a_day=rates, share=one.lately / looked if looked else 0.0)
    return replace(full, says=tuple(_troubles(full, days, looked)))


def _rate(count: int, within: timedelta, days: float) -> float:
    """Return how many that is a day; an archive of hours counts as one of a day."""
    return count / max(min(days, within / _DAY), 1.0)


def _troubles(one: Fired, days: float, looked: int) -> Iterator[str]:
    """Say what is wrong with how often it is found, and what may help."""
    if one.last is None:
        where = "`wirewatch topics preview` says which of its words occur."
        if one.subject is Subject.FIGURE:
            where = "`wirewatch try figures` shows which figures are read in an article."
        nothing = "was never found: nothing has been collected yet."
        yield f"was never found. {where}" if looked or days else nothing
        return
    if not one.month and days >= MONTH / _DAY:
        yield (
            f"was found last on {one.last:%Y-%m-%d}, more than 30 days ago. Look whether its words "
            "are still those of the news, and whether its sources still answer."
        )
    if looked >= _ENOUGH and one.share > BROAD:
        ask = "a topic or a limit" if one.subject is Subject.FIGURE else "more (AND, NEAR)"
        yield f"is found in {one.share:.0%} of all articles. Ask for {ask}, or send it as a digest."
    if one.together:
        names = ", ".join(f"{tag.subject} “{tag.name}”" for tag in one.together[:_NAMED])
        more = len(one.together) - _NAMED
        yield (
            f"is always found together with {names}{f' and {more:,} more' if more > 0 else ''} "
            f"(the last {one.lately:,} times): one of them may be enough."
        )


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
