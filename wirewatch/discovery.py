"""Run a search for what an outlet offers, as a command: with the crawler, beside any daemon.

It is a visit like a check (`wirewatch.fieldcheck`): the same gate, guard and robots.txt,
nothing that remembers, no archive and no lock.  What robots.txt said is kept for as long as
the search lasts, for it names the sitemaps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from config.settings import Config
from crawler.discover import Discovery, Found, reason
from crawler.gate import GateClosedError
from crawler.robots import RobotsFile
from crawler.visit import Ask, Heard, Nobody
from news.moment import Clock
from news.source import Feed
from news.text import one_line
from wirewatch.fieldcheck.check import visitors
from wirewatch.fieldcheck.look import challenge

LONGEST = 270.0  # real seconds, less than a wave may take


class _Listener(Nobody):
    """A desk that keeps what hosts say in robots.txt."""

    def __init__(self) -> None:
        self.files: dict[str, RobotsFile] = {}

    async def robots_read(self, host: str, file: RobotsFile) -> None:
        """Keep it."""
        self.files[host] = file


async def discover(
    config: Config, address: str, known: Sequence[Feed], clock: Clock, screen: Console
) -> Found:
    """Find what an address leads to; `known` are addresses of its outlet."""
    desk, found = _Listener(), Found(address)
    with screen.status("looking") as status:

        async def visit(ask: Ask) -> None:
            nonlocal found

            def step(url: str) -> None:
                status.update(Text(f"asking {one_line(url, 100)}"))

            search = Discovery(ask, pool, clock, desk.files.get, known, step)
            try:
                async with asyncio.timeout(LONGEST):
                    found = await search.run(address)
            except TimeoutError:
                late = f"it took longer than {LONGEST:.0f} s; what was found until then is shown"
                found = replace(search.found(address), notes=(*search.notes, late))
            except GateClosedError:
                found = search.found(address)

        async with visitors(config, clock, desk) as (waves, pool):
            await waves.visit(address, visit)
    return found


def fruitless(found: Found) -> str:
    """Say why nothing of an address can be followed, and what else to try."""
    if found.refused is not None:
        return refusal(found.refused)
    if not found.offers:
        return f"{found.asked} leads to no feed, no sitemap and no page that lists articles."
    lines = [f"nothing that {found.asked} leads to can be followed:"]
    lines += [f"  {offer.kind} {offer.url}: {offer.note}" for offer in found.offers]
    return "\n".join(lines)


def refusal(heard: Heard) -> str:
    """Say why an answer is of no use, and what else to try."""
    if wall := challenge(heard):
        return (
            f"{heard.url} answers with a challenge page ({wall}): it keeps programs out.\n"
            "Ask the outlet to let our user agent in, or add its feed by its own address."
        )
    return f"{heard.url} cannot be read: {reason(heard)}.\n{_way_out(heard)}"


def _way_out(heard: Heard) -> str:
    if "forbids" in heard.failure:
        return "Ask the outlet, or add its feed by its own address: feeds are for programs."
    if "public" in heard.failure:
        return "An address inside your own network needs [crawl] allow_addresses."
    if heard.status:
        return "Open it in a browser: it may have moved, or keep programs out."
    return "Look whether the address is spelled as it should be, and the outlet up."
