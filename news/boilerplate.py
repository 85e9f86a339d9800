"""A line that recurs over a source's articles and says nothing of any: Boilerplate.

    "Follow Alder Bay Post on WhatsApp for the latest from the coast."     in 41 articles

`monitor.recurring` finds such lines, the archive remembers them, and what is read later is
cut.  A line is known by the hash of its folded words, so that a comma or a capital more is
the same line.

An article's text is cut after it was extracted, not in the worker: whoever learns from it,
or tells an edit from a line that came or went, needs it whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from news.article import Article, Post
from news.text import words

# Characters that must stay of a text, a sentence's worth; what would lose more is left whole.
_LEAST = 40


class Fate(StrEnum):
    """What is done with a recurring line."""

    LEARNING = "learning"  # it was dropped, and stopped recurring: nothing for now
    DROPPED = "dropped"  # from what is read from now on
    KEPT = "kept"  # somebody wants it


@dataclass(frozen=True)
class Boilerplate:
    """A recurring line of a source; `number` is its place among them, which stays."""

    number: int
    line: str
    articles: int
    first_seen: datetime
    seen: datetime
    fate: Fate


def line_print(line: str) -> str:
    """Return the identity of a line: its folded words."""
    return sha256(" ".join(words(line)).encode()).hexdigest()


def present(text: str, prints: Collection[str]) -> dict[str, str]:
    """Return which of these lines a text has: each one's print and words."""
    if not prints:
        return {}
    lines = {line_print(line): line for line in text.split("\n")}
    return {key: line for key, line in lines.items() if key in prints}


def without(text: str, prints: Collection[str]) -> str:
    """Return a text without these lines."""
    if not prints:
        return text
    return "\n".join(line for line in text.split("\n") if line_print(line) not in prints)


def cut(article: Article, prints: Collection[str]) -> Article:
    """Return an article without these lines; as it is where hardly a sentence would stay."""
    text = without(article.text, prints)
    if text == article.text or len(text) < min(_LEAST, len(article.text)):
        return article
    bare = replace(article, text=text)
    return replace(bare, posts=tuple(_moved(article, bare.full, prints)))


def _moved(article: Article, bare: str, prints: Collection[str]) -> Iterator[Post]:
    """Yield a live report's posts where they stand once these lines are gone."""
    if not article.posts:
        return
    gone, at = [], len(article.title) + 1
    for line in article.text.split("\n"):
        if line_print(line) in prints:
            gone.append((at, at + len(line) + 1))
        at += len(line) + 1

    def moved(place: int) -> int:
        return place - sum(max(0, min(place, end) - start) for start, end in gone)

    for post in article.posts:
        start, end = moved(post.start), moved(post.end)
        end = start + len(bare[start:end].rstrip("\n"))
        if start < end:
            yield replace(post, start=start, end=end)
