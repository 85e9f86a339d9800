"""The command line.  Each command says what it does and what to do next.

Exit status: 0 done, 1 failed, 2 wrong words or configuration, 75 the archive is in use.
Heavy parts are imported by the command that needs them, so `--help` is quick.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from config.load import find, load
from news.errors import ConfigError, LockedError, WirewatchError
from news.moment import Moment

if TYPE_CHECKING:
    from archive.browse import Query
    from config.settings import Config
    from news.listing import ArticleShown, FeedState, Listing

# What `status` calls the counts whose names do not speak for themselves.
_WORDS = {
    "full": "articles with the text of their page",
    "edits": "edits by the outlets",
    "matched": "articles that match what you track",
    "unrouted": "findings to be sent on (`wirewatch run` does)",
    "rereads": "texts that changed when read again",
    "unread": "pages to read",
    "quarantined": "pages that could not be read",
    "due": "pages to fetch",
    "dead_fetches": "pages that could not be fetched",
    "messages_new": "messages to send",
    "messages_dead": "messages refused (`wirewatch alerts retry` tries again)",
}
BUSY = 75  # EX_TEMPFAIL: come back later

app = typer.Typer(
    help="wirewatch: watch the regional press for topics, people and figures.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
config_app = typer.Typer(help="Look at the configuration.", no_args_is_help=True)
alerts_app = typer.Typer(help="Try the ways out; look at what was sent.", no_args_is_help=True)
app.add_typer(config_app, name="config")
app.add_typer(alerts_app, name="alerts")


class Screen(Console):
    """Standard output: wrapped for people only, and content with a reader who has seen enough."""

    def __init__(self) -> None:
        super().__init__(highlight=False, soft_wrap=not sys.stdout.isatty())

    def on_broken_pipe(self) -> None:
        """End well, and keep Python from flushing into nothing."""
        _drop_output()
        sys.exit(0)


out = Screen()
err = Console(stderr=True, highlight=False, soft_wrap=True)

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="The configuration's folder [default: $WIREWATCH_CONFIG or ./watch]"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def main() -> None:
    """Run the command line; errors that we expect become a message and a status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that knows no Urdu shows what it cannot print as escapes.
            stream.reconfigure(errors="backslashreplace")
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
        _drop_output()
        err.print(Text(f"this cannot be done: {error}", style="red"))
        sys.exit(1)


SourcesArgument = Annotated[
    list[str] | None, typer.Argument(help="Names of sources [default: all]")
]
SinceOption = Annotated[
    str | None, typer.Option(help="Only pages fetched since: 30d, 12h or a date.")
]
QueryArgument = Annotated[
    list[str], typer.Argument(help='Words, "phrases", AND, OR, NOT, brackets, begin*')
]
RecipientArgument = Annotated[
    str, typer.Argument(help="A recipient's name, or a channel: email, slack, console.")
]


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


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("watch"),
) -> None:
    """Write a small commented configuration to start from."""
    from config.example import write_example

    written = write_example(directory)
    for path in written:
        out.print(f"  wrote {path}")
    option = "" if directory == Path("watch") else f" --config {directory}"
    out.print("\nEdit these files, then:")
    out.print(f"  wirewatch config check{option}   says whether all is well")
    out.print(f"  wirewatch crawl{option}          collects once, sends nothing")
    out.print(f"  wirewatch run{option}            watches for good")


@config_app.command("check")
def config_check(config: ConfigOption = None) -> None:
    """Check the configuration; list every problem at once."""
    from config.check import summary

    found = _load(config)
    for line in summary(found):
        out.print(Text(line))


@app.command()
def run(config: ConfigOption = None) -> None:
    """Watch: collect, read and send, and serve the archive, until stopped."""
    found = _load(config)
    _run(found, ["collect", "read", "send"], web=found.settings.web.enabled)


@app.command()
def read(config: ConfigOption = None) -> None:
    """Run the reading loop alone."""
    _run(_load(config), ["read"], web=False)


@app.command()
def send(config: ConfigOption = None) -> None:
    """Run the sending loop alone."""
    _run(_load(config), ["send"], web=False)


@app.command()
def web(config: ConfigOption = None) -> None:
    """Serve the archive alone."""
    _run(_load(config), [], web=True)


@app.command()
def crawl(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Names of sources [default: all]")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Collect and read one pass now; send nothing.

    Beside a running daemon it makes the sources due now and follows the daemon's work.
    """
    from wirewatch.once import crawl_once
    from wirewatch.wiring import unknown_sources

    found, names = _load(config), sources or []
    _set_up_log(found, quiet=True)
    if unknown := unknown_sources(found, names):
        known = ", ".join(source.name for source in found.sources)
        raise WirewatchError(f"there is no source named {', '.join(unknown)}. There are: {known}")
    result = asyncio.run(crawl_once(found, names, _clock(), err))
    if as_json:
        _print_json(result)
        return
    out.print(result.sentence())


@app.command()
def replay(
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only pages fetched since: 30d, 12h or a date.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the stored pages again, after an improvement; never alerts again."""
    from wirewatch.once import replay_once

    found = _load(config)
    _set_up_log(found, quiet=True)
    clock = _clock()
    result = asyncio.run(replay_once(found, source, _since(since, clock.now()), clock, err))
    if as_json:
        _print_json(result)
        return
    out.print(result.sentence())


@app.command()
def search(
    query: Annotated[
        list[str], typer.Argument(help='Words, "phrases", AND, OR, NOT, brackets, begin*')
    ],
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    topic: Annotated[str, typer.Option(help="Only what matches this topic.")] = "",
    person: Annotated[str, typer.Option(help="Only what matches this person.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    before: Annotated[str, typer.Option(help="A cursor printed by an earlier search.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the archive, newest first.

    A word with a dash is left out: search -- bridge -cricket
    """
    from archive.browse import Query

    if before and not before.removeprefix("-").replace("-", "", 1).isdecimal():
        raise WirewatchError(f"'{before}' is no cursor; copy it from the end of an earlier search")
    asked = Query(
        text=" ".join(query),
        source=source,
        topic=topic,
        person=person,
        before=before,
        limit=limit,
    )
    found = _load(config)
    with _archive(found) as archive:
        listing = archive.browse.listing(asked)
        empty = not archive.browse.totals().articles
    if not listing.items:
        _explain_nothing(found, asked, empty=empty)
    if as_json:
        _print_json(listing)
        return
    _print_listing(listing)


@app.command()
def show(
    article: Annotated[
        int,
        typer.Argument(help="The article's number, as search prints it.", min=1, max=2**63 - 1),
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article with its reasons and revisions."""
    with _archive(_load(config)) as archive:
        shown = archive.browse.article(article)
    if shown is None:
        raise WirewatchError(f"there is no article {article}; `wirewatch search` prints numbers")
    if as_json:
        _print_json(shown)
        return
    _print_article(shown)


@app.command()
def status(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show what the archive holds, what waits, and how each feed is doing."""
    from wirewatch.locks import ROLES, holder

    found = _load(config)
    with _archive(found) as archive:
        totals, feeds = archive.browse.totals(), archive.browse.feeds()
    running = {role: holder(found.settings.archive.data, role) for role in ROLES}
    if as_json:
        _print_json({"totals": totals, "feeds": feeds, "running": running})
        return
    pids = sorted({pid for pid in running.values() if pid})
    out.print(f"running: {', '.join(f'process {pid}' for pid in pids)}" if pids else "not running")
    for name, value in asdict(totals).items():
        out.print(f"  {value:>9,}  {_WORDS.get(name) or name.replace('_', ' ')}")
    if not totals.feeds:
        out.print("\nNothing is collected yet: `wirewatch crawl` or `wirewatch run` begins.")
    for feed in feeds:
        _print_feed(feed)


@alerts_app.command("test")
def alerts_test(
    recipient: Annotated[
        str, typer.Argument(help="A recipient's name, or a channel: email, slack, console.")
    ],
    config: ConfigOption = None,
) -> None:
    """Send a sample alert, and say exactly what came of it."""
    from wirewatch.once import send_sample

    found = _load(config)
    _set_up_log(found, quiet=True)
    for line in asyncio.run(send_sample(found, recipient, _clock())):
        out.print(Text(line))


@alerts_app.command("retry")
def alerts_retry(config: ConfigOption = None) -> None:
    """Make all dead letters due again, after their cause was mended."""
    with _archive(_load(config)) as archive:
        count = archive.outbox.revive(_clock().now())
    out.print(
        "1 dead letter is due again." if count == 1 else f"{count} dead letters are due again."
    )


@app.command()
def demo(
    exit_at_end: Annotated[bool, typer.Option("--exit", help="End after the summary.")] = False,
    seconds: Annotated[
        float, typer.Option(help="How long to watch, in real seconds.", min=10)
    ] = 75,
    as_json: JsonOption = False,
) -> None:
    """Watch an invented region for a minute: the whole product, offline."""
    from wirewatch.demo import run_demo

    sys.exit(
        asyncio.run(
            run_demo(seconds, stay=not exit_at_end and sys.stdout.isatty(), as_json=as_json)
        )
    )


def _print_feed(feed: FeedState) -> None:
    polled = f"{feed.polled:%Y-%m-%d %H:%M} UTC" if feed.polled else "never"
    out.print(Text.assemble("\n", (feed.source, "bold"), f"  {feed.url}"))
    out.print(Text(f"  {feed.entries:,} entries, last good answer {polled}", "dim"))
    if feed.error:
        out.print(Text(f"  {feed.error}", "red"))


def _load(config: Path | None) -> Config:
    return load(find(config, os.environ), os.environ)


def _clock() -> Any:
    from wirewatch.clock import make_clock

    return make_clock(os.environ)


def _set_up_log(config: Config, *, quiet: bool = False) -> None:
    from wirewatch.log import set_up

    set_up("error" if quiet else config.settings.log.level, config.settings.log.format)


@contextmanager
def _archive(config: Config) -> Iterator[Any]:
    """Open the archive for a look."""
    from wirewatch.wiring import open_archive

    archive = open_archive(config.settings.archive.data)
    try:
        yield archive
    finally:
        archive.close()


def _run(config: Config, roles: list[str], *, web: bool) -> None:
    """Run loops until stopped, alone on this archive in their roles."""
    from wirewatch.locks import hold
    from wirewatch.once import run_daemon

    _set_up_log(config)
    with hold(config.settings.archive.data, roles):
        asyncio.run(run_daemon(config, roles, _clock(), web=web))


def _since(text: str | None, now: datetime) -> datetime | None:
    """Read "30d", "12h" or a date."""
    if text is None:
        return None
    number, unit = text[:-1], text[-1:]
    try:
        if number.isdecimal() and unit in {"d", "h"}:
            return now - timedelta(hours=int(number) * (24 if unit == "d" else 1))
        return datetime.fromisoformat(text).replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        raise WirewatchError(f"'{text}' is no time; write 30d, 12h or 2031-03-04") from None


def _explain_nothing(config: Config, asked: Query, *, empty: bool) -> None:
    """Say why nothing was found, beside the result."""
    for noun, name, known in (
        ("source", asked.source, [source.name for source in config.sources]),
        ("topic", asked.topic, [topic.name for topic in config.watchlist.topics]),
        ("person", asked.person, [person.name for person in config.watchlist.people]),
    ):
        if name and name not in known:
            err.print(Text(f"No {noun} is named '{name}'. There are: {', '.join(known)}"))
    if empty:
        err.print("The archive is empty: `wirewatch crawl` fills it.")
    else:
        err.print("Fewer or shorter words find more; a star stands for any ending: flood*")


def _print_listing(listing: Listing) -> None:
    for item in listing.items:
        when = item.published.iso() if item.published else f"seen {item.first_seen:%Y-%m-%d %H:%M}"
        line = Text.assemble((f"{item.id:>7}  ", "cyan"), (item.title, "bold"))
        out.print(line)
        names = ", ".join(tag.name for tag in item.tags)
        out.print(
            Text(f"         {item.source} · {when}" + (f" · {names}" if names else ""), "dim")
        )
        snippet = Text("         " + item.snippet.text)
        for span in item.snippet.spans:
            snippet.stylize("bold yellow", span.start + 9, span.end + 9)
        out.print(snippet)
    if not listing.items:
        out.print("Nothing found.")
        return
    total = f"{listing.total:,}{'+' if listing.capped else ''}"
    out.print(Text(f"{len(listing.items)} of {total}", "dim"))
    if listing.older:
        out.print(Text(f"more: --before {listing.older}", "dim"))


def _print_article(shown: ArticleShown) -> None:
    article = shown.article
    out.print(Text(article.title, "bold"))
    facts = [
        ("source", shown.source),
        ("authors", ", ".join(article.authors)),
        ("published", _when(article.published)),
        ("modified", _when(article.modified)),
        ("first seen", shown.first_seen.isoformat(" ", "seconds")),
        ("language", article.language),
        ("address", article.url),
        ("note", "the feed's own text" if article.origin == "feed" else ""),
        ("page", shown.note),
    ]
    for name, value in facts:
        if value:
            out.print(Text.assemble((f"{name:<11}", "dim"), value))
    _print_reasons(shown)
    body = Text(article.full)
    for match in shown.matches:
        for span in match.spans:
            body.stylize("bold yellow", span.start, span.end)
    out.print(Text("\n").append_text(body[len(article.title) + 1 :]))
    _print_history(shown)


def _print_reasons(shown: ArticleShown) -> None:
    for match in shown.matches:
        out.print(Text.assemble("\n", (f"{match.subject}: {match.name}", "bold yellow")))
        for piece in match.evidence:
            out.print(Text(f"  “{piece.text}”"))
    for tag, why in shown.silent:
        out.print(Text(f"nobody was told of {tag.name}: {why}", "dim"))


def _print_history(shown: ArticleShown) -> None:
    out.print("")
    for revision in shown.revisions:
        seen = revision.seen.isoformat(" ", "seconds")
        out.print(Text(f"revision {revision.number} ({revision.cause}) seen {seen}", "dim"))
    for told in shown.told:
        out.print(Text(f"told {told.recipient}: {told.state} {told.error}", "dim"))


def _when(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f"{moment.iso()} (zone from {moment.zone_from})" if moment.zone_from else moment.iso()


def _print_json(value: Any) -> None:
    """Print a value of ours for machines, with times in ISO 8601."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    text = json.dumps(value, default=_plain, ensure_ascii=plain, indent=2)
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        out.on_broken_pipe()


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain(value: Any) -> Any:
    if isinstance(value, Moment):
        return {"time": value.iso(), "precision": value.precision, "zone_from": value.zone_from}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)
