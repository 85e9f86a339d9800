"""What those ask who watch the program: /healthz, /readyz.

Everybody is told by the status alone; what was looked at is for those inside and for this
machine.  They answer while the archive cannot, so nobody is looked up who need not be.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from archive.database import ArchiveError
from web.caller import Callers
from web.health import Health
from web.peer import is_local


class Watch:
    """The answers to programs that watch us."""

    def __init__(self, health: Callable[[], Health], callers: Callers) -> None:
        self._health, self._callers = health, callers

    def router(self) -> APIRouter:
        """Return the answers under their addresses."""
        router = APIRouter()
        router.add_api_route("/healthz", self.healthz)
        router.add_api_route("/readyz", self.readyz)
        return router

    def healthz(self, request: Request) -> JSONResponse:
        """Say whether the process lives and its loops tick."""
        now = self._health()
        return self._answer(request, now, well=now.ok)

    def readyz(self, request: Request) -> JSONResponse:
        """Say whether it can serve."""
        now = self._health()
        return self._answer(request, now, well=now.ready)

    def _answer(self, request: Request, now: Health, *, well: bool) -> JSONResponse:
        said: dict[str, object] = {"ok": now.ok, "ready": now.ready}
        if self._knows(request):
            said["checks"] = dict(now.checks)
        return JSONResponse(said, 200 if well else 503)

    def _knows(self, request: Request) -> bool:
        """Say whether the caller may have details."""
        try:
            return is_local(request.scope) or self._callers.recognise(request.scope).inside
        except ArchiveError:
            return False
