"""Turn a rule into what decides it quickly, when an article first asks for it.

    dam AND (breach OR burst*) -cricket      need {dam}; not disjoint {breach, burst*};
                                             disjoint {cricket}

What a rule needs is a set of atoms, words mostly, held against the set of the article's own
in one step; that refuses nearly every candidate.  The rest are closures: a group of words
is one look whether two sets meet, however many they are; a phrase is looked for in the line
of words; NEAR and expressions come late, for they take long.  Last come places and figures, which
are read for an article only where all else holds, and where no alternative does that needs none.

What a rule means is said by `news.judge`.  This says the same, and so do the reasons, which
are made only for rules that hold: the words of a rule that thousands share are looked up
once in an article.

Discarded: Python's source made of each rule and compiled (a tenth of a millisecond a rule,
against microseconds for closures that run as fast); walking the tree each time (five times
slower).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from monitor.sight import Atom, Sight
from news.finding import Span
from news.judge import Reasons, known, reported, sighted
from news.near import Part, Place, distinct, nearby
from news.patterns import compiled, hits
from news.rules import (
    And,
    Dated,
    Leaf,
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
)
from news.sure import Asked, answers

Says = Callable[[Sight], bool]
Why = Callable[[Sight], Reasons | None]
# Adds reasons to others; where no leaf is in both, `dict.update`, which hashes nothing anew.
Join = Callable[[dict[Leaf, Sequence[Span]], Reasons], None]
Run = tuple[int, int]
_NOTHING: frozenset[Atom] = frozenset()


@dataclass(frozen=True, slots=True)
class Decider:
    """A rule that is decided by `need`, a set that the article's atoms hold, and `more`."""

    need: frozenset[Atom]
    more: Says | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """What must all hold: atoms that occur, atoms that do not, and what takes longer."""

    need: frozenset[Atom] = _NOTHING
    never: frozenset[Atom] = _NOTHING
    more: tuple[tuple[int, Says], ...] = ()

    @property
    def is_atom(self) -> bool:
        """Say whether it is all about one atom that occurs."""
        return len(self.need) == 1 and not self.never and not self.more

    @property
    def cost(self) -> int:
        """Say how long a group takes with this in it."""
        return max((cost for cost, _ in self.more if cost >= _PLACES), default=_GROUP)

    def decider(self) -> Decider:
        """Put what takes longer in order, the quickest first."""
        all_say = [says for _, says in sorted(self.more, key=lambda one: one[0])]
        if never := self.never:
            all_say.insert(0, lambda sight: never.isdisjoint(sight.found))
        match all_say:
            case []:
                return Decider(self.need, None)
            case [one]:
                return Decider(self.need, one)
            case [one, other]:
                return Decider(self.need, lambda sight: one(sight) and other(sight))
        return Decider(self.need, lambda sight: all(says(sight) for says in all_say))


# How long a decider takes, roughly: the quickest is asked first.
_SETS, _LINE, _KNOWN, _GROUP, _RUNS, _NEAR, _REGEX, _PLACES, _FIGURES = range(9)


def mention_atom(mention: Mention) -> str:
    """Write the atom of somebody who is named."""
    return f"@{' '.join(mention.name)}"


@dataclass(slots=True)
class Deciders:
    """Makes deciders and reasons of rules; `pairs` says which two words articles are asked for.

    Leaves are numbered, so that what many rules ask is asked once an article.
    """

    pairs: frozenset[tuple[str, str]] = frozenset()
    _numbers: dict[tuple[str, Rule], int] = field(default_factory=dict)

    def decider(self, rule: Rule) -> Decider:
        """Return what decides a rule."""
        return self._parts(rule).decider()

    def _number(self, kind: str, leaf: Rule) -> int:
        return self._numbers.setdefault((kind, leaf), len(self._numbers))

    def _parts(self, rule: Rule) -> _Parts:  # noqa: PLR0911  one for each kind
        match rule:
            case Phrase():
                return self._phrase(rule)
            case And(items):
                return _all([self._parts(item) for item in items])
            case Not(item):
                return self._opposite(item)
            case Or(items):
                return self._any(items)
            case Near(left, right):
                need = self._parts(left).need | self._parts(right).need
                return _Parts(need, more=((_NEAR, self._near(rule)),))
            case Mention():
                return _Parts(frozenset((mention_atom(rule),)))
            case Regex():
                return _Parts(more=((_REGEX, self._regex(rule)),))
            case Meta() | Dated():
                return _Parts(more=((_KNOWN, self._known(rule)),))
            case Located() | Asked():
                return self._read_last(rule)
        raise TypeError(rule)  # a Ref: the rule was never resolved

    def _phrase(self, phrase: Phrase) -> _Parts:
        words, where = phrase.words, phrase.where
        if len(words) == 1 and not where:
            return _Parts(frozenset(words))
        need = frozenset(words)
        if not phrase.is_plain:
            return _Parts(need, more=((_RUNS, self._runs(phrase)),))
        pairs = frozenset(self.pairs.intersection(pairwise(words)))
        if len(words) == 2 and pairs and not where:  # noqa: PLR2004  a pair
            return _Parts(pairs)
        return _Parts(pairs or need, more=((_LINE, _line(words, where)),))

    def _opposite(self, rule: Rule) -> _Parts:
        match rule:
            case Not(item):
                return self._parts(item)
            case Or(items):
                return _all([self._opposite(item) for item in items])
        parts = self._parts(rule)
        if parts.is_atom:
            return _Parts(never=parts.need)
        return _Parts(more=((parts.cost, _fails(parts.decider())),))

    def _any(self, items: Sequence[Rule]) -> _Parts:
        """Join alternatives: those that are one atom each are one look."""
        each = [self._parts(item) for item in items]
        atoms: frozenset[Atom] = frozenset().union(*(p.need for p in each if p.is_atom))
        longer = sorted((p for p in each if not p.is_atom), key=lambda parts: parts.cost)
        longer_say = [_whole(parts.decider()) for parts in longer]
        if not longer_say:
            return _Parts(more=((_SETS, lambda sight: not atoms.isdisjoint(sight.found)),))
        return _Parts(
            more=(
                (
                    longer[-1].cost,
                    lambda sight: (
                        not atoms.isdisjoint(sight.found) or any(says(sight) for says in longer_say)
                    ),
                ),
            )
        )

    def _runs(self, phrase: Phrase) -> Says:
        number = self._number("runs", phrase)
        return lambda sight: bool(sight.once(number, lambda seen: seen.runs(phrase)))

    def _known(self, leaf: Meta | Dated) -> Says:
        number = self._number("known", leaf)
        return lambda sight: sight.once(number, lambda seen: known(leaf, seen.article))

    def _read_last(self, leaf: Located | Asked) -> _Parts:
        if isinstance(leaf, Located):
            return _Parts(more=((_PLACES, self._located(leaf)),))
        return _Parts(more=((_FIGURES, self._reported(leaf)),))

    def _located(self, leaf: Located) -> Says:
        number, keys = self._number("located", leaf), leaf.keys
        return lambda sight: sight.once(number, lambda seen: not keys.isdisjoint(seen.places))

    def _reported(self, asked: Asked) -> Says:
        number = self._number("reported", asked)
        return lambda sight: sight.once(
            number, lambda seen: any(answers(claim, asked) for claim in seen.judged.claims)
        )

    def _regex(self, regex: Regex) -> Says:
        number = self._number("regex", regex)
        pattern = compiled(regex.runs, ignore_case=regex.ignore_case)
        return lambda sight: sight.once(number, lambda seen: _occurs(regex, pattern, seen))

    def _near(self, near: Near) -> Says:
        match near:
            case Near(
                Phrase((left_word,), Where.ANY), Phrase((right_word,), Where.ANY), most, after
            ):
                return lambda sight: sight.words_near(left_word, right_word, most, ordered=after)
        number = self._number("near", near)
        left, right = _flat(near.left), _flat(near.right)
        if left and right:
            one, other = self._all_runs(left), self._all_runs(right)
            near_by = near.distance
            return lambda sight: sight.once(
                number,
                lambda seen: seen.near(one(seen), other(seen), near_by, ordered=near.ordered),
            )
        places = self._places(near)
        return lambda sight: bool(places(sight))

    def _all_runs(self, leaves: Sequence[Phrase | Mention]) -> Callable[[Sight], Sequence[Run]]:
        each = [(self._number("run", leaf), _runs_of(leaf)) for leaf in leaves]
        if len(each) == 1:
            [(only, ask)] = each
            return lambda sight: sight.once(only, ask)
        return lambda sight: sorted({run for n, ask in each for run in sight.once(n, ask)})

    def _places(self, rule: Rule) -> Callable[[Sight], list[Place]]:
        """Return what says where something stands that can be near others."""
        match rule:
            case Phrase() | Mention():
                number, ask = self._number("places", rule), _leaf_places(rule)
                return lambda sight: sight.once(number, ask)
            case Or(items):
                each = [self._places(item) for item in dict.fromkeys(items)]
                return lambda sight: distinct(p for places in each for p in places(sight))
            case Near(left, right, distance, ordered):
                one, other = self._places(left), self._places(right)
                number = self._number("places", rule)
                return lambda sight: sight.once(
                    number,
                    lambda seen: _nearby(one(seen), other(seen), seen, distance, ordered),
                )
        raise TypeError(rule)

    def why(self, rule: Rule) -> Why:
        """Return what says why a rule holds."""
        match rule:
            case Not(item):
                fails = _fails(self.decider(item))
                return lambda sight: {} if fails(sight) else None
            case And(items):
                return _all_reasons([self.why(item) for item in items], _join(items))
            case Or(items):
                return _any_reasons([self.why(item) for item in items], _join(items))
            case Near():
                near = self._places(rule)
                return lambda sight: _near_reasons(near(sight), sight)
            case Phrase() | Mention() | Regex() | Meta() | Dated() | Located() | Asked():
                return self._leaf_reasons(rule)
        raise TypeError(rule)

    def _leaf_reasons(self, leaf: Leaf) -> Why:
        """Say where a leaf holds; written so that the leaf is hashed once and for all."""
        template, number = {leaf: None}, self._number("why", leaf)
        spans = _spans(leaf)

        def ask(sight: Sight) -> Reasons | None:
            found = spans(sight)
            return None if found is None else dict.fromkeys(template, found)

        return lambda sight: sight.once(number, ask)


def _all(every: Sequence[_Parts]) -> _Parts:
    return _Parts(
        frozenset().union(*(parts.need for parts in every)),
        frozenset().union(*(parts.never for parts in every)),
        tuple(one for parts in every for one in parts.more),
    )


def _whole(decider: Decider) -> Says:
    need, more = decider.need, decider.more
    if more is None:
        return lambda sight: need <= sight.found
    if not need:
        return more
    return lambda sight: need <= sight.found and more(sight)


def _fails(decider: Decider) -> Says:
    holds = _whole(decider)
    return lambda sight: not holds(sight)


def _line(words: Sequence[str], where: Where) -> Says:
    run = f" {' '.join(words)} "
    match where:
        case Where.TITLE:
            return lambda sight: run in sight.title
        case Where.TEXT:
            return lambda sight: run in sight.text
    return lambda sight: sight.has(run)


def _occurs(regex: Regex, pattern: Any, sight: Sight) -> bool:
    """Say whether an expression finds something, without asking where."""
    for where, raw in sight.raw:
        if regex.where in {Where.ANY, where} and (found := pattern.search(raw)):
            # A find may be empty, as that of \b; only what has letters counts.
            return found.end() > found.start() or bool(_expression(regex, sight))
    return False


def _expression(regex: Regex, sight: Sight) -> Sequence[Span]:
    article = sight.article
    pieces = (
        (Where.TITLE, article.title, 0),
        (Where.TEXT, article.text, len(article.title) + 1),
    )
    return [
        Span(start + begin, end + begin)
        for where, piece, begin in pieces
        if regex.where in {Where.ANY, where}
        for start, end in hits(regex.runs, piece, ignore_case=regex.ignore_case)
        if end > start
    ]


def _flat(rule: Rule) -> Sequence[Phrase | Mention]:
    """Return the leaves of a group of words; none where another NEAR is among them."""
    match rule:
        case Phrase() | Mention():
            return (rule,)
        case Or(items):
            every = [_flat(item) for item in items]
            return [*dict.fromkeys(leaf for each in every for leaf in each)] if all(every) else ()
    return ()


def _runs_of(leaf: Phrase | Mention) -> Callable[[Sight], Sequence[Run]]:
    if isinstance(leaf, Phrase):
        return lambda sight: sight.runs(leaf)
    return lambda sight: sight.mentioned(leaf)


def _leaf_places(leaf: Phrase | Mention) -> Callable[[Sight], list[Place]]:
    runs = _runs_of(leaf)

    def ask(sight: Sight) -> list[Place]:
        return [Place(first, last, (Part(first, last, leaf),)) for first, last in runs(sight)]

    return ask


def _nearby(
    one: list[Place], other: list[Place], sight: Sight, distance: int, ordered: bool
) -> list[Place]:
    if not one or not other:
        return []
    return [
        place
        for side in (True, False)
        for place in nearby(
            [p for p in one if (p.first < sight.border) is side],
            [p for p in other if (p.first < sight.border) is side],
            distance,
            ordered=ordered,
        )
    ]


def _spans(leaf: Leaf) -> Callable[[Sight], Sequence[Span] | None]:
    """Return what says where a leaf holds; None where it does not."""
    match leaf:
        case Phrase():
            return lambda sight: [sight.judged.span(*run) for run in sight.runs(leaf)] or None
        case Mention():
            return lambda sight: (
                sorted({sight.judged.span(*run) for run in sight.mentioned(leaf)}) or None
            )
        case Regex():
            return lambda sight: _expression(leaf, sight) or None
        case Meta() | Dated():
            return lambda sight: () if known(leaf, sight.article) else None
        case Located():
            return lambda sight: sighted(leaf, sight.judged.sightings) or None
        case Asked():
            return lambda sight: reported(leaf, sight.judged.claims) or None
    raise TypeError(leaf)


def _near_reasons(found: Sequence[Place], sight: Sight) -> Reasons | None:
    spans: dict[Leaf, set[Span]] = {}
    for place in found:
        for part in place.parts:
            spans.setdefault(part.leaf, set()).add(sight.judged.span(part.first, part.last))
    return {leaf: sorted(at) for leaf, at in spans.items()} or None


def _all_reasons(each: Sequence[Why], join: Join) -> Why:
    def ask(sight: Sight) -> Reasons | None:
        found: dict[Leaf, Sequence[Span]] = {}
        for why in each:
            one = why(sight)
            if one is None:
                return None
            join(found, one)
        return found

    return ask


def _any_reasons(each: Sequence[Why], join: Join) -> Why:
    def ask(sight: Sight) -> Reasons | None:
        found: dict[Leaf, Sequence[Span]] = {}
        held = False
        for why in each:
            if (one := why(sight)) is not None:
                held = True
                join(found, one)
        return found if held else None

    return ask


def _join(items: Sequence[Rule]) -> Join:
    """Return what adds reasons to others; a leaf that stands in several items has one entry."""
    every = [leaf for item in items for leaf in set(leaves(item))]
    return _add if len(set(every)) < len(every) else dict.update


def _add(found: dict[Leaf, Sequence[Span]], more: Reasons) -> None:
    for leaf, spans in more.items():
        found[leaf] = sorted({*found.get(leaf, ()), *spans})
