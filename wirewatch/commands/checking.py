"""Commands that look an installation over: doctor, healthcheck."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.text import Text

from news.errors import ConfigError
from wirewatch.commands.terminal import ConfigOption, JsonOption, err, load_config, out, print_json

_COLOURS = {"ok": "green", "warning": "yellow", "bad": "bold red"}


def doctor(
    url: Annotated[str, typer.Option(help="A web server whose clock to compare ours with.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look the whole installation over; status 1 if something is bad."""
    from wirewatch.doctor import BAD, Line, examine, examine_machine, worst

    lines = list(examine_machine())
    try:
        found = load_config(config)
    except ConfigError as error:
        lines.append(Line("configuration", BAD, str(error), "`wirewatch config check` explains."))
    else:
        says = f"{found.directory}, {len(found.sources)} sources"
        lines.append(Line("configuration", "ok", says))
        lines += examine(found, url)
    if as_json:
        print_json(lines)
    else:
        for line in lines:
            out.print(
                Text.assemble(
                    (f"{line.state:<8} ", _COLOURS[line.state]), (f"{line.what:<14} ", "bold")
                ).append(line.says)
            )
            if line.advice:
                out.print(Text(f"{'':24}{line.advice}", "dim"))
    if worst(lines) == BAD:
        sys.exit(1)


def healthcheck(config: ConfigOption = None) -> None:
    """Ask the running daemon whether it is well: status 0 or 1, for containers."""
    from wirewatch.doctor import ask_healthz

    web = load_config(config).settings.web
    if not web.enabled:
        err.print("[web] enabled is false, so nobody can be asked")
        sys.exit(1)
    if problem := ask_healthz(web.host, web.port):
        err.print(Text(problem))
        sys.exit(1)
    out.print("well")
