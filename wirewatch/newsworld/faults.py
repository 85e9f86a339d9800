"""What can go wrong between an outlet and its reader, as values.

    served.outlets["ledger"].faults.add("/feeds/*", Status(503, retry_after=60), count=2)
    served.outlets["wire"].faults.add("/w/*", Hang(30), until=start + timedelta(hours=2))

A fault stands before every path that its pattern (shell style) fits, until it was met
`count` times or the world's clock passes `until`; the oldest that fits is played.  Each
can be written as JSON, so that a test may break a world that runs as its own process.

Some only change what is there or how it is sent (`Frozen`, `NewGuids`, `Misnamed`, `Padded`,
`Encoded`, `Chunked`): their validators are honest, and a reader is judged by them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class Status:
    """Answer with a status; `retry_after` is written as it is (seconds or a date).

    With `dated` the seconds are written as the date at which they are over.
    """

    status: int
    retry_after: int | str | None = None
    dated: bool = False


@dataclass(frozen=True)
class HtmlInsteadOfFeed:
    """Answer 200 with a page that asks whether one is human."""


@dataclass(frozen=True)
class EmptyBody:
    """Answer 200 with nothing in it."""


@dataclass(frozen=True)
class Hang:
    """Accept the request and say nothing for so many real seconds, then close."""

    seconds: float = 60.0


@dataclass(frozen=True)
class Truncated:
    """Announce the whole body, send this part of it, and close."""

    part: float = 0.5


@dataclass(frozen=True)
class Reset:
    """Break the connection without an answer."""


@dataclass(frozen=True)
class Redirect:
    """Send the reader elsewhere."""

    to: str
    status: int = 302


@dataclass(frozen=True)
class Slow:
    """Drip the real answer: so many bytes, then a real pause, and again."""

    chunk: int = 64
    pause: float = 0.5


@dataclass(frozen=True)
class Body:
    """Answer 200 with these bytes: for hostile pages and feeds."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    encoding: str = ""


@dataclass(frozen=True)
class NotModifiedLiar:
    """Answer 304 to whoever sends a validator, whatever is new."""


@dataclass(frozen=True)
class NewTag:
    """Answer 200 with a new ETag each time, whatever the reader holds."""


@dataclass(frozen=True)
class Frozen:
    """Answer as one did at `since`: a cache that forgot to ask."""

    since: datetime


@dataclass(frozen=True)
class NewGuids:
    """Give every entry of a list another guid, as an outlet's new software does.

    With `same` one and the same.
    """

    word: str = "new-software"
    same: bool = False


@dataclass(frozen=True)
class Misnamed:
    """Send a text in one encoding and name another in the header."""

    sent: str = "utf-8"
    named: str = "iso-8859-1"


@dataclass(frozen=True)
class Padded:
    """Print the real page with so many bytes of white space at its end."""

    size: int = 33_000_000


@dataclass(frozen=True)
class Encoded:
    """Pack the real answer so, whether the reader asked for it or not."""

    encoding: str = "zstd"


@dataclass(frozen=True)
class Chunked:
    """Send the real answer in chunks of so many bytes, without its length."""

    size: int = 1_000


@dataclass(frozen=True)
class BadCertificate:
    """Show a TLS reader a certificate that is no good: see `authority.Kind`.

    It stands before the whole outlet, whatever its pattern.
    """

    kind: str = "expired"


Fault = (
    Status
    | HtmlInsteadOfFeed
    | EmptyBody
    | Hang
    | Truncated
    | Reset
    | Redirect
    | Slow
    | Body
    | NotModifiedLiar
    | NewTag
    | Frozen
    | NewGuids
    | Misnamed
    | Padded
    | Encoded
    | Chunked
    | BadCertificate
)

KINDS: dict[str, type[Fault]] = {
    kind.__name__: kind
    for kind in (
        Status,
        HtmlInsteadOfFeed,
        EmptyBody,
        Hang,
        Truncated,
        Reset,
        Redirect,
        Slow,
        Body,
        NotModifiedLiar,
        NewTag,
        Frozen,
        NewGuids,
        Misnamed,
        Padded,
        Encoded,
        Chunked,
        BadCertificate,
    )
}


@dataclass
class Standing:
    """A fault in its place: where, how often still, until when, and how often met."""

    pattern: str
    fault: Fault
    left: int | None = None
    until: datetime | None = None
    met: int = 0

    def fits(self, path: str, now: datetime) -> bool:
        """Say whether the fault stands before this path now."""
        live = self.left != 0 and (self.until is None or now < self.until)
        return live and fnmatchcase(path, self.pattern)


@dataclass
class Faults:
    """The faults of one outlet."""

    standing: list[Standing] = field(default_factory=list)

    def add(
        self, pattern: str, fault: Fault, *, count: int | None = None, until: datetime | None = None
    ) -> Standing:
        """Let a fault stand before the paths that fit; it is the last in line."""
        placed = Standing(pattern, fault, count, until)
        self.standing.append(placed)
        return placed

    def clear(self) -> None:
        """Take all faults away."""
        self.standing.clear()

    def meet(self, path: str, now: datetime) -> Fault | None:
        """Return the fault that this request runs into, counting it."""
        found = next(
            (
                item
                for item in self.standing
                if not isinstance(item.fault, BadCertificate) and item.fits(path, now)
            ),
            None,
        )
        if found is None:
            return None
        found.met += 1
        if found.left is not None:
            found.left -= 1
        return found.fault

    def certificate(self, now: datetime) -> str:
        """Return which bad certificate is shown now, "" for the good one."""
        for item in self.standing:
            if isinstance(item.fault, BadCertificate) and (item.until is None or now < item.until):
                return item.fault.kind
        return ""

    def names(self, path: str) -> tuple[str, ...]:
        """Return which kinds of fault were put before this path, gone or not."""
        return tuple(
            type(item.fault).__name__ for item in self.standing if fnmatchcase(path, item.pattern)
        )


def fault_from(raw: Mapping[str, Any]) -> Fault:
    """Read a fault from JSON: {"kind": "Status", "status": 503}; bodies are base64."""
    settings = {key: value for key, value in raw.items() if key != "kind"}
    if "body" in settings:
        settings["body"] = base64.b64decode(settings["body"])
    try:
        if "since" in settings:
            settings["since"] = datetime.fromisoformat(settings["since"])
        return KINDS[str(raw.get("kind"))](**settings)
    except (KeyError, TypeError, ValueError) as error:
        known = ", ".join(KINDS)
        raise ValueError(f"no such fault: {dict(raw)!r} ({error}); there are {known}") from None
