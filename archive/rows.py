"""The one place where values become rows and rows become values."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table

from news.article import NO_PROVENANCE, NOWHERE, Article, Origin, Outlet, Post, Provenance
from news.finding import Evidence, Match, Reason, Span, Subject
from news.moment import Moment, Precision, ZoneFrom, from_micros, micros
from news.source import Fetch, FetchKind, Past, Skips

Row = Mapping[Any, Any]

# PostgreSQL's indexes take 2,700 bytes a row; a URL that anybody reads is far shorter.
_LONGEST_KEY = 2000
_OLDER_LISTS = frozenset({FetchKind.BACKFILL, FetchKind.OLDER})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return a text as any database can hold it: without NUL and half surrogate pairs."""
    return _UNSTORABLE.sub("\ufffd", text)


def short_key(key: str) -> str:
    """Return a key as it is stored: of a very long one its beginning and its hash."""
    key = storable(key)
    data = key.encode()
    if len(data) <= _LONGEST_KEY:
        return key
    return f"{key[:100]}#{hashlib.sha256(data).hexdigest()}"


def moment_values(name: str, moment: Moment | None) -> dict[str, Any]:
    """Spread a reported time over its five columns."""
    return {
        f"{name}_at": micros(moment.at) if moment else None,
        f"{name}_offset": moment.offset if moment else None,
        f"{name}_precision": moment.precision.value if moment else None,
        f"{name}_zone_from": moment.zone_from.value if moment else None,
        f"{name}_raw": moment.raw if moment else None,
    }


def moment_of(row: Row, name: str) -> Moment | None:
    """Gather a reported time from its five columns."""
    if row[f"{name}_at"] is None:
        return None
    return Moment(
        from_micros(row[f"{name}_at"]),
        row[f"{name}_offset"],
        Precision(row[f"{name}_precision"]),
        ZoneFrom(row[f"{name}_zone_from"]),
        row[f"{name}_raw"],
    )


def moment_columns(table: Table, name: str) -> list[Column[Any]]:
    """Return the five columns of a reported time."""
    parts = ("at", "offset", "precision", "zone_from", "raw")
    return [table.c[f"{name}_{part}"] for part in parts]


def write_authors(authors: tuple[str, ...]) -> str:
    """Write authors as one text: one a line."""
    return "\n".join(authors)


def authors_of(text: str) -> tuple[str, ...]:
    """Read them back."""
    return tuple(text.split("\n")) if text else ()


def write_provenance(provenance: Provenance) -> str:
    """Write where fields stood as JSON; "" where nobody said."""
    said = {name: where for name, where in vars(provenance).items() if where}
    return storable(json.dumps(said, ensure_ascii=False)) if said else ""


def provenance_of(text: str) -> Provenance:
    """Read it back; of fields that are unknown by now nothing is said."""
    if not text:
        return NO_PROVENANCE
    said = json.loads(text)
    known = [field.name for field in fields(Provenance)]
    return Provenance(**{name: said[name] for name in known if name in said})


def write_posts(posts: tuple[Post, ...]) -> str:
    """Write a live report's posts as JSON: of each its time's five columns, start and end."""
    rows = [[[*moment_values("", post.at).values()], post.start, post.end] for post in posts]
    return storable(json.dumps(rows, ensure_ascii=False)) if rows else ""


def posts_of(text: str) -> tuple[Post, ...]:
    """Read them back."""
    names = [*moment_values("", None)]
    return tuple(
        Post(moment_of(dict(zip(names, at, strict=True)), ""), start, end)
        for at, start, end in (json.loads(text) if text else ())
    )


def fetch_of(row: Row) -> Fetch:
    """Read a fetch joined with its source's name and its feed's validators."""
    return Fetch(
        id=row["id"],
        kind=FetchKind(row["kind"]),
        url=row["url"],
        source=row["source"],
        host=row["host"],
        feed_id=row["feed_id"],
        article_id=row["article_id"],
        tries=row["tries"],
        etag=row["etag"] or "",
        last_modified=row["last_modified"] or "",
        validators_url=row["validators_url"] or "",
        body_hash=row["body_hash"] or "",
        first=row["polls"] == 0 or row["kind"] in _OLDER_LISTS,
        backfill_id=row["backfill_id"],
        depth=row["depth"],
        part=row["part"],
        past=None if row["feed_url"] is None else past_of(row),
    )


def past_of(row: Row) -> Past:
    """Read what is known of a feed."""
    return Past(
        url=row["feed_url"],
        polls=row["polls"],
        listed=row["entries_seen"],
        gap=row["gap_seconds"],
        new_at=_time(row["new_at"]),
        pause=row["pause_seconds"],
        ttl=row["ttl_seconds"],
        skips=_skips_of(row["skips"]),
        asked_until=_time(row["asked_until"]),
        since_whole=row["since_full"],
        whole_at=_time(row["full_at"]),
        moved_to=row["moved_to"],
        moved_polls=row["moved_polls"],
        weight=row["failure_weight"],
        answered_at=_time(row["answered_at"]),
        gone_at=_time(row["gone_at"]),
        emptied_at=_time(row["emptied_at"]),
    )


def past_values(past: Past) -> dict[str, Any]:
    """Write what a feed's polls taught of it; what they count is counted in its row."""
    return {
        "gap_seconds": past.gap,
        "new_at": past.new_at and micros(past.new_at),
        "pause_seconds": past.pause,
        "ttl_seconds": past.ttl,
        "skips": _write_skips(past.skips),
        "asked_until": past.asked_until and micros(past.asked_until),
        "since_full": past.since_whole,
        "full_at": past.whole_at and micros(past.whole_at),
        "moved_to": past.moved_to,
        "moved_polls": past.moved_polls,
        "gone_at": past.gone_at and micros(past.gone_at),
        "emptied_at": past.emptied_at and micros(past.emptied_at),
    }


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)


def _write_skips(skips: Skips) -> str:
    """Write hours and days as "0 1 2|5 6"; "" where nothing is."""
    if skips == Skips():
        return ""
    return "|".join(" ".join(map(str, sorted(part))) for part in (skips.hours, skips.days))


def _skips_of(text: str) -> Skips:
    hours, _, days = text.partition("|")
    return Skips(*(frozenset(map(int, part.split())) for part in (hours, days)))


def outlet_of(row: Row) -> Outlet:
    """Read what rules may ask of a source from its row."""
    return Outlet(row["name"], row["region"], row["country"])


def revision_article(
    row: Row, *, url: str, language: str, paywalled: bool | None, outlet: Outlet = NOWHERE
) -> Article:
    """Read the article as one of its revisions gave it."""
    return Article(
        url=url,
        title=row["title"],
        text=row["text"],
        authors=authors_of(row["authors"]),
        published=moment_of(row, "published"),
        modified=moment_of(row, "modified"),
        language=language,
        origin=Origin(row["origin"]),
        paywalled=paywalled,
        outlet=outlet,
        provenance=provenance_of(row["provenance"]),
        posts=posts_of(row["posts"]),
    )


# Of a match: nobody reads more, and a rule of ten thousand words would fill the archive.
_MOST_REASONS, _MOST_SPANS, _LONGEST_PART = 50, 50, 200


def match_values(match: Match) -> dict[str, Any]:
    """Write a match; spans, evidence and reasons are JSON, for they are only ever read whole."""
    return {
        "subject": match.subject.value,
        "name": match.name,
        "spans": json.dumps(_pairs(match.spans)),
        "evidence": json.dumps(
            [[e.sentence.start, e.sentence.end, e.text, _pairs(e.spans)] for e in match.evidence],
            ensure_ascii=False,
        ),
        "reasons": json.dumps(
            [
                [
                    reason.part[:_LONGEST_PART],
                    _pairs(reason.spans[:_MOST_SPANS]),
                    *_more(reason),
                ]
                for reason in match.reasons[:_MOST_REASONS]
            ],
            ensure_ascii=False,
        ),
    }


def _more(reason: Reason) -> list[Any]:
    """Write what only reasons of figures have."""
    if reason.confidence is not None:
        return [reason.says[:_LONGEST_PART], round(reason.confidence, 4)]
    return [reason.says[:_LONGEST_PART]] if reason.says else []


def match_of(row: Row) -> Match:
    """Read a match."""
    return Match(
        Subject(row["subject"]),
        row["name"],
        _spans(json.loads(row["spans"])),
        tuple(
            Evidence(Span(start, end), text, _spans(spans))
            for start, end, text, spans in json.loads(row["evidence"])
        ),
        tuple(
            Reason(part, _spans(spans), *more)
            for part, spans, *more in json.loads(row["reasons"] or "[]")
        ),
    )


def _pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
