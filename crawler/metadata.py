"""Read what a page says about itself: title, authors, dates, language, address.

Outlets say it up to five times, and rarely the same: in JSON-LD, in meta elements, in
`<time>` and itemprop, in plain words below the headline.  The first that can be read
counts, in that order, since that is the order in which they are right, and where it stood
is kept beside it; a day alone, or its very first second, gives way to the same day with a
clock and a zone from further down.  Titles and authors have rules of their own (`titles`,
`authors`), JSON-LD is read by `linked`.

A template that prints the time of the last change as the time of publication too is known
by that: where both are one, an earlier `itemprop=datePublished` is believed.

Discarded: trafilatura's own metadata (it takes a third of its time, and has no clock,
no zone and fewer right titles); a day from anywhere in the page before the headline's
surroundings were tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from itertools import islice, takewhile
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from crawler.authors import choose_authors, is_called_author
from crawler.dates import is_clock, read_date
from crawler.lines import html_text, title_text
from crawler.linked import Node, article_node, kind, nodes_of, string
from crawler.titles import METAS as TITLE_METAS
from crawler.titles import choose_title, headings, headline, said_in
from crawler.urls import absolute, bare_host, same_host, same_site
from news.article import NO_PROVENANCE, Provenance
from news.moment import Moment, Precision, ZoneFrom

_LONGEST_PIECE = 250  # characters; longer texts are paragraphs
_LONGEST_NAME = 100  # characters of a meta element's name
_NEARBY = 60  # pieces of text looked at for a date on each side of the headline

_PUBLISHED = (
    "article:published_time og:published_time og:article:published_time datepublished "
    "article.published publishdate publish-date publish_date pubdate parsely-pub-date "
    "sailthru.date "
    "cxenseparse:recs:publishtime dc.date.issued dcterms.created dcterms.date dc.date dc.created "
    "article_date_original originalpublicationdate published_time article:published date"
).split()
_MODIFIED = (
    "article:modified_time og:updated_time datemodified article.updated lastmod last-modified "
    "dcterms.modified dc.date.modified revised article:modified updated_time last-updated"
).split()
# What marks a report that was taken over, beside rel=canonical.
_ORIGINALS = ["syndication-source", "original-source"]
_METAS = etree.XPath("//meta[@content]")
_ITEMPROPS = etree.XPath("//*[@itemprop]")
_TIMES = etree.XPath(
    "//time[not(ancestor::aside) and not(ancestor::footer) and not(ancestor::nav)]"
)
# As weblogs mark their posts' times: hAtom.
_ABBREVIATED = etree.XPath(
    "//abbr[@title and (contains(@class, 'published') or contains(@class, 'updated'))]"
)
_DATA = etree.XPath("//body/descendant-or-self::*/@*[starts-with(name(), 'data-')]")
_UPDATED = re.compile(
    r"updat(?:ed?|ing)\b|modified|revised|edited|aktualisiert|mise à jour|actualizado|atualizado"
    r"|güncelle|اپ ?ڈیٹ|تازہ کاری|اپڊيٽ|به?.?روز ?رسانی|نوی شوی|अप.?डेट|अद्यतन|अद्यावधिक|संशोधित"
    "|सुधारित|আপডেট|হালনাগাদ|ਅਪਡੇਟ|ਅੱਪਡੇਟ|અપડેટ|புதுப்பிக்க|மாற்றம்|அப்டேட்|అప్.?డేట్|నవీకరించ"
    "|ಅಪ್.?ಡೇಟ್|ನವೀಕರಿಸ|അപ്.?ഡേറ്റ|പുതുക്കി|යාවත්කාලීන",
    re.IGNORECASE,
)
# What announces the first time, where another one stands before it.
_FIRST = re.compile(
    r"\W*(?:(?:first |date )?(?:published|posted|publish)\b|شائع|تاریخ اشاعت|تاریخ انتشار|خپور"
    "|प्रकाशित|प्रकाशन|প্রকাশ|ਪ੍ਰਕਾਸ਼ਿਤ|પ્રકાશિત|வெளியிட|பதிவு|ప్రచురణ|ಪ್ರಕಟ|പ്രസിദ്ധീക)",
    re.IGNORECASE,
)
_DATA_DATE = re.compile(
    r"data-(?:.*-)?(?:publish(?:ed)?|pub|deploy|creat(?:e|ed|ion))-?"
    r"(?:date|dt|time|at|on)?(?:-?time)?"
)
_PARTED = re.compile(
    rf"[|\u2022]|(?<!\w)(?={_UPDATED.pattern})|(?-i:(?<=[A-Z]{{3}})(?=Updated|Last))", re.IGNORECASE
)
_MIDNIGHT = time()
_STROKES = " |/,-\u2013\u00b7\u2022"
_URL_DATE = re.compile(r"/((?:19|20)\d\d[/-](?:0[1-9]|1[0-2])[/-](?:[0-2]\d|3[01]))(?=[/-])")
# The last part of a report's own path: a number, or some words.
_OF_ONE = re.compile(r"\d{3}|[^-]-[^-]+-[^-]+-[^-]")
_VARIANT = re.compile(r"(?:amp|m|mobile|print|lite|index\.\w+|page/\d+|\d{1,2})/?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[a-z]*_?id|p|n|a|s|no|num|number|nr|story|article|news|item|post)", re.IGNORECASE
)
_AFTER = etree.XPath(f"(following::text()[normalize-space()])[position() <= {_NEARBY}]")
_BEFORE = etree.XPath(
    f"(preceding::text()[normalize-space()])[position() > last() - {_NEARBY // 4}]"
)
_HEADINGS = frozenset({"h2", "h3", "h4"})
_LABEL = 30  # characters of "Updated:" in an element of its own
_BARE_LABEL = 20  # of one without a colon
_HAS_DATE = re.compile(r"\d")

_Found = tuple[Moment, str]  # a time, and where it stood


@dataclass(frozen=True)
class Metadata:
    """What a page says about itself; empty or None where it does not say.

    `canonical` is its own address, `original` the one on another site that it was taken from.
    `headings` are all spellings of the title, to find it again in the text;
    `body` is JSON-LD's articleBody, whose sentences are often glued: for want of better.
    `says_article` is true where the page declares itself one; `provenance` says where each
    field stood.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    canonical: str = ""
    original: str = ""
    language: str = ""
    paywalled: bool | None = None
    headings: tuple[str, ...] = ()
    body: str = ""
    says_article: bool = False
    provenance: Provenance = NO_PROVENANCE


def read_metadata(tree: Any, *, url: str, timezone: str, now: datetime) -> Metadata:
    """Read what a parsed page says about itself; the tree must still have its scripts."""
    nodes = list(nodes_of(tree))
    node = article_node(nodes, url)
    metas = _metas(tree)
    h1s = headings(tree)
    whole = title_text(tree.findtext(".//title") or "")
    title, title_from = choose_title(node, metas, h1s, whole, url)
    authors, authors_from = choose_authors(tree, node, nodes, metas, url, title)
    read = partial(read_date, timezone=timezone, now=now, zone_from=ZoneFrom.PAGE)
    published, modified = _dates(tree, node, metas, url, title, read)
    spelled = [title, *(h1.text for h1 in h1s), *_first(metas, TITLE_METAS)]
    return Metadata(
        title=title,
        authors=authors,
        published=published and published[0],
        modified=modified and modified[0],
        canonical=_canonical(tree, metas, url),
        original=_original(tree, metas, url),
        language=_language(tree, node, metas),
        paywalled=_paywalled(nodes, node),
        headings=tuple(dict.fromkeys(spelled)),
        body=html_text(string(node, "articleBody")),
        says_article=kind(node) > 1 or "article" in _first(metas, ["og:type"]),
        provenance=Provenance(
            title=title_from,
            authors=authors_from,
            published=published[1] if published else "",
            modified=modified[1] if modified else "",
        ),
    )


# --- meta elements


def _metas(tree: Any) -> dict[str, list[str]]:
    """Return the contents of meta elements by their names in small letters."""
    found: dict[str, list[str]] = {}
    for meta in _METAS(tree)[:500]:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content").strip()
        if name and content and len(name) <= _LONGEST_NAME:
            found.setdefault(name.strip().lower(), []).append(content[:2000])
    return found


def _first(metas: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    """Return the first content of each of the names that the page has, in their order."""
    return [title_text(metas[name][0]) for name in names if name in metas]


# --- dates


@dataclass
class _Times:
    """The times that a page gives, with where they stood, the best places first."""

    read: Callable[[str], Moment | None]
    marked: list[_Found] = field(default_factory=list)
    changed: list[_Found] = field(default_factory=list)

    def add(self, raw: str, where: str, *, is_update: bool = False) -> None:
        """Take a text that may be a time."""
        if raw and (moment := self.read(raw)):
            (self.changed if is_update else self.marked).append((moment, where))


def _dates(  # noqa: PLR0917  all of the page's witnesses
    tree: Any,
    node: Node,
    metas: dict[str, list[str]],
    url: str,
    title: str,
    read: Callable[[str], Moment | None],
) -> tuple[_Found | None, _Found | None]:
    """Choose published and modified among all candidates."""
    times = _Times(read)
    _add_declared(times, node, metas)
    if not _whole(times.marked) or _overwritten(times):
        _add_marked_up(times, tree)
    if not _whole(times.marked) or not times.changed:
        for raw, is_update in _near_headline(tree, title, read):
            times.add(raw, "words near the headline", is_update=is_update)
    if not any(map(_clocked, times.marked)):
        for raw in _in_data(tree):
            times.add(raw, "an attribute of data")
    if match := _URL_DATE.search(urlsplit(url).path):
        times.add(match[1].replace("/", "-"), "address")
    first, last = _best(times.marked), _best(times.changed)
    return first, last if last and (first is None or last[0].at >= first[0].at) else None


def _add_declared(times: _Times, node: Node, metas: dict[str, list[str]]) -> None:
    """Add what JSON-LD and meta elements say."""
    for key in ("datePublished", "dateCreated", "uploadDate", "dateModified"):
        times.add(string(node, key), "JSON-LD", is_update=key == "dateModified")
    for names, is_update in ((_PUBLISHED, False), (_MODIFIED, True)):
        for name in names:
            if name in metas:
                times.add(metas[name][0], name, is_update=is_update)


def _add_marked_up(times: _Times, tree: Any) -> None:
    """Add what itemprop and <time> say, first what corrects a time that was overwritten."""
    declared = len(times.marked)
    for raw, where, is_update in _marked_up(tree):
        times.add(raw, where, is_update=is_update)
    if declared and _overwritten(times):
        own = [one for one in times.marked[declared:] if one[1] == "itemprop datePublished"]
        last = times.marked[0][0].at
        times.marked[:0] = [one for one in own if _clocked(one) and one[0].at < last][:1]


def _overwritten(times: _Times) -> bool:
    """Say whether published may be nothing but the time of the last change."""
    marked, changed = times.marked, times.changed
    return bool(marked and changed) and marked[0][0].at == changed[0][0].at


def _clocked(found: _Found) -> bool:
    """Say whether a time has a clock, and not that of a day which a program wrote out."""
    moment = found[0]
    return moment.precision is not Precision.DAY and moment.local.time() != _MIDNIGHT


def _whole(found: list[_Found]) -> bool:
    """Say whether the first time has a clock and a zone of its own."""
    return bool(found) and _is_whole(found[0])


def _is_whole(found: _Found) -> bool:
    return _clocked(found) and found[0].zone_from is ZoneFrom.PAGE


def _best(found: list[_Found]) -> _Found | None:
    """Return the first, or the same day with clock and zone from further down."""
    if not found or _whole(found):
        return found[0] if found else None
    day = found[0][0].local.date()
    same = [one for one in found if one[0].local.date() == day]
    clocked = [one for one in same if _clocked(one)]
    return next(filter(_is_whole, clocked), next(iter(clocked), found[0]))


def _marked_up(tree: Any) -> Iterator[tuple[str, str, bool]]:
    """Yield dates from itemprop and <time>, where they stood, and whether they are of an update."""
    for element in _ITEMPROPS(tree)[:300]:
        name = element.get("itemprop")
        if name.lower() in {"datepublished", "datemodified", "datecreated"}:
            yield _given(element), f"itemprop {name}", name.lower() == "datemodified"
    for element in [*_TIMES(tree)[:3], *_ABBREVIATED(tree)[:2]]:
        label = f"{element.get('class') or ''} {element.get('itemprop') or ''} {said_in(element)}"
        parent = element.getparent()
        before = (parent.text or "")[-40:] if parent is not None else ""
        yield _given(element), f"<{element.tag}>", bool(_UPDATED.search(f"{before} {label}"))


def _given(element: Any) -> str:
    return (
        element.get("datetime")
        or element.get("content")
        or (element.tag == "abbr" and element.get("title"))
        or said_in(element)
    )[:200]


def _in_data(tree: Any) -> Iterator[str]:
    """Yield what attributes such as data-publish-date hold."""
    for value in _DATA(tree)[:3_000]:
        if _DATA_DATE.fullmatch(value.attrname):
            yield str(value)[:200]


def _near_headline(
    tree: Any, title: str, read: Callable[[str], Moment | None]
) -> Iterator[tuple[str, bool]]:
    """Yield short pieces with digits from around the headline, first those called first."""
    heading = headline(tree, title)
    if heading is None:
        return
    sides = takewhile(_is_own, _AFTER(heading)), _BEFORE(heading)
    said = [one for side in sides for one in _joined(_pieces(side), read)]
    for label, piece in sorted(said, key=lambda one: not any(map(_FIRST.match, one))):
        by_label = (label.endswith(":") or len(label) <= _BARE_LABEL) and _UPDATED.search(label)
        yield piece, bool(by_label or _UPDATED.search(piece))


def _pieces(side: Iterable[Any]) -> Iterator[tuple[str, str, int]]:
    """Yield what stands before each piece with digits, the piece, and which text it is of."""
    label = ""
    for number, text in enumerate(side):
        if len(text) > _LONGEST_PIECE or not _HAS_DATE.search(text):
            label = text.strip() if len(text) <= _LABEL else ""
        elif text.getparent().tag not in {"script", "style"}:
            for piece in filter(_HAS_DATE.search, _PARTED.split(text)):
                yield label, piece.strip(), number
            label = ""


def _joined(
    pieces: Iterable[tuple[str, str, int]], read: Callable[[str], Moment | None]
) -> Iterator[tuple[str, str]]:
    """Join a date and the clock that stands in an element of its own, or behind a stroke."""
    before = "", "", -1
    for label, piece, number in pieces:
        (first, first_sure), (second, second_sure) = is_clock(before[1]), is_clock(piece)
        sure = first_sure or second_sure
        beside = number == before[2] or (sure and not label.strip(_STROKES))
        if first != second and beside:
            day, clock = (piece, before[1]) if first else (before[1], piece)
            if (found := read(day)) and found.precision is Precision.DAY:
                yield before[0] or label, f"{day} {clock}"
        yield label, piece
        before = label, piece, number


def _is_own(piece: Any) -> bool:
    """Say whether a piece of text still is this report's: not the linked headline of another."""
    element = piece.getparent()
    around = [element, *islice(element.iterancestors(), 2)]
    heading = next((one for one in around if one.tag in _HEADINGS), None)
    if heading is None:
        return True
    links = [one for one in (heading.getparent(), *heading.iter("a")) if one.tag == "a"]
    return all(map(is_called_author, links))


# --- the rest


def _canonical(tree: Any, metas: dict[str, list[str]], url: str) -> str:
    """Return the address the page names for itself, if it can be its own; "" for none."""
    links = [link.get("href") for link in tree.xpath("//link[@rel='canonical'][@href]")[:3]]
    for href in [*links, *metas.get("og:url", [])[:1]]:
        found = absolute(url, href)
        if found is None or not same_host(found, url):
            continue
        if not _is_of_many(found, url):
            return found
    return ""


def _original(tree: Any, metas: dict[str, list[str]], url: str) -> str:
    """Return the address on another site that a page was taken over from, as it says; "" for none.

    A front page is none: that is a template's mistake, or the outlet's new domain.
    """
    links = [link.get("href") for link in tree.xpath("//link[@rel='canonical'][@href]")[:3]]
    for href in [*links, *_first(metas, _ORIGINALS)]:
        found = absolute(url, href)
        if found is None or same_site(bare_host(found), bare_host(url)):
            continue
        if urlsplit(found).path.strip("/"):
            return found
    return ""


def _is_of_many(named: str, url: str) -> bool:
    """Say whether a page names the front page, a section above it, or loses its number.

    Careless templates do that for every report, and all would become one.
    """
    own, other = urlsplit(url), urlsplit(named)
    path, above = own.path.strip("/"), other.path.strip("/")
    if path == above:
        said = dict(parse_qsl(other.query))
        return any(said.get(name) != value for name, value in _numbers(own.query))
    if not above:
        return True
    last = above.rpartition("/")[2]
    under = path.startswith(f"{above}/")
    return under and not _OF_ONE.search(last) and not _VARIANT.fullmatch(path[len(above) + 1 :])


def _numbers(query: str) -> list[tuple[str, str]]:
    """Return the parameters that tell one report from another."""
    return [(name, value) for name, value in parse_qsl(query) if _NUMBER.fullmatch(name)]


def _language(tree: Any, node: Node, metas: dict[str, list[str]]) -> str:
    """Return the two letters of the language the page declares."""
    root = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    others = _first(metas, ["og:locale", "content-language", "language", "dc.language"])
    for code in (root, string(node, "inLanguage"), *others):
        if match := re.match(r"([A-Za-z]{2})(?![A-Za-z])", code):
            return match[1].lower()
    return ""


def _paywalled(nodes: list[Node], node: Node) -> bool | None:
    """Say whether the page declares itself free or not; None where it does not say."""
    for item in (node, *nodes):
        free = item.get("isAccessibleForFree")
        if free is not None and (item is node or kind(item) > 0):
            return str(free).strip().lower().rpartition("/")[2] in {"false", "no", "0"}
    return None
