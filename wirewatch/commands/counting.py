"""The command try figures: what the numbers of an article mean, and who says so.

    {"id": 7, "text": "At least 33 people were killed, police said."}
        ──▶  {"id": 7, "figures": [{"value": 33, "bound": "at_least", "effect": "killed",
              "speaker": "police", …}], "toll": {…}, "checks": […]}

An article comes as text, as a page (a file or `html`), or by its address; a page is read as
`try extract` reads it.  A single one on a terminal is a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Annotated, Any

import typer
from rich.text import Text

from monitor.figures.reading import read_figures
from news.article import Article
from news.errors import WirewatchError
from news.figure import NO_FIGURES, Check, Claim, FigureReading, Rejected, Toll
from news.finding import Span
from wirewatch.commands.figures import print_figures
from wirewatch.commands.matching import article_of
from wirewatch.commands.terminal import ConfigOption, JsonOption, out
from wirewatch.commands.trying import PageReader, page_reader, run_pipe
from wirewatch.pipe import Item, flow, is_address, items_of, read_bytes

_PAGES = typer.Argument(help="Files or addresses, or - for JSON Lines on standard input.")
_FIRST = 512  # bytes that show whether a file is a page


def figures(
    what: Annotated[list[str] | None, _PAGES] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the figures of articles: value, what is counted, whose, over what, and who says so.

    Standard input, and a file whose name ends in .jsonl, hold lines such as
    {"id": 1, "text": "…"}; also title, published, language, or a page as html or path.  A file
    that begins like a page is read as one; any other is text, its first line the headline.
    """
    asked = frozenset(filter(is_address, what or ()))
    last, reading = Article("", "", ""), NO_FIGURES

    async def work(items: Iterator[Item], tell: Any) -> int:
        async with AsyncExitStack() as stack:
            # Most lines hold text: whoever sends only those waits for no worker to start.
            pages: list[PageReader] = []

            async def read(fields: Mapping[str, Any]) -> dict[str, Any]:
                nonlocal last, reading
                if _is_page(fields, asked):
                    if not pages:
                        reader = page_reader(asked, config)
                        pages.append(await stack.enter_async_context(reader))
                    last, _ = await pages[0](fields)
                else:
                    last = article_of(fields)
                reading = read_figures(last)
                return answer(last, reading)

            return await flow(items, read, tell, at_once=1)

    def show(found: dict[str, Any]) -> None:
        if error := found.get("error"):
            out.print(Text(error, "red"))
            return
        out.print(Text(last.title or "(no headline)", "bold"))
        print_figures(last, reading)

    run_pipe(items_of(what or [], bare=True), work, show, as_json=as_json)


def _is_page(fields: Mapping[str, Any], asked: frozenset[str]) -> bool:
    """Say whether an item is a page, or names one."""
    if "text" in fields:
        return False
    if "html" in fields or fields.get("url") in asked:
        return True
    if "path" not in fields:
        raise WirewatchError("this item holds no article: it needs text, html or a path")
    return read_bytes(fields, _FIRST).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def answer(article: Article, reading: FigureReading) -> dict[str, Any]:
    """Return what was read in the shape that scripts rest on."""
    return {
        "figures": [_figure(article, claim) for claim in reading.claims],
        "toll": {"killed": _toll(reading.killed), "injured": _toll(reading.injured)},
        "checks": [_check(check) for check in reading.checks],
        "rejected": [_rejected(article, one) for one in reading.rejected],
    }


def _figure(article: Article, claim: Claim) -> dict[str, Any]:
    figure, speaker = claim.figure, claim.speaker
    return {
        "value": _plain(figure.value),
        "low": _plain(figure.low),
        "high": _plain(figure.high),
        "bound": figure.bound.value,
        "unit": figure.unit,
        "effect": figure.effect.value,
        "counts": figure.counts,
        "victim_class": figure.victim_class.value if figure.victim_class else None,
        "scope": figure.scope.value,
        "speaker": speaker.written or None,
        "speaker_canonical": speaker.canonical or None,
        "side": speaker.side or None,
        "cue": speaker.cue or None,
        "voice": speaker.voice.value,
        "confidence": round(claim.confidence, 3),
        **_place(article, figure.span),
        "part_of": figure.part_of,
        "sentence": article.full[figure.sentence.start : figure.sentence.end],
    }


def _place(article: Article, span: Span) -> dict[str, Any]:
    """Count a span in the text or, for the headline's, in the title."""
    before = len(article.title) + 1
    if span.start < before - 1:
        return {"in": "title", "start": span.start, "end": span.end}
    return {"in": "text", "start": span.start - before, "end": span.end - before}


def _toll(toll: Toll | None) -> dict[str, Any] | None:
    return {name: _plain(value) for name, value in vars(toll).items()} if toll else None


def _check(check: Check) -> dict[str, Any]:
    return {"kind": check.kind, "message": check.message, "figures": list(check.figures)}


def _rejected(article: Article, one: Rejected) -> dict[str, Any]:
    written = article.full[one.span.start : one.span.end]
    return {"written": written, "reason": one.reason, **_place(article, one.span)}


def _plain(value: float | None) -> float | None:
    """Write a whole number without a point."""
    return int(value) if value is not None and value == value // 1 else value
