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
from tests.alerts.servers import TOKEN, slack_api, slack_server

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


# ---------------------------------------------------------------- with a bot's token

BOT = Recipient("desk", "slack", "#newsroom", token=TOKEN)


def reply_to(thread: str) -> Rendered:
    """Return the message as an answer in a thread."""
    return replace(MESSAGE, payload=MESSAGE.payload | {"thread": thread})


async def test_a_bot_posts_to_its_channel_and_replies_in_a_thread() -> None:
    """Slack's stamp of the first message is the thread of all, seen only there."""
    async with slack_api() as server:
        channel = SlackChannel(api=server.url)
        thread = await channel.send(MESSAGE, BOT, NOW)
        assert thread == "#newsroom 1770000000.000001"
        assert await channel.send(reply_to(thread), BOT, NOW) == thread
        common = {
            "channel": "#newsroom",
            "text": "Late.",
            "blocks": [{"type": "divider"}],
            "unfurl_links": False,
            "unfurl_media": False,
        }
        assert server.got == [common, common | {"thread_ts": "1770000000.000001"}]


async def test_a_reply_is_shown_in_the_channel_too_where_that_is_wanted() -> None:
    """It would be overlooked by who does not follow the thread; a first message is seen anyway."""
    async with slack_api() as server:
        channel, loud = SlackChannel(api=server.url), replace(BOT, broadcast=True)
        thread = await channel.send(MESSAGE, loud, NOW)
        await channel.send(reply_to(thread), loud, NOW)
        await channel.send(reply_to("#newsroom 1760000000.000001"), loud, NOW)
        shown = [(one.get("thread_ts"), one.get("reply_broadcast")) for one in server.got]
        assert shown == [(None, None), ("1770000000.000001", True), (None, None)]


@pytest.mark.parametrize(
    ("script", "thread", "asked"),
    [
        ([], "#newsroom 1760000000.000001", 2),
        (["cannot_reply_to_message"], "#newsroom 1760000000.000001", 2),
        ([], "#other-room 1760000000.000001", 1),
        ([], "thread 1", 1),
        ([], "<1@desk.example>", 1),
        ([], "", 1),
    ],
)
async def test_what_has_no_thread_any_more_begins_another(
    script: list[str], thread: str, asked: int
) -> None:
    """The first was deleted, or is in a channel where this recipient was before."""
    async with slack_api(*script) as server:
        begun = await SlackChannel(api=server.url).send(reply_to(thread), BOT, NOW)
        assert begun == "#newsroom 1770000000.000001"
        assert ["thread_ts" in content for content in server.got] == [False]
        assert server.asked == asked


@pytest.mark.parametrize(
    ("word", "permanent", "retry_after", "says"),
    [
        ("msg_too_long", True, None, "(msg_too_long)"),
        ("invalid_blocks", True, None, "(invalid_blocks)"),
        ("413", True, None, "(413)"),
        ("channel_not_found", False, None, "invite the app"),
        ("not_in_channel", False, None, "invite the app"),
        ("is_archived", False, None, "name another"),
        ("invalid_auth", False, None, "check the token"),
        ("missing_scope", False, None, "chat:write"),
        ("fatal_error", False, None, "(fatal_error)"),
        (f"echo_{TOKEN}", False, None, "(echo_***)"),
        ("429 Retry-After: 7", False, 7, "(429)"),
        ("429", False, None, "(429)"),
        ("500", False, None, "(500)"),
        ("302 Location: /s3cr3t", False, None, "redirect"),
        ("text", False, None, "is not Slack"),
        ("drop", False, None, "cannot be reached: ServerDisconnectedError"),
        ("hang", False, None, "did not answer in 0.2 s"),
    ],
)
async def test_what_a_refusal_of_a_bot_means(
    word: str, permanent: bool, retry_after: float | None, says: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """What is wrong with the message is for good, settings are not; the token stands nowhere."""
    with caplog.at_level(logging.DEBUG):
        async with slack_api(word) as server:
            channel = SlackChannel(0.2 if word == "hang" else 20.0, server.url)
            with pytest.raises(ChannelError) as caught:
                await channel.send(MESSAGE, BOT, NOW)
            assert (server.got, server.asked) == ([], 1)
    error = caught.value
    assert (error.permanent, error.retry_after) == (permanent, retry_after)
    assert says in str(error)
    assert "s3cr3t" not in repr(error)
    assert error.__context__ is None or error.__suppress_context__
    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
    assert not [line for line in ours if "s3cr3t" in line]
