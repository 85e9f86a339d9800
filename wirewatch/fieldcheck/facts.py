"""What a check found: frozen values, safe to print, and the same in JSON.

Every text in them came from outside and is one line without control characters; whoever
prints them escapes what his own form of print demands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from news.moment import Moment

# Query parameters whose values open doors; a feed of one's own may carry one.
_KEYS = re.compile(
    r"(?i)(?<=[?&])([\w.-]*(?:token|secret|passw(?:or)?d|passwd|signature|api_?key|auth)[\w.-]*|key|sig|pwd)"
    r"=[^&#]*"
)
MASK = "hidden"


class State(StrEnum):
    """What to make of a source: leave it, look at it, or mend it."""

    OK = "ok"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True)
class HostFacts:
    """One host: what its robots.txt says, and how long its certificate is good.

    `robots_status` 0: no answer, and `robots_error` says why.  `forbids` are the addresses
    of ours that it forbids.
    """

    host: str
    robots_status: int = 0
    robots_error: str = ""
    crawl_delay: float = 0.0
    forbids: tuple[str, ...] = ()
    address: str = ""
    certificate_until: datetime | None = None


@dataclass(frozen=True)
class ListFacts:
    """One feed, sitemap or section page: what it answered and what it lists.

    `failure` says why there is no usable answer.  `reads_as` is the kind that our reader
    found, "" for none; `zoneless` counts the entries whose clock time nobody gives a zone
    for.  `repeats` is whether asking again with its validators got a 304;
    None where it sent no validator.
    """

    url: str
    kind: str
    status: int = 0
    failure: str = ""
    challenge: str = ""
    final_url: str = ""
    moved_for_good: bool = False
    content_type: str = ""
    reads_as: str = ""
    note: str = ""
    entries: int = 0
    dated: int = 0
    zoneless: int = 0
    newest: datetime | None = None
    age_seconds: float | None = None
    etag: bool = False
    last_modified: bool = False
    repeats: bool | None = None
    size: int = 0
    seconds: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether there is anything to follow."""
        return not self.failure and self.entries > 0


@dataclass(frozen=True)
class ArticleFacts:
    """One article, fetched and read as the product does; `length` counts characters."""

    url: str
    status: int = 0
    failure: str = ""
    challenge: str = ""
    final_url: str = ""
    title: str = ""
    published: Moment | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    length: int = 0
    sample: str = ""
    is_article: bool = False
    paywalled: bool | None = None
    size: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class SourceFacts:
    """All that was found of one source; `unfinished` says why something is missing."""

    name: str
    url: str
    country: str
    timezone: str
    at: datetime
    lists: tuple[ListFacts, ...] = ()
    hosts: tuple[HostFacts, ...] = ()
    article: ArticleFacts | None = None
    unfinished: str = ""


@dataclass(frozen=True)
class Remark:
    """One thing to know of a source: how grave, what it is, what to do about it."""

    state: State
    what: str
    todo: str = ""


@dataclass(frozen=True)
class Verdict:
    """What to make of a source; the gravest remark stands first."""

    state: State
    remarks: tuple[Remark, ...] = ()

    @property
    def reason(self) -> str:
        """The gravest remark, "" where all is well."""
        return self.remarks[0].what if self.remarks else ""


@dataclass(frozen=True)
class Checked:
    """A source with its verdict."""

    facts: SourceFacts
    verdict: Verdict


def without_keys(url: str) -> str:
    """Return an address whose secrets are hidden: credentials, and keys in its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    bare = parts.netloc.rpartition("@")[2]
    shown = urlunsplit(parts._replace(netloc=bare)) if bare != parts.netloc else url
    return _KEYS.sub(rf"\1={MASK}", shown)


def keys_in(url: str) -> tuple[str, ...]:
    """Return the values that `without_keys` hides in an address's query."""
    return tuple(match.group().partition("=")[2] for match in _KEYS.finditer(url))
