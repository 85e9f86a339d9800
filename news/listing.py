"""What the archive shows: rows of a list, a whole article, the state of the sources.

The web pages, the API and the command line return these as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from news.article import Article, Origin
from news.figure import Claim, FigureReading
from news.finding import Match, Span, Subject
from news.moment import Moment
from news.mute import Wrong
from news.places import Place


@dataclass(frozen=True)
class Tag:
    """A tracked thing that an article matches."""

    subject: Subject
    name: str


@dataclass(frozen=True)
class Snippet:
    """A piece of an article's text and the spans in it that were looked for."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Listed:
    """An article in a list."""

    id: int
    source: str
    url: str
    title: str
    published: Moment | None
    first_seen: datetime
    language: str
    origin: Origin
    edits: int
    tags: tuple[Tag, ...]
    snippet: Snippet


@dataclass(frozen=True)
class Listing:
    """A page of a list, newest first.

    `total` counts up to a cap; `capped` says that there are more.  `older` is the cursor
    of the next page, "" on the last.  `unread` counts those that may be found as well, had the
    figures or places been read for which the search asks.  `note` says how the search was read
    where that may not be what was meant.
    """

    items: tuple[Listed, ...]
    total: int
    capped: bool
    older: str
    unread: int = 0
    note: str = ""


@dataclass(frozen=True)
class PageShown:
    """The bytes that a text was read from: evidence, as long as they are `kept`.

    `sha256` is the hash of the bytes as they came, unpacked; `size` counts them.
    """

    url: str
    fetched: datetime
    sha256: str
    size: int
    kept: bool


@dataclass(frozen=True)
class RevisionShown:
    """One text of an article.  `cause` is "feed", "page", "edit" or "reread".

    `page` is what it was read from, None for a feed's own words; of an article in several pages
    the one that came last, and `parts` are all of them in their order.
    """

    number: int
    cause: str
    seen: datetime
    article: Article
    page: PageShown | None = None
    parts: tuple[PageShown, ...] = ()


@dataclass(frozen=True)
class Told:
    """A message that went out about an article, or will.

    `state` is new, sent, dead or muted (then `error` says why); `why` is the reason of the
    digest that tells of it ("daily", "flood" …), "" where it has a message of its own.  It is
    sent from `due` on.
    """

    recipient: str
    state: str
    tries: int
    sent: datetime | None
    error: str
    why: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class TakenBack:
    """A claim that the outlet no longer makes, the revision that made it, and since when."""

    claim: Claim
    revision: int
    at: datetime


@dataclass(frozen=True)
class ArticleShown:
    """One article with all that is known of it; `revisions` from the newest to the first.

    `silent` gives, for tags nobody was told of, the reason.  `note` says what is wrong with
    its page ("http 403", "quarantine: took longer than 10 s"), "" if nothing is.  `wrong` are
    the matches that somebody called wrong.  `page` is what the text was read from, `parts` are
    all its pages where there are several.  `figures` is what its numbers mean, None where
    nobody has read them; `taken_back` are figures of earlier texts.  `withdrawn` is since when its
    outlet has it no more, None where it has.
    """

    id: int
    source: str
    region: str
    country: str
    first_seen: datetime
    article: Article
    matches: tuple[Match, ...]
    revisions: tuple[RevisionShown, ...]
    told: tuple[Told, ...]
    silent: tuple[tuple[Tag, str], ...]
    note: str
    wrong: tuple[Wrong, ...] = ()
    page: PageShown | None = None
    parts: tuple[PageShown, ...] = ()
    figures: FigureReading | None = None
    taken_back: tuple[TakenBack, ...] = ()
    places: tuple[Place, ...] = ()
    withdrawn: datetime | None = None

    @property
    def why_unread(self) -> str:
        """Say why nobody has read its figures, and the way out; "" where somebody has."""
        if self.figures is not None:
            return ""
        if self.article.origin is Origin.FEED:
            return (
                "Nobody has read its figures yet. They are read with its page or, where none "
                "comes, from the feed’s own words. Of what came before wirewatch did so they "
                "stay unknown."
            )
        before = "Nobody has read its figures: it came before wirewatch did so. "
        if self.page and not self.page.kept:
            return before + "Its page was let go since, and cannot be read again."
        return before + "`wirewatch replay` reads its page again, and tells nobody."


@dataclass(frozen=True)
class FeedState:
    """How one feed is doing; `error` is "" while it is well.

    `polled` is its last good poll, `answered` the last time that it was tried.  `weight` is
    what its failures in a row weigh together.  `paused` is since when somebody lets its source
    rest.  `new` is when it last listed something new, `gap_seconds` the usual time between two
    such polls, `pause_seconds` the pause that follows; 0 while unknown.  `moved_to` was met in
    `moved_polls` polls running; it is `gone` or `emptied` since then; what it listed left its
    window unseen `overflows` times, last at `overflow`.  Its host's certificate is good from
    `certificate_from` to `certificate_until`.
    """

    source: str
    url: str
    kind: str
    polls: int
    entries: int
    failures: int
    error: str
    polled: datetime | None
    next_due: datetime | None
    answered: datetime | None = None
    error_since: datetime | None = None
    weight: float = 0.0
    paused: datetime | None = None
    new: datetime | None = None
    gap_seconds: float = 0.0
    pause_seconds: float = 0.0
    moved_to: str = ""
    moved_polls: int = 0
    gone: datetime | None = None
    emptied: datetime | None = None
    overflow: datetime | None = None
    overflows: int = 0
    certificate_from: datetime | None = None
    certificate_until: datetime | None = None


@dataclass(frozen=True)
class Totals:
    """Counts over the whole archive."""

    sources: int = 0
    feeds: int = 0
    articles: int = 0
    full: int = 0
    edits: int = 0
    matched: int = 0
    findings: int = 0
    unrouted: int = 0
    rereads: int = 0
    unread: int = 0
    quarantined: int = 0
    due: int = 0
    dead_fetches: int = 0
    messages_new: int = 0
    messages_sent: int = 0
    messages_dead: int = 0
