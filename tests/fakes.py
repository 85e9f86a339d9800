"""Stand-ins written by hand, which pass the contract tests of what they stand for."""

from __future__ import annotations

from datetime import datetime

from news.alert import Rendered
from news.errors import ChannelError
from news.watch import Recipient


class FakeChannel:
    """A channel that follows a script: what each attempt meets, in order.

    "ok" takes the message, "later" refuses it for now ("later 90": for 90 seconds),
    "never" for good; "hang" and "drop" are what a real channel makes of a server that
    does that; "bug" raises an error that no channel should.  After the script, "ok".
    """

    def __init__(self, *script: str) -> None:
        self._script = list(script)
        self.sent: list[tuple[Rendered, Recipient, datetime]] = []

    async def send(self, message: Rendered, recipient: Recipient, sent_at: datetime) -> None:
        """Meet the next line of the script."""
        word, _, rest = (self._script.pop(0) if self._script else "ok").partition(" ")
        match word:
            case "ok":
                self.sent.append((message, recipient, sent_at))
            case "never":
                raise ChannelError("the fake refused the message", permanent=True)
            case "later" | "hang" | "drop":
                wait = float(rest) if rest else None
                raise ChannelError(f"the fake met '{word}'", retry_after=wait)
            case _:
                raise RuntimeError(f"a fault with a secret in it: {recipient.address}")
