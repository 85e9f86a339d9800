"""Where the alerts arrive: a mail server and a Slack webhook that misbehave on demand.

Real SMTP and real HTTP on loopback, because the failures worth testing are theirs: a
greylisting 450, a connection cut in the middle of DATA, a 429 with Retry-After, and the
worst of all, a message taken in whose receipt never reaches the sender.

    mail.script += [Reply("450 4.7.1 try again later"), Drop(When.AFTER)]

Scripted answers are used up one a message, in order; after them everything is accepted.
What was accepted is kept with its real and its world's time of arrival.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from news.moment import Clock


class When(StrEnum):
    """At which instant a connection dies."""

    BEFORE = "before"  # the message has begun and is not taken in
    AFTER = "after"  # the message is kept, the sender never hears of it


@dataclass(frozen=True)
class Reply:
    """Refuse, or accept in other words: an SMTP line ("450 …") or an HTTP status ("429").

    `at` is the SMTP command that is answered so ("RCPT" or "DATA"); `retry_after` is
    Slack's header.
    """

    line: str
    at: str = "DATA"
    retry_after: int | None = None


@dataclass(frozen=True)
class Drop:
    """Cut the connection while the message is under way, or just after it was kept."""

    when: When = When.BEFORE


@dataclass(frozen=True)
class Hang:
    """Say nothing for so many real seconds, then cut the connection."""

    seconds: float = 60.0


Answer = Reply | Drop | Hang


@dataclass(frozen=True)
class Mail:
    """A mail that was accepted: to whom, parsed, and when it arrived."""

    recipients: tuple[str, ...]
    message: EmailMessage
    world: datetime
    real: float

    @property
    def message_id(self) -> str:
        """The Message-ID, "" where there is none."""
        return str(self.message.get("Message-ID", "")).strip()

    @property
    def text(self) -> str:
        """The plain text part."""
        part = self.message.get_body(("plain", "html"))
        return str(part.get_content()) if part is not None else ""


@dataclass(frozen=True)
class Post:
    """A webhook call that was accepted: its path, its JSON, and when it arrived."""

    path: str
    payload: dict[str, Any]
    world: datetime
    real: float


@dataclass
class MailSink:
    """A mail server; `arrived` holds what it accepted, `tries` every attempt's outcome."""

    clock: Clock
    script: list[Answer] = field(default_factory=list)
    on_arrival: Callable[[Mail], None] | None = None
    arrived: list[Mail] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self) -> Answer | None:
        """Take the next scripted answer; None accepts."""
        answer = self.script.pop(0) if self.script else None
        self.tries.append("accepted" if answer is None else repr(answer))
        return answer

    def next_is(self, at: str) -> bool:
        """Say whether the next scripted answer belongs to this command."""
        return bool(self.script) and isinstance(self.script[0], Reply) and self.script[0].at == at

    def keep(self, envelope: Envelope) -> None:
        """Take a message in."""
        parsed = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        mail = Mail(tuple(envelope.rcpt_tos), parsed, self.clock.now(), time.monotonic())
        self.arrived.append(mail)
        if self.on_arrival:
            self.on_arrival(mail)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[MailSink]:
        """Listen until the block is left; `port` then says where."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Smtp(self), self.host, self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.closing.set()
            server.close()
            await server.wait_closed()


class _Smtp(SMTP):
    """One connection to the mail sink."""

    def __init__(self, sink: MailSink) -> None:
        self.sink = sink
        super().__init__(_Inbox(sink), enable_SMTPUTF8=True, hostname="sink.example")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  aiosmtpd finds it by this name
        """Play the faults that strike before a message is complete."""
        answer = self.sink.script[0] if self.sink.script else None
        if isinstance(answer, Drop) and answer.when is When.BEFORE:
            self.sink.next()
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            _abort(self.transport)
        elif isinstance(answer, Hang):
            self.sink.next()
            await _until(self.sink.closing, answer.seconds)
            _abort(self.transport)
        else:
            await super().smtp_DATA(arg)


class _Inbox:
    """Decides what becomes of each message; aiosmtpd finds its methods by name."""

    def __init__(self, sink: MailSink) -> None:
        self.sink = sink

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse a recipient if the script says so."""
        if self.sink.next_is("RCPT"):
            answer = self.sink.next()
            if isinstance(answer, Reply):
                return answer.line
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Accept a complete message, refuse it, or keep it and vanish."""
        answer = self.sink.next()
        if isinstance(answer, Reply) and not answer.line.startswith("2"):
            return answer.line
        self.sink.keep(envelope)
        if isinstance(answer, Drop):
            _abort(server.transport)
        return answer.line if isinstance(answer, Reply) else "250 OK: kept"


@dataclass
class SlackSink:
    """A Slack webhook at `url` + "/hook/<anything>"."""

    clock: Clock
    script: list[Answer] = field(default_factory=list)
    on_arrival: Callable[[Post], None] | None = None
    arrived: list[Post] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    url: str = ""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call by the script."""
        answer = self.script.pop(0) if self.script else None
        self.tries.append("accepted" if answer is None else repr(answer))
        raw = await request.read()
        match answer:
            case Reply(line, _, retry_after) if not line.startswith("2"):
                extra = {} if retry_after is None else {"Retry-After": str(retry_after)}
                return web.Response(status=int(line.split()[0]), text=line, headers=extra)
            case Hang(seconds):
                await _until(self.closing, seconds)
                return _gone(request)
            case Drop(When.BEFORE):
                return _gone(request)
        try:
            payload = json.loads(raw)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        self._keep(request.path, payload)
        return _gone(request) if isinstance(answer, Drop) else web.Response(text="ok")

    def _keep(self, path: str, payload: dict[str, Any]) -> None:
        post = Post(path, payload, self.clock.now(), time.monotonic())
        self.arrived.append(post)
        if self.on_arrival:
            self.on_arrival(post)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SlackSink]:
        """Listen until the block is left; `url` then says where."""
        app = web.Application()
        app.router.add_post("/hook/{rest:.*}", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            self.closing.set()
            await runner.cleanup()


def _abort(transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _gone(request: web.Request) -> web.Response:
    _abort(request.transport)
    return web.Response(status=500)


async def _until(closing: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(closing.wait(), seconds)
