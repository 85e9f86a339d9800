"""The outlets of the shipped catalogue as sources, to be checked before anybody follows them.

All their feeds are asked, also those that `init` leaves out: a check is the place to learn
which of an outlet's addresses are alive.
"""

from __future__ import annotations

from collections.abc import Sequence

from config.catalogue import Outlet, catalogue, choose
from news.errors import WirewatchError
from news.source import Feed, FeedKind, Source


def shipped_sources(countries: Sequence[str], poll_seconds: float) -> list[Source]:
    """Return the catalogue's outlets that have something to poll, of all or some countries."""
    outlets = catalogue()
    known = {outlet.country for outlet in outlets}
    wanted = [country.upper() for country in countries]
    if strangers := [country for country in wanted if country not in known]:
        there = ", ".join(sorted(known))
        raise WirewatchError(
            f"the catalogue has no country {', '.join(strangers)}. There are: {there}"
        )
    return [_source(outlet, poll_seconds) for outlet in choose(outlets, wanted, ())]


def _source(outlet: Outlet, poll_seconds: float) -> Source:
    feeds = [Feed(feed.url) for feed in outlet.feeds]
    feeds += [Feed(url, FeedKind.SITEMAP) for url in outlet.sitemaps]
    return Source(
        name=outlet.name,
        url=outlet.homepage,
        feeds=tuple(feeds),
        # A detector names the language of those that print in several.
        language=outlet.languages[0] if len(outlet.languages) == 1 else "",
        region=outlet.region,
        country=outlet.country,
        timezone=outlet.timezone,
        poll_seconds=poll_seconds,
    )
