"""Commands that run one stage alone, as a pipe: try feed, try extract.

Each takes JSON Lines and gives JSON Lines; the shapes are stable, benchmarks and other
people's scripts rest on them.  A single item on a terminal is shown for people.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from config.load import find
from config.settings import Config, Settings
from news.article import Article, Page, Post
from news.errors import WirewatchError
from news.moment import Clock, Moment
from news.source import Entry, FeedReading
from news.watch import Watchlist
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    err,
    load_config,
    make_clock,
    out,
    print_line,
    set_up_log,
)
from wirewatch.pipe import Item, flow, is_address, items_of, read_bytes, text_of

if TYPE_CHECKING:
    from crawler.pool import ReadingPool
    from crawler.waves import Waves

PageReader = Callable[[Mapping[str, Any]], Awaitable[tuple[Article, str]]]

_AT_ONCE = 8  # items under way: enough that no worker waits for the next

_BARE = Config(Settings(), (), Watchlist(), (), (), Path())  # for whoever has none yet

_FILES = typer.Argument(help="Files, or - for JSON Lines on standard input.")
_PAGES = typer.Argument(help="Files or addresses, or - for JSON Lines on standard input.")


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

    run_pipe(items_of(files or [], bare=True), work, _print_feed, as_json=as_json)


def extract(
    what: Annotated[list[str] | None, _PAGES] = None,
    timezone: Annotated[
        str, typer.Option(help="The outlet's zone, for lines that name none: Asia/Karachi")
    ] = "",
    url: Annotated[str, typer.Option(help="The address of a page that is a file.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read news pages as the daemon would: title, authors, times, text, and where each stood.

    An address is asked as the collector asks: by robots.txt, within its pauses, and with the
    zone and the selectors of its source, if it is followed; an article on several pages is
    joined.  Standard input, and a file whose name ends in .jsonl, hold lines such as
    {"id": 1, "url": "https://…", "html": "<html>…"}, or "path" in place of "html"; also
    fetched, timezone, language.
    """
    asked = frozenset(filter(is_address, what or ()))

    async def work(items: Iterator[Item], tell: Any) -> int:
        async with page_reader(asked, config, timezone, url) as article_of:

            async def read(fields: Mapping[str, Any]) -> dict[str, Any]:
                return _article(*await article_of(fields))

            return await flow(items, read, tell, _AT_ONCE)

    run_pipe(items_of(what or [], bare=True), work, _print_article, as_json=as_json)


@asynccontextmanager
async def page_reader(
    asked: frozenset[str], config: Path | None, timezone: str = "", url: str = ""
) -> AsyncIterator[PageReader]:
    """Join what returns the article of an item's page, and the address that it has.

    Of the addresses only those `asked` are asked, each with all its parts.
    """
    clock, told = make_clock(), {"timezone": timezone, "url": url}
    found = _configured(config) if asked or config else _BARE
    async with _readers(found, clock, online=bool(asked)) as (waves, pool):

        async def read(fields: Mapping[str, Any]) -> tuple[Article, str]:
            named = {name: value for name, value in fields.items() if value is not None}
            if waves and named.keys() == {"url"} and named["url"] in asked:

                async def ask(address: str) -> Page:
                    return await _asked(waves, found, address, timezone)

                page = await ask(named["url"])
                return await _whole(ask, pool, page), page.url
            page = _page({**told, **named}, clock.now())
            return await pool.extract(page), page.url

        yield read


def run_pipe(items: Iterator[Item], work: Any, show: Any, *, as_json: bool) -> None:
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


@asynccontextmanager
async def _readers(
    config: Config, clock: Clock, *, online: bool
) -> AsyncIterator[tuple[Waves | None, ReadingPool]]:
    """Join what reads pages, and what asks for them where that is wanted."""
    from wirewatch.wiring import make_pool

    if online:
        from crawler.visit import Nobody
        from wirewatch.fieldcheck.check import visitors

        unverified = [source.name for source in config.sources if not source.verify_tls]
        async with visitors(config, clock, Nobody(), unverified) as joined:
            yield joined
        return
    pool = make_pool(config.settings)
    try:
        yield None, pool
    finally:
        await pool.close()


def _configured(config: Path | None) -> Config:
    """Return the configuration; where there is none, and none was named, what we are without."""
    if config is None and not find(None, os.environ).is_dir():
        return _BARE
    found = load_config(config)
    set_up_log(found, quiet=True)
    return found


async def _asked(waves: Waves, config: Config, url: str, timezone: str) -> Page:
    """Ask for a page; WirewatchError where nothing of use comes back."""
    from wirewatch.discovery import refusal
    from wirewatch.fieldcheck.look import challenge, page_of
    from wirewatch.fieldcheck.trial import ask_page, source_of_page

    source = source_of_page(config, url)
    with err.status(Text(f"asking {url[:100]}")):
        heard = await ask_page(waves, source, url)
    if heard.failure or heard.status != HTTPStatus.OK or challenge(heard):
        raise WirewatchError(refusal(heard))
    return page_of(heard, replace(source, timezone=timezone or source.timezone))


async def _whole(ask: Callable[[str], Awaitable[Page]], pool: ReadingPool, page: Page) -> Article:
    """Read an article with all its parts, as far as they can be had."""
    from crawler.parts import is_part_of, join

    first, parts = page, [await pool.extract(page)]
    while (joined := join(parts)).next_part:
        number = len(parts) + 1
        try:
            page = replace(await ask(joined.next_part), part=number)
            if not is_part_of(page.url, first.url, number):
                break
            parts.append(await pool.extract(page))
        except WirewatchError:
            break  # the answer says where the text would have gone on
    return joined


def _page(fields: Mapping[str, Any], now: datetime) -> Page:
    """Return the page that an item holds, or names as a file."""
    from crawler.extract import MAX_BYTES

    if "html" in fields:
        body = text_of(fields, "html").encode("utf-8", "replace")
    elif "path" in fields:
        body = read_bytes(fields, MAX_BYTES)
    else:
        raise WirewatchError("this item holds no page: it needs html or a path")
    url, zone = text_of(fields, "url"), text_of(fields, "timezone")
    return Page(url, body, _fetched(fields) or now, timezone=zone,
                language=text_of(fields, "language"))  # fmt: skip


def _fetched(fields: Mapping[str, Any]) -> datetime | None:
    """Return when an item says that its page was fetched."""
    said = text_of(fields, "fetched")
    try:
        at = datetime.fromisoformat(said) if said else None
    except ValueError:
        raise WirewatchError(f"fetched '{said}' is no time; write 2031-03-04T05:06Z") from None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def _article(article: Article, url: str) -> dict[str, Any]:
    in_parts = {"parts": article.parts, "next_part": article.next_part or None}
    return {
        "url": article.url if url else None,
        "title": article.title,
        "authors": list(article.authors),
        "published": _iso(article.published),
        "published_quality": _quality(article.published),
        "modified": _iso(article.modified),
        "modified_quality": _quality(article.modified),
        "language": article.language or None,
        "text": article.text,
        "paywalled": article.paywalled,
        "is_article": article.is_article,
        "provenance": {name: where or None for name, where in vars(article.provenance).items()},
        **(in_parts if article.parts > 1 or article.next_part else {}),
        "posts": [_post(post, article) for post in article.posts],
    }


def _post(post: Post, article: Article) -> dict[str, Any]:
    """Return a live report's post, its places counted in `text`."""
    before = len(article.title) + 1
    return {"at": _iso(post.at), "start": post.start - before, "end": post.end - before}


def _quality(moment: Moment | None) -> str | None:
    return moment.zone_from.value if moment else None


def _print_article(answer: dict[str, Any]) -> None:
    """Show one article for people, with the place of each field."""
    if answer.get("error"):
        out.print(Text(answer["error"], "red"))
        return
    where = answer["provenance"]
    out.print(Text(answer["title"] or "(no title)", "bold"))
    _print_field("title", "", where["title"])
    _print_field("address", answer["url"], None)
    _print_field("authors", "; ".join(answer["authors"]), where["authors"])
    for name in ("published", "modified"):
        quality = answer[f"{name}_quality"]
        zone = {"none": " (no zone given: taken for UTC)", "source": " (the outlet's zone)"}
        value = answer[name] and answer[name] + zone.get(quality, "")
        _print_field(name, value, where[name])
    _print_field("language", answer["language"], None)
    free = {True: "yes", False: "no", None: ""}[answer["paywalled"]]
    _print_field("paywalled", free, None)
    if answer.get("parts", 1) > 1:
        _print_field("parts", f"{answer['parts']} pages, joined", None)
    if answer.get("next_part"):
        out.print(Text(f"The text goes on at {answer['next_part']}", "yellow"))
    if not answer["is_article"]:
        out.print(Text("This is no article: it would be fetched and not stored.", "yellow"))
    for line in answer["text"].splitlines():
        out.print(Text(f"\n{line}"))


def _print_field(name: str, value: str | None, where: str | None) -> None:
    """Show a field with the place where it stood; nothing of an empty one."""
    if value or where:
        place = f"{'  ' if value else ''}from {where}" if where else ""
        out.print(Text.assemble((f"  {name:<10} ", "dim"), value or "", (place, "dim")))


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
