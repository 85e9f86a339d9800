"""Serve the web archive on the daemon's own loop.

uvicorn is made for being the program: it catches signals, configures logging and exits
the process when it cannot bind.  Here it is a part of one, so the socket is ours (a taken
port is an error with a way out) and signals stay with the daemon.

It listens where it is told; who decides that, and when, is `wirewatch.front`.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from news.errors import WirewatchError
from web.address import address_of

_BACKLOG = 128
_PATIENCE = 3  # seconds that a slow reader gets when the program stops


class WebServer:
    """Serves one application; `start` and `stop` belong to the running loop."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1", port: int = 8087) -> None:
        self._host, self._port = host, port
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
        return f"{address_of(self._host, self._port)}/"

    async def start(self, host: str = "") -> None:
        """Bind and serve, at another address if one is given.

        A free port that was found stays ours for the next start.  WirewatchError says why it is
        not possible.
        """
        self._host = host or self._host
        self._socket = self._bind()
        self._port = self._socket.getsockname()[1]
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
        try:
            # "localhost" is also ::1, but links say 127.0.0.1.
            host = "127.0.0.1" if self._host == "localhost" else self._host
            found = socket.getaddrinfo(host, self._port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise WirewatchError(
                f"there is no address '{self._host}' to listen on; see host under [web]"
            ) from error
        family, _, _, _, address = found[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
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
