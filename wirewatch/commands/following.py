"""Commands about the outlets that are followed: how they are, what a network answers for them."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.health import judge, learn
from monitor.rhythm import Rhythm, in_words
from news.errors import WirewatchError
from news.finding import Subject
from news.health import Incident, SourceHistory, SourceState, State, source_states
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
    print_trouble,
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
    """Say what is wrong with which source, since when, and what to do.

    Feeds that fail, stand still or moved, certificates, robots.txt, articles turned short.
    """
    now = make_clock().now()
    with opened(load_config(config)) as archive:
        histories, incidents = archive.health.histories(), archive.health.current()
        past = archive.health.past() if everything or as_json else []
    known = {h.source: _known(h, incidents, now) for h in histories}
    feeds = [feed for history in histories for feed in history.feeds]
    found = [one for _, fresh in known.values() for one in fresh]
    states = source_states(feeds, [*incidents, *found])
    if as_json:
        told = [_plain(state, known[state.source][0]) for state in states]
        print_json({"incidents": incidents, "past": past, "sources": told})
        return
    for incident in incidents:
        if incident.subject is Subject.MONITOR:
            print_incident(incident)
    for state in states:
        if everything or state.state is State.TROUBLE:
            _print_source(state, known[state.source][0])
    if everything:
        for incident in past:
            print_incident(incident)
    words = Counter(state.state.words for state in states)
    counts = ", ".join(f"{number} {word}" for word, number in words.items())
    plural = "source" if len(states) == 1 else "sources"
    out.print(f"{len(states)} {plural}: {counts}" if states else "No source was asked yet.")
    if states and not everything:
        out.print(Text("--all shows each with its rhythm, and what is over.", "dim"))


_STATE_COLOURS = {State.TROUBLE: "bold red", State.WELL: "green"}


def _known(
    history: SourceHistory, incidents: list[Incident], now: datetime
) -> tuple[Rhythm, list[Incident]]:
    """Judge a source anew: its rhythm, and what nobody has noted yet, for no daemon runs."""
    lasting = {
        one.trouble: one.since
        for one in incidents
        if one.subject is Subject.SOURCE and one.name == history.source
    }
    judged = judge(history, learn(history), lasting, now)
    return judged.rhythm, [one for one in judged.incidents if one.trouble not in lasting]


def _plain(state: SourceState, rhythm: Rhythm) -> dict[str, object]:
    """Say how a source is, for machines; docs/running.md promises these keys."""
    usual = rhythm.usual.total_seconds() if rhythm.usual else state.gap_seconds or None
    return {
        "source": state.source,
        "state": state.state,
        "troubles": [one.trouble for one in state.incidents],
        "since": state.since,
        "last_success": state.good,
        "last_new": _later(state.new, rhythm.last),
        "usual_gap_seconds": usual,
        "silence_allowed_seconds": rhythm.allowed and rhythm.allowed.total_seconds(),
        "pause_seconds": state.pause_seconds or None,
        "next_poll": state.next_due,
        "paused_since": state.paused,
        "incidents": state.incidents,
        "feeds": state.feeds,
    }


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _print_source(state: SourceState, rhythm: Rhythm) -> None:
    """Show one source: what is wrong, then its rhythm and what fails."""
    colour = _STATE_COLOURS.get(state.state, "yellow")
    out.print(Text.assemble((state.source, "bold"), "  ", (state.state.words, colour)))
    for incident in state.incidents:
        print_trouble(incident)
    new = _later(state.new, rhythm.last)
    facts = [f"last new {say_time(new)}" if new else "nothing new yet"]
    if rhythm.usual and rhythm.allowed:
        facts.append(
            f"usually every {in_words(rhythm.usual)}, silent after {in_words(rhythm.allowed)}"
        )
    facts.append(f"last good answer {say_time(state.good)}" if state.good else "no good answer yet")
    if state.pause_seconds:
        facts.append(f"asked every {in_words(timedelta(seconds=state.pause_seconds))}")
    if state.paused:
        facts.append(f"paused since {say_time(state.paused)}")
    elif state.next_due:
        facts.append(f"next poll {say_time(state.next_due)}")
    out.print(Text(f"  {'; '.join(facts)}", "dim"))
    for feed in state.feeds:
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
