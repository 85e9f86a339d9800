"""Stories as they are listed and shown: what a reader sees of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from news.fact import FactKind
from news.finding import Subject
from news.ledger import Point
from news.moment import Moment
from news.places import Place
from news.story import By, Evidence


@dataclass(frozen=True)
class FactShown:
    """A fact of a story, the article that had it first, and when it came to us."""

    kind: FactKind
    says: str
    before: str
    verdict: str
    speaker: str
    sentence: str
    is_news: bool
    confidence: float
    article_id: int
    source: str
    found: datetime
    id: int = 0


@dataclass(frozen=True)
class StoryItem:
    """A story in a list; `facts` are its newest that may be news, the newest first.

    `public` stands for it in addresses, `key` is its first article's.  `articles` counts them,
    `origins` the independent sources.  `tags` are what is tracked and matched in it.
    """

    id: int
    key: str
    public: str
    title: str
    begun: datetime
    newest: datetime
    changed: datetime
    articles: int
    origins: int
    tags: tuple[tuple[Subject, str], ...] = ()
    facts: tuple[FactShown, ...] = ()


@dataclass(frozen=True)
class StoryListing:
    """A page of a list of stories; `older` is the cursor of the next page, "" on the last."""

    items: tuple[StoryItem, ...]
    older: str = ""


@dataclass(frozen=True)
class StoryArticle:
    """An article of a story: of which it is a copy, and why it belongs here.

    `main` is false where it belongs to another story first.  `withdrawn` is since when its outlet
    has it no more.
    """

    id: int
    key: str
    source: str
    title: str
    url: str
    published: Moment | None
    first_seen: datetime
    edits: int
    copy_of: int | None
    share: float
    copied_why: str
    credit: str
    main: bool
    by: By
    why: Evidence
    points: tuple[Point, ...] = ()
    withdrawn: datetime | None = None


@dataclass(frozen=True)
class StoryShown:
    """A whole story: its newest articles by their time, its facts as they came, where it is."""

    item: StoryItem
    articles: tuple[StoryArticle, ...]
    facts: tuple[FactShown, ...]
    places: tuple[Place, ...] = ()
