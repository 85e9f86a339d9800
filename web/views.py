"""The pages: the list with its search, and one article.

Each is a plain read of the archive and one template.  They are ordinary functions, which
FastAPI runs in its threads, because the database's driver is synchronous and a slow search
must not hold up the daemon's loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from news.finding import Span
from news.listing import ArticleShown, RevisionShown
from news.mute import Mute, Scope
from news.storied import FactShown
from web import figures, marks, wording
from web.asked import LONGEST, Asked
from web.diff import Diff, compare
from web.pages import Pages, root
from web.ports import Ports

PAGE = 30
_MOST_DIFFS = 20
_MOST_DIGITS = 18


@dataclass(frozen=True)
class Past:
    """A revision and what it changed; `replaced` where comparing would say nothing."""

    revision: RevisionShown
    diff: Diff | None = None
    replaced: RevisionShown | None = None


@dataclass(frozen=True)
class ToldFact:
    """The fact that brought a reader here: where its sentence stands, or which text had it last.

    Neither is set where none has it: it was cut, or its text was let go.
    """

    fact: FactShown
    stands: Span | None
    past: RevisionShown | None


class Views:
    """The pages over one archive."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._browse, self._pages = ports.browse, pages
        self._mutes, self._now = ports.mutes, ports.now
        self._stories = ports.stories

    def router(self) -> APIRouter:
        """Return the pages under their addresses."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/", self.articles)
        router.add_api_route("/article/{number}", self.article)
        return router

    def articles(self, request: Request) -> Response:
        """Show articles, newest first."""
        asked = Asked.read(request.query_params)
        if asked.too_long:
            says = f"A search can have {LONGEST:,} characters at most. Leave some words out."
            return self._pages.wrong(request, 400, says)
        if "" in request.query_params.values():
            return RedirectResponse(root(request) + asked.link(before=asked.before), 303)
        listing = self._browse.listing(asked.query(PAGE))
        return self._pages.show(
            request,
            "list.html",
            asked=asked,
            listing=listing,
            names=self._browse.names(),
            totals=None if listing.items else self._browse.totals(),
        )

    def article(self, request: Request, number: str) -> Response:
        """Show one article with all that is known of it."""
        shown = self._browse.article(int(number)) if is_number(number) else None
        if shown is None:
            return self._pages.wrong(request, 404)
        if shown.id != int(number):
            return RedirectResponse(f"{root(request)}article/{shown.id}", 301)
        told = self._told(request.query_params.get("fact", ""), shown)
        return self._pages.show(
            request,
            "article.html",
            shown=shown,
            told=told,
            wrong={(each.subject, each.name) for each in self._mutes.wrongs(shown.id)},
            mutes=about(shown, self._mutes.active(self._now())),
            story=self._mutes.story(shown.id),
            stories=self._stories.of_article(shown.id),
            layout=marks.lay_out(
                shown.article, shown.matches, figures.read(shown), told.stands if told else None
            ),
            figures=figures.lay_out(shown),
            notes=wording.notes(shown),
            history=tuple(history(shown)),
        )

    def _told(self, number: str, shown: ArticleShown) -> ToldFact | None:
        """Find the fact that was asked for, in the newest text that has it."""
        fact = self._stories.fact(int(number)) if is_number(number) else None
        if fact is None or fact.article_id != shown.id or not fact.sentence.strip():
            return None
        stands = marks.find(shown.article.full, fact.sentence)
        past = None
        if stands is None:
            past = next(
                (one for one in shown.revisions if marks.find(one.article.full, fact.sentence)),
                None,
            )
        return ToldFact(fact, stands, past)


def is_number(text: str) -> bool:
    """Say whether a text is a number that a row can have."""
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def about(shown: ArticleShown, mutes: Iterable[Mute]) -> list[Mute]:
    """Return the mutes that hold back what is told of an article."""
    names = {(Scope.SOURCE, shown.source)}
    names |= {(Scope(match.subject.value), match.name) for match in shown.matches}
    return [
        mute for mute in mutes if (mute.scope, mute.name) in names or mute.article_id == shown.id
    ]


def history(shown: ArticleShown) -> Iterator[Past]:
    """Pair each revision with what it changed, newest first."""
    for number, (new, old) in enumerate(pairwise(shown.revisions)):
        if new.article.origin is not old.article.origin:
            # A page beside its feed's summary: every word would be new.
            yield Past(new, replaced=old)
        elif number < _MOST_DIFFS:
            yield Past(new, compare(old.article.full, new.article.full))
        else:
            yield Past(new)
    yield Past(shown.revisions[-1])
