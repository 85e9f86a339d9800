"""Read the card around a link: its headline, its date, and the signs of a report.

    <article><img …><h3>Ferry stops after forty years</h3>       heading, picture,
      <time>4 Feb</time><p>The last boat left Lower Sandal at…   date, teaser
      <a href="/n/771">Read more</a></article>                   the link itself says nothing

A card is the largest element around a link that leads to no second address: what stands
in it belongs to the link.  Rows of a table are cards too.  The signs are counted, because no
outlet has all of them and menus have hardly any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crawler.lines import title_text
from news.moment import Moment

MIN_TITLE = 15  # letters of a headline; "Read more" and the names of sections are shorter
_LONG_TITLE = 28  # letters; few names of sections and no button are longer
_LONG_TEXT = 100  # letters; a link that says more may hold a teaser too
_LONGEST_TITLE = 180
_CARD_SIZE = 100  # elements; what is larger is no card
_CLIMB = 6  # elements around a link that are looked at
_TEASER = 60  # letters beside the headline
_LONGEST_DATE = 60
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BORDERS = frozenset({"body", "main", "html", "table", "tbody", "ul", "ol", "section", "nav"})
_WHOLE = frozenset({"article", "li", "tr"})
_READ_ON = re.compile(
    r"(?:read|continue|full story|details?|more|»|›|→|\.\.\.|…|\d+ comments?"
    r"|مزید|تفصیل|ادامه|और|आगे|আরও|বিস্তারিত|थप)",
    re.IGNORECASE,
)
# What a report is labelled with is no kind of card, nor is its number; `tag-menu` is no menu.
LABELS = re.compile(r"(?:^|(?<=\s))(?:(?:tag|category)-(?!cloud|list)\S+|\S*\d{3,}\S*)")
_DATED = re.compile(r"(?:^|[\s_-])(?:date|time|posted|published|pubdate|timestamp)", re.IGNORECASE)
_TITLED = re.compile(r"title|headline|heading", re.IGNORECASE)

Dated = Callable[[str], Moment | None]


@dataclass(frozen=True)
class Card:
    """What a link's card says.

    `rank` tells where the title is from: 2 a heading, 1 the link, 0 its picture.  `signs`
    count what reports have and menus have not, `bare` says that there is nothing but the
    link's own words.
    """

    title: str
    rank: int
    kind: str
    signs: int
    bare: bool
    published: Moment | None = None


def read_card(anchor: Any, dated: Dated, reports: Container[str] = ()) -> Card:
    """Read the card around a link; `reports` are the addresses that may be other reports'."""
    around = _around(anchor, reports)
    inside = list(islice(around.iter(), _CARD_SIZE))
    heading, text = _heading(anchor), _own_words(anchor)
    if not heading and (not text or (len(text) < _LONG_TITLE and _READ_ON.match(text))):
        heading = _heading_of(inside)
    said = (heading, 2), (text, 1), (_alternative(anchor), 0)
    title, rank = max([each for each in said if each[0]], key=_better, default=("", 0))
    moment = _published(around, inside, dated)
    letters = sum(map(str.isalpha, words(around))) if around is not anchor else 0
    signs = [
        2 * bool(heading),
        2 * (moment is not None),
        any(element.tag in {"img", "picture", "figure"} for element in inside),
        2 * (letters >= len(title) + _TEASER),
    ]
    around_it = sum(map(int, signs))
    length = (len(title) >= MIN_TITLE) + (len(title) >= _LONG_TITLE)
    return Card(title, rank, _kind(anchor), around_it + length, not around_it, moment)


def _better(said: tuple[str, int]) -> tuple[bool, int]:
    """Prefer headings to links and those to pictures, if they are long enough."""
    return len(said[0]) >= MIN_TITLE, said[1]


def words(element: Any) -> str:
    """Return what an element says, on one line."""
    return title_text(" ".join(text for text in element.itertext() if isinstance(text, str)))


def _around(anchor: Any, reports: Container[str]) -> Any:
    """Return the card: the largest element around a link that leads to no second report."""
    best, own = anchor, link_of(anchor)
    for element in islice(anchor.iterancestors(), _CLIMB):
        if element.tag in _BORDERS:
            break
        inside = list(islice(element.iter(), _CARD_SIZE))
        links = {link_of(link) for link in inside if link.tag == "a"} - {own, ""}
        if len(inside) == _CARD_SIZE or any(link in reports for link in links):
            break
        if element.tag != "td":
            best = element
        if element.tag in _WHOLE:
            break
    return best


def link_of(anchor: Any) -> str:
    """Return where a link leads as written, without fragment: "#comments" is the same report."""
    address: str = anchor.get("href") or ""
    return address.partition("#")[0].strip()


def _heading(anchor: Any) -> str:
    """Return the heading in a link, or the one that the link stands in."""
    found = next((part for part in anchor.iter(*_HEADINGS)), None)
    if found is None:
        found = next(
            (part for part in islice(anchor.iterancestors(), 3) if part.tag in _HEADINGS), None
        )
        if found is not None and len(found.findall(".//a")) > 1:
            found = anchor
    return words(found) if found is not None else ""


def _heading_of(inside: list[Any]) -> str:
    """Return the heading of a card whose link says only "Read more"."""
    heading = next((part for part in inside if part.tag in _HEADINGS), None)
    # A heading with a link of its own belongs to that link.
    if heading is None or heading.find(".//a") is not None:
        return ""
    return words(heading)


def _own_words(anchor: Any) -> str:
    """Return what a link says: its text, or the headline part of it."""
    text = words(anchor)
    parts = list(islice(anchor.iterdescendants(), _CARD_SIZE))
    named = [part for part in parts if _TITLED.search(part.get("class") or "")]
    if named or len(text) > _LONG_TEXT:
        texts = [words(part) for part in named or parts]
        text = next((one for one in texts if MIN_TITLE <= len(one) <= _LONGEST_TITLE), text)
    return text


def _alternative(anchor: Any) -> str:
    """Return what stands for a link that says nothing: its title, its picture's description."""
    image = anchor.find(".//img")
    alt = image.get("alt") if image is not None else ""
    return max((title_text(other or "") for other in (anchor.get("title"), alt)), key=len)


def in_sentence(anchor: Any) -> bool:
    """Say whether a link stands in the middle of a text, as those of a report's text do."""
    paragraph = next((up for up in islice(anchor.iterancestors(), 4) if up.tag == "p"), None)
    return paragraph is not None and len((paragraph.text or "").strip()) >= MIN_TITLE


def _kind(anchor: Any) -> str:
    """Name the kind of card a link stands in: the classes of the three elements around it."""
    names = []
    for element, _ in zip(anchor.iterancestors(), range(3), strict=False):
        classes = " ".join(LABELS.sub(" ", (element.get("class") or "")[:200]).split())
        names.append(f"{element.tag}.{classes}")
    return ">".join(names)


def _published(card: Any, inside: list[Any], dated: Dated) -> Moment | None:
    """Read the date in a card: of its <time>, of what is called a date, of a row's cell."""
    times = [element for element in inside if element.tag == "time"]
    if len(times) > 1 and len({element.get("datetime") or words(element) for element in times}) > 1:
        return None  # the second may be another report's, or its last edit
    for text in _dates(card, inside, times):
        if (found := dated(text)) is not None:
            return found
    return None


def _dates(card: Any, inside: list[Any], times: list[Any]) -> Iterator[str]:
    for element in times[:1]:
        yield element.get("datetime") or words(element)
    for element in inside:
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        named = element.tag != "time" and len(names) < _CARD_SIZE * 3 and _DATED.search(names)
        if named or (card.tag == "tr" and element.tag == "td"):
            text = element.get("datetime") or element.get("content") or words(element)
            if len(text) <= _LONGEST_DATE and any(map(str.isdigit, text)):
                yield text
