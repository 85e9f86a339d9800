"""Commands that run one stage alone, as a pipe: try feed.

Each takes JSON Lines and gives JSON Lines; the shapes are stable, benchmarks and other
people's scripts rest on them.  A single item on a terminal is shown for people.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Annotated, Any

import typer
from rich.text import Text

from config.settings import Settings
from news.errors import WirewatchError
from news.moment import Clock, Moment
from news.source import Entry, FeedReading
from wirewatch.commands.terminal import JsonOption, make_clock, out, print_line
from wirewatch.pipe import Item, flow, items_of, read_bytes, text_of

_AT_ONCE = 8  # items under way: enough that no worker waits for the next

_FILES = typer.Argument(help="Files, or - for JSON Lines on standard input.")


def feed(
    files: Annotated[list[str] | None, _FILES] = None,
    timezone: Annotated[
        str, typer.Option(help="The outlet's zone, for lines that name none: Asia/Karachi")
    ] = "",
    url: Annotated[str, typer.Option(help="Where a feed was got, for its relative links.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Read feed files as the collector would: RSS, Atom, RDF, CDF, JSON Feed.

    Standard input, and a file whose name ends in .jsonl, hold lines such as
    {"id": 1, "path": "courier.xml", "timezone": "Asia/Karachi"}; also headers, url, language.
    """
    from wirewatch.wiring import make_pool

    clock, told = make_clock(), {"timezone": timezone, "url": url}

    async def work(items: Iterator[Item], tell: Any) -> int:
        pool = make_pool(Settings())

        async def read(fields: Mapping[str, Any]) -> dict[str, Any]:
            named = {name: value for name, value in fields.items() if value is not None}
            return _shown(await _read_feed(pool, {**told, **named}, clock))

        try:
            return await flow(items, read, tell, _AT_ONCE)
        finally:
            await pool.close()

    _run(items_of(files or [], bare=True), work, _print_feed, as_json=as_json)


def _run(items: Iterator[Item], work: Any, show: Any, *, as_json: bool) -> None:
    """Let the items flow; status 1 if one failed."""
    tell = print_line
    if not as_json and sys.stdout.isatty():
        first = list(islice(items, 2))
        items = chain(first, items)
        tell = show if len(first) == 1 else tell
    if asyncio.run(work(items, tell)):
        sys.exit(1)


async def _read_feed(pool: Any, fields: Mapping[str, Any], clock: Clock) -> FeedReading:
    """Read the feed that an item names, within the limits of a worker."""
    from crawler.feeds import MAX_BYTES

    reading: FeedReading = await pool.feed(
        read_bytes(fields, MAX_BYTES),
        url=text_of(fields, "url"),
        content_type=_content_type(fields.get("headers")),
        timezone=text_of(fields, "timezone"),
        language=text_of(fields, "language"),
        now=clock.now(),
        whole=True,
    )
    return reading


def _content_type(headers: Any) -> str:
    """Return the content type among headers, however it is spelled."""
    if headers is None:
        return ""
    if not isinstance(headers, dict):
        raise WirewatchError('"headers" must be an object of names and values')
    named = {name.lower(): value for name, value in headers.items()}
    return text_of(named, "content-type")


def _shown(reading: FeedReading) -> dict[str, Any]:
    return {
        "kind": reading.kind or None,
        "title": reading.title,
        "entries": [_entry(entry) for entry in reading.entries],
        "error": reading.error or None,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "guid": entry.guid or None,
        "url": entry.url or None,
        "title": entry.title,
        "summary": entry.text,
        "published": _iso(entry.published),
        "updated": _iso(entry.updated),
        "published_raw": entry.date_raw or None,
        "date_quality": entry.published.zone_from.value if entry.published else None,
    }


def _iso(moment: Moment | None) -> str | None:
    return moment.iso() if moment else None


def _print_feed(answer: dict[str, Any]) -> None:
    """Show one feed for people."""
    if "entries" in answer and answer["kind"]:
        count = len(answer["entries"])
        noun = "entry" if count == 1 else "entries"
        out.print(Text.assemble((answer["title"] or "(no title)", "bold"),
                                f"  {answer['kind']}, {count} {noun}"))  # fmt: skip
    for entry in answer.get("entries", ()):
        _print_entry(entry)
    if answer.get("error"):
        out.print(Text(answer["error"], "red"))


def _print_entry(entry: dict[str, Any]) -> None:
    out.print(Text.assemble("\n", (entry["title"] or "(no title)", "bold")))
    out.print(Text(f"  {entry['url'] or 'no address: the collector leaves it out'}", "cyan"))
    when, raw, quality = entry["published"], entry["published_raw"], entry["date_quality"]
    if when:
        zone = "no zone given: taken for UTC" if quality == "none" else f"zone from the {quality}"
        out.print(Text(f"  {when} ({zone}), written {raw}", "dim"))
    elif raw:
        out.print(Text(f"  its date cannot be read: {raw}", "yellow"))
    if entry["summary"]:
        out.print(Text(f"  {entry['summary'].splitlines()[0][:200]}", "dim"))
