"""What a visit hears: every answer with its status, hops, headers and certificate."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.gate import Gate
from crawler.guard import Guard
from crawler.robots import Robots
from crawler.spider import Outfit
from crawler.visit import Ask, Heard, Nobody
from crawler.waves import Limits, Waves
from tests.crawler.throwaway import self_signed
from tests.crawler.waveside import AGENT, LOOPBACK, START, fetch, host, ok
from wirewatch.newsworld.clock import WorldClock


async def hear(
    *asked: tuple[str, str], allowed: Sequence[str] = LOOPBACK, unverified: Sequence[str] = ()
) -> list[Heard]:
    """Ask for addresses of these kinds in one visit, one after another."""
    clock = WorldClock.starting(START, 100)
    outfit = Outfit(clock, Gate(clock, 0.0, 8), Guard(allowed), Robots(AGENT), Nobody())
    waves = Waves(Limits(AGENT, timeout=2.0, max_bytes=100_000), outfit, unverified)
    heard: list[Heard] = []

    async def visit(ask: Ask) -> None:
        for kind, url in asked:
            heard.append(await ask(fetch(url, kind)))

    try:
        await asyncio.wait_for(waves.visit("Sandal Post", visit), 30)
    finally:
        await waves.stop()
    return heard


def answer(status: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """Write an answer of any status."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers, b"", body]
    return b"\r\n".join(lines)


async def test_a_refusal_keeps_its_body() -> None:
    """A 403 is heard with the page that came with it, which says who refuses."""
    page = b"<title>Just a moment...</title>"
    async with host({"/feed": answer(b"403 No", b"Server: wall", body=page)}) as served:
        (heard,) = await hear(("feed", served.url + "/feed"))
    assert (heard.status, heard.body, heard.failure) == (403, page, "")
    assert heard.header("server") == "wall"
    assert heard.address == "127.0.0.1"


async def test_hops_are_kept_in_order() -> None:
    """A redirect is followed, and where it led from is known with each status."""
    answers: dict[str, bytes | list[bytes]] = {
        "/old": answer(b"301 Moved", b"Location: /older"),
        "/older": answer(b"302 Found", b"Location: /feed"),
        "/feed": ok(b"<rss/>"),
    }
    async with host(answers) as served:
        (heard,) = await hear(("feed", served.url + "/old"))
    assert heard.asked == served.url + "/old"
    assert heard.url == served.url + "/feed"
    assert heard.hops == ((served.url + "/old", 301), (served.url + "/older", 302))


INSIDE = answer(b"302 Found", b"Location: http://10.0.0.5/")


@pytest.mark.parametrize(
    ("answers", "kind", "reason"),
    [
        ({}, "feed", ""),
        ({"/it": answer(b"302 Found", b"Location: /it")}, "feed", "max redirections reached"),
        ({"/it": INSIDE}, "feed", "its address is not public"),
        ({"/it": answer(b"302 Found", b"Location: ftp://x/")}, "feed", ""),
        ({"/robots.txt": ok(b"User-agent: *\nDisallow: /")}, "article", "robots.txt forbids it"),
        ({"/it": ok(b"x" * 100_001)}, "feed", "its answer exceeds the size limit"),
        ({"/it": [b"HTTP/1.1 200 OK\r\n", b""]}, "feed", "it did not answer in time"),
    ],
    ids=["404", "loop", "private", "ftp", "robots", "large", "hangs"],
)  # fmt: skip
async def test_what_goes_wrong_has_a_reason(
    answers: dict[str, Any], kind: str, reason: str
) -> None:
    async with host(answers) as served:
        (heard,) = await hear((kind, served.url + "/it"))
    assert heard.failure == reason
    assert bool(heard.status) is (reason == "")


async def test_a_visit_outlives_a_failure() -> None:
    """After an address that is none and one that nobody serves, the third is heard."""
    async with host({"/feed": ok(b"<rss/>")}) as served:
        addresses = ("nonsense", "http://127.0.0.1:9/", served.url + "/feed")
        heard = await hear(*[("feed", url) for url in addresses])
    assert [one.failure for one in heard] == [
        "its address is no web address", "it refused the connection", "",
    ]  # fmt: skip


async def test_addresses_inside_are_refused() -> None:
    """A visit passes the guard like any wave: without leave, loopback is not asked."""
    async with host({"/feed": ok()}) as served:
        (heard,) = await hear(("feed", served.url + "/feed"), allowed=())
    assert heard.failure == "its address is not public"
    assert served.asked == []


@pytest.mark.parametrize("verified", [True, False], ids=["verified", "unverified"])
async def test_a_certificate_signed_by_itself(tmp_path: Path, *, verified: bool) -> None:
    """A broken certificate is named as the reason; a source may waive the check."""
    pem = tmp_path / "both.pem"
    pem.write_bytes(self_signed("127.0.0.1"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    async with host({"/feed": ok(b"<rss/>")}, tls=tls) as served:
        unverified = () if verified else ("Sandal Post",)
        (heard,) = await hear(("feed", served.url + "/feed"), unverified=unverified)
    if verified:
        assert heard.failure == "its certificate is not valid: self-signed certificate"
    else:
        assert (heard.status, heard.certificate_until) == (200, None)


async def test_how_long_a_certificate_is_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last day of a certificate that was checked is heard with the answer."""
    pem = tmp_path / "both.pem"
    pem.write_bytes(self_signed("127.0.0.1"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr("crawler.spider._tls", lambda _verify: trusting)
    async with host({"/feed": ok(b"<rss/>")}, tls=tls) as served:
        (heard,) = await hear(("feed", served.url + "/feed"))
    assert heard.certificate_until is not None
    left = heard.certificate_until - datetime.now(UTC)
    assert timedelta(minutes=50) < left < timedelta(minutes=61)
