"""Apply the CSS selectors that the configuration gives for a source's pages.

The configuration has checked that each can be read; here one that finds nothing is no
error: a redesign takes a class away, and the general way of reading is there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from lxml.cssselect import CSSSelector

from crawler.lines import pieces, plain_text, title_text

_MOST = 2_000  # elements of one page that a selector may find


def select(tree: Any, selector: str) -> list[Any]:
    """Return what a selector finds, in the order of the page; "" finds nothing."""
    return cast("list[Any]", _compiled(selector)(tree))[:_MOST] if selector else []


def removed(tree: Any, selector: str) -> None:
    """Take out of a page what a selector finds."""
    for element in select(tree, selector):
        if element.getparent() is not None:
            element.drop_tree()


def said(element: Any) -> str:
    """Return what an element says on one line: its time or content, else its text."""
    given = element.get("datetime") or element.get("content")
    return title_text(given or " ".join(element.itertext()))


def paragraphs(elements: list[Any]) -> list[str]:
    """Return the lines of elements, those inside another one once."""
    inside = set(elements)
    outer = [one for one in elements if not any(up in inside for up in one.iterancestors())]
    return [line for one in outer for line in plain_text("".join(pieces(one))).split("\n") if line]


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
