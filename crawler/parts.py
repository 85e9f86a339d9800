"""Find the next part of an article that its outlet prints on several pages, and join parts.

    /sindh/delta-drowns            "1  2  3  Next page"   ──▶  /sindh/delta-drowns?page=2
    /sindh/delta-drowns?page=2     "1  2  3  Next page"   ──▶  /sindh/delta-drowns?page=3
    /sindh/delta-drowns?page=3     "1  2  3"              ──▶  none

The address decides: a part's is that of its article with a number in it, one more than the
number of the part before.  So neither "Next: Ferry sinks" nor the pager of a list, nor the
weblogs' `rel=next` (the report that was published next; all of them on the pages that we
measured) leads anywhere.  The link must also say so, by rel=next or by its words, and stand
in no discussion: readers' comments have pagers too.

Parts are joined in their order.  Each prints the headline, the standfirst or a reporter's
few words again; what was said before is said once.  A part that says nothing new ends its
article: many servers answer ?page=7 of a short report with its first page, and what was
one page today may have been three yesterday.

A live report's older posts stand on further pages too; they were read when they were new,
and each new post would let twenty pages be fetched again.

Discarded: trusting rel=next (see above); "view all" (it is a printer's page, or a wall, as
often as the whole report); fetching all that a pager numbers at once (it may lead beyond).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from crawler.urls import absolute, url_key
from news.article import Article
from news.text import words

MOST_PARTS = 20
_MOST_TEXT = 400_000  # characters of all parts; a novel's fifth
_MOST_LINKS = 5_000
_MOST_NUMBERED = 300  # links among them that have the number; a pager has two
_MOST_PARAMETERS = 12
_LONGEST_LABEL = 60  # characters of "Continue reading on page 2: the engineers"
_MOST_PIECES = 20  # of text in a label: icons and spans part it
# Shorter lines ("Background", "Yes.") may well be said twice by one report.
_LONG_LINE = 40

_QUERY = re.compile(
    r"(?:page|paged|pg|p|pageno|page_?num(?:ber)?|part|seite|pagina|sayfa)=(\d{1,2})",
    re.IGNORECASE,
)
_NAMED = re.compile(  # story/page/2, story-page-2, story,seite-2, story/p2
    r"(?:[/_,.-](?:page|seite|pagina|sayfa)|/p)[/_,=-]?(\d{1,2})", re.IGNORECASE
)
_BARE = re.compile(r"/(\d{1,2})")  # story/2
_TAIL = re.compile(r"[-_,](\d{1,2})")  # story-2, which may be another report's too
_ENDING = re.compile(r"\.(?:html?|php\d?|aspx?|cms|shtml|ece|jsp)$", re.IGNORECASE)
_COMMENTS = re.compile(
    r"comments?(?![a-z])|commentlist|disqus|discussion|respond|replies", re.IGNORECASE
)
_WHOLE = frozenset({"html", "body", "main", "article"})  # their classes speak of all that is in

_PAGE_WORD = (
    r"page|seite|p[áa]gina|sayfa|صفحہ|صفحے|صفحه|مخ\b|पृष्ठ|पेज|पन्न|पान|পৃষ্ঠা|পাতা|ਸਫ਼ਾ|ਪੰਨਾ|பக்கம்"
    r"|పేజీ|ಪುಟ|പേജ്|પાનું"
)
_ONWARD = (
    r"next|continued?|weiter|n[äa]chste|suivante?|siguiente|pr[óo]xima|successiva|volgende|sonraki|далее"
    r"|التالي|التالية|بعدی|اگل[اےی]|آگے|بل\s+مخ|अगल[ाेी]|आगे|पुढ(?:ील|े)|পরবর্তী|পরের|ਅਗਲ[ਾੇੀ]|அடுத்த|తదుపరి|ಮುಂದಿನ|അടുത്ത"
)
# "Next", "Next page", "Continue on page 2", "›": not "Next: Ferry sinks".
_NEXT_PAGE = re.compile(
    rf"[\W_]*(?:(?:{_ONWARD})(?!\w)[^:]{{0,20}}?)?(?:{_PAGE_WORD})[^:]{{0,20}}", re.IGNORECASE
)
_NEXT = re.compile(rf"[\W_]*(?:{_ONWARD})[\W_]*|\s*[›»>→▶]+\s*", re.IGNORECASE)


@dataclass(frozen=True)
class _Place:
    """One way to read an address: what is the same for all parts, the form, the number."""

    stem: str
    form: str = ""
    number: int = 0


def next_part(tree: Any, url: str, part: int = 1) -> str:
    """Return the address of the part after this one, the `part`th; "" where it is the last."""
    if part >= MOST_PARTS:
        return ""
    here = list(_places(url))
    # Of hundreds of links hardly one has this number where a part's may stand.
    numbered = re.compile(rf"(?<!\d)0?(?:{part}|{part + 1})/?(?:\.\w{{2,5}})?(?:[?&#]|\s*$)")
    links = islice(tree.iter("a", "link"), _MOST_LINKS)
    likely = (one for one in links if numbered.search(one.get("href") or ""))
    for link in islice(likely, _MOST_NUMBERED):
        href = link.get("href")
        found = None if "comment" in href.lower() else absolute(url, href)
        form = found and _form_of_next(here, found, part)
        if form and _says_so(link, part + 1, sure=form != "tail") and not _in_comments(link):
            return found or ""
    return ""


def is_part_of(url: str, first: str, part: int) -> bool:
    """Say whether an address is that of an article's `part`th part, not of something else."""
    if part == 1:
        return True
    stems = {place.stem for place in _places(first)}
    return any(place.number in {part - 1, part} and place.stem in stems for place in _places(url))


def join(parts: Sequence[Article]) -> Article:
    """Return the article that its parts are together; what the first says of itself counts.

    `parts` of the result are those that said something new; `next_part` is that of the last.
    """
    first, told = parts[0], list[str]()
    seen, count, last = set[str](), 0, parts[0]
    for part in parts:
        lines = [(line, " ".join(words(line))) for line in part.text.split("\n")]
        fresh = [line for line, folded in lines if len(line) < _LONG_LINE or folded not in seen]
        nothing = all(folded in seen for _, folded in lines)
        if count and (part.is_list or nothing or sum(map(len, told + fresh)) > _MOST_TEXT):
            return _joined(first, told, parts[:count], "")
        told += fresh
        seen |= {folded for _, folded in lines}
        count, last = count + 1, part
    return _joined(first, told, parts, last.next_part)


def _joined(
    first: Article, lines: Sequence[str], parts: Sequence[Article], following: str
) -> Article:
    return replace(
        first,
        text="\n".join(lines),
        paywalled=True if any(part.paywalled for part in parts) else first.paywalled,
        next_part=following,
        parts=len(parts),
    )


def _places(url: str) -> Iterator[_Place]:
    """Yield all ways to read an address: as no part's, and with each number that may be one's."""
    key = url_key(url)
    path, _, query = key.partition("?")
    pairs = query.split("&") if query else []
    bare, tail = _ENDING.sub("", path), f"?{query}" if query else ""
    yield _Place(bare + tail)
    for index, pair in enumerate(pairs[:_MOST_PARAMETERS]):
        if found := _QUERY.fullmatch(pair):
            rest = "&".join(pairs[:index] + pairs[index + 1 :])
            yield _Place(bare + (f"?{rest}" if rest else ""), "query", int(found[1]))
    for form, pattern in (("named", _NAMED), ("bare", _BARE), ("tail", _TAIL)):
        if found := re.search(rf"{pattern.pattern}$", bare, re.IGNORECASE):
            stem = _ENDING.sub("", bare[: found.start()])
            yield _Place(stem + tail, form, int(found[1]))


def _form_of_next(here: Sequence[_Place], url: str, part: int) -> str:
    """Return how an address numbers the part after this one; "" where it does not."""
    for there in _places(url):
        # Some count from nought: ?page=1 is the second.
        if there.number not in {part + 1, part if there.form == "query" else part + 1}:
            continue
        for this in here:
            if this.stem == there.stem and _precedes(this, there, part):
                return there.form
    return ""


def _precedes(this: _Place, there: _Place, part: int) -> bool:
    """Say whether one place is that of the part before another's."""
    if not this.form:
        return part == 1
    # Of a first part: "/news/1" and "/news/2" are two reports, "/news?page=1" is one list.
    counted = part > 1 or this.form in {"query", "named"}
    return counted and this.form == there.form and this.number + 1 == there.number


def _says_so(link: Any, number: int, *, sure: bool) -> bool:
    """Say whether a link says that it leads to the next part; `sure` if its address is clear."""
    if sure and "next" in (link.get("rel") or "").lower().split():
        return True
    # Unclosed, a link may hold the rest of the page.
    said = "".join(islice(link.itertext(), _MOST_PIECES))
    labels = [said, link.get("aria-label") or "", link.get("title") or ""]
    for label in map(str.strip, labels):
        if not label or len(label) > _LONGEST_LABEL:
            continue
        if label.isdecimal():
            if int(label) == number:
                return True
        elif _NEXT_PAGE.fullmatch(label) or (sure and _NEXT.fullmatch(label)):
            return _names(label, number)
    return False


def _names(label: str, number: int) -> bool:
    """Say whether the number that words name, if they name any, is this one."""
    found = re.search(r"\d+", label)
    return found is None or int(found[0]) == number


def _in_comments(link: Any) -> bool:
    """Say whether a link stands among readers' comments."""
    around = (one for one in link.iterancestors() if one.tag not in _WHOLE)
    return any(
        _COMMENTS.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around
    )
