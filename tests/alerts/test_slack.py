from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.channels.slack import SlackChannel
from alerts.render import render
from alerts.sample import sample_alert
from news.alert import Rendered
from news.errors import ChannelError
from news.watch import Recipient
from tests.alerts.servers import slack_server

NOW = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)
MESSAGE = Rendered(
    "<1@desk.example>", "Ferry late", {"text": "Late.", "blocks": '[{"type": "divider"}]'}
)


async def refused(url: str, patience: float = 2.0) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await SlackChannel(patience).send(MESSAGE, Recipient("desk", "slack", url), NOW)
    return caught.value


async def test_what_is_posted() -> None:
    """Text, blocks, and no previews."""
    async with slack_server() as server:
        await SlackChannel().send(MESSAGE, Recipient("desk", "slack", server.url), NOW)
        assert server.got == [
            {
                "text": "Late.",
                "blocks": [{"type": "divider"}],
                "unfurl_links": False,
                "unfurl_media": False,
            }
        ]


@pytest.mark.parametrize(
    ("word", "permanent", "retry_after", "says"),
    [
        ("429 Retry-After: 7", False, 7, "429"),
        ("429 Retry-After: Wed, 04 Feb 2026 12:41:30 GMT", False, 90, "429"),
        ("429 Retry-After: Wed, 04 Feb 2026 12:00:00 GMT", False, 0, "429"),
        ("429 Retry-After: soon", False, None, "429"),
        ("429 Retry-After: -5", False, None, "429"),
        ("429", False, None, "429"),
        ("503 Retry-After: 120", False, 120, "503"),
        ("500", False, None, "500"),
        ("400", True, None, "400"),
        ("403", True, None, "403"),
        ("404", True, None, "404"),
        ("410", True, None, "410"),
        ("408", False, None, "408"),
        ("301 Location: /elsewhere", False, None, "redirect"),
        ("302 Location: /elsewhere", False, None, "redirect"),
        ("307 Location: /elsewhere", False, None, "redirect"),
        ("drop", False, None, "cannot be reached: ServerDisconnectedError"),
    ],
)
async def test_what_a_refusal_means(
    word: str, permanent: bool, retry_after: float | None, says: str
) -> None:
    async with slack_server(word) as server:
        error = await refused(server.url)
        assert (error.permanent, error.retry_after) == (permanent, retry_after)
        assert says in str(error)
        assert (server.got, server.asked) == ([], 1)


async def test_a_server_that_hangs_costs_bounded_time() -> None:
    """The limit covers the whole exchange."""
    async with slack_server("hang") as server:
        error = await refused(server.url, patience=0.2)
        assert not error.permanent
        assert str(error) == "Slack did not answer in 0.2 s"


@pytest.mark.parametrize(
    "url",
    ["", "s3cr3t", "ftp://127.0.0.1/s3cr3t", "http://[::1/s3cr3t", "http://127.0.0.1:x/s3cr3t"],
)
async def test_an_address_that_is_none_is_a_setting_to_mend(url: str) -> None:
    """The alert is kept, and the address is not told even so."""
    error = await refused(url)
    assert not error.permanent
    assert str(error) == "the webhook is no web address; correct the settings"


@pytest.mark.parametrize("word", ["404", "500", "drop", "302 Location: /s3cr3t", "hang"])
async def test_the_address_stands_nowhere(word: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither error nor log has it, with every logger at its most talkative."""
    with caplog.at_level(logging.DEBUG):
        async with slack_server(word) as server:
            error = await refused(server.url, patience=0.2)
    assert "s3cr3t" not in repr(error)
    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
    assert "s3cr3t" not in "\n".join(ours)


async def test_every_hostile_title_is_delivered() -> None:
    """All of them make a payload that survives the journey."""
    titles = json.loads(
        (Path(__file__).parents[1] / "hostile" / "alerts" / "titles.json").read_text()
    )
    async with slack_server() as server:
        desk = Recipient("desk", "slack", server.url)
        for title in titles:
            alert = sample_alert(desk, NOW)
            alert = replace(alert, article=replace(alert.article, title=title))
            await SlackChannel().send(render(alert, message_id="<1@d>"), desk, NOW)
        assert len(server.got) == len(titles)
