"""The one place where values become rows and rows become values."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table

from news.article import Article, Origin
from news.finding import Evidence, Match, Span, Subject
from news.moment import Moment, Precision, ZoneFrom, from_micros, micros
from news.source import Fetch, FetchKind

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
        body_hash=row["body_hash"] or "",
        first=row["polls"] == 0 or row["kind"] in _OLDER_LISTS,
        backfill_id=row["backfill_id"],
        depth=row["depth"],
    )


def revision_article(row: Row, *, url: str, language: str, paywalled: bool | None) -> Article:
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
    )


def match_values(match: Match) -> dict[str, Any]:
    """Write a match; spans and evidence are JSON, for they are only ever read whole."""
    return {
        "subject": match.subject.value,
        "name": match.name,
        "spans": json.dumps(_pairs(match.spans)),
        "evidence": json.dumps(
            [[e.sentence.start, e.sentence.end, e.text, _pairs(e.spans)] for e in match.evidence],
            ensure_ascii=False,
        ),
    }


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
    )


def _pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
