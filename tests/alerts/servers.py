"""Real servers on loopback that follow a script: one word for each message.

    ok      taken                     later   refused for now
    hang    no answer any more        never   refused for good
    drop    the connection is cut     late-drop   taken, then cut without a farewell

Mail also knows what only it can meet: an answer to one command, as "RCPT 450 wait".
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Served = TypeVar("Served", bound="SlackServer")

HOST = "127.0.0.1"
USER, PASSWORD = "desk", "hunter2-sesame"


@dataclass
class MailServer:
    """An aiosmtpd handler with a script; `got` holds the envelopes that it took."""

    script: list[str]
    got: list[Envelope] = field(default_factory=list)
    logins: int = 0
    port: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def word(self) -> str:
        """Return what the message at hand meets."""
        return self.script[0] if self.script else "ok"

    def answer(self, command: str) -> str:
        """Return the scripted answer to a command, "" where it has none."""
        name, _, text = self.word().partition(" ")
        if name != command:
            return ""
        self.script.pop(0)
        return text

    async def handle_MAIL(  # noqa: N802  aiosmtpd finds its hooks by these names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer MAIL FROM."""
        if text := self.answer("MAIL"):
            return text
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        if text := self.answer("RCPT"):
            return text
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Meet the script's next word with the whole message in hand."""
        if text := self.answer("DATA"):
            return text
        match self.script.pop(0) if self.script else "ok":
            case "later":
                return "451 4.3.0 try again later"
            case "never":
                return "554 5.6.0 we do not take this"
            case "hang":
                await self.closing.wait()
            case "drop":
                cut(server)
            case "late-drop":
                self.script.insert(0, "QUIT")
                self.got.append(envelope)
            case _:
                self.got.append(envelope)
        return "250 taken"

    async def handle_QUIT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Say farewell, or cut the connection instead."""
        if self.word() == "QUIT":
            self.script.pop(0)
            cut(server)
        return "221 Bye"


def cut(server: SMTP) -> None:
    """End a connection without a word."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


@asynccontextmanager
async def mail_server(
    *script: str, tls: ssl.SSLContext | None = None, wrapped: bool = False
) -> AsyncIterator[MailServer]:
    """Run an SMTP server; `tls` offers STARTTLS, or with `wrapped` speaks TLS at once."""
    served = MailServer(list(script))

    def login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        served.logins += 1
        good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=good, handled=good)

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: SMTP(
            served,
            hostname="mail.test",
            loop=loop,
            enable_SMTPUTF8=True,
            tls_context=None if wrapped else tls,
            auth_require_tls=False,
            authenticator=login,
        ),
        HOST,
        0,
        ssl=tls if wrapped else None,
    )
    served.port = listening.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        served.closing.set()
        listening.close()


@asynccontextmanager
async def raw_server(greeting: bytes, *, endless: bool = False) -> AsyncIterator[int]:
    """Run a server that says one thing, or says it again and again without end."""
    open_writers: list[asyncio.StreamWriter] = []

    async def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_writers.append(writer)
        writer.write(greeting)
        with contextlib.suppress(ConnectionError):
            while endless:
                writer.write(greeting)
                await writer.drain()
                await asyncio.sleep(0)  # the client shares this loop

    listening = await asyncio.start_server(connected, HOST, 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for writer in open_writers:
            writer.transport.abort()


@dataclass
class SlackServer:
    """A webhook with a script; `got` holds the bodies that it took."""

    script: list[str]
    got: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    port: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """The webhook's address, whose path is the secret."""
        return f"http://{HOST}:{self.port}/services/T0/B0/s3cr3t"

    async def answer(self, request: web.Request) -> web.Response:
        """Meet the script's next word; a number is a status, with headers behind it."""
        self.asked += 1
        content = await request.json() if request.method == "POST" else {}
        word, _, rest = (self.script.pop(0) if self.script else "ok").partition(" ")
        match word:
            case "hang":
                await self.closing.wait()
            case "drop" | "late-drop":
                if word == "late-drop":
                    self.got.append(content)
                assert request.transport is not None
                request.transport.abort()
            case "ok":
                self.got.append(content)
                return web.Response(text="ok")
        status = {"later": 503, "never": 404}.get(word) or int(word if word.isdigit() else 500)
        headers = dict([rest.split(": ", 1)]) if rest else {}
        return web.Response(status=status, headers=headers, text=f"no: {request.url}")


TOKEN = "xoxb-1-s3cr3t"  # noqa: S105  of a bot that nobody has


@dataclass
class SlackApi(SlackServer):
    """Slack's chat.postMessage, by what its documentation says; `got` are the messages taken.

    Any word of the script that is none of the usual ones, and no number, is the error that
    Slack answers.  `threads` are the time-stamps that can be replied to.
    """

    threads: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where Slack's methods are."""
        return f"http://{HOST}:{self.port}/api/"

    async def answer(self, request: web.Request) -> web.Response:
        """Meet the script's next word, where the request is one that Slack understands."""
        word = self.script[0].partition(" ")[0] if self.script else "ok"
        if word in {"hang", "drop", "later"} or word.isdigit():
            return await super().answer(request)
        self.asked += 1
        del self.script[:1]
        if (request.method, request.path) != ("POST", "/api/chat.postMessage"):
            return web.json_response({"ok": False, "error": "unknown_method"})
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if word == "text":
            return web.Response(text="a page of the hotel")
        content = await request.json()
        thread = content.get("thread_ts")
        word = "msg_too_long" if word == "never" else word
        if word == "ok" and thread is not None and thread not in self.threads:
            word = "thread_not_found"
        if word != "ok":
            return web.json_response({"ok": False, "error": word})
        self.got.append(content)
        stamp = f"1770000000.{len(self.got):06}"
        self.threads.add(stamp)
        posted = {"type": "message", "ts": stamp, "text": content["text"]}
        if thread is not None:
            posted["thread_ts"] = thread
        return web.json_response({"ok": True, "channel": "C01", "ts": stamp, "message": posted})


@asynccontextmanager
async def slack_server(*script: str) -> AsyncIterator[SlackServer]:
    """Run a webhook's server."""
    async with _serving(SlackServer(list(script))) as served:
        yield served


@asynccontextmanager
async def slack_api(*script: str) -> AsyncIterator[SlackApi]:
    """Run the server of Slack's methods."""
    async with _serving(SlackApi(list(script))) as served:
        yield served


@asynccontextmanager
async def _serving(served: Served) -> AsyncIterator[Served]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    served.port = runner.addresses[0][1]
    try:
        yield served
    finally:
        served.closing.set()
        await runner.cleanup()
