"""What an address answered: a usable answer, or a failure and what to make of it.

A failure says how much it weighs.  A name that does not resolve is most often our own
network; a 404 on a feed comes and goes with a redesign; a refused certificate does not
mend itself in a minute.  Whether and when to try again follows from that in
`crawler.due`, which knows no network.
"""

from __future__ import annotations

import email.utils
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from scrapy import exceptions as wrong
from scrapy.http import Response

from crawler.guard import AddressRefusedError
from news.source import BAD_CERTIFICATE, Fetch

CERTIFICATE = "certificate"  # where a request keeps what was checked of its host's
_MOST_RETRY_AFTER = 48 * 3600.0
_UNSAID = 900.0  # for whom we are too many, and who does not say for how long
_TOO_MANY, _GONE = 429, 410
_ABSENT = frozenset({404, _GONE})
_MOST_FRESH = 366 * 86_400.0


@dataclass(frozen=True)
class Answer:
    """Bytes that an address answered with, and what its headers say of them.

    `url` is where they came from, after redirects; `moved` that every hop was permanent.
    `fresh_for` is for how many seconds they may be used without asking again.  `conditional`
    says that a validator was sent, `unchanged` that there is nothing but what we have.
    `certificate` is from when to when its host's is good, if it was checked.
    """

    fetch: Fetch
    url: str
    body: bytes
    at: datetime
    charset: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved: bool = False
    fresh_for: float = 0.0
    conditional: bool = False
    unchanged: bool = False
    certificate: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Failure:
    """Why there is no answer.

    `weight` counts towards a feed's back-off: 1 for an answer that says no, less for what
    comes and goes.  `retry_after` is the pause in seconds that the host asked for.  `gone`: the
    address itself said that nothing will ever be there again; `absent`: that nothing is there.
    """

    reason: str
    weight: float = 1.0
    permanent: bool = False
    retry_after: float | None = None
    gone: bool = False
    absent: bool = False


TOO_LARGE = "its answer exceeds the size limit"
_BELOW_HTTP: tuple[tuple[type[BaseException], Failure], ...] = (
    (wrong.CannotResolveHostError, Failure("its name does not resolve", 0.25)),
    (wrong.DownloadTimeoutError, Failure("it did not answer in time", 0.5)),
    (wrong.DownloadConnectionRefusedError, Failure("it refused the connection", 0.5)),
    (wrong.DownloadCancelledError, Failure(TOO_LARGE, permanent=True)),
    (wrong.ResponseDataLossError, Failure("its answer broke off", 0.5)),
    (wrong.UnsupportedURLSchemeError, Failure("its address is no web address", permanent=True)),
)


def status_failure(response: Response, now: datetime) -> Failure | None:
    """Say what a status means; None if the answer is usable."""
    status = response.status
    if status in {200, 203, 304}:
        return None
    permanent = status in {401, 402, 404, 410, 451}
    weight = 0.5 if status in {404, 429, 503} else 1.0
    pause = pause_asked(response, now)
    # Where an address only leads elsewhere for now, the other one speaks for itself.
    absent = status in _ABSENT and _for_good(response)
    gone = absent and status == _GONE
    return Failure(
        f"http {status}", weight, permanent=permanent, retry_after=pause, gone=gone, absent=absent
    )


def pause_asked(response: Response, now: datetime) -> float | None:
    """Return the seconds for which an answer asks us to stay away, None if it does not."""
    if response.status not in {_TOO_MANY, 503}:
        return None
    asked = retry_after(_text(response, b"Retry-After"), now)
    return _UNSAID if asked is None and response.status == _TOO_MANY else asked


def exception_failure(error: BaseException) -> Failure:
    """Say what went wrong below HTTP."""
    for cause in causes(error):
        if isinstance(cause, AddressRefusedError):
            return Failure(str(cause.strerror), permanent=True)
        if isinstance(cause, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
            checked = getattr(cause, "certificate_error", None)
            why = getattr(checked, "verify_message", "")  # "certificate has expired"
            return Failure(f"{BAD_CERTIFICATE}: {why}" if why else BAD_CERTIFICATE)
    if isinstance(error, Refused):
        return error.failure
    for kind, failure in _BELOW_HTTP:
        if isinstance(error, kind):
            return failure
    if isinstance(error, wrong.IgnoreRequest):
        return Failure(str(error) or "its answer was refused", permanent=True)
    return Failure(f"the connection failed ({type(error).__name__})", 0.5)


class Refused(wrong.IgnoreRequest):
    """We do not ask for an address, or do not take what it answered; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class RobotsRefused(Refused):
    """robots.txt forbids the address, or could not be read just now."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(Failure(message, 0.5, permanent=permanent))


def retry_after(value: str, now: datetime) -> float | None:
    """Read Retry-After, given in seconds or as a date, into seconds; capped at 48 hours."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), _MOST_RETRY_AFTER)
    at = _date(value)
    if at is None:
        return None
    return min(max(0.0, (at - now).total_seconds()), _MOST_RETRY_AFTER)


def read_answer(fetch: Fetch, response: Response, now: datetime) -> Answer:
    """Take from a response what we keep."""
    content_type = _text(response, b"Content-Type")
    return Answer(
        fetch=fetch,
        url=response.url,
        body=response.body,
        at=now,
        charset=_charset(content_type),
        content_type=content_type,
        etag=_text(response, b"ETag"),
        last_modified=_text(response, b"Last-Modified"),
        moved="redirect_reasons" in response.meta and _for_good(response),
        fresh_for=fresh_for(response, now),
        conditional=is_conditional(response),
        unchanged=response.status == 304,  # noqa: PLR2004  Not Modified
        certificate=certificate_dates(response.meta.get(CERTIFICATE)),
    )


def certificate_dates(certificate: Mapping[str, Any] | None) -> tuple[datetime, datetime] | None:
    """Return from when to when a certificate is good; None where none was checked."""
    if not certificate:
        return None
    begin, end = (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate[name]), UTC)
        for name in ("notBefore", "notAfter")
    )
    return begin, end


def is_conditional(response: Response) -> bool:
    """Say whether the request that was answered carried a validator."""
    sent = response.request.headers if response.request else {}
    return "If-None-Match" in sent or "If-Modified-Since" in sent


def fresh_for(response: Response, now: datetime) -> float:
    """Return the seconds for which a cache of one reader need not ask again (RFC 9111).

    What is for shared caches only (s-maxage) is no wish of the outlet to us: behind it stands
    a cache that the outlet empties when it publishes.
    """
    directives = _directives(_text(response, b"Cache-Control"))
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    if "max-age" in directives:
        fresh = _seconds(directives["max-age"])
    else:
        expires, date = (_date(_text(response, name)) for name in (b"Expires", b"Date"))
        fresh = (expires - (date or now)).total_seconds() if expires else 0.0
    age = _seconds(_text(response, b"Age"))
    return min(max(fresh - age, 0.0), _MOST_FRESH)


def _directives(text: str) -> dict[str, str]:
    """Read Cache-Control; of a directive given twice the first counts."""
    found: dict[str, str] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _seconds(text: str) -> float:
    text = text.strip()
    return float(text[:9]) if text.isascii() and text.isdigit() else 0.0


def _date(text: str) -> datetime | None:
    """Read a date of HTTP; None where it is none, as the "0" of Expires."""
    try:
        at = email.utils.parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _for_good(response: Response) -> bool:
    """Say whether every hop that led to an answer was permanent; if there was none, too."""
    return all(reason in {301, 308} for reason in response.meta.get("redirect_reasons", ()))


def _text(response: Response, header: bytes) -> str:
    # Latin-1 keeps every byte, so a validator goes back as it came.
    value = response.headers.get(header)
    return "" if value is None else value.decode("latin-1")


def _charset(content_type: str) -> str:
    _, _, rest = content_type.lower().partition("charset=")
    return rest.split(";")[0].strip(" \"'")


def causes(error: BaseException | None) -> list[BaseException]:
    """Walk from an error to what caused it, through aiohttp's wrapper too."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = getattr(error, "os_error", None) or error.__cause__ or error.__context__
    return found
