"""JSON-LD: what a page says of itself for machines, read as it comes.

Comments and CDATA stand around it, commas trail, line breaks are raw, everything hangs in
`@graph`, a node is named elsewhere by `@id`.  The node of the article is chosen by type and
address; what it links to (parts, mentions, lists) is not looked into.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from lxml import etree

from crawler.urls import url_key

MAX_SCRIPT = 300_000  # characters of one block; 5 MB would cost 700 MB
MAX_NODES = 2_000

_ARTICLES = {
    "newsarticle": 5, "reportagenewsarticle": 5, "analysisnewsarticle": 5, "liveblogposting": 4,
    "opinionnewsarticle": 5, "backgroundnewsarticle": 5, "reviewnewsarticle": 5, "article": 4,
    "blogposting": 4, "report": 3, "socialmediaposting": 2, "webpage": 1, "videoobject": 1,
    "imagegallery": 1,
}  # fmt: skip
_SIDE_KEYS = frozenset(
    "haspart ispartof mentions about relatedlink itemlistelement comment comments review citation "
    "author creator publisher image thumbnail video audio breadcrumb potentialaction".split()
)
_LD_JSON = etree.XPath("//script[contains(@type, 'ld+json')]")
_WRAPPING = re.compile(
    r"""^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)
    |(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*;?\s*$""",
    re.VERBOSE,
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")

Node = dict[str, Any]


def nodes_of(tree: Any) -> Iterator[Node]:
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


def _types(node: Node) -> list[str]:
    given = node.get("@type")
    kinds = given if isinstance(given, list) else [given]
    return [name.rpartition("/")[2].lower() for name in kinds if isinstance(name, str)]


def kind(node: Node) -> int:
    """Say how much a node is an article's: 0 not at all."""
    return max((_ARTICLES.get(name, 0) for name in _types(node)), default=0)


def article_node(nodes: list[Node], url: str) -> Node:
    """Choose the node of this page's article; an empty one where there is none."""
    key = url_key(url)

    def weight(node: Node) -> float:
        own = any(url_key(link) == key for link in _links(node))
        return kind(node) + 3 * own + bool(node.get("headline")) + bool(node.get("datePublished"))

    candidates = [node for node in nodes if kind(node)]
    if not candidates:
        return {}
    best = max(candidates, key=weight)  # the first of equals
    rest = [node for node in candidates if kind(node) == 1 and node is not best]
    return _filled(best, rest)


def _filled(best: Node, rest: list[Node]) -> Node:
    """Take dates that the article lacks from its web page's node."""
    if best.get("datePublished") or not rest:
        return best
    dates = {key: rest[0].get(key) for key in ("datePublished", "dateModified")}
    return {**dates, **{key: value for key, value in best.items() if value}}


def _links(node: Node) -> Iterator[str]:
    """Yield the addresses a node gives for itself."""
    page = node.get("mainEntityOfPage")
    inner = page.get("@id") if isinstance(page, dict) else page
    for value in (node.get("url"), inner, node.get("@id")):
        if isinstance(value, str) and value.startswith("http"):
            yield value.partition("#")[0]


def string(node: Node, key: str) -> str:
    """Return a value's text, of a list the first; "" where there is none."""
    value = node.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip() if isinstance(value, str) else ""
