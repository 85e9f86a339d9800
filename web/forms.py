"""Forms: read what was sent, and prove that it was sent from a page of ours.

Any page on the internet can make a browser post to us, and the browser adds our cookies
by itself.  So a form counts only with two proofs:

    Origin   the browser's own word for the page that the form stood on; no page can change it
    token    a word that only our page can know: nonce.HMAC(key, nonce, anchor)

The anchor is the log-in, or for who is not logged in a random cookie: so the log-in form
itself is covered too (somebody else's password in your browser shows him what you search).  The
nonce makes each token look new, which spoils guessing it from the length of compressed pages.

Programs write to the API in JSON, and need no token: no browser sends JSON to another site
without asking that site first (OPTIONS), and we never say yes.

Forms are small: 64 kB, ten seconds.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import Scope

LARGEST = 64 * 1024
MOST_FIELDS = 1100  # a story's page has a box to tick for each of its reports
PATIENCE = 10.0  # real seconds for a body to come
TOKEN = "form_token"  # noqa: S105  the field's name
_STATE = "wirewatch.form"
_PLAIN, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


class FormError(Exception):
    """A form that cannot be read or is not ours; `says` is for its reader."""

    def __init__(self, status: HTTPStatus, says: str) -> None:
        super().__init__(says)
        self.status, self.says = status, says


async def read(request: Request) -> dict[str, str]:
    """Return a form's fields, the first of each name; FormError if it cannot be one."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() not in {_PLAIN, _PARTS}:
        raise FormError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Only forms are taken here.")
    try:
        async with asyncio.timeout(PATIENCE):
            body = await _body(request)
    except TimeoutError:
        raise FormError(HTTPStatus.REQUEST_TIMEOUT, "The form took too long to arrive.") from None
    except ClientDisconnect:
        raise FormError(HTTPStatus.BAD_REQUEST, "The form did not arrive.") from None
    try:
        return _parts(kind, body) if kind.lower().startswith(_PARTS) else _plain(body)
    except ValueError:
        raise FormError(HTTPStatus.BAD_REQUEST, "This form cannot be read.") from None


async def read_json(request: Request) -> dict[str, str]:
    """Read what a program sends to the API: an object of texts, or lists of them (one a line)."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise FormError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send application/json")
    try:
        async with asyncio.timeout(PATIENCE):
            found = json.loads(await _body(request) or b"{}")
    except TimeoutError:
        raise FormError(HTTPStatus.REQUEST_TIMEOUT, "the body took too long to arrive") from None
    except ClientDisconnect:
        raise FormError(HTTPStatus.BAD_REQUEST, "the body did not arrive") from None
    except (ValueError, RecursionError):
        raise FormError(HTTPStatus.BAD_REQUEST, "this is no JSON") from None
    said = "send one object, whose values are texts or lists of texts"
    if not isinstance(found, dict):
        raise FormError(HTTPStatus.BAD_REQUEST, said)
    lists = {name: value if isinstance(value, list) else [value] for name, value in found.items()}
    if not all(isinstance(one, str) for value in lists.values() for one in value):
        raise FormError(HTTPStatus.BAD_REQUEST, said)
    return {name: "\n".join(value) for name, value in lists.items()}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise FormError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This form is too large.")
    return bytes(body)


def _plain(body: bytes) -> dict[str, str]:
    pairs = parse_qsl(
        body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
    )
    return dict(reversed(pairs))


def _parts(kind: str, body: bytes) -> dict[str, str]:
    """Read a body in parts, as mail programs may send it (RFC 8058)."""
    head = b"Content-Type: " + kind.encode("latin-1", "replace") + b"\r\n\r\n"
    found: dict[str, str] = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found.setdefault(name, content.decode("utf-8").strip())
    return found


def set_form(scope: Scope, form: dict[str, str]) -> None:
    """Remember a form that has its proofs, for the page that acts on it."""
    scope[_STATE] = form


def form_of(request: Request) -> dict[str, str]:
    """Return the form that was sent."""
    found: dict[str, str] = request.scope.get(_STATE, {})
    return found


class Proofs:
    """Makes and checks tokens with this archive's key."""

    def __init__(self, key: str, base_url: str = "") -> None:
        self._key = key.encode()
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""

    def token(self, anchor: str) -> str:
        """Make the token of one form."""
        nonce = secrets.token_urlsafe(12)
        return f"{nonce}.{self._sign(nonce, anchor)}"

    def check(self, headers: Headers, form: Mapping[str, str], anchor: str) -> None:
        """Let a form pass that was sent from a page of ours to this visitor; else FormError."""
        if not self._from_us(headers):
            raise FormError(
                HTTPStatus.FORBIDDEN,
                "This form was not sent from a page of this wirewatch, as far as your browser "
                "says. If wirewatch is behind a proxy, base_url under [web] must be the address "
                "that you see.",
            )
        nonce, _, signed = form.get(TOKEN, "").partition(".")
        if not anchor or not hmac.compare_digest(
            signed.encode(), self._sign(nonce, anchor).encode()
        ):
            raise FormError(
                HTTPStatus.FORBIDDEN,
                "This form is too old, or your browser keeps no cookies. Go back, load the page "
                "again and send it once more.",
            )

    def check_program(self, headers: Headers) -> None:
        """Let pass what no other site's page can have sent; else FormError."""
        if (headers.getlist("origin") or headers.getlist("sec-fetch-site")) and not self._from_us(
            headers
        ):
            raise FormError(HTTPStatus.FORBIDDEN, "this was sent from another site's page")

    def _from_us(self, headers: Headers) -> bool:
        origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
        if len(origins) != 1 or not set(sites) <= {"same-origin"}:
            return False
        origin, host = origins[0].lower(), headers.get("host", "").lower()
        return origin in {self._origin, f"http://{host}", f"https://{host}"} - {""}

    def _sign(self, nonce: str, anchor: str) -> str:
        said = f"{nonce}\x1f{anchor}".encode()
        return hmac.new(self._key, said, sha256).hexdigest()
