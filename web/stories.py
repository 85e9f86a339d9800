"""The pages of stories: what is new today, one story with all that is known of it, and corrections.

    /today                     stories by the time at which something was new in them
    /story/1f3a…               timeline, who says what, why each report belongs here
    /story/1f3a…/merge         into another story, whose address is pasted
    /story/1f3a…/part          ticked reports: a story of their own, or moved to another

A story that went into another leads there from its old address for ever: it stands in mails.
What somebody corrects is remembered by the keys of articles and decides every regrouping.  A form
is sent twice: the first answer says what will happen to which reports, the second does it and leads
to a page that offers to undo it, by the correction that is its opposite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from archive.correcting import UnknownStoryError
from news.finding import Subject
from news.mute import Origin
from news.places import seek
from news.storied import StoryArticle, StoryListing, StoryShown
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
_DID = frozenset({"merge", "split", "move"})
_UNDONE = 200  # articles that an address can name
_LONGEST_ID = 64
_TICKED = "article-"  # and its number: a checkbox of the form


@dataclass(frozen=True)
class AskedToday:
    """What a list of stories was asked for: its address is its whole state."""

    topic: str = ""
    person: str = ""
    figure: str = ""
    place: str = ""
    tracked: bool = False
    before: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> AskedToday:
        """Read the fields of an address; what no name can be is left out."""
        found = {name: fields.get(name, "").strip() for name in (*_SUBJECTS, "place", "before")}
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
        tagged += (Filter("place", self.place, "place"),) if self.place else ()
        return tagged + ((Filter("tracked", "tracked only", ""),) if self.tracked else ())

    def link(self, *, without: str = "", before: str = "", place: str = "") -> str:
        """Write the address of this list from its begin or behind a cursor.

        Less one filter, or of another place.
        """
        asked = replace(self, place=place or self.place)
        fields = [
            (one.field, "1" if one.field == "tracked" else one.value)
            for one in asked.filters
            if one.field != without
        ]
        fields += [("before", before)] if before else []
        return f"today?{urlencode(fields)}" if fields else "today"


@dataclass(frozen=True)
class Asked:
    """A correction that waits for a yes: which articles leave a story, and for which."""

    do: str
    story: StoryShown
    leaving: Sequence[StoryArticle]
    into: StoryShown | None = None


@dataclass(frozen=True)
class Done:
    """A correction that can be undone: what came to this story, and of which other one."""

    did: str
    other: str
    moved: tuple[StoryArticle, ...]


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
        place = seek(asked.place) if asked.place else None
        listing = StoryListing(())
        if place is None or place.places:
            listing = ports.stories.listing(
                PAGE,
                before=asked.before,
                tags=asked.tags,
                tracked=asked.tracked,
                places=place.keys if place else (),
            )
        return self._pages.show(
            request,
            "today.html",
            asked=asked,
            place=place,
            listing=listing,
            names=ports.browse.names(),
            places=ports.stories.places(),
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
            done=_done(request, shown),
            line=lay_out(shown, self._ports.place),
            watches=[one for one in self._ports.watches.all() if one.story == name],
            recipients=self._ports.recipients(),
        )

    async def merge(self, request: Request, name: str) -> Response:
        """Let a story go into another, once that was confirmed."""
        shown, into = await self._named(name), await self._meant(request)
        if shown.item.key != into.item.key and _is_unsure(request):
            return self._confirm(request, Asked("merge", shown, shown.articles, into))
        await self._correct(merge(shown.item.key, into.item.key))
        return _to(request, into, "merge", shown.articles, shown.item.public)

    async def part(self, request: Request, name: str) -> Response:
        """Let the ticked articles become a story of their own, or belong to another."""
        shown, form = await self._named(name), form_of(request)
        leaving = with_copies(shown, _numbers(form, _TICKED))
        if not leaving:
            _refuse("Tick the reports that do not belong to this story, then send the form again.")
        if form.get("do") == "move":
            into = await self._meant(request)
            if _is_unsure(request):
                return self._confirm(request, Asked("move", shown, leaving, into))
            for one in leaving:
                await self._correct(move(one.key, into.item.key))
            return _to(request, into, "move", leaving, shown.item.public)
        keys = tuple(one.key for one in leaving)
        stayed = tuple(one.key for one in shown.articles if one.key not in keys)
        if not stayed:
            _refuse("At least one report must stay: else nothing is split.")
        if _is_unsure(request):
            return self._confirm(request, Asked("split", shown, leaving))
        said = await self._correct(split(shown.item.key, keys, stayed))
        return _to(request, await self._named(said.into), "split", leaving, shown.item.public)

    def _confirm(self, request: Request, asked: Asked) -> Response:
        return self._pages.show(request, "correct.html", asked=asked)

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


def _is_unsure(request: Request) -> bool:
    return form_of(request).get("sure") != "1"


def _numbers(fields: Iterable[str], start: str) -> set[int]:
    """Read the numbers of articles behind a start."""
    ends = (field.removeprefix(start) for field in fields if field.startswith(start))
    return {int(number) for number in ends if is_number(number)}


def _to(
    request: Request, shown: StoryShown, did: str, moved: Sequence[StoryArticle], other: str
) -> Response:
    """Lead to a story, whose page says what was done and offers to undo it."""
    numbers = ".".join(str(one.id) for one in moved[:_UNDONE])
    fields = {"did": did, "other": other, "of": numbers} if len(moved) <= _UNDONE else {}
    path = local(request, f"/story/{shown.item.public}")
    return RedirectResponse(f"{path}?{urlencode(fields)}" if fields else path, 303, HEADERS)


def _done(request: Request, shown: StoryShown) -> Done | None:
    """Read what was just done to a story; None where its address does not tell."""
    asked = request.query_params
    did, other = asked.get("did", ""), asked.get("other", "")
    numbers = _numbers(asked.get("of", "").split("."), "")
    moved = tuple(one for one in shown.articles if one.id in numbers)
    known = did in _DID and other.isalnum() and other.isascii() and len(other) <= _LONGEST_ID
    return Done(did, other, moved) if known and moved else None


def _refuse(says: str) -> NoReturn:
    raise HTTPException(422, says)
