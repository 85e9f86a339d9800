"""What leaves the house: an article's findings for one recipient, and the message.

Finding ──route──▶ Delivery (recipient, finding) ──group──▶ Message ──render──▶ Rendered
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from news.article import Article
from news.finding import Match
from news.watch import Recipient


@dataclass(frozen=True)
class Alert:
    """All that one message tells: one article and why it matters to this recipient.

    `link` is the outlet's page, `archive_link` ours ("" where none is served).
    """

    recipient: Recipient
    source: str
    article: Article
    matches: tuple[Match, ...]
    link: str
    archive_link: str
    first_seen: datetime


@dataclass(frozen=True)
class Rendered:
    """A message as it goes out, frozen at its first attempt.

    `message_id` is the same for every attempt; `payload` holds what the channel
    needs: "text" for all, "html" for mail, "blocks" (JSON) for Slack.
    """

    message_id: str
    subject: str
    payload: dict[str, str] = field(default_factory=dict)
