"""Stand before every page: the Host header, the method, and the headers of each answer.

A page on the internet can make its own name resolve to 127.0.0.1 and then read a local
archive as if it were its own (DNS rebinding).  Such a request names a host that is not
ours, so only ours are answered: loopback names and addresses, the host of `base_url`, and
those configured.  An address of the loopback net in numbers cannot be rebound.

Titles and texts come from outlets.  The templates escape them; the Content-Security-Policy
is the second wall: nothing inline runs, nothing is loaded from elsewhere, and the page
cannot be framed.  Only GET and HEAD are answered, and POST where a form leads; a header or a
field that asks for another method is heeded nowhere.

An address may hold a secret (a set-up link), so no other site is told where a reader came
from.  Our own pages are: without that a browser does not say whence a form was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
_STRANGER = (
    "This address is not one that wirewatch answers to.\n\n"
    "Open it by the address in its log, usually http://127.0.0.1:8087/ .\n"
    "To reach it by another name, set base_url under [web] in wirewatch.toml.\n"
)
_READS_ONLY = "This address can only be read: use GET.\n"
_READS = frozenset({"GET", "HEAD"})


class Guard:
    """ASGI middleware that refuses strangers and adds the headers; `posts` are form addresses."""

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str], posts: Iterable[re.Pattern[str]] = ()
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._posts = tuple(posts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it in."""
        if scope["type"] != "http":
            return
        refused = self._refuse(scope)
        if refused is not None:
            await refused(scope, receive, send)
            return
        # HEAD is a GET whose body nobody reads: the server itself drops it.
        method = "POST" if scope["method"] == "POST" else "GET"
        await self._app({**scope, "method": method}, receive, _with_headers(send))

    def _refuse(self, scope: Scope) -> Response | None:
        """Return the answer to what is not let in."""
        names = Headers(scope=scope).getlist("host")
        if len(names) != 1 or not self._knows(names[0]):
            return PlainTextResponse(_STRANGER, 400, HEADERS)
        forms = any(place.match(scope["path"]) for place in self._posts)
        if scope["method"] not in (_READS | {"POST"} if forms else _READS):
            return PlainTextResponse(
                _READS_ONLY, 405, {**HEADERS, "Allow": "GET, HEAD, POST" if forms else "GET, HEAD"}
            )
        return None

    def _knows(self, header: str) -> bool:
        name = host_of(header)
        return bool(name) and (name in self._hosts or is_loopback(name))


def host_of(header: str) -> str:
    """Return the host of a Host header in small letters, "" if it is none."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return ""
    plain = parts.netloc == header and "@" not in header
    return (parts.hostname or "") if plain else ""


def is_loopback(name: str) -> bool:
    """Say whether a host is this machine itself."""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return send_with_headers
