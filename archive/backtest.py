"""Test a rule on the articles of the last days; see `news.backtest`.

Where index and rows decide a rule, all that it fits is counted, and texts are read only to
show a few.  Where they cannot, the newest candidates are read until `MOST_JUDGED`, and the
answer says back to when it counts.  All of it is bounded, so that a rule that fits half of
the archive is answered as soon as a rare one.

What a rule just misses is looked for by leaving out one part after the other; what it shares
with topics is read from their matches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from archive import claims, located, search
from archive.database import Database
from archive.narrow import Narrowed, narrow
from archive.schema import articles, matches, sources
from archive.texts import Decide, read_texts, slowly
from news.backtest import Backtest, Fired, Missed, Overlap, lacking, strength, without_one
from news.doubts import doubts
from news.finding import Evidence, Span, Subject
from news.judge import Judged, Reasons
from news.moment import from_micros, micros
from news.rules import And, Located, Mention, Not, Rule, explain, leaves, positive, write
from news.sure import Asked
from news.text import sentences
from news.told import unread_says

MOST_FIRED = 20_000  # rows that are counted
MOST_JUDGED = 2_000  # texts that are read where the index cannot decide
_SAMPLE = 200  # texts among which the weakest are looked for
_SHOWN = 5
_MOST_SENTENCES = 2
_MOST_PARTS = 8  # that are left out, one after the other
_NEIGHBOURS = 30  # texts that are read for each of those
_MOST_TRIED = 10_000  # parts of a rule times texts: half a second
_OVERLAPPING = 2_000  # of the newest reports, whose matches are looked at
_MOST_OTHERS = 5
_COUNTED = 20_000  # matches of another topic
_AT_ONCE = 100
_BROAD = 0.05  # of all articles: nobody reads an alert that comes so often


class _Row(NamedTuple):
    """What is counted of an article."""

    id: int
    revision_id: int
    source: str
    at: int


class _Hit(NamedTuple):
    """An article that was read, and why the rule fits it."""

    row: _Row
    text: Judged
    why: Reasons


class Backtests:
    """Tests rules."""

    def __init__(self, database: Database, decide: Decide = slowly) -> None:
        self._database, self._decide = database, decide

    def test(self, rule: Rule, since: datetime, written: str = "") -> Backtest:
        """Say what a resolved rule, `written` as it is, would have done since a time."""
        with self._database.read() as connection:
            search.begin(connection)
            return _Test(connection, rule, since, self._decide(rule), written).whole()


class _Test:
    """One test, in one read of a settled state."""

    def __init__(
        self,
        connection: Connection,
        rule: Rule,
        since: datetime,
        decide: Callable[[Judged], Reasons | None],
        written: str,
    ) -> None:
        self._connection, self._rule, self._decide = connection, rule, decide
        self._since, self._written = since, written
        named = connection.execute(select(sources.c.id, sources.c.name))
        self._sources = {row.id: row.name for row in named}

    def whole(self) -> Backtest:
        """Do all of it."""
        narrowed = narrow(self._connection, self._rule)
        most = MOST_FIRED if narrowed.exact else MOST_JUDGED
        rows, more = self._newest(narrowed.condition, most, many=narrowed.everything)
        hits = list(self._hits(rows[:_SAMPLE] if narrowed.exact else rows))
        fired = rows if narrowed.exact else [hit.row for hit in hits]
        articles_since = self._articles()
        back_to = from_micros(rows[-1].at) if more else self._since
        unread = self._unread()
        return Backtest(
            rule=write(self._rule),
            since=self._since,
            articles=articles_since,
            fired=len(fired),
            capped=more,
            exact=narrowed.exact,
            looked_at=len(rows),
            back_to=back_to,
            per_day=_per_day(fired),
            per_source=tuple(Counter(row.source for row in fired).most_common()),
            weakest=tuple(map(_fired, _weakest(hits))),
            near_misses=tuple(self._near_misses()),
            overlaps=tuple(self._overlaps(fired, back_to)),
            warnings=tuple(self._warnings(len(fired), len(rows), articles_since, narrowed, unread)),
            unread=unread,
        )

    def _warnings(
        self, fired: int, looked_at: int, total: int, narrowed: Narrowed, unread: int
    ) -> Iterator[str]:
        """Say what is doubtful about the rule, or about this answer."""
        yield from map(str, doubts(self._rule, self._written))
        share = fired / max(1, looked_at if narrowed.everything else total)
        if share > _BROAD:
            yield f"It fits {share:.0%} of all articles: add a word that says what you are after."
        if narrowed.everything:
            yield "No part of it can be looked up, so texts were read: add a word that must occur."
        if not fired:
            yield "It fits nothing in this time: look at the spelling, or use OR and stars."
        if any(isinstance(leaf, Mention) for leaf in leaves(self._rule)):
            yield (
                "Who is named in texts is known of the last 30 days, and of older ones only for "
                "those who were tracked when they came."
            )
        if unread:
            yield unread_says(unread)

    def _unread(self) -> int:
        """Count the articles that may fit, had their figures and places been read."""
        kinds, unread = {type(leaf) for leaf in leaves(self._rule)}, 0
        for kind, count in ((Asked, claims.unread), (Located, located.unread)):
            if kind in kinds:
                narrowed = narrow(self._connection, self._rule, ignoring=(kind,))
                chosen = self._recent().where(narrowed.condition)
                unread = max(unread, count(self._connection, chosen))
        return unread

    def _recent(self) -> Select[Any]:
        return select(
            articles.c.id, articles.c.revision_id, articles.c.source_id, articles.c.sort_at
        ).where(articles.c.same_as.is_(None), articles.c.sort_at >= micros(self._since))

    def _articles(self) -> int:
        counted = select(func.count()).select_from(self._recent().subquery())
        return int(self._connection.scalar(counted) or 0)

    def _newest(self, condition: Any, most: int, *, many: bool) -> tuple[list[_Row], bool]:
        """Return the newest articles that a condition lets through, and whether there are more."""
        order = search.by_arrival(self._connection.dialect.name, articles.c.revision_id, many=many)
        found = self._connection.execute(
            self._recent().where(condition).order_by(order).limit(most + 1)
        )
        rows = [_Row(one, two, self._sources[of], at) for one, two, of, at in found]
        return rows[:most], len(rows) > most

    def _texts(self, rows: Sequence[_Row]) -> Iterator[tuple[_Row, Judged]]:
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            texts = read_texts(self._connection, [row.revision_id for row in some], self._rule)
            yield from ((row, texts[row.revision_id]) for row in some)

    def _hits(self, rows: Sequence[_Row]) -> Iterator[_Hit]:
        """Yield those that the rule fits, with the reasons."""
        for row, text in self._texts(rows):
            why = self._decide(text)
            if why is not None:
                yield _Hit(row, text, why)

    def _near_misses(self) -> Iterator[Missed]:
        """Yield reports that lack one part, the same number for each part."""
        parts = [pair for pair in without_one(self._rule) if positive(pair[1])][:_MOST_PARTS]
        seen: set[int] = set()
        cost = len(parts) * sum(1 for _ in leaves(self._rule))
        most = min(_NEIGHBOURS, _MOST_TRIED // max(1, cost))
        by_part = [list(self._lacking(part, rest, most)) for part, rest in parts if most]
        shown = 0
        for nth in range(_SHOWN):
            for misses in by_part:
                if nth < len(misses) and misses[nth].article_id not in seen and shown < _SHOWN:
                    seen.add(misses[nth].article_id)
                    shown += 1
                    yield misses[nth]

    def _lacking(self, part: Rule, rest: Rule, most: int) -> Iterator[Missed]:
        """Yield the newest reports that fit the rest of the rule but not this part."""
        without = Not(part) if not isinstance(part, Not) else part.item
        narrowed = narrow(self._connection, And((rest, without)))
        rows, _ = self._newest(narrowed.condition, most, many=narrowed.everything)
        for row, text in self._texts(rows):
            lacks = lacking(self._rule, text)
            if len(lacks) == 1:
                yield _missed(row, text, lacks[0])

    def _overlaps(self, fired: Sequence[_Row], back_to: datetime) -> Iterator[Overlap]:
        """Yield the topics and people that share most with the newest reports."""
        newest = fired[:_OVERLAPPING]
        both: Counter[tuple[str, str]] = Counter()
        for start in range(0, len(newest), _AT_ONCE):
            numbers = [row.revision_id for row in newest[start : start + _AT_ONCE]]
            found = self._connection.execute(
                select(matches.c.subject, matches.c.name, func.count())
                .where(matches.c.revision_id.in_(numbers))
                .group_by(matches.c.subject, matches.c.name)
            )
            for subject, name, count in found:
                both[subject, name] += count
        begin = newest[-1].at if len(newest) < len(fired) else micros(back_to)
        for (subject, name), count in both.most_common(_MOST_OTHERS):
            theirs = self._matched(subject, name, begin)
            yield Overlap(
                Subject(subject), name, count, count / len(newest), count / max(theirs, count)
            )

    def _matched(self, subject: str, name: str, begin: int) -> int:
        """Count the reports of a topic or person in the same time."""
        found = (
            select(matches.c.id)
            .join(articles, articles.c.revision_id == matches.c.revision_id)
            .where(
                matches.c.subject == subject,
                matches.c.name == name,
                articles.c.same_as.is_(None),
                articles.c.sort_at >= begin,
            )
            .limit(_COUNTED)
        )
        return int(self._connection.scalar(select(func.count()).select_from(found.subquery())) or 0)


def _per_day(rows: Sequence[_Row]) -> tuple[tuple[Any, int], ...]:
    return tuple(sorted(Counter(from_micros(row.at).date() for row in rows).items()))


def _weakest(hits: Sequence[_Hit]) -> list[_Hit]:
    return sorted(hits, key=lambda hit: strength(hit.why, hit.text))[:_SHOWN]


def _fired(hit: _Hit) -> Fired:
    article = hit.text.article
    return Fired(
        hit.row.id,
        hit.row.source,
        article.title,
        article.url,
        article.published,
        tuple(write(leaf) for leaf in hit.why),
        _evidence(hit),
    )


def _evidence(hit: _Hit) -> tuple[Evidence, ...]:
    """Return the first sentences that show a reason."""
    full = hit.text.article.full
    spans = sorted({span for at in hit.why.values() for span in at})
    shown = []
    for start, end in sentences(full):
        inside = tuple(span for span in spans if start <= span.start and span.end <= end)
        if inside:
            shown.append(Evidence(Span(start, end), full[start:end], inside))
    return tuple(shown[:_MOST_SENTENCES])


def _missed(row: _Row, text: Judged, lacks: Rule) -> Missed:
    article = text.article
    return Missed(
        row.id, row.source, article.title, article.url, article.published,
        write(lacks), _lacks(lacks),
    )  # fmt: skip


def _lacks(part: Rule) -> str:
    """Say what is wrong with a report."""
    if isinstance(part, Not):
        return f"it has {explain(part.item)}"
    return f"it lacks {explain(part)}"
