"""Log in, log out, set the password: the pages at the door.

    /login           one field: there is one user, the desk
    /setup/TOKEN     set the password, once; the log or `wirewatch access link` gives the link

Every wrong log-in gets the same answer after the same work.  A log-in makes a new session
whatever the browser brought, so nobody can plant one; where a reader wanted to go
is kept as a path, and written as a relative one, so it cannot lead elsewhere.
"""

from __future__ import annotations

import math
from datetime import timedelta
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from archive.access import new_key
from web.caller import Cookies, caller_of
from web.forms import form_of
from web.guard import HEADERS
from web.pace import Pace
from web.pages import Pages, root
from web.password import LONGEST, SHORTEST, Passwords, outdated, wrong_with
from web.peer import Peers
from web.ports import Ports

log = structlog.get_logger("wirewatch")

_LONGEST_NEXT = 2000
_LONGEST_BROWSER = 200
_NEVER_AGAIN = "Thu, 01 Jan 1970 00:00:00 GMT"


class Entry:
    """The pages at the door."""

    def __init__(self, ports: Ports, pages: Pages, peers: Peers, cookies: Cookies) -> None:
        self._ports, self._pages = ports, pages
        self._peers, self._cookies = peers, cookies
        self._pace, self._passwords = Pace(), Passwords()
        self._lasts = timedelta(seconds=ports.settings.session)

    def router(self) -> APIRouter:
        """Return the pages under their addresses."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/login", self.ask)
        router.add_api_route("/login", self.log_in, methods=["POST"])
        router.add_api_route("/logout", self.log_out, methods=["POST"])
        router.add_api_route("/setup/{key}", self.offer)
        router.add_api_route("/setup/{key}", self.set_up, methods=["POST"])
        return router

    def ask(self, request: Request) -> Response:
        """Show the log-in form."""
        wanted = request.query_params.get("next", "")
        if caller_of(request).inside:
            return RedirectResponse(local(request, wanted), 303, HEADERS)
        return self._form(request, wanted)

    async def log_in(self, request: Request) -> Response:
        """Check a password and begin a session."""
        form, address = form_of(request), self._peers.client(request.scope)
        wanted = form.get("next", "")
        wait = self._pace.begin(address, self._ports.steady())
        if wait > 0:
            return self._too_fast(request, wanted, wait)
        hashed = await run_in_threadpool(self._ports.access.password)
        typed = form.get("password", "")
        if not hashed or not await self._passwords.fits(hashed, typed):
            log.warning("log-in refused", address=address)
            says = "That is not the password."
            return self._form(request, wanted, says, HTTPStatus.FORBIDDEN)
        if outdated(hashed):
            newer = await self._passwords.hash_of(typed)
            await self._ports.write(self._ports.access.rehash, hashed, newer)
            hashed = newer
        answer = RedirectResponse(local(request, wanted), 303, HEADERS)
        if not await self._begin(request, answer, hashed):
            says = "The password was changed this moment. Use the new one."
            return self._form(request, wanted, says, HTTPStatus.FORBIDDEN)
        self._pace.good(address)
        return answer

    async def log_out(self, request: Request) -> Response:
        """End the session."""
        session = caller_of(request).session
        if session is not None:
            await self._ports.write(self._ports.access.end, session.login)
        answer = RedirectResponse(f"{root(request)}login", 303, HEADERS)
        gone = self._cookies.write(self._cookies.session, "", 0)
        answer.headers.append("set-cookie", f"{gone}; Expires={_NEVER_AGAIN}")
        return answer

    def offer(self, request: Request, key: str) -> Response:
        """Show the form that sets the password, if the link is good."""
        if not self._ports.access.offered(key, self._ports.now()):
            return self._used_up(request)
        return self._set_up_form(request)

    async def set_up(self, request: Request, key: str) -> Response:
        """Set the password and let this browser in."""
        form, access = form_of(request), self._ports.access
        if not await run_in_threadpool(access.offered, key, self._ports.now()):
            return self._used_up(request)
        password = form.get("password", "")
        wrong = wrong_with(password, form.get("again", ""))
        if wrong:
            return self._set_up_form(request, wrong)
        hashed = await self._passwords.hash_of(password)
        if not await self._ports.write(access.accept, key, hashed, self._ports.now()):
            return self._used_up(request)
        log.info("password set", address=self._peers.client(request.scope))
        answer = self._pages.show(request, "set.html", address=self._address(request))
        await self._begin(request, answer, hashed)
        return answer

    async def _begin(self, request: Request, answer: Response, hashed: str) -> bool:
        """Begin a session in place of the one that the browser may have had."""
        ports, session = self._ports, caller_of(request).session
        if session is not None:
            await ports.write(ports.access.end, session.login)
        key, now = new_key(), ports.now()
        browser = request.headers.get("user-agent", "")[:_LONGEST_BROWSER]
        begun = await ports.write(ports.access.begin, key, browser, now, now + self._lasts, hashed)
        if begun:
            log.info("logged in", address=self._peers.client(request.scope))
            age = round(self._lasts.total_seconds())
            cookie = self._cookies.write(self._cookies.session, key, age)
            answer.headers.append("set-cookie", cookie)
        return begun

    def _form(
        self, request: Request, wanted: str, says: str = "", status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        return self._pages.show(
            request,
            "login.html",
            status,
            wanted=wanted[:_LONGEST_NEXT],
            says=says,
            proxy=bool(self._peers.header),
            longest=LONGEST,
        )

    def _too_fast(self, request: Request, wanted: str, wait: float) -> Response:
        seconds = math.ceil(wait)
        says = f"Too many wrong passwords. Wait {in_words(seconds)}, then try again."
        answer = self._form(request, wanted, says, HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def _set_up_form(self, request: Request, says: str = "") -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if says else HTTPStatus.OK
        return self._pages.show(
            request, "setup.html", status, says=says, shortest=SHORTEST, longest=LONGEST
        )

    def _used_up(self, request: Request) -> Response:
        says = (
            "A set-up link is good for one hour and once. On the machine that runs wirewatch, "
            "“wirewatch access link” prints a new one."
        )
        return self._pages.wrong(request, HTTPStatus.NOT_FOUND, says)

    def _address(self, request: Request) -> str:
        """Return where the pages are from now on, "" if that is where they are already."""
        settings = self._ports.settings
        if settings.base_url:
            return settings.base_url.rstrip("/") + "/"
        here = request.url.hostname or ""
        if settings.host in {"0.0.0.0", "::", "", "localhost", here}:  # noqa: S104  compared only
            return ""
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        return f"http://{name}:{request.url.port or settings.port}/"


def local(request: Request, wanted: str) -> str:
    """Write a wanted path relative to this page: whatever it says, it stays on this site."""
    path = wanted[:_LONGEST_NEXT].replace("\\", "/").lstrip("/")
    return root(request) + "".join(c for c in path if c.isascii() and c.isprintable() and c != " ")


def in_words(seconds: int) -> str:
    """Write a short time."""
    if seconds < 100:  # noqa: PLR2004  "90 seconds" is read faster than "2 minutes"
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{math.ceil(seconds / 60)} minutes"
