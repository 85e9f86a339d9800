"""The command try stories: which articles are about one event, and who copied whom.

    {"id": 7, "title": …, "text": …, "source": …, "published": …}
        ──▶  {"id": 7, "story": 3, "copy_of": null, "independent": 2, …}

Lines come in the order in which articles arrive, and the story of each is decided by what came
before it, as in the daemon.  There and here a later article may show that two stories are one: so
the answers are told when all lines are read, or with --at-once each before the next is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.text import Text

from news.errors import WirewatchError
from news.story import Evidence
from wirewatch.cached import places
from wirewatch.commands.matching import article_of
from wirewatch.commands.terminal import JsonOption, err, make_clock, out
from wirewatch.commands.trying import run_pipe
from wirewatch.grouping import Grouped, Grouping
from wirewatch.pipe import Item, flow, items_of

_FILES = typer.Argument(help="Files of JSON Lines, or - for standard input.")


def stories(
    files: Annotated[list[str] | None, _FILES] = None,
    strands: Annotated[
        bool, typer.Option("--strands", help="Also say which step of its story an article tells.")
    ] = False,
    at_once: Annotated[
        bool,
        typer.Option(
            "--at-once",
            help="Answer each line before the next is read: without stories that are joined later.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Group articles by the event that they are about, in the order of the lines.

    Lines hold {"id": 1, "title": "…", "text": "…", "source": "…", "published": "…"}; also url,
    authors, country, language.  "story" is the id of the first article of the story, "copy_of"
    that of the article that this one reprints, "independent" how many independent sources told
    the story so far; "evidence" says why it belongs there, or how near another story came.
    """

    async def work(items: Iterator[Item], tell: Callable[[dict[str, Any]], None]) -> int:
        with err.status("reading the gazetteer"):
            grouping = Grouping(make_clock().now(), strands=strands)
        ids: dict[str, Any] = {}
        number = 0

        async def group(fields: Mapping[str, Any]) -> dict[str, Any]:
            nonlocal number
            number += 1
            given = fields.get("id")
            if isinstance(given, list | dict):
                raise WirewatchError('"id" must be a number or text')
            key = f"line {number}" if given is None else f"{type(given).__name__} {given}"
            ids[key] = given
            return _answer(grouping.group(article_of(fields), key), ids)

        def settle(answer: dict[str, Any]) -> None:
            """Name the stories of an answer by their first articles, and tell it."""
            if "error" not in answer:
                answer["story"] = ids[grouping.first_of(answer["story"])]
                others = (ids[grouping.first_of(other)] for other in answer["others"])
                answer["others"] = [other for other in others if other != answer["story"]]
            tell(answer)

        if at_once:
            return await flow(items, group, settle, at_once=1)
        answers: list[dict[str, Any]] = []
        failures = await flow(items, group, answers.append, at_once=1)
        for answer in answers:
            settle(answer)
        return failures

    run_pipe(items_of(files or [], bare=False), work, _print_story, as_json=as_json)


def _answer(grouped: Grouped, ids: Mapping[str, Any]) -> dict[str, Any]:
    decision = grouped.decision
    return {
        "story": grouped.story,
        "copy_of": ids.get(grouped.copy_of),
        "independent": grouped.independent,
        **({"strand": ids[grouped.strand]} if grouped.strand else {}),
        "others": list(decision.others),
        "by": decision.by.value,
        "evidence": _evidence(decision.evidence, ids),
    }


def _evidence(evidence: Evidence, ids: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an article shares with the story it joined, or with the nearest it did not."""
    named = (places().place(key) for key in evidence.places)
    return {
        "score": evidence.score,
        "nearest": ids.get(evidence.nearest),
        "words": list(evidence.words),
        "places": [place.name for place in named if place],
        "figures": [{"effect": effect, "value": value} for effect, value in evidence.figures],
        "days": [day.isoformat() for day in evidence.days],
        "hours_apart": round(evidence.apart.total_seconds() / 3600, 1),
    }


def _print_story(found: dict[str, Any]) -> None:
    """Show a single article, which is a story of its own."""
    if found.get("error"):
        out.print(Text(found["error"], "red"))
    else:
        out.print("One article is one story: give several lines to see which belong together.")
