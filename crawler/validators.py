"""Ask whether there is anything new: send back what an address gave to recognise it by.

ETag and Last-Modified are opaque: they go back byte for byte, both, and only to the address
that gave them.  A feed that leads elsewhere today must not answer "nothing new" by a tag of
yesterday's other address, and what one host said is no other host's business.  So each hop of
a request is looked at by itself.

One poll in some asks for the whole body all the same (`crawler.rhythm`): some outlets answer
304 for ever.  Discarded: making a validator out of our own clock where an outlet gives none
(an outlet's clock that runs late then hides what came in between).
"""

from __future__ import annotations

from scrapy.http import Request

from news.source import Fetch

WHOLE = "whole"  # in a request's meta: it asks for the whole body


class ValidatorsMiddleware:
    """Gives each request the validators of the address that it asks, and no others."""

    def process_request(self, request: Request) -> None:
        """Set them, and take away those of the address that led here."""
        fetch: Fetch | None = request.meta.get("fetch")
        if fetch is None:
            return
        ours = not request.meta.get(WHOLE) and request.url == _given_by(fetch, request)
        asked = {"If-None-Match": fetch.etag, "If-Modified-Since": fetch.last_modified}
        for name, value in asked.items():
            request.headers.pop(name, None)
            if ours and (sent := _sendable(value)):
                request.headers[name] = sent


def _given_by(fetch: Fetch, request: Request) -> str:
    """Return the address that gave a fetch's validators, as it is asked for."""
    first: str = [*request.meta.get("redirect_urls", ()), request.url][0]
    return fetch.validators_url or first


def _sendable(validator: str) -> bytes | None:
    """Return a validator as the bytes it came in, None if it cannot be sent back so."""
    try:
        raw = validator.encode("latin-1")
        return raw if raw.decode("utf-8").isprintable() else None
    except UnicodeError:
        return None
