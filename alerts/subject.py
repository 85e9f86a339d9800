"""Write in one line what is new of a story: where, what, who says so, and who says otherwise.

    Kelmore: 17 → 22 killed, say officials; the Front says 84
    Oshti flood: 9 killed, 27 missing, says Relief Directorate (Federation Wire)
    Oshti flood: Channel Nine changes 27 → 20 men missing

A phone shows forty characters of a subject and a mailbox ninety: what stands first is the place,
or the name of what is tracked; then the dead before the injured.  Who says several things is named
once, and what several say stands once.  What does not fit is left to the message.

Discarded: cutting the line where it is too long.  "14 → more than 60 injured, says p…" says less
than nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from alerts.storyview import Statement, in_order, statement, what_of
from news.alert import FactTold, StoryTold
from news.fact import AGREEING, OF_FIGURES, FactKind
from news.text import one_line, words
from news.told import says

LONGEST = 90
_CUT = 120  # where even the first thing is longer
_WHERE = 40
_SPEAKER = 36  # of a longer one his body is left out: Rakesh Venn of the Civil Hospital
_MOST = 3  # speakers of one thing
_CHANGES = " changes "
_BEGUN = (" of the ", " for the ", " of ", " for ")
_TELLING = OF_FIGURES | {FactKind.RESPONSIBILITY, FactKind.WITHDRAWN}


@dataclass(frozen=True)
class _Said:
    """Some things that the same people say, and what is said against the last of them."""

    things: tuple[str, ...]
    who: tuple[str, ...]
    otherwise: str = ""
    shortly: str = ""

    @property
    def line(self) -> str:
        """Write it: `9 killed, 27 missing, say police and army; the rebels say 84`."""
        names = " and ".join(self.who)
        verb = "say" if len(self.who) > 1 else says(names)
        by = f", {verb} {names}" if names else ""
        return ", ".join(self.things) + by + (f"; {self.otherwise}" if self.otherwise else "")


def story_subject(story: StoryTold, name: str, source: str, first: str = "") -> str:
    """Write what is new of a story, "" where the headline says it better.

    `name` is what is tracked; `first` the claim that leads if it is new, because it was asked for.
    """
    told = [
        fact
        for fact in in_order(story.facts)
        if fact.kind in _TELLING and fact.verdict not in AGREEING
    ]
    if not told:
        return ""
    # A claim stands with whom a tracked figure names for it, a fact with whom the ledger does.
    led = [fact for fact in told if first and what_of(fact.says) == what_of(first)]
    told = [*led, *(fact for fact in told if fact not in led)]
    start = f"{_where(told[0], story.places, name, is_asked=bool(first))}: "
    lines: list[str] = []
    for said in _gathered(told):
        if not lines:
            lines.append(_fitting(said, LONGEST - len(start)).line)
        elif len(start) + len("; ".join((*lines, said.line))) <= LONGEST:
            lines.append(said.line)
    line = one_line(start.removeprefix(": ") + "; ".join(lines), _CUT)
    end = f" ({one_line(source, _WHERE)})" if source and source not in line else ""
    return line + end if len(line) + len(end) <= LONGEST else line


def _where(first: FactTold, places: Sequence[str], name: str, *, is_asked: bool) -> str:
    """Return how the line begins: the one place of what is told first, else what is tracked.

    Where the speaker sits is no place of the event: "hospital staff in Narvesh".
    """
    speaker = set(words(statement(first).who))
    named = [
        place
        for place in dict.fromkeys(places)
        if place in first.sentence and not speaker & set(words(place))
    ]
    if is_asked or len(named) != 1 or set(words(named[0])) <= set(words(name)):
        return one_line(name, _WHERE)
    return one_line(named[0], _WHERE)


def _gathered(told: Iterable[FactTold]) -> list[_Said]:
    """Put together what several say, then what the same people say."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for fact in told:
        one = statement(fact)
        names = found.setdefault((_thing(fact, one), one.otherwise, one.shortly), [])
        if one.who and (name := _short(one.who)) not in names:
            names.append(name)
    gathered: list[_Said] = []
    for (thing, otherwise, shortly), names in found.items():
        said = _Said((thing,), tuple(names[:_MOST]), otherwise, shortly)
        last = gathered[-1] if gathered else None
        if last and last.who == said.who and not last.otherwise and last.who:
            gathered[-1] = replace(said, things=(*last.things, thing))
        else:
            gathered.append(said)
    return gathered


def _thing(fact: FactTold, one: Statement) -> str:
    edited = (
        f"{one_line(fact.report.source, _WHERE)}{_CHANGES}" if fact.kind is FactKind.EDITED else ""
    )
    return edited + one.what


def _short(name: str) -> str:
    """Shorten a speaker: by his initials where they are printed, else without his body."""
    bare, _, behind = name.partition(" (")
    initials = behind.partition(")")[0]
    if initials.isupper() and len(initials) < len(bare):
        return initials if len(name) > _SPEAKER // 2 else bare
    office, _, person = bare.rpartition(", ")
    if office and len(bare) > _SPEAKER // 2:  # its superintendent, Dr Ilsa Brill
        bare = person if person.istitle() else office
    if len(bare) > _SPEAKER:
        for begin in _BEGUN:
            start = bare.partition(begin)[0]
            if start != bare and " " in start:
                return start
    return one_line(bare, _SPEAKER)


def _fitting(said: _Said, room: int) -> _Said:
    """Leave out what has no room: who says otherwise, then what is said last."""
    tries = list(_shorter(said))
    return next((one for one in tries if len(one.line) <= room), tries[-1])


def _shorter(said: _Said) -> Iterator[_Said]:
    yield said
    # What stands against the last thing goes with it.
    for many in range(len(said.things) - 1, 0, -1):
        yield replace(said, things=said.things[:many], otherwise="")
    one = replace(said, things=said.things[:1], who=said.who[:1])
    if len(said.things) == 1:
        yield replace(one, otherwise=said.shortly)
    yield replace(one, otherwise="")
    if _CHANGES in one.line:
        yield replace(one, who=(), otherwise="")
