"""Articles in several pages: which parts we have, and which are to be fetched.

    page 1 read ──names──▶ fetch of part 2 ──▶ page 2 read ──names──▶ fetch of part 3 …

A part is a page of its article like any other, with a number; nothing else is stored.  Reading
any of them takes the newest page of each part and joins the texts in order, so it gives the
same article whichever was read last, and a crash between two parts costs nothing: pages and
fetches are rows.

The first part is placed as soon as it is read, since what is news must not wait for the
last.  Of those that follow only the last is: twenty parts are not twenty texts.  Where one
does not come at once, the one before it is read again and gives what there is.

A part is fetched once, and again when the first has changed or a part before it came anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from archive.schema import articles, backfills, fetches, pages
from news.moment import micros
from news.source import FetchKind

# What is noted of pages that were read and not placed.
GOES_ON = "its article goes on"
GONE = "another part of its article is gone"
_SECOND = 2
# Of a part that broke its reader three times the text goes on without.
LEFT_OUT = "quarantine"


@dataclass(frozen=True)
class Onward:
    """Where an article goes on after its page of number `part` - 1, which came at `after`."""

    part: int
    url: str
    host: str
    after: datetime


def in_parts(connection: Connection, article_ids: Iterable[int]) -> set[int]:
    """Return those of these articles that have more than a first part."""
    ours = pages.c.article_id.in_(set(article_ids))
    return set(connection.scalars(select(pages.c.article_id).where(ours, pages.c.part > 1)))


def newest(article_ids: Iterable[int]) -> Any:
    """Select the number of the newest page of each part of these articles."""
    ours = and_(pages.c.article_id.in_(set(article_ids)), pages.c.state != LEFT_OUT)
    return select(func.max(pages.c.id)).where(ours).group_by(pages.c.article_id, pages.c.part)


def want(
    connection: Connection,
    article_id: int,
    onward: Onward | None,
    now: datetime,
    *,
    changed: bool = False,
) -> None:
    """Let the next part be fetched if we have it not, or its article changed since it came."""
    if onward is None:
        return
    here = pages.c.article_id == article_id, pages.c.part == onward.part
    had = connection.scalar(select(func.max(pages.c.fetched_at)).where(*here))
    if had is not None and not _is_older(had, onward, changed=changed):
        return
    ours = and_(fetches.c.article_id == article_id, fetches.c.part == onward.part)
    fetch = connection.execute(select(fetches).where(ours)).first()
    due = {"url": onward.url, "host": onward.host, "due_at": micros(now)}
    if fetch is None:
        connection.execute(insert(fetches), _errand(connection, article_id, onward.part, due, now))
    elif fetch.state == "dead" and _is_older(fetch.due_at, onward, changed=changed):
        again = update(fetches).where(fetches.c.id == fetch.id)
        connection.execute(again.values(state="due", tries=0, leased_until=None, error="", **due))


def _is_older(at: int, onward: Onward, *, changed: bool) -> bool:
    """Say whether what was had or tried of a part then is older than the part before it.

    The first is fetched again and again: there it counts only if it has `changed`.
    """
    return changed or (onward.part > _SECOND and at < micros(onward.after))


def _errand(
    connection: Connection, article_id: int, part: int, due: dict[str, Any], now: datetime
) -> dict[str, Any]:
    article = connection.execute(
        select(articles.c.source_id, articles.c.news_after).where(articles.c.id == article_id)
    ).one()
    # What somebody asked for of the past comes behind what is news, its parts too.
    older = article.news_after is not None and connection.scalar(
        select(func.max(backfills.c.id)).where(backfills.c.source_id == article.source_id)
    )
    return {
        "kind": FetchKind.ARTICLE.value,
        "source_id": article.source_id,
        "article_id": article_id,
        "backfill_id": older or None,
        "part": part,
        "created_at": micros(now),
        **due,
    }


def go_on(connection: Connection, article_id: int, onward: Onward | None, now: datetime) -> bool:
    """Let the next part be fetched if it must be; say whether any is still to come.

    One that could not be had at once is not waited for: it may be a day.
    """
    want(connection, article_id, onward, now)
    waiting = select(fetches.c.id).where(
        fetches.c.article_id == article_id,
        fetches.c.part > 1,
        fetches.c.state == "due",
        fetches.c.tries == 0,
    )
    return connection.scalar(waiting.limit(1)) is not None


def go_without(connection: Connection, article_id: int | None, part: int, silent: str = "") -> None:
    """Let an article be read without a part that does not come: from the one before it."""
    before = (
        select(func.max(pages.c.id))
        .where(
            pages.c.article_id == article_id,
            pages.c.part > 1,
            pages.c.part < part,
            pages.c.state == "read",
        )
        .scalar_subquery()
    )
    connection.execute(
        update(pages)
        .where(pages.c.id == before)
        .values(state="unread", tries=0, leased_until=None, silent=silent)
    )
