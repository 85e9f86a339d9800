"""Verify an archive: say which reports are no longer what was written.

SQLite's own check sees a broken tree, not a broken letter: of thirty bytes changed inside
the pages that hold texts it missed twenty-nine.  "Three killed" that became "Thrae killed",
or a report moved to 1994, is found by what we keep beside it:

    text        its SHA-256                       (revisions.sha256)
    article     a seal over row and revisions     (articles.seal, `archive.seal`)
    page        its bytes are named by their hash (pages.db)
    search row  what the normaliser makes of the text, word by word
    reasons     the sentence that shows a match stands in the text, where it says
    references  an article's revision is its own; a page's bytes are there

Read in short chunks, so that a daemon goes on beside it; only the search index, which
keeps no texts but can say where each word stands, is read in one go.  Its order is not
that of the texts, so both are added up to one number a revision: the same words at the
same places give the same sum.  A chunk that cannot be read at all is read again one by one,
so that the damaged article has a name.  `sample` looks at so many random articles.

Discarded: a checksum of the whole file (any write changes it, and it names nothing); and
mending here: the page that is read again, or the backup, knows better than a guess.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection, func, select, text

from archive.bodies import Bodies
from archive.database import ArchiveError, RefusedError
from archive.frontier import text_hash
from archive.reindexing import finds
from archive.rows import match_of
from archive.schema import articles, matches, pages, revisions
from archive.seal import seal_of
from news.text import words

_CHUNK = 200
_MOST = 1000  # damages that are listed; one broken tree can make a million
_MASK = (1 << 64) - 1

_REPLAY = "`wirewatch replay` reads its stored page again; else restore a backup"
_RESTORE = "restore a backup: `wirewatch restore`"
_REINDEX = "`wirewatch reindex` makes the index anew from the texts"
_REFETCH = "its text is unharmed; the page cannot be read again unless a backup has it"

# What a damaged row makes of itself on its way into Python: other types, impossible texts.
_BROKEN = (
    ArchiveError,
    RefusedError,
    AttributeError,
    LookupError,
    OverflowError,
    TypeError,
    ValueError,
)

# Pages whose bytes must be there.
_KEPT = ("unread", "read", "quarantine")


@dataclass(frozen=True)
class Damage:
    """One thing that is not as it was written; `article` is its number, if it has one."""

    what: str  # file | article | text | match | page | search
    article: int | None
    says: str
    advice: str


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what is damaged.  `unsealed` changed so lately that no seal is."""

    articles: int
    texts: int
    bodies: int
    unsealed: int
    damages: tuple[Damage, ...]


class Readable(Protocol):
    """An archive, or a copy of one in a backup."""

    def read(self) -> AbstractContextManager[Connection]:
        """Open one read of a settled state."""


Progress = Callable[[str, int, int], None]  # what is looked at, how many are done, of how many


@dataclass
class _Look:
    """One verification under way."""

    database: Readable
    bodies: Bodies | None
    progress: Progress
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    # Of each revision: its article, and the sum of its words.
    words: dict[int, tuple[int, int]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)  # revisions whose texts are not as they were
    damages: dict[tuple[str, int | None, str], Damage] = field(default_factory=dict)

    def note(self, what: str, article: int | None, says: str, advice: str) -> None:
        """Remember a damage, once."""
        if len(self.damages) < _MOST:
            self.damages.setdefault((what, article, says), Damage(what, article, says, advice))


def verify(
    database: Readable,
    bodies: Bodies | None,
    *,
    sample: int | None = None,
    progress: Progress = lambda *_: None,
) -> Verified:
    """Look at the whole archive, or at `sample` random articles and what hangs on them.

    Without `bodies` the pages' bytes are left out.
    """
    look = _Look(database, bodies, progress)
    try:
        with database.read() as connection:
            sqlite = connection.dialect.name == "sqlite"
    except ArchiveError as error:  # its list of tables is damaged
        look.note("file", None, _said(error), _RESTORE)
    else:
        _look_at_all(look, sample, sqlite=sqlite)
    return Verified(
        look.counts["articles"],
        look.counts["texts"],
        look.counts["bodies"],
        look.counts["unsealed"],
        tuple(look.damages.values()),
    )


def _said(error: Exception) -> str:
    """Return what went wrong without the damaged text itself."""
    return str(error).partition(" with text ")[0]


def _look_at_all(look: _Look, sample: int | None, *, sqlite: bool) -> None:
    if sqlite:
        _file(look, quick=sample is not None)
    for ids in _chunks(look, sample):
        _each(look, ids, _articles)
    if look.bodies is not None and sample is None:
        _bodies(look, look.bodies)
    if sqlite and sample is None:
        _index(look)


def _file(look: _Look, *, quick: bool) -> None:
    """Let SQLite look at its own trees and references."""
    look.progress("the database's own structure", 0, 1)
    check = "quick_check" if quick else "integrity_check"
    try:
        with look.database.read() as connection:
            for (said,) in connection.execute(text(f"PRAGMA {check}(100)")).all():
                if "FTS5" in said:
                    look.note("search", None, f"archive.db: {said}", _REINDEX)
                elif said != "ok":
                    look.note("file", None, f"archive.db: {said}", _RESTORE)
            dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
            for table, row, parent, _ in dangling[:100]:
                says = f"archive.db: row {row} of {table} refers to a row of {parent} that is gone"
                look.note("file", None, says, _RESTORE)
    except ArchiveError as error:
        look.note("file", None, _said(error), _RESTORE)
    if look.bodies is not None and not quick:
        for said in look.bodies.integrity():
            look.note("file", None, f"pages.db: {said}", _RESTORE)


def _chunks(look: _Look, sample: int | None) -> Iterator[Sequence[int]]:
    """Yield the numbers of articles, all in order, or random ones."""
    newest = select(func.max(articles.c.id))
    total = select(func.count()).select_from(articles)
    try:
        with look.database.read() as connection:
            last: int = connection.scalar(newest) or 0
            count: int = connection.scalar(total) or 0
        if sample is not None:
            yield from _picked(look, sample, last)
            return
        done, after = 0, 0
        while True:
            look.progress("articles", done, count)
            wanted = select(articles.c.id).where(articles.c.id > after, articles.c.id <= last)
            with look.database.read() as connection:
                ids = connection.scalars(wanted.order_by(articles.c.id).limit(_CHUNK)).all()
            if not ids:
                return
            yield ids
            done, after = done + len(ids), ids[-1]
    except _BROKEN as error:
        look.note("file", None, f"the table of articles cannot be read: {_said(error)}", _RESTORE)


def _picked(look: _Look, sample: int, last: int) -> Iterator[Sequence[int]]:
    """Yield random articles: of random numbers the next that there is."""
    numbers = [random.randint(1, last) for _ in range(sample if last else 0)]  # noqa: S311  no secret
    for done, number in enumerate(numbers):
        look.progress("articles", done, sample)
        next_one = select(func.min(articles.c.id)).where(articles.c.id >= number)
        with look.database.read() as connection:
            picked = connection.scalar(next_one)
        if picked is not None:
            yield [picked]


def _each(
    look: _Look, ids: Sequence[int], work: Callable[[_Look, Connection, Sequence[int]], None]
) -> None:
    """Look at a chunk in one read; where that breaks, at each article by itself."""
    try:
        with look.database.read() as connection:
            work(look, connection, ids)
    except _BROKEN as error:
        if len(ids) == 1:
            look.note("article", ids[0], f"it cannot be read: {_said(error)}", _REPLAY)
            return
        for article_id in ids:
            _each(look, [article_id], work)


def _articles(look: _Look, connection: Connection, ids: Sequence[int]) -> None:
    """Compare these articles, their texts and their pages with what is kept beside them."""
    found = connection.execute(
        select(articles.c.id, articles.c.seal, articles.c.revision_id, articles.c.same_as).where(
            articles.c.id.in_(ids)
        )
    ).all()
    texts = connection.execute(
        select(
            revisions.c.id,
            revisions.c.article_id,
            revisions.c.number,
            revisions.c.title,
            revisions.c.text,
            revisions.c.sha256,
        ).where(revisions.c.article_id.in_(ids))
    ).all()
    kept = connection.execute(
        select(pages.c.article_id, pages.c.sha256).where(
            pages.c.article_id.in_(ids), pages.c.state.in_(_KEPT)
        )
    ).all()
    owner = {row.id: row.article_id for row in texts}
    for article in found:
        if article.seal and article.seal != seal_of(connection, article.id):
            says = "what is kept of it besides its text (dates, authors, address) was changed"
            look.note("article", article.id, says, _REPLAY)
        look.counts["unsealed"] += not article.seal
        if article.same_as is None and owner.get(article.revision_id) != article.id:
            look.note("article", article.id, "the text that it refers to is not there", _REPLAY)
    for row in texts:
        if text_hash(row.title, row.text) != row.sha256:
            says = f"the text of revision {row.number} was changed"
            look.note("text", row.article_id, says, _REPLAY)
            look.changed.add(row.id)
        look.words[row.id] = (row.article_id, _sum(row.title, row.text))
        if len(ids) == 1 and not finds(connection, row.id, row.title, row.text):
            says = f"the search does not find revision {row.number} by its words"
            look.note("search", row.article_id, says, _mends(look, row.id))
    _reasons(look, connection, {row.id: f"{row.title}\n{row.text}" for row in texts})
    if look.bodies is not None:
        there = look.bodies.which([page.sha256 for page in kept])
        for page in kept:
            if page.sha256 not in there:
                look.note("page", page.article_id, "the bytes of its page are gone", _REFETCH)
    look.counts["articles"] += len(found)
    look.counts["texts"] += len(texts)


def _reasons(look: _Look, connection: Connection, full: Mapping[int, str]) -> None:
    """Compare what matches show with the texts that they show it of."""
    rows = connection.execute(select(matches).where(matches.c.revision_id.in_(full))).mappings()
    for row in rows:
        try:
            shown = match_of(row).evidence
            text = full[row["revision_id"]]
            true = all(e.text == text[e.sentence.start : e.sentence.end] for e in shown)
        except _BROKEN:
            true = False
        if not true:
            says = f"the reasons for '{row['name']}' are not those of its text"
            look.note("match", row["article_id"], says, _REPLAY)


def _bodies(look: _Look, bodies: Bodies) -> None:
    """Compare all bytes with the hash that names them."""
    total, done, after = bodies.count(), 0, ""
    while hashes := bodies.after(after, _CHUNK):
        look.progress("pages", done, total)
        for sha256 in hashes:
            if not bodies.sound(sha256):
                for article_id in _owners(look.database, sha256):
                    look.note("page", article_id, "the bytes of its page were changed", _REFETCH)
        done, after = done + len(hashes), hashes[-1]
    look.counts["bodies"] = done


def _owners(database: Readable, sha256: str) -> Sequence[int | None]:
    """Return the articles whose page has these bytes; None alone if nobody has."""
    try:
        with database.read() as connection:
            wanted = select(pages.c.article_id).where(pages.c.sha256 == sha256).distinct()
            return connection.scalars(wanted).all() or [None]
    except ArchiveError:
        return [None]


def _index(look: _Look) -> None:
    """Compare every word of the search index with what the normaliser makes of the texts."""
    try:
        with look.database.read() as connection:
            connection.execute(text("PRAGMA query_only = OFF"))  # for the temporary view
            try:
                _compare(look, connection, _indexed(look, connection))
            finally:
                connection.execute(text("DROP TABLE IF EXISTS temp.instances"))
                connection.execute(text("PRAGMA query_only = ON"))
    except _BROKEN as error:
        says = f"the search index cannot be read: {_said(error)}"
        look.note("search", None, says, _REINDEX)


def _indexed(look: _Look, connection: Connection) -> dict[int, int]:
    """Add up the words of each revision as the index has them."""
    connection.execute(
        text("CREATE VIRTUAL TABLE temp.instances USING fts5vocab('main', 'search', 'instance')")
    )
    sums: dict[int, int] = defaultdict(int)
    everything = text("SELECT term, doc, col, offset FROM temp.instances")
    for done, (term, doc, column, offset) in enumerate(connection.execute(everything)):
        if done % 100_000 == 0:
            look.progress("the search index", len(sums), len(look.words))
        sums[doc] = (sums[doc] + hash((term, column, offset))) & _MASK
    return sums


def _compare(look: _Look, connection: Connection, sums: Mapping[int, int]) -> None:
    """Name the revisions whose words are others in the index than in their texts."""
    for number in {*sums, *look.words}:
        article_id, told = look.words.get(number, (None, None))
        if sums.get(number, 0) == told:
            continue
        there = connection.scalar(select(revisions.c.id).where(revisions.c.id == number))
        # What came or went since the texts were read says nothing.
        if there is not None and article_id is not None:
            says = "its words in the search index are not those of its text"
            look.note("search", article_id, says, _mends(look, number))
        elif there is None and article_id is None:
            says = f"the search index has words of revision {number}, which is not there"
            look.note("search", None, says, _REINDEX)


def _mends(look: _Look, revision: int) -> str:
    """Say what brings text and index together: an index of a text that was changed is right."""
    return _REPLAY if revision in look.changed else _REINDEX


def _sum(title: str, body: str) -> int:
    """Add up the words of a text as `_indexed` adds up those of the index."""
    return (
        sum(
            hash((word, column, place))
            for column, part in (("title", title), ("body", body))
            for place, word in enumerate(words(part))
        )
        & _MASK
    )
