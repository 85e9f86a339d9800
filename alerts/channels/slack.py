"""Post to a Slack webhook.

The webhook's address is the recipient's, and a secret: whoever has it can post.  So it
stands in no error and no log; slack_sdk, which logs it, gets a logger that is switched
off, and of a library's error only the type is told.

slack_sdk would try again by itself; our outbox does that and survives a crash, so it is
given no retry handlers.  Its asynchronous client is used because its time limit covers
the whole exchange; the one for threads starts anew with each byte of a dripping server.
Redirects are not followed: the POST would turn into a GET of some page, and its 200
would pass for a delivered alert.

    2xx                      sent
    400 403 404 410 413 422  permanent: this webhook or this message will never do
    429                      temporary, not before Retry-After
    all else                 temporary
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from news.alert import Rendered
from news.errors import ChannelError
from news.text import one_line
from news.watch import Recipient

_HOPELESS = frozenset({400, 403, 404, 410, 413, 422})
# Outside the tree of loggers, so that no logging configuration can switch it on again.
_SILENT = logging.Logger("wirewatch.slack", level=logging.CRITICAL + 1)  # noqa: LOG001


class _RedirectedError(Exception):
    """The server sent us elsewhere."""


@dataclass(frozen=True)
class SlackChannel:
    """Posts each message to its recipient's webhook; `timeout` is for all of it."""

    timeout: float = 20.0

    async def send(self, message: Rendered, recipient: Recipient, sent_at: datetime) -> None:
        """Post one message."""
        answer = await self._post(body(message), recipient.address)
        _judge(answer, recipient, sent_at)

    async def _post(self, content: dict[str, Any], url: str) -> WebhookResponse:
        """Return what the server answered; ChannelError where it did not."""
        try:
            async with self._session() as session:
                client = AsyncWebhookClient(url, session=session, retry_handlers=[], logger=_SILENT)
                # The session knows the proxies, and NO_PROXY as well; slack_sdk does not.
                client.proxy = None
                return await client.send_dict(content)
        except TimeoutError:
            raise ChannelError(f"Slack did not answer in {self.timeout:g} s") from None
        except _RedirectedError:
            raise ChannelError(
                "Slack's address answered with a redirect; check the webhook in the settings"
            ) from None
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            raise ChannelError("the webhook is no web address; correct the settings") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Its text may hold the address; "from None" keeps it out of tracebacks too.
            raise ChannelError(f"Slack cannot be reached: {type(error).__name__}") from None

    def _session(self) -> aiohttp.ClientSession:
        watch = aiohttp.TraceConfig()
        watch.on_request_redirect.append(_refuse_redirect)
        return aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self.timeout),
            trust_env=True,
            trace_configs=[watch],
        )


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
