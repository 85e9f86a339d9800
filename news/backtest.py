"""What a rule would have done: the test of a rule against the archive, before it is saved.

A desk that writes `ambush* AND coast` wants to know before tonight whether that is two reports
a week or two hundred a day, which of them are hardly about it, what it only just misses,
and whether another topic says the same already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from news.finding import Evidence, Subject
from news.judge import Judged, Reasons, judge
from news.moment import Moment
from news.rules import And, Near, Not, Or, Phrase, Rule, Where


@dataclass(frozen=True)
class Fired:
    """One report that a rule fits, and because of which of its parts."""

    article_id: int
    source: str
    title: str
    url: str
    published: Moment | None
    because: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Missed:
    """One report that a rule would fit but for one part of it, `lacks`."""

    article_id: int
    source: str
    title: str
    url: str
    published: Moment | None
    lacks: str
    says: str


@dataclass(frozen=True)
class Overlap:
    """A topic or person that also matched `both` of the reports that the rule fits.

    `of_rule` is their share of the rule's reports, `of_other` of those of the topic or person.
    """

    subject: Subject
    name: str
    both: int
    of_rule: float
    of_other: float


@dataclass(frozen=True)
class Backtest:
    """How a rule did on the articles since a time; days are those of UTC.

    `capped` says that there are more than are counted: then nothing before `back_to` was.
    `exact` says that index and rows decided; else `looked_at` texts were read.  `unread` counts
    those that may fit and whose figures, for which the rule asks, were never read.
    """

    rule: str
    since: datetime
    articles: int
    fired: int
    capped: bool
    exact: bool
    looked_at: int
    back_to: datetime
    per_day: tuple[tuple[date, int], ...] = ()
    per_source: tuple[tuple[str, int], ...] = ()
    weakest: tuple[Fired, ...] = ()
    near_misses: tuple[Missed, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    warnings: tuple[str, ...] = ()
    unread: int = 0

    @property
    def sentence(self) -> str:
        """Say in one line how often it would have fired."""
        times = "once" if self.fired == 1 else f"{self.fired:,} times"
        if not self.capped:
            looked = f"{self.articles:,} articles" if self.articles != 1 else "1 article"
            return f"It would have fired {times} in {looked} since {_time(self.since)}."
        if self.exact:
            return (
                f"It would have fired more than {times} since {_time(self.since)}; "
                f"the newest were counted, back to {_time(self.back_to)}."
            )
        return (
            f"It would have fired {times} back to {_time(self.back_to)}: its words alone do not "
            f"decide, and {self.looked_at:,} texts were read, the newest that may fit."
        )


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def lacking(rule: Rule, judged: Judged) -> list[Rule]:
    """Return the fewest parts of a rule that keep it from fitting; none where it fits.

    An OR of single words lacks all of them as one part; of NEAR, whose sides both stand in
    the text, the nearness is what is lacking.
    """
    match rule:
        case And(items):
            return [part for item in items for part in lacking(item, judged)]
        case Or(items):
            each = [lacking(item, judged) for item in items]
            best = min(each, key=len)
            return [rule] if len(best) == 1 and best[0] in items else best
        case Near(left, right):
            if _holds(rule, judged):
                return []
            return [*lacking(left, judged), *lacking(right, judged)] or [rule]
        case Not(item):
            return [rule] if _holds(item, judged) else []
        case _:
            return [] if _holds(rule, judged) else [rule]


def _holds(rule: Rule, judged: Judged) -> bool:
    """Decide without reasons; quickly for words, of which most rules are made."""
    match rule:
        case Phrase(words, Where.ANY) if rule.is_plain:
            return f" {' '.join(words)} " in judged.line
        case And(items):
            return all(_holds(item, judged) for item in items)
        case Or(items):
            return any(_holds(item, judged) for item in items)
        case Not(item):
            return not _holds(item, judged)
        case _:
            return judge(rule, judged) is not None


def without_one(rule: Rule) -> list[tuple[Rule, Rule]]:
    """Return each part that a rule demands among others, and the rule without it.

    Of what remains every report is one that lacks that part at most.  Of NEAR the nearness goes
    and both sides stay.
    """
    match rule:
        case And(items):
            return [
                (item, _all([*_sides(item), *items[:n], *items[n + 1 :]]))
                for n, item in enumerate(items)
            ]
        case Near():
            return [(rule, _all(_sides(rule)))]
        case Or(items):
            return [pair for item in items for pair in without_one(item)]
        case _:
            return []


def _sides(rule: Rule) -> list[Rule]:
    return [rule.left, rule.right] if isinstance(rule, Near) else []


def _all(items: Sequence[Rule]) -> Rule:
    return items[0] if len(items) == 1 else And(tuple(items))


def strength(reasons: Reasons, judged: Judged) -> tuple[int, int, int]:
    """Say how much a report is about what a rule asks: the least first.

    In the headline, how many different parts held and how often, how early in the text.
    """
    spans = [span for at in reasons.values() for span in at]
    first = min((span.start for span in spans), default=0)
    in_title = any(span.end <= len(judged.article.title) for span in spans)
    return int(in_title), len(spans), -first
