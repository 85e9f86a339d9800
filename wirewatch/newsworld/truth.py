"""What really is in the news world, for whoever measures how well it was watched.

One `TrueArticle` for each printed article, with the figures that each speaker gives in
the words of `wirewatch try` ("army spokesman: at least 50 killed" is value 50, low 50,
high open), what the article copies, and which topics and people it matches, at first
and after each revision.  `Truth.to_json` is the `truth.json` beside a demo; later
measures add fields, so `from_json` ignores what it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class SaidFigure:
    """A number as reported: who says it, what it counts; a bound left open is None.

    `speaker` None: the outlet itself says it.  `as_of` is the time it speaks of.
    """

    speaker: str | None
    value: float
    low: float | None
    high: float | None
    bound: str
    effect: str
    counts: str
    as_of: datetime


@dataclass(frozen=True)
class TrueRevision:
    """A later text of the same article: when, what changed, and what it then says."""

    at: datetime
    title: str
    change: str
    matches: tuple[str, ...]
    figures: tuple[SaidFigure, ...]


@dataclass(frozen=True)
class TrueArticle:
    """All that is to be known of one printed article.

    `title`, `published`, `first_matches` and `first_figures` are the first text's; `figures` and
    `matches` those of the text that is served in the end.  `paths` starts with the
    canonical one.  `origin` is the slug of the outlet whose text this is.  Of one `redated`
    the page shows no other time than that of its last edit.
    """

    id: str
    outlet: str
    paths: tuple[str, ...]
    title: str
    published: datetime
    event: str | None
    copy_of: str | None
    origin: str
    first_matches: tuple[str, ...]
    matches: tuple[str, ...]
    figures: tuple[SaidFigure, ...]
    revisions: tuple[TrueRevision, ...]
    faults: tuple[str, ...] = ()
    first_figures: tuple[SaidFigure, ...] = ()
    redated: bool = False

    def matches_at(self, now: datetime) -> tuple[str, ...]:
        """Return what the article matches as it is served at `now`."""
        served = [revision.matches for revision in self.revisions if revision.at <= now]
        return served[-1] if served else self.first_matches


@dataclass(frozen=True)
class Truth:
    """Everything the world prints, in order of publication."""

    start: datetime
    seed: int
    outlets: dict[str, str]
    articles: tuple[TrueArticle, ...]

    def with_faults(self, faults: Mapping[str, tuple[str, ...]]) -> Truth:
        """Note which faults stood before which article, by article id."""
        marked = (replace(item, faults=faults.get(item.id, item.faults)) for item in self.articles)
        return replace(self, articles=tuple(marked))

    def to_json(self) -> str:
        """Write the truth; times are ISO 8601."""
        return json.dumps(asdict(self), default=_iso, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Truth:
        """Read what `to_json` wrote."""
        raw = json.loads(text)
        return cls(
            start=datetime.fromisoformat(raw["start"]),
            seed=raw["seed"],
            outlets=raw["outlets"],
            articles=tuple(_article(item) for item in raw["articles"]),
        )


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _article(raw: dict[str, Any]) -> TrueArticle:
    known = _known(TrueArticle, raw)
    known["published"] = datetime.fromisoformat(raw["published"])
    known["figures"] = tuple(_figure(item) for item in raw["figures"])
    known["first_figures"] = tuple(_figure(item) for item in raw.get("first_figures", ()))
    known["revisions"] = tuple(_revision(item) for item in raw["revisions"])
    return TrueArticle(**known)


def _revision(raw: dict[str, Any]) -> TrueRevision:
    known = _known(TrueRevision, raw)
    known["at"] = datetime.fromisoformat(raw["at"])
    known["figures"] = tuple(_figure(item) for item in raw["figures"])
    return TrueRevision(**known)


def _figure(raw: dict[str, Any]) -> SaidFigure:
    return SaidFigure(**{**_known(SaidFigure, raw), "as_of": datetime.fromisoformat(raw["as_of"])})


def _known(kind: type, raw: dict[str, Any]) -> dict[str, Any]:
    """Keep the fields of `kind`; lists become the tuples that frozen values hold."""
    names = {field.name for field in fields(kind)}
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in raw.items()
        if key in names
    }
