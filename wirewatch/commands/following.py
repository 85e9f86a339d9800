"""Commands about the outlets that are followed: how they are, what a network answers for them."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.health import Judged, judge, learn
from monitor.rhythm import in_words
from news.errors import WirewatchError
from news.health import SourceHistory
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    err,
    load_config,
    make_clock,
    opened,
    out,
    print_incident,
    print_json,
    say_time,
    set_up_log,
)

if TYPE_CHECKING:
    from config.settings import Config
    from news.source import Source
    from wirewatch.fieldcheck.facts import Checked

_INTERRUPTED = 130
_COLOURS = {"ok": "green", "look": "yellow", "bad": "red"}


def health(
    everything: Annotated[bool, typer.Option("--all", help="Also show what is well.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is wrong with which source: failing, silent, a page in place of a feed."""
    now = make_clock().now()
    with opened(load_config(config)) as archive:
        histories, incidents = archive.health.histories(), archive.health.current()
        past = archive.health.past() if everything else []
    judged = {h.source: judge(h, learn(h), {}, now) for h in histories}
    if as_json:
        states = [_state(history, judged[history.source]) for history in histories]
        print_json({"incidents": incidents, "past": past, "sources": states})
        return
    for incident in incidents:
        print_incident(incident)
    if everything:
        for history in histories:
            _print_source(history, judged[history.source])
        for incident in past:
            print_incident(incident)
    words = Counter(str(_state(history, judged[history.source])["state"]) for history in histories)
    counts = ", ".join(f"{number} {word}" for word, number in words.most_common())
    plural = "source" if len(histories) == 1 else "sources"
    out.print(f"{len(histories)} {plural}: {counts}" if histories else "No source was asked yet.")
    if histories and not everything:
        out.print(Text("--all shows each with its rhythm, and what is over.", "dim"))


def _state(history: SourceHistory, judged: Judged) -> dict[str, object]:
    """Say how a source is, for machines."""
    state = "well"
    if judged.incidents:
        state = judged.incidents[0].trouble.value
    elif any(feed.error for feed in history.feeds):
        state = "with errors"
    elif judged.rhythm.allowed is None:
        state = "with too little past to know a rhythm"
    seconds = {
        "usual_gap_seconds": judged.rhythm.usual,
        "silence_allowed_seconds": judged.rhythm.allowed,
    }
    return {
        "source": history.source,
        "state": state,
        "last_new": judged.rhythm.last,
        **{name: length and length.total_seconds() for name, length in seconds.items()},
        "feeds": history.feeds,
    }


def _print_source(history: SourceHistory, judged: Judged) -> None:
    """Show one source with its rhythm."""
    rhythm = judged.rhythm
    state = str(_state(history, judged)["state"])
    colour = "red" if judged.incidents else "green" if state == "well" else "yellow"
    out.print(Text.assemble((history.source, "bold"), "  ", (state, colour)))
    last = f"last new {say_time(rhythm.last)}" if rhythm.last else "nothing new yet"
    if rhythm.usual and rhythm.allowed:
        last += f"; usually every {in_words(rhythm.usual)}"
        last += f", silent after {in_words(rhythm.allowed)}"
    out.print(Text(f"  {last}", "dim"))
    for feed in history.feeds:
        if feed.error:
            good = say_time(feed.polled) if feed.polled else "never"
            out.print(Text(f"  {feed.url}: {feed.error}; last good answer {good}", "red"))
    out.print("")


def check(
    names: Annotated[list[str] | None, typer.Argument(help="Names of sources.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All sources of sources.toml.")] = False,
    shipped: Annotated[
        bool, typer.Option("--catalogue", help="The outlets that ship with wirewatch.")
    ] = False,
    country: Annotated[
        list[str] | None, typer.Option(help="Of the catalogue only this country: PK, IN …")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a report: Markdown, or JSON where it ends in .json.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="Keep all answers in this new folder, to be replayed.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask each source as the crawler would, and say what a real network answers.

    It touches no archive, so it may run beside the daemon.  Ctrl-C ends it with a report so far.
    """
    from wirewatch.fieldcheck.check import check_sources
    from wirewatch.fieldcheck.report import plain, write_report

    found = load_config(config)
    set_up_log(found, quiet=True)
    chosen = _chosen(found, names or [], country or [], every=every, shipped=shipped)
    if report is not None:
        report.touch()  # better now than after ten minutes
    checked, stopped = asyncio.run(check_sources(found, chosen, make_clock(), err, record))
    left = len(chosen) - len(checked)
    note = f"The check was stopped; {left} sources were not looked at." if stopped else ""
    agent = found.settings.crawl.user_agent
    if report is not None:
        write_report(report, checked, agent, note)
    if as_json:
        print_json(plain(checked, agent, note))
    else:
        _print_check(checked, note, report, record)
    if stopped:
        raise typer.Exit(_INTERRUPTED)


def _chosen(
    config: Config, names: list[str], countries: list[str], *, every: bool, shipped: bool
) -> list[Source]:
    """Return the sources that the words name; WirewatchError where they name none or too many."""
    from wirewatch.fieldcheck.shipped import shipped_sources
    from wirewatch.wiring import unknown_sources

    if [bool(names), every, shipped].count(True) != 1:
        raise WirewatchError("name the sources to check, or say --all, or --catalogue")
    if countries and not shipped:
        raise WirewatchError("--country chooses from the catalogue: say --catalogue too")
    if shipped:
        return shipped_sources(countries, config.settings.crawl.poll)
    if unknown := unknown_sources(config, names):
        known = ", ".join(source.name for source in config.sources)
        raise WirewatchError(f"there is no source named {', '.join(unknown)}. There are: {known}")
    return [source for source in config.sources if every or source.name in names]


def _print_check(
    checked: list[Checked], note: str, report: Path | None, record: Path | None
) -> None:
    from wirewatch.fieldcheck.report import counts, in_order, row

    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("source", "verdict", "lists", "newest", "article"):
        table.add_column(name)
    for one in in_order(checked):
        cells = [Text(cell) for cell in row(one)[:-1]]  # the reasons follow in full
        cells[1].stylize(_COLOURS[one.verdict.state])
        table.add_row(*cells)
    out.print(table)
    out.print()
    for one in in_order(checked):
        for remark in one.verdict.remarks:
            where = (f"{one.facts.name}: ", _COLOURS[remark.state])
            out.print(Text.assemble(where, f"{remark.what}. ", (remark.todo, "dim")))
    out.print(Text(counts(checked)))
    for text in (note, report and f"The report is in {report}.", _how_to_replay(record)):
        if text:
            out.print(Text(text))


def _how_to_replay(record: Path | None) -> str:
    return f"`wirewatch sources replay {record}` serves the recording." if record else ""


def replay(
    recording: Annotated[Path, typer.Argument(help="What `sources check --record` wrote.")],
    to: Annotated[
        Path | None,
        typer.Option(help="Where to write the configuration [default: beside the recording]"),
    ] = None,
    speed: Annotated[float, typer.Option(help="World seconds per second.", min=0.001)] = 1.0,
) -> None:
    """Serve a recording on loopback, and write a configuration that follows it."""
    from wirewatch.fieldcheck.recording import read_recording
    from wirewatch.fieldcheck.replay import serve_replay

    found = read_recording(recording)
    folder = to or recording.with_name(recording.name + "-watch")
    asyncio.run(serve_replay(found, folder, speed, out))
