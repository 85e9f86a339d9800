"""The page of other spellings: approve or refuse what the archive suggests.

    /spellings             what waits for a word, with its sentences; what was decided
    /spellings/decide      one of them: a form that says which and what

What is found is remembered by `wirewatch people suggest`; here nothing is looked for, since
that takes longer than a page may.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from news.alias import Alias, Standing
from web.forms import form_of
from web.guard import HEADERS
from web.marks import Piece, mark
from web.pages import Pages
from web.ports import Ports
from web.views import is_number

_SAID = (Standing.APPROVED, Standing.REFUSED)


@dataclass(frozen=True)
class Quoted:
    """A sentence with the spelling marked in it."""

    pieces: tuple[Piece, ...]
    article_id: int
    source: str


class SpellingsView:
    """The page."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports, self._pages = ports, pages

    def router(self) -> APIRouter:
        """Return the page under its address."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/spellings", self.spellings)
        router.add_api_route("/spellings/decide", self.decide, methods=["POST"])
        return router

    def spellings(self, request: Request) -> Response:
        """Show what waits for a word, and what was decided."""
        known = self._ports.spellings()
        return self._pages.show(
            request,
            "spellings.html",
            waiting=[(one, _quoted(one)) for one in known if one.standing is Standing.SUGGESTED],
            decided=[one for one in known if one.standing in _SAID],
        )

    async def decide(self, request: Request) -> Response:
        """Approve or refuse one."""
        form, ports = form_of(request), self._ports
        number, said = form.get("number", ""), form.get("said", "")
        if not is_number(number) or said not in _SAID:
            raise HTTPException(422, "This form does not say what to do.")
        if await ports.write(ports.decide, int(number), Standing(said), ports.now()) is None:
            raise HTTPException(404, "There is no such spelling any more.")
        return RedirectResponse("../spellings", 303, HEADERS)


def _quoted(one: Alias) -> tuple[Quoted, ...]:
    return tuple(
        Quoted(mark(shown.sentence, [shown.span]), shown.article_id, shown.source)
        for shown in one.suggestion.shown
    )
