"""Turn a page into an article: the one adapter to trafilatura.

    bytes ─decode▶ text ─parse once▶ tree ─metadata▶ title, authors, dates, language
                                      └─strip scripts, menus, hidden text▶ trafilatura ▶ lines

The tree is parsed once, by ourselves, within limits; trafilatura gets it without what
it would only throw away, in full mode and without its metadata.  That takes about two
thirds of the time of its own whole job.  `fast` is off: it glues `text<br>text` into
one line, and sentences are what we read.

trafilatura can return nothing without a word.  The container with the most text is a
second witness: where trafilatura has less than a third of it, the container is taken;
where neither has text though the page does, that is an ExtractError, never an empty
article.

Where the configuration gives selectors for a source, what they find goes before all that;
a redesign that leaves them empty leaves the general way.

Hidden text is not reported: nobody read it there.  Only short pieces are dropped, since
some outlets hide a whole report until a script shows it.

Discarded: JSON-LD's articleBody as the text (it glues sentences); several extractors
with a vote (five times the work for one point).
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Any

import trafilatura
from htmldate import find_date
from lxml import etree, html
from trafilatura.utils import HTML_PARSER

from crawler.body import clean_lines
from crawler.dates import read_date
from crawler.decode import decode
from crawler.language import identify
from crawler.lines import pieces, plain_text
from crawler.lists import headlines, is_list
from crawler.metadata import Metadata, read_metadata
from crawler.parse import parse_html
from crawler.selecting import paragraphs, removed, said, select
from crawler.urls import canonical
from news.article import Article, Page, Provenance
from news.errors import ExtractError
from news.moment import Moment, ZoneFrom

MAX_BYTES = 12_000_000
MIN_ARTICLE = 100  # characters; below, a page is a notice or a picture
_MIN_TEXT = 25  # below, an extraction counts as empty
_PAGE_HAS_TEXT = 400  # characters from which an empty extraction is a fault
_LONGEST_LINE = 50_000  # characters; no paragraph of a newspaper is longer
_LANGUAGE_SAMPLE = 1_500  # characters shown to the detector
_SURE_LENGTH = 200  # below, the detector guesses and the page's word counts
_SHORT_HIDDEN = 1_000  # characters; longer hidden pieces are reports behind a script
_WITNESS = 3  # the container must have so many times more text to be taken

_STRIPPED = (
    "script style noscript template svg math nav iframe object embed canvas video audio form "
    "button select textarea input dialog footer link meta picture source map"
).split()
_HIDDEN = etree.XPath(
    "//body//*[@hidden or @aria-modal='true' or (@style and ("
    "contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')"
    " or contains(translate(@style, ' ', ''), 'font-size:0')))]"
)
_VISIBLE_SIZE = re.compile(r"font-size:\s*0?\.\d|font-size:\s*0\d", re.IGNORECASE)
_NOT_PAGES = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
              b"GIF8": "a picture", b"PK\x03\x04": "an archive", b"\x1f\x8b": "a compressed file",
              b"RIFF": "a media file", b"\x00\x00\x00": "a media file"}  # fmt: skip

# Messages about single pages are ours to give.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)
# trafilatura parses readability's result once more; see crawler.parse.
HTML_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


def extract(page: Page) -> Article:
    """Read a page; ExtractError where it has text that cannot be had."""
    tree = _tree(page)
    removed(tree, page.selectors.remove)
    metadata = _selected(tree, page)
    published, guessed = metadata.published, not metadata.published
    if guessed:
        published = _guess_date(tree, page)
    lines = paragraphs(select(tree, page.selectors.text))
    linked = headlines(tree, metadata)
    if sum(map(len, lines)) < _MIN_TEXT:
        _strip(tree)
        lines = clean_lines(_lines(tree, metadata), metadata.headings, metadata.authors)
    text = "\n".join(lines)
    listed, is_article = is_list(linked, lines), _is_article(metadata, text)
    if guessed and (listed or not is_article):
        published = None  # a day of one of the reports that it lists
    return Article(
        url=canonical(metadata.canonical or page.url),
        title=metadata.title or text.split("\n", 1)[0][:120],
        text=text,
        authors=metadata.authors,
        published=published,
        modified=metadata.modified,
        language=_language(metadata, text, page.language),
        is_article=is_article,
        is_list=listed,
        paywalled=metadata.paywalled,
        provenance=_provenance(metadata, guessed=guessed and published is not None),
    )


def _provenance(metadata: Metadata, *, guessed: bool) -> Provenance:
    """Say where the fields stood, those too that were found for want of better."""
    said = metadata.provenance
    title = said.title or ("" if metadata.title else "first line of the text")
    return replace(said, title=title, published="a guess" if guessed else said.published)


def _tree(page: Page) -> Any:
    """Parse a page; ExtractError where it is none."""
    for magic, name in _NOT_PAGES.items():
        if page.body.startswith(magic):
            raise ExtractError(f"this is {name}, not a web page")
    tree = parse_html(decode(page.body[:MAX_BYTES], page.charset, page.language))
    if tree is None:
        raise ExtractError("the page is empty")
    return tree


def _selected(tree: Any, page: Page) -> Metadata:
    """Read what a page says of itself, first where the source's selectors point."""
    metadata = read_metadata(tree, url=page.url, timezone=page.timezone, now=page.fetched)
    told = page.selectors
    if not any((told.title, told.authors, told.published, told.modified)):
        return metadata
    title = _first(tree, told.title)
    names = dict.fromkeys(name for one in select(tree, told.authors) if (name := said(one)))
    published = _moment(tree, told.published, page)
    modified = _moment(tree, told.modified, page)
    found = {"title": title, "authors": names, "published": published, "modified": modified}
    selected = {field: "selector" for field, value in found.items() if value}
    return replace(
        metadata,
        title=title or metadata.title,
        headings=(title, *metadata.headings) if title else metadata.headings,
        authors=tuple(names) or metadata.authors,
        published=published or metadata.published,
        modified=modified or metadata.modified,
        provenance=replace(metadata.provenance, **selected),
    )


def _first(tree: Any, selector: str) -> str:
    """Return what the first element says that says something."""
    return next((text for one in select(tree, selector) if (text := said(one))), "")


def _moment(tree: Any, selector: str, page: Page) -> Moment | None:
    """Return the first time that can be read among what a selector finds."""
    for one in select(tree, selector):
        found = read_date(said(one), page.timezone, page.fetched, ZoneFrom.PAGE)
        if found is not None:
            return found
    return None


def _strip(tree: Any) -> None:
    """Take out what is never text of a report."""
    etree.strip_elements(tree, *_STRIPPED, with_tail=False)
    for element in _HIDDEN(tree)[:2_000]:
        style = element.get("style") or ""
        if _VISIBLE_SIZE.search(style) and "display" not in style:
            continue
        if element.getparent() is not None and len(element.text_content()) <= _SHORT_HIDDEN:
            element.drop_tree()


def _lines(tree: Any, metadata: Metadata) -> list[str]:
    """Return the text of the report, one paragraph a line."""
    witness = _container(tree)  # before trafilatura, which may change the tree
    second = plain_text("".join(pieces(witness))) if witness is not None else ""
    size = len(tree.text_content().strip())
    document = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, include_tables=True
    )
    text = plain_text(getattr(document, "text", "") or "")
    if len(second) > _WITNESS * len(text):
        text = second
    if len(text) < MIN_ARTICLE < len(metadata.body):
        text = metadata.body
    if len(text) < _MIN_TEXT and size >= _PAGE_HAS_TEXT:
        raise ExtractError(f"no report was found among the {size:,} characters of the page")
    return [line[:_LONGEST_LINE] for line in text.split("\n")]


def _container(tree: Any) -> Any | None:
    """Return the element whose paragraphs have the most text."""
    weights: dict[Any, int] = {}
    for paragraph in list(tree.iter("p"))[:5_000]:
        length = len(paragraph.text_content().strip())
        parent = paragraph.getparent()
        if length >= 40 and parent is not None:  # noqa: PLR2004
            weights[parent] = weights.get(parent, 0) + length
    if weights:
        return max(weights, key=lambda element: weights[element])
    return tree.find("body")


def _guess_date(tree: Any, page: Page) -> Moment | None:
    """Ask htmldate, which looks everywhere, for a day."""
    try:
        found = find_date(
            tree,
            # The extensive search loads dateparser, 90 MB in every worker, for hardly a date.
            extensive_search=False,
            original_date=True,
            url=page.url,
            max_date=page.fetched,
        )
    except (ValueError, TypeError, AttributeError, IndexError):  # it stumbles over odd markup
        return None
    return read_date(found or "", page.timezone, page.fetched, ZoneFrom.PAGE)


def _language(metadata: Metadata, text: str, source: str) -> str:
    """Name the language: the page's word where the text is short, else the detector's."""
    said = metadata.language or source
    if len(text) < _SURE_LENGTH and said:
        return said
    if len(text) < _MIN_TEXT:
        return said
    return identify(text[:_LANGUAGE_SAMPLE])


def _is_article(metadata: Metadata, text: str) -> bool:
    return len(text) >= MIN_ARTICLE or (metadata.says_article and len(text) >= _MIN_TEXT)
