"""Print alerts: for a first run without any account, and for a pipe of one's own."""

from __future__ import annotations

from datetime import datetime
from typing import TextIO

from news.alert import Rendered
from news.errors import ChannelError
from news.watch import Recipient


class ConsoleChannel:
    """Writes each message's text to a stream, with a line between two."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    async def send(self, message: Rendered, recipient: Recipient, sent_at: datetime) -> str:  # noqa: ARG002
        """Print the message; a closed or full stream is a fault that may pass."""
        text = f"{message.payload['text'].rstrip()}\n{'─' * 76}\n"
        encoding = self._stream.encoding or "utf-8"
        try:
            # A terminal that knows no Urdu shows "?", it does not lose the alert.
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()
        except (OSError, ValueError) as error:
            raise ChannelError(f"the console cannot be written: {error}") from None
        return ""
