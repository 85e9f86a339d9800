"""Commands about what is tracked: what would have been told."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from news.errors import WirewatchError
from news.finding import Evidence
from news.preview import Preview, Tracked, WouldTell
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
)


def preview(
    name: Annotated[str | None, typer.Argument(help="Only this topic or person.")] = None,
    newest: Annotated[int, typer.Option(help="How many reports of each.", min=1, max=1000)] = 5,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which reports of the last 30 days match what you track, and why; nobody is told."""
    from wirewatch.refill import DAYS

    found = load_config(config)
    with opened(found) as archive:
        made = archive.previews.preview(found.watchlist, make_clock().now() - DAYS, newest)
    shown = [one for one in made.tracked if name in {None, one.name}]
    if name is not None and not shown:
        known = ", ".join(one.name for one in made.tracked) or "none"
        raise WirewatchError(f"there is no topic or person named '{name}'. There are: {known}")
    if as_json:
        print_json({**_counts(made), "tracked": [_plain(one, made.articles) for one in shown]})
        return
    out.print(made.sentence())
    for one in shown:
        print_tracked(one, made.articles)
    if not made.tracked:
        out.print("Nothing is tracked yet: add topics and people to watch.toml.")


def print_summary(made: Preview) -> None:
    """Say in a few lines what would have matched, after a crawl."""
    if not made.tracked:
        out.print("Nothing is tracked yet: add topics and people to watch.toml.")
        return
    out.print(made.sentence())
    for one in made.tracked:
        out.print(Text.assemble(f"  {one.total:>5,}  ", (one.name, "bold")))
    out.print("`wirewatch topics preview` shows them with their reasons. Nobody was told.")


def print_tracked(one: Tracked, looked_at: int) -> None:
    """Show one topic or person with its newest reports."""
    count = "1 report" if one.total == 1 else f"{one.total:,} reports"
    out.print(Text.assemble("\n", (one.name, "bold"), f"  {one.subject}, {count}"))
    if not one.total:
        out.print(Text(f"  {one.advice(looked_at)}", "yellow"))
    for report in one.newest:
        _print_report(report)
    if one.total > len(one.newest):
        more = one.total - len(one.newest)
        out.print(Text(f"  … and {more:,} more: --newest {one.total}", "dim"))


def _print_report(report: WouldTell) -> None:
    when = report.published.iso() if report.published else f"seen {report.first_seen:%Y-%m-%d}"
    out.print(Text.assemble((f"{report.article_id:>7}  ", "cyan"), report.title))
    out.print(Text(f"         {report.source} · {when}", "dim"))
    for evidence in report.reasons[:2]:
        out.print(quoted(evidence))


def quoted(evidence: Evidence) -> Text:
    """Show a sentence with what was found in it."""
    line = Text(f"         “{evidence.text}”")
    start = 10 - evidence.sentence.start
    for span in evidence.spans:
        line.stylize("bold yellow", span.start + start, span.end + start)
    return line


def _counts(made: Preview) -> dict[str, object]:
    return {"since": made.since, "articles": made.articles, "reports": made.reports}


def _plain(one: Tracked, looked_at: int) -> dict[str, object]:
    return {
        "subject": one.subject,
        "name": one.name,
        "total": one.total,
        "newest": one.newest,
        "words": one.words,
        "advice": one.advice(looked_at),
    }
