"""Copy the archive into another database."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from news.errors import WirewatchError
from wirewatch.commands.terminal import ConfigOption, err, load_config, out


def copy_archive(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            envvar="WIREWATCH_COPY_TO",
            help="An empty PostgreSQL database: postgresql://user:password@host/name",
        ),
    ],
    config: ConfigOption = None,
) -> None:
    """Copy the archive from SQLite into PostgreSQL; run it again if it was interrupted.

    No daemon may run meanwhile.  The SQLite archive stays as it is.
    """
    from archive.database import Database
    from archive.transfer import Transfer
    from config.values import check_database
    from wirewatch.locks import ROLES, hold

    archive = load_config(config).settings.archive
    file = archive.data / "archive.db"
    if archive.database:
        raise WirewatchError("this configuration's archive lives in PostgreSQL already")
    if not file.exists():
        raise WirewatchError(f"there is no archive to copy: {file}")
    try:
        url = check_database(to)
    except ValueError as error:
        raise WirewatchError(f"--to: {error}; write postgresql://user:password@host/name") from None
    with hold(archive.data, ROLES):
        source = Database.open(file)
        target = Database.open(url, copying=True)
        try:
            with target.hold(ROLES), _bar() as bar:
                task = bar.add_task("copying", total=None, note="")
                began = time.monotonic()

                def show(what: str, done: int, total: int) -> None:
                    rate = (done - transfer.resumed) / max(time.monotonic() - began, 0.001)
                    note = f"{done:,} of {total:,} rows {what}" + (
                        f", {rate:,.0f} a second" if what == "copied" else ""
                    )
                    bar.update(task, completed=done, total=total, note=note)

                transfer = Transfer(source, target, show)
                transfer.run()
        finally:
            source.close()
            target.close()
    out.print(Text(f"Copied and compared: {transfer.rows:,} rows, now in {target.name}."))
    out.print("Write into wirewatch.toml, and give the URL in that variable:")
    out.print(Text('\n[archive]\ndatabase = { env = "WIREWATCH_DATABASE" }\n'))
    out.print(Text(f"The raw pages stay in {archive.data}; so may {file.name}, as a backup."))


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=err,
    )
