"""Commands that keep the archive well: backup, restore, verify, reindex, clean."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from config.book import FILES, SECRET_KEYS
from config.settings import Config
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
)

if TYPE_CHECKING:
    from archive.verify import Damage, Verified

_SHOWN = 20  # damages that are printed; --json has all


def backup(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to make it [default: backups in the data folder]")
    ] = None,
    without_pages: Annotated[
        bool, typer.Option("--without-pages", help="Leave out the raw pages, the bulk of it.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Back the archive up, also while it is being written to."""
    from archive import backup as room
    from wirewatch.locks import UPKEEP, hold

    found = load_config(config)
    settings = found.settings.archive
    _only_sqlite(found, "back it up with `pg_dump --format=custom`")
    archive = settings.data / room.ARCHIVE
    if not archive.exists():
        raise WirewatchError(f"there is no archive in {settings.data} yet")
    files = [found.directory / name for name in FILES]
    pages = None if without_pages else settings.data / room.PAGES
    wanted = room.Wanted(archive, pages, files, folder or room.automatic(archive))
    # Nothing is let go meanwhile: every row of the copy finds its bytes in the later copy.
    with (
        opened(found),
        hold(settings.data, [UPKEEP]),
        room.alone(wanted.into),
        make_bar() as progress,
    ):
        made = room.make(wanted, make_clock().now(), progress)
    if as_json:
        print_json(made)
    else:
        out.print(f"{made.folder}  {made.bytes / 1e6:,.1f} MB, verified", soft_wrap=True)
        for name, count in made.counts.items():
            out.print(f"  {count:>9,}  {name}")
        for name, keys in _plain_secrets(files).items():
            words = f"  {name} holds {' and '.join(keys)} in plain text; so does its copy"
            out.print(Text(f"{words} (readable by you alone)", "yellow"))
    if made.damages:
        for says in made.damages:
            err.print(Text(f"  {says}", "red"))
        raise WirewatchError(
            "The archive itself is damaged, and so is this copy of it: `wirewatch verify` says "
            "where. Keep your older backups."
        )


def restore(
    backup: Annotated[Path, typer.Argument(help="The folder of the backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="Move the archive that is there aside.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the archive's place."""
    from archive import backup as room
    from wirewatch.locks import ROLES, UPKEEP, hold

    found = load_config(config)
    data = found.settings.archive.data
    _only_sqlite(found, "restore it with `pg_restore --clean`")
    with hold(data, [*ROLES, UPKEEP]), make_bar() as progress:
        if room.restoring(data):
            room.complete_restore(data)
        if (data / room.ARCHIVE).exists() and not force:
            raise WirewatchError(
                f"{data} holds an archive; with --force it is moved aside, and nothing is deleted"
            )
        restored, aside = room.restore(backup, data, make_clock().now(), progress)
    if as_json:
        moved = aside if aside.exists() else None
        print_json({"restored": restored, "moved_aside": moved})
        return
    out.print(f"Restored the archive of {restored.made:%Y-%m-%d %H:%M} UTC:")
    for name, count in restored.counts.items():
        out.print(f"  {count:>9,}  {name}")
    if aside.exists():
        out.print(f"What was there before lies in {aside}; delete it when all is well.")
    if room.PAGES not in restored.files:
        out.print("The backup has no raw pages; those that were here stay.")
    out.print(
        "What came since is collected again as far as the outlets still list it. Alerts that were "
        "sent since come again, most of them in one digest: nobody can know which were read."
    )
    if restored.waiting:
        out.print(f"{restored.waiting} messages were waiting to be sent then; they go out now.")


def verify(
    everything: Annotated[
        bool, typer.Option("--all", help="Look at everything; this is what it does anyway.")
    ] = False,
    sample: Annotated[
        int | None, typer.Option(help="Look at so many random articles only.", min=1)
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare every report with the hash that was kept of it; exit status 1 if one is damaged."""
    from archive.verify import verify as look

    if everything and sample is not None:
        raise WirewatchError("--all and --sample exclude each other")
    with opened(load_config(config)) as archive, make_bar() as progress:
        found = look(archive.database, archive.bodies, sample=sample, progress=progress)
    if as_json:
        print_json(found)
    else:
        _print_verified(found)
    sys.exit(1 if found.damages else 0)


def reindex(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Make the search index anew from the texts, where it is broken; without a daemon.

    Interrupted, it goes on where it was when it is run again.
    """
    from archive.reindexing import reindex as write_anew
    from wirewatch.locks import ROLES, UPKEEP, hold

    found = load_config(config)
    with (
        hold(found.settings.archive.data, [*ROLES, UPKEEP]),
        opened(found) as archive,
        archive.database.hold(ROLES),
        make_bar() as progress,
    ):
        texts = write_anew(archive.database, progress)
    if as_json:
        print_json({"texts": texts})
    else:
        out.print(f"The search index is made anew: {texts:,} texts.")


def clean(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go, and the room it gives.")
    ] = False,
    compact: Annotated[
        bool,
        typer.Option("--compact", help="Write the files anew, without gaps; without a daemon."),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let go of old pages and articles, as configured; the daemon does it by itself."""
    from wirewatch.locks import ROLES, UPKEEP, hold
    from wirewatch.upkeep import terms

    found = load_config(config)
    data, now = found.settings.archive.data, make_clock().now()
    wanted = terms(found.settings.archive)
    if dry_run:
        with opened(found) as archive:
            plan = archive.keep.plan(now, wanted)
        if as_json:
            print_json(plan)
            return
        out.print(f"{plan.pages:,} old pages: their bytes go, {plan.page_bytes / 1e6:,.1f} MB")
        out.print(f"{plan.articles:,} old articles: {plan.text_bytes / 1e6:,.1f} MB of text")
        return
    before = _sizes(data)
    roles = ROLES if compact else ()
    with hold(data, [*roles, UPKEEP]), opened(found) as archive, make_bar() as progress:
        done: Counter[str] = Counter()
        for step in archive.keep.steps(now, wanted):
            done[step.what] += step.count
            progress(f"{done['pages']:,} pages, {done['articles']:,} articles let go", 0, 0)
        if compact:
            archive.keep.compact(lambda name: progress(f"writing {name} anew", 0, 0))
    room = before - _sizes(data)
    if as_json:
        print_json({**done, "bytes": room})
        return
    out.print(
        f"{done['pages']:,} pages and {done['articles']:,} articles let go, "
        f"{done['orphans']:,} bodies dropped; {max(room, 0) / 1e6:,.1f} MB given back to the disk."
    )
    if done["articles"] and not compact:
        out.print("The room of articles is used again; `--compact` gives it back to the disk.")


def _only_sqlite(found: Config, way_out: str) -> None:
    """Say what to do with an archive that is not ours to copy."""
    if found.settings.archive.database:
        pages = found.settings.archive.data / "pages.db"
        raise WirewatchError(
            f"the archive is a PostgreSQL database: {way_out}; the raw pages are in {pages}, "
            "copy them after it, while the daemon is stopped"
        )


def _plain_secrets(files: list[Path]) -> dict[str, list[str]]:
    """Return which files hold which secrets as they are, not by reference."""
    found: dict[str, list[str]] = {}
    for file in files:
        keys = sorted({key for key, value in _pairs(tomllib.loads(file.read_text("utf-8")))
                       if key in SECRET_KEYS and isinstance(value, str) and value})  # fmt: skip
        if keys:
            found[file.name] = keys
    return found


def _pairs(table: object) -> Iterator[tuple[str, object]]:
    """Yield every key of a TOML document with its value."""
    if isinstance(table, list):
        for item in table:
            yield from _pairs(item)
    if isinstance(table, dict):
        for key, value in table.items():
            yield key, value
            yield from _pairs(value)


def _sizes(data: Path) -> int:
    return sum(path.stat().st_size for path in data.glob("*.db"))


def _print_verified(found: Verified) -> None:
    seen = f"{found.articles:,} articles, {found.texts:,} texts, {found.bodies:,} pages"
    if not found.damages:
        out.print(f"{seen}: all as they were written.")
    else:
        out.print(Text(f"{seen}: {len(found.damages):,} damages", "bold red"))
    for damage in found.damages[:_SHOWN]:
        _print_damage(damage)
    if len(found.damages) > _SHOWN:
        out.print(f"… and {len(found.damages) - _SHOWN:,} more; --json has them")
    if found.unsealed:
        out.print(
            Text(
                f"{found.unsealed:,} articles changed so lately that only their texts count.", "dim"
            )
        )


def _print_damage(damage: Damage) -> None:
    where = f"article {damage.article}: " if damage.article else ""
    out.print(Text(f"  {where}{damage.says}", "red"))
    out.print(Text(f"    {damage.advice}", "dim"))
