"""Markup to lines of plain text, one paragraph a line.

Feeds wrap their words in HTML, sometimes escaped twice; a title may hold `<b>`, a
script, or `&amp;#8217;`.  What comes out here is text: no tag, no entity, no control
character, blocks and `<br>` as line ends.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from news.text import clean_text, one_line

MAX_MARKUP = 1_000_000  # characters of one feed item; the longest real ones have 100,000
MAX_TITLE = 500
_LONGEST_RAW_TITLE = 5_000

SILENT = frozenset(
    "script style noscript template svg math iframe object embed head title select textarea "
    "button form canvas audio video".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*(?:>|$)")
_HIDDEN = re.compile(
    r"<(?:script|style)\b[^<>]*>.{0,5000}?</(?:script|style)\b[^<>]*>", re.DOTALL | re.IGNORECASE
)
# Removed, not turned to spaces: inside a word they would tear it apart.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARKUP = re.compile(r"<[A-Za-z/!]|&[#\w]+;")


def title_text(raw: str) -> str:
    """Return a title as one harmless line."""
    text = raw[:_LONGEST_RAW_TITLE]
    for _ in range(3):  # escaped once by the feed, once more by the outlet's system
        if not _MARKUP.search(text):
            break
        text = _TAG.sub(" ", _HIDDEN.sub(" ", html.unescape(text)))
    return one_line(_INVISIBLE.sub("", text), MAX_TITLE)


def html_text(markup: str) -> str:
    """Return a fragment of HTML as lines of text."""
    markup = markup[:MAX_MARKUP]
    if "<" not in markup and "&" in markup:
        markup = html.unescape(markup)
    if not re.search(r"<[A-Za-z/!]", markup):
        return plain_text(html.unescape(markup))
    try:
        tree = lxml_html.fragment_fromstring(_no_nul(markup), create_parent="div")
    except (etree.ParserError, ValueError):
        return plain_text(_TAG.sub(" ", markup))
    return plain_text("".join(pieces(tree)))


def plain_text(text: str) -> str:
    """Return text from outside as clean lines, without the invisible signs inside words."""
    return clean_text(_INVISIBLE.sub("", text))


def _no_nul(markup: str) -> str:
    """Drop what lxml refuses in a string: NUL and lone surrogates."""
    return markup.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def pieces(tree: Any) -> Iterator[str]:
    """Yield the text of an element with line ends at its blocks; silent elements are left out.

    Walks without recursion: pages nest as deep as they like.
    """
    silent: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event == "start":
            if silent is None and element.tag in SILENT:
                silent = element
            if silent is None:
                if element.tag in BLOCKS:
                    yield "\n"
                yield _spaced(element.text)
            continue
        if element is silent:
            silent = None
        if silent is None and element is not tree:
            if element.tag in BLOCKS:
                yield "\n"
            yield _spaced(element.tail)


def _spaced(text: str | None) -> str:
    """Return text in which a line break of the source is a space."""
    return text.replace("\n", " ").replace("\r", " ") if text else ""
