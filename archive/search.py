"""Full-text search: one contentless FTS5 table, one row a revision.

The table holds only folded words (see `news.text`), so a search and a rule agree on what
a word is, and snippets are cut from the original text.  Its row id is the revision's,
which grows in order of arrival: newest first needs no sorting.  A search is parsed by
the rule grammar and compiled to an FTS5 expression, never passed through: 46 of 70
ordinary searches raise in raw FTS5.  What the grammar cannot read is searched as plain
words.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from news.errors import RuleError
from news.rules import And, Not, Or, Phrase, Rule, join, parse, positive
from news.text import words

CREATE = (
    "CREATE VIRTUAL TABLE search USING fts5(title, body, content='', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")"
)
_INSERT = text("INSERT INTO search (rowid, title, body) VALUES (:id, :title, :body)")


def index(connection: Connection, revision_id: int, title: str, body: str) -> None:
    """Add one revision to the index."""
    connection.execute(
        _INSERT, {"id": revision_id, "title": " ".join(words(title)), "body": " ".join(words(body))}
    )


def read_query(query: str) -> Rule | None:
    """Read what a user typed; None where it has no word to look for.

    A query that is no rule ("foo AND", an open quote) is searched as its plain words.
    """
    try:
        return parse(query)
    except RuleError:
        found = [Phrase((word,)) for word in words(query)[:50]]
        return join(And, found) if found else None


def expression(rule: Rule) -> str:
    """Write a rule as an FTS5 expression.

    FTS5 knows NOT only between two operands, so an AND is written as its demands,
    less what it forbids.
    """
    match rule:
        case Phrase(found, prefix):
            return f'"{" ".join(found)}"' + (" *" if prefix else "")
        case Or(items):
            return " OR ".join(f"({expression(item)})" for item in items if positive(item))
        case And(items):
            wanted = " AND ".join(f"({expression(i)})" for i in items if positive(i))
            banned = [f"({expression(i.item)})" for i in items if isinstance(i, Not)]
            return f"({wanted}) NOT ({' OR '.join(banned)})" if banned else wanted
        case Not():
            raise RuleError("", 0, "a search must say what to find, not only what to leave out")
