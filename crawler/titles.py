"""Choose a page's title among those it gives.

JSON-LD's headline comes first, then the h1 that agrees with og:title, og:title, `<title>`.
They differ for reasons, and the reason decides:

- "Dam opens | Sandal Post", "Dam opens-Politics": the outlet's name and the section are cut
  off, and only they; "Dam opens: who pays" keeps its second half.  Unless JSON-LD says it, a
  tail that another place of the page does without goes too, whatever the section is called.
- An h1 among the crumbs ("Home > Politics > Dam: costs, date, map") was written for search
  engines, and so was a JSON-LD headline with the same words; og:title is what people share.
- An h1 that the page itself marks as its headline, and og:title says the same: two
  witnesses outweigh a JSON-LD headline that says something else.
- An h1 that leads to the front page is the outlet's logo; a headline that is nothing but the
  outlet's name is none.
- An og:title that has hardly a word of the h1 or of `<title>` is the outlet's, not the report's.

Discarded: the longest; the one with most votes (an outlet's templates repeat what it wrote
for search engines).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crawler.lines import title_text
from crawler.linked import Node, kind, string
from crawler.urls import bare_host
from news.text import words

METAS = "og:title twitter:title parsely-title sailthru.title dc.title headline".split()
_MOST_H1 = 5
_MOST_LESSER = 50
_RELATED = 3  # one word in so many of the shorter must be shared

_TAIL = re.compile(r"\s+(?:[|\u2013\u2014\u00b7\u2022\u00bb:]|-|::|//)\s+|\s*[\uff5c\u3163]\s*")
_JOINED = re.compile(r"\s*[-\u2013|]\s*")
_LONGEST_SECTION = 2  # words
_CRUMBS = re.compile(r"bread-?crumb|breadbar|crumbs?_|seo-?_?title", re.IGNORECASE)
_LOGO = re.compile(r"\blogo\b|site-?_?(?:title|name)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """An h1: its words, whether the page marks it as the headline, or it is a crumb or logo."""

    text: str
    marked: bool = False
    crumb: bool = False
    logo: bool = False


def headings(tree: Any) -> list[Heading]:
    """Return the first h1 elements that say something."""
    found = ((element, said_in(element)) for element in tree.iter("h1"))
    return [_heading(one, text) for one, text in islice(filter(lambda f: f[1], found), _MOST_H1)]


def headline(tree: Any, title: str) -> Any | None:
    """Return the element that shows a title: the h1, or a lesser heading where there is none."""
    first = next(tree.iter("h1"), None)
    if first is not None:
        return first
    lesser = islice(tree.iter("h2", "h3"), _MOST_LESSER)
    return next((one for one in lesser if title and _agree(said_in(one), title)), None)


def said_in(element: Any) -> str:
    """Return all text of an element as one line."""
    return title_text(" ".join(text for text in element.itertext() if isinstance(text, str)))


def _heading(element: Any, text: str) -> Heading:
    around = [element, *islice(element.iterancestors(), 2)]
    names = " ".join(one.get("class") or "" for one in around)
    marked = "headline" in (element.get("itemprop") or "").split()
    around = [element.getparent(), *element.iter("a")]
    home = any(one is not None and one.get("href") == "/" for one in around)
    logo = home or _LOGO.search(names) is not None
    return Heading(text, marked, _CRUMBS.search(names) is not None, logo)


def choose_title(
    node: Node, metas: dict[str, list[str]], h1s: Sequence[Heading], whole: str, url: str
) -> tuple[str, str]:
    """Return the title and where it stood; `whole` is the text of `<title>`."""
    outlet = _outlet(node, metas, url)
    tails = outlet | _sections(metas)
    headline = title_text(string(node, "headline")) if kind(node) > 1 else ""
    headline = "" if tuple(words(headline)) in outlet else headline
    named = [(name, title_text(metas[name][0])) for name in METAS if name in metas]
    if headline and not headline.endswith(("...", "…")):
        bare = _without_tail(headline, tails, guess=False)
        return _headline(bare, named, h1s, tails)
    title, where = _unsaid(headline, named, h1s, whole, tails)
    return _as_elsewhere(title, [*(said for _, said in named), *(h1.text for h1 in h1s)]), where


def _unsaid(
    headline: str,
    named: Sequence[tuple[str, str]],
    h1s: Iterable[Heading],
    whole: str,
    tails: set[tuple[str, ...]],
) -> tuple[str, str]:
    """Choose where JSON-LD has no headline, or one that is cut short."""
    shown = [h1.text for h1 in h1s if not (h1.crumb or h1.logo)]
    cut = [("", headline.rstrip(".… "))] if headline else []
    for _, said in (*cut, *named):
        if agreeing := next((h1 for h1 in shown if _agree(h1, said)), ""):
            return agreeing, "h1"
    bare = _without_tail(whole, tails, guess=True)
    for name, said in named:
        if any(_related(said, other) for other in (*shown, bare)):
            return _without_tail(said, tails, guess=True), name
    if agreeing := next((h1 for h1 in shown if _agree(h1, whole) or _ends(whole, h1)), ""):
        return agreeing, "h1"
    others = [*named, ("JSON-LD", headline), ("<title>", whole)]
    where, said = next((one for one in others if one[1]), ("", ""))
    if said := _without_tail(said, tails, guess=True):
        return said, where
    return (shown[0], "h1") if shown else ("", "")


def _headline(
    headline: str,
    named: Sequence[tuple[str, str]],
    h1s: Iterable[Heading],
    tails: set[tuple[str, ...]],
) -> tuple[str, str]:
    """Return JSON-LD's headline, or what is nearer to what readers see."""
    where, shared = named[0] if named else ("", "")
    for h1 in h1s if shared else ():
        if h1.marked and not _agree(h1.text, headline) and _agree(h1.text, shared):
            return h1.text, "h1"
        searched = h1.crumb and _agree(h1.text, headline) and not _agree(shared, headline)
        if searched and _related(shared, headline):
            return _without_tail(shared, tails, guess=True), where
    return headline, "JSON-LD"


def _agree(one: str, other: str) -> bool:
    """Say whether two titles are one, but for a site's name or a cut end."""
    first, second = words(one), words(other)
    if min(len(first), len(second)) < 2:  # noqa: PLR2004
        return bool(first) and first == second
    return first == second[: len(first)] or second == first[: len(second)]


def _ends(whole: str, title: str) -> bool:
    """Say whether a title stands behind the outlet's name."""
    first, second = words(whole), words(title)
    return len(second) > 1 and first[-len(second) :] == second


def _related(one: str, other: str) -> bool:
    """Say whether two titles speak of the same."""
    first, second = set(words(one)), set(words(other))
    return len(first & second) >= max(2, min(len(first), len(second)) / _RELATED)


def _without_tail(title: str, tails: set[tuple[str, ...]], *, guess: bool) -> str:
    """Cut outlet and section off the end; with `guess` also what is much shorter than the rest."""
    parts = list(_TAIL.finditer(title))
    for part in parts:
        if tuple(words(title[part.end() :])) in tails:
            return _without_section(title[: part.start()], part[0] if guess else "", tails)
    if guess and parts and not title[parts[-1].end() :][:1].islower():  # "… - updates"
        head, tail = words(title[: parts[-1].start()]), words(title[parts[-1].end() :])
        if len(head) >= max(3, 2 * len(tail)):
            return title[: parts[-1].start()]
    return title


def _as_elsewhere(title: str, others: Iterable[str]) -> str:
    """Cut a short tail that another place of the page does without: "…-Politics"."""
    for other in others:
        tail = title[len(other) :] if title.startswith(other) else ""
        joined = _JOINED.match(tail)
        few = 0 < len(words(tail)) <= _LONGEST_SECTION < len(words(other))
        if joined and joined[0] and few:
            return other
    return title


def _without_section(title: str, stroke: str, tails: set[tuple[str, ...]]) -> str:
    """Cut a section's name too, however it is joined on, or behind the stroke of the outlet's."""
    joins = list(_JOINED.finditer(title))
    if joins and tuple(words(title[joins[-1].end() :])) in tails:
        return title[: joins[-1].start()]
    head, _, tail = title.rpartition(stroke) if stroke else ("", "", title)
    few = len(words(tail)) <= _LONGEST_SECTION and len(words(head)) > _LONGEST_SECTION
    return head if few else title


def _outlet(node: Node, metas: dict[str, list[str]], url: str) -> set[tuple[str, ...]]:
    """Return the outlet's names."""
    said = [metas[name][0] for name in ("og:site_name", "application-name") if name in metas]
    publisher = node.get("publisher")
    said.append(string(publisher, "name") if isinstance(publisher, dict) else "")
    return {tuple(words(name)) for name in (*said, bare_host(url))} - {()}


def _sections(metas: dict[str, list[str]]) -> set[tuple[str, ...]]:
    """Return what the page calls its section."""
    names = ("article:section", "section", "category")
    return {tuple(words(said)) for name in names for said in metas.get(name, [])[:5]} - {()}
