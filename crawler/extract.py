"""Turn a page into an article.

    bytes ─decode▶ text ─parse once▶ tree ─metadata▶ title, authors, dates, language
                                      ├─signs▶ a report, or a gallery, a list, a wall
                                      └─report (blocks, asides, trim)▶ lines ─body▶ text ─▶ posts

The tree is parsed once, by ourselves, within limits; `crawler.report` finds the report in it
with trafilatura's help, without its metadata.  That takes three quarters of the time of
trafilatura's own whole job.

Where the configuration gives selectors for a source, what they find goes before all that;
a redesign that leaves them empty leaves the general way.

Hidden text is not reported: nobody read it there.  Only short pieces are dropped, since
some outlets hide a whole report until a script shows it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date

from crawler.blocks import Block
from crawler.body import numbered_lines
from crawler.dates import read_date
from crawler.decode import decode
from crawler.kinds import MIN_TEXT, has_wall, is_article, is_paywalled, read_signs
from crawler.language import identify
from crawler.lists import headlines, is_list
from crawler.metadata import Metadata, read_metadata
from crawler.parse import parse_html
from crawler.parts import next_part
from crawler.posts import Line, Update, day_of, is_live, read_updates, split_posts
from crawler.report import LONGEST_LINE, read_report
from crawler.selecting import paragraphs, removed, said, select
from crawler.urls import canonical
from news.article import GUESS, Article, Page, Post, Provenance
from news.errors import ExtractError
from news.moment import Moment, ZoneFrom

MAX_BYTES = 12_000_000
_LANGUAGE_SAMPLE = 1_500  # characters shown to the detector
_SURE_LENGTH = 200  # below, the detector guesses and the page's word counts

_NOT_PAGES = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
              b"GIF8": "a picture", b"PK\x03\x04": "an archive", b"\x1f\x8b": "a compressed file",
              b"RIFF": "a media file", b"\x00\x00\x00": "a media file"}  # fmt: skip

# Messages about single pages are ours to give.
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def extract(page: Page) -> Article:
    """Read a page; ExtractError where it has text that cannot be had."""
    tree = _tree(page)
    removed(tree, page.selectors.remove)
    onward = next_part(tree, page.url, page.part)
    metadata = _selected(tree, page)
    published, guessed = metadata.published, not metadata.published
    if guessed:
        published = _guess_date(tree, page)
    selected = paragraphs(select(tree, page.selectors.text))
    lines = [Line(line, Block(line, "p", ())) for line in selected]
    linked = headlines(tree, metadata)
    signs = read_signs(tree, page.url)
    updates = read_updates(tree)
    around = list[Block]()
    if sum(map(len, selected)) < MIN_TEXT:
        report = read_report(tree, metadata)
        around = report.page
        lines = _printed(report.blocks, metadata)
        signs = replace(signs, wall=has_wall(report.whole, "\n".join(line.text for line in lines)))
    text = "\n".join(line.text for line in lines)
    paywalled = is_paywalled(signs, metadata)
    listed = is_list(linked, [line.text for line in lines])
    found = [line.block for line in lines]
    report_like = is_article(signs, metadata, found, text, page=around, paywalled=paywalled)
    if guessed and (listed or not report_like):
        published = None  # a day of one of the reports that it lists
    title = metadata.title or text.split("\n", 1)[0][:120]
    posts = _posts(lines, updates, replace(metadata, title=title), page) if report_like else ()
    # A later part may be too short to be a report by itself.  A live report's other pages hold
    # the posts that we read when they were new.
    whole = listed or posts or not (report_like or page.part > 1)
    return Article(
        url=canonical(metadata.canonical or page.url),
        title=title,
        text=text,
        authors=metadata.authors,
        published=published,
        modified=metadata.modified,
        language=_language(metadata, text, page.language),
        is_article=report_like,
        is_list=listed,
        paywalled=paywalled,
        provenance=_provenance(metadata, guessed=guessed and published is not None),
        next_part="" if whole else onward,
        posts=posts,
        original=canonical(metadata.original) if metadata.original else "",
    )


def _printed(found: Sequence[Block], metadata: Metadata) -> list[Line]:
    """Return the report's lines, each with the block that it was."""
    texts = (block.text[:LONGEST_LINE] for block in found)
    numbered = numbered_lines(texts, metadata.headings, metadata.authors)
    return [Line(text, found[number]) for number, text in numbered]


def _posts(
    lines: Sequence[Line], updates: Sequence[Update] | None, metadata: Metadata, page: Page
) -> tuple[Post, ...]:
    """Return the posts of a live report, with their places in title and text together."""
    posts = split_posts(
        lines,
        updates,
        live=is_live(metadata.title, urlsplit(page.url).path),
        day=day_of(metadata.published, metadata.modified),
        read=lambda raw: read_date(raw, page.timezone, page.fetched, ZoneFrom.PAGE),
    )
    before = len(metadata.title) + 1
    return tuple(Post(post.at, post.start + before, post.end + before) for post in posts)


def _provenance(metadata: Metadata, *, guessed: bool) -> Provenance:
    """Say where the fields stood, those too that were found for want of better."""
    said = metadata.provenance
    title = said.title or ("" if metadata.title else "first line of the text")
    return replace(said, title=title, published=GUESS if guessed else said.published)


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
    if len(text) < MIN_TEXT:
        return said
    return identify(text[:_LANGUAGE_SAMPLE])
