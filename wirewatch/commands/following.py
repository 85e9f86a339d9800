"""Commands about the outlets that are followed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from monitor.health import Judged, in_words, judge
from news.health import Incident, SourceHistory
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
)

if TYPE_CHECKING:
    from datetime import datetime


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
    judged = {h.source: judge(h, frozenset(), now) for h in histories}
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


def print_incident(incident: Incident) -> None:
    """Show one incident: what, since when, what to do."""
    colour = "dim" if incident.ended else "bold red"
    out.print(Text.assemble((incident.name, "bold"), ("  " + incident.trouble, colour)))
    out.print(Text(f"  {incident.says}"))
    good = f"; last well {_at(incident.good)}" if incident.good else "; never well"
    ended = f" until {_at(incident.ended)}" if incident.ended else good
    out.print(Text(f"  since {_at(incident.since)}{ended}", "dim"))
    if incident.advice and not incident.ended:
        out.print(Text(f"  {incident.advice}"))
    out.print("")


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
    last = f"last new {_at(rhythm.last)}" if rhythm.last else "nothing new yet"
    if rhythm.usual and rhythm.allowed:
        last += f"; usually every {in_words(rhythm.usual)}"
        last += f", silent after {in_words(rhythm.allowed)}"
    out.print(Text(f"  {last}", "dim"))
    for feed in history.feeds:
        if feed.error:
            good = _at(feed.polled) if feed.polled else "never"
            out.print(Text(f"  {feed.url}: {feed.error}; last good answer {good}", "red"))
    out.print("")


def _at(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
