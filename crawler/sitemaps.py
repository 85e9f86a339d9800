"""Read a sitemap: news sitemaps with titles and dates, plain ones, indexes, gzipped or not.

A news sitemap lists what an outlet published in the last two days, often more than its
feed does.  The body is parsed as a stream with entities, network and huge trees off, and
recovered as far as it goes: half a sitemap is half the news.  Of a long one the newest
2,000 addresses are kept, or as many as whoever looks for older ones asks for.  A text file
of one address a line is a sitemap too.

Discarded: scrapy's reader (it drops the `news:` fields, and with them titles and dates).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from lxml import etree

from crawler.dates import read_date
from crawler.decode import decode
from crawler.lines import title_text
from crawler.urls import absolute
from news.moment import EPOCH, Moment, ZoneFrom
from news.source import A_WEB_PAGE, Entry, FeedReading

MAX_BYTES = 10_000_000  # inflated
MAX_ENTRIES = 2_000
MAX_SEEN = 50_000  # the protocol's own limit
_GZIP = b"\x1f\x8b"
_NAMES = frozenset({"loc", "lastmod", "title", "publication_date", "language"})

_Dated = Callable[[str], Moment | None]


def read_sitemap(
    body: bytes,
    *,
    url: str,
    timezone: str,
    language: str,
    now: datetime,
    most: int | None = None,
) -> FeedReading:
    """Read one sitemap or index; `kind` is "" and `error` says why where it is none."""
    most = most or MAX_ENTRIES
    try:
        body = _inflated(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    except zlib.error:
        return FeedReading("", error="this looks gzipped but cannot be inflated")
    if not body:
        return FeedReading("", error="the answer is empty")
    if not body.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return _read_text(body, url, language, most)
    kind, rows = _rows(body)
    dated = partial(read_date, timezone=timezone, now=now, zone_from=ZoneFrom.FEED)
    if kind == "urlset":
        entries = [entry for row in rows if (entry := _entry(row, url, language, dated))]
        return FeedReading("sitemap", entries=_newest(entries, most), error=_lost(rows, entries))
    if kind == "sitemapindex":
        return _index(rows, url, dated)
    return FeedReading("", error=_looks_like(kind))


def _looks_like(kind: str) -> str:
    """Say what a body that is no sitemap looks like."""
    if kind == "html":
        return f"{A_WEB_PAGE}, not a sitemap: a challenge page or a moved sitemap"
    if kind in {"rss", "feed", "RDF"}:
        return "this is a feed, not a sitemap: configure it as a feed"
    return f"this is not a sitemap: its first element is <{kind[:40]}>" if kind else "not readable"


def _inflated(body: bytes) -> bytes:
    """Inflate gzip as far as the cap goes."""
    if not body.startswith(_GZIP):
        return body[:MAX_BYTES]
    return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES)


def _rows(body: bytes) -> tuple[str, list[dict[str, str]]]:
    """Return the name of the root and the fields of each of its children."""
    root, rows = "", list[dict[str, str]]()
    row: dict[str, str] = {}
    for event, element in _events(body):
        name = _local(element)
        if event == "start":
            root = root or name
            if root not in {"urlset", "sitemapindex"}:
                break
            continue
        if name in _NAMES and element.text and name not in row:
            row[name] = element.text.strip()
        elif name in {"url", "sitemap"}:
            rows.append(row)
            row = {}
            _forget(element)
        if len(rows) >= MAX_SEEN:
            break
    return root, rows


def _events(body: bytes) -> Iterator[tuple[str, Any]]:
    """Yield starts and ends of elements until the body ends or breaks."""
    events = etree.iterparse(
        io.BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from events
    except etree.XMLSyntaxError:
        return


def _local(element: Any) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _forget(element: Any) -> None:
    """Free what has been read, so that a long sitemap stays small in memory."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _entry(row: dict[str, str], base: str, language: str, dated: _Dated) -> Entry | None:
    """Read one row; None where it has no usable address."""
    url = absolute(base, row.get("loc", ""))
    if url is None:
        return None
    return Entry(
        url=url,
        title=title_text(row.get("title", "")),
        published=dated(row.get("publication_date", "")),
        updated=dated(row.get("lastmod", "")),
        language=_two_letters(row.get("language", "")) or language,
    )


def _two_letters(code: str) -> str:
    match = re.match(r"([A-Za-z]{2})(?![A-Za-z])", code)
    return match[1].lower() if match else ""


def _index(rows: list[dict[str, str]], base: str, dated: _Dated) -> FeedReading:
    """Read an index: its sitemaps, each once, and when each changed last."""
    changed: dict[str, Moment | None] = {}
    for row in rows:
        if url := absolute(base, row.get("loc", "")):
            changed.setdefault(url, dated(row.get("lastmod", "")))
    found = list(changed.items())[:MAX_SEEN]
    return FeedReading(
        "sitemap index",
        sitemaps=tuple(url for url, _ in found),
        changed=tuple(moment for _, moment in found),
    )


def _newest(entries: list[Entry], most: int) -> tuple[Entry, ...]:
    """Keep the newest of too many, in the order in which they came."""
    if len(entries) <= most:
        return tuple(entries)
    ranked = sorted(range(len(entries)), key=lambda index: _when(entries[index]), reverse=True)
    return tuple(entries[index] for index in sorted(ranked[:most]))


def _when(entry: Entry) -> datetime:
    moment = entry.published or entry.updated
    return moment.at if moment else EPOCH


def _lost(rows: list[dict[str, str]], entries: list[Entry]) -> str:
    lost = len(rows) - len(entries)
    return f"{lost} of {len(rows)} rows have no usable address and were left out" if lost else ""


def _read_text(body: bytes, url: str, language: str, most: int) -> FeedReading:
    """Read a sitemap of one address a line."""
    lines = decode(body).splitlines()[:MAX_SEEN]
    if not lines or not lines[0].strip().startswith(("http://", "https://")):
        return FeedReading("", error="this is neither XML nor a list of addresses")
    found = (absolute(url, line) for line in lines if line.strip())
    entries = (Entry(address, "", language=language) for address in found if address)
    return FeedReading("sitemap", entries=tuple(entries)[:most])
