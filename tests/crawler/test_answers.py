"""What statuses, headers and broken connections mean."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from scrapy import exceptions as wrong
from scrapy.http import Request, Response

from crawler.answers import (
    Failure,
    Refused,
    RobotsRefused,
    certificate_dates,
    exception_failure,
    pause_asked,
    read_answer,
    retry_after,
    status_failure,
)
from crawler.guard import AddressRefusedError
from news.source import Fetch, FetchKind

NOW = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)
FETCH = Fetch(1, FetchKind.FEED, "http://sandal.example/feed", "Sandal Post", "sandal.example")
TWO_DAYS = 172_800.0


def response(status: int, reasons: tuple[object, ...] = (), **headers: str | bytes) -> Response:
    """Make an answer; `last_modified=` becomes Last-Modified."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    meta = {"redirect_reasons": list(reasons)} if reasons else None
    request = Request(FETCH.url, meta=meta)
    return Response(FETCH.url, status=status, headers=named, body=b"<rss/>", request=request)


@pytest.mark.parametrize(
    ("status", "weight", "permanent"),
    [
        (301, 1.0, False),  # without a Location: Scrapy follows those that have one
        (400, 1.0, False),
        (401, 1.0, True),
        (402, 1.0, True),
        (403, 1.0, False),  # a challenge today, a page tomorrow
        (404, 0.5, True),
        (408, 1.0, False),
        (410, 1.0, True),
        (429, 0.5, False),
        (451, 1.0, True),
        (500, 1.0, False),
        (502, 1.0, False),
        (503, 0.5, False),
        (599, 1.0, False),
        (204, 1.0, False),
        (206, 1.0, False),  # a part is not the whole
    ],
)
def test_what_a_status_means(status: int, weight: float, permanent: bool) -> None:
    failure = status_failure(response(status), NOW)
    assert failure is not None
    told = (failure.reason, failure.weight, failure.permanent)
    assert told == (f"http {status}", weight, permanent)
    assert failure.gone is (status == 410)


@pytest.mark.parametrize(
    ("reasons", "gone"), [((301,), True), ((301, 308), True), ((302,), False), ((301, 307), False)]
)
def test_only_an_address_itself_can_say_that_it_is_gone(
    reasons: tuple[object, ...], gone: bool
) -> None:
    """Where a redirect leads to for a while says nothing of the address."""
    failure = status_failure(response(410, reasons), NOW)
    assert failure is not None
    assert failure.gone is gone


def test_who_finds_us_too_many_and_says_no_more_is_left_alone() -> None:
    """429 without a readable Retry-After is a wish all the same; 503 is only bad luck."""
    for said in ({}, {"retry_after": "soon"}):
        assert pause_asked(response(429, (), **said), NOW) == 900.0
        assert pause_asked(response(503, (), **said), NOW) is None


DATE = {"date": "Tue, 04 Mar 2031 01:00:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, 0.0),
        ({"cache_control": "max-age=600"}, 600.0),
        ({"cache_control": 'public, MAX-AGE="600"'}, 600.0),
        ({"cache_control": "max-age=600, max-age=5"}, 600.0),
        ({"cache_control": "max-age=600", "age": "150"}, 450.0),
        ({"cache_control": "max-age=600", "age": "700"}, 0.0),
        ({"cache_control": "max-age=600", "age": "old"}, 600.0),
        ({"cache_control": "max-age=-1"}, 0.0),
        ({"cache_control": "max-age=soon"}, 0.0),
        ({"cache_control": "max-age"}, 0.0),
        ({"cache_control": "max-age=" + "9" * 400}, 366 * 86_400.0),
        ({"cache_control": "no-cache, max-age=600"}, 0.0),
        ({"cache_control": "max-age=600, no-store"}, 0.0),
        ({"cache_control": "no-cache", "expires": "Tue, 04 Mar 2031 03:00:00 GMT", **DATE}, 0.0),
        ({"cache_control": "s-maxage=600"}, 0.0),  # a wish to caches that the outlet empties
        ({"cache_control": "private, must-revalidate, max-age=60"}, 60.0),
        ({"expires": "Tue, 04 Mar 2031 01:10:00 GMT", **DATE}, 600.0),
        # Its clock is a year ahead: what counts is the time between the two.
        (
            {"expires": "Thu, 04 Mar 2032 01:10:00 GMT", "date": "Thu, 04 Mar 2032 01:00:00 GMT"},
            600.0,
        ),
        ({"expires": "Tue, 04 Mar 2031 01:10:00 GMT"}, 600.0),
        ({"expires": "Tue, 04 Mar 2031 01:10:00 GMT", "age": "60", **DATE}, 540.0),
        ({"expires": "0", **DATE}, 0.0),
        ({"expires": "-1", **DATE}, 0.0),
        ({"expires": "Mon, 03 Mar 2031 01:00:00 GMT", **DATE}, 0.0),
        (
            {"expires": "Tue, 04 Mar 2031 03:00:00 GMT", "cache_control": "max-age=60", **DATE},
            60.0,
        ),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT", **DATE}, 366 * 86_400.0),
        ({"expires": "Mon, 01 Jan 0001 00:00:00 +2300", **DATE}, 0.0),
    ],
)
def test_how_long_an_answer_is_fresh(headers: dict[str, str], fresh: float) -> None:
    for status in (200, 304):
        assert read_answer(FETCH, response(status, (), **headers), NOW).fresh_for == fresh


@pytest.mark.parametrize("status", [200, 203, 304])
def test_usable_answers(status: int) -> None:
    assert status_failure(response(status), NOW) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("172800", TWO_DAYS),
        ("172801", TWO_DAYS),
        ("9" * 5000, TWO_DAYS),
        ("-5", None),
        ("1.5", None),
        ("1e3", None),
        ("٣٠", None),  # digits, but not of HTTP
        ("soon", None),
        ("", None),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), 3600.0),
        ("Tue, 04 Mar 2031 07:00:00 +0500", 3600.0),
        ("Tue, 04 Mar 2031 02:00:00", 3600.0),  # no zone: HTTP's is GMT
        ("Tuesday, 04-Mar-31 02:00:00 GMT", 3600.0),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", TWO_DAYS),
        ("Mon, 01 Jan 0001 00:00:00 +2300", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 -2300", TWO_DAYS),
        ("Tue, 32 Mar 2031 02:00:00 GMT", None),
        ("Tue, 04 Mar 99999999999 02:00:00 GMT", None),
        ("Tue, 04 Mar 2031 02:00:00 +9999", None),
        ("Tue, 04 Mar 2031 02:00:00 +99999999999999", None),
        ("Tue, 04 Mar 2031 99999999999999999999:00:00 GMT", None),
        ("\x00\xff" * 2000, None),
        ("Tue," * 5000, None),
        ("((((" * 2000, None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "pause"), [(429, 60.0), (503, 60.0), (500, None), (403, None), (200, None)]
)
def test_only_two_statuses_ask_for_a_pause(status: int, pause: float | None) -> None:
    """A 200 with Retry-After is a mistake of its server, not a wish."""
    answer = response(status, retry_after="60")
    assert pause_asked(answer, NOW) == pause
    failure = status_failure(answer, NOW)
    assert failure is None or failure.retry_after == pause


def refused(kind: type[Exception], text: str, cause: BaseException) -> Exception:
    """Wrap a cause as Scrapy's handler does."""
    error = kind(text)
    error.__cause__ = cause
    return error


KEY = ConnectionKey("sandal.example", 443, True, True, None, None, None)
NOT_PUBLIC = AddressRefusedError(0, "its address is not public")
BAD_CERTIFICATE = ssl.SSLCertVerificationError(1, "self-signed certificate")


@pytest.mark.parametrize(
    ("error", "reason", "weight", "permanent"),
    [
        (wrong.CannotResolveHostError("x"), "its name does not resolve", 0.25, False),
        (wrong.DownloadTimeoutError("x"), "it did not answer in time", 0.5, False),
        (wrong.DownloadConnectionRefusedError("x"), "it refused the connection", 0.5, False),
        (wrong.DownloadCancelledError("x"), "its answer exceeds the size limit", 1.0, True),
        (wrong.ResponseDataLossError("x"), "its answer broke off", 0.5, False),
        (wrong.UnsupportedURLSchemeError("x"), "its address is no web address", 1.0, True),
        (wrong.IgnoreRequest("max redirections reached"), "max redirections reached", 1.0, True),
        (wrong.IgnoreRequest(), "its answer was refused", 1.0, True),
        (Refused(Failure("packed too often", 0.5)), "packed too often", 0.5, False),
        (
            RobotsRefused("robots.txt forbids it", permanent=True),
            "robots.txt forbids it",
            0.5,
            True,
        ),
        (RobotsRefused("not just now", permanent=False), "not just now", 0.5, False),
        (
            refused(
                wrong.DownloadConnectionRefusedError,
                "x",
                aiohttp.ClientConnectorError(KEY, NOT_PUBLIC),
            ),
            "its address is not public",
            1.0,
            True,
        ),
        (
            refused(
                wrong.DownloadConnectionRefusedError,
                "x",
                aiohttp.ClientConnectorCertificateError(KEY, BAD_CERTIFICATE),
            ),
            "its certificate is not valid",
            1.0,
            False,
        ),
        (wrong.DownloadFailedError("x"), "the connection failed (DownloadFailedError)", 0.5, False),
        (UnicodeError("label too long"), "the connection failed (UnicodeError)", 0.5, False),
    ],
)
def test_what_a_broken_connection_means(
    error: Exception, reason: str, weight: float, permanent: bool
) -> None:
    assert exception_failure(error) == Failure(reason, weight, permanent=permanent)


def test_a_circle_of_causes_ends() -> None:
    """Errors that name each other as their cause do not hang us."""
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert exception_failure(one).reason == "the connection failed (ValueError)"


@pytest.mark.parametrize(
    ("reasons", "moved"),
    [
        ((), False),
        ((301,), True),
        ((308,), True),
        ((301, 308), True),
        ((302,), False),
        ((307,), False),
        ((301, 302), False),
        ((302, 301), False),
        (("meta refresh",), False),
    ],
)
def test_moved_means_every_hop_was_for_good(reasons: tuple[object, ...], moved: bool) -> None:
    assert read_answer(FETCH, response(200, reasons), NOW).moved is moved


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("", ""),
        ("text/html", ""),
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html;Charset="windows-1256"; x=y', "windows-1256"),
        ("text/html; charset='koi8-r'", "koi8-r"),
        ("charset=", ""),
        ("charset=utf-8, text/html; charset=latin-1", "utf-8, text/html"),
    ],
)
def test_the_charset_of_a_content_type(content_type: str, charset: str) -> None:
    assert read_answer(FETCH, response(200, content_type=content_type), NOW).charset == charset


def test_an_answer_keeps_what_counts() -> None:
    """Body, address, time and validators, each byte of them."""
    answer = read_answer(
        FETCH, response(200, etag=b'W/"\xd8\xb3\xff"', last_modified=b" Tue, 4 Mar 2031 "), NOW
    )
    assert (answer.fetch, answer.url, answer.body, answer.at) == (FETCH, FETCH.url, b"<rss/>", NOW)
    assert answer.etag.encode("latin-1") == b'W/"\xd8\xb3\xff"'
    assert answer.last_modified == " Tue, 4 Mar 2031 "
    assert not answer.unchanged
    assert read_answer(FETCH, response(304), NOW).unchanged


def test_how_long_a_certificate_is_good() -> None:
    """As Python's ssl writes it; one that nobody checked is empty."""
    shown = {"notBefore": "Mar  1 00:00:00 2031 GMT", "notAfter": "May 30 12:00:00 2031 GMT"}
    begin, end = datetime(2031, 3, 1, tzinfo=UTC), datetime(2031, 5, 30, 12, tzinfo=UTC)
    assert certificate_dates(shown) == (begin, end)
    assert certificate_dates({}) is None
    assert certificate_dates(None) is None
