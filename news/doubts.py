"""Say what is doubtful in a rule that can be read: what it asks for is probably not what was meant.

    dam AND lang:ur AND lang:hi        no article can match
    dam OR "dam breach"                the phrase is covered by the word
    lang:ur                            every article in Urdu
    figure(killed) > 9 figure(killed) < 5    no one figure is both
    WHO OR malaria                     capitals do not count: "who" stands everywhere
    bomb* OR blast NOT cricket         NOT concerns the blast alone

None of it is an error: a desk may want just that, and a warning must not keep a rule from working.
Each says the way out.

A rule is walked once, with what has to hold above and what must not.  Alternatives are looked
up, not compared in pairs: a list of 10,000 words is no hostile rule.  What cannot be looked up
(words with a star within) is compared until a bound, and not doubted beyond it: a warning that
is missing costs less than a configuration that does not load.

Discarded: deciding whether a rule can hold at all, by a solver.  It finds more contradictions, none
of them such as people write, and cannot say in words what is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from news.asking import UNITS
from news.errors import RuleError
from news.figure import Effect
from news.grammar import parse
from news.judge import fits
from news.patterns import compiled
from news.rules import (
    WILD,
    And,
    Dated,
    Located,
    Mention,
    Meta,
    Near,
    Not,
    Or,
    Phrase,
    Regex,
    Rule,
    Where,
    leaves,
    write,
)
from news.sure import Asked, Op, covers, excludes
from news.text import one_line, words
from news.watch import Gauge

_T = TypeVar("_T")

MOST = 5  # doubts of one rule: who has mended those looks again
# Of what cannot be looked up so much is compared: 0.2 s.
_MOST_STEPS = 200_000
_STARRED = 10  # what it costs to try a word with stars, of that
_SHOWN = 60  # characters of a part that are quoted
_LONGEST_READ = 2_000  # characters of a rule that is read again for how it was written

# Words that stand in most articles of their language, folded. Two of them are capitals' traps:
# "US" and "WHO".
COMMON = frozenset(
    words(
        """
        a about after all also an and are as at be been but by for from had has have he her his
        if in into is it its more new no not of on one or out over said say says she so than that
        the their them there they this to two up us was we were what when which who will with
        would year years you
        اور کے کی کا کو میں سے ہے ہیں نے پر یہ وہ بھی تھا کہ گیا
        و در به از که این را با است برای آن
        د په او چې کې سره له
        في من على إلى أن عن هذا
        के की का को में से है हैं ने पर यह और भी था कि
        ও এবং এই করে থেকে না এর জন্য
        """
    )
)
_ALIKE = ("e", "a", "1", "ا", "क", "ক")  # what is content with one sign fits everything
_QUOTED = re.compile(
    r"""["\u201c\u201d][^"\u201c\u201d]*["\u201c\u201d]|(?:^|(?<=[\s(]))/\S[^/\n]*/"""
)
_NEAR = re.compile(r"(?:^|\s)near\s+\S")
_OPERATOR = re.compile(r"(?:^|\s)(?:and|&&?)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Doubt:
    """What is probably not meant, and what to write instead."""

    says: str
    advice: str

    def __str__(self) -> str:
        return f"{self.says}. {self.advice}"


def doubts(rule: Rule, written: str = "") -> tuple[Doubt, ...]:
    """Return what is doubtful in a rule with its named rules in place; `written` is its text."""
    found = dict.fromkeys(
        (*_Walk().doubts(rule), *_as_written(written), *_wide(rule), *ambiguous(rule))
    )
    return tuple(found)[:MOST]


_NAMED = 3  # places of one name that are shown


# Of these only things are counted, or nothing at all.
_NO_PEOPLE = frozenset(
    {Effect.DAMAGED, Effect.DESTROYED, Effect.MONEY, Effect.SHARE, Effect.DURATION, Effect.DISTANCE}
)


def gauge_doubts(gauge: Gauge) -> tuple[Doubt, ...]:
    """Return what is doubtful in a tracked figure."""
    return tuple(_of_gauge(gauge))[:MOST]


def _of_gauge(gauge: Gauge) -> Iterator[Doubt]:
    asked = gauge.asked
    if asked.effect in _NO_PEOPLE and asked.victim_class is not None:
        says = f"{asked.effect} counts no people, so that none of them is {asked.victim_class}"
        yield Doubt(says, "Leave out the class, or the effect.")
    if asked.unit and asked.effect is not None and not _fits_unit(asked.effect, asked.unit):
        says = f"no figure is both {asked.effect} and counted in {asked.unit}"
        yield Doubt(says, "Leave out the unit, or the effect.")
    below = any(limit.op is Op.BELOW for limit in asked.limits)
    above = any(limit.op is Op.ABOVE for limit in asked.limits)
    if gauge.changes:
        return  # what has changed is told, not what is small
    if below and not (above or gauge.topic):
        says = "every article that gives a small figure is told of"
        yield Doubt(says, "Add a topic, or a limit above.")
    elif not (asked.limits or gauge.topic or asked.by or asked.counts):
        what = asked.effect or asked.victim_class or asked.unit
        yield Doubt(
            f"every article that gives a figure of {what} is told of", "Add a topic or above."
        )


def _fits_unit(effect: Effect, unit: str) -> bool:
    """Say whether figures of an effect are counted in such a unit."""
    currency = len(unit) in {2, 3} and unit.isupper()  # RS is a rupee of whichever country
    if effect is Effect.MONEY:
        return currency
    if effect is Effect.SHARE:
        return unit == "percent"
    if effect in UNITS:
        return unit in UNITS[effect]
    return effect is Effect.OTHER or unit in {"people", "items"}


def is_common(folded: Sequence[str]) -> bool:
    """Say whether words stand in nearly every article: a lone "who", or nothing but a star."""
    if len(folded) != 1:
        return False
    letters = folded[0].strip("*?")
    starred = "*" in folded[0] and len(letters) < (3 if letters.isascii() else 2)
    return starred or folded[0] in COMMON


def _wide(rule: Rule) -> Iterator[Doubt]:
    """Doubt what fits nearly everything."""
    alone = _lone(rule)
    if any(word.startswith("/") for word in alone):
        says = f"a single letter, digit or space is enough for {one_line(alone[0], _SHOWN)}"
        yield Doubt(says, "Write more of what the text must look like, or add a word.")
    elif alone:
        shown = " and ".join(f"“{word}”" for word in dict.fromkeys(alone))
        verb = "stands" if len(set(alone)) == 1 else "stand"
        capitals = " (capitals do not count)" if {"us", "who"} & {*alone} else ""
        yield Doubt(
            f"{shown} {verb} in nearly every article{capitals}, and here nothing else is asked for",
            'Add a word (AND, NEAR/5), or write more of the name: "world health organization"',
        )
    if (bare := _wordless(rule)) is not None:
        yield Doubt(
            f"this names no words: it fits every article with {_short(bare)}",
            "Add a word that an article must contain, unless all of them are wanted.",
        )


def ambiguous(rule: Rule) -> Iterator[Doubt]:
    """Doubt a name that several places bear: of Salem nobody knows which."""
    for leaf in dict.fromkeys(leaves(rule)):
        which = [one.label for one in leaf.places] if isinstance(leaf, Located) else []
        if isinstance(leaf, Located) and len(which) > 1:
            name = leaf.places[0].name
            more = f" and {len(which) - _NAMED} more" if len(which) > _NAMED else ""
            shown = "; ".join(which[:_NAMED])
            first = next((label for label in which if "," in label), which[0])
            yield Doubt(
                f"{name}: which? It may be {shown}{more}, and all of them count",
                f'Write with it what it lies in: place:"{first}"',
            )


def _lone(rule: Rule) -> list[str]:
    """Return the common words that are enough for a rule to hold."""
    match rule:
        case Phrase(said, Where.ANY | Where.TEXT) if is_common(said):
            return list(said)
        case Regex(pattern, ignore_case) if _fits_a_sign(rule):
            return [f"/{pattern}/{'i' if ignore_case else ''}"]
        case Or(items):
            return next((found for item in items if (found := _lone(item))), [])
        case And(items):
            if any(isinstance(item, Asked) for item in items):
                return []
            asked = [item for item in items if _asks_for_words(item)]
            each = [_lone(item) for item in asked]
            return [word for found in each for word in found] if all(each) else []
        case _:
            return []


def _fits_a_sign(regex: Regex) -> bool:
    run = compiled(regex.runs, ignore_case=regex.ignore_case)
    return any(run.search(f". {sign} .") for sign in _ALIKE)


def _wordless(rule: Rule) -> Rule | None:
    """Return the part that is enough for a rule to hold, if it names no words.

    An author's or an outlet's name is narrow enough to be meant.
    """
    match rule:
        case Or(items):
            return next((found for item in items if (found := _wordless(item))), None)
        case _ if not _asks_for_words(rule):
            parts = [part for part, barred in _parts(rule) if not barred]
            narrow = any(isinstance(p, Meta) and p.name in {"author", "source"} for p in parts)
            return None if narrow else rule
        case _:
            return None


def _asks_for_words(rule: Rule) -> bool:
    """Say whether a rule can only hold because of what stands in a text."""
    match rule:
        case Phrase() | Regex() | Mention() | Located() | Near():
            return True
        case And(items):
            return any(_asks_for_words(item) for item in items)
        case Or(items):
            return all(_asks_for_words(item) for item in items)
        case Not(Not(item)):
            return _asks_for_words(item)
        case _:
            return False


def _as_written(written: str) -> Iterator[Doubt]:
    """Doubt what reads otherwise than it is meant."""
    if not written or len(written) > _LONGEST_READ:
        return
    bare = _QUOTED.sub("…", written)
    if _NEAR.search(bare):
        yield Doubt(
            "'near' in small letters is a word to look for",
            'Write NEAR/5 for words that stand close; in quotes it stays a word: "near"',
        )
    if "(" in bare:
        return
    try:
        rule = parse(written)
    except RuleError:  # a name inside was put in place elsewhere; this one has been read before
        return
    if isinstance(rule, Or) and _mixed(rule.items, bare):
        yield Doubt(
            f"AND and NOT bind tighter than OR: this is read as {_short(rule, grouped=True)}",
            "Write brackets around what belongs together: (a OR b) NOT c",
        )


def _mixed(items: Sequence[Rule], bare: str) -> bool:
    """Say whether AND or NOT concerns one of the alternatives only, and perhaps all were meant."""
    joined = [item for item in items if isinstance(item, And)]
    barring = any(isinstance(part, Not) for item in joined for part in item.items)
    alone = len(joined) < len(items)
    return bool(joined) and (barring or (alone and bool(_OPERATOR.search(bare))))


class _Walk:
    """Looks through a rule for what can never hold and for what another part covers."""

    def __init__(self) -> None:
        self._found: list[Doubt] = []
        self._wanted: list[Rule] = []
        self._bound = _Bound()
        self._barred = _Covers(self._bound)

    def doubts(self, rule: Rule) -> list[Doubt]:
        """Return what is doubtful, that which lets nothing through first."""
        if why := self._dead(rule):
            advice = "Leave one of them out, or write OR where either will do."
            return [Doubt(f"no article can match this: {why}", advice)]
        return self._found

    def _dead(self, rule: Rule) -> str:
        """Say why a rule cannot hold, given what must and must not hold above it; "" if it can."""
        parts = list(_parts(rule))
        wanted = [part for part, barred in parts if not barred]
        certain = [one for part in wanted for one in _certain(part)]
        self._apart(certain)
        barred = [part for part, no in parts if no]
        before = len(self._wanted)
        for part in barred:
            self._barred.add(part)
        why = self._clash(certain, barred)
        self._wanted += certain
        for part in wanted:
            if not why and isinstance(part, Or):
                why = self._none_of(part)
        del self._wanted[before:]
        for part in barred:
            self._barred.remove(part)
        return why

    def _clash(self, certain: Sequence[Rule], barred: Sequence[Rule]) -> str:
        for number, one in enumerate(certain):
            if no := self._barred.covering(one):
                return f"it asks for {_short(one)} and excludes {_short(no)}"
            if isinstance(one, Dated | Meta):
                for other in self._bound.of((*self._wanted, *certain[:number])):
                    if _disjoint(one, other):
                        return f"it asks for {_short(other)} and for {_short(one)} at once"
        for no in barred if self._wanted else ():
            alone = _Covers(self._bound)
            alone.add(no)
            for one in self._bound.of(self._wanted):
                if alone.covering(one):
                    return f"it asks for {_short(one)} and excludes {_short(no)}"
        return ""

    def _apart(self, certain: Sequence[Rule]) -> None:
        """Doubt two conditions that no one figure meets: each may be met by another."""
        for number, one in enumerate(certain):
            if not isinstance(one, Asked):
                continue
            for other in self._bound.of((*self._wanted, *certain[:number])):
                if isinstance(other, Asked) and excludes(one, other) and len(self._found) < MOST:
                    says = (
                        f"no figure is both {_short(other)} and {_short(one)}: "
                        "two different figures of one article are asked for"
                    )
                    self._found.append(Doubt(says, "Leave one of them out, or write OR."))

    def _none_of(self, either: Or) -> str:
        """Look at alternatives: which can never hold, and which another one covers."""
        items = list(_alternatives(either))
        dead = [self._dead(item) for item in items]
        if all(dead):
            return dead[0]
        for item, why in zip(items, dead, strict=True):
            if why and len(self._found) < MOST:
                says = f"the part {_short(item)} can never hold: {why}"
                self._found.append(Doubt(says, "Leave it out, or mend it."))
        self._covered(items)
        return ""

    def _covered(self, items: Sequence[Rule]) -> None:
        covers = _Covers(self._bound)
        for item in items:
            covers.add(item)
        for item in items:
            if len(self._found) >= MOST:
                return
            covers.remove(item)
            # Of several that say the same the first stays.
            by = next((by for one in _certain(item) if (by := covers.covering(one))), None)
            if by is None:
                covers.add(item)
            elif by == item:
                self._found.append(Doubt(f"{_short(item)} stands twice", "Leave one of them out."))
            else:
                says = (
                    f"{_short(item)} adds nothing: {_short(by)} beside it finds the same and more"
                )
                self._found.append(Doubt(says, "Leave out the one that is not meant."))


class _Bound:
    """How much of one rule may still be compared."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS

    def of(self, items: Iterable[_T], cost: int = 1) -> Iterator[_T]:
        """Yield items to compare with, as long as there may be more."""
        for item in items:
            self.left -= cost
            if self.left < 0:
                return
            yield item


class _Covers:
    """Parts of rules, and which of them holds wherever another part does.

    Plain phrases and those that end in a star are looked up; other stars are tried one by one.
    """

    def __init__(self, bound: _Bound) -> None:
        self._same: Counter[Rule] = Counter()
        self._sizes: Counter[int] = Counter()  # words of the phrases
        self._stems: Counter[int] = Counter()  # letters before the last star
        self._starred: Counter[Phrase] = Counter()
        self._others: Counter[Rule] = Counter()  # Meta, Dated and Asked
        self._bound = bound

    def add(self, part: Rule) -> None:
        """Add a part; what is itself made of parts is known by being the same only."""
        self._count(part, 1)

    def remove(self, part: Rule) -> None:
        """Take back what was added."""
        self._count(part, -1)

    def _count(self, part: Rule, by: int) -> None:
        if not isinstance(part, Not | And | Or):
            _changed(self._same, part, by)
        if isinstance(part, Meta | Dated | Located | Asked):
            _changed(self._others, part, by)
        if isinstance(part, Phrase):
            _changed(self._sizes, len(part.words), by)
            if part.is_plain:
                return
            if part.is_prefix:
                _changed(self._stems, len(part.words[-1]) - 1, by)
            else:
                _changed(self._starred, part, by)

    def covering(self, part: Rule) -> Rule | None:
        """Return a part that holds wherever this one does."""
        if part in self._same:
            return part
        if isinstance(part, Phrase):
            return self._phrase(part)
        return next((o for o in self._bound.of(self._others) if _within(part, o)), None)

    def _phrase(self, part: Phrase) -> Rule | None:
        for where in dict.fromkeys((part.where, Where.ANY)):
            for size in self._sizes:
                for begin in range(len(part.words) - size + 1 if self._bound.left > 0 else 0):
                    if found := self._run(part.words[begin : begin + size], where):
                        return found
        for other in self._bound.of(self._starred, _STARRED):
            if other.where in {part.where, Where.ANY} and _fit(other, part):
                return other
        return None

    def _run(self, run: tuple[str, ...], where: Where) -> Rule | None:
        """Return the phrase that is these words, or ends in a star before they do."""
        *begin, last = run
        ends = [last, *(f"{last[:stem]}*" for stem in self._stems if stem <= len(last.rstrip("*")))]
        for end in self._bound.of(ends):
            if (found := Phrase((*begin, end), where)) in self._same:
                return found
        return None


def _changed(counts: Counter[_T], key: _T, by: int) -> None:
    """Count a key up or down; what is not there any more leaves no trace."""
    counts[key] += by
    if not counts[key]:
        del counts[key]


def _fit(other: Phrase, part: Phrase) -> bool:
    """Say whether a phrase with stars holds wherever another one does."""
    size = len(other.words)
    # A question mark would take a star for one letter.
    if any("?" in word for word in other.words) and not part.is_plain:
        return False
    those = [fits(word) for word in other.words]
    return any(
        all(fit(word) for fit, word in zip(those, part.words[at : at + size], strict=True))
        for at in range(len(part.words) - size + 1)
    )


def _within(part: Rule, other: Rule) -> bool:
    """Say whether all days, or values, of one are among those of the other."""
    match part, other:
        case Dated(first, last), Dated(begin, end):
            return begin <= first and last <= end
        case Meta(name, values), Meta(known, others) if name == known:
            return {*values} <= {*others}
        case Located(), Located():
            return all(other.keys & {one.key, *one.within} for one in part.places)
        case Asked(), Asked():
            return covers(other, part)
        case _:
            return False


def _disjoint(one: Rule, other: Rule) -> bool:
    """Say whether two days, languages or countries cannot be those of one article."""
    match one, other:
        case Dated(first, last), Dated(begin, end):
            return last < begin or end < first
        case Meta("lang" | "country" as name, values), Meta(known, others) if name == known:
            each = [(a, b) for a in values for b in others]
            wild = any(WILD & {*word} for value in (*values, *others) for word in value)
            return not wild and not any(a[: len(b)] == b or b[: len(a)] == a for a, b in each)
        case _:
            return False


def _parts(rule: Rule) -> Iterator[tuple[Rule, bool]]:
    """Yield what must all hold for a rule to hold; True beside what must not."""
    waiting: list[tuple[Rule, bool]] = [(rule, False)]
    while waiting:
        part, barred = waiting.pop()
        match part, barred:
            case (And(items), False) | (Or(items), True):
                waiting += [(item, barred) for item in reversed(items)]
            case Not(item), _:
                waiting.append((item, not barred))
            case _:
                yield part, barred


def _alternatives(rule: Rule) -> Iterator[Rule]:
    """Yield what is enough for a rule to hold."""
    waiting = [rule]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Or):
            waiting += reversed(part.items)
        else:
            yield part


def _certain(rule: Rule) -> Iterator[Rule]:
    """Yield leaves and NEARs that hold wherever a rule does."""
    for part, barred in _parts(rule):
        if not barred and not isinstance(part, And | Or):
            waiting: list[Rule] = [part]
            while waiting:
                one = waiting.pop()
                if isinstance(one, Near):
                    waiting += [one.right, one.left]
                if not isinstance(one, Or):
                    yield one


def _short(rule: Rule, *, grouped: bool = False) -> str:
    """Quote a part of a rule."""
    if grouped and isinstance(rule, Or):
        return " OR ".join(_short(item) for item in rule.items[:3]) + " …" * (len(rule.items) > 3)  # noqa: PLR2004
    text = write(rule)
    return one_line(f"({text})" if isinstance(rule, And | Or) else text, _SHOWN)
