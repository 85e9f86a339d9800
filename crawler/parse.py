"""Parse a page once, without letting it choose how deep or how large it gets.

By default libxml2 drops what lies deeper than 256 elements, without a word; trafilatura
then finds nothing, also without a word.  A page of a million elements costs every later
stage a minute.  So pages are parsed with room, then brought to measure: below the depth
limit only paragraphs of text remain, elements beyond the count limit end the page.

Discarded: refusing such pages (their text is wanted), and leaving the depth to the
stages behind (they recurse).

So are elements with more children than any page has.  To ask one of them for its place among
them, lxml counts; trafilatura asks each, so that 60,000 `<b>` in one paragraph take a minute.
A paragraph keeps its text without them, a row of blocks ends.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from crawler.lines import BLOCKS, pieces, plain_text

MAX_DEPTH = 120  # the deepest of 207 real pages has 60
MAX_ELEMENTS = 60_000  # the largest of 207 real pages has 4,100
MAX_CHARACTERS = 12_000_000
MAX_CHILDREN = 2_000  # of one element; the most of 207 real pages has 258

MAX_ATTRIBUTES = 500  # of one element; the most of 207 real pages has 60
MAX_TEXT_NODE = 100_000  # characters between two tags; more is kept of no line

_LARGE = 3 * MAX_TEXT_NODE  # characters of a page worth a look for such texts

_PARSER_DEPTH = 2_040  # libxml2 stops at 2,048 in any mode
_TAG = re.compile(r"<[A-Za-z/]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# The same in bytes, which are gone through three times as fast.
_SPACED = bytes(ord(" ") if _ILLEGAL.match(chr(byte)) else byte for byte in range(256))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LONG = 5_000  # characters; the parser takes the square of a tag's attributes
_LONG_TAG = re.compile(rf"<([A-Za-z][\w:-]{{0,20}})\s[^<>]{{{_LONG},}}")
_LONG_TEXTS = etree.XPath(
    f"//text()[not(parent::script or parent::style) and string-length() > {MAX_TEXT_NODE}]"
)
_CROWDED = etree.XPath(f"//*[count(*) > {MAX_CHILDREN}]")
_AT_LIMIT = etree.XPath("/*" * MAX_DEPTH)
_BEYOND_PARSER = etree.XPath(f"boolean({'/*' * _PARSER_DEPTH})")
_ANY_TAG = re.compile(r"<[A-Za-z/][^<>]*>?")


def parse_html(text: str) -> Any | None:
    """Return the root of a page, None where there is none."""
    text = _bounded(_DECLARATION.sub("", _legal(text[:MAX_CHARACTERS])))
    if any(map(_is_long, text.split("<"))):
        text = _LONG_TAG.sub(_with_few_attributes, text)
    tree = _parse(text)
    if tree is not None and _BEYOND_PARSER(tree):
        # The parser gave up in the middle; without tags nothing nests.
        tree = _parse(_paragraphs(_ANY_TAG.sub("\n", text)))
    if tree is not None:
        for element in _AT_LIMIT(tree):
            _flatten(element)
        if text.count("<") > MAX_CHILDREN:
            for element in _CROWDED(tree):
                _thin_out(element)
        if len(text) > _LARGE:
            _cut_texts(tree)
    return tree


def _legal(text: str) -> str:
    """Put a space for each character that XML forbids; few pages have any."""
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:
        return _ILLEGAL.sub(" ", text)
    clean = raw.translate(_SPACED) == raw and "\ufffe" not in text and "\uffff" not in text
    return text if clean else _ILLEGAL.sub(" ", text)


def _is_long(piece: str) -> bool:
    """Say whether what follows a "<" may be a tag worth a closer look, which takes longer."""
    return len(piece) > _LONG and piece.find(">", 0, _LONG) < 0


def _with_few_attributes(tag: re.Match[str]) -> str:
    """Return a long tag, without its attributes where they are too many."""
    return tag[0] if tag[0].count("=") <= MAX_ATTRIBUTES else f"<{tag[1]} "


def _cut_texts(tree: Any) -> None:
    """Cut what stands between two tags at a length that no paragraph has."""
    for text in _LONG_TEXTS(tree):
        element = text.getparent()
        if text.is_tail:
            element.tail = text[:MAX_TEXT_NODE]
        else:
            element.text = text[:MAX_TEXT_NODE]


def _parse(text: str) -> Any | None:
    """Parse what is there; MemoryError where that is too much, which libxml2 calls a fault."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    # lxml.html's own lookup asks Python for each element: a third slower in what follows.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        return None
    except (etree.ParserError, ValueError, AssertionError):
        return None


def _bounded(text: str) -> str:
    """Cut a page after as many tags as we look at."""
    if text.count("<") <= MAX_ELEMENTS:
        return text
    for count, match in enumerate(_TAG.finditer(text)):
        if count >= 2 * MAX_ELEMENTS:
            return text[: match.start()]
    return text


def _paragraphs(text: str) -> str:
    """Write lines of text as a page."""
    return "".join(f"<p>{line}</p>" for line in plain_text(text).split("\n"))


def _flatten(element: Any) -> None:
    """Replace what an element holds by paragraphs of its text."""
    if not len(element):
        return
    lines = plain_text("".join(pieces(element))).split("\n")
    tail = element.tail
    element.clear()
    element.tail = tail
    for line in lines:
        etree.SubElement(element, "p").text = line


def _thin_out(element: Any) -> None:
    """Leave an element no more children than we look at."""
    within = sum(child.tag not in BLOCKS or child.tag == "br" for child in element)
    if 2 * within > len(element):
        _flatten(element)
    del element[MAX_CHILDREN:]
