"""Read an article whole: a page of it, and the newest page of each of its other parts.

Which of the parts was fetched last does not matter, nor what was placed before: the same
pages give the same article.  Where another part's bytes are gone there is none to give, for
half an article in place of a whole one would look like an edit; it comes when they do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from archive.memory import Unread
from archive.parts import Onward
from crawler.parts import MOST_PARTS, is_part_of, join
from crawler.urls import host_of
from news.article import Article


@dataclass(frozen=True)
class Whole:
    """An article with all its parts that are here, and where it goes on after the page read.

    `article` is None while another part of it is gone.
    """

    article: Article | None
    onward: Onward | None = None


async def read_whole(
    unread: Unread, own: Article, read: Callable[[Unread], Awaitable[Article | None]]
) -> Whole:
    """Join what a page says with its other parts, which `read` reads; None where one is gone."""
    onward = None
    if own.next_part:
        host = host_of(own.next_part)
        onward = Onward(unread.part + 1, own.next_part, host, unread.fetched)
    if (unread.part == 1 and not own.is_article) or not (unread.others or unread.part > 1):
        return Whole(own, onward)
    parts = await _parts(unread, own, read)
    if not parts:
        return Whole(None, onward)
    joined = join(parts)
    # A page that says nothing new, or is none of this article, leads nowhere.
    return Whole(joined, onward if joined.parts >= unread.part else None)


async def _parts(
    unread: Unread, own: Article, read: Callable[[Unread], Awaitable[Article | None]]
) -> list[Article]:
    """Read all parts that follow each other; none where one of them is gone."""
    pages = {one.part: one for one in (*unread.others, unread)}
    first, parts = pages.get(1), list[Article]()
    for number in range(1, MOST_PARTS + 1):
        page = pages.get(number)
        if first is None or page is None or not is_part_of(page.url, first.url, number):
            break
        article = own if page is unread else await read(page)
        if article is None:
            return []
        parts.append(article)
    return parts
