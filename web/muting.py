"""Mute, take it back, call a match wrong: from links in mails, and from our own pages.

    /mute/TOKEN         from a message: what, for how long; only the button acts
    /unsubscribe/TOKEN  the same for all topics of the message; mail programs POST here
    /muted              what is muted now, with the way back

Programs that scan mails follow every link, so a GET never does anything.  A link's signature
is the right to use it, without a log-in, and for its own recipient only; the pages of the
archive act for everybody or for one recipient, behind the door.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NoReturn

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from alerts.signed import LinkError, Purpose, Signed
from news.finding import Subject
from news.mute import Origin, Scope
from web.entry import local
from web.forms import form_of
from web.guard import HEADERS
from web.pages import Pages
from web.ports import Ports
from web.views import is_number

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "ever": None}
_MATCHED = {Scope.TOPIC: Subject.TOPIC, Scope.PERSON: Subject.PERSON, Scope.FIGURE: Subject.FIGURE}
_LONGEST_NAME = 2000  # a story's is an address


@dataclass(frozen=True)
class Choice:
    """One thing that a link can mute; `key` is what its form sends."""

    key: str
    scope: str
    name: str
    mutes: tuple[tuple[Scope, str], ...]


@dataclass(frozen=True)
class Offer:
    """What a link offers: things to mute, and matches to call wrong."""

    signed: Signed
    title: str = ""
    choices: tuple[Choice, ...] = ()
    matches: tuple[tuple[Scope, str], ...] = ()


class Muting:
    """The pages that mute."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports, self._pages = ports, pages

    def router(self) -> APIRouter:
        """Return the pages under their addresses."""
        router = APIRouter(include_in_schema=False)
        for purpose in Purpose:
            router.add_api_route(f"/{purpose}/{{token}}", self.offer)
            router.add_api_route(f"/{purpose}/{{token}}", self.act, methods=["POST"])
        router.add_api_route("/muted", self.muted)
        router.add_api_route("/muted/add", self.add, methods=["POST"])
        router.add_api_route("/muted/end", self.end, methods=["POST"])
        router.add_api_route("/muted/wrong", self.wrong, methods=["POST"])
        router.add_api_route("/muted/right", self.right, methods=["POST"])
        return router

    # ------------------------------------------------------------------ links in mails

    def offer(self, request: Request, token: str) -> Response:
        """Show what a link can do; do nothing."""
        offer = self._read(request, token)
        return self._pages.show(request, "mute.html", offer=offer, says="")

    async def act(self, request: Request, token: str) -> Response:
        """Do what was chosen, and show it with the way back."""
        offer = await run_in_threadpool(self._read, request, token)
        form, signed = form_of(request), offer.signed
        if form.get("List-Unsubscribe") == "One-Click" and signed.purpose is Purpose.UNSUBSCRIBE:
            await self._mute(signed.names, signed.recipient, None)
            return PlainTextResponse("Done.\n", 200, HEADERS)
        wrong = next((m for m in offer.matches if ":".join(m) == form.get("wrong")), None)
        if wrong is not None:
            return await self._wrong_by_link(request, offer, wrong)
        chosen = next((c for c in offer.choices if c.key == form.get("what")), None)
        if chosen is None or form.get("for") not in {*SPANS, "undo"}:
            says = "Choose what to mute, and for how long."
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self._pages.show(request, "mute.html", status, offer=offer, says=says)
        if form["for"] == "undo":
            for scope, name in chosen.mutes:
                await self._ports.write(self._ports.mutes.unmute, scope, name, signed.recipient)
            return self._done(request, offer, "undone", what=chosen)
        until = self._until(form["for"])
        await self._mute(chosen.mutes, signed.recipient, until)
        return self._done(request, offer, "muted", what=chosen, until=until)

    async def _wrong_by_link(
        self, request: Request, offer: Offer, match: tuple[Scope, str]
    ) -> Response:
        ports, (scope, name), number = self._ports, match, offer.signed.article_id
        if number is None:
            _nothing()
        subject, undo = _MATCHED[scope], form_of(request).get("for") == "undo"
        if undo:
            await ports.write(ports.mutes.right, number, subject, name)
        else:
            await ports.write(
                ports.mutes.wrong,
                number,
                subject,
                name,
                offer.signed.recipient,
                origin=Origin.MAIL,
                now=ports.now(),
            )
        return self._done(request, offer, "right" if undo else "wrong", match=match)

    def _done(
        self,
        request: Request,
        offer: Offer,
        done: str,
        *,
        what: Choice | None = None,
        match: tuple[Scope, str] | None = None,
        until: datetime | None = None,
    ) -> Response:
        return self._pages.show(
            request, "mute_done.html", offer=offer, done=done, what=what, match=match, until=until
        )

    def _read(self, request: Request, token: str) -> Offer:
        """Return what a link offers; 404 with the way out if it is none of ours."""
        path = request.url.path
        purpose = Purpose.MUTE if path.startswith("/mute/") else Purpose.UNSUBSCRIBE
        try:
            signed = self._ports.signer.read(token, purpose)
        except LinkError as error:
            raise HTTPException(404, f"{error}."[:1].upper() + f"{error}."[1:]) from None
        number = signed.article_id
        shown = None if number is None else self._ports.browse.article(number)
        story = None if number is None else self._ports.mutes.story(number)
        return Offer(
            signed,
            shown.article.title if shown else "",
            tuple(_choices(signed, story)),
            tuple(n for n in signed.names if n[0] in _MATCHED) if shown else (),
        )

    # ------------------------------------------------------------------ our own pages

    def muted(self, request: Request) -> Response:
        """Show what is muted, and which matches were called wrong."""
        ports = self._ports
        return self._pages.show(
            request,
            "muted.html",
            mutes=ports.mutes.active(ports.now()),
            wrongs=ports.mutes.wrongs(),
        )

    async def add(self, request: Request) -> Response:
        """Mute a thing."""
        form = form_of(request)
        scope, name = _thing(form)
        if form.get("for") not in SPANS:
            _nothing()
        until = self._until(form["for"])
        await self._ports.write(
            self._ports.mutes.mute,
            scope,
            name,
            form.get("recipient", ""),
            until=until,
            origin=Origin.WEB,
            now=self._ports.now(),
        )
        return _back(request)

    async def end(self, request: Request) -> Response:
        """End a mute."""
        form = form_of(request)
        scope, name = _thing(form)
        recipient = form.get("recipient", "")
        await self._ports.write(self._ports.mutes.unmute, scope, name, recipient)
        return _back(request)

    async def wrong(self, request: Request) -> Response:
        """Call a match wrong."""
        number, subject, name = _match(form_of(request))
        await self._ports.write(
            self._ports.mutes.wrong,
            number,
            subject,
            name,
            "",
            origin=Origin.WEB,
            now=self._ports.now(),
        )
        return _back(request)

    async def right(self, request: Request) -> Response:
        """Take that back."""
        number, subject, name = _match(form_of(request))
        await self._ports.write(self._ports.mutes.right, number, subject, name)
        return _back(request)

    # ------------------------------------------------------------------ both

    async def _mute(
        self, things: tuple[tuple[Scope, str], ...], recipient: str, until: datetime | None
    ) -> None:
        for scope, name in things:
            await self._ports.write(
                self._ports.mutes.mute,
                scope,
                name,
                recipient,
                until=until,
                origin=Origin.MAIL,
                now=self._ports.now(),
            )

    def _until(self, span: str) -> datetime | None:
        lasts = SPANS[span]
        return None if lasts is None else self._ports.now() + lasts


def _choices(signed: Signed, story: str | None) -> Iterator[Choice]:
    """Yield what a link can mute, in the order of its form."""
    if signed.purpose is Purpose.UNSUBSCRIBE and len(signed.names) > 1:
        yield Choice("all", "all", "", signed.names)
    for scope, name in signed.names:
        yield Choice(f"{scope}:{name}", scope, name, ((scope, name),))
    if story:
        yield Choice("story", Scope.STORY, story, ((Scope.STORY, story),))


def _thing(form: dict[str, str]) -> tuple[Scope, str]:
    name = form.get("name", "")
    if form.get("scope") not in set(Scope) or not 0 < len(name) <= _LONGEST_NAME:
        _nothing()
    return Scope(form["scope"]), name


def _match(form: dict[str, str]) -> tuple[int, Subject, str]:
    number, subject = form.get("article", ""), form.get("subject", "")
    if not is_number(number) or subject not in _MATCHED.values():
        _nothing()
    return int(number), Subject(subject), form.get("name", "")


def _nothing() -> NoReturn:
    raise HTTPException(422, "This form does not say what to do.")


def _back(request: Request) -> Response:
    """Lead back to the page that the form stood on."""
    return RedirectResponse(local(request, form_of(request).get("back", "/muted")), 303, HEADERS)
