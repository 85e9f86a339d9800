"""What the pages need of the rest, handed in by wiring as one value: `Ports`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from alerts.signed import Signer
from archive.browse import Query
from archive.figures import Figures
from config.settings import Web
from news.alias import Alias, Standing
from news.backtest import Backtest
from news.finding import Subject
from news.firing import Firing
from news.health import Incident
from news.listing import ArticleShown, FeedState, Listing, Totals
from news.mute import Mute, Scope, Wrong
from news.pace import StoryWatch
from news.places import Place
from news.preview import Preview
from news.session import Session
from news.storied import FactShown, StoryItem, StoryListing, StoryShown
from news.story import Correction
from web.health import Health, Running


class Browse(Protocol):
    """Read-only views of the archive."""

    def listing(self, query: Query) -> Listing:
        """List articles newest first; with a text, those that it finds."""

    def article(self, article_id: int) -> ArticleShown | None:
        """Return one article with all that is known of it; None if unknown."""

    def feeds(self) -> list[FeedState]:
        """Return how every followed feed is doing."""

    def names(self) -> dict[str, list[str]]:
        """Return the names to filter by: "sources", "topics" and "people"."""

    def totals(self) -> Totals:
        """Count what the archive holds and what waits."""


P = ParamSpec("P")
T = TypeVar("T")


class Write(Protocol):
    """Runs a function in the one thread that writes."""

    async def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns."""


class Access(Protocol):
    """Who may enter: `archive.access`."""

    def password(self) -> str:
        """Return the password's hash, "" if none is set."""

    def rehash(self, old: str, new: str) -> None:
        """Keep the same password under a newer hash."""

    def offered(self, key: str, now: datetime) -> bool:
        """Say whether a set-up link's key is good."""

    def accept(self, key: str, hashed: str, now: datetime) -> bool:
        """Set the password by a set-up link, which is good once; False if it is not."""

    def begin(self, key: str, browser: str, now: datetime, until: datetime, hashed: str) -> bool:
        """Begin a session under a new key; False if the password is not `hashed` any more."""

    def session(self, key: str, now: datetime) -> Session | None:
        """Return the session of a key, None if there is none or it has ended."""

    def used(self, key: str, now: datetime, until: datetime) -> None:
        """Note a visit, and that the session now ends later."""

    def replace(self, old: str, new: str, now: datetime, until: datetime, grace: timedelta) -> bool:
        """Let a new key take an old one's place; False if another already has."""

    def end(self, login: str) -> None:
        """End a session, with all its keys."""


class Mutes(Protocol):
    """What nobody wants to hear, and matches called wrong: `archive.mutes`."""

    def mute(
        self,
        scope: Scope,
        name: str,
        recipient: str,
        *,
        until: datetime | None,
        origin: str,
        now: datetime,
    ) -> None:
        """Mute a thing for a recipient ("" for all), until a time or (None) for ever."""

    def unmute(self, scope: Scope, name: str, recipient: str) -> bool:
        """End a mute; False if there was none."""

    def active(self, now: datetime) -> tuple[Mute, ...]:
        """Return the mutes that hold now, the newest first."""

    def story(self, article_id: int) -> str | None:
        """Return the key by which an article's story is muted, None if it is unknown."""

    def wrong(
        self,
        article_id: int,
        subject: Subject,
        name: str,
        recipient: str,
        *,
        origin: str,
        now: datetime,
    ) -> bool:
        """Note that a match of an article is wrong; False if it has no such finding."""

    def right(self, article_id: int, subject: Subject, name: str) -> bool:
        """Take back that a match was wrong; False if nobody had said so."""

    def wrongs(self, article_id: int | None = None) -> tuple[Wrong, ...]:
        """Return the matches called wrong, of one article or the last of all, newest first."""


class Stories(Protocol):
    """The stories of the archive: `archive.storied`."""

    def listing(
        self,
        limit: int,
        *,
        before: str = "",
        tags: Sequence[tuple[Subject, str]] = (),
        tracked: bool = False,
        places: Sequence[str] = (),
    ) -> StoryListing:
        """List stories, those first in which something was new last."""

    def places(self) -> Sequence[Place]:
        """Return the places that are in the news, the most named first."""

    def story(self, name: str) -> StoryShown | None:
        """Return a story by what stands for it in addresses, or by its key; None if unknown."""

    def meant(self, text: str) -> StoryShown | None:
        """Return the story that a person means: by its address, its id, or an article of it."""

    def fact(self, number: int) -> FactShown | None:
        """Return a fact by its row; None if there is none."""

    def of_article(self, article_id: int) -> list[StoryItem]:
        """Return the stories that an article belongs to, its main one first."""


class Watches(Protocol):
    """What somebody waits for of stories: `archive.story_watches`."""

    def add(self, watch: StoryWatch) -> StoryWatch | None:
        """Keep one; None where its story is not there, or there are too many."""

    def remove(self, number: int, now: datetime) -> bool:
        """Forget one; False if it was not there."""

    def all(self) -> list[StoryWatch]:
        """Return all of them, in the order in which they were set."""


@dataclass(frozen=True)
class Ports:
    """All that the pages need; a page that needs more adds its port here.

    `forms_key` is the archive's own secret with which forms are signed; `steady` gives
    seconds that never run backwards; `incidents` what is wrong now, `past` what was.  `backtest`
    tries a rule, as it is written, on what came since a time.  `spellings` are those suggested for
    tracked names; `decide` approves or refuses one by its number.  `correct` takes what a person
    says of stories and returns what is noted; `place` names a place by its key, "" if unknown.
    `remarkable` are the bursts, silences and missed days that last; `recipients` who can be told.
    """

    browse: Browse
    health: Callable[[], Health]
    settings: Web
    access: Access
    write: Write
    forms_key: str
    mutes: Mutes
    signer: Signer
    now: Callable[[], datetime]
    figures: Callable[[], Figures]
    preview: Callable[[], Preview]
    backtest: Callable[[str, datetime], Backtest]
    firing: Callable[[], Firing]
    spellings: Callable[[], list[Alias]]
    decide: Callable[[int, Standing, datetime], Alias | None]
    stories: Stories
    correct: Callable[[Correction, str, datetime], Correction]
    place: Callable[[str], str]
    watches: Watches
    running: Callable[[], Running] = Running
    steady: Callable[[], float] = time.monotonic
    incidents: Callable[[], list[Incident]] = list
    past: Callable[[], list[Incident]] = list
    remarkable: Callable[[], list[Incident]] = list
    recipients: Callable[[], list[str]] = list
