"""Full-text search: the folded words of every revision, in the database's own index.

The index holds only folded words (see `news.text`), so a search and a rule agree on what
a word is, and snippets are cut from the original text.  A search is parsed by the rule
grammar and compiled for the database, never passed through: 46 of 70 ordinary searches
raise in raw FTS5.  What the grammar cannot read is searched as plain words.  The index knows
words, phrases, beginnings of words and NEAR of two of those, and SQLite's the headline apart;
`archive.narrow` makes the rest of the language out of these, rows and texts.

**SQLite**: one contentless FTS5 table.  Its row id is the revision's, which grows in order
of arrival: newest first needs no sorting.  What was added lies in pieces that are merged in
time; left to itself, FTS5 does that for sixty texts at once, and each such write took 14 to
27 ms in an archive of 300,000.  So each text merges a few pages, and eight pieces at a time.

**PostgreSQL**: table `search`, one tsvector a revision, made of the same words and written
out by ourselves with their places, so that no text-search configuration stems or drops
one.  Title and body are one vector with a gap between, which no phrase crosses.  A tsvector
holds words of 2 KB, places up to 16,383 and 255 places of one word; what is longer
would be dropped in silence.  So a text that does not fit is cut into parts in a table
of its own, `search_parts`; each part begins with the last `_OVERLAP` words of the one before,
so that phrases across the cut are found, and AND or NOT is decided over all parts of a text.
A word of more than `_LONGEST` bytes is kept as its beginning and its hash.

What PostgreSQL does not find as SQLite does, and all of it: in a text of several parts,
phrases of more than `_OVERLAP` + 1 words that lie across a cut; and `word*` with more
than `_LONGEST` bytes finds whatever begins with the first `_LONGEST`.  Discarded: one row per
part for all texts (AND would need a grouping in every search), and to_tsvector('simple', …)
(it cuts words by its own rules).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.types import ARRAY, Text, UserDefinedType

from news.errors import RuleError
from news.rules import And, Near, Not, Or, Phrase, Rule, Where, join, leaves
from news.text import words

_FTS5 = """CREATE VIRTUAL TABLE search USING fts5(
    title, body, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
)"""
_WHOLE = "CREATE TABLE search (revision_id bigint PRIMARY KEY, words tsvector NOT NULL)"
_PARTS = """CREATE TABLE search_parts (
    revision_id bigint, part integer, words tsvector NOT NULL, PRIMARY KEY (revision_id, part)
)"""
# Without a list of words that wait to be sorted in: each search would read it, and PostgreSQL
# would rather read the whole table.  It saves a third of the 1.2 ms that a text takes.
_GIN = "CREATE INDEX ix_{0}_words ON {0} USING gin (words) WITH (fastupdate = off)"
MERGE_LITTLE = (
    "INSERT INTO search (search, rank) VALUES ('automerge', 0)",
    "INSERT INTO search (search, rank) VALUES ('usermerge', 8)",
)
CREATE = {
    "sqlite": (_FTS5, *MERGE_LITTLE),
    "postgresql": (_WHOLE, _PARTS, _GIN.format("search"), _GIN.format("search_parts")),
}
DROP = {
    "sqlite": ("DROP TABLE search",),
    "postgresql": ("DROP TABLE search", "DROP TABLE search_parts"),
}
# Of the texts that PostgreSQL's index knows.
COUNT = text(
    "SELECT (SELECT count(*) FROM search) + (SELECT count(DISTINCT revision_id) FROM search_parts)"
)
# FTS5's own parser overflows its stack from 14 groups within groups on.
_DEEPEST = 12
# Leaves of one expression: three thousand take 30 ms to be read.
_BROADEST = 5_000
_INSERT = text("INSERT INTO search (rowid, title, body) VALUES (:id, :title, :body)")
# More than a text adds over the years: its words are written again at each of some seven levels.
_MERGED = 16  # pages for each
_MERGE = text("INSERT INTO search (search, rank) VALUES ('merge', :pages)")
_DELETE = text(
    "INSERT INTO search (search, rowid, title, body) VALUES ('delete', :id, :title, :body)"
)
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
_INSERT_WHOLE = text("INSERT INTO search VALUES (:id, CAST(:words AS tsvector))")
_INSERT_PART = text("INSERT INTO search_parts VALUES (:id, :part, CAST(:words AS tsvector))")

# The limits of a tsvector are 2,046 bytes, 16,383 places, 255 places of one word, 1 MB.
_LONGEST = 1900
_PLACES = 16_000
_SAME = 250
_BYTES = 500_000
# Words that two parts share: nobody types a longer phrase.
_OVERLAP = 64


class _Tsquery(UserDefinedType[str]):
    """PostgreSQL's type of a search; SQLAlchemy's own would load a dialect that few need."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return its name."""
        return "tsquery"


_fts = table("search", column("rowid"))
_whole, _parts = (
    table(name, column("revision_id"), column("words")) for name in ("search", "search_parts")
)
_leaf: ColumnElement[int] = column("leaf")


def index(connection: Connection, revision_id: int, title: str, body: str) -> None:
    """Add one revision to the index."""
    index_all(connection, [(revision_id, title, body)])


def index_all(connection: Connection, revisions: Iterable[tuple[int, str, str]]) -> None:
    """Add revisions (number, title, body) to the index."""
    if connection.dialect.name == "sqlite":
        rows = [{"id": n, "title": folded(t), "body": folded(b)} for n, t, b in revisions]
        connection.execute(_INSERT, rows)
        connection.execute(_MERGE, {"pages": _MERGED * len(rows)})
        return
    whole, cut = [], []
    for number, title, body in revisions:
        parts = list(vectors(folded(title).split(), folded(body).split()))
        if len(parts) == 1:
            whole.append({"id": number, "words": parts[0]})
        else:
            cut += [{"id": number, "part": n, "words": part} for n, part in enumerate(parts)]
    for rows, into in ((whole, _INSERT_WHOLE), (cut, _INSERT_PART)):
        if rows:
            connection.execute(into, rows)


def forget(connection: Connection, revision_id: int, title: str, body: str) -> None:
    """Take one revision out of the index; a contentless index must be told its words."""
    if connection.dialect.name == "sqlite":
        row = {"id": revision_id, "title": folded(title), "body": folded(body)}
        connection.execute(_DELETE, row)
        connection.execute(_MERGE, {"pages": _MERGED})
        return
    for rows in (_whole, _parts):
        connection.execute(delete(rows).where(rows.c.revision_id == revision_id))


def begin(connection: Connection) -> None:
    """Prepare a transaction for searches.

    PostgreSQL counts a table's own pages and not those where long vectors lie, so it takes
    reading all vectors for cheaper than its index: twelve times too slow where measured.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_BY_INDEX)


def hits(dialect: str, rule: Rule) -> Select[Any]:
    """Select the numbers of the revisions that a rule finds."""
    if dialect == "sqlite":
        return select(_fts.c.rowid).where(literal_column("search").op("MATCH")(expression(rule)))
    whole = select(_whole.c.revision_id).where(
        _whole.c.words.op("@@")(cast(bindparam(None, tsquery(rule), Text), _Tsquery))
    )
    both = whole.union_all(_hits_in_parts(rule)).subquery("hits")
    return select(both.c.revision_id)


def by_arrival(dialect: str, revision_id: ColumnElement[int], *, many: bool) -> ColumnElement[int]:
    """Order hits newest first; `many` says that a search has more than anybody counts.

    PostgreSQL walks the index of all revisions backwards whenever few rows are wanted,
    which is right for a common word and takes seconds for a rare one.
    """
    few = dialect == "postgresql" and not many
    return (revision_id + 0 if few else revision_id).desc()


def _hits_in_parts(rule: Rule) -> Select[Any]:
    """Select the texts of several parts, any of which may hold what the rule asks for."""
    queries: list[str] = []
    condition = _over_parts(rule, queries)
    leaves = (
        func.unnest(cast(bindparam(None, queries, ARRAY(Text)), ARRAY(_Tsquery)))
        .table_valued("query", with_ordinality="leaf", name="leaves")
        .render_derived()
    )
    return (
        select(_parts.c.revision_id)
        .select_from(_parts.join(leaves, _parts.c.words.op("@@")(leaves.c.query)))
        .group_by(_parts.c.revision_id)
        .having(condition)
    )


def _over_parts(rule: Rule, queries: list[str]) -> ColumnElement[bool]:
    """Write a rule as a condition on which queries some part fits; adds to `queries`.

    What stands in a row is asked together: a search may be three thousand words.
    """
    match rule:
        case Phrase():
            return _all_fit([rule], queries)
        case Near():
            queries.append(tsquery(rule))
            return func.coalesce(func.bool_or(_leaf == len(queries)), False)
        case Not(item):
            return not_(_over_parts(item, queries))
        case And(items):
            phrases = [item for item in items if isinstance(item, Phrase)]
            refused = tuple(item.item for item in items if isinstance(item, Not))
            conditions = [
                _over_parts(item, queries) for item in items if not isinstance(item, Phrase | Not)
            ]
            if phrases:
                conditions.append(_all_fit(phrases, queries))
            if refused:
                conditions.append(not_(_over_parts(Or(refused), queries)))
            return and_(*conditions)
        case Or(items):
            phrases = [item for item in items if isinstance(item, Phrase)]
            conditions = [
                _over_parts(item, queries) for item in items if not isinstance(item, Phrase)
            ]
            if phrases:
                queries.append(tsquery(Or(tuple(phrases))))
                conditions.append(func.bool_or(_leaf == len(queries)))
            return or_(*conditions)
    raise TypeError(rule)  # `indexed` was not asked


def _all_fit(phrases: Sequence[Phrase], queries: list[str]) -> ColumnElement[bool]:
    """Say that each of these phrases fits some part."""
    first = len(queries) + 1
    queries += dict.fromkeys(map(tsquery, phrases))
    fit = func.count(_leaf.distinct()).filter(_leaf.between(first, len(queries)))
    return fit == len(queries) - first + 1


def tsquery(rule: Rule) -> str:
    """Write a rule as PostgreSQL's expression."""
    match rule:
        case Phrase(found):
            *begin, last = found
            prefix = last.endswith("*")
            end = f"{_lexeme(last.removesuffix('*'), prefix=prefix)}{':*' if prefix else ''}"
            return f"({' <-> '.join([*map(_lexeme, begin), end])})"
        case Near(left, right, distance, ordered):
            one, other = tsquery(left), tsquery(right)
            sides = [(one, other)] if ordered else [(one, other), (other, one)]
            return _nested(
                " | ", [f"({a} <{n}> {b})" for a, b in sides for n in range(1, distance + 1)]
            )
        case Not(item):
            return f"!{tsquery(item)}"
        case And(items):
            return _nested(" & ", list(dict.fromkeys(map(tsquery, items))))
        case Or(items):
            return _nested(" | ", list(dict.fromkeys(map(tsquery, items))))
    raise TypeError(rule)


def _nested(operator: str, parts: Sequence[str]) -> str:
    """Join parts half by half: a row of thousands would overflow PostgreSQL's stack."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return f"({_nested(operator, parts[:half])}{operator}{_nested(operator, parts[half:])})"


def vectors(title: Sequence[str], body: Sequence[str]) -> Iterator[str]:
    """Write folded words with their places as the tsvectors that hold them."""
    line = [*title, "", *body]  # the gap that no phrase crosses
    start = 0
    while True:
        places, end = _part(line, start)
        yield " ".join(f"{_lexeme(w)}:{','.join(map(str, at))}" for w, at in places.items())
        if end == len(line):
            return
        start = max(end - _OVERLAP, start + 1)


def _part(line: Sequence[str], start: int) -> tuple[dict[str, list[int]], int]:
    """Return the places of the words from `start` on that fit one vector, and the end."""
    places: dict[str, list[int]] = {}
    size = 0
    for place, word in enumerate(line[start : start + _PLACES], 1):
        if not word:
            continue
        at = places.get(word, ())
        size += 2 if at else min(4 * len(word), _LONGEST)
        if len(at) == _SAME or size > _BYTES:
            return places, start + place - 1
        places.setdefault(word, []).append(place)
    return places, min(start + _PLACES, len(line))


def _lexeme(word: str, *, prefix: bool = False) -> str:
    """Quote a word for PostgreSQL; of one that is too long, its beginning and its hash."""
    data = word.encode()
    if len(data) > _LONGEST:
        word = data[:_LONGEST].decode(errors="ignore")
        # A space stands in no word, so this is nobody else's.
        word += "" if prefix else f" {hashlib.sha256(data).hexdigest()}"
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


@lru_cache(maxsize=4)
def folded(text: str) -> str:
    """Return a text as its folded words; a revision asks for its print and for the index."""
    return " ".join(words(text))


def plain(query: str) -> Rule | None:
    """Return a rule of a text's words, whatever else stands in it; None where it has none."""
    found = [Phrase((word,)) for word in words(query)[:50]]
    return join(And, found) if found else None


def indexed(rule: Rule) -> bool:
    """Say whether the index can decide a rule by itself."""
    match rule:
        case And(items) | Or(items):
            return all(map(indexed, items))
        case Not(item):
            return indexed(item)
        case Near(Phrase(), Phrase()):
            return True
        case Phrase():
            return rule.is_plain or rule.is_prefix
        case _:
            return False


def fits(rule: Rule) -> bool:
    """Say whether what a rule asks of the index is neither too deep nor too broad for it."""
    if indexed(rule):
        return sum(1 for _ in leaves(rule)) <= _BROADEST and _depth(_compiled(rule)[1]) <= _DEEPEST
    match rule:
        case And(items) | Or(items):
            return all(map(fits, items))
        case Not(item):
            return fits(item)
    return True


def wanted(rule: Rule) -> bool:
    """Say whether the index finds what a rule wants, or what it refuses."""
    return _compiled(rule)[0]


def expression(rule: Rule) -> str:
    """Write a rule as an FTS5 expression."""
    is_wanted, text = _compiled(rule)
    if not is_wanted:
        raise RuleError("", 0, "a search must say what to find, not only what to leave out")
    return text


def _compiled(rule: Rule) -> tuple[bool, str]:
    """Return an expression, and whether it finds what the rule wants or what it refuses.

    FTS5 knows NOT only between two operands.  So a rule that fits almost everything is
    written as what it does not fit: "a OR NOT b" refuses what has b and no a.
    """
    match rule:
        case Phrase(_, where):
            return True, f"{_column(where)}{_quoted(rule)}"
        case Near(Phrase() as left, Phrase() as right, distance):
            both = f"NEAR({_quoted(left)} {_quoted(right)}, {distance - 1})"
            return True, f"{_column(left.where or right.where)}{both}"
        case Not(item):
            is_wanted, text = _compiled(item)
            return not is_wanted, text
        case And(items):
            return _joined([_compiled(item) for item in items])
        case Or(items):
            # What an OR refuses is refused by each of its items: an AND of opposites.
            opposites = [(not is_wanted, text) for is_wanted, text in map(_compiled, items)]
            is_wanted, text = _joined(opposites)
            return not is_wanted, text
    raise TypeError(rule)


def _column(where: Where) -> str:
    """Name the column that is meant, where it is one."""
    return {Where.ANY: "", Where.TITLE: "title : ", Where.TEXT: "body : "}[where]


def _quoted(phrase: Phrase) -> str:
    text = " ".join(phrase.words)
    return f'"{text.removesuffix("*")}"' + (" *" if text.endswith("*") else "")


def _joined(parts: Sequence[tuple[bool, str]]) -> tuple[bool, str]:
    """Write an AND: what all wanted parts find, less what any of the others finds."""
    found = [text for is_wanted, text in parts if is_wanted]
    refused = " OR ".join(_bracketed(text) for is_wanted, text in parts if not is_wanted)
    if not found:
        return False, refused
    both = " AND ".join(_bracketed(text) for text in found)
    return True, f"{_bracketed(both)} NOT ({refused})" if refused else both


def _bracketed(text: str) -> str:
    """Put brackets around an expression that has parts: FTS5 nests only so deep."""
    return f"({text})" if " AND " in text or " OR " in text or " NOT " in text else text


def _depth(expression: str) -> int:
    """Count how deep brackets are nested; folded words hold none."""
    deepest = depth = 0
    for character in expression:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest
