"""Name the shape of an address: what stays when its changing parts are taken out.

An outlet's reports share a shape, and so do its lists:

    https://news.example/sindh/floods-cut-road-to-turbat-884210   /sindh/<slug>-<number>
    https://news.example/2026/02/04/ferry-stops-after-forty-years /<year>/<month>/<day>/<slug>
    https://news.example/politics?page=7                          /politics?page=<number>

So what was found at one address says what to expect at a thousand others; which, is
counted in table `shapes` and asked of `verdict`.  The host is left out: an outlet prints
the same templates on all of its hosts.

Discarded: clustering addresses by their edit distance (slow, and nobody can say why two
addresses are alike); keeping every word (each slug would be a shape of its own).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import unquote, urlsplit

from crawler.urls import canonical, url_key
from news.source import Shape

# So many pages of a shape must have been read before it says anything of the next one, and so
# many times as many of one kind as of the other: one list that was taken for a report does not
# outweigh a hundred reports.
ENOUGH, MANY = 3, 4
# After this time without a page, a shape that brought no reports is tried anew: sites change.
RETRIED = timedelta(days=30)

_MOST_QUERY = 5  # parameters that a shape names
_LONG_SLUG = 25  # characters; no section's name is longer
_SLUG_WORDS = 3
_PAGE = re.compile(r"(?<=.)\.(?:html?|php\d?|aspx?|cms|shtml|ece|jsp|story)$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?[0-3]\d)?")
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep sept oct nov dec".split())
_WORD_BREAK = re.compile(r"[-_ +,~]+")
_LONG_NUMBER_LAST = re.compile(r"[-_.](\d{5,})$")
_LONG_NUMBER_FIRST = re.compile(r"^(\d{5,})[-_.]")
_DIGITS = re.compile(r"\d+")
_IDENTITY = re.compile(
    r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|(?=(?:[^\W_]*\d){2})(?=[^\W_]*[^\W\d_]\d+[^\W\d_])"
    r"[^\W_]{6,}",
    re.IGNORECASE,
)

_SESSIONS = re.compile(
    r"(?:php|j|asp(?:\.net_)?|cf|x-?)?(?:sess(?:ion)?_?id)|aspsessionid\w*|cfid|cftoken|zenid|osCsid"
    r"|_?sess(?:ion)?",
    re.IGNORECASE,
)
_MAYBE_SESSIONS = frozenset({"sid", "s", "token", "nonce", "rnd", "rand", "cb", "_"})
_RANDOM = re.compile(r"[0-9a-fA-F]{12,}|(?=.*\d)(?=.*[A-Za-z])[\w-]{16,}|\d{13,}")
_PATH_SESSION = re.compile(r"/\(S\([^/]*\)\)", re.IGNORECASE)  # an old server's

_PAGER = re.compile(r"(?:page|paged|pg|p|pageno|page_?num(?:ber)?|offset|start)", re.IGNORECASE)
_PAGED_PATH = re.compile(r"/(?:page|pages|p)[/-]?(\d{1,6})$", re.IGNORECASE)


class Verdict(Enum):
    """What a shape's past says of an address that has it."""

    REPORTS = "reports"
    OTHERS = "others"
    UNKNOWN = "unknown"


def verdict(known: Shape, now: datetime) -> Verdict:
    """Say what the next address of this shape will be."""
    if known.articles >= ENOUGH and known.articles >= MANY * known.others:
        return Verdict.REPORTS
    if (
        known.others >= ENOUGH
        and known.others >= MANY * known.articles
        and now - known.seen_at < RETRIED
    ):
        return Verdict.OTHERS
    return Verdict.UNKNOWN


def shape_of(url: str, *, names: bool = False) -> str:
    """Return the shape of an address; with `names`, sections of one depth stay apart."""
    try:
        parts = urlsplit(without_session(canonical(url)))
    except ValueError:
        return ""
    segments = [segment for segment in parts.path.split("/") if segment]
    shaped: list[str] = []
    for number, segment in enumerate(segments):
        last = shaped[-1] if shaped else ""
        part = _segment(unquote(segment), last)
        named = names or number == 0 or number < len(segments) - 1 or part.startswith("<")
        shaped.append(part if named else _unnamed(part))
    path = "/" + "/".join(shaped)
    return f"{path}?{query}" if (query := _query(parts.query)) else path


def without_session(url: str) -> str:
    """Return an address without what only says who is reading."""
    url, _, fragment = url.partition("#")
    head, _, query = url.partition("?")
    head = _PATH_SESSION.sub("", "/".join(part.partition(";")[0] for part in head.split("/")))
    kept = [pair for pair in query.split("&") if pair and not _is_session(pair)]
    return head + (f"?{'&'.join(kept)}" if kept else "") + (f"#{fragment}" if fragment else "")


def visit_key(url: str) -> str:
    """Return what is the same for all addresses that would answer with one list."""
    return url_key(without_session(url))


def paged(url: str) -> tuple[str, int]:
    """Return what is the same for all pages of one list, and which page an address is of it.

    The first page, which usually carries no number, is 1.
    """
    path, _, query = visit_key(url).partition("?")
    number, kept = 1, list[str]()
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if _PAGER.fullmatch(name) and value.isdecimal():
            number = int(value[:9])
        elif pair:
            kept.append(pair)
    if found := _PAGED_PATH.search(path):
        path, number = path[: found.start()], int(found[1])
    return f"{path}?{'&'.join(kept)}", number


def _is_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if _SESSIONS.fullmatch(name):
        return True
    return name.lower() in _MAYBE_SESSIONS and bool(_RANDOM.fullmatch(value))


def _segment(text: str, before: str) -> str:
    """Return the shape of one part of a path; `before` is that of the part before it."""
    ending = _PAGE.search(text)
    stem, tail = (text[: ending.start()], ending.group()) if ending else (text, "")
    return _stem(stem, before) + tail.lower()


def _stem(stem: str, before: str) -> str:
    if stem.isdecimal():
        return _number(stem, before)
    if before == "<year>" and stem[:3].lower() in _MONTHS and stem.isalpha():
        return "<month>"
    if found := _LONG_NUMBER_LAST.search(stem):
        return f"{_words(stem[: found.start()], _SLUG_WORDS - 1)}-<number>"
    if found := _LONG_NUMBER_FIRST.search(stem):
        return f"<number>-{_words(stem[found.end() :], _SLUG_WORDS - 1)}"
    if _DAY.fullmatch(stem):
        return "<date>"
    return "<id>" if _IDENTITY.fullmatch(stem) else _words(stem, _SLUG_WORDS)


def _number(digits: str, before: str) -> str:
    """Return the shape of a number: a date's part where it stands in a date."""
    if _YEAR.fullmatch(digits):
        return "<year>"
    if before == "<year>" and 1 <= int(digits[:3]) <= 12:  # noqa: PLR2004  months
        return "<month>"
    if before == "<month>" and 1 <= int(digits[:3]) <= 31:  # noqa: PLR2004  days
        return "<day>"
    if _DAY.fullmatch(digits):
        return "<date>"
    return "<number>"


def _words(text: str, enough: int) -> str:
    """Return "<slug>" for a headline in an address, else its few words."""
    words = [word for word in _WORD_BREAK.split(text) if word]
    if len(words) >= enough or len(text) >= _LONG_SLUG:
        return "<slug>"
    return _DIGITS.sub("<number>", text.lower())


def _unnamed(part: str) -> str:
    """Return a part's shape without the one word that it is."""
    ending = _PAGE.search(part)
    stem = part[: ending.start()] if ending else part
    return part if "<" in stem else "<word>" + part[len(stem) :]


def _query(query: str) -> str:
    shaped = set[str]()
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if not name:
            continue
        kind = ""
        if value:
            kind = "<number>" if value.isdecimal() else "<word>"
            kind = "<date>" if _DAY.fullmatch(value) and len(value) > 4 else kind  # noqa: PLR2004
        shaped.add(f"{_DIGITS.sub('<number>', unquote(name))[:40]}={kind}")
    return "&".join(sorted(shaped)[:_MOST_QUERY])
