"""Post to a Slack webhook, or with a bot's token, which can also reply in a thread.

    webhook   its address says which channel; Slack answers "ok" and nothing to reply to
    token     chat.postMessage to the recipient's channel; Slack names what was posted, and
              what comes later of the same story is posted as a reply to that

Both are secrets: whoever has one can post.  So they stand in no error and no log; slack_sdk,
which logs them, gets a logger that is switched off, and of a library's error only the type
is told.

slack_sdk would try again by itself; our outbox does that and survives a crash, so it is
given no retry handlers.  Its asynchronous client is used because its time limit covers
the whole exchange; the one for threads starts anew with each byte of a dripping server.
Redirects are not followed: the POST would turn into a GET of some page, and its 200
would pass for a delivered alert.

    webhook  2xx                      sent
             400 403 404 410 413 422  permanent: this webhook or this message will never do
    token    ok                       sent
             msg_too_long and such    permanent: this message will never do
             no such thread           posted anew, and what comes later replies to that
    both     429                      temporary, not before Retry-After
             all else                 temporary: a wrong token or a bot that is in no channel
                                      is a setting, and must not cost the alerts meanwhile

A thread is named by the channel as configured and Slack's time-stamp of its first message: a
story goes on in a thread of the new channel when the recipient moves to another.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from news.alert import Rendered
from news.errors import ChannelError
from news.text import one_line
from news.watch import Recipient

_HOPELESS = frozenset({400, 403, 404, 410, 413, 422})
# Outside the tree of loggers, so that no logging configuration can switch it on again.
_SILENT = logging.Logger("wirewatch.slack", level=logging.CRITICAL + 1)  # noqa: LOG001


# What Slack says against a message itself.
_NEVER = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
    }
)
# What it says against the thread, not against the message.
_THREADLESS = frozenset(
    {
        "cannot_reply_to_message",
        "message_not_found",
        "restricted_action_non_threadable_channel",
        "thread_not_found",
    }
)
_CHECK_TOKEN = "check the token in the settings"  # noqa: S105  an advice
_WAYS_OUT = {
    "account_inactive": _CHECK_TOKEN,
    "invalid_auth": _CHECK_TOKEN,
    "not_authed": _CHECK_TOKEN,
    "not_allowed_token_type": "the token must be a bot's, which begins with xoxb-",
    "token_expired": _CHECK_TOKEN,
    "token_revoked": _CHECK_TOKEN,
    "missing_scope": "give the app the scope chat:write and install it anew",
    "channel_not_found": "check the channel in the settings, and invite the app to it",
    "not_in_channel": "invite the app to the channel",
    "is_archived": "the channel is archived: name another in the settings",
}
_STAMP = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}")


class _RedirectedError(Exception):
    """The server sent us elsewhere."""


@dataclass(frozen=True)
class SlackChannel:
    """Posts each message to its recipient's webhook or channel.

    `timeout` is for one whole exchange; `api` is where Slack's methods are.
    """

    timeout: float = 20.0
    api: str = AsyncWebClient.BASE_URL

    async def send(self, message: Rendered, recipient: Recipient, sent_at: datetime) -> str:
        """Post one message; return the thread it stands in, "" for a webhook's."""
        content = body(message)
        if not recipient.token:
            _judge(await self._hook(content, recipient.address), recipient, sent_at)
            return ""
        thread = _stamp_in(message.payload.get("thread", ""), recipient)
        reply: dict[str, Any] = {"thread_ts": thread} if thread else {}
        if thread and recipient.broadcast:
            reply["reply_broadcast"] = True
        try:
            return await self._call(content | reply, recipient)
        except SlackApiError as error:
            refused = error
        if thread and _word(refused) in _THREADLESS:
            try:
                return await self._call(content, recipient)
            except SlackApiError as error:
                refused = error
        # Outside the "except", so that no traceback has what the library's error holds.
        raise _refusal(refused, recipient, sent_at)

    async def _hook(self, content: dict[str, Any], url: str) -> WebhookResponse:
        """Post to a webhook."""
        async with self._reaching() as session:
            client = AsyncWebhookClient(url, session=session, retry_handlers=[], logger=_SILENT)
            # The session knows the proxies, and NO_PROXY as well; slack_sdk does not.
            client.proxy = None
            return await client.send_dict(content)

    async def _call(self, content: dict[str, Any], recipient: Recipient) -> str:
        """Post to a channel, or as a reply; SlackApiError where Slack does not take it."""
        async with self._reaching() as session:
            client = AsyncWebClient(
                recipient.token, self.api, session=session, retry_handlers=[], logger=_SILENT
            )
            client.proxy = None
            try:
                answer = await client.chat_postMessage(channel=recipient.address, **content)
            except AttributeError:
                # slack_sdk takes every answer for a JSON object.
                raise ChannelError("what answered is not Slack; check the proxy") from None
        return _thread_of(answer.data, recipient)

    @asynccontextmanager
    async def _reaching(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Give a session; ChannelError where the server does not answer in it."""
        watch = aiohttp.TraceConfig()
        watch.on_request_redirect.append(_refuse_redirect)
        try:
            async with aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self.timeout),
                trust_env=True,
                trace_configs=[watch],
            ) as session:
                yield session
        except TimeoutError:
            raise ChannelError(f"Slack did not answer in {self.timeout:g} s") from None
        except _RedirectedError:
            raise ChannelError(
                "Slack's address answered with a redirect; check webhook and proxy in the settings"
            ) from None
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            raise ChannelError("the webhook is no web address; correct the settings") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Its text may hold the address; "from None" keeps it out of tracebacks too.
            raise ChannelError(f"Slack cannot be reached: {type(error).__name__}") from None


async def _refuse_redirect(
    session: aiohttp.ClientSession,  # noqa: ARG001  the shape of aiohttp's signal
    context: SimpleNamespace,  # noqa: ARG001
    params: aiohttp.TraceRequestRedirectParams,  # noqa: ARG001
) -> None:
    """Stop before the second request."""
    raise _RedirectedError


def body(message: Rendered) -> dict[str, Any]:
    """Write what is posted; previews of links would bury the alert."""
    written = message.payload.get("blocks")
    shown = {"blocks": json.loads(written)} if written else {}
    return {"text": message.payload["text"], **shown, "unfurl_links": False, "unfurl_media": False}


def _thread_of(answer: object, recipient: Recipient) -> str:
    """Name the thread of what was posted: Slack says whether it became a reply."""
    told = answer if isinstance(answer, dict) else {}
    posted = told.get("message")
    root = posted.get("thread_ts") if isinstance(posted, dict) else None
    stamp = str(root or told.get("ts"))
    return f"{recipient.address} {stamp}" if _STAMP.fullmatch(stamp) else ""


def _stamp_in(thread: str, recipient: Recipient) -> str:
    """Return the time-stamp to reply to, "" where the thread is of another channel."""
    where, _, stamp = thread.rpartition(" ")
    return stamp if where == recipient.address and _STAMP.fullmatch(stamp) else ""


def _word(error: SlackApiError) -> str:
    """Return Slack's word for what is wrong, "" where what answered gave none."""
    told = getattr(error.response, "data", None)
    return str(told.get("error", "")) if isinstance(told, dict) else ""


def _refusal(error: SlackApiError, recipient: Recipient, now: datetime) -> ChannelError:
    """Say what Slack has against a message, and the way out."""
    answer, word = error.response, _word(error)
    # Where its answer could not be read slack_sdk hands over aiohttp's.
    code = getattr(answer, "status_code", None) or answer.status
    said = one_line(word.replace(recipient.token, "***"), 80) or str(code)
    way_out = f": {_WAYS_OUT[word]}" if word in _WAYS_OUT else ""
    return ChannelError(
        f"Slack refused the message ({said}){way_out}",
        permanent=word in _NEVER or code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        retry_after=_retry_after(answer.headers, now),
    )


def _judge(answer: WebhookResponse, recipient: Recipient, now: datetime) -> None:
    """Raise ChannelError unless the message was taken."""
    code = answer.status_code
    if HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES:
        return
    reply = one_line((answer.body or "")[:2000].replace(recipient.address, "***"), 200)
    text = f"Slack refused the message ({code} {reply})".replace(" )", ")")
    raise ChannelError(
        text, permanent=code in _HOPELESS, retry_after=_retry_after(answer.headers, now)
    )


def _retry_after(headers: Mapping[str, Any], now: datetime) -> float | None:
    """Read Retry-After: seconds, or a date; None where there is none to read."""
    value = str(headers.get("Retry-After", "")).strip()[:40]
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
