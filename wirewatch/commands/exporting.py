"""Commands that hand out what the archive holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from config.check import many
from news.errors import WirewatchError
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    err,
    load_config,
    make_bar,
    make_clock,
    opened,
    out,
    print_json,
    read_since,
)


def warc(
    file: Annotated[
        Path | None,
        typer.Argument(help="A new file, .warc.gz or .warc; without it one named by the time."),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    article: Annotated[
        int | None, typer.Option(help="Only this article.", min=1, max=2**63 - 1)
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only pages fetched since: 30d, 12h or a date.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Only pages fetched before: 30d, 12h or a date.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write raw pages into a WARC file, as web archives exchange them; see docs/evidence.md."""
    from archive.warc import Wanted, automatic_name, export

    found, now = load_config(config), make_clock().now()
    to = file or automatic_name(now)
    if to.exists() and not force:
        raise WirewatchError(f"'{to}' is there already; --force replaces it")
    wanted = Wanted(source, article, read_since(since, now), read_since(until, now))
    with opened(found) as archive, make_bar() as progress:
        written = export(archive.database, archive.bodies, wanted, to, now=now, progress=progress)
    if as_json:
        print_json(written)
        return
    pages, articles = many(written.pages, "page"), many(written.articles, "article")
    out.print(Text(f"{written.file}: {pages} of {articles}, {written.bytes / 1e6:,.1f} MB"))
    out.print(Text(f"SHA-256 {written.sha256}", "dim"), soft_wrap=True)
    if written.missing:
        err.print(f"The bytes of {many(written.missing, 'more page')} are gone, as configured.")
