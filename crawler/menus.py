"""Say which links of a page stand in menus: navigation, header, footer, sidebars, tag clouds.

By element where the page says so (`nav`, `footer`, `aside`), else by the names of classes.
But `<div class="content has-sidebar">` holds the content, and on old servers one form holds
the whole page: what holds most of the links, and other parts of a page inside it, is no menu.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from crawler.cards import LABELS

_MOST_DEPTH = 14  # elements around a link that are looked at
_LONGEST_NAMES = 300
_OWN_HEADER = 3  # links in a card's own header; the page's has more
_ELEMENTS = frozenset({"nav", "footer", "aside", "header"})
_CONTENT = frozenset({"article", "main", "body"})
_PART = re.compile(r"(?<=\w)__\S+")
_PARTS = ("main", "h1", "nav", "header", "footer", "aside")
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|mega|footer|breadcrumbs?|sidebar|rail|social|share|sharing|tags?"
    r"|tag-?cloud|cookie|consent|login|topbar|subscribe|newsletter|pagination|pager|trending-topics)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


def menu_links(anchors: Sequence[Any]) -> set[Any]:
    """Return those links that stand in menus."""
    known: dict[Any, bool] = {}
    found = set()
    for anchor in anchors:
        for element in islice(anchor.iterancestors(), _MOST_DEPTH):
            if element.tag in _CONTENT:
                break
            if element not in known:
                known[element] = _is_menu(element, len(anchors))
            if known[element]:
                found.add(anchor)
                break
    return found


def _is_menu(element: Any, links: int) -> bool:
    """Say whether an element is a menu, on a page of so many links."""
    if element.tag in _ELEMENTS:
        return element.tag != "header" or len(element.findall(".//a")) > _OWN_HEADER
    if element.tag != "form" and not _named(element):
        return False
    mostly = sum(1 for _ in element.iter("a")) > links / 2
    if element.tag == "form":
        return not mostly
    return not (mostly and _holds_a_page(element))


def _holds_a_page(element: Any) -> bool:
    """Say whether an element holds parts that only a page has, a menu among them."""
    if next(element.iterdescendants(*_PARTS), None) is not None:
        return True
    return any(_named(each) for each in element.iterdescendants("div", "ul", "td"))


def _named(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if "__" in names and len(list(islice(element.iter("a"), _OWN_HEADER + 1))) <= _OWN_HEADER:
        names = _PART.sub("", names)  # card__footer
    return len(names) < _LONGEST_NAMES and bool(_NAMES.search(LABELS.sub(" ", names)))
