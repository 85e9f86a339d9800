"""Find a report's lines in its page: trafilatura points, the page's own blocks speak.

    tree ─strip, drop asides▶ blocks ──────────────┐
                     └──────▶ trafilatura's text ──┴─align▶ chosen blocks ▶ lines

trafilatura knows best which part of a page is the report, but it glues what `<br>` parts,
tears initials off their words, drops the joiners inside Persian and Telugu ones, and loses a
paragraph here and there.  So its text only points: the blocks (`crawler.blocks`) found in it,
in order, are the report's.  What it left out between two of them comes back, if it stands
among the same paragraphs and is no row of links; so do lists and tables among them, posts quoted
from elsewhere, the times of a live report's posts, and the standfirst and key points above the
body.  Cards of other reports and readers' comments below it go.

Since it only points, its fast way is enough; where that has less than three quarters of the
container with the most text, its full way is asked too.

trafilatura can return nothing without a word.  The container with the most text is a second
witness: where trafilatura has less than a third of it, the container's blocks are taken;
where neither has text though the page does, that is an ExtractError, never an empty article.

A page that a script would build is read from the record it keeps for the script.

Discarded: trafilatura's own lines (see above); JSON-LD's articleBody as the text (it glues
sentences); several extractors with a vote (five times the work for one point).
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import trafilatura
from lxml import etree, html
from trafilatura.utils import HTML_PARSER

from crawler.asides import drop_asides
from crawler.blocks import CLOCK, Block, blocks
from crawler.hidden import drop_hidden
from crawler.kinds import MIN_ARTICLE, MIN_TEXT
from crawler.lines import plain_text
from crawler.metadata import Metadata
from crawler.parse import parse_html
from crawler.trim import SENTENCE, leads_away, trim
from news.errors import ExtractError
from news.text import words

_PAGE_HAS_TEXT = 400  # characters from which an empty extraction is a fault
_LONGEST_TEXT = 300_000  # characters of a text that blocks are looked for in
LONGEST_LINE = 50_000  # characters; no paragraph of a newspaper is longer
_PAGE_IN_FORM = 200  # characters of paragraphs; a search or a sign-up has less
_WITNESS = 3  # the container must have so many times more text to be taken
_ALIGNED = 0.7  # of trafilatura's text found among the blocks; below, its own lines are taken
_CERTAIN = 24  # characters without spaces; shorter blocks count only beside certain ones
_POINT = 20  # characters; shorter pieces above a report are bylines and dates
_STANDFIRST = 60  # characters of a sentence above a report
_BELOW = 3  # blocks below the headline among which such a sentence stands
_MOST_POINTS = 8
_SEEN = 0.75  # of the container's text that the fast way must have found
_PARAGRAPH = 40  # characters; shorter blocks are no sign of a report
_HEADLINE = 25  # characters; shorter links below a report are no headlines
_CARDS = 2  # paragraphs below others' headlines; one may be the report's own, below "Also read"

_STRIPPED = (
    "script style noscript template svg math nav iframe object embed canvas video audio form "
    "button select textarea input dialog footer link meta source map"
).split()
# Spaces, a table's bars, and the invisible signs that trafilatura drops from inside words.
_NO_KEY = re.compile("[\\s|\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_COMMENTS = re.compile(
    r"\W*(?:\d+\s+)?(?:(?:reader\s+)?comments?|kommentare?|commentaires?|comentarios?"
    r"|تبصرے|نظرات|دیدگاه\S*|टिप्पणिया\S*|टिप्पणी|प्रतिक्रिया|মন্তব্য|கருத்துகள்)\W*(?:\d+)?\W*",
    re.IGNORECASE,
)
_DESCRIPTIONS = etree.XPath(
    "//head//meta[@name='description' or @property='og:description'"
    " or @name='twitter:description']/@content"
)
_LONGEST_STATE = 3_000_000  # characters
_BESIDE = 600  # characters before a text in which its headline stands
_NAMED = 3  # times as long another text must be to be taken instead
_MOST_STRINGS = 200
_LONG_STRING = re.compile(r'"(?:[^"\\]|\\.){200,}(?:"|\Z)')  # a broken one ends with the script
_MARKED = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)

# Messages about single pages are ours to give.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
# trafilatura parses readability's result once more; see crawler.parse.
HTML_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


@dataclass(frozen=True)
class Report:
    """A report's blocks, those of its page without asides, and the text of the whole page."""

    blocks: list[Block]
    page: list[Block]
    whole: str


def read_report(tree: Any, metadata: Metadata) -> Report:
    """Find the report of a page; ExtractError where it has text but no report."""
    described = _descriptions(tree)
    scripts = list(tree.iter("script"))
    _strip(tree)
    whole = tree.text_content()
    drop_asides(tree)
    page = blocks(tree)  # before trafilatura, which changes the tree
    size = sum(len(block.text) - block.linked for block in page)
    witness = _container(page)
    copied = deepcopy(tree)
    text = _pointed(tree, fast=True)
    if _missed(witness, text):
        text = _pointed(copied, fast=False)
    chosen = _chosen(page, text)
    if _length(witness) > _WITNESS * len(text):
        chosen = witness
    standfirst = _standfirst(page, chosen, described, metadata.headings)
    own = _without_comments(page, trim(chosen, metadata.authors, metadata.body))
    own = _without_cards(page, own)
    told = [*standfirst, *own]
    if _length(told) < MIN_TEXT:
        told = _from_record(_longest_state(scripts, metadata.headings))
    if _length(told) < MIN_ARTICLE < len(metadata.body):
        told = _plain(metadata.body)
    if _length(told) < MIN_TEXT and size >= _PAGE_HAS_TEXT:
        raise ExtractError(f"no report was found among the {size:,} characters of the page")
    return Report(told, page, whole)


def _strip(tree: Any) -> None:
    """Take out what is never text of a report."""
    for form in list(tree.iter("form")):
        said = sum(len(paragraph.text_content()) for paragraph in form.iter("p"))
        if max(said, len(form.text_content()) // 5) > _PAGE_IN_FORM:
            form.drop_tag()  # some systems put the whole page into one
    etree.strip_elements(tree, *_STRIPPED, with_tail=False)
    drop_hidden(tree)


def _pointed(tree: Any, *, fast: bool) -> str:
    """Return the text that trafilatura takes for the report."""
    document = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, include_tables=True, fast=fast
    )
    return plain_text(getattr(document, "text", "") or "")[:_LONGEST_TEXT]


def _missed(witness: Sequence[Block], text: str) -> bool:
    """Say whether a text lacks much of what stands in the container with the most text."""
    told = _key(text)
    keys = [_key(block.text) for block in witness if len(block.text) >= _PARAGRAPH]
    return sum(len(key) for key in keys if key in told) < _SEEN * sum(map(len, keys))


def _plain(text: str) -> list[Block]:
    """Return lines of text as blocks."""
    return [Block(line[:LONGEST_LINE], "p", ()) for line in text.split("\n") if line]


def _length(found: Iterable[Block]) -> int:
    return sum(len(block.text) for block in found)


# --- align


def _chosen(page: Sequence[Block], text: str) -> list[Block]:
    """Return the blocks that a text is made of, and what stands between them."""
    told = _key(text)
    keys = [_key(block.text) for block in page]
    placed = _chain(keys, told)
    found = sum(len(keys[index]) for index in placed)
    if not placed or found < _ALIGNED * len(told):
        # A text that repeats itself or is out of the page's order.
        apart = {index for index, key in enumerate(keys) if len(key) >= _CERTAIN and key in told}
        if sum(len(keys[index]) for index in apart) < _ALIGNED * len(told):
            return _plain(text)
        return [page[index] for index in sorted(apart | _between(page, apart))]
    chosen = _beside(keys, told, placed)
    return [page[index] for index in sorted(chosen | _between(page, chosen))]


def _key(text: str) -> str:
    """Return what two spellings of one text have in common."""
    text = _NO_KEY.sub("", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _chain(keys: Sequence[str], told: str) -> dict[int, int]:
    """Place long blocks in the text: the heaviest row of them that keeps the page's order."""
    spots: list[tuple[int, int, int]] = []  # block, place, weight
    for index, key in enumerate(keys):
        if len(key) < _CERTAIN:
            continue
        at = told.find(key)
        for _ in range(3):  # a text may repeat itself
            if at < 0:
                break
            spots.append((index, at, len(key)))
            at = told.find(key, at + 1)
    # Best total for each place, as a growing front: places ascend, and totals with them.
    places: list[int] = []
    totals: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for number, (_, at, weight) in enumerate(spots):
        before = bisect_left(places, at) - 1
        back.append(ends[before] if before >= 0 else -1)
        total = (totals[before] if before >= 0 else 0) + weight
        spot = bisect_left(places, at + weight - 1)
        if spot > 0 and totals[spot - 1] >= total:
            continue
        until = spot
        while until < len(places) and totals[until] <= total:
            until += 1
        places[spot:until], totals[spot:until], ends[spot:until] = (
            [at + weight - 1], [total], [number],
        )  # fmt: skip
    placed: dict[int, int] = {}
    number = ends[-1] if ends else -1
    while number >= 0:
        placed[spots[number][0]] = spots[number][1]
        number = back[number]
    return placed


def _beside(keys: Sequence[str], told: str, placed: dict[int, int]) -> set[int]:
    """Add the short blocks that stand in the gaps of the text where they should."""
    chosen: set[int] = set()
    rows = sorted(placed)
    gaps = [(-1, 0), *((index, placed[index] + len(keys[index])) for index in rows)]
    nexts = [*((index, placed[index]) for index in rows), (len(keys), len(told))]
    for (index, start), (until, end) in zip(gaps, nexts, strict=True):
        if index >= 0:
            chosen.add(index)
        gap = told[start:end]
        inner = range(index + 1, until)
        # Above the first and below the last, from the report outwards.
        for other in reversed(inner) if index < 0 else inner:
            key = keys[other]
            if not gap:
                break
            at = gap.rfind(key) if index < 0 else gap.find(key)
            if at >= 0:
                gap = gap[:at] if index < 0 else gap[at + len(key) :]
                chosen.add(other)
    return chosen


def _between(page: Sequence[Block], chosen: set[int]) -> set[int]:
    """Return the blocks left out although they stand among the chosen ones."""
    if not chosen:
        return set()
    parents = {page[index].inside[:-1] for index in chosen if len(page[index].text) >= _PARAGRAPH}

    # The times of a live report's posts: "18:42 IST" above a text, more than once.
    clocks = {index for index, block in enumerate(page) if CLOCK.fullmatch(block.text)}
    clocks = clocks if len(clocks) > 1 else set()

    def belongs(index: int) -> bool:
        block = page[index]
        if block.post or (index in clocks and chosen & {index + 1, index + 2}):
            return True
        siblings = block.inside[:-1] in parents
        if (siblings or block.entry) and block.tag == "p" and not leads_away(block):
            return True  # "Upper Sandal: 33", a row of places that are all linked, a live post
        if block.share_linked > 0.5:  # noqa: PLR2004
            return False
        if block.is_heading and {index - 1, index + 1} <= chosen:
            return True
        long = len(block.text) >= _PARAGRAPH
        if block.tag == "li":  # of a list or a box of key points that was taken for a menu
            return block.inside[:-2] in parents or (long and block.inside[:-3] in parents)
        return siblings and (block.is_heading or long)

    within = range(max(0, min(chosen) - 1), max(chosen))
    return {index for index in within if belongs(index)} | _rows(page, chosen)


def _rows(page: Sequence[Block], chosen: set[int]) -> set[int]:
    """Return all rows of the tables that have one among the chosen blocks."""
    tables = {page[index].inside[:-1] for index in chosen if page[index].tag == "tr"}
    return {
        index
        for index, block in enumerate(page)
        if block.tag == "tr" and block.inside[:-1] in tables and not leads_away(block)
    }


def _without_comments(page: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """Drop what readers wrote below the report, under a line that says so."""
    holding = _heaviest(chosen)
    inner = {id(block) for block in chosen if _is_in(block, holding)}
    last = max((index for index, block in enumerate(page) if id(block) in inner), default=len(page))
    below = page[last + 1 :]
    label = next((at for at, block in enumerate(below) if _heads_comments(block.text)), None)
    theirs = set() if label is None else {id(block) for block in below[label:]}
    return [block for block in chosen if id(block) not in theirs]


def _heads_comments(text: str) -> bool:
    return len(text) <= _PARAGRAPH and _COMMENTS.fullmatch(text) is not None


def _without_cards(page: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """Drop what stands below the report's paragraphs and below another report's headline."""
    holding = _heaviest(chosen)
    inner = [index for index, block in enumerate(chosen) if _is_in(block, holding)]
    if not inner:
        return list(chosen)
    body, below = list(chosen[: inner[-1] + 1]), chosen[inner[-1] + 1 :]
    before = {id(block): other for other, block in pairwise(page)}
    above = [before.get(id(block)) for block in below if len(block.text) >= _PARAGRAPH]
    cards = [other for other in above if other and leads_away(other)]
    named = sum(len(other.text) >= _HEADLINE for other in cards)
    fewest = 1 if all(other.is_heading for other in cards) else _CARDS
    return body if named == len(above) >= fewest else [*body, *below]


def _standfirst(
    page: Sequence[Block], chosen: Sequence[Block], described: set[str], headings: Iterable[str]
) -> list[Block]:
    """Return what stands between headline and report, and belongs to it.

    "Rain fell for nine days", set in large type above the body, is a sentence, or what the
    page's meta elements say in short; a list of key points stands in the body's own element.
    """
    titles = {_folded(heading) for heading in headings}
    own = {id(block) for block in chosen}
    first = next((index for index, block in enumerate(page) if id(block) in own), 0)
    around = chosen[0].inside[:-1] if chosen else ()
    found: list[Block] = []
    since = first  # blocks since the headline
    holding: tuple[int, ...] = ()  # the element that the headline stands in
    for block in page[:first]:
        folded = _folded(block.text)
        since += 1
        if block.tag == "h1" or folded in titles:
            found, since, holding = [], 0, block.inside[:-1]
        elif block.linked or len(block.text) < _POINT:
            continue
        elif (
            any(_same(folded, said) for said in described)
            or (block.tag == "li" and around and block.inside[: len(around)] == around)
            or (since <= _BELOW and _is_sentence(block.text))
            or (found and _is_next_to(found[-1], block))
            or (since == 1 and block.is_heading and block.inside[:-1] == holding)
        ):
            found.append(block)
    return found if len(found) <= _MOST_POINTS else []


def _is_next_to(block: Block, other: Block) -> bool:
    """Say whether a sentence stands in the same element as a paragraph above it."""
    same = block.inside[:-1] == other.inside[:-1]
    return same and block.tag == other.tag == "p" and SENTENCE.search(other.text) is not None


def _is_sentence(text: str) -> bool:
    return len(text) >= _STANDFIRST and SENTENCE.search(text) is not None


def _same(one: str, other: str) -> bool:
    """Say whether two texts are one, or one is the other cut short."""
    shorter = min(len(one), len(other))
    return shorter >= _PARAGRAPH and one[:shorter] == other[:shorter]


def _descriptions(tree: Any) -> set[str]:
    """Return what the page's meta elements say in short of the report."""
    return {_folded(text[:1_000].rstrip(" .…")) for text in _DESCRIPTIONS(tree)[:8]}


def _folded(text: str) -> str:
    return " ".join(words(text))


def _longest_state(scripts: Iterable[Any], headings: Iterable[str]) -> str:
    """Return the longest text with markup among the strings of a page's scripts.

    Some pages are empty until a script builds them from such a record, which may hold
    another one in a string, and other reports; the one near the headline is the page's.
    """
    todo = [(script.text or "")[:_LONGEST_STATE] for script in scripts]
    titles = [title for heading in headings if (title := _folded(heading))]
    best = (0, "")
    for _ in range(_MOST_STRINGS):
        if not todo:
            break
        raw = todo.pop()
        since = 0
        for match in _LONG_STRING.finditer(raw):
            near, since = raw[max(since, match.start() - _BESIDE) : match.start()], match.end()
            try:
                said = json.loads(match.group().replace("\n", " "), strict=False)
            except ValueError:
                continue
            if not said.lstrip().startswith("<") and _LONG_STRING.search(said):
                todo.append(said)
            elif _MARKED.search(said):
                named = any(title in _folded(near) for title in titles)
                best = max(best, (len(said) * (_NAMED if named else 1), said))
    return best[1]


def _from_record(markup: str) -> list[Block]:
    """Return the blocks of a report's markup, without its asides."""
    tree = parse_html(f"<body>{markup}</body>")
    if tree is None:
        return []
    _strip(tree)
    drop_asides(tree)
    return [block for block in blocks(tree) if not leads_away(block)]


def _container(page: Sequence[Block]) -> list[Block]:
    """Return the blocks of the element whose paragraphs have the most text."""
    best = _heaviest(page)
    return [block for block in page if _is_in(block, best)] if best else list(page)


def _heaviest(found: Sequence[Block]) -> tuple[int, ...]:
    """Name the element whose own paragraphs have the most text; () where there are none."""
    weights: dict[tuple[int, ...], int] = {}
    for block in found:
        if len(block.text) >= _PARAGRAPH and block.share_linked < 0.5:  # noqa: PLR2004
            around = block.inside[:-1] if block.tag in {"p", "li", "blockquote"} else block.inside
            weights[around] = weights.get(around, 0) + len(block.text)
    return max(weights, key=lambda around: weights[around], default=())


def _is_in(block: Block, around: tuple[int, ...]) -> bool:
    return block.inside[: len(around)] == around
