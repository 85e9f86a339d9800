"""Find the articles on a section page, for outlets that have no feed.

A front page is hundreds of links: menus, tags, authors, share buttons, and some thirty
reports.  What a report's link has, and a menu's has not, is weighed together:

    its address   a slug ("floods-cut-road-to-turbat"), a number, a date, `.html`
    its card      a heading, a date, a picture, a teaser, a headline of some words
    its place     in the content, not in navigation, header, footer or sidebars
    its like      where one kind of card repeats, the sure ones speak for their neighbours

and above these, what reading has found at addresses of its shape (`crawler.shapes`): where
/n/<number> turned out to be reports, one more of them is, even in a sidebar with a short
name; where /photos/<slug> never was, the best of cards does not count.

Three things of the configuration go before all that: a spider of the outlet's own
(`site`), `selectors.links`, and `link_pattern`, a regular expression for path and query.

The page also says where to go on: `older` are the next pages of this list, `onward` what
may be other lists (`crawler.explore` follows them; a poll does not).

Discarded: taking every link with a long text (privacy notices have long texts); one
spider per outlet (each redesign breaks one).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from statistics import mean
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.addresses import address_score, may_be_list
from crawler.cards import MIN_TITLE, Card, Dated, in_sentence, link_of, read_card, words
from crawler.dates import read_date
from crawler.decode import decode
from crawler.lines import title_text
from crawler.menus import menu_links
from crawler.parse import parse_html
from crawler.selecting import removed, select
from crawler.shapes import Verdict, paged, shape_of, verdict, without_session
from crawler.sites import Older, Onward, SitePage, written_for
from crawler.urls import absolute, bare_host, same_site, url_key
from news.errors import ExtractError
from news.moment import Moment, ZoneFrom
from news.source import Entry, FeedReading, Shape, Source

MAX_LINKS = 100
MAX_BYTES = 10_000_000
_MAX_SEEN = 3_000
_MAX_ADDRESS = 1_000  # characters; a slug in Urdu has some 600, escaped
_MAX_PATH = 500  # characters of an address that a pattern sees: bounds its cost
_MAX_OLDER, _MAX_ONWARD = 20, 200
_LONGEST_NAME = 40  # letters of a section's name
_FEW = 8  # letters of a headline where the shape of its address is known to be a report's

# Calibrated on tests/crawler/sections: what a link must have to be a report by itself, and
# what it must have where three of its like are.
_SURE, _LIKELY, _ENOUGH_ALIKE = 5, 2, 3
_CLEAR = 3  # of an address that is a report's whatever its link says
_ALIKE = 2  # for an address of whose shape the page has three
_MENU = 4  # what standing in a menu, or in the middle of a sentence, costs
_NAME, _HEADLINE = 3, 4.5  # what being a name costs; a headline has more words, on the average

# Shapes that pages about the outlet itself do not share: "/<slug>" is also "/about-our-paper".
_SPECIFIC = re.compile("<(?:number|date|id|year)>")
_MORE = re.compile(
    r"(?:more (?:in|from|on|about|news|stories|reports)|(?:see|view|show) (?:all|more)"
    r"|all (?:news|stories|reports|posts)|older (?:posts|news|stories)|مزید خبریں|और खबरें"
    r"|আরও খবর)\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-3]\d)(?:/|-|$)")


@dataclass(frozen=True)
class _Link:
    """A link that may be an article's: where it leads, its card, and how sure we are."""

    url: str
    card: Card
    score: int


def read_section(
    body: bytes, *, url: str, source: Source, now: datetime, shapes: Sequence[Shape] = ()
) -> FeedReading:
    """Read a section page: its likely articles, in the order of the page, at most 100.

    `shapes` are those that reading has learned of this source.
    """
    tree = parse_html(decode(body[:MAX_BYTES]))
    if tree is None:
        return FeedReading("", error="the answer is empty")
    if source.site:
        return _by_hand(SitePage(tree, url, source, now))
    try:
        wanted = re.compile(source.link_pattern) if source.link_pattern else None
    except re.error as problem:
        return FeedReading("", error=f"link_pattern cannot be read: {problem}")
    removed(tree, source.selectors.remove)
    dated = partial(read_date, timezone=source.timezone, now=now, zone_from=ZoneFrom.PAGE)
    anchors = _anchors(tree, source.selectors.links)
    if not anchors and source.selectors.links:
        return FeedReading("", error="selectors.links finds no link on this page")
    if source.selectors.links or wanted:
        chosen = list(_named(anchors, url, wanted, dated))
    else:
        known = {each.shape: verdict(each, now) for each in shapes}
        chosen = _likely(list(_weighed(anchors, url, known, dated)))
    entries = _once(chosen)
    older, onward = _further(tree, url, {url_key(entry.url) for entry in entries})
    return FeedReading(
        "section",
        title_text(tree.findtext(".//title") or ""),
        tuple(entries[:MAX_LINKS]),
        "" if entries else "no link on this page looks like an article",
        older=older,
        onward=onward,
    )


def _by_hand(page: SitePage) -> FeedReading:
    """Let the spider that was written for a source read its page."""
    entries, onward, older = dict[str, Entry](), dict[str, None](), dict[str, None]()
    for found in written_for(page.source.site)(page):
        match found:
            case Entry(url, title) if url and title:
                entries.setdefault(url_key(url), found)
            case Onward(url) if url:
                onward[url] = None
            case Older(url) if url:
                older[url] = None
            case Entry() | Onward() | Older():
                continue
            case _:
                raise ExtractError(
                    f"the spider '{page.source.site}' yields a {type(found).__name__}"
                )
    return FeedReading(
        "section",
        title_text(page.tree.findtext(".//title") or ""),
        tuple(entries.values())[:MAX_LINKS],
        "" if entries else f"the spider '{page.source.site}' finds no article on this page",
        older=tuple(older)[:_MAX_OLDER],
        onward=tuple(onward)[:_MAX_ONWARD],
    )


def _anchors(tree: Any, selector: str) -> list[Any]:
    """Return the links of a page, or those that a selector finds, or the first of each card."""
    if not selector:
        return list(islice(tree.iter("a"), _MAX_SEEN))
    found = dict[Any, None]()
    for element in select(tree, selector)[:_MAX_SEEN]:
        inside = list(element.iter("a")) or list(islice(element.iterancestors("a"), 1))
        # A card's picture and its headline lead to one report.
        found |= dict.fromkeys(a for a in inside if link_of(a) == link_of(inside[0]))
    return list(found)


def _addresses(anchors: Sequence[Any], base: str) -> Iterator[tuple[Any, str, str]]:
    """Yield the links that stay on the outlet's hosts, with address, path and query."""
    home, here = bare_host(base), url_key(base)
    for anchor in anchors:
        url = absolute(base, anchor.get("href") or "")
        if url is None or len(url) > _MAX_ADDRESS or not same_site(home, bare_host(url)):
            continue
        if url_key(url) == here:
            continue
        parts = urlsplit(url)
        path = unquote(parts.path)
        yield anchor, url, f"{path}?{parts.query}" if parts.query else path


def _named(
    anchors: Sequence[Any], base: str, wanted: re.Pattern[str] | None, dated: Dated
) -> Iterator[_Link]:
    """Yield the links that the configuration says are articles'."""
    chosen = [
        (anchor, url, path)
        for anchor, url, path in _addresses(anchors, base)
        if wanted is None or wanted.search(_as_written(url)[:_MAX_PATH])
    ]
    reports = {link_of(anchor) for anchor, *_ in chosen}
    for anchor, url, path in chosen:
        card = read_card(anchor, dated, reports)
        yield _Link(url, _with_day(card, path, dated), _SURE)


def _as_written(url: str) -> str:
    """Return path and query of an address, escaped as it is."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _weighed(
    anchors: Sequence[Any], base: str, known: dict[str, Verdict], dated: Dated
) -> Iterator[_Link]:
    """Yield the links that may be articles', each with how much speaks for it."""
    may_be = list(_candidates(anchors, base, known))
    reports = {link_of(each.anchor) for each in may_be if _is_other(each)}
    cards = [_with_day(read_card(each.anchor, dated, reports), each.path, dated) for each in may_be]
    like = Counter(shape for _, shape in {(each.url, each.shape) for each in may_be})
    lists, names, menus = _lists(may_be), _names(cards), menu_links(anchors)
    for each, card in zip(may_be, cards, strict=True):
        menu = each.anchor in menus
        if each.said is Verdict.REPORTS and (not menu or _SPECIFIC.search(each.shape)):
            if len(card.title) >= _FEW:
                yield _Link(each.url, card, _SURE)
        elif len(card.title) >= MIN_TITLE and each.url not in lists:
            score = address_score(each.path) - 1 + card.signs
            score += _ALIKE * (like[each.shape] >= _ENOUGH_ALIKE and "<" in each.shape)
            score -= _MENU * (menu or in_sentence(each.anchor)) + _NAME * (
                card.bare and card.kind in names
            )
            yield _Link(each.url, card, score)


@dataclass(frozen=True)
class _MayBe:
    """A link whose address may be an article's, with what is known of its shape."""

    anchor: Any
    url: str
    path: str
    shape: str
    said: Verdict


def _is_other(one: _MayBe) -> bool:
    """Say whether a link in a card shows that the card is not one report's alone.

    Its section and its author do not; a picture without a word does, if its address is clear.
    """
    clear = one.said is Verdict.REPORTS or address_score(one.path) >= _CLEAR
    return clear or len(words(one.anchor)) >= MIN_TITLE


def _candidates(anchors: Sequence[Any], base: str, known: dict[str, Verdict]) -> Iterator[_MayBe]:
    """Yield the links whose address may be an article's."""
    for anchor, url, path in _addresses(anchors, base):
        shape = shape_of(url)
        said = known.get(shape, Verdict.UNKNOWN)
        if said is Verdict.REPORTS or (said is Verdict.UNKNOWN and address_score(path)):
            yield _MayBe(anchor, url, path, shape, said)


def _names(cards: Sequence[Card]) -> set[str]:
    """Return the kinds of card that hold names (of sections, of tags) rather than headlines.

    "Lower Sandal bridge works" could be either; that its six neighbours have three words each
    tells them apart.
    """
    lengths: dict[str, list[int]] = {}
    for card in cards:
        if card.title:
            lengths.setdefault(card.kind, []).append(card.title.count(" ") + 1)
    return {
        kind
        for kind, counts in lengths.items()
        if len(counts) >= _ENOUGH_ALIKE and mean(counts) < _HEADLINE
    }


def _lists(may_be: Sequence[_MayBe]) -> set[str]:
    """Return the addresses that a page itself treats as lists.

    A "More in politics" leads there, or several others lie below: /politics, /politics/a-b-c.
    """
    places = {each.url: each.url.partition("?")[0].rstrip("/") for each in may_be}
    below = Counter(place.rpartition("/")[0] for place in places.values())
    return {
        each.url
        for each in may_be
        if _MORE.match(words(each.anchor))
        or (not each.path.startswith("/?") and below[places[each.url]] > 1)
    }


def _likely(links: list[_Link]) -> list[_Link]:
    """Keep those that are sure, those near to it among three of their kind, and all that say more.

    A picture may be sure, and the headline stand in a corner that looks like a menu.
    """
    sure = Counter(link.card.kind for link in links if link.score >= _SURE)
    chosen = {
        link.url
        for link in links
        if link.score >= _SURE or (link.score >= _LIKELY and sure[link.card.kind] >= _ENOUGH_ALIKE)
    }
    return [link for link in links if link.url in chosen]


def _once(links: Sequence[_Link]) -> list[Entry]:
    """Make one entry of each address, with the best of its headlines and any date."""
    best: dict[str, _Link] = {}
    for link in links:
        old = best.setdefault(url_key(link.url), link).card
        better = max(old, link.card, key=lambda card: (card.rank, len(card.title)))
        card = replace(better, published=old.published or link.card.published)
        best[url_key(link.url)] = replace(best[url_key(link.url)], card=card)
    return [Entry(one.url, one.card.title, published=one.card.published) for one in best.values()]


def _with_day(card: Card, path: str, dated: Dated) -> Card:
    """Date a card that names no date by the day in its link's address."""
    found = _DAY.search(path) if card.published is None else None
    day: Moment | None = dated("-".join(found.groups())) if found else None
    return replace(card, published=day) if day else card


def _further(tree: Any, base: str, taken: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the next pages of this list, and other lists that it may lead to."""
    home, (here, page) = bare_host(base), paged(base)
    older, onward = dict[str, None](), dict[str, None]()
    for link in islice(tree.iter("a", "link"), _MAX_SEEN):
        url = absolute(base, link.get("href") or "")
        if url is None or len(url) > _MAX_ADDRESS or not same_site(home, bare_host(url)):
            continue
        if url_key(url) in taken:
            continue
        url, following = without_session(url), "next" in (link.get("rel") or "").lower().split()
        whole, number = paged(url)
        if following or (whole == here and number > page) or _counts(link, url, base):
            older[url] = None
        elif link.tag == "a" and whole != here and _may_be_list(link, url):
            onward[url] = None
    return tuple(older)[:_MAX_OLDER], tuple(onward)[:_MAX_ONWARD]


def _counts(link: Any, url: str, base: str) -> bool:
    """Say whether a link is a pager's bare number: "3", leading from here or here/2 to here/3."""
    text, path = (link.text or "").strip(), urlsplit(url).path.rstrip("/")
    here = urlsplit(base).path.rstrip("/")
    before, _, last = here.rpartition("/")
    whole, page = (before, int(last)) if re.fullmatch(r"\d{1,4}", last) else (here, 1)
    return text.isdecimal() and int(text) > page and path == f"{whole}/{text}"


def _may_be_list(link: Any, url: str) -> bool:
    """Say whether a link may lead to another list of reports: its name is short."""
    return len(words(link)) <= _LONGEST_NAME and may_be_list(unquote(urlsplit(url).path))
