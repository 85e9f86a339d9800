r"""What index and rows say of a rule without a text being read: which articles fit at most.

    (ambush* NEAR/8 convoy) AND lang:ur AND NOT /\bdrill\b/
    at most: the index's NEAR(ambush* convoy, 7), and a row whose language is Urdu

Some parts are decided here for good: words, phrases, beginnings of words, NEAR of two things
that share no word, outlet, region, country, language, day.  Of others only a superset is found,
and `news.judge` decides on the texts: an expression can stand anywhere, `organi?ation` begins
with "organi", what is ordered is near.  `exact` says which of the two it is.

The other way round under NOT: what surely fits is left out, and no more.  Who is named in a text is
taken from its matches, which are brought up to date when what is tracked changes; what its
numbers mean from its stored claims, and which places it names from its sightings; both only
articles have that were read since they are kept.

Discarded: to go through all words of the index for `*stan`; there are more of them than texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from archive import claims, located, search
from archive.rows import outlet_of
from archive.schema import articles, matches, revisions, sources
from news.article import Article
from news.finding import Subject
from news.judge import known
from news.moment import micros
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
    Rule,
    Where,
    demanded,
    join,
    name_of,
)
from news.sure import Asked

# Of a NEAR between groups: each pair is asked by itself.
_MOST_PAIRS = 100
# PostgreSQL is asked for each distance by itself.
_FAR = 10
# Leaves of one question to the index: beyond, texts are read instead.
_MOST_LEAVES = 3_000
# SQLite's parser overflows its stack from about 50 conditions within conditions on.
_DEEPEST = 20
# It takes a row of a thousand for a depth of a thousand, and refuses that.
_BROADEST = 200
_MINUTE = 60_000_000
_DAY = timedelta(days=1)
_BESIDE_WORDS = tuple("abcdefghijklmnopqrstuvwxyz0123456789")

# A tree of what index and rows know; True for all articles, False for none.
_Tree = Rule | bool


@dataclass(frozen=True)
class Narrowed:
    """A condition on `articles`; `exact` where it says all that the rule says.

    `everything` says that it leaves nothing out.
    """

    condition: ColumnElement[bool]
    exact: bool
    everything: bool


def narrow(
    connection: Connection, rule: Rule, *, ignoring: tuple[type[Rule], ...] = ()
) -> Narrowed:
    """Say which articles a resolved rule can find at most.

    Leaves of the kinds that are ignored (figures, places) may hold or not.
    """
    dialect = connection.dialect.name
    tree, exact = _Bounds(dialect, ignoring=ignoring).of(rule, most=True)
    if not _fits(tree):
        tree, exact = _Bounds(dialect, rows=False).of(rule, most=True)[0], False
    if not _fits(tree):
        tree = _any_part(tree)
    return Narrowed(_Conditions(connection).of(tree), exact, tree is True)


def _fits(tree: _Tree) -> bool:
    """Say whether neither index nor SQL is asked for too much at once."""
    if isinstance(tree, bool):
        return True
    return _size(tree)[0] <= _DEEPEST and _size(tree)[1] <= _BROADEST and search.fits(tree)


def _size(tree: Rule) -> tuple[int, int]:
    """Return how deep and how broad a condition is; what the index decides is one thing."""
    match tree:
        case _ if search.indexed(tree):
            return 1, 1
        case Not(item):
            deep, broad = _size(item)
            return deep + 1, broad
        case And(items) | Or(items):
            sizes = [_size(item) for item in items]
            return 1 + max(deep for deep, _ in sizes), sum(broad for _, broad in sizes)
        case _:
            return 1, 1


def _any_part(tree: _Tree) -> _Tree:
    """Widen what is too deep or too broad for the index: any of its words, or everything."""
    if isinstance(tree, bool):
        return tree
    parts = list(dict.fromkeys(demanded(tree)))
    return join(Or, parts) if len(parts) <= _MOST_LEAVES else True


class _Bounds:
    """Finds the narrowest tree around a rule (`most`), or the widest within it."""

    def __init__(
        self, dialect: str, *, rows: bool = True, ignoring: tuple[type[Rule], ...] = ()
    ) -> None:
        self._columns = dialect == "sqlite"  # PostgreSQL has headline and text in one
        self._rows = rows  # whether what stands beside the text is asked for, too
        self._open = ignoring

    def of(self, rule: Rule, *, most: bool) -> tuple[_Tree, bool]:
        """Return the tree, and whether it says the same as the rule."""
        match rule:
            case And(items) | Or(items):
                found = [self.of(item, most=most) for item in items]
                trees = [tree for tree, _ in found]
                whole = _all(trees) if isinstance(rule, And) else _any(trees)
                return whole, all(exact for _, exact in found)
            case Not(item):
                tree, exact = self.of(item, most=not most)
                return (not tree if isinstance(tree, bool) else Not(tree)), exact
            case Near():
                return self._near(rule, most=most)
            case Phrase():
                return self._phrase(rule, most=most)
        if not self._rows or isinstance(rule, self._open):
            return most, False
        exact = _rows_know(rule)
        return (rule if exact or (most and _rows_know_more(rule)) else most), exact

    def _phrase(self, phrase: Phrase, *, most: bool) -> tuple[_Tree, bool]:
        if phrase.is_plain or phrase.is_prefix:
            if self._columns or not phrase.where:
                return phrase, True
            return (Phrase(phrase.words) if most else False), False
        return (_all(list(self._pieces(phrase))) if most else False), False

    def _pieces(self, phrase: Phrase) -> Iterable[Phrase]:
        """Cut a phrase with wildcards into phrases that end with a beginning of a word."""
        run: list[str] = []
        where = phrase.where if self._columns else Where.ANY
        for word in phrase.words:
            if not WILD.intersection(word):
                run.append(word)
                continue
            begin = word[: min(word.find(sign) for sign in WILD if sign in word)]
            if begin:
                run.append(f"{begin}*")
            if run:
                yield Phrase(tuple(run), where)
            run = []
        if run:
            yield Phrase(tuple(run), where)

    def _near(self, near: Near, *, most: bool) -> tuple[_Tree, bool]:
        """Ask for each pair of words or phrases by itself, or for both sides anywhere."""
        pairs = self._pairs(near) if self._columns or near.distance <= _FAR else []
        if not pairs:
            if not most:
                return False, False
            sides = [self.of(side, most=True)[0] for side in (near.left, near.right)]
            return _all(sides), False
        exact = (
            self._columns
            and not near.ordered
            and all(_is_known(one) for pair in pairs for one in pair)
            and not any(_share(*pair) for pair in pairs)
        )
        if not most and not exact:
            return False, False
        both = [
            Near(*pair, near.distance, near.ordered)
            for pair in pairs
            if pair[0].where is pair[1].where or Where.ANY in {pair[0].where, pair[1].where}
        ]
        return (join(Or, both) if both else False), exact

    def _pairs(self, near: Near) -> list[tuple[Phrase, Phrase]]:
        """Return all pairs of phrases; none where something else stands there, or too many."""
        left, right = (list(self._alternatives(side)) for side in (near.left, near.right))
        if None in left or None in right or len(left) * len(right) > _MOST_PAIRS:
            return []
        return [(one, other) for one in left for other in right if one and other]

    def _alternatives(self, rule: Rule) -> Iterable[Phrase | None]:
        """Yield what may stand on one side of NEAR; None for what the index cannot place."""
        match rule:
            case Or(items):
                for item in items:
                    yield from self._alternatives(item)
            case Phrase() if rule.is_plain or rule.is_prefix:
                yield rule if self._columns else Phrase(rule.words)
            case Phrase(words) if len(words) == 1:
                pieces = list(self._pieces(rule))
                yield pieces[0] if pieces else None
            case _:
                yield None


def _rows_know(leaf: Rule) -> bool:
    """Say whether a leaf is decided by what stands beside the text."""
    match leaf:
        case Meta("lang", values):
            return all(len(value) == 1 for value in values)
        case Meta(name):
            return name != "author"
        case Dated() | Mention() | Located():
            return True
        case Asked():
            return not (leaf.by or leaf.counts)
        case _:
            return False


def _rows_know_more(leaf: Rule) -> bool:
    """Say whether rows know a superset: how a language begins, a figure whoever gives it."""
    return isinstance(leaf, Asked) or (isinstance(leaf, Meta) and leaf.name == "lang")


def _is_known(phrase: Phrase) -> bool:
    return phrase.is_plain or phrase.is_prefix


def _share(one: Phrase, other: Phrase) -> bool:
    """Say whether a word of the text could be a part of both."""
    return any(_alike(a, b) for a in one.words for b in other.words)


def _alike(one: str, other: str) -> bool:
    bare, too = one.removesuffix("*"), other.removesuffix("*")
    return (
        one == other
        or (bare != one and too.startswith(bare))
        or (too != other and bare.startswith(too))
    )


def _all(trees: Sequence[_Tree]) -> _Tree:
    if any(tree is False for tree in trees):
        return False
    rest = [tree for tree in trees if not isinstance(tree, bool)]
    return join(And, rest) if rest else True


def _any(trees: Sequence[_Tree]) -> _Tree:
    if any(tree is True for tree in trees):
        return True
    rest = [tree for tree in trees if not isinstance(tree, bool)]
    return join(Or, rest) if rest else False


class _Conditions:
    """Writes a tree as a condition on `articles`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, tree: _Tree) -> ColumnElement[bool]:
        """Write it; what the index knows is asked together."""
        if isinstance(tree, bool):
            return true() if tree else false()
        if search.indexed(tree):
            return self._indexed(tree)
        match tree:
            case Not(item):
                return not_(self.of(item))
            case And(items) | Or(items):
                kind = And if isinstance(tree, And) else Or
                texts = [item for item in items if search.indexed(item)]
                conditions = [self.of(item) for item in items if not search.indexed(item)]
                if texts:
                    conditions.insert(0, self._indexed(join(kind, texts)))
                return and_(*conditions) if kind is And else or_(*conditions)
        return self._row(tree)

    def _row(self, leaf: Rule) -> ColumnElement[bool]:
        """Write what is decided by what stands beside the text."""
        match leaf:
            case Meta("lang"):
                return _language(leaf)
            case Meta():
                return self._outlet(leaf)
            case Dated():
                return _dated(leaf)
            case Mention(name):
                return self._named(name)
            case Located():
                return articles.c.id.in_(located.naming(sorted(leaf.keys)))
            case Asked():
                return articles.c.revision_id.in_(claims.answered(leaf))
        raise TypeError(leaf)  # `_Bounds` leaves nothing else

    def _indexed(self, tree: Rule) -> ColumnElement[bool]:
        dialect = self._connection.dialect.name
        if search.wanted(tree):
            return articles.c.revision_id.in_(search.hits(dialect, tree))
        return articles.c.revision_id.not_in(search.hits(dialect, _opposite(tree)))

    def _outlet(self, meta: Meta) -> ColumnElement[bool]:
        """Find the few sources that a rule means."""
        rows = self._connection.execute(
            select(sources.c.id, sources.c.name, sources.c.region, sources.c.country)
        ).mappings()
        meant = [row["id"] for row in rows if known(meta, _from(row))]
        return articles.c.source_id.in_(meant)

    def _named(self, name: tuple[str, ...]) -> ColumnElement[bool]:
        found = select(matches.c.revision_id).where(
            matches.c.subject == Subject.PERSON.value,
            matches.c.name.in_(named(self._connection, Subject.PERSON, name)),
        )
        return articles.c.revision_id.in_(found)


def named(connection: Connection, subject: Subject, name: tuple[str, ...]) -> list[str]:
    """Return the names, as they are written, of what was matched under a folded name."""
    known_names = connection.scalars(
        select(matches.c.name).where(matches.c.subject == subject.value).distinct()
    )
    return [one for one in known_names if name_of(one) == name]


def _from(row: Mapping[Any, Any]) -> Article:
    """Return an article of a source, of which nothing else is known."""
    return Article("", "", "", outlet=outlet_of(row))


def _opposite(rule: Rule) -> Rule:
    """Return what a rule does not find, as a rule that wants something."""
    match rule:
        case Not(item):
            return item
        case And(items):
            return Or(tuple(_opposite(item) for item in items))
        case Or(items):
            return And(tuple(_opposite(item) for item in items))
        case _:
            return Not(rule)


def _language(meta: Meta) -> ColumnElement[bool]:
    """Compare the first word of the language: "en" is "en-GB" and no "enm"."""
    language = func.lower(articles.c.language)
    return or_(
        *(
            and_(
                func.substr(language, 1, len(first)) == first,
                func.substr(language, len(first) + 1, 1).not_in(_BESIDE_WORDS),
            )
            for first in dict.fromkeys(value[0] for value in meta.values)
        )
    )


def _dated(dated: Dated) -> ColumnElement[bool]:
    """Compare the day on the outlet's calendar."""
    offset = cast(func.coalesce(revisions.c.published_offset, 0), BigInteger)
    local = revisions.c.published_at + offset * _MINUTE
    found = select(revisions.c.id).where(
        revisions.c.id == articles.c.revision_id,
        local >= _begin(dated.first),
        local < _begin(dated.last) + _DAY // timedelta(microseconds=1),
    )
    return found.exists()


def _begin(day: date) -> int:
    return micros(datetime(day.year, day.month, day.day, tzinfo=UTC))
