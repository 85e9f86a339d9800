"""The settings of wirewatch.toml, and the whole configuration as one frozen value.

Every setting has a default, so that an almost empty file works.  The values are what
the program needs (seconds, bytes, absolute paths), not what was written ("15m").
Made once by `load.py` and passed on; nothing reads a setting from anywhere else.

A new key: add a field here and a row in docs/configuration.md (a test compares them).
"""

from __future__ import annotations

from dataclasses import field
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, StrictBool, model_validator
from pydantic.dataclasses import dataclass

from config.problems import Wrong
from config.values import (
    BaseUrl,
    BurstName,
    Bytes,
    Contact,
    DatabaseUrl,
    Folder,
    HeaderName,
    Keep,
    MailAddress,
    Network,
    OptionalUrl,
    PlaceName,
    Port,
    Seconds,
    Text,
    WholeNumber,
    between,
    lasting,
)
from news.pace import Burst
from news.source import Source
from news.watch import Recipient, Route, Watchlist

CLOSED = ConfigDict(extra="forbid", hide_input_in_errors=True)

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
MB = 10**6

# A second is for tests; a month for outlets that hardly publish.
Poll = Annotated[Seconds, lasting(1, 30 * DAY)]


@dataclass(frozen=True, config=CLOSED)
class Archive:
    """Where everything is remembered; a relative folder counts from the configuration's.

    `database` is a PostgreSQL URL, "" for SQLite in the folder.  0 keeps for ever.
    """

    data: Folder = Path("data")
    database: DatabaseUrl = field(default="", repr=False)
    keep_pages: Annotated[Keep, lasting(0, 100 * 365 * DAY)] = 180 * DAY
    keep_articles: Annotated[Keep, lasting(0, 100 * 365 * DAY)] = 0.0
    backups: Annotated[WholeNumber, between(0, 1000)] = 3
    reserve: Annotated[Bytes, between(0, 10**10)] = 32 * MB


@dataclass(frozen=True, config=CLOSED)
class Log:
    """How much is logged, and in which form; "auto" is console on a terminal, else JSON."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"


@dataclass(frozen=True, config=CLOSED)
class Crawl:
    """How politely and how much is fetched."""

    contact: Contact = ""
    poll: Poll = 15 * MINUTE
    poll_floor: Poll = 5 * MINUTE
    poll_cap: Poll = DAY
    min_gap: Annotated[Seconds, lasting(0, HOUR)] = 2.0
    timeout: Annotated[Seconds, lasting(1, 10 * MINUTE)] = 30.0
    max_bytes: Annotated[Bytes, between(1000, 10**9)] = 10 * MB
    robots: StrictBool = True
    allow_addresses: tuple[Network, ...] = ()
    connections: Annotated[WholeNumber, between(1, 256)] = 64
    twisted: StrictBool = False

    @property
    def user_agent(self) -> str:
        """The name under which we ask, with an address for complaints."""
        name = f"wirewatch/{version('wirewatch')}"
        return f"{name} (+{self.contact})" if self.contact else name

    @model_validator(mode="after")
    def _paced(self) -> Self:
        if self.poll_floor > self.poll_cap:
            hint = 'The floor is the shortest pause, the cap the longest: "5m" and "24h".'
            raise Wrong("poll_floor is longer than poll_cap", hint=hint)
        return self


@dataclass(frozen=True, config=CLOSED)
class Read:
    """What reading pages may cost."""

    workers: Annotated[WholeNumber, between(1, 64)] = 2
    page_seconds: Annotated[Seconds, lasting(0.1, 10 * MINUTE)] = 10.0
    page_memory: Annotated[Bytes, between(200 * MB, 10**12)] = 1500 * MB


@dataclass(frozen=True, config=CLOSED)
class Alerts:
    """Which findings are still news, and how much of it at once.

    `most` and `within` hold for recipients that name none of their own.
    """

    max_age: Annotated[Seconds, lasting(MINUTE, 365 * DAY)] = 36 * HOUR
    most: Annotated[WholeNumber, between(1, 10_000)] = 5
    within: Annotated[Seconds, lasting(1, DAY)] = 10 * MINUTE
    catch_up: Annotated[Seconds, lasting(MINUTE, 30 * DAY)] = HOUR
    group_wait: Annotated[Seconds, lasting(0, HOUR)] = MINUTE


@dataclass(frozen=True, config=CLOSED)
class Places:
    """Of which places somebody hears when they are in the news far above their rhythm."""

    burst: BurstName = Burst.OFF
    watched: tuple[PlaceName, ...] = ()
    most: Annotated[WholeNumber, between(1, 100)] = 5


_PORTS = {"none": 25, "starttls": 587, "tls": 465}


@dataclass(frozen=True, config=CLOSED)
class Mail:
    """The mail server; port 0 becomes the usual one for its security."""

    host: Text = ""
    port: Port = 0
    security: Literal["none", "starttls", "tls"] = "starttls"
    user: Text = field(default="", repr=False)
    password: str = field(default="", repr=False)
    sender: MailAddress = ""

    def __post_init__(self) -> None:
        """Choose the port."""
        object.__setattr__(self, "port", self.port or _PORTS[self.security])

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.host and not self.sender:
            hint = 'Add a line: sender = "wirewatch@example.org"'
            raise Wrong("the mail server has no sender address", hint=hint)
        if bool(self.user) != bool(self.password):
            hint = "Give both, or neither where the server asks for none."
            raise Wrong("user and password belong together", hint=hint)
        return self


@dataclass(frozen=True, config=CLOSED)
class Web:
    """Where the pages are served; `base_url` is the address that alerts link to."""

    enabled: StrictBool = True
    host: Text = "127.0.0.1"
    port: Port = 8087
    base_url: BaseUrl = ""
    hosts: tuple[Text, ...] = ()
    session: Annotated[Seconds, lasting(5 * MINUTE, 365 * DAY)] = 14 * DAY
    proxy_header: HeaderName = ""
    proxies: tuple[Network, ...] = ()
    metrics_token: Text = field(default="", repr=False)

    @model_validator(mode="after")
    def _proxy(self) -> Self:
        if self.proxy_header and not self.proxies:
            hint = 'Add a line: proxies = ["127.0.0.1"]'
            raise Wrong("proxy_header counts from no address", hint=hint)
        if any(network.endswith("/0") for network in self.proxies):
            raise Wrong("proxies trusts everybody", hint="Name the addresses of your proxies.")
        return self


@dataclass(frozen=True, config=CLOSED)
class Health:
    """When the monitor says that it is blind, and whom it tells that it lives."""

    blind_after: Annotated[Seconds, lasting(MINUTE, 30 * DAY)] = 30 * MINUTE
    heartbeat: OptionalUrl = field(default="", repr=False)
    heartbeat_every: Annotated[Seconds, lasting(10, DAY)] = 5 * MINUTE


@dataclass(frozen=True, config=CLOSED)
class Settings:
    """All of wirewatch.toml, one field a section."""

    archive: Archive = Archive()
    log: Log = Log()
    crawl: Crawl = Crawl()
    read: Read = Read()
    alerts: Alerts = Alerts()
    places: Places = Places()
    mail: Mail = Mail()
    web: Web = Web()
    health: Health = Health()


@dataclass(frozen=True)
class Config:
    """The whole configuration at one moment; `directory` is where it was read."""

    settings: Settings
    sources: tuple[Source, ...]
    watchlist: Watchlist
    recipients: tuple[Recipient, ...]
    routes: tuple[Route, ...]
    directory: Path
