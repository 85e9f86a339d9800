"""Read what a page says about itself: title, authors, dates, language, address.

Outlets say it up to five times, and rarely the same: in JSON-LD, in meta elements, in
`<time>` and itemprop, in plain words below the headline.  The first that can be read
counts, in that order, since that is the order in which they are right; a day alone
gives way to the same day with a clock and a zone from further down.

JSON-LD is read as it comes: comments and CDATA around it, trailing commas, raw line
breaks, everything in `@graph`, authors by `@id`.  The node of the article is chosen by
type and address; what it links to (parts, mentions, lists) is not looked into.

Authors stay as given; only clear separators part them, since splitting "Ministry of Law
and Justice" costs more than joining two names.

Discarded: trafilatura's own metadata (it takes a third of its time, and has no clock,
no zone and fewer right titles); a day from anywhere in the page before the headline's
surroundings were tried.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from crawler.dates import read_date
from crawler.lines import html_text, title_text
from crawler.urls import absolute, bare_host, same_host, url_key
from news.moment import Moment, Precision, ZoneFrom
from news.text import words

MAX_SCRIPT = 300_000  # characters of one JSON-LD block; 5 MB would cost 700 MB
MAX_NODES = 2_000
MAX_AUTHORS = 12
_MAX_NAME = 80
_LONGEST_PIECE = 250  # characters; longer texts are paragraphs
_NEARBY = 60  # pieces of text looked at for a date on each side of the headline

_ARTICLES = {
    "newsarticle": 5, "reportagenewsarticle": 5, "analysisnewsarticle": 5, "liveblogposting": 4,
    "opinionnewsarticle": 5, "backgroundnewsarticle": 5, "reviewnewsarticle": 5, "article": 4,
    "blogposting": 4, "report": 3, "socialmediaposting": 2, "webpage": 1, "videoobject": 1,
}  # fmt: skip
_SIDE_KEYS = frozenset(
    "haspart ispartof mentions about relatedlink itemlistelement comment comments review citation "
    "author creator publisher image thumbnail video audio breadcrumb potentialaction".split()
)
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
_AUTHOR_METAS = (
    "parsely-author sailthru.author cxenseparse:author byl author article:author dc.creator "
    "dcterms.creator article:author_name og:article:author twitter:data1"
).split()
_TITLE_METAS = "og:title twitter:title parsely-title sailthru.title dc.title headline".split()

_LD_JSON = etree.XPath("//script[contains(@type, 'ld+json')]")
_METAS = etree.XPath("//meta[@content]")
_ITEMPROPS = etree.XPath("//*[@itemprop]")
_TIMES = etree.XPath(
    "//time[not(ancestor::aside) and not(ancestor::footer) and not(ancestor::nav)]"
)
_BYLINES = etree.XPath(
    "//*[@rel='author' or (@class and (contains(@class, 'byline') or contains(@class, 'author')))]"
    "[not(ancestor::aside) and not(ancestor::footer)]"
)
_WRAPPING = re.compile(
    r"""^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)
    |(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*;?\s*$""",
    re.VERBOSE,
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_TAIL = re.compile(r"\s+(?:[|\u2013\u2014\u00b7\u2022\u00bb:]|-|::|//)\s+")
_INITIALS = re.compile(r"\s*\([a-z.]{2,6}\)$")
_BY = re.compile(
    r"^(?:by|from|von|par|por|di|door|av|written by|reported by|author)[:\s]+", re.IGNORECASE
)
_CLEAR = re.compile(r"\s*[;|\u2022\n]\s*")
_LISTED = re.compile(r"\s*,\s+(?:and\s+|und\s+|&\s+)?|\s+(?:and|und|et|y|&)\s+")
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?:\s+[\w.'\u2019-]+){1,3}")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|pk|in)\b|^\d+$|\d:\d\d|\b(?:19|20)\d\d\b|min(?:ute)?s? read",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"updated|modified|revised|edited|aktualisiert|mise à jour", re.IGNORECASE)
_PARTED = re.compile(rf"[|\u2022]|(?=\b(?:{_UPDATED.pattern})\b)", re.IGNORECASE)
_URL_DATE = re.compile(r"/((?:19|20)\d\d[/-](?:0[1-9]|1[0-2])[/-](?:[0-2]\d|3[01]))(?=[/-])")
# The last part of a report's own path: a number, or some words.
_OF_ONE = re.compile(r"\d{3}|[^-]-[^-]+-[^-]+-[^-]")
_VARIANT = re.compile(r"(?:amp|m|mobile|print|lite|index\.\w+|page/\d+|\d{1,2})/?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[a-z]*_?id|p|n|a|s|no|num|number|nr|story|article|news|item|post)", re.IGNORECASE
)
_HAS_DATE = re.compile(r"\d")

_Node = dict[str, Any]


@dataclass(frozen=True)
class Metadata:
    """What a page says about itself; empty or None where it does not say.

    `headings` are all spellings of the title, to find it again in the text;
    `body` is JSON-LD's articleBody, whose sentences are often glued: for want of better.
    `says_article` is true where the page declares itself one.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    canonical: str = ""
    language: str = ""
    paywalled: bool | None = None
    headings: tuple[str, ...] = ()
    body: str = ""
    says_article: bool = False


def read_metadata(tree: Any, *, url: str, timezone: str, now: datetime) -> Metadata:
    """Read what a parsed page says about itself; the tree must still have its scripts."""
    nodes = list(_ld_nodes(tree))
    node = _article_node(nodes, url)
    metas = _metas(tree)
    h1s = [text for h1 in tree.iter("h1") if (text := _text(h1))][:5]
    title = _title(node, metas, h1s, title_text(tree.findtext(".//title") or ""), url)
    published, modified = _dates(tree, node, metas, url, timezone, now)
    return Metadata(
        title=title,
        authors=_authors(tree, node, nodes, metas),
        published=published,
        modified=modified,
        canonical=_canonical(tree, metas, url),
        language=_language(tree, node, metas),
        paywalled=_paywalled(nodes, node),
        headings=tuple(dict.fromkeys([title, *h1s, *_first(metas, _TITLE_METAS)])),
        body=html_text(_string(node, "articleBody")),
        says_article=_kind(node) > 1 or "article" in _first(metas, ["og:type"]),
    )


def _text(element: Any) -> str:
    return title_text(" ".join(text for text in element.itertext() if isinstance(text, str)))


# --- JSON-LD


def _ld_nodes(tree: Any) -> Iterator[_Node]:
    """Yield the objects of all JSON-LD blocks, outermost first."""
    todo: list[Any] = [found for script in _LD_JSON(tree)[:50] for found in _parsed(script)]
    for _ in range(MAX_NODES):
        if not todo:
            return
        item = todo.pop(0)
        if isinstance(item, list):
            todo[:0] = item[:200]
        elif isinstance(item, dict):
            yield item
            inner = (value for key, value in item.items() if key.lower() not in _SIDE_KEYS)
            todo.extend(value for value in inner if isinstance(value, list | dict))


def _parsed(script: Any) -> Iterator[Any]:
    """Parse one block, as often as it takes."""
    raw = _WRAPPING.sub("", (script.text or "")[: MAX_SCRIPT + 1].strip())
    if not raw or len(raw) > MAX_SCRIPT:
        return
    for mended in (str, html.unescape, partial(_TRAILING_COMMA.sub, r"\1")):
        raw = mended(raw)
        try:
            yield json.JSONDecoder(strict=False).raw_decode(raw.lstrip())[0]
        except (ValueError, RecursionError):
            continue
        return


def _types(node: _Node) -> list[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [name.rpartition("/")[2].lower() for name in kinds if isinstance(name, str)]


def _kind(node: _Node) -> int:
    """Say how much a node is an article's: 0 not at all."""
    return max((_ARTICLES.get(name, 0) for name in _types(node)), default=0)


def _article_node(nodes: list[_Node], url: str) -> _Node:
    """Choose the node of this page's article; an empty one where there is none."""
    key = url_key(url)

    def weight(node: _Node) -> float:
        own = any(url_key(link) == key for link in _links(node))
        return _kind(node) + 3 * own + bool(node.get("headline")) + bool(node.get("datePublished"))

    candidates = [node for node in nodes if _kind(node)]
    if not candidates:
        return {}
    best = max(candidates, key=weight)  # the first of equals
    rest = [node for node in candidates if _kind(node) == 1 and node is not best]
    return _filled(best, rest)


def _filled(best: _Node, rest: list[_Node]) -> _Node:
    """Take dates that the article lacks from its web page's node."""
    if best.get("datePublished") or not rest:
        return best
    dates = {key: rest[0].get(key) for key in ("datePublished", "dateModified")}
    return {**dates, **{key: value for key, value in best.items() if value}}


def _links(node: _Node) -> Iterator[str]:
    """Yield the addresses a node gives for itself."""
    page = node.get("mainEntityOfPage")
    inner = page.get("@id") if isinstance(page, dict) else page
    for value in (node.get("url"), inner, node.get("@id")):
        if isinstance(value, str) and value.startswith("http"):
            yield value.partition("#")[0]


def _string(node: _Node, key: str) -> str:
    value = node.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip() if isinstance(value, str) else ""


# --- meta elements


def _metas(tree: Any) -> dict[str, list[str]]:
    """Return the contents of meta elements by their names in small letters."""
    found: dict[str, list[str]] = {}
    for meta in _METAS(tree)[:500]:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content").strip()
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content[:2000])
    return found


def _first(metas: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    """Return the first content of each of the names that the page has, in their order."""
    return [title_text(metas[name][0]) for name in names if name in metas]


# --- title


def _title(node: _Node, metas: dict[str, list[str]], h1s: list[str], whole: str, url: str) -> str:
    """Choose the title: JSON-LD's, the h1 that agrees with og:title, og:title, <title>."""
    sites = _sites(metas, url)
    headline = title_text(_string(node, "headline")) if _kind(node) > 1 else ""
    if headline and not headline.endswith(("...", "…")):
        return _without_tail(headline, sites, guess=False)
    named = _first(metas, _TITLE_METAS)
    for said in (headline.rstrip(".… "), *named, whole):
        agreeing = next((h1 for h1 in h1s if said and _agree(h1, said)), "")
        if agreeing:
            return agreeing
    said = next(iter(named), headline or whole)
    return _without_tail(said, sites, guess=True) or next(iter(h1s), "")


def _agree(one: str, other: str) -> bool:
    """Say whether two titles are one, but for a site's name or a cut end."""
    first, second = words(one), words(other)
    if min(len(first), len(second)) < 2:  # noqa: PLR2004
        return first == second
    return first == second[: len(first)] or second == first[: len(second)]


def _without_tail(title: str, sites: set[tuple[str, ...]], *, guess: bool) -> str:
    """Cut the outlet's name off the end; with `guess` also what is much shorter than the rest."""
    parts = list(_TAIL.finditer(title))
    for part in parts:
        if tuple(words(title[part.end() :])) in sites:
            return title[: part.start()]
    if guess and parts:
        head, tail = words(title[: parts[-1].start()]), words(title[parts[-1].end() :])
        if len(head) >= max(3, 2 * len(tail)):
            return title[: parts[-1].start()]
    return title


def _sites(metas: dict[str, list[str]], url: str) -> set[tuple[str, ...]]:
    """Return the names under which the outlet may stand at the end of a title."""
    names = [*_first(metas, ["og:site_name", "application-name"]), bare_host(url)]
    return {tuple(words(name)) for name in names}


# --- authors


def _authors(
    tree: Any, node: _Node, nodes: list[_Node], metas: dict[str, list[str]]
) -> tuple[str, ...]:
    """Return the authors' names as given: JSON-LD's, else meta's, else the byline's."""
    named = {item["@id"]: item for item in nodes if isinstance(item.get("@id"), str)}
    raw = list(_people(node.get("author") or node.get("creator"), named))
    if names := _names(raw):
        return names
    for meta in _AUTHOR_METAS:
        if meta in metas and (names := _names(metas[meta])):
            return names
    for element in _BYLINES(tree)[:8]:
        text = _text(element)
        if len(text) <= _MAX_NAME and (element.get("rel") == "author" or _BY.match(text)):
            return _names([text])
    return ()


def _people(value: Any, named: dict[str, _Node], depth: int = 0) -> Iterator[str]:
    """Yield the names in an author field of any shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[: 2 * MAX_AUTHORS] if depth < 3 else ():  # noqa: PLR2004
            yield from _people(item, named, depth + 1)
    elif isinstance(value, dict):
        if "name" not in value and isinstance(value.get("@id"), str):
            value = named.get(value["@id"], {})
        name = value.get("name")
        if depth < 3:  # noqa: PLR2004
            yield from _people(name if isinstance(name, str | list) else None, named, depth + 1)


def _names(raw: Iterable[str]) -> tuple[str, ...]:
    """Part and clean names; what is an address or no name goes."""
    parts = (part for text in raw for part in _CLEAR.split(html.unescape(text)[:1000]))
    bare = (_INITIALS.sub("", _BY.sub("", title_text(part)).strip(" ,")) for part in parts)
    found = [name for part in bare for name in _split_list(part) if _is_name(name)]
    unique = {name.casefold(): name for name in reversed(found)}
    return tuple(reversed(unique.values()))[:MAX_AUTHORS]


def _is_name(text: str) -> bool:
    return bool(text) and len(text) <= _MAX_NAME and not _NO_NAME.search(text)


def _split_list(text: str) -> list[str]:
    """Part "Asha Rao, Imran Beg and Li Na" where every part is a name of two to four words."""
    parts = [part for part in _LISTED.split(text) if part]
    if len(parts) > 1 and all(_NAME.fullmatch(part) and part[0].isupper() for part in parts):
        return parts
    return [text]


# --- dates


def _dates(  # noqa: PLR0917  all of the page's witnesses
    tree: Any, node: _Node, metas: dict[str, list[str]], url: str, timezone: str, now: datetime
) -> tuple[Moment | None, Moment | None]:
    """Choose published and modified among all candidates."""
    read = partial(read_date, timezone=timezone, now=now, zone_from=ZoneFrom.PAGE)
    published = [_string(node, "datePublished"), _string(node, "dateCreated")]
    published += [metas[name][0] for name in _PUBLISHED if name in metas]
    modified = [_string(node, "dateModified")]
    modified += [metas[name][0] for name in _MODIFIED if name in metas]
    marked = [moment for raw in published if raw and (moment := read(raw))]
    changed = [moment for raw in modified if raw and (moment := read(raw))]
    if not marked or not _whole(marked[0]):
        for raw, is_update in _marked_up(tree):
            if moment := read(raw):
                (changed if is_update else marked).append(moment)
    if not marked or not _whole(marked[0]):
        for raw, is_update in _near_headline(tree):
            if moment := read(raw):
                (changed if is_update else marked).append(moment)
    if match := _URL_DATE.search(urlsplit(url).path):
        marked += [moment] if (moment := read(match[1].replace("/", "-"))) else []
    first, last = _best(marked), _best(changed)
    return first, last if last and (first is None or last.at >= first.at) else None


def _whole(moment: Moment) -> bool:
    """Say whether a time has a clock and a zone of its own."""
    return moment.precision is not Precision.DAY and moment.zone_from is ZoneFrom.PAGE


def _best(found: list[Moment]) -> Moment | None:
    """Return the first, or the same day with clock and zone from further down."""
    if not found:
        return None
    first = found[0]
    if _whole(first):
        return first
    same = [moment for moment in found if moment.local.date() == first.local.date()]
    clocked = [moment for moment in same if moment.precision is not Precision.DAY]
    return next((moment for moment in same if _whole(moment)), next(iter(clocked), first))


def _marked_up(tree: Any) -> Iterator[tuple[str, bool]]:
    """Yield dates from itemprop and <time>, and whether they are of an update."""
    for element in _ITEMPROPS(tree)[:300]:
        name = element.get("itemprop").lower()
        if name in {"datepublished", "datemodified", "datecreated"}:
            yield _given(element), name == "datemodified"
    for element in _TIMES(tree)[:3]:
        label = f"{element.get('class') or ''} {element.get('itemprop') or ''} {_text(element)}"
        parent = element.getparent()
        before = (parent.text or "")[-40:] if parent is not None else ""
        yield _given(element), bool(_UPDATED.search(f"{before} {label}"))


def _given(element: Any) -> str:
    return (element.get("datetime") or element.get("content") or _text(element))[:200]


def _near_headline(tree: Any) -> Iterator[tuple[str, bool]]:
    """Yield short pieces with digits from around the headline."""
    h1 = next(tree.iter("h1"), None)
    if h1 is None:
        return
    after = h1.xpath(f"(following::text()[normalize-space()])[position() <= {_NEARBY}]")
    before = h1.xpath(
        f"(preceding::text()[normalize-space()])[position() > last() - {_NEARBY // 4}]"
    )
    for text in [*after, *before]:
        if len(text) > _LONGEST_PIECE or not _HAS_DATE.search(text):
            continue
        if text.getparent().tag in {"script", "style"}:
            continue
        for piece in _PARTED.split(text):
            yield piece.strip(), bool(_UPDATED.search(piece))


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


def _language(tree: Any, node: _Node, metas: dict[str, list[str]]) -> str:
    """Return the two letters of the language the page declares."""
    root = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    others = _first(metas, ["og:locale", "content-language", "language", "dc.language"])
    for code in (root, _string(node, "inLanguage"), *others):
        if match := re.match(r"([A-Za-z]{2})(?![A-Za-z])", code):
            return match[1].lower()
    return ""


def _paywalled(nodes: list[_Node], node: _Node) -> bool | None:
    """Say whether the page declares itself free or not; None where it does not say."""
    for item in (node, *nodes):
        free = item.get("isAccessibleForFree")
        if free is not None and (item is node or _kind(item) > 0):
            return str(free).strip().lower().rpartition("/")[2] in {"false", "no", "0"}
    return None
