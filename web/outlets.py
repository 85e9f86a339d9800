"""The page of the sources: how each is, since when, and what to do; troubled ones first.

    /sources                    all of them
    /sources?state=trouble      those in trouble; also errors, new, paused, well
    /sources?name=gazette       those in whose name this stands

A desk with a hundred outlets looks here once a day: what needs somebody stands open at the top,
what is well is one line each.  The address is the whole state of the page, so a colleague can
be sent what was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from news.finding import Subject
from news.health import SourceState, State, source_states
from web.asked import LONGEST_NAME
from web.pages import Pages
from web.ports import Ports

# A shorter list is seen at a glance.
_LONG = 8


@dataclass(frozen=True)
class Choice:
    """One kind of source that may be chosen, and how many are of it."""

    words: str
    count: int
    link: str
    chosen: bool


@dataclass(frozen=True)
class Wanted:
    """Which sources the page shows."""

    state: str = ""
    name: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Wanted:
        """Read the fields of a URL; an unknown state asks for all."""
        state = fields.get("state", "")
        name = fields.get("name", "").strip()[:LONGEST_NAME]
        return cls(state if state in set(State) else "", name)

    def shows(self, source: SourceState) -> bool:
        """Say whether a source is wanted."""
        named = self.name.casefold() in source.source.casefold()
        return named and self.state in {"", source.state}

    def choices(self, sources: list[SourceState]) -> list[Choice]:
        """Return the kinds that there are, all of them first."""
        counts = Counter(source.state for source in sources)
        kinds = [("all", "", len(sources))]
        there = [state for state in State if counts[state]]
        kinds += [(state.words, state.value, counts[state]) for state in there]
        return [
            Choice(words, count, self._link(state), state == self.state)
            for words, state, count in kinds
        ]

    def _link(self, state: str) -> str:
        fields = {"state": state, "name": self.name}
        written = urlencode({key: value for key, value in fields.items() if value})
        return f"?{written}" if written else ""


class Outlets:
    """The page."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports, self._pages = ports, pages

    def router(self) -> APIRouter:
        """Return the page under its address."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/sources", self.sources)
        return router

    def sources(self, request: Request) -> Response:
        """Show how the sources and the program are doing."""
        ports, wanted = self._ports, Wanted.read(request.query_params)
        incidents, feeds = ports.incidents(), ports.browse.feeds()
        sources = source_states(feeds, incidents)
        return self._pages.show(
            request,
            "sources.html",
            ours=[one for one in incidents if one.subject is Subject.MONITOR],
            past=ports.past(),
            remarkable=ports.remarkable(),
            watches=ports.watches.all(),
            sources=sources,
            shown=[source for source in sources if wanted.shows(source)],
            wanted=wanted,
            choices=wanted.choices(sources),
            long=len(sources) > _LONG,
            feeds=len(feeds),
            totals=ports.browse.totals(),
            health=ports.health(),
        )
