"""Raw pages as a WARC file, the form in which web archives keep and exchange evidence.

    warcinfo    which wirewatch wrote it, when, and what it holds
    resource    the bytes of one page: address, the time they came, SHA-256
    metadata    whose they are: source, article, headline, and the hash of each text
                that was read from them
    revisit     the same bytes, answered once more: when, and which record has them
    …

A desk that told its readers "33 killed" hands the page it relied on to a colleague, a
lawyer or a library, who reads it with his own tools (ISO 28500, WARC 1.1) and compares
its hash with the one on our article page.

The records are `resource` and not `response`: a response holds the status line and the
headers as they came over the wire, and we keep neither.  What we do know is that only
answers 200 and 203 are stored, and the character set that the header named, which stands
in the record's Content-Type.  Bodies are as they were after unpacking (gzip, brotli), which
is what the hash was made of from the start.  The same page has the same record id in
every export, so that two files can be compared or joined.

All is written under a name of its own (`….part`) and renamed when it is on the disk: what has
its name is whole.  Rows are read some at a time, so that a daemon goes on beside it.

Discarded: headers made up to look like a response (evidence must hold nothing that nobody
sent), bytes written again each time that they came (four times the size, where a server knows
no 304), and a format of our own (nobody else could read it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import func, select
from warcio.warcwriter import WARCWriter

from archive.bodies import Bodies
from archive.database import ArchiveError, Database
from archive.files import hash_of, stamp, sync
from archive.followed import must_know
from archive.schema import articles, pages, revisions, sources
from news.moment import from_micros, micros

SUFFIXES = (".warc.gz", ".warc")
_CHUNK = 50
# Pages whose bytes a later record may refer to; they take 20 MB of memory.
_LATELY = 50_000
# What stays as it is in an address; all else is written as bytes in hexadecimal.
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_CHARSET = re.compile(r"[\w.:+-]{1,40}")
_STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_HOLDS = (
    "Bodies of pages as they came, unpacked, of answers 200 and 203; status lines and "
    "headers are not kept"
)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wanted:
    """Which pages: of a source, of an article, fetched since and before; None asks for all."""

    source: str | None = None
    article: int | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Exported:
    """What was written; `missing` counts pages whose bytes are no longer here."""

    file: Path
    bytes: int
    sha256: str
    pages: int
    articles: int
    missing: int


def automatic_name(now: datetime) -> Path:
    """Return the name of a file that nobody named."""
    return Path(f"wirewatch-{stamp(now)}{SUFFIXES[0]}")


def export(
    database: Database,
    bodies: Bodies,
    wanted: Wanted,
    file: Path,
    *,
    now: datetime,
    progress: Progress = lambda *_: None,
) -> Exported:
    """Write pages into a new file; one that is there already is replaced at the end."""
    if not file.name.endswith(SUFFIXES):
        raise ArchiveError(f"'{file}' must end in {' or '.join(SUFFIXES)}")
    where = _conditions(database, wanted)
    with database.read() as connection:
        total = connection.scalar(_joined(func.count()).where(*where)) or 0
    if not total:
        raise ArchiveError("no page that was asked for is in the archive, so nothing is written")
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as out:
            records = _Records(out, zipped=file.name.endswith(".gz"))
            records.begin(file.name, now)
            seen = set[int]()
            written = missing = 0
            for page in _pages(database, where):
                body = bodies.peek(page["sha256"])
                if body is None:
                    missing += 1
                else:
                    records.add(page, body)
                    written += 1
                    seen.add(page["article_id"])
                progress("writing pages", written + missing, total)
        if not written:
            raise ArchiveError("the bytes of all these pages were let go, so nothing is written")
        sync(part)
        digest, size = hash_of(part), part.stat().st_size
        part.rename(file)
        sync(file.absolute().parent)
    except OSError as error:
        raise ArchiveError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return Exported(file, size, digest, written, len(seen), missing)


def _conditions(database: Database, wanted: Wanted) -> list[Any]:
    """Write what is wanted as conditions; ArchiveError if there is no such source or article."""
    where: list[Any] = []
    if wanted.source is not None:
        must_know(database, wanted.source)
        where.append(sources.c.name == wanted.source)
    if wanted.article is not None:
        where.append(pages.c.article_id == _whole(database, wanted.article))
    if wanted.since is not None:
        where.append(pages.c.fetched_at >= micros(wanted.since))
    if wanted.before is not None:
        where.append(pages.c.fetched_at < micros(wanted.before))
    return where


def _whole(database: Database, number: int) -> int:
    """Return the article that an article became part of: its pages went there."""
    with database.read() as connection:
        row = connection.execute(
            select(articles.c.same_as).where(articles.c.id == number)
        ).one_or_none()
    if row is None:
        raise ArchiveError(f"there is no article {number}; `wirewatch search` prints numbers")
    return number if row.same_as is None else _whole(database, row.same_as)


def _joined(*what: Any) -> Any:
    return (
        select(*what)
        .select_from(pages)
        .join(articles, articles.c.id == pages.c.article_id)
        .join(sources, sources.c.id == articles.c.source_id)
    )


def _pages(database: Database, where: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Yield pages in order of arrival, each with whose it is and the texts that rest on it."""
    chosen = _joined(pages, articles.c.title, sources.c.name.label("source"))
    after = 0
    while True:
        with database.read() as connection:
            rows = (
                connection.execute(
                    chosen.where(*where, pages.c.id > after).order_by(pages.c.id).limit(_CHUNK)
                )
                .mappings()
                .all()
            )
            texts = connection.execute(
                select(revisions.c.page_id, revisions.c.number, revisions.c.sha256)
                # Not by page, of which there is no index.
                .where(revisions.c.article_id.in_({row["article_id"] for row in rows}))
                .order_by(revisions.c.article_id, revisions.c.number)
            ).all()
        for row in rows:
            rest = {text.number: text.sha256 for text in texts if text.page_id == row["id"]}
            yield {**row, "texts": rest}
        if len(rows) < _CHUNK:
            return
        after = rows[-1]["id"]


class _Records:
    """Writes records; remembers which bytes it wrote lately."""

    def __init__(self, out: BinaryIO, *, zipped: bool) -> None:
        self._writer = WARCWriter(out, gzip=zipped, warc_version="1.1")
        # By hash: id, address and time of the record that holds the bytes.
        self._lately: dict[str, tuple[str, str, str]] = {}

    def begin(self, name: str, now: datetime) -> None:
        """Write what the file is."""
        told = {
            "software": f"wirewatch {version('wirewatch')}",
            "format": "WARC File Format 1.1",
            "conformsTo": _STANDARD,
            "description": _HOLDS,
        }
        heads = {
            "WARC-Record-ID": _id("warcinfo", name, now.isoformat()),
            "WARC-Filename": _line(name),
            "WARC-Date": _date(now),
        }
        self._write("", "warcinfo", _fields(told), heads)

    def add(self, page: Mapping[str, Any], body: bytes) -> None:
        """Write the bytes of one page, and whose they are."""
        address = quote(page["url"], safe=_IN_ADDRESSES)
        date, digest = _date(from_micros(page["fetched_at"])), f"sha256:{page['sha256']}"
        number = _id("page", address, date, digest)
        heads = {"WARC-Date": date, "WARC-Record-ID": number, "WARC-Payload-Digest": digest}
        if first := self._lately.get(digest):
            self._write_again(address, heads, first)
        else:
            kind = _media_type(body, page["charset"])
            self._write(address, "resource", body, {**heads, "WARC-Block-Digest": digest}, kind)
            self._lately[digest] = number, address, date
            if len(self._lately) > _LATELY:
                del self._lately[next(iter(self._lately))]
        told = {"source": page["source"], "article": page["article_id"], "title": page["title"]}
        if page["part"] > 1:
            told["part"] = page["part"]
        told |= {f"text-{n}": f"sha256:{sha256}" for n, sha256 in page["texts"].items()}
        about = {"WARC-Date": date, "WARC-Record-ID": _id("metadata", number),
                 "WARC-Refers-To": number}  # fmt: skip
        self._write(address, "metadata", _fields(told), about)

    def _write_again(
        self, address: str, heads: Mapping[str, str], first: tuple[str, str, str]
    ) -> None:
        """Write that bytes came once more which an earlier record holds."""
        number, url, date = first
        told = {**heads, "WARC-Refers-To": number}
        digest = told.pop("WARC-Payload-Digest")  # warcio adds it, with what a revisit needs
        self._writer.write_record(
            self._writer.create_revisit_record(address, digest, url, date, warc_headers_dict=told)
        )

    def _write(
        self, address: str, kind: str, body: bytes, heads: dict[str, str], content: str = ""
    ) -> None:
        self._writer.write_record(
            self._writer.create_warc_record(
                address,
                kind,
                payload=BytesIO(body),
                length=len(body),
                warc_content_type=content,
                warc_headers_dict=heads,
            )
        )


def _media_type(body: bytes, charset: str) -> str:
    """Name what bytes are, as far as they show it, with the set that their header named."""
    if not _MARKUP.match(body[:1000]):
        return "application/octet-stream"
    return f"text/html; charset={charset}" if _CHARSET.fullmatch(charset) else "text/html"


def _fields(told: Mapping[str, object]) -> bytes:
    return "".join(f"{name}: {_line(value)}\r\n" for name, value in told.items()).encode()


def _line(value: object) -> str:
    """Write a value on one line: a field ends with it."""
    return " ".join(str(value).split())


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _id(*parts: str) -> str:
    """Name a record by what it is, so that it has the same name in every export."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(parts))}>"
