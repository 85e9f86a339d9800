"""Take out of a page what its own markup says is beside the report.

Outlets name their boxes: "related-posts", "newsletter-signup", "author-bio", "wp-caption".
What is named so goes before anything is read, since no reader of text can tell the teaser of
another report from a short paragraph.  A name may lie ("single-post related-layout" around
everything), so what holds the headline or half of the page's paragraphs stays.

Lists of nothing but links go too, where they hold three or more: a report's own list says
something beside its links.

Discarded: names that begin with "ad" or contain "box" (half of the outlets' own paragraphs);
dropping what a picture's own words (`alt`) repeat (outlets fill them with their paragraphs).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

_MOST = 3_000  # named elements looked at
_LONGEST = 300  # characters of an element's names
_SHARE = 0.5  # of the page's text in paragraphs; what has more is the report, whatever its name
_FEW = 200  # characters in paragraphs; a page with fewer parts its text otherwise
_MOST_PICTURES = 200
_NEAR = 6  # elements around a picture looked at for its words
_CAPTION = 300  # characters
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SLANTED = ("em", "i", "small")
_NAMED = etree.XPath("//body//*[@class or @id or @role or @data-testid]")

_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")
_ASIDE = re.compile(
    r"""(?<![a-z])(?:
    related(?:-?(?:articles?|posts?|stor(?:y|ies)|news|links?|content|topics?|videos?|items?|coverage|tags?|list|box|widget|section|block|reads?))?
    |reads?-?(?:also|more|next)|also-?read|more-?(?:stories|news|from|on|articles|posts|like|reads)
    |recommend(?:ed|ations?)?|recirc(?:ulation)?|trending|most-?(?:read|popular|viewed|shared)|popular-?(?:posts|news|stories)
    |infinite(?:-?\w+)?|up-?next|pull-?quotes?|quick-?reads?|ai-?summary|outbrain|taboola\w*|mgid|revcontent
    |newsletters?(?:-?\w+)?|sign-?up|subscribe|subscription(?:-?(?:box|form|cta|promo|widget|banner))?
    |promo(?:tion|tional|box|-?(?:box|block|link|unit))?|sponsor(?:ed)?|affiliate|advert(?:isement|ising|orial)?s?
    |ads?-(?:slot|unit|wrapper|container|placeholder|label)
    |(?:share|sharing|social(?!-?(?:media-?)?(?:embed|post|quote)))(?:-?(?:share|sharing|media|bar|buttons?|tools?|links?|icons?|box|block|list|menu|follow|daddy))?|add-?to(?:any|this)\w*
    |author-*(?:bio(?:graphy)?|box|info|desc(?:ription)?|card|about|profile|details|blurb)|about-?(?:the-?)?authors?|bio(?:graphy)?-?(?:box|text)
    |(?:wp-)?caption(?:-?(?:text|credit|wrap(?:per)?))?|(?:photo|image|picture|media|video|figure)-*(?:caption|credits?|copyright|desc(?:ription)?|legend|source)|figcaption
    |bread-?crumbs?|tag-?(?:list|cloud|links|box)|(?:post|article|story)-?tags|tags(?:-?(?:list|links|container|wrap(?:per)?))?
    |comments?(?:-?(?:list|area|section|form|count|box|thread|wrap(?:per)?|respond))?|disqus\w*|respond
    |(?:cookies?|consent|gdpr|donat(?:e|ion)|membership|(?:whatsapp|telegram)(?!-?(?:embed|post|message)))(?:-?\w+)?
    |(?:audio|video|media|speech)-?player(?:-\w+)?|pop-?ups?|modal|overlay|light-?box|app-?(?:promo|banner|download)|poll|quiz|survey
    |(?:prev(?:ious)?|next)-?(?:post|article|story|nav)|post-?navigation|pagination|skip-?link
    |screen-?reader-?(?:text|only)|visually-?hidden|sr-only|print-?only|no-?print|side-?bar|widget-?area
    )(?![a-z])""",
    re.VERBOSE,
)
_PARTS = frozenset({"complementary", "navigation", "dialog", "contentinfo", "search", "banner"})
_ALWAYS = ("figcaption", "aside")


def drop_asides(tree: Any) -> None:
    """Take out what is named as standing beside the report, and the words below pictures."""
    size = _prose if _prose(tree) >= _FEW else _text
    most = _SHARE * size(tree)
    for element in _candidates(tree):
        if element.getparent() is not None and not _holds_report(element, size, most):
            element.drop_tree()


def _candidates(tree: Any) -> list[Any]:
    """Return the elements that their names, their kind or a picture make asides."""
    named = [element for element in _NAMED(tree)[:_MOST] if _is_named_aside(element)]
    boxes = (_picture_box(image) for image in islice(tree.iter("img"), _MOST_PICTURES))
    return [*named, *tree.iter(*_ALWAYS), *(box for box in boxes if box is not None)]


def _is_named_aside(element: Any) -> bool:
    if element.tag in {"body", "html", "main"}:
        return False
    if (element.get("role") or "") in _PARTS:
        return True
    names = " ".join(element.get(key) or "" for key in ("class", "id", "data-testid"))[:_LONGEST]
    return _says_aside(names)


@lru_cache(maxsize=10_000)
def _says_aside(names: str) -> bool:
    """Say whether names are an aside's; an outlet's pages repeat theirs."""
    return _ASIDE.search(_HUMP.sub("-", names).lower().replace("_", "-")) is not None


def _picture_box(image: Any) -> Any | None:
    """Return the element that holds a picture and nothing but a few words about it."""
    for around in islice(image.iterancestors(), _NEAR):
        text = _text(around)
        if text > _CAPTION or next(around.iter(*_HEADINGS), None) is not None:
            return None  # a card of another report is for others to judge
        if text:
            return around if around.tag in {"div", "span"} or _is_slanted(around, text) else None
    return None


def _is_slanted(paragraph: Any, text: int) -> bool:
    """Say whether all words beside a paragraph's picture are in slanted or small type."""
    return paragraph.tag == "p" and sum(_text(one) for one in paragraph.iter(*_SLANTED)) >= text


def _holds_report(element: Any, size: Callable[[Any], int], most: float) -> bool:
    """Say whether an element has the headline or much of the page's text."""
    return next(element.iter("h1"), None) is not None or size(element) > most


def _prose(tree: Any) -> int:
    """Count the characters of paragraphs."""
    if tree.tag == "p":
        return _text(tree)
    return sum(_text(paragraph) for paragraph in tree.iter("p"))


def _text(tree: Any) -> int:
    """Count the characters of all text."""
    return len(tree.text_content().strip())
