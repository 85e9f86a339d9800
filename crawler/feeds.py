"""Read a feed: RSS, Atom, RDF and JSON Feed, as outlets really serve them.

feedparser knows the dialects; what it does badly is done around it.  The body is
decoded here (it drops UTF-16 without a declaration), document types go (entity bombs,
files of ours), overlong author fields, comments and tags are trimmed (32 KB of author
cost it three CPU seconds), at most 500 entries are parsed, and the dates are read from
its raw strings by `crawler.dates`.  JSON Feed is read by ourselves.

An entry needs an address: its link, or a guid that is one.  Entries without either are
dropped and counted in `error`, which does not make the reading a failure; one without a
`kind` is.  A web page in place of a feed is the commonest fault and is named as such.

Discarded: refusing what is not well-formed (one feed in forty is not); feedparser's
sanitiser (slow, and text is what we keep).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import feedparser

from crawler.dates import read_date
from crawler.decode import charset_of, decode
from crawler.lines import html_text, title_text
from crawler.urls import absolute
from news.moment import Moment, ZoneFrom
from news.source import A_WEB_PAGE, Entry, FeedReading
from news.text import one_line

MAX_BYTES = 8_000_000
MAX_ENTRIES = 500
_MAX_AUTHORS = 20
_MAX_NAME = 120
_MAX_GUID = 1000
_LONGEST_TAG = 8_000  # characters; feedparser needs a minute for a megabyte of attributes

_Dated = Callable[[str], Moment | None]

_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_SUBSET = re.compile(r"[^<>\[]*(?:\[[^\]]*(?:\][^\]>]*)*?\]\s*)?>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{_LONGEST_TAG},}}>?")
_LONG_AUTHOR = re.compile(
    r"""(<(?:[\w.-]+:)?(?:author|creator|contributor|name|email|managingEditor|webMaster|owner
    |publisher|credit)\b[^<>]*>\s*(?:<!\[CDATA\[)?)([^<\]]{300,})""",
    re.IGNORECASE | re.VERBOSE,
)
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]+@[\w.-]+")
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z][\w.:-]*)")
_WEB_PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PERIODS = {
    "hourly": 3600.0,
    "daily": 86400.0,
    "weekly": 604800.0,
    "monthly": 2592000.0,
    "yearly": 31536000.0,
}


def read_feed(
    body: bytes, *, url: str, content_type: str, timezone: str, language: str, now: datetime
) -> FeedReading:
    """Read one body of a feed; `kind` is "" and `error` says why where it is none."""
    if len(body) > MAX_BYTES:
        return FeedReading("", error=f"larger than {MAX_BYTES // 1_000_000} MB: not read")
    text = decode(body, charset_of(content_type), language).lstrip("\ufeff \t\r\n\x00")
    if not text:
        return FeedReading("", error="the answer is empty")
    dated = partial(read_date, timezone=timezone, now=now, zone_from=ZoneFrom.FEED)
    if text[0] in "{[" or text[:4] == "null" or "json" in content_type.lower():
        return _read_json(text, url, language, dated)
    if _WEB_PAGE.match(text):
        return FeedReading("", error=_NOT_A_FEED)
    return _read_xml(text, url, language, dated)


_NOT_A_FEED = f"{A_WEB_PAGE}, not a feed: a challenge page or a moved feed"


def _read_xml(text: str, url: str, language: str, dated: _Dated) -> FeedReading:
    """Read RSS, Atom or RDF."""
    parsed = feedparser.parse(
        io.BytesIO(trim(text).encode("utf-8")),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    kind = _kind(parsed.get("version") or "")
    if not kind and not parsed.entries:
        return FeedReading("", error=_looks_like(text))
    head = parsed.feed
    spoken = language or _text(head, "language")[:2].lower()
    entries = [_entry(item, url, spoken, dated) for item in parsed.entries[:MAX_ENTRIES]]
    return _reading(kind or "rss", title_text(_text(head, "title")), entries, _ttl(head))


def _reading(
    kind: str, title: str, entries: Iterable[Entry | None], ttl: float | None
) -> FeedReading:
    """Put a reading together; what has no address is dropped and counted."""
    found = list(entries)
    kept = tuple(entry for entry in found if entry is not None)
    lost = len(found) - len(kept)
    error = f"{lost} of {len(found)} entries have no usable link and were left out" if lost else ""
    return FeedReading(kind, title, kept, error, ttl)


def trim(text: str) -> str:
    """Take out of a feed what costs its parser much and tells us nothing."""
    text = _DECLARATION.sub("", _ILLEGAL.sub("", text), count=1)
    text = _without_doctype(_without_comments(text))
    text = _LONG_AUTHOR.sub(lambda match: match[1] + match[2][:200], _LONG_TAG.sub("", text))
    return _first_entries(text)


def _without_doctype(text: str) -> str:
    """Cut the document type out with all the entities it declares."""
    start = _DOCTYPE.search(text)
    if start is None:
        return text
    end = _SUBSET.match(text, start.end()) or start
    return text[: start.start()] + text[end.end() :]


def _without_comments(text: str) -> str:
    """Cut comments out in one pass; an unclosed one loses only its opening."""
    kept, start = [], 0
    close = section_end = -1
    while (found := text.find("<!--", start)) >= 0:
        kept.append(text[start:found])
        if close < found and close != len(text):
            close = _find(text, "-->", found)
        if section_end < found and section_end != len(text):
            section_end = _find(text, "]]>", found)
        inside = close < section_end  # a comment inside CDATA may not swallow its end
        start = close + 3 if inside and close < len(text) else found + 4
    kept.append(text[start:])
    return "".join(kept)


def _find(text: str, wanted: str, start: int) -> int:
    """Return where `wanted` comes next; the end of the text where it does not."""
    found = text.find(wanted, start)
    return len(text) if found < 0 else found


def _first_entries(text: str) -> str:
    """Cut a feed after as many entries as we read, and close it properly."""
    for count, match in enumerate(_ENTRY_END.finditer(text), start=1):
        if count == MAX_ENTRIES:
            root = (found := _ROOT.search(text)) and found[1]
            inner = "</channel>" if root == "rss" else ""
            return f"{text[: match.end()]}{inner}</{root}>"
    return text


def _kind(version: str) -> str:
    """Name the family of a feedparser version."""
    if version in {"rss090", "rss10"}:
        return "rdf"
    if version.startswith("atom"):
        return "atom"
    return "rss" if version.startswith(("rss", "cdf")) else ""


def _looks_like(text: str) -> str:
    """Say what a body that is no feed looks like."""
    start = text[:5000].lower()
    if "<html" in start or "<body" in start or "<div" in start:
        return _NOT_A_FEED
    root = _ROOT.search(text[:5000])
    if root and root[1].lower() in {"urlset", "sitemapindex"}:
        return "this is a sitemap, not a feed: configure it as a sitemap"
    shown = one_line(text[:60])
    return f"neither RSS, Atom nor JSON Feed; it begins with: {shown}"


def _text(item: Mapping[str, Any], key: str) -> str:
    """Return a string field; feedparser's own fall-backs between fields are passed by."""
    value = dict.get(item, key) if isinstance(item, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _entry(item: Any, base: str, language: str, dated: _Dated) -> Entry | None:
    """Read one item; None where it has no address."""
    guid = one_line(_text(item, "id"))[:_MAX_GUID]
    url = absolute(base, _text(item, "link")) or _link_of(item, base) or _address(guid)
    if url is None:
        return None
    body = _richest(item)
    title = title_text(_text(item, "title"))
    text = html_text(body)
    return Entry(
        url=url,
        title=title or text.split("\n", 1)[0][:200],
        guid=guid,
        text=text,
        authors=_authors(item),
        published=dated(_text(item, "published")) or dated(_text(item, "created")),
        updated=dated(_text(item, "updated")),
        language=_language(item) or language,
    )


def _link_of(item: Any, base: str) -> str | None:
    """Return the first usable alternate link."""
    for link in item.get("links") or ():
        if link.get("rel", "alternate") == "alternate" and (
            found := absolute(base, link.get("href") or "")
        ):
            return found
    return None


def _address(guid: str) -> str | None:
    """Return a guid that is an address by itself."""
    return absolute("", guid) if guid.startswith(("http://", "https://")) else None


def _richest(item: Any) -> str:
    """Return the longest of what an item says: its contents and its summary."""
    texts = [_text(content, "value") for content in item.get("content") or ()]
    return max([*texts, _text(item, "summary")], key=len)


def _language(item: Any) -> str:
    return _text(item, "language")[:2].lower()


def _authors(item: Any) -> tuple[str, ...]:
    """Return the names as given, without addresses, each once."""
    named = [_text(author, "name") for author in dict.get(item, "authors") or () if author]
    raw = _text(item, "author")
    if "@" in raw:  # "desk@sandal.example (Asha Rao)", in which feedparser loses its way
        named = [_MAIL.sub("", raw).strip(" ()<>,;:-")]
    return _names(named or [raw])


def _names(raw: Iterable[str]) -> tuple[str, ...]:
    names = (title_text(name)[:_MAX_NAME] for name in raw)
    return tuple(dict.fromkeys(name for name in names if name))[:_MAX_AUTHORS]


def _ttl(head: Any) -> float | None:
    """Return the pause that a feed asks for, in seconds."""
    asked = []
    if (ttl := _number(_text(head, "ttl"))) > 0:
        asked.append(ttl * 60)
    if period := _PERIODS.get(_text(head, "sy_updateperiod").lower()):
        asked.append(period / max(_number(_text(head, "sy_updatefrequency")), 1.0))
    return max(asked) if asked else None


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,7}", text) else 0.0


def _read_json(text: str, url: str, language: str, dated: _Dated) -> FeedReading:
    """Read a JSON Feed."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return FeedReading("", error="this begins like JSON but cannot be read as such")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return FeedReading("", error="this is JSON, but not a JSON Feed: it has no list of items")
    spoken = language or _text(feed, "language")[:2].lower()
    entries = [_json_entry(item, url, spoken, dated) for item in items[:MAX_ENTRIES]]
    return _reading("json", title_text(_text(feed, "title")), entries, None)


def _json_entry(item: Any, base: str, language: str, dated: _Dated) -> Entry | None:
    """Read one item of a JSON Feed; None where it has no address."""
    if not isinstance(item, dict):
        return None
    identity = item.get("id")
    guid = one_line(str(identity))[:_MAX_GUID] if isinstance(identity, str | int) else ""
    links = (_text(item, "url"), _text(item, "external_url"))
    url = next((found for link in links if (found := absolute(base, link))), None) or _address(guid)
    if url is None:
        return None
    text = html_text(_text(item, "content_html")) or html_text(_text(item, "content_text"))
    text = text or html_text(_text(item, "summary"))
    return Entry(
        url=url,
        title=title_text(_text(item, "title")) or text.split("\n", 1)[0][:200],
        guid=guid,
        text=text,
        authors=_json_authors(item),
        published=dated(_text(item, "date_published")),
        updated=dated(_text(item, "date_modified")),
        language=_language(item) or language,
    )


def _json_authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    listed = item.get("authors")
    people = listed if isinstance(listed, list) else [item.get("author")]
    return _names(_text(person, "name") for person in people if isinstance(person, dict))
