"""Sources to lists of subscriptions and back: what an OPML file means for sources.toml.

    outlines ─gather─▶ sources as they would stand ─plan─▶ added | joined | known already

Of our own files each source comes back whole.  Those of other readers know feeds, not
sources: two feeds of one title and one home page become one source, two of one title and
different outlets two.  An address that is followed already is left where it is, so that
the same file may be imported twice; one that no source could have (a file of this machine,
a script, an address inside our own network) is left out, with the reason, and the others
are taken.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any
from urllib.parse import urldefrag, urlsplit

from pydantic import TypeAdapter, ValidationError

from config.edit import Changes
from config.load import keys_of
from config.problems import Wrong, rewrite
from config.tables import SourceTable
from config.values import MAX_NAME, check_language, check_name, check_tag, check_url
from crawler.guard import Guard
from crawler.opml import Outline
from crawler.urls import absolute, bare_host, url_key
from news.source import FeedKind
from news.text import one_line

KEYS = {FeedKind.FEED: "feeds", FeedKind.SITEMAP: "sitemaps", FeedKind.SECTION: "sections"}
# What an outline has words of its own for.
_SAID = {"name", "url", "language", "tags", *KEYS.values()}

_UNKNOWN = "https://secret.invalid/"
_TABLE = TypeAdapter(SourceTable)
_NUMBER = 10  # characters of a name that are left for a number behind it

Entry = dict[str, Any]


@dataclass(frozen=True)
class Gathered:
    """The sources that a list of subscriptions means, and what was left out of it and why."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()


@dataclass
class Plan:
    """What importing would do: sources that are new, that grow, and addresses that are known."""

    added: list[Entry] = field(default_factory=list)
    extended: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    known: int = 0

    @property
    def changes(self) -> Changes:
        """What to do to sources.toml."""
        return Changes(added=self.added, extended=self.extended)


def gather(outlines: Iterable[Outline], guard: Guard) -> Gathered:
    """Make sources of outlines; what cannot be followed is left out with the reason."""
    entries: dict[str, Entry] = {}
    places: dict[str, Entry] = {}
    left_out: list[str] = []
    for outline in outlines:
        try:
            url, kind = _address(outline, guard), KEYS[FeedKind(outline.kind)]
        except (Wrong, ValueError) as error:
            says = error.message() if isinstance(error, Wrong) else "its kind is not known"
            left_out.append(f"{outline.title or one_line(outline.url, 100)}: {says}")
            continue
        # Of our own files an address comes back as it was written, also where two are alike.
        place = f"{outline.source}\n{url}" if outline.source else url_key(url)
        entry = places.get(place)
        if entry is None:
            entry = entries.setdefault(_identity(outline, url), _begun(outline, url, guard))
            places[place] = entry
            entry[kind] = [*entry.get(kind, ()), *([url] if url else ())]
        entry["tags"] = list(dict.fromkeys([*entry["tags"], *outline.tags]))
    sound: list[Entry] = []
    for entry in _named(entries.values()):
        if wrong := _wrong_with(entry):
            left_out.append(f"{entry['name']}: {wrong}")
        else:
            sound.append(entry)
    return Gathered(tuple(sound), tuple(dict.fromkeys(left_out)))


def _wrong_with(entry: Entry) -> str:
    """Say what the configuration would refuse of a source, "" if nothing."""
    # Secrets are resolved, and their values checked, when the configuration is loaded.
    plain = {key: value for key, value in entry.items() if not _is_secret(value)}
    for key in KEYS.values():
        if key in plain:
            plain[key] = [_UNKNOWN if _is_secret(url) else url for url in plain[key]]
    try:
        _TABLE.validate_python(plain)
    except ValidationError as error:
        detail = error.errors()[0]
        place = ".".join(str(part) for part in detail["loc"])
        says = rewrite(detail, keys_of(SourceTable)).message()
        return f"{place}: {says}" if place else says
    return ""


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and set(value) in ({"env"}, {"file"})


def _address(outline: Outline, guard: Guard) -> str:
    """Return where an outline's list is, "" where one of ours keeps that a secret."""
    if outline.source and not outline.url:
        return ""
    return address(outline.url, guard, as_written=bool(outline.source))


def address(text: str, guard: Guard, *, as_written: bool = False) -> str:
    """Return an address as it would be followed; Wrong says why it cannot be."""
    bare = text if as_written else urldefrag(text.strip())[0]
    url = check_url(bare if as_written else absolute("", bare) or bare)
    if (number := as_number(urlsplit(url).hostname or "")) and guard.refuses(number):
        raise Wrong("{} lies inside our own network", text, "[crawl] allow_addresses lets it in.")
    return url


def as_number(host: str) -> str:
    """Return the IP address that a host is, in whatever notation; "" where it is a name."""
    if ":" in host:
        return host
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    if not re.fullmatch(r"[0-9a-fx.]+", host):
        return ""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))  # 0x7f.1, 2130706433
    except OSError:
        return ""


def _identity(outline: Outline, url: str) -> str:
    """Return what makes outlines one source: its name with us, else title and outlet."""
    if outline.source:
        return f"source {outline.source.casefold()}"
    outlet = bare_host(outline.home) or bare_host(url)
    return f"{outline.title.casefold()} {outlet}" if outline.title else url_key(url)


def _begun(outline: Outline, url: str, guard: Guard) -> Entry:
    """Begin a source with what its first outline says besides the address."""
    entry: Entry = {"name": outline.source or outline.title or bare_host(url), "tags": []}
    entry |= {key: value for key, value in outline.more.items() if key in keys_of(SourceTable)}
    for key, value, check in (
        ("url", outline.home, lambda text: address(text, guard, as_written=bool(outline.source))),
        ("language", re.split(r"[-_]", outline.language)[0], check_language),
    ):
        try:
            if value:
                entry[key] = check(value)
        except Wrong:
            continue  # what is only shown is no reason to leave a feed out
    return entry


def _named(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Give each source a name of its own: of two the later is told by its host."""
    taken: set[str] = set()
    for entry in entries:
        name = _free(entry, taken)
        taken.add(name.casefold())
        yield {"name": name, **{key: value for key, value in entry.items() if key != "name"}}


def _free(entry: Entry, taken: Iterable[str]) -> str:
    """Return a name that nobody has."""
    lists = [url for key in KEYS.values() for url in entry.get(key, ()) if isinstance(url, str)]
    host = bare_host(str(entry.get("url") or (lists[0] if lists else "")))
    name = str(entry["name"])
    short = one_line(name, MAX_NAME - _NUMBER)
    tries = chain([name, f"{name} ({host})"], (f"{short} {number}" for number in count(2)))
    fitting = (check_name(one_line(one, MAX_NAME)) for one in tries)
    return next(one for one in fitting if one.casefold() not in taken)


def plan(present: Sequence[Mapping[str, Any]], coming: Iterable[Entry]) -> Plan:
    """Compare what a file means with what is followed."""
    made = Plan()
    followed = {
        url_key(url): str(entry["name"])
        for entry in present
        for key in KEYS.values()
        for url in entry.get(key, ())
        if isinstance(url, str)
    }
    by_name = {str(entry["name"]).casefold(): entry for entry in present}
    taken = set(by_name)
    for entry in coming:
        news = {
            key: [url for url in entry.get(key, ()) if _known_by(url) not in followed]
            for key in KEYS.values()
        }
        number = sum(len(entry.get(key, ())) for key in KEYS.values())
        made.known += number - sum(map(len, news.values()))
        old = by_name.get(entry["name"].casefold())
        if old is not None and _same_outlet(old, entry):
            tags = [tag for tag in entry.get("tags", ()) if tag not in old.get("tags", ())]
            if grown := {key: value for key, value in {**news, "tags": tags}.items() if value}:
                made.extended[str(old["name"])] = grown
        elif any(news.values()):
            name = _free(entry, taken)
            taken.add(name.casefold())
            made.added.append({**entry, **news, "name": name})
    return made


def _known_by(url: Any) -> str:
    return url_key(url) if isinstance(url, str) else ""


def _same_outlet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two sources of one name are one: they share a host."""
    return not _hosts(one).isdisjoint(_hosts(other))


def _hosts(entry: Mapping[str, Any]) -> set[str]:
    urls = [entry.get("url", ""), *(url for key in KEYS.values() for url in entry.get(key, ()))]
    return {bare_host(url) for url in urls if isinstance(url, str) and url}


def outlines_of(entries: Iterable[Mapping[str, Any]]) -> list[Outline]:
    """Write sources as outlines, one for each of their lists.

    A secret that stands for an address stays one: it goes as it is written, by its name.
    """
    found: list[Outline] = []
    for entry in entries:
        more = {key: value for key, value in entry.items() if key not in _SAID}
        urls = [
            (kind, url)
            for kind, key in KEYS.items()
            for url in entry.get(key, ())
            if isinstance(url, str)
        ]
        for key in KEYS.values():
            if hidden := [url for url in entry.get(key, ()) if not isinstance(url, str)]:
                more[key] = hidden
        for kind, url in urls or [(FeedKind.SECTION, "")]:
            found.append(_outline(entry, kind, url, more))
    return found


def _outline(
    entry: Mapping[str, Any], kind: FeedKind, url: str, more: Mapping[str, Any]
) -> Outline:
    home = entry.get("url", "")
    language = entry.get("language", "")
    own = {key: value for key, value in (("url", home), ("language", language)) if value}
    return Outline(
        url=url,
        title=entry["name"],
        kind=kind.value,
        home=home if isinstance(home, str) else "",
        language=language if isinstance(language, str) else "",
        tags=tuple(check_tag(tag) for tag in entry.get("tags", ()) if isinstance(tag, str)),
        source=entry["name"],
        more={**more, **{key: value for key, value in own.items() if not isinstance(value, str)}},
    )
