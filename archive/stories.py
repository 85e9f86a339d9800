"""Stories as they grow: their articles, what is known of them, what people said of them.

`Shelf` works inside the transaction that places an article (it is what `monitor.threads` asks
for).  A story's row is a summary of its articles, brought up to date whenever one joins: how
many, from how many independent sources, its newest headline.  It is found under its first
article's key for ever; one that went into another says into which.

An article costs the same in a story of ten and in a war's of five thousand, for it is placed in
the one thread that writes: of a long story only the newest claims are compared, and all is
counted anew only when something may have changed by it that cannot be added.

A fact is stored once a story, with the article that had it first.  A finding names the facts
that its article tells, whoever told them first, so that each recipient can be told exactly
what he was not told of yet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from archive import located
from archive.joining import merge
from archive.rows import Row, moment_of, moment_values, storable
from archive.schema import (
    articles,
    corrections,
    facts,
    findings,
    memberships,
    messages,
    prints,
    sightings,
    sources,
    stories,
    story_watches,
)
from news.copy import NO_CREDIT, NOTHING, Credit, Fingerprint, Link, Told
from news.fact import Fact, FactKind, News
from news.figure import Bound, Effect, Scope, VictimClass
from news.ledger import Point, Series
from news.moment import from_micros, micros
from news.story import By, Correction, CorrectionKind, Evidence, Features
from news.traits import Kept, Past, Thread, Traits

# Counts the independent sources of articles.
Count = Callable[[Sequence[Told]], int]

_COMPARED = 200  # articles of a story whose claims a new one's are compared with, the newest
_QUOTED = 200  # facts of a story in which the words of tracked people are looked for
_SMALL = 64  # articles of a story that is counted anew whenever one joins
_SOMETIMES = 256  # of a larger one, at each so manieth
# How far to look back around an article of long ago: the longest of these, before its stretch of
# time and behind it, in which no more than so many were printed.
_STRETCHES = tuple(timedelta(hours=hours) for hours in (192, 96, 48, 24, 12, 6, 3, 1))
_OF_THE_PAST = 3_000
_PARSED = 2_000  # articles whose claims are kept ready, some kilobytes each

_EPOCH = datetime.fromtimestamp(0, UTC)

_STORY_OF = (
    select(stories.c.key)
    .join(memberships, memberships.c.story_id == stories.c.id)
    .where(memberships.c.article_id == bindparam("row"), memberships.c.main)
)
_KEY_OF = select(articles.c.key).where(articles.c.id == bindparam("row"))
_POINTS = (
    select(prints.c.points)
    .join(memberships, memberships.c.article_id == prints.c.article_id)
    .join(stories, stories.c.id == memberships.c.story_id)
    .where(
        stories.c.key == bindparam("story"),
        prints.c.article_id != bindparam("row"),
        prints.c.points != "",
    )
    .order_by(memberships.c.article_id.desc())
    .limit(_COMPARED)
)
_QUOTES = (
    select(facts.c.says)
    .join(stories, stories.c.id == facts.c.story_id)
    .where(stories.c.key == bindparam("story"), facts.c.kind == FactKind.WORDS.value)
    .order_by(facts.c.id.desc())
    .limit(_QUOTED)
)
_OWN_QUOTES = (
    select(facts.c.says)
    .where(facts.c.article_id == bindparam("row"), facts.c.kind == FactKind.WORDS.value)
    .order_by(facts.c.id)
    .limit(_QUOTED)
)
_OWN = select(prints.c.points).where(prints.c.article_id == bindparam("row"))
_CORRECTIONS = (
    select(corrections).where(corrections.c.id > bindparam("after")).order_by(corrections.c.id)
)
_STORY = select(stories).where(stories.c.key == bindparam("story"))
_KNOWN_FACTS = select(facts.c.id, facts.c.key, facts.c.is_news).where(
    facts.c.story_id == bindparam("story"), facts.c.key.in_(bindparam("keys", expanding=True))
)
_NEW_STORY = insert(stories).returning(stories.c.id)
_NEW_FACT = insert(facts).returning(facts.c.id)
_PRINT = select(prints.c.article_id).where(prints.c.article_id == bindparam("row"))
_CHANGE_PRINT = update(prints).where(prints.c.article_id == bindparam("row"))
_TELLS = (
    exists()
    .where(
        facts.c.article_id == prints.c.article_id,
        facts.c.story_id == bindparam("story"),
        facts.c.is_news,
    )
    .label("tells")
)
_MEMBERS = (
    select(
        prints.c.article_id,
        prints.c.copy_of,
        prints.c.credit,
        prints.c.at,
        articles.c.title,
        sources.c.name,
        _TELLS,
    )
    .join(memberships, memberships.c.article_id == prints.c.article_id)
    .join(articles, articles.c.id == prints.c.article_id)
    .join(sources, sources.c.id == articles.c.source_id)
    .where(memberships.c.story_id == bindparam("story"))
    .order_by(prints.c.at, prints.c.article_id)
)

_COUNT = select(func.count()).where(memberships.c.story_id == bindparam("story"))
_JOINED = (
    select(
        prints.c.at,
        prints.c.copy_of,
        prints.c.credit,
        articles.c.title,
        articles.c.source_id,
        _TELLS,
    )
    .join(articles, articles.c.id == prints.c.article_id)
    .where(prints.c.article_id == bindparam("row"))
)
_NEWEST = select(stories.c.newest_at).where(stories.c.id == bindparam("story"))
# Whether a story has another report of the same outlet and agency.  Nothing is added to the source:
# so that its articles are asked for, which are more than the story's, no index can be used.
_ALIKE = (
    select(memberships.c.id)
    .join(prints, prints.c.article_id == memberships.c.article_id)
    .join(articles, articles.c.id == memberships.c.article_id)
    .where(
        memberships.c.story_id == bindparam("story"),
        memberships.c.article_id != bindparam("row"),
        articles.c.source_id + 0 == bindparam("source"),
        prints.c.credit == bindparam("credit"),
        prints.c.copy_of.is_(None) == bindparam("own"),
    )
    .limit(1)
)

_KEPT = (
    select(prints, stories.c.key, articles.c.url, articles.c.first_seen_at)
    .join(memberships, memberships.c.article_id == prints.c.article_id)
    .join(stories, stories.c.id == memberships.c.story_id)
    .join(articles, articles.c.id == prints.c.article_id)
    .where(memberships.c.main)
)


def public_id(key: str) -> str:
    """Return what stands for a story in an address: twelve characters made of its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


class Shelf:
    """What is known of stories, inside one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def corrections(self, after: int) -> list[tuple[int, Correction]]:
        """Return what people said of stories since correction `after`, each with its number."""
        rows = self._connection.execute(_CORRECTIONS, {"after": after}).mappings()
        return [(row["id"], correction_of(row)) for row in rows]

    def story_of(self, article_id: int) -> str | None:
        """Return the key of the story that an article belongs to first."""
        found: str | None = self._connection.scalar(_STORY_OF, {"row": article_id})
        return found

    def key_of(self, article_id: int) -> str:
        """Return an article's key."""
        return str(self._connection.scalar(_KEY_OF, {"row": article_id}) or "")

    def points(self, story: str, but: int) -> list[Point]:
        """Return the headline claims of a story's newest articles, but for one."""
        rows = self._connection.scalars(_POINTS, {"story": story, "row": but})
        return [point for row in reversed(rows.all()) for point in points_of(row)]

    def own_points(self, article_id: int) -> Sequence[Point]:
        """Return the headline claims of an article's earlier text."""
        return points_of(self._connection.scalar(_OWN, {"row": article_id}) or "")

    def quotes(self, story: str) -> list[str]:
        """Return what a story's facts say of the words of tracked people."""
        return list(self._connection.scalars(_QUOTES, {"story": story}))[::-1]

    def own_quotes(self, article_id: int) -> list[str]:
        """Return which words of tracked people an article was the first of its story to have."""
        return list(self._connection.scalars(_OWN_QUOTES, {"row": article_id}))

    def keep(self, article_id: int, thread: Thread, now: datetime) -> int:
        """Store to which story an article belongs, and what is compared of it; return its row."""
        self._print(article_id, thread.traits, thread.link, now)
        if thread.traits.places is not None:
            located.store(self._connection, article_id, thread.traits.places)
        row, decision = self.story(thread.story, now), thread.decision
        if decision is None:
            return row
        rest = {"article_id": article_id, "added_at": micros(now)} | {
            "why": write_evidence(decision.evidence),
            "decided_by": decision.by.value,
        }
        for joint in decision.joints:
            part, why = self.story(joint.story, now), write_evidence(joint.evidence)
            merge(self._connection, part, row, by=By.JOINT, why=why)
        others = {self.story(other, now) for other in decision.others} - {row}
        for place in (row, *sorted(others)):
            joined = insert(memberships).values(story_id=place, main=place == row, **rest)
            self._connection.execute(joined)
        return row

    def tell(self, story: int, article_id: int, told: Sequence[Fact], now: datetime) -> list[News]:
        """Store what of an article's facts its story has not; return all that may be told."""
        asked = {"story": story, "keys": [fact.key for fact in told]}
        rows = self._connection.execute(_KNOWN_FACTS, asked).all()
        known = {row.key: News(row.id, row.key, False) for row in rows if row.is_news}
        quiet = {row.key: row.id for row in rows if not row.is_news}
        news = []
        for fact in told:
            if fact.key in known:
                news.append(known[fact.key])
            elif fact.key not in quiet or fact.is_news:
                values = {"story_id": story, "article_id": article_id, "found_at": micros(now)}
                values |= _fact_values(fact)
                # What was only doubtful, and is now said surely, is news from now on.
                number = quiet.get(fact.key)
                if number is None:
                    number = self._connection.execute(_NEW_FACT, values).scalar_one()
                else:
                    of_fact = update(facts).where(facts.c.id == number)
                    self._connection.execute(of_fact.values(values))
                if fact.is_news or fact.rides:
                    news.append(News(number, fact.key, fact.is_news))
        if any(one.is_fresh for one in news):
            changed = update(stories).where(stories.c.id == story)
            self._connection.execute(changed.values(changed_at=micros(now)))
        return news

    def joined(self, story: int, article_id: int, count: Count) -> None:
        """Bring a story up to date with an article that has joined it, or was edited.

        Of a large one the sources are counted anew only where none like this one's is known.
        """
        which = {"story": story, "row": article_id}
        size = self._connection.execute(_COUNT, which).scalar_one()
        if size <= _SMALL or size % _SOMETIMES == 0:
            self.sum_up(story, count)
            return
        new = self._connection.execute(_JOINED, which).one()
        like = {"source": new.source_id, "credit": new.credit, "own": new.copy_of is None}
        if self._connection.scalar(_ALIKE, which | like) is None:
            self.sum_up(story, count)
            return
        values: dict[str, Any] = {"articles": size}
        if new.at >= self._connection.execute(_NEWEST, which).scalar_one():
            values["newest_at"] = new.at
            if new.copy_of is None and new.tells:
                values["title"] = new.title
        self._connection.execute(update(stories).where(stories.c.id == story).values(values))

    def sum_up(self, story: int, count: Count) -> None:
        """Count a story's articles and its independent sources anew, and give it a title.

        That of the newest original report that said something new.
        """
        rows = self._connection.execute(_MEMBERS, {"story": story}).all()
        if not rows:
            empty = update(stories).where(stories.c.id == story)
            self._connection.execute(empty.values(articles=0, origins=0))
            return
        told = [Told(row.article_id, row.name, row.copy_of, credit_of(row.credit)) for row in rows]
        # A comment that adds nothing gives a story no name.
        telling = [row for row in rows if row.copy_of is None and row.tells]
        originals = telling or [row for row in rows if row.copy_of is None] or rows
        self._connection.execute(
            update(stories)
            .where(stories.c.id == story)
            .values(
                articles=len(rows),
                origins=count(told),
                title=originals[-1].title,
                newest_at=rows[-1].at,
            )
        )

    def story(self, key: str, now: datetime) -> int:
        """Return a story's row, followed to where it went; make it where there is none."""
        found = self._connection.execute(_STORY, {"story": key}).one_or_none()
        if found is None:
            at = micros(now)
            new = {"key": key, "public": public_id(key), "begun_at": at}
            number: int = self._connection.execute(
                _NEW_STORY, new | {"newest_at": at, "changed_at": at}
            ).scalar_one()
            return number
        while found.merged_into is not None:
            into = select(stories).where(stories.c.id == found.merged_into)
            found = self._connection.execute(into).one()
        return int(found.id)

    def around(self, at: datetime) -> Past:
        """Return what was kept of the days around a time."""
        return around(self._connection, at)

    def _print(self, article_id: int, traits: Traits, link: Link | None, now: datetime) -> None:
        values: dict[str, Any] = {
            "at": micros(traits.features.at),
            "features": traits.features.to_bytes(),
            "fingerprint": traits.fingerprint.to_bytes(),
            "credit": write_credit(traits.credit),
            "points": write_points(traits.points),
            "weights": traits.weights,
            "placed_at": micros(now),
            "original": storable(traits.original),
        }
        if link is not None and link.leads:
            # The new one is the first: those that had the text before are its copies.
            first = int(link.of)
            chosen = or_(prints.c.article_id == first, prints.c.copy_of == first)
            # It may stand in for one that is older than all that are compared.
            of = select(prints.c.copy_of).where(prints.c.article_id == first)
            if (former := self._connection.scalar(of)) is not None:
                chosen = or_(chosen, prints.c.copy_of == former)
            self._connection.execute(update(prints).where(chosen).values(copy_of=article_id))
        elif link is not None:
            values |= {"copy_of": int(link.of), "share": link.share, "copied_why": link.why}
        if self._connection.scalar(_PRINT, {"row": article_id}) is None:
            self._connection.execute(insert(prints).values(article_id=article_id, **values))
        else:
            self._connection.execute(_CHANGE_PRINT, {"row": article_id, **values})


def kept(connection: Connection, since: datetime, until: datetime | None = None) -> Iterator[Kept]:
    """Yield what was kept of the articles since then, in the order in which they were placed."""
    wanted = _KEPT.where(prints.c.at >= micros(since))
    if until is not None:
        wanted = wanted.where(prints.c.at < micros(until))
    order = prints.c.placed_at, prints.c.article_id
    yield from _read(connection.execute(wanted.order_by(*order)).mappings())


def around(connection: Connection, at: datetime, most: int = _OF_THE_PAST) -> Past:
    """Return what was kept of the days around a time: of as many as hold no more than `most`."""
    since = until = at
    for stretch in _STRETCHES:
        begin = at - (at - _EPOCH) % stretch
        since, until = begin - stretch, begin + 2 * stretch
        within = prints.c.at >= micros(since), prints.c.at < micros(until)
        some = select(prints.c.article_id).where(*within).limit(most + 1).subquery()
        if connection.execute(select(func.count()).select_from(some)).scalar_one() <= most:
            break
    return Past(since, until, list(kept(connection, since, until)))


def _read(rows: Iterable[Row]) -> Iterator[Kept]:
    for row in rows:
        try:
            features = Features.from_bytes(row["features"])
        except ValueError:
            continue  # of another version: `wirewatch replay` makes it anew
        traits = Traits(
            features,
            Fingerprint.from_bytes(row["fingerprint"]) or NOTHING,
            credit_of(row["credit"]),
            url=row["url"],
            original=row["original"],
            weights=row["weights"] or b"",
        )
        came = from_micros(row["first_seen_at"])
        yield Kept(row["article_id"], row["key"], traits, row["copy_of"], came)


def printed(connection: Connection, after: int, limit: int) -> list[Kept]:
    """Return what was kept of the next articles behind one, in order of arrival."""
    rows = connection.execute(
        _KEPT.where(prints.c.article_id > after).order_by(prints.c.article_id).limit(limit)
    ).mappings()
    return list(_read(rows))


def said(connection: Connection) -> list[Correction]:
    """Return all that people said of stories, in order."""
    return [correction for _, correction in Shelf(connection).corrections(0)]


def last_correction(connection: Connection) -> int:
    """Return the number of the newest correction, 0 if there is none."""
    return int(connection.scalar(select(func.max(corrections.c.id))) or 0)


def join(connection: Connection, article_id: int, into: int) -> None:
    """Let an article that became part of another leave its story to that one."""
    placed = select(memberships.c.id).where(memberships.c.article_id == into)
    if connection.scalar(placed.limit(1)) is None:
        located.forget(connection, [into])
        for table in (memberships, prints, facts, sightings):
            moved = update(table).where(table.c.article_id == article_id)
            connection.execute(moved.values(article_id=into))
    else:
        for table in (memberships, prints):
            connection.execute(delete(table).where(table.c.article_id == article_id))
        located.forget(connection, [article_id])
        connection.execute(
            update(facts).where(facts.c.article_id == article_id).values(article_id=into)
        )
    copies = update(prints).where(prints.c.copy_of == article_id, prints.c.article_id != into)
    connection.execute(copies.values(copy_of=into))


def forget(connection: Connection, group: Sequence[int]) -> None:
    """Delete what is known of articles, and stories that have none left."""
    told = select(memberships.c.story_id).where(memberships.c.article_id.in_(group))
    whose = list(connection.scalars(told))
    connection.execute(update(prints).where(prints.c.copy_of.in_(group)).values(copy_of=None))
    for table in (memberships, prints, facts):
        connection.execute(delete(table).where(table.c.article_id.in_(group)))
    left = select(memberships.c.id).where(memberships.c.story_id == stories.c.id)
    empty = select(stories.c.id).where(stories.c.id.in_(whose), ~left.exists())
    gone = list(connection.scalars(empty))
    if not gone:
        return
    connection.execute(delete(facts).where(facts.c.story_id.in_(gone)))
    led_here = select(stories.c.id).where(stories.c.merged_into.in_(gone))
    watched = or_(*(story_watches.c.story_id.in_(some) for some in (gone, led_here)))
    connection.execute(delete(story_watches).where(watched))
    for table in (findings, messages):
        connection.execute(update(table).where(table.c.story_id.in_(gone)).values(story_id=None))
    # What went into one of these is led nowhere any more.
    connection.execute(delete(stories).where(stories.c.merged_into.in_(gone)))
    connection.execute(delete(stories).where(stories.c.id.in_(gone)))


def write_points(points: Sequence[Point]) -> str:
    """Write headline claims as JSON; "" for none."""
    if not points:
        return ""
    return storable(json.dumps([_point_values(point) for point in points], ensure_ascii=False))


@lru_cache(maxsize=_PARSED)
def points_of(text: str) -> tuple[Point, ...]:
    """Read them back."""
    return tuple(_point_of(values) for values in (json.loads(text) if text else ()))


def _point_values(point: Point) -> dict[str, Any]:
    series = point.series
    values = {
        name: value
        for name, value in vars(point).items()
        if name not in {"series", "published", "as_of", "bound"}
    }
    return values | {
        "series": [
            series.effect.value,
            series.counts,
            series.victim_class and series.victim_class.value,
            series.scope.value,
            series.unit,
        ],
        "bound": point.bound.value,
        **moment_values("published", point.published),
        **moment_values("as_of", point.as_of),
    }


def _point_of(values: Mapping[str, Any]) -> Point:
    effect, counts, side, scope, unit = values["series"]
    bare = {
        name: value for name, value in values.items() if not name.startswith(("published", "as_of"))
    }
    return Point(
        **bare
        | {
            "series": Series(
                Effect(effect), counts, side and VictimClass(side), Scope(scope), unit
            ),
            "bound": Bound(values["bound"]),
            "published": moment_of(values, "published"),
            "as_of": moment_of(values, "as_of"),
        }
    )


def write_credit(credit: Credit) -> str:
    """Write whom an article credits as JSON; "" for nobody."""
    return storable(json.dumps(asdict(credit), ensure_ascii=False)) if credit else ""


def credit_of(text: str) -> Credit:
    """Read it back."""
    if not text:
        return NO_CREDIT
    said = json.loads(text)
    return Credit(tuple(said["agencies"]), said["whole"], said["said"])


def write_evidence(evidence: Evidence) -> str:
    """Write why an article belongs to a story as JSON."""
    said = asdict(evidence)
    said["days"] = [day.isoformat() for day in evidence.days]
    said["apart"] = evidence.apart.total_seconds()
    return storable(json.dumps(said, ensure_ascii=False))


def evidence_of(text: str) -> Evidence:
    """Read it back."""
    if not text:
        return Evidence()
    said = json.loads(text)
    return Evidence(
        **said
        | {
            "words": tuple(said["words"]),
            "names": tuple(said["names"]),
            "places": tuple(said["places"]),
            "figures": tuple((effect, value) for effect, value in said["figures"]),
            "days": tuple(map(date.fromisoformat, said["days"])),
            "apart": timedelta(seconds=said["apart"]),
        }
    )


def correction_of(row: Row) -> Correction:
    """Read what somebody said of stories."""
    leaving, stayed = (
        tuple(row[name].split("\n")) if row[name] else () for name in ("articles", "stayed")
    )
    kind = CorrectionKind(row["kind"])
    return Correction(kind, row["into"], row["story"], leaving, stayed)


def _fact_values(fact: Fact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "kind": fact.kind.value,
        "says": storable(fact.says[:300]),
        "before": storable(fact.before[:100]),
        "verdict": fact.verdict,
        "speaker": storable(fact.speaker[:200]),
        "sentence": storable(fact.sentence[:1000]),
        "is_news": fact.is_news,
        "confidence": fact.confidence,
    }
