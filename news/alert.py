"""What leaves the house: an article's findings for one recipient, and the message.

Finding ──route──▶ Delivery (recipient, finding) ──group──▶ Message ──render──▶ Rendered

A message holds an Alert (one article), a Digest (several) or a Notice (an incident: something
is wrong with a source or with wirewatch itself).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from news.article import Article
from news.finding import Match
from news.health import Incident
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
    # Signed links, "" where no web archive is served: to mute what this tells of.
    mute_link: str = ""


class Why(StrEnum):
    """Why a digest was made."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    FLOOD = "flood"  # more came than this recipient wants at once
    QUIET = "quiet"  # they came in the recipient's quiet hours
    AWAY = "away"  # wirewatch was stopped or cut off, and caught up
    FIRST = "first"  # what the first crawl would have told


@dataclass(frozen=True)
class Digest:
    """Several articles in one message, oldest first.

    It tells of what came from `begin` to `end`; `left_out` counts articles for which there
    is no room: the archive has them.
    """

    recipient: Recipient
    why: Why
    alerts: tuple[Alert, ...]
    begin: datetime
    end: datetime
    left_out: int = 0
    archive_link: str = ""


@dataclass(frozen=True)
class Notice:
    """An incident, for one recipient: what is wrong, since when, what to do.

    `link` is the page that shows it, "" where none is served.
    """

    recipient: Recipient
    incident: Incident
    link: str = ""


@dataclass(frozen=True)
class Rendered:
    """A message as it goes out, frozen at its first attempt.

    `message_id` is the same for every attempt; `payload` holds what the channel
    needs: "text" for all, "html" for mail, "blocks" (JSON) for Slack.
    """

    message_id: str
    subject: str
    payload: dict[str, str] = field(default_factory=dict)
