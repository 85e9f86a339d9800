"""What every channel promises the outbox, proved of mail, Slack and the fake alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.channels.email import EmailChannel
from alerts.channels.slack import SlackChannel
from alerts.deliver import Channel, Outcome, Sent, attempt
from news.alert import Rendered
from news.watch import Recipient
from tests.alerts.servers import HOST, TOKEN, mail_server, slack_api, slack_server
from tests.fakes import FakeChannel

NOW = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)
MESSAGE = Rendered("<1@desk.example>", "Ferry late", {"text": "The ferry is late.", "blocks": "[]"})


def patience(script: tuple[str, ...]) -> float:
    """Return a time-out: short only where a server hangs, for a crowded machine is slow too."""
    return 2.0 if "hang" in script else 20.0


@dataclass(frozen=True)
class Way:
    """A channel, one who is told, and how many messages arrived."""

    channel: Channel
    recipient: Recipient
    arrived: Callable[[], int]

    async def attempt(self, thread: str = "") -> Outcome:
        """Try once."""
        message = replace(MESSAGE, payload=MESSAGE.payload | {"thread": thread})
        return await attempt(self.channel, message, self.recipient, NOW)


@asynccontextmanager
async def email(*script: str) -> AsyncIterator[Way]:
    async with mail_server(*script) as server:
        channel = EmailChannel(
            HOST, server.port, "none", "wire@desk.example", timeout=patience(script)
        )
        recipient = Recipient("desk", "email", "desk@desk.example")
        yield Way(channel, recipient, lambda: len(server.got))


@asynccontextmanager
async def slack(*script: str) -> AsyncIterator[Way]:
    async with slack_server(*script) as server:
        recipient = Recipient("desk", "slack", server.url)
        yield Way(SlackChannel(patience(script)), recipient, lambda: len(server.got))


@asynccontextmanager
async def slack_bot(*script: str) -> AsyncIterator[Way]:
    async with slack_api(*script) as server:
        recipient = Recipient("desk", "slack", "#newsroom", token=TOKEN)
        yield Way(SlackChannel(patience(script), server.url), recipient, lambda: len(server.got))


@asynccontextmanager
async def fake(*script: str) -> AsyncIterator[Way]:
    channel = FakeChannel(*script)
    yield Way(channel, Recipient("desk", "fake"), lambda: len(channel.sent))


Opener = Callable[..., AbstractAsyncContextManager[Way]]
every_channel = pytest.mark.parametrize("opened", [email, slack, slack_bot, fake])


@every_channel
@pytest.mark.parametrize(
    ("met", "outcomes", "arrived"),
    [
        (["ok"], ["Sent"], 1),
        (["later"], ["Retry"], 0),
        (["never"], ["Dead"], 0),
        (["hang"], ["Retry"], 0),
        (["drop"], ["Retry"], 0),
        (["later", "hang", "drop", "ok"], ["Retry", "Retry", "Retry", "Sent"], 1),
    ],
)
async def test_what_follows_an_attempt(
    opened: Opener, met: list[str], outcomes: list[str], arrived: int
) -> None:
    async with opened(*met) as way:
        assert [type(await way.attempt()).__name__ for _ in met] == outcomes
        assert way.arrived() == arrived


@every_channel
async def test_the_first_pause_is_half_a_minute(opened: Opener) -> None:
    """A channel that names no pause leaves it to the outbox."""
    async with opened("later") as way:
        outcome = await way.attempt()
        assert getattr(outcome, "at", None) == NOW + timedelta(seconds=30)


@every_channel
@pytest.mark.parametrize("met", ["later", "never", "hang", "drop"])
async def test_an_error_is_one_line_without_the_address(opened: Opener, met: str) -> None:
    """What goes wrong is told in a line that may stand in any log."""
    async with opened(met) as way:
        outcome = await way.attempt()
        error = getattr(outcome, "error", "")
        assert error
        assert "\n" not in error
        assert "s3cr3t" not in error


@every_channel
async def test_a_reply_stands_in_the_thread_it_answers(opened: Opener) -> None:
    """A channel with threads names the first message's for the second too; others name none."""
    async with opened() as way:
        first = await way.attempt()
        assert isinstance(first, Sent)
        second = await way.attempt(first.thread)
        assert second == first
        other = await way.attempt()
        assert isinstance(other, Sent)
        assert other.thread != first.thread or not first.thread
