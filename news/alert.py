"""What leaves the house: an article's findings for one recipient, and the message.

Finding ──route──▶ Delivery (recipient, finding) ──group──▶ Message ──render──▶ Rendered

A message holds an Alert (one article), a Digest (several) or a Notice (incidents: something
is wrong with a source or with wirewatch itself).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from news.article import Article
from news.board import Row
from news.fact import FactKind, Notify
from news.finding import Match, Span
from news.health import Incident
from news.watch import Recipient


@dataclass(frozen=True)
class Report:
    """An article of a story, as a link: its outlet, its headline, where to read it."""

    source: str
    title: str
    link: str
    archive_link: str = ""


@dataclass(frozen=True)
class FactTold:
    """A fact that a message tells for the first time, and the report that had it first.

    `marks` are what shows it in its sentence; `link` leads to that sentence in our archive, ""
    where none is served.  `number` is its row there.
    """

    kind: FactKind
    says: str
    before: str
    verdict: str
    speaker: str
    sentence: str
    report: Report
    marks: tuple[Span, ...] = ()
    link: str = ""
    number: int = 0


@dataclass(frozen=True)
class StoryTold:
    """The story of an alert: what of it this recipient has not heard, and who says what.

    `since` is when he was last told of it, None if never.  `articles` counts the reports,
    `origins` the independent sources; `reports` are the best of them, `board` their numbers.
    `places` are those where its reports count people.
    """

    public: str
    title: str
    link: str
    facts: tuple[FactTold, ...]
    articles: int
    origins: int
    since: datetime | None = None
    # The Message-ID of the first message that told him of it: later ones answer that.
    answers: str = ""
    # Where the last message that told him of it stands, as its channel calls that.
    thread: str = ""
    reports: tuple[Report, ...] = ()
    board: tuple[Row, ...] = ()
    places: tuple[str, ...] = ()


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
    # Signed links, "" where no web archive is served: to mute what this tells of, and to hear
    # no more of it with one click of a mail program.
    mute_link: str = ""
    unsubscribe_link: str = ""
    article_id: int | None = None
    # What the report adds to its story; None where stories are not followed.
    story: StoryTold | None = None
    # Since when its outlet has it no more.
    withdrawn: datetime | None = None


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
class Slot:
    """Which digest something waits for: its reason, and when it is due.

    `begin` is since when it gathers, where that is not simply since its first report: the
    time at which wirewatch stopped.
    """

    why: Why
    due: datetime
    begin: datetime | None = None

    @property
    def text(self) -> str:
        """What tells it from other digests of one recipient; there is one of a flood at a time."""
        if self.why is Why.FLOOD:
            return self.why.value
        times = (self.due, self.begin) if self.begin else (self.due,)
        return " ".join([self.why.value, *(at.isoformat() for at in times)])


@dataclass(frozen=True)
class Addressed:
    """To whom a finding goes: at once, or (`slot`) with a digest.

    `muted` says that this recipient does not want to hear of it; it is noted, not sent.
    `notify` says of which reports of a story he wants to hear; a first message of one waits for
    `wait`, so that the first minutes become one.
    """

    recipient: str
    slot: Slot | None = None
    route: str = ""
    muted: bool = False
    notify: Notify = Notify.EVERY
    wait: timedelta = timedelta()


@dataclass(frozen=True)
class Digest:
    """Several articles in one message, oldest first; incidents before them.

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
    notices: tuple[Notice, ...] = ()
    mute_link: str = ""
    unsubscribe_link: str = ""


@dataclass(frozen=True)
class Notice:
    """The incidents of one thing, for one recipient: what is wrong, since when, what to do.

    All are of one source, or of one part of wirewatch; what lasts comes before what is over.
    `link` is the page that shows it, "" where none is served.
    """

    recipient: Recipient
    incidents: tuple[Incident, ...]
    link: str = ""
    mute_link: str = ""
    unsubscribe_link: str = ""


Telling = Alert | Digest | Notice


def facts_of(telling: Telling) -> tuple[FactTold, ...] | None:
    """Return the facts that a message tells; None where it tells of a report and of no story."""
    if isinstance(telling, Digest):
        return tuple(fact for one in telling.alerts for fact in facts_of(one) or ())
    if isinstance(telling, Alert):
        return telling.story.facts if telling.story else None
    return ()


@dataclass(frozen=True)
class Rendered:
    """A message as it goes out, frozen at its first attempt.

    `message_id` is the same for every attempt; `payload` holds what the channel
    needs: "text" for all, "html" for mail (and "unsubscribe", an address that mail programs
    may POST to), "blocks" (JSON) for Slack, and "thread" where it replies in one.
    """

    message_id: str
    subject: str
    payload: dict[str, str] = field(default_factory=dict)
