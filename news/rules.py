"""The tree of a rule: what a topic asks of an article, whoever wrote it down and how.

    (attack* OR "suicide bombing") NEAR/8 @balochistan AND NOT title:cricket AND lang:(en OR ur)

`news.grammar` reads such text into this tree; `news.judge` says slowly and plainly what it
means; the matcher and the search index compile it.  All leaves hold folded words
(`news.text`), so case, diacritics and an outlet's apostrophes do not matter.

A word of a phrase may hold wildcards: `*` for any letters, none too, `?` for one letter.
Phrases and NEAR stay within the headline or within the text below it.  A condition on
figures (`news.sure.Asked`) holds where one claim of the article surely is what it asks for.

Discarded: one class for all operators with a list of operands (every user asks for the
kind anyway, and mypy cannot see a case forgotten).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NoReturn

from news import asking
from news.errors import RuleError, WirewatchError
from news.places import Place, atlas
from news.sure import Asked
from news.text import words as fold

WILD = frozenset("*?")
MAX_DEPTH = 50
# Leaves of a rule with the rules inside it: ten rules that each name the next one twice
# would be a thousand, thirty a thousand million.
MOST_LEAVES = 50_000


class Where(StrEnum):
    """Which piece of an article a leaf looks at."""

    ANY = ""
    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that stand side by side; a word may hold wildcards."""

    words: tuple[str, ...]
    where: Where = Where.ANY

    @property
    def is_plain(self) -> bool:
        """Say whether no word has a wildcard."""
        return not any(WILD.intersection(word) for word in self.words)

    @property
    def is_prefix(self) -> bool:
        """Say whether the only wildcard is a star at the very end."""
        *begin, last = self.words
        plain = not any(WILD.intersection(word) for word in (*begin, last[:-1]))
        return last.endswith("*") and plain


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression of RE2, over the text as it was published; as it is written."""

    pattern: str
    ignore_case: bool = False
    where: Where = Where.ANY

    @property
    def runs(self) -> str:
        """The expression as it is run: the slash, which ends it in a rule, is itself again."""
        return self.pattern.replace("\\/", "/")


@dataclass(frozen=True, slots=True)
class Near:
    """Two things with at most `distance` - 1 words between them; `ordered`: left one first."""

    left: Rule
    right: Rule
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of an article beside its text; any of the values will do.

    `name` is source, author, lang, region or country; the values are folded words.
    """

    name: str
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """Published from `first` to `last`, both included, on the outlet's own calendar."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Mention:
    """A tracked person or organisation, as the matcher of people finds them.

    `loose`: where nobody of that name is tracked, the words themselves are meant.
    """

    name: tuple[str, ...]
    loose: bool = False
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Located:
    """A place that an article names, or in which one lies that it names.

    `places` are those that may be meant, once the rule is resolved: any of them will do.
    """

    name: tuple[str, ...]
    places: tuple[Place, ...] = field(default=(), compare=False)
    position: int = field(default=0, compare=False)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the places that are meant."""
        return frozenset(place.key for place in self.places)


@dataclass(frozen=True, slots=True)
class Ref:
    """Another rule, by its name's folded words."""

    name: tuple[str, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    items: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    items: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The article does not match `item`."""

    item: Rule


Leaf = Phrase | Regex | Meta | Dated | Mention | Located | Ref | Asked
Rule = Leaf | Near | And | Or | Not


def join(kind: type[And | Or], items: Sequence[Rule]) -> Rule:
    """Join rules, without a node around a single one."""
    return items[0] if len(items) == 1 else kind(tuple(items))


def leaves(rule: Rule) -> Iterator[Leaf]:
    """Yield every leaf of a rule, from left to right."""
    match rule:
        case Not(item):
            yield from leaves(item)
        case Near(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case And(items) | Or(items):
            for item in items:
                yield from leaves(item)
        case _:
            yield rule


def positive(rule: Rule) -> bool:
    """Say whether a rule demands something, so that it cannot match everything."""
    match rule:
        case Not():
            return False
        case And(items):
            return any(positive(item) for item in items)
        case Or(items):
            return all(positive(item) for item in items)
        case _:
            return True


def demanded(rule: Rule) -> Iterator[Leaf]:
    """Yield the leaves of which one at least must hold, and which are reasons if they do."""
    match rule:
        case And(items) | Or(items):
            for item in items:
                yield from demanded(item)
        case Near(left, right):
            yield from demanded(left)
            yield from demanded(right)
        case Not(Not(item)):
            yield from demanded(item)
        case Not():
            return
        case _:
            yield rule


def mapped(rule: Rule, change: Callable[[Leaf], Rule]) -> Rule:
    """Return the rule with every leaf replaced."""
    match rule:
        case Not(item):
            return Not(mapped(item, change))
        case Near(left, right, distance, ordered):
            return Near(mapped(left, change), mapped(right, change), distance, ordered)
        case And(items):
            return And(tuple(mapped(item, change) for item in items))
        case Or(items):
            return Or(tuple(mapped(item, change) for item in items))
        case _:
            return change(rule)


NOT_NEAR = (
    "beside NEAR only words, phrases, people and groups of them with OR can stand",
    "Write each pair: (a NEAR/5 b) AND (a NEAR/5 c)",
)


def can_be_near(rule: Rule) -> bool:
    """Say whether a rule has places in the text that can be near others."""
    match rule:
        case Phrase() | Mention() | Ref() | Near():
            return True
        case Or(items):
            return all(can_be_near(item) for item in items)
        case _:
            return False


def depth(rule: Rule) -> int:
    """Count how deep a rule is nested; a leaf is 1."""
    match rule:
        case Not(item):
            return 1 + depth(item)
        case Near(left, right):
            return 1 + max(depth(left), depth(right))
        case And(items) | Or(items):
            return 1 + max(map(depth, items))
        case _:
            return 1


def resolve(
    rule: Rule,
    written: str,
    named: Mapping[tuple[str, ...], Rule],
    people: Mapping[tuple[str, ...], str],
) -> Rule:
    """Put the rules that `@name` means in their places, and check that people are tracked.

    `written` is the rule's text, for errors; `named` and `people` are keyed by folded names.
    """
    return _Resolver(written, named, people).whole(rule, ())


class _Resolver:
    """Replaces names by what they mean; counts, so that a rule cannot grow without end."""

    def __init__(
        self,
        written: str,
        named: Mapping[tuple[str, ...], Rule],
        people: Mapping[tuple[str, ...], str],
    ) -> None:
        self._written, self._named, self._people = written, named, people
        self._count = self._at = 0
        self._deep = 0

    def whole(self, rule: Rule, above: tuple[tuple[str, ...], ...]) -> Rule:
        self._deep += depth(rule)
        if self._deep > 2 * MAX_DEPTH:
            self._fail("with the rules inside it, this rule is nested too deep")
        found = self._rule(rule, above)
        self._deep -= depth(rule)
        return found

    def _rule(self, rule: Rule, above: tuple[tuple[str, ...], ...]) -> Rule:
        match rule:
            case Not(item):
                return Not(self._rule(item, above))
            case And(items):
                return And(tuple(self._rule(item, above) for item in items))
            case Or(items):
                return Or(tuple(self._rule(item, above) for item in items))
            case Near(left, right, distance, ordered):
                both = self._rule(left, above), self._rule(right, above)
                if not all(map(can_be_near, both)):
                    self._fail(*NOT_NEAR)
                return Near(*both, distance, ordered)
            case _:
                return self._leaf(rule, above)

    def _leaf(self, leaf: Leaf, above: tuple[tuple[str, ...], ...]) -> Rule:
        self._count += 1
        if self._count > MOST_LEAVES:
            says = f"with the rules inside it, this rule has more than {MOST_LEAVES:,} parts"
            self._fail(says, "Name fewer rules inside it.")
        if not above and isinstance(leaf, Ref | Mention | Located):
            self._at = leaf.position  # what is wrong inside is shown where it was named
        match leaf:
            case Ref(name):
                return self._inside(name, above)
            case Mention(name, loose) if name not in self._people:
                if loose:
                    return Phrase(name)
                says = f"no person or organisation named '{' '.join(name)}' is tracked"
                self._fail(says, _known("person:", self._people))
            case Mention(name):
                return Mention(name_of(self._people[name]))
            case Located(name):
                return Located(name, self._places(name))
        return leaf

    def _places(self, name: tuple[str, ...]) -> tuple[Place, ...]:
        try:
            known = atlas()
        except WirewatchError as error:
            self._fail(f"{error}", "Write the name itself in quotes.")
        found = known.meant(name)
        if not found:
            like = " or ".join(f'place:"{one}"' for one in known.like(name))
            otherwise = "Write a larger place, or the name in quotes as words."
            hint = f"Did you mean {like}?" if like else otherwise
            self._fail(f"no place is named '{' '.join(name)}'", hint)
        return found

    def _inside(self, name: tuple[str, ...], above: tuple[tuple[str, ...], ...]) -> Rule:
        if name in above:
            ring = " → ".join(f"@{' '.join(n)}" for n in (*above, name))
            self._fail(f"this rule is part of itself: {ring}", "Remove one of them.")
        if name not in self._named:
            says = f"there is no rule named '{' '.join(name)}'"
            self._fail(says, _known("@", self._named))
        return self.whole(self._named[name], (*above, name))

    def _fail(self, message: str, hint: str = "Name fewer rules inside it.") -> NoReturn:
        raise RuleError(self._written, self._at, message, hint)


def _known(sign: str, names: Mapping[tuple[str, ...], object]) -> str:
    """Say what could have been meant."""
    if not names:
        return "Add it to watch.toml, or write the words themselves in quotes."
    shown = ", ".join(f'{sign}"{" ".join(name)}"' for name in [*names][:5])
    return f"There are: {shown}{' …' if len(names) > 5 else ''}"  # noqa: PLR2004  as shown


def name_of(text: str) -> tuple[str, ...]:
    """Return a name's folded words, by which rules and people refer to each other."""
    return tuple(fold(text))


def write(rule: Rule) -> str:
    """Write a rule in its normal form; `news.grammar.parse` reads it back to the same tree."""
    match rule:
        case Not(item):
            return f"NOT {_bracketed(item)}"
        case Near(left, right, distance, ordered):
            operator = f"{'PRE' if ordered else 'NEAR'}/{distance}"
            return f"({_bracketed(left)} {operator} {_bracketed(right)})"
        case And(items):
            return " AND ".join(_bracketed(item) for item in items)
        case Or(items):
            return " OR ".join(_bracketed(item) for item in items)
        case _:
            return _write_leaf(rule)


def _write_leaf(leaf: Leaf) -> str:  # noqa: PLR0911  one for each kind
    match leaf:
        case Phrase(words, where):
            return f"{_at(where)}{_quoted(words)}"
        case Regex(pattern, ignore_case, where):
            return f"{_at(where)}/{pattern}/{'i' if ignore_case else ''}"
        case Meta(name, values):
            return f"{name}:({' OR '.join(map(_quoted, values))})"
        case Dated(first, last):
            return f"date:{first.isoformat()}..{last.isoformat()}"
        case Mention(name, loose):
            # A loose one is written where NEAR's right side stands.
            return f"{'named' if loose else 'person'}:{_quoted(name)}"
        case Located(name):
            return f"place:{_quoted(name)}"
        case Ref(name):
            return f"@{_quoted(name)}"
        case Asked():
            return asking.write(leaf)


def _at(where: Where) -> str:
    return f"{where}:" if where else ""


def _quoted(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'


def _bracketed(rule: Rule) -> str:
    return f"({write(rule)})" if isinstance(rule, And | Or) else write(rule)


def explain(rule: Rule) -> str:
    """Say in words what a rule looks for: (“quetta” or “gwadar”) and “attack…”."""
    match rule:
        case Not(item):
            return f"no {explain(item)}"
        case Near(left, right, distance, ordered):
            how = "before" if ordered else "of"
            return f"({explain(left)} within {distance} words {how} {explain(right)})"
        case And(items):
            return " and ".join(explain(item) for item in items)
        case Or(items):
            parts = [f"({explain(i)})" if isinstance(i, And) else explain(i) for i in items]
            return f"({' or '.join(parts)})"
        case _:
            return _explain_leaf(rule)


def _explain_leaf(leaf: Leaf) -> str:  # noqa: PLR0911  one for each kind
    match leaf:
        case Phrase(words, where):
            shown = " ".join(words)
            shown = f"{shown[:-1]}…" if leaf.is_prefix else shown
            return f"“{shown}”" + (f" in the {where}" if where else "")
        case Regex(pattern, _, where):
            return f"text like /{pattern}/" + (f" in the {where}" if where else "")
        case Meta(name, values):
            return f"{name} {' or '.join(' '.join(value) for value in values)}"
        case Dated(first, last):
            return f"published {' to '.join(dict.fromkeys((first.isoformat(), last.isoformat())))}"
        case Mention(name):
            return f"the person “{' '.join(name)}”"
        case Located(name):
            return f"the place “{' '.join(name)}”"
        case Ref(name):
            return f"what @{' '.join(name)} finds"
        case Asked():
            return asking.explain(leaf)
