"""Who wants to hear when a story falls silent: the form on its page, and the same as JSON.

    POST /story/1f3a…/watch               from the story's page
    POST /watches/3/end                   from there, or from the page of sources
    GET  /api/v1/watches                  all of them
    POST /api/v1/stories/1f3a…/watch      {"quiet_after": "24h", "recipients": ["Night desk"]}
    POST /api/v1/watches/3/end            {}

Pages and API read a wish with one function and write it by one.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from config.waiting import read_watch
from news.errors import WirewatchError
from news.mute import Origin
from news.pace import Of, StoryWatch
from web.entry import local
from web.forms import form_of
from web.guard import HEADERS
from web.ports import Ports
from web.views import is_number


class Watching:
    """Takes and ends what somebody waits for."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        """Return the forms and the API's answers under their addresses."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/story/{name}/watch", self.watch, methods=["POST"])
        router.add_api_route("/watches/{number}/end", self.end, methods=["POST"])
        api = "/api/v1"
        router.add_api_route(f"{api}/watches", self.listing)
        router.add_api_route(f"{api}/stories/{{name}}/watch", self.watch_by_api, methods=["POST"])
        router.add_api_route(f"{api}/watches/{{number}}/end", self.end_by_api, methods=["POST"])
        return router

    async def watch(self, request: Request, name: str) -> Response:
        """Take what the form of a story's page asks for."""
        made = await self._watch(request, name, Origin.WEB)
        return RedirectResponse(local(request, f"/story/{made.story}#tell-title"), 303, HEADERS)

    async def end(self, request: Request, number: str) -> Response:
        """End one, and lead back."""
        await self._end(number)
        back = form_of(request).get("back", "/sources")
        return RedirectResponse(local(request, back), 303, HEADERS)

    def listing(self) -> list[StoryWatch]:
        """Return what is waited for."""
        return self._ports.watches.all()

    async def watch_by_api(self, request: Request, name: str) -> StoryWatch:
        """Take what a program asks for; return what was kept."""
        return await self._watch(request, name, Origin.API)

    async def end_by_api(self, number: str) -> dict[str, bool]:
        """End one."""
        await self._end(number)
        return {"ended": True}

    async def _watch(self, request: Request, name: str, origin: Origin) -> StoryWatch:
        ports, form = self._ports, form_of(request)
        shown = await run_in_threadpool(ports.stories.story, name)
        if shown is None:
            raise HTTPException(404, "there is no such story")
        try:
            wanted = read_watch(
                shown.item.key,
                form.get("quiet_after", ""),
                form.get("expected_by", ""),
                now=ports.now(),
                of=form.get("of") or Of.FIGURES.value,
                recipients=[name for name in form.get("recipients", "").split("\n") if name],
                known=ports.recipients(),
                origin=origin,
            )
        except WirewatchError as error:
            raise HTTPException(422, f"{error}."[:1].upper() + f"{error}"[1:]) from None
        made = await ports.write(ports.watches.add, wanted)
        if made is None:
            raise HTTPException(422, "There are too many of them: end some first.")
        return made

    async def _end(self, number: str) -> None:
        ports = self._ports
        known = is_number(number) and await ports.write(
            ports.watches.remove, int(number), ports.now()
        )
        if not known:
            raise HTTPException(404, "there is no such wish")
