"""Commands about stories: what is new, one with all that is known, corrections, silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from alerts.storyview import counted, label_of, moved, name_of, number_of, title_of
from config.waiting import read_watch
from monitor.pacing import wish
from news.board import board
from news.errors import WirewatchError
from news.fact import FactKind
from news.finding import Subject
from news.mute import Origin
from news.pace import Of, StoryWatch
from news.places import sought
from news.storied import FactShown, StoryArticle, StoryItem, StoryShown
from news.story import Correction, merge, move, split
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
    read_since,
    say_time,
)

if TYPE_CHECKING:
    from archive.correcting import Correcting
    from archive.storied import Storied
    from archive.story_watches import StoryWatches

_MOST = 1000
_NOBODY = "Nobody is told again of what he was told; a running wirewatch takes it at once."

StoryArgument = Annotated[
    str, typer.Argument(metavar="ID", help="A story's id, or the address of its page.")
]


def list_stories(
    topic: Annotated[str | None, typer.Option(help="With this topic.")] = None,
    person: Annotated[str | None, typer.Option(help="With this person.")] = None,
    figure: Annotated[str | None, typer.Option(help="With this tracked figure.")] = None,
    place: Annotated[
        str | None, typer.Option(help="That name this place, or what lies in it: Sindh.")
    ] = None,
    tracked: Annotated[bool, typer.Option("--tracked", help="With anything tracked.")] = False,
    since: Annotated[
        str | None, typer.Option(help="With something new since: 2d, 12h or a date.")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=_MOST)] = 20,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List stories, those first in which a fact was new last, and what is new in each."""
    named = ((Subject.TOPIC, topic), (Subject.PERSON, person), (Subject.FIGURE, figure))
    tags = tuple((subject, name) for subject, name in named if name)
    begin = read_since(since, make_clock().now())
    with _shelf(config) as (stories, _):
        keys = sought(place) if place else ()
        found = stories.listing(limit, since=begin, tags=tags, tracked=tracked, places=keys).items
    if as_json:
        print_json(found)
        return
    if not found:
        fits = " that fits" if tags or keys or tracked or since else ""
        out.print(f"There is no story{fits}: articles become stories as wirewatch reads them.")
    for item in found:
        _print_item(item)
        for fact in item.facts:
            out.print(Text.assemble("    ", _fact(fact), (f"  {fact.source}", "dim")))


def show(story: StoryArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show a story: who says how many, its reports by time, and what was new in each."""
    with _shelf(config) as (stories, _):
        shown = _meant(stories, story)
    if as_json:
        print_json(shown)
        return
    _print_item(shown.item)
    _print_board(shown)
    facts: dict[int, list[FactShown]] = {}
    for fact in reversed(shown.facts):
        facts.setdefault(fact.article_id, []).append(fact)
    for article in shown.articles:
        _print_article(article)
        for fact in facts.get(article.id, ()):
            if fact.kind is not FactKind.REPORT:
                out.print(Text.assemble("           ", _fact(fact)))


def merge_stories(
    story: StoryArgument,
    into: Annotated[str, typer.Argument(help="The story into which it goes.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a story go into another: both are one event. Its address leads there from then on."""
    with _shelf(config) as (stories, correcting):
        said = merge(_meant(stories, story).item.key, _meant(stories, into).item.key)
        _correct(correcting, said)
        _print_done(_meant(stories, into), as_json=as_json)


def split_story(
    story: StoryArgument,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE", help="Their numbers.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a story of some articles of a story: they are about another event."""
    with _shelf(config) as (stories, correcting):
        shown = _meant(stories, story)
        keys = {str(one.id): one.key for one in shown.articles}
        for number in articles:
            if number not in keys:
                raise WirewatchError(
                    f"the story has no article {number}. It has: {', '.join(keys) or 'none'}."
                )
        leaving = tuple(keys.pop(number) for number in dict.fromkeys(articles))
        if not keys:
            raise WirewatchError("at least one article must stay: else nothing is split.")
        said = _correct(correcting, split(shown.item.key, leaving, tuple(keys.values())))
        _print_done(_meant(stories, said.into), as_json=as_json)


def move_article(
    article: Annotated[int, typer.Argument(help="An article's number.", min=1)],
    into: Annotated[str, typer.Argument(metavar="ID", help="The story to which it belongs.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an article into another story."""
    with _shelf(config) as (stories, correcting):
        there = _meant(stories, into)
        here = next((stories.story(one.key) for one in stories.of_article(article)), None)
        if here is None:
            raise WirewatchError(
                f"article {article} has no story: `wirewatch show {article}` says whether it is "
                "there; articles find their story as wirewatch reads them."
            )
        key = next(one.key for one in here.articles if one.id == article)
        _correct(correcting, move(key, there.item.key))
        _print_done(_meant(stories, into), as_json=as_json)


def watch(
    story: StoryArgument,
    quiet_after: Annotated[
        str, typer.Option(help="Tell when nothing has come for so long: 24h, 2d.")
    ] = "",
    expected_by: Annotated[
        str, typer.Option(help="Tell when nothing has come by the end of this day: 2031-03-01.")
    ] = "",
    of: Annotated[
        Of, typer.Option(help="What must come: new figures, or anything that is news.")
    ] = Of.FIGURES,
    recipients: Annotated[
        list[str] | None,
        typer.Option("--recipient", "-r", help="Whom to tell, else who was told of the story."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have it told, once, when a story falls silent; again only after it moved.

    Said again for the same story it replaces what was said before.
    """
    found = load_config(config)
    with opened(found) as archive:
        shown = _meant(_storied(archive), story)
        wanted = read_watch(
            shown.item.key,
            quiet_after,
            expected_by,
            now=make_clock().now(),
            of=of.value,
            recipients=recipients or (),
            known=[one.name for one in found.recipients],
            origin=Origin.CLI,
        )
        watches = _watches(archive)
        made = watches.add(wanted)
        if made is None:
            raise WirewatchError("too many stories are watched; `wirewatch stories unwatch` some")
        told = made.recipients or watches.told(made.story)
    if as_json:
        print_json(made)
        return
    _print_watch(made)
    if not told:
        hint = "no route has told anybody of this story; -r NAME chooses who hears of it"
        out.print(Text(f"    {hint}", "yellow"))


def unwatch(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help="As `stories watches` shows it.", min=1)
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Wait for nothing more of a story."""
    with opened(load_config(config)) as archive:
        watches = _watches(archive)
        known = [one.id for one in watches.all()]
        if not watches.remove(number, make_clock().now()):
            shown = ", ".join(map(str, known)) or "none"
            raise WirewatchError(f"no story is watched under number {number}. There are: {shown}.")
    if as_json:
        print_json({"ended": number})
        return
    out.print(f"Nothing more is waited for under number {number}.")


def watches(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List of which stories somebody waits for something."""
    with opened(load_config(config)) as archive:
        found = _watches(archive).all()
    if as_json:
        print_json(found)
        return
    if not found:
        out.print("Nothing is waited for. `wirewatch stories watch ID --quiet-after 24h` begins.")
    for one in found:
        _print_watch(one)


def _print_watch(one: StoryWatch) -> None:
    title = one.title or "Untitled"
    out.print(Text.assemble((f"{one.id:>4}  ", "cyan"), (one.story, "cyan"), "  ", (title, "bold")))
    last = f"the last came {say_time(one.last)}" if one.last else "none came yet"
    whom = ", ".join(one.recipients) or "those who were told of the story"
    out.print(Text(f"      {wish(one)}; {last} · to {whom}", "dim"))


def _watches(archive: Any) -> StoryWatches:
    from archive.story_watches import StoryWatches

    return StoryWatches(archive.database)


def _storied(archive: Any) -> Storied:
    from archive.storied import Storied

    return Storied(archive.database)


@contextmanager
def _shelf(config: ConfigOption) -> Iterator[tuple[Storied, Correcting]]:
    """Open the stories of the archive, and what corrects them."""
    from wirewatch.wiring import make_correcting

    found = load_config(config)
    with opened(found) as archive:
        yield _storied(archive), make_correcting(found, archive)


def _meant(stories: Storied, text: str) -> StoryShown:
    shown = stories.meant(text)
    if shown is None:
        raise WirewatchError(
            f"there is no story '{text}'. `wirewatch stories list` shows the ids of the newest."
        )
    return shown


def _correct(correcting: Correcting, said: Correction) -> Correction:
    return correcting.correct(said, Origin.CLI, make_clock().now())


def _print_done(shown: StoryShown, *, as_json: bool) -> None:
    """Show the story that a correction has made."""
    if as_json:
        print_json(shown.item)
        return
    _print_item(shown.item)
    out.print(Text(_NOBODY, "dim"))


def _print_item(item: StoryItem) -> None:
    tags = "".join(f"  {name}" for _, name in item.tags)
    out.print(Text.assemble((item.public, "cyan"), "  ", (item.title or "Untitled", "bold")))
    told = counted(item.articles, item.origins)
    line = f"    {told} · new {item.changed:%a %d %b %Y, %H:%M} UTC"
    out.print(Text.assemble((line, "dim"), (tags, "yellow")))


def _fact(fact: FactShown) -> Text:
    place = "place " if fact.kind is FactKind.PLACE else ""
    text = Text(f"{place}{moved(fact)}", "" if fact.is_news else "dim")
    label = label_of(fact.kind, fact.verdict)
    return text.append(f"  {label}", "magenta") if label else text


def _print_board(shown: StoryShown) -> None:
    rows = board(point for article in shown.articles for point in article.points)
    if not rows:
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in ("count", "who", "how many", "reports"):
        table.add_column(column, justify="right" if column == "reports" else "left")
    for row in rows:
        for number, cell in enumerate(row.cells):
            table.add_row(
                Text("" if number else title_of(row.series)),
                Text(name_of(cell.point)),
                Text(number_of(cell.point)),
                f"{cell.times:,}",
            )
    out.print(table)


def _print_article(article: StoryArticle) -> None:
    at = article.published.at if article.published else article.first_seen
    copy = f"  copy of {article.copy_of}" if article.copy_of else ""
    gone = "  withdrawn" if article.withdrawn else ""
    out.print(
        Text.assemble(
            (f"{article.id:>7,}  ".replace(",", ""), "cyan"), f"{at:%d %b %H:%M}  ",
            (article.source, "dim"), f"  {article.title or 'Untitled'}", (copy, "dim"),
            (gone, "yellow"),
        )
    )  # fmt: skip
