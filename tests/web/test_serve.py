from __future__ import annotations

import signal
import socket

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from news.errors import WirewatchError
from web.address import address_of, is_this_machine
from web.serve import WebServer


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer everything with one word."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


async def test_it_serves_and_stops() -> None:
    """Between start and stop the address answers, afterwards the port is free."""
    server = WebServer(hello, port=0)
    await server.start()
    url = server.url
    async with httpx.AsyncClient() as client:
        assert (await client.get(url)).text == "hello"
        await server.stop()
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


async def test_it_can_be_started_again() -> None:
    """A server that was stopped serves anew."""
    server = WebServer(hello, port=0)
    for _ in range(2):
        await server.start()
        async with httpx.AsyncClient() as client:
            assert (await client.get(server.url)).text == "hello"
        await server.stop()


async def test_stopping_what_was_never_started_does_nothing() -> None:
    """The daemon may stop at any moment of its start."""
    await WebServer(hello, port=0).stop()


async def test_it_says_nothing_of_itself() -> None:
    """No header names the server's software."""
    server = WebServer(hello, port=0)
    await server.start()
    async with httpx.AsyncClient() as client:
        answer = await client.get(server.url)
    await server.stop()
    assert "server" not in answer.headers


async def test_a_taken_port_is_explained() -> None:
    """The error names the port and the setting, and leaves nothing behind."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = WebServer(hello, port=port)
        with pytest.raises(WirewatchError, match=rf"port {port} .* taken .*\[web\]"):
            await server.start()
        await server.stop()


async def test_signals_stay_with_the_daemon() -> None:
    """Serving changes no signal's handler."""
    watched = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in watched]
    server = WebServer(hello, port=0)
    await server.start()
    during = [signal.getsignal(number) for number in watched]
    await server.stop()
    assert during == before
    assert [signal.getsignal(number) for number in watched] == before


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8087/"),
        ("127.9.9.9", "http://127.9.9.9:8087/"),
        ("::1", "http://[::1]:8087/"),
        ("0.0.0.0", "http://127.0.0.1:8087/"),  # noqa: S104  everywhere is also here
        ("news.example", "http://news.example:8087/"),
    ],
)
def test_the_address_to_open(host: str, url: str) -> None:
    assert f"{address_of(host, 8087)}/" == url == WebServer(hello, host=host).url


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104  it is compared
        ("::", False),
        ("192.0.2.7", False),
        ("news.example", False),
        ("", False),
        ("localhost.example", False),
        ("127.0.0.1.x", False),
    ],
)
def test_who_else_reaches_an_address(host: str, here: bool) -> None:
    assert is_this_machine(host) is here


async def test_an_address_that_is_not_ours_is_explained() -> None:
    """A mistyped host is named, with the setting, and nothing is left behind."""
    for host in ("192.0.2.7", "no.such.host.invalid", "a..b"):
        server = WebServer(hello, host, 0)
        with pytest.raises(WirewatchError, match=r"\[web\]"):
            await server.start()
        await server.stop()


async def test_it_moves_to_another_address_with_its_port() -> None:
    """Stopped here and started there, it keeps the port that it had found."""
    server = WebServer(hello, "127.0.0.1", 0)
    await server.start()
    before = server.url
    await server.stop()
    await server.start("127.0.0.2")
    assert server.url == before.replace("127.0.0.1", "127.0.0.2")
    async with httpx.AsyncClient() as client:
        assert (await client.get(server.url)).text == "hello"
        with pytest.raises(httpx.ConnectError):
            await client.get(before)
    await server.stop()
