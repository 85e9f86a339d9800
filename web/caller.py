"""Who calls: a stranger, somebody at this machine, a log-in, or one whom a proxy names.

    the proxy names a user         PROXY      only on connections from [web] proxies
    the cookie's key has a session PASSWORD
    no password, no proxy header   OPEN       to this machine only, wherever we listen
    else                           STRANGER

The pages are open on this machine as long as nothing guards them.  As soon as a password is
set or a proxy header configured, everybody is asked, here too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from news.session import Session
from web.peer import Peers, from_here
from web.ports import Access

_STATE = "wirewatch.caller"


class Way(StrEnum):
    """By what right somebody is in."""

    STRANGER = "stranger"
    OPEN = "open"
    PASSWORD = "password"  # noqa: S105  a word, not one
    PROXY = "proxy"


@dataclass(frozen=True)
class Caller:
    """One request's visitor.

    `key` is what the session's cookie holds; `anchor` is what the tokens of this visitor's
    forms hang on; `new_cookie` is the form cookie to be set, "" if there is one.
    """

    way: Way = Way.STRANGER
    user: str = ""
    session: Session | None = None
    key: str = ""
    anchor: str = ""
    new_cookie: str = ""

    @property
    def inside(self) -> bool:
        """Say whether the pages are open to this visitor."""
        return self.way is not Way.STRANGER


class Cookies:
    """The two cookies: a session's key, and what the forms of others hang on.

    Under https both names begin with __Host-: a browser takes such a cookie from this host
    only, so no neighbour can plant one.
    """

    def __init__(self, base_url: str) -> None:
        self.secure = base_url.lower().startswith("https://")
        prefix = "__Host-" if self.secure else ""
        self.session, self.form = f"{prefix}wirewatch", f"{prefix}wirewatch-form"

    def write(self, name: str, value: str, max_age: int | None = None) -> str:
        """Write a Set-Cookie header; no age: until the browser is closed."""
        age = "" if max_age is None else f"; Max-Age={max_age}"
        secure = "; Secure" if self.secure else ""
        return f"{name}={value}; Path=/{age}{secure}; HttpOnly; SameSite=Lax"


class Callers:
    """Recognises callers; it reads the archive, so it runs in a thread."""

    def __init__(
        self, access: Access, peers: Peers, cookies: Cookies, now: Callable[[], datetime]
    ) -> None:
        self._access, self._peers, self._cookies, self._now = access, peers, cookies, now

    def recognise(self, scope: Scope) -> Caller:
        """Return who calls."""
        user = self._peers.user(scope)
        if user:
            return self._unlogged(scope, Way.PROXY, user)
        key = _cookie(scope, self._cookies.session)
        session = self._access.session(key, self._now()) if key else None
        if session is not None:
            return Caller(Way.PASSWORD, session.user, session, key, anchor=session.login)
        guarded = self._peers.header or self._access.password()
        way = Way.OPEN if not guarded and from_here(scope) else Way.STRANGER
        return self._unlogged(scope, way, "")

    def _unlogged(self, scope: Scope, way: Way, user: str) -> Caller:
        known = _cookie(scope, self._cookies.form)
        cookie = known or secrets.token_urlsafe(32)
        return Caller(way, user, anchor=f"{user}\x1f{cookie}", new_cookie="" if known else cookie)


def set_caller(scope: Scope, caller: Caller) -> None:
    """Remember who calls, for the pages."""
    scope[_STATE] = caller


def caller_of(request: Request) -> Caller:
    """Return who calls: a stranger where nobody has looked."""
    found: Caller = request.scope.get(_STATE, Caller())
    return found


def _cookie(scope: Scope, name: str) -> str:
    """Return a cookie's value; two of one name are somebody's trick, and none."""
    pieces = ";".join(Headers(scope=scope).getlist("cookie")).split(";")
    pairs = [piece.strip().partition("=") for piece in pieces]
    found = [value for key, _, value in pairs if key == name]
    return found[0] if len(found) == 1 and 0 < len(found[0]) <= 200 else ""  # noqa: PLR2004
