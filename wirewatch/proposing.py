"""What we propose to follow, value by value, each with where it came from.

    language   ur             its feed says so
    country    PK             its address ends in .pk
    timezone   Asia/Karachi   the only zone of PK; its feed's dates say +0500 too

A guess that nobody can check is worth nothing, and one that looks like a fact does harm: a
wrong zone moves every report of an outlet by hours.  So each value carries its reason, a
person confirms them, and where nothing tells a value it stays empty and says so.

What an outlet says of itself is weighed by how often it is wrong.  A feed's language is set
by hand; `<html lang="en-US">` and `og:locale` are what the program that serves it came
with, and half of the region's Urdu outlets say so: there the text itself decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from config.catalogue import CONFIDENCE, COUNTRIES, Outlet
from config.problems import Wrong
from config.values import MAX_NAME, check_language, check_name
from crawler.discover import Found
from crawler.offers import Offer
from crawler.urls import bare_host, host_of, url_key
from news.source import FeedKind
from news.text import one_line
from wirewatch.places import countries_at, country_of, homes_of, zones_of

_KEYS = {FeedKind.FEED: "feeds", FeedKind.SITEMAP: "sitemaps", FeedKind.SECTION: "sections"}
# Written by programs, not by outlets.
_USUAL = {"en", "en-us", "en_us", "en-gb", "en_gb"}
_BETWEEN = re.compile(r"\s+[|–—»:·-]+\s+|\s*[|»]\s*|:\s+")
_OF_A_FEED = re.compile(
    r"\s*[-–—|:»]*\s*\b(?:rss|feeds?|atom|latest(?: news)?|top stories|home(?: ?page)?)\b\s*",
    re.IGNORECASE,
)
_MOST_SHARE = 0.6  # of a feed's dates that must agree on an offset


@dataclass(frozen=True)
class Proposal:
    """A source as it would stand in sources.toml.

    `why` gives the reason of a key's value, or why there is none, `lists` that of each
    address; `left_out` are lists that were found and are not proposed, `remark` a comment
    beside the name.
    """

    entry: dict[str, Any]
    why: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    left_out: tuple[Offer, ...] = ()
    notes: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Guess:
    """A value and where it came from; an empty one says why there is none."""

    value: str = ""
    why: str = "nothing tells it"


def from_outlet(outlet: Outlet) -> Proposal:
    """Propose an outlet of the catalogue as it stands there."""
    entry = {key: value for key, value in outlet.entry.items() if value}
    notes = ["Its addresses were not asked: `wirewatch sources test` does."]
    if not outlet.likely:
        notes.append("They come from a list or two, and may be dead.")
    return Proposal(
        entry, dict.fromkeys(entry, _shipped(outlet)), notes=tuple(notes), remark=outlet.remark
    )


def propose(found: Found, outlet: Outlet | None, now: datetime) -> Proposal:
    """Propose what was found; of an outlet of the catalogue its facts are taken."""
    taken = [offer for offer in found.offers if offer.taken]
    entry: dict[str, Any] = {}
    why: dict[str, str] = {}
    for key, guess in _guesses(found, taken, outlet, now):
        why[key] = guess.why
        if guess.value:
            entry[key] = guess.value
    for offer in taken:
        entry.setdefault(_KEYS[offer.kind], []).append(offer.url)
    return Proposal(
        entry=entry,
        why=why,
        lists={offer.url: f"{offer.why}; {contents(offer, now)}" for offer in taken},
        left_out=tuple(offer for offer in found.offers if not offer.taken),
        notes=found.notes,
        remark=outlet.remark if outlet else "",
    )


def overruled(proposal: Proposal, said: Mapping[str, Any]) -> Proposal:
    """Let what somebody says himself take the place of guesses."""
    given = {key: value for key, value in said.items() if value}
    why = {**proposal.why, **dict.fromkeys(given, "as you said")}
    return replace(proposal, entry={**proposal.entry, **given}, why=why)


def outlet_at(outlets: Sequence[Outlet], address: str) -> Outlet | None:
    """Return the outlet of the catalogue that an address belongs to, if it is one's alone."""
    key, host = url_key(_full(address)), bare_host(_full(address))
    for outlet in outlets:
        urls = (outlet.homepage, *(feed.url for feed in outlet.feeds), *outlet.sitemaps)
        if key in {url_key(url) for url in urls}:
            return outlet
    # bbc.com is the home of five: there the path must say which.
    here = [outlet for outlet in outlets if bare_host(outlet.homepage) == host]
    paths = [one for one in here if _within(key, url_key(one.homepage))]
    fitting = paths or [one for one in here if urlsplit(one.homepage).path in {"", "/"}]
    return fitting[0] if len(fitting) == 1 else None


def contents(offer: Offer, now: datetime) -> str:
    """Say what a list holds: 20 entries, newest 3 hours old."""
    number = f"{offer.entries:,} {'entry' if offer.entries == 1 else 'entries'}"
    if offer.newest is None:
        return f"{number}, none dated"
    minutes = max((now - offer.newest).total_seconds() / 60, 0)
    for length, unit in ((24 * 60, "days"), (60, "hours"), (1, "minutes")):
        if minutes >= 2 * length or length == 1:
            return f"{number}, newest {minutes / length:.0f} {unit} old"
    return number


def _guesses(
    found: Found, taken: Sequence[Offer], outlet: Outlet | None, now: datetime
) -> Iterator[tuple[str, Guess]]:
    """Yield each value in the order of the file."""
    home = found.home.url if found.home else _home_of(found, taken)
    facts = outlet.entry if outlet else {}

    def known(key: str, guess: Guess) -> Guess:
        value = facts.get(key)
        return Guess(str(value), _shipped(outlet)) if outlet and value else guess

    yield "name", known("name", _name(found, taken, home))
    yield "url", known("url", Guess(home, "where it was found"))
    language = known("language", _language(found, taken))
    if outlet and len(outlet.languages) > 1:
        language = Guess("", f"it prints in several: {', '.join(outlet.languages)}")
    yield "language", language
    offset = _offset(taken)
    country = known("country", _country(found, home, language.value, offset, now))
    yield "region", known("region", _region(country))
    yield "country", country
    yield "timezone", known("timezone", _zone(country.value, offset, now))


def _home_of(found: Found, taken: Sequence[Offer]) -> str:
    """Return the home page of an outlet whose home page was not read."""
    url = taken[0].url if taken else _full(found.asked)
    return f"{url.partition('://')[0]}://{host_of(url)}/"


def _name(found: Found, taken: Sequence[Offer], home: str) -> Guess:
    """Take its own name for itself, else its feed's or its page's title, else its host."""
    page = found.home
    feeds = [offer for offer in taken if offer.kind is FeedKind.FEED]
    candidates = [
        (page.site_name if page else "", "its home page calls itself so (og:site_name)"),
        (_OF_A_FEED.sub(" ", feeds[0].title) if feeds else "", "the title of its feed"),
        (_name_in(page.title, home) if page else "", "from the title of its home page"),
        (bare_host(home).partition(":")[0], "its host"),
    ]
    for text, why in candidates:
        bare = one_line(text, MAX_NAME).strip(" -–—|:»·")
        try:
            return Guess(check_name(bare), why)
        except Wrong:
            continue
    return Guess("", "say one with --name")


def _name_in(title: str, home: str) -> str:
    """Return the part of a page's title that its host is named after, else the first telling."""
    bare = [_OF_A_FEED.sub(" ", part).strip() for part in _BETWEEN.split(title)]
    parts = [part for part in bare if _letters(part) not in {"", "news"}]
    host = _letters(bare_host(home).partition(":")[0].partition(".")[0])
    named = [part for part in parts if _letters(part) and _letters(part) in host]
    return max(named, key=len) if named else min(parts, key=len, default="")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _language(found: Found, taken: Sequence[Offer]) -> Guess:
    page = found.home
    said = [(offer.language, f"its {offer.kind} says so") for offer in taken if offer.language][:1]
    if page:
        said += [(page.language, "its home page says so (html lang)")]
        said += [(page.locale, "its home page says so (og:locale)")]
    for text, why in said:
        code = _code(text)
        if not code:
            continue
        reads_as = page.reads_as if page else ""
        if code == "en" and text.lower() in _USUAL and reads_as not in {"", "en"}:
            return Guess(reads_as, f"its text reads so, though it says {text}")
        return Guess(code, why)
    if page and page.reads_as:
        return Guess(page.reads_as, "its text reads so")
    return Guess()


def _code(text: str) -> str:
    """Return the language of "ur-PK" or "ur_PK", "" where that is none."""
    try:
        return check_language(re.split(r"[-_]", text.strip())[0])
    except Wrong:
        return ""


def _country(found: Found, home: str, language: str, offset: int | None, now: datetime) -> Guess:
    """Take the ending of its address, else what it says, else language and clock together."""
    host = host_of(home)
    if code := country_of(host):
        return Guess(code, f"its address ends in .{host.partition(':')[0].rpartition('.')[2]}")
    page = found.home
    for text, what in ((page.locale, "og:locale"), (page.language, "html lang")) if page else ():
        place = re.fullmatch(r"[A-Za-z]{2,3}[-_]([A-Za-z]{2})", text.strip())
        if place and text.lower() not in _USUAL and country_of(f"x.{place[1]}"):
            return Guess(country_of(f"x.{place[1]}"), f"its home page says {text} ({what})")
    if offset:
        there = countries_at(offset, now)
        fitting = [code for code in homes_of(language) if code in there]
        if len(there) == 1:
            return Guess(min(there), f"its dates say {_shown(offset)}, which is kept only there")
        if fitting:
            return Guess(fitting[0], f"it writes {language}, and its dates say {_shown(offset)}")
    return Guess()


def _region(country: Guess) -> Guess:
    name = COUNTRIES.get(country.value, "") if country.value != "XX" else ""
    return Guess(name, "the country's name; say a narrower one with --region") if name else Guess()


def _zone(country: str, offset: int | None, now: datetime) -> Guess:
    """Take the country's zone, if it has one and the feed's dates do not speak against it."""
    zones = zones_of(country, now)
    if not zones:
        says = f"its dates say {_shown(offset)}" if offset else "nothing tells it"
        return Guess("", f"{says}: say one with --timezone")
    if offset:
        agreeing = zones_of(country, now, offset)
        if not agreeing:
            wrong = f"its dates say {_shown(offset)}, which no zone of {country} keeps"
            return Guess("", f"{wrong}: say one with --timezone")
        if len(agreeing) == 1 or len(zones) > len(agreeing):
            only = "the only zone" if len(zones) == 1 else "the first zone that fits"
            return Guess(agreeing[0], f"{only} of {country}; its dates say {_shown(offset)} too")
    if len(zones) == 1:
        return Guess(zones[0], f"the only zone of {country}")
    return Guess("", f"{country} has {len(zones)} zones: say one with --timezone")


def _offset(taken: Sequence[Offer]) -> int | None:
    """Return the offset that most of the feeds' dates name; None for UTC, which says nothing."""
    counted = Counter(offset for offer in taken for offset in offer.offsets)
    if not counted:
        return None
    offset, number = counted.most_common(1)[0]
    return offset if offset and number >= _MOST_SHARE * counted.total() else None


def _shown(offset: int) -> str:
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}{minutes:02d}"


def _shipped(outlet: Outlet | None) -> str:
    grade = outlet.confidence if outlet else "D"
    return f"the shipped catalogue ({grade}: {CONFIDENCE[grade]})"


def _full(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def _within(key: str, home: str) -> bool:
    """Say whether an address lies below a home page that has a path of its own."""
    return "/" in home and (key == home or key.startswith(f"{home}/"))
