"""Commands that change whom we follow and what is read: list, show, pause, add and others."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from config.check import many
from config.problems import did_you_mean
from news.errors import WirewatchError
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    err,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
    say_time,
    set_up_log,
)

if TYPE_CHECKING:
    from config.catalogue import Outlet
    from config.settings import Config
    from crawler.opml import Subscriptions
    from news.boilerplate import Boilerplate
    from news.listing import FeedState
    from news.source import Source
    from news.watch import Watchlist
    from wirewatch.fieldcheck.facts import ArticleFacts
    from wirewatch.fieldcheck.trial import Trial, Tried
    from wirewatch.proposing import Proposal
    from wirewatch.subscribing import Plan

_UNCONFIRMED = 2
_SHAPES = 10  # of addresses that `show` lists
_SHOWN = 200  # sources of a file that are listed one by one
_Names = Annotated[list[str], typer.Argument(help="Names of sources.")]
_Numbers = Annotated[
    list[int], typer.Argument(help="Numbers of lines, as `sources show` lists them.")
]
_FATES = {"dropped": "dropped", "kept": "kept", "learning": "left in, for it stopped recurring"}
_FOLLOWS = "A running daemon follows within seconds; `wirewatch crawl` collects now."


def list_sources(
    tag: Annotated[str, typer.Option(help="Only sources with this tag.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the sources that are followed, with tags and what is polled of each."""
    found = load_config(config)
    chosen = [source for source in found.sources if not tag or tag in source.tags]
    with opened(found) as archive:
        paused = archive.frontier.paused()
    if as_json:
        print_json([{**vars(source), "paused": paused.get(source.name)} for source in chosen])
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("source", "country", "language", "tags", "polled", ""):
        table.add_column(name)
    for source in chosen:
        since = paused.get(source.name)
        rest = Text(f"paused since {say_time(since)}" if since else "", "yellow")
        words = (
            source.name,
            source.country,
            source.language,
            ", ".join(source.tags),
            lists(source),
        )
        table.add_row(*map(Text, words), rest)
    out.print(table)
    out.print(Text(many(len(chosen), "source"), "dim"))
    if tag and not chosen:
        known = sorted({tag for source in found.sources for tag in source.tags})
        err.print(Text(f"No source has the tag '{tag}'. {did_you_mean(tag, known)}"))


def lists(source: Source) -> str:
    """Say how much is polled of a source: 2 feeds, 1 sitemap."""
    kinds = Counter(feed.kind.value for feed in source.feeds)
    return ", ".join(many(number, kind) for kind, number in kinds.items())


def show_source(
    name: Annotated[str, typer.Argument(help="The source's name.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one source: what the configuration says of it, and how each address does."""
    found = load_config(config)
    source = named(found, name)
    with opened(found) as archive:
        paused = archive.frontier.paused().get(source.name)
        feeds = [feed for feed in archive.browse.feeds() if feed.source == source.name]
        shapes = archive.shapes.known(source.name)
        lines = archive.boilerplates.known(source.name)
    if as_json:
        learned = {"shapes": shapes, "boilerplate": lines}
        print_json({**vars(source), "paused": paused, "state": feeds, **learned})
        return
    out.print(Text(source.name, "bold"))
    facts = {
        "home page": source.url,
        "language": source.language,
        "region": source.region,
        "country": source.country,
        "time zone": source.timezone,
        "owner": source.owner,
        "tags": ", ".join(source.tags),
        "links": source.link_pattern,
        "spider": source.site,
        "selectors": ", ".join(key for key, one in vars(source.selectors).items() if one),
        "paused": f"since {say_time(paused)}; `wirewatch sources resume` lets it go on"
        if paused
        else "",
    }
    for fact, value in facts.items():
        if value:
            out.print(Text.assemble((f"  {fact:<10} ", "dim"), value))
    states = {feed.url: feed for feed in feeds}
    for feed in source.feeds:
        _print_list(feed.kind, feed.url, states.get(feed.url))
    for shape in shapes[:_SHAPES]:
        counts = f"{many(shape.articles, 'article')}, {many(shape.others, 'other')}"
        out.print(Text.assemble(("  learned    ", "dim"), f"{shape.shape}  ", (counts, "dim")))
    _print_boilerplate(lines, found.watchlist)


def _print_boilerplate(lines: Sequence[Boilerplate], watchlist: Watchlist) -> None:
    """Show the lines that recur over a source's articles, and what is done with each."""
    from monitor.match import Matcher
    from monitor.recurring import idle

    if not lines:
        return
    out.print(Text("  lines that recur over its articles:", "dim"))
    untracked = idle({one.line: one.line for one in lines}, Matcher(watchlist))
    for one in lines:
        fate = _FATES[one.fate]
        if one.fate == "dropped" and one.line not in untracked:
            fate = "left in, for it names what is tracked"
        out.print(Text.assemble((f"  {one.number:>4}.  ", "dim"), one.line))
        told = f"{fate}; in {many(one.articles, 'article')}, last {say_time(one.seen)}"
        out.print(Text(f"{'':9}{told}", "dim"))
    out.print(Text("  `wirewatch sources keep-line` keeps one that is news.", "dim"))


def keep_lines(
    name: Annotated[str, typer.Argument(help="The source's name.")],
    numbers: _Numbers,
    config: ConfigOption = None,
) -> None:
    """Keep recurring lines of a source's articles in what is read from now on."""
    source, lines = _decide(config, name, numbers, "kept")
    for line in lines:
        out.print(Text.assemble(("kept: ", "green"), line))
    out.print(
        f"Stored texts get {'it' if len(lines) == 1 else 'them'} back with "
        f'`wirewatch replay --source "{source}"`; nobody is told of it.'
    )


def drop_lines(
    name: Annotated[str, typer.Argument(help="The source's name.")],
    numbers: _Numbers,
    config: ConfigOption = None,
) -> None:
    """Drop recurring lines again that were kept, as long as they recur."""
    for line in _decide(config, name, numbers, "dropped")[1]:
        out.print(Text.assemble(("dropped: ", "yellow"), line))


def _decide(
    config: Path | None, name: str, numbers: Sequence[int], fate: str
) -> tuple[str, list[str]]:
    """Keep or drop lines of a source by their numbers; return its name and them."""
    from news.boilerplate import Fate

    found = load_config(config)
    source = named(found, name)
    with opened(found) as archive:
        known = {one.number for one in archive.boilerplates.known(source.name)}
        if wrong := [str(number) for number in numbers if number not in known]:
            raise WirewatchError(
                f"no line of {source.name} has the number {', '.join(wrong)}; "
                f'`wirewatch sources show "{source.name}"` lists them'
            )
        return source.name, archive.boilerplates.decide(source.name, numbers, Fate(fate))


def _print_list(kind: str, url: str, state: FeedState | None) -> None:
    out.print(Text.assemble((f"  {kind:<10} ", "dim"), url))
    if state is None or state.answered is None:
        out.print(Text(f"{'':13}not asked yet", "dim"))
        return
    good = f"last good answer {say_time(state.polled)}" if state.polled else "never answered well"
    out.print(Text(f"{'':13}{good}, {state.entries:,} entries listed", "dim"))
    if state.error:
        out.print(Text(f"{'':13}{state.error}", "red"))


def try_source(
    what: Annotated[str, typer.Argument(help="A source's name, or any address.")],
    limit: Annotated[
        int, typer.Option(help="Entries to show of each list.", min=0, max=10_000)
    ] = 10,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a source's addresses once and show what would be collected; nothing is kept.

    An address need not be followed: what it is is seen from what it answers.
    """
    from wirewatch.fieldcheck.trial import source_at
    from wirewatch.fieldcheck.trial import try_source as run

    found = load_config(config)
    set_up_log(found, quiet=True)
    clock = make_clock()
    source = source_at(found, what) if "://" in what else named(found, what)
    trial = asyncio.run(run(found, source, clock, err))
    if as_json:
        print_json(trial)
    else:
        _print_trial(trial, limit)
    if not any(one.entries for one in trial.lists):
        raise typer.Exit(1)


def _print_trial(trial: Trial, limit: int) -> None:
    for one in trial.lists:
        facts = one.facts
        out.print(Text.assemble((facts.kind, "bold"), f"  {facts.url}"))
        if facts.final_url:
            out.print(Text(f"  moved to {facts.final_url}", "yellow"))
        if facts.failure or facts.challenge:
            wall = f" (a challenge page: {facts.challenge})" if facts.challenge else ""
            out.print(Text(f"  {facts.failure}{wall}", "red"))
            continue
        out.print(Text(f"  {_holds(one)}", "" if one.entries else "yellow"))
        if facts.note:
            out.print(Text(f"  {facts.note}", "yellow"))
        for entry in one.entries[:limit]:
            at = entry.published or entry.updated
            when = f"{at.iso()} ({at.zone_from})" if at else "no date"
            out.print(Text.assemble((f"  {when:<33} ", "dim"), entry.title or "no title"))
            out.print(Text(f"{'':36}{entry.url}", "dim"))
        if left := len(one.entries[limit:]):
            out.print(Text(f"  … and {left:,} more: --limit {len(one.entries)}", "dim"))
    if trial.article is not None:
        _print_article(trial.article)
    if trial.unfinished:
        out.print(Text(trial.unfinished, "yellow"))


def _holds(one: Tried) -> str:
    """Say what a list holds, and of a page which of its links are articles."""
    facts = one.facts
    if facts.kind == "section":
        articles = many(len(one.entries), "link is an article", "links are articles")
        onward = many(one.onward, "leads to another list", "lead to other lists")
        return f"{articles}, {onward}, {one.older} to older pages of it; {facts.dated} dated"
    read = f"read as {facts.reads_as}" if facts.reads_as else "not read"
    return f"{read}: {many(facts.entries, 'entry', 'entries')}, {facts.dated} dated"


def _print_article(article: ArticleFacts) -> None:
    out.print(Text.assemble(("article", "bold"), f"  {article.url}"))
    if article.failure:
        out.print(Text(f"  {article.failure}", "red"))
        return
    published = article.published.iso() if article.published else "not found"
    zone = f" (zone from {article.published.zone_from})" if article.published else ""
    for name, value in (
        ("title", article.title),
        ("published", published + zone),
        ("authors", ", ".join(article.authors) or "none found"),
        ("text", f"{article.length:,} characters in {article.language or 'no known language'}"),
        ("begins", article.sample),
    ):
        out.print(Text.assemble((f"  {name:<10}", "dim"), value))


def pause(names: _Names, config: ConfigOption = None) -> None:
    """Let sources rest: nothing of them is fetched until `sources resume`."""
    from wirewatch.wiring import follow_sources

    found, clock = load_config(config), make_clock()
    sources = [named(found, name) for name in names]
    with opened(found) as archive:
        known = archive.frontier.paused()
        for source in sources:
            if since := known.get(source.name):
                out.print(Text(f"{source.name} is paused already, since {say_time(since)}."))
                continue
            if not archive.frontier.pause(source.name, clock.now()):
                follow_sources(found, archive, clock)  # nobody has collected yet
                archive.frontier.pause(source.name, clock.now())
            out.print(Text(f"{source.name} is paused: nothing of it is fetched."))


def resume(names: _Names, config: ConfigOption = None) -> None:
    """Let paused sources go on where they were."""
    found = load_config(config)
    sources = [named(found, name) for name in names]
    with opened(found) as archive:
        for source in sources:
            went_on = archive.frontier.pause(source.name, None)
            says = "goes on: it is asked when it is next due." if went_on else "was not paused."
            out.print(Text(f"{source.name} {says}"))


def remove(names: _Names, config: ConfigOption = None) -> None:
    """Take sources out of sources.toml; what the archive has of them stays."""
    from config.edit import Changes, change

    found = load_config(config)
    sources = [named(found, name) for name in names]
    change(found.directory, os.environ, Changes(removed=[source.name for source in sources]))
    with opened(found) as archive:
        for source in sources:
            archive.frontier.pause(source.name, None)  # who adds it again wants to read it
    for source in sources:
        out.print(Text(f"{source.name} is no longer in sources.toml, and no longer asked."))
    out.print("What the archive has of it stays: search, show and its alerts go on.")


def named(config: Config, name: str) -> Source:
    """Return a source by its name, in whatever capitals; WirewatchError where there is none."""
    by_name = {source.name.casefold(): source for source in config.sources}
    source = by_name.get(name.strip().casefold())
    if source is None:
        hint = did_you_mean(name, [source.name for source in config.sources])
        raise WirewatchError(f"there is no source named '{name}'. {hint}".strip())
    return source


def show_catalogue(
    country: Annotated[
        list[str] | None, typer.Option(help="Of this country: PK. May be repeated.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="In this language: ur. May be repeated.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the outlets that ship with wirewatch: how sure we are, and who is followed."""
    from config.catalogue import CONFIDENCE, catalogue

    countries = {code.upper() for code in country or ()}
    languages = {code.lower() for code in language or ()}
    outlets = catalogue()
    chosen = sorted(
        (
            outlet
            for outlet in outlets
            if (not countries or outlet.country in countries)
            and (not languages or not languages.isdisjoint(outlet.languages))
        ),
        key=lambda outlet: (outlet.country, outlet.confidence, outlet.name.casefold()),
    )
    followed = _followed(load_config(config), outlets)
    if as_json:
        print_json([{**vars(one), "followed": one.name in followed} for one in chosen])
        return
    if not chosen:
        there = ", ".join(sorted({outlet.country for outlet in outlets}))
        spoken = ", ".join(sorted({code for outlet in outlets for code in outlet.languages}))
        raise WirewatchError(
            f"the catalogue has none of these. Countries: {there}; languages: {spoken}"
        )
    _print_outlets(chosen, followed)
    grades = "; ".join(f"{grade} {meaning}" for grade, meaning in CONFIDENCE.items())
    out.print(Text(f"{many(len(chosen), 'outlet')}.  {grades}", "dim"))
    out.print(Text("`wirewatch sources add --from-catalogue NAME` follows one.", "dim"))


def _print_outlets(chosen: Sequence[Outlet], followed: set[str]) -> None:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("", "outlet", "country", "languages", "polled", "sure", "remark"):
        table.add_column(name)
    for one in chosen:
        polled = [many(len(one.feeds), "feed")] * bool(one.feeds)
        polled += [many(len(one.sitemaps), "sitemap")] * bool(one.sitemaps)
        mark = Text("followed" if one.name in followed else "", "green")
        words = (one.name, one.country, "/".join(one.languages), ", ".join(polled), one.confidence)
        table.add_row(mark, *map(Text, words), Text(one.remark, "yellow"))
    out.print(table)


def _followed(config: Config, outlets: Sequence[Outlet]) -> set[str]:
    """Return the names of outlets of which an address is followed."""
    from crawler.urls import url_key

    ours = {url_key(feed.url) for source in config.sources for feed in source.feeds}
    ours |= {url_key(source.url) for source in config.sources if source.url}
    return {
        outlet.name
        for outlet in outlets
        if not ours.isdisjoint(
            url_key(url)
            for url in (outlet.homepage, *(feed.url for feed in outlet.feeds), *outlet.sitemaps)
        )
    }


def add(
    address: Annotated[
        str, typer.Argument(help="A home page, a feed, a sitemap, or an OPML file or its address.")
    ] = "",
    from_catalogue: Annotated[
        str, typer.Option("--from-catalogue", help="An outlet that ships with wirewatch, by name.")
    ] = "",
    name: Annotated[str, typer.Option(help="Its name, in place of the guess.")] = "",
    language: Annotated[str, typer.Option(help="Its language, in place of the guess: ur.")] = "",
    country: Annotated[str, typer.Option(help="Its country, in place of the guess: PK.")] = "",
    region: Annotated[str, typer.Option(help="Its region, in place of the guess.")] = "",
    timezone: Annotated[
        str, typer.Option(help="Its time zone, in place of the guess: Asia/Karachi.")
    ] = "",
    tag: Annotated[list[str] | None, typer.Option(help="A tag. May be repeated.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what was guessed.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what an outlet offers, show it with every guess, and follow it."""
    from wirewatch.proposing import from_outlet, overruled

    found = load_config(config)
    if bool(address) == bool(from_catalogue):
        raise WirewatchError("say an address, or --from-catalogue and an outlet's name")
    if address and "://" not in address and Path(address).is_file():
        import_opml(Path(address), tag, yes=yes, config=config, as_json=as_json)
        return
    if from_catalogue:
        proposal = from_outlet(_outlet(from_catalogue))
    else:
        refuse_address(found, address)
        led_to = _led_to(found, address)
        if isinstance(led_to, bytes):
            _take_opml(found, led_to, tag or [], yes=yes, as_json=as_json)
            return
        proposal = led_to
    said = {"name": name, "language": language, "country": country, "region": region,
            "timezone": timezone, "tags": tag or []}  # fmt: skip
    _take(found, overruled(proposal, said), yes=yes, as_json=as_json)


def _led_to(config: Config, address: str) -> Proposal | bytes:
    """Find what an address leads to, be it a list of subscriptions; WirewatchError if nothing."""
    from config.catalogue import catalogue
    from news.source import Feed, FeedKind
    from wirewatch.discovery import discover, fruitless
    from wirewatch.proposing import from_outlet, outlet_at, propose

    set_up_log(config, quiet=True)
    outlet, clock = outlet_at(catalogue(), address), make_clock()
    known = [Feed(url) for url in outlet.followed] if outlet else []
    known += [Feed(url, FeedKind.SITEMAP) for url in outlet.sitemaps] if outlet else []
    found = asyncio.run(discover(config, address, known, clock, err))
    if found.opml:
        return found.opml
    if any(offer.taken for offer in found.offers):
        return propose(found, outlet, clock.now())
    why = fruitless(found)
    if outlet is None or not outlet.polled:
        raise WirewatchError(why)
    proposal = from_outlet(outlet)
    return replace(proposal, notes=(f"{why.splitlines()[0]}", *proposal.notes))


def _outlet(name: str) -> Outlet:
    """Return an outlet of the catalogue that there is something to poll of."""
    from config.catalogue import catalogue

    outlets = {outlet.name.casefold(): outlet for outlet in catalogue()}
    outlet = outlets.get(name.strip().casefold())
    if outlet is None:
        hint = did_you_mean(name, [one.name for one in outlets.values()], " ")
        raise WirewatchError(f"the catalogue has no outlet named '{name}'. {hint}".strip())
    if not outlet.polled:
        raise WirewatchError(
            f"of {outlet.name} only the home page is known; let us look there: "
            f"wirewatch sources add {outlet.homepage}"
        )
    return outlet


def _take(config: Config, proposal: Proposal, *, yes: bool, as_json: bool) -> None:
    """Show a proposal, have it confirmed, and write it."""
    from config.edit import Changes, change

    if not as_json:
        print_proposal(proposal)
    refuse_followed(config, proposal)
    if not yes:
        if as_json:
            print_json(_plainly(proposal, added=False))
        confirm("Follow it", as_json=as_json)
    remarks = {proposal.entry["name"]: proposal.remark}
    change(config.directory, os.environ, Changes(added=[proposal.entry], remarks=remarks))
    if as_json:
        print_json(_plainly(proposal, added=True))
        return
    out.print(Text(f"{proposal.entry['name']} is in sources.toml now. {_FOLLOWS}"))


def confirm(question: str, *, as_json: bool = False) -> None:
    """Have something confirmed, or end the command."""
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        err.print("Nothing was written: nobody is here to confirm it. --yes takes it as shown.")
        raise typer.Exit(_UNCONFIRMED)
    if not typer.confirm(question, default=True):
        out.print("Nothing was written.")
        raise typer.Exit(1)


def _plainly(proposal: Proposal, *, added: bool) -> dict[str, Any]:
    """Return a proposal for machines."""
    left_out = [
        {key: value for key, value in vars(offer).items() if key not in {"keys", "offsets"}}
        for offer in proposal.left_out
    ]
    return {**vars(proposal), "left_out": left_out, "added": added}


def print_proposal(proposal: Proposal) -> None:
    """Show what would be written, and where each value came from."""
    from config.load import keys_of
    from config.tables import SourceTable

    for key in keys_of(SourceTable):
        value, why = proposal.entry.get(key, ""), proposal.why.get(key, "")
        if isinstance(value, list):
            for number, one in enumerate(value):
                reason = proposal.lists.get(str(one), "" if number else why)
                _print_value("" if number else key, str(one), reason)
        elif value or why:
            _print_value(key, str(value), why)
    for offer in proposal.left_out:
        out.print(Text.assemble(("  left out  ", "dim"), offer.url, (f"   {offer.note}", "dim")))
    for note in proposal.notes:
        out.print(Text(f"  {note}", "yellow"))


def _print_value(key: str, value: str, why: str) -> None:
    shown = (value, "") if value else ("not known", "yellow")
    out.print(Text.assemble((f"  {key:<9} ", "dim"), shown, (f"   {why}", "dim")))


def refuse_address(config: Config, address: str) -> None:
    """Refuse what is no address, and one that is followed already."""
    from config.problems import Wrong
    from config.values import check_url
    from crawler.urls import url_key

    full = address if "://" in address else f"https://{address}"
    try:
        check_url(full)
    except Wrong as wrong:
        raise WirewatchError(f"{wrong.message()}. {wrong.hint}") from None
    for source in config.sources:
        for feed in source.feeds:
            if url_key(feed.url) == url_key(full):
                raise WirewatchError(f"{feed.url} is followed already, as '{source.name}'")


def refuse_followed(config: Config, proposal: Proposal) -> None:
    """Refuse a name that is taken, and addresses that are followed."""
    entry: dict[str, Any] = proposal.entry
    for source in config.sources:
        if source.name.casefold() == str(entry["name"]).casefold():
            raise WirewatchError(
                f"there is a source named '{source.name}' already; --name chooses another"
            )
        addresses = {feed.url for feed in source.feeds}
        for key in ("feeds", "sitemaps", "sections"):
            for url in entry.get(key, ()):
                if url in addresses:
                    raise WirewatchError(f"{url} is followed already, as '{source.name}'")


def import_opml(
    file: Annotated[Path, typer.Argument(help="An OPML file, as feed readers export it.")],
    tag: Annotated[list[str] | None, typer.Option(help="A tag for all. May be repeated.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Follow all that it shows.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow the feeds of an OPML file; its folders become tags.

    What is followed already stays as it is, so the same file may be imported twice.
    """
    found = load_config(config)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise WirewatchError(f"{file} cannot be read: {error.strerror}") from None
    _take_opml(found, body, tag or [], yes=yes, as_json=as_json)


def _take_opml(config: Config, body: bytes, tags: list[str], *, yes: bool, as_json: bool) -> None:
    """Show what a list of subscriptions would change, have it confirmed, and write it."""
    from config.edit import change, read_entries
    from wirewatch.subscribing import gather, plan
    from wirewatch.wiring import make_guard

    read = asyncio.run(_read_opml(config, body))
    if read.error:
        raise WirewatchError(read.error)
    gathered = gather(read.outlines, make_guard(config.settings.crawl))
    coming = [{**one, "tags": [*one["tags"], *tags]} for one in gathered.entries]
    made = plan(read_entries(config.directory), coming)
    told = {"added": made.added, "extended": made.extended, "known": made.known,
            "left_out": gathered.left_out}  # fmt: skip
    if not as_json:
        _print_plan(made, gathered.left_out)
    if not (made.added or made.extended):
        if as_json:
            print_json({**told, "written": False})
        elif not made.known:
            raise WirewatchError("there is nothing in it that can be followed")
        return
    if not yes:
        if as_json:
            print_json({**told, "written": False})
        confirm("Follow them", as_json=as_json)
    change(config.directory, os.environ, made.changes)
    if as_json:
        print_json({**told, "written": True})
        return
    out.print(f"sources.toml has them now. {_FOLLOWS}")
    out.print(Text("`wirewatch sources check --all` asks what each address answers.", "dim"))


async def _read_opml(config: Config, body: bytes) -> Subscriptions:
    """Read a list of subscriptions where it can do no harm."""
    from news.errors import ExtractError
    from wirewatch.wiring import make_pool

    pool = make_pool(config.settings)
    try:
        return await pool.opml(body)
    except ExtractError as error:
        raise WirewatchError(f"it cannot be read: {error}") from None
    finally:
        await pool.close()


def _print_plan(made: Plan, left_out: Sequence[str]) -> None:
    for entry in made.added[:_SHOWN]:
        tags = f"   {', '.join(entry['tags'])}" if entry["tags"] else ""
        urls = [url for key in ("feeds", "sitemaps", "sections") for url in entry.get(key, ())]
        out.print(Text.assemble(("  new     ", "green"), entry["name"], (tags, "dim")))
        for url in urls:
            out.print(Text(f"          {url}", "dim"))
    if len(made.added) > _SHOWN:
        out.print(Text(f"  … and {len(made.added) - _SHOWN:,} more", "dim"))
    for name, lists in made.extended.items():
        values = [value for grown in lists.values() for value in grown]
        out.print(Text.assemble(("  joined  ", "green"), name, (f"   {', '.join(values)}", "dim")))
    for reason in left_out:
        out.print(Text(f"  left out  {reason}", "yellow"))
    new = many(len(made.added), "new source")
    grown = f"{many(len(made.extended), 'source')} with more"
    known = f"{many(made.known, 'address', 'addresses')} followed already"
    out.print(Text(f"{new}, {grown}, {known}, {len(left_out):,} left out", "dim"))


def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it; without it, standard output.")
    ] = None,
    tag: Annotated[str, typer.Option(help="Only sources with this tag.")] = "",
    _opml: Annotated[
        bool, typer.Option("--opml", help="As OPML, which feed readers read; it is the default.")
    ] = True,
    config: ConfigOption = None,
) -> None:
    """Write the sources as OPML, tags as folders; `sources import` reads all of it back."""
    from email.utils import format_datetime

    from config.edit import read_entries
    from crawler.opml import write_opml
    from wirewatch.subscribing import outlines_of

    found = load_config(config)
    chosen = {source.name for source in found.sources if not tag or tag in source.tags}
    entries = [one for one in read_entries(found.directory) if one["name"].strip() in chosen]
    made = format_datetime(make_clock().now())
    body = write_opml(outlines_of(entries), "Sources of wirewatch", made)
    if file is None:
        sys.stdout.buffer.write(body)
        return
    file.write_bytes(body)
    out.print(Text(f"{many(len(entries), 'source')} written to {file}"))
