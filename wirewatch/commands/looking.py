"""Commands that look into the archive: search, show, status."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from alerts.gathered import REMARKABLE as CALLED
from config.check import many
from config.settings import Config
from news.article import Article
from news.errors import Problem, WirewatchError
from news.health import Incident
from news.listing import ArticleShown, FeedState, Listing, PageShown
from news.moment import Moment
from news.told import told, unread_says
from wirewatch.commands.figures import print_figures
from wirewatch.commands.terminal import (
    WHY_HELD,
    ConfigOption,
    JsonOption,
    err,
    load_config,
    load_in_part,
    make_clock,
    opened,
    opened_by,
    out,
    print_incident,
    print_json,
    say_time,
)

if TYPE_CHECKING:
    from archive.browse import Query
    from archive.outbox import Queued


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


def search(
    query: Annotated[
        list[str], typer.Argument(help='Words, "phrases", AND, OR, NOT, brackets, begin*')
    ],
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    topic: Annotated[str, typer.Option(help="Only what matches this topic.")] = "",
    person: Annotated[str, typer.Option(help="Only what matches this person.")] = "",
    figure: Annotated[str, typer.Option(help="Only what gives this tracked figure.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    before: Annotated[str, typer.Option(help="A cursor printed by an earlier search.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the archive, newest first.

    A word with a dash is left out: search -- bridge -cricket
    """
    from archive.browse import Query
    from wirewatch.live import with_aliases
    from wirewatch.wiring import make_browse

    if before and not before.removeprefix("-").replace("-", "", 1).isdecimal():
        raise WirewatchError(f"'{before}' is no cursor; copy it from the end of an earlier search")
    asked = Query(
        text=" ".join(query),
        source=source,
        topic=topic,
        person=person,
        figure=figure,
        before=before,
        limit=limit,
    )
    found = load_config(config)
    with opened(found) as archive:
        watched = with_aliases(found, archive.aliases.approved()).watchlist
        listing = make_browse(archive, lambda: watched).listing(asked)
        empty = not archive.browse.totals().articles
    if not listing.items:
        _explain_nothing(found, asked, empty=empty)
    if as_json:
        print_json(listing)
        return
    _print_listing(listing)


def show(
    article: Annotated[
        int,
        typer.Argument(help="The article's number, as search prints it.", min=1, max=2**63 - 1),
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article with its reasons and revisions."""
    with opened(load_config(config)) as archive:
        shown = archive.browse.article(article)
    if shown is None:
        raise WirewatchError(f"there is no article {article}; `wirewatch search` prints numbers")
    if as_json:
        print_json(shown)
        return
    _print_article(shown)


def status(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show what the archive holds, what waits, and how each feed is doing."""
    from archive.story_watches import StoryWatches
    from wirewatch.live import noted
    from wirewatch.locks import ROLES, holder
    from wirewatch.pacing import REMARKABLE
    from wirewatch.wiring import archive_url

    now = make_clock().now()
    settings, problems = load_in_part(config)
    with opened_by(settings) as archive:
        totals, feeds = archive.browse.totals(), archive.browse.feeds()
        data = settings.archive.data
        running = {role: holder(data, role, archive.database) for role in ROLES}
        in_force = noted(archive.notes)
        incidents = archive.health.current()
        lasting = archive.health.current(REMARKABLE)
        waited_for = StoryWatches(archive.database).all()
        held = [one for one in archive.outbox.queue() if one.due > now and not one.error]
        pages = {"kept": archive.bodies.count(), "bytes": archive.bodies.room()}
    if as_json:
        told = {"problems": [str(problem) for problem in problems], "in_force": in_force}
        print_json({"totals": totals, "feeds": feeds, "running": running, "settings": told,
                    "incidents": incidents, "lasting": lasting, "watches": waited_for,
                    "held": held, "pages": pages})  # fmt: skip
        return
    pids = sorted({pid for pid in running.values() if pid})
    out.print(f"running: {', '.join(f'process {pid}' for pid in pids)}" if pids else "not running")
    _print_settings(problems, in_force if pids else {})
    for incident in incidents:
        print_incident(incident)
    for one in lasting:
        _print_lasting(one, archive_url(settings))
    if waited_for:
        count = many(len(waited_for), "story is", "stories are")
        out.print(f"{count} waited for; `wirewatch stories watches` lists them.\n")
    for name, value in asdict(totals).items():
        out.print(f"  {value:>9,}  {_WORDS.get(name) or name.replace('_', ' ')}")
    if pages["kept"]:
        out.print(f"\n{_room(pages['kept'], pages['bytes'], totals.articles)}")
    if held:
        out.print(f"\n{_held(held)}; `wirewatch alerts queue` lists what waits.")
    if not totals.feeds:
        out.print("\nNothing is collected yet: `wirewatch crawl` or `wirewatch run` begins.")
    for feed in feeds:
        _print_feed(feed)


def _print_lasting(one: Incident, base: str) -> None:
    """Show a burst, silence or missed day: of what, since when, and where more is to be seen."""
    kind = CALLED.get(one.trouble, one.trouble).lower()
    out.print(Text.assemble((one.about, "bold"), (f"  {kind}", "yellow"), f"  {one.says}"))
    out.print(Text(f"  since {say_time(one.since)}", "dim"))
    if one.advice:
        out.print(Text(f"  {one.advice}", "dim"))
    if base:
        out.print(Text(f"  {base}/{one.page}", "dim"))
    out.print("")


def _print_settings(problems: list[Problem], in_force: dict[str, Any]) -> None:
    """Say which version of the configuration is in force, and what is wrong with the files."""
    if in_force:
        version, since = in_force["watchlist"][:8], in_force["since"]
        topics, people = in_force["topics"], in_force["people"]
        counts = f"{many(topics, 'topic')}, {many(people, 'person', 'people')}"
        if figures := in_force.get("figures"):  # a version before this one noted none
            counts += f", {many(figures, 'tracked figure')}"
        out.print(f"watchlist {version} ({counts}) in force since {since}")
        if in_force["restart"]:
            keys = ", ".join(in_force["restart"])
            out.print(Text(f"restart wirewatch for these settings: {keys}", "yellow"))
    if problems:
        out.print(Text("the configuration has problems; what was in force goes on:", "red"))
        for problem in problems:
            out.print(Text(f"  {problem}", "red"))


def _room(kept: int, size: int, articles: int) -> str:
    """Say what the raw pages take, which is nine tenths of an archive."""
    each = f", {size / articles / 1e3:,.1f} kB an article" if articles else ""
    return f"{many(kept, 'raw page')} kept as evidence: {size / 1e6:,.1f} MB on the disk{each}"


def _held(held: list[Queued]) -> str:
    """Say in one line what is kept back on purpose: how much, why, until when."""
    reports = many(sum(one.reports for one in held), "report")
    whys = dict.fromkeys(WHY_HELD[one.why] for one in held if one.why in WHY_HELD)
    why = f" ({', '.join(whys)})" if whys else ""
    messages, until = many(len(held), "message"), say_time(min(one.due for one in held))
    return f"held: {messages} with {reports}{why}, the next until {until}"


def _print_feed(feed: FeedState) -> None:
    polled = f"{feed.polled:%Y-%m-%d %H:%M} UTC" if feed.polled else "never"
    out.print(Text.assemble("\n", (feed.source, "bold"), f"  {feed.url}"))
    out.print(Text(f"  {feed.entries:,} entries, last good answer {polled}", "dim"))
    if feed.paused:
        out.print(Text(f"  paused since {say_time(feed.paused)}", "yellow"))
    if feed.error:
        out.print(Text(f"  {feed.error}", "red"))


def _explain_nothing(config: Config, asked: Query, *, empty: bool) -> None:
    """Say why nothing was found, beside the result."""
    for noun, name, known in (
        ("source", asked.source, [source.name for source in config.sources]),
        ("topic", asked.topic, [topic.name for topic in config.watchlist.topics]),
        ("person", asked.person, [person.name for person in config.watchlist.people]),
        ("figure", asked.figure, [gauge.name for gauge in config.watchlist.gauges]),
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
    if listing.note:
        out.print(Text(listing.note, "yellow"))
    if listing.unread:
        out.print(Text(unread_says(listing.unread), "yellow"))
    if not listing.items:
        out.print("Nothing found.")
        return
    total = f"{listing.total:,}{'+' if listing.capped else ''}"
    out.print(Text(f"{len(listing.items)} of {total}", "dim"))
    if listing.older:
        out.print(Text(f"more: --before {listing.older}", "dim"))


def _print_article(shown: ArticleShown) -> None:
    article = shown.article
    where = vars(article.provenance).items()
    stood = {name: f"  from {place}" for name, place in where if place}
    out.print(Text.assemble((article.title, "bold"), (stood.get("title", ""), "dim")))
    facts = [
        ("source", shown.source),
        ("authors", ", ".join(article.authors)),
        ("published", _when(article.published)),
        ("modified", _when(article.modified)),
        ("posts", _posts(article)),
        ("first seen", shown.first_seen.isoformat(" ", "seconds")),
        ("language", article.language),
        ("places", "; ".join(place.label for place in shown.places)),
        ("address", article.url),
        ("note", "the feed's own text" if article.origin == "feed" else ""),
        ("page", shown.note),
        ("withdrawn", _gone(shown)),
        *[("rests on", _bytes(page)) for page in shown.parts or (shown.page,)],
    ]
    for name, value in facts:
        if value:
            out.print(Text.assemble((f"{name:<11}", "dim"), value, (stood.get(name, ""), "dim")))
    _print_reasons(shown)
    body = Text(article.full)
    for match in shown.matches:
        for span in match.spans:
            body.stylize("bold yellow", span.start, span.end)
    out.print(Text("\n").append_text(body[len(article.title) + 1 :]))
    _print_counted(shown)
    _print_history(shown)


def _gone(shown: ArticleShown) -> str:
    since = shown.withdrawn
    return (
        "" if since is None else f"from the outlet's site, seen {since.isoformat(' ', 'minutes')}"
    )


def _print_counted(shown: ArticleShown) -> None:
    """Show the article's figures, or why none are known, and what its outlet took back."""
    out.print()
    if shown.figures is None:
        out.print(Text(shown.why_unread, "yellow"))
    else:
        print_figures(shown.article, shown.figures)
    for one in shown.taken_back:
        texts = (text.article.full for text in shown.revisions if text.number == one.revision)
        line, until = told(one.claim, next(texts, "")), f"{one.at:%Y-%m-%d %H:%M}"
        said = Text.assemble(("no longer said ", "yellow"), (line, "strike"), f"  until {until}")
        out.print(said)


def _bytes(page: PageShown | None) -> str:
    """Name the bytes that a text was read from by their hash and the time they came."""
    if page is None:
        return ""
    kept = "" if page.kept else "; they were let go"
    when = page.fetched.isoformat(" ", "seconds")
    return f"{page.size:,} bytes fetched {when}, SHA-256 {page.sha256}{kept}"


def _posts(article: Article) -> str:
    """Say how many posts a live report has, and of when the newest is."""
    count = f"{len(article.posts):,}" if article.posts else ""
    return f"{count}, the newest of {_when(article.newest)}" if article.newest else count


def _print_reasons(shown: ArticleShown) -> None:
    for match in shown.matches:
        out.print(Text.assemble("\n", (f"{match.subject}: {match.name}", "bold yellow")))
        if match.because:
            out.print(Text(f"  {match.because}", "dim"))
        for piece in match.evidence:
            out.print(Text(f"  “{piece.text}”"))
    for tag, why in shown.silent:
        out.print(Text(f"nobody was told of {tag.name}: {why}", "dim"))
    for wrong in shown.wrong:
        whose = wrong.recipient or wrong.origin
        out.print(Text(f"called a wrong match of {wrong.name} by {whose}", "dim"))


def _print_history(shown: ArticleShown) -> None:
    out.print("")
    for revision in shown.revisions:
        seen = revision.seen.isoformat(" ", "seconds")
        page = f", from page {revision.page.sha256[:16]}" if revision.page else ""
        out.print(Text(f"revision {revision.number} ({revision.cause}) seen {seen}{page}", "dim"))
    for one in shown.told:
        digest = f" ({one.why} digest)" if one.why else ""
        out.print(Text(f"told {one.recipient}: {one.state}{digest} {one.error}", "dim"))


def _when(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f"{moment.iso()} (zone from {moment.zone_from})" if moment.zone_from else moment.iso()
