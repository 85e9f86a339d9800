"""Commands about the names of tracked people: other spellings, and what the desk says of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from config.problems import did_you_mean
from news.alias import Alias, Shown, Standing
from news.errors import WirewatchError
from news.rules import name_of
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    make_bar,
    make_clock,
    opened,
    out,
    print_json,
    read_since,
)

if TYPE_CHECKING:
    from archive.aliases import Aliases

_KEYS = {"y": Standing.APPROVED, "n": Standing.REFUSED}
_QUESTION = "  y approve · n refuse · s skip · q quit "
_IN_FORCE = "A running wirewatch takes it within seconds; past reports are found again silently."

NameArgument = Annotated[str, typer.Argument(help="The tracked name, as in watch.toml.")]
AliasArgument = Annotated[str, typer.Argument(help="The other spelling.")]


def suggest(
    name: Annotated[str | None, typer.Argument(help="Only for this person.")] = None,
    since: Annotated[str, typer.Option(help="How far back: 30d, 12h or a date.")] = "30d",
    least: Annotated[int, typer.Option(help="In at least so many reports.", min=1)] = 2,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for other spellings of tracked names, and ask for each with one key.

    Nobody is told of a spelling before it is approved; a refused one is not suggested again.
    """
    from wirewatch.suggesting import MOST, of_tracked
    from wirewatch.suggesting import suggest as look

    found, now = load_config(config), make_clock().now()
    people = [one for one in found.watchlist.people if name is None or _is(one.name, name)]
    if name is not None and not people:
        raise WirewatchError(_unknown(name, [one.name for one in found.watchlist.people]))
    begin = read_since(since, now) or now
    with opened(found) as archive:
        joined = found.watchlist.with_aliases(archive.aliases.approved()).people
        with make_bar() as progress:
            looked_at, new = look(
                archive.aliases, joined, since=begin, least=least, now=now, progress=progress
            )
        asked = of_tracked(archive.aliases, people)
        if as_json:
            print_json({"articles": looked_at, "new": new, "suggestions": asked})
            return
        capped = " (the newest)" if looked_at == MOST else ""
        out.print(f"{looked_at:,} articles looked at{capped}, {_many(new)} new.")
        if sys.stdin.isatty() and sys.stdout.isatty():
            import click

            ask(archive.aliases, asked, click.getchar)
            return
        for one in asked:
            _print(one)
    if asked:
        out.print("\n`wirewatch people approve NAME ALIAS` takes one, `people refuse` ends it.")


def list_aliases(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the spellings that were suggested, and what was said of them."""
    found = load_config(config)
    with opened(found) as archive:
        known = archive.aliases.listing()
    tracked = {name_of(one.name) for one in found.watchlist.people}
    if as_json:
        print_json([{**vars(one), "tracked": _is_tracked(one, tracked)} for one in known])
        return
    if not known:
        out.print("No spelling was suggested yet: `wirewatch people suggest` looks for some.")
        return
    table = Table(box=None, header_style="dim")
    for column in ("name", "spelling", "reports", ""):
        table.add_column(column, justify="right" if column == "reports" else "left")
    for one in known:
        asleep = "" if _is_tracked(one, tracked) else ", asleep: not tracked now"
        suggestion = one.suggestion
        table.add_row(
            Text(suggestion.person),
            Text(suggestion.alias),
            f"{suggestion.articles:,}",
            f"{one.standing}{asleep}",
        )
    out.print(table)


def approve(name: NameArgument, alias: AliasArgument, config: ConfigOption = None) -> None:
    """Let a suggested spelling count as the name, from now on."""
    _decide(name, alias, Standing.APPROVED, config)
    out.print(Text(f"{alias} is {name} from now on. {_IN_FORCE}"))


def refuse(name: NameArgument, alias: AliasArgument, config: ConfigOption = None) -> None:
    """Refuse a suggested spelling, or take back that it was approved."""
    _decide(name, alias, Standing.REFUSED, config)
    out.print(Text(f"{alias} is not {name}. It is not suggested again."))


def _decide(name: str, alias: str, standing: Standing, config: Any) -> None:
    now = make_clock().now()
    with opened(load_config(config)) as archive:
        known = archive.aliases.listing()
        number = next(
            (
                one.number
                for one in known
                if _is(one.suggestion.person, name) and _is(one.suggestion.alias, alias)
            ),
            None,
        )
        if number is None:
            spellings = [o.suggestion.alias for o in known if _is(o.suggestion.person, name)]
            hint = did_you_mean(alias, spellings, "`wirewatch people list` shows what was.")
            raise WirewatchError(
                f"'{alias}' was not suggested for '{name}'. {hint} "
                "An alias of your own is written into watch.toml."
            )
        archive.aliases.decide(number, standing, now)


def ask(aliases: Aliases, asked: Sequence[Alias], key: Callable[[], str]) -> None:
    """Show each suggestion and take one key for it; what is said is written at once."""
    approved = 0
    for one in asked:
        _print(one)
        out.print(Text(_QUESTION, "dim"), end="")
        answer = ""
        while answer not in {*_KEYS, "s", " ", "q"}:
            answer = key().lower()
        standing = _KEYS.get(answer)
        out.print(standing or ("quit" if answer == "q" else "skipped"))
        if answer == "q":
            break
        if standing is not None:
            aliases.decide(one.number, standing, make_clock().now())
            approved += standing is Standing.APPROVED
    if approved:
        out.print(_IN_FORCE)


def _print(one: Alias) -> None:
    suggestion = one.suggestion
    reports = "1 report" if suggestion.articles == 1 else f"{suggestion.articles:,} reports"
    out.print(
        Text.assemble(
            "\n", (suggestion.person, "bold"), "  =  ", (suggestion.alias, "bold yellow"), " ?  ",
            (f"{reports}, {suggestion.score:.0%} alike", "dim"),
        )
    )  # fmt: skip
    for shown in suggestion.shown:
        out.print(_quoted(shown))


def _quoted(shown: Shown) -> Text:
    line = Text(f"  “{shown.sentence}”")
    line.stylize("bold yellow", shown.span.start + 3, shown.span.end + 3)
    line.append(f"  {shown.source}, article {shown.article_id}", "dim")
    return line


def _is(one: str, other: str) -> bool:
    return name_of(one) == name_of(other)


def _is_tracked(one: Alias, tracked: set[tuple[str, ...]]) -> bool:
    return name_of(one.suggestion.person) in tracked


def _unknown(name: str, known: Sequence[str]) -> str:
    hint = did_you_mean(name, known, f"There are: {', '.join(known) or 'none'}.")
    return f"nobody named '{name}' is tracked. {hint}"


def _many(new: int) -> str:
    return "1 spelling is" if new == 1 else f"{new:,} spellings are"
