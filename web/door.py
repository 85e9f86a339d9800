"""Stand at the door, and let in who may enter.

    Guard ─▶ Door ─▶ pages
             ├ recognise the caller
             ├ a stranger at a page that is not public   ▶ log-in (pages), 401 (API)
             ├ a form without its proofs                 ▶ 403, and nothing was done
             ├ JSON that another site's page sent        ▶ 403 (to the API nothing but JSON)
             └ a session's key that has served an hour   ▶ a new one

Whatever a new page is called, it is behind the door, and every form on it needs its proofs:
exceptions are listed here and nowhere else.  Links in mails are the one: their signature is
the right, for whoever holds it (a mail program sends no cookies).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.access import new_key
from archive.database import ArchiveError
from web.caller import Caller, Callers, Cookies, set_caller
from web.forms import FormError, Proofs, read, read_json, set_form
from web.guard import HEADERS
from web.pages import root
from web.ports import Access, Write

log = structlog.get_logger("wirewatch")

# These look for themselves who calls: they must answer while the archive cannot.
UNWATCHED = ("/static/", "/healthz", "/readyz", "/metrics")
# Everybody may see these.
PUBLIC = ("/login", "/setup/", "/mute/", "/unsubscribe/")
# The signature in the address is their proof.
SIGNED = ("/mute/", "/unsubscribe/")

# A key that was stolen is good for no longer than this while its owner works on.
KEY_SERVES = timedelta(hours=1)
# Requests that left with the old key before the new one came.
GRACE = timedelta(minutes=1)
# Visits are noted so often, for each is a write.
NOTED = timedelta(minutes=5)


@dataclass(frozen=True)
class Sessions:
    """What keeps a session going: its store, its thread, its length."""

    access: Access
    write: Write
    now: Callable[[], datetime]
    lasts: timedelta

    async def keep(self, caller: Caller) -> str:
        """Note the visit if it is time; return the key to hold from now on, "" for no change.

        A key that stays is handed out again with its new end.
        """
        session, now = caller.session, self.now()
        if session is None or session.replaced:
            return ""
        try:
            if now - session.made >= min(KEY_SERVES, self.lasts / 2):
                key = new_key()
                replaced = await self.write(
                    self.access.replace, caller.key, key, now, now + self.lasts, GRACE
                )
                return key if replaced else ""
            # A short session must not end between two visits that were not noted.
            if now - session.used >= min(NOTED, self.lasts / 10):
                await self.write(self.access.used, caller.key, now, now + self.lasts)
                return caller.key
        except ArchiveError as error:
            # The pages are read-only work: a full disk must not close them.
            log.warning("visit not noted", error=str(error))
        return ""


class Door:
    """ASGI middleware; `refuse` writes the answer to what is not let in."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        callers: Callers,
        cookies: Cookies,
        proofs: Proofs,
        sessions: Sessions,
        refuse: Callable[[Request, int, str], Response],
    ) -> None:
        self._app, self._callers, self._cookies = app, callers, cookies
        self._proofs, self._sessions, self._refuse = proofs, sessions, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it."""
        if scope["type"] != "http" or _under(scope["path"], UNWATCHED):
            await self._app(scope, receive, send)
            return
        caller = await run_in_threadpool(self._callers.recognise, scope)
        set_caller(scope, caller)
        request = Request(scope, receive)
        refused = self._shut(request, caller)
        if refused is None and request.method == "POST":
            refused = await self._read_form(request, caller)
        key = "" if refused else await self._sessions.keep(caller)
        answer = refused or self._app
        await answer(scope, receive, self._with_cookies(send, caller, key))

    def _shut(self, request: Request, caller: Caller) -> Response | None:
        """Return the answer to a stranger, None to who may enter."""
        path = request.url.path
        if caller.inside or _under(path, PUBLIC):
            return None
        if path.startswith("/api/"):
            return self._refuse(request, HTTPStatus.UNAUTHORIZED, "log in first")
        query = request.url.query
        wanted = path + (f"?{query}" if query else "") if request.method == "GET" else "/"
        after = "" if wanted == "/" else f"?next={quote(wanted, safe='')}"
        return RedirectResponse(f"{root(request)}login{after}", 303, HEADERS)

    async def _read_form(self, request: Request, caller: Caller) -> Response | None:
        """Read a form and look at its proofs; return an answer if it may do nothing."""
        try:
            if request.url.path.startswith("/api/"):
                self._proofs.check_program(request.headers)
                set_form(request.scope, await read_json(request))
                return None
            form = await read(request)
            if not _under(request.url.path, SIGNED):
                self._proofs.check(request.headers, form, caller.anchor)
        except FormError as error:
            return self._refuse(request, error.status, error.says)
        set_form(request.scope, form)
        return None

    def _with_cookies(self, send: Send, caller: Caller, key: str) -> Send:
        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                html = headers.get("content-type", "").startswith("text/html")
                if caller.new_cookie and html:
                    cookie = self._cookies.write(self._cookies.form, caller.new_cookie)
                    headers.append("set-cookie", cookie)
                # A page that logs in or out sets this cookie itself, and last.
                if key and self._cookies.session not in headers.get("set-cookie", ""):
                    age = round(self._sessions.lasts.total_seconds())
                    cookie = self._cookies.write(self._cookies.session, key, age)
                    headers.append("set-cookie", cookie)
            await send(message)

        return send_with_cookies


def _under(path: str, places: Sequence[str]) -> bool:
    """Say whether a path is one of these, or lies under one that ends with a slash."""
    return any(
        path == place or (place.endswith("/") and path.startswith(place)) for place in places
    )
