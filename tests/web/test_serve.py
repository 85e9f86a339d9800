from __future__ import annotations

import signal
import socket

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from news.errors import WirewatchError
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
        ("localhost", "http://127.0.0.1:8087/"),
        ("127.9.9.9", "http://127.9.9.9:8087/"),
        ("::1", "http://[::1]:8087/"),
    ],
)
def test_an_address_of_this_machine_is_accepted(host: str, url: str) -> None:
    assert WebServer(hello, host=host).url == url


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104  it must be refused
        "::",
        "192.0.2.7",
        "news.example",
        "",
        "localhost.example",
        "127.0.0.1.x",
    ],
)
def test_an_address_that_others_reach_is_refused(host: str) -> None:
    with pytest.raises(WirewatchError, match="this machine only"):
        WebServer(hello, host=host)
