"""Read a feed: RSS, Atom, RDF, CDF and JSON Feed, as outlets really serve them.

feedparser knows the dialects; what it does badly is done around it.  The body is decoded
here (it drops UTF-16 without a declaration), mended (`crawler.mend`), and the dates are
read from its raw strings by `crawler.dates`.  JSON Feed is read by ourselves.

An entry needs an address.  It is the first of: the address before a click counter
(feedburner's origLink), the link, other links of the entry, a content's `src`, a guid that
is an address.  A relative one is resolved by xml:base, then by the feed's own home page
(what makes "news/7.html" in a feed under /rss/ right), then by where the feed was got.
Where several entries link one page, the front page say, their guids come first.
Entries without any are dropped and counted in `error`, which does not make the reading a
failure; one without a `kind` is.  A web page in place of a feed is the commonest fault and
is named as such.

An entry that says only when it was updated (Atom asks for no more) counts as published
then: the page, if it knows better, wins later.

Discarded: refusing what is not well-formed (one feed in forty is not); feedparser's
sanitiser (slow, and text is what we keep); its link of an entry (guids that are no
permalinks, audio files).
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import feedparser

from crawler.dates import MAX_LENGTH, read_date
from crawler.decode import charset_of, decode
from crawler.lines import html_text, title_text
from crawler.mend import MAX_ENTRIES, mend, root_of
from crawler.urls import absolute
from news.moment import Moment, ZoneFrom
from news.source import A_WEB_PAGE, Entry, FeedReading, Skips
from news.text import one_line

MAX_BYTES = 8_000_000
_MAX_AUTHORS = 20
_MAX_NAME = 120
_MAX_GUID = 1000
_GZIP = b"\x1f\x8b"

_Dated = Callable[[str], Moment | None]

_MAIL = re.compile(r"(?:mailto:)?[\w.+-]+@[\w.-]+")
_WEB_PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON = json.JSONDecoder(strict=False)  # raw line breaks inside texts are common
_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"[\s,]*")
# Where feedparser puts what says when an entry was published, the surest first.
_PUBLISHED = "published prism_publicationdate dcterms_available created".split()
_OF_PAGES = frozenset("html head body div p span br h1 h2 center script style meta b font".split())
_SKIPPED = re.compile(r"<skip(hours|days)\s*>(.{0,4000}?)</skip", re.IGNORECASE | re.DOTALL)
_SKIPPED_HOUR = re.compile(r"<hour\s*>\s*(\d{1,2})\s*<", re.IGNORECASE)
_SKIPPED_DAY = re.compile(r"<day\s*>\s*(\w{6,9})\s*<", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": 3600.0,
    "daily": 86400.0,
    "weekly": 604800.0,
    "monthly": 2592000.0,
    "yearly": 31536000.0,
}


def read_feed(
    body: bytes,
    *,
    url: str,
    content_type: str,
    timezone: str,
    language: str,
    now: datetime,
    whole: bool = False,
) -> FeedReading:
    """Read one body of a feed; `kind` is "" and `error` says why where it is none.

    `whole` keeps the entries that have no address, with an empty one.
    """
    try:
        text = _text_of(body, content_type, language)
    except ValueError as error:
        return FeedReading("", error=str(error))
    dated = partial(read_date, timezone=timezone, now=now, zone_from=ZoneFrom.FEED)
    if text[0] in "{[" or text[:4] == "null" or "json" in content_type.lower():
        found = _read_json(text, url, language, dated)
    elif _WEB_PAGE.match(text):
        found = FeedReading("", error=_NOT_A_FEED)
    else:
        found = _read_xml(text, url, language, dated)
    return found if whole else _with_addresses(found)


def _text_of(body: bytes, content_type: str, language: str) -> str:
    """Inflate and decode a body; ValueError where nothing can be read."""
    if body.startswith(_GZIP):  # a packed file under a plain name
        try:
            body = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, MAX_BYTES + 1)
        except zlib.error:
            raise ValueError("this looks gzipped but cannot be inflated") from None
    if len(body) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES // 1_000_000} MB: not read")
    text = decode(body, charset_of(content_type), language).lstrip("\ufeff \t\r\n\x00")
    if not text:
        raise ValueError("the answer is empty")
    return text


def _with_addresses(reading: FeedReading) -> FeedReading:
    """Drop the entries that have no address, and say how many."""
    kept = tuple(entry for entry in reading.entries if entry.url)
    total = len(reading.entries)
    if len(kept) == total:
        return reading
    lost = f"{total - len(kept)} of {total} entries have no usable link and were left out"
    error = f"{reading.error}; {lost}" if reading.error else lost
    return replace(reading, entries=kept, error=error)


_NOT_A_FEED = f"{A_WEB_PAGE}, not a feed: a challenge page or a moved feed"


def _read_xml(text: str, url: str, language: str, dated: _Dated) -> FeedReading:
    """Read RSS, Atom, RDF or CDF."""
    text = mend(text)
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8")),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    kind = _kind(parsed.get("version") or "")
    if not kind and not parsed.entries:
        return FeedReading("", error=_looks_like(text))
    head = parsed.feed
    base = absolute(url, _text(head, "link")) or url
    spoken = language or _language(head)
    entries = [_entry(item, base, spoken, dated) for item in parsed.entries[:MAX_ENTRIES]]
    title = title_text(_text(head, "title"))
    return FeedReading(
        kind or "rss", title, _told_apart(entries), ttl_seconds=_ttl(head), skips=read_skips(text)
    )


def _kind(version: str) -> str:
    """Name the family of a feedparser version."""
    if version in {"rss090", "rss10"}:
        return "rdf"
    if version.startswith("atom"):
        return "atom"
    return "rss" if version.startswith(("rss", "cdf")) else ""


def _looks_like(text: str) -> str:
    """Say what a body that is no feed looks like."""
    root = root_of(text).lower()
    if root in {"urlset", "sitemapindex"}:
        return "this is a sitemap, not a feed: configure it as a sitemap"
    if root == "opml":
        return "this is a list of feeds (OPML), not a feed: import it"
    start = text[:5000].lower()
    if "<html" in start or root in _OF_PAGES:
        return _NOT_A_FEED
    shown = one_line(text[:60])
    return f"neither RSS, Atom nor JSON Feed; it begins with: {shown}"


def _text(item: Any, key: str) -> str:
    """Return a string field; feedparser's own fall-backs between fields are passed by."""
    value = dict.get(item, key) if isinstance(item, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _entry(item: Any, base: str, language: str, dated: _Dated) -> Entry:
    """Read one item; its address is empty where it gives none."""
    guid = one_line(_text(item, "id"))[:_MAX_GUID]
    body = _richest(item)
    title = title_text(_text(item, "title"))
    text = html_text(body)
    written = [raw for name in _PUBLISHED if (raw := _text(item, name))]
    changed = _text(item, "updated")
    updated = dated(changed)
    return Entry(
        url=_first_address(base, _links(item)) or _address(guid),
        title=title or text.split("\n", 1)[0][:200],
        guid=guid,
        text=text,
        authors=_authors(item),
        published=next((read for raw in written if (read := dated(raw))), updated),
        updated=updated,
        language=_language(item) or language,
        date_raw=next(iter(written), changed)[:MAX_LENGTH],
    )


def _first_address(base: str, links: Iterable[str]) -> str:
    """Return the first link that is a sane address, "" for none."""
    return next((found for link in links if (found := absolute(base, link))), "")


def _links(item: Any) -> Iterator[str]:
    """Yield what may be the entry's address, the likeliest first."""
    for name in ("feedburner_origlink", "pheedo_origlink", "link"):
        yield _text(item, name)
    for wanted in ("alternate", "self"):  # a relation may be written as an address
        for link in dict.get(item, "links") or ():
            if str(link.get("rel", "alternate")).rpartition("/")[2] == wanted:
                yield str(link.get("href") or "")
    for content in dict.get(item, "content") or ():
        yield str(content.get("src") or "")
    yield _text(item, "href")  # `<url>`
    yield _text(dict.get(item, "a"), "href")  # CDF


def _address(guid: str) -> str:
    """Return a guid that is an address by itself, "" for any other."""
    return (guid.startswith(("http://", "https://")) and absolute("", guid)) or ""


def _told_apart(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Give entries that all link one page the addresses that their guids are, if they are."""
    shared = Counter(entry.url for entry in entries)
    return tuple(
        replace(entry, url=_address(entry.guid) or entry.url) if shared[entry.url] > 1 else entry
        for entry in entries
    )


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


def read_skips(text: str) -> Skips:
    """Read the hours (of UTC; 24 is midnight) and days at which a feed wants to be left alone."""
    inside = {match[1].lower(): match[2] for match in _SKIPPED.finditer(text)}
    hours = (int(hour) for hour in _SKIPPED_HOUR.findall(inside.get("hours", "")))
    days = (day.lower() for day in _SKIPPED_DAY.findall(inside.get("days", "")))
    return Skips(
        frozenset(hour % 24 for hour in hours if hour <= 24),  # noqa: PLR2004  some count from 1
        frozenset(_DAYS.index(day) for day in days if day in _DAYS),
    )


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,7}", text) else 0.0


def _read_json(text: str, url: str, language: str, dated: _Dated) -> FeedReading:
    """Read a JSON Feed; of one that breaks off what came before."""
    error = ""
    try:
        feed = _JSON.decode(text)
    except (ValueError, RecursionError):
        feed = {"items": list(_first_items(text))}
        error = f"the JSON breaks off or is broken: only {len(feed['items'])} items were read"
        if not feed["items"]:
            return FeedReading("", error="this begins like JSON but cannot be read as such")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return FeedReading("", error="this is JSON, but not a JSON Feed: it has no list of items")
    home = absolute(url, _text(feed, "home_page_url")) or absolute(url, _text(feed, "feed_url"))
    spoken = language or _language(feed)
    entries = [
        _json_entry(item, home or url, spoken, dated)
        for item in items[:MAX_ENTRIES]
        if isinstance(item, dict)
    ]
    return FeedReading("json", title_text(_text(feed, "title")), _told_apart(entries), error)


def _first_items(text: str) -> Iterator[Any]:
    """Yield the whole items of a JSON Feed that breaks off."""
    start = _ITEMS.search(text)
    place = start.end() if start else len(text)
    while place < len(text):
        try:
            item, place = _JSON.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield item
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place


def _json_entry(item: Mapping[str, Any], base: str, language: str, dated: _Dated) -> Entry:
    """Read one item of a JSON Feed; its address is empty where it gives none."""
    guid = one_line(_scalar(item.get("id")))[:_MAX_GUID]
    links = (_text(item, "url"), _text(item, "external_url"))
    text = html_text(_text(item, "content_html")) or html_text(_text(item, "content_text"))
    text = text or html_text(_text(item, "summary"))
    written, changed = _scalar(item.get("date_published")), _scalar(item.get("date_modified"))
    updated = dated(changed)
    return Entry(
        url=_first_address(base, links) or _address(guid),
        title=title_text(_text(item, "title")) or text.split("\n", 1)[0][:200],
        guid=guid,
        text=text,
        authors=_json_authors(item),
        published=dated(written) or updated,
        updated=updated,
        language=_language(item) or language,
        date_raw=(written or changed)[:MAX_LENGTH],
    )


def _scalar(value: Any) -> str:
    """Return a text or a number as text; "" for all else."""
    return str(value) if isinstance(value, str | int | float) and value is not True else ""


def _json_authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    listed = item.get("authors")
    people = listed if isinstance(listed, list) else [item.get("author")]
    return _names(_text(person, "name") for person in people if isinstance(person, dict))
