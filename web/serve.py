"""Serve the web archive on the daemon's own loop.

uvicorn is made for being the program: it catches signals, configures logging and exits
the process when it cannot bind.  Here it is a part of one, so the socket is ours (a taken
port is an error with a way out) and signals stay with the daemon.

Only loopback addresses are served.  The archive has no login yet; on an open network
everybody could read it, so anything else is refused until a password can guard it.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import uvicorn
from starlette.types import ASGIApp

from news.errors import WirewatchError

_BACKLOG = 128
_PATIENCE = 3  # seconds that a slow reader gets when the program stops


class WebServer:
    """Serves one application; `start` and `stop` belong to the running loop."""

    def __init__(self, app: ASGIApp, *, host: str = "127.0.0.1", port: int = 8087) -> None:
        self._host, self._port = _loopback(host), port
        self._config = uvicorn.Config(
            app,
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=_PATIENCE,
        )
        self._server = _Server(self._config)
        self._socket: socket.socket | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address to open; with port 0 known once it has started."""
        name = f"[{self._host}]" if ":" in self._host else self._host
        port = self._socket.getsockname()[1] if self._socket else self._port
        return f"http://{name}:{port}/"

    async def start(self) -> None:
        """Bind and serve; WirewatchError says why that is not possible."""
        self._socket = self._bind()
        self._server = _Server(self._config)
        self._task = asyncio.create_task(self._server.serve([self._socket]), name="web")
        self._task.add_done_callback(self._server.settled)
        await self._server.listening.wait()
        if self._task.done():
            await self._task  # raises what kept it from listening

    async def stop(self) -> None:
        """Finish what is being answered, for a moment, and close."""
        if self._task is None or self._socket is None:
            return
        self._server.should_exit = True
        await self._task
        self._socket.close()
        self._task = self._socket = None

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self._host, self._port))
            bound.listen(_BACKLOG)
        except OSError as error:
            bound.close()
            raise WirewatchError(self._refusal(error)) from error
        bound.setblocking(False)
        return bound

    def _refusal(self, error: OSError) -> str:
        where = f"port {self._port} on {self._host}"
        if error.errno == errno.EADDRINUSE:
            return (
                f"{where} is taken by another program; stop it, or set another port "
                "under [web] in wirewatch.toml"
            )
        return f"{where} cannot be used: {error.strerror}; see host and port under [web]"


class _Server(uvicorn.Server):
    """uvicorn as a part: it says when it listens, and leaves signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the daemon."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self.listening.set()

    def settled(self, _: asyncio.Task[None]) -> None:
        """Wake whoever waits for a server that ended before it listened."""
        self.listening.set()


def _loopback(host: str) -> str:
    """Return the address to bind, or refuse one that others could reach."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        safe = ip_address(host).is_loopback
    except ValueError:
        safe = False
    if not safe:
        raise WirewatchError(
            f"the web archive has no password yet and is served to this machine only, not on "
            f"'{host}'; set host = \"127.0.0.1\" under [web] in wirewatch.toml"
        )
    return host
