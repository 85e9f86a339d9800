"""The page of what is tracked: each topic, person and figure with its newest reports and reasons.

How often each is found stands beside it, and what is doubtful in that.  It is where a newcomer
looks after the first crawl, when no mail has come yet, and where a desk looks after it has
changed a rule.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from news.alias import Standing
from web.pages import Pages
from web.ports import Ports


class TrackedView:
    """The page."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports, self._pages = ports, pages

    def router(self) -> APIRouter:
        """Return the page under its address."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/tracked", self.tracked)
        return router

    def tracked(self, request: Request) -> Response:
        """Show what is tracked and what it finds."""
        firing = {(one.subject, one.name): one for one in self._ports.firing().items}
        waiting = [one for one in self._ports.spellings() if one.standing is Standing.SUGGESTED]
        return self._pages.show(
            request,
            "tracked.html",
            preview=self._ports.preview(),
            firing=firing,
            waiting=len(waiting),
        )
