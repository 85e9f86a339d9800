"""Commands about stories: what is new, one story with all that is known of it, corrections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from alerts.storyview import counted, label_of, moved, name_of, number_of, title_of
from news.board import board
from news.errors import WirewatchError
from news.fact import FactKind
from news.finding import Subject
from news.mute import Origin
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
)

if TYPE_CHECKING:
    from archive.correcting import Correcting
    from archive.storied import Storied

_MOST = 1000
_NOBODY = "Nobody is told again of what he was told; a running wirewatch takes it at once."

StoryArgument = Annotated[
    str, typer.Argument(metavar="ID", help="A story's id, or the address of its page.")
]


def list_stories(
    topic: Annotated[str | None, typer.Option(help="With this topic.")] = None,
    person: Annotated[str | None, typer.Option(help="With this person.")] = None,
    figure: Annotated[str | None, typer.Option(help="With this tracked figure.")] = None,
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
        found = stories.listing(limit, since=begin, tags=tags, tracked=tracked).items
    if as_json:
        print_json(found)
        return
    if not found:
        fits = " that fits" if tags or tracked or since else ""
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


@contextmanager
def _shelf(config: ConfigOption) -> Iterator[tuple[Storied, Correcting]]:
    """Open the stories of the archive, and what corrects them."""
    from archive.storied import Storied
    from wirewatch.wiring import make_correcting

    found = load_config(config)
    with opened(found) as archive:
        yield Storied(archive.database), make_correcting(found, archive)


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
    out.print(
        Text.assemble(
            (f"{article.id:>7,}  ".replace(",", ""), "cyan"), f"{at:%d %b %H:%M}  ",
            (article.source, "dim"), f"  {article.title or 'Untitled'}", (copy, "dim"),
        )
    )  # fmt: skip
