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
from rich.table import Table
from rich.text import Text

from monitor.figures.reading import read_figures
from news.article import Article
from news.errors import WirewatchError
from news.figure import Bound, Check, Claim, Effect, FigureReading, Rejected, Scope, Toll
from news.finding import Span
from news.text import one_line
from wirewatch.commands.matching import article_of
from wirewatch.commands.terminal import ConfigOption, JsonOption, out
from wirewatch.commands.trying import PageReader, page_reader, run_pipe
from wirewatch.pipe import Item, flow, is_address, items_of, read_bytes

_PAGES = typer.Argument(help="Files or addresses, or - for JSON Lines on standard input.")
_FIRST = 512  # bytes that show whether a file is a page
_OTHERS = 58  # columns for all but those words
_WIDE = 100  # columns of a terminal that has room for the words around a figure
_BEFORE, _BEHIND = 24, 200  # characters shown of those; what is too long is cut at the edge
# Of these the unit says what they are; the noun that follows is anything.
_MEASURES = {Effect.MONEY, Effect.SHARE, Effect.DURATION, Effect.DISTANCE}


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
    last = Article("", "", "")

    async def work(items: Iterator[Item], tell: Any) -> int:
        async with AsyncExitStack() as stack:
            # Most lines hold text: whoever sends only those waits for no worker to start.
            pages: list[PageReader] = []

            async def read(fields: Mapping[str, Any]) -> dict[str, Any]:
                nonlocal last
                if _is_page(fields, asked):
                    if not pages:
                        reader = page_reader(asked, config)
                        pages.append(await stack.enter_async_context(reader))
                    last, _ = await pages[0](fields)
                else:
                    last = article_of(fields)
                return answer(last, read_figures(last))

            return await flow(items, read, tell, at_once=1)

    def show(found: dict[str, Any]) -> None:
        _print_figures(found, last)

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


def _print_figures(found: dict[str, Any], article: Article) -> None:
    """Show one article's figures as a table, and what they come to."""
    if found.get("error"):
        out.print(Text(found["error"], "red"))
        return
    out.print(Text(article.title or "(no headline)", "bold"))
    if not found["figures"]:
        out.print(Text("  No figure is in it.", "yellow"))
    else:
        out.print(_table(found["figures"], article))
    for name, toll in found["toll"].items():
        if toll:
            out.print(Text.assemble((f"{name} in all ", "dim"), (_ends(toll), "bold")))
    for check in found["checks"]:
        out.print(Text.assemble((f"{check['kind'].replace('_', ' ')} ", "yellow"),
                                check["message"]))  # fmt: skip
    if found["rejected"]:
        told = ", ".join(f"{one['written']} ({one['reason']})" for one in found["rejected"])
        out.print(Text(f"no figures: {one_line(told, 400)}", "dim"))


def _table(figures: list[dict[str, Any]], article: Article) -> Table:
    """Lay the figures out: how many, what, who says so, and the words around them."""
    table = Table("how many", "what", "who says so", box=None, pad_edge=False)
    if wide := out.width >= _WIDE:
        rest = out.width - _OTHERS
        table.add_column("in which words", no_wrap=True, overflow="ellipsis", width=rest)
    for figure in figures:
        cells = [
            Text(_value(figure), "bold"),
            Text(_what(figure)),
            Text(_who(figure), "" if figure["speaker"] else "dim"),
        ]
        table.add_row(*cells, *([_around(figure, article)] if wide else []))
    return table


def _around(figure: Mapping[str, Any], article: Article) -> Text:
    """Return a figure with a few words before it and what follows, on one line."""
    where = article.title if figure["in"] == "title" else article.text
    start, end = figure["start"], figure["end"]
    begin = where.rfind("\n", 0, start) + 1
    if start - begin > _BEFORE:
        begin = where.find(" ", start - _BEFORE, start) + 1 or start
    behind = where[end : end + _BEHIND].partition("\n")[0]
    return Text.assemble((where[begin:start], "dim"), where[start:end], (behind, "dim"))


def _value(figure: dict[str, Any]) -> str:
    """Write a value with its hedge and, of a measure, its unit."""
    number = f"{figure['value']:,}"
    if figure["bound"] == Bound.RANGE:
        number = _ends(figure)
    elif figure["bound"] != Bound.EXACTLY:
        number = f"{figure['bound'].replace('_', ' ')} {number}"
    return f"{number} {figure['unit']}" if figure["effect"] in _MEASURES else number


def _ends(interval: Mapping[str, Any]) -> str:
    """Write an interval: 3 to 5, at least 3, up to 5, or the one number."""
    low, high = interval["low"], interval["high"]
    if low is None or high is None:
        return f"{'up to' if low is None else 'at least'} {interval['value']:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _what(figure: dict[str, Any]) -> str:
    """Write what is counted, what happened to it, whose it is and over what."""
    effect = figure["effect"]
    words = [] if effect in _MEASURES else [figure["counts"]]
    if effect != Effect.OTHER:
        words.append(effect)
    aside = [
        said
        for said in (figure["victim_class"], figure["scope"])
        if said and said not in {"unknown", Scope.EVENT}
    ]
    return " ".join(filter(None, words)) + (f" ({', '.join(aside)})" if aside else "")


def _who(figure: dict[str, Any]) -> str:
    """Name the speaker with what he is also called, or the outlet."""
    speaker, canonical = figure["speaker"], figure["speaker_canonical"]
    if not speaker:
        return "the outlet"
    same = canonical is None or canonical.casefold() == speaker.casefold()
    return speaker if same else f"{speaker} = {canonical}"
