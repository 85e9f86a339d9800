"""Read the world's outlets and articles from the TOML files in data/.

Prose stands in multi-line strings, one paragraph after a blank line.  A figure is one
line that a person can check against the prose:

    "Army Information Wing | at_least 10 | killed | soldiers | 0:40"
     speaker ("-": the outlet itself) | bound and value(s) | effect | what is counted | as of

"{today}" in the prose becomes the day of the week.  A later text is told by its
difference: `replace` pairs, an optional new title, an `append`.  A copy names its origin
and what was done to it (`keep` paragraphs, a title).
A pair that no longer fits its prose is an error, never silently nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from wirewatch.newsworld.printed import Listing, ListKind, Outlet, Printed, Text
from wirewatch.newsworld.truth import SaidFigure
from wirewatch.newsworld.watch import GAUGES, gives

EVENTS = ("zhenna.toml", "oshti.toml", "brakkel.toml", "urdu.toml", "background.toml")

# "about" covers ten per cent either side, "nearly" reaches down as far.
_NEAR = 0.1


class ContentError(ValueError):
    """The world's own files contradict themselves."""


@dataclass(frozen=True)
class Region:
    """The invented country: names that the filler and the configuration draw on."""

    name: str
    capital: str
    provinces: tuple[str, ...]
    towns: tuple[str, ...]
    agencies: tuple[str, ...]
    groups: tuple[str, ...]
    officials: tuple[str, ...]


def load_region() -> Region:
    """Read the region's names."""
    raw = _toml("region.toml")
    lists = {key: tuple(value) for key, value in raw.items() if isinstance(value, list)}
    return Region(name=raw["name"], capital=raw["capital"], **lists)


def load_outlets() -> tuple[Outlet, ...]:
    """Read the outlets, in the order of their file."""
    return tuple(_outlet(raw) for raw in _toml("outlets.toml")["outlets"])


def load_articles(outlets: Iterable[Outlet], start: datetime) -> list[Printed]:
    """Read every article and copy, with times counted from `start`."""
    desk = _Desk({outlet.slug: outlet for outlet in outlets}, start)
    for name in EVENTS:
        raw = _toml(name)
        for article in raw.get("articles", []):
            desk.original(raw, article)
        for copy in raw.get("copies", []):
            desk.copy(copy)
    return list(desk.printed.values())


def offset(text: str) -> timedelta:
    """Read "4:35" or "-2:00" as hours and minutes."""
    found = re.fullmatch(r"(-?)(\d+):([0-5]\d)", text)
    if not found:
        raise ContentError(f"an offset is written hours:minutes, not {text!r}")
    sign = -1 if found[1] else 1
    return sign * timedelta(hours=int(found[2]), minutes=int(found[3]))


def figure(line: str, start: datetime) -> SaidFigure:
    """Read one line of figures (see the module's text)."""
    try:
        speaker, amount, effect, counts, as_of = (part.strip() for part in line.split("|"))
        bound, _, number = amount.partition(" ")
        value, low, high = interval(bound, number)
    except ValueError as error:
        raise ContentError(f"cannot read the figure {line!r}: {error}") from None
    who = None if speaker == "-" else speaker
    return SaidFigure(who, value, low, high, bound, effect, counts, start + offset(as_of))


def interval(bound: str, number: str) -> tuple[float, float | None, float | None]:
    """Return value, low and high of a hedged number; None is open."""
    if bound == "range":
        low, high = (float(part) for part in number.split("-"))
        return high, low, high
    value = float(number.replace("_", ""))
    ends: dict[str, tuple[float | None, float | None]] = {
        "exactly": (value, value),
        "at_least": (value, None),
        "more_than": (value, None),
        "about": (value * (1 - _NEAR), value * (1 + _NEAR)),
        "nearly": (value * (1 - _NEAR), value),
        "up_to": (0.0, value),
        "less_than": (0.0, value),
    }
    if bound not in ends:
        raise ContentError(f"no such bound: {bound}")
    return (value, *ends[bound])


def slug(title: str) -> str:
    """Return the part of an address that outlets make from a title; "" for other scripts."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:90].rstrip("-")


def addresses(outlet: Outlet, number: int, title: str, section: str, at: datetime) -> list[str]:
    """Return the canonical path and, where the outlet has them, the second one."""
    day = at.astimezone(ZoneInfo(outlet.timezone))
    parts = {
        "number": number,
        "slug": slug(title) or f"khabar-{number}",
        "section": section,
        "day": f"{day:%Y/%m/%d}",
    }
    return [shape.format(**parts) for shape in (outlet.path, outlet.alias) if shape]


class _Desk:
    """Collects the articles while the files are read: copies refer to earlier ones."""

    def __init__(self, outlets: dict[str, Outlet], start: datetime) -> None:
        self.outlets, self.start = outlets, start
        self.printed: dict[str, Printed] = {}

    def original(self, event: dict[str, Any], raw: dict[str, Any]) -> None:
        """Print an article that its outlet wrote itself."""
        said = {"topics": event.get("topics", []), **raw}
        first = Text(
            at=self.start + offset(raw["at"]),
            title=raw["title"],
            paragraphs=tuple(_paragraphs(self._dated(raw, raw["text"]))),
            change="",
            matches=_matches(said),
            figures=self._figures(raw),
        )
        section = raw.get("section", event.get("section", "news"))
        self._print(
            Printed(
                id=raw["id"],
                outlet=raw["outlet"],
                paths=(),
                section=section,
                byline=raw.get("byline", ""),
                event=event.get("event"),
                copy_of=None,
                origin=raw["outlet"],
                texts=tuple(self._texts(first, said)),
                post=raw.get("post", ""),
            )
        )

    def copy(self, raw: dict[str, Any]) -> None:
        """Print what an outlet took over from another, as it read when it was taken."""
        source = self.printed[raw["of"]]
        at = self.start + offset(raw["at"])
        taken = source.text(at)
        if taken is None:
            raise ContentError(f"{raw['id']} copies {source.id} before it is published")
        agency = self.outlets[source.outlet].name
        kept = taken.paragraphs[: raw.get("keep", len(taken.paragraphs))]
        first = replace(
            taken,
            at=at,
            change="",
            title=raw.get("title", taken.title),
            paragraphs=(*kept, f"({agency})"),
            matches=_matches(raw) if {"topics", "people"} & set(raw) else taken.matches,
            figures=self._figures(raw) if "figures" in raw else taken.figures,
        )
        self._print(
            replace(
                source,
                id=raw["id"],
                outlet=raw["outlet"],
                copy_of=source.id,
                byline=raw.get("byline", agency),
                texts=tuple(self._texts(first, {"topics": list(first.matches), **raw})),
                post="",
            )
        )

    def _print(self, item: Printed) -> None:
        if item.id in self.printed:
            raise ContentError(f"two articles are called {item.id}")
        # Numbers grow with the order of the files, as a newsroom's system counts.
        number = 410_200 + 7 * len(self.printed)
        first = item.texts[0]
        outlet = self.outlets[item.outlet]
        paths = addresses(outlet, number, first.title, item.section, first.at)
        texts = tuple(replace(text, matches=_with_figures(text)) for text in item.texts)
        self.printed[item.id] = replace(item, paths=tuple(paths), texts=texts)

    def _texts(self, first: Text, raw: dict[str, Any]) -> Iterator[Text]:
        """Yield the first text and each later one, made from the one before."""
        yield first
        text, said = first, raw
        for change in raw.get("revisions", []):
            said = {**said, **change}
            prose = self._dated(raw, _edited("\n\n".join(text.paragraphs), change, raw["id"]))
            text = Text(
                at=self.start + offset(change["at"]),
                title=change.get("title", text.title),
                paragraphs=tuple(_paragraphs(prose)),
                change=change["change"],
                matches=_matches(said),
                figures=self._figures(change) or text.figures,
            )
            yield text

    def _dated(self, raw: Mapping[str, Any], prose: str) -> str:
        """Name the day of printing, in the outlet's own zone."""
        zone = ZoneInfo(self.outlets[raw["outlet"]].timezone)
        local = (self.start + offset(raw["at"])).astimezone(zone)
        day = f"{local:%A}"
        return prose.replace("{today}", day)

    def _figures(self, raw: dict[str, Any]) -> tuple[SaidFigure, ...]:
        return tuple(figure(line, self.start) for line in raw.get("figures", []))


def _edited(prose: str, change: Mapping[str, Any], name: str) -> str:
    for old, new in change.get("replace", []):
        if old not in prose:
            raise ContentError(f"{name} has nothing to replace: {old!r}")
        prose = prose.replace(old, new)
    return f"{prose}\n\n{change.get('append', '')}"


def _matches(said: dict[str, Any]) -> tuple[str, ...]:
    return (*said.get("topics", []), *said.get("people", []))


def _with_figures(text: Text) -> tuple[str, ...]:
    """Add to what is said to match the tracked figures that the text's own figures are."""
    rest = [name for name in text.matches if name not in {gauge.name for gauge in GAUGES}]
    return (*rest, *(one.name for one in GAUGES if gives(one, rest, text.figures)))


def _paragraphs(prose: str) -> list[str]:
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", prose))
    return [block for block in blocks if block]


def _outlet(raw: dict[str, Any]) -> Outlet:
    listings = tuple(
        Listing(**{**item, "kind": ListKind(item["kind"])}) for item in raw["listings"]
    )
    return Outlet(**{**raw, "listings": listings})


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "data" / name).read_text(encoding="utf-8"))


def phrases() -> dict[str, Any]:
    """Read the sentence parts from which filler is composed."""
    return _toml("phrases.toml")
