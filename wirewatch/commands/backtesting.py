"""The command topics test: what a rule would have done, before it is saved."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from news.backtest import Backtest, Fired, Missed, Overlap
from news.moment import back_to
from news.text import one_line
from wirewatch.commands.previewing import quoted
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
)

_BAR = 30
_LONGEST = 300  # characters of a rule that is shown


def try_rule(
    rule: Annotated[str, typer.Argument(help="A rule, as in watch.toml; or @name of a topic")],
    since: Annotated[str, typer.Option(help="Back to when: 30d, 12h or a date.")] = "30d",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a rule on what is archived: how often, where, what it just misses; nobody is told."""
    from wirewatch.live import with_aliases
    from wirewatch.wiring import make_backtests

    found = load_config(config)
    begin = back_to(since, make_clock().now())
    with opened(found) as archive:
        meant = with_aliases(found, archive.aliases.approved()).watchlist.meaning(rule)
        tested = make_backtests(archive).test(meant, begin, rule)
    if as_json:
        print_json(tested)
        return
    _print(tested)


def _print(tested: Backtest) -> None:
    out.print(Text(one_line(tested.rule, _LONGEST), "bold"))
    out.print(tested.sentence)
    for warning in tested.warnings:
        out.print(Text(f"  {warning}", "yellow"))
    _print_counts("per day", [(day.isoformat(), count) for day, count in tested.per_day])
    _print_counts("per source", tested.per_source[:20])
    _title("weakest matches", tested.weakest)
    for fired in tested.weakest:
        _print_fired(fired)
    _title("near misses", tested.near_misses)
    for missed in tested.near_misses:
        _print_missed(missed)
    _title("overlaps with", tested.overlaps)
    for overlap in tested.overlaps:
        _print_overlap(overlap)


def _title(title: str, shown: object) -> None:
    if shown:
        out.print(Text(f"\n{title}", "bold"))


def _print_counts(title: str, counts: list[tuple[str, int]] | tuple[tuple[str, int], ...]) -> None:
    _title(title, counts)
    most = max((count for _, count in counts), default=1)
    width = max((len(name) for name, _ in counts), default=0)
    for name, count in counts:
        bar = "█" * max(1, round(count * _BAR / most))
        out.print(Text.assemble(f"  {name:<{width}} {count:>7,}  ", (bar, "cyan")))


def _print_fired(fired: Fired) -> None:
    _print_report(fired)
    out.print(Text(f"         because of {' · '.join(fired.because)}", "dim"))
    for evidence in fired.evidence:
        out.print(quoted(evidence))


def _print_missed(missed: Missed) -> None:
    _print_report(missed)
    out.print(Text(f"         {missed.says}", "yellow"))


def _print_report(report: Fired | Missed) -> None:
    when = f" · {report.published.iso()}" if report.published else ""
    out.print(Text.assemble((f"{report.article_id:>7}  ", "cyan"), report.title))
    out.print(Text(f"         {report.source}{when}", "dim"))


def _print_overlap(overlap: Overlap) -> None:
    out.print(
        f"  {overlap.subject} {overlap.name}: {overlap.of_rule:.0%} of what the rule finds, "
        f"{overlap.of_other:.0%} of what {overlap.name} finds"
    )
