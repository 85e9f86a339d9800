"""Note that an article's page is gone, and that it is back; tell whom it was told to.

    fetches.absent_since    when its address first answered that there is nothing
    articles.withdrawn_at   when that was taken for its outlet's doing (`news.absence`)

A withdrawn report stays in the archive with all its texts, marked.  That it was withdrawn is a
fact of its story, and so is that it came back; the findings of either are made anew of those
that were told to anybody, and only who was told of the report hears of them (`archive.heard`).
All of it is one transaction with the answer of the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, exists, func, insert, select, update

from archive.schema import (
    articles,
    deliveries,
    fetches,
    findings,
    memberships,
    messages,
    pages,
    sources,
)
from archive.stories import Shelf
from news.absence import (
    ALONE,
    TOGETHER,
    WITNESSES,
    YOUNG,
    Others,
    Verdict,
    judge,
    look_again,
)
from news.article import Origin
from news.fact import taken_back
from news.finding import Finding, Subject
from news.moment import from_micros, micros
from news.source import Fetch, FetchKind


def is_watched(connection: Connection, article_id: int | None, now: datetime) -> bool:
    """Say whether an article's absence may mean something: its page was had, and not long ago."""
    row = connection.execute(
        select(articles.c.origin, articles.c.same_as, articles.c.sort_at).where(
            articles.c.id == article_id
        )
    ).one_or_none()
    return (
        row is not None
        and row.origin == Origin.PAGE.value
        and row.same_as is None
        and now - from_micros(row.sort_at) <= YOUNG
    )


def absent(connection: Connection, fetch: Fetch, now: datetime) -> Verdict:
    """Note that the page of an article that is watched is gone; say what that means."""
    this = fetches.c.id == fetch.id
    began = connection.scalar(select(fetches.c.absent_since).where(this))
    since = now if began is None else from_micros(began)
    others = _others(connection, fetch, since)
    if began is None and not others.absent:
        _call_witnesses(connection, fetch, now)
    verdict = judge(since, others, now)
    if verdict is Verdict.WITHDRAWN:
        _withdraw(connection, fetch.article_id, now)
    again = look_again(since, now)
    connection.execute(
        update(fetches)
        .where(this)
        .values(
            state="dead" if again is None else "due",
            due_at=micros(again or now),
            leased_until=None,
            absent_since=micros(since),
            tries=0,
            error=TOGETHER if verdict is Verdict.WITH_OTHERS else ALONE,
        )
    )
    return verdict


def present(connection: Connection, article_id: int | None, now: datetime) -> None:
    """Note that an article's page has its report; if it was withdrawn, it is no longer."""
    done = connection.execute(
        update(articles)
        .where(articles.c.id == article_id, articles.c.withdrawn_at.is_not(None))
        .values(withdrawn_at=None, seal="")
    )
    if done.rowcount and article_id is not None:
        _tell(connection, article_id, now, back=True)


def _others(connection: Connection, fetch: Fetch, since: datetime) -> Others:
    """Count how the other reports of an outlet are."""
    older = (
        articles.c.source_id == _source_of(fetch),
        articles.c.id != fetch.article_id,
        articles.c.first_seen_at < micros(since),
    )
    gone = select(func.count()).select_from(fetches.join(articles))
    came = select(func.count(func.distinct(articles.c.id))).select_from(pages.join(articles))
    return Others(
        connection.scalar(
            gone.where(*older, fetches.c.absent_since.is_not(None), fetches.c.state == "due")
        )
        or 0,
        connection.scalar(came.where(*older, pages.c.fetched_at >= micros(since))) or 0,
    )


def _source_of(fetch: Fetch) -> ScalarSelect[int]:
    of = select(articles.c.source_id).where(articles.c.id == fetch.article_id)
    return of.scalar_subquery()


def _call_witnesses(connection: Connection, fetch: Fetch, now: datetime) -> None:
    """Ask for the newest other reports of an outlet, whole: a 304 would leave no trace."""
    known = connection.execute(
        select(articles.c.id, articles.c.url, articles.c.source_id)
        .where(
            articles.c.source_id == _source_of(fetch),
            articles.c.id != fetch.article_id,
            articles.c.origin == Origin.PAGE.value,
            articles.c.same_as.is_(None),
            articles.c.sort_at >= micros(now - YOUNG),
        )
        .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
        .limit(WITNESSES)
    ).all()
    for row in known:
        waiting = connection.execute(
            update(fetches)
            .where(fetches.c.article_id == row.id, fetches.c.part == 1, fetches.c.state == "due")
            .values(due_at=micros(now), etag="", last_modified="")
        )
        if not waiting.rowcount:
            connection.execute(
                insert(fetches).values(
                    kind=FetchKind.RECHECK.value,
                    url=row.url,
                    host=fetch.host,
                    source_id=row.source_id,
                    feed_id=fetch.feed_id,
                    article_id=row.id,
                    due_at=micros(now),
                    created_at=micros(now),
                )
            )


def _withdraw(connection: Connection, article_id: int | None, now: datetime) -> None:
    done = connection.execute(
        update(articles)
        .where(articles.c.id == article_id, articles.c.withdrawn_at.is_(None))
        .values(withdrawn_at=micros(now), seal="")
    )
    if done.rowcount and article_id is not None:
        _tell(connection, article_id, now, back=False)


def _tell(connection: Connection, article_id: int, now: datetime, *, back: bool) -> None:
    """Make it a fact of the article's story, and findings for those who were told of it."""
    row = connection.execute(
        select(
            articles.c.key,
            articles.c.title,
            articles.c.revision_id,
            sources.c.name,
            memberships.c.story_id,
        )
        .join(sources, sources.c.id == articles.c.source_id)
        .join(memberships, memberships.c.article_id == articles.c.id)
        .where(articles.c.id == article_id, memberships.c.main)
    ).one_or_none()
    if row is None:
        return
    fact = taken_back(row.key, row.name, row.title, now, back=back)
    news = Shelf(connection).tell(row.story_id, article_id, [fact], now)
    numbers = json.dumps([one.number for one in news])
    for subject, name in _told(connection, article_id):
        finding = Finding(Subject(subject), name, row.key, fact=fact.key)
        connection.execute(
            insert(findings).values(
                identity=finding.identity,
                subject=subject,
                name=name,
                article_id=article_id,
                revision_id=row.revision_id,
                found_at=micros(now),
                story_id=row.story_id,
                facts=numbers,
            )
        )


def _told(connection: Connection, article_id: int) -> Sequence[tuple[str, str]]:
    """Return as what an article was told to anybody."""
    rows = connection.execute(
        select(findings.c.subject, findings.c.name)
        .where(
            findings.c.article_id == article_id,
            exists()
            .where(deliveries.c.finding_id == findings.c.id)
            .where(messages.c.id == deliveries.c.message_id, messages.c.state != "muted"),
        )
        .distinct()
        .order_by(findings.c.subject, findings.c.name)
    )
    return [(row.subject, row.name) for row in rows]
