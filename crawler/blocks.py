"""See a page's text as a reader does: a row of blocks, each with what its markup tells.

    <p>The <b>bridge</b> opened.<br>Ferries stop.</p>   ▶  "The bridge opened." · "Ferries stop."
    <tr><td>Upper Sandal</td><td>33</td></tr>           ▶  "Upper Sandal | 33"

A block ends where a browser would begin a new line, so sentences of two paragraphs are never
glued, and a letter set apart as an initial ("<span>T</span>he") stays in its word.  With its
text a block keeps how much of it is links, whether it is a heading or part of a post quoted
from elsewhere, and which element holds it: what tells a report's paragraph from the card of
another report.  A row of a table is one block, unless its cells hold paragraphs.

Discarded: keeping the elements themselves (what is read later changes the tree).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from crawler.lines import BLOCKS, SILENT, plain_text

MOST_BLOCKS = 6_000  # the largest of 207 real pages has 1,400
_LONGEST_AT = 60  # characters
_CELLS = frozenset({"td", "th"})
_QUOTING = frozenset({"blockquote", "div", "figure", "section"})
_INITIAL = re.compile(r"drop-?cap|initial|first-?letter", re.IGNORECASE)
_WORDS_OF_ONE = frozenset("AIOaio")  # with these an initial may be a word: "A bridge opened"
# Classes of a post quoted from elsewhere, as its makers and outlets' systems set them.
_POST = re.compile(
    r"twitter-(?:tweet|video)|insta(?:gram)?-media|tiktok-embed|bluesky-embed|mastodon-embed"
    r"|reddit-(?:embed-bq|card)|text-post-media|truthsocial-embed|fb-(?:post|xfbml-parse-ignore)"
    r"|(?:tweet|twitter|telegram|facebook|instagram)-(?:embed|post|card|quote)"
    r"|(?:embed(?:ded)?)-(?:tweet|post|social)|wp-block-embed-(?:twitter|facebook|instagram)",
    re.IGNORECASE,
)
# A quotation that links to one: x.com/name/status/17, t.me/name/17.
_STATUS = re.compile(r"/status(?:es)?/\d+|//t\.me/\w+/\d+|/(?:posts|permalink)/\w+|/@[\w.@]+/\d+")
# "18:42 IST", "4 Feb 11.04 Uhr": when a post of a live report was written.
CLOCK = re.compile(
    r"(?:\w{3,9}[ .]+)?(?:\d{1,2}[ .]+\w{3,9}[ ,.]+)?\d{1,2}[:.]\d\d\W*\w{0,5}(?:\s\w{2,4})?"
)
# An element that holds one such post.
_ENTRY = re.compile(
    r"live-?blog[-_]*(?:post|entry|item|update|card|event)"
    r"|live-?(?:post|entry|update|event)(?:-?(?:item|card|wrap(?:per)?))?"
    r"|lb-?(?:post|entry|item|update)|ticker-?(?:post|entry|item|event)",
    re.IGNORECASE,
)
# As wires were typed: empty lines part paragraphs.
_KEPT_SPACE = re.compile(r"white-space:\s*(?:pre|break)", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_ENTRY_TIMES = ("data-timestamp", "data-time", "data-published", "data-datetime", "data-date")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of text between two line ends.

    `tag` is the block element's; `inside` numbers it and the elements around it, from the
    outermost; `linked` counts characters within links, `lead` is what stands before the first.
    `entry` numbers the post of a live report that it is part of, 0 where it is none's; `at` is
    a time that stands there for machines.
    """

    text: str
    tag: str
    inside: tuple[int, ...]
    linked: int = 0
    lead: str = ""
    post: bool = False
    entry: int = 0
    at: str = ""

    @property
    def is_heading(self) -> bool:
        """Say whether the outlet set it as a heading."""
        return self.tag in HEADINGS

    @property
    def share_linked(self) -> float:
        """Return how much of the text is links."""
        return self.linked / max(1, len(self.text))


class _Walk:
    """Where a walk through a page stands, and what it has gathered."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.tags: list[str] = ["body"]
        self.path: tuple[int, ...] = (0,)
        self.number = 0
        self.parts: list[str] = []
        self.linked = self.link = self.post = self.typed = 0
        self.lead = ""
        self.row: Any = None
        self.initial = False
        self.entries = 0
        self.entry: Any = None
        self.at = ""

    def begin(self, element: Any) -> None:
        """Take in the start of an element and the text that follows."""
        tag = element.tag
        if self.row is not None:
            if tag in BLOCKS:
                self.say(" | " if tag in _CELLS else " ")
        elif tag == "br" or (tag == "span" and _is_break(element)):
            self.end_block()
        elif tag in BLOCKS:
            if tag == "tr" and _is_flat(element):
                self.row = element
            self.enter(tag)
        if self.entry is None and _is_entry(element):
            self.entry = element
            self.entries += 1
            self.at = next((said for name in _ENTRY_TIMES if (said := element.get(name))), "")
        elif tag == "time" or element.get("itemprop") == "datePublished":
            self.at = element.get("datetime") or element.get("content") or self.at
        self._count(element, 1)
        self.say(element.text)

    def end(self, element: Any) -> None:
        """Take in the end of an element."""
        if element is self.row:
            self.row = None
        if self.row is None and element.tag in BLOCKS and element.tag != "br":
            self.leave()
        if element is self.entry:
            self.end_block()
            self.entry, self.at = None, ""
        if element.tag == "span" and _is_initial(element):
            self.initial = True
        self._count(element, -1)

    def say(self, text: str | None) -> None:
        """Add text to the block that is being read."""
        if not text:
            return
        pieces = _EMPTY_LINE.split(text, MOST_BLOCKS) if self.typed else [text]
        for number, piece in enumerate(pieces):
            if number:
                self.end_block()
            self._add(piece)

    def _add(self, text: str) -> None:
        if self.initial:  # "<span class=initial>T</span> he bridge": the space is the page's
            if not (text := text.lstrip()):
                return
            self.initial = False
        if self.link and text.strip():
            if not self.linked:
                bars = " |" if self.row is not None else None  # the row's own are no lead-in
                self.lead = "".join(self.parts).strip(bars)
            self.linked += len(text)
        self.parts.append(text)

    def enter(self, tag: str) -> None:
        """Open a block element."""
        self.end_block()
        self.number += 1
        self.tags.append(tag)
        self.path = (*self.path, self.number)

    def leave(self) -> None:
        """Close a block element."""
        self.end_block()
        self.tags.pop()
        self.path = self.path[:-1]

    def end_block(self) -> None:
        """Close the block that is being read, if it has text."""
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        if not text.isprintable():  # a control or an invisible sign, rare
            text = plain_text(text)
        tag = self.tags[-1]
        if tag == "tr":
            text = text.strip("| ")
        if text:
            linked = min(self.linked, len(text))
            entry = self.entries if self.entry is not None else 0
            block = Block(
                text, tag, self.path, linked, self.lead, self.post > 0, entry, self.at[:_LONGEST_AT]
            )
            self.found.append(block)
            self.at = ""
        self.parts.clear()
        self.linked, self.lead, self.initial = 0, "", False

    def _count(self, element: Any, by: int) -> None:
        """Note that a link or a quoted post begins or ends."""
        if element.tag == "a":
            self.link += by
        elif element.tag in _QUOTING and _is_post(element):
            self.post += by
        style = element.get("style")
        if element.tag == "pre" or (style and _KEPT_SPACE.search(style)):
            self.typed += by


def blocks(tree: Any) -> list[Block]:
    """Return the blocks of an element's text in the order of the page."""
    walk = _Walk()
    silent: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if silent is None and event == "start":
            if element.tag in SILENT:
                silent = element
            else:
                walk.begin(element)
            continue
        if silent is None:
            walk.end(element)
        elif element is not silent or event == "start":
            continue
        silent = None
        if element is not tree:
            walk.say(element.tail)
        if len(walk.found) >= MOST_BLOCKS:
            break
    walk.end_block()
    return walk.found


def _is_break(element: Any) -> bool:
    """Say whether a script's empty span stands for a line break."""
    return not len(element) and not element.text and "br" in (element.get("class") or "").split()


def _is_entry(element: Any) -> bool:
    """Say whether an element is a post of a live report, by its name or for machines."""
    if element.get("itemprop") == "liveBlogUpdate":
        return True
    names = element.get("class")
    return bool(names) and element.tag not in {"body", "main"} and _says_entry(names)


@lru_cache(maxsize=10_000)
def _says_entry(names: str) -> bool:
    """Say whether classes are a post's; a page repeats its own."""
    return any(_ENTRY.fullmatch(name) is not None for name in names[:300].split())


def _is_post(element: Any) -> bool:
    """Say whether an element is a post quoted from elsewhere."""
    if any(_POST.fullmatch(name) for name in (element.get("class") or "")[:300].split()):
        return True
    if element.tag != "blockquote":
        return False
    return any(_STATUS.search(link.get("href") or "") for link in islice(element.iter("a"), 10))


def _is_initial(element: Any) -> bool:
    """Say whether an element sets the first letter of a word apart."""
    names = element.get("class")
    if not names or not _INITIAL.search(names):
        return False
    letter = element.text_content().strip()
    return len(letter) == 1 and letter.isalpha() and letter not in _WORDS_OF_ONE


def _is_flat(row: Any) -> bool:
    """Say whether a table's row has several cells and no paragraphs in them."""
    cells = 0
    for element in row.iter():
        if element.tag in _CELLS:
            cells += 1
        elif element is not row and element.tag in BLOCKS and element.tag not in {"br", "div", "p"}:
            return False
    return cells > 1 and len(row.findall(".//p")) <= cells
