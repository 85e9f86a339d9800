"""The archive as JSON, under /api/v1: what the pages show, as the archive gives it.

    GET /api/v1/articles?q=bridge&matched=true      one page; `older` is the next cursor
    GET /api/v1/articles/12                         with its figures: docs/figures.md
    GET /api/v1/topics/test?rule=ferry+NEAR/5+sank&since=30d
    GET /api/v1/topics                              topics and people: how often each is found
    GET /api/v1/people/suggestions                  other spellings of names, with their sentences
    GET /api/v1/stories?topic=&person=&figure=&place=&tracked=&before=&limit=   newest facts first
    GET /api/v1/stories/1f3a…                       its articles, who says how many, its facts
    GET /api/v1/feeds
    GET /api/v1/totals

Addresses and texts are as outlets wrote them: whoever shows them must escape them.
A wrong request is answered with {"error": "…"}.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from archive.browse import Query as Wanted
from news.alias import Alias
from news.backtest import Backtest
from news.errors import WirewatchError
from news.finding import Subject
from news.firing import Firing
from news.listing import ArticleShown, FeedState, Listing, Totals
from news.moment import back_to
from news.places import sought
from news.storied import StoryListing, StoryShown
from web.asked import LONGEST, LONGEST_NAME
from web.ports import Ports
from web.views import is_number

_LONGEST_RULE = 10_000  # in an address

_Text = Annotated[str, Query(max_length=LONGEST, description="a search, as in the search box")]
_Name = Annotated[str, Query(max_length=LONGEST_NAME)]
_Cursor = Annotated[str, Query(max_length=LONGEST_NAME, description="`older` of an earlier page")]
_Rule = Annotated[str, Query(max_length=_LONGEST_RULE, description="a rule, as in watch.toml")]
_Since = Annotated[str, Query(max_length=40, description="30d, 12h or a date")]
_Limit = Annotated[int, Query(ge=1, le=200)]


class Api:
    """The JSON answers over one archive."""

    def __init__(self, ports: Ports) -> None:
        self._browse, self._backtest, self._now = ports.browse, ports.backtest, ports.now
        self._firing, self._spellings = ports.firing, ports.spellings
        self._stories = ports.stories

    def router(self) -> APIRouter:
        """Return the answers under their addresses."""
        router = APIRouter(prefix="/api/v1")
        router.add_api_route("/articles", self.articles)
        router.add_api_route("/articles/{number}", self.article)
        router.add_api_route("/topics/test", self.try_rule)
        router.add_api_route("/topics", self.topics)
        router.add_api_route("/people/suggestions", self.suggestions)
        router.add_api_route("/stories", self.stories)
        router.add_api_route("/stories/{name}", self.story)
        router.add_api_route("/feeds", self.feeds)
        router.add_api_route("/totals", self.totals)
        return router

    def articles(
        self,
        *,
        q: _Text = "",
        source: _Name = "",
        topic: _Name = "",
        person: _Name = "",
        figure: _Name = "",
        matched: bool = False,
        before: _Cursor = "",
        limit: _Limit = 30,
    ) -> Listing:
        """List articles, newest first."""
        return self._browse.listing(
            Wanted(
                text=q,
                source=source,
                topic=topic,
                person=person,
                figure=figure,
                matched=matched,
                before=before,
                limit=limit,
            )
        )

    def article(self, number: str) -> ArticleShown:
        """Return one article with its revisions, reasons and messages."""
        shown = self._browse.article(int(number)) if is_number(number) else None
        if shown is None:
            raise HTTPException(404, "there is no such article")
        return shown

    def try_rule(self, rule: _Rule, since: _Since = "30d") -> Backtest:
        """Say what a rule would have done, before it is saved."""
        try:
            return self._backtest(rule, back_to(since, self._now()))
        except WirewatchError as error:
            raise HTTPException(400, str(error)) from None

    def topics(self) -> Firing:
        """Say how often each topic and person is found, and what is doubtful in that."""
        return self._firing()

    def suggestions(self) -> list[Alias]:
        """Return other spellings of tracked names, and what the desk said of each."""
        return self._spellings()

    def stories(
        self,
        *,
        topic: _Name = "",
        person: _Name = "",
        figure: _Name = "",
        place: _Name = "",
        tracked: bool = False,
        before: _Cursor = "",
        limit: _Limit = 30,
    ) -> StoryListing:
        """List stories, those first in which a fact was new last."""
        named = ((Subject.TOPIC, topic), (Subject.PERSON, person), (Subject.FIGURE, figure))
        tags = tuple((subject, name) for subject, name in named if name)
        try:
            keys = sought(place) if place.strip() else ()
        except WirewatchError as error:
            raise HTTPException(400, str(error)) from None
        return self._stories.listing(limit, before=before, tags=tags, tracked=tracked, places=keys)

    def story(self, name: str) -> StoryShown:
        """Return one story; one that went into another is answered with that."""
        shown = self._stories.story(name)
        if shown is None:
            raise HTTPException(404, "there is no such story")
        return shown

    def feeds(self) -> list[FeedState]:
        """Return how every followed feed is doing."""
        return self._browse.feeds()

    def totals(self) -> Totals:
        """Count what the archive holds and what waits."""
        return self._browse.totals()
