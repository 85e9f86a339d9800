"""The command try match: topics, people and figures in articles, as the daemon finds them.

    {"id": 7, "title": …, "text": …}   ──rules.toml──▶   {"id": 7, "matches": […], "people": […]}

The rules are those of a file, written as in watch.toml or one a line as JSON, or those that
are configured.  A rule of a line that cannot be read is said on standard error and left out;
a TOML file is read whole or not at all, as the daemon does.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from config.load import load_watchlist
from monitor.match import Matcher
from news.article import Article, Outlet
from news.errors import RuleError, WirewatchError
from news.finding import Match, Span, Subject
from news.grammar import parse
from news.moment import Moment, Precision, ZoneFrom
from news.rules import Rule, name_of, resolve
from news.text import one_line
from news.watch import Topic, Watchlist
from wirewatch.commands.terminal import ConfigOption, JsonOption, err, load_config, out
from wirewatch.commands.trying import run_pipe
from wirewatch.pipe import Item, flow, items_of, read_bytes, text_of

_FILES = typer.Argument(help="Files, or - for JSON Lines on standard input.")
_LINES = (".jsonl", ".ndjson")
_LONGEST = 10_000_000  # bytes of a text file that is tried: far more than any report
_HALVES = re.compile(r"[\ud800-\udfff]")  # of signs: JSON can hold them, and no article
_BARE_DAY = len("2026-02-04")
# How somebody is named, the surest first.
_SUREST = ("name", "alias", "acronym", "role", "surname")


@dataclass(frozen=True)
class _Tried:
    """What is looked for; `ids` are the names of rules whose lines gave others."""

    matcher: Matcher
    ids: Mapping[str, Any]
    broken: int = 0


def match(
    files: Annotated[list[str] | None, _FILES] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            help="A file like watch.toml, or JSON Lines of id and rule "
            "(default: what is configured)"
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which topics, people and tracked figures articles match, where, and because of what.

    Standard input, and a file whose name ends in .jsonl, hold lines such as
    {"id": 1, "title": "…", "text": "…"}; also source, region, country, authors, language,
    published.  Any other file is one article: its first line is the headline.
    """  # fmt: skip
    tried = _tried(rules, config)
    last = Article("", "", "")

    async def work(items: Iterator[Item], tell: Any) -> int:
        async def find(fields: Mapping[str, Any]) -> dict[str, Any]:
            nonlocal last
            last = article_of(fields)
            return _answer(tried, tried.matcher.match(last))

        return tried.broken + await flow(items, find, tell, at_once=1)

    def show(answer: dict[str, Any]) -> None:
        _print_found(answer, last.full)

    run_pipe(items_of(files or [], bare=True), work, show, as_json=as_json)


def _tried(rules: Path | None, config: Path | None) -> _Tried:
    """Read what is to be looked for."""
    if rules is None:
        return _Tried(Matcher(load_config(config).watchlist), {})
    if rules.suffix in _LINES:
        return _from_lines(rules)
    return _Tried(Matcher(load_watchlist(rules, os.environ)), {})


def _from_lines(file: Path) -> _Tried:
    """Read one rule a line; say which cannot be read."""
    try:
        lines = file.read_text("utf-8-sig", "replace").splitlines()
    except OSError as error:
        raise WirewatchError(f"{file} cannot be read: {error.strerror}") from None
    read: list[tuple[int, Any, str, Rule]] = []
    broken: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name, written = _line(line)
            read.append((number, name, written, parse(written)))
        except WirewatchError as error:
            broken.append(f"{file.name}:{number}: {error}")
    named = {name_of(str(name)): rule for _, name, _, rule in read}
    topics: list[Topic] = []
    for number, _, written, rule in read:
        try:
            topics.append(Topic(str(number), resolve(rule, written, named, {}), written))
        except RuleError as error:
            broken.append(f"{file.name}:{number}: {error}")
    for said in broken:
        err.print(Text(said, "red"))
    ids = {str(number): name for number, name, _, _ in read}
    return _Tried(Matcher(Watchlist(tuple(topics))), ids, len(broken))


def _line(line: str) -> tuple[Any, str]:
    """Return a line's id and rule."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise WirewatchError(f"this is no JSON: {error}") from None
    if not isinstance(found, dict) or not isinstance(found.get("rule"), str):
        raise WirewatchError('a line must be an object such as {"id": 7, "rule": "flood AND dam"}')
    return found.get("id", found.get("name")), found["rule"]


def article_of(fields: Mapping[str, Any]) -> Article:
    """Return the article that an item holds, or names as a file of text."""
    if "path" in fields and "text" not in fields:
        written = read_bytes(fields, _LONGEST).decode("utf-8-sig", "replace")
        title, _, text = written.replace("\r\n", "\n").partition("\n")
    else:
        title, text = (_HALVES.sub("\ufffd", text_of(fields, name)) for name in ("title", "text"))
    outlet = Outlet(*(text_of(fields, name) for name in ("source", "region", "country")))
    return Article(
        text_of(fields, "url"),
        title,
        text,
        authors=_authors(fields.get("authors")),
        published=_published(text_of(fields, "published")),
        language=text_of(fields, "language"),
        outlet=outlet,
    )


def _authors(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise WirewatchError('"authors" must be a list of names')
    return tuple(value)


def _published(written: str) -> Moment | None:
    """Read a time with or without offset, or a bare day."""
    if not written:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise WirewatchError(
            f"published '{written}' is no time; write 2031-03-04T05:06+05:00 or 2031-03-04"
        ) from None
    precision = Precision.DAY if len(written) <= _BARE_DAY else Precision.SECOND
    zone = ZoneFrom.NONE if at.tzinfo is None else ZoneFrom.PAGE
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    offset = at.utcoffset() or timedelta()
    return Moment(at.astimezone(UTC), int(offset.total_seconds() // 60), precision, zone)


def _answer(tried: _Tried, matches: tuple[Match, ...]) -> dict[str, Any]:
    topics: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    for one in matches:
        found = {
            "spans": _spans(one.spans),
            "sentence": _sentence(one),
            "reasons": [
                {"part": reason.part, "spans": _spans(reason.spans)}
                | ({"says": reason.says} if reason.says else {})
                | ({"confidence": reason.confidence} if reason.confidence is not None else {})
                for reason in one.reasons
            ],
        }
        if one.subject is Subject.PERSON:
            via = min((reason.part for reason in one.reasons), key=_SUREST.index)
            people.append({"person": one.name, "via": via, **found})
        elif one.subject is Subject.FIGURE:
            figures.append({"figure": one.name, **found})
        else:
            topics.append({"topic": tried.ids.get(one.name, one.name), **found})
    return {"matches": topics, "people": people, "figures": figures}


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _sentence(found: Match) -> str | None:
    """Return the sentence that shows most."""
    best = max(found.evidence, key=lambda one: len(one.spans), default=None)
    return best.text if best else None


def _print_found(answer: dict[str, Any], full: str) -> None:
    """Show an article for people: what it matches, because of what, and where it says so."""
    if answer.get("error"):
        out.print(Text(answer["error"], "red"))
        return
    out.print(Text(full.split("\n", 1)[0] or "(no headline)", "bold"))
    found = [*answer["matches"], *answer["people"], *answer["figures"]]
    if not found:
        out.print(Text("  Nothing that is tracked is in it.", "yellow"))
    for one in found:
        kind = next(kind for kind in ("topic", "person", "figure") if kind in one)
        name = one[kind]
        out.print(Text.assemble("\n", (f"{kind} ", "dim"), (str(name), "bold green")))
        for reason in one["reasons"]:
            out.print(Text(f"  because of {_because(kind, reason, full)}"))
    shown = Text(full)
    for one in found:
        for start, end in one["spans"]:
            shown.stylize("bold reverse", start, end)
    if any(one["spans"] for one in found):
        out.print(Text("\n"), shown, sep="")


def _because(kind: str, reason: Mapping[str, Any], full: str) -> str:
    """Say which part of a rule held, or how somebody is named, in the article's words."""
    words = dict.fromkeys(one_line(full[start:end], 60) for start, end in reason["spans"])
    quoted = ", ".join(f"“{word}”" for word in words)
    if kind == "person":
        return f"{quoted}, the {reason['part']}"
    if kind == "figure":
        return f"{reason['part']} ({reason['confidence'] * 100:.0f} % sure)"
    shown = reason.get("says") or quoted
    return f"{reason['part']}: {shown}" if shown else str(reason["part"])
