r"""The rule language: text to tree.

    BLA AND (attack* OR "suicide bombing") -cricket
    ambush* NEAR/8 (convoy OR patrol)          title:"dam breach"
    @attacks AND source:(Brakkel OR Sandal) AND date:2026-01-31..2026-02-04
    resign* near:"Ona Brill"                   /\b\d+ (dead|killed)\b/i
    flood* AND place:(Kesh OR "Ost Valley")    place("Kesh") is the same
    ambush* AND figure(killed, civilian) >= 20 by "officials"       (`news.asking`)

What news people write elsewhere is read here as they mean it: AND, OR, NOT in any case,
`-` before a word, a bare space for AND, quotes straight or curly, `*` and `?` in words,
NEAR/5 or w/5 either way round, PRE/5 in this order, `"a b"~5`.  NEAR binds tighter than
NOT, NOT tighter than AND, AND tighter than OR.

A word with a colon is a field only where the field is known; `16:30` is a word, and `autor:x` an
error, since what it would find is not what was meant.  An error says where, shows the
place, and says what to write.

Discarded: luqum and lark (slower, and neither says what to write instead); raw FTS5 syntax
(`foo-bar` raises); reading what cannot be read as plain words (a rule that silently means
something else is worse than none; only the search box does that).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import NamedTuple, NoReturn, TypeVar

from news import asking
from news.asking import QUOTES as _QUOTES
from news.errors import RuleError
from news.patterns import PatternError, compiled
from news.rules import (
    MAX_DEPTH,
    NOT_NEAR,
    WILD,
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
    Ref,
    Regex,
    Rule,
    Where,
    can_be_near,
    join,
    mapped,
    name_of,
    positive,
)
from news.sure import Asked
from news.text import MARKS, words

_T = TypeVar("_T")

MAX_LENGTH = 100_000
NEAR = 10  # words, where nobody says how many
MAX_NEAR = 1_000

# Signs that no text of a rule needs and that could show another rule than is read.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# Marks of direction that are typed along with Urdu and Persian; spaces without width.
_IGNORED = dict.fromkeys(map(ord, "\u200e\u200f\u061c\ufeff\u200b"), " ")

_LEXEME = re.compile(
    rf"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))
    |[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<shut>[{_QUOTES}]?)(?P<pstar>\*?)(?:~(?P<slop>\d*))?
    |(?P<minus>[-\u2212\u2013](?=[^\s-]))
    |(?P<near>(?:(?:near|pre|onear|w|within|adj)/\d+|NEAR|PRE)(?=[\s({_QUOTES}]|$))
    |(?P<field>[^\W\d_]+):(?!//)(?=[^\s:)])|(?P<place>place)(?=\()
    |@(?P<ref>[\w-]+|(?=[{_QUOTES}]))
    |(?P<figure>{asking.WRITTEN})
    |/(?P<regex>(?:[^/\\\n]|\\.)+)/(?P<flags>[a-zA-Z]*)(?=[\s()]|$)
    |(?P<word>[^\s(){_QUOTES}]+)""",
    re.VERBOSE | re.IGNORECASE,
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
_WHERE = {"title": Where.TITLE, "headline": Where.TITLE, "text": Where.TEXT, "body": Where.TEXT}
_META = {
    "source": "source",
    "outlet": "source",
    "author": "author",
    "by": "author",
    "lang": "lang",
    "language": "lang",
    "region": "region",
    "country": "country",
}
_PEOPLE = {"person": False, "people": False, "org": False, "organisation": False, "named": True}
_PLACES = {"place", "places", "location"}
_FIELDS = (*_WHERE, *_META, *_PEOPLE, *_PLACES, "date", "near")
_SHOWN = (
    "title",
    "text",
    "source",
    "author",
    "lang",
    "region",
    "country",
    "date",
    "person",
    "place",
    "near",
)
_ENDS = {"or", "close", "end"}
# Of these a piece of what was written counts.
_NAMED = {"phrase", "regex", "ref", "field", "figure"}

# Wildcards pass the folding as signs of private use, which it keeps.
_STAR, _MARK = "\ue0f0", "\ue0f1"
_STARS = re.compile(rf"(?<=[\w{MARKS}])\*+|\*+(?=[\w{MARKS}])")
_MARKS = re.compile(rf"(?<=[\w*{MARKS}])\?(?=[\w*?{MARKS}])")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class _Lexeme(NamedTuple):
    kind: str  # open close and or not near field ref figure regex word phrase end
    text: str
    position: int
    star: bool = False
    number: str | None = None  # of a phrase with ~, of NEAR


def parse(rule: str) -> Rule:
    """Read a rule; RuleError says where it cannot be read and what to write."""
    if len(rule) > MAX_LENGTH:
        raise RuleError(rule[:80], 0, f"this rule is longer than {MAX_LENGTH:,} characters",
                        "Split it into several topics.")  # fmt: skip
    return _Parser(rule).whole()


def any_all_none(
    any_of: Iterable[str] = (), all_of: Iterable[str] = (), none_of: Iterable[str] = ()
) -> Rule:
    """Build the tree of a topic given as lists of phrases; words may hold wildcards."""
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
    """Build a phrase from plain text; words may hold wildcards."""
    marked = text
    if "*" in text or "?" in text:
        marked = _STARS.sub(_STAR, _MARKS.sub(_MARK, text))
        if "*" in marked and words(marked):
            raise RuleError(
                text,
                marked.index("*"),
                "a star that stands alone is no word",
                "Write it at a word (insurg*), or say how far apart two words may be: a NEAR/3 b",
            )
    found = tuple(
        word.replace(_STAR, "*").replace(_MARK, "?") if marked is not text else word
        for word in words(marked)
    )
    bare = [word for word in found if not word.strip("*?")]
    if not found or bare:
        raise RuleError(text, 0, "there is no letter or digit here", "Write a word, or remove it.")
    return Phrase(found)


def _kind(found: re.Match[str]) -> str:
    """Name a lexeme: "near" and "pre" in small letters are words, "and" is an operator."""
    if found["phrase"] is not None:
        return "phrase"
    if found["place"] is not None:
        return "field"
    kind, written = found.lastgroup or "", found.group()
    if found["regex"] is not None or kind == "minus":
        return "not" if kind == "minus" else "regex"
    if kind == "near" and not ("/" in written or written.isupper()):
        return "word"
    return _OPERATORS.get(written.lower(), kind) if kind == "word" else kind


class _Parser:
    """Recursive descent over the lexemes: or → and → not → near → item."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        hidden = _HIDDEN.search(rule)
        if hidden:
            code = ord(hidden.group())
            says = f"here is an invisible character (U+{code:04X}), which could hide what is meant"
            self._fail(hidden.start(), says, "Remove it: type this piece anew.")
        self.plain = rule.translate(_IGNORED)
        self.lexemes = list(self._lex(self.plain))
        self.at = 0
        self.depth = 0

    def _lex(self, rule: str) -> Iterator[_Lexeme]:
        for found in _LEXEME.finditer(rule):
            kind, position = _kind(found), found.start()
            if kind == "phrase" and not found["shut"]:
                hint = 'Add a " at the end of the phrase.'
                self._fail(position, "this quotation mark is never closed", hint)
            text = found["place"] or found[kind] if kind in _NAMED else found.group()
            if kind in {"field", "figure"}:
                text = text.lower()
            number = found["slop"] if kind == "phrase" else found["flags"]
            if kind != "space":
                yield _Lexeme(kind, text, position, bool(found["pstar"]), number)
        yield _Lexeme("end", "", len(rule))

    def whole(self) -> Rule:
        if self.peek.kind == "end":
            self._fail(0, "this rule is empty", "Write at least one word.")
        rule = self.either()
        if self.peek.kind == "close":
            hint = "Remove it or add a ( before."
            self._fail(self.peek.position, "this bracket was never opened", hint)
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
            elif self.peek.kind in _ENDS:
                return join(And, items)
            items.append(self.negated())

    def negated(self) -> Rule:
        if self.peek.kind != "not":
            return self.nearby()
        self.take()
        self._deeper()
        rule: Rule = Not(self.negated())
        self.depth -= 1
        return rule

    def nearby(self) -> Rule:
        """Read items that NEAR joins, from left to right."""
        begin = self.peek.position
        left = self.item()
        chain = 0
        while self.peek.kind == "near" or (self.peek.kind, self.peek.text) == ("field", "near"):
            lexeme = self.take()
            chain += 1
            self._deeper()
            self._can_be_near(left, begin)
            if lexeme.kind == "field":
                left = Near(left, self.beside(), NEAR)
                continue
            distance, start = self._distance(lexeme), self.peek.position
            if self.peek.kind == "not":
                hint = "Write the NOT apart: (a NEAR/5 b) NOT (a NEAR/5 c)"
                self._fail(start, "NOT cannot stand beside NEAR", hint)
            right = self.item()
            self._can_be_near(right, start)
            left = Near(left, right, distance, lexeme.text[0] in "pPoO")
        self.depth -= chain
        return left

    def beside(self) -> Rule:
        """Read what follows `near:`: a person or words in quotes, a group, a rule."""
        start = self.peek.position
        if self.peek.kind == "phrase":
            lexeme = self.take()
            return Mention(self._name(lexeme), loose=True, position=lexeme.position)
        right = self.item()
        self._can_be_near(right, start)
        return right

    def _distance(self, lexeme: _Lexeme) -> int:
        digits = lexeme.text.partition("/")[2] or str(NEAR)
        if not 0 < int(digits[:9]) <= MAX_NEAR:
            says = f"NEAR takes 1 to {MAX_NEAR:,} words"
            self._fail(lexeme.position, says, f"Write NEAR/{NEAR}, or AND for anywhere.")
        return int(digits)

    def _can_be_near(self, rule: Rule, position: int) -> None:
        if not can_be_near(rule):
            self._fail(position, *NOT_NEAR)

    def item(self) -> Rule:  # noqa: PLR0911  one for each kind
        lexeme = self.take()
        match lexeme.kind:
            case "open":
                return self.group(lexeme)
            case "word" | "phrase":
                return self.phrase(lexeme)
            case "regex":
                return self.regex(lexeme)
            case "field":
                return self.field(lexeme)
            case "ref":
                return self.ref(lexeme)
            case "figure":
                return self.figure(lexeme)
            case "end":
                hint = "Write a word or remove the operator before."
                self._fail(lexeme.position, "the rule ends where a word should follow", hint)
        hint = f'To look for the word itself, put it in quotes: "{lexeme.text}".'
        return self._fail(lexeme.position, f"'{lexeme.text}' stands where a word should be", hint)

    def group(self, opened: _Lexeme) -> Rule:
        self._deeper()
        rule = self.either()
        self.depth -= 1
        if self.take().kind != "close":
            hint = "Add a ) where the group ends."
            self._fail(opened.position, "this bracket is never closed", hint)
        return rule

    def phrase(self, lexeme: _Lexeme) -> Rule:
        found = self._words(lexeme)
        if lexeme.star and not found[-1].endswith("*"):
            found = (*found[:-1], found[-1] + "*")
        if lexeme.number is None or len(found) == 1:
            return Phrase(found)
        distance = self._distance(lexeme._replace(text=f"~/{lexeme.number or NEAR}"))
        rule: Rule = Phrase(found[:1])
        if len(found) > MAX_DEPTH:
            self._fail(
                lexeme.position, f"this phrase has more than {MAX_DEPTH} words", "Shorten it."
            )
        for word in found[1:]:
            rule = Near(rule, Phrase((word,)), distance)
        return rule

    def _words(self, lexeme: _Lexeme) -> tuple[str, ...]:
        try:
            return phrase(lexeme.text).words
        except RuleError as error:
            position = lexeme.position + error.position + (lexeme.kind == "phrase")
            self._fail(position, error.message, error.hint)

    def _name(self, lexeme: _Lexeme) -> tuple[str, ...]:
        name = name_of(lexeme.text)
        if not name:
            self._fail(lexeme.position, "there is no name here", "Write the name in quotes.")
        return name

    def regex(self, lexeme: _Lexeme) -> Rule:
        flags = (lexeme.number or "").lower()
        if flags not in {"", "i"}:
            hint = f'Write /…/i for any case; to look for the words, use quotes: "{lexeme.text}"'
            self._fail(lexeme.position, f"an expression has no flags '{flags}'", hint)
        regex = Regex(lexeme.text, flags == "i")
        try:
            compiled(regex.runs, ignore_case=regex.ignore_case)
        except PatternError as error:
            says = f"this expression cannot be run: {error}"
            hint = (
                "RE2 knows no look-around and no back-references: github.com/google/re2/wiki/Syntax"
            )
            self._fail(lexeme.position, says, hint)
        return regex

    def ref(self, lexeme: _Lexeme) -> Rule:
        named = self.take() if not lexeme.text else lexeme
        return Ref(self._name(named), position=lexeme.position)

    def field(self, lexeme: _Lexeme) -> Rule:
        name = lexeme.text
        if name in _WHERE:
            return self.within(_WHERE[name], self.peek.position)
        if name in _META:
            values = self.values(self._words)
            return Meta(_META[name], values)
        if name in _PEOPLE:
            found = self.values(self._name)
            at = lexeme.position
            return join(Or, [Mention(who, loose=_PEOPLE[name], position=at) for who in found])
        if name in _PLACES:
            places = self.values(self._name)
            return join(Or, [Located(place, position=lexeme.position) for place in places])
        if name == "date":
            return join(Or, self.values(self._dated))
        if name == "near":
            hint = 'Write what it is near to: resign* near:"Ona Brill"'
            self._fail(lexeme.position, "'near:' has nothing before it", hint)
        close = get_close_matches(name, _FIELDS, 1)
        meant = f"Did you mean {close[0]}:? " if close else f"There are: {', '.join(_SHOWN)}. "
        text = f"{self.rule[lexeme.position :].split()[0]}"
        hint = f'{meant}To look for the text itself, put it in quotes: "{text}"'
        return self._fail(lexeme.position, f"there is no field '{name}'", hint)

    def figure(self, lexeme: _Lexeme) -> Asked:
        """Read what is asked of figures, and behind it who says so."""
        asked = asking.read(self.plain, lexeme.position)
        if (self.peek.kind, self.peek.text) == ("field", "by"):
            says = "behind a figure, 'by' names who says so and has no colon"
            hint = 'Write by "police"; for who wrote the report: author:Hale'
            self._fail(self.peek.position, says, hint)
        if self.peek.kind != "word" or self.peek.text.lower() != "by":
            return asked
        self.take()
        if self.peek.kind not in {"word", "phrase", "open"}:
            hint = 'Write by "police", or several: by (police OR army)'
            self._fail(self.peek.position, "who says so is missing here", hint)
        return replace(asked, by=self.values(self._speaker))

    def _speaker(self, lexeme: _Lexeme) -> str:
        name = " ".join(self._name(lexeme))
        if lexeme.star or not WILD.isdisjoint(lexeme.text):
            says = "a speaker's name has no star"
            self._fail(lexeme.position, says, "Write the word itself: police finds Vesk police too")
        return name

    def within(self, where: Where, position: int) -> Rule:
        """Read what must stand in the title, or in the text."""

        def one(leaf: Leaf) -> Rule:
            if isinstance(leaf, Phrase | Regex):
                return replace(leaf, where=where)
            hint = f"In {where}: only words, phrases and expressions can stand."
            return self._fail(position, f"this cannot be looked for in the {where} alone", hint)

        negated = self.peek.kind == "not"
        return mapped(self.negated() if negated else self.item(), one)

    def values(self, read: Callable[[_Lexeme], _T]) -> tuple[_T, ...]:
        """Read a field's value, or several in brackets: any of them."""
        opened = self.take()
        if opened.kind in {"word", "phrase"}:
            return (read(opened),)
        found: list[_T] = []
        while opened.kind == "open":
            lexeme = self.take()
            if lexeme.kind == "close" and found:
                return tuple(found)
            if lexeme.kind in {"word", "phrase"}:
                found.append(read(lexeme))
            elif lexeme.kind != "or" or not found:
                opened = lexeme
        hint = "Write one value, or several with OR in brackets: lang:(en OR ur)"
        return self._fail(opened.position, "here a field's value is missing", hint)

    def _dated(self, lexeme: _Lexeme) -> Dated:
        """Read 2026-02-04, 2026-02, 2026, >=2026-02, 2026-01-31..2026-02-04."""
        text = lexeme.text.strip()
        sign = re.match(r"[<>]=?", text)
        begin, dots, end = text[sign.end() if sign else 0 :].partition("..")
        first, last = self._days(begin, lexeme), self._days(end or begin, lexeme)
        if sign and not dots:
            limits = {">": (last[1] + _ONE, date.max), ">=": (first[0], date.max),
                      "<": (date.min, first[0] - _ONE), "<=": (date.min, last[1])}  # fmt: skip
            return Dated(*limits[sign.group()])
        if first[0] > last[1]:
            self._fail(lexeme.position, "this time ends before it begins", "Swap the two days.")
        return Dated(first[0], last[1])

    def _days(self, text: str, lexeme: _Lexeme) -> tuple[date, date]:
        found = _DAY.fullmatch(text.strip())
        try:
            year, month, day = (
                int(piece or 0) for piece in (found.groups() if found else ("", "", ""))
            )
            if found and _FIRST_YEAR <= year <= _LAST_YEAR:
                last = day or monthrange(year, month or 12)[1]
                return date(year, month or 1, day or 1), date(year, month or 12, last)
        except ValueError:
            pass
        hint = (
            "Write date:2026-02-04, date:2026-02, date:>=2026-02-01 or date:2026-01-31..2026-02-04"
        )
        return self._fail(lexeme.position, f"'{lexeme.text}' is no date", hint)

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
            says = f"groups are nested more than {MAX_DEPTH} deep"
            self._fail(self.peek.position, says, "Split the rule into several topics.")

    def _fail(self, position: int, message: str, hint: str) -> NoReturn:
        raise RuleError(self.rule, position, message, hint)


_ONE = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
