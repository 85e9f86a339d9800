"""Commands about what nobody wants to hear: mutes, wrong matches, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from config.check import many
from config.problems import Wrong, did_you_mean
from config.settings import Config
from config.units import read_duration
from news.errors import WirewatchError
from news.finding import Subject
from news.mute import Mute, Origin, Scope
from wirewatch.commands.terminal import (
    WHY_HELD,
    ConfigOption,
    JsonOption,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
    say_time,
)

ScopeArgument = Annotated[Scope, typer.Argument(help="What kind of thing it is.")]
NameArgument = Annotated[
    str, typer.Argument(help="Its name; of a story, the number of its article.")
]
RecipientOption = Annotated[
    str, typer.Option("--recipient", "-r", help="Only for this recipient [default: for all]")
]
ForOption = Annotated[
    str, typer.Option("--for", help="How long: 24h, 7d, or ever.", show_default=True)
]


def mutes(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """List what is muted, and for whom until when."""
    now = make_clock().now()
    with opened(load_config(config)) as archive:
        found, wrongs = archive.mutes.active(now), archive.mutes.wrongs()
    if as_json:
        print_json({"mutes": found, "wrong": wrongs})
        return
    if not found and not wrongs:
        out.print("Nothing is muted. `wirewatch alerts mute topic NAME --for 24h` mutes a topic.")
        return
    table = Table(box=None, header_style="dim")
    for name in ("what", "name", "for whom", "until", "said"):
        table.add_column(name)
    for mute in found:
        until = say_time(mute.until) if mute.until else "for ever"
        table.add_row(mute.scope, Text(_shown(mute)), Text(mute.recipient or "all"), until,
                      f"{say_time(mute.since)} ({mute.origin})")  # fmt: skip
    for wrong in wrongs:
        name = f"{wrong.name}, article {wrong.article_id}"
        table.add_row("wrong", Text(name), "all", "for ever",
                      f"{say_time(wrong.said)} ({wrong.origin})")  # fmt: skip
    out.print(table)


def mute(
    scope: ScopeArgument,
    name: NameArgument,
    lasting: ForOption = "ever",
    recipient: RecipientOption = "",
    config: ConfigOption = None,
) -> None:
    """Tell no more of a topic, a person, a figure, a source or a story; it stays archived."""
    found = load_config(config)
    now = make_clock().now()
    if recipient:
        _known("recipient", recipient, [one.name for one in found.recipients])
    until = _until(lasting, now)
    with opened(found) as archive:
        key = _story(archive, name) if scope is Scope.STORY else name
        if scope not in {Scope.STORY, Scope.PLACE}:
            _known(scope.value, name, _names(found, scope))
        archive.mutes.mute(scope, key, recipient, until=until, origin=Origin.CLI, now=now)
    until_text = f"until {say_time(until)}" if until else "for ever"
    whom = recipient or "all recipients"
    out.print(Text(f"Muted for {whom}, {until_text}: {scope} {key}."))
    end = f"alerts unmute {scope} '{name}'" + (f" --recipient '{recipient}'" if recipient else "")
    out.print(Text(f"`wirewatch {end}` ends it.", "dim"))


def unmute(
    scope: ScopeArgument,
    name: NameArgument,
    recipient: RecipientOption = "",
    config: ConfigOption = None,
) -> None:
    """End a mute."""
    with opened(load_config(config)) as archive:
        key = _story(archive, name) if scope is Scope.STORY else name
        if not archive.mutes.unmute(scope, key, recipient):
            whom = f"for {recipient}" if recipient else "for all"
            raise WirewatchError(
                f"{scope} '{name}' is not muted {whom}; `wirewatch alerts mutes` lists what is"
            )
    out.print(Text(f"No longer muted: {scope} {key}. What came meanwhile is in the archive."))


def wrong(
    article: Annotated[int, typer.Argument(help="The article's number, as in its address.")],
    name: Annotated[
        str, typer.Argument(help="The topic, person or figure that it does not match.")
    ],
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
    config: ConfigOption = None,
) -> None:
    """Say that a match is wrong: nobody else is told of it."""
    now = make_clock().now()
    with opened(load_config(config)) as archive:
        done = False
        for subject in (Subject.TOPIC, Subject.PERSON, Subject.FIGURE):
            if undo:
                done |= archive.mutes.right(article, subject, name)
            else:
                done |= archive.mutes.wrong(article, subject, name, "", origin=Origin.CLI, now=now)
    if not done:
        raise WirewatchError(
            f"article {article} has no such match of '{name}'; `wirewatch show {article}` "
            "lists what it matches"
        )
    if undo:
        out.print(Text(f"No longer called wrong: {name} in article {article}."))
        return
    out.print(Text(f"Noted: {name} in article {article} is wrong. Nobody else is told of it."))
    out.print(Text("If it is wrong often, make the rule in watch.toml narrower.", "dim"))


def queue(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Show what waits for whom, why, and until when."""
    with opened(load_config(config)) as archive:
        waiting = archive.outbox.queue()
    if as_json:
        print_json(waiting)
        return
    if not waiting:
        out.print("Nothing waits to be sent.")
        return
    table = Table(box=None, header_style="dim")
    for name in ("for whom", "what", "why it waits", "due"):
        table.add_column(name)
    for message in waiting:
        what = message.title or many(message.reports, "report")
        why = WHY_HELD.get(message.why, "")
        if message.error:
            why = f"refused {message.tries}×: {message.error}"
        table.add_row(Text(message.recipient), Text(what), Text(why), say_time(message.due))
    out.print(table)


def _until(lasting: str, now: datetime) -> datetime | None:
    """Read "24h", "7d" or "ever"."""
    if lasting == "ever":
        return None
    try:
        seconds = read_duration(lasting)
        until = now + timedelta(seconds=seconds) if seconds > 0 else None
    except (Wrong, OverflowError):
        until = None
    if until is None:
        raise WirewatchError(f"'{lasting}' is no time; write 24h, 7d or ever")
    return until


def _names(config: Config, scope: Scope) -> list[str]:
    """Return the names that the configuration has of one kind."""
    listed: dict[Scope, Iterable[str]] = {
        Scope.TOPIC: (topic.name for topic in config.watchlist.topics),
        Scope.PERSON: (person.name for person in config.watchlist.people),
        Scope.FIGURE: (gauge.name for gauge in config.watchlist.gauges),
        Scope.SOURCE: (source.name for source in config.sources),
        Scope.PLACE: (),
    }
    return list(listed[scope])


def _known(kind: str, name: str, names: Iterable[str]) -> None:
    """Refuse a name that nothing has: a mute with a slip of the pen holds back nothing."""
    names = list(names)
    if name not in names:
        hint = did_you_mean(name, names, f"There are: {', '.join(names) or 'none'}.")
        raise WirewatchError(f"no {kind} is named '{name}'. {hint}")


def _story(archive: Any, name: str) -> str:
    """Return the key of an article given by its number; a key is taken as it is."""
    if not name.isdecimal():
        return name
    key: str | None = archive.mutes.story(int(name))
    if key is None:
        raise WirewatchError(f"there is no article {name}")
    return key


def _shown(mute: Mute) -> str:
    return f"{mute.title} ({mute.name})" if mute.title else mute.name
