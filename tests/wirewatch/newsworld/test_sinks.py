"""The sinks take messages in, and misbehave exactly as scripted."""

from __future__ import annotations

import asyncio
import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage

import aiohttp
import pytest

from wirewatch.newsworld.clock import StillClock
from wirewatch.newsworld.sinks import Answer, Drop, Hang, Mail, MailSink, Reply, SlackSink, When

START = datetime(2031, 3, 4, 1, tzinfo=UTC)


def send(port: int, subject: str = "Toll rises", *, size: int = 0) -> str:
    """Send one mail as a client would; returns how that went."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@sender.example", "b@desk.example", subject
    mail["Message-ID"] = "<one@sender.example>"
    mail.set_content("See http://127.61.0.1/story/1\n" + "padding\n" * size)
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            client.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        return str(next(iter(error.recipients.values()))[0])
    except smtplib.SMTPResponseException as error:
        return str(error.smtp_code)
    except (smtplib.SMTPServerDisconnected, OSError):
        return "dropped"
    return "sent"


@pytest.mark.parametrize(
    ("answer", "outcome", "kept"),
    [
        (None, "sent", 1),
        (Reply("250 2.0.0 queued"), "sent", 1),
        (Reply("450 4.7.1 greylisted, try later"), "450", 0),
        (Reply("451 4.3.0 busy", at="RCPT"), "451", 0),
        (Reply("550 5.1.1 no such desk", at="RCPT"), "550", 0),
        (Drop(When.BEFORE), "dropped", 0),
        (Drop(When.AFTER), "dropped", 1),
        (Hang(0.01), "dropped", 0),
    ],
)
async def test_mail_answers(answer: Answer | None, outcome: str, kept: int) -> None:
    sink = MailSink(StillClock(START), script=[answer] if answer else [])
    async with sink.running():
        assert await asyncio.to_thread(send, sink.port, size=200) == outcome
        assert len(sink.arrived) == kept
        assert len(sink.tries) == 1


async def test_mail_is_parsed_and_timed() -> None:
    """A kept mail has recipients, subject, text, Message-ID and the world's time."""
    seen: list[Mail] = []
    clock = StillClock(START)
    clock.advance(60)
    sink = MailSink(clock, on_arrival=seen.append)
    async with sink.running():
        await asyncio.to_thread(send, sink.port, "Zahl der Toten: über 50")
    (mail,) = seen
    assert mail.recipients == ("b@desk.example",)
    assert mail.message["Subject"] == "Zahl der Toten: über 50"
    assert mail.message_id == "<one@sender.example>"
    assert "/story/1" in mail.text
    assert mail.world == clock.now()


async def test_greylisting_then_acceptance() -> None:
    """A script is used up in order, then all is accepted."""
    sink = MailSink(StillClock(START), script=[Reply("450 later"), Reply("451 later")])
    async with sink.running():
        outcomes = [await asyncio.to_thread(send, sink.port) for _ in range(3)]
    assert outcomes == ["450", "451", "sent"]


@pytest.mark.parametrize(
    ("answer", "outcome", "kept"),
    [
        (None, (200, "ok", None), 1),
        (Reply("429", retry_after=30), (429, "429", "30"), 0),
        (Reply("500 server_error"), (500, "500 server_error", None), 0),
        (Reply("404 no_service"), (404, "404 no_service", None), 0),
        (Drop(When.BEFORE), None, 0),
        (Drop(When.AFTER), None, 1),
        (Hang(0.01), None, 0),
    ],
)
async def test_slack_answers(
    answer: Answer | None, outcome: tuple[int, str, str | None] | None, kept: int
) -> None:
    sink = SlackSink(StillClock(START), script=[answer] if answer else [])
    async with sink.running(), aiohttp.ClientSession() as client:
        got = None
        try:
            async with client.post(sink.url + "/hook/a/b", json={"text": "x"}) as response:
                retry = response.headers.get("Retry-After")
                got = (response.status, await response.text(), retry)
        except aiohttp.ClientError:
            pass
        assert got == outcome
        assert len(sink.arrived) == kept


async def test_slack_refuses_what_is_no_json() -> None:
    """A body that is no JSON is refused as Slack refuses it, and not kept."""
    sink = SlackSink(StillClock(START))
    async with (
        sink.running(),
        aiohttp.ClientSession() as client,
        client.post(sink.url + "/hook/x", data=b"\xff") as response,
    ):
        assert (response.status, await response.text()) == (400, "invalid_payload")
    assert sink.arrived == []
