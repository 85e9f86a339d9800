"""The pages of stories: what is new today, one story with all that is known of it, and corrections.

    /today                     stories by the time at which something was new in them
    /story/1f3a…               timeline, who says what, why each report belongs here
    /story/1f3a…/merge         into another story, whose address is pasted
    /story/1f3a…/part          ticked reports: a story of their own, or moved to another

A story that went into another leads there from its old address for ever: it stands in mails.
What somebody corrects is remembered by the keys of articles and decides every regrouping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from archive.correcting import UnknownStoryError
from news.finding import Subject
from news.mute import Origin
from news.storied import StoryShown
from news.story import Correction, merge, move, split
from web.asked import LONGEST_NAME, Filter
from web.entry import local
from web.forms import form_of
from web.guard import HEADERS
from web.pages import Pages, root
from web.ports import Ports
from web.storyline import lay_out, with_copies
from web.views import is_number

PAGE = 30
_SUBJECTS = (Subject.TOPIC, Subject.PERSON, Subject.FIGURE)
_TICKED = "article-"  # and its number: a checkbox of the form


@dataclass(frozen=True)
class AskedToday:
    """What a list of stories was asked for: its address is its whole state."""

    topic: str = ""
    person: str = ""
    figure: str = ""
    tracked: bool = False
    before: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> AskedToday:
        """Read the fields of an address; what no name can be is left out."""
        found = {name: fields.get(name, "").strip() for name in (*_SUBJECTS, "before")}
        known = {name: text for name, text in found.items() if len(text) <= LONGEST_NAME}
        return cls(**known, tracked=fields.get("tracked") == "1")

    @property
    def tags(self) -> tuple[tuple[Subject, str], ...]:
        """What must have been found in a story."""
        return tuple((one, name) for one in _SUBJECTS if (name := getattr(self, one)))

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Name the filters in force, in the order of the form."""
        tagged = tuple(Filter(subject, name, subject) for subject, name in self.tags)
        return tagged + ((Filter("tracked", "tracked only", ""),) if self.tracked else ())

    def link(self, *, without: str = "", before: str = "") -> str:
        """Write the address of this list from its begin or behind a cursor, less one filter."""
        fields = [(one.field, "1" if one.field == "tracked" else one.value) for one in self.filters]
        fields = [field for field in fields if field[0] != without]
        fields += [("before", before)] if before else []
        return f"today?{urlencode(fields)}" if fields else "today"


class StoriesView:
    """The pages of stories."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports, self._pages = ports, pages

    def router(self) -> APIRouter:
        """Return the pages under their addresses."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/today", self.today)
        router.add_api_route("/story/{name}", self.story)
        router.add_api_route("/story/{name}/merge", self.merge, methods=["POST"])
        router.add_api_route("/story/{name}/part", self.part, methods=["POST"])
        return router

    def today(self, request: Request) -> Response:
        """Show the stories, those first in which something was new last."""
        asked, ports = AskedToday.read(request.query_params), self._ports
        if "" in request.query_params.values():
            return RedirectResponse(root(request) + asked.link(before=asked.before), 303)
        listing = ports.stories.listing(
            PAGE, before=asked.before, tags=asked.tags, tracked=asked.tracked
        )
        return self._pages.show(
            request,
            "today.html",
            asked=asked,
            listing=listing,
            names=ports.browse.names(),
            totals=None if listing.items else ports.browse.totals(),
        )

    def story(self, request: Request, name: str) -> Response:
        """Show one story with all that is known of it."""
        shown = self._ports.stories.story(name)
        if shown is None:
            return self._pages.wrong(request, 404)
        if shown.item.public != name:
            return RedirectResponse(f"{root(request)}story/{shown.item.public}", 302)
        return self._pages.show(
            request,
            "story.html",
            shown=shown,
            line=lay_out(shown, self._ports.place),
            watches=[one for one in self._ports.watches.all() if one.story == name],
            recipients=self._ports.recipients(),
        )

    async def merge(self, request: Request, name: str) -> Response:
        """Let a story go into another."""
        shown, into = await self._named(name), await self._meant(request)
        await self._correct(merge(shown.item.key, into.item.key))
        return _to(request, into)

    async def part(self, request: Request, name: str) -> Response:
        """Let the ticked articles become a story of their own, or belong to another."""
        shown, form = await self._named(name), form_of(request)
        ticked = [field.removeprefix(_TICKED) for field in form if field.startswith(_TICKED)]
        numbers = {int(number) for number in ticked if is_number(number)}
        leaving = [one.key for one in with_copies(shown, numbers)]
        if not leaving:
            _refuse("Tick the reports that do not belong to this story, then send the form again.")
        if form.get("do") == "move":
            into = await self._meant(request)
            for key in leaving:
                await self._correct(move(key, into.item.key))
            return _to(request, into)
        stayed = tuple(one.key for one in shown.articles if one.key not in leaving)
        if not stayed:
            _refuse("At least one report must stay: else nothing is split.")
        said = await self._correct(split(shown.item.key, tuple(leaving), stayed))
        return _to(request, await self._named(said.into))

    async def _named(self, name: str) -> StoryShown:
        shown = await run_in_threadpool(self._ports.stories.story, name)
        if shown is None:
            raise HTTPException(404)
        return shown

    async def _meant(self, request: Request) -> StoryShown:
        """Return the story whose address or id the form gives."""
        text = form_of(request).get("into", "")
        found = await run_in_threadpool(self._ports.stories.meant, text)
        if found is None:
            _refuse("No story has this address. Open the other story and copy its address.")
        return found

    async def _correct(self, said: Correction) -> Correction:
        ports = self._ports
        try:
            return await ports.write(ports.correct, said, Origin.WEB, ports.now())
        except UnknownStoryError as error:
            _refuse(f"{error}."[:1].upper() + f"{error}."[1:])


def _to(request: Request, shown: StoryShown) -> Response:
    return RedirectResponse(local(request, f"/story/{shown.item.public}"), 303, HEADERS)


def _refuse(says: str) -> NoReturn:
    raise HTTPException(422, says)
