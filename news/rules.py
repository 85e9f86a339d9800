"""The rule language: text to tree, and back.

    BLA AND (attack* OR "suicide bombing") -cricket

A bare space means AND; `and`, `or`, `not` may be small; `-` before a word is NOT;
quotes, straight or curly, hold words together; a star after a word stands for any
ending.  AND binds tighter than OR.  Words are folded by `news.text`, so case,
diacritics and the outlet's apostrophes do not matter.

The tree is all that the rest knows: the matcher compiles it, the search index turns
it into its own expression.  Discarded: luqum and lark (slower, and neither says what
to write instead); raw FTS5 syntax (`foo-bar` raises).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from news.errors import RuleError
from news.text import words

MAX_LENGTH = 100_000
MAX_DEPTH = 50


@dataclass(frozen=True)
class Phrase:
    """Folded words that stand side by side; with `prefix` the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class And:
    """All of them."""

    items: tuple[Rule, ...]


@dataclass(frozen=True)
class Or:
    """Any of them."""

    items: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    """The article does not match `item`."""

    item: Rule


Rule = Phrase | And | Or | Not


class _Lexeme(NamedTuple):
    kind: str  # ( ) and or not word phrase end
    text: str
    position: int
    star: bool = False


_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
_LEXEME = re.compile(
    rf"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))
    |[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<shut>[{_QUOTES}]?)(?P<pstar>\*?)
    |(?P<minus>[-\u2212\u2013](?=[^\s-]))|(?P<word>[^\s(){_QUOTES}]+)""",
    re.VERBOSE,
)
_OPERATORS = {
    "and": "and",
    "or": "or",
    "not": "not",
    "&&": "and",
    "||": "or",
    "&": "and",
    "|": "or",
}


def parse(rule: str) -> Rule:
    """Read a rule; RuleError says where it cannot be read and what to write."""
    if len(rule) > MAX_LENGTH:
        raise RuleError(rule[:80], 0, f"this rule is longer than {MAX_LENGTH:,} characters")
    return _Parser(rule).whole()


def any_all_none(
    any_of: Iterable[str] = (), all_of: Iterable[str] = (), none_of: Iterable[str] = ()
) -> Rule:
    """Build the tree of a topic given as lists of phrases; a phrase may end in a star."""
    parts: list[Rule] = [phrase(text) for text in all_of]
    if options := [phrase(text) for text in any_of]:
        parts.append(join(Or, options))
    parts += [Not(phrase(text)) for text in none_of]
    if not any(positive(part) for part in parts):
        raise RuleError(
            ", ".join(none_of),
            0,
            "this topic only says what must not occur",
            "Add phrases that an article must contain, under 'any' or 'all'.",
        )
    return join(And, parts)


def phrase(text: str) -> Phrase:
    """Build a phrase from plain text; a star at its end stands for any ending."""
    bare = text.rstrip().rstrip("*")
    if bare and "*" in bare:
        raise RuleError(
            text,
            text.index("*"),
            "a star can only stand at the end of a word",
            "Write the beginning of the word and then the star: insurg*",
        )
    found = tuple(words(bare))
    if not found:
        raise RuleError(text, 0, "there is no letter or digit here", "Write a word, or remove it.")
    return Phrase(found, bare != text.rstrip())


def join(kind: type[And | Or], items: Sequence[Rule]) -> Rule:
    """Join rules, without a node around a single one."""
    return items[0] if len(items) == 1 else kind(tuple(items))


def leaves(rule: Rule) -> Iterator[Phrase]:
    """Yield every phrase of a rule, from left to right."""
    match rule:
        case Phrase():
            yield rule
        case Not(item):
            yield from leaves(item)
        case And(items) | Or(items):
            for item in items:
                yield from leaves(item)


def positive(rule: Rule) -> bool:
    """Say whether a rule demands that something occurs, so that it cannot match everything."""
    match rule:
        case Phrase():
            return True
        case Not():
            return False
        case And(items):
            return any(positive(item) for item in items)
        case Or(items):
            return all(positive(item) for item in items)


def demanded(rule: Rule) -> Iterator[Phrase]:
    """Yield the phrases of which one at least must occur, and which are reasons if they do."""
    match rule:
        case Phrase():
            yield rule
        case And(items) | Or(items):
            for item in items:
                yield from demanded(item)
        case Not(Not(item)):
            yield from demanded(item)


def write(rule: Rule) -> str:
    """Write a rule in its normal form; `parse` reads it back to the same tree."""
    match rule:
        case Phrase(words_, prefix):
            return f'"{" ".join(words_)}"' + ("*" if prefix else "")
        case Not(item):
            return f"NOT {_bracketed(item)}"
        case And(items):
            return " AND ".join(_bracketed(item) for item in items)
        case Or(items):
            return " OR ".join(_bracketed(item) for item in items)


def explain(rule: Rule) -> str:
    """Say in words what a rule looks for: (“quetta” or “gwadar”) and “attack…”."""
    match rule:
        case Phrase(words_, prefix):
            return f"“{' '.join(words_)}{'…' if prefix else ''}”"
        case Not(item):
            return f"no {explain(item)}"
        case And(items):
            return " and ".join(explain(item) for item in items)
        case Or(items):
            parts = [f"({explain(i)})" if isinstance(i, And) else explain(i) for i in items]
            return f"({' or '.join(parts)})"


def _bracketed(rule: Rule) -> str:
    return write(rule) if isinstance(rule, Phrase | Not) else f"({write(rule)})"


class _Parser:
    """Recursive descent over the lexemes: or → and → not → item."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.lexemes = list(self._lex())
        self.at = 0
        self.depth = 0

    def _lex(self) -> Iterator[_Lexeme]:
        for found in _LEXEME.finditer(self.rule):
            kind, position = found.lastgroup, found.start()
            if found["phrase"] is not None:
                if not found["shut"]:
                    self._fail(
                        position,
                        "this quotation mark is never closed",
                        'Add a " at the end of the phrase.',
                    )
                yield _Lexeme("phrase", found["phrase"], position, bool(found["pstar"]))
            elif kind in {"open", "close"}:
                yield _Lexeme("(" if kind == "open" else ")", found.group(), position)
            elif kind == "minus":
                yield _Lexeme("not", "-", position)
            elif kind == "word":
                operator = _OPERATORS.get(found.group().lower())
                yield _Lexeme(operator or "word", found.group(), position)
        yield _Lexeme("end", "", len(self.rule))

    def whole(self) -> Rule:
        if self.peek.kind == "end":
            self._fail(0, "this rule is empty", "Write at least one word.")
        rule = self.either()
        if self.peek.kind == ")":
            self._fail(
                self.peek.position, "this bracket was never opened", "Remove it or add a ( before."
            )
        if not positive(rule):
            self._fail(
                0,
                "this rule only says what must not occur, so it fits almost everything",
                "Add a word that an article must contain.",
            )
        return rule

    def either(self) -> Rule:
        items = [self.both()]
        while self.peek.kind == "or":
            self.take()
            items.append(self.both())
        return join(Or, items)

    def both(self) -> Rule:
        items = [self.negated()]
        while True:
            if self.peek.kind == "and":
                self.take()
            elif self.peek.kind in {"or", ")", "end"}:
                return join(And, items)
            items.append(self.negated())

    def negated(self) -> Rule:
        if self.peek.kind != "not":
            return self.item()
        self.take()
        self._deeper()
        rule: Rule = Not(self.negated())
        self.depth -= 1
        return rule

    def item(self) -> Rule:
        lexeme = self.take()
        if lexeme.kind == "(":
            self._deeper()
            rule = self.either()
            self.depth -= 1
            if self.take().kind != ")":
                self._fail(
                    lexeme.position, "this bracket is never closed", "Add a ) where the group ends."
                )
            return rule
        if lexeme.kind in {"word", "phrase"}:
            return self.phrase(lexeme)
        if lexeme.kind == "end":
            self._fail(
                lexeme.position,
                "the rule ends where a word should follow",
                "Write a word or remove the operator before.",
            )
        return self._fail(
            lexeme.position,
            f"'{lexeme.text}' stands where a word should be",
            f'To look for the word itself, put it in quotes: "{lexeme.text}".',
        )

    def phrase(self, lexeme: _Lexeme) -> Rule:
        try:
            found = phrase(lexeme.text)
        except RuleError as error:
            position = lexeme.position + error.position + (lexeme.kind == "phrase")
            self._fail(position, error.message, error.hint)
        return Phrase(found.words, found.prefix or lexeme.star)

    @property
    def peek(self) -> _Lexeme:
        return self.lexemes[self.at]

    def take(self) -> _Lexeme:
        lexeme = self.lexemes[self.at]
        if lexeme.kind != "end":
            self.at += 1
        return lexeme

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(
                self.peek.position,
                f"groups are nested more than {MAX_DEPTH} deep",
                "Split the rule into several topics.",
            )

    def _fail(self, position: int, message: str, hint: str) -> NoReturn:
        raise RuleError(self.rule, position, message, hint)
