"""Try to deliver one message, and say what follows: sent, again at a time, or dead.

The outbox marks a delivery after sending, so a crash in between repeats a message
and never loses one; the Message-ID is made of what it tells, so that a mailbox can
see the repetition.  A channel decides one thing only: whether trying again can help.

    refused for now   30 s, 2 min, 10 min, 30 min, 1 h, then every 2 h for three days
    "come back in N"  not before N seconds, at most 48 hours
    refused for good  dead: somebody must look at it

Discarded: retries inside a channel (two clocks, and a crash forgets them) and
exponential back-off without a ceiling (after a weekend's outage the desk would hear
of Saturday on Tuesday).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from news.alert import Rendered
from news.errors import ChannelError
from news.text import one_line
from news.watch import Recipient

FIRST_WAITS = (30.0, 120.0, 600.0, 1800.0, 3600.0)
LATER_WAIT = 7200.0
GIVE_UP = timedelta(days=3).total_seconds()
MAX_TRIES = len(FIRST_WAITS) + int((GIVE_UP - sum(FIRST_WAITS)) / LATER_WAIT)
LONGEST_ASKED = timedelta(hours=48).total_seconds()
SPREAD = 0.1
NO_DOMAIN = "wirewatch.invalid"


class Channel(Protocol):
    """A way out of the house."""

    async def send(self, message: Rendered, recipient: Recipient, sent_at: datetime) -> str:
        """Hand the message over, or raise ChannelError.

        It returns its own name of the thread in which the message stands now, which comes back
        as `payload["thread"]` of what is told later of the same story; "" where it has none.
        It ends by itself in bounded time, and returns only once the other side has
        taken the message.
        """


@dataclass(frozen=True)
class Sent:
    """The other side has it; `thread` is its channel's name of where."""

    thread: str = ""


@dataclass(frozen=True)
class Retry:
    """Not now: try again at `at`."""

    at: datetime
    error: str


@dataclass(frozen=True)
class Dead:
    """Trying again cannot help, or has not helped for three days."""

    error: str


Outcome = Sent | Retry | Dead


def next_try(tries: int, error: ChannelError, now: datetime, jitter: float) -> datetime | None:
    """Return when to try again, or None where that is over.

    `tries` counts the failed attempts before this one (0 at the first); `jitter` is
    from -1 to 1 and moves the pause by up to a tenth, so that a thousand messages
    that failed together do not come back together.
    """
    if error.permanent or tries >= MAX_TRIES:
        return None
    pause = FIRST_WAITS[tries] if tries < len(FIRST_WAITS) else LATER_WAIT
    pause *= 1 + SPREAD * max(-1.0, min(1.0, jitter))
    return now + timedelta(seconds=max(pause, _asked(error, jitter)))


def _asked(error: ChannelError, jitter: float) -> float:
    """Return the pause that the other side asked for; jitter only ever lengthens it."""
    asked = error.retry_after
    if asked is None or math.isnan(asked) or asked <= 0:
        return 0.0
    return min(asked * (1 + SPREAD * min(1.0, abs(jitter))), LONGEST_ASKED)


async def attempt(
    channel: Channel,
    message: Rendered,
    recipient: Recipient,
    now: datetime,
    *,
    tries: int = 0,
    jitter: float = 0.0,
) -> Outcome:
    """Try once; `tries` and `jitter` are those of `next_try`."""
    try:
        return Sent(await channel.send(message, recipient, now))
    except ChannelError as error:
        failure = error
    except Exception as error:  # noqa: BLE001  a fault of ours must not cost an alert
        # Whatever breaks in a channel or its library, the message is still owed.  Only
        # the type is told: the text of a library's error may hold the webhook's address.
        failure = ChannelError(f"unexpected {type(error).__name__} in channel {recipient.channel}")
    text = one_line(str(failure), 500)
    again = next_try(tries, failure, now, jitter)
    return Dead(text) if again is None else Retry(again, text)


def message_id(recipient_name: str, identities: Iterable[str], domain: str) -> str:
    """Return a Message-ID: the same for the same findings told to the same recipient."""
    parts = [recipient_name, *sorted(set(identities))]
    digest = sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"<{digest}@{_host(domain)}>"


def _host(domain: str) -> str:
    """Write a domain in ASCII; one that cannot be a domain is replaced."""
    try:
        host = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return NO_DOMAIN
    plain = host.replace(".", "").replace("-", "")
    return host if plain.isalnum() and not host.startswith((".", "-")) else NO_DOMAIN
