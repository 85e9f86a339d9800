"""Full-text search: one contentless FTS5 table, one row a revision.

The table holds only folded words (see `news.text`), so a search and a rule agree on what
a word is, and snippets are cut from the original text.  Its row id is the revision's,
which grows in order of arrival: newest first needs no sorting.  A search is parsed by
the rule grammar and compiled to an FTS5 expression, never passed through: 46 of 70
ordinary searches raise in raw FTS5.  What the grammar cannot read is searched as plain
words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection, text

from news.errors import RuleError
from news.rules import And, Not, Or, Phrase, Rule, join, parse
from news.text import words

CREATE = (
    "CREATE VIRTUAL TABLE search USING fts5(title, body, content='', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")"
)
# FTS5's own parser overflows its stack from 14 groups within groups on.
_DEEPEST = 12
_INSERT = text("INSERT INTO search (rowid, title, body) VALUES (:id, :title, :body)")
_DELETE = text(
    "INSERT INTO search (search, rowid, title, body) VALUES ('delete', :id, :title, :body)"
)


def index(connection: Connection, revision_id: int, title: str, body: str) -> None:
    """Add one revision to the index."""
    connection.execute(_INSERT, {"id": revision_id, "title": folded(title), "body": folded(body)})


def forget(connection: Connection, revision_id: int, title: str, body: str) -> None:
    """Take one revision out of the index; a contentless index must be told its words."""
    connection.execute(_DELETE, {"id": revision_id, "title": folded(title), "body": folded(body)})


@lru_cache(maxsize=4)
def folded(text: str) -> str:
    """Return a text as its folded words; a revision asks for its print and for the index."""
    return " ".join(words(text))


def read_query(query: str) -> Rule | None:
    """Read what a user typed; None where it has no word to look for.

    A query that is no rule ("foo AND", an open quote), or too deep a one, is searched as
    its plain words.
    """
    try:
        rule = parse(query)
    except RuleError:
        rule = None
    if rule is not None and _depth(expression(rule)) <= _DEEPEST:
        return rule
    found = [Phrase((word,)) for word in words(query)[:50]]
    return join(And, found) if found else None


def expression(rule: Rule) -> str:
    """Write a rule as an FTS5 expression."""
    wanted, text = _compiled(rule)
    if not wanted:
        raise RuleError("", 0, "a search must say what to find, not only what to leave out")
    return text


def _compiled(rule: Rule) -> tuple[bool, str]:
    """Return an expression, and whether it finds what the rule wants or what it refuses.

    FTS5 knows NOT only between two operands.  So a rule that fits almost everything is
    written as what it does not fit: "a OR NOT b" refuses what has b and no a.
    """
    match rule:
        case Phrase(found, prefix):
            return True, f'"{" ".join(found)}"' + (" *" if prefix else "")
        case Not(item):
            wanted, text = _compiled(item)
            return not wanted, text
        case And(items):
            return _joined([_compiled(item) for item in items])
        case Or(items):
            # What an OR refuses is refused by each of its items: an AND of opposites.
            opposites = [(not wanted, text) for wanted, text in map(_compiled, items)]
            wanted, text = _joined(opposites)
            return not wanted, text


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
