"""The command line.  Each command says what it does and what to do next.

Exit status: 0 done, 1 failed, 2 wrong words or configuration, 75 the archive is in use.
Heavy parts are imported by the command that needs them, so `--help` is quick.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from news.errors import ConfigError, LockedError, WirewatchError
from news.places import use
from wirewatch.commands import (
    backfilling,
    backtesting,
    checking,
    configuring,
    copying,
    counting,
    entering,
    exporting,
    following,
    grouping,
    keeping,
    looking,
    matching,
    muting,
    people,
    previewing,
    sourcing,
    starting,
    stories,
    telling,
    tracking,
    trying,
    watching,
    weighing,
)
from wirewatch.commands.terminal import drop_output, err, out

if TYPE_CHECKING:
    from monitor.places import Gazetteer

BUSY = 75  # EX_TEMPFAIL: come back later

app = typer.Typer(
    help="wirewatch: watch the regional press for topics, people and figures.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def group(name: str, help_text: str) -> typer.Typer:
    """Add a group of commands."""
    made = typer.Typer(help=help_text, no_args_is_help=True)
    app.add_typer(made, name=name)
    return made


def _places() -> Gazetteer:
    """Return the places that rules may name."""
    from wirewatch.cached import places

    return places()


def main() -> None:
    """Run the command line; errors that we expect become a message and a status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that knows no Urdu shows what it cannot print as escapes.
            stream.reconfigure(errors="backslashreplace")
    use(_places)
    try:
        app(standalone_mode=True)
    except ConfigError as error:
        err.print(Text("The configuration has problems:", style="bold red"))
        err.print(Text(str(error)))
        sys.exit(2)
    except LockedError as error:
        err.print(Text(str(error), style="red"))
        sys.exit(BUSY)
    except WirewatchError as error:
        err.print(Text(str(error), style="red"))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # A full disk, or a port that is taken: the text says which.
        drop_output()
        err.print(Text(f"this cannot be done: {error}", style="red"))
        sys.exit(1)


def _say_version(asked: bool) -> None:
    if asked:
        out.print(f"wirewatch {version('wirewatch')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    pass


# The order here is that of `wirewatch --help`.
app.command()(starting.init)
app.command()(watching.run)
app.command()(watching.read)
app.command()(watching.send)
app.command()(watching.web)
app.command()(watching.crawl)
app.command()(backfilling.backfill)
app.command()(watching.replay)
app.command()(looking.search)
app.command()(looking.show)
app.command()(looking.status)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.verify)
app.command()(keeping.reindex)
app.command()(keeping.clean)
app.command()(checking.doctor)
app.command()(checking.healthcheck)
app.command()(watching.demo)
app.command()(copying.copy_archive)

_config = group("config", "Look at the configuration.")
_config.command("check")(configuring.check)
_config.command("show")(configuring.show)
_config.command("schema")(configuring.schema)

_sources = group("sources", "Whom we follow: find, add, look at, pause and remove outlets.")
_sources.command("add")(sourcing.add)
_sources.command("list")(sourcing.list_sources)
_sources.command("show")(sourcing.show_source)
_sources.command("test")(sourcing.try_source)
_sources.command("pause")(sourcing.pause)
_sources.command("resume")(sourcing.resume)
_sources.command("remove")(sourcing.remove)
_sources.command("keep-line")(sourcing.keep_lines)
_sources.command("drop-line")(sourcing.drop_lines)
_sources.command("import")(sourcing.import_opml)
_sources.command("export")(sourcing.export)
_sources.command("catalogue")(sourcing.show_catalogue)
_sources.command("health")(following.health)
_sources.command("check")(following.check)
_sources.command("replay")(following.replay)

_try = group("try", "Run one stage alone, as a pipe: JSON Lines in, JSON Lines out.")
_try.command("feed")(trying.feed)
_try.command("extract")(trying.extract)
_try.command("match")(matching.match)
_try.command("figures")(counting.figures)
_try.command("stories")(grouping.stories)
_try.command("ledger")(weighing.ledger)

_access = group("access", "Who may enter the pages: the password and who is logged in.")
_access.command("password")(entering.password)
_access.command("link")(entering.link)
_access.command("sessions")(entering.sessions)
_access.command("log-out-all")(entering.log_out_all)

_export = group("export", "Hand out what the archive holds, in forms that others read.")
_export.command("warc")(exporting.warc)

_topics = group("topics", "Look at what is tracked.")
_topics.command("test")(backtesting.try_rule)
_topics.command("list")(tracking.list_tracked)
_topics.command("health")(tracking.health)
_topics.command("preview")(previewing.preview)

_stories = group("stories", "Look at stories, correct them, wait for more of them.")
_stories.command("list")(stories.list_stories)
_stories.command("show")(stories.show)
_stories.command("merge")(stories.merge_stories)
_stories.command("split")(stories.split_story)
_stories.command("move")(stories.move_article)
_stories.command("watch")(stories.watch)
_stories.command("watches")(stories.watches)
_stories.command("unwatch")(stories.unwatch)

_people = group("people", "Other spellings of the names that are tracked.")
_people.command("suggest")(people.suggest)
_people.command("list")(people.list_aliases)
_people.command("approve")(people.approve)
_people.command("refuse")(people.refuse)

_alerts = group("alerts", "Try the ways out; say what nobody wants to hear; see what waits.")
_alerts.command("test")(telling.try_way)
_alerts.command("retry")(telling.retry)
_alerts.command("queue")(muting.queue)
_alerts.command("mutes")(muting.mutes)
_alerts.command("mute")(muting.mute)
_alerts.command("unmute")(muting.unmute)
_alerts.command("wrong")(muting.wrong)
