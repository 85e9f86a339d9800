from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from alerts.channels.console import ConsoleChannel
from news.alert import Rendered
from news.errors import ChannelError
from news.watch import Recipient

NOW = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)
DESK = Recipient("desk", "console")
MESSAGE = Rendered("<1@desk.example>", "s", {"text": "کیلمور: the ferry is late.\n"})


async def test_a_message_is_printed_with_a_line_below() -> None:
    """Two messages cannot be taken for one."""
    stream = io.StringIO()
    await ConsoleChannel(stream).send(MESSAGE, DESK, NOW)
    assert stream.getvalue() == f"کیلمور: the ferry is late.\n{'─' * 76}\n"


async def test_a_terminal_without_the_letters_still_tells() -> None:
    """What it cannot show becomes a question mark, not an error."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    await ConsoleChannel(stream).send(MESSAGE, DESK, NOW)
    assert raw.getvalue().startswith(b"??????: the ferry is late.\n")


async def test_a_closed_stream_is_a_fault_that_may_pass() -> None:
    """The alert is kept."""
    stream = io.StringIO()
    stream.close()
    with pytest.raises(ChannelError, match="console cannot be written") as caught:
        await ConsoleChannel(stream).send(MESSAGE, DESK, NOW)
    assert not caught.value.permanent
