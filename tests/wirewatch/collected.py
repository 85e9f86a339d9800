"""The news world's day, collected and not yet read: its pages lie in the archive in order of print.

Who reads it begins with the same pages each time, so that two runs can be compared to the letter.
What a daemon collects comes in an order of its own, and a story is known by its first article.
Edits come in the evening, behind all reports: an edited article is compared by its new text from
then on, and a reader that starts again takes it up in its old place, so that what lies on the
margin between two stories may be decided otherwise behind an edit.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from archive import record
from archive.database import Database
from archive.frontier import Listed, Polled
from archive.schema import (
    articles,
    deliveries,
    facts,
    findings,
    memberships,
    messages,
    prints,
    stories,
)
from config.load import load
from crawler.urls import host_of, url_key
from news.article import Page
from news.moment import Moment, Precision
from news.source import Entry
from wirewatch.newsworld.bed import Bed
from wirewatch.newsworld.pages import page
from wirewatch.wiring import Opened, open_archive

MINUTE = timedelta(minutes=1)
BEFORE = timedelta(days=3)  # since when the outlets are followed: nothing is backlog


def collect(laid: Bed) -> None:
    """Put every text of the world's day into a new archive, as if each was fetched at once."""
    world, sites = laid.served.world, laid.served.outlets
    sources = load(laid.config, {}).sources
    opened = open_archive(laid.data)
    hosts = {feed.url: host_of(feed.url) for source in sources for feed in source.feeds}
    opened.frontier.follow(sources, hosts, world.start - BEFORE)
    texts = sorted(
        (number > 0, text.at, item.id, number)
        for item in world.articles
        for number, text in enumerate(item.texts)
    )
    items = {item.id: item for item in world.articles}
    _first_polls(opened, world.start - BEFORE)
    evening = max(item.published for item in world.articles)
    for is_edit, at, name, number in texts:
        item = items[name]
        text, served = item.texts[number], sites[item.outlet]
        evening += MINUTE * is_edit
        body = page(served.outlet, item, text, site=served.url, now=at)
        said = Entry(
            served.url + item.paths[0], text.title, text="\n".join(text.paragraphs),
            published=Moment(item.published, precision=Precision.MINUTE),
        )  # fmt: skip
        _fetched(opened, served.outlet.name, said, body, evening if is_edit else at)
    opened.close()


def _first_polls(opened: Opened, at: datetime) -> None:
    for fetch in opened.frontier.lease(at, at, 1_000, 1_000):
        opened.frontier.polled(
            fetch, [], lambda _: Polled("", "", "", at), at, lease_until=at, budget=0,
            match_feed_text_at=at,
        )  # fmt: skip


def _fetched(opened: Opened, name: str, said: Entry, body: bytes, at: datetime) -> None:
    """Let a feed list a text, and its page be fetched."""
    opened.frontier.make_due([name], at)
    fetch, *_ = opened.frontier.lease(at, at, 1, 1, [name])
    brought = opened.frontier.polled(
        fetch, [Listed(said, url_key(said.url), host_of(said.url))],
        lambda _: Polled("", "", "", at + BEFORE), at, lease_until=at + BEFORE, budget=9,
        match_feed_text_at=at + 9 * BEFORE,
    )  # fmt: skip
    (wanted,) = brought.fetches
    sha256 = opened.bodies.put(body, int(at.timestamp()))
    opened.frontier.page_stored(wanted, Page(wanted.url, body, at), sha256, ())


def put_back(kept: Path, data: Path) -> None:
    """Put a copy of an archive in the place of another."""
    if data.exists():
        shutil.rmtree(data)
    shutil.copytree(kept, data)


@dataclass(frozen=True)
class State:
    """All that an archive says of stories, without times and row numbers.

    `heard` are the keys of facts by recipient and story.  What a fact was before, and how the
    ledger calls it, is left out: an edit speaks of the time at which it was read.
    """

    stories: frozenset[Any]
    claims: frozenset[Any]
    copies: frozenset[Any]
    facts: frozenset[Any]
    heard: frozenset[Any]

    def unlike(self, other: State) -> dict[str, tuple[list[Any], list[Any]]]:
        """Return what only this one has, and what only the other; empty for the same."""
        return {
            name: (sorted(mine - others, key=str), sorted(others - mine, key=str))
            for name, mine in vars(self).items()
            if mine != (others := getattr(other, name))
        }


def state(database: Database) -> State:
    """Read it."""
    first = articles.alias("first")
    with database.read() as connection:
        placed = connection.execute(
            select(stories.c.key, stories.c.public, stories.c.title, stories.c.origins,
                   stories.c.articles, articles.c.key, memberships.c.main, memberships.c.decided_by)
            .join(memberships, memberships.c.story_id == stories.c.id)
            .join(articles, articles.c.id == memberships.c.article_id)
        ).all()  # fmt: skip
        copies = connection.execute(
            select(articles.c.key, first.c.key, prints.c.share)
            .join(prints, prints.c.article_id == articles.c.id)
            .join(first, first.c.id == prints.c.copy_of)
        ).all()
        known = connection.execute(
            select(stories.c.key, articles.c.key, facts.c.key, facts.c.kind, facts.c.says,
                   facts.c.speaker, facts.c.is_news)
            .join(stories, stories.c.id == facts.c.story_id)
            .join(articles, articles.c.id == facts.c.article_id)
        ).all()  # fmt: skip
        told = connection.execute(
            select(deliveries.c.recipient, stories.c.key, findings.c.facts)
            .join(findings, findings.c.id == deliveries.c.finding_id)
            .join(messages, messages.c.id == deliveries.c.message_id)
            .join(stories, stories.c.id == findings.c.story_id)
            .where(messages.c.state == "sent")
        ).all()
        keys = {row.id: row.key for row in connection.execute(select(facts.c.id, facts.c.key))}
    texts = [
        (text.article.url, text.number, text.article.title, text.article.text, text.claims)
        for text in record.texts(database)
    ]
    return State(
        frozenset(tuple(row) for row in placed),
        frozenset(texts),
        frozenset(tuple(row) for row in copies),
        frozenset(tuple(row) for row in known),
        frozenset(
            (who, story, keys[n]) for who, story, rows in told for n in json.loads(rows or "[]")
        ),
    )
