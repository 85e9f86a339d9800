"""Tell a report from what only looks like one: galleries, videos, lists, walls.

A picture gallery's captions, a video's two lines, a section's teasers and a wall's "Subscribe
to continue reading" all have text.  Matched and counted as reports they would be alerts about
nothing.  A page is judged by how much prose it has, paragraphs that are whole sentences,
and by what it says of itself: a page that declares itself a report needs little.

A wall's words count only where the text is short: outlets keep their walls in every page, and
show them to few readers; "Already a subscriber?" stands in headers too, and counts only right
below the text.  A short report with an end of its own is never lost to a wall.  What a page
declares goes before all that.

Discarded: a page's address alone ("/video/" stands in reports' addresses too), and the share of
its links (a short report stands among as many links as a list).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawler.blocks import Block
from crawler.metadata import Metadata
from crawler.trim import SENTENCE, leads_away

MIN_ARTICLE = 100  # characters; below, a page is a notice or a picture
MIN_TEXT = 25  # below, an extraction counts as empty
_SENTENCE = 50  # characters; shorter blocks are headlines, names, prices
_PROSE = 100  # characters of paragraphs; the shortest of 207 real reports has 580, briefs one line
_LITTLE = 250  # characters of paragraphs; a section's words about itself have no more
_SHOWN = 600  # characters of paragraphs beside pictures or a film that make a report of it
_WALLED = 1_500  # characters; longer texts were not cut by a wall
_STUB = 500  # characters; what a wall leaves of a report where it leaves only a teaser
_COMPLETE = 3  # paragraphs, the last with a full stop: no stub
_TAIL = 60  # characters of the text's end, to find it on the page
_BELOW = 600  # characters below it in which a wall speaks
_CARDS = 3  # headlines that lead away; a list has as many
_MOSTLY = 0.7  # of the paragraphs below such headlines, in a list

_LOST = re.compile(
    r"^\W*(?:error\s+)?404\b|\bpage\s+(?:was\s+|is\s+|could\s+)?not\s+(?:be\s+)?(?:found|available)"
    r"|^not\s+found|page\s+introuvable|seite\s+nicht\s+gefunden|página\s+no\s+encontrada"
    r"|صفحہ\s+(?:موجود\s+)?نہیں|صفحه\s+(?:مورد\s+نظر\s+)?(?:یافت|پیدا)\s+نشد|पृष्ठ\s+नहीं\s+मिला|पेज\s+नहीं\s+मिला"
    r"|পাতাটি?\s+(?:খুঁজে\s+)?পাওয়া\s+যায়নি",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\bpage\s+(?:that\s+)?you(?:['\u2019]re|\s+are|\s+were)?\s+(?:looking|tried|requested|asked).{0,60}"
    r"\b(?:not|no\s+longer|n['\u2019]t|moved|removed|gone)\b",
    re.IGNORECASE,
)
_WORD_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RECORDS = etree.XPath("//script[contains(@type, 'ld+json')]")
_KIND = re.compile(r'"@type"\s*:\s*\[?\s*"(\w+)"')
_GALLERIES = frozenset({"ImageGallery", "MediaGallery"})
_LISTS = frozenset({"CollectionPage", "SearchResultsPage"})
_GALLERY_PATH = re.compile(
    r"/(?:(?:photo-?)?(?:gallery|galleries)|photo-?stor(?:y|ies)|photos?|slide-?shows?|(?:in-)?pictures"
    r"|web-?stor(?:y|ies))(?:/|$)"
)
_VIDEO_PATH = re.compile(r"/(?:videos?|watch|live-?tv|podcasts?|audio)(?:/|$)")
_METAS = etree.XPath(
    "//meta[@property='og:type' or @property='article:content_tier'"
    " or @name='article:content_tier']"
)
# What only a wall says, wherever on the page it stands.
_WALL = re.compile(
    r"""\b(?:subscribe|sign\s+(?:in|up)|log\s*-?in|register|join)\s+(?:now\s+)?to\s+(?:continue|read|keep\s+reading|unlock)\b(?!\s+(?:the\s+|all\s+|more\s+)?comment)
    |\b(?:to\s+continue\s+reading|continue\s+reading\s+(?:this|with)\b.{0,40}\bsubscri|unlock\s+(?:this|the\s+full)\s+(?:article|story))
    |\b(?:article|story|content|report|page|text)\s+is\s+(?:only\s+|exclusively\s+)?(?:for|available\s+(?:only\s+|exclusively\s+)?(?:to|for)|reserved\s+for|exclusive\s+to)\s+(?:our\s+|paying\s+|paid\s+|premium\s+|registered\s+)*(?:subscribers|members|readers\s+with)
    |\bread\s+the\s+full\s+(?:article|story)\s+with\s+a\s+subscription
    |réservée?\s+aux\s+abonn|il\s+vous\s+reste\s+\d|jetzt\s+weiterlesen|mit\s+\S+\s+weiterlesen|nur\s+für\s+abonnenten|solo\s+para\s+suscriptores|有料会員|会員限定
    |پڑھنے\s+کے\s+لی[ےئ]\S?\s+.{0,30}(?:سبسکرائب|لاگ\s*ان)|صرف\s+سبسکرائبرز|ویژه\s+مشترک
    |(?:पढ़ने|खबर|लेख)\s+के\s+लि[एय]े?\s+.{0,30}(?:सब्सक्राइब|सदस्यता|लॉग\s*इन)|केवल\s+(?:सदस्यों|सब्सक्राइबर)
    |পড়তে\s+.{0,30}(?:সাবস্ক্রাইব|লগ\s*ইন)|শুধু(?:মাত্র)?\s+গ্রাহক|படிக்க\s+.{0,30}சந்தா
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What a wall says too, and many a header and footer: it counts right below the text.
_GATE = re.compile(
    r"""\balready\s+(?:a\s+|an\s+)?(?:subscriber|subscribed|member|registered)|\b(?:subscribers?|members?)[-\s]only\s+(?:content|article|story)
    |\b(?:subscribe|sign\s+(?:in|up)|log\s*-?in|register|join)\s+(?:now\s+)?to\s+(?:view|access|keep)\b|\bpremium\s+(?:article|content|story)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Signs:
    """What a whole page says of its kind before anything is taken out."""

    gallery: bool = False
    video: bool = False
    lists: bool = False
    locked: bool = False
    wall: bool = False


def read_signs(tree: Any, url: str) -> Signs:
    """Read the signs of a page; the tree must still have its scripts."""
    kinds = {kind for script in _RECORDS(tree)[:20] for kind in _KIND.findall(script.text or "")}
    metas = {(meta.get("content") or "").strip().lower() for meta in _METAS(tree)[:10]}
    path = urlsplit(url).path.lower()
    return Signs(
        gallery=bool(kinds & _GALLERIES or _GALLERY_PATH.search(path)),
        video=any(kind.startswith("video") for kind in metas) or bool(_VIDEO_PATH.search(path)),
        lists=bool(kinds & _LISTS),
        locked="locked" in metas,
    )


def has_wall(whole: str, text: str) -> bool:
    """Say whether a page with this text asks its reader to pay or to log in."""
    if len(text) >= _WALLED:
        return False
    whole = " ".join(whole.split())
    told = [line for line in _above_wall(text.split("\n")) if _weight(line) >= _SENTENCE]
    end = told[-1][-_TAIL:] if told else ""
    at = whole.rfind(end) + len(end) if end in whole else 0
    below = whole[at : at + _BELOW]
    return _WALL.search(whole) is not None or _GATE.search(below) is not None


def is_paywalled(signs: Signs, metadata: Metadata) -> bool | None:
    """Say whether a page is behind a wall; None where nothing tells."""
    if metadata.paywalled is not None:
        return metadata.paywalled
    return True if signs.locked or signs.wall else None


def is_article(
    signs: Signs,
    metadata: Metadata,
    found: Sequence[Block],
    text: str,
    *,
    page: Sequence[Block] = (),
    paywalled: bool | None,
) -> bool:
    """Say whether a page is a report; `page` are all blocks around those found."""
    walled = paywalled and (signs.wall or signs.locked)
    cut = walled and not _is_whole(found)
    if _weight(text) < _STUB and (cut or _GONE.search(text)):
        return False
    declared = metadata.says_article
    if len(text) < MIN_ARTICLE:
        return declared and len(text) >= MIN_TEXT and not (signs.gallery or signs.video)
    prose = sum(_weight(block.text) for block in found if _is_prose(block))
    if (signs.gallery or signs.video) and prose < _SHOWN:
        return False
    if not declared and (signs.lists or _is_lost(metadata) or _is_of_links(prose, page)):
        return False
    if declared or (metadata.published is not None and prose >= _PROSE):
        return True
    return prose >= _PROSE and not _is_of_cards(found, page)


def _weight(text: str) -> int:
    """Count characters, those that stand for a word threefold."""
    return len(text) + 2 * len(_WORD_SIGNS.findall(text))


def _above_wall(lines: Sequence[str]) -> list[str]:
    """Return the lines above the first in which a wall speaks."""
    return list(takewhile(lambda line: not (_WALL.search(line) or _GATE.search(line)), lines))


def _is_whole(found: Sequence[Block]) -> bool:
    """Say whether a short text has an end of its own; a wall cuts after a paragraph or two."""
    own = [block.text for block in found if _is_prose(block)]
    said = _above_wall(own)
    ended = bool(said) and SENTENCE.search(said[-1]) is not None
    return len(said) >= _COMPLETE and ended and not said[-1].endswith(("...", "\u2026"))


def _is_prose(block: Block) -> bool:
    return _weight(block.text) >= _SENTENCE and not leads_away(block)


def _is_lost(metadata: Metadata) -> bool:
    """Say whether a page's headline is that of a page that is not there."""
    return any(_LOST.search(heading) for heading in metadata.headings)


def _is_of_links(prose: int, page: Sequence[Block]) -> bool:
    """Say whether a page has little prose and many headlines that lead away."""
    cards = [len(block.text) for block in page if leads_away(block) and len(block.text) >= MIN_TEXT]
    return prose < _LITTLE and len(cards) > _CARDS and sum(cards) > prose


def _is_of_cards(found: Sequence[Block], page: Sequence[Block]) -> bool:
    """Say whether paragraphs stand below headlines that lead away from the page."""
    cards = [leads_away(block) and len(block.text) >= MIN_TEXT for block in page]
    prose = {id(block) for block in found if _is_prose(block)}
    places = [index for index, block in enumerate(page) if id(block) in prose]
    below = sum(any(cards[max(0, index - 2) : index]) for index in places)
    return below >= max(_CARDS, _MOSTLY * len(prose))
